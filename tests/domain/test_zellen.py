"""What changed between the page that was shown and what is stored now."""

from __future__ import annotations

import pytest

from grants.domain.zellen import find_changes

GEZEIGT = {"a": "1", "b": "2", "c": ""}


@pytest.mark.parametrize(
    ("meine", "jetzt", "found"),
    [
        # (what is wanted, what is stored) → cells that are told, and whether both changed them
        ({"a": "1"}, {"a": "1"}, []),
        ({"a": "9"}, {"a": "1"}, []),
        ({"a": "9"}, {"a": "9"}, []),
        ({"a": "9"}, {"a": "8"}, [("a", True)]),
        ({"a": "1"}, {"a": "8"}, [("a", False)]),
        ({}, {"a": "8"}, [("a", False)]),
    ],
)
def test_a_cell_is_told_when_somebody_else_changed_it_to_something_that_is_not_wanted(meine, jetzt, found):
    told = find_changes(GEZEIGT, GEZEIGT | meine, GEZEIGT | jetzt)
    assert [(each.feld, each.is_streit) for each in told] == found


def test_a_cell_that_came_and_one_that_went_are_told_with_both_values():
    told = find_changes({"weg": "1"}, {"weg": "2"}, {"neu": "3"})
    assert [(each.feld, each.gezeigt, each.meine, each.jetzt) for each in told] == [
        ("neu", "", "", "3"),
        ("weg", "1", "2", ""),
    ]
