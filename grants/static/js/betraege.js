// "Maßnahmen und Beträge" and Finanzierungspläne: sums and differences while somebody types, rows in and out, what
// is not saved yet. Every cell is a field of an ordinary form: without this script the form works the same, with a
// button to compute.

import { canonical, formatAnteil, formatBetrag, fromCanonical } from "./betrag.js";
import { Raster } from "./raster.js";
import { addRow, blankRow, prepareMenu, sameName } from "./zeilen.js";

const BILD = { success: "check", danger: "danger", warning: "warning", info: "info" };
// Milliseconds without typing before the server is asked what the rules say.
const PAUSE = 500;

class Betraege extends Raster {
  constructor(form) {
    super(form);
    this.vorlage = form.querySelector("[data-vorlage]");
    for (const part of form.querySelectorAll("[data-leiste], [data-tastatur]")) part.hidden = false;
    form.addEventListener("click", (event) => this.onClick(event));
    form.addEventListener("submit", () => { this.isSending = true; });
    window.addEventListener("pageshow", () => { this.isSending = false; });
    window.addEventListener("beforeunload", (event) => {
      if (!this.isSending && this.isDirty()) event.preventDefault();
    });
    form.querySelectorAll("[data-menue]").forEach((menu) => prepareMenu(this, menu));
    this.order = this.currentOrder();
    this.show();
  }

  refresh() {
    this.show();
    this.ask();
  }

  // -- rows ----------------------------------------------------------------------------------------------------

  rowOf(nr) {
    return this.rows().find((row) => !this.isShare(row) && row.dataset.zeile === nr);
  }

  /** A row with the rows of its shares. */
  group(row) {
    const shares = [...row.closest("tbody").querySelectorAll(`[data-zu="${row.dataset.zeile}"]`)];
    return [row, ...shares];
  }

  isOut(row) {
    const head = this.isShare(row) ? this.rowOf(row.dataset.zu) : row;
    return Boolean(head?.querySelector("[data-weg]")?.value);
  }

  onClick(event) {
    const button = event.target.closest("button");
    if (!button) return;
    const row = button.closest("[data-zeile]");
    if (button.matches("[data-zurueck]")) this.step(true);
    else if (button.matches("[data-vor]")) this.step(false);
    else if (row && button.dataset.tat) this.onRow(event, row, button.dataset.tat);
    else if (button.dataset.hinzu) this.onBlank(event, button.dataset.hinzu);
    else if (button.value === "dazu" && this.vorlage) this.onAdd(event);
  }

  onRow(event, row, what) {
    event.preventDefault();
    row.querySelector("[data-menue]")?.removeAttribute("open");
    if (what === "weg") this.toggleOut(row);
    else this.shift(this.cellsOf(row)[0], what === "hoch" ? -1 : 1);
  }

  shift(cell, step) {
    const own = this.rowAt(cell);
    const row = this.isShare(own) ? this.rowOf(own.dataset.zu) : own;
    const heads = this.siblings(row);
    const other = heads[heads.indexOf(row) + step];
    if (!other) return;
    const move = (up) => {
      const [moved, passed] = up ? [row, other] : [other, row];
      passed.before(...this.group(moved));
      this.number();
    };
    move(step < 0);
    this.note({ undo: () => move(step > 0), redo: () => move(step < 0), cell });
    this.go(cell);
    this.say(`Die Zeile steht jetzt an Stelle ${this.siblings(row).indexOf(row) + 1}.`);
    this.refresh();
  }

  number() {
    for (const body of this.form.querySelectorAll("[data-zeilen]")) {
      body.querySelectorAll("[data-zeile] [data-platz]").forEach((field, place) => {
        field.value = String(place + 1);
        const shown = field.closest("th").querySelector("[data-nummer]");
        if (shown) shown.textContent = field.value;
      });
    }
  }

  toggleOut(row) {
    const field = row.querySelector("[data-weg]");
    const now = field.value ? "" : "1";
    const mark = (value) => {
      field.value = value;
      for (const each of this.group(row)) {
        each.classList.toggle("rasterzeile--weg", Boolean(value));
        for (const cell of each.querySelectorAll("input[data-zelle]")) cell.readOnly = Boolean(value);
      }
      const button = row.querySelector("[data-tat=weg]");
      (button.querySelector("[data-tatwort]") ?? button).textContent = value ? "Wieder aufnehmen" : "Herausnehmen";
      this.say(value ? "Die Zeile wird beim Speichern herausgenommen." : "Die Zeile bleibt.");
    };
    mark(now);
    this.note({ undo: () => mark(now ? "" : "1"), redo: () => mark(now) });
    this.refresh();
  }

  onAdd(event) {
    const [name, traeger, betrag] = ["neu_name", "neu_traeger", "neu_betrag"].map((id) => document.getElementById(id));
    const words = name.value.trim().replace(/\s+/g, " ");
    // Without a name the server says what is missing.
    if (!words) return;
    event.preventDefault();
    if (!this.isReadable(betrag.value)) {
      this.say("Bitte den Betrag wie 1.234,56 schreiben.");
      betrag.focus();
      return;
    }
    const names = this.rows().map((row) => row.querySelector(".zeile__name, [data-zelle=name]"));
    if (names.some((each) => each && sameName(each.value ?? each.textContent, words))) {
      this.say(`„${words}“ steht schon in der Tabelle.`);
      name.focus();
      return;
    }
    addRow(this, { words, traeger: traeger.value, betrag: betrag.value });
    name.value = traeger.value = betrag.value = "";
    this.refresh();
  }

  onBlank(event, art) {
    const last = [...this.form.querySelectorAll(`[data-zeilen="${art}"] [data-zeile]`)].at(-1);
    if (!last) return;
    event.preventDefault();
    const isBlank = this.cellsOf(last).every((cell) => !cell.value || cell.matches("select"));
    this.go(this.cellsOf(isBlank ? last : blankRow(this, last))[0]);
  }

  appendBlank(rows) {
    const last = rows.at(-1);
    if (last?.dataset.rasterArt !== undefined) rows.push(blankRow(this, last));
  }

  /** A block that begins with names is matched by the server: it goes to the field below, with a preview. */
  takeNames(text) {
    const field = this.form.querySelector("#block");
    if (!field) {
      this.say("Der Block beginnt mit Text. Bitte ab der ersten passenden Spalte einfügen.");
      return;
    }
    field.closest("details").open = true;
    field.value = text;
    field.focus();
    field.scrollIntoView({ block: "center", behavior: "instant" });
    this.say(
      "Der Block enthält Namen und steht jetzt im Feld „Block aus Excel einfügen“. „Vorschau“ zeigt, was sich ändern würde.",
    );
    this.show();
  }

  // -- figures while somebody types ----------------------------------------------------------------------------

  /** Return the sum of a column over the rows that stay; posts and shares are part of other rows. */
  total(name) {
    const places = { betrag: ["betrag", undefined], deckung: ["betrag", "deckung"] };
    const [column, art] = places[name] ?? [name, "ausgabe"];
    return this.rows()
      .filter((row) => !this.isShare(row) && row.dataset.rasterArt === art && !this.isOut(row))
      .flatMap((row) => this.cellsOf(row))
      .filter((cell) => cell.dataset.zelle === column)
      .reduce((sum, cell) => sum + (this.amount(cell) ?? 0n), 0n);
  }

  figure(source) {
    const [kind, name] = source.split(":");
    if (kind === "summe") return this.total(name);
    if (kind === "wert") return name ? fromCanonical(name) : null;
    const field = this.form.querySelector(`[name="${name}"]`);
    return field ? this.amount(field) : null;
  }

  show() {
    for (const out of this.form.querySelectorAll("[data-summe]")) {
      out.textContent = formatBetrag(this.total(out.dataset.summe));
    }
    this.form.querySelectorAll("[data-abgleich]").forEach((line) => this.compare(line));
    this.rows().filter((row) => !this.isShare(row)).forEach((row) => this.showRow(row));
    const sum = this.form.querySelector("[data-aenderung-summe]");
    if (sum) this.change(sum, this.total("betrag"), fromCanonical(sum.dataset.vorjahr));
    this.count();
  }

  compare(line) {
    const [ist, soll] = [this.figure(line.dataset.ist), this.figure(line.dataset.soll)];
    const isMissing = soll === null || (line.dataset.soll === "summe:insgesamt" && soll === 0n && ist === 0n);
    const difference = isMissing ? 0n : ist - soll;
    let which = difference > 0n ? "mehr" : difference < 0n ? "weniger" : "gleich";
    if (isMissing) which = "fehlt";
    const [colour, sentence] = line.dataset[which].split("|");
    const text = sentence.replace("{betrag}", formatBetrag(difference < 0n ? -difference : difference));
    const words = line.querySelector("[data-satz]");
    if (words.textContent === text) return;
    words.textContent = text;
    line.className = `abgleich zeichen zeichen--${colour}`;
    line.querySelector(".kern-icon").className = `kern-icon kern-icon--small kern-icon--${BILD[colour]}`;
  }

  showRow(row) {
    const cell = row.querySelector("[data-zelle=betrag]");
    const td = row.querySelector("[data-aenderung]")?.closest("td");
    if (cell && td) {
      const amount = this.isOut(row) ? null : this.amount(cell);
      if (td.dataset.vorjahr) this.change(td, amount ?? 0n, fromCanonical(td.dataset.vorjahr));
      else td.querySelector("[data-aenderung]").textContent = amount === null ? "–" : "neu";
    }
    const isChanged = this.isRowDirty(row);
    row.classList.toggle("rasterzeile--neu", isChanged);
    const mark = row.querySelector("[data-merkmal]");
    if (mark) {
      mark.hidden = !isChanged;
      mark.textContent = this.isOut(row) ? "wird herausgenommen" : "ungespeichert";
    }
    this.showShares(row, cell);
  }

  change(td, now, before) {
    td.querySelector("[data-aenderung]").textContent = formatBetrag(now - before, { vorzeichen: true });
    const share = formatAnteil(now - before, before);
    td.querySelector("[data-anteil]").textContent = share && `${share} v. H.`;
  }

  /** Say below a shared amount what its shares add up to. */
  showShares(row, cell) {
    const parts = this.group(row).slice(1);
    const words = parts.at(-1)?.querySelector("[data-anteilsatz]");
    if (!words) return;
    const amounts = parts.map((part) => this.amount(this.cellsOf(part)[0]));
    const open = amounts.filter((each) => each === null).length;
    const rest = (this.amount(cell) ?? 0n) - amounts.reduce((sum, each) => sum + (each ?? 0n), 0n);
    const still = open === 1 ? "Ein Anteil ist offen" : `${open} Anteile sind offen`;
    if (open) words.textContent = `${still}, Rest ${formatBetrag(rest)}.`;
    else if (rest === 0n) words.textContent = "Die Anteile ergeben den Betrag.";
    else words.textContent = rest > 0n ? `Es fehlen ${formatBetrag(rest)}.` : `Es sind ${formatBetrag(-rest)} zu viel.`;
  }

  /** Ask the server what the rules say of the table as it stands; nothing is saved. */
  ask() {
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      this.running?.abort();
      this.running = new AbortController();
      // As the form sends itself: a multipart body may have only so many parts.
      const body = new URLSearchParams(new FormData(this.form));
      body.set("tat", "rechnen");
      const { signal } = this.running;
      const request = { method: "POST", body, headers: { "X-Teil": "pruefung" }, signal, redirect: "error" };
      try {
        const answer = await fetch(this.form.dataset.pruefung, request);
        if (answer.ok) document.getElementById("pruefung").innerHTML = await answer.text();
      } catch {
        // Without an answer the sums of this page still hold; "Neu berechnen" asks again.
      }
    }, PAUSE);
  }

  // -- what is not saved yet -----------------------------------------------------------------------------------

  isCellDirty(cell) {
    const stored = cell.dataset.gespeichert ?? "";
    if (cell.value === stored) return false;
    const amount = this.isAmount(cell) ? this.amount(cell) : null;
    return amount === null ? cell.value.trim() !== stored : canonical(amount) !== stored;
  }

  isRowDirty(row) {
    if (row.dataset.neu !== undefined || this.isOut(row)) return true;
    return this.group(row).some((each) => this.cellsOf(each).some((cell) => this.isCellDirty(cell)));
  }

  currentOrder() {
    return this.rows().filter((row) => row.dataset.neu === undefined).map((row) => row.dataset.zeile).join(" ");
  }

  areOthersDirty() {
    return [...this.form.querySelectorAll("input[type=text], textarea, select")].some((field) => {
      if (field.matches("[data-zelle], :disabled")) return false;
      if (!field.matches("select")) return field.value !== field.defaultValue;
      const preset = [...field.options].findIndex((option) => option.defaultSelected);
      return field.selectedIndex !== Math.max(preset, 0);
    });
  }

  isDirty() {
    // data-geaendert: the server gave the page back with something that is not saved.
    return (
      this.form.dataset.geaendert !== undefined ||
      this.rows().some((row) => !this.isShare(row) && this.isRowDirty(row)) ||
      this.currentOrder() !== this.order ||
      this.areOthersDirty()
    );
  }

  count() {
    const rows = this.rows().filter((row) => !this.isShare(row) && this.isRowDirty(row)).length;
    let text = rows === 1 ? "1 Zeile ungespeichert" : `${rows} Zeilen ungespeichert`;
    if (!rows) text = this.isDirty() ? "Änderungen ungespeichert" : "";
    const out = this.form.querySelector("[data-ungespeichert]");
    if (out.textContent !== text) out.textContent = text;
    this.form.querySelector("[data-zurueck]").hidden = !this.done.length;
    this.form.querySelector("[data-vor]").hidden = !this.undone.length;
  }
}

document.querySelectorAll("form[data-raster]").forEach((form) => new Betraege(form));
