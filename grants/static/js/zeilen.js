// Rows that come into a table, and the menu of a row.

import { formatBetrag, fromCanonical } from "./betrag.js";

const key = (text) => text.replace(/[\s\u00ad\u2010-\u2015\u2212_-]+/g, "").toLowerCase();

/** Tell whether two names mean the same Maßnahme, as the register compares them. */
export const sameName = (a, b) => key(a) === key(b);

const nextNumber = (rows) => Math.max(-1, ...rows.map((row) => Number.parseInt(row.dataset.zeile, 10))) + 1;

/** Append a row of a Maßnahme, from the register or new to it, and go to its amount. */
export function addRow(raster, { words, traeger, betrag }) {
  const { form, vorlage } = raster;
  const row = vorlage.cloneNode(true);
  const nr = String(nextNumber(raster.rows()));
  row.hidden = false;
  delete row.dataset.vorlage;
  row.dataset.zeile = nr;
  row.dataset.neu = "";
  row.innerHTML = row.innerHTML.replaceAll("zeile-NR-", `zeile-${nr}-`).replaceAll('-NR"', `-${nr}"`);
  for (const field of row.querySelectorAll(":disabled")) field.disabled = false;
  row.querySelector("[data-titel]").textContent = words;
  row.querySelector("[data-menuename]").textContent = `Zeile „${words}“ bearbeiten`;
  const option = [...form.querySelectorAll("#register option")].find((each) => sameName(each.value, words));
  if (option) setKnown(row, option);
  const cells = Object.fromEntries(raster.cellsOf(row).map((cell) => [cell.dataset.zelle, cell]));
  if (cells.name) cells.name.value = words;
  cells.traeger.value = traeger;
  cells.land.value = betrag.trim() ? "ja" : "offen";
  raster.write(cells.betrag, betrag);
  Object.values(cells).forEach((cell) => raster.remember(cell));
  row.querySelectorAll("[data-menue]").forEach((menu) => prepareMenu(raster, menu));
  const empty = form.querySelector("[data-leer]");
  const put = () => {
    vorlage.before(row);
    if (empty) empty.hidden = true;
    raster.number();
  };
  const take = () => {
    row.remove();
    if (empty) empty.hidden = false;
    raster.number();
  };
  put();
  raster.note({ undo: take, redo: put, cell: cells.betrag });
  raster.say(`„${words}“ steht jetzt in der Tabelle, noch nicht gespeichert.`);
  raster.go(cells.betrag);
}

/** Let a new row be a Maßnahme of the register: its name stands fast, last year's amount beside it. */
function setKnown(row, option) {
  row.querySelector("[data-kennung]").value = option.dataset.kennung;
  row.querySelector("[data-herkunft]").textContent = "aus dem Register";
  const field = row.querySelector("[data-zelle=name]");
  const shown = document.createElement("span");
  Object.assign(shown, { className: "zeile__name", textContent: option.value });
  field.replaceWith(shown);
  const before = row.querySelector("[data-vorjahrzelle]");
  if (!option.dataset.vorjahr || !before) return;
  before.textContent = formatBetrag(fromCanonical(option.dataset.vorjahr));
  row.querySelector("[data-aenderungszelle]").dataset.vorjahr = option.dataset.vorjahr;
}

/** Append an empty row of the same kind below the last one and return it. */
export function blankRow(raster, last) {
  const art = last.dataset.rasterArt;
  const nr = nextNumber(raster.rows().filter((row) => row.dataset.rasterArt === art));
  const row = last.cloneNode(true);
  row.querySelectorAll(".zellfehler").forEach((each) => each.remove());
  // Names, ids and what points to them carry the number of the row.
  const old = `${art}-(zeile-)?${last.dataset.zeile}(?![0-9])`;
  row.innerHTML = row.innerHTML.replace(new RegExp(old, "g"), (_, middle) => `${art}-${middle ?? ""}${nr}`);
  row.dataset.zeile = String(nr);
  row.classList.remove("rasterzeile--neu", "rasterzeile--weg");
  row.querySelector("[data-weg]").value = "";
  row.querySelector("[data-tatwort]").textContent = "Herausnehmen";
  last.after(row);
  for (const cell of raster.cellsOf(row)) {
    Object.assign(cell, { readOnly: false, value: "" });
    cell.dataset.gespeichert = "";
    raster.clearError(cell);
    raster.remember(cell);
  }
  raster.number();
  return row;
}

/** Let the menu of a row close by itself, and offer only what the row can do. */
export function prepareMenu(raster, menu) {
  menu.addEventListener("focusout", (event) => {
    if (!menu.contains(event.relatedTarget)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  menu.addEventListener("toggle", () => {
    if (!menu.open) return;
    const row = menu.closest("[data-zeile]");
    const heads = raster.siblings(row);
    menu.querySelector("[data-tat=hoch]").disabled = heads[0] === row;
    menu.querySelector("[data-tat=runter]").disabled = heads.at(-1) === row;
  });
}
