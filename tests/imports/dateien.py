"""Files for the tests: made on the spot, so that what is odd about one stands in its test."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from grants.domain.errors import RuleViolation, Stellenangabe, Violation

KOPF = ["Jahr", "Maßnahme", "Träger", "Betrag"]
CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
WORKBOOK = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="Liste" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships '
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>'
)


def write(path: Path, text: str, *, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def sheet_xml(rows: str) -> str:
    """Return a sheet around handwritten `<row>` elements."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><worksheet '
        f'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
    )


def text_cell(ref: str, text: str) -> str:
    return f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'


def header_row(nr: int = 1, headings: Iterable[str] = KOPF) -> str:
    cells = "".join(
        text_cell(f"{letter}{nr}", text) for letter, text in zip("ABCDEFGH", headings, strict=False)
    )
    return f'<row r="{nr}">{cells}</row>'


def pack(
    path: Path,
    *,
    sheet: str = "",
    parts: Mapping[str, str | bytes] | None = None,
    without: Iterable[str] = (),
) -> Path:
    """Write a workbook part by part; `parts` adds or replaces, `without` leaves out."""
    content: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": RELS,
        "xl/worksheets/sheet1.xml": sheet or sheet_xml(header_row()),
        **(parts or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            if name not in set(without):
                archive.writestr(name, data)
    return path


def first_sheet(book: Workbook) -> Worksheet:
    """Return the sheet a new workbook has."""
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    return sheet


def workbook(path: Path, rows: Iterable[Iterable[object]], *, titel: str = "Liste") -> Path:
    """Write rows as a workbook of one sheet."""
    book = Workbook()
    sheet = first_sheet(book)
    sheet.title = titel
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def workbook_bytes() -> bytes:
    book, buffer = Workbook(), BytesIO()
    first_sheet(book)["A1"] = "x"
    book.save(buffer)
    return buffer.getvalue()


def violations_of(read: Callable[..., object], *args: object, **kwargs: object) -> list[Violation]:
    """Return what a reading function refuses; the test fails where it refuses nothing."""
    with pytest.raises(RuleViolation) as refused:
        read(*args, **kwargs)
    return refused.value.violations


def place_of(violation: Violation) -> Stellenangabe:
    """Return where a problem lies; each one of a file has a place."""
    assert violation.stelle is not None
    return violation.stelle


def places(violations: Iterable[Violation]) -> list[tuple[str, int | None, str | None]]:
    """Return code, line and cell of each problem."""
    return [(str(v.code), place_of(v).zeile, place_of(v).zelle) for v in violations]
