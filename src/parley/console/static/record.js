// Asks the node how far the check of the record is, and shows what it says; at the end the page is read anew.
const told = document.querySelector("[data-verifying]");

async function look() {
  try {
    const answer = await fetch(told.dataset.verifying, { headers: { accept: "application/json" } });
    const found = await answer.json();
    told.textContent = found.said;
    if (!found.running) {
      location.reload();
      return;
    }
  } catch {
    // The page that hears nothing of the node says so by itself.
  }
  setTimeout(look, 1000);
}

if (told) setTimeout(look, 500);
