// The live part of every page: the node's clock, countdowns, news, and what is said while the node is silent.
// Facts come from the node alone: here they are only fetched anew, and put in place without moving focus or scroll.

const STALE_MS = 12_000;
const AGAIN_MS = 2_000;
const RELOAD_MS = 15_000;
const KEPT = new Set(["open", "disabled", "nonce", "style"]);
const root = document.documentElement;

/** @param {string} name */
const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.getAttribute("content") ?? "";

let ahead = Number(meta("now")) - Date.now();
let heard = performance.now();
let loaded = heard;
let place = meta("news");
/** @type {EventSource | undefined} */
let source;

// ---- clocks and countdowns: they tick by the node's clock

/** @param {number} left in ms */
function countdown(left) {
  const past = left < 0;
  const all = Math.floor(Math.abs(left) / 1000);
  const two = (/** @type {number} */ part) => String(part).padStart(2, "0");
  const hours = Math.floor(all / 3600);
  const clock = `${two(Math.floor(all / 60) % 60)}:${two(all % 60)}`;
  return (past ? "+" : "") + (hours || past ? `${hours}:${clock}` : clock);
}

function tick() {
  const now = Date.now() + ahead;
  for (const each of document.querySelectorAll("[data-clock]")) {
    const shown = new Date(now + Number(each.getAttribute("data-clock")) * 60_000).toISOString();
    write(each, shown.slice(11, each.hasAttribute("data-short") ? 16 : 19));
  }
  for (const each of document.querySelectorAll("[data-until]")) {
    const left = Date.parse(each.getAttribute("data-until") ?? "") - now;
    write(each, countdown(left));
    each.classList.toggle("crit", left < 300_000 && !each.closest(".facts, .down"));
    each.classList.toggle("soon", left >= 300_000 && left < 900_000);
  }
  if (performance.now() - heard > STALE_MS) stale(true);
}

/** @param {Element} element @param {string} text */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// ---- a page that has not heard from the node says so, and can send nothing

/** @param {boolean} silent */
function stale(silent) {
  if (root.hasAttribute("data-stale") === silent) return;
  root.toggleAttribute("data-stale", silent);
  const bar = document.getElementById("stale");
  if (bar) bar.hidden = !silent;
  for (const each of document.querySelectorAll("button, input, select, textarea")) {
    if (silent && !(/** @type {HTMLButtonElement} */ (each).disabled)) each.setAttribute("data-live-again", "");
    if (each.hasAttribute("data-live-again")) each.toggleAttribute("disabled", silent);
    if (!silent) each.removeAttribute("data-live-again");
  }
}

function alive() {
  heard = performance.now();
  if (root.hasAttribute("data-stale")) {
    stale(false);
    refresh();
  }
}

// ---- the stream: it resumes where it broke off; a restarted node has another run, and all is loaded anew

function listen() {
  source?.close();
  source = new EventSource(`${location.pathname.split("/").slice(0, 2).join("/")}/events?after=${encodeURIComponent(place)}`);
  source.addEventListener("beat", (event) => {
    ahead = JSON.parse(event.data).now_ms - Date.now();
    alive();
    if (performance.now() - loaded > RELOAD_MS) refresh(); // ages grow without news
  });
  for (const sort of ["changed", "alerts", "anew"]) {
    source.addEventListener(sort, (event) => {
      place = event.lastEventId;
      root.dataset.news = place;
      alive();
      refresh();
    });
  }
  source.onerror = () => {
    if (source?.readyState === EventSource.CLOSED) setTimeout(listen, AGAIN_MS, refresh());
  };
}

// ---- the page anew: one load at a time, and one more for what came meanwhile

let loading = false;
let wanted = false;

function refresh() {
  if (loading) {
    wanted = true;
    return;
  }
  loading = true;
  wanted = false;
  loaded = performance.now();
  const asked = location.pathname;
  const request = new XMLHttpRequest();
  request.open("GET", location.href);
  request.responseType = "document";
  request.timeout = STALE_MS;
  request.onloadend = () => {
    loading = false;
    take(request, asked);
    if (wanted) refresh();
  };
  request.send();
}

/** @param {XMLHttpRequest} request @param {string} asked the path of the page that was asked for */
function take(request, asked) {
  const page = request.status === 200 ? request.responseXML : null;
  if (!page || asked !== location.pathname) return; // the page has another address by now: what came is of the former
  const came = new URL(request.responseURL).pathname;
  if (came.endsWith("/unlock")) return location.reload(); // a locked page keeps nothing on the screen
  if (came !== asked) {
    const bar = document.getElementById("stale");
    const said = bar?.querySelector("b");
    if (bar && said) said.textContent = bar.dataset.signedOut ?? "";
    stale(true);
    return;
  }
  const focus = document.activeElement;
  document.title = page.title;
  for (const old of document.querySelectorAll("[data-live]")) {
    const fresh = page.getElementById(old.id);
    if (fresh) morph(old, fresh);
  }
  if (focus instanceof HTMLElement && focus !== document.activeElement && focus.isConnected) {
    focus.focus({ preventScroll: true });
  }
  tick();
  document.dispatchEvent(new Event("parley:fresh"));
}

// ---- what is the same stays the same element: so focus, scroll, selection and half-written answers stay

/** @param {Node} node */
const key = (node) => (node instanceof Element ? node.id || node.getAttribute("data-id") : null);

/** @param {Element} old @param {Element} fresh */
function morph(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !KEPT.has(name) && name !== "data-live-again") old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value && !KEPT.has(name) && !name.startsWith("on")) old.setAttribute(name, value);
  }
  if (old instanceof HTMLTextAreaElement) return;
  const keyed = new Map([...old.childNodes].filter(key).map((node) => [key(node), node]));
  let at = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    const same = key(next) ? keyed.get(key(next)) : at && !key(at) && at.nodeName === next.nodeName ? at : undefined;
    if (!same || same.nodeName !== next.nodeName) {
      old.insertBefore(document.importNode(next, true), at);
      continue;
    }
    if (same === at) at = at.nextSibling;
    else if ("moveBefore" in old) /** @type {any} */ (old).moveBefore(same, at);
    else old.insertBefore(same, at);
    if (same instanceof Element && next instanceof Element) morph(same, next);
    else if (same.nodeValue !== next.nodeValue) same.nodeValue = next.nodeValue;
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

// ---- that an entry stands open is told once, where the agreement lets the node offer it

function opened() {
  for (const button of document.querySelectorAll("button[data-opened]")) {
    const form = /** @type {HTMLButtonElement} */ (button).form;
    if (!form || root.hasAttribute("data-stale")) continue;
    const fields = new URLSearchParams(/** @type {any} */ (new FormData(form)));
    fetch(form.action, { method: "POST", body: fields, redirect: "manual" });
  }
}

document.addEventListener("submit", (event) => {
  if (root.hasAttribute("data-stale")) event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.target);
  setTimeout(() => form.querySelectorAll("button").forEach((button) => button.toggleAttribute("disabled", true)));
});

if (place) {
  setInterval(tick, 250);
  tick();
  listen();
  if (document.querySelector("button[data-opened]")) setTimeout(opened, 1_000);
}
