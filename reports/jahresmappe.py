"""Writing the Jahresmappe as an XLSX workbook: empty as a template, filled as an export of a year.

A table has a row of hints, then the header, then the rows; a form has one value a line. Text is always stored as
text, so that a leading `=` stays a character. The same Mappe gives the same bytes.
"""

from __future__ import annotations

import csv
import io
import secrets
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import IO, cast

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.datavalidation import DataValidation

from grants.domain.errors import RuleViolation, Stellenangabe, Violation
from grants.domain.mappe import Jahresmappe
from grants.domain.mappe_blaetter import BEZEICHNUNGEN, BLAETTER
from grants.domain.mappe_blatt import (
    Blatt,
    Spalte,
    Spaltenart,
    auswahl_label,
    auswahl_labels,
    hinweis,
    resolve,
)
from grants.domain.money import Betrag, Vomhundert

FORMULARKOPF = ("Feld", "Wert", "Hinweis")
# Excel holds no more in one cell and cuts the rest off without a word.
ZELLE_ZEICHEN = 32_767
# Pick lists and formats reach as far as the largest workbook that is read.
LETZTE_ZEILE = 50_000
# One moment for all: the file's own times would make every export differ.
_ZEITPUNKT = datetime(2000, 1, 1, tzinfo=UTC)

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
_BREITEN_JE_SPALTE = {("Texte", "text"): 100, ("Maßnahmen", "name"): 48, ("Belege", "zweck"): 48}
# Everything that is not listed is text ("@"): Excel would make a date of the invoice number 1/2023.
_FORMATE = {
    Spaltenart.BETRAG: "#,##0.00",
    Spaltenart.DATUM: "DD.MM.YYYY",
    Spaltenart.GANZZAHL: "0",
    Spaltenart.HUNDERTSTEL: "0.00",
    Spaltenart.ANTEIL: "0.00##",
    Spaltenart.PARAMETERWERT: "General",
}
_KOPF = Font(bold=True)
_KLEIN = Font(italic=True, size=9, color="FF505050")
_FLAECHE = PatternFill("solid", fgColor="FFE3EAF2")
_UMBRUCH = Alignment(wrap_text=True, vertical="top")


def write_jahresmappe(mappe: Jahresmappe, target: Path | IO[bytes]) -> None:
    """Write the workbook to a path (by rename, so never half a file) or into a stream.

    Raises RuleViolation where a text is longer than a cell can hold; nothing is written then.
    """
    content = jahresmappe_bytes(mappe)
    if not isinstance(target, Path):
        target.write(content)
        return
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with temporary.open("xb") as file:
            file.write(content)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def write_vorlage(target: Path | IO[bytes]) -> None:
    """Write the empty Jahresmappe, with hints, pick lists and the keys of parameters and texts."""
    write_jahresmappe(Jahresmappe(), target)


def jahresmappe_bytes(mappe: Jahresmappe) -> bytes:
    """Return the workbook as the bytes of an XLSX file; raises RuleViolation as `write_jahresmappe` does."""
    workbook = Workbook(write_only=True)
    too_long: list[Violation] = []
    for blatt in BLAETTER:
        sheet = cast(WriteOnlyWorksheet, workbook.create_sheet(blatt.name))
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = 9  # A4
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        write = _write_form if blatt.formular else _write_table
        too_long += write(sheet, blatt, getattr(mappe, blatt.attribut))
    raw = io.BytesIO()
    workbook.save(raw)
    if too_long:
        raise RuleViolation(too_long)
    return _repack(raw.getvalue())


# -- sheets --------------------------------------------------------------------------------------------------


def _write_table(sheet: WriteOnlyWorksheet, blatt: Blatt, zeilen: Sequence[object]) -> list[Violation]:
    """Write hints, header and rows, and formats and pick lists for the rows still to come."""
    sheet.freeze_panes = "A3"
    sheet.print_title_rows = "2:2"
    for number, spalte in enumerate(blatt.spalten, start=1):
        letter = get_column_letter(number)
        width = _BREITEN_JE_SPALTE.get((blatt.name, spalte.attribut), _BREITEN[spalte.art])
        sheet.column_dimensions[letter].width = max(width, len(spalte.kopf) + 2)
        sheet.column_dimensions[letter].number_format = _FORMATE.get(spalte.art, "@")
        _add_pick_list(sheet, spalte, f"{letter}3:{letter}{LETZTE_ZEILE}")
    sheet.append([_cell(sheet, hinweis(spalte), font=_KLEIN) for spalte in blatt.spalten])
    sheet.append([_cell(sheet, spalte.kopf, font=_KOPF, fill=_FLAECHE) for spalte in blatt.spalten])
    # One cell a column, filled anew for each row: a row is written the moment it is appended.
    cells = [_cell(sheet, None) for _ in blatt.spalten]
    too_long: list[Violation] = []
    for row, werte in enumerate(_rows(blatt, zeilen), start=3):
        for number, (cell, spalte, wert) in enumerate(zip(cells, blatt.spalten, werte, strict=True), start=1):
            own = resolve(spalte, werte[0])
            if own is not spalte:
                _add_pick_list(sheet, own, f"{get_column_letter(number)}{row}")
            place = Stellenangabe(
                blatt=blatt.name, zeile=row, spalte=spalte.kopf, zelle=f"{get_column_letter(number)}{row}"
            )
            too_long += _fill(cell, own, wert, place)
        sheet.append(cells)
    return too_long


def _write_form(sheet: WriteOnlyWorksheet, blatt: Blatt, zeile: object) -> list[Violation]:
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    for letter, width in zip("ABC", (44, 60, 48), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([_cell(sheet, kopf, font=_KOPF, fill=_FLAECHE) for kopf in FORMULARKOPF])
    too_long: list[Violation] = []
    for row, spalte in enumerate(blatt.spalten, start=2):
        _add_pick_list(sheet, spalte, f"B{row}")
        cell = _cell(sheet, None)
        place = Stellenangabe(blatt=blatt.name, zeile=row, spalte=spalte.kopf, zelle=f"B{row}")
        too_long += _fill(cell, spalte, getattr(zeile, spalte.attribut), place)
        sheet.append([_cell(sheet, spalte.kopf), cell, _cell(sheet, hinweis(spalte), font=_KLEIN)])
    return too_long


def _rows(blatt: Blatt, zeilen: Iterable[object]) -> Iterator[list[object]]:
    """Yield the values of each row, then the keys of the template that no row has used."""
    first, *further = blatt.schluessel or ("",)
    used: set[object] = set()
    for zeile in zeilen:
        # A text of one Maßnahme leaves the line for the whole year open.
        if blatt.vordruck and not any(getattr(zeile, attribut) for attribut in further):
            used.add(_content(blatt.spalten[0], getattr(zeile, first)))
        yield [getattr(zeile, spalte.attribut) for spalte in blatt.spalten]
    for key in blatt.vordruck:
        if key not in used:
            yield [key if spalte.attribut == first else None for spalte in blatt.spalten]


# -- cells ---------------------------------------------------------------------------------------------------


def _cell(
    sheet: WriteOnlyWorksheet, text: str | None, *, font: Font | None = None, fill: PatternFill | None = None
) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text)
    cell.alignment = _UMBRUCH
    if font:
        cell.font = font
    if fill:
        cell.fill = fill
    return cell


def _fill(cell: WriteOnlyCell, spalte: Spalte, wert: object, place: Stellenangabe) -> list[Violation]:
    """Put a value into a cell; returns the Violation of a text that does not fit."""
    content = _content(spalte, wert)
    cell.number_format = _FORMATE.get(spalte.art, "@")
    if not isinstance(content, str):
        cell.value = content
        return []
    if len(content) > ZELLE_ZEICHEN:
        text = (
            f"Der Text ist {len(content)} Zeichen lang, eine Zelle fasst {ZELLE_ZEICHEN}. "
            "Bitte kürzen Sie ihn oder legen Sie ihn als Anlage bei."
        )
        return [Violation("text_zu_lang", text, stelle=place, wert=content[:40])]
    cell.value = content
    # What looks like a formula or an error value stays text.
    cell.data_type = "s"
    return []


def _content(spalte: Spalte, wert: object) -> str | int | Decimal | date | None:
    """Return what the cell holds: a number, a day, a text, or None for nothing."""
    match wert:
        case None | "" | ():
            return None
        case bool():
            return "ja" if wert else "nein"
        case Betrag():
            return Decimal(wert.cents).scaleb(-2)
        case Vomhundert():
            return Decimal(wert.teile).scaleb(-4)
        case int() if spalte.art is Spaltenart.HUNDERTSTEL:
            return Decimal(wert).scaleb(-2)
        case int() | date():
            return wert
        case StrEnum():
            return auswahl_label(wert)
        case tuple():
            return _joined(wert)
        case _ if spalte.art is Spaltenart.BEZEICHNUNG:
            return BEZEICHNUNGEN.get(str(wert), "")
        case _:
            return ILLEGAL_CHARACTERS_RE.sub("", str(wert))


def _joined(parts: tuple[str, ...]) -> str:
    """Return a list as one text: `a; b`, in quotation marks what holds a semicolon itself."""
    line = io.StringIO()
    csv.writer(line, delimiter=";", lineterminator="").writerow(parts)
    return ILLEGAL_CHARACTERS_RE.sub("", line.getvalue()).replace(";", "; ") if False else line.getvalue()


def _add_pick_list(sheet: WriteOnlyWorksheet, spalte: Spalte, cells: str) -> None:
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


# -- the file ------------------------------------------------------------------------------------------------


def _repack(content: bytes) -> bytes:
    """Return the same workbook with fixed times inside."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=_ZEITPUNKT.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return packed.getvalue()
