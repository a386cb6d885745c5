"""Calls of the command line in this process, each on a database of its own on both engines."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, create_engine, text
from sqlalchemy.engine import make_url

from grants.cli.start import run as run_words
from grants.config import ROOT, sqlite_url
from grants.extensions import db
from scripts.postgres import ensure
from tests.conftest import ENGINES, database_name, drop_postgres, fresh_postgres, migrated_app

BEISPIEL = ROOT / "beispiel"
LISTE = BEISPIEL / "massnahmen-2023-2024.txt"
MAPPE = BEISPIEL / "jahr-2023.xlsx"
# The console script beside the interpreter that runs the tests.
SKRIPT = Path(sys.executable).with_name("grants")


@dataclass(frozen=True, slots=True)
class Antwort:
    """What one call left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one object on stdout; fails where there is anything else."""
        return json.loads(self.out)


Grants = Callable[..., Antwort]


@pytest.fixture(autouse=True)
def _umgebung(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("GRANTS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GRANTS_FILES", str(tmp_path / "dateien"))
    monkeypatch.setenv("GRANTS_HEUTE", "31.08.2024")
    # A test that asks for no database must not find one by chance.
    monkeypatch.setenv("GRANTS_DATABASE_URL", sqlite_url(tmp_path / "keine.sqlite3"))


@pytest.fixture
def grants(capfd: pytest.CaptureFixture[str]) -> Grants:
    """Carry out a call as the console script does."""

    def call(*words: object) -> Antwort:
        capfd.readouterr()
        code = run_words([str(word) for word in words])
        out, err = capfd.readouterr()
        return Antwort(code, out, err)

    return call


@pytest.fixture(scope="session")
def sqlite_vorlage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("vorlage") / "vorlage.sqlite3"
    _dispose(migrated_app(sqlite_url(path)))
    return path


@pytest.fixture(scope="session")
def postgres_vorlage(request: pytest.FixtureRequest) -> Iterator[str]:
    name = database_name(_worker(request), "vorlage")
    _dispose(migrated_app(fresh_postgres(name)))
    yield name
    drop_postgres(name)


def _dispose(app: Any) -> None:
    with app.app_context():
        db.engine.dispose()


def _worker(request: pytest.FixtureRequest) -> str:
    return str(getattr(request.config, "workerinput", {}).get("workerid", "main"))


@pytest.fixture(params=ENGINES)
def datenbank(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """URL of a set-up, empty database that the commands use; each test on both engines."""
    if request.param == "sqlite":
        url = copy_sqlite(request.getfixturevalue("sqlite_vorlage"), tmp_path)
        monkeypatch.setenv("GRANTS_DATABASE_URL", url)
        yield url
        return
    name = database_name(_worker(request), "befehl")
    drop_postgres(name)
    server = make_url(ensure())
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        template = request.getfixturevalue("postgres_vorlage")
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    admin.dispose()
    url = server.set(database=name).render_as_string(hide_password=False)
    monkeypatch.setenv("GRANTS_DATABASE_URL", url)
    yield url
    drop_postgres(name)


@pytest.fixture
def sqlite(sqlite_vorlage: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """As `datenbank`, on SQLite only: for what does not depend on the engine."""
    url = copy_sqlite(sqlite_vorlage, tmp_path)
    monkeypatch.setenv("GRANTS_DATABASE_URL", url)
    return url


def copy_sqlite(vorlage: Path, folder: Path) -> str:
    shutil.copyfile(vorlage, folder / "test.sqlite3")
    return sqlite_url(folder / "test.sqlite3")


def dump(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table, so that "unchanged" means unchanged."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    metadata = MetaData()
    metadata.reflect(engine)
    with engine.connect() as connection:
        rows = {
            table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
            for table in metadata.sorted_tables
        }
    engine.dispose()
    return rows


def execute(url: str, *statements: str) -> None:
    """Change tables behind the program's back."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
