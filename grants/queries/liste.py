"""The list of a year's Maßnahmen with their sums."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.liste import Listenzeile, liste
from grants.queries.kette import load_jahr


def load_liste(session: Session, foerderjahr: m.Foerderjahr, *, am: date) -> tuple[Listenzeile, ...]:
    """Return one row a Maßnahme, in the order of the list."""
    return liste(load_jahr(session, foerderjahr, am=am, einzelbelege=False))
