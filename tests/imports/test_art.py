from __future__ import annotations

from pathlib import Path

import pytest

from grants.config import BEISPIEL
from grants.domain.mappe import Jahresmappe
from grants.imports.art import FALSCHE_DATEI, guess_art
from grants.imports.codes import Code
from grants.imports.datei import open_datei, read_datei
from reports.jahresmappe import jahresmappe_bytes
from tests.imports.dateien import KOPF, violations_of, workbook, workbook_bytes


def test_a_workbook_of_a_year_is_one_filled_or_empty():
    assert guess_art(open_datei(BEISPIEL / "jahr-2023.xlsx")) == "jahresmappe"
    assert guess_art(read_datei(jahresmappe_bytes(Jahresmappe()), name="leer.xlsx")) == "jahresmappe"


@pytest.mark.parametrize("name", ["Maßnahmen", "Liste", "Träger", "Texte"])
def test_a_table_with_one_sheet_is_a_list_whatever_the_sheet_is_called(tmp_path: Path, name: str):
    assert guess_art(open_datei(workbook(tmp_path / "a.xlsx", [KOPF], titel=name))) == "massnahmenliste"


def test_a_workbook_that_keeps_only_the_sheet_with_the_year_is_still_one(tmp_path: Path):
    assert guess_art(open_datei(workbook(tmp_path / "a.xlsx", [["Feld"]], titel="Stelle"))) == "jahresmappe"


def test_text_is_a_list():
    assert guess_art(open_datei(BEISPIEL / "massnahmen-2023-2024.txt")) == "massnahmenliste"


def test_a_broken_workbook_is_refused_here_too():
    broken = read_datei(workbook_bytes(), name="a.xlsx")
    object.__setattr__(broken, "inhalt", broken.inhalt[: len(broken.inhalt) // 2])
    [violation] = violations_of(guess_art, broken)
    assert violation.code == "datei_beschaedigt"


def test_what_refuses_a_whole_file_is_not_what_an_answer_or_a_cell_mends():
    answered = {Code.BETRAG_UNKLAR, Code.JAHR_FEHLT, Code.JAHR_UNKLAR, Code.JAHR_NICHT_ENTHALTEN}
    assert not (FALSCHE_DATEI & answered)
    assert {code for code in Code if code.value.startswith("datei_")} - FALSCHE_DATEI == {
        # Of a path on this machine, never of an upload.
        Code.DATEI_FEHLT,
        Code.DATEI_KEIN_ZUGRIFF,
        Code.DATEI_KEINE_DATEI,
    }
