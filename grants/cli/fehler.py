"""The one place where what went wrong becomes an exit code, German sentences and, with --json, one object.

0 done · 1 checked and found wanting · 2 bad input, nothing written · 3 fault of the program.
"""

from __future__ import annotations

import os
import secrets
import sys
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from click.exceptions import NoArgsIsHelpError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from grants.cli.deutsch import usage_message
from grants.cli.lauf import Lauf
from grants.config import INSTANCE
from grants.domain.errors import DomainError, RuleViolation, Stellenangabe, Violation
from grants.domain.importergebnis import Importergebnis, as_json
from grants.services.datenbank import explain

FERTIG, BEANSTANDET, EINGABE, PROGRAMM = 0, 1, 2, 3
# As shells count: 128 and the signal.
ABGEBROCHEN, NIEMAND_LIEST = 130, 141


class Beanstandet(Exception):
    """Checked and found wanting, for these reasons: exit 1."""

    def __init__(self, einleitung: str, violations: Sequence[Violation]) -> None:
        self.violations = list(violations)
        super().__init__(einleitung)


def handle(error: BaseException, lauf: Lauf) -> int:
    """Say what went wrong and return the exit code."""
    if lauf.debug and not isinstance(error, click.ClickException):
        traceback.print_exception(error)
    match error:
        case click.UsageError():
            return _usage(error, lauf)
        case Beanstandet():
            lauf.note(str(error))
            return report(error.violations, lauf, code=BEANSTANDET)
        case RuleViolation():
            return report(error.violations, lauf)
        case KeyboardInterrupt() | click.Abort():
            violation = Violation(
                "abgebrochen", "Abgebrochen. Was noch nicht fertig war, wurde nicht übernommen."
            )
            return report([violation], lauf, code=ABGEBROCHEN)
    understood = as_domain_error(error)
    if understood is not None:
        return report([Violation(understood.code, str(understood))], lauf)
    return _fault(error, lauf)


def as_domain_error(error: BaseException) -> DomainError | None:
    """Return what a person can put right; None for a fault of the program."""
    if isinstance(error, DomainError):
        return error
    if isinstance(error, DBAPIError):
        return explain(error)
    if isinstance(error, StaleDataError):
        found = DomainError(
            "Jemand hat das in der Zwischenzeit geändert. Bitte den Befehl noch einmal ausführen."
        )
        found.code = "inzwischen_geaendert"
        return found
    return None


def report(violations: Sequence[Violation], lauf: Lauf, *, code: int = EINGABE) -> int:
    """Print refusals with their places, and the object with --json; return the exit code."""
    for violation in violations:
        lauf.note(format_violation(violation))
    if lauf.json:
        # Errors have one shape, whatever the command.
        shape = as_json(Importergebnis(fehler=tuple(violations)))
        lauf.emit({**lauf.rumpf, "fehler": shape["fehler"]})
    return code


def format_violation(violation: Violation) -> str:
    """Return a refusal as one line: file and place in front, the sentence behind."""
    stelle = violation.stelle or Stellenangabe()
    place = ", ".join(part for part in (stelle.datei or "", str(stelle)) if part)
    return f"{place}: {violation.text}" if place else violation.text


def _usage(error: click.UsageError, lauf: Lauf) -> int:
    if isinstance(error, NoArgsIsHelpError) and not lauf.json:
        lauf.note(error.ctx.get_help())
        return EINGABE
    if error.ctx is not None:
        lauf.note(error.ctx.get_usage())
    code = report([Violation("aufruf", usage_message(error))], lauf)
    if error.ctx is not None:
        lauf.note(f"Hilfe: {error.ctx.command_path} --help")
    return code


def _fault(error: BaseException, lauf: Lauf) -> int:
    number = f"{datetime.now(UTC):%Y%m%d}-{secrets.token_hex(3)}"
    try:
        where = f"Einzelheiten stehen in „{write_log(error, number)}“"
    except OSError:
        where = "Die Einzelheiten ließen sich nicht speichern; mit --debug werden sie angezeigt"
    text = f"Fehler Nr. {number} im Programm: Bitte melden Sie ihn mit dieser Nummer. {where}."
    return report([Violation("programmfehler", text)], lauf, code=PROGRAMM)


def write_log(error: BaseException, number: str) -> Path:
    """Append where the program failed, without any value: messages and variables may hold personal data."""
    folder = Path(os.environ.get("GRANTS_FILES") or INSTANCE / "dateien")
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{number} {datetime.now(UTC).isoformat(timespec='seconds')} {sys.version.split()[0]}"]
    cause: BaseException | None = error
    while cause is not None:
        kind = type(cause)
        lines.append(f"{kind.__module__}.{kind.__qualname__}")
        for frame in traceback.extract_tb(cause.__traceback__):
            lines.append(f"  {frame.filename}:{frame.lineno} {frame.name}")
        cause = cause.__cause__ or cause.__context__
    path = folder / "fehler.log"
    with path.open("a", encoding="utf-8") as log:
        log.write("\n".join(lines) + "\n\n")
    return path
