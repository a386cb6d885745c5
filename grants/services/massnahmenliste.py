"""Taking over measure lists: one file, one list a year, one transaction."""

from __future__ import annotations

from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.errors import RuleViolation
from grants.domain.importergebnis import Importergebnis
from grants.domain.money import Betrag
from grants.imports.massnahmen_werte import Massnahmenliste
from grants.queries import foerderjahre
from grants.services import ereignisse
from grants.services.liste.jahr import Jahresimport, import_year
from grants.services.liste.register import check_liste, load_register

PROGRAMM = "kinderstark"


def import_liste(
    session: Session,
    listen: tuple[Massnahmenliste, ...],
    *,
    programm: str = PROGRAMM,
    ersetzen: bool = False,
    person: m.Person,
) -> Importergebnis:
    """Take over the lists of a file and record one Ereignis, unless everything is as they say already.

    An unknown year is created. Changed amounts overwrite the draft of the Antrag or, where it was sent, become its
    next version. Maßnahmen that a list does not name stay, with `ersetzen` they leave the draft; either way they
    are told. Raises RuleViolation with every problem and NotFound for an unknown Programm; nothing is written then.
    """
    register = load_register(session, foerderjahre.get_programm(session, programm))
    if violations := [violation for liste in listen for violation in check_liste(register, liste)]:
        raise RuleViolation(violations)
    # The earlier year first: the later one finds its Maßnahmen.
    years = [
        import_year(register, liste, ersetzen=ersetzen)
        for liste in sorted(listen, key=lambda each: each.jahr)
    ]
    session.flush()  # the tally below is told only of what the database took
    if any(year.changed for year in years):
        _record(session, programm, years, person=person)
    rows = sum(len(liste.zeilen) for liste in listen)
    uebernommen = sum(len(year.touched) for year in years)
    return Importergebnis(
        uebernommen=uebernommen,
        unveraendert=rows - uebernommen,
        massnahmen=tuple(each for year in years for each in year.gelesen()),
        summen=tuple(year.summe() for year in years),
        hinweise=tuple(hinweis for year in years for hinweis in year.hinweise),
    )


def _record(session: Session, programm: str, years: list[Jahresimport], *, person: m.Person) -> None:
    single = len(years) == 1
    ereignisse.record(
        session,
        art="massnahmenliste_eingelesen",
        gegenstand=f"foerderjahr/{programm}/{years[0].liste.jahr}" if single else f"programm/{programm}",
        person=person,
        inhalt={
            "datei": years[0].liste.datei,
            "sha256": years[0].liste.sha256,
            "jahre": [_inhalt(year) for year in years],
        },
    )


def _inhalt(year: Jahresimport) -> dict[str, object]:
    kennungen = {
        row.id: massnahme.kennung
        for row, massnahme in zip(year.jahresmassnahmen, year.massnahmen, strict=True)
    }
    changes = year.antrag.betraege if year.antrag else []
    return {
        "jahr": year.liste.jahr,
        "massnahmen": len(year.liste.zeilen),
        "uebernommen": len(year.touched),
        "genannt": _text(year.liste.genannt),
        "gerechnet": _text(year.liste.gerechnet),
        "betraege": [
            # One that left the draft is no longer in the list.
            {"massnahme": kennungen.get(key, ""), "alt": _text(old), "neu": _text(new)}
            for key, old, new in changes
        ],
    }


def _text(betrag: Betrag | None) -> str | None:
    return None if betrag is None else str(betrag)
