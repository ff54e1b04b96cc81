// The keyboard: each key asks for an act, by the table that the page carries; the act is an element of the page that
// bears its name, or one of the few below. Single keys are silent in text fields, and can be switched off.

/** @type {Record<string, string>} */
const acts = JSON.parse(document.body.dataset.keys ?? "{}");
const OFF = "parley-keys-off";
const html = document.documentElement;

/** @param {EventTarget | null} target */
const typing = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));

/** @param {string} name */
const named = (name) =>
  /** @type {HTMLElement | undefined} */ (
    [...document.querySelectorAll(`[data-act="${name}"]`)].find((each) => /** @type {HTMLElement} */ (each).offsetParent)
  );

/** @param {number} by */
function move(by) {
  const rows = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll("a.row")]);
  const on = rows.findIndex((row) => row === document.activeElement);
  const at = on >= 0 ? on : rows.findIndex((row) => row.getAttribute("aria-current") === "true");
  rows[Math.max(0, Math.min(rows.length - 1, at + by))]?.focus();
}

/** @type {Record<string, () => void>} */
const here = {
  next: () => move(1),
  previous: () => move(-1),
  help: () => show("help"),
  palette: () => show("palette"),
  search: () => show("palette"),
  close: () => document.querySelectorAll("dialog[open]").forEach((each) => /** @type {HTMLDialogElement} */ (each).close()),
  send: () => /** @type {HTMLInputElement | null} */ (document.activeElement)?.form?.requestSubmit(),
};

/** @param {string} id */
function show(id) {
  const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById(id));
  if (!dialog || dialog.open) return;
  here.close();
  dialog.show(); // beside the page, not over it: alarms stay in sight
  dialog.querySelector("input")?.select();
}

/** @param {HTMLElement} element */
function press(element) {
  const fold = element.closest("summary")?.parentElement;
  if (fold instanceof HTMLDetailsElement) {
    fold.open = true;
    /** @type {HTMLElement | null} */ (fold.querySelector("textarea, select, button"))?.focus();
  } else element.click();
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.metaKey || event.isComposing) return;
  const name = event.ctrlKey ? `Ctrl ${event.key}` : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const act = acts[name];
  const single = !event.ctrlKey && name !== "Escape";
  if (!act || (single && (typing(event.target) || localStorage.getItem(OFF)))) return;
  const onControl = event.target instanceof Element && event.target.closest("a, button, summary");
  if (name === "Enter" && onControl) return;
  const found = named(act);
  if (!found && !here[act]) return;
  event.preventDefault();
  if (html.hasAttribute("data-stale") && found instanceof HTMLButtonElement) return;
  if (found) press(found);
  else here[act]();
});

// ---- switched off or on

const switched = document.getElementById("keys-switch");
function say() {
  const off = localStorage.getItem(OFF);
  const text = document.getElementById("keys-state");
  if (text) text.textContent = text.getAttribute(off ? "data-off" : "data-on");
}
switched?.addEventListener("click", () => {
  if (localStorage.getItem(OFF)) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
  say();
});
say();
html.toggleAttribute("data-ready", true);
document.querySelectorAll("dialog [data-close]").forEach((each) => each.addEventListener("click", here.close));

// ---- the palette: what it finds, the node has found

const field = /** @type {HTMLInputElement | null} */ (document.getElementById("palette-text"));
const list = document.getElementById("palette-found");
let asked = 0;

function find() {
  if (!field || !list) return;
  const mine = ++asked;
  const request = new XMLHttpRequest();
  request.open("GET", `${field.dataset.at}?q=${encodeURIComponent(field.value)}`);
  request.responseType = "document";
  request.onload = () => {
    const found = request.responseXML?.getElementById("palette-found");
    if (mine === asked && found && request.status === 200) {
      list.replaceChildren(...[...found.childNodes].map((each) => document.importNode(each, true)));
    }
  };
  request.send();
}

field?.addEventListener("input", find);
field?.addEventListener("focus", find, { once: true });
document.getElementById("palette")?.addEventListener("keydown", (event) => {
  const rows = /** @type {HTMLElement[]} */ ([...(list?.querySelectorAll("a, button") ?? [])]);
  const at = rows.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  if (event.key === "ArrowDown") rows[Math.min(rows.length - 1, at + 1)]?.focus();
  else if (event.key === "ArrowUp") (at > 0 ? rows[at - 1] : field)?.focus();
  else if (event.key === "Enter" && document.activeElement === field) rows[0]?.click();
  else return;
  event.preventDefault();
});
