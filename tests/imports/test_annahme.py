"""What comes in and what is refused, line by line of the agreed table; the rest of the tests go into detail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grants.domain.money import Zahlen, euro
from grants.imports.massnahmenliste import Massnahmenliste, read_massnahmenliste
from tests.imports.dateien import (
    CONTENT_TYPES,
    KOPF,
    header_row,
    pack,
    sheet_xml,
    text_cell,
    violations_of,
    workbook,
    write,
)

CSV = "Jahr;Maßnahme;Träger;Betrag\n2024;Babylotsen;Bunter Kreis;86.600,00\n"
ROW = [2024, "Babylotsen", "Bunter Kreis", 86600]


def read(path: Path) -> Massnahmenliste:
    (liste,) = read_massnahmenliste(path, jahr=None, zahlen=None)
    return liste


def formula_sheet(cell: str) -> str:
    names = f"{text_cell('B2', 'Babylotsen')}{text_cell('C2', 'Bunter Kreis')}"
    return sheet_xml(f'{header_row()}<row r="2"><c r="A2"><v>2024</v></c>{names}{cell}</row>')


COMES_IN: dict[str, Callable[[Path], Path]] = {
    "amount as text": lambda p: write(p / "a.csv", CSV),
    "amount as text, plain": lambda p: write(p / "a.csv", CSV.replace("86.600,00", "86600,00")),
    "amount as text, blanks": lambda p: write(p / "a.csv", CSV.replace("86.600,00", "86 600,00 €")),
    "amount as text, whole euros": lambda p: write(p / "a.csv", CSV.replace("86.600,00", "86.600,- Euro")),
    "amount as text in a workbook": lambda p: workbook(p / "a.xlsx", [KOPF, [*ROW[:3], "86.600,00 €"]]),
    "blanks around": lambda p: write(p / "a.csv", CSV.replace(";", " ; ").replace("Jahr", " Jahr")),
    "Windows-1252": lambda p: write(p / "a.csv", CSV, encoding="windows-1252"),
    "UTF-8 with BOM": lambda p: write(p / "a.csv", CSV, encoding="utf-8-sig"),
    "comma": lambda p: write(p / "a.csv", CSV.replace(";", ",").replace("86.600,00", '"86.600,00"')),
    "tab": lambda p: write(p / "a.csv", CSV.replace(";", "\t")),
    "tab, called txt": lambda p: write(p / "a.txt", CSV.replace(";", "\t")),
    "header in row 1": lambda p: workbook(p / "a.xlsx", [KOPF, ROW]),
    "header in row 20": lambda p: workbook(p / "a.xlsx", [["Stadt"]] * 19 + [KOPF, ROW]),
    "header in line 20": lambda p: write(p / "a.csv", "Stadt\n" * 19 + CSV),
    "a number shown as 8.66E+04": lambda p: pack(
        p / "a.xlsx", sheet=formula_sheet('<c r="D2"><v>8.66E+04</v></c>')
    ),
    "formula with stored value": lambda p: pack(
        p / "a.xlsx", sheet=formula_sheet('<c r="D2"><f>SUM(E2:F2)</f><v>86600</v></c>')
    ),
    "total": lambda p: write(p / "a.csv", CSV + ";Summe;;86.600,00\n"),
    "total off by a cent": lambda p: write(p / "a.csv", CSV + ";Summe;;86.600,01\n"),
}


@pytest.mark.parametrize("kind", COMES_IN)
def test_it_comes_in(tmp_path, kind):
    liste = read(COMES_IN[kind](tmp_path))

    assert [(zeile.label, zeile.betrag) for zeile in liste.zeilen] == [("Babylotsen", euro("86600.00"))]
    assert liste.jahr == 2024


REFUSED: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "text 1E+05": ("betrag_unklar", lambda p: write(p / "a.csv", CSV.replace("86.600,00", "1E+05"))),
    "text 1E+05 in a workbook": (
        "betrag_unklar",
        lambda p: workbook(p / "a.xlsx", [KOPF, [*ROW[:3], "1E+05"]]),
    ),
    "text 1,234.50": ("betrag_unklar", lambda p: write(p / "a.csv", CSV.replace("86.600,00", "1,234.50"))),
    "text 1234.56": ("betrag_unklar", lambda p: write(p / "a.csv", CSV.replace("86.600,00", "1234.56"))),
    "empty amount": ("betrag_fehlt", lambda p: write(p / "a.csv", CSV.replace("86.600,00", ""))),
    "negative amount": ("betrag_negativ", lambda p: workbook(p / "a.xlsx", [KOPF, [*ROW[:3], -1]])),
    "zero amount": ("betrag_null", lambda p: workbook(p / "a.xlsx", [KOPF, [*ROW[:3], 0]])),
    "half a cent": ("betrag_ungenau", lambda p: workbook(p / "a.xlsx", [KOPF, [*ROW[:3], 0.005]])),
    "missing column": ("spalte_fehlt", lambda p: workbook(p / "a.xlsx", [KOPF[:3], ROW])),
    "formula without value": (
        "formel_ohne_wert",
        lambda p: workbook(p / "a.xlsx", [KOPF, [*ROW[:3], "=1+1"]]),
    ),
    "formula without value in the total": (
        "formel_ohne_wert",
        lambda p: workbook(p / "a.xlsx", [KOPF, ROW, [None, "Summe", None, "=SUM(D2:D2)"]]),
    ),
    "formula without value, alone in its row": (
        "formel_ohne_wert",
        lambda p: workbook(p / "a.xlsx", [KOPF, ROW, [None, None, None, "=SUM(D2:D2)"]]),
    ),
    "formula with an error": (
        "fehlerwert",
        lambda p: pack(p / "a.xlsx", sheet=formula_sheet('<c r="D2" t="e"><f>A1/0</f><v>#DIV/0!</v></c>')),
    ),
    "a second header": ("kopfzeile_doppelt", lambda p: workbook(p / "a.xlsx", [KOPF, ROW, KOPF, ROW])),
    "more than 20 MB": ("datei_zu_gross", lambda p: write(p / "a.csv", CSV + " " * 20_000_000)),
    "more than 100 MiB unpacked": (
        "datei_archiv_zu_gross",
        lambda p: pack(p / "a.xlsx", parts={"xl/media/a.txt": "A" * 110_000_000}),
    ),
    "Word renamed": (
        "datei_art_falsch",
        lambda p: pack(p / "a.xlsx", parts={"word/document.xml": "<x/>"}, without=["xl/workbook.xml"]),
    ),
    "PDF renamed": ("datei_art_falsch", lambda p: write(p / "a.csv", "%PDF-1.7\n")),
    "password": (
        "datei_passwort",
        lambda p: write(
            p / "a.xlsx", "ÐÏ\x11à¡±\x1aáE\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", encoding="latin-1"
        ),
    ),
    "macro": ("datei_makro", lambda p: pack(p / "a.xlsx", parts={"xl/vbaProject.bin": b"x"})),
    "macro by content type": (
        "datei_makro",
        lambda p: pack(
            p / "a.xlsx",
            parts={"[Content_Types].xml": CONTENT_TYPES.replace("spreadsheetml.sheet", "sheet.macroEnabled")},
        ),
    ),
    "entities": (
        "datei_entitaeten",
        lambda p: pack(p / "a.xlsx", sheet="<!DOCTYPE x [<!ENTITY a 'b'>]>" + sheet_xml(header_row())),
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_it_is_refused_with_one_sentence_that_says_what_to_do(tmp_path, kind):
    code, make = REFUSED[kind]
    violations = violations_of(read, make(tmp_path))

    assert code in {str(violation.code) for violation in violations}
    for violation in violations:
        assert violation.stelle is not None
        assert violation.stelle.datei is not None
        assert "itte" in violation.text


def test_the_same_text_comes_in_once_the_question_is_answered(tmp_path):
    path = write(tmp_path / "a.csv", CSV.replace("86.600,00", "1234.56"))

    (liste,) = read_massnahmenliste(path, jahr=None, zahlen=Zahlen.PUNKT)
    assert liste.gerechnet == euro("1234.56")


def test_a_refused_cell_names_sheet_row_and_cell(tmp_path):
    (violation,) = violations_of(
        read, workbook(tmp_path / "a.xlsx", [[], [], KOPF, [*ROW[:3], "=1+1"]], titel="Antrag 2024")
    )

    assert str(violation.stelle) == "Blatt „Antrag 2024“, Zeile 4, Spalte „Betrag“, Zelle D4"


def rows(count: int) -> str:
    return "Jahr;Maßnahme;Träger;Betrag\n" + "".join(
        f"2024;Maßnahme {number};;1,00\n" for number in range(count)
    )


def test_fifty_thousand_rows_come_in_with_their_total(tmp_path):
    liste = read(write(tmp_path / "a.csv", rows(50_000) + ";Summe;;50.000,00\n"))

    assert (len(liste.zeilen), liste.genannt) == (50_000, euro("50000.00"))


def test_one_row_more_is_refused_never_cut_off(tmp_path):
    assert [v.code for v in violations_of(read, write(tmp_path / "a.csv", rows(50_001)))] == [
        "zu_viele_zeilen"
    ]
