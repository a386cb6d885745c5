// Says that files are too large before they are sent: a request that is too large as a whole is refused unread, and
// with it everything typed beside the file. Without this script the server refuses it.

for (const input of document.querySelectorAll("input[type=file][data-hoechstens]")) {
  const most = Number(input.dataset.hoechstens);
  const warning = document.createElement("p");
  warning.className = "kern-error";
  warning.setAttribute("role", "alert");
  warning.id = `${input.id}-zu-gross`;
  warning.hidden = true;
  input.after(warning);

  const check = () => {
    const files = [...input.files];
    const tooLarge = files.reduce((sum, file) => sum + file.size, 0) > most;
    const what = files.length === 1 ? `„${files[0].name}“ ist` : `Diese ${files.length} Dateien sind zusammen`;
    warning.textContent = tooLarge
      ? `${what} größer als ${Math.floor(most / 1_000_000)} MB. ${files.length === 1
        ? "Bitte teilen Sie die Datei oder entfernen Sie Bilder daraus."
        : "Bitte schicken Sie sie nacheinander."}`
      : "";
    warning.hidden = !tooLarge;
    input.setAttribute("aria-invalid", String(tooLarge));
    const others = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== warning.id);
    const described = [...others, ...(tooLarge ? [warning.id] : [])].join(" ");
    if (described) input.setAttribute("aria-describedby", described);
    else input.removeAttribute("aria-describedby");
    return !tooLarge;
  };
  input.addEventListener("change", check);
  input.form?.addEventListener("submit", (event) => {
    if (check()) return;
    event.preventDefault();
    input.focus();
  });
}
