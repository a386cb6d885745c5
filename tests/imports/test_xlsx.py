from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from grants.imports.datei import open_datei
from grants.imports.xlsx import OHNE_WERT, Blatt, Fehlerwert, Wert, read_blaetter
from tests.imports.dateien import (
    RELS,
    WORKBOOK,
    first_sheet,
    pack,
    sheet_xml,
    text_cell,
    violations_of,
    workbook,
)


def rows_of(path: Path) -> list[tuple[int, list[Wert]]]:
    (blatt,) = sheets(path)
    return blatt


def sheets(path: Path) -> list[list[tuple[int, list[Wert]]]]:
    # The rows of a sheet are taken before the next sheet comes.
    return [list(blatt.zeilen) for blatt in read_blaetter(open_datei(path))]


def handmade(
    tmp_path: Path, rows: str, parts: Mapping[str, str | bytes] | None = None
) -> list[tuple[int, list[Wert]]]:
    return rows_of(pack(tmp_path / "a.xlsx", sheet=sheet_xml(rows), parts=parts))


def test_rows_keep_their_physical_number_and_their_columns(tmp_path):
    assert handmade(
        tmp_path, f'<row r="3">{text_cell("B3", "x")}</row><row r="7"><c r="A7"><v>5</v></c></row>'
    ) == [
        (3, [None, "x"]),
        (7, [5]),
    ]


def test_rows_and_cells_without_a_reference_follow_one_another(tmp_path):
    assert handmade(tmp_path, "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>") == [
        (1, [1, 2]),
        (2, [3]),
    ]


def test_no_row_is_lost_where_rows_stand_out_of_order(tmp_path):
    rows = "".join(f'<row r="{nr}"><c r="A{nr}"><v>{nr}</v></c></row>' for nr in (5, 2, 2, 9))

    assert handmade(tmp_path, rows) == [(5, [5]), (2, [2]), (2, [2]), (9, [9])]


def test_a_stated_size_that_is_too_small_cuts_nothing_off(tmp_path):
    sheet = sheet_xml("".join(f'<row r="{nr}"><c r="A{nr}"><v>{nr}</v></c></row>' for nr in range(1, 6)))
    sheet = sheet.replace("<sheetData>", '<dimension ref="A1:A2"/><sheetData>')

    assert len(rows_of(pack(tmp_path / "a.xlsx", sheet=sheet))) == 5


def test_two_far_corners_make_two_short_rows(tmp_path):
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'

    assert handmade(tmp_path, rows) == [(1, [1]), (1048576, [])]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1"><v>100000</v></c>', 100000),
        ('<c r="A1"><v>1E+05</v></c>', 100000.0),
        ('<c r="A1"><v>1234.56</v></c>', 1234.56),
        ('<c r="A1"><v>-5</v></c>', -5),
        ('<c r="A1" t="str"><v>Text</v></c>', "Text"),
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1" t="b"><v>0</v></c>', False),
        ('<c r="A1" t="e"><v>#REF!</v></c>', Fehlerwert("#REF!")),
        ('<c r="A1" t="d"><v>2024-02-05</v></c>', date(2024, 2, 5)),
        (
            '<c r="A1" t="inlineStr"><is><r><t>Eltern</t></r><r><rPr><b/></rPr><t>talk</t></r></is></c>',
            "Elterntalk",
        ),
        ('<c r="A1" t="inlineStr"><is><t>Ei</t><rPh sb="0" eb="1"><t>ai</t></rPh></is></c>', "Ei"),
        ('<c r="A1"><f>SUM(B1:B3)</f><v>42</v></c>', 42),
        ('<c r="A1" t="str"><f>B1</f><v></v></c>', None),
        ('<c r="A1"><f>SUM(B1:B3)</f></c>', OHNE_WERT),
        ('<c r="A1"><f>SUM(B1:B3)</f><v></v></c>', OHNE_WERT),
        ('<c r="A1"><f t="shared" si="0"/></c>', OHNE_WERT),
        ('<c r="A1" t="str"><f>B1</f></c>', OHNE_WERT),
        ('<c r="A1"><!-- note --><v>7</v></c>', 7),
        ('<c r="A1" s="3"/>', None),
    ],
)
def test_a_cell_holds_what_is_stored(tmp_path, cell, value):
    ((_, values),) = handmade(tmp_path, f'<row r="1">{cell}</row>')

    assert values == ([] if value is None else [value])
    assert not values or type(values[0]) is type(value)


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1"><v>1_000</v></c>',
        '<c r="A1"><v>nan</v></c>',
        '<c r="A1"><v>12abc</v></c>',
        '<c r="A1" t="s"><v>0</v></c>',
        '<c r="A1" t="s"><v>-1</v></c>',
        '<c r="1A"><v>1</v></c>',
        '<c r="A1" t="d"><v>morgen</v></c>',
        "<c r=",
    ],
)
def test_what_no_spreadsheet_writes_is_refused(tmp_path, cell):
    path = pack(tmp_path / "a.xlsx", sheet=sheet_xml(f'<row r="1">{cell}</row>'))

    assert [violation.code for violation in violations_of(rows_of, path)] == ["datei_beschaedigt"]


def test_a_prefix_before_the_elements_changes_nothing(tmp_path):
    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row r="1"><x:c r="A1"><x:v>5</x:v></x:c><x:c r="B1"><x:f>A1</x:f></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )

    assert rows_of(pack(tmp_path / "a.xlsx", sheet=sheet)) == [(1, [5, OHNE_WERT])]


def test_shared_strings_are_looked_up(tmp_path):
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>Babylotsen</t></si>'
        "<si><r><t>Eltern</t></r><r><t>talk</t></r></si></sst>"
    )
    rels = RELS.replace(
        "</Relationships>",
        '<Relationship Id="rId2" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" '
        'Target="sharedStrings.xml"/></Relationships>',
    )
    rows = '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>'

    parts = {"xl/sharedStrings.xml": strings, "xl/_rels/workbook.xml.rels": rels}
    assert handmade(tmp_path, rows, parts=parts) == [(1, ["Elterntalk", "Babylotsen"])]


def test_a_sheet_that_points_to_another_kind_of_part_is_not_opened(tmp_path):
    rels = RELS.replace("worksheets/sheet1.xml", "media/image.png")

    assert (
        sheets(
            pack(tmp_path / "a.xlsx", parts={"xl/_rels/workbook.xml.rels": rels, "xl/media/image.png": "x"})
        )
        == []
    )


def test_a_strict_workbook_is_refused_with_what_to_do(tmp_path):
    strict = WORKBOOK.replace(
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    )

    (violation,) = violations_of(sheets, pack(tmp_path / "a.xlsx", parts={"xl/workbook.xml": strict}))
    assert violation.code == "datei_art_falsch"
    assert "Strict" in violation.text


def test_hidden_sheets_are_marked(tmp_path):
    book = Workbook()
    book.create_sheet("Alt").sheet_state = "hidden"
    book.create_sheet("Ganz alt").sheet_state = "veryHidden"
    book.save(tmp_path / "a.xlsx")

    found: list[Blatt] = list(read_blaetter(open_datei(tmp_path / "a.xlsx")))
    assert [(blatt.name, blatt.sichtbar) for blatt in found] == [
        ("Sheet", True),
        ("Alt", False),
        ("Ganz alt", False),
    ]


@pytest.mark.parametrize("mac", [False, True])
def test_dates_are_days_in_either_calendar(tmp_path, mac):
    book = Workbook()
    if mac:
        book.epoch = CALENDAR_MAC_1904
    first_sheet(book)["A1"] = date(2023, 12, 31)
    book.save(tmp_path / "a.xlsx")

    ((_, [value]),) = rows_of(tmp_path / "a.xlsx")
    assert value == datetime(2023, 12, 31)  # noqa: DTZ001 -- a day in a cell


def test_a_fault_of_who_takes_the_rows_is_not_called_a_broken_file(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["x"]])

    with pytest.raises(ZeroDivisionError):
        _ = [1 // 0 for blatt in read_blaetter(open_datei(path)) for _ in blatt.zeilen]


cells = st.one_of(
    st.none(),
    st.text(
        st.characters(min_codepoint=32, max_codepoint=0x24F, exclude_characters="_"), min_size=1, max_size=12
    ).filter(lambda text: not text.startswith("=")),
    st.integers(-(10**12), 10**12),
    st.floats(-(10.0**9), 10.0**9, allow_nan=False).map(lambda number: round(number, 2)),
    st.booleans(),
    st.dates(date(1990, 1, 1), date(2099, 12, 31)),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(cells, min_size=1, max_size=5), min_size=1, max_size=8))
def test_what_is_read_is_what_openpyxl_reads(tmp_path, rows):
    path = workbook(tmp_path / "a.xlsx", rows)
    book = load_workbook(path, data_only=True)
    expected = [list(row) for row in first_sheet(book).iter_rows(values_only=True)]
    width = max(map(len, expected), default=0)

    found = {nr: values + [None] * (width - len(values)) for nr, values in rows_of(path)}
    for nr, row in enumerate(expected, start=1):
        assert found.get(nr, [None] * width) == row


@pytest.mark.parametrize("value", [time(12, 30), timedelta(hours=30)])
def test_times_are_no_dates(tmp_path, value):
    ((_, [found]),) = rows_of(workbook(tmp_path / "a.xlsx", [[value]]))

    assert not isinstance(found, date)
