from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from grants.imports.datei import open_datei
from grants.imports.meldungen import Meldungen
from grants.imports.spalten import Kopf, Spalte, fold, place_columns
from grants.imports.tabelle import Tabelle, Zelle, read_tabellen
from tests.imports.dateien import (
    first_sheet,
    header_row,
    pack,
    place_of,
    places,
    sheet_xml,
    text_cell,
    violations_of,
    workbook,
    write,
)

SPALTEN = (
    Spalte("name", "Maßnahme", ("Bezeichnung",)),
    Spalte("traeger", "Träger"),
    Spalte("betrag", "Betrag", ("Summe in Euro",), ist_betrag=True),
    Spalte("notiz", "Notiz", pflicht=False),
)
CSV = "Maßnahme;Träger;Betrag\nBabylotsen;Bunter Kreis;100,00\n"


def read(path: Path) -> tuple[tuple[Tabelle, ...], Meldungen]:
    meldungen = Meldungen(path.name)
    return read_tabellen(open_datei(path), SPALTEN, meldungen), meldungen


def problems(path: Path) -> list[tuple[str, int | None, str | None]]:
    _, meldungen = read(path)
    return places(meldungen.violations)


@pytest.mark.parametrize(
    "heading",
    [
        "Maßnahme",
        "MASSNAHME",
        "massnahme",
        " Maß-nahme ",
        "Maßnahme:",
        "Maß\nnahme",
        "Maßnahme*",
        "Massnahme",
    ],
)
def test_a_heading_is_known_in_any_spelling(heading):
    assert fold(heading) == "massnahme"


@pytest.mark.parametrize(
    "heading", ["Betrag", "Betrag (EUR)", "Betrag in €", "Betrag in Euro", "Betrag €", "BETRAG [EUR]"]
)
def test_a_unit_behind_a_heading_does_not_matter(heading):
    assert fold(heading) == "betrag"


@pytest.mark.parametrize(
    "heading", ["Betrag in T€", "Betrag (TEUR)", "Betrag Tsd. EUR", "Betrag Vorjahr", "Teilbetrag"]
)
def test_another_unit_or_meaning_is_another_column(heading):
    assert Kopf(SPALTEN).key(heading) is None


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_csv_file_is_read_in_every_dialect(tmp_path, separator, encoding, end):
    text = CSV.replace("100,00", "100").replace(";", separator).replace("\n", end)

    ((table,), _) = read(write(tmp_path / "a.csv", text, encoding=encoding))
    assert [list(row.werte) for row in table.zeilen] == [["Babylotsen", "Bunter Kreis", "100"]]


@pytest.mark.parametrize("line", [1, 2, 19, 20])
def test_the_header_may_stand_in_each_of_the_first_twenty_lines(tmp_path, line):
    ((table,), _) = read(write(tmp_path / "a.csv", "Liste der Stadt\n" * (line - 1) + CSV))
    assert (table.kopf_zeile, table.zeilen[0].nr) == (line, line + 1)

    rows = f'{header_row(line, ["Maßnahme", "Träger", "Betrag"])}<row r="{line + 3}">{text_cell("A1", "x")}</row>'
    ((table,), _) = read(pack(tmp_path / "a.xlsx", sheet=sheet_xml(rows)))
    assert (table.kopf_zeile, table.zeilen[0].nr) == (line, line + 3)


def test_a_header_below_is_not_found(tmp_path):
    (violation,) = violations_of(read, write(tmp_path / "a.csv", "\n" * 20 + CSV))

    assert violation.code == "kopfzeile_fehlt"
    assert "„Maßnahme“, „Träger“, „Betrag“" in violation.text


def test_a_file_without_any_known_heading_is_refused(tmp_path):
    assert [v.code for v in violations_of(read, write(tmp_path / "a.csv", "a;b\n1;2\n"))] == [
        "kopfzeile_fehlt"
    ]
    assert [v.code for v in violations_of(read, workbook(tmp_path / "a.xlsx", [["a", "b"]]))] == [
        "kopfzeile_fehlt"
    ]


def test_a_missing_column_is_named(tmp_path):
    tables, meldungen = read(write(tmp_path / "a.csv", "Maßnahme;Betrag\nBabylotsen;100\n"))

    (violation,) = meldungen.violations
    assert tables == ()
    assert (violation.code, place_of(violation).spalte, place_of(violation).zeile) == (
        "spalte_fehlt",
        "Träger",
        1,
    )
    assert "„Träger“" in violation.text


def test_two_columns_of_one_meaning_are_refused(tmp_path):
    assert problems(write(tmp_path / "a.csv", "Maßnahme;Träger;Betrag;Betrag (EUR)\nx;y;1;2\n")) == [
        ("spalte_doppelt", 1, "D1")
    ]


def test_the_own_heading_wins_over_another_word_for_it():
    places, double, unknown = place_columns(["Bezeichnung", "Maßnahme", "Träger", "Foto"], Kopf(SPALTEN))

    assert (places, double, unknown) == ({"name": 1, "traeger": 2}, [], [0, 3])


def test_an_unknown_column_is_named_and_not_read(tmp_path):
    _, meldungen = read(write(tmp_path / "a.csv", "Maßnahme;Träger;Foto;Betrag\nx;y;z;1\n"))

    assert meldungen.hinweise == ["Zeile 1: Die Spalte „Foto“ ist nicht bekannt und wurde nicht gelesen."]


@pytest.mark.parametrize(
    "rows",
    [
        "x;y;1\nMaßnahme;Träger;Betrag\nz;y;2\n",
        "x;y;1\n;Maßnahme;Träger;Betrag\n",
        "x;y;1\nBezeichnung;;Summe in Euro\n",
    ],
    ids=["same", "shifted", "other words"],
)
def test_a_second_header_in_the_sheet_is_refused(tmp_path, rows):
    found = problems(write(tmp_path / "a.csv", f"Maßnahme;Träger;Betrag\n{rows}"))

    assert ("kopfzeile_doppelt", 3, None) in found


def test_a_smaller_table_above_the_list_is_a_second_header(tmp_path):
    assert problems(write(tmp_path / "a.csv", "Maßnahme;Betrag\nx;1\n\nMaßnahme;Träger;Betrag\nz;y;2\n")) == [
        ("kopfzeile_doppelt", 1, None)
    ]


def test_a_row_that_happens_to_use_the_words_is_no_header(tmp_path):
    assert (
        problems(write(tmp_path / "a.csv", "Maßnahme;Träger;Betrag\nMaßnahme;Träger;5,00\nTräger;y;5\n"))
        == []
    )


def test_lines_count_physically_also_over_line_breaks_in_cells(tmp_path):
    text = 'Maßnahme;Träger;Betrag\r\n"Baby\r\nlotsen";y;1\r\n\r\nx;y;2\r\n'

    ((table,), _) = read(write(tmp_path / "a.csv", text))
    assert [row.nr for row in table.zeilen] == [2, 5]


@pytest.mark.parametrize(
    "rows",
    ['"x;y;1\nz;y;2\n', '"x" y;y;1\n', 'x;"y;1\nz;w";2\n', 'x;"y;1\nv;w;3\nz";y;2\n'],
    ids=["never closed", "closed too early", "swallows half a row", "swallows a row"],
)
def test_stray_quotation_marks_never_swallow_rows(tmp_path, rows):
    (violation,) = violations_of(read, write(tmp_path / "a.csv", "Maßnahme;Träger;Betrag\n" + rows))

    assert violation.code == "anfuehrung_unklar"
    assert place_of(violation).zeile == 2


def test_a_quoted_cell_may_hold_separators_and_line_breaks(tmp_path):
    text = 'Maßnahme;Träger;Betrag\nx;"IFAK=1;\nRonahi=2;\nASB=3";6\n"Gut ""groß""";y;1\n'

    ((table,), meldungen) = read(write(tmp_path / "a.csv", text))
    assert [row.werte[0] for row in table.zeilen] == ["x", 'Gut "groß"']
    assert table.zeilen[0].werte[1] == "IFAK=1;\nRonahi=2;\nASB=3"
    assert meldungen.violations == []


def test_more_cells_than_columns_are_refused(tmp_path):
    assert problems(write(tmp_path / "a.csv", "Maßnahme;Träger;Betrag\nx;y;1;2\nx;y;1;;\n")) == [
        ("zellen_zu_viele", 2, "D2")
    ]


@pytest.mark.parametrize(
    ("header", "row", "zelle"),
    [
        ("Maßnahme,Träger,Betrag", "x,y,1234,50", "C2"),
        # The cents would pass for a note.
        ("Maßnahme,Träger,Betrag,Notiz", "x,y,1234,50", "C2"),
        ("Maßnahme,Träger,Betrag,Notiz", "x,y,1.234,50 €", "C2"),
    ],
)
def test_an_amount_cut_at_its_comma_is_refused(tmp_path, header, row, zelle):
    assert problems(write(tmp_path / "a.csv", f"{header}\n{row}\n")) == [("zellen_zu_viele", 2, zelle)]


def test_a_quoted_amount_with_comma_is_whole(tmp_path):
    assert problems(write(tmp_path / "a.csv", 'Maßnahme,Träger,Betrag,Notiz\nx,y,"1234,50",gut\n')) == []


def test_cells_beside_a_sheets_table_are_notes(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        [["Maßnahme", "Träger", "Betrag"], ["x", "y", 1, "gut!"], [None, None, None, "!"]],
    )

    ((table,), meldungen) = read(path)
    assert [row.nr for row in table.zeilen] == [2]
    assert meldungen.violations == []


def test_an_apostrophe_that_disarms_a_formula_is_no_part_of_the_value(tmp_path):
    ((table,), _) = read(write(tmp_path / "a.csv", "Maßnahme;Träger;Betrag\n'=x;'normal;'-5,00\n"))

    assert list(table.zeilen[0].werte) == ["=x", "'normal", "-5,00"]


def test_a_cell_has_a_place(tmp_path):
    ((table,), _) = read(
        workbook(tmp_path / "a.xlsx", [["Betrag", "Maßnahme", "Träger"], [5, "x"]], titel="Liste 1")
    )

    row = table.zeilen[0]
    assert table.zelle(row, "name") == Zelle(value="x", blatt="Liste 1", zeile=2, spalte_nr=2, zelle="B2")
    assert table.value(row, "traeger") is None
    assert table.value(row, "notiz") is None


def test_other_sheets_are_passed_over_with_a_remark(tmp_path):
    book = Workbook()
    first_sheet(book).title = "Anleitung"
    first_sheet(book)["A1"] = "Bitte ausfüllen"
    book.create_sheet("Liste").append(["Maßnahme", "Träger", "Betrag"])
    book.create_sheet("Auswertung").append(["Maßnahme", "Anzahl", "Notiz"])
    book.create_sheet("Leer")
    hidden = book.create_sheet("Versteckt")
    hidden.append(["Maßnahme", "Träger", "Betrag"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")

    tables, meldungen = read(tmp_path / "a.xlsx")
    assert [table.blatt for table in tables] == ["Liste"]
    assert meldungen.violations == []
    assert [text.split(":")[0] for text in meldungen.hinweise] == [
        "Blatt „Versteckt“",
        "Blatt „Anleitung“",
        "Blatt „Auswertung“",
    ]


def test_a_second_list_with_one_column_missing_is_no_other_sheet(tmp_path):
    book = Workbook()
    first_sheet(book).append(["Maßnahme", "Träger", "Betrag"])
    book.create_sheet("2024").append(["Maßnahme", "Träger", "Kosten"])
    book.save(tmp_path / "a.xlsx")

    assert problems(tmp_path / "a.xlsx") == [("spalte_fehlt", 1, None)]


def test_far_corners_do_no_harm(tmp_path):
    headings = header_row(1, ["Maßnahme", "Träger", "Betrag"])
    rows = f'{headings}<row r="1048576"><c r="A1048576"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'

    ((table,), _) = read(pack(tmp_path / "a.xlsx", sheet=sheet_xml(rows)))
    assert [(row.nr, list(row.werte)) for row in table.zeilen] == [(1048576, [1])]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_far_too_many_rows_stop_the_reading(tmp_path, kind):
    if kind == "csv":
        path = write(tmp_path / "a.csv", "Maßnahme;Träger;Betrag\n" + "x;y;1\n" * 55_001)
    else:
        row = "".join(
            f'<row r="{nr}"><c r="A{nr}"><v>{nr * 7919 % 99991}</v></c></row>' for nr in range(2, 55_003)
        )
        path = pack(
            tmp_path / "a.xlsx",
            sheet=sheet_xml(header_row(1, ["Maßnahme", "Träger", "Betrag"]) + row),
        )

    assert [violation.code for violation in violations_of(read, path)] == ["zu_viele_zeilen"]
