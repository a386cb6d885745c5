"""grants erinnern: mails before and after the day a recipient's proof is due, for cron."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

import click
from flask import Flask

from grants.cli.datenbank import database, reading, writing_as
from grants.cli.deutsch import Befehl, Option
from grants.cli.lauf import Lauf
from grants.config import EinstellungFalsch
from grants.domain.begriffe import label
from grants.domain.fristen import format_datum
from grants.queries.uebersicht import load_rahmen
from grants.services.erinnerungen import Erinnert, Umgebung, preview, remind


@click.command(cls=Befehl)
@click.option("--trocken", cls=Option, is_flag=True, help="Zeigt nur, wer erinnert würde, und ändert nichts.")
@click.option("--json", "_json", cls=Option, is_flag=True, help="Gibt ein JSON-Objekt aus.")
@click.pass_obj
def erinnern(lauf: Lauf, *, trocken: bool, _json: bool) -> None:
    """Erinnert Träger und Stellen per E-Mail an fällige Verwendungsnachweise."""
    am = lauf.einstellungen.today()
    with database(lauf) as app:
        if trocken:
            with reading() as session:
                done = preview(session, am=am)
        else:
            adresse = addresses(app, lauf.einstellungen.url)
            with writing_as(lauf) as (session, person):
                rahmen = load_rahmen(session)
                umgebung = Umgebung(rahmen.stelle, rahmen.email, adresse)
                done = remind(session, umgebung, am=am, jetzt=datetime.now(UTC), person=person)
    _report(lauf, done, trocken=trocken)


def addresses(app: Flask, url: str) -> Callable[[int], str]:
    """Return what gives the address of a recipient's page; raises EinstellungFalsch without GRANTS_URL."""
    if not url:
        raise EinstellungFalsch(
            "GRANTS_URL fehlt. Ohne die Adresse der Anwendung führt keine Erinnerung irgendwohin. Bitte "
            "eintragen, zum Beispiel https://foerderkette.stadt.example."
        )

    endpoint = "portal.aufgaben" if "portal.aufgaben" in app.view_functions else "mitteilungen.vorgang"
    parts = urlsplit(url)
    adapter = app.url_map.bind(parts.netloc, script_name=parts.path or "/", url_scheme=parts.scheme)
    return lambda anteil_id: adapter.build(endpoint, {"anteil_id": anteil_id}, force_external=True)


def _report(lauf: Lauf, done: tuple[Erinnert, ...], *, trocken: bool) -> None:
    sent = [each for each in done if each.anzahl]
    silent = [each for each in done if not each.anzahl]
    if lauf.json:
        lauf.emit(
            {
                "trocken": trocken,
                "erinnert": [_as_json(each) for each in sent],
                "ohne_konto": [_as_json(each) for each in silent],
            }
        )
        return
    word = "Zu erinnern" if trocken else "Erinnert"
    lauf.say(f"{word}: {len(sent)}, ohne Konto: {len(silent)}")
    for each in done:
        anteil = each.faellig.anteil
        reached = (
            f"{each.anzahl} Person" + ("en" if each.anzahl > 1 else "")
            if each.anzahl
            else "niemand mit Konto; bitte anders erinnern"
        )
        lauf.say(
            f"  {anteil.traeger}, „{anteil.massnahme}“ {anteil.jahr}, fällig am {format_datum(each.faellig.tag)}: "
            f"{label(each.faellig.vorlage.stufe)} ({reached})"
        )


def _as_json(each: Erinnert) -> dict[str, object]:
    anteil = each.faellig.anteil
    return {
        "anteil_id": anteil.id,
        "traeger": anteil.kuerzel,
        "massnahme": anteil.kennung,
        "jahr": anteil.jahr,
        "stufe": each.faellig.vorlage.stufe.value,
        "frist_bis": each.faellig.tag.isoformat(),
        "personen": each.anzahl,
    }
