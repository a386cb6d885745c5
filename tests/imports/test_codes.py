from __future__ import annotations

import re
from pathlib import Path

from grants.imports.codes import BEDEUTUNG, Code
from grants.imports.mappe_codes import BEDEUTUNG as BEDEUTUNG_MAPPE
from grants.services.codes import BEDEUTUNG as BEDEUTUNG_UEBERNAHME

ROOT = Path(__file__).parents[2]


def test_the_docs_list_exactly_the_codes_with_their_meaning():
    text = (ROOT / "docs" / "fehlercodes.md").read_text(encoding="utf-8")

    in_docs = dict(re.findall(r"^\| `([a-z_]+)` \| (.+) \|$", text, re.MULTILINE))
    meanings = (*BEDEUTUNG.items(), *BEDEUTUNG_MAPPE.items(), *BEDEUTUNG_UEBERNAHME.items())
    assert in_docs == {str(code): meaning for code, meaning in meanings}


def test_every_code_has_a_meaning_and_is_used():
    source = "".join(
        path.read_text(encoding="utf-8") for path in sorted((ROOT / "grants" / "imports").glob("*.py"))
    )

    for code in Code:
        assert BEDEUTUNG[code].endswith(".")
        # Once in the list, once with its meaning, and where it is raised.
        assert len(re.findall(rf"\bCode\.{code.name}\b", source)) >= 2, code
