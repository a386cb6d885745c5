from __future__ import annotations

from pathlib import Path

import pytest

from grants.domain.money import euro
from grants.imports.belegliste import Belegliste, Einnahmen, read_belegliste
from tests.imports.dateien import places, violations_of, write

HEAD = (
    "Beleg-Nr.;Ausgabeposition;Rechnungsdatum;Zahlungsdatum;Zahlungsempfänger;Zweck;"
    "gezahlt;Betrag;zuwendungsfähig;Art"
)


def beleg(nr: int, position: str, gezahlt: str, betrag: str, zuwendungsfaehig: str) -> str:
    return f"{nr};{position};02.10.2023;16.10.2023;Beispiel;Druck;{gezahlt};{betrag};{zuwendungsfaehig};"


ROWS = (beleg(1, "SA", "10", "8", "7"), beleg(2, "SA", "5", "5", "5"), beleg(3, "HO", "4", "4", "4"))


def read(tmp_path: Path, *rows: str, einnahmen: Einnahmen | None = None) -> Belegliste:
    path = write(tmp_path / "belege.csv", "\n".join([HEAD, *rows]) + "\n")
    return read_belegliste(path, zahlen=None, einnahmen=einnahmen)


@pytest.mark.parametrize(
    "row",
    [
        "Summe;;;;;;19;17;16;",
        ";Gesamt;;;;;19,00;17,00;16,00;",
        ";;;;;Gesamtsumme;;17;;",
        ";;;;;Übertrag;19;;;",
        "Insgesamt:;;;;;;;;16;",
        ";;;;;SUMME 2023;19;17;16;",
        ";;;;Total;;19;17;16;",
    ],
)
def test_a_sum_row_is_compared_and_never_a_beleg(tmp_path, row):
    liste = read(tmp_path, *ROWS, row)

    assert [zeile.nr for zeile in liste.belege] == ["1", "2", "3"]
    (summe,) = liste.summen
    assert (summe.stimmt, summe.zeile, summe.position) == (True, 5, None)
    assert liste.hinweise == ()


def test_a_sum_states_its_three_figures(tmp_path):
    (summe,) = read(tmp_path, *ROWS, "Summe;;;;;;19;17;;").summen

    assert (summe.bezeichnung, summe.gezahlt, summe.betrag, summe.zuwendungsfaehig) == (
        "Summe",
        euro("19.00"),
        euro("17.00"),
        None,
    )


@pytest.mark.parametrize(
    ("row", "position"),
    [
        ("Summe SA;;;;;;15;13;12;", "SA"),
        ("Summe;sa;;;;;15;13;12;", "SA"),
        ("Zwischensumme HO:;;;;;;4;4;4;", "HO"),
    ],
)
def test_a_sum_may_be_that_of_one_position(tmp_path, row, position):
    (summe,) = read(tmp_path, *ROWS, row).summen

    assert (summe.stimmt, summe.position) == (True, position)


def test_a_sum_may_be_that_of_the_rows_since_the_last(tmp_path):
    first, second, third = ROWS
    rows = (first, second, "Summe;;;;;;15;13;12;", third, "Summe;;;;;;4;4;4;", "Gesamt;;;;;;19;17;16;")

    assert [summe.stimmt for summe in read(tmp_path, *rows).summen] == [True, True, True]


def test_a_carried_sum_may_stand_at_both_ends_of_a_page(tmp_path):
    first, second, third = ROWS
    rows = (
        first,
        second,
        ";;;;;Übertrag;15;13;12;",
        ";;;;;Übertrag;15;13;12;",
        third,
        "Gesamt;;;;;;19;17;16;",
    )

    assert [summe.stimmt for summe in read(tmp_path, *rows).summen] == [True, True, True]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            "Summe;;;;;;19;17,01;16;",
            "Betrag für die Maßnahme 17,01\u00a0€, die Zeilen darüber ergeben 17,00\u00a0€",
        ),
        (
            "Summe SA;;;;;;15;13;13;",
            "davon zuwendungsfähig 13,00\u00a0€, die Zeilen darüber ergeben 12,00\u00a0€",
        ),
        # The sum of another position is none of this.
        ("Summe SA;;;;;;4;4;4;", "gezahlter Betrag 4,00\u00a0€, die Zeilen darüber ergeben 15,00\u00a0€"),
    ],
)
def test_a_sum_that_does_not_match_is_kept_and_remarked(tmp_path, row, words):
    liste = read(tmp_path, *ROWS, row)

    (hinweis,) = liste.hinweise
    assert hinweis.startswith("Zeile 5: ")
    assert words in hinweis
    assert [summe.stimmt for summe in liste.summen] == [False]


def test_a_list_with_income_may_come_to_the_rest(tmp_path):
    income = "E-1;;;12.05.2023;Beispiel Stiftung;Spende;;-2;;Einnahme"

    liste = read(tmp_path, *ROWS, income, "Summe;;;;;;;15;;", einnahmen=Einnahmen.NEGATIV)
    assert [summe.stimmt for summe in liste.summen] == [True]


def test_a_sum_row_without_figures_says_nothing(tmp_path):
    liste = read(tmp_path, *ROWS, "Summe;;;;;;;;;")

    assert (liste.summen, liste.hinweise, len(liste.belege)) == ((), (), 3)


def test_a_beleg_about_a_sum_is_a_beleg(tmp_path):
    rows = (
        "9;SA;02.10.2023;16.10.2023;Beispiel;Gesamt Honorar laut Liste;4;4;4;",
        ";Pauschale;;;;Gesamtpauschale Verwaltung;;4;4;Pauschale",
    )

    liste = read(tmp_path, *rows)
    assert (len(liste.belege), liste.summen) == (2, ())


def test_a_sum_that_cannot_be_read_is_refused(tmp_path):
    path = write(tmp_path / "belege.csv", "\n".join([HEAD, *ROWS, "Summe;;;;;;19.5;;;"]))

    violations = violations_of(read_belegliste, path, zahlen=None, einnahmen=None)
    assert places(violations) == [("betrag_unklar", 5, "G5")]
