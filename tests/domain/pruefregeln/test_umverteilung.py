from __future__ import annotations

import pytest

from grants.domain.pruefregeln.regel import REGISTER, Vorgang
from tests.domain.jahre import figures, make_bescheid, make_jahr, make_umverteilung, run, run_one

ONE_SUM = make_bescheid("1200.00", {"babylotsen": "800.00", "ebika": "400.00"})
TWO_POSITIONS = make_bescheid(
    "1200.00",
    {"babylotsen": ("600.00", "1"), "hebammen": ("200.00", "1"), "ebika": ("400.00", "2")},
    {"1": "800.00", "2": "400.00"},
)


def jahr(*umverteilungen, bescheid=ONE_SUM, am="31.12.2023"):
    return make_jahr(bescheide=(bescheid,), umverteilungen=umverteilungen, am=am)


def test_without_a_move_all_is_in_order():
    assert figures(run_one("umverteilung", jahr())) == ("ok", "0.00", "0.00")


@pytest.mark.parametrize(
    ("arrives", "expected", "gefunden"),
    [("100.00", "ok", "0.00"), ("99.99", "fehler", "-0.01"), ("100.01", "fehler", "0.01")],
)
def test_what_leaves_arrives(arrives, expected, gefunden):
    year = jahr(make_umverteilung("babylotsen", "-100.00"), make_umverteilung("ebika", arrives))
    assert figures(run_one("umverteilung", year)) == (expected, "0.00", gefunden)


def test_rows_of_one_day_are_one_move_and_days_do_not_heal_each_other():
    year = jahr(
        make_umverteilung("ebika", "0.01", vom="16.08.2023"),
        make_umverteilung("babylotsen", "-100.00"),
        make_umverteilung("ebika", "99.99"),
    )
    results = run("umverteilung", year)
    assert [figures(e) for e in results] == [("fehler", "0.00", "-0.01"), ("fehler", "0.00", "0.01")]
    assert "vom 15.08.2023" in results[0].text


def test_a_move_of_a_later_day_does_not_count_yet():
    rows = [make_umverteilung("babylotsen", "-100.00", vom="15.08.2023")]
    assert figures(run_one("umverteilung", jahr(*rows, am="14.08.2023"))) == ("ok", "0.00", "0.00")
    assert run_one("umverteilung", jahr(*rows, am="15.08.2023")).ergebnis == "fehler"


@pytest.mark.parametrize(
    ("consents", "am", "expected"),
    [
        ((None, None), "31.12.2023", "fehler"),
        (("01.08.2023", None), "31.12.2023", "fehler"),
        (("01.08.2023", "01.08.2023"), "31.12.2023", "ok"),
        (("20.08.2023", "20.08.2023"), "20.08.2023", "ok"),
        (("20.08.2023", "20.08.2023"), "19.08.2023", "fehler"),
    ],
)
def test_across_positions_the_authority_has_agreed(consents, am, expected):
    year = jahr(
        make_umverteilung("babylotsen", "-100.00", zustimmung_am=consents[0]),
        make_umverteilung("ebika", "100.00", zustimmung_am=consents[1]),
        bescheid=TWO_POSITIONS,
        am=am,
    )
    balance, consent = run("umverteilung", year)
    assert (balance.ergebnis, consent.ergebnis) == ("ok", expected)
    if expected == "fehler":
        assert figures(consent) == ("fehler", "0.00", "100.00")
        assert consent.text == (
            "Umverteilung vom 15.08.2023: 100,00\u00a0€ gehen über Positionen des Bescheids hinweg (1, 2). "
            "Bitte die Zustimmung der Bewilligungsbehörde bei jeder Zeile eintragen oder einholen."
        )


def test_within_one_position_nobody_has_to_agree():
    year = jahr(
        make_umverteilung("babylotsen", "-100.00"),
        make_umverteilung("hebammen", "100.00"),
        bescheid=TWO_POSITIONS,
    )
    assert [e.ergebnis for e in run("umverteilung", year)] == ["ok"]


def test_two_moves_of_a_day_within_their_positions_do_not_look_like_one_across():
    bescheid = make_bescheid(
        "4.00", {"a": ("1.00", "1"), "b": ("1.00", "1"), "c": ("1.00", "2"), "d": ("1.00", "2")}
    )
    year = jahr(
        *(
            make_umverteilung(kennung, betrag)
            for kennung, betrag in zip("abcd", ["-0.50", "0.50"] * 2, strict=True)
        ),
        bescheid=bescheid,
    )
    assert [e.ergebnis for e in run("umverteilung", year)] == ["ok"]


def test_a_massnahme_that_the_bescheid_does_not_name_is_another_position():
    year = jahr(
        make_umverteilung("babylotsen", "-100.00"), make_umverteilung("neu", "100.00"), bescheid=TWO_POSITIONS
    )
    balance, consent = run("umverteilung", year)
    assert (balance.ergebnis, consent.ergebnis) == ("ok", "fehler")
    assert "hinweg (ohne Position, 1)" in consent.text


def test_it_blocks_the_citys_own_proof_only():
    assert REGISTER["umverteilung"].blockiert == {Vorgang.NACHWEIS_STADT}
