"""The tables that a Foerderjahr owns, found by their foreign keys: for copying a year and for reading it plainly."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Select, Table, bindparam, func, literal, select

from grants.models import Base, Foerderjahr

JAHR_TABELLE: Table = Base.registry.metadata.tables[Foerderjahr.__tablename__]


@lru_cache
def owned_tables() -> dict[Table, Column[Any]]:
    """Return each table that hangs on a Foerderjahr, parents first, with the column that leads there.

    A column that may be empty leads nowhere: its rows would get lost.
    """
    found: dict[Table, Column[Any]] = {}
    for table in Base.registry.metadata.sorted_tables:
        ways = [
            column
            for column in table.columns
            for key in column.foreign_keys
            if not column.nullable and (key.column.table is JAHR_TABELLE or key.column.table in found)
        ]
        if ways:
            # The shortest one: straight to the year where there is such a column.
            found[table] = min(ways, key=lambda column: _parent(column) is not JAHR_TABELLE)
    return found


def select_owned(table: Table) -> Select[Any]:
    """Return the rows of a table that belong to the year with the id `foerderjahr_id`."""
    statement = select(table)
    column = owned_tables()[table]
    while (parent := _parent(column)) is not JAHR_TABELLE:
        statement = statement.join(parent, column == parent.c.id)
        column = owned_tables()[parent]
    return statement.where(column == bindparam("foerderjahr_id"))


def _parent(column: Column[Any]) -> Table:
    [key] = column.foreign_keys
    parent: Table = key.column.table
    return parent


def copied_columns(table: Table, *, shift: int) -> list[Any]:
    """Return what a copy of a row holds: ids moved by `shift`, and invoices that are no longer the same ones."""
    owned = {JAHR_TABELLE, *owned_tables()}
    columns: list[Any] = []
    for column in table.columns:
        if column.primary_key or any(key.column.table in owned for key in column.foreign_keys):
            columns.append(column + shift)
        elif column.name == "rechnung_schluessel":
            columns.append(func.concat(literal(f"{shift}-"), column))
        else:
            columns.append(column)
    return columns
