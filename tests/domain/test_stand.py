"""Stand der Mittel: which stages are reached, with what amount, and what stands beside it in words."""

from __future__ import annotations

from datetime import date

import pytest

from grants.domain.begriffe import Ausgang, FoerderjahrStatus, NachweisStatus
from grants.domain.kette import Jahr, NachweisStadt, Quelle
from grants.domain.money import euro
from grants.domain.pruefregeln import Bezug, Ergebnis, Ergebnisart, Schwere
from grants.domain.stand import Glied, Strang, stand_der_mittel
from tests.domain.jahre import (
    make_abruf,
    make_antrag,
    make_belegteil,
    make_bescheid,
    make_empfaenger,
    make_erstattung,
    make_jahr,
    make_massnahme,
    make_nachweis,
    make_plan,
    make_running_jahr,
    make_stelle,
    make_weiterleitung,
    make_zahlung,
    with_empfaenger,
)

ERSTATTUNG = "erstattung"


def titles(strang: Strang) -> tuple[list[str], list[str]]:
    return [glied.titel for glied in strang.glieder], list(strang.danach)


def stage(strang: Strang, titel: str) -> Glied:
    [found] = [glied for glied in strang.glieder if glied.titel == titel]
    return found


def said(glied: Glied) -> tuple[str, str, str]:
    """Return amount, figure and words as a table of a test writes them."""
    return str(glied.betrag), str(glied.differenz) if glied.differenz else "", glied.vergleich


def settled_jahr() -> Jahr:
    """A Träger that was paid 800,00 of which 700,00 are festgesetzt, a Stelle that needed its 400,00."""
    jahr = make_running_jahr(
        zahlungen_land=(make_abruf(), make_abruf("30.08.2024", "-100.00", art="rueckzahlung_an_das_land")),
        am=date(2024, 9, 1),
    )
    traeger = make_nachweis(
        NachweisStatus.FREIGEGEBEN,
        festgesetzt="700.00",
        erstattung=make_erstattung("100.00", nicht_erhoben=euro("5.00")),
    )
    paid = (make_zahlung(), make_zahlung("05.07.2024", "-60.00", art=ERSTATTUNG))
    jahr = with_empfaenger(
        jahr,
        nachweis=traeger,
        zahlungen=paid,
        belegteile=(make_belegteil(betrag="875.00", zuwendungsfaehig="870.00"),),
    )
    stelle = make_nachweis(NachweisStatus.FREIGEGEBEN, festgesetzt="400.00")
    return with_empfaenger(jahr, "amt-53", nachweis=stelle, belegteile=(make_belegteil("53-1", "500.00"),))


def test_before_the_antrag_nothing_is_reached():
    stand = stand_der_mittel(make_jahr(), [])
    assert titles(stand.zuwendung) == (
        [],
        ["Beantragt", "Bewilligt", "Zugesagt", "Ausgezahlt", "Festgesetzt", "Nachgezahlt", "Erstattet"],
    )
    assert titles(stand.ausgaben) == ([], ["Geplant", "Nachgewiesen", "Anerkannt"])
    assert titles(stand.land) == ([], ["Bewilligt", "Eingegangen", "Nachgewiesen", "Zurückgezahlt"])


@pytest.mark.parametrize(
    ("genannt", "differenz", "vergleich"),
    [
        ("1200.00", "", "wie angegeben laut Liste vom 05.02.2024"),
        ("1199.99", "0.01", "mehr als 1.199,99 € laut Liste vom 05.02.2024"),
        ("1200.01", "0.01", "weniger als 1.200,01 € laut Liste vom 05.02.2024"),
        (None, "", "Zur Liste ist keine Summe angegeben."),
    ],
)
def test_the_antrag_stands_beside_the_total_its_list_states(
    genannt: str | None, differenz: str, vergleich: str
):
    antrag = make_antrag(genannt=euro(genannt) if genannt else None, quelle=Quelle(stand=date(2024, 2, 5)))
    beantragt = stage(stand_der_mittel(make_jahr(antraege=(antrag,)), []).zuwendung, "Beantragt")
    assert said(beantragt) == ("1200.00", differenz, vergleich.replace(" €", "\u00a0€"))


@pytest.mark.parametrize(
    ("betrag", "differenz", "vergleich"),
    [
        ("1200.00", "", "wie beantragt"),
        ("1000.00", "200.00", "weniger als beantragt"),
        ("1200.01", "0.01", "mehr als beantragt"),
    ],
)
def test_the_bescheid_stands_beside_the_antrag(betrag: str, differenz: str, vergleich: str):
    jahr = make_jahr(antraege=(make_antrag(),), bescheide=(make_bescheid(betrag),))
    assert said(stage(stand_der_mittel(jahr, []).zuwendung, "Bewilligt")) == (betrag, differenz, vergleich)


def test_promises_are_told_apart_by_who_gets_them():
    zugesagt = stage(stand_der_mittel(make_running_jahr(), []).zuwendung, "Zugesagt")
    assert said(zugesagt) == ("1200.00", "", "alles Bewilligte zugesagt")
    assert zugesagt.zusatz == "800,00\u00a0€ an Träger, 400,00\u00a0€ an städtische Stellen"


def test_what_is_not_promised_or_paid_yet_is_named():
    traeger = make_empfaenger(
        weiterleitungen=(make_weiterleitung("700.00"),), zahlungen=(make_zahlung(betrag="300.00"),)
    )
    jahr = make_jahr(
        [make_massnahme(empfaenger=[traeger]), make_massnahme("lotsendienste", [make_stelle()])],
        antraege=(make_antrag(),),
        bescheide=(make_bescheid(),),
    )
    zuwendung = stand_der_mittel(jahr, []).zuwendung
    assert said(stage(zuwendung, "Zugesagt")) == ("700.00", "500.00", "noch nicht zugesagt")
    assert said(stage(zuwendung, "Ausgezahlt")) == ("300.00", "400.00", "weniger als an Träger zugesagt")


def test_while_some_are_undecided_the_festsetzung_counts_them():
    jahr = with_empfaenger(make_running_jahr(), nachweis=make_nachweis(festgesetzt="700.00"))
    zuwendung = stand_der_mittel(jahr, []).zuwendung
    assert said(stage(zuwendung, "Festgesetzt")) == ("700.00", "", "1 von 2 Zuwendungen festgesetzt")
    assert titles(zuwendung)[1] == ["Nachgezahlt"]


def test_a_settled_year_shows_what_came_back_and_what_is_open():
    zuwendung = stand_der_mittel(settled_jahr(), []).zuwendung
    # Nothing had to be paid after the check, so that stage is not waited for.
    assert titles(zuwendung) == (
        ["Beantragt", "Bewilligt", "Zugesagt", "Ausgezahlt", "Festgesetzt", "Erstattet"],
        [],
    )
    assert said(stage(zuwendung, "Festgesetzt")) == ("1100.00", "100.00", "weniger als zugesagt")
    erstattet = stage(zuwendung, "Erstattet")
    assert said(erstattet) == ("60.00", "35.00", "noch offen")
    assert erstattet.zusatz == "von 100,00\u00a0€, 5,00\u00a0€ nicht erhoben"


def test_ausgaben_count_what_is_zuwendungsfaehig_and_name_the_whole():
    ausgaben = stand_der_mittel(settled_jahr(), []).ausgaben
    assert said(stage(ausgaben, "Geplant")) == ("1500.00", "", "alle Finanzierungspläne liegen vor")
    shown = stage(ausgaben, "Nachgewiesen")
    assert said(shown) == ("1370.00", "130.00", "weniger als geplant")
    assert (shown.einheit, shown.zusatz) == ("zuwendungsfähig", "Ausgaben insgesamt 1.375,00\u00a0€")
    assert said(stage(ausgaben, "Anerkannt")) == ("1370.00", "", "ohne Kürzung")


def test_what_is_recognised_counts_only_checked_proofs():
    jahr = with_empfaenger(settled_jahr(), nachweis=make_nachweis(NachweisStatus.EINGEREICHT))
    anerkannt = stage(stand_der_mittel(jahr, []).ausgaben, "Anerkannt")
    assert said(anerkannt) == ("500.00", "", "1 von 2 Nachweisen geprüft")


def test_missing_plans_are_counted():
    jahr = make_jahr(
        [make_massnahme(empfaenger=[make_empfaenger(plaene=(make_plan(),))]), make_massnahme("offen")]
    )
    geplant = stage(stand_der_mittel(jahr, []).ausgaben, "Geplant")
    assert geplant.vergleich == "1 Finanzierungsplan fehlt"


def test_city_and_land_settle_to_nothing_open():
    land = stand_der_mittel(settled_jahr(), []).land
    assert titles(land) == (["Bewilligt", "Eingegangen", "Zurückgezahlt"], ["Nachgewiesen"])
    assert said(stage(land, "Eingegangen")) == ("1200.00", "", "alles abgerufen")
    assert said(stage(land, "Zurückgezahlt")) == ("100.00", "", "nichts mehr offen")


@pytest.mark.parametrize(
    ("eingegangen", "differenz", "vergleich"),
    [("1100.00", "100.00", "nicht abgerufen"), ("1200.01", "0.01", "mehr als bewilligt")],
)
def test_what_the_land_paid_stands_beside_the_bescheid(eingegangen: str, differenz: str, vergleich: str):
    jahr = make_running_jahr(zahlungen_land=(make_abruf(betrag=eingegangen),))
    land = stand_der_mittel(jahr, []).land
    assert said(stage(land, "Eingegangen")) == (eingegangen, differenz, vergleich)


def test_the_citys_own_figure_stands_beside_the_festsetzung():
    jahr = make_running_jahr(nachweis_stadt=NachweisStadt(zuwendung_lt_abrechnung=euro("1000.00")))
    shown = stage(stand_der_mittel(jahr, []).land, "Nachgewiesen")
    assert said(shown) == ("1000.00", "", "noch nicht alle Zuwendungen festgesetzt")


@pytest.mark.parametrize(
    ("ausgang", "hinweis"),
    [
        (Ausgang.ABGELEHNT, "Das Land hat den Antrag abgelehnt."),
        (Ausgang.ZURUECKGEZOGEN, "Die Stadt hat den Antrag zurückgezogen."),
    ],
)
def test_after_a_refusal_nothing_is_still_to_come(ausgang: Ausgang, hinweis: str):
    jahr = make_jahr(antraege=(make_antrag(),), status=FoerderjahrStatus.BESCHIEDEN, ausgang=ausgang)
    zuwendung = stand_der_mittel(jahr, []).zuwendung
    assert titles(zuwendung) == (["Beantragt"], [])
    assert zuwendung.hinweis == hinweis


def result(code: str, art: Ergebnisart) -> Ergebnis:
    return Ergebnis(code, art, Schwere.FEHLER, "Text.", "Quelle", bezug=Bezug("babylotsen"))


@pytest.mark.parametrize(
    ("arten", "ergebnis", "anlass"),
    [
        ([("summe_bescheid", Ergebnisart.OK)], Ergebnisart.OK, ""),
        (
            [("summe_bescheid", Ergebnisart.OK), ("umverteilung", Ergebnisart.HINWEIS)],
            Ergebnisart.HINWEIS,
            "umverteilung",
        ),
        (
            [("umverteilung", Ergebnisart.HINWEIS), ("summe_bescheid", Ergebnisart.FEHLER)],
            Ergebnisart.FEHLER,
            "summe_bescheid",
        ),
        ([("summe_bescheid", Ergebnisart.NICHT_GEPRUEFT)], Ergebnisart.NICHT_GEPRUEFT, "summe_bescheid"),
        ([("summe_bescheid", Ergebnisart.NOCH_NICHT_FAELLIG)], None, ""),
        ([("summe_antrag", Ergebnisart.FEHLER)], None, ""),
    ],
)
def test_a_stage_is_judged_by_the_worst_of_its_own_rules(
    arten: list[tuple[str, Ergebnisart]], ergebnis: Ergebnisart | None, anlass: str
):
    jahr = make_jahr(antraege=(make_antrag(),), bescheide=(make_bescheid(),))
    glied = stage(stand_der_mittel(jahr, [result(*art) for art in arten]).zuwendung, "Bewilligt")
    assert (glied.ergebnis, glied.anlass) == (ergebnis, anlass)
