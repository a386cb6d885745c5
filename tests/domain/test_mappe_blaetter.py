from __future__ import annotations

from dataclasses import MISSING, fields
from enum import StrEnum

import pytest

from grants.domain import kette, mappe, stelle
from grants.domain.mappe_blaetter import BEZEICHNUNGEN, BLAETTER, BLATT_BY_NAME
from grants.domain.mappe_blatt import Spaltenart, auswahl_label, auswahl_labels, hinweis, resolve

COLUMNS = [(blatt, spalte) for blatt in BLAETTER for spalte in blatt.spalten]
READ = [(blatt, spalte) for blatt, spalte in COLUMNS if spalte.art is not Spaltenart.BEZEICHNUNG]


def test_every_sheet_holds_one_attribute_of_the_mappe():
    attributes = [field.name for field in fields(mappe.Jahresmappe) if field.name != "hinweise"]
    assert sorted(blatt.attribut for blatt in BLAETTER) == sorted(attributes)
    assert len(BLATT_BY_NAME) == len(BLAETTER)
    assert all(len(blatt.name) <= 31 for blatt in BLAETTER)


@pytest.mark.parametrize("blatt", BLAETTER, ids=lambda blatt: blatt.name)
def test_the_columns_of_a_sheet_are_the_fields_of_its_row(blatt):
    read = [spalte.attribut for spalte in blatt.spalten if spalte.art is not Spaltenart.BEZEICHNUNG]
    assert sorted(read) == sorted(field.name for field in fields(blatt.zeile))


@pytest.mark.parametrize("blatt", BLAETTER, ids=lambda blatt: blatt.name)
def test_what_a_row_cannot_do_without_is_asked_for(blatt):
    bound = {
        field.name
        for field in fields(blatt.zeile)
        if field.default is MISSING and field.default_factory is MISSING
    }
    asked = {s.attribut for s in blatt.spalten if s.pflicht is True or s.vorgabe is not None}
    assert bound <= asked


@pytest.mark.parametrize("blatt", BLAETTER, ids=lambda blatt: blatt.name)
def test_headings_are_unique_and_no_hint_reads_like_one(blatt):
    heads = [spalte.kopf for spalte in blatt.spalten]
    aliases = [alias for spalte in blatt.spalten for alias in spalte.aliase]
    assert len(set(heads)) == len(heads)
    assert not set(heads) & {hinweis(spalte) for spalte in blatt.spalten}
    assert len(set(aliases)) == len(aliases)


@pytest.mark.parametrize(("blatt", "spalte"), READ, ids=lambda value: getattr(value, "kopf", ""))
def test_a_column_is_described_in_full(blatt, spalte):
    assert (spalte.art is Spaltenart.AUSWAHL) == (spalte.auswahl is not None)
    assert (spalte.art is Spaltenart.SCHLUESSEL) == bool(spalte.erlaubt)
    assert not ((spalte.nur or isinstance(spalte.pflicht, tuple)) and not blatt.zeilenart)
    assert set(blatt.schluessel) | set(blatt.papier) <= {s.attribut for s in blatt.spalten}
    if spalte.gemeinsam:
        assert blatt.papier


@pytest.mark.parametrize(
    "auswahl",
    dict.fromkeys(spalte.auswahl for _, spalte in COLUMNS if spalte.auswahl),
    ids=lambda auswahl: auswahl.__name__,
)
def test_the_words_of_a_pick_list_are_unique_and_fit_into_excel(auswahl):
    words = auswahl_labels(auswahl)
    assert list(words.values()) == list(auswahl)
    assert not any("," in word or '"' in word for word in words)
    assert len(",".join(words)) <= 253


def test_every_printed_key_has_a_label():
    for blatt in BLAETTER:
        if any(spalte.art is Spaltenart.BEZEICHNUNG for spalte in blatt.spalten):
            assert set(blatt.vordruck) <= set(BEZEICHNUNGEN)


def test_the_form_of_the_city_has_every_field_of_the_stelle():
    assert {field.name for field in fields(stelle.Stelle)} <= {field.name for field in fields(mappe.Kopf)}


# Where each value of the chain stands in the Mappe; what is None comes from other years or takes two Persons.
KETTE: dict[type, dict[str, str]] = {
    kette.Quelle: {"text": "quelle", "datei": "quelle_datei", "zeile": "quelle_zeile", "stand": "stand"},
    kette.Ausgabeposition: {"code": "position", "art": "ausgabenart"},
    kette.Deckungsmittel: {},
    kette.Personalzeile: {},
    kette.Zusage: {},
    kette.Weiterleitung: {"zusagen": "herkunft"},
    kette.Zuweisung: {"zusagen": "herkunft"},
    kette.Zahlung: {},
    kette.Beleg: {"traeger": "empfaenger"},
    kette.Belegteil: {"beleg": "nr"},
    kette.Einnahme: {},
    kette.AngegebeneSumme: {},
    kette.Anerkennung: {},
    kette.Erstattung: {"gefordert": "erstattung_gefordert"},
    kette.Aufteilung: {},
    kette.Bescheidposition: {"nummer": "position"},
    kette.Umverteilung: {},
    kette.NachweisStadt: {},
}
ROWS: dict[type, list[type]] = {
    kette.Quelle: [mappe.AntragZeile],
    kette.Ausgabeposition: [mappe.PlanZeile],
    kette.Deckungsmittel: [mappe.PlanZeile],
    kette.Personalzeile: [mappe.PlanZeile],
    kette.Zusage: [mappe.ZusageZeile],
    kette.Weiterleitung: [mappe.ZusageZeile],
    kette.Zuweisung: [mappe.ZusageZeile],
    kette.Zahlung: [mappe.ZahlungZeile, kette.Zahlung],
    kette.Beleg: [mappe.BelegZeile],
    kette.Belegteil: [mappe.BelegZeile],
    kette.Einnahme: [mappe.EinnahmeZeile],
    kette.AngegebeneSumme: [mappe.AnerkanntZeile],
    kette.Anerkennung: [mappe.AnerkanntZeile],
    kette.Erstattung: [mappe.NachweisZeile],
    kette.Aufteilung: [mappe.BescheidZeile],
    kette.Bescheidposition: [mappe.BescheidZeile],
    kette.Umverteilung: [kette.Umverteilung],
    kette.NachweisStadt: [kette.NachweisStadt],
}


@pytest.mark.parametrize("value", KETTE, ids=lambda value: value.__name__)
def test_no_value_of_the_chain_is_without_a_cell(value):
    for row in ROWS[value]:
        columns = {spalte.attribut for blatt in BLAETTER if blatt.zeile is row for spalte in blatt.spalten}
        wanted = {KETTE[value].get(field.name, field.name) for field in fields(value)}
        assert wanted <= columns


def test_hints_say_what_is_needed_and_where():
    plan = {spalte.attribut: spalte for spalte in BLATT_BY_NAME["Finanzierungsplan"].spalten}
    assert hinweis(plan["massnahme"]) == "Pflicht; Kennung aus dem Blatt Maßnahmen"
    assert hinweis(plan["insgesamt"]) == "Pflicht bei Ausgabe; EUR"
    assert hinweis(plan["geber"]) == "nur bei Deckungsmittel"
    assert hinweis(plan["version"]) == "leer: 1"


def test_a_parameter_decides_what_its_value_is():
    wert = BLATT_BY_NAME["Förderjahr"].spalten[2]
    assert resolve(wert, "durchfuehrung_bis").art is Spaltenart.DATUM
    assert resolve(wert, "landesanteil").art is Spaltenart.ANTEIL
    assert resolve(wert, "finanzierungsart").auswahl is not None
    assert resolve(wert, "unbekannt") is wert


def test_kinds_of_row_are_their_own_words():
    assert auswahl_label(mappe.Planart.AUSGABE) == "Ausgabe"
    assert all(isinstance(auswahl_label(value), str) for value in (*mappe.Zusageart, *mappe.Anerkanntart))
    assert issubclass(mappe.Gliederungsart, StrEnum)
