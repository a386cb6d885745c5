"""The three files of a paper hold the same figures, read back by other libraries than those that wrote them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from openpyxl import load_workbook

from tests.reports.conftest import PAPIERE, dateien, seiten

# What the example states (the amounts of the year 2023 and its settlement).
ANTRAG_ZEILEN = {
    "3.1": ("462650.00", None),
    "3.2": ("462250.00", None),
    "3.3": ("1500.00", None),
    "3.4": ("460750.00", "100.00"),
    "3.5": ("368600.00", "80.00"),
    "3.6": ("0.00", "0.00"),
    "3.7": ("92150.00", "20.00"),
}
EINNAHMEN = [
    ("Eigenanteil", "92550.00", "20.00", "90419.65", "20.03"),
    ("Leistungen Dritter (ohne öffentliche Förderung)", "1500.00", "0.32", "1500.00", "0.33"),
    ("Bewilligte öffentliche Förderung", "0.00", "0.00", "0.00", "0.00"),
    ("Zuwendung des Landes", "368600.00", "79.67", "359438.60", "79.63"),
    ("Insgesamt", "462650.00", "100.00", "451358.25", "100.00"),
]
AUSGABEN = [
    ("Personalausgaben", "344375.00", "344375.00", "337112.40", "337112.40"),
    ("Honorare", "62050.00", "62050.00", "60200.00", "60200.00"),
    ("Sachausgaben", "40725.00", "40325.00", "38432.60", "37872.60"),
    ("Öffentlichkeitsarbeit", "12500.00", "12500.00", "12613.25", "12613.25"),
    ("Fahrtkosten", "3000.00", "3000.00", "3000.00", "3000.00"),
    ("Insgesamt", "462650.00", "462250.00", "451358.25", "450798.25"),
]


def content(name: str) -> Any:
    return json.loads(dateien(name).json)


def cells(name: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of each sheet of the workbook with the stored values of its formulas."""
    workbook = load_workbook(BytesIO(dateien(name).xlsx), data_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in workbook}


def money(value: object) -> str:
    return str(Decimal(str(value)).quantize(Decimal("0.01")))


def printed(amount: str) -> str:
    """Return an amount of the JSON as the PDF prints it."""
    sign = "−" if amount.startswith("-") else ""
    whole, cents = amount.removeprefix("-").split(".")
    return f"{sign}{int(whole):,}".replace(",", ".") + f",{cents}"


def figures(value: object) -> Iterator[str]:
    """Yield every amount and share of a snapshot."""
    if isinstance(value, dict):
        for each in value.values():
            yield from figures(each)
    elif isinstance(value, list):
        for each in value:
            yield from figures(each)
    elif isinstance(value, str) and re.fullmatch(r"-?\d+\.\d\d", value):
        yield value


def test_the_json_of_the_antrag_holds_the_lines_of_the_example():
    lines = content("antrag")["finanzierungsplan"]["zeilen"]
    assert {line["nummer"]: (line["betrag"], line["vh"]) for line in lines} == ANTRAG_ZEILEN


def test_the_workbook_of_the_antrag_holds_them_too():
    rows = {row[0]: row for row in cells("antrag")["Finanzierungsplan"] if row[0] in ANTRAG_ZEILEN}
    found = {nr: (money(row[2]), None if row[3] is None else money(row[3])) for nr, row in rows.items()}
    assert found == ANTRAG_ZEILEN


def test_the_pdf_of_the_antrag_prints_them():
    text = "\n".join(seiten("antrag"))
    for number, (amount, share) in ANTRAG_ZEILEN.items():
        row = re.search(rf"^{re.escape(number)} .*$", text, re.MULTILINE)
        assert row, number
        assert row[0].endswith(" ".join(printed(figure) for figure in (amount, share) if figure))


def test_income_and_expenditure_of_the_verwendungsnachweis_are_those_of_the_example():
    daten = content("nachweis")
    income = [*daten["eigenmittel"], daten["zuwendung"], daten["einnahmen_insgesamt"]]
    spent = [*daten["ausgaben"], daten["ausgaben_insgesamt"]]
    assert [tuple(row.values()) for row in income] == EINNAHMEN
    assert [(r["art"], *r["lt_bescheid"].values(), *r["lt_abrechnung"].values()) for r in spent] == AUSGABEN


@pytest.mark.parametrize(("sheet", "expected"), [("Einnahmen", EINNAHMEN), ("Ausgaben", AUSGABEN)])
def test_the_workbook_of_the_verwendungsnachweis_holds_them_too(sheet, expected):
    names = [row[0] for row in expected]
    rows = [row for row in cells("nachweis")[sheet] if row[0] in names]
    assert [(row[0], *(money(value) for value in row[1:5])) for row in rows] == expected


def test_the_total_of_the_shares_prints_100():
    text = "\n".join(seiten("nachweis"))
    assert "Insgesamt 462.650,00 100 451.358,25 100" in text
    assert "Eigenanteil 92.550,00 20,00 90.419,65 20,03" in text
    # The printed shares add up to 99,99 only.
    assert "Zuwendung des Landes 368.600,00 79,67 359.438,60 79,63" in text


def test_section_iii_balances_with_the_land():
    text = "\n".join(seiten("nachweis"))
    for row in (
        "lt. Zuwendungsbescheid 368.600,00",
        "lt. Abrechnung 359.438,60",
        "Mehr (+) / Minder (−) −9.161,40",
        "abgerufen 362.700,00",
        "an das Land zurückzuzahlen 3.261,40",
        "davon bereits zurückgezahlt 3.261,40",
        "noch zurückzuzahlen 0,00",
    ):
        assert row in text


@pytest.mark.parametrize("name", ["antrag", "antrag-entwurf", "antrag-gross", "nachweis", "nachweis-gross"])
def test_every_figure_of_the_json_stands_in_pdf_and_workbook(name):
    text = "\n".join(seiten(name))
    numbers = {
        money(v) for rows in cells(name).values() for row in rows for v in row if isinstance(v, int | float)
    }
    for figure in set(figures(content(name))) - {"100.00"}:
        assert printed(figure) in text, f"{figure} is not printed"
        assert figure in numbers, f"{figure} is not in the workbook"


@pytest.mark.parametrize("name", ["antrag", "nachweis", "nachweis-gross"])
def test_workbook_and_json_hold_no_figure_that_is_not_printed(name):
    text = "\n".join(seiten(name))
    for rows in cells(name).values():
        for value in (value for row in rows for value in row if isinstance(value, int | float)):
            # The Nr. of a Handlungsfeld is an int; the total of shares prints 100.
            assert printed(money(value)) in text or str(value) in text or float(value) == 100


@pytest.mark.parametrize("name", PAPIERE)
def test_the_other_two_files_are_attached_as_they_are(name):
    files = dateien(name)
    with pikepdf.open(BytesIO(files.pdf)) as document:
        attached = {key: spec.get_file().read_bytes() for key, spec in document.attachments.items()}
        kinds = {str(spec.obj.AFRelationship) for spec in document.attachments.values()}
    assert attached == {f"{files.name}.xlsx": files.xlsx, f"{files.name}.json": files.json}
    assert kinds == {"/Source", "/Data"}


def test_the_names_say_paper_and_year():
    assert [name for name, _ in dateien("antrag").items()] == [
        "antrag-2023.pdf",
        "antrag-2023.xlsx",
        "antrag-2023.json",
    ]
