"""Where a list in the text form begins and ends, and which year it is of."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from grants.domain.money import euro
from grants.imports.textzeile import find_heading
from tests.imports.dateien import write
from tests.imports.test_massnahmen_text import listed, one, problems, read, rows


@pytest.mark.parametrize(
    "line",
    [
        "Gesamt: 5 €",
        "Gesamt 5 €",
        "SUMME\t5 €",
        "Summe 2024: 5 €",
        "Insgesamt .... 5 €",
        "Gesamtsumme 2024\t5 €",
        "Gesamtbetrag: 5,00 €",
        "Gesamtfördersumme 2024: 5,- Euro",
        "Gesamtfoerdersumme für 2024: 5,- Euro",
        "Antragssumme (2024): 5 €",
        "Geplante Beantragung für 2024: 5,- Euro",
        "Geplante Beantragung für das Jahr 2024: 5,- Euro",
    ],
)
def test_a_total_is_never_a_massnahme(tmp_path, line):
    liste = one(tmp_path, listed("Babylotsen 5 €", line))

    assert rows(liste) == [("Babylotsen", "5.00")]
    assert (liste.genannt, liste.genannt_zeile) == (euro("5.00"), 3)


@pytest.mark.parametrize(
    "name",
    [
        "Gesamtkonzept Prävention",
        "Gesamtschule Mitte",
        "Gesamt-Elternberatung",
        "Summer School",
        "Förderung der Erziehung",
    ],
)
def test_a_massnahme_that_only_begins_like_a_total_is_one(tmp_path, name):
    liste = one(tmp_path, listed(f"{name}\t5 €"))

    assert (rows(liste), liste.genannt) == ([(name, "5.00")], None)


@pytest.mark.parametrize(
    "name",
    [
        "Zwischensumme",
        "Summe Handlungsfeld I",
        "Übertrag von Seite 1",
        "Gesamtkosten",
        "Fördersumme gesamt 2024",
        "Gesamtausgaben der Maßnahmen",
        "Beantragung für 2024",
        "Gesamt-Fördersumme",
        "Total",
    ],
)
def test_other_words_for_a_sum_are_asked_about_not_taken_for_a_massnahme(tmp_path, name):
    assert problems(tmp_path, listed("Babylotsen 5 €", f"{name}\t5 €")) == [("summe_unklar", 3)]


def test_a_list_without_a_total_has_none(tmp_path):
    liste = one(tmp_path, listed("Babylotsen 5 €"))

    assert (liste.genannt, liste.genannt_zeile, liste.summe_label, liste.hinweise) == (None, None, "", ())


def test_a_total_above_its_rows_does_not_end_the_list(tmp_path):
    liste = one(tmp_path, listed("Gesamtfördersumme 2024: 11 €", "Babylotsen 5 €", "Elterntalk 6 €"))

    assert (len(liste.zeilen), liste.genannt) == (2, euro("11.00"))


def test_a_row_behind_the_total_is_refused_not_lost(tmp_path):
    text = listed("Babylotsen 5 €", "Summe: 5 €", "", "Elterntalk 6 €")

    assert problems(tmp_path, text) == [("zeile_hinter_summe", 5)]


def test_two_totals_of_one_list_must_agree(tmp_path):
    assert problems(tmp_path, listed("Babylotsen 5 €", "Summe: 5 €", "Gesamt: 6 €")) == [("summe_doppelt", 4)]
    assert one(tmp_path, listed("Babylotsen 5 €", "Summe: 5 €", "Gesamt: 5 €")).genannt == euro("5.00")


def test_a_list_without_a_total_ends_at_the_next_heading(tmp_path):
    text = "5.1 Maßnahmen Förderung 2023\nBabylotsen 5 €\n\n6. Ausblick\nKosten einer Feier 7 €\n"

    liste = one(tmp_path, text)
    assert rows(liste) == [("Babylotsen", "5.00")]
    assert "Kosten einer Feier" in liste.hinweise[0]


def test_headings_below_the_list_do_not_end_it(tmp_path):
    text = (
        "5.1 Maßnahmen Förderung 2023\n5.1.1 Frühe Hilfen\nBabylotsen 5 €\n5.1.2 Neue Maßnahmen\nElterntalk 6 €\n"
        "Neue Maßnahmen 2023\nEBIKA 7 €\nGesamt 2023: 18 €\n"
    )

    assert rows(one(tmp_path, text)) == [("Babylotsen", "5.00"), ("Elterntalk", "6.00"), ("EBIKA", "7.00")]


def test_a_numbered_row_whose_amount_is_missing_does_not_end_the_list(tmp_path):
    liste = one(tmp_path, listed("1. Babylotsen 5 €", "2. Elterntalk", "3. EBIKA 7 €"))

    assert rows(liste) == [("Babylotsen", "5.00"), ("EBIKA", "7.00")]
    assert "Elterntalk" in liste.hinweise[0]


@pytest.mark.parametrize(
    ("line", "jahre"),
    [
        ("5.1 Maßnahmen Förderung 2023", (2023,)),
        ("5.2 Maßnahmen-Antrag 2024", (2024,)),
        ("Maßnahmen Förderung 2023:", (2023,)),
        ("Massnahmen 2025 (Stand: 05.02.2024)", (2025,)),
        ("III.2025 Antrag 2025", (2025,)),
        ("Beantragte Maßnahmen für das Förderjahr 2026", (2026,)),
        ("2024 beantragte Maßnahmen", (2024,)),
        ("5. Fördermaßnahmen 2023 und Beantragung für 2024", (2023, 2024)),
        ("Geplante Maßnahmen", ()),
    ],
)
def test_headings_of_lists_are_recognised(line, jahre):
    heading = find_heading(line, starts_paragraph=True)

    assert heading is not None
    assert heading.ist_liste
    assert heading.jahre == jahre


@pytest.mark.parametrize(
    "line",
    [
        "- Erstellung des Antrages für 2024",
        "5.1 Maßnahmen Förderung 2023 ........ 11",
        "5.1 Maßnahmen Förderung 2023\t11",
        "5.1 Maßnahmen Förderung 2023 11",
        "Gesamtfördersumme 2023: 368.600,- Euro",
        "Die Maßnahmen im Jahr 2023 werden gefördert.",
        "Im Jahr 2014 wurden 366 Kinder gefördert. Beim größeren",
        "maßnahmen wurden 2023 gefördert",
        "1.1 Babylotsen\t85.800",
        "Zuständig ist das Jugendamt",
    ],
)
def test_other_lines_are_no_headings_of_lists(line):
    heading = find_heading(line, starts_paragraph=True)

    assert heading is None or not heading.ist_liste


def test_a_line_inside_a_paragraph_is_no_heading():
    assert find_heading("Maßnahmen Förderung 2023", starts_paragraph=False) is None


@pytest.mark.parametrize(
    "text", ["Babylotsen 5 €\nElterntalk 6 €\n", "Liste der Maßnahmen\n\nBabylotsen 5 €\nElterntalk 6 €\n"]
)
def test_a_list_without_a_year_needs_one(tmp_path, text):
    assert [code for code, _ in problems(tmp_path, text)] == ["jahr_fehlt"]
    liste = one(tmp_path, text, jahr=2026)
    assert (liste.jahr, len(liste.zeilen)) == (2026, 2)


def test_the_total_may_name_the_year(tmp_path):
    assert one(tmp_path, "Babylotsen 5 €\nGesamtfördersumme 2023: 5 €\n").jahr == 2023


def test_heading_and_total_must_not_name_different_years(tmp_path):
    assert problems(tmp_path, listed("Babylotsen 5 €", "Gesamtfördersumme 2023: 5 €")) == [("jahr_unklar", 3)]


def test_rows_below_a_heading_of_two_years_are_refused(tmp_path):
    text = "Maßnahmen Förderung 2023 und 2024\nBabylotsen 5 €\n"

    assert problems(tmp_path, text) == [("jahr_unklar", 1)]
    assert problems(tmp_path, text, jahr=2023) == [("jahr_unklar", 1)]


def test_two_lists_of_one_year_are_refused(tmp_path):
    text = listed("Babylotsen 5 €", "Summe: 5 €") + listed("Elterntalk 6 €")

    assert problems(tmp_path, text) == [("liste_doppelt", 4)]


def test_what_is_wrong_in_another_year_does_not_matter(tmp_path):
    text = listed("Babylotsen 5 €", jahr=2023) + "\n" + listed("Elterntalk\t1.5 €", jahr=2024)

    assert problems(tmp_path, text) == [("betrag_unklar", 5)]
    assert rows(one(tmp_path, text, jahr=2023)) == [("Babylotsen", "5.00")]


def test_the_same_massnahme_may_stand_in_two_years(tmp_path):
    text = listed("Babylotsen 5 €", jahr=2023) + "\n" + listed("Babylotsen 6 €", jahr=2024)

    assert [rows(liste) for liste in read(write(tmp_path / "a.txt", text))] == [
        [("Babylotsen", "5.00")],
        [("Babylotsen", "6.00")],
    ]


@pytest.mark.parametrize("second", ["Baby-Lotsen", "BABYLOTSEN", "Baby lotsen"])
def test_a_massnahme_twice_in_one_year_is_refused(tmp_path, second):
    assert problems(tmp_path, listed("Babylotsen 5 €", f"{second}\t6 €")) == [("massnahme_doppelt", 3)]


@pytest.mark.parametrize(
    ("text", "stand"),
    [
        ("Stand: 05.02.2024\n" + listed("Babylotsen 5 €"), date(2024, 2, 5)),
        ("Maßnahmen 2024 (Stand: 1.3.2024)\nBabylotsen 5 €\n", date(2024, 3, 1)),
        ("Stand: 05.02.2024\nMaßnahmen 2024\nStand: 06.02.2024\nBabylotsen 5 €\n", date(2024, 2, 6)),
        ("Stand: Februar 2024\n" + listed("Babylotsen 5 €"), None),
        ("Am Stand 05.02.2024 gab es Flyer\n" + listed("Babylotsen 5 €"), None),
    ],
)
def test_the_day_of_the_paper_is_kept(tmp_path, text, stand):
    assert one(tmp_path, text).stand == stand


def test_a_line_of_headings_above_the_rows_does_not_make_it_a_table(tmp_path):
    text = "Maßnahmen Förderung 2024\nMaßnahme\tBetrag\nBabylotsen\t5 €\n"

    assert rows(one(tmp_path, text)) == [("Babylotsen", "5.00")]


def test_more_than_fifty_thousand_rows_are_refused_never_cut_off(tmp_path):
    text = listed(*(f"Maßnahme Nr {number} Ort\t1,00 €" for number in range(50_001)))

    assert problems(tmp_path, text) == [("zu_viele_zeilen", None)]


def test_a_paragraph_of_any_length_is_read_in_no_time(tmp_path):
    # A line that is tried at every blank would never come to an end.
    long = "Babylotsen" + " " * 300_000 + "a 5 €\n" + "Maßnahme 2024 " * 50_000 + "\n\n"

    assert rows(one(tmp_path, long + listed("Babylotsen 5 €"))) == [("Babylotsen", "5.00")]


def test_the_path_may_be_anywhere(tmp_path, monkeypatch):
    write(tmp_path / "liste.txt", listed("Babylotsen 5 €"))
    monkeypatch.chdir(tmp_path)

    assert read(Path("liste.txt"))[0].datei == "liste.txt"
