from __future__ import annotations

from dataclasses import replace

import pytest

from grants.domain.begriffe import Ausgabenart, Belegart, Nachweisart, NachweisStatus
from grants.domain.pruefregeln import Bezug, Vorgang, condense
from tests.domain.jahre import (
    figures,
    make_angegeben,
    make_belegteil,
    make_empfaenger,
    make_jahr_of,
    make_nachweis,
    make_plan,
    make_position,
    make_stelle,
    make_weiterleitung,
    run,
    run_one,
)

ROWS = (
    make_belegteil("A-01", "60.00", position="SA"),
    make_belegteil("A-02", "40.00", "35.00", position="SA"),
    make_belegteil("A-03", "500.00", position="PK"),
)
STATED = (make_angegeben("SA", "100.00", "95.00"), make_angegeben("PK", "500.00"))


def jahr_with(belegteile=ROWS, angegeben=STATED, *, status=NachweisStatus.EINGEREICHT, **empfaenger):
    nachweis = make_nachweis(status, angegeben=angegeben)
    return make_jahr_of(make_empfaenger(belegteile=belegteile, nachweis=nachweis, **empfaenger))


def test_a_recipient_whose_positions_agree_has_one_finding_with_its_sums():
    result = run_one("belege_summe", jahr_with())
    assert figures(result) == ("ok", "600.00", "600.00")
    assert result.bezug == Bezug("babylotsen", "beispiel-a")


@pytest.mark.parametrize(
    ("stated", "column", "erwartet", "gefunden"),
    [
        (("100.01", "95.00"), "Ausgaben insgesamt", "100.01", "100.00"),
        (("99.99", "95.00"), "Ausgaben insgesamt", "99.99", "100.00"),
        (("100.00", "95.01"), "davon zuwendungsfähig", "95.01", "95.00"),
        (("100.00", "94.99"), "davon zuwendungsfähig", "94.99", "95.00"),
    ],
)
def test_one_cent_in_one_column_of_one_position_is_found(stated, column, erwartet, gefunden):
    result = run_one("belege_summe", jahr_with(angegeben=(make_angegeben("SA", *stated), STATED[1])))
    assert figures(result) == ("fehler", erwartet, gefunden)
    assert f"SA, {column}" in result.text


def test_both_columns_and_every_position_are_reported_at_once():
    wrong = (make_angegeben("SA", "1.00"), make_angegeben("PK", "2.00"))
    assert [r.ergebnis for r in run("belege_summe", jahr_with(angegeben=wrong))] == ["fehler"] * 4


@pytest.mark.parametrize(
    ("belegteile", "angegeben", "erwartet", "gefunden"),
    [(ROWS, STATED[:1], "0.00", "500.00"), (ROWS[:2], STATED, "500.00", "0.00")],
)
def test_a_position_that_only_one_side_knows_counts_as_nothing_on_the_other(
    belegteile, angegeben, erwartet, gefunden
):
    results = run("belege_summe", jahr_with(belegteile, angegeben))
    assert [figures(r) for r in results] == [("fehler", erwartet, gefunden)] * 2


def test_the_position_is_named_as_in_the_plan():
    plan = make_plan({"SA": "100.00"})
    result = run("belege_summe", jahr_with(angegeben=STATED[1:], plaene=(plan,)))[0]
    assert result.text.startswith("Position SA (SA), Ausgaben insgesamt: Die Belege ergeben 100,00")


def test_a_surplus_of_exactly_one_beleg_is_guessed():
    stated = (make_angegeben("SA", "60.00", "60.00"), STATED[1])
    result = run("belege_summe", jahr_with(angegeben=stated))[0]
    assert result.vermutung == "Der Unterschied ist genau der Betrag von Beleg A-02."
    # Two rows of that amount: it could be either, so nothing is guessed.
    twin = make_belegteil("A-04", "40.00", position="SA")
    stated = (make_angegeben("SA", "100.00", "100.00"), STATED[1])
    assert run("belege_summe", jahr_with((*ROWS, twin), stated))[0].vermutung == ""


@pytest.mark.parametrize(
    ("belegteile", "angegeben", "text"),
    [
        ((), STATED, "Zu den angegebenen Ausgaben fehlt die Belegliste."),
        (ROWS, (), "Zu den Belegen sind keine Summen je Ausgabeposition angegeben."),
        ((), (), "Belegliste und angegebene Ausgaben fehlen."),
    ],
)
def test_one_side_alone_waits_for_the_proof_and_is_red_from_then_on(belegteile, angegeben, text):
    draft = jahr_with(belegteile, angegeben, status=NachweisStatus.ENTWURF)
    assert run_one("belege_summe", draft).ergebnis == "noch_nicht_faellig"
    assert run_one("belege_summe", draft, fuer=Vorgang.EINREICHEN).ergebnis == "nicht_geprueft"
    handed_in = run_one("belege_summe", jahr_with(belegteile, angegeben))
    assert handed_in.ergebnis == "nicht_geprueft"
    assert handed_in.text.startswith(text)


def test_figures_that_are_there_are_judged_before_the_proof_is_handed_in():
    draft = jahr_with(angegeben=(make_angegeben("SA", "1.00"), STATED[1]), status=NachweisStatus.ENTWURF)
    assert {r.ergebnis for r in run("belege_summe", draft)} == {"fehler"}


def test_a_simple_proof_has_no_belegliste():
    simple = make_weiterleitung(nachweisart=Nachweisart.EINFACH)
    result = run_one("belege_summe", jahr_with((), STATED, weiterleitungen=(simple,)))
    assert result.ergebnis == "trifft_nicht_zu"


def test_a_stelle_is_compared_with_its_ledger_rows():
    nachweis = make_nachweis(angegeben=(make_angegeben("SA", "60.00"),))
    stelle = make_stelle(belegteile=ROWS[:1], nachweis=nachweis)
    assert figures(run_one("belege_summe", make_jahr_of(stelle))) == ("ok", "60.00", "60.00")


def test_a_pauschale_is_not_compared_and_the_rest_is():
    lump = make_belegteil("P-1", "90.00", position="VP", art=Belegart.PAUSCHALE)
    jahr = jahr_with((*ROWS, lump), (*STATED, make_angegeben("VP", "120.00")))
    assert [figures(r) for r in run("belege_summe", jahr)] == [
        ("trifft_nicht_zu", None, None),
        ("ok", "600.00", "600.00"),
    ]


def test_a_pauschale_of_the_plan_needs_no_row_at_all():
    position = make_position("VP", "120.00", art=Ausgabenart.PAUSCHALE)
    plan = replace(make_plan(), positionen=(position,))
    jahr = jahr_with((), (make_angegeben("VP", "120.00"),), plaene=(plan,))
    assert run_one("belege_summe", jahr).ergebnis == "trifft_nicht_zu"


def test_a_pauschale_that_is_missing_in_a_belegliste_is_not_lost():
    """Beside Belege only rows count as proved: stated alone, the Pauschale would be in no figure of the check."""
    positionen = (
        *make_plan({"PK": "500.00", "SA": "300.00"}).positionen,
        lump := make_position("VP", "120.00"),
    )
    positionen = (*positionen[:-1], replace(lump, art=Ausgabenart.PAUSCHALE))
    plan = replace(make_plan(), positionen=positionen)
    results = run("belege_summe", jahr_with(ROWS, (*STATED, make_angegeben("VP", "120.00")), plaene=(plan,)))
    assert [figures(r) for r in results] == [("fehler", "120.00", "0.00")] * 2
    assert all("als Zeile der Art „Pauschale“ in die Belegliste" in r.text for r in results)


def test_a_position_with_a_beleg_beside_the_pauschale_is_compared():
    lump = make_belegteil("P-1", "90.00", position="SA", art=Belegart.PAUSCHALE)
    results = run("belege_summe", jahr_with((*ROWS, lump)))
    assert [figures(r)[0] for r in results] == ["fehler", "fehler"]


def test_what_holds_everywhere_is_one_line_with_the_sums_of_all():
    one = make_empfaenger("a", belegteile=ROWS, nachweis=make_nachweis(angegeben=STATED))
    two = make_empfaenger("b", belegteile=ROWS, nachweis=make_nachweis(angegeben=STATED))
    [line] = condense(run("belege_summe", make_jahr_of(one, two)))
    assert (figures(line), line.bezug) == (("ok", "1200.00", "1200.00"), None)
