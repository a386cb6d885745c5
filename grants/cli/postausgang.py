"""grants postausgang: mails that wait, and the worker that sends them."""

from __future__ import annotations

import time

import click

from grants.cli.datenbank import database, reading
from grants.cli.deutsch import Gruppe, Option
from grants.cli.lauf import Lauf
from grants.domain.begriffe import label
from grants.extensions import db
from grants.queries.postausgang import list_nachrichten
from grants.versand import mailserver, send_due
from grants.web import format_zeitpunkt

postausgang = Gruppe(name="postausgang", help="E-Mails der Anwendung.")

# Seconds between two looks with --dauernd.
_PAUSE = 30


@postausgang.command()
@click.option("--dauernd", cls=Option, is_flag=True, help="Läuft weiter und sieht alle 30 Sekunden nach.")
@click.option("--json", "_json", cls=Option, is_flag=True, help="Gibt ein JSON-Objekt aus.")
@click.pass_obj
def senden(lauf: Lauf, *, dauernd: bool, _json: bool) -> None:
    """Versendet, was fällig ist."""
    server = mailserver(lauf.einstellungen)
    with database(lauf):
        while True:
            done = send_due(db.session, server)
            db.session.remove()
            if lauf.json:
                lauf.emit(
                    {"versandt": done.versandt, "verschoben": done.verschoben, "aufgegeben": done.aufgegeben}
                )
            elif not dauernd or done.versandt or done.verschoben or done.aufgegeben:
                lauf.say(
                    f"Versandt: {done.versandt}, später noch einmal: {done.verschoben}, aufgegeben: {done.aufgegeben}"
                )
            if not dauernd:
                return
            time.sleep(_PAUSE)


@postausgang.command()
@click.option("--json", "_json", cls=Option, is_flag=True, help="Gibt ein JSON-Objekt aus.")
@click.pass_obj
def liste(lauf: Lauf, *, _json: bool) -> None:
    """Zeigt die Nachrichten, die nicht zugestellten zuerst, mit Text zum Weitergeben."""
    with database(lauf), reading() as session:
        found = list_nachrichten(session)
    if lauf.json:
        lauf.emit(
            {
                "nachrichten": [
                    {
                        "id": each.id,
                        "an": each.an,
                        "betreff": each.betreff,
                        "status": each.status.value,
                        "versuche": each.versuche,
                        "fehler": each.fehler,
                        "text": each.text,
                    }
                    for each in found
                ]
            }
        )
        return
    if not found:
        lauf.say("Der Postausgang ist leer.")
    for each in found:
        lauf.say(f"{each.an}: {each.betreff} ({label(each.status)}, {format_zeitpunkt(each.entstanden_am)})")
        if each.text:
            lauf.say("\n".join(f"  {line}" for line in each.text.strip().splitlines()))
