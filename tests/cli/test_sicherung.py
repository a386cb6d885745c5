"""The whole installation in one file and back: on both databases, from one to the other, unchanged or not at all."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, func, inspect, select, text
from sqlalchemy.orm import Session

from grants.config import sqlite_url
from grants.extensions import db
from grants.models import Base
from grants.services.ereignisse import record
from grants.services.personen import acting
from tests.cli.conftest import Antwort, Grants
from tests.conftest import database_name, drop_postgres, fresh_postgres, migrated_app
from tests.rows import add_row

TABLES = sorted(Base.registry.metadata.tables)


@pytest.fixture
def postgres(request: pytest.FixtureRequest):
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    names = [database_name(worker, f"sicherung{number}") for number in range(2)]
    yield [fresh_postgres(name) for name in names]
    for name in names:
        drop_postgres(name)


@pytest.fixture
def grants(grants: Grants, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Antwort]:
    """Carry out a call with settings of its own."""

    def call(*words: object, **settings: str) -> Antwort:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        return grants(*words)

    return call


def fill(url: str, files: Path) -> None:
    """Put a row into every table, two Ereignisse into the log and two files beside it."""
    with migrated_app(url).app_context():
        db.engine.dispose()
    engine = engine_of(url)
    with Session(engine) as session:
        for table in TABLES:
            # Made-up papers would not fit the log, nor would what is sent of them.
            if not table.startswith(("ereignis", "dokument", "nachweisversand")):
                add_row(session, table)
        for number in range(2):
            record(session, art="beispiel", gegenstand=f"beispiel/{number}", person=acting(session, None))
        session.commit()
    engine.dispose()
    (files / "ab").mkdir(parents=True)
    (files / "ab" / "eins.pdf").write_bytes(b"%PDF-1.7 Beispiel")
    (files / "zwei.bin").write_bytes(bytes(range(256)))


def engine_of(url: str) -> Engine:
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://"))


def dump(url: str) -> dict[str, Any]:
    engine = engine_of(url)
    found: dict[str, Any] = {}
    with engine.connect() as connection:
        for name, table in Base.registry.metadata.tables.items():
            found[name] = [
                tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))
            ]
    engine.dispose()
    return found


@pytest.mark.parametrize(("source", "target"), [("s", "s"), ("s", "p"), ("p", "s"), ("p", "p")])
def test_every_row_and_file_comes_back_whichever_database_it_was(
    grants: Grants, tmp_path: Path, postgres: list[str], source: str, target: str
):
    urls = {
        "from": sqlite_url(tmp_path / "a.sqlite3") if source == "s" else postgres[0],
        "to": sqlite_url(tmp_path / "b.sqlite3") if target == "s" else postgres[1],
    }
    fill(urls["from"], tmp_path / "alt")
    archive = tmp_path / "sicherung.zip"
    done = grants("sicherung", archive, GRANTS_DATABASE_URL=urls["from"], GRANTS_FILES=str(tmp_path / "alt"))
    assert done.code == 0, done.err
    assert "Stand des Verlaufs: Nr. 2" in done.out
    back = grants(
        "wiederherstellen", archive, GRANTS_DATABASE_URL=urls["to"], GRANTS_FILES=str(tmp_path / "neu")
    )
    assert back.code == 0, back.err
    assert "Der Verlauf ist unverändert: Nr. 2" in back.out
    assert dump(urls["to"]) == dump(urls["from"])
    assert (tmp_path / "neu" / "ab" / "eins.pdf").read_bytes() == b"%PDF-1.7 Beispiel"
    assert (tmp_path / "neu" / "zwei.bin").read_bytes() == bytes(range(256))
    # New rows are numbered after the restored ones.
    engine = engine_of(urls["to"])
    with Session(engine) as session:
        add_row(session, "person")
        session.commit()
        assert session.execute(
            select(func.count()).select_from(Base.registry.metadata.tables["person"])
        ).scalar()
    engine.dispose()


@pytest.fixture
def archive(grants: Grants, tmp_path: Path) -> Path:
    fill(sqlite_url(tmp_path / "a.sqlite3"), tmp_path / "alt")
    target = tmp_path / "sicherung.zip"
    grants(
        "sicherung",
        target,
        GRANTS_DATABASE_URL=sqlite_url(tmp_path / "a.sqlite3"),
        GRANTS_FILES=str(tmp_path / "alt"),
    )
    return target


def restore(grants: Grants, tmp_path: Path, archive: Path, files: str = "neu"):
    return grants(
        "wiederherstellen",
        archive,
        GRANTS_DATABASE_URL=sqlite_url(tmp_path / "b.sqlite3"),
        GRANTS_FILES=str(tmp_path / files),
    )


def rewrite(archive: Path, change) -> None:
    with zipfile.ZipFile(archive) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    change(parts)
    with zipfile.ZipFile(archive, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)


def test_only_an_empty_installation_takes_a_backup(grants: Grants, tmp_path: Path, archive: Path):
    assert restore(grants, tmp_path, archive).code == 0
    again = restore(grants, tmp_path, archive)
    assert again.code == 2
    assert "schon Daten" in again.err


def test_a_folder_with_files_is_not_mixed(grants: Grants, tmp_path: Path, archive: Path):
    answer = restore(grants, tmp_path, archive, files="alt")
    assert answer.code == 2
    assert "liegen schon Dateien" in answer.err
    assert not (tmp_path / "b.sqlite3").exists() or not tables_of(tmp_path / "b.sqlite3")


def tables_of(path: Path) -> list[str]:
    engine = create_engine(sqlite_url(path))
    names = inspect(engine).get_table_names()
    engine.dispose()
    return names


@pytest.mark.parametrize(
    "change",
    [
        lambda parts: parts.update({"tabellen/person.jsonl": parts["tabellen/person.jsonl"] + b"{}\n"}),
        lambda parts: parts.pop("tabellen/person.jsonl"),
        lambda parts: parts.update({"dateien/fremd.txt": b"x"}),
        lambda parts: parts.update({"dateien/zwei.bin": b"anders"}),
        lambda parts: parts.pop("kopf.json"),
    ],
)
def test_a_changed_backup_is_refused_before_anything_is_written(
    grants: Grants, tmp_path: Path, archive: Path, change
):
    rewrite(archive, change)
    answer = restore(grants, tmp_path, archive)
    assert answer.code == 2
    assert "Sicherung" in answer.err
    assert not (tmp_path / "neu").exists()
    assert not (tmp_path / "b.sqlite3").exists() or tables_of(tmp_path / "b.sqlite3") == []


def test_a_name_that_leads_out_of_the_folder_is_refused(grants: Grants, tmp_path: Path, archive: Path):
    def smuggle(parts: dict[str, bytes]) -> None:
        kopf = json.loads(parts["kopf.json"])
        kopf["teile"]["dateien/../../boese.txt"] = kopf["teile"].pop("dateien/zwei.bin")
        parts["dateien/../../boese.txt"] = parts.pop("dateien/zwei.bin")
        parts["kopf.json"] = json.dumps(kopf).encode()

    rewrite(archive, smuggle)
    answer = restore(grants, tmp_path, archive)
    assert answer.code == 2
    assert "unerlaubten Namen" in answer.err
    assert not (tmp_path.parent / "boese.txt").exists()


def test_something_else_is_no_backup(grants: Grants, tmp_path: Path):
    other = tmp_path / "brief.docx"
    other.write_bytes(b"kein Archiv")
    assert "keine Sicherung" in restore(grants, tmp_path, other).err


def test_an_upgrade_backs_up_first_and_an_old_backup_is_brought_to_the_new_stand(
    grants: Grants, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    import flask_migrate  # noqa: PLC0415

    from grants import create_app  # noqa: PLC0415
    from grants.cli import sicherung  # noqa: PLC0415
    from grants.config import Einstellungen  # noqa: PLC0415

    monkeypatch.setattr(sicherung, "SICHERUNGEN", tmp_path / "sicherungen")
    url = sqlite_url(tmp_path / "a.sqlite3")
    app = create_app(Einstellungen(database_url=url, secret_key="only for tests"))
    with app.app_context():
        flask_migrate.upgrade(revision="0001_beginn")
        db.session.execute(text("INSERT INTO person (name, aenderungsstand) VALUES ('Beispiel', 1)"))
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    done = grants("db", "upgrade", GRANTS_DATABASE_URL=url, GRANTS_FILES=str(tmp_path / "leer"))
    assert done.code == 0, done.err
    [kept] = (tmp_path / "sicherungen").iterdir()
    assert str(kept) in done.out
    back = restore(grants, tmp_path, kept)
    assert back.code == 0, back.err
    engine = create_engine(sqlite_url(tmp_path / "b.sqlite3"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT name FROM person")).scalar_one() == "Beispiel"
        assert connection.execute(text("SELECT count(*) FROM konto")).scalar_one() == 0
    engine.dispose()
