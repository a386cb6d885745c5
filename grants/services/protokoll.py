"""The log as evidence: whether all of it is whole, and the lawful blanking of a payload by two Persons."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.domain.errors import DomainError
from grants.models import Ereignis, EreignisInhalt, Person
from grants.services.ereignisse import Kopf, record
from grants.services.protokoll_dokumente import check_dokumente
from grants.services.protokoll_kette import AUSGESTELLT, GELEERT, Bruch, subject_of, walk
from grants.services.vier_augen import require_two


@dataclass(frozen=True, slots=True)
class Pruefbericht:
    """What was checked, the head to compare with papers and backups, and every Bruch."""

    ereignisse: int
    geleert: int
    dokumente: int
    kopf: Kopf
    brueche: tuple[Bruch, ...]


def verify(session: Session) -> Pruefbericht:
    """Return whether the log and the issued papers are what was written.

    Wants a session that sees one moment (REPEATABLE READ on PostgreSQL), else somebody who writes meanwhile looks
    like a Bruch. That everything was rewritten together it cannot find: that takes an issued paper or a backup.
    """
    kette = walk(session)
    dokumente = check_dokumente(session, kette)
    return Pruefbericht(kette.ereignisse, kette.geleert, dokumente, kette.letztes, tuple(kette.brueche))


class NichtZuLeeren(DomainError):
    """This payload stays."""

    code = "nicht_zu_leeren"


def blank_payload(
    session: Session, ereignis: Ereignis, *, grund: str, person: Person, zweite_person: Person
) -> Ereignis:
    """Empty the payload of an Ereignis and return the Ereignis that records it; the chain stays whole.

    For personal data that must go. Needs two Persons and a reason. Raises ZweitePersonFehlt or NichtZuLeeren.
    """
    require_two(session, person, zweite_person)
    if not grund.strip():
        raise NichtZuLeeren("Bitte den Grund angeben, aus dem der Inhalt geleert wird.")
    if ereignis.art in {GELEERT, AUSGESTELLT}:
        raise NichtZuLeeren(
            f"Ereignis {ereignis.nummer} enthält keine personenbezogenen Daten und wird für die Prüfung des Verlaufs "
            "gebraucht. Es bleibt stehen."
        )
    inhalt = session.execute(
        select(EreignisInhalt).where(EreignisInhalt.ereignis_id == ereignis.id).with_for_update()
    ).scalar_one()
    if inhalt.inhalt is None:
        raise NichtZuLeeren(f"Der Inhalt von Ereignis {ereignis.nummer} ist schon geleert.")
    recorded = record(
        session,
        art=GELEERT,
        gegenstand=subject_of(ereignis.nummer),
        person=person,
        inhalt={"grund": grund.strip(), "zweite_person": zweite_person.id},
    )
    inhalt.inhalt, inhalt.geleert_mit = None, recorded.nummer
    session.flush()  # the two columns may only change together
    return recorded
