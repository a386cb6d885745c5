"""Migrations are code: they equal the models, go up and down, and lose no row on the way."""

from __future__ import annotations

from collections.abc import Iterator

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import CheckConstraint, inspect, select, text

from grants import create_app
from grants.config import MIGRATIONS, Einstellungen
from grants.extensions import db
from grants.models import Base, Programm
from tests.rows import add_row

BOTH = pytest.mark.parametrize("empty_database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def empty_app(empty_database: str) -> Iterator[Flask]:
    app = create_app(Einstellungen(database_url=empty_database, secret_key="only for tests"))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@BOTH
def test_the_newest_migration_equals_the_models(empty_app: Flask):
    flask_migrate.upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.registry.metadata) == []


@BOTH
def test_the_migrated_tables_carry_every_check_of_the_models_by_name_and_wording(
    empty_app: Flask, tmp_path_factory: pytest.TempPathFactory
):
    """Alembic does not compare CHECKs, so the tables made from the models are compared with the migrated ones."""
    flask_migrate.upgrade()
    migrated = _checks(db.engine)
    with db.engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
        Base.registry.metadata.drop_all(connection)
        Base.registry.metadata.create_all(connection)
    assert migrated == _checks(db.engine)
    assert (
        len(migrated)
        > len(
            [
                c
                for t in Base.registry.metadata.tables.values()
                for c in t.constraints
                if isinstance(c, CheckConstraint)
            ]
        )
        // 2
    )


def _checks(engine: object) -> dict[tuple[str, str], str]:
    inspector = inspect(engine)
    return {
        (table, str(check["name"])): " ".join(str(check["sqltext"]).split())
        for table in inspector.get_table_names()
        for check in inspector.get_check_constraints(table)
    }


def test_there_is_one_newest_migration():
    assert len(ScriptDirectory(str(MIGRATIONS)).get_heads()) == 1


@BOTH
def test_every_step_goes_up_down_and_up_again(empty_app: Flask):
    revisions = [r.revision for r in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]
    for revision in revisions:
        flask_migrate.upgrade(revision=revision)
    flask_migrate.downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    flask_migrate.upgrade()
    assert db.session.scalars(select(Programm.schluessel)).all() == ["kinderstark"]


@BOTH
def test_an_upgrade_over_rows_loses_none(empty_app: Flask):
    """Copying a table on SQLite must not cascade into its children."""
    flask_migrate.upgrade(revision="0001_beginn")
    first = set(inspect(db.engine).get_table_names()) - {"alembic_version", "ereignis_kopf"}
    flask_migrate.upgrade()
    for table in sorted(set(Base.registry.metadata.tables) - {"ereignis_kopf"}):
        add_row(db.session(), table)
    db.session.commit()
    db.session.remove()
    tables = sorted(first)
    before = _counts(tables)
    # Down with rows in every table, then up again over those that the first version knew.
    flask_migrate.downgrade(revision="0001_beginn")
    assert _counts(tables) == before
    flask_migrate.upgrade()
    assert _counts(tables) == before
    assert min(before.values()) >= 1


def _counts(tables: list[str]) -> dict[str, int]:
    with db.engine.connect() as connection:
        return {
            table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608  # own names
            for table in tables
        }
