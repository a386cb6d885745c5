from __future__ import annotations

import pytest

from grants.domain.wiedererkennung import Bekannt, Gesucht, gesucht, recognise, similar_names

LOTSEN = Bekannt(1, ("babylotsen",), "Babylotsen", ("Lotsen am Bett",))
TALK = Bekannt(2, ("elterntalk", "talk"), "Elterntalk")


def found(*rows: Gesucht, bekannte: tuple[Bekannt, ...] = (LOTSEN, TALK)) -> list[int | None]:
    return [match and match.id for match in recognise(rows, bekannte)]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (Gesucht("X", "X", "babylotsen"), 1),
        # The Kennung of a Maßnahme that was merged into it.
        (Gesucht("X", "X", "talk"), 2),
        (Gesucht("BABY-LOTSEN", "BABY-LOTSEN"), 1),
        (Gesucht("Lotsen am  Bett", "Lotsen am  Bett"), 1),
        (Gesucht("Babylotsen Bunter Kreis", "Babylotsen"), 1),
        (Gesucht("Babylotse", "Babylotse"), None),
        # A Kennung that nobody has: the name decides.
        (Gesucht("Elterntalk", "Elterntalk", "neu"), 2),
    ],
)
def test_a_row_is_known_by_kennung_then_by_name_or_alias(row: Gesucht, expected: int | None):
    assert found(row) == [expected]


def test_the_whole_label_counts_more_than_the_name_without_traeger():
    whole = Bekannt(3, ("babylotsen-bunter-kreis",), "Babylotsen Bunter Kreis")
    row = Gesucht("Babylotsen Bunter Kreis", "Babylotsen")
    assert found(row, bekannte=(LOTSEN, whole)) == [3]


def test_no_massnahme_belongs_to_two_rows():
    twice = Gesucht("Babylotsen", "Babylotsen")
    assert found(twice, twice) == [1, None]


def test_of_several_with_one_name_it_is_that_of_the_year_then_that_of_the_year_before():
    old, last, this = (Bekannt(i, (f"k-{i}",), "Lotsen", rang=rang) for i, rang in ((1, 2), (2, 1), (3, 0)))
    row = Gesucht("Lotsen", "Lotsen")
    assert found(row, bekannte=(old, last)) == [2]
    assert found(row, bekannte=(old, last, this)) == [3]


def test_a_label_without_a_name_loses_the_known_traeger_at_its_end():
    [row] = gesucht([("Stadtteilarbeit IFAK, Ronahi", None, None)], ["IFAK", "Ronahi"])
    assert (row.name, row.traeger) == ("Stadtteilarbeit", ("IFAK", "Ronahi"))


def test_rows_left_with_one_name_keep_their_whole_labels():
    rows = gesucht(
        [("Stadtteilarbeit IFAK", None, None), ("Stadtteilarbeit SKFM", None, None)], ["IFAK", "SKFM"]
    )
    assert [row.name for row in rows] == ["Stadtteilarbeit IFAK", "Stadtteilarbeit SKFM"]
    assert [row.traeger for row in rows] == [("IFAK",), ("SKFM",)]


def test_only_new_rows_are_compared_and_only_with_massnahmen_that_no_row_is():
    rows = [Gesucht("Babylotsen", "Babylotsen"), Gesucht("Elterntalks", "Elterntalks")]
    pairs = list(similar_names(rows, recognise(rows, (LOTSEN, TALK)), (LOTSEN, TALK)))
    assert pairs == [(rows[1], TALK)]
