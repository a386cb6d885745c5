"""A database that is missing, foreign, locked, older or newer: exit 2 and what to do, never a file by accident."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event, text

from grants.cli import db as db_command
from grants.config import sqlite_url
from tests.cli.conftest import MAPPE, Grants, dump, execute

COMMANDS = [
    ("check", "2024"),
    ("liste", "2024"),
    ("log", "verify"),
    ("import", "jahr", MAPPE),
    ("export", "jahr", "2024", "--out", "x.xlsx"),
    ("dokument", "antrag", "2024", "--out", "."),
    ("serve", "--port", "0"),
]


@pytest.fixture
def short_wait() -> Iterator[None]:
    """Let a locked SQLite database be given up at once."""

    def hurry(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout=20")

    event.listen(Engine, "connect", hurry)
    yield
    event.remove(Engine, "connect", hurry)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(map(str, words[:2])))
def test_a_missing_database_is_named_and_not_created(grants: Grants, tmp_path: Path, words, monkeypatch):
    monkeypatch.chdir(tmp_path)
    answer = grants(*words)
    assert answer.code == 2
    assert answer.err.startswith(f"Die Datenbank „{tmp_path / 'keine.sqlite3'}“ gibt es nicht.")
    assert "grants db upgrade" in answer.err
    assert list(tmp_path.iterdir()) == []


def test_upgrade_creates_it_and_does_nothing_the_second_time(grants: Grants, tmp_path: Path):
    first = grants("db", "upgrade")
    assert (first.code, first.out) == (0, "Die Datenbank ist eingerichtet.\n")
    assert (tmp_path / "keine.sqlite3").exists()
    before = dump(sqlite_url(tmp_path / "keine.sqlite3"))
    second = grants("db", "upgrade")
    assert (second.code, second.out) == (0, "Die Datenbank ist schon auf dem neuesten Stand.\n")
    assert dump(sqlite_url(tmp_path / "keine.sqlite3")) == before


def test_upgrade_creates_no_folder_but_its_own(grants: Grants, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("GRANTS_DATABASE_URL", sqlite_url(tmp_path / "fehlt" / "x.sqlite3"))
    answer = grants("db", "upgrade")
    assert answer.code == 2
    assert "kann nicht geöffnet werden" in answer.err
    assert not (tmp_path / "fehlt").exists()
    own = tmp_path / "eigen"
    monkeypatch.setattr(db_command, "INSTANCE", own)
    monkeypatch.setenv("GRANTS_DATABASE_URL", sqlite_url(own / "x.sqlite3"))
    assert grants("db", "upgrade").code == 0
    assert (own / "x.sqlite3").exists()


def test_a_file_that_is_no_database_is_told_and_left_alone(grants: Grants, tmp_path: Path, monkeypatch):
    notes = tmp_path / "notizen.txt"
    notes.write_text("Das ist keine Datenbank, sondern eine lange Notiz. " * 40, encoding="utf-8")
    before = notes.read_bytes()
    monkeypatch.setenv("GRANTS_DATABASE_URL", sqlite_url(notes))
    for words in (("check", "2024"), ("db", "upgrade")):
        answer = grants(*words)
        assert answer.code == 2
        assert answer.err == "Die angegebene Datei ist keine Datenbank. Bitte GRANTS_DATABASE_URL prüfen.\n"
    assert notes.read_bytes() == before


def test_an_empty_file_is_not_set_up_yet(grants: Grants, tmp_path: Path):
    (tmp_path / "keine.sqlite3").touch()
    answer = grants("check", "2024")
    assert answer.code == 2
    assert (
        answer.err == "Die Datenbank ist noch nicht eingerichtet. Bitte einmal ausführen: grants db upgrade\n"
    )


def test_somebody_elses_database_is_not_filled_with_tables(grants: Grants, tmp_path: Path):
    url = sqlite_url(tmp_path / "keine.sqlite3")
    execute(url, "CREATE TABLE kundschaft (name TEXT)")
    answer = grants("db", "upgrade")
    assert answer.code == 2
    assert "enthält schon andere Tabellen (zum Beispiel „kundschaft“)" in answer.err
    assert list(dump(url)) == ["kundschaft"]


@pytest.mark.parametrize("words", [("check", "2024"), ("import", "jahr", MAPPE)])
def test_an_older_database_is_told_how_to_be_brought_up(grants: Grants, datenbank: str, words, monkeypatch):
    # A revision that is known and not the last.
    monkeypatch.setattr("grants.services.datenbank.ScriptDirectory.get_current_head", lambda _: "zukunft")
    before = dump(datenbank)
    answer = grants(*words)
    assert answer.code == 2
    assert answer.err == (
        "Die Datenbank ist auf einem älteren Stand als das Programm. Bitte einmal ausführen: grants db upgrade\n"
    )
    assert dump(datenbank) == before


@pytest.mark.parametrize("words", [("check", "2024"), ("db", "upgrade")])
def test_a_newer_database_is_not_touched(grants: Grants, datenbank: str, words):
    execute(datenbank, "UPDATE alembic_version SET version_num = 'zukunft'")
    answer = grants(*words)
    assert answer.code == 2
    assert "gehört zu einer neueren Fassung des Programms" in answer.err


def test_a_locked_database_is_given_up_after_a_while(grants: Grants, sqlite: str, short_wait: None):
    other = sqlite3.connect(sqlite.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        answer = grants("import", "jahr", MAPPE)
        # Who only reads does not wait for who writes.
        assert grants("log", "verify").code == 0
    finally:
        other.rollback()
        other.close()
    assert answer.code == 2
    assert answer.err.startswith("Die Datenbank wird gerade von einem anderen Vorgang benutzt. Bitte warten")


@pytest.mark.parametrize("datenbank", ["postgresql"], indirect=True)
def test_on_postgresql_nobody_waits_for_ever(grants: Grants, datenbank: str, monkeypatch):
    monkeypatch.setattr("grants.cli.datenbank._SPERRE_POSTGRES", "SET LOCAL lock_timeout = '50ms'")
    # Should the command forget its patience, the test must not wait for ever either.
    monkeypatch.setenv("PGOPTIONS", "-c statement_timeout=30s")
    assert grants("import", "jahr", MAPPE).code == 0
    engine = create_engine(datenbank.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as other:
        other.execute(text("SELECT * FROM foerderjahr FOR UPDATE"))
        answer = grants("import", "jahr", MAPPE)
    engine.dispose()
    assert answer.code == 2
    assert answer.err.startswith("Die Datenbank wird gerade von einem anderen Vorgang benutzt.")


def test_a_server_that_does_not_answer_is_named_without_its_password(grants: Grants, monkeypatch):
    monkeypatch.setenv("GRANTS_DATABASE_URL", "postgresql://amt:sehr-geheim@127.0.0.1:1/grants")
    answer = grants("check", "2024", "--json")
    assert answer.code == 2
    assert answer.err.startswith("Die Datenbank ist nicht erreichbar. Bitte prüfen, ob PostgreSQL läuft")
    assert "geheim" not in answer.err + answer.out


def test_another_kind_of_database_is_refused(grants: Grants, monkeypatch):
    monkeypatch.setenv("GRANTS_DATABASE_URL", "mysql://localhost/grants")
    answer = grants("check", "2024")
    assert answer.code == 2
    assert "muss mit sqlite:/// oder postgresql:// beginnen" in answer.err


def test_a_database_that_cannot_be_written_is_named(grants: Grants, sqlite: str):
    # Root may write anywhere, so the database itself is told to refuse.
    def refuse(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA query_only=ON")

    event.listen(Engine, "connect", refuse)
    try:
        answer = grants("import", "jahr", MAPPE)
    finally:
        event.remove(Engine, "connect", refuse)
    assert answer.code == 2
    assert answer.err.startswith("In die Datenbank kann nicht geschrieben werden.")
