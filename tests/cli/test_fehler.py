"""A fault of the program: one sentence with a number, the place in a log without any value, a traceback on demand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy.orm.exc import StaleDataError

from grants.cli import verlauf
from grants.domain.errors import Conflict, RuleViolation, Stellenangabe, Violation
from tests.cli.conftest import Grants

SECRET = "Erika Beispiel, IBAN DE02120300000000202051"


@pytest.fixture
def fail(monkeypatch: pytest.MonkeyPatch, sqlite: str):
    """Make `grants log verify` fail in a way of the test's choice."""

    def arrange(error: BaseException) -> None:
        def broken(_session: object) -> None:
            raise error

        monkeypatch.setattr(verlauf, "verify_log", broken)

    return arrange


def test_a_fault_is_one_sentence_with_a_number_that_the_log_knows(grants: Grants, fail, tmp_path: Path):
    fail(RuntimeError(SECRET))
    answer = grants("log", "verify")
    log = tmp_path / "dateien" / "fehler.log"
    assert (answer.code, answer.out) == (3, "")
    found = re.fullmatch(
        rf"Fehler Nr\. (\S+) im Programm: Bitte melden Sie ihn mit dieser Nummer\. "
        rf"Einzelheiten stehen in „{re.escape(str(log))}“\.\n",
        answer.err,
    )
    assert found
    written = log.read_text(encoding="utf-8")
    assert found[1] in written
    assert "builtins.RuntimeError" in written
    assert "grants/cli/verlauf.py" in written


def test_neither_the_log_nor_the_message_holds_a_value(grants: Grants, fail, tmp_path: Path):
    fail(RuntimeError(SECRET))
    answer = grants("log", "verify", "--als", "erika@beispiel.example")
    written = (tmp_path / "dateien" / "fehler.log").read_text(encoding="utf-8")
    for text in (written, answer.err):
        assert "Erika" not in text
        assert "erika" not in text
        assert "Traceback" not in text


def test_with_debug_the_traceback_comes_on_stderr(grants: Grants, fail):
    fail(RuntimeError("kaputt"))
    answer = grants("--debug", "log", "verify")
    assert answer.code == 3
    assert "Traceback (most recent call last)" in answer.err
    assert "RuntimeError: kaputt" in answer.err


def test_with_json_a_fault_is_one_object(grants: Grants, fail):
    fail(RuntimeError("kaputt"))
    answer = grants("log", "verify", "--json")
    assert answer.code == 3
    [problem] = answer.json["fehler"]
    assert problem["code"] == "programmfehler"
    assert re.search(r"Fehler Nr\. \d{8}-[0-9a-f]{6} im Programm", problem["text"])


def test_a_log_that_cannot_be_written_does_not_hide_the_fault(
    grants: Grants, fail, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "belegt").write_text("eine Datei, kein Ordner", encoding="utf-8")
    monkeypatch.setenv("GRANTS_FILES", str(tmp_path / "belegt"))
    fail(RuntimeError("kaputt"))
    answer = grants("log", "verify")
    assert answer.code == 3
    assert "ließen sich nicht speichern; mit --debug werden sie angezeigt." in answer.err


@pytest.mark.parametrize(
    ("error", "code", "problem"),
    [
        (Conflict("Jemand war schneller."), 2, "inzwischen_geaendert"),
        (StaleDataError("UPDATE statement expected to update 1 row"), 2, "inzwischen_geaendert"),
        (KeyboardInterrupt(), 130, "abgebrochen"),
    ],
)
def test_what_is_no_fault_of_the_program_has_its_own_code(grants: Grants, fail, error, code, problem):
    fail(error)
    answer = grants("log", "verify", "--json")
    assert answer.code == code
    assert [each["code"] for each in answer.json["fehler"]] == [problem]
    assert "Traceback" not in answer.err


def test_every_refusal_is_named_with_its_place(grants: Grants, fail):
    fail(
        RuleViolation(
            [
                Violation(
                    "betrag_unklar",
                    "„1234.56“ ist kein Betrag.",
                    stelle=Stellenangabe("liste.csv", None, 7, "Betrag", "D7"),
                    wert="1234.56",
                ),
                Violation("liste_fehlt", "Keine Liste.", stelle=Stellenangabe("liste.csv", "Tabelle1")),
                Violation("sonst", "Ohne Ort."),
            ]
        )
    )
    answer = grants("log", "verify", "--json")
    assert answer.code == 2
    assert answer.err.splitlines() == [
        "liste.csv, Zeile 7, Spalte „Betrag“, Zelle D7: „1234.56“ ist kein Betrag.",
        "liste.csv, Blatt „Tabelle1“: Keine Liste.",
        "Ohne Ort.",
    ]
    assert answer.json["fehler"][0] == {
        "code": "betrag_unklar",
        "blatt": None,
        "zeile": 7,
        "spalte": "Betrag",
        "zelle": "D7",
        "wert": "1234.56",
        "text": "„1234.56“ ist kein Betrag.",
    }


def test_what_a_terminal_would_obey_is_not_passed_on(grants: Grants, fail):
    fail(Conflict("Name\x1b]0;fremder Titel\x07 und\x9b31m Farbe"))
    assert grants("log", "verify").err == "Name?]0;fremder Titel? und?31m Farbe\n"


def test_a_setting_that_cannot_be_used_is_named(grants: Grants, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GRANTS_HEUTE", "2024-08-31")
    answer = grants("check", "2024")
    assert answer.code == 2
    assert answer.err == "GRANTS_HEUTE ist „2024-08-31“. Bitte einen Tag wie 31.08.2024 angeben.\n"
