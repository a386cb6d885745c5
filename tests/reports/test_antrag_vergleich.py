"""The comparison of two versions as a file: every row, amounts as numbers, nothing a program takes for a formula."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

from openpyxl import load_workbook

from grants.domain.antrag_vergleich import Vergleichszeile
from grants.domain.money import euro
from reports.antrag_vergleich import write_csv, write_xlsx

ROWS = (
    Vergleichszeile("Maßnahmen", "Babylotsen", euro("85800.00"), euro("85700.50"), euro("-99.50")),
    Vergleichszeile("Maßnahmen", "Neu", None, euro("10.00"), euro("10.00")),
    Vergleichszeile("Texte", "Betreff", "", '=HYPERLINK("http://boese.example")'),
    Vergleichszeile("Texte", "5.1 Notwendigkeit", "Absatz; eins\n\nAbsatz zwei", "-1 ist kein Betrag"),
)
HEAD = ["Teil", "Angabe", "Version 1", "heutiger Stand", "Differenz €"]


def test_the_csv_reads_back_row_by_row_and_holds_no_formula():
    content = write_csv(ROWS, von="Version 1", bis="heutiger Stand")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows == [
        HEAD,
        ["Maßnahmen", "Babylotsen", "85.800,00", "85.700,50", "-99,50"],
        ["Maßnahmen", "Neu", "", "10,00", "10,00"],
        ["Texte", "Betreff", "", '\'=HYPERLINK("http://boese.example")', ""],
        ["Texte", "5.1 Notwendigkeit", "Absatz; eins\n\nAbsatz zwei", "'-1 ist kein Betrag", ""],
    ]


def test_the_workbook_holds_amounts_as_numbers_and_texts_as_texts():
    content = write_xlsx(
        ROWS, titel="Antrag 2024", von="Version 1", bis="heutiger Stand", stand=date(2024, 8, 31)
    )
    sheet = load_workbook(BytesIO(content))["Vergleich"]
    rows = [list(row) for row in sheet.iter_rows(min_row=3)]
    assert sheet["A1"].value == "Antrag 2024: Vergleich"
    assert [cell.value for cell in rows[0]] == HEAD
    assert [Decimal(str(cell.value)) for cell in rows[1][2:]] == [
        Decimal(85800),
        Decimal("85700.5"),
        Decimal("-99.5"),
    ]
    assert (rows[3][3].value, rows[3][3].data_type) == ('=HYPERLINK("http://boese.example")', "s")


def test_the_same_rows_give_the_same_bytes():
    first, second = (
        write_xlsx(ROWS, titel="Antrag", von="a", bis="b", stand=date(2024, 8, 31)) for _ in range(2)
    )
    assert first == second
