"""Databases for measuring: SQLite files below a temporary folder, filled through the public import."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from flask import Flask
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from bench.jahr import AM
from grants import create_app
from grants.cli.db import bring_up_to_date
from grants.config import Einstellungen, sqlite_url
from grants.database import writing
from grants.domain.mappe import Jahresmappe
from grants.extensions import db
from grants.services.jahresmappe import import_mappe
from grants.services.personen import acting


def url_of(where: Path | str) -> str:
    """Return the URL of a database file; one that is a URL already stays as it is."""
    return where if isinstance(where, str) else sqlite_url(where)


def make_app(where: Path | str) -> Flask:
    """Return the application on a database, on the day of the example year."""
    return create_app(Einstellungen(database_url=url_of(where), secret_key="only for measuring", heute=AM))  # noqa: S106 -- no secret


Where = TypeVar("Where", Path, str)


@contextmanager
def opened(file: Path) -> Iterator[Session]:
    """Give a session on the file; its connections are closed in the end."""
    with make_app(file).app_context():
        try:
            yield db.session()
        finally:
            db.session.remove()
            db.engine.dispose()


def create(where: Where, *mappen: Jahresmappe) -> Where:
    """Fill a new database with the years of some workbooks and return where it is."""
    app = make_app(where)
    with app.app_context():
        bring_up_to_date(app)
        for mappe in mappen:
            with writing(db.session()) as session:
                import_mappe(
                    session, mappe, datei="messung.xlsx", sha256="0" * 64, person=acting(session, None)
                )
        db.session.remove()
        db.engine.dispose()
    return where


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Give a list that takes up every statement while the block runs."""
    statements: list[str] = []

    def keep(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", keep)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", keep)
