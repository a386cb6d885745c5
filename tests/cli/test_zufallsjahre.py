"""Years by chance on the command line: import, check, liste, export and document say the figures counted again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grants.domain.pruefregeln import condense, pruefe_jahr
from reports.jahresmappe import write_jahresmappe
from tests.cli.conftest import Grants
from tests.eigenschaften.zahlen import red
from tests.mappe_jahr import to_jahr
from tests.zufallsbrueche import gebrochen
from tests.zufallsjahre import JAHR, Zufallsjahr, zufallsjahr


def read_in(grants: Grants, each: Zufallsjahr, folder: Path) -> None:
    path = folder / "jahr.xlsx"
    write_jahresmappe(each.mappe, path)
    assert grants("import", "jahr", path, "--json").code == 0


def day(each: Zufallsjahr) -> str:
    return f"{each.am:%d.%m.%Y}"


@pytest.mark.usefixtures("datenbank")
@pytest.mark.parametrize("seed", [25, 7])
def test_a_sound_year_is_checked_exported_and_printed(grants: Grants, seed: int, tmp_path: Path):
    each = zufallsjahr(seed)
    read_in(grants, each, tmp_path)
    checked = grants("check", JAHR, "--am", day(each), "--json")
    assert checked.code == 0
    wanted = condense(pruefe_jahr(to_jahr(each.mappe, am=each.am)))
    assert [(e["code"], e["ergebnis"], e["erwartet"], e["gefunden"]) for e in checked.json["ergebnisse"]] == [
        (
            e.code,
            str(e.ergebnis),
            str(e.erwartet) if e.erwartet is not None else None,
            str(e.gefunden) if e.gefunden is not None else None,
        )
        for e in wanted
    ]
    exported = tmp_path / "export.xlsx"
    assert grants("export", "jahr", JAHR, "--out", exported).code == 0
    assert grants("import", "jahr", exported, "--json").json["uebernommen"] == 0
    assert grants("dokument", "verwendungsnachweis", JAHR, "--out", tmp_path / "papier").code == 0
    [paper] = (tmp_path / "papier").glob("*.json")
    total = json.loads(paper.read_text())["zuwendung"]["lt_abrechnung"]
    assert each.soll.festgesetzt is not None
    assert total == f"{each.soll.festgesetzt // 100}.{each.soll.festgesetzt % 100:02d}"


@pytest.mark.usefixtures("sqlite")
@pytest.mark.parametrize("seed", [1, 12, 29])
def test_a_broken_year_ends_with_1_and_names_the_rule(grants: Grants, seed: int, tmp_path: Path):
    each, how = gebrochen(seed)
    read_in(grants, each, tmp_path)
    checked = grants("check", JAHR, "--am", day(each), "--json")
    assert checked.code == 1
    found = {e["code"] for e in checked.json["ergebnisse"] if e["ergebnis"] in {"fehler", "nicht_geprueft"}}
    assert found == red(pruefe_jahr(to_jahr(each.mappe, am=each.am)))
    assert how.rot <= found <= how.rot | how.folgen
