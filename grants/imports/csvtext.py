"""Rows of a CSV text with their physical lines; the separator is the one with which a known header appears."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from grants.domain.errors import RuleViolation, Stellenangabe, Violation
from grants.imports.codes import Code
from grants.imports.meldungen import shorten
from grants.imports.spalten import Kopf

TRENNZEICHEN = (";", "\t", ",")
# Formulas are disarmed in exports by an apostrophe in front; it is no part of the value.
_DISARMED = re.compile(r"'(?=[=+\-@\t\r])")


def find_separator(text: str, kopf: Kopf, *, bis_zeile: int) -> tuple[str, int]:
    """Return the separator with which the first lines hold the best header, and how many columns that names."""
    best = (TRENNZEICHEN[0], 0)
    lines = _first_lines(text, bis_zeile)
    for separator in TRENNZEICHEN:
        try:
            rows = list(csv.reader(io.StringIO(lines, newline=""), delimiter=separator))
        except csv.Error:
            continue
        named = max((kopf.count(row) for row in rows), default=0)
        if named > best[1]:
            best = (separator, named)
    return best


def _first_lines(text: str, count: int) -> str:
    source = io.StringIO(text, newline="")
    return "".join(line for _, line in zip(range(count), source, strict=False))


def read_csv(text: str, *, separator: str, datei: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield physical line (where the row begins) and cells. Raises RuleViolation for broken quotation marks.

    With forgiving quotes an unclosed one would swallow the rows behind it.
    """
    source = io.StringIO(text, newline="")
    reader = csv.reader(source, delimiter=separator, strict=True)
    while True:
        begin = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _unclear_quotes(begin, datei) from error
        yield begin, [_DISARMED.sub("", cell, count=1) if cell.startswith("'") else cell for cell in row]


def _unclear_quotes(zeile: int, datei: str, wert: str | None = None) -> RuleViolation:
    text = (
        "Ein Anführungszeichen ist nicht geschlossen oder steht mitten in einer Zelle. Bitte die Datei neu als "
        "CSV speichern oder das Zeichen in der Zelle verdoppeln."
    )
    stelle = Stellenangabe(datei=datei, zeile=zeile)
    return RuleViolation([Violation(Code.ANFUEHRUNG_UNKLAR, text, stelle=stelle, wert=wert)])


def check_swallowed(zeile: int, cells: Sequence[str], *, separator: str, breite: int, datei: str) -> None:
    """Raise RuleViolation where a quoted cell runs over lines and holds a whole row of the table.

    Two stray quotation marks in the same column of two rows look like one cell with line breaks.
    """
    for cell in cells:
        if "\n" not in cell and "\r" not in cell:
            continue
        inside = re.findall(rf"{re.escape(separator)}(?![ \t]*[\r\n])", cell)
        if breite > 1 and len(inside) >= breite - 1:
            raise _unclear_quotes(zeile, datei, shorten(cell))
