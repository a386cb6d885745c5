"""Opening a checked proof again: before the Freigabe one Person with a reason, after it two Persons."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import NachweisStatus, Zeichnungsart
from grants.domain.errors import RuleViolation, Violation
from grants.domain.zeichnung import reasons_against
from grants.queries.anteile import load_anteil
from grants.services import nachweisstand
from grants.services.ereignisse import record
from grants.services.nachweisstand import gegenstand, invalidate_pruefungen, lock_nachweis
from grants.services.pruefungen import require_unrelated
from grants.services.ruecknahmen import withdraw_outcome
from grants.services.zeichnungen import add_zeichnung, load_lage, load_zeichnende, refuse_overtaken


def take_up_again(session: Session, anteil_id: int, *, grund: str, heute: date, person: m.Person) -> None:
    """Take a checked proof that is not released back into the check: one Person, with a reason."""
    anteil = load_anteil(session, anteil_id)
    require_unrelated(session, anteil, heute=heute, person=person)
    nachweisstand.reopen(session, anteil_id, grund=grund, heute=heute, person=person)


def ask_to_open(session: Session, anteil_id: int, *, grund: str, heute: date, person: m.Person) -> None:
    """Ask that a released proof be opened again; a second Person has to agree."""
    _open(session, anteil_id, Zeichnungsart.OEFFNUNG_GEWUENSCHT, grund=grund, heute=heute, person=person)


def agree_to_open(session: Session, anteil_id: int, *, heute: date, person: m.Person) -> None:
    """Agree as the second Person: every signature becomes invalid, what was computed from it falls away.

    Letters about the outcome are taken back and stay; after the next Freigabe the Träger is heard again.
    """
    nachweis = _open(session, anteil_id, Zeichnungsart.OEFFNUNG, grund="", heute=heute, person=person)
    anteil = load_anteil(session, anteil_id)
    decided = nachweis.festgesetzt
    old = {
        # Nothing is an outcome, too: 0,00 € was decided.
        "festgesetzt": None if decided is None else str(decided),
        **withdraw_outcome(session, nachweis, anteil, heute=heute),
    }
    grund = "Der freigegebene Nachweis wurde von zwei Personen wieder geöffnet."
    invalidate_pruefungen(session, nachweis, am=heute, grund=grund, person=person)
    nachweis.status = NachweisStatus.IN_PRUEFUNG
    nachweis.geprueft_am = nachweis.freigegeben_am = nachweis.festgesetzt = None
    record(
        session, art="freigabe_aufgehoben", gegenstand=gegenstand(anteil), person=person, inhalt={"alt": old}
    )


def _open(
    session: Session, anteil_id: int, art: Zeichnungsart, *, grund: str, heute: date, person: m.Person
) -> m.Verwendungsnachweis:
    nachweis = lock_nachweis(session, anteil_id)
    anteil = load_anteil(session, anteil_id)
    lage = load_lage(session, anteil, heute=heute)
    refuse_overtaken(art, lage.vorgang)
    wrong = reasons_against(art, load_zeichnende(session, person.id, anteil, heute=heute), lage.vorgang)
    if art is Zeichnungsart.OEFFNUNG_GEWUENSCHT and not grund.strip():
        text = "Bitte schreiben Sie in einem Satz, warum der Nachweis wieder geöffnet werden soll."
        wrong.append(Violation("grund_fehlt", text, "grund"))
    if wrong:
        raise RuleViolation(wrong)
    add_zeichnung(
        session,
        nachweis,
        art,
        zahlen_sha256=lage.zahlen_sha256,
        vermerk=grund,
        tiefe=None,
        heute=heute,
        person=person,
    )
    record(
        session, art=art.value, gegenstand=gegenstand(anteil), person=person, inhalt={"grund": grund.strip()}
    )
    return nachweis
