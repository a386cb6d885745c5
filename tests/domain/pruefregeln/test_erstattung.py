from __future__ import annotations

from datetime import date

import pytest

from grants.domain.begriffe import NachweisStatus, Zahlungsart
from grants.domain.pruefregeln import Vorgang
from tests.domain.jahre import (
    STADT,
    figures,
    geld,
    make_empfaenger,
    make_erstattung,
    make_jahr_of,
    make_nachweis,
    make_stelle,
    make_zahlung,
    run_one,
)


def jahr_with(
    *back, festgesetzt="700.00", erstattung=None, status=NachweisStatus.FREIGEGEBEN, am="31.08.2024"
):
    """800,00 paid and 20,00 returned in the running year: 80,00 to come back."""
    payments = (
        make_zahlung("15.05.2023", "800.00"),
        make_zahlung("15.12.2023", "-20.00", art=Zahlungsart.RUECKZAHLUNG),
        make_zahlung("15.05.2023", "55.00", herkunft=STADT),
        *(make_zahlung("05.07.2024", f"-{betrag}", art=Zahlungsart.ERSTATTUNG) for betrag in back),
    )
    nachweis = make_nachweis(status, festgesetzt=festgesetzt, erstattung=erstattung)
    return make_jahr_of(make_empfaenger(zahlungen=payments, nachweis=nachweis), am=am)


def waived(gefordert, nicht_erhoben, grund="Bagatelle", am=date(2024, 6, 20)):
    return make_erstattung(
        gefordert,
        nicht_erhoben=geld(nicht_erhoben),
        nicht_erhoben_grund=grund,
        nicht_erhoben_am=am,
    )


@pytest.mark.parametrize(
    ("back", "erstattung", "text"),
    [
        (("80.00",), make_erstattung("80.00"), "Erstattung: 80,00\u00a0€ eingegangen."),
        ((), make_erstattung("80.00"), "Erstattung: 80,00\u00a0€ offen, fällig am 31.07.2024."),
        (
            ("50.00", "20.00"),
            make_erstattung("80.00"),
            "Erstattung: 70,00\u00a0€ eingegangen; 10,00\u00a0€ offen, fällig am 31.07.2024.",
        ),
        ((), waived("80.00", "80.00"), "Erstattung: 80,00\u00a0€ nicht erhoben (Bagatelle)."),
        (("64.00",), waived("80.00", "16.00"), "64,00\u00a0€ eingegangen; 16,00\u00a0€ nicht erhoben"),
    ],
)
def test_what_was_paid_too_much_is_back_waived_or_open(back, erstattung, text):
    result = run_one("erstattung", jahr_with(*back, erstattung=erstattung))
    assert figures(result) == ("ok", "80.00", "80.00")
    assert text in result.text


@pytest.mark.parametrize(
    ("festgesetzt", "expected"), [("780.00", "0.00"), ("780.01", "0.00"), ("800.00", "0.00")]
)
def test_nothing_has_to_come_back_where_no_more_was_paid_than_decided(festgesetzt, expected):
    result = run_one("erstattung", jahr_with(festgesetzt=festgesetzt))
    assert figures(result) == ("ok", expected, expected)
    assert result.text == "Es ist nichts zu erstatten."


def test_what_is_needed_but_not_demanded_is_found():
    assert figures(run_one("erstattung", jahr_with())) == ("fehler", "80.00", "0.00")


@pytest.mark.parametrize("gefordert", ["79.99", "80.01"])
def test_a_demand_that_is_a_cent_off_is_found(gefordert):
    result = run_one("erstattung", jahr_with(erstattung=make_erstattung(gefordert)))
    assert figures(result) == ("fehler", "80.00", gefordert)


def test_more_back_than_demanded_is_found():
    result = run_one("erstattung", jahr_with("80.01", erstattung=make_erstattung("80.00")))
    assert figures(result) == ("fehler", "80.00", "80.01")
    # The right sum came back, but less was demanded.
    result = run_one("erstattung", jahr_with("80.00", erstattung=make_erstattung("79.00")))
    assert figures(result) == ("fehler", "80.00", "80.00")
    assert "Gefordert sind 79,00" in result.text


@pytest.mark.parametrize(("grund", "am"), [("", date(2024, 6, 20)), ("Bagatelle", None)])
def test_not_collecting_needs_a_reason_and_a_day(grund, am):
    result = run_one("erstattung", jahr_with(erstattung=waived("80.00", "80.00", grund, am)))
    assert figures(result) == ("fehler", "80.00", "80.00")
    assert "es fehlen Grund oder Tag der Entscheidung" in result.text


def test_a_negative_waiver_is_refused():
    result = run_one("erstattung", jahr_with("81.00", erstattung=waived("80.00", "-1.00")))
    assert result.ergebnis == "fehler"


def test_a_payment_after_the_day_has_not_come_yet():
    jahr = jahr_with("80.00", erstattung=make_erstattung("80.00"), am="04.07.2024")
    assert "80,00\u00a0€ offen" in run_one("erstattung", jahr).text


def test_a_stelle_gives_nothing_back():
    stelle = make_stelle(nachweis=make_nachweis(NachweisStatus.FREIGEGEBEN, festgesetzt="1.00"))
    assert run_one("erstattung", make_jahr_of(stelle)).ergebnis == "trifft_nicht_zu"


def test_it_waits_for_the_decision_and_is_red_at_the_closing():
    draft = jahr_with(festgesetzt=None, status=NachweisStatus.GEPRUEFT)
    assert run_one("erstattung", draft).ergebnis == "noch_nicht_faellig"
    assert run_one("erstattung", draft, fuer=Vorgang.ABSCHLUSS).ergebnis == "nicht_geprueft"
    assert run_one("erstattung", jahr_with(festgesetzt=None)).ergebnis == "nicht_geprueft"
