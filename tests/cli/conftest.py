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

from grants.cli.datenbank import application
from grants.cli.einlesen import load_mappe, load_massnahmen
from grants.cli.lauf import Lauf
from grants.cli.start import run as run_words
from grants.config import ROOT, Einstellungen, sqlite_url
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


class Vorlagen:
    """Databases that were set up, and filled, once; a test gets a copy."""

    def __init__(self, folder: Path, worker: str) -> None:
        self._folder, self._worker = folder, worker
        self._made: set[tuple[str, str]] = set()

    def copy(self, engine: str, inhalt: str, target: Path) -> str:
        """Return the URL of a copy: `inhalt` names what it was filled with, `target` the folder of a SQLite file."""
        url = self._url(engine, inhalt)
        if (engine, inhalt) not in self._made:
            self._make(engine, url, inhalt)
            self._made.add((engine, inhalt))
        if engine == "sqlite":
            shutil.copyfile(url.removeprefix("sqlite:///"), target / "test.sqlite3")
            return sqlite_url(target / "test.sqlite3")
        name = database_name(self._worker, "befehl")
        self._admin(
            f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',
            f'CREATE DATABASE "{name}" TEMPLATE "{make_url(url).database}"',
        )
        return self._postgres(name)

    def remove(self) -> None:
        for engine, inhalt in self._made:
            if engine == "postgresql":
                drop_postgres(str(make_url(self._url(engine, inhalt)).database))

    def _url(self, engine: str, inhalt: str) -> str:
        if engine == "sqlite":
            return sqlite_url(self._folder / f"{inhalt}.sqlite3")
        return self._postgres(database_name(self._worker, f"vorlage_{inhalt}"))

    def _make(self, engine: str, url: str, inhalt: str) -> None:
        if engine == "postgresql":
            fresh_postgres(str(make_url(url).database))
        app = migrated_app(url)
        with app.app_context():
            db.engine.dispose()
        lauf = Lauf(_einstellungen=Einstellungen(database_url=url))
        with application(lauf):
            if inhalt == "liste":
                load_massnahmen(lauf, LISTE)
            elif inhalt == "mappe":
                load_mappe(lauf, MAPPE)

    def _postgres(self, name: str) -> str:
        return make_url(ensure()).set(database=name).render_as_string(hide_password=False)

    def _admin(self, *statements: str) -> None:
        engine = create_engine(ensure(), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
        engine.dispose()


@pytest.fixture(scope="session")
def vorlagen(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Vorlagen]:
    worker = str(getattr(request.config, "workerinput", {}).get("workerid", "main"))
    made = Vorlagen(tmp_path_factory.mktemp("vorlagen"), worker)
    yield made
    made.remove()


def _fixture(inhalt: str, engines: tuple[str, ...]) -> Any:
    @pytest.fixture(params=engines)
    def database(
        request: pytest.FixtureRequest, vorlagen: Vorlagen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> Iterator[str]:
        url = vorlagen.copy(request.param, inhalt, tmp_path)
        monkeypatch.setenv("GRANTS_DATABASE_URL", url)
        yield url
        if request.param == "postgresql":
            drop_postgres(str(make_url(url).database))

    return database


# URL of the database that the commands use: set up and empty, with the city's paper, with the example year.
datenbank = _fixture("leer", ENGINES)
datenbank_liste = _fixture("liste", ENGINES)
datenbank_mappe = _fixture("mappe", ENGINES)
# The same on one engine, for what does not depend on it.
sqlite = _fixture("leer", ("sqlite",))
sqlite_liste = _fixture("liste", ("sqlite",))
sqlite_mappe = _fixture("mappe", ("sqlite",))


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
