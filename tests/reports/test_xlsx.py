"""Workbooks of the papers: formulas that carry their values, text that stays text."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from grants.domain.money import Vomhundert, euro
from reports.xlsx import Formel, Mappe, Wert
from tests.reports.conftest import dateien

STAND = date(2024, 8, 31)
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
GERECHNET = (
    "antrag",
    "antrag-mit-luecken",
    "antrag-gross",
    "nachweis",
    "nachweis-mit-luecken",
)


def values_of(content: bytes) -> dict[str, object]:
    workbook = load_workbook(BytesIO(content), data_only=True)
    return {
        f"{sheet.title}!{cell.coordinate}": cell.value
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def formulas_of(content: bytes) -> dict[str, str]:
    workbook = load_workbook(BytesIO(content))
    return {
        f"{sheet.title}!{cell.coordinate}": str(cell.value)
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def make(*werte: Wert) -> bytes:
    mappe = Mappe(kopf=["Papier"])
    mappe.blatt("Blatt", breiten=(20, 20)).add(*werte)
    return mappe.save(stand=STAND)


@pytest.mark.parametrize("name", GERECHNET)
def test_every_formula_carries_its_value(name):
    content = dateien(name).xlsx
    values = values_of(content)
    formulas = formulas_of(content)
    assert formulas
    assert all(isinstance(values.get(cell), int | float) for cell in formulas)


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The workbooks after LibreOffice has computed every formula anew."""
    assert OFFICE, "LibreOffice fehlt: bitte „make setup“ ausführen."
    folder = tmp_path_factory.mktemp("xlsx")
    paths = []
    for name in GERECHNET:
        paths.append(folder / f"{name}.xlsx")
        # Without the stored values nothing can pass for a result.
        paths[-1].write_bytes(without_values(dateien(name).xlsx))
    out = folder / "out"
    command = [OFFICE, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "xlsx"]
    subprocess.run(
        [*command, "--outdir", str(out), *map(str, paths)], check=True, capture_output=True, timeout=300
    )
    return {path.stem: path.read_bytes() for path in Path(out).glob("*.xlsx")}


def without_values(content: bytes) -> bytes:
    workbook, result = load_workbook(BytesIO(content)), BytesIO()
    workbook.save(result)
    return result.getvalue()


@pytest.mark.parametrize("name", GERECHNET)
def test_computed_anew_the_sums_are_the_same(name, recalculated):
    before, after = values_of(dateien(name).xlsx), values_of(recalculated[name])
    for cell in formulas_of(dateien(name).xlsx):
        assert after[cell] == pytest.approx(before[cell], abs=1e-9), cell


@pytest.mark.parametrize("text", ["=1+1", "=HYPERLINK(0)", "+49 234", "@name", "-5"])
def test_text_that_looks_like_a_formula_stays_text(text):
    content = make(text)
    assert values_of(content)["Blatt!A3"] == text
    assert formulas_of(content) == {}


def test_characters_that_no_workbook_may_hold_are_left_out():
    assert values_of(make("a\x00b\x0bc"))["Blatt!A3"] == "abc"


def test_amounts_shares_and_days_are_numbers_with_german_formats():
    workbook = load_workbook(
        BytesIO(make(euro("-1234.50"), Vomhundert(796_700), STAND, Formel("A3", euro("-1234.50"))))
    )
    row = workbook["Blatt"][3]
    assert [cell.number_format for cell in row] == [
        "#,##0.00;[Red]-#,##0.00",
        "0.00",
        "DD.MM.YYYY",
        "#,##0.00;[Red]-#,##0.00",
    ]
    assert [cell.value for cell in row][:2] == [-1234.5, 79.67]


def test_the_file_bears_the_day_of_its_figures_and_no_other_time():
    with ZipFile(BytesIO(make("x"))) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2024, 8, 31, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert core.count("2024-08-31T00:00:00Z") == 2
