"""What Träger and office wrote to each other; internal entries only where somebody of the office asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from grants import models as m
from grants.domain.begriffe import Mitteilungsart
from grants.domain.mitteilungen import Beitrag, Faden, build_faeden
from grants.queries.rows import rows


def load_faeden(session: Session, anteil_id: int, *, intern: bool) -> tuple[Faden, ...]:
    """Return the conversations of a Vorgang; `intern` adds what never leaves the office."""
    n = m.Mitteilung
    columns: tuple[Any, ...] = (
        n.id,
        n.art,
        n.vom_empfaenger,
        n.intern,
        n.text,
        m.Person.name,
        n.am,
        n.antwort_auf_id,
        n.frist_bis_gewuenscht,
        n.entschieden,
        n.entschieden_am,
        n.frist_bis_gewaehrt,
        n.erledigt_am,
        n.aenderungsstand,
    )
    statement = (
        select(*columns)
        .join(m.Person, m.Person.id == n.person_id)
        .where(n.empfaengeranteil_id == anteil_id)
        .order_by(n.am, n.id)
    )
    if not intern:
        statement = statement.where(~n.intern)
    return build_faeden([Beitrag(*values) for values in rows(session, statement)])


def count_wartende(session: Session, foerderjahr_id: int) -> Mapping[int, int]:
    """Return by recipient of a year how many conversations wait for the office."""
    n, e, j = m.Mitteilung, m.Empfaengeranteil, m.Jahresmassnahme
    statement = (
        select(n.empfaengeranteil_id, func.count())
        .join(e, n.empfaengeranteil_id == e.id)
        .join(j, e.jahresmassnahme_id == j.id)
        .where(j.foerderjahr_id == foerderjahr_id, *waits_for_office())
        .group_by(n.empfaengeranteil_id)
    )
    return dict(rows(session, statement))


def waits_for_office() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on Mitteilung that are domain.mitteilungen.Faden.waits_for_office in SQL."""
    n = m.Mitteilung
    answer = aliased(m.Mitteilung)
    last_answer_by_recipient = (
        select(answer.vom_empfaenger)
        .where(answer.antwort_auf_id == n.id, ~answer.intern)
        .order_by(answer.am.desc(), answer.id.desc())
        .limit(1)
        .correlate(n)
        .scalar_subquery()
    )
    undecided = (n.art == Mitteilungsart.FRISTVERLAENGERUNG) & n.vom_empfaenger & n.entschieden.is_(None)
    return (
        n.antwort_auf_id.is_(None),
        n.erledigt_am.is_(None),
        ~n.intern,
        or_(undecided, func.coalesce(last_answer_by_recipient, n.vom_empfaenger)),
    )
