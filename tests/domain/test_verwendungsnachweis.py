"""The Verwendungsnachweis of the city: what it prints, where it says that something is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from grants.domain.kette import Bescheid, Jahr, Massnahme, NachweisStadt
from grants.domain.money import euro
from grants.domain.summen import Ausgaben
from grants.domain.verwendungsnachweis import VerwendungsnachweisDaten
from tests.reports.daten import AUSSTELLUNG, jahr_2023, jahr_ohne_bescheid, leer, nachweis, texte


def gaps(daten: VerwendungsnachweisDaten) -> list[tuple[str, str]]:
    return [(luecke.abschnitt, luecke.fehlt) for luecke in daten.luecken]


def pair(ausgaben: Ausgaben | None) -> tuple[str, str] | None:
    return (str(ausgaben.insgesamt), str(ausgaben.zuwendungsfaehig)) if ausgaben else None


def test_the_income_is_that_of_the_example():
    rows = [
        (str(e.lt_bescheid), str(e.lt_bescheid_vh), str(e.lt_abrechnung), str(e.lt_abrechnung_vh))
        for e in nachweis().einnahmen
    ]
    assert rows == [
        ("92550.00", "20.00", "90419.65", "20.03"),
        ("1500.00", "0.32", "1500.00", "0.33"),
        ("0.00", "0.00", "0.00", "0.00"),
        ("368600.00", "79.67", "359438.60", "79.63"),
        ("462650.00", "100.00", "451358.25", "100.00"),
    ]


def test_the_expenditure_is_that_of_the_example():
    daten = nachweis()
    rows = [
        (a.art, pair(a.lt_bescheid), pair(a.lt_abrechnung))
        for a in (*daten.ausgaben, daten.ausgaben_insgesamt)
    ]
    assert rows == [
        ("Personalausgaben", ("344375.00", "344375.00"), ("337112.40", "337112.40")),
        ("Honorare", ("62050.00", "62050.00"), ("60200.00", "60200.00")),
        ("Sachausgaben", ("40725.00", "40325.00"), ("38432.60", "37872.60")),
        ("Öffentlichkeitsarbeit", ("12500.00", "12500.00"), ("12613.25", "12613.25")),
        ("Fahrtkosten", ("3000.00", "3000.00"), ("3000.00", "3000.00")),
        ("Insgesamt", ("462650.00", "462250.00"), ("451358.25", "450798.25")),
    ]


def test_section_iii_says_what_goes_back_to_the_land():
    ergebnis = nachweis().ergebnis
    assert [
        str(figure)
        for figure in (
            ergebnis.mehr_minder,
            ergebnis.abgerufen,
            ergebnis.zurueckzuzahlen,
            ergebnis.zurueckgezahlt,
            ergebnis.noch_zurueckzuzahlen,
        )
    ] == ["-9161.40", "362700.00", "3261.40", "3261.40", "0.00"]


def test_the_annex_sums_both_tracks_apart():
    summen = nachweis().summen
    z = summen.zuwendung
    assert [
        str(b)
        for b in (summen.bewilligt, z.zugesagt, z.ausgezahlt, z.festgesetzt, z.erstattet, z.restzahlung)
    ] == [
        "368600.00",
        "368600.00",
        "197230.00",
        "359438.60",
        "2909.40",
        "3008.00",
    ]
    a = summen.ausgaben
    assert [pair(x) for x in (a.geplant, a.nachgewiesen, a.anerkannt)] == [
        ("462650.00", "462250.00"),
        ("451925.00", "451605.00"),
        ("451358.25", "450798.25"),
    ]


def test_a_joint_massnahme_has_a_row_for_each_recipient():
    [joint] = [m for m in nachweis().massnahmen if len(m.empfaenger) > 1]
    assert str(joint.bewilligt) == "15550.00"
    assert [(e.empfaenger, str(e.zuwendung.zugesagt)) for e in joint.empfaenger] == [
        ("Beispielträger B e. V.", "9330.00"),
        ("Beispielträger C e. V.", "6220.00"),
    ]


def test_a_stelle_is_neither_paid_nor_asked_back():
    [stelle] = nachweis().massnahmen[0].empfaenger
    assert stelle.is_stelle
    assert (stelle.zuwendung.ausgezahlt, stelle.zuwendung.erstattet, stelle.zuwendung.restzahlung) == (
        None,
    ) * 3
    assert str(stelle.zuwendung.festgesetzt) == "95000.00"


def changed(jahr: Jahr, betrag: str, vom: date) -> Jahr:
    [first] = jahr.bescheide
    later = Bescheid(2, vom, vom, "Beispiel-LJA-2023-02", euro(betrag), first.aufteilungen)
    return replace(jahr, bescheide=(first, later))


def test_every_decision_in_force_is_named_and_the_newest_states_the_amount():
    daten = nachweis(changed(jahr_2023(), "370000.00", date(2023, 8, 1)))
    assert [(b.art, b.vom, str(b.betrag)) for b in daten.bescheide] == [
        ("Zuwendungsbescheid", date(2023, 3, 14), "368600.00"),
        ("Änderungsbescheid", date(2023, 8, 1), "370000.00"),
    ]
    assert str(daten.zuwendung.lt_bescheid) == "370000.00"


def test_a_decision_that_is_not_in_force_yet_is_not_named():
    daten = nachweis(changed(jahr_2023(), "370000.00", date(2024, 12, 1)))
    assert len(daten.bescheide) == 1
    assert str(daten.zuwendung.lt_bescheid) == "368600.00"


def test_plans_that_do_not_fit_the_bescheid_are_a_hint_that_blocks_nothing():
    daten = nachweis(changed(jahr_2023(), "370000.00", date(2023, 8, 1)))
    [hint] = daten.abweichungen
    assert str(hint.differenz) == "1400.00"
    assert not hint.blockiert


# -- Gaps --------------------------------------------------------------------------------------------------


def test_a_complete_year_has_no_gap_and_no_difference():
    assert (nachweis().luecken, nachweis().abweichungen) == ((), ())


def test_what_is_not_decided_yet_is_not_guessed():
    daten = nachweis(jahr_ohne_bescheid())
    assert daten.grund_bescheid == "der Zuwendungsbescheid fehlt"
    assert daten.grund_abrechnung == "1 Festsetzung fehlt"
    assert {(e.lt_bescheid, e.lt_abrechnung) for e in daten.einnahmen} == {(None, None)}
    assert {(a.lt_bescheid, a.lt_abrechnung) for a in daten.ausgaben} == {(None, None)}
    assert daten.ergebnis.zurueckzuzahlen is None
    assert (daten.summen.zuwendung.festgesetzt, daten.summen.bewilligt) == (None, None)
    # What is known is printed all the same.
    assert str(daten.ergebnis.abgerufen) == "362700.00"
    assert str(daten.summen.zuwendung.zugesagt) == "368600.00"


def test_before_the_decision_nothing_counts_as_recognised():
    [babylotsen] = [
        m for m in nachweis(jahr_ohne_bescheid()).massnahmen if m.massnahme.startswith("Babylotsen")
    ]
    [traeger] = babylotsen.empfaenger
    assert traeger.ausgaben.nachgewiesen is None
    assert traeger.ausgaben.anerkannt is None
    assert pair(traeger.ausgaben.geplant) == ("107250.00", "107250.00")


def without_plan(jahr: Jahr) -> Jahr:
    first, *others = jahr.massnahmen
    silent = replace(first, empfaenger=tuple(replace(e, plaene=()) for e in first.empfaenger))
    return replace(jahr, massnahmen=(silent, *others))


def test_a_missing_plan_leaves_the_column_lt_bescheid_open_but_for_the_grant():
    daten = nachweis(without_plan(jahr_2023()))
    assert daten.grund_bescheid == "1 Finanzierungsplan fehlt"
    assert str(daten.zuwendung.lt_bescheid) == "368600.00"
    assert daten.einnahmen_insgesamt.lt_bescheid is None
    assert str(daten.einnahmen_insgesamt.lt_abrechnung) == "451358.25"


@pytest.mark.parametrize(
    ("jahr", "expected"),
    [
        (jahr_2023(bescheide=()), ("II Zahlenmäßiger Nachweis", "Zuwendungsbescheid")),
        (jahr_ohne_bescheid(), ("II Zahlenmäßiger Nachweis", "1 Festsetzung der Zuwendung")),
        (without_plan(jahr_2023()), ("II Zahlenmäßiger Nachweis", "1 Finanzierungsplan")),
        (leer(), ("II Zahlenmäßiger Nachweis", "Maßnahmen mit Empfängern")),
        (jahr_2023(programm_name=""), ("Betreff", "Name des Programms")),
    ],
)
def test_what_is_missing_is_a_gap(jahr, expected):
    assert expected in gaps(nachweis(jahr))


@pytest.mark.parametrize("schluessel", ["zuwendungszweck", "sachbericht_erfolg", "bestaetigung_buecher"])
def test_a_text_or_declaration_that_is_missing_is_a_gap(schluessel):
    assert len(nachweis(texte=texte(**{schluessel: ""})).luecken) == 1


def test_reports_of_other_offices_are_printed_only_where_there_are_some():
    titles = [block.titel for block in nachweis().sachbericht]
    more = [
        block.titel
        for block in nachweis(texte=texte(sachbericht_fachstellen="Gesundheitsamt: gut.")).sachbericht
    ]
    assert len(titles) == 4
    assert more == [*titles, "Berichte der beteiligten Fachstellen"]


def test_a_massnahme_without_landesmittel_is_no_part_of_the_proof():
    year = jahr_2023()
    more = replace(year, massnahmen=(*year.massnahmen, Massnahme("ohne", "Ohne Land", land_beantragen=False)))
    assert nachweis(more) == nachweis(year)


def test_a_draft_holds_what_the_city_states_beside_the_computed_figures():
    stated = NachweisStadt(
        zuwendung_lt_abrechnung=euro("359438.65"),
        zuwendungsfaehig_lt_abrechnung=euro("450798.25"),
        rueckforderung_land=euro("3261.40"),
    )
    draft = nachweis(jahr_2023(nachweis_stadt=stated))
    assert [(z.bezeichnung, str(z.betrag), str(z.differenz)) for z in draft.angegeben] == [
        ("Zuwendung des Landes lt. Abrechnung", "359438.65", "0.05"),
        ("zuwendungsfähige Ausgaben lt. Abrechnung", "450798.25", "0.00"),
        ("an das Land zurückzuzahlen", "3261.40", "0.00"),
    ]
    assert nachweis(ausgestellt=AUSSTELLUNG).angegeben == ()


def test_the_ledger_is_compared_on_its_own_day():
    stated = NachweisStadt(haushalt_ist=euro("361000.00"), haushalt_ist_am=date(2023, 12, 31))
    [ledger] = nachweis(jahr_2023(nachweis_stadt=stated)).angegeben
    # 202.837,50 of the own Stellen and 197.230,00 to Träger; returns and rests of 2024 are later.
    assert (ledger.bezeichnung, str(ledger.differenz)) == ("Haushalts-Ist am 31.12.2023", "-39067.50")
