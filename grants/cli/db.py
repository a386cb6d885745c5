"""grants db upgrade: create the tables, or bring them to the stand of the program."""

from __future__ import annotations

import click
from alembic import command
from flask import Flask

from grants.cli.datenbank import application
from grants.cli.deutsch import Gruppe
from grants.cli.lauf import Lauf
from grants.cli.sicherung import before_upgrade
from grants.config import INSTANCE, MIGRATIONS
from grants.extensions import db as database
from grants.services.datenbank import check_upgradable, sqlite_file

db = Gruppe(name="db", help="Datenbank anlegen und auf den Stand des Programms bringen.")


@db.command()
@click.pass_obj
def upgrade(lauf: Lauf) -> None:
    """Legt die Datenbank an oder bringt sie auf den Stand des Programms; Daten bleiben erhalten."""
    with application(lauf) as app:
        make_own_folder()
        if check_upgradable(database.engine, MIGRATIONS):
            with lauf.step("Die Datenbank wird gesichert"):
                kept = before_upgrade(lauf.einstellungen.files)
            if kept is not None:
                lauf.say(f"Vorher gesichert: {kept}")
        with lauf.step("Die Datenbank wird eingerichtet"):
            changed = bring_up_to_date(app)
    lauf.say(
        "Die Datenbank ist eingerichtet." if changed else "Die Datenbank ist schon auf dem neuesten Stand."
    )


def make_own_folder() -> None:
    """Make the folder of the database where it is the program's own; any other one is named by a person."""
    file = sqlite_file(str(database.engine.url))
    if file is not None and file.parent == INSTANCE:
        INSTANCE.mkdir(exist_ok=True)


def bring_up_to_date(app: Flask) -> bool:
    """Run what is missing of the migrations; return whether there was anything to do."""
    make_own_folder()
    if not check_upgradable(database.engine, MIGRATIONS):
        return False
    # Not flask_migrate.upgrade(): it prints its own message and ends the process.
    command.upgrade(app.extensions["migrate"].migrate.get_config(), "head")
    return True
