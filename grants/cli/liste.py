"""grants liste: the Maßnahmen of a year with their sums."""

from __future__ import annotations

import click

from grants.cli.datenbank import database, reading
from grants.cli.deutsch import Befehl, Jahreszahl, Option
from grants.cli.lauf import Lauf
from grants.cli.tabelle import betrag_text, render_table
from grants.domain.liste import Listenzeile
from grants.domain.money import Betrag, summe
from grants.queries import foerderjahre
from grants.queries.liste import load_liste
from grants.schemas.liste import ListenzeileSchema

BETRAEGE = ("beantragt", "bewilligt", "zugesagt", "nachgewiesen", "anerkannt", "festgesetzt")


@click.command(cls=Befehl)
@click.argument("jahr", type=Jahreszahl(), metavar="JAHR")
@click.option("--programm", cls=Option, default="kinderstark", metavar="NAME", help="Vorgabe: kinderstark.")
@click.option("--json", "_json", cls=Option, is_flag=True, help="Gibt ein JSON-Objekt aus.")
@click.pass_obj
def liste(lauf: Lauf, *, jahr: int, programm: str, _json: bool) -> None:
    """Zeigt die Maßnahmen eines Jahres mit ihren Summen in Euro."""
    with database(lauf), reading() as session:
        foerderjahr = foerderjahre.get(session, programm, jahr)
        rows = load_liste(session, foerderjahr, am=lauf.einstellungen.today())
    if lauf.json:
        dumped = ListenzeileSchema(many=True).dump(rows)
        lauf.emit({"jahr": jahr, "programm": programm, "massnahmen": dumped})
        return
    lauf.say(format_liste(rows))


def format_liste(rows: tuple[Listenzeile, ...]) -> str:
    """Return the table with a last line of sums; a column without any amount sums to nothing."""
    head = ("Kennung", "Maßnahme", "Träger", *(word.capitalize() for word in BETRAEGE))
    body = [
        (row.kennung, row.name, "; ".join(row.traeger), *(betrag_text(getattr(row, key)) for key in BETRAEGE))
        for row in rows
    ]
    sums = ("Summe", "", "", *(betrag_text(_total(rows, key)) for key in BETRAEGE))
    return render_table(head, body, foot=sums, right=range(3, 9))


def _total(rows: tuple[Listenzeile, ...], key: str) -> Betrag | None:
    known = [amount for row in rows if (amount := getattr(row, key)) is not None]
    return summe(known) if known else None
