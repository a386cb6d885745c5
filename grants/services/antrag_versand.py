"""What happens to an issued Antrag: sent, received by the Land, taken back.

A version that was sent is frozen: another paper sent later belongs to the next version of the Antrag. Nothing is
deleted, taking back is an entry of its own in the log.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.domain.begriffe import FOERDERJAHR_UEBERGAENGE, FoerderjahrStatus
from grants.domain.errors import Conflict, DomainError, RuleViolation, Violation
from grants.models import Antrag, Antragsposition, Dokument, Foerderjahr, Person
from grants.queries import foerderjahre
from grants.queries.antrag import load_akte, subject_of
from grants.services.antrag import load_entwurf, read_version, says_other_amounts
from grants.services.ereignisse import record
from grants.services.papierversand import check_day, check_weg, get_dokument, require_grund

VERSANDT, EINGEGANGEN, ZURUECKGENOMMEN = (
    "antrag_versandt",
    "antrag_eingegangen",
    "antrag_versand_zurueckgenommen",
)


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
) -> Antrag:
    """Record that an issued version was sent to the Land; the year is beantragt from the first time on.

    `version` counts the issued papers, `stand` is the counter of the newest Antrag that the page showed. Raises
    RuleViolation for what does not fit, Conflict where somebody else changed the Antrag.
    """
    foerderjahr = _locked(session, programm, jahr)
    akte = load_akte(session, programm=programm, jahr=jahr)
    antrag = _newest(session, foerderjahr)
    _compare_stand(antrag, stand)
    dokument = get_dokument(session, (each.dokument for each in akte.zu_versenden), version)
    violations = [
        *check_day(
            versandt_am,
            feld="versandt_am",
            am=am,
            frueh=_issued_on(dokument),
            geschah="Der Antrag wurde {am} ausgestellt",
        ),
        *check_weg(weg),
        *_check_amounts(session, dokument, programm=programm, jahr=jahr, am=am),
    ]
    if violations:
        raise RuleViolation(violations)
    if antrag.versandt_am is not None:
        antrag = _next_version(session, antrag)
    antrag.versandt_am, antrag.versandweg, antrag.dokument_id = versandt_am, weg, dokument.id
    before = foerderjahr.status
    if before is FoerderjahrStatus.PLANUNG:
        foerderjahr.status, foerderjahr.beantragt_am = FoerderjahrStatus.BEANTRAGT, versandt_am
    _record(
        session,
        antrag,
        foerderjahr,
        person=person,
        art=VERSANDT,
        inhalt={
            "dokument": dokument.nummer,
            "versandt_am": versandt_am.isoformat(),
            "weg": weg,
            "status": {"alt": before.value, "neu": foerderjahr.status.value},
        },
    )
    return antrag


def record_eingang(
    session: Session,
    *,
    programm: str,
    jahr: int,
    eingegangen_am: date,
    am: date,
    stand: int | None,
    person: Person,
) -> Antrag:
    """Record the day on which the Land received the newest version that was sent; a new entry corrects the day."""
    foerderjahr = _locked(session, programm, jahr)
    antrag = _newest_sent(session, foerderjahr)
    _compare_stand(antrag, stand)
    if violations := check_day(
        eingegangen_am,
        feld="eingegangen_am",
        am=am,
        frueh=antrag.versandt_am,
        geschah="Der Antrag wurde {am} versandt",
    ):
        raise RuleViolation(violations)
    before = antrag.eingegangen_am
    if before == eingegangen_am:
        return antrag
    antrag.eingegangen_am = eingegangen_am
    _record(
        session,
        antrag,
        foerderjahr,
        person=person,
        art=EINGEGANGEN,
        inhalt={"alt": before.isoformat() if before else None, "neu": eingegangen_am.isoformat()},
    )
    return antrag


def take_back_versand(
    session: Session, *, programm: str, jahr: int, grund: str, stand: int | None, person: Person
) -> Antrag:
    """Take back that the newest version was sent, with a reason.

    The year is in Planung again where it was the only version sent. Raises RuleViolation without a reason,
    DomainError once the Land has decided.
    """
    foerderjahr = _locked(session, programm, jahr)
    antrag = _newest_sent(session, foerderjahr)
    _compare_stand(antrag, stand)
    grund = require_grund(grund)
    if foerderjahr.status not in (FoerderjahrStatus.PLANUNG, FoerderjahrStatus.BEANTRAGT):
        raise DomainError(
            f"Das Förderjahr {jahr} ist schon beschieden. Der Versand des Antrags lässt sich nicht mehr zurücknehmen."
        )
    content: dict[str, Any] = {
        "grund": grund,
        "versandt_am": antrag.versandt_am.isoformat() if antrag.versandt_am else None,
        "weg": antrag.versandweg,
        "eingegangen_am": antrag.eingegangen_am.isoformat() if antrag.eingegangen_am else None,
    }
    antrag.versandt_am = antrag.eingegangen_am = antrag.dokument_id = None
    antrag.versandweg = ""
    before = foerderjahr.status
    if _first_sent(session, foerderjahr) is None and _may_return(before):
        foerderjahr.status, foerderjahr.beantragt_am = FoerderjahrStatus.PLANUNG, None
    content["status"] = {"alt": before.value, "neu": foerderjahr.status.value}
    _record(session, antrag, foerderjahr, person=person, art=ZURUECKGENOMMEN, inhalt=content)
    return antrag


def _may_return(status: FoerderjahrStatus) -> bool:
    return FoerderjahrStatus.PLANUNG in FOERDERJAHR_UEBERGAENGE[status]


# -- rows --------------------------------------------------------------------------------------------------


def _locked(session: Session, programm: str, jahr: int) -> Foerderjahr:
    """Return the year, kept for this transaction: two who record at once come one after the other."""
    foerderjahr = foerderjahre.get(session, programm, jahr)
    session.refresh(foerderjahr, with_for_update=True)
    return foerderjahr


def _newest(session: Session, foerderjahr: Foerderjahr) -> Antrag:
    found = session.execute(
        select(Antrag).where(Antrag.foerderjahr_id == foerderjahr.id).order_by(Antrag.version.desc()).limit(1)
    ).scalar_one_or_none()
    if found is None:
        raise DomainError(
            "Zu diesem Jahr gibt es noch keinen Antrag. Bitte tragen Sie zuerst die Beträge ein."
        )
    return found


def _newest_sent(session: Session, foerderjahr: Foerderjahr) -> Antrag:
    found = session.execute(
        select(Antrag)
        .where(Antrag.foerderjahr_id == foerderjahr.id, Antrag.versandt_am.is_not(None))
        .order_by(Antrag.version.desc())
        .limit(1)
    ).scalar_one_or_none()
    if found is None:
        raise Conflict("Der Antrag ist nicht als versandt eingetragen. Bitte laden Sie die Seite neu.")
    return found


def _first_sent(session: Session, foerderjahr: Foerderjahr) -> int | None:
    """Return the lowest version that is still sent."""
    session.flush()  # what was taken back no longer counts
    return session.execute(
        select(Antrag.version)
        .where(Antrag.foerderjahr_id == foerderjahr.id, Antrag.versandt_am.is_not(None))
        .order_by(Antrag.version)
        .limit(1)
    ).scalar_one_or_none()


def _compare_stand(antrag: Antrag, stand: int | None) -> None:
    if antrag.aenderungsstand != stand:
        raise Conflict(
            "Der Antrag wurde inzwischen von jemand anderem bearbeitet. Es wurde nichts eingetragen; bitte prüfen "
            "Sie den neuen Stand und tragen Sie es dann noch einmal ein."
        )


def _issued_on(dokument: Dokument) -> date | None:
    """Return the day that is printed on the paper; None where its values cannot be read any more."""
    daten = read_version(dokument.snapshot)
    return daten.ausgestellt.am if daten and daten.ausgestellt else None


def _next_version(session: Session, sent: Antrag) -> Antrag:
    """Add the next version with the figures of the one that was sent."""
    antrag = Antrag(
        foerderjahr_id=sent.foerderjahr_id,
        version=sent.version + 1,
        betragsart=sent.betragsart,
        genannt=sent.genannt,
        quelle=sent.quelle,
        quelle_datei=sent.quelle_datei,
        quelle_zeile=sent.quelle_zeile,
        stand=sent.stand,
        positionen=[
            Antragsposition(
                jahresmassnahme_id=each.jahresmassnahme_id,
                betrag=each.betrag,
                angabe=each.angabe,
                quelle_zeile=each.quelle_zeile,
            )
            for each in sent.positionen
        ],
    )
    session.add(antrag)
    session.flush()  # the log names its version
    return antrag


# -- what does not fit -------------------------------------------------------------------------------------


def _check_amounts(
    session: Session, dokument: Dokument, *, programm: str, jahr: int, am: date
) -> list[Violation]:
    """Return a Violation where the amounts are no longer those of the paper: what was sent would be told wrongly."""
    entwurf = load_entwurf(session, programm=programm, jahr=jahr, am=am)
    if not says_other_amounts(read_version(dokument.snapshot), entwurf):
        return []
    text = (
        f"Seit Version {dokument.version} ausgestellt wurde, haben sich Beträge geändert. Wurde diese Version schon "
        "versandt, stellen Sie bitte erst ihre Beträge wieder her und tragen den Versand ein; die Änderung wird "
        "danach eine neue Version. Sonst stellen Sie den Antrag bitte neu aus."
    )
    return [Violation("betraege_geaendert", text, "version")]


def _record(
    session: Session,
    antrag: Antrag,
    foerderjahr: Foerderjahr,
    *,
    person: Person,
    art: str,
    inhalt: dict[str, Any],
) -> None:
    record(
        session,
        art=art,
        gegenstand=subject_of(foerderjahr.programm.schluessel, foerderjahr.jahr, antrag.version),
        person=person,
        inhalt=inhalt,
    )
