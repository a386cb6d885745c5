"""The sample: what is always in it, how far chance fills it up, and that it can be drawn again."""

from __future__ import annotations

import random

import pytest

from grants.domain.begriffe import Stichprobengrund
from grants.domain.money import Betrag, Vomhundert, euro, summe
from grants.domain.stichprobe import Kandidat, Vorgabe, Ziehung, check_vorgabe, draw, explain

SCHWELLE, RISIKO, ZUFALL = Stichprobengrund.SCHWELLE, Stichprobengrund.RISIKO, Stichprobengrund.ZUFALL


def vh(number: int) -> Vomhundert:
    return Vomhundert(number * 10_000)


def vorgabe(schwelle: str | None = "1000.00", anteil: int = 10, zeilen: int = 3, seed: str = "a1") -> Vorgabe:
    return Vorgabe(euro(schwelle) if schwelle else None, vh(anteil), zeilen, seed)


BELEGE = [
    Kandidat("B-01", "PK", euro("5000.00")),
    Kandidat("B-02", "SA", euro("1000.00")),
    Kandidat("B-03", "SA", euro("-1000.01")),
    Kandidat("B-04", "OE", euro("12.00"), ("Leistung außerhalb des Zeitraums",)),
    *(Kandidat(f"C-{i:03d}", "SA", euro("50.00")) for i in range(200)),
]


# Of the seed `beispiel-2023`; a sample that was drawn must be drawn alike for ever.
GEZOGEN = ["C-040", "C-128", "C-131", "C-152", "C-180"]


def keys(ziehung: Ziehung, grund: Stichprobengrund | None = None) -> list[str]:
    return [each.kandidat.beleg_nr for each in ziehung.gezogen if grund in (None, each.grund)]


def test_everything_above_the_threshold_is_in_it_credits_too_and_exactly_the_threshold_is_not():
    assert keys(draw(BELEGE, vorgabe(anteil=0, zeilen=1)), SCHWELLE) == ["B-01", "B-03"]


def test_what_carries_a_risk_is_in_it_whatever_its_amount():
    assert keys(draw(BELEGE, vorgabe(anteil=0, zeilen=1)), RISIKO) == ["B-04"]


def test_chance_fills_up_to_the_share_of_the_sum_and_not_further():
    ziehung = draw(BELEGE, vorgabe(schwelle=None, anteil=20, zeilen=0))
    wanted = vh(20).of(ziehung.summe)
    assert ziehung.summe == euro("17012.01")
    assert ziehung.umfang.summe_gezogen >= wanted
    [last] = [
        each
        for each in ziehung.gezogen
        if each.grund is ZUFALL and ziehung.umfang.summe_gezogen - abs(each.kandidat.betrag) < wanted
    ][:1]
    assert last is not None


def test_chance_fills_up_to_the_number_of_rows_and_stops_where_there_are_no_more():
    assert len(draw(BELEGE, vorgabe(anteil=0, zeilen=17)).gezogen) == 17
    assert len(draw(BELEGE[:3], vorgabe(anteil=0, zeilen=17)).gezogen) == 3
    assert draw([], vorgabe()).gezogen == ()


def test_the_same_seed_draws_the_same_rows_from_any_order_and_another_seed_draws_others():
    shuffled = list(BELEGE)
    random.Random(4).shuffle(shuffled)  # noqa: S311 - a test, no secret
    first = draw(BELEGE, vorgabe(zeilen=30))
    assert draw(shuffled, vorgabe(zeilen=30)) == first
    assert draw(BELEGE, vorgabe(zeilen=30, seed="a2")).gezogen != first.gezogen


def test_a_known_seed_draws_known_rows_so_that_no_version_of_the_program_draws_others():
    ziehung = draw(BELEGE, vorgabe(schwelle=None, anteil=0, zeilen=6, seed="beispiel-2023"))
    assert keys(ziehung, ZUFALL) == GEZOGEN


def test_another_lot_is_told_apart_by_its_hash():
    first = draw(BELEGE, vorgabe())
    changed = [*BELEGE[:-1], Kandidat("C-199", "SA", euro("50.01"))]
    assert draw(changed, vorgabe()).grundgesamtheit_sha256 != first.grundgesamtheit_sha256


def test_one_beleg_under_two_positions_is_two_rows():
    twice = [Kandidat("X", "SA", euro("1.00")), Kandidat("X", "OE", euro("2.00"))]
    assert draw(twice, vorgabe()).anzahl == 2


def test_how_it_was_drawn_is_told_with_its_figures():
    ziehung = draw(BELEGE, vorgabe(anteil=50, zeilen=3, seed="a1"))
    text = " ".join(explain(ziehung.umfang)).replace("\N{NO-BREAK SPACE}", " ")
    assert "204 Belegzeilen über 17.012,01 €" in text
    assert "alle Belege über 1.000,00 € (2)" in text
    assert "alle weiteren mit Risikomerkmal (1)" in text
    assert "50,00 v. H." in text
    assert "Startwert „a1“" in text


@pytest.mark.parametrize(
    ("wish", "codes"),
    [
        (vorgabe(), []),
        (vorgabe(schwelle="-1.00"), ["schwelle_negativ"]),
        (vorgabe(anteil=101), ["anteil_unklar"]),
        (vorgabe(anteil=-1, zeilen=-1), ["anteil_unklar", "zeilen_negativ"]),
        (vorgabe(schwelle=None, anteil=0, zeilen=0), ["stichprobe_leer"]),
    ],
)
def test_all_wrong_wishes_are_told_at_once(wish: Vorgabe, codes: list[str]):
    assert [violation.code for violation in check_vorgabe(wish)] == codes


@pytest.mark.parametrize("seed", range(20))
def test_any_lot_yields_a_sample_that_keeps_its_promises(seed: int):
    dice = random.Random(seed)  # noqa: S311 - a test, no secret
    lot = [
        Kandidat(
            f"B-{i}",
            dice.choice(["PK", "SA"]),
            Betrag(dice.randint(-50_000, 500_000)),
            ("Beispiel",) if dice.random() < 0.1 else (),
        )
        for i in range(dice.randint(1, 120))
    ]
    wish = Vorgabe(Betrag(dice.randint(0, 400_000)), vh(dice.randint(0, 100)), dice.randint(0, 50), str(seed))
    ziehung = draw(lot, wish)
    drawn = {each.kandidat for each in ziehung.gezogen}
    assert all(each in drawn for each in lot if each.risiken or abs(each.betrag) > wish.schwelle)
    assert len(drawn) >= min(len(lot), wish.zeilen)
    assert summe(abs(each.betrag) for each in drawn) >= min(wish.anteil.of(ziehung.summe), ziehung.summe)
