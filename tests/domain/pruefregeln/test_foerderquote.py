from __future__ import annotations

import pytest

from grants.domain.begriffe import Finanzierungsart, FoerderjahrStatus
from grants.domain.money import HUNDERT, Vomhundert
from grants.domain.parameter import ZEILEN_VORGABE
from grants.domain.pruefregeln.regel import Vorgang
from tests.domain.jahre import (
    LAND,
    TRAEGER,
    figures,
    make_empfaenger,
    make_jahr,
    make_massnahme,
    make_parameter,
    make_plan,
    run_one,
)


def jahr(land="800.00", ausgaben="1000.00", *, plaene=True, status=FoerderjahrStatus.BEANTRAGT, **parameter):
    plan = make_plan({"PK": ausgaben}, {LAND: land, TRAEGER: "200.00"})
    empfaenger = make_empfaenger(plaene=(plan,) if plaene else ())
    return make_jahr(
        [make_massnahme("babylotsen", [empfaenger])], status=status, parameter=make_parameter(**parameter)
    )


@pytest.mark.parametrize(
    ("land", "expected"), [("799.99", "ok"), ("800.00", "ok"), ("800.01", "fehler"), ("1000.00", "fehler")]
)
def test_line_3_5_is_at_most_the_landesanteil_of_line_3_4(land, expected):
    assert figures(run_one("foerderquote", jahr(land))) == (expected, "800.00", land)


def test_the_bound_is_rounded_to_the_cent():
    # 80 v. H. of 0,04 are 0,032.
    assert figures(run_one("foerderquote", jahr("0.03", "0.04"))) == ("ok", "0.03", "0.03")
    assert figures(run_one("foerderquote", jahr("0.04", "0.04"))) == ("fehler", "0.03", "0.04")


@pytest.mark.parametrize(
    ("land", "landesanteil", "expected"),
    [
        ("1000.00", HUNDERT, "hinweis"),
        ("999.99", HUNDERT, "hinweis"),
        ("1000.01", HUNDERT, "fehler"),
        ("999.99", Vomhundert(999_999), "ok"),
    ],
)
def test_full_financing_is_pointed_out_and_not_more_than_that(land, landesanteil, expected):
    ergebnis = run_one("foerderquote", jahr(land, landesanteil=landesanteil))
    assert ergebnis.ergebnis == expected
    assert ("Vollfinanzierung" in ergebnis.text) is (expected == "hinweis")


@pytest.mark.parametrize("art", [Finanzierungsart.FESTBETRAG, Finanzierungsart.FEHLBEDARF, None])
def test_other_kinds_of_financing_have_no_landesanteil(art):
    assert run_one("foerderquote", jahr("1000.00", finanzierungsart=art)).ergebnis == "trifft_nicht_zu"


@pytest.mark.parametrize(
    "gap",
    [{"landesanteil": None}, {"plaene": False}, {"zeilen": ZEILEN_VORGABE}],
    ids=["no Landesanteil", "no plan", "money without a line"],
)
@pytest.mark.parametrize(
    ("status", "fuer", "expected"),
    [
        (FoerderjahrStatus.PLANUNG, None, "noch_nicht_faellig"),
        (FoerderjahrStatus.PLANUNG, Vorgang.ANTRAG, "nicht_geprueft"),
        (FoerderjahrStatus.BEANTRAGT, None, "nicht_geprueft"),
    ],
)
def test_with_a_figure_missing_nothing_is_compared(gap, status, fuer, expected):
    assert run_one("foerderquote", jahr(status=status, **gap), fuer=fuer).ergebnis == expected
