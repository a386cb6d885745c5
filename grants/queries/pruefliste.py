"""The checklist of a year with the answers given for one proof."""

from __future__ import annotations

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Zeichnungsart
from grants.domain.pruefliste import Frage
from grants.queries.anteile import Anteil
from grants.queries.rows import rows


def load_fragen(session: Session, anteil: Anteil) -> tuple[Frage, ...]:
    """Return the points of the year in their order; one no longer asked only where it was answered."""
    p, a = m.Pruefpunkt, m.Pruefpunktantwort
    statement = (
        select(p.id, p.art, p.text, p.nur_vertieft, a.antwort, a.bemerkung, m.Person.name, a.aenderungsstand)
        .outerjoin(a, and_(a.pruefpunkt_id == p.id, a.verwendungsnachweis_id == anteil.nachweis_id))
        .outerjoin(m.Person, m.Person.id == a.person_id)
        .where(
            p.foerderjahr_id == anteil.foerderjahr_id, or_(p.entfallen_am.is_(None), a.antwort.is_not(None))
        )
        .order_by(p.reihenfolge, p.id)
    )
    return tuple(
        Frage(key, Zeichnungsart(art), text, deep, antwort, bemerkung or "", person or "", stand or 0)
        for key, art, text, deep, antwort, bemerkung, person, stand in rows(session, statement)
    )


def list_punkte(session: Session, foerderjahr_id: int) -> tuple[m.Pruefpunkt, ...]:
    """Return the points of a year that are asked, in their order."""
    p = m.Pruefpunkt
    statement = (
        select(p)
        .where(p.foerderjahr_id == foerderjahr_id, p.entfallen_am.is_(None))
        .order_by(p.reihenfolge, p.id)
    )
    return tuple(session.scalars(statement))
