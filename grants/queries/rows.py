"""Rows of plain columns, grouped in Python: one SELECT a table, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Generic, TypeVar

from sqlalchemy import Row, Select
from sqlalchemy.orm import Session

from grants import models as m

V = TypeVar("V")
# Of any columns: they are handed on to the value they make, in its order.
Statement = Select[*tuple[Any, ...]]


class Grouped(dict[int, tuple[V, ...]], Generic[V]):
    """Tuples of values by id; an id without rows has the empty one."""

    def __missing__(self, key: int) -> tuple[V, ...]:
        return ()


def rows(session: Session, statement: Statement) -> Iterator[Row[*tuple[Any, ...]]]:
    """Yield the rows of a statement, each a tuple of its columns."""
    yield from session.execute(statement)


def grouped(pairs: Iterable[tuple[int, V]]) -> Grouped[V]:
    """Return the values by their id, in the order they come."""
    found: dict[int, list[V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return Grouped((key, tuple(values)) for key, values in found.items())


def of_recipients(statement: Statement, foerderjahr_id: int) -> Statement:
    """Return a statement on what recipients own (its last table points to them), for one year."""
    return (
        statement.join(m.Empfaengeranteil)
        .join(m.Jahresmassnahme)
        .where(m.Jahresmassnahme.foerderjahr_id == foerderjahr_id)
    )
