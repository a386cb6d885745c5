from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from grants.domain import summen_stadt
from grants.domain.begriffe import FoerderjahrStatus, Mittelherkunft, NachweisStatus, Zahlungsart
from grants.domain.kette import NachweisStadt
from grants.domain.money import anteil, euro, format_vomhundert
from grants.domain.pruefregeln import Vorgang, condense
from tests.domain.jahre import (
    SPENDE,
    STADT,
    figures,
    make_anerkennung,
    make_belegteil,
    make_einnahme,
    make_empfaenger,
    make_jahr_of,
    make_nachweis,
    make_stelle,
    make_zahlung,
    run,
    with_empfaenger,
)

STATED = NachweisStadt(
    zuwendung_lt_abrechnung=euro("1000.00"),
    zuwendungsfaehig_lt_abrechnung=euro("1300.00"),
    haushalt_ist=euro("1151.00"),
    haushalt_ist_am=date(2024, 7, 31),
    haushalt_ist_quelle="Finanzbuchhaltung",
)
# Belongs to no Zuwendung, and came after the day of the ledger.
INTEREST = make_zahlung("01.07.2024", "-3.00", art=Zahlungsart.ZINSEN)
LATER = make_zahlung("01.08.2024", "-40.00", art=Zahlungsart.ERSTATTUNG)


def make_year(stated=STATED, **overrides):
    """A Träger (1.000,00 proved, 900,00 recognised, 700,00 decided) and a Stelle (410,00, all eligible but 10,00)."""
    traeger = make_empfaenger(
        belegteile=(make_belegteil("A-1", "1000.00"),),
        einnahmen=(make_einnahme("30.00", SPENDE), make_einnahme("20.00", Mittelherkunft.BUND)),
        zahlungen=(
            make_zahlung("15.05.2023", "800.00"),
            make_zahlung("15.05.2023", "50.00", herkunft=STADT),
            make_zahlung("15.12.2023", "-60.00", art=Zahlungsart.RUECKZAHLUNG),
            make_zahlung("14.06.2024", "1.00", art=Zahlungsart.RESTZAHLUNG),
            make_zahlung("05.07.2024", "-50.00", art=Zahlungsart.ERSTATTUNG),
            INTEREST,
            LATER,
        ),
        nachweis=make_nachweis(
            NachweisStatus.FREIGEGEBEN,
            festgesetzt="700.00",
            anerkennungen=(make_anerkennung("SA", "900.00", mindert_insgesamt=True),),
        ),
    )
    stelle = make_stelle(
        belegteile=(make_belegteil("53-1", "410.00", "400.00"),),
        nachweis=make_nachweis(NachweisStatus.FREIGEGEBEN, festgesetzt="300.00"),
    )
    status = FoerderjahrStatus.NACHGEWIESEN
    return make_jahr_of(
        traeger, stelle, **{"am": "31.08.2024", "status": status, "nachweis_stadt": stated, **overrides}
    )


def with_stated(field, value):
    change: dict[str, Any] = {field: value}
    return replace(STATED, **change)


def results(jahr, **kwargs):
    return [figures(r) for r in run("summe_nachweis", jahr, **kwargs)]


def test_the_four_comparisons_of_the_citys_proof():
    assert results(make_year()) == [
        ("ok", "1000.00", "1000.00"),
        ("ok", "1300.00", "1300.00"),
        ("ok", "1151.00", "1151.00"),
        ("ok", "1310.00", "1310.00"),
    ]


@pytest.mark.parametrize(
    ("field", "place", "erwartet"),
    [
        ("zuwendung_lt_abrechnung", 0, "1000.00"),
        ("zuwendungsfaehig_lt_abrechnung", 1, "1300.00"),
        ("haushalt_ist", 2, "1151.00"),
    ],
)
@pytest.mark.parametrize("cents", ["0.01", "-0.01"])
def test_a_stated_figure_that_is_a_cent_off_is_found(field, place, erwartet, cents):
    wrong = euro(erwartet) + euro(cents)
    found = results(make_year(with_stated(field, wrong)))
    assert found[place] == ("fehler", erwartet, str(wrong))
    assert [f[0] for f in found].count("ok") == 3


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("zuwendung_lt_abrechnung", 0),
        ("zuwendungsfaehig_lt_abrechnung", 1),
        ("haushalt_ist", 2),
        ("haushalt_ist_am", 2),
    ],
)
def test_a_stated_figure_that_is_missing_is_red_from_the_proof_on(field, place):
    gap = with_stated(field, None)
    assert results(make_year(gap))[place][0] == "nicht_geprueft"
    before = make_year(gap, status=FoerderjahrStatus.IN_DURCHFUEHRUNG)
    assert results(before)[place][0] == "noch_nicht_faellig"
    assert results(before, fuer=Vorgang.NACHWEIS_STADT)[place][0] == "nicht_geprueft"


def test_the_ledger_counts_every_purse_and_kind_up_to_its_day_but_no_interest():
    jahr = make_year()
    # 410,00 of the Stelle + 800,00 + 50,00 − 60,00 + 1,00 − 50,00
    assert summen_stadt.haushalt_ist_gerechnet(jahr, date(2024, 7, 31)) == euro("1151.00")
    assert summen_stadt.haushalt_ist_gerechnet(jahr, date(2024, 8, 1)) == euro("1111.00")
    assert summen_stadt.haushalt_ist_gerechnet(jahr, date(2023, 12, 31)) == euro("1200.00")


def test_the_ledger_cannot_be_compared_while_a_stelle_has_shown_nothing():
    jahr = with_empfaenger(make_year(), "amt-53", belegteile=())
    assert results(jahr)[2][0] == "nicht_geprueft"


def test_a_decision_that_is_missing_leaves_sums_open():
    undecided = make_nachweis(NachweisStatus.IN_PRUEFUNG)
    jahr = with_empfaenger(make_year(), "amt-53", nachweis=undecided)
    assert [f[0] for f in results(jahr)] == ["nicht_geprueft", "nicht_geprueft", "ok", "nicht_geprueft"]


@pytest.mark.parametrize(
    ("spende", "found"),
    [("590.00", ("ok", "1310.00", "1310.00")), ("590.01", ("fehler", "1310.00", "1310.01"))],
)
def test_income_without_eigenanteil_may_equal_the_ausgaben_and_not_exceed_them(spende, found):
    # 1.310,00 recognised in all; 700,00 + 300,00 decided and 20,00 of the Bund leave 290,00.
    gifts = (make_einnahme("20.00", Mittelherkunft.BUND), make_einnahme(spende, SPENDE))
    jahr = with_empfaenger(make_year(), einnahmen=(*gifts, make_einnahme("-300.00", SPENDE)))
    assert results(jahr)[3] == found


def test_the_eigenanteil_balances_what_others_do_not_pay():
    assert summen_stadt.eigenanteil_lt_abrechnung(make_year()) == euro("260.00")


def test_income_without_a_line_leaves_the_balance_open():
    stray = (make_einnahme("5.00", Mittelherkunft.TRAEGER),)
    jahr = with_empfaenger(make_year(), einnahmen=stray)
    jahr = replace(jahr, parameter=replace(jahr.parameter, zeilen=()))
    assert results(jahr)[3][0] == "nicht_geprueft"


def test_printed_shares_that_add_up_to_9999_are_no_fault():
    total = euro("451358.25")
    rows = [euro("90419.65"), euro("1500.00"), euro("0.00"), euro("359438.60")]
    shares = [anteil(row, total) for row in rows]
    assert [format_vomhundert(share) for share in shares if share] == ["20,03", "0,33", "0,00", "79,63"]
    traeger = make_empfaenger(
        belegteile=(make_belegteil("A-1", "451358.25", "450798.25"),),
        einnahmen=(make_einnahme("1500.00", SPENDE),),
        zahlungen=(make_zahlung("15.05.2023", "403166.10"),),
        nachweis=make_nachweis(NachweisStatus.FREIGEGEBEN, festgesetzt="359438.60"),
    )
    stated = NachweisStadt(
        euro("359438.60"), euro("450798.25"), euro("403166.10"), date(2024, 8, 31), "Finanzbuchhaltung"
    )
    jahr = make_jahr_of(traeger, status=FoerderjahrStatus.NACHGEWIESEN, nachweis_stadt=stated)
    assert results(jahr)[3] == ("ok", "451358.25", "451358.25")
    assert summen_stadt.eigenanteil_lt_abrechnung(jahr) == euro("90419.65")


def test_the_line_for_all_four_shows_the_zuwendung_and_adds_nothing_up():
    [line] = condense(run("summe_nachweis", make_year()))
    assert figures(line) == ("ok", "1000.00", "1000.00")
    assert "(4 geprüft)" in line.text
