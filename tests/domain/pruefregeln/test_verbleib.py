from __future__ import annotations

from dataclasses import replace

import pytest

from grants.domain.begriffe import FoerderjahrStatus, NachweisStatus, Zahlungsart
from grants.domain.kette import NachweisStadt
from grants.domain.pruefregeln import Vorgang
from tests.domain.jahre import (
    figures,
    geld,
    make_abruf,
    make_bescheid,
    make_empfaenger,
    make_jahr_of,
    make_massnahme,
    make_nachweis,
    run_one,
)


def jahr_with(*returned, announced=None, festgesetzt="950.00", **overrides):
    """1.200,00 granted, 1.000,00 received, 950,00 decided: 50,00 for the Land."""
    back = [make_abruf("30.08.2024", f"-{b}", art=Zahlungsart.RUECKZAHLUNG_LAND) for b in returned]
    nachweis = make_nachweis(NachweisStatus.FREIGEGEBEN, festgesetzt=festgesetzt)
    return make_jahr_of(
        make_empfaenger(nachweis=nachweis),
        **{
            "am": "31.08.2024",
            "status": FoerderjahrStatus.ABGESCHLOSSEN,
            "bescheide": (make_bescheid("1200.00", {"babylotsen": "1200.00"}),),
            "zahlungen_land": (make_abruf("10.05.2023", "1000.00"), *back),
            "nachweis_stadt": NachweisStadt(rueckforderung_land=geld(announced)) if announced else None,
            **overrides,
        },
    )


@pytest.mark.parametrize(
    ("returned", "announced"),
    [(("50.00",), "50.00"), (("50.00",), None), ((), "50.00"), (("20.00", "10.00"), "50.00")],
)
def test_every_euro_is_decided_not_drawn_returned_or_open(returned, announced):
    result = run_one("verbleib", jahr_with(*returned, announced=announced))
    assert figures(result) == ("ok", "1200.00", "1200.00")


def test_the_four_parts_are_shown():
    text = run_one("verbleib", jahr_with("30.00", announced="50.00")).text.replace("\u00a0", " ")
    assert text == (
        "950,00 € festgesetzt + 200,00 € nicht abgerufen + 30,00 € zurückgezahlt + 20,00 € offen = "
        "1.200,00 €, wie bewilligt."
    )


@pytest.mark.parametrize(
    ("returned", "announced", "gefunden"),
    [
        ((), None, "1150.00"),
        (("49.99",), None, "1199.99"),
        (("50.01",), None, "1200.01"),
        ((), "50.01", "1200.01"),
        (("50.00",), "50.01", "1200.01"),
    ],
)
def test_a_cent_without_a_place_is_found(returned, announced, gefunden):
    result = run_one("verbleib", jahr_with(*returned, announced=announced))
    assert figures(result) == ("fehler", "1200.00", gefunden)


def test_more_returned_than_announced_is_found():
    result = run_one("verbleib", jahr_with("50.00", announced="49.00"))
    assert figures(result) == ("fehler", "1200.00", "1200.00")
    assert "angekündigt oder gefordert nur 49,00" in result.text


def test_it_waits_for_decisions_and_bescheid_and_is_red_at_the_closing():
    for gap in ({"festgesetzt": None}, {"bescheide": ()}):
        running = jahr_with("50.00", status=FoerderjahrStatus.NACHGEWIESEN, **gap)
        assert run_one("verbleib", running).ergebnis == "noch_nicht_faellig"
        assert run_one("verbleib", running, fuer=Vorgang.ABSCHLUSS).ergebnis == "nicht_geprueft"
        assert run_one("verbleib", jahr_with("50.00", **gap)).ergebnis == "nicht_geprueft"


@pytest.mark.parametrize(
    "dropped",
    [
        make_massnahme("abgelehnt", [make_empfaenger("b")]),
        make_massnahme("ohne-land", [make_empfaenger("b")], land_beantragen=False),
        make_massnahme("ohne-traeger"),
    ],
)
def test_a_massnahme_that_got_nothing_does_not_keep_the_year_open(dropped):
    jahr = jahr_with("50.00")
    jahr = replace(jahr, massnahmen=(*jahr.massnahmen, dropped))
    assert figures(run_one("verbleib", jahr)) == ("ok", "1200.00", "1200.00")


def test_a_massnahme_with_money_and_without_decision_does():
    shares = {"babylotsen": "1100.00", "offen": "100.00"}
    jahr = jahr_with("50.00", bescheide=(make_bescheid("1200.00", shares),))
    waiting = make_massnahme("offen", [make_empfaenger("b")])
    jahr = replace(jahr, massnahmen=(*jahr.massnahmen, waiting))
    assert run_one("verbleib", jahr).ergebnis == "nicht_geprueft"
    settled = replace(waiting, rest_entscheidung="fällt an das Land zurück")
    jahr = replace(jahr, massnahmen=(*jahr.massnahmen[:1], settled))
    assert run_one("verbleib", jahr).ergebnis == "ok"
