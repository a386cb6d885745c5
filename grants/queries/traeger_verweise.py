"""Träger found to be one: a pointer from one row to another, followed wherever a Träger is looked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.queries.personen import follow
from grants.queries.rows import rows


def load_verweise(session: Session) -> Mapping[int, int]:
    """Return, for each Träger that was found to be another one, the id of that one."""
    t = m.Traeger
    statement = select(t.id, t.zusammengefuehrt_mit_id).where(t.zusammengefuehrt_mit_id.is_not(None))
    return follow(dict(rows(session, statement)))


def same_traeger(verweise: Mapping[int, int], ids: Iterable[int]) -> frozenset[int]:
    """Return the ids of all rows that are the same Träger as one of these."""
    ends = {verweise.get(key, key) for key in ids}
    return frozenset(ends | {key for key, end in verweise.items() if end in ends})
