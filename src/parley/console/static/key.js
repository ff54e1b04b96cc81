// Asks a passkey or security key for what the form's options say, and sends the form with its answer.
const form = document.querySelector("form[data-options]");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const said = form.querySelector("[role=status]");
  said.textContent = form.dataset.waits;
  try {
    const options = JSON.parse(form.dataset.options);
    const publicKey = "rp" in options
      ? PublicKeyCredential.parseCreationOptionsFromJSON(options)
      : PublicKeyCredential.parseRequestOptionsFromJSON(options);
    const credential = await navigator.credentials["rp" in options ? "create" : "get"]({publicKey});
    form.elements.given.value = JSON.stringify(credential.toJSON());
    form.submit();
  } catch (error) {
    said.textContent = `${form.dataset.failed} (${error.name})`;
  }
});
