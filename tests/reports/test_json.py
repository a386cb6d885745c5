"""The snapshot: schema, amounts as text, and the way back to the paper."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from grants.domain.money import Vomhundert
from reports.json import dump, load
from reports.papier import load as load_papier
from tests.reports.conftest import PAPIERE, dateien
from tests.reports.json_schema import violations


@dataclass(frozen=True)
class Anteil:
    anteil: Vomhundert


SCHEMAS = Path(__file__).resolve().parent.parent.parent / "docs" / "schema"


def schema_of(name: str) -> dict[str, object]:
    kind = "antrag" if name.startswith("antrag") else "verwendungsnachweis"
    return json.loads((SCHEMAS / f"{kind}.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", PAPIERE)
def test_every_paper_follows_its_schema(name):
    assert violations(json.loads(dateien(name).json), schema_of(name)) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"jahr": "2023"}, "jahr: is not of type integer"),
        ({"neu": 1}, "neu: is not described"),
        ({"stand": "31.08.2024"}, "stand: does not match"),
        ({"dokument": "bescheid"}, "dokument: is not 'antrag'"),
    ],
)
def test_the_schema_refuses_what_it_does_not_describe(change, expected):
    """Else the test above would say nothing."""
    content = json.loads(dateien("antrag").json) | change
    [violation] = violations(content, schema_of("antrag"))
    assert expected in violation


def test_the_schema_refuses_what_is_missing_and_amounts_that_are_numbers():
    content = json.loads(dateien("antrag").json)
    del content["kopf"]
    content["foerderung"]["summe"] = 368600.0
    found = violations(content, schema_of("antrag"))
    assert any("kopf: is missing" in each for each in found)
    assert any("foerderung.summe" in each for each in found)


@pytest.mark.parametrize("name", PAPIERE)
def test_a_paper_can_be_made_again_from_its_snapshot(name):
    daten = PAPIERE[name]()
    kind = "antrag" if name.startswith("antrag") else "verwendungsnachweis"
    assert load_papier(kind, dateien(name).json) == daten


def test_a_snapshot_of_another_schema_is_refused():
    content = json.dumps({**json.loads(dateien("antrag").json), "schema": 99}).encode()
    with pytest.raises(ValueError, match="schema 99"):
        load_papier("antrag", content)


def test_an_unknown_paper_is_refused():
    with pytest.raises(ValueError, match="no such paper"):
        load_papier("bescheid", dateien("antrag").json)


def test_shares_are_written_as_they_are_printed():
    assert load(dump(Anteil(Vomhundert(796_671)), dokument="x"), Anteil) == Anteil(Vomhundert(796_700))


def test_what_a_paper_cannot_hold_is_refused():
    with pytest.raises(TypeError, match="float"):
        dump(Anteil(0.1), dokument="x")  # type: ignore[arg-type]  # the fault that is tested
