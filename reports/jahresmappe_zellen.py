"""Cells of the Jahresmappe: how a value is stored, shown and offered for choice.

Text is always stored as text, so that a leading `=` stays a character.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from grants.domain.errors import Stellenangabe, Violation
from grants.domain.mappe_blaetter import BEZEICHNUNGEN
from grants.domain.mappe_blatt import Blatt, Spalte, Spaltenart, auswahl_label, auswahl_labels
from grants.domain.money import Betrag, Vomhundert

Inhalt = str | int | Decimal | date | None

# Excel holds no more in one cell and cuts the rest off without a word.
ZELLE_ZEICHEN = 32_767
# Pick lists and formats reach as far as the largest sheet that is read.
LETZTE_ZEILE = 50_000

_BREITEN = {
    Spaltenart.TEXT: 24,
    Spaltenart.LISTE: 28,
    Spaltenart.BETRAG: 15,
    Spaltenart.DATUM: 14,
    Spaltenart.GANZZAHL: 10,
    Spaltenart.HUNDERTSTEL: 8,
    Spaltenart.JA_NEIN: 12,
    Spaltenart.ANTEIL: 12,
    Spaltenart.AUSWAHL: 24,
    Spaltenart.SCHLUESSEL: 28,
    Spaltenart.PARAMETERWERT: 24,
    Spaltenart.BEZEICHNUNG: 48,
}
_LANGER_TEXT = ("Texte", "text")
_BREITEN_JE_SPALTE = {
    _LANGER_TEXT: 100,
    ("Förderjahr", "quelle"): 48,
    ("Maßnahmen", "name"): 48,
    ("Belege", "zweck"): 48,
    ("Antrag", "quelle"): 48,
}
# Everything that is not listed is text ("@"): Excel would make a date of the invoice number 1/2023.
_FORMATE = {
    Spaltenart.BETRAG: "#,##0.00",
    Spaltenart.DATUM: "DD.MM.YYYY",
    Spaltenart.GANZZAHL: "0",
    Spaltenart.HUNDERTSTEL: "0.00",
    Spaltenart.ANTEIL: "0.00##",
    Spaltenart.PARAMETERWERT: "General",
}
_KOPF = Font(name="Calibri", size=11, bold=True)
_KLEIN = Font(name="Calibri", size=9, italic=True, color="FF505050")
_FLAECHE = PatternFill("solid", fgColor="FFE3EAF2")
_UMBRUCH = Alignment(wrap_text=True, vertical="top")
_OBEN = Alignment(vertical="top")


def head_cell(sheet: Worksheet, text: str) -> Cell:
    cell = WriteOnlyCell(sheet, text)
    cell.font, cell.fill, cell.alignment = _KOPF, _FLAECHE, _UMBRUCH
    return cell


def hint_cell(sheet: Worksheet, text: str) -> Cell:
    cell = WriteOnlyCell(sheet, text)
    cell.font, cell.alignment = _KLEIN, _UMBRUCH
    return cell


def value_cell(sheet: Worksheet, blatt: Blatt, spalte: Spalte) -> Cell:
    """Return an empty cell with the format of its column."""
    cell = WriteOnlyCell(sheet)
    cell.alignment = _UMBRUCH if is_long(blatt, spalte) else _OBEN
    cell.number_format = _FORMATE.get(spalte.art, "@")
    return cell


def is_long(blatt: Blatt, spalte: Spalte) -> bool:
    """Tell whether a column holds whole paragraphs."""
    return (blatt.name, spalte.attribut) == _LANGER_TEXT


def prepare_column(sheet: Worksheet, blatt: Blatt, spalte: Spalte, letter: str) -> None:
    """Give a column its width, and format and pick list also for the rows still to come."""
    column = sheet.column_dimensions[letter]
    width = _BREITEN_JE_SPALTE.get((blatt.name, spalte.attribut), _BREITEN[spalte.art])
    column.width = max(width, len(spalte.kopf) + 2)
    column.number_format = _FORMATE.get(spalte.art, "@")
    add_pick_list(sheet, spalte, f"{letter}3:{letter}{LETZTE_ZEILE}")


def add_pick_list(sheet: Worksheet, spalte: Spalte, cells: str) -> None:
    """Offer the words of a column with a fixed choice; nothing happens for other columns."""
    if spalte.art is Spaltenart.JA_NEIN:
        words = ["ja", "nein"]
    elif spalte.auswahl:
        words = list(auswahl_labels(spalte.auswahl))
    else:
        return
    pick_list = DataValidation(
        type="list",
        formula1=f'"{",".join(words)}"',
        sqref=cells,
        allow_blank=True,
        showErrorMessage=True,
        errorTitle=spalte.kopf[:32],
        error="Bitte wählen Sie einen Eintrag aus der Liste.",
    )
    sheet.data_validations.append(pick_list)


def fill(cell: Cell, spalte: Spalte, wert: object) -> bool:
    """Put a value into a cell; False for a text that does not fit."""
    content = content_of(spalte, wert)
    if isinstance(content, str) and len(content) > ZELLE_ZEICHEN:
        return False
    cell.value = content
    if isinstance(content, str):
        # What looks like a formula or an error value stays text.
        cell.data_type = "s"
    return True


def too_long(blatt: Blatt, spalte: Spalte, *, column: int, row: int) -> Violation:
    """Return the refusal of a text that no cell can hold."""
    text = (
        f"Der Text für „{spalte.kopf}“ im Blatt „{blatt.name}“ ist länger, als eine Zelle fasst (32.767 Zeichen). "
        "Bitte kürzen oder als Anlage beilegen."
    )
    zelle = f"{get_column_letter(column)}{row}"
    place = Stellenangabe(blatt=blatt.name, zeile=row, spalte=spalte.kopf, zelle=zelle)
    return Violation("text_zu_lang", text, stelle=place)


def content_of(spalte: Spalte, wert: object) -> Inhalt:
    """Return what the cell holds: a number, a day, a text, or None for nothing."""
    content: Inhalt
    match wert:
        case None | "" | ():
            content = None
        case bool():
            content = "ja" if wert else "nein"
        case Betrag():
            content = Decimal(wert.cents).scaleb(-2)
        case Vomhundert():
            content = Decimal(wert.teile).scaleb(-4)
        case int():
            content = Decimal(wert).scaleb(-2) if spalte.art is Spaltenart.HUNDERTSTEL else wert
        case date():
            content = wert
        case StrEnum():
            content = auswahl_label(wert)
        case tuple():
            content = _joined(wert)
        case _:
            text = BEZEICHNUNGEN.get(str(wert), "") if spalte.art is Spaltenart.BEZEICHNUNG else str(wert)
            content = ILLEGAL_CHARACTERS_RE.sub("", text)
    return content


def _joined(parts: tuple[str, ...]) -> str:
    """Return a list as one text: `a; b`, in quotation marks what holds a semicolon itself."""
    return "; ".join(
        '"' + part.replace('"', '""') + '"' if set(part) & set(";\n") or part.startswith('"') else part
        for part in (ILLEGAL_CHARACTERS_RE.sub("", part) for part in parts)
    )
