"""grants sicherung, grants wiederherstellen: the whole installation in one file, and back into an empty one."""

from __future__ import annotations

import os
import secrets
import shutil
import zipfile
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click
from alembic import command
from alembic.script import ScriptDirectory
from flask import Flask

from grants.cli.dateien import check_targets
from grants.cli.datenbank import application, database
from grants.cli.deutsch import Befehl, Pfad
from grants.cli.fehler import BEANSTANDET, FERTIG
from grants.cli.lauf import Lauf
from grants.config import INSTANCE, MIGRATIONS
from grants.extensions import db
from grants.services import sicherung as service
from grants.services.datenbank import check_known, read_revision
from grants.services.ereignisse import Kopf
from grants.services.protokoll import verify

SICHERUNGEN = INSTANCE / "sicherungen"


@click.command(cls=Befehl)
@click.argument("datei", type=Pfad(), metavar="DATEI")
@click.pass_obj
def sicherung(lauf: Lauf, *, datei: Path) -> None:
    """Schreibt Datenbank, Dateien und den Stand des Verlaufs in eine Datei."""
    check_targets(datei.parent, {datei.name: b""})
    with database(lauf), lauf.step("Die Sicherung wird geschrieben"):
        kopf = write(datei, lauf.einstellungen.files)
    lauf.say(f"Gesichert: {kopf.zeilen} Zeilen, {kopf.dateien} Dateien in {datei}")
    lauf.say(f"Stand des Verlaufs: Nr. {kopf.ereignis_nummer}, {kopf.ereignis_hash}")
    lauf.say(
        "Geheimnisse aus den Einstellungen sind nicht enthalten. Bitte GRANTS_SECRET_KEY getrennt aufbewahren."
    )


def write(target: Path, files: Path) -> service.Sicherungskopf:
    """Write a backup beside its place and move it there when it is whole."""
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}.neu")
    options = {"isolation_level": "REPEATABLE READ"} if db.engine.dialect.name == "postgresql" else {}
    try:
        with (
            db.engine.connect().execution_options(**options) as connection,
            os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file,
        ):
            kopf = service.write_backup(
                connection, files, file, version=version("foerderkette"), jetzt=datetime.now(UTC)
            )
        beside.replace(target)
        return kopf
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def before_upgrade(files: Path) -> Path | None:
    """Back up a database that is about to be changed and return the file; None for a new one."""
    revision = read_revision(db.engine)
    if revision is None:
        return None
    SICHERUNGEN.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = SICHERUNGEN / f"vor-{revision}-{datetime.now(UTC):%Y%m%d-%H%M%S}.zip"
    write(target, files)
    return target


@click.command(cls=Befehl)
@click.argument("datei", type=Pfad(), metavar="DATEI")
@click.pass_obj
def wiederherstellen(lauf: Lauf, *, datei: Path) -> int:
    """Spielt eine Sicherung in eine leere Installation ein und prüft danach den Verlauf."""
    if not zipfile.is_zipfile(datei):
        raise service.SicherungUnbrauchbar(
            f"„{datei}“ ist keine Sicherung. Bitte eine Datei angeben, die mit „grants sicherung“ geschrieben wurde."
        )
    with application(lauf) as app, zipfile.ZipFile(datei) as archive:
        kopf = service.read_head(archive)
        check_known(kopf.stand, ScriptDirectory(str(MIGRATIONS)))
        with lauf.step("Die Sicherung wird geprüft"):
            service.check_parts(archive, kopf)
            with db.engine.connect() as connection:
                service.check_empty(connection, lauf.einstellungen.files)
        with lauf.step("Die Sicherung wird eingespielt"):
            restore(app, archive, kopf, lauf.einstellungen.files)
        bericht = verify(db.session())
        db.session.rollback()
    if kopf.ereignis_nummer and bericht.kopf != Kopf(kopf.ereignis_nummer, kopf.ereignis_hash):
        raise service.SicherungUnbrauchbar(
            "Der Verlauf passt nach dem Einspielen nicht zur Sicherung. Bitte die Datenbank verwerfen und eine "
            "andere Sicherung nehmen."
        )
    lauf.say(f"Eingespielt: {kopf.zeilen} Zeilen, {kopf.dateien} Dateien, gesichert am {kopf.erstellt_am}")
    if bericht.brueche:
        lauf.say(
            "Der Verlauf hat Abweichungen, die schon gesichert wurden. Bitte ansehen mit: grants log verify"
        )
        return BEANSTANDET
    lauf.say(f"Der Verlauf ist unverändert: Nr. {kopf.ereignis_nummer}, {bericht.kopf.hash}")
    return FERTIG


def restore(app: Flask, archive: zipfile.ZipFile, kopf: service.Sicherungskopf, files: Path) -> None:
    """Bring the tables to the stand of the archive, fill them in one transaction, then to that of the program."""
    config = app.extensions["migrate"].migrate.get_config()
    revision = read_revision(db.engine)
    if revision is not None and revision != kopf.stand:
        # Empty, as was checked before.
        command.downgrade(config, "base")
        revision = None
    if revision is None:
        command.upgrade(config, kopf.stand)
    beside = files.with_name(f".{files.name}.{secrets.token_hex(4)}.neu")
    try:
        service.load_files(archive, kopf, beside)
        with db.engine.begin() as connection:
            service.load_rows(connection, archive, kopf)
        if beside.exists():
            if files.exists():
                files.rmdir()
            files.parent.mkdir(parents=True, exist_ok=True)
            beside.replace(files)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    command.upgrade(config, "head")
