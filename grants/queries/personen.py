"""Persons as four eyes compare them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
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
