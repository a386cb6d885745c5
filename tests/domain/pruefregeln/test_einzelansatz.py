from __future__ import annotations

import pytest

from grants.domain.begriffe import NachweisStatus
from grants.domain.money import Vomhundert
from tests.domain.jahre import (
    figures,
    make_angegeben,
    make_belegteil,
    make_empfaenger,
    make_jahr_of,
    make_nachweis,
    make_parameter,
    make_plan,
    run,
    run_one,
)

PLAN = make_plan({"SA": "3000.00", "HO": "9000.00"})


def jahr_with(*belegteile, plan=PLAN, status=NachweisStatus.EINGEREICHT, parameter=None, angegeben=()):
    empfaenger = make_empfaenger(
        plaene=(plan,) if plan else (),
        belegteile=belegteile,
        nachweis=make_nachweis(status, angegeben=angegeben),
    )
    return make_jahr_of(empfaenger, parameter=parameter or make_parameter())


def spent(code, betrag, zuwendungsfaehig=None):
    return make_belegteil(f"A-{code}", betrag, zuwendungsfaehig, position=code)


@pytest.mark.parametrize(
    ("ist", "ergebnis"),
    [("3000.00", "ok"), ("3599.99", "ok"), ("3600.00", "ok"), ("3600.01", "hinweis"), ("3840.00", "hinweis")],
)
def test_exactly_the_tolerance_is_within(ist, ergebnis):
    result = run("einzelansatz", jahr_with(spent("SA", ist)))[0]
    assert figures(result) == (ergebnis, "3600.00", ist)


def test_an_overrun_names_its_share_and_asks_for_a_sentence():
    result = run("einzelansatz", jahr_with(spent("SA", "3840.00")))[0]
    assert "+28,00 v. H." in result.text
    assert "Zulässig sind +20,00 v. H., also 3.600,00" in result.text
    assert result.text.endswith(
        "Bitte erläutern Sie die Abweichung. Sie können den Nachweis trotzdem absenden; die Stadt entscheidet."
    )


@pytest.mark.parametrize(("ist", "ergebnis", "bound"), [("0.03", "ok", "0.03"), ("0.04", "hinweis", "0.03")])
def test_a_bound_between_two_cents_is_not_rounded_up(ist, ergebnis, bound):
    # 0,03 + 20 v. H. are 0,036: rounded it would be 0,04.
    jahr = jahr_with(spent("SA", ist), plan=make_plan({"SA": "0.03"}))
    assert figures(run("einzelansatz", jahr)[0]) == (ergebnis, bound, ist)


def test_only_what_is_zuwendungsfaehig_counts_against_the_position():
    jahr = jahr_with(spent("SA", "5000.00", "3600.00"))
    assert figures(run("einzelansatz", jahr)[0]) == ("ok", "3600.00", "3600.00")


def test_every_position_of_the_plan_has_a_result():
    results = run("einzelansatz", jahr_with(spent("SA", "100.00")))
    assert [figures(r) for r in results] == [("ok", "3600.00", "100.00"), ("ok", "10800.00", "0.00")]


def test_an_ausgabe_the_plan_does_not_know_is_a_hinweis():
    result = run("einzelansatz", jahr_with(spent("OE", "0.01")))[-1]
    assert figures(result) == ("hinweis", "0.00", "0.01")
    assert "sieht dafür nichts vor" in result.text


@pytest.mark.parametrize(
    ("sach", "ergebnisse"), [("3000.00", ["ok", "ok"]), ("3000.01", ["ok", "ok", "hinweis"])]
)
def test_the_total_above_the_plan_is_the_recipients(sach, ergebnisse):
    results = run("einzelansatz", jahr_with(spent("SA", sach), spent("HO", "9000.00")))
    assert [r.ergebnis for r in results] == ergebnisse
    if len(results) == 3:
        assert figures(results[2]) == ("hinweis", "12000.00", "12000.01")
        assert "die Mehrausgaben trägt der Empfänger" in results[2].text


def test_the_total_counts_what_is_not_zuwendungsfaehig_too():
    results = run("einzelansatz", jahr_with(spent("SA", "12000.01", "0.00")))
    assert figures(results[-1]) == ("hinweis", "12000.00", "12000.01")


def test_where_the_bescheid_does_not_bind_the_positions_only_the_total_is_looked_at():
    off = make_parameter(toleranz_anwenden=False)
    assert run_one("einzelansatz", jahr_with(spent("SA", "9999.00"), parameter=off)).ergebnis == (
        "trifft_nicht_zu"
    )
    results = run("einzelansatz", jahr_with(spent("SA", "12000.01"), parameter=off))
    assert [r.ergebnis for r in results] == ["trifft_nicht_zu", "hinweis"]


@pytest.mark.parametrize("gap", [{"toleranz": None}, {"toleranz_anwenden": None}])
def test_without_the_parameters_it_is_red_once_the_first_proof_is_in(gap):
    parameter = make_parameter(**gap)
    draft = jahr_with(spent("SA", "9999.00"), status=NachweisStatus.ENTWURF, parameter=parameter)
    assert run_one("einzelansatz", draft).ergebnis == "noch_nicht_faellig"
    first = make_empfaenger("a", plaene=(PLAN,), belegteile=(spent("SA", "1.00"),), nachweis=make_nachweis())
    jahr = make_jahr_of(first, make_empfaenger("b"), parameter=parameter)
    assert [r.ergebnis for r in run("einzelansatz", jahr)] == ["nicht_geprueft", "noch_nicht_faellig"]


def test_a_tolerance_of_nothing_allows_nothing():
    jahr = jahr_with(spent("SA", "3000.01"), parameter=make_parameter(toleranz=Vomhundert(0)))
    assert figures(run("einzelansatz", jahr)[0]) == ("hinweis", "3000.00", "3000.01")


@pytest.mark.parametrize(("plan", "rows"), [(None, (spent("SA", "1.00"),)), (PLAN, ())])
def test_without_plan_or_proof_nothing_is_compared(plan, rows):
    assert run_one("einzelansatz", jahr_with(*rows, plan=plan)).ergebnis == "nicht_geprueft"
    draft = jahr_with(*rows, plan=plan, status=NachweisStatus.ENTWURF)
    assert run_one("einzelansatz", draft).ergebnis == "noch_nicht_faellig"


def test_a_simple_proof_is_compared_by_its_stated_sums():
    jahr = jahr_with(angegeben=(make_angegeben("SA", "3600.01"),))
    assert figures(run("einzelansatz", jahr)[0]) == ("hinweis", "3600.00", "3600.01")
