"""200 years by chance through the rules: all figures are those counted again, and what is broken is red."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest

from grants.domain import summen, summen_stadt
from grants.domain.begriffe import Antragszeile, Ausgabenart, Finanzierungsart, Zahlungsart
from grants.domain.kette import Jahr
from grants.domain.mappe import Anerkanntart
from grants.domain.mittelstand import Ort, Zahl, build_mittelstand
from grants.domain.pruefregeln import REGISTER, Ergebnis, Ergebnisart, Schwere, pruefe_jahr
from grants.domain.summen import Ausgaben
from grants.domain.zustandekommen import Herkunftszeile, explain
from tests.eigenschaften.zahlen import (
    SEEDS,
    STAPEL,
    check_mittelstand,
    compared,
    red,
    stapel,
    verbleib,
    vergleiche,
)
from tests.mappe_jahr import to_jahr
from tests.nachrechnung import LAND, bruecke, kaufmaennisch
from tests.zufallsbrueche import BRUECHE, gebrochen
from tests.zufallsjahre import STADT, Zufallsjahr, zufallsjahr

each_batch = pytest.mark.parametrize("nummer", range(STAPEL))


def jahr_of(each: Zufallsjahr) -> Jahr:
    return to_jahr(each.mappe, am=each.am)


@cache
def sound(seed: int) -> tuple[Zufallsjahr, Jahr, tuple[Ergebnis, ...]]:
    """Return a year in which all fits, as rows and as a chain, with what the rules say of it."""
    each = zufallsjahr(seed)
    jahr = jahr_of(each)
    return each, jahr, tuple(pruefe_jahr(jahr))


@each_batch
def test_a_year_in_which_all_fits_has_no_red_rule(nummer: int):
    for seed in stapel(nummer):
        _, _, results = sound(seed)
        assert [(e.code, str(e.bezug), e.text) for e in results if e.is_red] == [], seed


@each_batch
def test_exactly_the_rule_that_broke_is_red(nummer: int):
    for seed in stapel(nummer):
        broken, how = gebrochen(seed)
        found = red(pruefe_jahr(jahr_of(broken)))
        assert how.rot <= found <= how.rot | how.folgen, (seed, how.name)


@each_batch
def test_every_figure_is_the_one_counted_again(nummer: int):
    for seed in stapel(nummer):
        each, jahr, _ = sound(seed)
        check_mittelstand(build_mittelstand(jahr), each)
        broken, _ = gebrochen(seed)
        check_mittelstand(build_mittelstand(jahr_of(broken)), broken)


@each_batch
def test_every_rule_compares_the_figures_counted_again(nummer: int):
    for seed in stapel(nummer):
        each, _, results = sound(seed)
        wanted = vergleiche(each)
        found = compared(results, {code for code, *_ in wanted})
        assert found == wanted, seed


@each_batch
def test_the_settlement_of_each_recipient_comes_out(nummer: int):
    """Zuwendung: bridge, Erstattung and Restzahlung; a Stelle is paid nothing and owes nothing."""
    for seed in stapel(nummer):
        each = zufallsjahr(seed)
        for paar, e in each.soll.empfaenger.items():
            if e.festgesetzt is None:
                continue
            where = (seed, paar)
            assert e.festgesetzt == e.bruecke, where
            assert 0 <= e.festgesetzt <= (e.zugesagt or 0), where
            if e.is_stelle:
                assert (e.ausgezahlt, e.erstattet, e.restzahlung, e.gefordert) == (0, 0, 0, None), where
                continue
            left = (e.ausgezahlt or 0) - (e.erstattet or 0) + (e.restzahlung or 0)
            owed = e.erstattung_offen + e.nicht_erhoben - e.restzahlung_offen
            assert left - owed == e.festgesetzt, where


@each_batch
def test_the_year_balances_between_city_land_and_traeger(nummer: int):
    """Einnahmen = Ausgaben, the Verbleib, the ledger and the shares, each counted on both sides."""
    for seed in stapel(nummer):
        each, jahr, _ = sound(seed)
        soll = each.soll
        assert summen_stadt.leistungen_dritter_gesamt(jahr).cents == soll.dritte
        assert summen_stadt.oeffentliche_foerderung_gesamt(jahr).cents == soll.oeffentliche
        ledger = summen_stadt.haushalt_ist_gerechnet(jahr, each.am)
        if soll.festgesetzt is None:
            assert summen_stadt.einnahmen_lt_abrechnung(jahr) is None
            continue
        assert ledger is not None
        assert ledger.cents == soll.haushalt_ist, seed
        income = summen_stadt.einnahmen_lt_abrechnung(jahr)
        assert income is not None
        assert income.insgesamt.cents == soll.anerkannt[0], seed
        assert (income.zuwendung.cents, income.eigenanteil.cents) == (soll.festgesetzt, soll.eigenanteil), (
            seed
        )
        assert soll.eigenanteil >= 0, seed
        assert verbleib(soll) == soll.bescheid, seed
        assert sum(soll.bewilligt.values()) == soll.bescheid, seed


@each_batch
def test_the_lines_of_the_antrag_balance(nummer: int):
    """3.4 = 3.2 − 3.3 = 3.5 + 3.6 + 3.7, from the plans in force."""
    for seed in stapel(nummer):
        each, jahr, _ = sound(seed)
        soll, found = each.soll, summen.antragszeilen(jahr)
        assert found is not None
        planned = [e.geplant for e in soll.empfaenger.values() if e.geplant]
        assert found.gesamtkosten.cents == sum(p[0] for p in planned)
        assert found.zuwendungsfaehige_kosten.cents == sum(p[1] for p in planned)
        assert found.beantragte_foerderung.cents == sum(e.deckung_land for e in soll.empfaenger.values())
        base = found.zuwendungsfaehige_kosten.cents - found.leistungen_dritter.cents
        rest = found.oeffentliche_foerderung.cents + found.eigenanteil.cents
        assert base == found.beantragte_foerderung.cents + rest, seed


@each_batch
def test_each_position_and_each_cut_is_the_one_counted_again(nummer: int):
    for seed in stapel(nummer):
        each, jahr, _ = sound(seed)
        soll = each.soll
        for massnahme, empfaenger in summen.recipients(jahr):
            wanted = soll.empfaenger[massnahme.kennung, empfaenger.kuerzel]
            proved = summen.nachgewiesen_je_position(empfaenger)
            assert plain(proved) == wanted.nachgewiesen_je_position, seed
            recognised = plain(summen.anerkannt_je_position(empfaenger))
            # A position whose last row was moved away may stay with 0,00.
            for code in recognised.keys() | wanted.anerkannt_je_position.keys():
                assert recognised.get(code, (0, 0)) == wanted.anerkannt_je_position.get(code, (0, 0)), seed


def plain(figures: dict[str, Ausgaben]) -> dict[str, tuple[int, int]]:
    return {code: (a.insgesamt.cents, a.zuwendungsfaehig.cents) for code, a in figures.items()}


@each_batch
def test_only_the_cut_of_a_whole_position_is_called_one(nummer: int):
    """A Beleg that was moved counts in its new position, one cut with what is left of it."""
    for seed in stapel(nummer):
        each, jahr, _ = sound(seed)
        if not each.is_abgerechnet:
            continue
        whole = {
            (r.massnahme, r.empfaenger, r.position)
            for r in each.mappe.anerkannt
            if r.art is Anerkanntart.ANERKENNUNG and not r.beleg_nr and r.grund is not None
        }
        called = {
            (massnahme.kennung, empfaenger.kuerzel, code)
            for massnahme, empfaenger in summen.recipients(jahr)
            for code in summen.anerkannt_je_position(empfaenger)
            if empfaenger.belegteile
            and any(
                row.text == "Kürzung der ganzen Ausgabeposition"
                for row in _origin(jahr, massnahme.kennung, empfaenger.kuerzel, code)
            )
        }
        simple = {(r.massnahme, r.empfaenger) for r in each.mappe.belege}
        assert called == {place for place in whole if place[:2] in simple}, seed


def _origin(jahr: Jahr, kennung: str, kuerzel: str, code: str) -> tuple[Herkunftszeile, ...]:
    found = explain(jahr, Zahl.ANERKANNT_ZF, Ort(kennung, kuerzel), code)
    assert found is not None
    assert found.summe == found.betrag
    return found.zeilen


@each_batch
def test_an_einzelansatz_is_marked_where_it_is_more_than_the_tolerance_above_plan(nummer: int):
    for seed in stapel(nummer):
        each, jahr, results = sound(seed)
        hints = [e for e in results if e.ergebnis is Ergebnisart.HINWEIS]
        marked = [e for e in hints if e.code == "einzelansatz"]
        assert len(marked) == sum(_ueber_plan(each, jahr)), seed


def _ueber_plan(each: Zufallsjahr, jahr: Jahr) -> list[int]:
    """Return how many hints each recipient has to get."""
    counts = []
    for massnahme, empfaenger in summen.recipients(jahr):
        wanted = each.soll.empfaenger[massnahme.kennung, empfaenger.kuerzel]
        if wanted.geplant is None or wanted.nachgewiesen is None:
            continue
        rows = [
            r
            for r in each.mappe.plaene
            if (r.massnahme, r.empfaenger) == (massnahme.kennung, empfaenger.kuerzel) and r.position
        ]
        last = max(r.version for r in rows if r.wirksam_ab is None or r.wirksam_ab <= each.am)
        plan = {r.position: r.zuwendungsfaehig.cents for r in rows if r.version == last}
        over = [
            code
            for code, (_, ist) in wanted.nachgewiesen_je_position.items()
            if ist > Fraction(12, 10) * plan.get(code, 0)
        ]
        counts.append(len(over) + (wanted.nachgewiesen[0] > wanted.geplant[0]))
    return counts


def test_rounding_is_kaufmaennisch_on_both_sides_of_zero():
    assert [kaufmaennisch(Fraction(n, 2)) for n in (-3, -1, 0, 1, 3)] == [-2, -1, 0, 1, 2]
    assert bruecke(Finanzierungsart.ANTEIL, h=100, a=75, d=0, e=0, p=Fraction(1, 50)) == 2


# -- What the years hold -----------------------------------------------------------------------------------------


def test_every_rule_that_can_be_red_is_broken_in_some_year():
    used = {gebrochen(seed)[1].name for seed in range(SEEDS)}
    assert used == {each.name for each in BRUECHE}
    broken = {code for each in BRUECHE for code in each.rot}
    # A rule that only hints is never red.
    assert broken == {code for code, rule in REGISTER.items() if rule.schwere is Schwere.FEHLER}


def test_the_same_seed_is_the_same_year():
    again = zufallsjahr.__wrapped__(25)
    assert again == zufallsjahr(25)
    assert zufallsjahr(26).mappe != again.mappe


def test_the_years_hold_all_that_can_happen_to_money():
    years = [zufallsjahr(seed) for seed in range(SEEDS)]
    all_of = [soll for each in years for soll in each.soll.empfaenger.values()]
    assert max(len(each.soll.bewilligt) for each in years) == 30
    assert 500 <= max(len(each.mappe.belege) for each in years) < 600
    assert {z.finanzierungsart for each in years for z in each.mappe.zusagen} == {*Finanzierungsart, None}
    assert any(each.ohne_art for each in years)
    assert {z.art for each in years for z in (*each.mappe.zahlungen, *each.mappe.zahlungen_land)} == set(
        Zahlungsart
    )
    assert {z.herkunft for each in years for z in each.mappe.zusagen} == {LAND, STADT}
    assert any(r.betrag.cents < 0 for each in years for r in each.mappe.belege)
    assert any(r.ausgabenart is Ausgabenart.PAUSCHALE for each in years for r in each.mappe.plaene)
    rows = [r for each in years for r in each.mappe.anerkannt]
    assert {r.mindert_insgesamt for r in rows} == {True, False, None}
    assert any(r.umgeordnet_nach and r.grund for r in rows)
    assert any(not r.beleg_nr and r.grund for r in rows)
    # Money asked back: received, waived and open; and paid afterwards, as a whole and in part.
    assert any(e.erstattet and e.nicht_erhoben and e.erstattung_offen for e in all_of)
    assert any(e.restzahlung and not e.restzahlung_offen for e in all_of)
    assert any(e.restzahlung and e.restzahlung_offen for e in all_of)
    assert any(each.mappe.umverteilungen for each in years)
    assert any(
        z.zeile is Antragszeile.LEISTUNGEN_DRITTER and z.herkunft == "traeger"
        for each in years
        for z in each.mappe.zuordnungen
    )
