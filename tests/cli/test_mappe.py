"""grants vorlage and grants export: what goes out can be read back, and nothing is left half written."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from grants.domain.begriffe import Belegart
from grants.domain.money import euro
from grants.imports.belegliste import Einnahmen, read_belegliste
from tests.cli.conftest import MAPPE, Grants, Vorlagen


def cells(path: Path) -> dict[str, list[tuple[object, ...]]]:
    workbook = load_workbook(path)
    return {sheet.title: [tuple(row) for row in sheet.iter_rows(values_only=True)] for sheet in workbook}


def test_a_year_goes_out_and_comes_back_cell_for_cell(
    grants: Grants, datenbank: str, vorlagen: Vorlagen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    first, second = tmp_path / "eins.xlsx", tmp_path / "zwei.xlsx"
    assert grants("import", "jahr", MAPPE).code == 0
    answer = grants("export", "jahr", "2023", "--out", first)
    assert (answer.code, answer.out) == (0, f"Geschrieben: {first}\n")
    # Into another, empty database, whichever the first one was.
    folder = tmp_path / "andere"
    folder.mkdir()
    monkeypatch.setenv("GRANTS_DATABASE_URL", vorlagen.copy("sqlite", "leer", folder))
    assert grants("import", "jahr", first).code == 0
    assert grants("export", "jahr", "2023", "--out", second).code == 0
    assert cells(second) == cells(first)
    assert second.read_bytes() == first.read_bytes()


def test_the_empty_jahresmappe_is_read_back_with_the_question_for_its_year(
    grants: Grants, sqlite: str, tmp_path: Path
):
    out = tmp_path / "mappe.xlsx"
    assert grants("vorlage", "jahr", "--out", out).code == 0
    assert "Maßnahmen" in cells(out)
    answer = grants("import", "jahr", out, "--json")
    assert answer.code == 2
    assert "jahr_fehlt" in [each["code"] for each in answer.json["fehler"]]


def test_a_template_needs_no_database(grants: Grants, tmp_path: Path):
    assert grants("vorlage", "belege", "--out", tmp_path / "b.xlsx").code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.xlsx"]


def test_the_empty_belegliste_is_filled_in_and_read(grants: Grants, tmp_path: Path):
    out = tmp_path / "belege.xlsx"
    assert grants("vorlage", "belege", "--out", out).code == 0
    workbook = load_workbook(out)
    sheet = workbook.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[2]}
    spent: dict[str, Any] = {
        "Beleg-Nr.": "A-1",
        "Ausgabeposition": "SA",
        "Rechnungsnummer": "1/2023",
        "Rechnungsdatum": date(2023, 3, 1),
        "Zahlungsdatum": date(2023, 3, 4),
        "Zahlungsempfänger": "Beispiel Buchladen",
        "Zweck": "Material",
        "gezahlter Betrag": 119.0,
        "Betrag für die Maßnahme": 100.0,
        "davon zuwendungsfähig": 80.5,
    }
    came_in: dict[str, Any] = {
        "Beleg-Nr.": "E-1",
        "Zahlungsdatum": date(2023, 5, 2),
        "Zahlungsempfänger": "Beispiel Stiftung",
        "Zweck": "Spende",
        "Betrag für die Maßnahme": 50.0,
        "Art": "Einnahme",
        "Mittelherkunft": "Spenden",
    }
    for row, values in ((3, spent), (4, came_in)):
        for title, value in values.items():
            sheet.cell(row, columns[title], value)
    workbook.save(out)
    gelesen = read_belegliste(out, zahlen=None, einnahmen=Einnahmen.POSITIV)
    [beleg] = gelesen.belege
    assert (beleg.nr, beleg.art, beleg.rechnungsnummer) == ("A-1", Belegart.BELEG, "1/2023")
    assert (beleg.gezahlt, beleg.betrag, beleg.zuwendungsfaehig) == (
        euro("119.00"),
        euro("100.00"),
        euro("80.50"),
    )
    [einnahme] = gelesen.einnahmen
    assert (einnahme.betrag, einnahme.herkunft) == (euro("50.00"), "Spenden")


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("fehlt/x.xlsx", "gibt es nicht. Bitte einen vorhandenen Ordner angeben oder ihn vorher anlegen."),
        ("datei/x.xlsx", "ist kein Ordner."),
        (".", "ist keine gewöhnliche Datei und wird nicht überschrieben."),
    ],
)
def test_where_nothing_can_be_written_one_sentence_says_why(grants: Grants, tmp_path: Path, target, sentence):
    (tmp_path / "datei").write_text("vorhanden", encoding="utf-8")
    answer = grants("vorlage", "jahr", "--out", tmp_path / target)
    assert answer.code == 2
    assert sentence in answer.err
    assert answer.err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["datei"]


def test_a_device_is_never_replaced_by_a_file(grants: Grants):
    answer = grants("vorlage", "jahr", "--out", "/dev/null")
    assert answer.code == 2
    assert Path("/dev/null").is_char_device()
