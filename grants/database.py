"""How connections behave: SQLite with foreign keys and honest locks, the same code on PostgreSQL.

pysqlite opens no transaction for a SELECT, so two people who read and then write lose each other's change without an
error. Here every transaction begins with BEGIN; a writing one with BEGIN IMMEDIATE, so that it waits its turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

# Execution option of a connection that is going to write.
WRITING = "grants_writing"


@event.listens_for(Engine, "connect")
def _prepare(connection: Any, _record: Any) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        # SQLAlchemy's begin event opens the transaction instead of pysqlite.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        writing = connection.get_execution_options().get(WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def writing(session: Session) -> Iterator[Session]:
    """Commit what the block changes, or nothing: the one place where the command line commits.

    Must be entered before the session read anything, so that the lock is taken before the first SELECT.
    """
    session.connection(execution_options={WRITING: True})
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
