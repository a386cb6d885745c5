from __future__ import annotations

from dataclasses import replace

import pytest

from grants.domain.begriffe import FoerderjahrStatus, Mittelherkunft
from grants.domain.parameter import ZEILEN_VORGABE
from grants.domain.pruefregeln.regel import Bezug, Vorgang, condense
from tests.domain.jahre import (
    LAND,
    SPENDE,
    STADT,
    TRAEGER,
    figures,
    make_empfaenger,
    make_jahr,
    make_massnahme,
    make_parameter,
    make_plan,
    make_running_jahr,
    run,
    with_empfaenger,
)

TRAEGER_BEZUG = Bezug("babylotsen", "beispiel-a")


def run_plan(positionen, deckung=None, **overrides):
    year = make_jahr(
        [make_massnahme("babylotsen", [make_empfaenger(plaene=(make_plan(positionen, deckung),))])]
    )
    return run("plan_zuwendungsfaehig", replace(year, **overrides))


@pytest.mark.parametrize(
    ("zuwendungsfaehig", "expected", "bound"),
    [
        ("0.00", "ok", "1000.00"),
        ("1000.00", "ok", "1000.00"),
        ("1000.01", "fehler", "1000.00"),
        ("-0.01", "fehler", "0.00"),
    ],
)
def test_zuwendungsfaehig_lies_between_nothing_and_insgesamt(zuwendungsfaehig, expected, bound):
    [_, position] = run_plan({"PK": ("1000.00", zuwendungsfaehig)})
    assert figures(position) == (expected, bound, zuwendungsfaehig)
    assert position.bezug == TRAEGER_BEZUG


def test_each_position_beyond_its_bound_is_named():
    _, *positions = run_plan(
        {"PK": ("800.00", "900.00"), "SA": ("200.00", "100.00"), "HO": ("50.00", "60.00")}
    )
    assert [figures(e) for e in positions] == [("fehler", "800.00", "900.00"), ("fehler", "50.00", "60.00")]
    assert ["„Position PK“" in positions[0].text, "„Position HO“" in positions[1].text] == [True, True]


@pytest.mark.parametrize(
    ("zuwendungsfaehig", "what"),
    [
        ("800.01", "zuwendungsfähig sind 800,01\u00a0€, insgesamt aber nur 800,00\u00a0€."),
        ("-0.01", "zuwendungsfähig sind \u22120,01\u00a0€, also weniger als 0,00\u00a0€."),
    ],
)
def test_the_text_says_which_bound_is_broken(zuwendungsfaehig, what):
    [_, position] = run_plan({"PK": ("800.00", zuwendungsfaehig)})
    assert position.text == f"Träger beispiel-a, „Position PK“: {what} Bitte im Plan prüfen."


def test_one_position_within_does_not_hide_one_beyond():
    _, *positions = run_plan({"PK": ("800.00", "800.01"), "SA": ("200.00", "100.00")})
    assert [e.ergebnis for e in positions] == ["fehler"]


def test_line_3_4_from_the_ausgaben_is_what_the_deckungsmittel_make():
    # 3.2 = 900,00; 3.3 = 100,00; 3.4 = 800,00 = 3.5 600,00 + 3.7 (300,00 - 100,00 not eligible).
    year, _ = run_plan(
        {"PK": ("1000.00", "900.00")}, {LAND: "600.00", SPENDE: "100.00", TRAEGER: "250.00", STADT: "50.00"}
    )
    assert figures(year) == ("ok", "800.00", "800.00")
    assert year.bezug is None


@pytest.mark.parametrize(("eigenmittel", "right"), [("199.99", "999.99"), ("200.01", "1000.01")])
def test_lines_that_differ_by_a_cent_are_a_fehler(eigenmittel, right):
    year, _ = run_plan(None, {LAND: "800.00", TRAEGER: eigenmittel})
    assert figures(year) == ("fehler", "1000.00", right)


def test_the_figures_of_the_year_stand_for_the_rule():
    [entry] = condense(run("plan_zuwendungsfaehig", make_running_jahr()))
    assert figures(entry) == ("ok", "1500.00", "1500.00")


@pytest.mark.parametrize(
    ("status", "fuer", "expected"),
    [
        (FoerderjahrStatus.PLANUNG, None, "noch_nicht_faellig"),
        (FoerderjahrStatus.PLANUNG, Vorgang.ANTRAG, "nicht_geprueft"),
        (FoerderjahrStatus.BEANTRAGT, None, "nicht_geprueft"),
    ],
)
def test_the_lines_wait_for_every_plan(status, fuer, expected):
    jahr = with_empfaenger(make_running_jahr(status=status), "amt-53", plaene=())
    year, traeger, stelle = run("plan_zuwendungsfaehig", jahr, fuer=fuer)
    assert (year.ergebnis, traeger.ergebnis, stelle.ergebnis) == (expected, "ok", expected)
    if expected == "nicht_geprueft":
        assert "es fehlen noch 1." in year.text


def test_money_without_a_line_is_named():
    parameter = make_parameter(zeilen=ZEILEN_VORGABE)
    year, _ = run_plan(None, None, parameter=parameter, status=FoerderjahrStatus.BEANTRAGT)
    assert year.ergebnis == "nicht_geprueft"
    assert year.text == (
        "Die Mittelherkunft „Eigenmittel“ hat keine Zeile im Antrag. Bitte in den Parametern zuordnen."
    )


def test_only_money_in_use_needs_a_line():
    parameter = make_parameter(zeilen=tuple(z for z in ZEILEN_VORGABE if z[0] is not Mittelherkunft.BUND))
    year, _ = run_plan({"PK": "800.00"}, {LAND: "800.00"}, parameter=parameter)
    assert figures(year) == ("ok", "800.00", "800.00")


def test_a_massnahme_without_landesmittel_holds_no_line_up():
    jahr = make_running_jahr()
    extra = make_massnahme("nur-stadt", [make_empfaenger("beispiel-b")], land_beantragen=False)
    year, *_, last = run("plan_zuwendungsfaehig", replace(jahr, massnahmen=(*jahr.massnahmen, extra)))
    assert (year.ergebnis, last.ergebnis) == ("ok", "trifft_nicht_zu")


def test_a_year_without_massnahmen_has_nothing_to_check():
    assert [e.ergebnis for e in run("plan_zuwendungsfaehig", make_jahr())] == ["trifft_nicht_zu"]
