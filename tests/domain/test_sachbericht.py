"""The parts of the Sachbericht: which are asked for, in which order texts are printed, how long one is."""

from __future__ import annotations

import pytest

from grants.domain.errors import NotFound
from grants.domain.kette import Finanzierungsplan, Personalzeile
from grants.domain.money import Betrag
from grants.domain.sachbericht import (
    ABSCHNITTE,
    asked,
    count,
    find_text,
    is_kurzform,
    sort_keys,
    write_personal,
)


@pytest.mark.parametrize(
    ("zugesagt", "unter", "kurz"),
    [(99_999, 100_000, True), (100_000, 100_000, False), (None, 100_000, False), (1, None, False)],
)
def test_the_short_form_begins_below_the_amount(zugesagt: int | None, unter: int | None, kurz: bool):
    def amount(cents: int | None) -> Betrag | None:
        return None if cents is None else Betrag(cents)

    assert is_kurzform(amount(zugesagt), amount(unter)) is kurz


def test_the_short_form_keeps_figures_files_and_declarations():
    keys = [each.schluessel for each in asked(kurzform=True)]
    assert keys == [
        "stammdaten",
        "kurzfassung",
        "umsetzung",
        "ziele",
        "kennzahlen",
        "abweichungen",
        "anlagen",
        "erklaerungen",
    ]
    assert len(list(asked(kurzform=False))) == len(ABSCHNITTE) == 12


def test_texts_have_limits_and_the_summary_for_the_committee_is_six_hundred():
    assert find_text("kurzfassung").grenze == 600
    assert all(each.grenze > 0 for each in ABSCHNITTE if not each.verweis)


@pytest.mark.parametrize("key", ["", "kennzahlen", "anlagen", "erlaeuterung-zeitraum", "abweichung"])
def test_what_is_no_text_of_the_report_is_not_found(key: str):
    with pytest.raises(NotFound):
        find_text(key)


def test_reasons_of_positions_are_printed_behind_part_seven_and_sentences_to_rules_not_at_all():
    keys = ["ziele", "abweichung-2", "erlaeuterung-zeitraum", "kooperation", "abweichungen", "abweichung-1"]
    assert sort_keys(keys) == ["ziele", "abweichungen", "abweichung-1", "abweichung-2", "kooperation"]


def test_characters_are_counted_as_the_page_counts_them():
    assert count("  äöü\n€ 😀 ") == 7


def test_staff_is_written_without_names_and_only_what_the_plan_knows():
    plan = Finanzierungsplan(
        1,
        None,
        (),
        (),
        (Personalzeile("1", "Lotsin", 50, "S 12", 1), Personalzeile("1", "Verwaltung", 125)),
    )
    assert write_personal(plan) == "Lotsin: 0,50 VZÄ, S 12, 1 Monat\nVerwaltung: 1,25 VZÄ"
    assert write_personal(None) == ""
