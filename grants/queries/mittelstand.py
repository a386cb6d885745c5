"""The Stand der Mittel of a year on a day, with a fixed number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.kette import Jahr
from grants.domain.mittelstand import Mittelstand, build_mittelstand
from grants.domain.pruefregeln import Ergebnis, pruefe_jahr
from grants.domain.stichtag import as_of
from grants.queries.geprueft import load_geprueft


@dataclass(frozen=True, slots=True)
class Stichtagsjahr:
    """A year as it stood on a day, with what the rules say of it and the whole table."""

    jahr: Jahr
    ergebnisse: tuple[Ergebnis, ...]
    stand: Mittelstand


def load_mittelstand(session: Session, foerderjahr: m.Foerderjahr, *, am: date, heute: date) -> Stichtagsjahr:
    """Return the year as it stands today, or as it stood on an earlier day."""
    geprueft = load_geprueft(session, foerderjahr, am=am)
    jahr, ergebnisse = geprueft.jahr, geprueft.ergebnisse
    if am < heute:
        jahr = as_of(jahr)
        ergebnisse = tuple(pruefe_jahr(jahr))
    return Stichtagsjahr(jahr, ergebnisse, build_mittelstand(jahr, ergebnisse))
