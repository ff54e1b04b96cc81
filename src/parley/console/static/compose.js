// Composing: the form is sent to the node on each change, just as its Preview button sends it, and the page that comes
// back gives what is live in it: the preview, the checks, what is wrong with a field, and when it was kept.

const PAUSE_MS = 400;
const form = document.querySelector("#compose");

const typing = (element) => element.closest("input, textarea, select") !== null;

function kept() {
  const request = new XMLHttpRequest();
  request.responseType = "document"; // a document of its own: nothing in it runs
  request.open("POST", form.getAttribute("action"));
  return new Promise((done) => {
    request.addEventListener("loadend", () => done([request.response, request.responseURL]));
    request.send(new URLSearchParams(new FormData(form)));
  });
}

function taken(page, address) {
  for (const fresh of page.querySelectorAll("[data-kept]")) {
    const here = document.getElementById(fresh.id);
    if (here && !here.isEqualNode(fresh)) here.replaceWith(document.importNode(fresh, true));
  }
  for (const fresh of page.querySelectorAll("#compose [name^=slot_]")) {
    document.getElementById(fresh.id)?.toggleAttribute("aria-invalid", fresh.hasAttribute("aria-invalid"));
  }
  form.action = page.querySelector("#compose").getAttribute("action");
  history.replaceState(null, "", address);
}

let timer = 0;
let going = false;
let again = false;

async function keep() {
  clearTimeout(timer);
  if (going) { again = true; return; }
  going = true;
  const [page, address] = await kept();
  going = false;
  if (page?.querySelector("#compose")) taken(page, address);
  else document.querySelector("#saved").textContent = form.dataset.notSaved;
  if (again) { again = false; changed(); }
}

function changed() {
  document.querySelector("#saved").textContent = form.dataset.notYetSaved;
  clearTimeout(timer);
  timer = setTimeout(keep, PAUSE_MS);
}

if (form) {
  form.addEventListener("input", changed);
  form.addEventListener("submit", () => clearTimeout(timer));
  // What was typed before this ran.
  if ([...form.elements].some((each) => "defaultValue" in each && each.value !== each.defaultValue)) changed();
}

function done(event) {
  if (form && event.key === "Enter" && event.ctrlKey) return document.querySelector("#pass");
  if (form && event.key === "Escape") return document.querySelector("#keep");
  if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return null;
  if (localStorage.getItem("parley-keys-off")) return null;
  return document.querySelector(`[data-key="${CSS.escape(event.key.toUpperCase())}"]`);
}

// Before the keys of every page: here a letter is a template's.
document.addEventListener("keydown", (event) => {
  const meant = done(event);
  if (!meant) return;
  event.preventDefault();
  event.stopPropagation();
  meant.click();
}, true);
