"""Opening the database for a command: it is there, ours and up to date, or a sentence says why not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from grants import create_app
from grants.cli.lauf import Lauf
from grants.config import MIGRATIONS
from grants.database import writing
from grants.extensions import db
from grants.models import Person
from grants.services.datenbank import check_exists, check_stand
from grants.services.personen import acting

# As long as SQLite waits (grants.database); PostgreSQL would wait for ever.
_SPERRE_POSTGRES = "SET LOCAL lock_timeout = '10s'"


@contextmanager
def application(lauf: Lauf) -> Iterator[Flask]:
    """Give the application with nothing checked, and close its connections in the end."""
    app = create_app(lauf.einstellungen)
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


@contextmanager
def database(lauf: Lauf) -> Iterator[Flask]:
    """Give the application on a database that can be used; raises a DomainError with what to do."""
    with application(lauf) as app:
        check_database()
        yield app


def check_database() -> None:
    """Raise a DomainError where the database of the current application is missing or on another stand."""
    check_exists(db.engine.url.render_as_string(hide_password=False))
    check_stand(db.engine, MIGRATIONS)


@contextmanager
def reading() -> Iterator[Session]:
    """Give a session that sees one moment of the database, whoever writes meanwhile."""
    session = db.session()
    if db.engine.dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    try:
        yield session
    finally:
        session.rollback()


@contextmanager
def writing_as(lauf: Lauf) -> Iterator[tuple[Session, Person]]:
    """Give a session that commits in the end, and the Person who acts."""
    with writing(db.session()) as session:
        if db.engine.dialect.name == "postgresql":
            session.execute(text(_SPERRE_POSTGRES))
        yield session, acting(session, lauf.als)
