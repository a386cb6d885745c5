"""Bringing rows of the database to what a file says: unchanged rows are not touched, none is selected singly."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants.models import Base

M = TypeVar("M", bound=Base)
Werte = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Abgleich(Generic[M]):
    """Rows in the order of what was wanted, whether each is new or changed, and those nobody asked for."""

    rows: list[M]
    changed: list[bool]
    missing: list[M]


def reconcile(
    session: Session,
    model: type[M],
    existing: Iterable[M],
    wanted: Sequence[Werte],
    *,
    keys: Sequence[tuple[str, ...]],
    order_within: str = "",
) -> Abgleich[M]:
    """Make the rows of a table say what is wanted; what is not wanted is left as it is and returned.

    All of `wanted` name the same columns. Rows that say it already are paired first, then by each key in turn, the
    strictest first; so a changed amount finds its row, and two equal rows stay two. `order_within` names the
    parent whose children are numbered in the order wanted (`reihenfolge`). New rows have their id afterwards.
    """
    rows: list[M | None] = [None] * len(wanted)
    left = list(existing)
    names = tuple(wanted[0]) if wanted else ()
    for key in (names, *keys):
        left = _pair(rows, left, wanted, key)
    changed = [row is None or _assign(row, values) for row, values in zip(rows, wanted, strict=True)]
    done = [row or model(**values) for row, values in zip(rows, wanted, strict=True)]
    if order_within:
        numbers = _numbers(done, order_within)
        changed = [
            _assign(row, {"reihenfolge": number}) or was
            for row, number, was in zip(done, numbers, changed, strict=True)
        ]
    add_many(session, model, [new for new, old in zip(done, rows, strict=True) if old is None])
    return Abgleich(done, changed, left)


def add_many(session: Session, model: type[M], rows: Sequence[M]) -> None:
    """Insert new rows in batches and give them their ids."""
    if not rows:
        return
    if session.get_bind().dialect.name == "sqlite":
        # SQLite does not tell which row of a batch got which id, so SQLAlchemy would insert them one by one. Only
        # one transaction writes at a time, and the next id is the highest one plus 1: counting it here is the same.
        first = (session.scalar(select(func.max(model.id))) or 0) + 1
        for number, row in enumerate(rows, start=first):
            row.id = number
    session.add_all(rows)
    session.flush()  # the rows below point to the new ids


def _pair(rows: list[M | None], left: list[M], wanted: Sequence[Werte], key: tuple[str, ...]) -> list[M]:
    """Fill `rows` with those that agree with what is wanted in the columns of the key; return the rest."""
    if not left:
        return left
    found: dict[Hashable, deque[M]] = {}
    for row in left:
        found.setdefault(tuple(getattr(row, name) for name in key), deque()).append(row)
    taken = set()
    for place, values in enumerate(wanted):
        if rows[place] is None:
            candidates = found.get(tuple(values[name] for name in key))
            if candidates:
                rows[place] = row = candidates.popleft()
                taken.add(id(row))
    return [row for row in left if id(row) not in taken]


def _assign(row: Base, values: Werte) -> bool:
    """Set what differs; return whether anything did."""
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)


def _numbers(rows: Sequence[Base], parent: str) -> list[int]:
    """Return ascending numbers within each parent, the old ones wherever they ascend already."""
    last: dict[Any, int] = {}
    numbers = []
    for row in rows:
        key, old = getattr(row, parent), getattr(row, "reihenfolge", None)
        last[key] = old if old is not None and old > last.get(key, 0) else last.get(key, 0) + 1
        numbers.append(last[key])
    return numbers


def change(row: Base, **values: Any) -> bool:  # noqa: ANN401 - any column of any table
    """Set what differs on one row; return whether anything did."""
    return _assign(row, values)


def says_already(existing: Iterable[Base], wanted: Sequence[Werte]) -> bool:
    """Return whether every wanted row stands there, equal in all its columns."""
    left: list[Base | None] = [None] * len(wanted)
    _pair(left, list(existing), wanted, tuple(wanted[0]) if wanted else ())
    return all(row is not None for row in left)
