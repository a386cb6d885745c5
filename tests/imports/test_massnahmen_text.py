from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from grants.domain.money import Zahlen, euro
from grants.imports.massnahmenliste import Massnahmenliste, QuelleArt, read_massnahmenliste
from tests.imports.dateien import place_of, places, violations_of, write

BEISPIEL = Path(__file__).parents[2] / "beispiel" / "massnahmen-2023-2024.txt"

# Label and amount as the paper has them, with the physical lines of the example file.
ROWS_2023 = [
    ("Geschäftsstelle Bochumer Präventionskette", "95000.00", 5),
    ("Babylotsen Bunter Kreis", "85800.00", 6),
    ("Lotsendienste in Kinderarztpraxen Amt 53", "66300.00", 7),
    ("EBIKA FPZ", "2870.00", 8),
    ("Stadtteilarbeit IFAK, Ronahi", "15550.00", 9),
    ("Stadtteilarbeit SKFM WAT (Väter)", "25000.00", 10),
    ("Soziales Kompetenztraining Ev. Jugendhilfe", "13600.00", 11),
    ("Hebammenversorgung ASB", "16000.00", 12),
    ("Stärken vor Ort – Digitale (Beziehungs)-Kompetenz von Familien WBZ", "48480.00", 14),
]
ROWS_2024 = [
    ("Geschäftsstelle Bochumer Präventionskette", "100000.00", 21),
    ("Babylotsen Bunter Kreis", "86600.00", 22),
    ("Lotsendienste in Kinderarztpraxen Amt 53", "66300.00", 23),
    ("Lotsendienst für psychisch auffällige Eltern", "44000.00", 24),
    ("Stadtteilarbeit IFAK, Ronahi", "15550.00", 25),
    ("Stadtteilarbeit SKFM WAT (Väter)", "25000.00", 26),
    ("Hebammenversorgung ASB", "18000.00", 27),
    ("Elterntalk (und Stadtteilmütter) StA 40 RBB/KI", "10000.00", 28),
    ("Alltagsintegrierte Sprachförderung Delphin 4", "33000.00", 29),
]


def read(path: Path, *, jahr: int | None = None, zahlen: Zahlen | None = None) -> tuple[Massnahmenliste, ...]:
    return read_massnahmenliste(path, jahr=jahr, zahlen=zahlen)


def one(
    tmp_path: Path, text: str, *, jahr: int | None = None, zahlen: Zahlen | None = None
) -> Massnahmenliste:
    (liste,) = read(write(tmp_path / "liste.txt", text), jahr=jahr, zahlen=zahlen)
    return liste


def rows(liste: Massnahmenliste) -> list[tuple[str, str]]:
    return [(zeile.label, str(zeile.betrag)) for zeile in liste.zeilen]


def problems(tmp_path: Path, text: str, *, jahr: int | None = None) -> list[tuple[str, int | None]]:
    path = write(tmp_path / "liste.txt", text)
    found = violations_of(read, path, jahr=jahr)
    assert {place_of(violation).datei for violation in found} == {"liste.txt"}
    return [(code, zeile) for code, zeile, _ in places(found)]


def listed(*lines: str, jahr: int = 2024) -> str:
    return f"Maßnahmen Förderung {jahr}\n" + "\n".join(lines) + "\n"


# -- the city's own lists ------------------------------------------------------------------------------------


def test_both_lists_of_the_city_are_read_without_losing_a_row():
    first, second = read(BEISPIEL)

    assert [(z.label, str(z.betrag), z.zeile) for z in first.zeilen] == ROWS_2023
    assert [(z.label, str(z.betrag), z.zeile) for z in second.zeilen] == ROWS_2024
    assert (first.jahr, second.jahr) == (2023, 2024)


def test_the_stated_totals_are_kept_beside_the_sums_of_the_rows():
    first, second = read(BEISPIEL)

    assert (first.genannt, first.genannt_zeile, first.summe_label) == (
        euro("368600.00"),
        17,
        "Gesamtfördersumme 2023",
    )
    assert (second.genannt, second.genannt_zeile) == (euro("398400.00"), 31)
    assert second.summe_label == "Geplante Beantragung für 2024"
    assert (first.gerechnet, second.gerechnet) == (euro("368600.00"), euro("398450.00"))


def test_the_words_of_the_headings_and_the_day_are_the_source():
    first, second = read(BEISPIEL)

    assert (first.ueberschrift, second.ueberschrift) == ("Maßnahmen Förderung 2023", "Maßnahmen-Antrag 2024")
    assert first.stand == second.stand == date(2024, 2, 5)
    assert (first.datei, first.quelle_art) == ("massnahmen-2023-2024.txt", QuelleArt.TEXT)
    assert len(first.sha256) == 64


def test_only_a_total_that_does_not_match_is_worth_a_remark():
    first, second = read(BEISPIEL)

    assert first.hinweise == ()
    (hinweis,) = second.hinweise
    assert hinweis.startswith("Zeile 31: „Geplante Beantragung für 2024“")
    assert "398.400,00" in hinweis
    assert "398.450,00" in hinweis
    assert "+50,00" in hinweis


def test_label_and_traeger_are_not_told_apart_here():
    assert all(z.massnahme is None and z.traeger == () for liste in read(BEISPIEL) for z in liste.zeilen)


@pytest.mark.parametrize(("jahr", "rows_of_year"), [(2023, ROWS_2023), (2024, ROWS_2024)])
def test_with_a_year_only_that_year_is_read(jahr, rows_of_year):
    (liste,) = read(BEISPIEL, jahr=jahr)

    assert (liste.jahr, len(liste.zeilen)) == (jahr, len(rows_of_year))


def test_a_year_the_file_does_not_name_is_refused():
    (violation,) = violations_of(read, BEISPIEL, jahr=2025)

    assert violation.code == "jahr_nicht_enthalten"
    assert "2023, 2024" in violation.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encoding_and_line_ends_do_not_matter(tmp_path, encoding, end):
    path = tmp_path / "liste.txt"
    path.write_bytes(BEISPIEL.read_text(encoding="utf-8").replace("\n", end).encode(encoding))

    first, second = read(path)
    assert [(z.label, str(z.betrag), z.zeile) for z in first.zeilen] == ROWS_2023
    assert [(z.label, str(z.betrag), z.zeile) for z in second.zeilen] == ROWS_2024


def test_the_lists_stand_in_any_order(tmp_path):
    stand, first, second = BEISPIEL.read_text(encoding="utf-8").partition("5.1 ")[0], "", ""
    text = BEISPIEL.read_text(encoding="utf-8").removeprefix(stand)
    first, mark, second = text.partition("5.2 ")

    assert [liste.jahr for liste in read(write(tmp_path / "a.txt", f"{mark}{second}\n{first}"))] == [
        2023,
        2024,
    ]


# -- a whole paper -------------------------------------------------------------------------------------------

PAPER = """Strategie der Stadt

Stand: 05.02.2024

Inhalt
4. Ausblick	9
5.1 Maßnahmen Förderung 2023	11
5.2 Maßnahmen-Antrag 2024 ........ 12

1. Hintergrund

Die Stadt nimmt seit 2017 teil. Die Maßnahmen kosteten im Jahr 2022 zusammen 312.000 Euro und wurden
gefördert. Wichtig sind die Maßnahmen im Jahr 2023

Laufende Maßnahmen

- Verstetigung der Lotsendienste (seit 01.01.2022)
- Erstellung des Antrages für 2024

Durchschnittliche Kosten pro Platz 5.732 EUR

5. Übersicht der Fördermaßnahmen 2023 und Beantragung für 2024

5.1 Maßnahmen Förderung 2023

Babylotsen Beispielkreis	85.800 €

Hebammenversorgung	16.000 €
--	----------

Gesamtfördersumme 2023: 101.800,- Euro

5.2 Maßnahmen-Antrag 2024

Babylotsen Beispielkreis	86.600 €

Geplante Beantragung für 2024: 86.600,- Euro

Das Programm wird fortgeschrieben.

6. Ausblick

Für 2025 sind 5.000 Euro vorgesehen.
"""


def test_a_whole_paper_is_read_through(tmp_path):
    first, second = read(write(tmp_path / "papier.txt", PAPER))

    assert rows(first) == [("Babylotsen Beispielkreis", "85800.00"), ("Hebammenversorgung", "16000.00")]
    assert rows(second) == [("Babylotsen Beispielkreis", "86600.00")]
    assert (first.genannt, second.genannt) == (euro("101800.00"), euro("86600.00"))


def test_a_row_outside_of_the_lists_is_named(tmp_path):
    first, _ = read(write(tmp_path / "papier.txt", PAPER))

    (hinweis,) = first.hinweise
    assert hinweis.startswith(
        "Zeile 20: „Durchschnittliche Kosten pro Platz“ mit Betrag steht außerhalb einer Liste"
    )


def test_a_paper_without_a_list_is_refused(tmp_path):
    paper = PAPER.partition("5. Übersicht")[0] + "Die Präventionskette wird gemeinsam getragen.\n" * 10

    assert problems(tmp_path, paper) == [("liste_fehlt", None)]
    assert problems(tmp_path, paper, jahr=2024) == [("liste_fehlt", None)]


# -- rows ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "Babylotsen\t95.000 €",
        "Babylotsen 95.000 €",
        "Babylotsen ............ 95.000 €",
        "Babylotsen … 95.000,00 EUR",
        "Babylotsen ______ 95.000 Euro",
        "Babylotsen    EUR 95.000,00",
        "Babylotsen EUR 95.000",
        "Babylotsen: 95.000,-- Euro",
        "Babylotsen – 95.000,- €",
        "Babylotsen | 95000 €",
        "Babylotsen\t95 000,00 Euro",
        "Babylotsen 95\u00a0000,00\u00a0€",
        "Babylotsen\t95.000",
        "Babylotsen\t95000,00",
        "\t Babylotsen \t 95.000 €  ",
        "- Babylotsen 95.000 €",
        "• Babylotsen\t95.000€",
        "\u00a0Babylotsen\u00a0\u00a095.000 €",
    ],
)
def test_a_row_is_read_in_every_spelling(tmp_path, line):
    assert rows(one(tmp_path, listed(line))) == [("Babylotsen", "95000.00")]


@pytest.mark.parametrize(
    ("line", "label", "betrag"),
    [
        (
            "Alltagsintegrierte Sprachförderung Delphin 4 33.000 €",
            "Alltagsintegrierte Sprachförderung Delphin 4",
            "33000.00",
        ),
        ("Lotsendienste Amt 53\t300 €", "Lotsendienste Amt 53", "300.00"),
        ("Babylotsen Bunter Kreis e. V.  1 234,56 Euro", "Babylotsen Bunter Kreis e. V.", "1234.56"),
        ("Projekt: Babylotsen\t5 €", "Projekt: Babylotsen", "5.00"),
        ("Babylotsen\tBunter Kreis\t5 €", "Babylotsen Bunter Kreis", "5.00"),
        ("Stärken vor Ort – Digitales 5 €", "Stärken vor Ort – Digitales", "5.00"),
        ("3. Lebensjahr 5 €", "3. Lebensjahr", "5.00"),
        ("Sommer 2024 (Väter)\t5 €", "Sommer 2024 (Väter)", "5.00"),
    ],
)
def test_a_label_may_hold_figures_and_signs(tmp_path, line, label, betrag):
    assert rows(one(tmp_path, listed(line))) == [(label, betrag)]


def test_numbers_before_all_rows_are_no_part_of_the_names(tmp_path):
    assert rows(one(tmp_path, listed("1. Babylotsen 5 €", "2) Elterntalk 6 €"))) == [
        ("Babylotsen", "5.00"),
        ("Elterntalk", "6.00"),
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Babylotsen\t1234.56 €", "betrag_unklar"),
        ("Babylotsen 1234.56 €", "betrag_unklar"),
        ("Babylotsen\t1E+05", "betrag_unklar"),
        ("Babylotsen\tca. 95.000 €", "betrag_unklar"),
        ("Babylotsen\t95.000 €*", "betrag_unklar"),
        ("Babylotsen\t95 T€", "betrag_unklar"),
        ("Babylotsen 95.000 € (geplant)", "betrag_unklar"),
        ("Babylotsen\t85.800 €\t86.600 €", "betrag_unklar"),
        ("Babylotsen Amt 53 300 €", "betrag_unklar"),
        ("Babylotsen\t95000", "betrag_unklar"),
        ("Babylotsen 95.000", "betrag_unklar"),
        ("Babylotsen\t", "betrag_fehlt"),
        ("Babylotsen ........", "betrag_fehlt"),
        ("Babylotsen\t€", "betrag_fehlt"),
        ("Babylotsen\toffen", "betrag_fehlt"),
        ("Babylotsen\t--", "betrag_fehlt"),
        ("Babylotsen\t0 €", "betrag_null"),
        ("Babylotsen\t0,00 €", "betrag_null"),
        ("Babylotsen\t-5,00 €", "betrag_negativ"),
        ("95.000 €", "massnahme_fehlt"),
        ("1. 95.000 €", "massnahme_fehlt"),
        ("Zwischensumme\t95.000 €", "summe_unklar"),
        ("Summe Handlungsfeld I\t95.000 €", "summe_unklar"),
    ],
)
def test_what_looks_like_a_row_and_is_not_clear_is_refused(tmp_path, line, code):
    assert problems(tmp_path, listed("Elterntalk\t5 €", line, "Gesamt 2024: 5 €")) == [(code, 3)]


def test_all_unclear_rows_are_named_at_once_in_the_order_of_the_file(tmp_path):
    text = listed("Babylotsen\t0 €", "Elterntalk\t1.5 €", "EBIKA\t7 €", "EBIKA\t8 €")

    assert problems(tmp_path, text) == [("betrag_null", 2), ("betrag_unklar", 3), ("massnahme_doppelt", 5)]


def test_points_before_the_cents_are_read_where_the_question_was_answered(tmp_path):
    text = listed("Babylotsen\t1234.56 €", "Gesamt: 1,234.56 €")

    violations = violations_of(read, write(tmp_path / "liste.txt", text))
    assert ["--zahlen punkt" in violation.text for violation in violations] == [True, True]
    assert rows(one(tmp_path, text, zahlen=Zahlen.PUNKT)) == [("Babylotsen", "1234.56")]


def test_a_sentence_that_mentions_money_is_no_row(tmp_path):
    liste = one(
        tmp_path,
        listed(
            "Das Land stellt im Jahr 2024 zusammen 11 Euro zur Verfügung.",
            "Mit den 11 Euro werden gefördert:",
            "Babylotsen 5 €",
            "Elterntalk 6 €",
        ),
    )

    assert rows(liste) == [("Babylotsen", "5.00"), ("Elterntalk", "6.00")]


def test_rows_may_stand_behind_blank_lines_and_rules(tmp_path):
    liste = one(
        tmp_path,
        listed("", "Babylotsen 5 €", "", "----\t-----", "", "Elterntalk 6 €", "=======", "Summe: 11 €"),
    )

    assert rows(liste) == [("Babylotsen", "5.00"), ("Elterntalk", "6.00")]
    assert liste.hinweise == ()


def test_a_line_between_the_rows_that_is_not_read_is_named(tmp_path):
    liste = one(
        tmp_path,
        listed("Handlungsfeld I", "Babylotsen 5 €", "Stärken vor Ort", "Elterntalk 6 €", "Stand 3 von 4", ""),
    )

    assert liste.hinweise == (
        "Zeile 4: „Stärken vor Ort“ hat keinen Betrag und wurde nicht gelesen.",
        "Zeile 6: „Stand 3 von 4“ hat keinen Betrag und wurde nicht gelesen.",
    )
