"""Which texts the Antrag has, how long they may be, and what last year's text should be looked at for."""

from __future__ import annotations

import pytest

from grants.domain.antrag_texte import (
    check_text,
    felder,
    get_feld,
    je_massnahme,
    longest,
    years_of_before,
)
from grants.domain.texte import TEXTFELD_BY_SCHLUESSEL, Papier, Textart

TEXTE, ERKLAERUNGEN = (felder(Papier.ANTRAG, art) for art in Textart)


def test_the_antrag_has_nine_texts_and_four_declarations():
    assert [f.schluessel for f in TEXTE] == [
        "betreff",
        "bezug",
        "bezeichnung",
        "zuwendungszweck",
        "ziele",
        "notwendigkeit_massnahme",
        "notwendigkeit_foerderung",
        "auswirkungen",
        "anlagen",
    ]
    assert len(ERKLAERUNGEN) == 4
    assert [f.schluessel for f in je_massnahme(Papier.ANTRAG)] == ["ziele", "notwendigkeit_massnahme"]


def test_each_text_of_the_verwendungsnachweis_can_be_written_for_one_massnahme_too():
    texte, papier = felder(Papier.VERWENDUNGSNACHWEIS, Textart.TEXT), Papier.VERWENDUNGSNACHWEIS
    assert len(texte) == 5
    assert je_massnahme(papier) == texte
    assert get_feld("sachbericht_erfolg", kennung="babylotsen", papier=papier) in texte
    assert get_feld("sachbericht_erfolg", kennung="babylotsen") is None
    assert get_feld("ziele", papier=papier) is None


@pytest.mark.parametrize(
    ("schluessel", "kennung", "found"),
    [
        ("ziele", "", True),
        ("ziele", "babylotsen", True),
        ("betreff", "babylotsen", False),
        ("erklaerung_subvention", "babylotsen", False),
        ("erklaerung_subvention", "", True),
        # Of the other paper, and of none.
        ("sachbericht_erfolg", "", False),
        ("gibt_es_nicht", "", False),
    ],
)
def test_what_can_be_written_for_the_year_and_for_one_massnahme(schluessel: str, kennung: str, found: bool):
    assert (get_feld(schluessel, kennung=kennung) is not None) is found


@pytest.mark.parametrize(
    ("schluessel", "kennung", "limit"),
    [("betreff", "", 300), ("ziele", "", 20_000), ("ziele", "ebika", 5_000)],
)
def test_a_text_may_be_as_long_as_its_limit_and_no_longer(schluessel: str, kennung: str, limit: int):
    feld = TEXTFELD_BY_SCHLUESSEL[schluessel]
    assert longest(feld, kennung=kennung) == limit
    assert check_text(feld, "x" * limit, kennung=kennung) == []
    [violation] = check_text(feld, "x" * (limit + 1), kennung=kennung)
    assert (violation.code, violation.feld) == ("text_zu_lang", "text")
    assert f"hat {limit + 1} Zeichen, möglich sind {limit}" in violation.text


@pytest.mark.parametrize(
    ("answer", "codes"),
    [("ja", []), ("nein", []), ("", []), ("Ja", ["antwort_unklar"]), ("x", ["antwort_unklar"])],
)
def test_a_declaration_is_ja_nein_or_open(answer: str, codes: list[str]):
    assert [v.code for v in check_text(ERKLAERUNGEN[0], answer)] == codes


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Seit 2019 und im Jahr 2023; 2023 auch.", (2019, 2023)),
        ("Im Jahr 2024 und ab 2025.", ()),
        ("Az. 120231 und 2023a, Tel. 02023", (2023,)),
        ("", ()),
    ],
)
def test_years_before_are_found_in_a_text(text: str, years: tuple[int, ...]):
    assert years_of_before(text, 2024) == years
