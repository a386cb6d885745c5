"""grants import: what is taken over, and a refusal that leaves every table as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.conftest import LISTE, MAPPE, Grants, dump, execute

KOPF = "Jahr;Maßnahme;Träger;Betrag\n"


@pytest.fixture
def write(tmp_path: Path):
    """Put a file where a person would have it."""

    def put(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return put


def test_the_citys_paper_is_taken_over_with_both_years(grants: Grants, datenbank: str):
    answer = grants("import", "massnahmen", LISTE, "--json")
    assert answer.code == 0
    result = answer.json
    assert list(result) == [
        "uebernommen",
        "unveraendert",
        "uebergangen",
        "massnahmen",
        "summen",
        "hinweise",
        "fehler",
    ]
    assert (result["uebernommen"], result["unveraendert"], result["fehler"]) == (18, 0, [])
    assert result["summen"] == [
        {"jahr": 2023, "genannt": "368600.00", "gerechnet": "368600.00"},
        {"jahr": 2024, "genannt": "398400.00", "gerechnet": "398450.00"},
    ]
    again = grants("import", "massnahmen", LISTE, "--json").json
    assert (again["uebernommen"], again["unveraendert"]) == (0, 18)


def test_for_people_the_sums_are_said_in_words(grants: Grants, sqlite: str):
    answer = grants("import", "massnahmen", LISTE)
    assert answer.code == 0
    assert answer.out.splitlines()[:3] == [
        "Maßnahmen: 18 übernommen, 0 unverändert, 0 übergangen",
        "2023: Summe 368.600,00 €, wie angegeben",
        "2024: Summe 398.450,00 €, angegeben 398.400,00 €, Differenz +50,00 €",
    ]


def test_only_the_year_that_is_asked_for_is_read(grants: Grants, sqlite: str):
    result = grants("import", "massnahmen", LISTE, "--jahr", "2024", "--json").json
    assert {each["jahr"] for each in result["massnahmen"]} == {2024}
    assert result["uebernommen"] == 9


def test_a_jahresmappe_is_taken_over_once(grants: Grants, datenbank: str):
    first = grants("import", "jahr", MAPPE, "--json")
    assert first.code == 0
    assert first.json["uebernommen"] > 300
    before = dump(datenbank)
    second = grants("import", "jahr", MAPPE, "--json").json
    assert second["uebernommen"] == 0
    assert second["unveraendert"] == first.json["uebernommen"]
    assert dump(datenbank) == before


def test_the_person_who_acts_stands_in_the_log(grants: Grants, datenbank_liste: str):
    [(_, name, *_)] = dump(datenbank_liste)["person"]
    assert name == "Kommandozeile"
    refused = grants("import", "massnahmen", LISTE, "--als", "niemand@beispiel.example")
    assert refused.code == 2
    assert "Keine Person mit der Adresse „niemand@beispiel.example“." in refused.err


def broken_xlsx(path: Path, sheet: str, cell: str, value: str) -> Path:
    workbook = load_workbook(MAPPE)
    workbook[sheet][cell] = value
    workbook.save(path)
    return path


@pytest.mark.parametrize(
    ("rows", "place", "code"),
    [
        ("2024;Babylotsen;SKFM;1234.56\n", (2, "Betrag", "1234.56"), "betrag_unklar"),
        ("2024;Babylotsen;SKFM;1E+05\n", (2, "Betrag", "1E+05"), "betrag_unklar"),
        ("2024;Babylotsen;SKFM;1,234.50\n", (2, "Betrag", "1,234.50"), "betrag_unklar"),
        ("2024;Babylotsen;SKFM;100,00\n2024;Elterntalk;ASB;\n", (3, "Betrag", None), "betrag_fehlt"),
        ("2024;Babylotsen;SKFM;0,00\n", (2, "Betrag", "0,00"), "betrag_null"),
        ("2024;Babylotsen;SKFM;-5,00\n", (2, "Betrag", "-5,00"), "betrag_negativ"),
    ],
)
def test_a_refused_list_says_line_and_column_and_writes_nothing(
    grants: Grants, datenbank_liste: str, write, rows, place, code
):
    before = dump(datenbank_liste)
    answer = grants("import", "massnahmen", write("liste.csv", KOPF + rows), "--json")
    assert answer.code == 2
    [problem] = answer.json["fehler"]
    assert (problem["code"], problem["zeile"], problem["spalte"], problem["wert"]) == (code, *place)
    assert answer.json["uebernommen"] == 0
    assert answer.err.startswith(f"liste.csv, Zeile {place[0]}, Spalte „Betrag“")
    assert dump(datenbank_liste) == before


def test_the_question_about_numbers_is_answered_once_per_file(grants: Grants, sqlite: str, write):
    path = write("liste.csv", KOPF + '2024;Babylotsen;SKFM;"1,234.56"\n2024;Gesamt;;1234.56\n')
    answer = grants("import", "massnahmen", path, "--zahlen", "punkt", "--json")
    assert answer.code == 0
    assert answer.json["summen"] == [{"jahr": 2024, "genannt": "1234.56", "gerechnet": "1234.56"}]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("brief.csv", b"%PDF-1.7\n...", "datei_art_falsch"),
        ("liste.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "datei_excel_alt"),
        ("liste.xlsx", b"PK\x03\x04kaputt", "datei_beschaedigt"),
        ("leer.csv", b"", "datei_leer"),
        ("spalten.csv", "Jahr;Maßnahme;Träger\n2024;Babylotsen;SKFM\n".encode(), "spalte_fehlt"),
    ],
)
def test_a_file_that_is_refused_as_a_whole_is_named(grants: Grants, sqlite: str, write, name, content, code):
    before = dump(sqlite)
    answer = grants("import", "massnahmen", write(name, content), "--json")
    assert answer.code == 2
    assert code in [each["code"] for each in answer.json["fehler"]]
    assert answer.err.startswith(name)
    assert dump(sqlite) == before


@pytest.mark.parametrize("kind", [["massnahmen"], ["jahr"], ["belege", "--massnahme", "x", "--jahr", "2023"]])
def test_a_missing_file_is_a_sentence(grants: Grants, sqlite_mappe: str, tmp_path: Path, kind):
    command, *options = kind
    answer = grants("import", command, tmp_path / "fehlt.xlsx", *options)
    assert answer.code == 2
    assert f"Die Datei „{tmp_path / 'fehlt.xlsx'}“ gibt es nicht." in answer.err


def test_a_cell_of_a_jahresmappe_is_named_by_sheet_and_cell(grants: Grants, datenbank: str, tmp_path: Path):
    before = dump(datenbank)
    path = broken_xlsx(tmp_path / "kaputt.xlsx", "Maßnahmen", "A4", "Nicht Erlaubt!")
    answer = grants("import", "jahr", path, "--json")
    assert answer.code == 2
    problem = answer.json["fehler"][0]
    assert (problem["blatt"], problem["zeile"], problem["zelle"]) == ("Maßnahmen", 4, "A4")
    assert dump(datenbank) == before


BELEGKOPF = (
    "Beleg-Nr.;Ausgabeposition;Rechnungsdatum;Zahlungsdatum;Zahlungsempfänger;Zweck;gezahlter Betrag;"
    "Betrag für die Maßnahme;davon zuwendungsfähig\n"
)


def test_a_belegliste_belongs_to_a_massnahme_that_exists(grants: Grants, datenbank_mappe: str, write):
    before = dump(datenbank_mappe)
    row = "X-1;SA;03.03.2023;04.03.2023;Beispiel Buchladen;Material;10,00;10,00;10,00\n"
    path = write("belege.csv", BELEGKOPF + row)
    unknown = grants("import", "belege", path, "--massnahme", "gibt-es-nicht", "--jahr", "2023", "--json")
    assert unknown.code == 2
    assert [each["code"] for each in unknown.json["fehler"]] == ["nicht_gefunden"]
    no_year = grants("import", "belege", path, "--massnahme", "babylotsen", "--jahr", "2031")
    assert no_year.code == 2
    assert "Das Förderjahr 2031 gibt es im Programm „kinderstark“ nicht. Vorhanden: 2023." in no_year.err
    two = grants("import", "belege", path, "--massnahme", "stadtteilarbeit-ifak-ronahi", "--jahr", "2023")
    assert two.code == 2
    assert "beispiel-b" in two.err
    assert dump(datenbank_mappe) == before


@pytest.mark.parametrize(("position", "missing"), [("L1", []), ("SA", ["Rechnungsdatum"])])
def test_a_row_of_payroll_needs_no_invoice_whatever_the_plan_calls_it(
    grants: Grants, sqlite_mappe: str, write, position, missing
):
    # No word in the row says that it is payroll; the kind of the position in the plan does.
    execute(sqlite_mappe, "UPDATE ausgabeposition SET code = 'L1' WHERE art = 'personal'")
    row = f"X-1;{position};;31.01.2023;Beispielperson;Januar;10,00;10,00;10,00\n"
    path = write("belege.csv", BELEGKOPF + row)
    answer = grants("import", "belege", path, "--massnahme", "babylotsen", "--jahr", "2023", "--json")
    incomplete = [each["spalte"] for each in answer.json["fehler"] if each["code"] == "angabe_fehlt"]
    assert incomplete == missing
