from __future__ import annotations

from pathlib import Path

from grants.domain.pruefregeln import REGISTER
from grants.schemas.regelseite import render_regelseite

PAGE = Path(__file__).parents[2] / "docs" / "pruefregeln.md"


def test_the_committed_page_is_the_one_made_from_the_registry():
    assert PAGE.read_text(encoding="utf-8") == render_regelseite(), (
        "docs/pruefregeln.md ist veraltet. Neu erzeugen mit: "
        ".venv/bin/python -m grants.schemas.regelseite > docs/pruefregeln.md"
    )


def test_every_rule_has_its_row_with_what_it_blocks():
    rows = [line.split(" | ") for line in render_regelseite().splitlines() if line.startswith("| ")]
    table = {cells[1]: cells for cells in rows if cells[1].startswith("`") and len(cells) == 7}
    assert list(table) == [f"`{code}`" for code in REGISTER]
    assert table["`erstattung`"][4:] == ["Fehler", "Prüfergebnis freigegeben", "Förderjahr abschließen |"]
    assert table["`einzelansatz`"][4:] == ["Hinweis", "Verwendungsnachweis eingereicht", "– |"]
    assert table["`plan_ausgeglichen`"][6] == "Antrag ausstellen, Weiterleitung |"
