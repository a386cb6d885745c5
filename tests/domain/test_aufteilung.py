"""A Bescheid is divided to the cent, in whole steps, and nobody gets more than was applied for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.domain.aufteilung import SCHRITTE, distribute
from grants.domain.money import NULL, Betrag, euro, summe

ANTRAG = [("a", euro("100000.00")), ("b", euro("86600.00")), ("c", euro("15550.00"))]


def test_a_full_grant_is_divided_as_applied_for():
    assert distribute(euro("202150.00"), ANTRAG).betraege == dict(ANTRAG)


def test_a_cut_goes_in_whole_steps_and_the_rest_to_the_chosen_one():
    found = distribute(euro("180000.00"), ANTRAG, schritt=10_000, rest_auf="b").betraege
    assert found == {"a": euro("89000.00"), "b": euro("77200.00"), "c": euro("13800.00")}
    assert summe(found.values()) == euro("180000.00")


def test_what_nobody_applied_for_is_named_and_given_to_nobody():
    proposal = distribute(euro("202200.00"), ANTRAG)
    assert proposal.rest == euro("50.00")
    assert summe(proposal.betraege.values()) == euro("202150.00")


def test_nothing_granted_is_nothing_for_everybody():
    assert set(distribute(NULL, ANTRAG).betraege.values()) == {NULL}


def test_a_negative_amount_is_refused():
    with pytest.raises(ValueError, match="negative"):
        distribute(euro("-1.00"), ANTRAG)


@given(
    st.lists(st.integers(1, 50_000_000), min_size=1, max_size=30),
    st.integers(0, 1_000_000_000),
    st.sampled_from(SCHRITTE),
    st.integers(0, 29),
)
def test_every_division_adds_up_and_stays_within_what_was_asked(
    cents: list[int], granted: int, schritt: int, chosen: int
):
    asked = [(f"m{number}", Betrag(each)) for number, each in enumerate(cents)]
    proposal = distribute(Betrag(granted), asked, schritt=schritt, rest_auf=f"m{chosen}")
    assert summe(proposal.betraege.values()) + proposal.rest == Betrag(granted)
    assert proposal.rest == Betrag(max(0, granted - sum(cents)))
    for key, each in asked:
        assert 0 <= proposal.betraege[key].cents <= each.cents
    assert distribute(Betrag(granted), asked, schritt=schritt, rest_auf=f"m{chosen}") == proposal
