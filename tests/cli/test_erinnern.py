"""grants erinnern: once for each proof, step and day; dry it changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Grants, dump, execute

OFFEN = (
    "UPDATE verwendungsnachweis SET status = 'entwurf', eingereicht_am = NULL, rechtsverbindlich_am = NULL,"
    " geprueft_am = NULL, freigegeben_am = NULL, festgesetzt = NULL, schlussmitteilung_am = NULL, restzahlung = NULL"
)


@pytest.fixture
def offen(datenbank_mappe: str, grants: Grants, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give the example year as it was before anybody handed in, the day after the last day, one Träger invited."""
    execute(datenbank_mappe, "DELETE FROM erstattung", "DELETE FROM anerkennung", OFFEN)
    monkeypatch.setenv("GRANTS_HEUTE", "03.04.2024")
    monkeypatch.setenv("GRANTS_URL", "https://foerderkette.stadt.example/amt")
    words = ("konto", "einladen", "a@traeger.example", "--rolle", "traeger", "--traeger", "beispiel-a")
    assert grants(*words).code == 0
    return datenbank_mappe


def test_it_reminds_once_and_names_whom_no_mail_reaches(grants: Grants, offen: str):
    first = grants("erinnern", "--json")
    assert first.code == 0
    [reached] = first.json["erinnert"]
    assert (reached["traeger"], reached["stufe"], reached["frist_bis"], reached["personen"]) == (
        "beispiel-a",
        "nachher_kurz",
        "2024-04-02",
        1,
    )
    assert len(first.json["ohne_konto"]) == 9
    before = dump(offen)
    again = grants("erinnern")
    assert again.code == 0
    assert "Erinnert: 0, ohne Konto: 9" in again.out
    assert "niemand mit Konto; bitte anders erinnern" in again.out
    assert dump(offen) == before
    letter = grants("postausgang", "liste").out
    assert "Frist abgelaufen: Verwendungsnachweis" in letter
    assert "https://foerderkette.stadt.example/amt/verwendungsnachweis/" in letter


def test_dry_it_shows_the_same_and_changes_nothing(
    grants: Grants, offen: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("GRANTS_URL")
    before = dump(offen)
    answer = grants("erinnern", "--trocken")
    assert answer.code == 0
    assert "Zu erinnern: 1, ohne Konto: 9" in answer.out
    assert "Beispielträger A e. V." in answer.out
    assert dump(offen) == before


def test_without_the_address_of_the_application_nothing_goes_out(
    grants: Grants, offen: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("GRANTS_URL")
    before = dump(offen)
    answer = grants("erinnern")
    assert answer.code == 2
    assert "GRANTS_URL fehlt" in answer.err
    assert dump(offen) == before


def test_nobody_is_reminded_of_what_was_handed_in(grants: Grants, datenbank_mappe: str, tmp_path: Path):
    assert "Zu erinnern: 0, ohne Konto: 0" in grants("erinnern", "--trocken").out
