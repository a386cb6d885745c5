"""Writing a Jahresmappe with 10,000 Belege, against nothing but writing the same cells with openpyxl."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell

from bench.jahr import make_mappe
from bench.messung import Abschnitt, Budget, Messung, alternate, simply
from reports.jahresmappe import write_jahresmappe

_MASSNAHMEN, _BELEGE = 100, 100


@dataclass(frozen=True, slots=True)
class Blattinhalt:
    """The cells of a sheet: value and number format, None for an empty one."""

    name: str
    rows: list[list[tuple[Any, str] | None]]


def measure(folder: Path, *, runs: int) -> Abschnitt:
    mappe = make_mappe(_MASSNAHMEN, belege=_BELEGE)
    target = folder / "jahr.xlsx"
    write_jahresmappe(mappe, target)
    inhalt = read_cells(target)
    floor, own = alternate(
        simply(lambda: write_plainly(inhalt, folder / "schlicht.xlsx")),
        simply(lambda: write_jahresmappe(mappe, target)),
        runs=runs,
    )
    cells = sum(cell is not None for blatt in inhalt for row in blatt.rows for cell in row)
    title = f"Jahresmappe mit {len(mappe.belege):,} Belegen schreiben".replace(",", ".")
    shown = f"{cells:,} gefüllte Zellen in {len(inhalt)} Blättern".replace(",", ".")
    return Abschnitt(title, (Messung("XLSX schreiben", own, floor, Budget(1.5)),), (shown,))


def read_cells(path: Path) -> Sequence[Blattinhalt]:
    """Return what the workbook holds, so that the floor writes the same."""
    workbook = load_workbook(path, read_only=True)
    sheets = [
        Blattinhalt(
            sheet.title,
            [
                [None if cell.value is None else (cell.value, cell.number_format) for cell in row]
                for row in sheet.iter_rows()
            ],
        )
        for sheet in workbook.worksheets
    ]
    workbook.close()
    return sheets


def write_plainly(inhalt: Sequence[Blattinhalt], target: Path) -> None:
    """Write cells with their number formats and nothing else, in the most sparing way that openpyxl knows.

    A cell of its own for each value would make the floor a seventh slower.
    """
    workbook = Workbook(write_only=True)
    for blatt in inhalt:
        sheet = workbook.create_sheet(blatt.name)
        columns: dict[tuple[int, str], Any] = {}
        for row in blatt.rows:
            cells: list[Any] = []
            for column, content in enumerate(row):
                if content is None:
                    cells.append(None)
                    continue
                wert, number_format = content
                cell = columns.get((column, number_format))
                if cell is None:
                    cell = columns[column, number_format] = WriteOnlyCell(sheet)
                    cell.number_format = number_format
                cell.value = wert
                cells.append(cell)
            sheet.append(cells)
    workbook.save(target)
