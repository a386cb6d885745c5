"""Workbooks of the papers: amounts as numbers, sums as live formulas that already carry their values.

openpyxl writes a formula or a value into a cell, never both, and a reader that does not compute (a preview, a script)
sees an empty cell. So the values are added to the finished sheets, which are also freed of the time of writing: the
same figures give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree
from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from grants.domain.money import Betrag, Vomhundert
from reports.formats import FEHLT

EURO_FORMAT = "#,##0.00;[Red]-#,##0.00"
VH_FORMAT = "0.00"
DATUM_FORMAT = "DD.MM.YYYY"

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DATES = "{http://purl.org/dc/terms/}"
_LINE = Side("thin", color="111111")
_FONT = "Calibri"
_PLAIN, _BOLD, _TITLE = Font(_FONT, 11), Font(_FONT, 11, bold=True), Font(_FONT, 13, bold=True)
_TOP = Alignment(horizontal="left", vertical="top", wrap_text=True)
_RIGHT = Alignment(horizontal="right", vertical="top")
_LINE_HEIGHT = 15


@dataclass(frozen=True, slots=True)
class Formel:
    """A formula with the value it has now; `=` is added."""

    formel: str
    wert: Betrag | Vomhundert


Wert = str | int | Betrag | Vomhundert | date | Formel | None


class Blatt:
    """One sheet, written from top to bottom; remembers the values of its formulas."""

    def __init__(self, sheet: Worksheet, *, kopf: Sequence[str], breiten: Sequence[int]) -> None:
        self._sheet = sheet
        self.formelwerte: dict[str, str] = {}
        self.next_row = 1
        self._breiten = breiten
        for number, breite in enumerate(breiten, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = breite
        for line in kopf:
            self._line(line, _PLAIN)
        sheet["A1"].font = _TITLE
        self.add()

    @property
    def name(self) -> str:
        """The name as formulas of other sheets write it."""
        return f"'{self._sheet.title}'"

    def add(self, *werte: Wert) -> int:
        """Append a row and return its number."""
        row = self.next_row
        for column, wert in enumerate(werte, start=1):
            self._put(self._sheet.cell(row, column), wert)
        if (lines := self._lines(werte)) > 1:
            # Not every program makes room by itself for text that wraps.
            self._sheet.row_dimensions[row].height = lines * _LINE_HEIGHT
        self.next_row = row + 1
        return row

    def _lines(self, werte: Sequence[Wert]) -> int:
        texts = [(w, breite) for w, breite in zip(werte, self._breiten, strict=False) if isinstance(w, str)]
        return max(
            (sum(-(-len(line) // breite) or 1 for line in text.split("\n")) for text, breite in texts),
            default=1,
        )

    def _line(self, text: str, font: Font) -> int:
        """Append a text that may run over the columns beside it."""
        row = self.next_row
        self.next_row += 1
        cell = self._sheet.cell(row, 1)
        self._put(cell, text)
        cell.font, cell.alignment = font, Alignment(vertical="top")
        return row

    def head(self, *werte: str) -> int:
        """Append the head of the table; it stays on screen and is printed on every page."""
        row = self.add(*werte)
        for cell in self._sheet[row]:
            side = "right" if str(cell.value).endswith(("€", "v. H.", "3.4")) else "left"
            cell.font, cell.border = _BOLD, Border(bottom=_LINE)
            cell.alignment = Alignment(horizontal=side, vertical="bottom", wrap_text=True)
        self._sheet.freeze_panes = f"A{row + 1}"
        self._sheet.print_title_rows = f"{row}:{row}"
        return row

    def group(self, text: str) -> int:
        """Append the head of a group."""
        return self._line(text, _BOLD)

    def total(self, *werte: Wert) -> int:
        """Append a row of sums."""
        row = self.add(*werte)
        for cell in self._sheet[row]:
            cell.font, cell.border = _BOLD, Border(top=_LINE, bottom=_LINE)
        return row

    def _put(self, cell: Cell | MergedCell, wert: Wert) -> None:
        cell.font = _PLAIN
        cell.alignment = _RIGHT if isinstance(wert, Formel | Betrag | Vomhundert) else _TOP
        match wert:
            case None:
                return
            case Formel(formel, value):
                cell.value = f"={formel}"
                self.formelwerte[cell.coordinate] = str(_number(value))
                cell.number_format = EURO_FORMAT if isinstance(value, Betrag) else VH_FORMAT
            case Betrag():
                cell.value, cell.number_format = _number(wert), EURO_FORMAT
            case Vomhundert():
                cell.value, cell.number_format = _number(wert), VH_FORMAT
            case date():
                cell.value, cell.number_format = wert, DATUM_FORMAT
            case int():
                cell.value = wert
            case str():
                cell.value = ILLEGAL_CHARACTERS_RE.sub("", wert)
                # Else openpyxl takes what somebody typed with a leading "=" for a formula.
                cell.data_type = "s"


def _number(value: Betrag | Vomhundert) -> Decimal:
    """Return the number of the cell; a share is written in v. H., as it is printed."""
    if isinstance(value, Betrag):
        return Decimal(value.cents).scaleb(-2)
    return Decimal(value.teile).scaleb(-4)


class Mappe:
    """A workbook of which every sheet says what paper it belongs to."""

    def __init__(self, *, kopf: Sequence[str]) -> None:
        self._workbook = Workbook()
        self._workbook.remove(self._workbook.worksheets[0])
        self._kopf = kopf
        self._blaetter: list[Blatt] = []

    def blatt(self, name: str, *, breiten: Sequence[int]) -> Blatt:
        """Append a sheet."""
        sheet = self._workbook.create_sheet(name)
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.oddFooter.right.text = "Seite &P von &N"
        title, *rest = self._kopf
        self._blaetter.append(Blatt(sheet, kopf=[f"{title}: {name}", *rest], breiten=breiten))
        return self._blaetter[-1]

    def save(self, *, stand: date) -> bytes:
        """Return the file, bearing the day `stand`."""
        buffer = BytesIO()
        self._workbook.save(buffer)
        return _finish(buffer.getvalue(), [b.formelwerte for b in self._blaetter], stand)


def _finish(inhalt: bytes, formelwerte: Sequence[Mapping[str, str]], stand: date) -> bytes:
    """Return the file with the values of its formulas and without the time at which it was written."""
    values = {f"xl/worksheets/sheet{i}.xml": werte for i, werte in enumerate(formelwerte, start=1)}
    result = BytesIO()
    with ZipFile(BytesIO(inhalt)) as old, ZipFile(result, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if values.get(name):
                part = _add_values(part, values[name])
            elif name == "docProps/core.xml":
                part = _set_dates(part, stand)
            info = ZipInfo(name, (stand.year, stand.month, stand.day, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            new.writestr(info, part)
    return result.getvalue()


def _add_values(part: bytes, werte: Mapping[str, str]) -> bytes:
    sheet = etree.fromstring(part)
    for cell in sheet.iter(f"{_SHEET}c"):
        if (wert := werte.get(cell.get("r", ""))) is not None:
            value = cell.find(f"{_SHEET}v")
            if value is None:
                value = etree.SubElement(cell, f"{_SHEET}v")
            value.text = wert
    return etree.tostring(sheet, xml_declaration=True, encoding="UTF-8", standalone=True)


def _set_dates(part: bytes, stand: date) -> bytes:
    core = etree.fromstring(part)
    for name in ("created", "modified"):
        for element in core.iter(f"{_DATES}{name}"):
            element.text = f"{stand.isoformat()}T00:00:00Z"
    return etree.tostring(core, xml_declaration=True, encoding="UTF-8", standalone=True)


def known(wert: Betrag | None, *, sonst: str = FEHLT) -> Wert:
    """Return the amount, or what is printed in place of a missing one."""
    return sonst if wert is None else wert
