"""A year with the results of all its rules, remembered until something changes.

Every change leaves an Ereignis in its own transaction, so number and hash of the newest one say whether what was
computed still holds. Nothing is remembered where the session brings no `Merker` along: the command line, tests.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import TypeVar, cast

from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.kette import Jahr
from grants.domain.pruefregeln import Ergebnis, pruefe_jahr
from grants.queries.kette import load_jahr
from grants.queries.verlauf import load_stand

T = TypeVar("T")
# Key in `Session.info`
MERKER = "merker"
# How many of a kind a process keeps. A checked year with 12,000 Belege takes about 20 MB, a summed one little.
PLATZ = {"geprueft": 3, "seite": 3, "summiert": 60, "zahlenstand": 200}


@dataclass(slots=True)
class Merker:
    """What one process has computed, the least used forgotten first."""

    platz: Mapping[str, int] = field(default_factory=lambda: PLATZ)
    _values: dict[str, OrderedDict[Hashable, tuple[object, object]]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, art: str, key: Hashable, stand: object, build: Callable[[], T]) -> T:
        """Return the value of the key if it was computed at this state of the log, else compute it."""
        with self._lock:
            values = self._values.setdefault(art, OrderedDict())
            found = values.get(key)
            if found is not None and found[0] == stand:
                values.move_to_end(key)
                return cast("T", found[1])
        value = build()
        with self._lock:
            values[key] = (stand, value)
            values.move_to_end(key)
            while len(values) > self.platz[art]:
                values.popitem(last=False)
        return value


@dataclass(frozen=True, slots=True)
class GeprueftesJahr:
    jahr: Jahr
    ergebnisse: tuple[Ergebnis, ...]


def load_geprueft(session: Session, foerderjahr: m.Foerderjahr, *, am: date) -> GeprueftesJahr:
    """Return the year as it stands on a day, all its rules run."""

    def build() -> GeprueftesJahr:
        jahr = load_jahr(session, foerderjahr, am=am)
        return GeprueftesJahr(jahr, tuple(pruefe_jahr(jahr)))

    return remember(session, "geprueft", (foerderjahr.id, am), build)


def load_summiert(session: Session, foerderjahr: m.Foerderjahr, *, am: date) -> Jahr:
    """Return the year as it stands on a day with its Belege summed: all figures, nothing for a rule to judge."""
    return remember(
        session,
        "summiert",
        (foerderjahr.id, am),
        lambda: load_jahr(session, foerderjahr, am=am, einzelbelege=False),
    )


def remember(session: Session, art: str, key: Hashable, build: Callable[[], T]) -> T:
    """Return what `build` computes from the database alone, or what it returned at the same state of the log.

    Not within a change: what is not yet told of in the log would be missed.
    """
    merker = session.info.get(MERKER)
    if not isinstance(merker, Merker):
        return build()
    return merker.get(art, key, load_stand(session), build)
