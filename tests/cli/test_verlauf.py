"""grants log verify: 0 where everything is as it was written, 1 with each break named."""

from __future__ import annotations

from tests.cli.conftest import LISTE, Grants, execute


def test_an_untouched_log_ends_with_zero_and_says_where_it_stands(grants: Grants, datenbank_mappe: str):
    assert grants("import", "massnahmen", LISTE).code == 0
    answer = grants("log", "verify", "--json")
    assert answer.code == 0
    result = answer.json
    assert {key: result[key] for key in ("ereignisse", "geleert", "dokumente", "brueche")} == {
        "ereignisse": 2,
        "geleert": 0,
        "dokumente": 0,
        "brueche": [],
    }
    assert result["kopf"]["nummer"] == 2
    assert len(result["kopf"]["hash"]) == 64
    for_people = grants("log", "verify")
    assert for_people.code == 0
    assert for_people.out.splitlines() == [
        "Geprüft: 2 Ereignisse (davon 0 geleert), 0 Dokumente",
        f"Stand des Verlaufs: Nr. 2, {result['kopf']['hash']}",
        "Der Verlauf ist unverändert.",
    ]


def test_each_break_is_named_and_the_exit_code_is_one(grants: Grants, datenbank_mappe: str):
    assert grants("import", "massnahmen", LISTE).code == 0
    execute(
        datenbank_mappe,
        "UPDATE ereignis SET gegenstand = 'anders' WHERE nummer = 1",
        "DELETE FROM ereignis_inhalt WHERE ereignis_id = (SELECT id FROM ereignis WHERE nummer = 2)",
        "DELETE FROM ereignis WHERE nummer = 2",
    )
    answer = grants("log", "verify", "--json")
    assert answer.code == 1
    assert answer.json["brueche"] == [
        {
            "code": "ereignis_geaendert",
            "ereignis": 1,
            "dokument": None,
            "text": "Ereignis 1 wurde nachträglich geändert.",
        },
        {
            "code": "ende_fehlt",
            "ereignis": 2,
            "dokument": None,
            "text": "Der Verlauf endet mit Ereignis 1, sein Kopf nennt aber Nummer 2: Das Ende fehlt.",
        },
    ]
    for_people = grants("log", "verify")
    assert for_people.code == 1
    assert "Abweichung: Ereignis 1 wurde nachträglich geändert." in for_people.out
    assert for_people.out.splitlines()[-1].startswith(
        "Der Verlauf ist nicht mehr so, wie er geschrieben wurde."
    )
