"""What a run says where: results and messages apart, progress only on a terminal."""

from __future__ import annotations

import io
import sys

import pytest

from grants.cli.lauf import Lauf
from grants.domain.money import NBSP


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_shown_on_a_terminal_and_wiped_when_it_is_done(monkeypatch: pytest.MonkeyPatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with Lauf().step("Die Datei wird gelesen"):
        assert terminal.getvalue() == "Die Datei wird gelesen …"
    assert terminal.getvalue().endswith("\r\x1b[2K")


def test_progress_is_wiped_also_when_it_fails(monkeypatch: pytest.MonkeyPatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with pytest.raises(ValueError, match="kaputt"), Lauf().step("Die Datei wird gelesen"):
        raise ValueError("kaputt")
    assert terminal.getvalue().endswith("\r\x1b[2K")


def test_in_a_file_or_pipe_there_is_no_progress(capfd: pytest.CaptureFixture[str]):
    with Lauf().step("Die Datei wird gelesen"):
        pass
    assert capfd.readouterr() == ("", "")


def test_amounts_are_printed_with_ordinary_blanks(capfd: pytest.CaptureFixture[str]):
    Lauf().say(f"1.234,56{NBSP}€")
    assert capfd.readouterr().out == "1.234,56 €\n"


def test_with_json_results_for_people_are_left_out(capfd: pytest.CaptureFixture[str]):
    lauf = Lauf(json=True)
    lauf.say("Ergebnis")
    lauf.note("Hinweis")
    lauf.emit({"text": "Maßnahme\udcff"})
    out, err = capfd.readouterr()
    # A file name that is no text must not break the object.
    assert (out, err) == ('{\n  "text": "Maßnahme?"\n}\n', "Hinweis\n")
