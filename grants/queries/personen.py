"""Persons as four eyes compare them, and what they may do on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Befugnis, Rolle
from grants.queries.rows import rows


def load_zusammengefuehrt(session: Session) -> Mapping[int, int]:
    """Return, for each Person that was found to be another one, the id of that one."""
    p = m.Person
    statement = select(p.id, p.zusammengefuehrt_mit_id).where(p.zusammengefuehrt_mit_id.is_not(None))
    return follow(dict(rows(session, statement)))


def follow(pointers: Mapping[int, int]) -> Mapping[int, int]:
    """Return where each pointer leads in the end; a ring ends where it would begin again."""
    ends = {}
    for start in pointers:
        seen, end = {start}, pointers[start]
        while end in pointers and end not in seen:
            seen.add(end)
            end = pointers[end]
        ends[start] = end
    return ends


@dataclass(frozen=True, slots=True)
class Rollenstand:
    """A Person with the Rollen of a day."""

    person_id: int
    name: str
    email: str
    rollen: frozenset[Rolle]
    traeger_ids: frozenset[int]
    # Pairs of recipient and what the Person may do for it.
    befugnisse: frozenset[tuple[int, Befugnis]]


def load_rollen(session: Session, schluessel: str, *, am: date) -> Rollenstand | None:
    """Return whose session this is, with the Rollen valid on the day, in one statement.

    None for a session that was ended (another key) and for a locked account.
    """
    k, p, r = m.Konto, m.Person, m.Rollenzuordnung
    valid = and_(r.person_id == p.id, or_(r.von.is_(None), r.von <= am), or_(r.bis.is_(None), r.bis >= am))
    statement = (
        select(
            p.id,
            p.name,
            p.email,
            r.rolle,
            r.traeger_id,
            r.darf_inhaltlich,
            r.darf_finanziell,
            r.vertretungsberechtigt,
        )
        .join(k, k.person_id == p.id)
        .outerjoin(r, valid)
        .where(k.fs_uniquifier == schluessel, k.active)
    )
    found = session.execute(statement).all()
    if not found:
        return None
    key, name, email, *_ = found[0]
    return Rollenstand(
        key,
        name,
        email or "",
        frozenset(row.rolle for row in found if row.rolle is not None),
        frozenset(row.traeger_id for row in found if row.traeger_id is not None),
        frozenset(
            (row.traeger_id, befugnis)
            for row in found
            for befugnis, given in (
                (Befugnis.INHALTLICH, row.darf_inhaltlich),
                (Befugnis.FINANZIELL, row.darf_finanziell),
                (Befugnis.VERTRETUNGSBERECHTIGT, row.vertretungsberechtigt),
            )
            if row.traeger_id is not None and given
        ),
    )
