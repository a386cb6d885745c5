"""grants check: every Prüfregel about a year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import click

from grants.cli.datenbank import database, reading
from grants.cli.deutsch import Befehl, Jahreszahl, Option, Tag
from grants.cli.fehler import BEANSTANDET, FERTIG
from grants.cli.lauf import Lauf
from grants.domain.befunde import ERGEBNIS_LABEL, Befunde, Eintrag, Gruppe, group
from grants.domain.kette import Jahr
from grants.domain.money import format_betrag, format_vomhundert
from grants.domain.pruefregeln import condense, pruefe_jahr
from grants.queries import foerderjahre
from grants.queries.kette import load_jahr
from grants.schemas.pruefung import dump_pruefung


@click.command(cls=Befehl)
@click.argument("jahr", type=Jahreszahl(), metavar="JAHR")
@click.option("--programm", cls=Option, default="kinderstark", metavar="NAME", help="Vorgabe: kinderstark.")
@click.option("--am", cls=Option, type=Tag(), help="Prüft den Stand dieses Tages; Vorgabe: heute.")
@click.option("--json", "_json", cls=Option, is_flag=True, help="Gibt ein JSON-Objekt aus.")
@click.pass_obj
def check(lauf: Lauf, *, jahr: int, programm: str, am: date | None, _json: bool) -> int:
    """Prüft ein Förderjahr. Ende mit 1, wenn etwas nicht stimmt oder nicht geprüft werden konnte."""
    with database(lauf), reading() as session:
        foerderjahr = foerderjahre.get(session, programm, jahr)
        loaded = load_jahr(session, foerderjahr, am=am or lauf.einstellungen.today())
    with lauf.step("Das Jahr wird geprüft"):
        ergebnisse = pruefe_jahr(loaded)
    if lauf.json:
        lauf.emit(dump_pruefung(loaded, condense(ergebnisse)))
    else:
        for line in format_pruefung(loaded, group(loaded, ergebnisse)):
            lauf.say(line)
    return BEANSTANDET if any(ergebnis.is_red for ergebnis in ergebnisse) else FERTIG


def format_pruefung(jahr: Jahr, befunde: Befunde) -> Iterator[str]:
    """Yield the lines for people: what does not fit first, each rule with its code, a count at the end."""
    yield f"Förderjahr {jahr.jahr}, Programm {jahr.programm}, Stand {jahr.am:%d.%m.%Y}"
    for gruppe in befunde.laut:
        yield ""
        yield from format_gruppe(gruppe)
    for art, gruppen in befunde.ruhig:
        yield ""
        yield f"{ERGEBNIS_LABEL[art]}:"
        width = max(len(gruppe.code) for gruppe in gruppen)
        for gruppe in gruppen:
            yield f"  {gruppe.code.ljust(width)}  {gruppe.eintraege[0].text}"
    yield ""
    count = len(befunde.laut) + sum(len(gruppen) for _, gruppen in befunde.ruhig)
    yield f"{count} Prüfregeln: {', '.join(words for _, words in befunde.anzahl)}"


def format_gruppe(gruppe: Gruppe) -> Iterator[str]:
    """Yield one rule that has something to say: heading, then each finding with its figures."""
    yield f"{ERGEBNIS_LABEL[gruppe.ergebnis]}: {gruppe.titel} ({gruppe.code})"
    for eintrag in gruppe.eintraege:
        if len(gruppe.eintraege) > 1 or eintrag.wer:
            yield f"  – {eintrag.wer or 'insgesamt'} [{ERGEBNIS_LABEL[eintrag.ergebnis]}]"
        yield f"    {eintrag.text}"
        if figures := format_figures(eintrag):
            yield f"    {figures}"
        if eintrag.vermutung:
            yield f"    Vermutung: {eintrag.vermutung}"
        if eintrag.beheben:
            yield f"    Zu beheben unter: {eintrag.beheben}"


def format_figures(eintrag: Eintrag) -> str:
    """Return `erwartet …, gefunden …, Differenz …`; empty where nothing was compared."""
    if eintrag.erwartet is None or eintrag.gefunden is None or eintrag.differenz is None:
        return ""
    share = eintrag.differenz_vh
    in_vh = f" ({format_vomhundert(share, vorzeichen=True)} v. H.)" if share else ""
    return (
        f"erwartet {format_betrag(eintrag.erwartet)}, gefunden {format_betrag(eintrag.gefunden)}, "
        f"Differenz {format_betrag(eintrag.differenz, vorzeichen=True)}{in_vh}"
    )
