"""Outbox: mails are rows, written with their cause; a worker takes them one by one, tries again, gives up visibly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.domain.begriffe import Nachrichtstatus
from grants.domain.errors import Conflict, NotFound, RuleViolation, Violation
from grants.models import Nachricht, Person
from grants.services.ereignisse import record

# Closes a mail that there is nowhere to answer to.
GRUSS = "\n\nDiese Nachricht kommt aus der Anwendung Förderkette. Bitte antworten Sie nicht darauf.\n"
# Waits between the tries; after the last one the mail is given up.
WARTEZEITEN = tuple(timedelta(minutes=m) for m in (5, 15, 60, 240, 720))
# As long as a worker may take for one mail; after it another one may try.
_GELIEHEN = timedelta(minutes=10)
_ADRESSE = re.compile(r"[^@\s<>\",;]+@[^@\s<>\",;]+")


@dataclass(frozen=True, slots=True)
class Sendung:
    """A mail that a worker has taken."""

    id: int
    an: str
    betreff: str
    text: str


def queue_mail(
    session: Session, *, an: str, betreff: str, text: str, art: str, schluessel: str, jetzt: datetime
) -> Nachricht | None:
    """Put a mail into the outbox, in the transaction of its cause; None where the same one is there already.

    `schluessel` says what it is about, so that it goes out once. Raises RuleViolation for an address or subject
    that could smuggle in another header.
    """
    if not _ADRESSE.fullmatch(an) or "\n" in betreff or "\r" in betreff:
        raise RuleViolation(
            [
                Violation(
                    "adresse_unklar",
                    f"An „{an}“ kann keine E-Mail gehen. Bitte die Adresse prüfen.",
                    feld="email",
                )
            ]
        )
    if session.execute(select(Nachricht.id).where(Nachricht.schluessel == schluessel)).first():
        return None
    mail = Nachricht(
        art=art,
        schluessel=schluessel,
        an=an,
        betreff=betreff,
        text=text,
        entstanden_am=jetzt,
        naechster_versuch=jetzt,
    )
    session.add(mail)
    session.flush()
    return mail


def take(session: Session, *, jetzt: datetime) -> Sendung | None:
    """Take the next mail that is due, for a while: a worker that dies leaves it to the next one."""
    due = (
        select(Nachricht)
        .where(Nachricht.status == Nachrichtstatus.WARTET, Nachricht.naechster_versuch <= jetzt)
        .order_by(Nachricht.naechster_versuch, Nachricht.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    mail = session.execute(due).scalar_one_or_none()
    if mail is None:
        return None
    mail.versuche += 1
    mail.naechster_versuch = jetzt + _GELIEHEN
    return Sendung(mail.id, mail.an, mail.betreff, mail.text)


def note_sent(session: Session, mail_id: int, *, jetzt: datetime) -> None:
    """Note that a mail is out, and blank its text."""
    mail = session.get_one(Nachricht, mail_id)
    mail.status, mail.versandt_am, mail.fehler, mail.text = Nachrichtstatus.VERSANDT, jetzt, "", ""


def note_failure(session: Session, mail_id: int, *, fehler: str, jetzt: datetime, person: Person) -> bool:
    """Note a failed try and return whether it was the last; giving up leaves an Ereignis."""
    mail = session.get_one(Nachricht, mail_id)
    mail.fehler = fehler[:500] or "Unbekannter Fehler"
    if mail.versuche <= len(WARTEZEITEN):
        mail.naechster_versuch = jetzt + WARTEZEITEN[mail.versuche - 1]
        return False
    mail.status = Nachrichtstatus.NICHT_ZUGESTELLT
    _record(session, "nachricht_nicht_zugestellt", mail, person)
    return True


def try_again(session: Session, mail_id: int, *, jetzt: datetime, person: Person) -> None:
    """Send a mail that was given up once more; raises Conflict for any other."""
    mail = _get(session, mail_id)
    if mail.status is not Nachrichtstatus.NICHT_ZUGESTELLT:
        raise Conflict("Diese Nachricht wartet schon auf den Versand oder ist erledigt.")
    mail.status, mail.versuche, mail.naechster_versuch = Nachrichtstatus.WARTET, 0, jetzt
    _record(session, "nachricht_erneut", mail, person)


def settle(session: Session, mail_id: int, *, person: Person) -> None:
    """Note that the person got the text another way; its text is blanked. Raises Conflict for a sent one."""
    mail = _get(session, mail_id)
    if mail.status is Nachrichtstatus.VERSANDT:
        raise Conflict("Diese Nachricht ist schon versandt.")
    mail.status, mail.text = Nachrichtstatus.ERLEDIGT, ""
    _record(session, "nachricht_erledigt", mail, person)


def _get(session: Session, mail_id: int) -> Nachricht:
    mail = session.get(Nachricht, mail_id)
    if mail is None:
        raise NotFound("Diese Nachricht gibt es nicht. Bitte laden Sie die Seite neu.")
    return mail


def _record(session: Session, art: str, mail: Nachricht, person: Person) -> None:
    # Neither text nor address: the log is for good, and the text may open something.
    record(session, art=art, gegenstand=f"nachricht/{mail.id}", person=person, inhalt={"art": mail.art})
