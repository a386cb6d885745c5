from __future__ import annotations

import pytest

from grants.domain.begriffe import FoerderjahrStatus
from grants.domain.money import euro
from grants.domain.pruefregeln.regel import Bezug
from tests.domain.jahre import (
    LAND,
    figures,
    make_antrag,
    make_bescheid,
    make_empfaenger,
    make_jahr,
    make_massnahme,
    make_plan,
    make_running_jahr,
    make_stelle,
    make_weiterleitung,
    make_zuweisung,
    run,
    run_one,
)


def jahr(*empfaenger, **overrides):
    return make_jahr([make_massnahme("babylotsen", empfaenger)], **overrides)


def plan(land):
    return (make_plan(None, {LAND: land}),)


@pytest.mark.parametrize(("land", "expected"), [("800.00", "ok"), ("799.99", "fehler"), ("800.01", "fehler")])
def test_landesmittel_of_the_plan_are_the_share(land, expected):
    ergebnis = run_one("plan_deckt_betrag", jahr(make_empfaenger(anteil=euro("800.00"), plaene=plan(land))))
    assert figures(ergebnis) == (expected, "800.00", land)
    assert ergebnis.bezug == Bezug("babylotsen", "beispiel-a")
    assert ("Bitte den Plan oder den Betrag anpassen." in ergebnis.text) is (expected == "fehler")


@pytest.mark.parametrize(
    "empfaenger",
    [
        make_empfaenger(
            anteil=euro("800.00"), plaene=plan("700.00"), weiterleitungen=(make_weiterleitung("700.00"),)
        ),
        make_stelle(anteil=euro("800.00"), plaene=plan("700.00"), zuweisungen=(make_zuweisung("700.00"),)),
    ],
    ids=["Weiterleitung", "Zuweisung"],
)
def test_from_the_promise_on_it_is_the_promise_that_counts(empfaenger):
    assert figures(run_one("plan_deckt_betrag", jahr(empfaenger))) == ("ok", "700.00", "700.00")
    before = jahr(empfaenger, am="02.04.2023")
    assert figures(run_one("plan_deckt_betrag", before)) == ("fehler", "800.00", "700.00")


@pytest.mark.parametrize(
    ("bescheide", "erwartet"),
    [((), "800.00"), ((make_bescheid("750.00", {"babylotsen": "750.00"}),), "750.00")],
    ids=["beantragt", "bewilligt"],
)
def test_a_sole_recipient_without_a_share_gets_the_whole_amount(bescheide, erwartet):
    year = jahr(
        make_empfaenger(plaene=plan("800.00")),
        antraege=(make_antrag({"babylotsen": "800.00"}),),
        bescheide=bescheide,
    )
    assert figures(run_one("plan_deckt_betrag", year))[1:] == (erwartet, "800.00")


@pytest.mark.parametrize(
    ("status", "expected"),
    [(FoerderjahrStatus.PLANUNG, "noch_nicht_faellig"), (FoerderjahrStatus.BEANTRAGT, "nicht_geprueft")],
)
def test_an_open_share_cannot_be_compared(status, expected):
    year = jahr(
        make_empfaenger("beispiel-b", plaene=plan("60.00")),
        make_empfaenger("beispiel-c", plaene=plan("40.00"), anteil=euro("40.00")),
        antraege=(make_antrag({"babylotsen": "100.00"}),),
        status=status,
    )
    open_share, known = run("plan_deckt_betrag", year)
    assert (open_share.ergebnis, known.ergebnis) == (expected, "ok")


def test_a_missing_plan_is_a_gap():
    year = jahr(make_empfaenger(anteil=euro("800.00")), status=FoerderjahrStatus.BEANTRAGT)
    assert run_one("plan_deckt_betrag", year).ergebnis == "nicht_geprueft"


def test_every_recipient_is_judged():
    results = [figures(e) for e in run("plan_deckt_betrag", make_running_jahr())]
    assert results == [("ok", "800.00", "800.00"), ("ok", "400.00", "400.00")]
