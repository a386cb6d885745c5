"""grants log: the Verlauf of all changes."""

from __future__ import annotations

import click

from grants.cli.datenbank import database, reading
from grants.cli.deutsch import Gruppe, Option
from grants.cli.fehler import BEANSTANDET, FERTIG
from grants.cli.lauf import Lauf
from grants.schemas.verlauf import PruefberichtSchema
from grants.services.protokoll import verify as verify_log

log = Gruppe(name="log", help="Verlauf aller Änderungen.")


@log.command()
@click.option("--json", "_json", cls=Option, is_flag=True, help="Gibt ein JSON-Objekt aus.")
@click.pass_obj
def verify(lauf: Lauf, *, _json: bool) -> int:
    """Prüft, ob Verlauf und ausgestellte Dokumente unverändert sind. Ende mit 1, wenn nicht."""
    with database(lauf), reading() as session, lauf.step("Der Verlauf wird geprüft"):
        bericht = verify_log(session)
    if lauf.json:
        lauf.emit(PruefberichtSchema().dump(bericht))
        return BEANSTANDET if bericht.brueche else FERTIG
    counts = (
        f"{bericht.ereignisse} Ereignisse (davon {bericht.geleert} geleert), {bericht.dokumente} Dokumente"
    )
    lauf.say(f"Geprüft: {counts}")
    if bericht.kopf.nummer:
        lauf.say(f"Stand des Verlaufs: Nr. {bericht.kopf.nummer}, {bericht.kopf.hash}")
    for bruch in bericht.brueche:
        lauf.say(f"Abweichung: {bruch.text}")
    if bericht.brueche:
        lauf.say(
            "Der Verlauf ist nicht mehr so, wie er geschrieben wurde. Bitte mit einer Sicherung vergleichen."
        )
        return BEANSTANDET
    lauf.say("Der Verlauf ist unverändert.")
    return FERTIG
