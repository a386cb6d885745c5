"""IBAN and BIC: checked to the digit, refused with a sentence that says what to look for."""

from __future__ import annotations

import pytest

from grants.domain.bank import Bank, BicUnklar, IbanUnklar, bank_of, parse_bic, parse_iban

# Publicly known sample numbers.
GUT = "DE02120300000000202051"


@pytest.mark.parametrize("text", [GUT, "DE02 1203 0000 0000 2020 51", " de02 120300000000202051 "])
def test_an_iban_is_kept_without_blanks_and_in_capitals(text: str):
    assert parse_iban(text) == GUT


def test_nothing_typed_is_no_iban():
    assert parse_iban("  ") == ""
    assert parse_bic("") == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        # Two digits changed places.
        ("DE02120300000000205021", "Ziffer vertauscht"),
        ("DE0212030000000020205", "21 Zeichen"),
        ("ganz was anderes", "keine IBAN"),
        ("XX02120300000000202051", "keine IBAN"),
    ],
)
def test_a_wrong_iban_is_refused_with_what_to_look_for(text: str, words: str):
    with pytest.raises(IbanUnklar, match=words):
        parse_iban(text)


def test_the_bank_is_named_by_the_iban():
    found = bank_of(GUT)
    assert found.bic == "BYLADEM1001"
    assert "Kreditbank" in found.name
    assert bank_of("") == Bank()


def test_a_bic_has_eight_or_eleven_characters():
    assert parse_bic("bylade m1001") == "BYLADEM1001"
    with pytest.raises(BicUnklar, match="8 oder 11"):
        parse_bic("BYLA")
