"""Writing the Jahresmappe as an XLSX workbook: empty as a template, filled as an export of a year.

A table has a row of hints, then the header, then the rows; a form has one value a line. The same Mappe gives the
same bytes.
"""

from __future__ import annotations

import io
import secrets
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, cast

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from grants.domain.errors import RuleViolation, Violation
from grants.domain.mappe import Jahresmappe
from grants.domain.mappe_blaetter import BLAETTER
from grants.domain.mappe_blatt import Blatt, Spaltenart, hinweis, resolve
from reports.jahresmappe_zellen import (
    add_pick_list,
    content_of,
    fill,
    head_cell,
    hint_cell,
    is_long,
    prepare_column,
    too_long,
    value_cell,
)

FORMULARKOPF = ("Feld", "Wert", "Hinweis")
_ZEILENHOEHE = 15
# One moment for all: the file's own times would make every export differ.
_ZEITPUNKT = datetime(2000, 1, 1)  # noqa: DTZ001 -- openpyxl takes none with a zone


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
    violations: list[Violation] = []
    for blatt in BLAETTER:
        sheet = cast(Worksheet, workbook.create_sheet(blatt.name))
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = 9  # A4
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        write = _write_form if blatt.formular else _write_table
        violations += write(sheet, blatt, getattr(mappe, blatt.attribut))
    # Packed in any case: a workbook left half written keeps its temporary files open.
    content = _packed(workbook)
    if violations:
        raise RuleViolation(violations)
    return content


def _write_table(sheet: Worksheet, blatt: Blatt, zeilen: Sequence[object]) -> list[Violation]:
    """Write hints, header and rows; return what does not fit."""
    sheet.freeze_panes = "A3"
    sheet.print_title_rows = "2:2"
    for number, spalte in enumerate(blatt.spalten, start=1):
        prepare_column(sheet, blatt, spalte, get_column_letter(number))
    # Heights are given: not every program fits a row to its wrapped text.
    sheet.row_dimensions[1].height = 2 * _ZEILENHOEHE
    sheet.append([hint_cell(sheet, hinweis(spalte)) for spalte in blatt.spalten])
    sheet.append([head_cell(sheet, spalte.kopf) for spalte in blatt.spalten])
    # One cell a column, filled anew for each row: a row is written the moment it is appended. Its format must not
    # change any more, openpyxl keeps the style itself and not a copy.
    columns = [value_cell(sheet, blatt, spalte) for spalte in blatt.spalten]
    violations: list[Violation] = []
    for row, werte in enumerate(_rows(blatt, zeilen), start=3):
        cells: list[Cell | None] = [None] * len(columns)
        for index, (spalte, wert) in enumerate(zip(blatt.spalten, werte, strict=True)):
            cell, own = columns[index], spalte
            if spalte.art is Spaltenart.PARAMETERWERT:
                own = resolve(spalte, werte[0])
                cell = value_cell(sheet, blatt, own)
                add_pick_list(sheet, own, f"{get_column_letter(index + 1)}{row}")
            if not fill(cell, own, wert):
                violations.append(too_long(blatt, spalte, column=index + 1, row=row))
            if cell.value is not None or own is not spalte:
                cells[index] = cell
            if isinstance(wert, str) and is_long(blatt, spalte):
                lines = sum(1 + len(line) // 100 for line in wert.split("\n"))
                sheet.row_dimensions[row].height = lines * _ZEILENHOEHE
        sheet.append(cells)
    return violations


def _write_form(sheet: Worksheet, blatt: Blatt, zeile: object) -> list[Violation]:
    """Write one line a field; return what does not fit."""
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    for letter, width in zip("ABC", (44, 60, 48), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([head_cell(sheet, kopf) for kopf in FORMULARKOPF])
    violations: list[Violation] = []
    for row, spalte in enumerate(blatt.spalten, start=2):
        add_pick_list(sheet, spalte, f"B{row}")
        cell = value_cell(sheet, blatt, spalte)
        if not fill(cell, spalte, getattr(zeile, spalte.attribut)):
            violations.append(too_long(blatt, spalte, column=2, row=row))
        sheet.append([spalte.kopf, cell, hint_cell(sheet, hinweis(spalte))])
    return violations


def _rows(blatt: Blatt, zeilen: Iterable[object]) -> Iterator[list[object]]:
    """Yield the values of each row, then the keys of the template that no row has used."""
    first, *further = blatt.schluessel or ("",)
    used: set[object] = set()
    for zeile in zeilen:
        # A text of one Maßnahme leaves the line for the whole year open.
        if blatt.vordruck and not any(getattr(zeile, attribut) for attribut in further):
            used.add(content_of(blatt.spalten[0], getattr(zeile, first)))
        yield [getattr(zeile, spalte.attribut) for spalte in blatt.spalten]
    for key in blatt.vordruck:
        if key not in used:
            yield [key if spalte.attribut == first else None for spalte in blatt.spalten]


def _packed(workbook: Workbook) -> bytes:
    """Return the file with fixed times inside; Workbook.save would write today's."""
    workbook.properties.created = workbook.properties.modified = _ZEITPUNKT
    raw = io.BytesIO()
    ExcelWriter(workbook, zipfile.ZipFile(raw, "w")).save()
    packed = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=_ZEITPUNKT.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return packed.getvalue()
