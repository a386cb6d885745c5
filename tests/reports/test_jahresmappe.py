from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from grants.domain.errors import RuleViolation
from grants.domain.mappe import Jahresmappe, Kopf, TraegerZeile
from grants.domain.mappe_blaetter import BLAETTER
from grants.domain.texte import TEXTFELDER, Text
from grants.imports.datei import read_datei
from grants.imports.jahresmappe import parse_jahresmappe
from reports.jahresmappe import jahresmappe_bytes, write_jahresmappe, write_vorlage
from tests.mappe_datei import KLEIN, open_klein, place


def cell(blatt: str, kopf: str, zeile: int = 1) -> Cell:
    sheet = open_klein()[blatt]
    return sheet[place(sheet, kopf, zeile)]


@pytest.mark.parametrize(
    ("blatt", "kopf", "zeile", "value", "number_format"),
    [
        ("Empfänger", "Anteil", 1, 80, "#,##0.00"),
        ("Belege", "Leistung von", 1, datetime(2023, 1, 1), "DD.MM.YYYY"),  # noqa: DTZ001 -- openpyxl reads so
        ("Finanzierungsplan", "VZÄ", 2, 0.75, "0.00"),
        ("Finanzierungsplan", "Art", 1, "Ausgabe", "@"),
        ("Förderjahr", "Wert", 1, 80, "0.00##"),
        ("Förderjahr", "Wert", 2, "Anteilfinanzierung", "@"),
        ("Förderjahr", "bestätigt", 1, "ja", "@"),
        ("Förderjahr", "Bezeichnung", 1, "Landesanteil in v. H.", "@"),
        ("Belege", "Beleg-Nr.", 1, "A-1", "@"),
        ("Umverteilungen", "Betrag", 1, -10, "#,##0.00"),
        ("Zuordnung", "Zeile im Antrag", 1, "3.5", "@"),
        ("Stelle", "Jahr", 1, 2023, "0"),
        ("Stelle", "beantragt am", 1, datetime(2022, 10, 28), "DD.MM.YYYY"),  # noqa: DTZ001 -- openpyxl reads so
        ("Stelle", "Anschrift des Fördergebers", 1, "Beispielplatz 2; 00001 Beispielort", "@"),
    ],
)
def test_a_value_stands_in_its_cell_as_offices_write_it(blatt, kopf, zeile, value, number_format):
    written = cell(blatt, kopf, zeile)
    assert (written.value, written.number_format) == (value, number_format)


@pytest.mark.parametrize(
    "text", ["=1+1", "+49 234", "-5", "@SUM(A1)", '=HYPERLINK("http://x")', "#REF!", "1E+05", "007"]
)
def test_text_that_looks_like_a_formula_or_number_stays_text(text):
    traeger = TraegerZeile("a", text, KLEIN.traeger[0].art)
    workbook = load_workbook(BytesIO(jahresmappe_bytes(Jahresmappe(traeger=(traeger,)))))
    written = workbook["Träger"]["B3"]
    assert (written.value, written.data_type) == (text, "s")


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("a", "b c"), "a; b c"),
        (("a; b", "c"), '"a; b"; c'),
        (('"a" b',), '"""a"" b"'),
        (('a "b"',), 'a "b"'),
        (("a\nb",), '"a\nb"'),
    ],
)
def test_a_list_is_one_text_that_can_be_taken_apart_again(parts, text):
    traeger = TraegerZeile("a", "A", KLEIN.traeger[0].art, angaben=parts)
    content = jahresmappe_bytes(Jahresmappe(kopf=Kopf(jahr=2023), traeger=(traeger,)))
    assert load_workbook(BytesIO(content))["Träger"]["D3"].value == text
    assert parse_jahresmappe(read_datei(content, name="x")).traeger[0].angaben == parts


def test_control_characters_are_left_out():
    mappe = Jahresmappe(texte=(Text("betreff", "Förderung\x0b 2023"),))
    assert load_workbook(BytesIO(jahresmappe_bytes(mappe)))["Texte"]["D3"].value == "Förderung 2023"


def test_the_same_mappe_gives_the_same_bytes():
    assert jahresmappe_bytes(KLEIN) == jahresmappe_bytes(replace(KLEIN))
    times = {info.date_time for info in zipfile.ZipFile(BytesIO(jahresmappe_bytes(KLEIN))).infolist()}
    assert times == {(2000, 1, 1, 0, 0, 0)}
    core = zipfile.ZipFile(BytesIO(jahresmappe_bytes(KLEIN))).read("docProps/core.xml")
    assert core.count(b"2000-01-01T00:00:00Z") == 2


def test_a_text_too_long_for_a_cell_is_refused_not_cut_off(tmp_path):
    target = tmp_path / "mappe.xlsx"
    fits = Text("betreff", "x" * 32_767)
    write_jahresmappe(replace(KLEIN, texte=(fits,)), target)
    before = target.read_bytes()
    with pytest.raises(RuleViolation) as refused:
        write_jahresmappe(replace(KLEIN, texte=(fits, Text("ziele", "x" * 32_768))), target)
    [violation] = refused.value.violations
    assert (violation.code, str(violation.stelle)) == (
        "text_zu_lang",
        "Blatt „Texte“, Zeile 4, Spalte „Text“, Zelle D4",
    )
    assert target.read_bytes() == before


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    target = tmp_path / "mappe.xlsx"
    target.write_bytes(b"before")
    monkeypatch.setattr("pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        write_jahresmappe(KLEIN, target)
    assert [path.name for path in tmp_path.iterdir()] == ["mappe.xlsx"]
    assert target.read_bytes() == b"before"


def test_a_stream_takes_the_workbook_too():
    stream = BytesIO()
    write_jahresmappe(KLEIN, stream)
    assert stream.getvalue() == jahresmappe_bytes(KLEIN)


# -- the template --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def vorlage(tmp_path_factory):
    path = tmp_path_factory.mktemp("vorlage") / "vorlage.xlsx"
    write_vorlage(path)
    return load_workbook(path)


def test_the_template_has_all_sheets_in_the_order_of_the_year(vorlage):
    assert vorlage.sheetnames == [
        "Stelle",
        "Förderjahr",
        "Zuordnung",
        "Gliederung",
        "Träger",
        "Maßnahmen",
        "Empfänger",
        "Antrag",
        "Frühere Anträge",
        "Finanzierungsplan",
        "Texte",
        "Bescheid",
        "Umverteilungen",
        "Weiterleitungen",
        "Auszahlungen",
        "Zahlungen des Landes",
        "Einnahmen",
        "Belege",
        "Nachweise",
        "Anerkannt",
        "Nachweis Stadt",
    ]


@pytest.mark.parametrize("blatt", BLAETTER, ids=lambda blatt: blatt.name)
def test_a_sheet_of_the_template_explains_itself(vorlage, blatt):
    sheet = vorlage[blatt.name]
    if blatt.formular:
        assert [c.value for c in sheet[1]] == ["Feld", "Wert", "Hinweis"]
        assert [sheet.cell(row, 1).value for row in range(2, sheet.max_row + 1)] == [
            s.kopf for s in blatt.spalten
        ]
        assert sheet.freeze_panes == "A2"
    else:
        assert [c.value for c in sheet[2]] == [spalte.kopf for spalte in blatt.spalten]
        assert any(c.value for c in sheet[1])
        assert sheet.freeze_panes == "A3"
        assert sheet.max_row == 2 + len(blatt.vordruck)
    assert sheet["A1"].font.bold == blatt.formular
    assert all(sheet.column_dimensions[letter].width >= 8 for letter in "AB")
    assert sheet.page_setup.orientation == "landscape"


def test_the_template_prints_every_key_of_parameters_and_texts(vorlage):
    texte = [[c.value for c in row] for row in vorlage["Texte"].iter_rows(min_row=3, max_col=4)]
    assert texte == [[feld.schluessel, feld.label, None, None] for feld in TEXTFELDER]
    assert vorlage["Förderjahr"]["B6"].value == "Finanzierungsart"
    assert [c.value for c in vorlage["Zuordnung"]["A"]][2:5] == ["Land", "Stadt", "Eigenmittel"]


def pick_list(sheet: Worksheet, cell_name: str) -> str | None:
    for validation in sheet.data_validations.dataValidation:
        if cell_name in validation.sqref and validation.type == "list":
            return validation.formula1
    return None


@pytest.mark.parametrize(
    ("blatt", "zelle", "words"),
    [
        ("Träger", "C3", '"freier Träger,städtische Stelle,andere öffentliche Stelle,ungeklärt"'),
        ("Träger", "C50000", '"freier Träger,städtische Stelle,andere öffentliche Stelle,ungeklärt"'),
        ("Träger", "K3", '"ja,nein"'),
        ("Zuordnung", "B3", '"3.3,3.5,3.6,3.7"'),
        ("Belege", "E3", '"Beleg,Pauschale"'),
        ("Förderjahr", "C6", '"Festbetragsfinanzierung,Anteilfinanzierung,Fehlbedarfsfinanzierung"'),
        ("Förderjahr", "C14", '"ja,nein"'),
        ("Förderjahr", "C5", None),
        ("Stelle", "B29", '"ja,nein"'),
        ("Träger", "B3", None),
    ],
)
def test_cells_with_a_fixed_choice_offer_it(vorlage, blatt, zelle, words):
    assert pick_list(vorlage[blatt], zelle) == words


def test_rows_still_to_be_typed_have_their_format(vorlage):
    # Without it Excel makes a date of the invoice number 1/2023.
    columns = vorlage["Belege"].column_dimensions
    assert [columns[letter].number_format for letter in "FGK"] == ["@", "DD.MM.YYYY", "#,##0.00"]


def test_a_text_of_one_massnahme_leaves_the_line_of_the_year_open():
    mappe = Jahresmappe(kopf=Kopf(jahr=2023), texte=(Text("ziele", "Ziel", "ebika"),))
    sheet = load_workbook(BytesIO(jahresmappe_bytes(mappe)))["Texte"]
    keys = [row[0].value for row in sheet.iter_rows(min_row=3)]
    assert keys.count("ziele") == 2
    assert keys.count("betreff") == 1


def test_dates_are_days_without_a_time_zone():
    assert isinstance(cell("Belege", "Leistung von").value, datetime | date)
