/* The check of a file: its SHA-256 is reckoned here and sent instead of the file. An old browser sends the file. */

const form = document.querySelector("[data-fingerprint]");
const field = form?.querySelector("input[type=file]");

async function fingerprint(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

form?.addEventListener("submit", async (event) => {
  const file = field.files[0];
  if (!file || !window.crypto?.subtle || !file.arrayBuffer) return;
  event.preventDefault();
  form.querySelector("[role=status]").textContent = form.dataset.busy;
  try {
    const digest = document.createElement("input");
    digest.type = "hidden";
    digest.name = "digest";
    digest.value = await fingerprint(file);
    form.append(digest);
    field.disabled = true; // what is disabled isn't sent
  } catch {
    // too large for this phone's memory, or moved meanwhile: the file itself is sent
  }
  form.submit();
});
addEventListener("pageshow", () => {
  // back from the answer: the form is as it was before
  form?.querySelector("[name=digest]")?.remove();
  if (field) field.disabled = false;
  if (form) form.querySelector("[role=status]").textContent = "";
});
