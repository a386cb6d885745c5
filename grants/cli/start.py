"""Where a call begins and ends: `grants` with its commands, and the exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from grants.cli.deutsch import Gruppe
from grants.cli.fehler import EINGABE, FERTIG, NIEMAND_LIEST, handle
from grants.cli.lauf import Lauf

grants = Gruppe(
    name="grants",
    help="Förderkette: Fördermittel der Präventionskette, auf den Cent.",
    epilog="Was ein Befehl braucht, zeigt: grants BEFEHL --help",
    callback=lambda: None,
)
for _name, _place in (
    ("db", "db:db"),
    ("import", "einlesen:einlesen"),
    ("vorlage", "mappe:vorlage"),
    ("export", "mappe:export"),
    ("einstellungen", "einstellungen:einstellungen"),
    ("liste", "liste:liste"),
    ("check", "check:check"),
    ("dokument", "dokument:dokument"),
    ("demo", "demo:demo"),
    ("konto", "konto:konto"),
    ("log", "verlauf:log"),
    ("postausgang", "postausgang:postausgang"),
    ("erinnern", "erinnern:erinnern"),
    ("serve", "serve:serve"),
    ("sicherung", "sicherung:sicherung"),
    ("wiederherstellen", "sicherung:wiederherstellen"),
):
    grants.add_later(_name, f"grants.cli.{_place}")


def run(words: Sequence[str]) -> int:
    """Carry out one call and return its exit code; nothing but that leaves it."""
    # Asked for before the words are understood: they count for a call that cannot be, too.
    asked = words[: list(words).index("--")] if "--" in words else words
    lauf = Lauf(json="--json" in asked, debug="--debug" in asked)
    try:
        code = grants.main(list(words), prog_name="grants", standalone_mode=False, obj=lauf)
        sys.stdout.flush()
        return code if isinstance(code, int) else FERTIG
    except BrokenPipeError:
        # Whoever read the output has seen enough.
        _close_stdout()
        return NIEMAND_LIEST
    except SystemExit:
        raise
    except BaseException as error:  # noqa: BLE001 - the one place where everything ends
        return handle(error, lauf)


def main() -> None:
    """Run the console script."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character shows a question mark instead of a failure.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # real files here, never a replacement
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except OSError:
        _close_stdout()
        code = code or EINGABE
    sys.exit(code)


def _close_stdout() -> None:
    """Let what is left of the output go nowhere; Python would complain about it at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
