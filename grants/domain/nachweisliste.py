"""Who owes a Verwendungsnachweis until when and what came in: rows, what is asked for, order, sums of states."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from grants.domain.abgabefrist import BEIM_EMPFAENGER, Abgabefrist, is_overdue, tage_bis, tage_satz
from grants.domain.begriffe import NachweisStatus, label


class Auswahl(StrEnum):
    """What a list of proofs is narrowed to besides a single state."""

    UEBERFAELLIG = "ueberfaellig"
    AUSSTEHEND = "ausstehend"
    EINGEGANGEN = "eingegangen"
    FRAGEN = "fragen"


AUSWAHL_WORT: dict[Auswahl, str] = {
    Auswahl.UEBERFAELLIG: "überfällig",
    Auswahl.AUSSTEHEND: "steht noch aus",
    Auswahl.EINGEGANGEN: "eingegangen",
    Auswahl.FRAGEN: "mit offenen Fragen",
}


@dataclass(frozen=True, slots=True)
class Nachweiszeile:
    """The proof of one recipient; `fragen` conversations wait for the office."""

    anteil_id: int
    traeger: str
    massnahme: str
    is_stelle: bool
    status: NachweisStatus
    frist: Abgabefrist
    eingereicht_am: date | None
    rechtsverbindlich_am: date | None
    fragen: int
    am: date

    @property
    def overdue(self) -> bool:
        return is_overdue(self.frist, self.status, am=self.am)

    @property
    def is_due_from_recipient(self) -> bool:
        return self.status in BEIM_EMPFAENGER

    @property
    def stand(self) -> str:
        # "Entwurf" says nothing to who waits for it.
        return "steht noch aus" if self.status is NachweisStatus.ENTWURF else label(self.status)

    @property
    def tage(self) -> int | None:
        return tage_bis(self.frist, self.eingereicht_am, self.status, am=self.am)

    @property
    def tage_satz(self) -> str:
        return tage_satz(self.frist, self.eingereicht_am, self.status, am=self.am)


@dataclass(frozen=True, slots=True)
class Standsumme:
    """How many proofs are in a state; `auswahl` is the value of the filter that shows them."""

    wort: str
    anzahl: int
    auswahl: str
    warnung: bool = False


def choose(zeilen: Iterable[Nachweiszeile], *, suche: str = "", stand: str = "") -> tuple[Nachweiszeile, ...]:
    """Return the rows with all words of `suche` in recipient or Maßnahme, and in the state asked for."""
    words = suche.casefold().split()
    return tuple(
        zeile
        for zeile in zeilen
        if all(word in f"{zeile.traeger} {zeile.massnahme}".casefold() for word in words)
        and _fits(zeile, stand)
    )


def _fits(zeile: Nachweiszeile, stand: str) -> bool:
    match stand:
        case "":
            return True
        case Auswahl.UEBERFAELLIG:
            return zeile.overdue
        case Auswahl.AUSSTEHEND:
            return zeile.is_due_from_recipient
        case Auswahl.EINGEGANGEN:
            return not zeile.is_due_from_recipient
        case Auswahl.FRAGEN:
            return zeile.fragen > 0
        case _:
            return zeile.status.value == stand


_NIE = date.max
_KEYS: dict[str, Callable[[Nachweiszeile], Any]] = {
    "traeger": lambda z: z.traeger.casefold(),
    "massnahme": lambda z: z.massnahme.casefold(),
    "stand": lambda z: list(NachweisStatus).index(z.status),
    "frist": lambda z: z.frist.tag or _NIE,
    "tage": lambda z: z.tage if z.tage is not None else 99_999,
    "eingang": lambda z: z.eingereicht_am or _NIE,
    "fragen": lambda z: z.fragen,
}


def order(zeilen: Iterable[Nachweiszeile], sortierung: str = "") -> tuple[Nachweiszeile, ...]:
    """Return the rows in an order: a column, `-` before it downwards; without one what presses most on top.

    That is: overdue, the longest first; what came in and waits for the check; what is due next; the rest.
    """
    by_name = sorted(zeilen, key=lambda z: (z.traeger.casefold(), z.massnahme.casefold()))
    key = _KEYS.get(sortierung.removeprefix("-"))
    if key is None:
        return tuple(sorted(by_name, key=_urgency))
    return tuple(sorted(by_name, key=key, reverse=sortierung.startswith("-")))


def _urgency(zeile: Nachweiszeile) -> tuple[int, date]:
    if zeile.overdue:
        return 0, zeile.frist.tag or _NIE
    if zeile.status is NachweisStatus.EINGEREICHT:
        return 1, zeile.eingereicht_am or _NIE
    if zeile.is_due_from_recipient:
        return 2, zeile.frist.tag or _NIE
    return 3, zeile.eingereicht_am or _NIE


def count_states(zeilen: Sequence[Nachweiszeile]) -> tuple[Standsumme, ...]:
    """Return how many proofs are in each state, in the order of the procedure; overdue ones are part of theirs."""
    counted = Counter(zeile.status for zeile in zeilen)
    late = sum(zeile.overdue for zeile in zeilen)
    asked = sum(zeile.fragen > 0 for zeile in zeilen)
    sums = [Standsumme("davon überfällig", late, Auswahl.UEBERFAELLIG.value, warnung=True)] if late else []
    found = []
    for status in NachweisStatus:
        if counted[status]:
            word = "stehen noch aus" if status is NachweisStatus.ENTWURF else label(status)
            found.append(Standsumme(word, counted[status], status.value))
            if status is NachweisStatus.ENTWURF:
                found += sums
    if late and NachweisStatus.ENTWURF not in counted:
        found += sums
    if asked:
        found.append(Standsumme("mit offenen Fragen", asked, Auswahl.FRAGEN.value))
    return tuple(found)
