"""How an Ereignis reads: words instead of keys, German amounts and days, old and new side by side."""

from __future__ import annotations

import pytest

from grants.domain.verlauf import art_wort, beschreibe, gegenstand_wort


def read(values: dict[str, object]) -> list[tuple[str, str, str]]:
    return [(a.feld, a.alt, a.neu) for a in beschreibe(values)]


def test_old_and_new_values_stand_side_by_side_and_what_stayed_is_left_out():
    said = read(
        {
            "alt": {"betrag": "86600.00", "tag": "2024-05-02"},
            "neu": {"betrag": "85000.00", "tag": "2024-05-02"},
        }
    )
    assert said == [("Betrag", "86.600,00\N{NO-BREAK SPACE}€", "85.000,00\N{NO-BREAK SPACE}€")]


def test_a_value_that_was_not_there_before_has_no_old_one():
    assert read({"alt": {"am": None}, "neu": {"am": "2024-05-02"}}) == [("Am", "", "02.05.2024")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2024-05-02", "02.05.2024"),
        ("398400.00", "398.400,00\N{NO-BREAK SPACE}€"),
        ("-0.01", "−0,01\N{NO-BREAK SPACE}€"),
        (True, "ja"),
        (False, "nein"),
        (7, "7"),
        (["a", "b"], "a, b"),
    ],
)
def test_values_read_as_people_write_them(value: object, text: str):
    [(_, _, neu)] = read({"notiz": value})
    assert neu == text


def test_kinds_and_subjects_are_words():
    assert art_wort("frist_verlaengert") == "Frist verlängert"
    assert gegenstand_wort("foerderjahr/kinderstark/2024") == "Förderjahr 2024"


def test_a_value_of_a_closed_list_reads_as_its_word():
    assert read({"rolle": "geschaeftsstelle"}) == [("Rolle", "", "Geschäftsstelle")]
    assert read({"alt": {"herkunft": "stadt"}, "neu": {"herkunft": "land"}}) == [
        ("Herkunft", "Stadt", "Land")
    ]
