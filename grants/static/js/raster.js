// A table of form fields under Excel's keys: arrows, Enter, Tab, Esc, F2, a pasted block, undo and redo.
// Cells are fields with data-zelle (the name of their column) in rows with data-zeile. Nothing is saved here.

import { formatBetrag, parseBetrag } from "./betrag.js";

export class Raster {
  constructor(form) {
    this.form = form;
    // Steps that can be taken back, and those that were.
    this.done = [];
    this.undone = [];
    // After F2 the arrows belong to the text of the cell.
    this.isEditing = false;
    this.status = form.querySelector("[data-meldung]");
    form.addEventListener("focusin", (event) => this.onFocus(event));
    form.addEventListener("pointerdown", (event) => this.onPointer(event));
    form.addEventListener("keydown", (event) => this.onKey(event));
    form.addEventListener("input", (event) => this.onInput(event));
    form.addEventListener("change", (event) => this.onLeave(event));
    form.addEventListener("focusout", (event) => this.onLeave(event));
    form.addEventListener("paste", (event) => this.onPaste(event));
    for (const cell of this.cells()) this.remember(cell);
  }

  // What a table does besides; see betraege.js.
  refresh() {}
  shift() {}
  takeNames() { return false; }
  appendBlank() { return null; }

  // -- where things are ----------------------------------------------------------------------------------------

  rows() {
    return [...this.form.querySelectorAll("[data-zeile]")];
  }

  cells() {
    return this.rows().flatMap((row) => this.cellsOf(row));
  }

  cellsOf(row) {
    return [...row.querySelectorAll("[data-zelle]")];
  }

  cellAt(event) {
    return event.target.closest?.("[data-zelle]");
  }

  rowAt(cell) {
    return cell.closest("[data-zeile]");
  }

  isAmount(cell) {
    return cell.matches("input") && cell.dataset.art !== "text" && cell.inputMode === "decimal";
  }

  /** A row of shares belongs to the row above it. */
  isShare(row) {
    return row.dataset.zu !== undefined;
  }

  /** Rows of the same table and kind: among them one pastes and changes places. */
  siblings(row) {
    const all = [...row.closest("tbody").querySelectorAll("[data-zeile]")];
    return all.filter((each) => this.isShare(each) === this.isShare(row));
  }

  amount(cell) {
    try {
      return parseBetrag(cell.value);
    } catch {
      return null;
    }
  }

  isReadable(text) {
    try {
      parseBetrag(text);
      return true;
    } catch {
      return false;
    }
  }

  say(text) {
    if (this.status) this.status.textContent = text;
  }

  // -- moving --------------------------------------------------------------------------------------------------

  go(cell) {
    if (!cell) return false;
    // At once: whoever goes down row by row is faster than a gliding page.
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest", behavior: "instant" });
    return true;
  }

  /** Shares stand in the column of the amounts, under another name. */
  column(cell) {
    return cell.dataset.kolonne ?? cell.dataset.zelle;
  }

  vertical(cell, step) {
    const same = (row) => this.cellsOf(row).find((each) => this.column(each) === this.column(cell));
    const rows = [...cell.closest("tbody").querySelectorAll("[data-zeile]")];
    let place = rows.indexOf(this.rowAt(cell)) + step;
    while (rows[place] && !same(rows[place])) place += step;
    return rows[place] ? this.go(same(rows[place])) : false;
  }

  horizontal(cell, step) {
    const cells = this.cellsOf(this.rowAt(cell));
    return this.go(cells[cells.indexOf(cell) + step]);
  }

  onPointer(event) {
    const cell = this.cellAt(event);
    // The first click marks the cell, a second one sets the caret.
    this.pressed = cell?.matches("input") && cell !== document.activeElement ? cell : null;
  }

  onFocus(event) {
    const cell = this.cellAt(event);
    if (!cell) return;
    this.isEditing = false;
    if (!cell.matches("input")) return;
    cell.select();
    if (this.pressed !== cell) return;
    const keepMarked = (e) => {
      e.preventDefault();
      cell.select();
    };
    cell.addEventListener("mouseup", keepMarked, { once: true });
  }

  onKey(event) {
    const cell = this.cellAt(event);
    if ((event.ctrlKey || event.metaKey) && !event.altKey && /^[zy]$/i.test(event.key)) {
      // Other fields of the page have the undo of the browser.
      if (cell || !event.target.matches("input, textarea, select")) this.onUndoKey(event, cell);
      return;
    }
    if (!cell || event.isComposing || event.ctrlKey || event.metaKey) return;
    const action = event.altKey ? this.altKey(cell, event) : this.plainKey(cell, event);
    if (!action) return;
    event.preventDefault();
    action();
  }

  altKey(cell, event) {
    // On a list of choices Alt and an arrow open it.
    if (!/^Arrow(Up|Down)$/.test(event.key) || !cell.matches("input")) return null;
    return () => this.shift(cell, event.key === "ArrowUp" ? -1 : 1);
  }

  plainKey(cell, event) {
    const back = event.key === "ArrowUp" || event.key === "ArrowLeft" || event.shiftKey;
    switch (event.key) {
      case "Enter":
        return () => {
          this.commit(cell);
          if (!this.vertical(cell, back ? -1 : 1)) cell.select?.();
        };
      case "F2":
        return cell.matches("input") ? () => this.edit(cell) : null;
      case "Escape":
        return cell.value === cell.dataset.alt ? null : () => this.restore(cell);
      case "ArrowUp":
      case "ArrowDown":
        return this.isEditing || event.shiftKey ? null : () => this.vertical(cell, back ? -1 : 1);
      case "ArrowLeft":
      case "ArrowRight":
        return event.shiftKey || !this.mayLeave(cell, back) ? null : () => this.horizontal(cell, back ? -1 : 1);
      default:
        return null;
    }
  }

  edit(cell) {
    this.isEditing = true;
    cell.setSelectionRange(cell.value.length, cell.value.length);
  }

  /** A sideways arrow leaves the cell where all of it is marked or the caret has come to that end. */
  mayLeave(cell, left) {
    if (this.isEditing) return false;
    if (!cell.matches("input")) return true;
    const { selectionStart: start, selectionEnd: end, value } = cell;
    if (start === 0 && end === value.length) return true;
    return start === end && start === (left ? 0 : value.length);
  }

  // -- changes that can be taken back --------------------------------------------------------------------------

  /** Take the value of a cell as the one that Esc leads back to. */
  remember(cell) {
    cell.dataset.alt = cell.value;
  }

  onInput(event) {
    const cell = this.cellAt(event);
    if (cell) this.clearError(cell);
    this.refresh();
  }

  onLeave(event) {
    const cell = this.cellAt(event);
    if (cell) this.commit(cell);
    else if (event.type === "change") this.refresh();
  }

  commit(cell) {
    this.write(cell, cell.value);
    if (cell.value !== cell.dataset.alt) {
      const [old, now] = [cell.dataset.alt, cell.value];
      this.note({ undo: () => this.set(cell, old), redo: () => this.set(cell, now), cell });
      this.remember(cell);
    }
    this.isEditing = false;
    this.refresh();
  }

  /** Put a text into a field as the page prints amounts, and say where it is none. */
  write(cell, text) {
    const amount = this.isAmount(cell) && text.trim() && this.isReadable(text) ? parseBetrag(text) : null;
    cell.value = amount === null ? text : formatBetrag(amount, { einheit: "" });
    this.check(cell);
  }

  set(cell, value) {
    cell.value = value;
    this.remember(cell);
    this.check(cell);
  }

  restore(cell) {
    this.set(cell, cell.dataset.alt);
    this.isEditing = false;
    cell.select?.();
    this.refresh();
  }

  note(step) {
    this.done.push(step);
    this.undone = [];
  }

  onUndoKey(event, cell) {
    event.preventDefault();
    const back = event.key.toLowerCase() === "z" && !event.shiftKey;
    // What is being typed goes first, as in Excel.
    if (back && cell && cell.value !== cell.dataset.alt) this.restore(cell);
    else this.step(back);
  }

  step(back) {
    const [from, to] = back ? [this.done, this.undone] : [this.undone, this.done];
    const step = from.pop();
    if (!step) {
      this.say(back ? "Es gibt nichts rückgängig zu machen." : "Es gibt nichts wiederherzustellen.");
      return;
    }
    (back ? step.undo : step.redo)();
    to.push(step);
    if (step.cell?.isConnected && step.cell.checkVisibility()) this.go(step.cell);
    this.say(back ? "Rückgängig gemacht." : "Wiederhergestellt.");
    this.refresh();
  }

  // -- what cannot be read -------------------------------------------------------------------------------------

  check(cell) {
    this.clearError(cell);
    if (!this.isAmount(cell)) return;
    try {
      parseBetrag(cell.value);
    } catch (error) {
      const text = document.createElement("p");
      Object.assign(text, { className: "zellfehler", id: `${cell.id}-fehler`, textContent: error.message });
      cell.after(text);
      cell.setAttribute("aria-invalid", "true");
      cell.setAttribute("aria-describedby", text.id);
    }
  }

  clearError(cell) {
    document.getElementById(`${cell.id}-fehler`)?.remove();
    cell.removeAttribute("aria-invalid");
    cell.removeAttribute("aria-describedby");
  }

  // -- a block from Excel --------------------------------------------------------------------------------------

  onPaste(event) {
    const cell = this.cellAt(event);
    const text = (event.clipboardData?.getData("text/plain") ?? "").replace(/[\r\n]+$/, "");
    // A single value goes into the field as everywhere.
    if (!cell || !/[\t\n\r]/.test(text)) return;
    event.preventDefault();
    const block = readBlock(text);
    if (this.isAmount(cell) && block[0].length > 1 && !this.isReadable(block[0][0])) this.takeNames(text);
    else this.fill(cell, block);
  }

  fill(cell, block) {
    const rows = this.siblings(this.rowAt(cell));
    const first = rows.indexOf(this.rowAt(cell));
    const column = this.cellsOf(rows[first]).indexOf(cell);
    const changes = [];
    let lost = 0;
    block.forEach((values, down) => {
      if (!rows[first + down]) this.appendBlank(rows);
      const row = rows[first + down];
      const targets = row ? this.targets(row, column, values.length) : [];
      values.forEach((value, right) => {
        const target = targets[right];
        // null: a figure that is computed here.
        if (target && !target.readOnly && this.put(target, value)) {
          changes.push([target, target.dataset.alt, target.value]);
        } else if (value.trim() && (target === undefined || target?.readOnly)) {
          lost += 1;
        }
      });
    });
    for (const [target] of changes) this.remember(target);
    if (changes.length) {
      const undo = () => changes.forEach(([target, old]) => this.set(target, old));
      this.note({ undo, redo: () => changes.forEach(([target, , now]) => this.set(target, now)), cell });
    }
    cell.select?.();
    const words = changes.length === 1 ? "Eine Zelle eingefügt" : `${changes.length} Zellen eingefügt`;
    const rest = lost ? `; ${lost === 1 ? "ein Wert passte" : `${lost} Werte passten`} nicht mehr hinein` : "";
    this.say(`${words}${rest}. Rückgängig mit Strg + Z.`);
    this.refresh();
  }

  /** Return the fields for one line of values: those one can write in, or all columns of a copied table. */
  targets(row, column, width) {
    const cells = this.cellsOf(row);
    if (width <= cells.length - column) return cells.slice(column);
    const shown = [...row.children];
    const start = shown.indexOf(cells[column].closest("td, th"));
    return shown.slice(start).map((td) => td.querySelector("[data-zelle]"));
  }

  /** Put a pasted value into a field; return whether it is another one. A choice that is not offered is left. */
  put(cell, value) {
    const bare = value.trim();
    if (cell.matches("select")) {
      const wanted = bare.toLowerCase();
      const match = [...cell.options].find((o) => o.value.toLowerCase() === wanted || o.text.toLowerCase() === wanted);
      if (match) cell.value = match.value;
    } else {
      this.write(cell, bare);
    }
    return cell.value !== cell.dataset.alt;
  }
}

/** Return the lines and cells of a block; Excel puts cells with a line break or a quote into quotes. */
export function readBlock(text) {
  const rows = [[""]];
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    const row = rows.at(-1);
    const last = row.length - 1;
    if (quoted && c === '"' && text[i + 1] === '"') {
      row[last] += '"';
      i += 1;
    } else if (c === '"' && (quoted || row[last] === "")) {
      quoted = !quoted;
    } else if (quoted) {
      row[last] += c;
    } else if (c === "\t") {
      row.push("");
    } else if (c === "\n" || (c === "\r" && text[i + 1] !== "\n")) {
      rows.push([""]);
    } else if (c !== "\r") {
      row[last] += c;
    }
  }
  while (rows.length > 1 && rows.at(-1).every((cell) => !cell.trim())) rows.pop();
  return rows;
}
