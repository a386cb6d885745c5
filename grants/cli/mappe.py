"""grants vorlage and grants export: the workbooks that go out."""

from __future__ import annotations

from pathlib import Path

import click

from grants.cli.dateien import check_targets, write_file
from grants.cli.datenbank import database, reading
from grants.cli.deutsch import Gruppe, Jahreszahl, Option, Pfad
from grants.cli.lauf import Lauf
from grants.domain.mappe import Jahresmappe
from grants.queries import foerderjahre
from grants.queries.mappe import load_mappe
from grants.services.belegvorlage import belegvorlage
from reports.jahresmappe import jahresmappe_bytes

_out = click.option(
    "--out",
    cls=Option,
    type=Pfad(),
    required=True,
    metavar="DATEI.xlsx",
    help="Nötig: wohin geschrieben wird.",
)

vorlage = Gruppe(name="vorlage", help="Leere Arbeitsmappen zum Ausfüllen schreiben.")
export = Gruppe(name="export", help="Daten als Arbeitsmappe schreiben.")


@vorlage.command("jahr")
@_out
@click.pass_obj
def vorlage_jahr(lauf: Lauf, out: Path) -> None:
    """Schreibt die leere Jahresmappe."""
    _save(lauf, out, jahresmappe_bytes(Jahresmappe()))


@vorlage.command("belege")
@_out
@click.pass_obj
def vorlage_belege(lauf: Lauf, out: Path) -> None:
    """Schreibt die leere Belegliste für Träger."""
    _save(lauf, out, belegvorlage())


@export.command("jahr")
@click.argument("jahr", type=Jahreszahl(), metavar="JAHR")
@click.option("--programm", cls=Option, default="kinderstark", metavar="NAME", help="Vorgabe: kinderstark.")
@_out
@click.pass_obj
def export_jahr(lauf: Lauf, *, jahr: int, programm: str, out: Path) -> None:
    """Schreibt ein Förderjahr als Jahresmappe; eingelesen ergibt sie dasselbe Jahr."""
    check_targets(out.parent, [out.name])
    with database(lauf), reading() as session:
        mappe = load_mappe(session, foerderjahre.get(session, programm, jahr))
    with lauf.step("Die Mappe wird geschrieben"):
        content = jahresmappe_bytes(mappe)
    _save(lauf, out, content)


def _save(lauf: Lauf, out: Path, content: bytes) -> None:
    write_file(out, content)
    lauf.say(f"Geschrieben: {out}")
