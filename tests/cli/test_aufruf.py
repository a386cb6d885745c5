"""How a call is understood: German help, German usage errors, one object with --json, from any folder."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from grants.cli.start import grants as root
from tests.cli.conftest import SKRIPT, Grants


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["chek", "2024"], "Den Befehl „chek“ gibt es nicht. Gemeint ist vielleicht check."),
        (["check"], "Es fehlt: JAHR."),
        (["check", "24"], "JAHR: „24“ ist kein Jahr. Bitte vierstellig angeben, zum Beispiel 2024."),
        (["check", "1999"], "JAHR: „1999“ ist kein Jahr."),
        (["check", "2024", "2025"], "Zu viele Angaben: 2025."),
        (["check", "2024", "--jso"], "Die Option --jso gibt es nicht. Gemeint ist vielleicht --json"),
        (["check", "2024", "--am"], "Hinter der Option --am fehlt die Angabe."),
        (
            ["check", "2024", "--am", "2024-08-31"],
            "--am: „2024-08-31“ ist kein Tag. Bitte wie 31.08.2024 angeben.",
        ),
        (["check", "2024", "--am", "31.02.2024"], "--am: „31.02.2024“ ist kein Tag."),
        (["liste", "2024", "--json=ja"], "Hinter der Option --json steht keine Angabe."),
        (["import"], "Befehle:"),
        (["--debug"], "Es fehlt der Befehl."),
        (["import", "belege", "x.csv"], "Es fehlt: --massnahme."),
        (
            ["import", "massnahmen", "x.csv", "--zahlen", "us"],
            "--zahlen: „us“ steht nicht zur Wahl. Möglich: deutsch, punkt.",
        ),
        (
            ["dokument", "bescheid", "2024", "--out", "."],
            "antrag|verwendungsnachweis: „bescheid“ steht nicht zur Wahl. Möglich: antrag, verwendungsnachweis.",
        ),
        (["vorlage", "jahr"], "Es fehlt: --out."),
        (["serve", "--port", "70000"], "--port: „70000“ ist keine Zahl von 0 bis 65535."),
    ],
)
def test_a_call_that_cannot_be_understood_ends_with_two_and_says_why(grants: Grants, words, sentence):
    answer = grants(*words)
    assert answer.code == 2
    assert answer.out == ""
    assert sentence in answer.err
    assert not english(answer.err)


def test_without_a_command_the_help_comes_and_nothing_is_done(grants: Grants):
    answer = grants()
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("Aufruf: grants [OPTIONEN] BEFEHL …")


@pytest.mark.parametrize(
    "words", [["--json"], ["check", "--json"], ["chek", "--json"], ["check", "24", "--json"]]
)
def test_with_json_stdout_holds_one_object_for_a_wrong_call_too(grants: Grants, words):
    answer = grants(*words)
    assert answer.code == 2
    [problem] = answer.json["fehler"]
    assert problem["code"] == "aufruf"
    assert set(problem) == {"code", "blatt", "zeile", "spalte", "zelle", "wert", "text"}
    assert problem["text"]


def every_command() -> Iterator[list[str]]:
    context = click.Context(root, info_name="grants")

    def walk(group: click.Group, path: list[str]) -> Iterator[list[str]]:
        yield path
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            if isinstance(command, click.Group):
                yield from walk(command, [*path, name])
            else:
                yield [*path, name]

    yield from walk(root, [])


def english(text: str) -> list[str]:
    """Return the words of click that came through."""
    words = (
        r"Usage|Options|Commands|Error|Show this|required|default|Missing|Invalid|OPTIONS|ARGS|Try |No such"
        r"|COMMAND"
    )
    return re.findall(words, text)


@pytest.mark.parametrize("path", list(every_command()), ids=" ".join)
def test_every_help_is_german(grants: Grants, path):
    answer = grants(*path, "--help")
    assert answer.code == 0
    assert answer.out.startswith(f"Aufruf: {' '.join(['grants', *path])}")
    assert "Optionen:" in answer.out
    assert "Zeigt diese Hilfe." in answer.out
    assert not english(answer.out)


def test_the_commands_are_those_that_are_promised():
    assert [" ".join(path) for path in every_command()] == [
        "",
        "db",
        "db upgrade",
        "import",
        "import massnahmen",
        "import jahr",
        "import belege",
        "vorlage",
        "vorlage jahr",
        "vorlage belege",
        "export",
        "export jahr",
        "einstellungen",
        "liste",
        "check",
        "dokument",
        "demo",
        "konto",
        "konto einladen",
        "konto sperren",
        "konto entsperren",
        "konto totp-zuruecksetzen",
        "konto liste",
        "log",
        "log verify",
        "postausgang",
        "postausgang senden",
        "postausgang liste",
        "erinnern",
        "serve",
        "sicherung",
        "wiederherstellen",
    ]


def test_the_console_script_works_from_another_folder(tmp_path: Path):
    script = [str(SKRIPT), "check", "2024", "--json"]
    done = subprocess.run(script, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "datenbank_fehlt" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_who_stops_reading_the_output_gets_no_traceback(sqlite: str, tmp_path: Path):
    # The shell closes the pipe at once; a traceback would stand in stderr.
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {SKRIPT} log verify | true"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
