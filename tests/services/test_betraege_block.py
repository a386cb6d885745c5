"""A block copied from Excel: columns, amounts, names; nothing is guessed."""

from __future__ import annotations

import pytest

from grants.domain.money import euro, summe
from grants.domain.wiedererkennung import Bekannt
from grants.services.betraege_block import Blockzeile, match_block, read_block

BEKANNTE = (
    Bekannt(1, ("babylotsen",), "Babylotsen", (), 0),
    Bekannt(2, ("stadtteilarbeit",), "Stadtteilarbeit", ("Stadtteilarbeit IFAK, Ronahi",), 0),
    Bekannt(3, ("elterntalk", "elterngespraech"), "Elterntalk", ("Elterngespräch",), 1),
)


def read(text: str, jahr: int = 2024) -> list[tuple[str, str, str]]:
    """Return what each line is called, the Kennung it means and its amount."""
    block = read_block(text)
    spalte = block.spalte(jahr)
    assert spalte is not None
    zeilen = match_block(block, spalte=spalte, bekannte=BEKANNTE, traeger=["IFAK", "Ronahi", "Bunter Kreis"])
    return [(z.text, z.kennung, "" if z.betrag is None else str(z.betrag)) for z in zeilen]


def test_names_and_amounts_of_two_columns():
    assert read("Babylotsen\t86.600,00 €\r\nElterntalk\t10000\r\n") == [
        ("Babylotsen", "babylotsen", "86600.00"),
        ("Elterntalk", "elterntalk", "10000.00"),
    ]


def test_a_kennung_an_alias_and_a_name_with_its_traeger_are_recognised():
    assert [kennung for _, kennung, _ in read("elterngespraech\t1\nStadtteilarbeit IFAK, Ronahi\t2")] == [
        "elterntalk",
        "stadtteilarbeit",
    ]
    assert read("Babylotsen Bunter Kreis\t5,00")[0][1] == "babylotsen"


def test_among_several_columns_of_amounts_the_head_names_the_year():
    text = "Maßnahme\tTräger\t2023\t2024\nBabylotsen\tBunter Kreis\t85.800,00\t86.600,00\n"
    assert read(text) == [("Babylotsen", "babylotsen", "86600.00")]
    assert read(text, jahr=2023) == [("Babylotsen", "babylotsen", "85800.00")]


def test_without_a_head_several_columns_are_a_question():
    block = read_block("Babylotsen\t85.800,00\t86.600,00")
    assert block.spalte(2024) is None
    assert [block.titel(s) for s in block.betragsspalten] == [
        "Spalte 2 (85.800,00 …)",
        "Spalte 3 (86.600,00 …)",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Babylotsen;86.600,00",
        "Babylotsen    86.600,00 €",
        "Babylotsen ........ 86.600,00",
        "Babylotsen 86.600,00",
        "Babylotsen 86 600,00 Euro",
    ],
)
def test_semicolons_gaps_and_a_single_blank_part_name_and_amount_too(text):
    assert read(text) == [("Babylotsen", "babylotsen", "86600.00")]


def test_a_number_in_the_name_is_not_part_of_the_amount():
    assert read("Gruppe 2 15.550,00") == [("Gruppe 2", "", "15550.00")]


def test_cells_in_quotes_may_hold_line_breaks_and_tabs():
    assert read('"Baby-\nlotsen"\t1,00')[0][0] == "Baby- lotsen"


def test_the_sum_of_the_block_is_no_massnahme():
    block = read_block("Babylotsen\t1,00\nElterntalk\t2,00\nSumme\t3,01")
    zeilen = match_block(block, spalte=1, bekannte=BEKANNTE, traeger=[])
    assert [(z.is_summe, z.kennung) for z in zeilen] == [
        (False, "babylotsen"),
        (False, "elterntalk"),
        (True, ""),
    ]
    assert summe(z.betrag for z in zeilen if z.betrag and not z.is_summe) == euro("3.00")


@pytest.mark.parametrize(
    ("amount", "word"), [("1.5", "eindeutig"), ("", "kein Betrag"), ("0,00", "größer"), ("-3,00", "größer")]
)
def test_a_line_without_a_usable_amount_is_left_out_with_a_reason(amount, word):
    block = read_block(f"Babylotsen\t{amount}\nElterntalk\t2,00")
    zeile = match_block(block, spalte=1, bekannte=BEKANNTE, traeger=[])[0]
    assert zeile.betrag is None
    assert word in zeile.problem


def test_no_massnahme_belongs_to_two_lines():
    assert [kennung for _, kennung, _ in read("Babylotsen\t1\nBabylotsen\t2")] == ["babylotsen", ""]


@pytest.mark.parametrize("text", ["", "   \n\t\n", "nur Text", "1,00\n2,00"])
def test_a_block_without_names_or_without_amounts_has_neither_column(text):
    block = read_block(text)
    assert block.namensspalte is None or not block.betragsspalten


def test_without_a_name_there_are_no_lines():
    assert match_block(read_block("1,00"), spalte=0, bekannte=BEKANNTE, traeger=[]) == ()


def test_a_line_says_what_it_is():
    assert Blockzeile(1, "x", None).is_summe is False
