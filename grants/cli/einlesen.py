"""grants import: lists, Jahresmappen and Beleglisten; read first, then written in one short transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import click
from sqlalchemy.orm import Session

from grants.cli.datenbank import database, reading, writing_as
from grants.cli.deutsch import Auswahl, Gruppe, Jahreszahl, Option, Pfad
from grants.cli.lauf import Lauf
from grants.domain.begriffe import Ausgabenart
from grants.domain.importergebnis import Importergebnis, as_json
from grants.domain.money import Zahlen, format_betrag
from grants.imports.belegliste import Einnahmen, read_belegliste
from grants.imports.datei import open_datei
from grants.imports.jahresmappe import parse_jahresmappe
from grants.imports.massnahmenliste import read_massnahmenliste
from grants.models import Person
from grants.queries import foerderjahre
from grants.queries.kette import load_jahr
from grants.services.belegliste import import_belege
from grants.services.jahresmappe import import_mappe
from grants.services.massnahmenliste import import_liste

KINDERSTARK = "kinderstark"

einlesen = Gruppe(name="import", help="Dateien einlesen: alles oder nichts.")

_json = click.option("--json", "_json", cls=Option, is_flag=True, help="Gibt ein JSON-Objekt aus.")
_zahlen = click.option(
    "--zahlen",
    cls=Option,
    type=Auswahl(Zahlen),
    help="Wie Beträge als Text geschrieben sind: 1.234,56 (deutsch, die Vorgabe) oder 1,234.56 (punkt).",
)


@einlesen.command()
@click.argument("datei", type=Pfad(), metavar="DATEI")
@click.option("--programm", cls=Option, default=KINDERSTARK, metavar="NAME", help="Vorgabe: kinderstark.")
@click.option(
    "--jahr", cls=Option, type=Jahreszahl(), help="Das Jahr der Liste; nennt die Datei mehrere, nur dieses."
)
@_zahlen
@click.option(
    "--ersetzen",
    cls=Option,
    is_flag=True,
    help="Was in der Liste nicht mehr steht, kommt aus dem Entwurf heraus.",
)
@_json
@click.pass_obj
def massnahmen(
    lauf: Lauf,
    *,
    datei: Path,
    programm: str,
    jahr: int | None,
    zahlen: str | None,
    ersetzen: bool,
    _json: bool,
) -> None:
    """Liest eine Maßnahmenliste ein (Text, CSV oder XLSX)."""
    lauf.rumpf = as_json(Importergebnis())
    with database(lauf):
        ergebnis = load_massnahmen(
            lauf, datei, programm=programm, jahr=jahr, zahlen=_spelling(zahlen), ersetzen=ersetzen
        )
    show(lauf, ergebnis, "Maßnahmen")


@einlesen.command()
@click.argument("datei", type=Pfad(), metavar="DATEI.xlsx")
@_json
@click.pass_obj
def jahr(lauf: Lauf, *, datei: Path, _json: bool) -> None:
    """Liest eine Jahresmappe ein (XLSX)."""
    lauf.rumpf = as_json(Importergebnis())
    with database(lauf):
        ergebnis = load_mappe(lauf, datei)
    show(lauf, ergebnis, "Zeilen")


@einlesen.command()
@click.argument("datei", type=Pfad(), metavar="DATEI")
@click.option(
    "--massnahme", cls=Option, required=True, metavar="KENNUNG", help="Nötig: wozu die Belege gehören."
)
@click.option("--jahr", cls=Option, type=Jahreszahl(), required=True, help="Nötig: das Förderjahr.")
@click.option("--traeger", cls=Option, metavar="KUERZEL", help="Nötig, wenn die Maßnahme mehrere Träger hat.")
@_zahlen
@click.option(
    "--einnahmen",
    cls=Option,
    type=Auswahl(Einnahmen),
    help="Ob Einnahmen in der Liste mit oder ohne Minus stehen.",
)
@_json
@click.pass_obj
def belege(
    lauf: Lauf,
    *,
    datei: Path,
    massnahme: str,
    jahr: int,
    traeger: str | None,
    zahlen: str | None,
    einnahmen: str | None,
    _json: bool,
) -> None:
    """Liest die Belegliste eines Trägers ein (CSV oder XLSX)."""
    lauf.rumpf = as_json(Importergebnis())
    with database(lauf):
        with reading() as session:
            personal = personal_positions(session, massnahme, jahr, am=lauf.einstellungen.today())
        with lauf.step(f"{datei.name} wird gelesen"):
            gelesen = read_belegliste(
                datei,
                zahlen=_spelling(zahlen),
                einnahmen=Einnahmen(einnahmen) if einnahmen else None,
                personal=personal,
            )
        ergebnis = _write(
            lauf,
            lambda session, person: import_belege(
                session, gelesen, massnahme=massnahme, jahr=jahr, traeger=traeger, person=person
            ),
        )
    show(lauf, ergebnis, "Belege")


def personal_positions(session: Session, massnahme: str, jahr: int, *, am: date) -> frozenset[str]:
    """Return the Ausgabepositionen of payroll in the plans of a Maßnahme: their rows have no invoice.

    Without a plan it is the usual one. Raises NotFound for an unknown year.
    """
    loaded = load_jahr(session, foerderjahre.get(session, KINDERSTARK, jahr), am=am)
    plaene = [
        plan
        for each in loaded.massnahmen
        if each.kennung == massnahme
        for empfaenger in each.empfaenger
        for plan in empfaenger.plaene
    ]
    codes = {p.code for plan in plaene for p in plan.positionen if p.art is Ausgabenart.PERSONAL}
    return frozenset(codes or {"PK"})


# -- what the demo does, too ---------------------------------------------------------------------------------


def load_massnahmen(
    lauf: Lauf,
    datei: Path,
    *,
    programm: str = KINDERSTARK,
    jahr: int | None = None,
    zahlen: Zahlen | None = None,
    ersetzen: bool = False,
) -> Importergebnis:
    """Read a measure list and take it over; raises RuleViolation, and nothing is written then."""
    with lauf.step(f"{datei.name} wird gelesen"):
        listen = read_massnahmenliste(datei, jahr=jahr, zahlen=zahlen)
    return _write(
        lauf,
        lambda session, person: import_liste(
            session, listen, programm=programm, ersetzen=ersetzen, person=person
        ),
    )


def load_mappe(lauf: Lauf, datei: Path) -> Importergebnis:
    """Read a Jahresmappe and take it over; raises RuleViolation, and nothing is written then."""
    with lauf.step(f"{datei.name} wird gelesen"):
        opened = open_datei(datei)
        mappe = parse_jahresmappe(opened)
    return _write(
        lauf,
        lambda session, person: import_mappe(
            session, mappe, datei=opened.name, sha256=opened.sha256, person=person
        ),
    )


def _write(lauf: Lauf, take_over: Callable[[Session, Person], Importergebnis]) -> Importergebnis:
    with lauf.step("Die Angaben werden übernommen"), writing_as(lauf) as (session, person):
        return take_over(session, person)


def _spelling(zahlen: str | None) -> Zahlen | None:
    return Zahlen(zahlen) if zahlen else None


def show(lauf: Lauf, ergebnis: Importergebnis, what: str) -> None:
    """Print what an import did; remarks are messages and go to stderr."""
    if lauf.json:
        lauf.emit(as_json(ergebnis))
    lauf.say(
        f"{what}: {ergebnis.uebernommen} übernommen, {ergebnis.unveraendert} unverändert, "
        f"{ergebnis.uebergangen} übergangen"
    )
    for summe in ergebnis.summen:
        computed = f"{summe.jahr}: Summe {format_betrag(summe.gerechnet)}"
        if summe.genannt is None:
            lauf.say(f"{computed}, in der Datei ist keine Summe angegeben")
        elif summe.genannt == summe.gerechnet:
            lauf.say(f"{computed}, wie angegeben")
        else:
            difference = format_betrag(summe.gerechnet - summe.genannt, vorzeichen=True)
            lauf.say(f"{computed}, angegeben {format_betrag(summe.genannt)}, Differenz {difference}")
    for hinweis in ergebnis.hinweise:
        lauf.note(f"Hinweis: {hinweis}")
