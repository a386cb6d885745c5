"""The Antrag of the city: what it prints, where it says that something is missing, what it never guesses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from grants.domain.antrag import AntragDaten
from grants.domain.begriffe import Antragszeile, Betragsart, Fortsetzung, Mittelherkunft
from grants.domain.kette import Deckungsmittel, Jahr, Massnahme
from grants.domain.money import euro
from tests.domain.jahre import ZEILEN, make_parameter
from tests.reports.daten import AUSSTELLUNG, antrag, jahr_2023, jahr_mit_luecken, leer, texte


def lines(daten: AntragDaten) -> dict[str, tuple[str, str]]:
    return {z.nummer: (str(z.betrag), str(z.vh)) for z in daten.finanzierungsplan.zeilen}


def gaps(daten: AntragDaten) -> list[tuple[str, str]]:
    return [(luecke.abschnitt, luecke.fehlt) for luecke in daten.luecken]


def with_first(jahr: Jahr, **overrides: object) -> Jahr:
    first, *others = jahr.massnahmen
    return replace(jahr, massnahmen=(replace(first, **overrides), *others))  # type: ignore[arg-type]  # any field


def with_antrag(jahr: Jahr, **overrides: object) -> Jahr:
    [asked] = jahr.antraege
    return replace(jahr, antraege=(replace(asked, **overrides),))  # type: ignore[arg-type]  # any field


def test_section_3_prints_the_lines_of_the_example():
    assert lines(antrag()) == {
        "3.1": ("462650.00", "None"),
        "3.2": ("462250.00", "None"),
        "3.3": ("1500.00", "None"),
        "3.4": ("460750.00", "100.00"),
        "3.5": ("368600.00", "80.00"),
        "3.6": ("0.00", "0.00"),
        "3.7": ("92150.00", "20.00"),
    }


def test_line_3_7_is_explained_by_its_parts():
    parts = antrag().finanzierungsplan.eigenanteil_aus
    assert [(p.bezeichnung, str(p.betrag)) for p in parts] == [
        ("Mittel der Stadt", "44042.50"),
        ("Eigenmittel der Träger", "48507.50"),
        ("abzüglich Ausgaben, die nicht zuwendungsfähig sind", "-400.00"),
    ]


def test_section_4_lists_all_handlungsfelder_also_with_nothing():
    foerderung = antrag().foerderung
    assert [(b.nummer, str(b.betrag), str(b.vh)) for b in foerderung.bereiche] == [
        (1, "95000.00", "20.62"),
        (2, "0.00", "0.00"),
        (3, "85800.00", "18.62"),
        (4, "66300.00", "14.39"),
        (5, "0.00", "0.00"),
        (6, "121500.00", "26.37"),
    ]
    assert (str(foerderung.summe), str(foerderung.vh)) == ("368600.00", "80.00")


def test_handlungsfelder_that_nobody_names_are_those_of_the_massnahmen():
    assert [b.nummer for b in antrag(handlungsfelder=()).foerderung.bereiche] == [1, 3, 4, 6]


@pytest.mark.parametrize(
    ("overrides", "merkmal"),
    [
        ({"fortsetzung": Fortsetzung.GEAENDERT}, "Fortsetzung geändert"),
        ({"fortsetzung": Fortsetzung.NEU, "beginn": date(2023, 3, 1)}, "neu, Beginn 01.03.2023"),
        (
            {"fortsetzung": Fortsetzung.NEU, "vorzeitiger_beginn_zustimmung_am": date(2023, 1, 12)},
            "neu, vorzeitiger Beginn (Zustimmung vom 12.01.2023)",
        ),
    ],
)
def test_the_annex_says_how_a_massnahme_continues(overrides, merkmal):
    [row] = antrag(with_first(jahr_2023(), **overrides)).foerderung.bereiche[0].massnahmen
    assert row.merkmal == merkmal


def test_givers_of_public_money_are_named():
    year = jahr_2023()
    [jugendamt] = year.massnahmen[0].empfaenger
    [plan] = jugendamt.plaene
    bund = Deckungsmittel(Mittelherkunft.BUND, euro("100.00"), "Bundesstiftung Frühe Hilfen")
    paid = replace(jugendamt, plaene=(replace(plan, deckungsmittel=(*plan.deckungsmittel, bund)),))
    daten = antrag(with_first(year, empfaenger=(paid,)))
    [line] = [z for z in daten.finanzierungsplan.zeilen if z.nummer == "3.6"]
    assert line.bezeichnung.endswith("(ohne 3.5) durch Bundesstiftung Frühe Hilfen")
    assert str(line.betrag) == "100.00"


# -- Gaps --------------------------------------------------------------------------------------------------


def test_a_complete_year_has_no_gap_and_no_difference():
    assert (antrag().luecken, antrag().abweichungen) == ((), ())


def test_missing_plans_are_counted_and_nothing_is_guessed():
    daten = antrag(jahr_mit_luecken())
    assert daten.finanzierungsplan.grund == "2 Finanzierungspläne fehlen"
    assert ("3 Finanzierungsplan", "2 Finanzierungspläne") in gaps(daten)
    known = {nummer for nummer, (betrag, _) in lines(daten).items() if betrag != "None"}
    # What is asked for stands in the list, whatever the plans lack.
    assert known == {"3.5"}
    assert {b.vh for b in daten.foerderung.bereiche} == {None}


def test_money_without_a_line_leaves_the_lines_open():
    zeilen = tuple((h, z) for h, z in ZEILEN if h is not Mittelherkunft.TRAEGER)
    daten = antrag(jahr_2023(parameter=make_parameter(zeilen=zeilen)))
    assert daten.finanzierungsplan.grund == "die Zeile für „Eigenmittel“ ist nicht bestimmt"
    assert ("3 Finanzierungsplan", "Zeile im Antrag für „Eigenmittel“") in gaps(daten)


def test_the_traegers_own_money_as_leistungen_dritter_lowers_the_base():
    zeilen = tuple(
        (h, Antragszeile.LEISTUNGEN_DRITTER if h is Mittelherkunft.TRAEGER else z) for h, z in ZEILEN
    )
    daten = antrag(jahr_2023(parameter=make_parameter(zeilen=zeilen)))
    assert lines(daten)["3.4"][0] == "412242.50"


def test_the_gaps_are_listed_in_the_order_of_the_paper():
    sections = [luecke.abschnitt for luecke in antrag(jahr_mit_luecken(), texte=()).luecken]
    order = ["Betreff", "2", "3", "4", "5", "6", "7", "Anlage 1"]
    places = [next(i for i, name in enumerate(order) if s.startswith(name)) for s in sections]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("jahr", "expected"),
    [
        (with_first(jahr_2023(), fortsetzung=None), ("Anlage 1", "Fortsetzung oder neu bei")),
        (with_first(jahr_2023(), empfaenger=()), ("Anlage 1", "Empfänger der Maßnahme")),
        (
            with_first(jahr_2023(), handlungsfeld_land=None),
            ("4 Beantragte Förderung", "Handlungsfeld (Land) bei 1 Maßnahme"),
        ),
        (jahr_2023(programm_name=""), ("Betreff", "Name des Programms")),
        (
            jahr_2023(parameter=make_parameter(durchfuehrung_bis=None)),
            ("2 Maßnahmen", "Durchführungszeitraum bis"),
        ),
        (
            with_antrag(jahr_2023(), betragsart=Betragsart.UNGEKLAERT),
            ("4 Beantragte Förderung", "Angabe, ob die Beträge der Liste"),
        ),
        (leer(), ("4 Beantragte Förderung", "Maßnahmen mit Beträgen")),
    ],
)
def test_what_the_office_left_open_is_a_gap(jahr, expected):
    section, what = expected
    assert any(s == section and fehlt.startswith(what) for s, fehlt in gaps(antrag(jahr)))


@pytest.mark.parametrize("schluessel", ["betreff", "ziele", "auswirkungen", "notwendigkeit_foerderung"])
def test_a_text_that_was_not_written_is_a_gap(schluessel):
    assert len(antrag(texte=texte(**{schluessel: ""})).luecken) == 1


@pytest.mark.parametrize("schluessel", ["bezug", "anlagen"])
def test_texts_that_the_form_does_not_ask_for_may_be_empty(schluessel):
    assert antrag(texte=texte(**{schluessel: ""})).luecken == ()


def test_a_declaration_is_answered_as_the_office_answered_it():
    answers = [(e.buchstabe, e.antwort) for e in antrag().erklaerungen]
    assert answers == [("a", True), ("b", False), ("c", True), ("d", True)]


def test_a_list_of_gesamtausgaben_is_no_foerderung():
    daten = antrag(with_antrag(jahr_2023(), betragsart=Betragsart.GESAMTAUSGABEN))
    assert daten.foerderung.summe is None
    assert daten.foerderung.grund == "die Liste nennt Gesamtausgaben"
    assert ("4 Beantragte Förderung", "beantragte Landesförderung je Maßnahme") in gaps(daten)


def test_a_massnahme_without_an_amount_is_a_gap_until_nothing_is_asked_for():
    extra = Massnahme("neue", "Neue Maßnahme", land_beantragen=None)
    year = jahr_2023()
    open_year = replace(year, massnahmen=(*year.massnahmen, extra))
    decided = replace(year, massnahmen=(*year.massnahmen, replace(extra, land_beantragen=False)))
    assert [fehlt for _, fehlt in gaps(antrag(open_year))] == [
        "Betrag für „Neue Maßnahme“ (oder: keine Landesmittel beantragen)"
    ]
    assert antrag(decided).luecken == ()
    assert lines(antrag(decided))["3.1"][0] == "462650.00"


# -- Stated and computed -----------------------------------------------------------------------------------


def test_a_draft_holds_the_stated_total_beside_the_computed_one():
    stated = antrag(with_antrag(jahr_2023(), genannt=euro("368550.00"))).foerderung.angegeben
    assert stated is not None
    assert (str(stated.betrag), str(stated.differenz)) == ("368550.00", "50.00")
    assert stated.quelle == "Maßnahmen Förderung 2023, Stand 05.02.2024"


def test_a_difference_to_the_stated_total_is_named():
    [difference] = antrag(with_antrag(jahr_2023(), genannt=euro("368550.00"))).abweichungen
    assert str(difference.differenz) == "50.00"
    assert "368.600,00" in difference.text
    assert "368.550,00" in difference.text


def test_the_issued_paper_prints_only_its_own_figures():
    assert antrag(ausgestellt=AUSSTELLUNG).foerderung.angegeben is None


def test_the_letter_bears_the_day_of_the_ausstellung():
    day = replace(AUSSTELLUNG, am=date(2024, 9, 2))
    info = {feld.label: feld.wert for feld in antrag(ausgestellt=day).kopf.info}
    assert info["Datum"] == "02.09.2024"
    assert info["Mein Zeichen"] == "51-kinderstark-2023-01"


def test_a_year_with_nothing_in_it_makes_a_draft():
    daten = antrag(leer())
    assert [str(b.betrag) for b in daten.foerderung.bereiche] == ["0.00"] * 6
    assert str(daten.foerderung.summe) == "0.00"
    assert daten.finanzierungsplan.grund == "es sind keine Maßnahmen erfasst"
