"""Whom a mail about a Vorgang goes to: people of a recipient or of the office, whose account is open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Rolle
from grants.queries.rows import grouped, rows
from grants.queries.traeger_verweise import load_verweise, same_traeger


@dataclass(frozen=True, slots=True)
class Angeschriebener:
    """A person with an account and the address of its mails."""

    person_id: int
    email: str


def list_des_traegers(session: Session, traeger_id: int, *, am: date) -> tuple[Angeschriebener, ...]:
    """Return the people who act for a recipient on the day."""
    return load_je_traeger(session, [traeger_id], am=am)[traeger_id]


def load_je_traeger(
    session: Session, traeger_ids: Iterable[int], *, am: date
) -> Mapping[int, tuple[Angeschriebener, ...]]:
    """Return the people who act for each of the recipients on the day, in two statements."""
    verweise = load_verweise(session)
    wanted = {key: same_traeger(verweise, [key]) for key in traeger_ids}
    every = sorted(frozenset[int]().union(*wanted.values()))
    r = m.Rollenzuordnung
    statement: Select[Any] = _people(am).add_columns(r.traeger_id).where(r.traeger_id.in_(every))
    found = grouped(
        (traeger, Angeschriebener(person, email)) for person, email, traeger in rows(session, statement)
    )
    return {
        key: tuple(dict.fromkeys(each for same in sorted(ids) for each in found[same]))
        for key, ids in wanted.items()
    }


def list_des_amts(session: Session, *, am: date) -> tuple[Angeschriebener, ...]:
    """Return the people of the Geschäftsstelle on the day."""
    statement = _people(am).where(m.Rollenzuordnung.rolle == Rolle.GESCHAEFTSSTELLE)
    return tuple(dict.fromkeys(Angeschriebener(*values) for values in rows(session, statement)))


def find_person(session: Session, person_id: int) -> Angeschriebener | None:
    """Return a Person that can be written to; None without an open account or an address."""
    p, k = m.Person, m.Konto
    statement = (
        select(p.id, p.email)
        .join(k, k.person_id == p.id)
        .where(p.id == person_id, k.active, p.email.is_not(None))
    )
    found = session.execute(statement.limit(1)).one_or_none()
    return Angeschriebener(found[0], found[1] or "") if found else None


def _people(am: date) -> Select[Any]:
    p, r, k = m.Person, m.Rollenzuordnung, m.Konto
    columns: tuple[Any, ...] = (p.id, p.email)
    return (
        select(*columns)
        .join(k, k.person_id == p.id)
        .join(r, r.person_id == p.id)
        .where(k.active, p.email.is_not(None))
        .where(or_(r.von.is_(None), r.von <= am), or_(r.bis.is_(None), r.bis >= am))
        .order_by(p.id)
    )
