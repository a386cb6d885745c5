"""What is wrong with a file and what is worth a remark, collected while it is read."""

from __future__ import annotations

from enum import StrEnum
from typing import NoReturn

from grants.domain.errors import RuleViolation, Stellenangabe, Violation

# A cell can hold 32,767 characters; what is shown of it is a hint where to look.
WERT_ZEICHEN = 80


def shorten(wert: object) -> str | None:
    """Return a cell's content as it is shown beside a message; None for nothing."""
    if wert is None:
        return None
    text = " ".join(str(wert).split())
    return text if len(text) <= WERT_ZEICHEN else text[: WERT_ZEICHEN - 1] + "…"


def refuse(code: StrEnum, text: str, *, datei: str, cause: BaseException | None = None) -> NoReturn:
    """Raise RuleViolation for a file that is refused as a whole; the cause is for the log."""
    raise RuleViolation([Violation(code, text, stelle=Stellenangabe(datei=datei))]) from cause


class Meldungen:
    """Problems and remarks of one file; all or nothing: one problem refuses the file, but all are named."""

    def __init__(self, datei: str) -> None:
        self.datei = datei
        self.hinweise: list[str] = []
        self._violations: list[tuple[tuple[int, int, int], Violation]] = []
        self._codes: set[str] = set()
        self._blaetter: dict[str | None, int] = {}

    def add(
        self,
        code: StrEnum,
        text: str,
        *,
        wert: object = None,
        zeile: int | None = None,
        blatt: str | None = None,
        spalte: str | None = None,
        zelle: str | None = None,
        spalte_nr: int = 0,
    ) -> None:
        """Keep one problem with its place."""
        stelle = Stellenangabe(datei=self.datei, blatt=blatt, zeile=zeile, spalte=spalte, zelle=zelle)
        place = (self._blaetter.setdefault(blatt, len(self._blaetter)), zeile or 0, spalte_nr)
        self._codes.add(code)
        self._violations.append((place, Violation(code, text, stelle=stelle, wert=shorten(wert))))

    def add_hinweis(self, text: str, *, zeile: int | None = None, blatt: str | None = None) -> None:
        """Keep one remark; the place stands in front of it."""
        stelle = str(Stellenangabe(blatt=blatt, zeile=zeile))
        self.hinweise.append(f"{stelle}: {text}" if stelle else text)

    def has(self, code: StrEnum) -> bool:
        """Tell whether a problem of this kind was kept; a question is asked once per file."""
        return code in self._codes

    def extend(self, other: Meldungen) -> None:
        """Take over what was found in a part of the same file."""
        self.hinweise.extend(other.hinweise)
        self._violations.extend(other._violations)
        self._codes |= other._codes

    @property
    def violations(self) -> list[Violation]:
        """All problems in the order of the file."""
        return [violation for _, violation in sorted(self._violations, key=lambda pair: pair[0])]

    def raise_if_any(self) -> None:
        """Raise RuleViolation with every problem; nothing happens without one."""
        if self._violations:
            raise RuleViolation(self.violations)
