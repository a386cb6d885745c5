from __future__ import annotations

from typing import Any

import pytest

from grants.domain.begriffe import Antragszeile, Finanzierungsart, Mittelherkunft, NachweisStatus
from grants.domain.kette import Zusage
from grants.domain.money import Vomhundert, euro
from grants.domain.pruefregeln import Vorgang
from tests.domain.jahre import (
    LAND,
    TRAEGER,
    ZEILEN,
    figures,
    make_belegteil,
    make_einnahme,
    make_empfaenger,
    make_jahr_of,
    make_nachweis,
    make_parameter,
    make_plan,
    make_stelle,
    make_weiterleitung,
    make_zusagen,
    make_zuweisung,
    run,
    run_one,
)

# Höchstbetrag 800,00, planned 1.000,00; recognised 950,00 less 10,00 of third parties.
ANERKANNT = make_belegteil("A-1", "950.00")
DRITTE = make_einnahme("10.00")


def jahr_with(
    festgesetzt,
    *,
    status=NachweisStatus.FREIGEGEBEN,
    zusagen=None,
    parameter=None,
    plan=None,
    **overrides,
):
    weiterleitung = make_weiterleitung(zusagen=zusagen or make_zusagen("800.00"))
    empfaenger = make_empfaenger(
        plaene=(plan or make_plan(),),
        weiterleitungen=(weiterleitung,),
        belegteile=(ANERKANNT,),
        einnahmen=(DRITTE,),
        nachweis=make_nachweis(status, festgesetzt=festgesetzt),
    )
    return make_jahr_of(empfaenger, parameter=parameter or make_parameter(), **overrides)


@pytest.mark.parametrize(
    ("art", "expected"),
    [
        # min(800,00; 950,00 − 10,00)
        (Finanzierungsart.FESTBETRAG, "800.00"),
        # min(800,00; 80 v. H. of 940,00)
        (Finanzierungsart.ANTEIL, "752.00"),
        # min(800,00; 940,00 − 200,00)
        (Finanzierungsart.FEHLBEDARF, "740.00"),
    ],
)
def test_the_decision_is_what_the_kind_of_financing_yields(art, expected):
    parameter = make_parameter(finanzierungsart=art)
    assert figures(run_one("festsetzung", jahr_with(expected, parameter=parameter))) == (
        "ok",
        expected,
        expected,
    )


@pytest.mark.parametrize("stated", ["751.99", "752.01"])
def test_a_cent_off_is_found(stated):
    assert figures(run_one("festsetzung", jahr_with(stated))) == ("fehler", "752.00", stated)


@pytest.mark.parametrize(("stated", "findings"), [("800.00", 1), ("800.01", 2)])
def test_more_than_promised_is_its_own_finding(stated, findings):
    results = run("festsetzung", jahr_with(stated))
    assert len(results) == findings
    if findings == 2:
        assert figures(results[0]) == ("fehler", "800.00", "800.01")


def test_the_kind_of_the_promise_goes_before_that_of_the_year():
    own = (Zusage(LAND, euro("800.00"), Finanzierungsart.ANTEIL, Vomhundert(500_000)),)
    assert figures(run_one("festsetzung", jahr_with("470.00", zusagen=own))) == ("ok", "470.00", "470.00")


@pytest.mark.parametrize(("stated", "findings"), [("0.00", ["ok"]), ("0.01", ["fehler", "fehler"])])
def test_where_the_city_alone_promised_something_the_zuwendung_of_the_land_is_nothing(stated, findings):
    city = (Zusage(Mittelherkunft.STADT, euro("100.00")),)
    jahr = jahr_with(stated, zusagen=city, parameter=make_parameter(finanzierungsart=None))
    assert [r.ergebnis.value for r in run("festsetzung", jahr)] == findings


def test_before_the_decision_it_waits_and_is_red_where_it_is_to_be_signed_off():
    draft = jahr_with(None, status=NachweisStatus.GEPRUEFT)
    assert run_one("festsetzung", draft).ergebnis == "noch_nicht_faellig"
    due = run_one("festsetzung", draft, fuer=Vorgang.FREIGABE)
    assert due.ergebnis == "nicht_geprueft"
    assert "berechnet sind 752,00" in due.text


UNMAPPED = tuple(pair for pair in ZEILEN if pair[0] is not TRAEGER)


@pytest.mark.parametrize(
    ("overrides", "reason"),
    [
        ({"parameter": make_parameter(finanzierungsart=None)}, "die Finanzierungsart ist nicht eingetragen"),
        ({"parameter": make_parameter(landesanteil=None)}, "der Landesanteil ist nicht eingetragen"),
        ({"parameter": make_parameter(zeilen=UNMAPPED)}, "für Eigenmittel ist keine Zeile"),
    ],
)
def test_what_the_computation_lacks_is_said_in_words(overrides, reason):
    result = run("festsetzung", jahr_with(None, **overrides))[-1]
    assert result.ergebnis == "nicht_geprueft"
    assert reason in result.text


@pytest.mark.parametrize(
    ("gap", "reason"),
    [("weiterleitungen", "Weiterleitung oder Zuweisung fehlt"), ("plaene", "der Finanzierungsplan fehlt")],
)
def test_a_missing_paper_is_named(gap, reason):
    papers: dict[str, Any] = {"plaene": (make_plan(),), "weiterleitungen": (make_weiterleitung(),), gap: ()}
    nachweis = make_nachweis(NachweisStatus.FREIGEGEBEN, festgesetzt="1.00")
    result = run_one("festsetzung", make_jahr_of(make_empfaenger(nachweis=nachweis, **papers)))
    assert (result.ergebnis, reason in result.text) == ("nicht_geprueft", True)


def test_a_stelle_is_decided_like_a_traeger():
    stelle = make_stelle(
        plaene=(make_plan({"SA": "500.00"}, {LAND: "400.00", Mittelherkunft.STADT: "100.00"}),),
        zuweisungen=(make_zuweisung("400.00"),),
        belegteile=(make_belegteil("53-1", "450.00"),),
        nachweis=make_nachweis(NachweisStatus.FREIGEGEBEN, festgesetzt="360.00"),
    )
    assert figures(run_one("festsetzung", make_jahr_of(stelle))) == ("ok", "360.00", "360.00")


def test_own_money_in_line_3_3_lowers_the_base():
    zeilen = (*UNMAPPED, (TRAEGER, Antragszeile.LEISTUNGEN_DRITTER))
    parameter = make_parameter(zeilen=zeilen)
    empfaenger = make_empfaenger(
        plaene=(make_plan(),),
        weiterleitungen=(make_weiterleitung(),),
        belegteile=(ANERKANNT,),
        einnahmen=(make_einnahme("200.00", TRAEGER),),
        nachweis=make_nachweis(NachweisStatus.FREIGEGEBEN, festgesetzt="600.00"),
    )
    jahr = make_jahr_of(empfaenger, parameter=parameter)
    assert figures(run_one("festsetzung", jahr)) == ("ok", "600.00", "600.00")
