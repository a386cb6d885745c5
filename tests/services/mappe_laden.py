"""Taking a Jahresmappe over in tests, and what the database holds afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from grants.domain.importergebnis import Importergebnis
from grants.domain.mappe import Jahresmappe
from grants.queries import foerderjahre
from grants.queries.mappe import load_mappe
from grants.services.jahresmappe import import_mappe
from grants.services.personen import acting

SHA = "ab" * 32


def take_over(session: Session, mappe: Jahresmappe) -> Importergebnis:
    return import_mappe(session, mappe, datei="jahr-2023.xlsx", sha256=SHA, person=acting(session, None))


def stored(session: Session, jahr: int = 2023) -> Jahresmappe:
    """Return the year as the database holds it, nothing remembered."""
    session.flush()
    session.expire_all()
    return load_mappe(session, foerderjahre.get(session, "kinderstark", jahr))


def with_row(mappe: Jahresmappe, sheet: str, place: int = 0, **values: Any) -> Jahresmappe:
    """Return the workbook with one row of a sheet changed."""
    rows = list(getattr(mappe, sheet))
    rows[place] = replace(rows[place], **values)
    return replace(mappe, **{sheet: tuple(rows)})


@contextmanager
def undone(session: Session) -> Iterator[None]:
    """Take back what the block writes."""
    savepoint = session.begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()
        # Rows read again inside the block would be taken for rows of the database.
        session.expunge_all()


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """Collect the SQL statements of the block."""
    statements: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
