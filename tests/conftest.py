"""Databases for tests: every database test runs on SQLite and on a real PostgreSQL, each test in a savepoint."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from grants import create_app
from grants.config import Einstellungen, sqlite_url
from grants.extensions import db
from scripts.postgres import ensure

ENGINES = ("sqlite", "postgresql")

# The same examples in each run, and none that fails because the machine was busy for a fifth of a second.
# `pytest --hypothesis-profile=default` looks for new ones.
settings.register_profile(
    "gleich", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("gleich")


def fresh_postgres(name: str) -> str:
    """Return the URL of a new, empty database on the PostgreSQL of the tests."""
    server = make_url(ensure())
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    admin.dispose()
    return server.set(database=name).render_as_string(hide_password=False)


def drop_postgres(name: str) -> None:
    admin = create_engine(ensure(), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    admin.dispose()


def database_name(worker_id: str, purpose: str) -> str:
    """Return a name that no other run and no other worker uses."""
    return f"grants_test_{purpose}_{os.getpid()}_{worker_id}_{socket.gethostname()}"[:60].lower()


def migrated_app(url: str) -> Flask:
    app = create_app(Einstellungen(database_url=url, secret_key="only for tests"))
    app.testing = True
    with app.app_context():
        flask_migrate.upgrade()
    return app


@pytest.fixture(scope="session")
def _sqlite_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = migrated_app(sqlite_url(tmp_path_factory.mktemp("db") / "test.sqlite3"))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def _postgres_app(request: pytest.FixtureRequest) -> Iterator[Flask]:
    name = database_name(getattr(request.config, "workerinput", {}).get("workerid", "main"), "app")
    app = migrated_app(fresh_postgres(name))
    yield app
    with app.app_context():
        db.engine.dispose()
    drop_postgres(name)


@pytest.fixture(params=ENGINES)
def app(request: pytest.FixtureRequest) -> Flask:
    """The application on each database; both always run, neither is skipped."""
    fixture = "_sqlite_app" if request.param == "sqlite" else "_postgres_app"
    return request.getfixturevalue(fixture)


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session whose work is rolled back after the test, also what it committed."""
    with app.app_context(), db.engine.connect() as connection:
        transaction = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield session
        transaction.rollback()


@pytest.fixture
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of an empty database that the test may migrate and fill; SQLite unless the test asks by parameter."""
    kind = getattr(request, "param", "sqlite")
    if kind == "sqlite":
        yield sqlite_url(tmp_path / "leer.sqlite3")
        return
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    name = database_name(worker, "leer")
    yield fresh_postgres(name)
    drop_postgres(name)
