from __future__ import annotations

import pytest

from grants.domain.begriffe import FoerderjahrStatus
from grants.domain.pruefregeln.regel import Bezug, Vorgang
from tests.domain.jahre import (
    LAND,
    TRAEGER,
    figures,
    make_empfaenger,
    make_jahr,
    make_massnahme,
    make_plan,
    make_running_jahr,
    run,
    run_one,
    tag,
)


def jahr(*plaene, **overrides):
    return make_jahr([make_massnahme("babylotsen", [make_empfaenger(plaene=plaene)])], **overrides)


@pytest.mark.parametrize(
    ("eigenmittel", "expected", "deckung"),
    [("200.00", "ok", "1000.00"), ("199.99", "fehler", "999.99"), ("200.01", "fehler", "1000.01")],
)
def test_deckungsmittel_are_the_ausgaben_to_the_cent(eigenmittel, expected, deckung):
    ergebnis = run_one("plan_ausgeglichen", jahr(make_plan(None, {LAND: "800.00", TRAEGER: eigenmittel})))
    assert figures(ergebnis) == (expected, "1000.00", deckung)
    assert ergebnis.bezug == Bezug("babylotsen", "beispiel-a")


@pytest.mark.parametrize(
    ("eigenmittel", "sentence"),
    [
        ("200.00", "Ausgaben 1.000,00\u00a0€, Deckungsmittel 1.000,00\u00a0€."),
        ("150.00", "Es fehlen 50,00\u00a0€ Deckungsmittel."),
        ("250.00", "Die Deckungsmittel sind um 50,00\u00a0€ zu hoch."),
    ],
)
def test_the_text_says_which_way_it_is_off(eigenmittel, sentence):
    plan = make_plan(None, {LAND: "800.00", TRAEGER: eigenmittel})
    assert run_one("plan_ausgeglichen", jahr(plan)).text.endswith(sentence)


def test_ausgaben_count_insgesamt_not_only_the_zuwendungsfaehige():
    plan = make_plan({"PK": ("1000.00", "900.00")}, {LAND: "800.00", TRAEGER: "200.00"})
    assert figures(run_one("plan_ausgeglichen", jahr(plan))) == ("ok", "1000.00", "1000.00")


def test_the_plan_valid_on_the_day_counts():
    old = make_plan(None, {LAND: "800.00"})
    new = make_plan(version=2, wirksam_ab=tag("01.07.2023"))
    assert run_one("plan_ausgeglichen", jahr(old, new, am="30.06.2023")).ergebnis == "fehler"
    assert run_one("plan_ausgeglichen", jahr(old, new, am="01.07.2023")).ergebnis == "ok"


def test_every_recipient_is_judged():
    assert [figures(e) for e in run("plan_ausgeglichen", make_running_jahr())] == [
        ("ok", "1000.00", "1000.00"),
        ("ok", "500.00", "500.00"),
    ]


@pytest.mark.parametrize(
    ("status", "fuer", "expected"),
    [
        (FoerderjahrStatus.PLANUNG, None, "noch_nicht_faellig"),
        (FoerderjahrStatus.PLANUNG, Vorgang.ANTRAG, "nicht_geprueft"),
        (FoerderjahrStatus.PLANUNG, Vorgang.WEITERLEITUNG, "nicht_geprueft"),
        (FoerderjahrStatus.PLANUNG, Vorgang.FREIGABE, "noch_nicht_faellig"),
        (FoerderjahrStatus.BEANTRAGT, None, "nicht_geprueft"),
    ],
)
def test_a_missing_plan_is_red_from_the_antrag_on(status, fuer, expected):
    ergebnis = run_one("plan_ausgeglichen", jahr(status=status), fuer=fuer)
    assert ergebnis.ergebnis == expected
    assert "Finanzierungsplan von Träger beispiel-a" in ergebnis.text


def test_a_massnahme_without_recipient_waits_for_one():
    year = make_jahr([make_massnahme("babylotsen")])
    waiting = run_one("plan_ausgeglichen", year)
    assert (waiting.ergebnis, waiting.bezug) == ("noch_nicht_faellig", Bezug("babylotsen"))
    assert waiting.text == "Noch nicht fällig: wartet auf den Träger von „Babylotsen“."
    red = run_one("plan_ausgeglichen", year, fuer=Vorgang.ANTRAG)
    assert (red.ergebnis, "hat noch keinen Träger" in red.text) == ("nicht_geprueft", True)


@pytest.mark.parametrize("empfaenger", [[], [make_empfaenger()]], ids=["no recipient", "no plan"])
def test_a_massnahme_without_landesmittel_needs_no_plan(empfaenger):
    year = make_jahr(
        [make_massnahme("babylotsen", empfaenger, land_beantragen=False)], status=FoerderjahrStatus.BEANTRAGT
    )
    assert run_one("plan_ausgeglichen", year).ergebnis == "trifft_nicht_zu"
