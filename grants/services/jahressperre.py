"""A closed Foerderjahr is read only, whichever service changes it.

The one place: after each flush of any session the years of the changed rows are looked up along their foreign keys,
and one that is closed refuses. So no service can forget it, an import and the command line neither.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, event, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction

from grants.domain.begriffe import FoerderjahrStatus
from grants.domain.errors import Conflict
from grants.models import Base, Foerderjahr

JAHR = "foerderjahr"
# Rows that speak of a year and change nothing in it.
OHNE_SPERRE: Mapping[str, str] = {
    "jahresoeffnung": "Der Antrag, ein abgeschlossenes Jahr wieder zu öffnen, und die Entscheidung darüber.",
    "mitteilung": "Schreiben kann man sich auch zu einem abgeschlossenen Jahr, und so um seine Öffnung bitten.",
}
# Where several foreign keys lead to the year, the one with the fewest rows on the way.
_WEG = {"belegteil": "empfaengeranteil_id", "frist": "foerderjahr_id", "zahlung": "foerderjahr_id"}
# A file belongs to exactly one of several things.
_JEDER_WEG = frozenset({"datei", "text"})
_SCHLUESSEL = "jahressperre"


class JahrAbgeschlossen(Conflict):
    """The year is closed; nothing of it changes until two Persons open it again."""

    code = "jahr_abgeschlossen"

    def __init__(self, jahr: int) -> None:
        super().__init__(
            f"Das Förderjahr {jahr} ist abgeschlossen und lässt sich nur noch lesen. Wenn etwas zu berichtigen ist, "
            "können zwei Personen es auf der Seite „Abschluss“ mit Begründung wieder öffnen."
        )


def _paths() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return for each table that belongs to a year the foreign keys to follow, as (column, next table)."""
    tables = Base.registry.metadata.tables
    depth = {JAHR: 0}
    while nearer := [
        name
        for name, table in tables.items()
        if name not in depth and any(_link(key)[1] in depth for key in table.foreign_keys)
    ]:
        depth |= dict.fromkeys(nearer, 1 + max(depth.values()))
    return {name: _choose(name, tables[name], depth) for name in depth}


def _choose(name: str, table: Table, depth: Mapping[str, int]) -> tuple[tuple[str, str], ...]:
    links = [_link(key) for key in table.foreign_keys]
    # A key that may be empty leads nowhere for some rows, so it comes last.
    every = sorted(
        (link for link in links if link[1] in depth),
        key=lambda link: (bool(table.c[link[0]].nullable), depth[link[1]], link[0]),
    )
    if name in _JEDER_WEG:
        # A file that came with a message is as free as the message.
        return tuple(link for link in every if link[1] not in OHNE_SPERRE)
    return tuple([link for link in every if link[0] == _WEG.get(name, link[0])][:1])


def _link(key: Any) -> tuple[str, str]:  # noqa: ANN401 - ForeignKey of any type
    return key.parent.name, key.column.table.name


@dataclass(slots=True)
class _Stand:
    """What is known within one transaction: years closed when it began, and years found or made open since."""

    transaktion: SessionTransaction | None
    anfangs: frozenset[int]
    offen: set[int] = field(default_factory=set)


def watch() -> None:
    """Let every session refuse changes to closed years; called once when the application is made."""
    if not event.contains(Session, "after_flush", _after_flush):
        event.listen(Session, "before_flush", _before_flush)
        event.listen(Session, "after_flush", _after_flush)
        event.listen(Session, "do_orm_execute", _before_bulk)


def open_for_change(session: Session, foerderjahr_id: int) -> None:
    """Let this transaction change a closed year: for the service alone that opens it again."""
    _stand(session).offen.add(foerderjahr_id)


def _stand(session: Session) -> _Stand:
    current = session.get_transaction()
    found = session.info.get(_SCHLUESSEL)
    if not isinstance(found, _Stand) or found.transaktion is not current:
        statement = select(Foerderjahr.id).where(Foerderjahr.status == FoerderjahrStatus.ABGESCHLOSSEN)
        # What this transaction closes itself, or imports as closed, it may still write.
        closed = frozenset(session.connection().execute(statement).scalars())
        found = _Stand(session.get_transaction(), closed)
        session.info[_SCHLUESSEL] = found
    return found


def _before_flush(session: Session, *_: Any) -> None:  # noqa: ANN401
    _stand(session)


def _after_flush(session: Session, *_: Any) -> None:  # noqa: ANN401
    rows = [*session.new, *session.deleted, *(row for row in session.dirty if session.is_modified(row))]
    found: defaultdict[str, set[int]] = defaultdict(set)
    for row in rows:
        mapper = inspect(row).mapper
        name = mapper.local_table.name
        if name in OHNE_SPERRE or name not in PFADE:
            continue
        if name == JAHR:
            found[JAHR].add(row.id)
        for column, target in PFADE[name]:
            # Moving a row out of a closed year changes that year too.
            values = {getattr(row, column), *inspect(row).attrs[column].history.deleted}
            found[target] |= values - {None}
    _refuse_closed(session, found)


def _before_bulk(state: ORMExecuteState) -> None:
    mapper = state.bind_mapper
    if mapper is None or not (state.is_update or state.is_delete):
        return
    table = mapper.local_table
    if not isinstance(table, Table) or table.name in OHNE_SPERRE or table.name not in PFADE:
        return
    statement = select(table.c.id)
    where = getattr(state.statement, "whereclause", None)
    if where is not None:
        statement = statement.where(where)
    state.session.flush()
    ids = set(state.session.connection().execute(statement).scalars())
    _refuse_closed(state.session, {table.name: ids})


def _refuse_closed(session: Session, found: Mapping[str, Iterable[int]]) -> None:
    stand = _stand(session)
    wanted = _years(session, found) - stand.offen
    if not wanted:
        return
    # Shared with other writers; who closes the year waits for them, and they for who closes it.
    statement = (
        select(Foerderjahr.id, Foerderjahr.jahr, Foerderjahr.status)
        .where(Foerderjahr.id.in_(sorted(wanted)))
        .with_for_update(read=True, key_share=True)
    )
    for key, jahr, status in session.connection().execute(statement):
        if key in stand.anfangs or (
            status is FoerderjahrStatus.ABGESCHLOSSEN and not _own_doing(session, key)
        ):
            raise JahrAbgeschlossen(jahr)
        stand.offen.add(key)


def _own_doing(session: Session, foerderjahr_id: int) -> bool:
    """Return whether this transaction itself closed the year (or took it over as closed)."""
    known = session.identity_map.get(session.identity_key(Foerderjahr, foerderjahr_id))
    rows = [known, *(row for row in session.new if isinstance(row, Foerderjahr) and row.id == foerderjahr_id)]
    return any(row is not None and row.status is FoerderjahrStatus.ABGESCHLOSSEN for row in rows)


def _years(session: Session, found: Mapping[str, Iterable[int]]) -> set[int]:
    """Return the years of the rows, one statement a table on the way."""
    years: set[int] = set()
    pending: dict[str, set[int]] = {name: set(ids) for name, ids in found.items() if ids}
    while pending:
        name, ids = pending.popitem()
        if name == JAHR:
            years |= ids
            continue
        links = PFADE[name]
        table = Base.registry.metadata.tables[name]
        columns = [table.c[column] for column, _ in links]
        for values in session.connection().execute(select(*columns).where(table.c.id.in_(sorted(ids)))):
            for (_, target), value in zip(links, values, strict=True):
                if value is not None:
                    pending.setdefault(target, set()).add(value)
    return years


PFADE = _paths()
