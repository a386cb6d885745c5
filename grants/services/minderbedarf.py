"""What becomes of money that was granted and that nobody was promised: the decision on the Rest of a Maßnahme."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.errors import Conflict, NotFound, RuleViolation, Violation
from grants.queries import foerderjahre
from grants.services.ereignisse import record


def decide_rest(
    session: Session,
    *,
    programm: str,
    jahr: int,
    kennung: str,
    entscheidung: str,
    am: date | None,
    stand: int | None,
    person: m.Person,
) -> None:
    """Record what becomes of the Rest of a Maßnahme; an empty text takes the decision back.

    Raises RuleViolation for a decision without its day, NotFound, and Conflict where somebody else was there.
    """
    year = foerderjahre.get(session, programm, jahr)
    row = session.execute(
        select(m.Jahresmassnahme)
        .join(m.Massnahme)
        .where(m.Jahresmassnahme.foerderjahr_id == year.id, m.Massnahme.kennung == kennung)
    ).scalar_one_or_none()
    if row is None:
        raise NotFound("Diese Maßnahme steht nicht in diesem Jahr. Gehen Sie zum Bescheid zurück.")
    if stand is not None and stand != row.aenderungsstand:
        raise Conflict(
            "Diese Maßnahme hat inzwischen jemand anderes bearbeitet. Es wurde nichts überschrieben. Bitte prüfen "
            "Sie, was jetzt gilt, und speichern Sie noch einmal."
        )
    text = entscheidung.strip()
    if text and am is None:
        raise RuleViolation(
            [Violation("tag_fehlt", "Bitte geben Sie an, wann das entschieden wurde.", feld="am")]
        )
    old = {"entscheidung": row.rest_entscheidung, "am": _day(row.rest_entscheidung_am)}
    row.rest_entscheidung, row.rest_entscheidung_am = text, am if text else None
    new = {"entscheidung": row.rest_entscheidung, "am": _day(row.rest_entscheidung_am)}
    if old == new:
        return
    record(
        session,
        art="rest_entschieden" if text else "rest_wieder_offen",
        gegenstand=f"foerderjahr/{programm}/{jahr}/massnahme/{kennung}",
        person=person,
        inhalt={"alt": old, "neu": new},
    )


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
