"""Saving how the Maßnahmen of a year go on and when they begin."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.domain.antrag_kennzeichen import Eingabe, Kennzeichen, KennzeichenGeaendert, check_eingabe
from grants.domain.errors import NotFound, RuleViolation
from grants.models import Foerderjahr, Jahresmassnahme, Massnahme, Person
from grants.queries import foerderjahre
from grants.services.ereignisse import record


def save_kennzeichen(
    session: Session, eingaben: Sequence[Eingabe], *, programm: str, jahr: int, person: Person
) -> int:
    """Store what was entered for the Maßnahmen of a year and return how many changed, each with its Ereignis.

    A row that nobody touched is left alone, whatever happened to it since. Raises KennzeichenGeaendert where somebody
    else changed a Maßnahme that is to be changed here, RuleViolation, and NotFound for a Maßnahme of no such year.
    """
    foerderjahr = foerderjahre.get(session, programm, jahr)
    by_kennung = _rows(session, foerderjahr)
    changed = [each for each in eingaben if each.kennzeichen.text != each.gezeigt]
    if unknown := [each.kennung for each in changed if each.kennung not in by_kennung]:
        raise NotFound(
            f"Im Förderjahr {jahr} gibt es „{unknown[0]}“ nicht mehr. Bitte laden Sie die Seite neu."
        )
    if violations := [violation for each in changed for violation in check_eingabe(each)]:
        raise RuleViolation(violations)
    moved = [each.kennung for each in changed if _is_moved(by_kennung[each.kennung], each)]
    if moved:
        raise KennzeichenGeaendert(tuple(moved))
    count = 0
    for each in changed:
        row, new = by_kennung[each.kennung], each.kennzeichen
        if (old := _of(row)) == new:
            continue
        row.fortsetzung, row.beginn = new.fortsetzung, new.beginn
        row.vorzeitiger_beginn_zustimmung_am = new.zustimmung_am
        record(
            session,
            art="kennzeichen_geaendert",
            gegenstand=f"foerderjahr/{programm}/{jahr}/massnahme/{each.kennung}",
            person=person,
            inhalt={"alt": old.worte, "neu": new.worte},
        )
        count += 1
    return count


def _rows(session: Session, foerderjahr: Foerderjahr) -> dict[str, Jahresmassnahme]:
    """Return the Maßnahmen of the year by Kennung, kept for this transaction."""
    statement = (
        select(Massnahme.kennung, Jahresmassnahme)
        .join(Jahresmassnahme, Jahresmassnahme.massnahme_id == Massnahme.id)
        .where(Jahresmassnahme.foerderjahr_id == foerderjahr.id)
        .with_for_update(of=Jahresmassnahme)
    )
    return dict(session.execute(statement).all())


def _of(row: Jahresmassnahme) -> Kennzeichen:
    return Kennzeichen(row.fortsetzung, row.beginn, row.vorzeitiger_beginn_zustimmung_am)


def _is_moved(row: Jahresmassnahme, eingabe: Eingabe) -> bool:
    """Return whether it says something else than the page had shown, and not what is entered now anyway."""
    return _of(row).text not in (eingabe.gezeigt, eingabe.kennzeichen.text)
