// Says that a file is too large before it is sent, and that a file is being read. Without it the server says both.

for (const form of document.querySelectorAll("form.hochladen")) {
  const input = form.querySelector("input[type=file]");
  const label = form.querySelector("button[type=submit] .kern-label");
  const word = label.textContent;
  const most = Number(input.dataset.hoechstens);
  const warning = document.createElement("p");
  warning.className = "kern-error";
  warning.setAttribute("role", "alert");
  warning.id = `${input.id}-zu-gross`;
  warning.hidden = true;
  input.after(warning);

  const check = () => {
    const file = input.files[0];
    const large = file !== undefined && file.size > most;
    warning.textContent = large
      ? `„${file.name}“ ist größer als 20 MB. Bitte teilen Sie die Datei oder entfernen Sie Bilder daraus.`
      : "";
    warning.hidden = !large;
    input.setAttribute("aria-invalid", String(large));
    return !large;
  };
  input.addEventListener("change", check);
  form.addEventListener("submit", (event) => {
    if (!check()) {
      event.preventDefault();
      input.focus();
      return;
    }
    form.dataset.liest = "";
    label.textContent = "Die Datei wird gelesen …";
  });
  // Back from the preview: the page may be shown as it was left.
  addEventListener("pageshow", () => {
    delete form.dataset.liest;
    label.textContent = word;
  });
}
