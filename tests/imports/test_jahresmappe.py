from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from openpyxl import load_workbook

from grants.domain import summen
from grants.domain.begriffe import Antragszeile, Belegart, Mittelherkunft, TraegerArt
from grants.domain.errors import RuleViolation
from grants.domain.mappe import Anerkanntart, Jahresmappe, Planart
from grants.domain.mappe_blaetter import BLAETTER, BLATT_BY_NAME
from grants.domain.money import Betrag, Vomhundert, Zahlen, euro, summe
from grants.domain.texte import TEXTFELDER
from grants.imports.datei import read_datei
from grants.imports.jahresmappe import parse_jahresmappe, read_jahresmappe
from reports.jahresmappe import jahresmappe_bytes, write_jahresmappe, write_vorlage
from tests.mappe_datei import KLEIN, change, open_klein
from tests.mappe_jahr import to_jahr
from tests.mappen import mappen

BEISPIEL = Path(__file__).parents[2] / "beispiel" / "jahr-2023.xlsx"
STAND = date(2024, 8, 31)
FORMS = {"kopf", "nachweis_stadt", "hinweise"}


def cells(content: bytes) -> dict[str, list[list[object]]]:
    workbook = load_workbook(BytesIO(content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in workbook}


def parse(content: bytes) -> Jahresmappe:
    return parse_jahresmappe(read_datei(content, name="mappe.xlsx"))


# -- round trip ----------------------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(mappen())
def test_what_is_written_is_read_back_and_written_again_without_change(mappe):
    content = jahresmappe_bytes(mappe)
    read = parse(content)
    assert read == mappe
    assert jahresmappe_bytes(read) == content


def test_the_example_written_again_has_identical_cells(tmp_path):
    write_jahresmappe(read_jahresmappe(BEISPIEL), tmp_path / "export.xlsx")
    assert cells((tmp_path / "export.xlsx").read_bytes()) == cells(BEISPIEL.read_bytes())


def test_the_small_mappe_fills_every_sheet_and_is_read_back():
    assert parse(jahresmappe_bytes(KLEIN)) == KLEIN
    assert all(getattr(KLEIN, blatt.attribut) for blatt in BLAETTER)


def test_the_template_is_an_empty_mappe(tmp_path):
    write_vorlage(tmp_path / "vorlage.xlsx")
    vorlage = read_jahresmappe(tmp_path / "vorlage.xlsx")
    assert vorlage == Jahresmappe()
    assert vorlage.hinweise == ()


@pytest.mark.parametrize(
    "blatt", [blatt for blatt in BLAETTER if blatt.name != "Stelle"], ids=lambda b: b.name
)
def test_a_sheet_that_is_missing_reads_as_an_empty_one(blatt):
    workbook = open_klein()
    del workbook[blatt.name]
    stream = BytesIO()
    workbook.save(stream)
    # A sheet others point at leaves their references to the register.
    read = parse(stream.getvalue())
    assert read == replace(KLEIN, **{blatt.attribut: getattr(Jahresmappe(), blatt.attribut)})


# -- tolerances ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("blatt", "kopf", "zeile", "value", "attribut", "expected"),
    [
        ("Belege", "gezahlter Betrag", 1, "1.234,50 €", "gezahlt", euro("1234.50")),
        ("Belege", "gezahlter Betrag", 1, 1234.5, "gezahlt", euro("1234.50")),
        ("Belege", "Rechnungsnummer", 1, 4711, "rechnungsnummer", "4711"),
        ("Belege", "Zahlungsdatum", 1, "01.02.23", "zahlungsdatum", date(2023, 2, 1)),
        ("Belege", "Zahlungsdatum", 1, "2023-02-01", "zahlungsdatum", date(2023, 2, 1)),
        ("Belege", "Zahlungsdatum", 1, 44958, "zahlungsdatum", date(2023, 2, 1)),
        ("Belege", "Art", 1, None, "art", Belegart.BELEG),
        ("Träger", "Art", 1, "Freier  Traeger", "art", TraegerArt.FREIER_TRAEGER),
        ("Träger", "nur gemeinsam", 1, True, "gemeinsam_vertreten", True),
        ("Träger", "nur gemeinsam", 1, "Nein", "gemeinsam_vertreten", False),
        ("Träger", "IBAN", 1, "de02 5001 0517 0137 0750 30", "iban", "DE02500105170137075030"),
        ("Träger", "Angaben in Listen", 1, 'x;; "a; b" ;\ny; x', "angaben", ("x", "a; b", "y")),
        ("Finanzierungsplan", "VZÄ", 2, "0,5", "vzae_hundertstel", 50),
        ("Finanzierungsplan", "Version", 1, "1", "version", 1),
        ("Zuordnung", "Zeile im Antrag", 1, 3.7, "zeile", Antragszeile.EIGENANTEIL),
        ("Förderjahr", "Wert", 1, "66,67 v. H.", "wert", Vomhundert(666_700)),
        ("Förderjahr", "bestätigt", 2, None, "bestaetigt", False),
        ("Texte", "Text", 1, "  Zeile 1\nZeile 2 ", "text", "Zeile 1\nZeile 2"),
        ("Texte", "Text", 2, "Ja", "text", "ja"),
        ("Zahlungen des Landes", "Mittelherkunft", 1, None, "herkunft", Mittelherkunft.LAND),
    ],
)
def test_other_spellings_of_a_cell_are_understood(tmp_path, blatt, kopf, zeile, value, attribut, expected):
    path, _ = change(tmp_path, {(blatt, kopf, zeile): value})
    rows = getattr(read_jahresmappe(path), BLATT_BY_NAME[blatt].attribut)
    assert getattr(rows[zeile - 1], attribut) == expected


def test_amounts_with_a_point_are_read_once_it_is_said(tmp_path):
    path, _ = change(tmp_path, {("Belege", "gezahlter Betrag", 1): "1234.56"})
    with pytest.raises(RuleViolation) as refused:
        read_jahresmappe(path)
    assert "--zahlen punkt" in refused.value.violations[0].text
    assert read_jahresmappe(path, zahlen=Zahlen.PUNKT).belege[0].gezahlt == euro("1234.56")


def test_unknown_sheets_columns_and_fields_are_named_and_passed_over(tmp_path):
    workbook = open_klein()
    workbook.create_sheet("Notizen")["A1"] = "Anruf"
    workbook["Belege"]["Q2"] = "Kostenstelle"
    workbook["Belege"]["Q3"] = 4711
    workbook["Stelle"]["A40"] = "Wappen"
    path = tmp_path / "mappe.xlsx"
    workbook.save(path)
    mappe = read_jahresmappe(path)
    assert mappe == KLEIN
    assert mappe.hinweise == (
        "Das Blatt „Notizen“ ist nicht bekannt und wurde nicht gelesen.",
        "Blatt „Stelle“, Zeile 40: Das Feld „Wappen“ ist nicht bekannt und wurde nicht gelesen.",
        "Blatt „Belege“, Zeile 2: Die Spalte „Kostenstelle“ ist nicht bekannt und wurde nicht gelesen.",
    )


@pytest.mark.parametrize(
    ("blatt", "cell", "heading"),
    [
        ("Belege", "A2", "Kennung"),
        ("Belege", "D2", "Kostenposition"),
        ("Belege", "K2", "Gezahlter Betrag (EUR)"),
        ("Anerkannt", "J2", "Grund"),
        ("Nachweise", "C2", "STATUS"),
        ("Maßnahmen", "G2", "Lebensphase"),
    ],
)
def test_other_words_for_a_heading_are_understood(blatt, cell, heading):
    workbook = open_klein()
    workbook[blatt][cell] = heading
    stream = BytesIO()
    workbook.save(stream)
    read = parse(stream.getvalue())
    assert (read, read.hinweise) == (KLEIN, ())


def test_columns_may_stand_in_any_order_below_a_title():
    workbook = open_klein()
    sheet = workbook["Einnahmen"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=3)]
    sheet.delete_rows(1, 3)
    sheet["C4"] = "Einnahmen des Jahres"
    for offset, row in enumerate(rows):
        for column, value in enumerate(reversed(row), start=2):
            sheet.cell(9 + offset * 3, column, value)
    stream = BytesIO()
    workbook.save(stream)
    assert parse(stream.getvalue()) == KLEIN


# -- the example year ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def beispiel() -> Jahresmappe:
    return read_jahresmappe(BEISPIEL)


def test_the_example_year_is_read_without_a_remark(beispiel):
    assert beispiel.hinweise == ()
    assert {
        field.name: len(getattr(beispiel, field.name))
        for field in fields(beispiel)
        if field.name not in FORMS
    } == {
        "parameter": 20,
        "zuordnungen": 8,
        "gliederungen": 15,
        "traeger": 10,
        "massnahmen": 9,
        "empfaenger": 10,
        "antraege": 1,
        "fruehere_antragspositionen": 0,
        "plaene": 52,
        "texte": 39,
        "bescheide": 10,
        "umverteilungen": 0,
        "zusagen": 14,
        "zahlungen": 19,
        "zahlungen_land": 4,
        "einnahmen": 1,
        "belege": 81,
        "nachweise": 10,
        "anerkannt": 28,
    }


def test_the_sums_of_the_example_year(beispiel):
    ausgaben = [zeile for zeile in beispiel.plaene if zeile.art is Planart.AUSGABE]
    mittel = [zeile for zeile in beispiel.plaene if zeile.art is Planart.DECKUNGSMITTEL]
    angaben = [zeile for zeile in beispiel.anerkannt if zeile.art is Anerkanntart.ANGABE]
    assert {
        "beantragt": total(zeile.beantragt for zeile in beispiel.massnahmen),
        "genannt": total(zeile.genannt for zeile in beispiel.antraege),
        "Anteile": total(zeile.anteil for zeile in beispiel.empfaenger),
        "Ausgaben lt. Plan": total(zeile.insgesamt for zeile in ausgaben),
        "davon zuwendungsfähig": total(zeile.zuwendungsfaehig for zeile in ausgaben),
        "Deckungsmittel": total(zeile.betrag for zeile in mittel),
        "Belege": total(zeile.betrag for zeile in beispiel.belege),
        "Belege zuwendungsfähig": total(zeile.zuwendungsfaehig for zeile in beispiel.belege),
        "angegeben": total(zeile.insgesamt for zeile in angaben),
        "an Träger": total(zeile.betrag for zeile in beispiel.zahlungen),
        "vom Land": total(zeile.betrag for zeile in beispiel.zahlungen_land),
        "festgesetzt": total(zeile.festgesetzt for zeile in beispiel.nachweise),
        "Erstattungen": total(zeile.erstattung_gefordert for zeile in beispiel.nachweise),
    } == {
        "beantragt": "368600.00",
        "genannt": "368600.00",
        "Anteile": "368600.00",
        "Ausgaben lt. Plan": "462650.00",
        "davon zuwendungsfähig": "462250.00",
        "Deckungsmittel": "462650.00",
        "Belege": "451925.00",
        "Belege zuwendungsfähig": "451605.00",
        "angegeben": "451925.00",
        "an Träger": "200328.60",
        "vom Land": "359438.60",
        "festgesetzt": "359438.60",
        "Erstattungen": "3069.40",
    }


def total(amounts: Iterable[Betrag | None]) -> str:
    return str(summe(amount for amount in amounts if amount is not None))


def test_the_rows_of_the_example_carry_the_whole_chain(beispiel):
    jahr = to_jahr(beispiel, am=STAND)
    lines = summen.antragszeilen(jahr)
    anerkannt = summen.total(summen.anerkannt(empfaenger) for _, empfaenger in summen.recipients(jahr))
    computed = [summen.festsetzung(jahr, empfaenger) for _, empfaenger in summen.recipients(jahr)]
    assert lines is not None
    assert (lines.zuwendungsfaehige_gesamtausgaben, lines.beantragte_foerderung, lines.eigenanteil) == (
        euro("460750.00"),
        euro("368600.00"),
        euro("92150.00"),
    )
    assert (anerkannt.insgesamt, anerkannt.zuwendungsfaehig) == (euro("451358.25"), euro("450798.25"))
    assert total(festsetzung.betrag for festsetzung in computed if festsetzung) == "359438.60"


def test_the_example_hangs_no_invented_fault_on_a_real_body(beispiel):
    for traeger in beispiel.traeger:
        assert traeger.name.startswith("Beispielträger") or traeger.art is TraegerArt.STAEDTISCHE_STELLE
        assert traeger.angaben == ()
    assert beispiel.kopf.name == "Beispielstadt"
    assert beispiel.kopf.beispiel is True
    assert all(beleg.zahlungsempfaenger.startswith("Beispiel ") for beleg in beispiel.belege)
    assert {wert.bestaetigt for wert in beispiel.parameter} == {False}
    assert all("nicht bestätigt" in wert.quelle for wert in beispiel.parameter)


def test_every_text_of_the_papers_is_there_and_every_declaration_answered(beispiel):
    whole_year = {text.schluessel for text in beispiel.texte if not text.kennung}
    assert whole_year == {feld.schluessel for feld in TEXTFELDER}


def test_the_staff_of_the_sachbericht_is_that_of_the_plans(beispiel):
    vzae = sum(zeile.vzae_hundertstel or 0 for zeile in beispiel.plaene)
    [text] = [t.text for t in beispiel.texte if t.schluessel == "sachbericht_personal"]
    assert vzae == 495
    assert "4,95 VZÄ" in text
