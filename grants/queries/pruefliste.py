"""The checklist of a year with the answers given for one proof."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Zeichnungsart
from grants.domain.pruefliste import Frage, Punkt
from grants.queries.anteile import Anteil
from grants.queries.rows import rows


def load_fragen(session: Session, anteil: Anteil, gezeichnet: Collection[Zeichnungsart]) -> tuple[Frage, ...]:
    """Return the points of the year in their order; one no longer asked only where it was answered.

    What a check has signed stays as it was signed: a point added later is not asked of it. `gezeichnet` are the
    signatures that still count.
    """
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
        if antwort is not None or art not in gezeichnet
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


def list_des_vorjahres(session: Session, foerderjahr: m.Foerderjahr) -> tuple[Punkt, ...]:
    """Return what the year before asks; nothing where there is none."""
    p, f = m.Pruefpunkt, m.Foerderjahr
    statement = (
        select(p.art, p.text, p.nur_vertieft)
        .join(f, p.foerderjahr_id == f.id)
        .where(
            f.programm_id == foerderjahr.programm_id,
            f.jahr == foerderjahr.jahr - 1,
            p.entfallen_am.is_(None),
        )
        .order_by(p.reihenfolge, p.id)
    )
    return tuple(Punkt(Zeichnungsart(art), text, deep) for art, text, deep in rows(session, statement))


def count_antworten(session: Session, foerderjahr_id: int) -> dict[int, int]:
    """Return for each point of a year in how many proofs it was answered."""
    p, a = m.Pruefpunkt, m.Pruefpunktantwort
    statement = (
        select(a.pruefpunkt_id, func.count())
        .join(p, a.pruefpunkt_id == p.id)
        .where(p.foerderjahr_id == foerderjahr_id, a.antwort.is_not(None))
        .group_by(a.pruefpunkt_id)
    )
    return dict(rows(session, statement))


def count_gezeichnete(session: Session, foerderjahr_id: int) -> int:
    """Return how many proofs of a year carry a signature that was not made invalid."""
    p, v, e, j = m.Pruefung, m.Verwendungsnachweis, m.Empfaengeranteil, m.Jahresmassnahme
    statement = (
        select(func.count(p.verwendungsnachweis_id.distinct()))
        .join(v, p.verwendungsnachweis_id == v.id)
        .join(e, v.empfaengeranteil_id == e.id)
        .join(j, e.jahresmassnahme_id == j.id)
        .where(j.foerderjahr_id == foerderjahr_id, p.ungueltig_seit.is_(None))
    )
    return session.execute(statement).scalar_one()
