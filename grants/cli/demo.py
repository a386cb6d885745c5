"""grants demo: the example data through the public imports, the documents, and what the checks say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.cli.datenbank import application, reading
from grants.cli.db import bring_up_to_date
from grants.cli.deutsch import Befehl
from grants.cli.dokument import format_ausgabe, write_paper
from grants.cli.einlesen import load_mappe, load_massnahmen
from grants.cli.lauf import Lauf
from grants.config import BEISPIEL, INSTANCE, ROOT
from grants.domain.befunde import ERGEBNIS_LABEL, group
from grants.domain.errors import DomainError, NotFound
from grants.domain.kette import Jahr
from grants.domain.money import format_betrag
from grants.domain.pruefregeln import Ergebnis, pruefe_jahr
from grants.domain.texte import Papier
from grants.models import Stelle
from grants.queries import foerderjahre
from grants.queries.kette import load_jahr
from grants.services.ereignisse import head

DEMO_DATENBANK = INSTANCE / "demo.sqlite3"
# The day on which the example data make sense: the proof of 2023 is checked, 2024 is being carried out.
DEMO_TAG = date(2024, 8, 31)
# Whose papers are written; the other Programm is there for the proofs of its recipients.
PROGRAMM = "kinderstark"
DOKUMENTE = ROOT / "build"
# Findings of one rule that are shown; the rest is a number.
GEZEIGT = 3


class FremdeDaten(DomainError):
    """The database already holds somebody's own work."""

    code = "demo_fremde_daten"


@click.command(cls=Befehl)
@click.pass_obj
def demo(lauf: Lauf) -> None:
    """Liest beispiel/ ein, schreibt die Dokumente nach build/ und zeigt das Ergebnis der Prüfungen."""
    lauf.use_demo(database=DEMO_DATENBANK, am=DEMO_TAG)
    am = lauf.einstellungen.today()
    lauf.say(f"Vorführung mit Beispieldaten, fester Tag {am:%d.%m.%Y}")
    DOKUMENTE.mkdir(exist_ok=True)
    with application(lauf) as app:
        bring_up_to_date(app)
        with reading() as session:
            check_own(session)
        for path in example_files():
            with lauf.step(f"{path.name} wird eingelesen"):
                load_mappe(lauf, path) if path.suffix == ".xlsx" else load_massnahmen(lauf, path)
        with reading() as session:
            years = [load_jahr(session, foerderjahr, am=am) for foerderjahr in foerderjahre.list_all(session)]
        results = {jahr.jahr: pruefe_jahr(jahr) for jahr in years}
        for jahr in years:
            for papier in papers_of(jahr):
                lauf.say(
                    format_ausgabe(
                        write_paper(lauf, papier, DOKUMENTE, programm=jahr.programm, jahr=jahr.jahr)
                    )
                )
    lauf.say()
    for jahr in years:
        lauf.say(format_summe(jahr, results[jahr.jahr]))
    for jahr in years:
        for line in format_rest(jahr, results[jahr.jahr]):
            lauf.say(line)


def check_own(session: Session) -> None:
    """Raise FremdeDaten where the database holds work that is not the demo's."""
    is_example = session.execute(select(Stelle.id).where(Stelle.beispiel).limit(1)).first() is not None
    if head(session).nummer and not is_example:
        raise FremdeDaten(
            "Die Datenbank enthält schon eigene Daten. Bitte GRANTS_DATABASE_URL entfernen (dann nimmt die "
            "Vorführung ihre eigene) oder auf eine leere Datenbank setzen."
        )


def example_files() -> list[Path]:
    """Return the files of beispiel/ in the order in which an office would read them in."""
    # The city's own year first, then one of another Programm whose proofs are still to be written.
    files = [
        each
        for kind in ("jahr-*.xlsx", "massnahmen-*.txt", "offen-*.xlsx")
        for each in sorted(BEISPIEL.glob(kind))
    ]
    if not files:
        raise NotFound(f"Im Ordner „{BEISPIEL}“ liegen keine Beispieldateien. Bitte die Auslieferung prüfen.")
    return files


def papers_of(jahr: Jahr) -> list[Papier]:
    """Return the papers that make sense: nothing is proved before the Land has decided."""
    if jahr.programm != PROGRAMM:
        return []
    return [Papier.ANTRAG, Papier.VERWENDUNGSNACHWEIS] if jahr.bescheid else [Papier.ANTRAG]


def format_summe(jahr: Jahr, ergebnisse: list[Ergebnis]) -> str:
    """Return the check of the Antragssumme in one line."""
    found = next(e for e in ergebnisse if e.code == "summe_antrag")
    if found.erwartet is None or found.gefunden is None or found.differenz is None:
        return f"{jahr.jahr}: {found.text}"
    if not found.differenz:
        return f"{jahr.jahr}: Summe {format_betrag(found.gefunden)}, ok"
    return (
        f"{jahr.jahr}: erwartet {format_betrag(found.erwartet)}, gefunden {format_betrag(found.gefunden)}, "
        f"Differenz {format_betrag(found.differenz, vorzeichen=True)}"
    )


def format_rest(jahr: Jahr, ergebnisse: list[Ergebnis]) -> Iterator[str]:
    """Yield what the other rules have to say."""
    others = [gruppe for gruppe in group(jahr, ergebnisse).laut if gruppe.code != "summe_antrag"]
    if not others:
        return
    yield ""
    yield f"{jahr.jahr}: weitere Befunde"
    for gruppe in others:
        yield f"{ERGEBNIS_LABEL[gruppe.ergebnis]}: {gruppe.titel} ({gruppe.code})"
        for eintrag in gruppe.eintraege[:GEZEIGT]:
            yield f"    {eintrag.text}"
        if (rest := len(gruppe.eintraege) - GEZEIGT) > 0:
            yield f"    … und {rest} weitere"
