"""Every field of the Antrag in the order of Grundmuster 1, as it is typed into the Land's own form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from grants.domain.antrag_ausfuellhilfe import Ausfuellabschnitt, Ausfuellfeld, build_ausfuellhilfe
from grants.domain.begriffe import Betragsart
from grants.domain.stelle import Stelle
from grants.domain.texte import Text
from tests.domain.jahre import make_antrag
from tests.reports.daten import STELLE, antrag, jahr_2023, jahr_mit_luecken, leer, texte


def section(abschnitte: tuple[Ausfuellabschnitt, ...], titel: str) -> dict[str, Ausfuellfeld]:
    [found] = [each for each in abschnitte if each.titel == titel]
    return {feld.label: feld for feld in found.felder}


def test_the_sections_stand_in_the_order_of_the_form():
    assert [(a.nummer, a.titel) for a in build_ausfuellhilfe(antrag())] == [
        ("", "Kopf des Antrags"),
        ("1", "Antragstellerin"),
        ("2", "Maßnahmen"),
        ("3", "Finanzierungsplan"),
        ("4", "Beantragte Förderung"),
        ("5", "Begründung"),
        ("6", "Finanz- und haushaltswirtschaftliche Auswirkungen"),
        ("7", "Erklärungen"),
        ("8", "Anlagen"),
        ("9", "Ergebnis der Antragsprüfung"),
        ("", "Unterschrift"),
        ("Anlage 1", "1 Netzwerkkoordination"),
        ("Anlage 1", "3 Lotsendienste in Geburtskliniken"),
        ("Anlage 1", "4 Lotsendienste in Arztpraxen"),
        ("Anlage 1", "6 Ausbau aufsuchender Angebote"),
    ]


def test_lines_of_the_finanzierungsplan_carry_their_number_amount_and_share():
    plan = [(f.nummer, f.label, f.wert) for f in build_ausfuellhilfe(antrag())[3].felder]
    assert plan[:4] == [
        ("3.1", "Gesamtkosten, €", "462.650,00"),
        ("3.2", "davon grundsätzlich zuwendungsfähige Kosten, €", "462.250,00"),
        ("3.3", "abzüglich Leistungen Dritter (ohne öffentliche Förderung), €", "1.500,00"),
        ("3.4", "Zuwendungsfähige Gesamtausgaben, €", "460.750,00"),
    ]
    assert ("3.5", "Beantragte Förderung, €", "368.600,00") in plan
    assert ("3.5", "Beantragte Förderung, v. H. von 3.4", "80,00") in plan
    assert {nummer for nummer, *_ in plan} == {"3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7"}


def test_a_value_is_copied_as_a_form_takes_it():
    felder = section(build_ausfuellhilfe(antrag()), "Antragstellerin")
    assert (felder["IBAN"].wert, felder["IBAN"].kopie) == (
        "DE02 1203 0000 0000 2020 51",
        "DE02120300000000202051",
    )
    assert felder["Straße"].kopie == "Beispielstraße 1"
    assert Ausfuellfeld("3.7", "Eigenanteil, €", "\N{MINUS SIGN}50,00").kopie == "-50,00"


def test_a_text_is_followed_by_those_of_its_massnahmen():
    words = (*texte(ziele="Für alle."), Text("ziele", "Nur hier.", "ebika"))
    felder = section(build_ausfuellhilfe(antrag(texte=words)), "Maßnahmen")
    assert felder["Ziele"].wert == "Für alle.\n\nEBIKA FPZ: Nur hier."
    assert felder["Durchführungszeitraum bis"].wert == "31.12.2023"


def test_gaps_are_named_and_a_field_nobody_has_to_fill_is_no_gap():
    gaps = build_ausfuellhilfe(
        antrag(jahr_mit_luecken(), stelle=replace(STELLE, iban="", internet=""), texte=())
    )
    felder = section(gaps, "Antragstellerin")
    assert felder["IBAN"].fehlt
    assert felder["IBAN"].kopie == ""
    assert (felder["Internet"].fehlt, felder["Internet"].wert) == (False, "")
    first = gaps[3].felder[0]
    assert (first.fehlt, first.grund) == (True, "2 Finanzierungspläne fehlen")
    answers = [f.wert for f in section(gaps, "Erklärungen").values()]
    assert answers == [None, None, None, None]


def test_declarations_are_printed_in_full_with_their_answer():
    felder = section(build_ausfuellhilfe(antrag()), "Erklärungen")
    label = "(c) Die Angaben in diesem Antrag einschließlich der Anlagen sind vollständig und richtig."
    assert felder[label].wert == "ja"
    assert [feld.wert for feld in felder.values()] == ["ja", "nein", "ja", "ja"]


def test_each_massnahme_of_the_annex_has_its_four_fields_under_its_number():
    [sechs] = [a for a in build_ausfuellhilfe(antrag()) if a.titel == "6 Ausbau aufsuchender Angebote"]
    assert [(f.nummer, f.label, f.wert) for f in sechs.felder[4:8]] == [
        ("6.2", "Maßnahme", "Stadtteilarbeit IFAK, Ronahi"),
        ("6.2", "Empfänger", "Beispielträger B e. V.; Beispielträger C e. V."),
        ("6.2", "Kennzeichen", "Fortsetzung unverändert"),
        ("6.2", "beantragt, €", "15.550,00"),
    ]


def test_amounts_that_are_not_the_foerderung_say_why_they_are_missing():
    year = jahr_2023(antraege=(make_antrag({"ebika": "2870.00"}, betragsart=Betragsart.GESAMTAUSGABEN),))
    felder = section(build_ausfuellhilfe(antrag(year)), "Beantragte Förderung")
    assert felder["Summe, €"].grund == "die Liste nennt Gesamtausgaben"


def test_an_empty_year_has_all_sections_and_nothing_but_gaps_to_fill():
    abschnitte = build_ausfuellhilfe(antrag(leer(), stelle=Stelle(), texte=()))
    assert len(abschnitte) == 11
    assert section(abschnitte, "Kopf des Antrags")["Betreff"].fehlt


def test_the_day_is_that_of_the_paper():
    felder = section(
        build_ausfuellhilfe(antrag(replace(jahr_2023(), am=date(2024, 2, 1)))), "Kopf des Antrags"
    )
    assert (felder["Ort"].wert, felder["Datum"].wert) == ("Bochum", "01.02.2024")
