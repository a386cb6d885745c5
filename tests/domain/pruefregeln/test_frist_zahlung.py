from __future__ import annotations

from dataclasses import replace

import pytest

from grants.domain.begriffe import NachweisStatus, Zahlungsart
from tests.domain.jahre import (
    geld,
    make_empfaenger,
    make_erstattung,
    make_jahr_of,
    make_nachweis,
    make_parameter,
    make_stelle,
    make_zahlung,
    run_one,
    tag,
)

DEMAND = make_erstattung("80.00")


def jahr_with(*payments, erstattung=DEMAND, am="31.08.2024", festgesetzt="700.00", **overrides):
    back = [make_zahlung(day, f"-{betrag}", art=Zahlungsart.ERSTATTUNG) for day, betrag in payments]
    status = NachweisStatus.FREIGEGEBEN
    nachweis = make_nachweis(status, festgesetzt=festgesetzt, erstattung=erstattung)
    return make_jahr_of(make_empfaenger(zahlungen=back, nachweis=nachweis), am=am, **overrides)


@pytest.mark.parametrize(
    ("payments", "ergebnis", "text"),
    [
        ([("05.07.2024", "80.00")], "ok", "Gezahlt am 05.07.2024, Zahlungsziel 31.07.2024."),
        ([("31.07.2024", "80.00")], "ok", "Gezahlt am 31.07.2024"),
        ([("01.08.2024", "80.00")], "hinweis", "1 Tag nach Ablauf des Zahlungsziels am 31.07.2024"),
        ([("05.07.2024", "50.00"), ("10.08.2024", "30.00")], "hinweis", "Gezahlt am 10.08.2024, 10 Tage"),
        ([("05.07.2024", "79.99")], "hinweis", "0,01\u00a0€ sind noch offen, 31 Tage nach Ablauf"),
        ([], "hinweis", "80,00\u00a0€ sind noch offen, 31 Tage nach Ablauf"),
    ],
)
def test_an_erstattung_is_paid_by_the_day_it_is_due(payments, ergebnis, text):
    result = run_one("frist_zahlung", jahr_with(*payments))
    assert result.ergebnis == ergebnis
    assert text in result.text


@pytest.mark.parametrize(
    ("am", "ergebnis"), [("31.07.2024", "noch_nicht_faellig"), ("01.08.2024", "hinweis")]
)
def test_what_is_open_is_overdue_from_the_day_after(am, ergebnis):
    assert run_one("frist_zahlung", jahr_with(am=am)).ergebnis == ergebnis


def test_a_day_on_a_weekend_moves_unless_it_stands():
    sunday = make_erstattung("80.00", faellig_am=tag("30.06.2024"))
    paid = ("01.07.2024", "80.00")
    assert run_one("frist_zahlung", jahr_with(paid, erstattung=sunday)).ergebnis == "ok"
    stands = make_parameter(fristen_bestimmter_tag=True)
    jahr = jahr_with(paid, erstattung=sunday, parameter=stands)
    assert run_one("frist_zahlung", jahr).ergebnis == "hinweis"


def test_what_is_not_collected_is_not_overdue():
    waived = make_erstattung("80.00", nicht_erhoben=geld("80.00"), nicht_erhoben_grund="Bagatelle")
    assert run_one("frist_zahlung", jahr_with(erstattung=waived)).ergebnis == "trifft_nicht_zu"


def test_without_a_day_nothing_can_be_judged():
    endless = make_erstattung("80.00", faellig_am=None)
    assert run_one("frist_zahlung", jahr_with(erstattung=endless)).ergebnis == "nicht_geprueft"


def test_without_an_erstattung_it_does_not_apply_once_decided():
    assert run_one("frist_zahlung", jahr_with(erstattung=None)).ergebnis == "trifft_nicht_zu"
    undecided = jahr_with(erstattung=None, festgesetzt=None)
    assert run_one("frist_zahlung", undecided).ergebnis == "nicht_geprueft"
    draft = replace(undecided, massnahmen=make_jahr_of(make_empfaenger()).massnahmen)
    assert run_one("frist_zahlung", draft).ergebnis == "noch_nicht_faellig"


def test_a_stelle_pays_nothing_back():
    assert run_one("frist_zahlung", make_jahr_of(make_stelle())).ergebnis == "trifft_nicht_zu"
