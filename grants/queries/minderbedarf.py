"""Money of a year that was granted and that no recipient was promised, with what was decided about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain import summen
from grants.domain.money import NULL, Betrag
from grants.queries import foerderjahre
from grants.queries.kette import load_jahr
from grants.queries.rows import rows


@dataclass(frozen=True, slots=True)
class Restzeile:
    """One Maßnahme; `rest` = bewilligt − weitergeleitet − intern zugewiesen."""

    kennung: str
    name: str
    bewilligt: Betrag
    zugesagt: Betrag
    entscheidung: str
    entschieden_am: date | None
    aenderungsstand: int

    @property
    def rest(self) -> Betrag:
        return self.bewilligt - self.zugesagt


def list_reste(session: Session, *, programm: str, jahr: int, am: date) -> tuple[Restzeile, ...]:
    """Return the Maßnahmen with a Rest or a decision about one; raises NotFound for an unknown year."""
    year = foerderjahre.get(session, programm, jahr)
    loaded = load_jahr(session, year, am=am, einzelbelege=False)
    j = m.Jahresmassnahme
    counters = dict(
        rows(
            session,
            select(m.Massnahme.kennung, j.aenderungsstand)
            .join(m.Massnahme, m.Massnahme.id == j.massnahme_id)
            .where(j.foerderjahr_id == year.id),
        )
    )
    shares = summen.bewilligt_je_massnahme(loaded)
    found = [
        Restzeile(
            massnahme.kennung,
            massnahme.name,
            shares.get(massnahme.kennung, NULL),
            summen.weitergeleitet(loaded, massnahme) + summen.intern_zugewiesen(loaded, massnahme),
            massnahme.rest_entscheidung,
            massnahme.rest_entscheidung_am,
            counters[massnahme.kennung],
        )
        for massnahme in loaded.massnahmen
    ]
    return tuple(each for each in found if each.rest > NULL or each.entscheidung)
