from __future__ import annotations

import pytest

from grants.domain.begriffe import NachweisStatus, Zahlungsart
from grants.domain.pruefregeln import Vorgang
from tests.domain.jahre import (
    figures,
    geld,
    make_empfaenger,
    make_jahr_of,
    make_nachweis,
    make_stelle,
    make_zahlung,
    run_one,
)


def jahr_with(*paid, promised=None, festgesetzt="700.00", status=NachweisStatus.FREIGEGEBEN):
    """600,00 paid in the running year: 100,00 to follow."""
    payments = (
        make_zahlung("15.05.2023", "600.00"),
        *(make_zahlung("14.06.2024", betrag, art=Zahlungsart.RESTZAHLUNG) for betrag in paid),
    )
    restzahlung = geld(promised) if promised else None
    nachweis = make_nachweis(status, festgesetzt=festgesetzt, restzahlung=restzahlung)
    return make_jahr_of(make_empfaenger(zahlungen=payments, nachweis=nachweis))


@pytest.mark.parametrize(
    ("paid", "promised", "text"),
    [
        (("100.00",), "100.00", "Restzahlung: 100,00\u00a0€ gezahlt, 0,00\u00a0€ offen."),
        (("100.00",), None, "Restzahlung: 100,00\u00a0€ gezahlt, 0,00\u00a0€ offen."),
        (("40.00", "20.00"), "100.00", "Restzahlung: 60,00\u00a0€ gezahlt, 40,00\u00a0€ offen."),
        ((), "100.00", "Restzahlung: 0,00\u00a0€ gezahlt, 100,00\u00a0€ offen."),
    ],
)
def test_what_is_missing_is_paid_or_promised(paid, promised, text):
    result = run_one("restzahlung", jahr_with(*paid, promised=promised))
    assert (figures(result), result.text) == (("ok", "100.00", "100.00"), text)


@pytest.mark.parametrize("festgesetzt", ["600.00", "599.99"])
def test_nothing_follows_where_enough_was_paid(festgesetzt):
    result = run_one("restzahlung", jahr_with(festgesetzt=festgesetzt))
    assert (figures(result), result.text) == (("ok", "0.00", "0.00"), "Es ist nichts nachzuzahlen.")


@pytest.mark.parametrize(
    ("paid", "promised", "gefunden"),
    [
        ((), None, "0.00"),
        (("99.99",), None, "99.99"),
        (("100.01",), None, "100.01"),
        ((), "99.99", "99.99"),
        ((), "100.01", "100.01"),
    ],
)
def test_a_cent_too_few_or_too_many_is_found(paid, promised, gefunden):
    assert figures(run_one("restzahlung", jahr_with(*paid, promised=promised))) == (
        "fehler",
        "100.00",
        gefunden,
    )


def test_more_paid_than_promised_is_found():
    result = run_one("restzahlung", jahr_with("100.00", promised="99.00"))
    assert figures(result) == ("fehler", "100.00", "100.00")
    assert "mitgeteilt nur 99,00" in result.text


def test_a_stelle_is_paid_nothing():
    stelle = make_stelle(nachweis=make_nachweis(NachweisStatus.FREIGEGEBEN, festgesetzt="1.00"))
    assert run_one("restzahlung", make_jahr_of(stelle)).ergebnis == "trifft_nicht_zu"


def test_it_waits_for_the_decision_and_is_red_at_the_closing():
    draft = jahr_with(festgesetzt=None, status=NachweisStatus.GEPRUEFT)
    assert run_one("restzahlung", draft).ergebnis == "noch_nicht_faellig"
    assert run_one("restzahlung", draft, fuer=Vorgang.ABSCHLUSS).ergebnis == "nicht_geprueft"
