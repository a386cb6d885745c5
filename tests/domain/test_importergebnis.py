from __future__ import annotations

from grants.domain.errors import RuleViolation, Stellenangabe, Violation
from grants.domain.importergebnis import GeleseneMassnahme, GeleseneSumme, Importergebnis, as_json, refused
from grants.domain.money import euro


def test_the_json_of_an_import_has_amounts_as_text_and_every_key():
    ergebnis = Importergebnis(
        uebernommen=9,
        massnahmen=(GeleseneMassnahme("babylotsen", 2024, neu=True, betrag=euro("86600.00")),),
        summen=(GeleseneSumme(2024, euro("398400.00"), euro("398450.00")),),
        hinweise=("Hinweis",),
    )
    assert as_json(ergebnis) == {
        "uebernommen": 9,
        "unveraendert": 0,
        "uebergangen": 0,
        "massnahmen": [{"kennung": "babylotsen", "jahr": 2024, "neu": True, "betrag": "86600.00"}],
        "summen": [{"jahr": 2024, "genannt": "398400.00", "gerechnet": "398450.00"}],
        "hinweise": ["Hinweis"],
        "fehler": [],
    }


def test_a_total_that_was_not_stated_is_null():
    assert as_json(Importergebnis(summen=(GeleseneSumme(2024, None, euro("1.00")),)))["summen"] == [
        {"jahr": 2024, "genannt": None, "gerechnet": "1.00"}
    ]


def test_a_refused_file_names_each_problem_with_its_place():
    stelle = Stellenangabe(datei="liste.csv", zeile=7, spalte="Betrag", zelle="D7")
    error = RuleViolation(
        [
            Violation("betrag_unklar", "Kein Betrag.", stelle=stelle, wert="1234.56"),
            Violation("jahr_fehlt", "Fehlt."),
        ]
    )
    assert as_json(refused(error))["fehler"] == [
        {
            "code": "betrag_unklar",
            "blatt": None,
            "zeile": 7,
            "spalte": "Betrag",
            "zelle": "D7",
            "wert": "1234.56",
            "text": "Kein Betrag.",
        },
        {
            "code": "jahr_fehlt",
            "blatt": None,
            "zeile": None,
            "spalte": None,
            "zelle": None,
            "wert": None,
            "text": "Fehlt.",
        },
    ]
