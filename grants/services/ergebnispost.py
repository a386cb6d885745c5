"""Who hears of a letter about the outcome, of its taking back and of an answer; in the transaction of the cause."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.dokumente import PAPIERNAMEN
from grants.domain.ergebnispost import (
    mail_anhoerung,
    mail_schlussmitteilung,
    mail_stellungnahme,
    mail_zurueckgenommen,
)
from grants.domain.mitteilungen import Post
from grants.domain.schreiben import ANHOERUNG, SCHLUSSMITTEILUNG
from grants.queries.ablage import Dokumentzeile, list_zum_anteil
from grants.queries.angeschriebene import find_person, list_des_amts
from grants.queries.anteile import Anteil, load_anteil
from grants.services.nachweisbegleitung import Schritt
from grants.services.post import Anlass, queue_all, tell_recipient


def tell_hearing(session: Session, anteil_id: int, *, bis: date, schritt: Schritt) -> int:
    """Tell the recipient that it is heard and until when; return to how many people a mail goes."""
    anteil = load_anteil(session, anteil_id)
    post = mail_anhoerung(massnahme=anteil.massnahme, jahr=anteil.jahr, bis=bis, adresse=schritt.adresse)
    return _tell(session, anteil, post, Anlass(ANHOERUNG, _key(session, anteil, ANHOERUNG)), schritt)


def tell_conclusion(session: Session, anteil_id: int, *, schritt: Schritt) -> int:
    """Tell the recipient that the Schlussmitteilung is there; return to how many people a mail goes."""
    anteil = load_anteil(session, anteil_id)
    post = mail_schlussmitteilung(massnahme=anteil.massnahme, jahr=anteil.jahr, adresse=schritt.adresse)
    anlass = Anlass(SCHLUSSMITTEILUNG, _key(session, anteil, SCHLUSSMITTEILUNG))
    return _tell(session, anteil, post, anlass, schritt)


def tell_taken_back(
    session: Session,
    anteil_id: int,
    arten: Collection[str] = (ANHOERUNG, SCHLUSSMITTEILUNG),
    *,
    schritt: Schritt,
) -> int:
    """Tell the recipient which letters of these kinds no longer hold since today; return how many mails go."""
    anteil, told = load_anteil(session, anteil_id), 0
    for art in arten:
        paper = _newest(session, anteil, art)
        if paper is None or paper.zurueckgenommen_am != schritt.heute:
            continue
        post = mail_zurueckgenommen(
            massnahme=anteil.massnahme,
            jahr=anteil.jahr,
            schreiben=PAPIERNAMEN[art],
            nummer=paper.nummer,
            grund=paper.zurueckgenommen_grund,
            adresse=schritt.adresse,
        )
        # A mail has a key of its own, so that nobody is told twice.
        anlass = Anlass("schreiben_zurueckgenommen", f"schreiben/{paper.id}/zurueckgenommen")
        told += _tell(session, anteil, post, anlass, schritt)
    return told


def tell_answer(session: Session, claim: m.Erstattung, anteil_id: int, *, schritt: Schritt) -> None:
    """Tell who heard the recipient that it answered; the office where that Person has left."""
    session.flush()
    anteil = load_anteil(session, anteil_id)
    letter = _newest(session, anteil, ANHOERUNG)
    heard = find_person(session, session.get_one(m.Dokument, letter.id).person_id) if letter else None
    people = [heard] if heard else list_des_amts(session, am=schritt.heute)
    post = mail_stellungnahme(
        massnahme=anteil.massnahme, jahr=anteil.jahr, traeger=anteil.traeger, adresse=schritt.adresse
    )
    anlass = Anlass("stellungnahme_da", f"stellungnahme/{claim.id}/{claim.aenderungsstand}")
    queue_all(session, people, post, anlass, jetzt=schritt.jetzt)


def _newest(session: Session, anteil: Anteil, art: str) -> Dokumentzeile | None:
    return next((each for each in list_zum_anteil(session, anteil.id) if each.art == art), None)


def _key(session: Session, anteil: Anteil, art: str) -> str:
    """Return what makes the mail about a letter go out once."""
    letter = _newest(session, anteil, art)
    if letter is None:
        raise LookupError(art)
    return f"schreiben/{letter.id}"


def _tell(session: Session, anteil: Anteil, post: Post, anlass: Anlass, schritt: Schritt) -> int:
    return tell_recipient(
        session, anteil, post, anlass, heute=schritt.heute, jetzt=schritt.jetzt, ohne=schritt.person
    )
