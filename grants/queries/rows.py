"""Rows of plain columns, grouped in Python: one SELECT a table, whatever the number of rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

from grants import models as m

V = TypeVar("V")


def rows(session: Session, statement: Select[Any]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a statement as tuples."""
    yield from session.execute(statement).tuples()


def grouped(
    session: Session, statement: Select[Any], make: Callable[..., V]
) -> Mapping[int, tuple[V, ...]]:
    """Return values by the id in the first column, in the order of the statement.

    `make` takes the other columns in their order; a key that is not there has no values.
    """
    found: defaultdict[int, list[V]] = defaultdict(list)
    for key, *columns in rows(session, statement):
        found[key].append(make(*columns))
    return Grouped((key, tuple(values)) for key, values in found.items())


class Grouped(dict[int, tuple[V, ...]]):
    """Tuples by id; an id without rows has the empty one."""

    def __init__(self, items: Iterable[tuple[int, tuple[V, ...]]] = ()) -> None:
        super().__init__(items)

    def __missing__(self, key: int) -> tuple[V, ...]:
        return ()


def of_recipients(statement: Select[Any], foerderjahr_id: int) -> Select[Any]:
    """Return a statement on what recipients own (the FROM ends at their table), for one year."""
    return (
        statement.join(m.Empfaengeranteil)
        .join(m.Jahresmassnahme)
        .where(m.Jahresmassnahme.foerderjahr_id == foerderjahr_id)
    )
