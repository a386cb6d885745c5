"""The Testate of a year, and who checked or released proofs of it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session, aliased

from grants import models as m
from grants.domain.testat import Eingetragen
from grants.queries.personen import load_zusammengefuehrt
from grants.queries.rows import of_recipients, rows


def list_testate(session: Session, foerderjahr_id: int) -> tuple[Eingetragen, ...]:
    """Return every Testat of a year, the newest first."""
    t, by, back = m.Testat, aliased(m.Person), aliased(m.Person)
    statement = (
        select(
            t.id,
            t.am,
            t.gegeben_von,
            t.umfang,
            t.ergebnis,
            t.text,
            t.nachweis_sha256,
            t.eingetragen_am,
            by.name,
            t.zurueckgenommen_am,
            t.zurueckgenommen_grund,
            func.coalesce(back.name, ""),
            t.aenderungsstand,
        )
        .join(by, by.id == t.person_id)
        .outerjoin(back, back.id == t.zurueckgenommen_von_id)
        .where(t.foerderjahr_id == foerderjahr_id)
        .order_by(t.id.desc())
    )
    return tuple(Eingetragen(*values) for values in rows(session, statement))


def load_beteiligte(session: Session, foerderjahr_id: int) -> Mapping[int, frozenset[str]]:
    """Return by Person (after joining) every name of who recognised or signed in proofs of a year.

    Whether the signature still holds does not matter.
    """
    a, p, v = m.Anerkennung, m.Pruefung, m.Verwendungsnachweis
    decided, signed = (
        of_recipients(select(of.person_id).join(v, of.verwendungsnachweis_id == v.id), foerderjahr_id)
        for of in (a, p)
    )
    joined = load_zusammengefuehrt(session)
    ends = {joined.get(key, key) for key in session.scalars(union(decided, signed)) if key is not None}
    # A name of any of their rows is theirs.
    rows_of = {**{end: end for end in ends}, **{key: end for key, end in joined.items() if end in ends}}
    found: dict[int, frozenset[str]] = {}
    for key, name in rows(session, select(m.Person.id, m.Person.name).where(m.Person.id.in_(rows_of))):
        found[rows_of[key]] = found.get(rows_of[key], frozenset()) | {name}
    return found
