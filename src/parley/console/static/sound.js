// The sound of alarms: two tones for an alarm, three chimes for a warning, one for a caution. Until the browser
// lets it sound the lamp says so; that it was heard, only a person says.

const AGAIN_MS = { alarm: 2_000, warning: 60_000, caution: Infinity };
/** @type {AudioContext | undefined} */
let audio;
let last = "";
let next = 0;

function tones() {
  audio ??= new AudioContext();
  return audio;
}

/** @param {number} hertz @param {number} from @param {number} seconds */
function tone(hertz, from, seconds) {
  const at = tones().currentTime + from;
  const wave = new OscillatorNode(tones(), { frequency: hertz, type: "triangle" });
  const gain = new GainNode(tones(), { gain: 0 });
  gain.gain.setTargetAtTime(0.5, at, 0.01);
  gain.gain.setTargetAtTime(0, at + seconds - 0.05, 0.02);
  wave.connect(gain).connect(tones().destination);
  wave.start(at);
  wave.stop(at + seconds + 0.1);
}

/** @param {string} level */
function sound(level) {
  const drill = document.documentElement.dataset.traffic === "drill";
  const low = drill ? 330 : 660;
  if (level === "alarm") for (let at = 0; at < 4; at++) tone(at % 2 ? low : low * 1.5, at * 0.45, 0.4);
  else for (let at = 0; at < (level === "warning" ? 3 : 1); at++) tone(low * 2, at * 0.5, 0.3);
}

function look() {
  const level = document.getElementById("sound")?.getAttribute("data-level") ?? "";
  const now = performance.now();
  if (level !== last || (level && now >= next)) {
    last = level;
    next = now + (AGAIN_MS[/** @type {keyof typeof AGAIN_MS} */ (level)] ?? Infinity);
    if (level && tones().state === "running") sound(level);
  }
  const lamp = document.getElementById("lamp");
  const text = lamp?.querySelector("span");
  if (!lamp || !text) return;
  const running = tones().state === "running";
  lamp.classList.toggle("ok", running);
  const said = lamp.getAttribute(running ? "data-running" : "data-suspended") ?? "";
  if (text.textContent !== said) text.textContent = said;
  document.getElementById("tone")?.toggleAttribute("hidden", false);
}

document.addEventListener("click", async (event) => {
  const pressed = event.target instanceof Element ? event.target.closest("#tone") : null;
  if (!pressed) return;
  await tones().resume();
  sound("alarm");
  document.getElementById("heard")?.toggleAttribute("hidden", false);
  look();
});
document.addEventListener("parley:fresh", look);
setInterval(look, 500);
look();
