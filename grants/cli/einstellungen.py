"""grants einstellungen: what is set, from where, and what production would refuse."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import click
from sqlalchemy.engine import make_url

from grants.cli.deutsch import Befehl, Option
from grants.cli.fehler import BEANSTANDET, FERTIG
from grants.cli.lauf import Lauf
from grants.config import SETTINGS, Einstellungen, from_environment
from grants.domain.errors import DomainError
from grants.versand import mailserver
from grants.wsgi_pruefung import check_settings


@dataclass(frozen=True, slots=True)
class Zeile:
    """One setting; `wert` of a secret says only whether there is one."""

    name: str
    wert: str
    herkunft: str
    zweck: str


@click.command(cls=Befehl)
@click.option("--json", "_json", cls=Option, is_flag=True, help="Gibt ein JSON-Objekt aus.")
@click.pass_obj
def einstellungen(lauf: Lauf, *, _json: bool) -> int:
    """Zeigt die Einstellungen ohne Geheimnisse. Ende mit 1, wenn der Betrieb so nicht starten könnte."""
    found = from_environment()
    rows, problems = [_row(found, name) for name in SETTINGS], _problems(found)
    if lauf.json:
        lauf.emit(
            {
                "einstellungen": [
                    {"name": r.name, "wert": r.wert, "herkunft": r.herkunft, "zweck": r.zweck} for r in rows
                ],
                "maengel": problems,
            }
        )
    else:
        for row in rows:
            lauf.say(f"{row.name}: {row.wert} ({row.herkunft})")
        lauf.say()
        for problem in problems:
            lauf.say(f"Zu berichtigen: {problem}")
        if not problems:
            lauf.say("Der Betrieb kann mit diesen Einstellungen starten.")
    return BEANSTANDET if problems else FERTIG


def _row(found: Einstellungen, name: str) -> Zeile:
    setting = SETTINGS[name]
    origin = "Umgebung" if os.environ.get(name) else "Vorgabe"
    value: Any = getattr(found, setting.feld)
    if setting.geheim:
        text = "gesetzt" if value else "nicht gesetzt"
    elif name == "GRANTS_DATABASE_URL":
        text = make_url(found.database_url).render_as_string(hide_password=True)
    elif isinstance(value, bool):
        text = "an" if value else "aus"
    else:
        text = str(value) if value not in (None, "") else "nicht gesetzt"
    return Zeile(name, text, origin, setting.zweck)


def _problems(found: Einstellungen) -> list[str]:
    """Return every reason why production would not start, and what would not work."""
    problems = []
    for check in (check_settings, lambda each: mailserver(each) if each.mail_url else None):
        try:
            check(found)
        except DomainError as error:
            problems.append(str(error))
    if not found.url:
        problems.append(
            "GRANTS_URL fehlt. Ohne die Adresse der Anwendung antwortet sie nur auf diesem Rechner, und Links in "
            "E-Mails führen ins Leere. Bitte zum Beispiel https://foerderkette.stadt.example setzen."
        )
    return problems
