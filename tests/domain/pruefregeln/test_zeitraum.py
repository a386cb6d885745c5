from __future__ import annotations

import pytest

from grants.domain.begriffe import Belegart, Nachweisart, NachweisStatus
from grants.domain.pruefregeln import Bezug
from tests.domain.jahre import (
    figures,
    make_belegteil,
    make_empfaenger,
    make_jahr_of,
    make_nachweis,
    make_parameter,
    make_weiterleitung,
    run,
    run_one,
    tag,
)


def jahr_with(*belegteile, status=NachweisStatus.EINGEREICHT, parameter=None, **empfaenger):
    recipient = make_empfaenger(belegteile=belegteile, nachweis=make_nachweis(status), **empfaenger)
    return make_jahr_of(recipient, parameter=parameter or make_parameter())


def row(von, bis, *, bezahlt="15.12.2023", **beleg):
    return make_belegteil(
        "D-10",
        "180.00",
        leistung_von=tag(von) if von else None,
        leistung_bis=tag(bis) if bis else None,
        zahlungsdatum=tag(bezahlt),
        **beleg,
    )


@pytest.mark.parametrize(
    ("von", "bis", "ergebnis"),
    [
        ("01.01.2023", "31.12.2023", "ok"),
        ("31.12.2022", "31.01.2023", "fehler"),
        ("01.12.2023", "01.01.2024", "fehler"),
        ("01.01.2024", "31.01.2024", "fehler"),
        ("31.12.2023", None, "ok"),
        (None, "01.01.2024", "fehler"),
        ("31.12.2022", None, "fehler"),
        # Swapped days are read as the period they span.
        ("01.01.2024", "01.12.2023", "fehler"),
    ],
)
def test_the_service_lies_within_the_period_on_the_day(von, bis, ergebnis):
    assert run_one("zeitraum", jahr_with(row(von, bis))).ergebnis == ergebnis


def test_a_service_outside_names_the_beleg_and_its_amount():
    result = run_one("zeitraum", jahr_with(row("01.01.2024", "31.01.2024")))
    assert figures(result) == ("fehler", "0.00", "180.00")
    assert result.bezug == Bezug("babylotsen", "beispiel-a", "D-10")
    assert "Leistung vom 01.01.2024 bis 31.01.2024" in result.text
    assert "Sie können den Nachweis trotzdem absenden" in result.text


@pytest.mark.parametrize(
    ("bezahlt", "ergebnis"), [("15.01.2024", "ok"), ("29.02.2024", "ok"), ("01.03.2024", "hinweis")]
)
def test_a_payment_after_the_last_day_is_a_hinweis(bezahlt, ergebnis):
    result = run_one("zeitraum", jahr_with(row("01.10.2023", "31.12.2023", bezahlt=bezahlt)))
    assert result.ergebnis == ergebnis


@pytest.mark.parametrize("rechnung", ["01.01.2020", "31.12.2030"])
def test_the_invoice_date_alone_is_never_tested(rechnung):
    teil = row("01.10.2023", "31.12.2023", rechnungsdatum=tag(rechnung))
    assert run_one("zeitraum", jahr_with(teil)).ergebnis == "ok"


def test_a_row_without_service_period_is_a_hinweis():
    result = run_one("zeitraum", jahr_with(row(None, None)))
    assert (result.ergebnis, result.bezug) == ("hinweis", Bezug("babylotsen", "beispiel-a", "D-10"))
    assert "Leistungszeit" in result.text


def test_a_pauschale_needs_no_service_period():
    teil = row(None, None, art=Belegart.PAUSCHALE)
    assert run_one("zeitraum", jahr_with(teil)).ergebnis == "ok"


def test_service_and_payment_of_one_row_are_both_reported():
    results = run("zeitraum", jahr_with(row("01.01.2024", "31.01.2024", bezahlt="01.03.2024")))
    assert [r.ergebnis for r in results] == ["fehler", "hinweis"]


@pytest.mark.parametrize("gap", ["durchfuehrung_von", "durchfuehrung_bis", "zahlung_bis"])
def test_a_missing_parameter_is_red_once_a_proof_is_in(gap):
    parameter = make_parameter(**{gap: None})
    inside = row("01.10.2023", "31.12.2023")
    assert run("zeitraum", jahr_with(inside, parameter=parameter))[0].ergebnis == "nicht_geprueft"
    waiting = make_empfaenger("beispiel-b", belegteile=(inside,))
    handed_in = make_empfaenger(belegteile=(inside,), nachweis=make_nachweis())
    first = run("zeitraum", make_jahr_of(handed_in, waiting, parameter=parameter))[0]
    assert first.ergebnis == "nicht_geprueft"
    draft = jahr_with(inside, parameter=parameter, status=NachweisStatus.ENTWURF)
    assert run("zeitraum", draft)[0].ergebnis == "noch_nicht_faellig"


def test_missing_parameters_are_one_finding_of_the_year():
    parameter = make_parameter(durchfuehrung_von=None, durchfuehrung_bis=None, zahlung_bis=None)
    result = run_one("zeitraum", jahr_with(row("01.10.2023", "31.12.2023"), parameter=parameter))
    assert result.bezug is None
    for name in ("Durchführungszeitraum von", "Durchführungszeitraum bis", "Zahlungen für Leistungen"):
        assert name in result.text


def test_the_service_is_tested_while_only_the_last_day_of_payment_is_missing():
    jahr = jahr_with(row("01.01.2024", "31.01.2024"), parameter=make_parameter(zahlung_bis=None))
    assert [r.ergebnis for r in run("zeitraum", jahr)] == ["nicht_geprueft", "fehler"]


def test_without_belege_it_waits_for_the_proof_or_does_not_apply():
    assert run_one("zeitraum", jahr_with()).ergebnis == "nicht_geprueft"
    assert run_one("zeitraum", jahr_with(status=NachweisStatus.ENTWURF)).ergebnis == "noch_nicht_faellig"
    simple = make_weiterleitung(nachweisart=Nachweisart.EINFACH)
    assert run_one("zeitraum", jahr_with(weiterleitungen=(simple,))).ergebnis == "trifft_nicht_zu"
