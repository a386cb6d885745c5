from __future__ import annotations

import pytest

from grants.domain.begriffe import FoerderjahrStatus
from grants.domain.pruefregeln.regel import Bezug, Vorgang
from tests.domain.jahre import (
    figures,
    make_bescheid,
    make_empfaenger,
    make_jahr,
    make_massnahme,
    make_parameter,
    make_running_jahr,
    make_stelle,
    make_umverteilung,
    make_weiterleitung,
    make_zusagen,
    make_zuweisung,
    run,
    run_one,
    tag,
)


def jahr(land="600.00", intern="200.00", *, bewilligt="800.00", am="30.06.2023", massnahme=None, **overrides):
    """A Maßnahme with 800,00 bewilligt, passed on to a Träger and a Stelle; last Mittelabruf 01.12.2023."""
    empfaenger = (
        make_empfaenger(weiterleitungen=(make_weiterleitung(land),)),
        make_stelle(zuweisungen=(make_zuweisung(intern),)),
    )
    return make_jahr(
        [make_massnahme("babylotsen", empfaenger, **(massnahme or {}))],
        bescheide=(make_bescheid(bewilligt, {"babylotsen": bewilligt}),),
        am=am,
        **overrides,
    )


@pytest.mark.parametrize(
    ("land", "intern", "expected", "gefunden"),
    [
        ("600.00", "200.00", "ok", "800.00"),
        ("599.99", "200.00", "ok", "799.99"),
        ("600.01", "200.00", "fehler", "800.01"),
        ("600.00", "200.01", "fehler", "800.01"),
        ("0.00", "0.00", "ok", "0.00"),
    ],
)
def test_not_a_cent_more_is_passed_on_than_granted(land, intern, expected, gefunden):
    ergebnis = run_one("weiterleitung", jahr(land, intern))
    assert figures(ergebnis) == (expected, "800.00", gefunden)
    assert ergebnis.bezug == Bezug("babylotsen")


@pytest.mark.parametrize(
    ("land", "tail"),
    [
        ("500.00", "100,00\u00a0€."),
        ("600.00", "0,00\u00a0€."),
        ("600.01", "\u22120,01\u00a0€. Bitte Weiterleitungen oder Zuweisungen verringern."),
    ],
)
def test_the_rest_stands_in_the_text(land, tail):
    assert run_one("weiterleitung", jahr(land)).text.partition("Rest ")[2] == tail


@pytest.mark.parametrize(
    ("am", "rest_entscheidung", "expected"),
    [
        ("31.10.2023", "", "ok"),
        ("01.11.2023", "", "hinweis"),
        ("01.12.2023", "", "hinweis"),
        ("31.12.2023", "", "hinweis"),
        ("31.12.2023", "Rückgabe an das Land", "ok"),
    ],
)
def test_thirty_days_before_the_last_mittelabruf_a_rest_wants_a_decision(am, rest_entscheidung, expected):
    year = jahr("599.99", am=am, massnahme={"rest_entscheidung": rest_entscheidung})
    ergebnis = run_one("weiterleitung", year)
    assert figures(ergebnis) == (expected, "800.00", "799.99")
    assert ("Entscheidung über den Rest" in ergebnis.text) is (expected == "hinweis")


def test_without_a_rest_no_decision_is_asked_for():
    assert run_one("weiterleitung", jahr(am="31.12.2023")).ergebnis == "ok"


def test_without_a_last_mittelabruf_no_decision_is_asked_for():
    year = jahr("0.00", am="31.12.2023", parameter=make_parameter(letzter_abruf_am=None))
    assert run_one("weiterleitung", year).ergebnis == "ok"


def test_too_much_is_a_fehler_also_after_the_last_mittelabruf():
    assert run_one("weiterleitung", jahr("600.01", am="31.12.2023")).ergebnis == "fehler"


def test_only_landesmittel_are_counted():
    promised = make_weiterleitung(zusagen=make_zusagen("800.00", stadt="300.00"))
    empfaenger = make_empfaenger(weiterleitungen=(promised,))
    year = make_jahr(
        [make_massnahme("babylotsen", [empfaenger])],
        bescheide=(make_bescheid("800.00", {"babylotsen": "800.00"}),),
    )
    assert figures(run_one("weiterleitung", year)) == ("ok", "800.00", "800.00")


def test_a_umverteilung_moves_the_bound():
    moved = (make_umverteilung("babylotsen", "-0.01", vom="01.06.2023"),)
    assert figures(run_one("weiterleitung", jahr(umverteilungen=moved))) == ("fehler", "799.99", "800.00")


def test_the_promise_valid_on_the_day_counts():
    versions = (
        make_weiterleitung("800.00"),
        make_weiterleitung("900.00", version=2, wirksam_ab=tag("01.09.2023")),
    )
    massnahme = make_massnahme("babylotsen", [make_empfaenger(weiterleitungen=versions)])
    bescheide = (make_bescheid("800.00", {"babylotsen": "800.00"}),)
    assert (
        run_one("weiterleitung", make_jahr([massnahme], bescheide=bescheide, am="31.08.2023")).ergebnis
        == "ok"
    )
    assert (
        run_one("weiterleitung", make_jahr([massnahme], bescheide=bescheide, am="01.09.2023")).ergebnis
        == "fehler"
    )


@pytest.mark.parametrize(
    ("status", "fuer", "expected"),
    [
        (FoerderjahrStatus.BEANTRAGT, None, "noch_nicht_faellig"),
        (FoerderjahrStatus.BEANTRAGT, Vorgang.WEITERLEITUNG, "nicht_geprueft"),
        (FoerderjahrStatus.BESCHIEDEN, None, "nicht_geprueft"),
    ],
)
@pytest.mark.parametrize(
    "bescheide", [(), (make_bescheid("800.00", {}),)], ids=["no Bescheid", "not divided"]
)
def test_without_granted_amounts_nothing_is_compared(bescheide, status, fuer, expected):
    year = jahr(status=status)
    year = make_jahr(year.massnahmen, status=status, bescheide=bescheide)
    assert run_one("weiterleitung", year, fuer=fuer).ergebnis == expected


def test_a_massnahme_that_was_not_granted_has_nothing_to_pass_on():
    bescheide = (make_bescheid("400.00", {"ebika": "400.00"}),)
    nothing = make_jahr([make_massnahme("babylotsen")], bescheide=bescheide)
    assert run_one("weiterleitung", nothing).ergebnis == "trifft_nicht_zu"
    promised = make_jahr(jahr().massnahmen, bescheide=bescheide)
    assert figures(run_one("weiterleitung", promised)) == ("fehler", "0.00", "800.00")


def test_every_massnahme_is_judged():
    results = [figures(e) for e in run("weiterleitung", make_running_jahr())]
    assert results == [("ok", "800.00", "800.00"), ("ok", "400.00", "400.00")]
