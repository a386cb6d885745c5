from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from grants.domain.money import Betrag, Zahlen, euro
from grants.imports.massnahmenliste import (
    Listenzeile,
    Massnahmenliste,
    QuelleArt,
    Traegerangabe,
    read_massnahmenliste,
)
from tests.imports.dateien import KOPF, first_sheet, place_of, places, violations_of, workbook, write

HEAD = "Jahr;Maßnahme;Träger;Betrag\n"


def read(path: Path, *, jahr: int | None = None, zahlen: Zahlen | None = None) -> tuple[Massnahmenliste, ...]:
    return read_massnahmenliste(path, jahr=jahr, zahlen=zahlen)


def one(path: Path, *, jahr: int | None = None, zahlen: Zahlen | None = None) -> Massnahmenliste:
    (liste,) = read(path, jahr=jahr, zahlen=zahlen)
    return liste


def csv(tmp_path: Path, text: str) -> Path:
    return write(tmp_path / "liste.csv", text)


def problems(path: Path, *, jahr: int | None = None) -> list[tuple[str, int | None, str | None]]:
    return places(violations_of(read, path, jahr=jahr))


# -- what comes in -------------------------------------------------------------------------------------------


def test_a_row_holds_every_column(tmp_path):
    text = (
        "Jahr;Maßnahme;Träger;Betrag;Kennung;Handlungsfeld;Handlungsfeld Land;Lebensphase\n"
        '2024;Stadtteilarbeit;"IFAK=9330;Ronahi=6.220,00";15.550,00;stadtteilarbeit;II;6;übergreifend\n'
    )

    liste = one(csv(tmp_path, text))
    assert liste.zeilen == (
        Listenzeile(
            label="Stadtteilarbeit",
            betrag=euro("15550.00"),
            zeile=2,
            massnahme="Stadtteilarbeit",
            traeger=(Traegerangabe("IFAK", euro("9330.00")), Traegerangabe("Ronahi", euro("6220.00"))),
            blatt=None,
            zelle="D2",
            kennung="stadtteilarbeit",
            handlungsfeld="II",
            handlungsfeld_land=6,
            lebensphase="übergreifend",
        ),
    )
    assert (liste.jahr, liste.quelle_art, liste.genannt, liste.ueberschrift, liste.hinweise) == (
        2024,
        QuelleArt.CSV,
        None,
        "",
        (),
    )


def test_optional_columns_may_be_missing_and_cells_empty(tmp_path):
    (zeile,) = one(csv(tmp_path, HEAD + "2024;Geschäftsstelle;;95.000\n")).zeilen

    assert (zeile.traeger, zeile.kennung, zeile.handlungsfeld_land, zeile.lebensphase) == ((), None, None, "")


def test_a_workbook_is_read_with_sheet_and_cell(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [KOPF, [2024, "Babylotsen", "Bunter Kreis", 86600]], titel="Antrag")

    liste = one(path)
    (zeile,) = liste.zeilen
    assert (zeile.blatt, zeile.zelle, zeile.betrag) == ("Antrag", "D2", euro("86600.00"))
    assert liste.quelle_art is QuelleArt.XLSX


def test_several_years_make_several_lists_the_earliest_first(tmp_path):
    text = HEAD + "2024;Babylotsen;;2\n2023;Babylotsen;;1\n2024;EBIKA;;3\n"

    assert [(liste.jahr, len(liste.zeilen)) for liste in read(csv(tmp_path, text))] == [(2023, 1), (2024, 2)]
    assert one(csv(tmp_path, text), jahr=2024).gerechnet == euro("5.00")


def test_years_may_stand_on_sheets_of_their_own(tmp_path):
    book = Workbook()
    first_sheet(book).title = "2023"
    for name in ("2023", "2024"):
        sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
        sheet.append(["Maßnahme", "Träger", "Betrag"])
        sheet.append(["Babylotsen", "Bunter Kreis", int(name)])
    book.save(tmp_path / "a.xlsx")

    assert [(liste.jahr, liste.gerechnet) for liste in read(tmp_path / "a.xlsx")] == [
        (2023, euro("2023.00")),
        (2024, euro("2024.00")),
    ]


def test_title_and_day_above_the_table_are_its_source(tmp_path):
    title = "Stadt Beispiel;;\nMaßnahmen Förderung 2024;;\nStand: 05.02.2024;;\n;;\n"
    text = f"{title}Maßnahme;Träger;Betrag\nBabylotsen;;5\n"

    liste = one(csv(tmp_path, text))
    assert (liste.jahr, liste.ueberschrift, liste.stand) == (
        2024,
        "Maßnahmen Förderung 2024",
        date(2024, 2, 5),
    )


def test_the_year_may_be_said_where_the_file_names_none(tmp_path):
    path = csv(tmp_path, "Maßnahme;Träger;Betrag\nBabylotsen;;5\n")

    assert problems(path) == [("jahr_fehlt", 1, None)]
    assert one(path, jahr=2026).jahr == 2026


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Bunter Kreis", [("Bunter Kreis", None)]),
        ('"IFAK;Ronahi"', [("IFAK", None), ("Ronahi", None)]),
        ('" IFAK = 9.330 € ; Ronahi=6220,00 ; "', [("IFAK", euro("9330.00")), ("Ronahi", euro("6220.00"))]),
        ('"IFAK\nRonahi"', [("IFAK", None), ("Ronahi", None)]),
        ('"IFAK=9330;Ronahi"', [("IFAK", euro("9330.00")), ("Ronahi", None)]),
        ("Kinder, Jugend und Familie e. V.", [("Kinder, Jugend und Familie e. V.", None)]),
    ],
)
def test_several_traeger_stand_in_one_cell(tmp_path, cell, expected):
    (zeile,) = one(csv(tmp_path, HEAD + f"2024;Stadtteilarbeit;{cell};15.550\n")).zeilen

    assert list(zeile.traeger) == expected


def test_shares_that_do_not_add_up_are_worth_a_remark(tmp_path):
    liste = one(csv(tmp_path, HEAD + '2024;Stadtteilarbeit;"IFAK=9330;Ronahi=6220,01";15.550\n'))

    (hinweis,) = liste.hinweise
    assert hinweis.startswith("Zeile 2: ")
    assert "15.550,01" in hinweis


@pytest.mark.parametrize(
    ("cell", "number"), [("6", 6), ("6 – Netzwerke", 6), ("offen", None), ("–", None), ("", None)]
)
def test_the_field_of_the_land_is_a_number(tmp_path, cell, number):
    text = f"Jahr;Maßnahme;Träger;Betrag;Handlungsfeld Land\n2024;Babylotsen;;5;{cell}\n"

    assert one(csv(tmp_path, text)).zeilen[0].handlungsfeld_land == number


# -- totals --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "label",
    [
        "Gesamt",
        "Summe",
        "Insgesamt",
        "Gesamtsumme",
        "Gesamtbetrag",
        "Gesamtfördersumme",
        "Antragssumme",
        "Summe:",
        "Gesamt 2024",
        "Gesamtfördersumme 2024:",
        "SUMME",
        "Gesamtfoerdersumme",
    ],
)
def test_a_total_row_is_the_stated_total_and_no_massnahme(tmp_path, label):
    liste = one(csv(tmp_path, HEAD + f"2024;Babylotsen;;5\n;{label};;5,00\n"))

    assert [zeile.label for zeile in liste.zeilen] == ["Babylotsen"]
    assert (liste.genannt, liste.genannt_zeile, liste.summe_label) == (euro("5.00"), 3, label.rstrip(":"))


@pytest.mark.parametrize(
    "row",
    [
        "2024;Gesamt;ASB;5",
        "2024;Gesamtkonzept;;5",
        "2024;Gesamtschule Mitte;;5",
        "2024;Beantragung von Hilfen;;5",
    ],
)
def test_other_rows_are_massnahmen(tmp_path, row):
    liste = one(csv(tmp_path, HEAD + row + "\n"))

    assert (len(liste.zeilen), liste.genannt) == (1, None)


def test_a_total_that_is_off_by_a_cent_is_kept_and_remarked(tmp_path):
    liste = one(csv(tmp_path, HEAD + "2024;Babylotsen;;5\n2024;EBIKA;;6\n2024;Summe;;11,01\n"))

    assert (liste.genannt, liste.gerechnet) == (euro("11.01"), euro("11.00"))
    (hinweis,) = liste.hinweise
    assert "Zeile 4" in hinweis
    assert "\u22120,01" in hinweis


def test_a_total_belongs_to_the_year_it_names_or_to_the_rows_above(tmp_path):
    text = HEAD + "2023;Babylotsen;;1\n;Summe;;1\n2024;Babylotsen;;2\n;Summe;;2\n"
    assert [liste.genannt for liste in read(csv(tmp_path, text))] == [euro("1.00"), euro("2.00")]

    text = HEAD + "2023;Babylotsen;;1\n2024;Babylotsen;;2\n;Summe 2024;;2\n2023;Summe;;1\n"
    assert [liste.genannt for liste in read(csv(tmp_path, text))] == [euro("1.00"), euro("2.00")]
    assert one(csv(tmp_path, text), jahr=2023).genannt == euro("1.00")


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("2023;A-Stadt;;1\n2024;B-Stadt;;2\n;Summe;;3\n", ("summe_unklar", 4, "B4")),
        ("2024;A-Stadt;;1\n2023;Summe 2024;;1\n", ("summe_unklar", 3, "B3")),
        ("2024;A-Stadt;;1\n;Summe;;1\n;Gesamt 2024;;2\n", ("summe_doppelt", 4, None)),
        ("2024;A-Stadt;;1\n;Summe;;\n", ("betrag_fehlt", 3, "D3")),
        ("2024;A-Stadt;;1\n;Summe;;1.5\n", ("betrag_unklar", 3, "D3")),
        ("2024;A-Stadt;;1\n2024;Zwischensumme;;1\n", ("summe_unklar", 3, "B3")),
        # The words of the text form; in a table they are no total.
        ("2024;A-Stadt;;1\n2024;Geplante Beantragung für 2024;;1\n", ("summe_unklar", 3, "B3")),
        ("2024;A-Stadt;;1\n2024;Summe Handlungsfeld I;;1\n", ("summe_unklar", 3, "B3")),
    ],
)
def test_a_total_that_is_not_clear_is_refused(tmp_path, rows, problem):
    assert problems(csv(tmp_path, HEAD + rows)) == [problem]


# -- what is refused -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("2024;Babylotsen;;", ("betrag_fehlt", 2, "D2")),
        ("2024;Babylotsen", ("betrag_fehlt", 2, "D2")),
        ("2024;Babylotsen;;0", ("betrag_null", 2, "D2")),
        ("2024;Babylotsen;;0,00 €", ("betrag_null", 2, "D2")),
        ("2024;Babylotsen;;-5,00", ("betrag_negativ", 2, "D2")),
        ("2024;Babylotsen;;1E+05", ("betrag_unklar", 2, "D2")),
        ("2024;Babylotsen;;1,234.50", ("betrag_unklar", 2, "D2")),
        ("2024;Babylotsen;;1234.56", ("betrag_unklar", 2, "D2")),
        ("2024;;Bunter Kreis;5", ("massnahme_fehlt", 2, "B2")),
        ("2024;;;5", ("massnahme_fehlt", 2, "B2")),
        (";Babylotsen;;5", ("jahr_fehlt", 2, "A2")),
        ("24;Babylotsen;;5", ("jahr_unklar", 2, "A2")),
        ("2024/25;Babylotsen;;5", ("jahr_unklar", 2, "A2")),
        ('2024;Babylotsen;"IFAK=;Ronahi=5";5', ("traeger_unklar", 2, "C2")),
        ('2024;Babylotsen;"=5";5', ("traeger_unklar", 2, "C2")),
        ('2024;Babylotsen;"IFAK;ifak";5', ("traeger_unklar", 2, "C2")),
        ('2024;Babylotsen;"IFAK=0;Ronahi=5";5', ("traeger_unklar", 2, "C2")),
        ('2024;Babylotsen;"IFAK=1.5;Ronahi=5";5', ("betrag_unklar", 2, "C2")),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_its_cell(tmp_path, row, problem):
    assert problems(csv(tmp_path, HEAD + row + "\n")) == [problem]


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("Kennung", "Baby Lotsen", "kennung_ungueltig"),
        ("Kennung", "babylotsen-", "kennung_ungueltig"),
        ("Kennung", "x" * 61, "kennung_ungueltig"),
        ("Handlungsfeld Land", "7", "handlungsfeld_unklar"),
        ("Handlungsfeld Land", "IV", "handlungsfeld_unklar"),
    ],
)
def test_an_optional_cell_that_cannot_be_read_is_refused(tmp_path, column, cell, code):
    text = f"Jahr;Maßnahme;Träger;Betrag;{column}\n2024;Babylotsen;;5;{cell}\n"

    assert problems(csv(tmp_path, text)) == [(code, 2, "E2")]


@pytest.mark.parametrize("column", ["Maßnahme", "Träger", "Betrag"])
def test_a_missing_column_is_refused_and_named(tmp_path, column):
    headings = [heading for heading in KOPF if heading != column]
    (violation,) = violations_of(read, csv(tmp_path, ";".join(headings) + "\n2024;x;5\n"))

    assert (violation.code, place_of(violation).spalte) == ("spalte_fehlt", column)


def test_a_refused_cell_is_shown_as_in_the_documented_answer(tmp_path):
    (violation,) = violations_of(read, csv(tmp_path, "\n" * 5 + HEAD + "2024;Babylotsen;;1234.56\n"))

    assert violation.stelle is not None
    assert (violation.code, violation.stelle.blatt, violation.stelle.zeile) == ("betrag_unklar", None, 7)
    assert (violation.stelle.spalte, violation.stelle.zelle, violation.wert) == ("Betrag", "D7", "1234.56")
    assert violation.stelle.datei == "liste.csv"
    assert "--zahlen punkt" in violation.text


def test_points_before_the_cents_are_read_where_the_question_was_answered(tmp_path):
    path = csv(tmp_path, HEAD + "2024;Babylotsen;;1,234.56\n")

    assert one(path, zahlen=Zahlen.PUNKT).gerechnet == Betrag(123456)


def test_every_problem_is_named_in_the_order_of_the_file(tmp_path):
    text = HEAD + "2024;Babylotsen;;0\n2024;;;1.5\n2024;EBIKA;;5\n2024;ebika;;6\n"

    assert problems(csv(tmp_path, text)) == [
        ("betrag_null", 2, "D2"),
        ("massnahme_fehlt", 3, "B3"),
        ("betrag_unklar", 3, "D3"),
        ("massnahme_doppelt", 5, "D5"),
    ]


def test_a_massnahme_or_kennung_twice_in_one_year_is_refused(tmp_path):
    head = "Jahr;Maßnahme;Träger;Betrag;Kennung\n"

    assert (
        problems(csv(tmp_path, head + "2024;Baby-Lotsen;IFAK;5;\n2024;Babylotsen;ASB;6;\n"))[0][0]
        == "massnahme_doppelt"
    )
    assert (
        problems(csv(tmp_path, head + "2024;Babylotsen;;5;a\n2024;EBIKA;;6;a\n"))[0][0] == "kennung_doppelt"
    )
    assert len(read(csv(tmp_path, head + "2023;Babylotsen;;5;a\n2024;Babylotsen;;6;a\n"))) == 2


def test_a_year_the_file_does_not_hold_is_refused(tmp_path):
    assert problems(csv(tmp_path, HEAD + "2024;Babylotsen;;5\n"), jahr=2025) == [
        ("jahr_nicht_enthalten", None, None)
    ]


def test_what_is_wrong_in_another_year_does_not_matter(tmp_path):
    path = csv(tmp_path, HEAD + "2023;Babylotsen;;0\n2024;Babylotsen;;5\n")

    assert len(one(path, jahr=2024).zeilen) == 1


def test_a_table_without_rows_is_refused(tmp_path):
    assert problems(csv(tmp_path, HEAD)) == [("liste_fehlt", None, None)]
    assert problems(csv(tmp_path, HEAD + "2024;;;\n")) == [("liste_fehlt", None, None)]
    assert problems(csv(tmp_path, HEAD + "2024;Summe;;5\n")) == [("liste_fehlt", None, None)]
