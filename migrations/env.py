"""Alembic: migrations of the models, on SQLite in batches with foreign keys off while a table is copied."""

from __future__ import annotations

from typing import Literal

from alembic import context
from flask import current_app
from sqlalchemy import BigInteger, Integer

from grants.models.base import BetragType, Moment, VomhundertType

# Migrations import no application code: types of ours are written as what the database holds.
_PLAIN = {BetragType: (BigInteger, "sa.BigInteger()"), VomhundertType: (Integer, "sa.Integer()")}


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Return how a migration spells a type of ours, or False for Alembic's own way."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type":
        for own, (_, text) in _PLAIN.items():
            if isinstance(item, own):
                return text
    return False


def run() -> None:
    """Run the migrations on the engine of the application, or on a connection handed in by a test."""
    migrate = current_app.extensions["migrate"]
    engine = migrate.db.engine
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # DROP TABLE inside a batch would cascade into child rows. The pragma works outside transactions only.
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=migrate.db.metadata,
            render_item=render_item,
            render_as_batch=sqlite,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        if connection.in_transaction():
            connection.commit()
        if sqlite:
            broken = connection.connection.driver_connection.execute("PRAGMA foreign_key_check").fetchall()
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")
            if broken:
                raise RuntimeError(f"foreign keys broken after migration: {broken[:5]}")


run()
