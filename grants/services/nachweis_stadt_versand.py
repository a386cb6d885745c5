"""What happens to an issued Verwendungsnachweis of the city: sent, received by the Land, taken back.

Nothing is deleted: a Versand that was taken back stays as a row with day and reason.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.domain.begriffe import FOERDERJAHR_FOLGE, FOERDERJAHR_UEBERGAENGE, FoerderjahrStatus
from grants.domain.errors import Conflict, DomainError, RuleViolation
from grants.models import Dokument, Foerderjahr, NachweisStadt, Nachweisversand, Person
from grants.queries.nachweis_stadt import Stadtakte, load_akte, subject_of
from grants.services.ereignisse import record
from grants.services.nachweis_stadt import read_version
from grants.services.nachweis_stadt_zahlen import get_row, lock_year
from grants.services.papierversand import check_day, check_weg, get_dokument, require_grund

VERSANDT, EINGEGANGEN, ZURUECKGENOMMEN = (
    "nachweis_der_stadt_versandt",
    "nachweis_der_stadt_eingegangen",
    "nachweis_der_stadt_versand_zurueckgenommen",
)
_PAPIER = "Der Verwendungsnachweis"
_NACHGEWIESEN = FoerderjahrStatus.NACHGEWIESEN


def record_versand(
    session: Session,
    *,
    programm: str,
    jahr: int,
    version: int,
    versandt_am: date,
    weg: str,
    am: date,
    stand: int | None,
    person: Person,
) -> Nachweisversand:
    """Record that an issued version was sent to the Land; the year is nachgewiesen from the first time on.

    `version` counts the issued papers, `stand` is the counter of the newest Versand that the page showed. Raises
    RuleViolation for what does not fit, DomainError before the Bescheid, Conflict where somebody else was faster.
    """
    foerderjahr = lock_year(session, programm, jahr)
    akte = load_akte(session, programm=programm, jahr=jahr)
    _compare_stand(akte, stand)
    _require_granted(foerderjahr)
    dokument = get_dokument(session, (each.dokument for each in akte.zu_versenden), version)
    if violations := [
        *check_day(
            versandt_am,
            feld="versandt_am",
            am=am,
            frueh=_issued_on(dokument),
            geschah=f"{_PAPIER} wurde {{am}} ausgestellt",
        ),
        *check_weg(weg),
    ]:
        raise RuleViolation(violations)
    owner = get_row(session, foerderjahr)
    if owner is None:
        owner = NachweisStadt(foerderjahr_id=foerderjahr.id)
        session.add(owner)
        session.flush()
    row = Nachweisversand(
        nachweis_stadt_id=owner.id, dokument_id=dokument.id, versandt_am=versandt_am, weg=weg
    )
    session.add(row)
    # The Frist asks for the first time; a later version does not make the proof late.
    owner.eingereicht_am = owner.eingereicht_am or versandt_am
    before = foerderjahr.status
    if before is not _NACHGEWIESEN:
        _advance(foerderjahr)
        foerderjahr.nachgewiesen_am = versandt_am
    content = {"dokument": dokument.nummer, "versandt_am": versandt_am.isoformat(), "weg": weg}
    _record(session, foerderjahr, VERSANDT, content | _status(before, foerderjahr), person=person)
    return row


def record_eingang(
    session: Session,
    *,
    programm: str,
    jahr: int,
    eingegangen_am: date,
    am: date,
    stand: int | None,
    person: Person,
) -> Nachweisversand:
    """Record the day on which the Land received the newest version that was sent; a new entry corrects the day."""
    foerderjahr = lock_year(session, programm, jahr)
    akte = load_akte(session, programm=programm, jahr=jahr)
    row = _newest(session, foerderjahr)
    _compare_stand(akte, stand)
    if row is None:
        raise Conflict(
            "Der Verwendungsnachweis ist nicht als versandt eingetragen. Bitte laden Sie die Seite neu."
        )
    if violations := check_day(
        eingegangen_am,
        feld="eingegangen_am",
        am=am,
        frueh=row.versandt_am,
        geschah=f"{_PAPIER} wurde {{am}} versandt",
    ):
        raise RuleViolation(violations)
    before = row.eingegangen_am
    if before == eingegangen_am:
        return row
    row.eingegangen_am = eingegangen_am
    content = {"alt": before.isoformat() if before else None, "neu": eingegangen_am.isoformat()}
    _record(session, foerderjahr, EINGEGANGEN, content, person=person)
    return row


def take_back_versand(
    session: Session, *, programm: str, jahr: int, grund: str, am: date, stand: int | None, person: Person
) -> None:
    """Take back that the newest version was sent, with a reason; also a day that came in with a Jahresmappe.

    The year is in Durchführung again where nothing else was sent. Raises RuleViolation without a reason, DomainError
    once the year is closed, Conflict where somebody else was faster.
    """
    foerderjahr = lock_year(session, programm, jahr)
    akte = load_akte(session, programm=programm, jahr=jahr)
    _compare_stand(akte, stand)
    row, owner = _newest(session, foerderjahr), get_row(session, foerderjahr)
    if owner is None or (row is None and owner.eingereicht_am is None):
        raise Conflict(
            "Der Verwendungsnachweis ist nicht als versandt eingetragen. Bitte laden Sie die Seite neu."
        )
    grund = require_grund(grund)
    sent = row.versandt_am if row else owner.eingereicht_am
    content: dict[str, Any] = {"grund": grund, "versandt_am": sent.isoformat() if sent else None}
    if row is not None:
        content["weg"] = row.weg
        content["eingegangen_am"] = row.eingegangen_am.isoformat() if row.eingegangen_am else None
        row.zurueckgenommen_am, row.zurueckgenommen_grund = am, grund
    before = foerderjahr.status
    is_last = len(akte.versendungen) <= 1
    if is_last and owner.eingereicht_am == sent:
        owner.eingereicht_am = None
        if before is _NACHGEWIESEN:
            foerderjahr.status, foerderjahr.nachgewiesen_am = FoerderjahrStatus.IN_DURCHFUEHRUNG, None
    _record(session, foerderjahr, ZURUECKGENOMMEN, content | _status(before, foerderjahr), person=person)


# -- state of the year -------------------------------------------------------------------------------------


def _require_granted(foerderjahr: Foerderjahr) -> None:
    order = FOERDERJAHR_FOLGE.index
    if order(foerderjahr.status) < order(FoerderjahrStatus.BESCHIEDEN):
        raise DomainError(
            f"Das Förderjahr {foerderjahr.jahr} ist noch nicht beschieden. Bitte tragen Sie zuerst den Bescheid ein."
        )


def _advance(foerderjahr: Foerderjahr) -> None:
    """Take the year to nachgewiesen, step by step as its transitions allow."""
    while foerderjahr.status is not _NACHGEWIESEN:
        following = FOERDERJAHR_FOLGE[FOERDERJAHR_FOLGE.index(foerderjahr.status) + 1]
        if following not in FOERDERJAHR_UEBERGAENGE[foerderjahr.status]:
            raise AssertionError(f"no way from {foerderjahr.status}")
        foerderjahr.status = following


def _status(before: FoerderjahrStatus, foerderjahr: Foerderjahr) -> dict[str, Any]:
    return {"status": {"alt": before.value, "neu": foerderjahr.status.value}}


# -- rows --------------------------------------------------------------------------------------------------


def _newest(session: Session, foerderjahr: Foerderjahr) -> Nachweisversand | None:
    v = Nachweisversand
    statement = (
        select(v)
        .join(NachweisStadt, v.nachweis_stadt_id == NachweisStadt.id)
        .where(NachweisStadt.foerderjahr_id == foerderjahr.id, v.zurueckgenommen_am.is_(None))
        .order_by(v.id.desc())
        .limit(1)
    )
    return session.execute(statement).scalar_one_or_none()


def _compare_stand(akte: Stadtakte, stand: int | None) -> None:
    if akte.versandstand != stand:
        raise Conflict(
            "Der Versand wurde inzwischen von jemand anderem bearbeitet. Es wurde nichts eingetragen; bitte prüfen "
            "Sie den neuen Stand und tragen Sie es dann noch einmal ein."
        )


def _issued_on(dokument: Dokument) -> date | None:
    """Return the day that is printed on the paper; None where its values cannot be read any more."""
    daten = read_version(dokument.snapshot)
    return daten.ausgestellt.am if daten and daten.ausgestellt else None


def _record(
    session: Session, foerderjahr: Foerderjahr, art: str, inhalt: dict[str, Any], *, person: Person
) -> None:
    subject = subject_of(foerderjahr.programm.schluessel, foerderjahr.jahr)
    record(session, art=art, gegenstand=subject, person=person, inhalt=inhalt)
