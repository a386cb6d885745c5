"""Who hears of a letter about the outcome, of its taking back and of an answer; in the transaction of the cause."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.ergebnispost import (
    mail_anhoerung,
    mail_schlussmitteilung,
    mail_stellungnahme,
    mail_zurueckgenommen,
)
from grants.domain.mitteilungen import Post
from grants.domain.schreiben import ANHOERUNG, SCHLUSSMITTEILUNG
from grants.queries.angeschriebene import find_person, list_des_amts
from grants.queries.anteile import Anteil, load_anteil
from grants.services.nachweisbegleitung import Schritt
from grants.services.post import Anlass, queue_all, tell_recipient

WORTE = {ANHOERUNG: "Anhörung", SCHLUSSMITTEILUNG: "Schlussmitteilung"}


def tell_hearing(session: Session, claim: m.Erstattung, anteil_id: int, *, schritt: Schritt) -> int:
    """Tell the recipient that it is heard and until when; return to how many people a mail goes."""
    anteil = load_anteil(session, anteil_id)
    [paper] = _papers(session, anteil, (ANHOERUNG,), holds=True)[:1]
    if claim.anhoerung_bis is None:
        raise ValueError("a hearing has a last day")
    post = mail_anhoerung(
        massnahme=anteil.massnahme, jahr=anteil.jahr, bis=claim.anhoerung_bis, adresse=schritt.adresse
    )
    return _tell(session, anteil, post, Anlass("anhoerung", f"schreiben/{paper.id}"), schritt)


def tell_conclusion(session: Session, anteil_id: int, *, schritt: Schritt) -> int:
    """Tell the recipient that the Schlussmitteilung is there; return to how many people a mail goes."""
    anteil = load_anteil(session, anteil_id)
    [paper] = _papers(session, anteil, (SCHLUSSMITTEILUNG,), holds=True)[:1]
    post = mail_schlussmitteilung(massnahme=anteil.massnahme, jahr=anteil.jahr, adresse=schritt.adresse)
    return _tell(session, anteil, post, Anlass("schlussmitteilung", f"schreiben/{paper.id}"), schritt)


def tell_taken_back(session: Session, anteil_id: int, arten: Collection[str], *, schritt: Schritt) -> int:
    """Tell the recipient which letters of these kinds no longer hold since today; return how many mails go."""
    anteil, told = load_anteil(session, anteil_id), 0
    newest = [paper for art in arten for paper in _papers(session, anteil, (art,), holds=False)[:1]]
    for paper in newest:
        if paper.zurueckgenommen_am != schritt.heute:
            continue
        post = mail_zurueckgenommen(
            massnahme=anteil.massnahme,
            jahr=anteil.jahr,
            schreiben=WORTE[paper.art.partition("-")[0]],
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
    papers = _papers(session, anteil, (ANHOERUNG,), holds=True)
    heard = find_person(session, papers[0].person_id) if papers else None
    people = [heard] if heard else list_des_amts(session, am=schritt.heute)
    post = mail_stellungnahme(
        massnahme=anteil.massnahme, jahr=anteil.jahr, traeger=anteil.traeger, adresse=schritt.adresse
    )
    anlass = Anlass("stellungnahme_da", f"stellungnahme/{claim.id}/{claim.aenderungsstand}")
    queue_all(session, people, post, anlass, jetzt=schritt.jetzt)


def _papers(session: Session, anteil: Anteil, arten: Collection[str], *, holds: bool) -> list[m.Dokument]:
    """Return the letters of these kinds that hold, or those taken back; the newest first."""
    d = m.Dokument
    statement = (
        select(d)
        .where(
            d.empfaengeranteil_id == anteil.id,
            d.art.in_([f"{art}-{anteil.id}" for art in arten]),
            d.zurueckgenommen_am.is_(None) if holds else d.zurueckgenommen_am.is_not(None),
        )
        .order_by(d.id.desc())
    )
    return list(session.scalars(statement))


def _tell(session: Session, anteil: Anteil, post: Post, anlass: Anlass, schritt: Schritt) -> int:
    return tell_recipient(
        session, anteil, post, anlass, heute=schritt.heute, jetzt=schritt.jetzt, ohne=schritt.person
    )
