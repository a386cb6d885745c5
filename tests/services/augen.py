"""One proof under check with the people who could sign it, and what they are refused with."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

import grants
from grants import models as m
from grants.domain.begriffe import (
    NachweisStatus,
    Pruefantwort,
    Prueftiefe,
    Rolle,
    Zeichnungsart,
)
from grants.domain.errors import DomainError, RuleViolation
from grants.queries.anteile import Anteil, load_anteil
from grants.queries.pruefliste import load_fragen
from grants.services import (
    freigabe,
    pruefantworten,
    pruefungen,
)
from grants.services import zeichnungen as service
from tests.pruefjahr import HEUTE, add_person, anteil_id

JETZT = datetime(2024, 6, 3, 12, tzinfo=UTC)
TAG = timedelta(days=1)
A = "beispiel-a"
FACHLICH, RECHNERISCH, FREIGABE = Zeichnungsart.FACHLICH, Zeichnungsart.RECHNERISCH, Zeichnungsart.FREIGABE
GEWUENSCHT, OEFFNUNG = Zeichnungsart.OEFFNUNG_GEWUENSCHT, Zeichnungsart.OEFFNUNG
GESCHAEFTSSTELLE, FINANZPRUEFUNG = Rolle.GESCHAEFTSSTELLE, Rolle.FINANZPRUEFUNG
# Every refusal names who can act, or what to do first.
WER_STATTDESSEN = re.compile(
    r"Person|Finanzprüfung|Geschäftsstelle|jemand anderen|melden Sie sich|wieder in Prüfung|zuerst",
    re.IGNORECASE,
)


@dataclass
class Lage:
    """One proof under check, kursorisch, with every point answered; three people and one with every Rolle."""

    session: Session
    id: int
    buero: m.Person
    eins: m.Person
    zwei: m.Person
    # Geschäftsstelle and finance in one.
    alles: m.Person

    @property
    def anteil(self) -> Anteil:
        return load_anteil(self.session, self.id)

    @property
    def nachweis(self) -> m.Verwendungsnachweis:
        v = m.Verwendungsnachweis
        return self.session.scalars(select(v).where(v.empfaengeranteil_id == self.id)).one()

    def codes(self, art: Zeichnungsart, person: m.Person, *, heute: date = HEUTE) -> set[str]:
        """Return what lies in the Person alone; each sentence says who can act instead."""
        wer = service.load_zeichnende(self.session, person.id, self.anteil, heute=heute)
        vorgang = service.load_lage(self.session, self.anteil, heute=heute).vorgang
        found = grants.domain.zeichnung.reasons_against_person(art, wer, vorgang)
        for each in found:
            assert WER_STATTDESSEN.search(each.text), each
        return {each.code for each in found}

    def refused(self, act: Callable[[], object]) -> set[str]:
        """Return the codes by which an act is refused; the sentence says who can act instead."""
        found, told = set(), ""
        with self.session.begin_nested() as point:
            try:
                act()
            except RuleViolation as error:
                found, told = {each.code for each in error.violations}, str(error)
            except DomainError as error:
                found, told = {error.code}, str(error)
            point.rollback()
        assert not found or WER_STATTDESSEN.search(told), told
        return found

    def sign(self, art: Zeichnungsart, person: m.Person) -> None:
        pruefungen.sign(self.session, self.id, art, vermerk="", heute=HEUTE, person=person)
        self.session.flush()

    def release(self, person: m.Person) -> None:
        blatt = freigabe.prepare(self.session, self.id, vermerk="", heute=HEUTE, person=person)
        freigabe.release(self.session, self.id, blatt, vermerk="", heute=HEUTE, person=person)
        self.session.flush()

    def both_signed(self) -> None:
        self.sign(FACHLICH, self.buero)
        self.sign(RECHNERISCH, self.eins)

    def released(self) -> None:
        self.both_signed()
        self.release(self.zwei)

    def with_recipient(self, act: Callable[[], object]) -> None:
        """Let somebody write while the proof lies with its recipient."""
        nachweis = self.nachweis
        old, nachweis.status = nachweis.status, NachweisStatus.NACHFORDERUNG
        self.session.flush()
        act()
        nachweis.status = old
        self.session.flush()


def prepare(session: Session) -> Lage:
    found = Lage(
        session,
        anteil_id(session, A),
        add_person(session, "buero", GESCHAEFTSSTELLE),
        add_person(session, "eins", FINANZPRUEFUNG),
        add_person(session, "zwei", FINANZPRUEFUNG),
        add_person(session, "alles", GESCHAEFTSSTELLE, FINANZPRUEFUNG),
    )
    pruefungen.begin(session, found.id, tiefe=Prueftiefe.KURSORISCH, heute=HEUTE, person=found.buero)
    answers = {
        frage.id: pruefantworten.Antwort(Pruefantwort.JA, "", frage.aenderungsstand)
        for frage in load_fragen(session, found.anteil, ())
    }
    pruefantworten.answer(session, found.id, answers, heute=HEUTE, person=found.buero)
    notes = pruefungen.Notizen(Prueftiefe.KURSORISCH, feststellungen="Keine.", folgen="Keine.")
    pruefungen.save_notes(session, found.id, notes, stand=None, heute=HEUTE, person=found.buero)
    return found


def join(session: Session, one: m.Person, other: m.Person) -> None:
    one.zusammengefuehrt_mit_id = other.id
    session.flush()
