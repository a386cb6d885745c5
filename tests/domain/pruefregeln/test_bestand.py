from __future__ import annotations

from dataclasses import replace

import pytest

from grants.domain.begriffe import FoerderjahrStatus, NachweisStatus, Zahlungsart
from grants.domain.pruefregeln.regel import Schwere
from tests.domain.jahre import (
    LAND,
    STADT,
    figures,
    make_abruf,
    make_belegteil,
    make_bescheid,
    make_empfaenger,
    make_jahr,
    make_massnahme,
    make_nachweis,
    make_parameter,
    make_plan,
    make_stelle,
    make_weiterleitung,
    make_zahlung,
    make_zuweisung,
    run_one,
    tag,
)

ERSTATTUNG, REST = Zahlungsart.ERSTATTUNG, Zahlungsart.RESTZAHLUNG
BACK = Zahlungsart.RUECKZAHLUNG_LAND


def jahr(*land, traeger=(), stellen=(), am="30.06.2023", **overrides):
    """Träger are tuples of payments or whole recipients."""
    recipients = [
        t if hasattr(t, "kuerzel") else make_empfaenger(weiterleitungen=(make_weiterleitung(),), zahlungen=t)
        for t in traeger
    ]
    default = make_jahr(
        [make_massnahme("babylotsen", [*recipients, *stellen])],
        am=am,
        status=FoerderjahrStatus.IN_DURCHFUEHRUNG,
        bescheide=(make_bescheid(),),
        zahlungen_land=land,
    )
    return replace(default, **overrides)


def spent(*belege, festgesetzt=None, **nachweis):
    """A Stelle with 400,00 Landesmittel at 80 v. H. and Belege as (Zahlungsdatum, Betrag)."""
    teile = tuple(
        make_belegteil(f"B-{i}", betrag, position="PK", zahlungsdatum=tag(datum))
        for i, (datum, betrag) in enumerate(belege)
    )
    return make_stelle(
        plaene=(make_plan({"PK": "500.00"}, {LAND: "400.00", STADT: "100.00"}),),
        zuweisungen=(make_zuweisung("400.00"),),
        belegteile=teile,
        nachweis=make_nachweis(NachweisStatus.FREIGEGEBEN, festgesetzt=festgesetzt, **nachweis)
        if festgesetzt
        else None,
    )


@pytest.mark.parametrize(
    ("received", "expected", "bestand"),
    [("800.00", "ok", "0.00"), ("800.01", "ok", "0.01"), ("799.99", "hinweis", "-0.01")],
)
def test_the_city_does_not_pay_in_advance(received, expected, bestand):
    year = jahr(make_abruf(betrag=received), traeger=[(make_zahlung(betrag="800.00"),)])
    assert figures(run_one("bestand", year)) == (expected, "0.00", bestand)


def test_an_advance_is_named_and_never_red():
    year = jahr(make_abruf(betrag="700.00"), traeger=[(make_zahlung(betrag="800.00"),)])
    ergebnis = run_one("bestand", year)
    assert ergebnis.schwere is Schwere.HINWEIS
    assert "Die Stadt ist mit 100,00\u00a0€ in Vorleistung; bitte Mittel abrufen." in ergebnis.text


def test_everything_that_moves_between_city_and_traeger_counts():
    zahlungen = (
        make_zahlung("15.05.2023", "500.00"),
        make_zahlung("15.06.2023", "-40.00", art=Zahlungsart.RUECKZAHLUNG),
        make_zahlung("20.06.2023", "100.00", art=REST),
        make_zahlung("25.06.2023", "-10.00", art=ERSTATTUNG),
        make_zahlung("26.06.2023", "70.00", herkunft=STADT),
        make_zahlung("27.06.2023", "7.00", art=Zahlungsart.ZINSEN),
        make_zahlung("01.07.2023", "1.00"),
    )
    year = jahr(
        make_abruf("10.05.2023", "600.00"), make_abruf("20.06.2023", "-20.00", art=BACK), traeger=[zahlungen]
    )
    # 580,00 of the Land are left, 550,00 are with the Träger.
    assert figures(run_one("bestand", year)) == ("ok", "0.00", "30.00")


# -- Own Stellen -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stelle", "expected", "bestand"),
    [
        pytest.param(spent(("30.06.2023", "250.00")), "ok", "200.00", id="80 v. H. of what it spent"),
        pytest.param(
            spent(("01.07.2023", "250.00"), ("01.06.2023", "100.00")), "ok", "320.00", id="spent so far"
        ),
        pytest.param(spent(("01.06.2023", "900.00")), "ok", "0.00", id="at most what is assigned"),
        pytest.param(
            spent(("01.06.2023", "250.00"), festgesetzt="390.00"), "ok", "200.00", id="decided later"
        ),
        pytest.param(
            spent(("01.06.2023", "250.00"), festgesetzt="390.00", freigegeben_am=tag("30.06.2023")),
            "ok",
            "10.00",
            id="decided",
        ),
        pytest.param(
            spent(("01.06.2023", "250.00"), festgesetzt="400.01", freigegeben_am=None),
            "hinweis",
            "-0.01",
            id="no day",
        ),
    ],
)
def test_a_stelle_uses_its_landesanteil(stelle, expected, bestand):
    year = jahr(make_abruf(betrag="400.00"), stellen=[stelle])
    assert figures(run_one("bestand", year)) == (expected, "0.00", bestand)


@pytest.mark.parametrize(
    ("received", "expected", "erwartet", "bestand"),
    [
        ("400.00", "ok", "0.00", "0.00"),
        ("150.00", "ok", "-400.00", "-250.00"),
        ("0.00", "ok", "-400.00", "-400.00"),
    ],
)
def test_a_stelle_that_has_entered_nothing_counts_in_full_and_raises_no_alarm(
    received, expected, erwartet, bestand
):
    year = jahr(make_abruf(betrag=received), stellen=[spent()])
    ergebnis = run_one("bestand", year)
    assert figures(ergebnis) == (expected, erwartet, bestand)
    assert "Darin sind 400,00\u00a0€ für Stellen, deren Ausgaben noch nicht erfasst sind." in ergebnis.text


def test_a_stelle_without_a_zuweisung_uses_nothing():
    year = jahr(make_abruf(betrag="0.00"), stellen=[make_stelle()])
    assert figures(run_one("bestand", year)) == ("ok", "0.00", "0.00")


def test_an_advance_beyond_what_the_stellen_may_not_have_spent_is_seen():
    year = jahr(make_abruf(betrag="799.99"), traeger=[(make_zahlung(betrag="800.00"),)], stellen=[spent()])
    assert figures(run_one("bestand", year)) == ("hinweis", "-400.00", "-400.01")


# -- Idle money ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("am", "expected"), [("01.02.2024", "ok"), ("02.02.2024", "hinweis")], ids=["two months", "a day more"]
)
def test_money_idle_beyond_the_horizon_asks_for_a_decision(am, expected):
    year = jahr(
        make_abruf("10.05.2023", "800.00"),
        make_abruf("01.12.2023", "32.00"),
        traeger=[(make_zahlung("15.05.2023", "800.00"),)],
        am=am,
    )
    ergebnis = run_one("bestand", year)
    assert figures(ergebnis) == (expected, "0.00", "32.00")
    assert ("seit mehr als 2 Monaten ungenutzt" in ergebnis.text) is (expected == "hinweis")


def test_the_oldest_money_leaves_first_and_only_the_rest_of_it_is_idle():
    year = jahr(
        make_abruf("10.05.2023", "500.00"),
        make_abruf("01.09.2023", "300.00"),
        traeger=[(make_zahlung("15.05.2023", "499.99"),)],
        am="30.09.2023",
    )
    ergebnis = run_one("bestand", year)
    assert figures(ergebnis) == ("hinweis", "0.00", "0.01")
    assert "Bestand 300,01\u00a0€. Davon liegen 0,01\u00a0€ seit mehr als 2 Monaten" in ergebnis.text


def test_one_month_reads_like_german():
    year = jahr(make_abruf(), am="31.12.2023", parameter=make_parameter(abrufhorizont_monate=1))
    assert "seit mehr als einem Monat ungenutzt" in run_one("bestand", year).text


def test_without_a_horizon_the_text_says_that_it_is_not_set():
    year = jahr(make_abruf(), am="31.12.2023", parameter=make_parameter(abrufhorizont_monate=None))
    ergebnis = run_one("bestand", year)
    assert figures(ergebnis) == ("ok", "0.00", "1200.00")
    assert "Der Zeitraum für den Mittelbedarf ist nicht eingetragen" in ergebnis.text


# -- After the proofs ------------------------------------------------------------------------------


def traeger_with_claim(kuerzel, paid, festgesetzt, **nachweis):
    decided = make_nachweis(NachweisStatus.ABGESCHLOSSEN, festgesetzt=festgesetzt, **nachweis)
    return make_empfaenger(
        kuerzel,
        weiterleitungen=(make_weiterleitung(paid),),
        zahlungen=(make_zahlung("15.05.2023", paid),),
        nachweis=decided,
    )


@pytest.mark.parametrize(
    ("given_back", "expected", "erwartet", "bestand"),
    [
        ("0.00", "hinweis", "0.00", "160.00"),
        ("160.00", "ok", "0.00", "0.00"),
        ("320.00", "ok", "-160.00", "-160.00"),
        ("320.01", "hinweis", "-160.00", "-160.01"),
    ],
)
def test_claims_that_the_city_gave_to_the_land_from_its_own_are_no_inconsistency(
    given_back, expected, erwartet, bestand
):
    # 144,00 are open, 16,00 were not collected: the Land gets both back all the same.
    year = jahr(
        make_abruf("10.05.2023", "38760.00"),
        make_abruf("30.08.2024", f"-{given_back}", art=BACK),
        traeger=[
            traeger_with_claim("beispiel-d", "25000.00", "24856.00"),
            traeger_with_claim("beispiel-e", "13600.00", "13584.00"),
        ],
        am="31.08.2024",
    )
    ergebnis = run_one("bestand", year)
    assert figures(ergebnis) == (expected, erwartet, bestand)
    assert ("Die Stadt hat 160,00\u00a0€ vorgestreckt" in ergebnis.text) is bestand.startswith("-")


def test_a_claim_that_is_not_decided_yet_explains_nothing():
    claim = traeger_with_claim("beispiel-d", "800.00", "700.00", freigegeben_am=tag("01.07.2024"))
    year = jahr(make_abruf(betrag="750.00"), traeger=[claim], am="30.06.2024")
    assert figures(run_one("bestand", year)) == ("hinweis", "0.00", "-50.00")


def test_a_traeger_that_owes_nothing_explains_nothing():
    settled = traeger_with_claim("beispiel-b", "800.00", "800.00")
    year = jahr(make_abruf(betrag="799.99"), traeger=[settled], am="31.08.2024")
    assert figures(run_one("bestand", year)) == ("hinweis", "0.00", "-0.01")


def test_a_restzahlung_still_to_come_is_no_claim():
    waiting = traeger_with_claim("beispiel-f", "600.00", "800.00")
    year = jahr(make_abruf(betrag="600.00"), traeger=[waiting], am="31.08.2024")
    assert figures(run_one("bestand", year)) == ("ok", "0.00", "0.00")


# -- Before anything moved -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (FoerderjahrStatus.PLANUNG, "noch_nicht_faellig"),
        (FoerderjahrStatus.IN_DURCHFUEHRUNG, "nicht_geprueft"),
    ],
)
def test_with_neither_bescheid_nor_money_nothing_is_compared(status, expected):
    assert run_one("bestand", jahr(bescheide=(), status=status)).ergebnis == expected


def test_money_is_counted_also_without_a_bescheid():
    year = jahr(bescheide=(), traeger=[(make_zahlung(betrag="5.00"),)])
    assert figures(run_one("bestand", year)) == ("hinweis", "0.00", "-5.00")
