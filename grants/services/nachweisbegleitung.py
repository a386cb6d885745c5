"""What the office does with a proof that came in, each step told to the recipient where it has to act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from grants.domain.errors import Conflict, RuleViolation, Violation
from grants.domain.mitteilungen import mail_nachforderung, mail_wieder_offen
from grants.models import Person
from grants.queries.anteile import load_anteil
from grants.services import nachweisstand
from grants.services.nachweisstand import Punkt
from grants.services.post import Anlass, tell_recipient
from grants.services.pruefungen import require_unrelated

GEAENDERT = (
    "Diesen Nachweis hat inzwischen jemand anderes bearbeitet. Es wurde nichts überschrieben. Bitte sehen Sie nach, "
    "was jetzt gilt, und tun Sie es noch einmal, wenn es noch nötig ist."
)


@dataclass(frozen=True, slots=True)
class Schritt:
    """Who acts when on which state of the page, and the address that the recipient's mail names."""

    person: Person
    heute: date
    jetzt: datetime
    adresse: str
    # Counter of the proof the page was made from; None: not compared.
    stand: int | None


def confirm_receipt(session: Session, anteil_id: int, *, am: date | None, schritt: Schritt) -> None:
    """Note since when a proof is handed in bindingly; None takes a mistake back. Raises RuleViolation, Conflict."""
    _check_stand(session, anteil_id, schritt)
    if am is not None and am > schritt.heute:
        sentence = "Dieser Tag liegt in der Zukunft. Bitte tragen Sie ein, wann die Unterschrift vorlag."
        raise RuleViolation([Violation("tag_in_zukunft", sentence, feld="am")])
    nachweisstand.mark_binding(session, anteil_id, am=am, person=schritt.person)


def ask_for_more(
    session: Session,
    anteil_id: int,
    *,
    punkte: Sequence[Punkt],
    frist: date | None,
    text: str,
    schritt: Schritt,
) -> None:
    """Ask the recipient for what is missing and tell it by mail; raises RuleViolation, Conflict."""
    _check_stand(session, anteil_id, schritt)
    if frist is None:
        wrong = [
            Violation("frist_fehlt", "Bitte geben Sie an, bis wann der Träger ergänzen soll.", feld="frist")
        ]
        if not any(punkt.text.strip() for punkt in punkte):
            sentence = "Bitte nennen Sie mindestens einen Punkt, den der Träger ergänzen soll."
            wrong.insert(0, Violation("punkt_fehlt", sentence, feld="punkte"))
        raise RuleViolation(wrong)
    request = nachweisstand.ask_for_more(
        session,
        anteil_id,
        punkte=punkte,
        frist=frist,
        text=text,
        heute=schritt.heute,
        jetzt=schritt.jetzt,
        person=schritt.person,
    )
    anteil = load_anteil(session, anteil_id)
    post = mail_nachforderung(
        massnahme=anteil.massnahme, jahr=anteil.jahr, bis=request.frist_bis, adresse=schritt.adresse
    )
    anlass = Anlass("nachforderung", f"nachforderung/{request.id}")
    tell_recipient(
        session, anteil, post, anlass, heute=schritt.heute, jetzt=schritt.jetzt, ohne=schritt.person
    )


def take_back(session: Session, anteil_id: int, *, grund: str, schritt: Schritt) -> None:
    """Give a proof back to its recipient as a draft and tell it by mail; raises RuleViolation, Conflict."""
    _check_stand(session, anteil_id, schritt)
    nachweis = nachweisstand.take_back(session, anteil_id, grund=grund, person=schritt.person)
    anteil = load_anteil(session, anteil_id)
    post = mail_wieder_offen(massnahme=anteil.massnahme, jahr=anteil.jahr, adresse=schritt.adresse)
    session.flush()
    anlass = Anlass("nachweis_offen", f"nachweis_offen/{nachweis.id}/{nachweis.aenderungsstand}")
    tell_recipient(
        session, anteil, post, anlass, heute=schritt.heute, jetzt=schritt.jetzt, ohne=schritt.person
    )


def reopen(session: Session, anteil_id: int, *, grund: str, schritt: Schritt) -> None:
    """Take a checked proof back into the check; raises RuleViolation, Conflict."""
    _check_stand(session, anteil_id, schritt)
    require_unrelated(session, load_anteil(session, anteil_id), heute=schritt.heute, person=schritt.person)
    nachweisstand.reopen(session, anteil_id, grund=grund, heute=schritt.heute, person=schritt.person)


def _check_stand(session: Session, anteil_id: int, schritt: Schritt) -> None:
    found = nachweisstand.find_nachweis(session, anteil_id)
    if schritt.stand is not None and (found is None or found.aenderungsstand != schritt.stand):
        raise Conflict(GEAENDERT)
