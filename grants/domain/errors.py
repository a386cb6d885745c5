"""What the rules say when they refuse. No HTTP, no exit codes: those are mapped once, above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stellenangabe:
    """Where in a file something stands; lines count physically from 1."""

    datei: str | None = None
    blatt: str | None = None
    zeile: int | None = None
    spalte: str | None = None
    zelle: str | None = None

    def __str__(self) -> str:
        parts = [
            f"Blatt „{self.blatt}“" if self.blatt else "",
            f"Zeile {self.zeile}" if self.zeile else "",
            f"Spalte „{self.spalte}“" if self.spalte else "",
            f"Zelle {self.zelle}" if self.zelle else "",
        ]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Violation:
    """One refused input (Eingaberegel): stable code, a German sentence that says what to do, and the place."""

    code: str
    text: str
    feld: str | None = None
    stelle: Stellenangabe | None = None
    wert: str | None = None


class DomainError(Exception):
    """Refused for a reason that a person can put right; `str()` is the German sentence."""

    code = "abgelehnt"


class RuleViolation(DomainError):
    """One or more Eingaberegeln refuse; nothing was written."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        self.violations = list(violations)
        super().__init__(" ".join(violation.text for violation in self.violations))


class TransitionNotAllowed(DomainError):
    """A state may not become that other state."""

    code = "uebergang_nicht_erlaubt"

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        super().__init__(f"Aus dem Stand „{old}“ kann nicht „{new}“ werden.")


class NotFound(DomainError):
    """What was asked for does not exist (or is not to be seen by who asks)."""

    code = "nicht_gefunden"


class Conflict(DomainError):
    """Somebody else changed it in the meantime."""

    code = "inzwischen_geaendert"


class EinrichtungUnvollstaendig(DomainError):
    """A font or style sheet that the papers are made of was not set up."""

    code = "einrichtung_unvollstaendig"
