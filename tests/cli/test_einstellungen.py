"""What is set is shown without secrets, and what production would refuse is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from grants.config import ROOT, SETTINGS, Einstellungen
from tests.cli.conftest import Grants

GUT = {
    "GRANTS_SECRET_KEY": "streng-geheim-1",
    "GRANTS_DATABASE_URL": "postgresql://foerderkette:streng-geheim-2@db.stadt.example/foerderkette",
    "GRANTS_URL": "https://foerderkette.stadt.example",
    "GRANTS_MAIL_URL": "smtp://post:streng-geheim-3@mail.stadt.example:587?starttls=1",
    "GRANTS_MAIL_ABSENDER": "foerderkette@stadt.example",
}


@pytest.fixture
def _gut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRANTS_HEUTE")
    for name, value in GUT.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("_gut")
@pytest.mark.parametrize("words", [("einstellungen",), ("einstellungen", "--json")])
def test_no_secret_is_ever_printed(grants: Grants, words: tuple[str, ...]):
    answer = grants(*words)
    assert answer.code == 0, answer.out
    assert "streng-geheim" not in answer.out + answer.err
    assert "db.stadt.example" in answer.out
    assert "gesetzt" in answer.out


@pytest.mark.usefixtures("_gut")
@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("GRANTS_SECRET_KEY", None, "GRANTS_SECRET_KEY fehlt"),
        ("GRANTS_HEUTE", "31.08.2024", "GRANTS_HEUTE ist gesetzt"),
        ("GRANTS_URL", None, "GRANTS_URL fehlt"),
        ("GRANTS_MAIL_URL", "http://mail", "GRANTS_MAIL_URL"),
        ("GRANTS_MAIL_ABSENDER", None, "GRANTS_MAIL_ABSENDER fehlt"),
    ],
)
def test_what_production_would_refuse_is_said_with_what_to_do(
    grants: Grants, monkeypatch: pytest.MonkeyPatch, name: str, value: str | None, says: str
):
    if value is None:
        monkeypatch.delenv(name)
    else:
        monkeypatch.setenv(name, value)
    answer = grants("einstellungen", "--json")
    assert answer.code == 1
    [problem] = answer.json["maengel"]
    assert says in problem
    assert "Bitte" in problem


@pytest.mark.parametrize(
    ("name", "value"),
    [("GRANTS_ZWEITER_FAKTOR", "nein"), ("GRANTS_SITZUNG_MINUTEN", "1"), ("GRANTS_PROXY", "ja")],
)
def test_a_value_that_cannot_be_read_is_named(
    grants: Grants, monkeypatch: pytest.MonkeyPatch, name: str, value: str
):
    monkeypatch.setenv(name, value)
    answer = grants("einstellungen")
    assert answer.code == 2
    assert name in answer.err


def test_every_setting_is_listed_here_and_in_the_readme():
    # Remembering is no choice of an installation: tests that write rows past the services go without it.
    fields = set(Einstellungen.__dataclass_fields__) - {"merken"}
    assert {each.feld for each in SETTINGS.values()} == fields
    readme = Path(ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in SETTINGS if name not in readme] == []
