from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from grants.domain.errors import RuleViolation
from grants.domain.mappe import Jahresmappe, Kopf
from grants.domain.mappe_blaetter import UMVERTEILUNGEN
from grants.domain.money import euro
from grants.imports.codes import BEDEUTUNG, Code
from grants.imports.datei import read_datei
from grants.imports.jahresmappe import parse_jahresmappe, read_jahresmappe
from grants.imports.mappe_blaetter import Rohzeile, read_blatt
from grants.imports.mappe_codes import BEDEUTUNG as MAPPE_BEDEUTUNG
from grants.imports.mappe_codes import MappeCode
from tests.mappe_datei import change, open_klein, place


def refused(path):
    with pytest.raises(RuleViolation) as error:
        read_jahresmappe(path)
    return error.value.violations


# -- one bad cell --------------------------------------------------------------------------------------------

ZELLEN = [
    # Text that is no amount, no whole cents, wrong sign
    ("Belege", "gezahlter Betrag", 1, "1E+05", "betrag_unklar"),
    ("Belege", "gezahlter Betrag", 1, "1,234.50", "betrag_unklar"),
    ("Belege", "Betrag für die Maßnahme", 1, "1234.56", "betrag_unklar"),
    ("Belege", "davon zuwendungsfähig", 1, 0.005, "betrag_ungenau"),
    ("Belege", "davon zuwendungsfähig", 1, True, "betrag_unklar"),
    ("Belege", "davon zuwendungsfähig", 1, date(2023, 1, 1), "betrag_unklar"),
    ("Belege", "gezahlter Betrag", 1, "=1+1", "formel_ohne_wert"),
    ("Texte", "Text", 1, "=A1", "formel_ohne_wert"),
    ("Träger", "Name", 1, "#REF!", "fehlerwert"),
    ("Maßnahmen", "beantragt", 1, 0, "betrag_null"),
    ("Maßnahmen", "beantragt", 1, -0.01, "betrag_negativ"),
    ("Frühere Anträge", "beantragt", 1, 0, "betrag_null"),
    ("Empfänger", "Anteil", 1, "-0,01", "betrag_negativ"),
    ("Bescheid", "Betrag", 1, -1, "betrag_negativ"),
    ("Weiterleitungen", "Betrag", 1, -1, "betrag_negativ"),
    ("Nachweise", "festgesetzt", 1, -1, "betrag_negativ"),
    ("Umverteilungen", "Betrag", 1, 0, "betrag_null"),
    # Days
    ("Belege", "Zahlungsdatum", 1, "30.02.2023", "datum_unklar"),
    ("Belege", "Zahlungsdatum", 1, "März 2023", "datum_unklar"),
    ("Belege", "Zahlungsdatum", 1, date(1923, 3, 1), "datum_unklar"),
    ("Stelle", "beantragt am", 1, "gestern", "datum_unklar"),
    # Numbers
    ("Stelle", "Jahr", 1, "23", "zahl_unklar"),
    ("Stelle", "Jahr", 1, 2023.5, "zahl_unklar"),
    ("Maßnahmen", "Handlungsfeld Land", 1, 7, "zahl_unklar"),
    ("Finanzierungsplan", "Version", 1, 0, "zahl_unklar"),
    ("Finanzierungsplan", "VZÄ", 2, "0.75", "zahl_unklar"),
    ("Finanzierungsplan", "VZÄ", 2, 0, "zahl_unklar"),
    ("Finanzierungsplan", "VZÄ", 2, 0.755, "zahl_unklar"),
    ("Finanzierungsplan", "Monate", 2, 13, "zahl_unklar"),
    ("Förderjahr", "Wert", 1, "80.5", "vomhundert_unklar"),
    ("Förderjahr", "Wert", 1, 66.66667, "vomhundert_unklar"),
    ("Weiterleitungen", "Landesanteil", 1, "achtzig", "vomhundert_unklar"),
    # Words
    ("Förderjahr", "Wert", 2, "Anteil", "auswahl_unbekannt"),
    ("Träger", "Art", 1, "Verein", "auswahl_unbekannt"),
    ("Zuordnung", "Zeile im Antrag", 1, 33, "auswahl_unbekannt"),
    ("Belege", "Art", 1, "Quittung", "auswahl_unbekannt"),
    ("Träger", "nur gemeinsam", 1, "vielleicht", "ja_nein_unklar"),
    ("Texte", "Text", 2, "ja, natürlich", "ja_nein_unklar"),
    ("Förderjahr", "Schlüssel", 1, "landesquote", "schluessel_unbekannt"),
    ("Texte", "Schlüssel", 1, "vorwort", "schluessel_unbekannt"),
    # Text
    ("Belege", "Rechnungsnummer", 1, date(2023, 1, 1), "text_ist_datum"),
    ("Belege", "Beleg-Nr.", 1, "x" * 61, "text_zu_lang"),
    ("Träger", "Angaben in Listen", 1, "kurz; " + "x" * 201, "text_zu_lang"),
    ("Maßnahmen", "Kennung", 1, "EBIKA FPZ", "kennung_ungueltig"),
    ("Stelle", "IBAN", 1, "DE02120300000000202052", "iban_ungueltig"),
    ("Träger", "IBAN", 1, "DE02", "iban_ungueltig"),
    # What a row needs, and what does not belong to its kind
    ("Träger", "Name", 1, None, "angabe_fehlt"),
    ("Belege", "Zahlungsempfänger", 1, None, "angabe_fehlt"),
    ("Belege", "gezahlter Betrag", 1, " ", "angabe_fehlt"),
    ("Förderjahr", "Wert", 1, None, "angabe_fehlt"),
    ("Finanzierungsplan", "insgesamt", 1, None, "angabe_fehlt"),
    ("Finanzierungsplan", "Mittelherkunft", 3, None, "angabe_fehlt"),
    ("Finanzierungsplan", "Funktion", 1, "Leitung", "angabe_unpassend"),
    ("Finanzierungsplan", "insgesamt", 3, 1, "angabe_unpassend"),
    ("Bescheid", "Bescheid vom", 1, None, "angabe_fehlt"),
    ("Bescheid", "Aktenzeichen", 3, "LJA-1", "angabe_unpassend"),
    ("Gliederung", "Nummer", 1, None, "angabe_fehlt"),
    ("Gliederung", "Bezirk", 1, "Mitte", "angabe_unpassend"),
    ("Weiterleitungen", "Aktenzeichen", 3, "51-A", "angabe_unpassend"),
    ("Anerkannt", "anerkannt", 2, None, "angabe_fehlt"),
    ("Anerkannt", "Beleg-Nr.", 1, "A-1", "angabe_unpassend"),
]


@pytest.mark.parametrize(("blatt", "kopf", "zeile", "value", "code"), ZELLEN)
def test_a_bad_cell_is_refused_at_its_place(tmp_path, blatt, kopf, zeile, value, code):
    path, [cell] = change(tmp_path, {(blatt, kopf, zeile): value})
    violations = [v for v in refused(path) if v.stelle.zelle == cell and v.stelle.blatt == blatt]
    assert [violation.code for violation in violations] == [code]
    [violation] = violations
    assert violation.stelle.datei == "mappe.xlsx"
    assert violation.stelle.spalte == kopf
    assert cell.endswith(str(violation.stelle.zeile))
    assert violation.text.endswith((".", "„babylotsen“."))


# -- rules of a row ------------------------------------------------------------------------------------------

REGELN = [
    ({("Stelle", "Stand", 1): None}, "Stand", "angabe_fehlt"),
    ({("Stelle", "beantragt am", 1): None}, "beantragt am", "angaben_widersprechen"),
    ({("Stelle", "beschieden am", 1): None}, "beschieden am", "angaben_widersprechen"),
    ({("Stelle", "Ausgang", 1): None}, "Ausgang", "angaben_widersprechen"),
    ({("Stelle", "nachgewiesen am", 1): date(2024, 6, 1)}, "nachgewiesen am", "angaben_widersprechen"),
    ({("Stelle", "abgeschlossen am", 1): date(2024, 6, 1)}, "abgeschlossen am", "angaben_widersprechen"),
    ({("Förderjahr", "Quelle", 1): None}, "Quelle", "angabe_fehlt"),
    ({("Träger", "IBAN", 2): "DE02120300000000202051"}, "IBAN", "angaben_widersprechen"),
    ({("Träger", "Buchungsstelle", 1): "4711"}, "Buchungsstelle", "angaben_widersprechen"),
    (
        {("Maßnahmen", "Entscheidung über den Rest", 1): "zurück"},
        "Rest entschieden am",
        "angaben_widersprechen",
    ),
    ({("Antrag", "eingegangen am", 2): date(2022, 10, 27)}, "eingegangen am", "angaben_widersprechen"),
    ({("Antrag", "versandt am", 2): None}, "eingegangen am", "angaben_widersprechen"),
    ({("Auszahlungen", "Betrag", 1): -1}, "Betrag", "angaben_widersprechen"),
    ({("Auszahlungen", "Art", 1): "Mittelabruf"}, "Art", "angaben_widersprechen"),
    ({("Zahlungen des Landes", "Betrag", 1): -1}, "Betrag", "angaben_widersprechen"),
    ({("Zahlungen des Landes", "Betrag", 1): 0}, "Betrag", "angaben_widersprechen"),
    ({("Zahlungen des Landes", "Art", 1): "Auszahlung"}, "Art", "angaben_widersprechen"),
    ({("Belege", "Leistung bis", 1): date(2022, 12, 31)}, "Leistung bis", "zeitraum_verkehrt"),
    ({("Nachweise", "eingereicht am", 1): None}, "eingereicht am", "angaben_widersprechen"),
    ({("Nachweise", "freigegeben am", 1): date(2024, 6, 1)}, "freigegeben am", "angaben_widersprechen"),
    ({("Nachweise", "geprüft am", 1): None}, "festgesetzt", "angaben_widersprechen"),
    ({("Nachweise", "Grund", 1): None}, "davon nicht erhoben", "angabe_fehlt"),
    ({("Nachweise", "Entscheidung am", 1): None}, "davon nicht erhoben", "angabe_fehlt"),
    ({("Nachweise", "Erstattung gefordert", 1): None}, "Erstattung gefordert", "angabe_fehlt"),
    ({("Nachweis Stadt", "Ist vom", 1): None}, "Ist der Haushaltsüberwachung", "angabe_fehlt"),
    ({("Nachweis Stadt", "Quelle des Ist", 1): None}, "Ist der Haushaltsüberwachung", "angabe_fehlt"),
    (
        {("Weiterleitungen", "bekannt gegeben am", zeile): None for zeile in (1, 2)},
        "bekannt gegeben am",
        "angabe_fehlt",
    ),
    (
        {("Weiterleitungen", "bestandskräftig ab", zeile): date(2023, 4, 5) for zeile in (1, 2)},
        "bestandskräftig ab",
        "angaben_widersprechen",
    ),
    ({("Weiterleitungen", "Art", 3): "Weiterleitung"}, "Art", "angaben_widersprechen"),
]


@pytest.mark.parametrize(("changes", "kopf", "code"), REGELN, ids=lambda value: str(value)[:60])
def test_figures_of_a_row_that_contradict_one_another_are_refused(tmp_path, changes, kopf, code):
    path, _ = change(tmp_path, changes)
    assert (kopf, code) in {(violation.stelle.spalte, violation.code) for violation in refused(path)}


@pytest.mark.parametrize(
    ("art", "betrag", "fits"),
    [
        ("Auszahlung", 1, True),
        ("Restzahlung nach Prüfung", 1, True),
        ("Restzahlung nach Prüfung", -1, False),
        ("Erstattung", -1, True),
        ("Erstattung", 1, False),
        ("Rückzahlung im laufenden Jahr", -1, True),
        ("Rückzahlung im laufenden Jahr", 0, False),
        ("Zinsen", -1, True),
        ("Zinsen", 1, True),
        ("Zinsen", 0, False),
    ],
)
def test_the_sign_of_a_payment_fits_its_kind(tmp_path, art, betrag, fits):
    path, _ = change(tmp_path, {("Auszahlungen", "Art", 1): art, ("Auszahlungen", "Betrag", 1): betrag})
    if fits:
        assert read_jahresmappe(path).zahlungen[0].betrag == euro(f"{betrag}.00")
    else:
        assert [v.code for v in refused(path)] == ["angaben_widersprechen"]


def test_what_only_a_pruefregel_judges_is_read_in(tmp_path):
    # More zuwendungsfähig than insgesamt, a service of another year, a double invoice: facts, not spelling.
    path, _ = change(
        tmp_path,
        {
            ("Finanzierungsplan", "davon zuwendungsfähig", 1): 200.01,
            ("Finanzierungsplan", "insgesamt", 1): -0.01,
            ("Belege", "Leistung bis", 1): date(2031, 1, 1),
            ("Antrag", "genannte Summe", 2): 240.01,
        },
    )
    assert read_jahresmappe(path).plaene[0].zuwendungsfaehig == euro("200.01")


# -- sheets and files ----------------------------------------------------------------------------------------


def save(workbook: Workbook, tmp_path: Path) -> Path:
    workbook.save(tmp_path / "mappe.xlsx")
    return tmp_path / "mappe.xlsx"


def test_all_problems_are_named_at_once_in_the_order_of_the_mappe(tmp_path):
    path, _ = change(
        tmp_path,
        {
            ("Belege", "Zahlungsdatum", 1): "morgen",
            ("Belege", "Zahlungsempfänger", 1): None,
            ("Träger", "Art", 2): "Amt",
            ("Stelle", "Jahr", 1): "MMXXIII",
        },
    )
    assert [(v.stelle.blatt, v.code) for v in refused(path)] == [
        ("Stelle", "zahl_unklar"),
        ("Träger", "auswahl_unbekannt"),
        ("Belege", "datum_unklar"),
        ("Belege", "angabe_fehlt"),
    ]


def test_what_is_wrong_in_an_earlier_row_is_named_first(tmp_path):
    from_rule, from_cell = ("Antrag", "eingegangen am", 1), ("Antrag", "Stand", 2)
    path, cells = change(tmp_path, {from_cell: "neulich", from_rule: date(2022, 10, 1)})
    assert [violation.stelle.zelle for violation in refused(path)] == cells[::-1]


def test_a_refused_kind_of_row_makes_no_further_demands(tmp_path):
    path, _ = change(tmp_path, {("Belege", "Art", 1): "Quittung", ("Belege", "gezahlter Betrag", 1): None})
    assert [violation.code for violation in refused(path)] == ["auswahl_unbekannt"]


def test_the_value_of_a_refused_cell_is_shown(tmp_path):
    path, _ = change(tmp_path, {("Belege", "gezahlter Betrag", 1): "1234.56"})
    assert [violation.wert for violation in refused(path)] == ["1234.56"]


def test_a_missing_column_is_said_once_for_the_sheet(tmp_path):
    workbook = open_klein()
    sheet = workbook["Träger"]
    sheet[place(sheet, "Art", 0)].value = None
    violations = refused(save(workbook, tmp_path))
    assert [(v.code, v.stelle.blatt, v.stelle.zeile) for v in violations] == [("spalte_fehlt", "Träger", 2)]
    assert "„Art“" in violations[0].text


def test_a_column_that_stands_twice_is_refused(tmp_path):
    workbook = open_klein()
    workbook["Belege"]["Q2"] = "Beleg-Nr."
    assert [v.code for v in refused(save(workbook, tmp_path))] == ["spalte_doppelt"]


def test_a_field_that_stands_twice_is_refused(tmp_path):
    workbook = open_klein()
    workbook["Stelle"].append(["Jahr", 2024])
    [violation] = refused(save(workbook, tmp_path))
    assert (violation.code, violation.stelle.blatt) == ("spalte_doppelt", "Stelle")


def test_a_second_header_is_refused(tmp_path):
    workbook = open_klein()
    sheet = workbook["Einnahmen"]
    sheet.append([cell.value for cell in sheet[2]])
    [violation] = refused(save(workbook, tmp_path))
    assert (violation.code, violation.stelle.zeile) == ("kopfzeile_doppelt", 4)


@pytest.mark.parametrize("blatt", ["Einnahmen", "Stelle"])
def test_a_sheet_with_rows_but_no_header_is_refused(tmp_path, blatt):
    workbook = open_klein()
    workbook[blatt].delete_rows(1, 2)
    violations = refused(save(workbook, tmp_path))
    assert ("kopfzeile_fehlt", blatt) in {(v.code, v.stelle.blatt) for v in violations}


def test_two_sheets_of_one_name_are_refused(tmp_path):
    workbook = open_klein()
    workbook.create_sheet("Traeger")
    [violation] = refused(save(workbook, tmp_path))
    assert (violation.code, violation.stelle.blatt) == ("blatt_doppelt", "Traeger")


def test_a_mappe_with_rows_but_no_year_is_refused(tmp_path):
    path, [cell] = change(tmp_path, {("Stelle", "Jahr", 1): None})
    [violation] = refused(path)
    assert (violation.code, violation.stelle.zelle) == ("jahr_fehlt", cell)


def test_a_workbook_that_is_no_jahresmappe_is_refused(tmp_path):
    workbook = Workbook()
    workbook.create_sheet("Liste")["A1"] = "Maßnahme"
    assert [v.code for v in refused(save(workbook, tmp_path))] == ["kopfzeile_fehlt"]


def test_a_file_of_another_kind_is_refused(tmp_path):
    path = tmp_path / "mappe.xlsx"
    path.write_text("Jahr;2023\n", encoding="utf-8")
    assert [v.code for v in refused(path)] == ["datei_art_falsch"]


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert [v.code for v in refused(tmp_path / "fehlt.xlsx")] == ["datei_fehlt"]


def test_a_mappe_with_macros_is_refused(tmp_path):
    path = save(open_klein(), tmp_path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    assert [v.code for v in refused(path)] == ["datei_makro"]


def test_more_rows_than_a_sheet_may_have_are_refused_never_cut_off():
    header: Rohzeile = (1, ["Maßnahme", "Betrag", "vom"])
    rows: list[Rohzeile] = [(nr, ["ebika", 1, "01.02.2023"]) for nr in range(2, 50_002)]
    sheet = read_blatt(UMVERTEILUNGEN, [header, *rows, (50_002, ["ebika"])], datei="x", zahlen=None)
    assert len(sheet.zeilen) == 50_000
    assert [(v.code, v.stelle.zeile) for v in sheet.violations if v.stelle] == [("zu_viele_zeilen", 50_002)]


def test_every_code_has_a_meaning_and_no_two_are_alike():
    assert set(MAPPE_BEDEUTUNG) == set(MappeCode)
    assert not {code.value for code in MappeCode} & {code.value for code in Code}
    assert set(BEDEUTUNG) == set(Code)


def test_a_mappe_of_the_smallest_kind_needs_only_its_year():
    stream = BytesIO()
    workbook = Workbook()
    sheet = workbook.create_sheet("Stelle")
    sheet.append(["Feld", "Wert"])
    sheet.append(["Jahr", 2023])
    workbook.save(stream)

    assert parse_jahresmappe(read_datei(stream.getvalue(), name="x")) == Jahresmappe(kopf=Kopf(jahr=2023))
