"""grants demo: only the public imports, the documents, one clear line a year; a second run changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grants.cli import demo as demo_command
from grants.config import INSTANCE
from tests.cli.conftest import Grants, dump


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(demo_command, "DOKUMENTE", tmp_path / "build")
    monkeypatch.delenv("GRANTS_HEUTE")
    return tmp_path / "build"


def test_the_demo_shows_the_sums_and_writes_the_papers(grants: Grants, datenbank: str, build: Path):
    answer = grants("demo")
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert lines[0] == "Vorführung mit Beispieldaten, fester Tag 31.08.2024"
    assert "2023: Summe 368.600,00 €, ok" in lines
    assert "2024: erwartet 398.400,00 €, gefunden 398.450,00 €, Differenz +50,00 €" in lines
    assert "2023: weitere Befunde" in lines
    assert sorted(path.name for path in build.iterdir()) == [
        f"{name}.{ending}"
        for name in ("antrag-2023", "antrag-2024", "verwendungsnachweis-2023")
        for ending in ("json", "pdf", "xlsx")
    ]
    issued = {
        path.stem: json.loads(path.read_bytes())["ausgestellt"] is not None for path in build.glob("*.json")
    }
    assert issued == {"antrag-2023": True, "verwendungsnachweis-2023": True, "antrag-2024": False}
    before = dump(datenbank)
    papers = {path.name: path.read_bytes() for path in build.iterdir()}
    again = grants("demo")
    assert (again.code, again.out) == (0, answer.out)
    assert dump(datenbank) == before
    assert {path.name: path.read_bytes() for path in build.iterdir()} == papers
    assert grants("log", "verify").code == 0


def test_the_demo_stays_away_from_somebodys_own_work(grants: Grants, sqlite_liste: str, build: Path):
    before = dump(sqlite_liste)
    answer = grants("demo")
    assert answer.code == 2
    assert "Die Datenbank enthält schon eigene Daten." in answer.err
    assert dump(sqlite_liste) == before


def test_the_demo_has_a_database_and_a_day_of_its_own():
    assert demo_command.DEMO_DATENBANK == INSTANCE / "demo.sqlite3"
    assert f"{demo_command.DEMO_TAG:%d.%m.%Y}" == "31.08.2024"


def test_without_the_example_files_it_is_said(
    grants: Grants, sqlite: str, build: Path, tmp_path, monkeypatch
):
    monkeypatch.setattr(demo_command, "BEISPIEL", tmp_path / "leer")
    answer = grants("demo")
    assert answer.code == 2
    assert "liegen keine Beispieldateien" in answer.err
