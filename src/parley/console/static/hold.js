// What is released is released by holding its button for two seconds, by pointer or by key; where a hardware key has to
// answer, it is asked then. While a draft is held, the page shows what the node says of it, and Esc stops it.

const HOLD_MS = 2000;
const LOOK_MS = 1000;

async function touched(button) {
  const said = document.querySelector("#touch");
  said.textContent = said.dataset.touch;
  try {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(button.dataset.options));
    const credential = await navigator.credentials.get({ publicKey });
    button.form.elements.assertion.value = JSON.stringify(credential.toJSON());
    return true;
  } catch (error) {
    said.textContent = String(error);
    return false;
  }
}

function held(button) {
  let timer = 0;
  const end = () => { clearTimeout(timer); timer = 0; button.classList.remove("arm"); };
  const begin = () => {
    if (timer || !button.form.reportValidity()) return;
    button.classList.add("arm");
    timer = setTimeout(async () => {
      end();
      if (!button.dataset.options || await touched(button)) button.form.requestSubmit(button);
    }, HOLD_MS);
  };
  button.addEventListener("click", (event) => event.preventDefault()); // a click alone releases nothing
  button.addEventListener("pointerdown", begin);
  for (const over of ["pointerup", "pointerleave", "pointercancel", "blur", "keyup"]) button.addEventListener(over, end);
  button.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); begin(); }
  });
}

function look() {
  const request = new XMLHttpRequest();
  request.responseType = "document";
  request.open("GET", location.href);
  request.addEventListener("load", () => {
    const fresh = request.response?.querySelector("#draft");
    if (!fresh) return;
    if (!fresh.hasAttribute("data-held")) location.reload();
    else document.querySelector("#draft .state").replaceWith(document.importNode(fresh.querySelector(".state"), true));
  });
  request.send();
}

for (const button of document.querySelectorAll("[data-hold]")) held(button);
if (document.querySelector("[data-held]")) setInterval(look, LOOK_MS);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelector("#stop")?.click();
});
