"""The cells of a workbook with their physical rows, values as they were stored.

openpyxl knows the package, the number formats and the dates. The rows are taken from the XML by lxml instead of
openpyxl's reader: that one drops rows that stand out of order, believes the stated size of the sheet, cannot tell
a formula without a value from an empty cell, and takes more than twice the time.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from io import BytesIO
from typing import IO, Any, TypeAlias, cast

from lxml import etree
from openpyxl.reader.workbook import WorkbookParser
from openpyxl.styles.stylesheet import Stylesheet
from openpyxl.utils.cell import column_index_from_string
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import fromstring

from grants.domain.errors import DomainError
from grants.imports.archiv import READABLE, refuse_damaged
from grants.imports.codes import Code
from grants.imports.datei import Datei
from grants.imports.meldungen import refuse

# Lists have some dozen columns; a cell far to the right must not make every row as wide.
MAX_SPALTEN = 256

_ROW, _C, _V, _F, _IS, _SI, _T, _R = (
    f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("row", "c", "v", "f", "is", "si", "t", "r")
)
# float() would also take "1_000" and "nan".
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_STRICT_NS = b"http://purl.oclc.org/ooxml/spreadsheetml/main"


@dataclass(frozen=True, slots=True)
class FormelOhneWert:
    """Stands in a cell whose formula was never calculated by the program that wrote the file."""

    def __str__(self) -> str:
        return "Formel"


@dataclass(frozen=True, slots=True)
class Fehlerwert:
    """Stands in a cell that shows an error such as #BEZUG!."""

    text: str

    def __str__(self) -> str:
        return self.text


# What a cell can hold: text and numbers as stored, dates as the number format shows them.
Wert: TypeAlias = (
    str | int | float | bool | date | datetime | time | timedelta | FormelOhneWert | Fehlerwert | None
)
OHNE_WERT = FormelOhneWert()


@dataclass(frozen=True, slots=True)
class Blatt:
    """A sheet; `zeilen` yields physical row number and values from column A on, once."""

    name: str
    sichtbar: bool
    zeilen: Iterator[tuple[int, list[Wert]]]


def read_blaetter(datei: Datei) -> Iterator[Blatt]:
    """Yield the sheets of a checked workbook in their order, hidden ones too.

    Raises RuleViolation, also while rows are taken, where the workbook cannot be read.
    """
    with _one_sentence(datei.name), zipfile.ZipFile(BytesIO(datei.inhalt)) as archive:
        if _STRICT_NS in archive.read("xl/workbook.xml"):
            _refuse_strict(datei.name)
        yield from _blaetter(archive, datei.name)


@contextmanager
def _one_sentence(datei: str) -> Iterator[None]:
    """Turn whatever lxml, zipfile or openpyxl say of a broken or hostile file into one sentence for the reader."""
    try:
        yield
    except DomainError:
        raise
    except Exception as error:  # noqa: BLE001 -- three libraries, each with exceptions of its own
        refuse_damaged(datei, cause=error)


def _refuse_strict(datei: str) -> None:
    refuse(
        Code.DATEI_ART_FALSCH,
        "Die Arbeitsmappe ist als „Strict Open XML“ gespeichert. Bitte in Excel als gewöhnliche "
        "„Excel-Arbeitsmappe (.xlsx)“ speichern.",
        datei=datei,
    )


def _blaetter(archive: zipfile.ZipFile, datei: str) -> Iterator[Blatt]:
    parser = WorkbookParser(archive, "xl/workbook.xml", keep_links=False)
    parser.parse()
    # The stubs call it a list; it is a dict by the id of the relation.
    relations = cast("dict[str, Any]", parser.rels)
    targets: dict[str, str] = {rel.Type.rsplit("/", 1)[-1]: rel.target for rel in relations.values()}
    strings = _read_strings(archive, targets.get("sharedStrings"))
    to_date = _date_reader(parser.wb.epoch)
    date_styles = _read_date_styles(archive, targets.get("styles"))
    for sheet, rel in parser.find_sheets():
        if rel.Type.endswith("/worksheet") and rel.target.endswith(READABLE):
            with archive.open(rel.target) as source:
                rows = _rows(source, strings=strings, date_styles=date_styles, to_date=to_date)
                yield Blatt(str(sheet.name), sheet.state == "visible", _guarded(rows, datei))


def _guarded(rows: Iterator[tuple[int, list[Wert]]], datei: str) -> Iterator[tuple[int, list[Wert]]]:
    with _one_sentence(datei):
        yield from rows


def _elements(source: IO[bytes], tag: str) -> Iterator[etree._Element]:
    """Yield each element of a part when it is complete, keeping no more than one in memory."""
    events = etree.iterparse(
        source,
        events=("end",),
        tag=tag,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    for _, element in events:
        yield element
        element.clear()
        parent = element.getparent()
        while parent is not None and element.getprevious() is not None:
            del parent[0]


def _text(element: etree._Element) -> str:
    """Return the text of a string element without its formatting and without phonetic hints."""
    runs = []
    for child in element:
        if child.tag == _T:
            runs.append(child.text or "")
        elif child.tag == _R:
            runs.append(child.findtext(_T) or "")
    return "".join(runs)


def _read_strings(archive: zipfile.ZipFile, part: str | None) -> list[str]:
    if part is None or not part.endswith(READABLE):
        return []
    with archive.open(part) as source:
        return [_text(element) for element in _elements(source, _SI)]


def _read_date_styles(archive: zipfile.ZipFile, part: str | None) -> frozenset[str]:
    """Return the numbers of the cell styles that show a number as a date."""
    if part is None or not part.endswith(READABLE):
        return frozenset()
    root: Any = fromstring(archive.read(part))
    # `date_formats` is set by its constructor, which the stubs do not say.
    stylesheet: Any = Stylesheet.from_tree(root)
    return frozenset(map(str, stylesheet.date_formats - stylesheet.timedelta_formats))


def _date_reader(epoch: datetime) -> Callable[[str], Wert]:
    # The same few hundred days stand in all rows of a list.
    @lru_cache(maxsize=4096)
    def read(serial: str) -> Wert:
        try:
            return cast("datetime | time", from_excel(float(serial), epoch))
        except (OverflowError, ValueError):
            return Fehlerwert("#WERT!")

    return read


def _rows(
    source: IO[bytes], *, strings: list[str], date_styles: frozenset[str], to_date: Callable[[str], Wert]
) -> Iterator[tuple[int, list[Wert]]]:
    columns: dict[str, int] = {}
    number = 0
    for row in _elements(source, _ROW):
        number = int(row.get("r") or number + 1)
        values: list[Wert] = []
        for cell in row:
            if cell.tag != _C:
                continue
            letters = (cell.get("r") or "").rstrip("0123456789")
            if letters and letters not in columns:
                columns[letters] = column_index_from_string(letters)
            column = columns[letters] if letters else len(values) + 1
            if column > MAX_SPALTEN:
                continue
            value = _value(cell, strings=strings, date_styles=date_styles, to_date=to_date)
            if value is not None:
                values.extend([None] * (column - len(values)))
                values[column - 1] = value
        yield number, values


def _value(
    cell: etree._Element, *, strings: list[str], date_styles: frozenset[str], to_date: Callable[[str], Wert]
) -> Wert:
    kind = cell.get("t", "n")
    stored: str | None = None
    has_formula = has_value = False
    for child in cell:
        if child.tag == _V:
            stored, has_value = child.text, True
        elif child.tag == _F:
            has_formula = True
        elif child.tag == _IS:
            stored = _text(child)
    if not stored:
        # A formula whose result is an empty text has a value element, an empty one.
        empty_text = kind == "str" and has_value
        return OHNE_WERT if has_formula and not empty_text else None
    if kind == "n":
        return to_date(stored) if cell.get("s") in date_styles else _number(stored)
    if kind == "s":
        return strings[_index(stored)]
    return _other(kind, stored)


def _number(stored: str) -> int | float:
    if not _NUMBER.fullmatch(stored):
        raise ValueError(f"not a number: {stored[:40]!r}")
    return int(stored) if stored.lstrip("+-").isdigit() else float(stored)


def _index(stored: str) -> int:
    index = int(stored)
    if index < 0:
        raise ValueError("a shared string has no negative number")
    return index


def _other(kind: str, stored: str) -> Wert:
    if kind == "b":
        return stored.strip() == "1"
    if kind == "e":
        return Fehlerwert(stored)
    if kind == "d":
        read_iso: Any = from_ISO8601
        return cast("datetime | date | time", read_iso(stored))
    return stored
