"""Each Prüfregel has a workbook that breaks it by a cent or a day, and a mended twin that does not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from grants.cli.start import run
from grants.config import sqlite_url
from grants.domain.pruefregeln import REGISTER
from grants.imports.jahresmappe import read_jahresmappe
from scripts.pruefmappen import ABWEICHUNG, BERICHTIGT, ORDNER, PAARE, paar
from tests.conftest import migrated_app

QUIET = {"ok", "trifft_nicht_zu", "noch_nicht_faellig"}
# These only hint: they never make a check fail.
HINTS = {"kontingent", "bestand", "einzelansatz", "frist_nachweis", "frist_zahlung"}
CENT_RULES = set(PAARE) - {"massnahmebeginn", "zeitraum", "frist_nachweis", "frist_zahlung", "auszahlung"}


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database to copy."""
    path = tmp_path_factory.mktemp("vorlage") / "leer.sqlite3"
    app = migrated_app(sqlite_url(path))
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()
    return path


@pytest.fixture
def database(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "pruefung.sqlite3"
    shutil.copy(template, path)
    monkeypatch.setenv("GRANTS_DATABASE_URL", sqlite_url(path))
    monkeypatch.delenv("GRANTS_HEUTE", raising=False)
    return path


def test_every_rule_has_its_pair_of_workbooks():
    assert set(PAARE) == set(REGISTER)
    assert {path.name for path in ORDNER.iterdir()} == set(REGISTER)


@pytest.mark.parametrize("code", PAARE)
@pytest.mark.parametrize("name", [ABWEICHUNG, BERICHTIGT])
def test_the_workbooks_hold_what_the_script_says(code: str, name: str):
    """Renew with `python -m scripts.pruefmappen`."""
    assert read_jahresmappe(ORDNER / code / name) == paar(code)[name]


@pytest.mark.parametrize("code", PAARE)
@pytest.mark.usefixtures("database")
def test_the_broken_workbook_breaks_just_this_rule(code: str, capfd: pytest.CaptureFixture[str]):
    exit_code, found = check(ORDNER / code / ABWEICHUNG, capfd)
    loud = [e for e in found if e["ergebnis"] not in QUIET]
    assert {e["code"] for e in loud} == {code}
    assert exit_code == (0 if code in HINTS else 1)
    if code in CENT_RULES:
        assert {e["differenz"].lstrip("-") for e in loud} == {"0.01"}


@pytest.mark.parametrize("code", PAARE)
@pytest.mark.usefixtures("database")
def test_the_mended_twin_breaks_none(code: str, capfd: pytest.CaptureFixture[str]):
    exit_code, found = check(ORDNER / code / BERICHTIGT, capfd)
    assert [e for e in found if e["ergebnis"] not in QUIET] == []
    assert exit_code == 0
    # It holds because it was compared, not because nothing was there.
    assert [e["ergebnis"] for e in found if e["code"] == code] == ["ok"]


def check(path: Path, capfd: pytest.CaptureFixture[str]) -> tuple[int, list[dict[str, str]]]:
    assert run(["import", "jahr", str(path), "--json"]) == 0
    capfd.readouterr()
    exit_code = run(["check", "2023", "--json"])
    return exit_code, json.loads(capfd.readouterr().out)["ergebnisse"]
