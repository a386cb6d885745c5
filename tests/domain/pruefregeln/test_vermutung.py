from __future__ import annotations

import pytest

from grants.domain.money import Betrag, euro
from grants.domain.pruefregeln.vermutung import guess_cause
from tests.domain.jahre import make_antrag, make_jahr, make_massnahme

ANTRAG_2024 = {
    "geschaeftsstelle": "100000.00",
    "babylotsen": "86600.00",
    "lotsendienste": "66300.00",
    "lotsendienst-eltern": "44000.00",
    "stadtteilarbeit": "15550.00",
    "vaeter": "25000.00",
    "hebammen": "18000.00",
    "elterntalk": "10000.00",
    "sprachfoerderung": "33000.00",
}


def guess(zeilen, genannt, *, ausgelaufen=(), vorjahr=None):
    """Return the guess for a list whose rows add up to something else than `genannt`."""
    antrag = make_antrag(zeilen, genannt=euro(genannt))
    differenz = sum(euro(betrag).cents for betrag in zeilen.values()) - euro(genannt).cents
    jahr = make_jahr(
        [make_massnahme(kennung, vorjahr=(vorjahr or {}).get(kennung)) for kennung in zeilen],
        antraege=(antrag,),
        ausgelaufen=tuple((name, euro(betrag)) for name, betrag in ausgelaufen),
    )
    return guess_cause(jahr, Betrag(differenz))


@pytest.mark.parametrize("genannt", ["398400.00", "398500.00"], ids=["rounded down", "rounded up"])
def test_the_only_row_that_is_not_rounded_is_named(genannt):
    expected = "Nur eine Zeile ist nicht auf volle 100 € gerundet: Stadtteilarbeit."
    assert guess(ANTRAG_2024, genannt) == expected


@pytest.mark.parametrize(
    ("zeilen", "genannt"),
    [
        pytest.param(ANTRAG_2024, "398300.00", id="another difference"),
        pytest.param({**ANTRAG_2024, "ebika": "2870.00"}, "401270.00", id="two rows are not rounded"),
        pytest.param({"babylotsen": "150.00"}, "100.00", id="nothing else is rounded"),
        pytest.param({"a": "150.00", "b": "200.00"}, "300.01", id="the total is not rounded either"),
    ],
)
def test_rounding_is_not_suspected_without_reason(zeilen, genannt):
    assert "gerundet" not in guess(zeilen, genannt)


def test_a_row_missing_since_last_year_is_named():
    expected = "So hoch war im Vorjahr „EBIKA“; vielleicht fehlt diese Zeile in der Liste."
    assert guess({"a": "800.00", "b": "500.00"}, "4170.00", ausgelaufen=[("EBIKA", "2870.00")]) == expected


def test_a_row_that_ended_explains_no_surplus():
    assert guess({"a": "800.00", "b": "500.00"}, "1288.00", ausgelaufen=[("EBIKA", "12.00")]) == ""


def test_a_row_that_stands_twice_is_named():
    assert guess({"a": "811.00", "b": "500.00"}, "811.00") == (
        "So hoch ist „B“; vielleicht steht die Zeile doppelt in der Liste oder fehlt in der angegebenen Summe."
    )


def test_a_row_that_the_stated_total_counts_twice_is_named():
    assert guess({"a": "811.00", "b": "500.00"}, "1811.00") == (
        "So hoch ist „B“; vielleicht zählt die angegebene Summe die Zeile doppelt."
    )


def test_rows_of_the_same_amount_are_both_named():
    assert guess({"a": "500.00", "b": "500.00"}, "500.00").startswith("So hoch ist „A“ oder „B“;")


def test_the_amount_of_last_year_that_would_fit_is_named():
    # 850,00 instead of last year's 812,00: the total still holds the old amount.
    guessed = guess(
        {"a": "850.00", "b": "500.00"}, "1312.00", vorjahr={"a": euro("812.00"), "b": euro("1.00")}
    )
    assert guessed == "Mit dem Betrag des Vorjahres bei „A“ (812,00\u00a0€) wären beide Summen gleich."


def test_a_massnahme_that_left_the_list_is_named_with_last_years_amount():
    antrag = make_antrag({"a": "850.00"}, genannt=euro("1661.00"))
    jahr = make_jahr(
        [make_massnahme("a"), make_massnahme("ebika", vorjahr=euro("811.00"))], antraege=(antrag,)
    )
    assert guess_cause(jahr, euro("-811.00")).startswith("Mit dem Betrag des Vorjahres bei „Ebika“")


def test_swapped_digits_in_a_row_are_named():
    # 7.380 typed as 7.830.
    assert guess({"a": "7830.00", "b": "1200.00"}, "8580.00") == (
        "Bei „A“ sind vielleicht zwei Ziffern vertauscht: 7.380,00\u00a0€ statt 7.830,00\u00a0€."
    )


def test_swapped_digits_in_the_stated_total_are_found():
    assert guess({"a": "300000.00", "b": "98400.00"}, "389400.00") == (
        "In der angegebenen Summe sind vielleicht zwei Ziffern vertauscht."
    )


@pytest.mark.parametrize(
    ("zeilen", "genannt"),
    [
        pytest.param({"a": "7830.00", "b": "7830.00"}, "15210.00", id="two rows would fit"),
        pytest.param({"a": "1023.00", "b": "1200.00"}, "1323.00", id="no number begins with 0"),
        pytest.param({"a": "1203.00", "b": "2200.00"}, "3400.30", id="nobody swaps across the comma"),
        pytest.param({"a": "7800.00", "b": "1200.00"}, "8993.00", id="not divisible by 9"),
        pytest.param({"a": "7830.00", "b": "1200.00"}, "9030.00", id="no difference"),
    ],
)
def test_nothing_is_guessed_without_reason(zeilen, genannt):
    assert guess(zeilen, genannt) == ""


def test_nothing_is_guessed_without_a_list():
    assert guess_cause(make_jahr(), euro("50.00")) == ""
