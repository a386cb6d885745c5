"""grants check and grants liste: what they say, and the exit code that a script goes by."""

from __future__ import annotations

import pytest

from tests.cli.conftest import LISTE, Grants, dump

KEYS = [
    "code",
    "ergebnis",
    "schwere",
    "erwartet",
    "gefunden",
    "differenz",
    "differenz_vh",
    "bezug",
    "text",
    "quelle",
]


def test_with_the_citys_paper_alone_2024_is_fifty_euros_off(grants: Grants, datenbank_liste: str):
    before = dump(datenbank_liste)
    answer = grants("check", "2024", "--json")
    assert answer.code == 1
    result = answer.json
    assert list(result) == ["jahr", "programm", "am", "ergebnisse"]
    assert (result["jahr"], result["programm"], result["am"]) == (2024, "kinderstark", "2024-08-31")
    assert all(list(each) == KEYS for each in result["ergebnisse"])
    [wrong] = [each for each in result["ergebnisse"] if each["ergebnis"] in {"fehler", "nicht_geprueft"}]
    assert {key: wrong[key] for key in KEYS[:8]} == {
        "code": "summe_antrag",
        "ergebnis": "fehler",
        "schwere": "fehler",
        "erwartet": "398400.00",
        "gefunden": "398450.00",
        "differenz": "50.00",
        "differenz_vh": "0.01",
        "bezug": None,
    }
    others = {each["ergebnis"] for each in result["ergebnisse"]} - {"fehler"}
    assert others <= {"ok", "hinweis", "trifft_nicht_zu", "noch_nicht_faellig"}
    assert len({each["code"] for each in result["ergebnisse"]}) == 26
    assert dump(datenbank_liste) == before


def test_with_the_citys_paper_alone_2023_is_in_order(grants: Grants, datenbank_liste: str):
    answer = grants("check", "2023", "--json")
    assert answer.code == 0
    [summe] = [each for each in answer.json["ergebnisse"] if each["code"] == "summe_antrag"]
    assert (summe["ergebnis"], summe["erwartet"], summe["differenz"]) == ("ok", "368600.00", "0.00")


def test_for_people_the_difference_stands_on_top(grants: Grants, sqlite_liste: str):
    answer = grants("check", "2024")
    assert answer.code == 1
    lines = answer.out.splitlines()
    assert lines[0] == "Förderjahr 2024, Programm kinderstark, Stand 31.08.2024"
    assert lines[2] == "Abweichung: Antragssumme (summe_antrag)"
    assert "    erwartet 398.400,00 €, gefunden 398.450,00 €, Differenz +50,00 € (+0,01 v. H.)" in lines
    assert any(line.startswith("    Vermutung: ") for line in lines)
    assert lines[-1].startswith("26 Prüfregeln: 1 Abweichung")
    # Every rule is named by its code, whatever it says.
    for code in ("summe_antrag", "kontingent", "plan_ausgeglichen", "verbleib", "restzahlung"):
        assert code in answer.out


def test_a_finding_names_its_subject(grants: Grants, sqlite_mappe: str):
    answer = grants("check", "2023", "--json")
    assert answer.code == 1
    doubled = [each for each in answer.json["ergebnisse"] if each["code"] == "beleg_doppelt"]
    assert {"massnahme": "babylotsen", "traeger": "beispiel-a", "beleg": "A-13"} in [
        e["bezug"] for e in doubled
    ]
    assert "Babylotsen Bunter Kreis · Beispielträger A e. V. · Beleg A-13" in grants("check", "2023").out


def test_the_day_is_said_or_set_or_today(grants: Grants, sqlite_liste: str, monkeypatch: pytest.MonkeyPatch):
    assert grants("check", "2023", "--am", "01.02.2023", "--json").json["am"] == "2023-02-01"
    assert grants("check", "2023", "--json").json["am"] == "2024-08-31"
    monkeypatch.setenv("GRANTS_HEUTE", "02.01.2025")
    assert grants("check", "2023", "--json").json["am"] == "2025-01-02"


@pytest.mark.parametrize(
    "words",
    [
        ("check", "2031"),
        ("liste", "2031"),
        ("export", "jahr", "2031", "--out", "x.xlsx"),
        ("dokument", "antrag", "2031", "--out", "."),
    ],
    ids=lambda words: words[0],
)
def test_an_unknown_year_names_those_there_are(grants: Grants, sqlite: str, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert grants("import", "massnahmen", LISTE).code == 0
    answer = grants(*words)
    assert answer.code == 2
    assert answer.err == (
        "Das Förderjahr 2031 gibt es im Programm „kinderstark“ nicht. Vorhanden: 2023, 2024.\n"
    )
    assert not (tmp_path / "x.xlsx").exists()


def test_an_unknown_programm_names_those_there_are(grants: Grants, sqlite: str):
    answer = grants("check", "2024", "--programm", "kinderschwach", "--json")
    assert answer.code == 2
    [problem] = answer.json["fehler"]
    assert problem["code"] == "nicht_gefunden"
    assert "Bekannt: kinderstark." in problem["text"]


def test_the_list_holds_both_tracks_as_far_as_they_have_come(grants: Grants, datenbank_mappe: str):
    result = grants("liste", "2023", "--json").json
    assert (result["jahr"], result["programm"], len(result["massnahmen"])) == (2023, "kinderstark", 9)
    assert result["massnahmen"][1] == {
        "kennung": "babylotsen",
        "name": "Babylotsen Bunter Kreis",
        "traeger": ["beispiel-a"],
        "beantragt": "85800.00",
        "bewilligt": "85800.00",
        "zugesagt": "85800.00",
        "nachgewiesen": "107250.00",
        "anerkannt": "106863.25",
        "festgesetzt": "85490.60",
    }


def test_for_people_the_list_ends_in_sums_and_shows_what_is_not_there(grants: Grants, sqlite_liste: str):
    answer = grants("liste", "2023")
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert lines[0].split() == [
        *("Kennung", "Maßnahme", "Träger", "Beantragt", "Bewilligt"),
        *("Zugesagt", "Nachgewiesen", "Anerkannt", "Festgesetzt"),
    ]
    assert lines[-1].split() == ["Summe", "368.600,00", "–", "–", "–", "–", "–"]
    assert len({len(line) for line in (lines[1], lines[-2])}) == 1
