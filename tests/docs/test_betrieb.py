"""What docs/betrieb.md says can be done: its commands exist, its settings are ours, its units are sound."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest

from grants.cli.start import grants
from grants.config import ROOT, SETTINGS

SEITE = (ROOT / "docs" / "betrieb.md").read_text(encoding="utf-8")
UNITS = sorted((ROOT / "betrieb").glob("foerderkette*"))


def test_every_command_on_the_page_exists():
    calls = re.findall(
        r"grants ([a-z]+(?: [a-z-]+)?)", "\n".join(re.findall(r"```\n(.*?)```", SEITE, re.DOTALL))
    )
    assert len(calls) > 8
    for call in calls:
        words = call.split()
        command = grants.get_command(None, words[0])  # type: ignore[arg-type]  # no context is needed to look
        assert command is not None, call
        if hasattr(command, "commands") and len(words) > 1:
            assert words[1] in command.commands, call


def test_every_setting_on_the_page_is_one_of_ours():
    named = set(re.findall(r"GRANTS_[A-Z_]+", SEITE))
    assert named <= set(SETTINGS)
    assert {"GRANTS_SECRET_KEY", "GRANTS_URL", "GRANTS_PROXY"} <= named


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_can_be_read_and_calls_what_there_is(unit: Path):
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[method-assign,assignment]  # units distinguish case
    parser.read(unit, encoding="utf-8")
    if unit.suffix == ".timer":
        assert parser["Timer"]["OnCalendar"]
        return
    service = parser["Service"]
    assert service["EnvironmentFile"] == "/etc/foerderkette.env"
    assert "grants.wsgi:app" in service["ExecStart"] or "/grants " in service["ExecStart"]


def test_every_unit_of_the_page_is_there():
    named = set(re.findall(r"foerderkette[a-z-]*\.(?:service|timer)", SEITE))
    assert named <= {path.name for path in UNITS}
