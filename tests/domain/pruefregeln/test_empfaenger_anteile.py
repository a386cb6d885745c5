from __future__ import annotations

import pytest

from grants.domain.begriffe import FoerderjahrStatus
from grants.domain.money import euro
from grants.domain.pruefregeln.regel import Bezug, Vorgang, blocking
from tests.domain.jahre import (
    figures,
    make_antrag,
    make_bescheid,
    make_empfaenger,
    make_jahr,
    make_massnahme,
    make_stelle,
    make_weiterleitung,
    make_zuweisung,
    run,
    run_one,
)

KENNUNG = "stadtteilarbeit"


def jahr(*anteile, status=FoerderjahrStatus.PLANUNG, promise=(), **overrides):
    """A Maßnahme of 15.550,00 with one recipient per share; the first holds the promise."""
    empfaenger = [
        make_empfaenger(
            f"beispiel-{i}",
            anteil=None if anteil is None else euro(anteil),
            weiterleitungen=() if i else promise,
        )
        for i, anteil in enumerate(anteile)
    ]
    return make_jahr(
        [make_massnahme(KENNUNG, empfaenger)],
        **{"status": status, "antraege": (make_antrag({KENNUNG: "15550.00"}),), **overrides},
    )


@pytest.mark.parametrize(
    ("anteile", "gefunden"),
    [
        (("9330.00", "6220.00"), "15550.00"),
        (("15550.00",), "15550.00"),
        (("15550.00", "0.00"), "15550.00"),
    ],
)
@pytest.mark.parametrize("status", FoerderjahrStatus)
def test_shares_that_add_up_are_in_order_at_any_time(anteile, gefunden, status):
    ergebnis = run_one("empfaenger_anteile", jahr(*anteile, status=status))
    assert figures(ergebnis) == ("ok", "15550.00", gefunden)
    assert ergebnis.bezug == Bezug(KENNUNG)


NOT_IN_ORDER = [
    pytest.param(("9330.00", "6219.99"), "15549.99", id="a cent is missing"),
    pytest.param(("9330.00", "6220.01"), "15550.01", id="a cent too much"),
    pytest.param(("15549.99",), "15549.99", id="one recipient with another share"),
    pytest.param(("9330.00", None), "9330.00", id="a share is open"),
    pytest.param((None, None), "0.00", id="both shares are open"),
    pytest.param(("15550.00", None), "15550.00", id="an open share though the sum is reached"),
    pytest.param((), "0.00", id="no recipient"),
]


@pytest.mark.parametrize(("anteile", "gefunden"), NOT_IN_ORDER)
@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("planung", "hinweis"),
        ("beantragt", "hinweis"),
        ("beschieden", "hinweis"),
        ("in_durchfuehrung", "fehler"),
        ("nachgewiesen", "fehler"),
        ("abgeschlossen", "fehler"),
    ],
)
def test_shares_that_do_not_add_up_are_a_hinweis_until_the_money_is_out(anteile, gefunden, status, expected):
    ergebnis = run_one("empfaenger_anteile", jahr(*anteile, status=FoerderjahrStatus(status)))
    assert figures(ergebnis) == (expected, "15550.00", gefunden)


@pytest.mark.parametrize(("anteile", "gefunden"), NOT_IN_ORDER)
def test_nobody_passes_money_on_before_the_shares_add_up(anteile, gefunden):
    year = jahr(*anteile, status=FoerderjahrStatus.BESCHIEDEN)
    assert run_one("empfaenger_anteile", year, fuer=Vorgang.WEITERLEITUNG).ergebnis == "fehler"
    assert run_one("empfaenger_anteile", year, fuer=Vorgang.ANTRAG).ergebnis == "hinweis"
    assert "empfaenger_anteile" in [e.code for e in blocking(year, Vorgang.WEITERLEITUNG)]
    assert "empfaenger_anteile" not in [e.code for e in blocking(year, Vorgang.ANTRAG)]


def test_a_promise_to_one_recipient_ends_the_hinweis_for_the_massnahme():
    promised = jahr(
        "9330.00", None, status=FoerderjahrStatus.BESCHIEDEN, promise=(make_weiterleitung("9330.00"),)
    )
    assert run_one("empfaenger_anteile", promised).ergebnis == "fehler"
    earlier = jahr("9330.00", None, promise=(make_weiterleitung("9330.00"),), am="02.04.2023")
    assert run_one("empfaenger_anteile", earlier).ergebnis == "hinweis"


def test_a_zuweisung_is_a_promise_too():
    stelle = make_stelle(anteil=euro("1.00"), zuweisungen=(make_zuweisung("1.00"),))
    year = make_jahr([make_massnahme(KENNUNG, [stelle])], antraege=(make_antrag({KENNUNG: "2.00"}),))
    assert run_one("empfaenger_anteile", year).ergebnis == "fehler"


@pytest.mark.parametrize(
    ("bescheid", "erwartet"),
    [
        (make_bescheid("15000.00", {KENNUNG: "15000.00"}), "15000.00"),
        (make_bescheid("15000.00", {}), "15550.00"),
    ],
    ids=["divided", "not divided yet"],
)
def test_once_the_bescheid_is_divided_its_amount_counts(bescheid, erwartet):
    ergebnis = run_one("empfaenger_anteile", jahr("9330.00", "6220.00", bescheide=(bescheid,)))
    assert figures(ergebnis)[1:] == (erwartet, "15550.00")


def test_a_sole_recipient_needs_no_share():
    assert run_one("empfaenger_anteile", jahr(None)).ergebnis == "trifft_nicht_zu"


def test_a_massnahme_without_an_amount_has_nothing_to_share():
    year = jahr(None, None, antraege=())
    assert run_one("empfaenger_anteile", year).ergebnis == "trifft_nicht_zu"
    known = run_one("empfaenger_anteile", jahr("5.00", None, antraege=()))
    assert figures(known) == ("hinweis", "0.00", "5.00")


@pytest.mark.parametrize(
    ("anteile", "sentence"),
    [
        (("9330.00", None), "1 von 2 Anteilen noch offen."),
        ((), "noch kein Träger."),
        (
            ("9330.00", "6219.99"),
            "Die Anteile ergeben 15.549,99\u00a0€. Bitte die Anteile oder den Betrag anpassen.",
        ),
        (("9330.00", "6220.00"), "Die Anteile ergeben 15.550,00\u00a0€."),
    ],
)
def test_the_text_says_what_is_missing(anteile, sentence):
    text = run_one("empfaenger_anteile", jahr(*anteile)).text
    assert text.startswith(f"„Stadtteilarbeit“ (15.550,00\u00a0€): {sentence}")
    assert ("Bitte" in text) is (anteile != ("9330.00", "6220.00"))


def test_every_massnahme_is_judged():
    year = make_jahr(
        [make_massnahme("a", [make_empfaenger(anteil=euro("1.00"))]), make_massnahme("b")],
        antraege=(make_antrag({"a": "1.00", "b": "2.00"}),),
    )
    assert [e.ergebnis for e in run("empfaenger_anteile", year)] == ["ok", "hinweis"]
