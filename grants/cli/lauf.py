"""One run of the command line: its settings, what it says where, and how far it is."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from grants.config import Einstellungen, from_environment
from grants.domain.money import NBSP


@dataclass(slots=True)
class Lauf:
    """What every command of a run shares; results go to stdout, messages and progress to stderr."""

    json: bool = False
    debug: bool = False
    als: str | None = None
    # What the JSON object holds besides `fehler` when the command is refused.
    rumpf: dict[str, Any] = field(default_factory=dict)
    _einstellungen: Einstellungen | None = None

    @property
    def einstellungen(self) -> Einstellungen:
        """Settings from the environment; raises EinstellungFalsch."""
        if self._einstellungen is None:
            self._einstellungen = from_environment()
        return self._einstellungen

    def use_demo(self, *, database: Path, am: date) -> None:
        """Take the demo's own database and day where the environment names no other."""
        found = from_environment(default_database=database)
        self._einstellungen = replace(found, heute=found.heute or am)

    # -- output --------------------------------------------------------------------------------------------

    def say(self, text: str = "") -> None:
        """Print a line of the result for people; with --json stdout belongs to the one object."""
        if not self.json:
            print_line(sys.stdout, text)

    def note(self, text: str) -> None:
        """Print a message on stderr."""
        print_line(sys.stderr, text)

    def emit(self, result: Mapping[str, Any]) -> None:
        """Print the one JSON object, in UTF-8 whatever the terminal speaks."""
        text = json.dumps(result, ensure_ascii=False, indent=2) + "\n"
        sys.stdout.flush()
        # A file name need not be text; what cannot be written is marked.
        sys.stdout.buffer.write(text.encode(errors="replace"))
        sys.stdout.flush()

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Show what takes its time on the last line of the terminal, and wipe it when it is done."""
        if not sys.stderr.isatty():
            yield
            return
        sys.stderr.write(f"{text} …")
        sys.stderr.flush()
        try:
            yield
        finally:
            # Back to the start of the line and clear it.
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()


# What files and names may hold and a terminal would obey.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def print_line(stream: TextIO, text: str) -> None:
    """Print text with ordinary blanks, so that what is shown can be searched for."""
    stream.write(_CONTROL.sub("?", text.replace(NBSP, " ")) + "\n")
    stream.flush()
