// Says that a file is being read. dateien.js stands before it and stops what is too large.

for (const form of document.querySelectorAll("form.hochladen")) {
  const label = form.querySelector("button[type=submit] .kern-label");
  const word = label.textContent;
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    form.dataset.liest = "";
    label.textContent = "Die Datei wird gelesen …";
  });
  // Back from the preview: the page may be shown as it was left.
  addEventListener("pageshow", () => {
    delete form.dataset.liest;
    label.textContent = word;
  });
}
