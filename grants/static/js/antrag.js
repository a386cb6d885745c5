// Copy buttons of the Ausfüllhilfe and the live count of a text; both pages work without.
(() => {
  const status = document.querySelector("[data-kopiert]");
  for (const button of document.querySelectorAll("[data-kopieren]")) {
    if (!navigator.clipboard) break;
    button.hidden = false;
    const word = button.querySelector(".kopieren__wort");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.kopieren);
        word.textContent = "Kopiert";
        if (status) status.textContent = `${button.dataset.feld} kopiert`;
      } catch {
        // The browser refused: select the value, so that the keyboard can copy it.
        getSelection().selectAllChildren(button.previousElementSibling);
        word.textContent = "Markiert, bitte Strg+C";
      }
      setTimeout(() => { word.textContent = "Kopieren"; }, 2000);
    });
  }

  const counter = document.querySelector("[data-zaehler]");
  const field = counter && document.getElementById(counter.dataset.zaehler);
  if (field) {
    const limit = Number(counter.dataset.hoechstens);
    const count = () => {
      // As the server counts: code points, without the blanks around.
      const length = [...field.value.trim()].length;
      counter.textContent = `${length} von ${limit} Zeichen`;
      counter.classList.toggle("zaehler--zuviel", length > limit);
    };
    field.addEventListener("input", count);
    count();
  }
})();
