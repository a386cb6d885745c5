"""Reminders: how each step reads now, which are due on a day, which went out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import String, cast, func, literal, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.abgabefrist import BEIM_EMPFAENGER, Abgabefrist
from grants.domain.begriffe import Erinnerungsstufe, FoerderjahrStatus, Nachrichtstatus
from grants.domain.erinnerung import NACHFORDERUNG, NACHWEIS, UNTERLAGEN, VORGABEN, Vorlage, due_step
from grants.queries import foerderjahre
from grants.queries.anteile import Anteil, load_anteile
from grants.queries.nachweisliste import list_fristen
from grants.queries.rows import rows
from grants.queries.unterlagen import list_alle_offenen

# Kind of these mails in the outbox.
ART = "erinnerung"
GEZEIGT = 100


@dataclass(frozen=True, slots=True)
class Faellig:
    """A reminder that is due and has not gone out; `unterlagen_id` is the request for papers it is about."""

    anteil: Anteil
    frist: Abgabefrist
    tag: date
    vorlage: Vorlage
    unterlagen_id: int | None = None

    @property
    def was(self) -> str:
        """What is missing, in the words of the mail."""
        if self.unterlagen_id is not None:
            return UNTERLAGEN
        return NACHFORDERUNG if self.frist.nachforderung else NACHWEIS


@dataclass(frozen=True, slots=True)
class Gesendet:
    """A reminder that went into the outbox; `verloren` mails of it did not arrive."""

    anteil_id: int
    stufe: Erinnerungsstufe
    frist_bis: date
    am: datetime
    betreff: str
    anzahl: int
    traeger: str
    massnahme: str
    jahr: int
    verloren: int


def load_vorlagen(session: Session) -> tuple[Vorlage, ...]:
    """Return every step as it is now, in their order."""
    v = m.Erinnerungsvorlage
    statement = select(v.stufe, v.tage, v.betreff, v.text, v.aktiv, v.aenderungsstand)
    changed = {stufe: Vorlage(stufe, *values) for stufe, *values in rows(session, statement)}
    return tuple(changed.get(stufe, VORGABEN[stufe]) for stufe in Erinnerungsstufe)


def list_faellige(session: Session, *, am: date) -> tuple[Faellig, ...]:
    """Return what is due on the day and has not gone out, over all years that are not closed."""
    vorlagen = load_vorlagen(session)
    e = m.Erinnerung
    about = (e.empfaengeranteil_id, e.unterlagenanforderung_id, e.stufe, e.frist_bis)
    sent = {tuple(row) for row in rows(session, select(*about))}
    proofs = tuple(
        Faellig(anteil, frist, frist.tag, step)
        for year in foerderjahre.list_all(session)
        if year.status is not FoerderjahrStatus.ABGESCHLOSSEN
        for anteil, frist in list_fristen(session, year, am=am)
        if frist.tag is not None
        and anteil.status in BEIM_EMPFAENGER
        and (step := due_step(vorlagen, frist.tag, am=am)) is not None
        and (anteil.id, None, step.stufe, frist.tag) not in sent
    )
    waiting = list_alle_offenen(session)
    owners = load_anteile(session, {each.anteil_id for each in waiting})
    papers = tuple(
        Faellig(owners[each.anteil_id], Abgabefrist(each.frist_bis), each.frist_bis, step, each.id)
        for each in waiting
        if (step := due_step(vorlagen, each.frist_bis, am=am)) is not None
        # A short Frist begins after the day of an early step; the request itself has just gone out.
        and step.day(each.frist_bis) > each.am
        and (each.anteil_id, each.id, step.stufe, each.frist_bis) not in sent
    )
    return proofs + papers


def list_gesendete(session: Session) -> Sequence[Gesendet]:
    """Return the reminders that went out, the newest first."""
    e, n = m.Erinnerung, m.Nachricht
    a, j = m.Empfaengeranteil, m.Jahresmassnahme
    # The key of a mail begins with that of its reminder (services.erinnerungen).
    lost = (
        select(func.count())
        .select_from(n)
        .where(
            n.art == ART,
            n.status == Nachrichtstatus.NICHT_ZUGESTELLT,
            n.schluessel.like(literal("erinnerung/") + cast(e.id, String) + literal("/%")),
        )
        .correlate(e)
        .scalar_subquery()
    )
    statement = (
        select(
            a.id,
            e.stufe,
            e.frist_bis,
            e.am,
            e.betreff,
            e.anzahl,
            m.Traeger.name,
            m.Massnahme.name,
            m.Foerderjahr.jahr,
            lost,
        )
        .join(a, e.empfaengeranteil_id == a.id)
        .join(j, a.jahresmassnahme_id == j.id)
        .join(m.Traeger, a.traeger_id == m.Traeger.id)
        .join(m.Massnahme, j.massnahme_id == m.Massnahme.id)
        .join(m.Foerderjahr, j.foerderjahr_id == m.Foerderjahr.id)
        .order_by(e.am.desc(), e.id.desc())
        .limit(GEZEIGT)
    )
    return [Gesendet(*values) for values in rows(session, statement)]
