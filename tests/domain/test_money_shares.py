from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grants.domain.money import (
    HUNDERT,
    NULL,
    Betrag,
    Vomhundert,
    VomhundertUnklar,
    anteil,
    divide_half_up,
    euro,
    format_vomhundert,
    parse_vomhundert,
    split,
    summe,
)

NBSP, MINUS = "\u00a0", "\u2212"


# -- Amounts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [1.0, True, "1", None])
def test_an_amount_counts_whole_cents_only(value):
    with pytest.raises(TypeError):
        Betrag(value)
    with pytest.raises(TypeError):
        Vomhundert(value)


@pytest.mark.parametrize(("value", "field"), [(Betrag(1), "cents"), (Vomhundert(1), "teile")])
def test_an_amount_never_changes(value, field):
    with pytest.raises(FrozenInstanceError):
        setattr(value, field, 2)


def test_amounts_add_subtract_and_compare():
    assert euro("1.10") + euro("2.20") == euro("3.30")
    assert euro("1.10") - euro("2.20") == euro("-1.10")
    assert -euro("1.10") == euro("-1.10")
    assert abs(euro("-1.10")) == euro("1.10")
    assert euro("-1.00") < NULL < euro("0.01")
    assert (bool(NULL), bool(euro("-0.01"))) == (False, True)


def test_a_sum_is_exact_and_of_nothing_is_zero():
    assert summe([euro("0.10")] * 3) == euro("0.30")
    assert summe([]) == euro("0.00")


@pytest.mark.parametrize(
    ("dividend", "divisor", "expected"),
    [
        (5, 2, 3),
        (-5, 2, -3),
        (4, 3, 1),
        (-4, 3, -1),
        (5, 3, 2),
        (1, 2, 1),
        (-1, 2, -1),
        (0, 7, 0),
        (49, 100, 0),
    ],
)
def test_half_is_rounded_away_from_zero(dividend, divisor, expected):
    assert divide_half_up(dividend, divisor) == expected


@pytest.mark.parametrize(
    ("teile", "betrag", "expected"),
    [
        (800_000, "106863.25", "85490.60"),
        (800_000, "0.01", "0.01"),
        (400_000, "0.01", "0.00"),
        (500_000, "0.01", "0.01"),
        (500_000, "-0.01", "-0.01"),
        (500_000, "0.03", "0.02"),
        (500_000, "-0.03", "-0.02"),
        (333_333, "100.00", "33.33"),
        (666_667, "100.00", "66.67"),
        (1_000_000, "1.23", "1.23"),
        (0, "1.23", "0.00"),
    ],
)
def test_a_share_of_an_amount_is_rounded_to_the_cent_half_away_from_zero(teile, betrag, expected):
    assert Vomhundert(teile).of(euro(betrag)) == euro(expected)


@pytest.mark.parametrize(
    ("text", "teile"),
    [
        ("80", 800_000),
        ("80,5", 805_000),
        ("66,6667", 666_667),
        ("0", 0),
        ("100 v. H.", 1_000_000),
        ("80 v.H.", 800_000),
        (f"80{NBSP}%", 800_000),
        ("80%", 800_000),
        ("-2,5", -25_000),
        (" 5 ", 50_000),
    ],
)
def test_a_share_is_read(text, teile):
    assert parse_vomhundert(text) == Vomhundert(teile)


@pytest.mark.parametrize(
    "text", ["", "80.5", "80,66667", "080", "12345", "80 v. T.", "acht", "\uff18\uff10", "80 % %", "80,"]
)
def test_a_share_that_could_be_read_two_ways_is_refused(text):
    with pytest.raises(VomhundertUnklar):
        parse_vomhundert(text)


@pytest.mark.parametrize(
    ("teile", "stored"),
    [(800_000, "80.00"), (805_000, "80.50"), (666_667, "66.6667"), (-25_000, "-2.50"), (0, "0.00")],
)
def test_the_spelling_of_a_share_in_files_has_at_least_two_decimals(teile, stored):
    assert str(Vomhundert(teile)) == stored


@pytest.mark.parametrize(
    ("teil", "ganzes", "teile"),
    [
        ("368600.00", "460750.00", 800_000),
        ("1.00", "3.00", 333_333),
        ("2.00", "3.00", 666_667),
        ("-1.00", "3.00", -333_333),
        ("1.00", "-3.00", -333_333),
        ("-2.00", "-3.00", 666_667),
        ("0.00", "3.00", 0),
        ("1.00", "0.00", None),
    ],
)
def test_a_part_is_expressed_in_vomhundert_of_the_whole(teil, ganzes, teile):
    expected = None if teile is None else Vomhundert(teile)
    assert anteil(euro(teil), euro(ganzes)) == expected


@pytest.mark.parametrize(
    ("teile", "vorzeichen", "expected"),
    [
        (800_000, False, "80,00"),
        (280_000, True, "+28,00"),
        (-21_900, True, f"{MINUS}2,19"),
        (0, True, "0,00"),
        (49, True, "0,00"),
        (-49, True, "0,00"),
        (666_650, False, "66,67"),
        (666_649, False, "66,66"),
        (1_000_000, False, "100,00"),
    ],
)
def test_a_share_is_printed_with_two_decimals(teile, vorzeichen, expected):
    assert format_vomhundert(Vomhundert(teile), vorzeichen=vorzeichen) == expected


def test_the_whole_is_hundred():
    assert format_vomhundert(HUNDERT) == "100,00"
    assert HUNDERT.of(euro("123.45")) == euro("123.45")


# -- Splitting -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("betrag", "gewichte", "shares"),
    [
        ("15550.00", [60, 40], ["9330.00", "6220.00"]),
        ("0.05", [1, 1], ["0.03", "0.02"]),
        ("100.00", [1, 1, 1], ["33.34", "33.33", "33.33"]),
        ("-100.00", [1, 1, 1], ["-33.34", "-33.33", "-33.33"]),
        ("1.00", [0, 1], ["0.00", "1.00"]),
        ("0.02", [1, 2, 3], ["0.00", "0.01", "0.01"]),
    ],
)
def test_an_amount_is_split_by_weight_to_the_cent(betrag, gewichte, shares):
    assert split(euro(betrag), gewichte) == [euro(share) for share in shares]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(-(10**12), 10**12),
    st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(sum),
)
def test_shares_add_up_and_none_is_off_by_a_cent(cents, gewichte):
    shares = split(Betrag(cents), gewichte)
    assert summe(shares) == Betrag(cents)
    for share, gewicht in zip(shares, gewichte, strict=True):
        assert abs(share.cents * sum(gewichte) - cents * gewicht) < sum(gewichte)


@pytest.mark.parametrize("gewichte", [[], [0, 0], [2, -1]])
def test_a_split_needs_weights(gewichte):
    with pytest.raises(ValueError, match="weights"):
        split(euro("1.00"), gewichte)
