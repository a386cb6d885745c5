"""Counts: reading numbers, sums of quarters, parts and wholes, the picture."""

from __future__ import annotations

import pytest

from grants.domain.kennzahlen import (
    AnzahlUnklar,
    Kennzahlart,
    Kennzahlstand,
    build_saeulen,
    find_hints,
    format_anzahl,
    in_order,
    parse_anzahl,
    sum_up,
)
from grants.domain.kennzahlvorschlaege import GRUPPEN


def art(key: int, *, zeitraum: str = "jahr", davon: int | None = None, reihe: int = 0) -> Kennzahlart:
    return Kennzahlart(key, f"k{key}", f"Zählung {key}", "Personen", "", zeitraum, davon, reihenfolge=reihe)


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("12", 12), (" 1.234 ", 1234), ("1 234 567", 1_234_567), ("007", 7)]
)
def test_whole_numbers_are_read_as_offices_write_them(text: str, number: int):
    assert parse_anzahl(text) == number


@pytest.mark.parametrize("text", ["12,5", "1.23", "-1", "elf", "", "1.2345", "3000000000", "1,000"])
def test_anything_else_is_asked_about(text: str):
    with pytest.raises(AnzahlUnklar, match=r"ganze Zahl|zu groß"):
        parse_anzahl(text)


def test_counts_are_written_with_points():
    assert format_anzahl(1_234_567) == "1.234.567"


def test_a_year_is_the_sum_of_its_quarters_and_nothing_without_any():
    quarterly = art(1, zeitraum="quartal")
    assert sum_up(quarterly, {1: 3, 4: 0}) == 3
    assert sum_up(quarterly, {}) is None
    # What was once entered for the year is no quarter.
    assert sum_up(quarterly, {0: 99}) is None
    assert sum_up(art(2), {0: 0}) == 0


def test_parts_stand_behind_their_whole_and_none_is_lost_in_a_ring():
    every = [art(1, davon=3, reihe=1), art(2, reihe=2), art(3, reihe=3), art(4, davon=99, reihe=4)]
    assert [each.id for each in in_order(every)] == [2, 3, 1, 4]
    ring = [art(1, davon=2), art(2, davon=1)]
    assert {each.id for each in in_order(ring)} == {1, 2}


@pytest.mark.parametrize(("teil", "hints"), [(9, 0), (10, 0), (11, 1)])
def test_a_part_larger_than_its_whole_is_pointed_at(teil: int, hints: int):
    staende = [Kennzahlstand(art(1), ist={0: 10}), Kennzahlstand(art(2, davon=1), ist={0: teil})]
    assert len(find_hints(staende)) == hints


def test_the_picture_has_the_highest_bar_at_full_height_and_shows_small_values():
    bars = build_saeulen(Kennzahlstand(art(1), soll=1000, ist={0: 1}, vorjahr=0), 2024)
    assert [(each.titel, each.wert, each.hoehe) for each in bars] == [
        ("2023", 0, 0),
        ("Soll", 1000, 96),
        ("2024", 1, 1),
    ]


@pytest.mark.parametrize("stand", [Kennzahlstand(art(1), soll=5), Kennzahlstand(art(1), soll=0, ist={0: 0})])
def test_one_value_or_only_zeros_are_no_comparison(stand: Kennzahlstand):
    assert build_saeulen(stand, 2024) == ()


def test_suggestions_name_their_whole_before_them_and_no_group_asks_for_more_than_six():
    for gruppe in GRUPPEN:
        seen: set[str] = set()
        assert len(gruppe.vorschlaege) <= 6
        for each in gruppe.vorschlaege:
            assert not each.davon_von or each.davon_von in seen
            assert each.zaehlregel
            seen.add(each.schluessel)
