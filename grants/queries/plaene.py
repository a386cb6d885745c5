"""A recipient's Finanzierungsplan with its versions, what binds it, and last year's to copy from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain import kette
from grants.domain.begriffe import FoerderjahrStatus
from grants.domain.errors import NotFound
from grants.domain.kette import Empfaenger, Finanzierungsplan, Jahr, Massnahme
from grants.domain.planentwurf import find_recipient
from grants.queries import foerderjahre
from grants.queries.betraege import Zuletzt, load_zuletzt
from grants.queries.kette import load_jahr


@dataclass(frozen=True, slots=True)
class Bindung:
    """The newest papers that rest on a plan: versions of the sent Antrag and of the promise, 0 for none."""

    antrag: int
    zusage: int

    @property
    def grund(self) -> str:
        """What the plan is bound to, in words."""
        if self.zusage:
            return "Auf diesem Plan beruht die Zusage an den Empfänger."
        return "Auf diesem Plan beruht der versandte Antrag." if self.antrag else ""


@dataclass(frozen=True, slots=True)
class Plandaten:
    jahr: Jahr
    massnahme: Massnahme
    empfaenger: Empfaenger
    bindung: Bindung
    # Whether a change of the newest version becomes a new one.
    is_gebunden: bool
    # Where last year has a plan of the same recipient for the same Maßnahme.
    vorjahr: Finanzierungsplan | None
    zuletzt: Zuletzt | None

    @property
    def neuester(self) -> Finanzierungsplan | None:
        """The newest version, whether in force or not."""
        return max(self.empfaenger.plaene, key=lambda plan: plan.version, default=None)

    @property
    def naechste_version(self) -> int:
        """The version that saving writes."""
        newest = self.neuester
        if newest is None:
            return 1
        return newest.version + 1 if self.is_gebunden else newest.version

    @property
    def is_offen(self) -> bool:
        """Tell whether the year takes changes."""
        return self.jahr.status is not FoerderjahrStatus.ABGESCHLOSSEN


def bindung_of(jahr: Jahr, empfaenger: Empfaenger) -> Bindung:
    """Return which papers rest on the recipient's plan."""
    sent = (antrag.version for antrag in jahr.antraege if antrag.versandt_am)
    promises = [paper.version for paper in empfaenger.weiterleitungen]
    promises += [paper.version for paper in empfaenger.zuweisungen]
    return Bindung(max(sent, default=0), max(promises, default=0))


def is_bound(row: m.Finanzierungsplan, bindung: Bindung) -> bool:
    """Tell whether a paper came after the version was begun."""
    return bindung.antrag > row.nach_antrag or bindung.zusage > row.nach_zusage


def load_plan(
    session: Session, *, programm: str, jahr: int, kennung: str, kuerzel: str, am: date
) -> Plandaten:
    """Return the recipient's plan in its year; raises NotFound."""
    foerderjahr = foerderjahre.get(session, programm, jahr)
    loaded = load_jahr(session, foerderjahr, am=am, einzelbelege=False)
    found = find_recipient(loaded, kennung, kuerzel)
    if found is None:
        raise NotFound(f"„{kuerzel}“ nimmt {jahr} an der Maßnahme „{kennung}“ nicht teil.")
    massnahme, empfaenger = found
    bindung = bindung_of(loaded, empfaenger)
    newest = newest_row(session, foerderjahr.id, kennung, kuerzel)
    gegenstand = f"foerderjahr/{programm}/{jahr}/plan/{kennung}/{kuerzel}"
    return Plandaten(
        jahr=loaded,
        massnahme=massnahme,
        empfaenger=empfaenger,
        bindung=bindung,
        is_gebunden=newest is not None and is_bound(newest, bindung),
        vorjahr=_last_year(session, foerderjahr, kennung, kuerzel),
        zuletzt=load_zuletzt(session, gegenstand),
    )


def newest_row(
    session: Session, foerderjahr_id: int, kennung: str, kuerzel: str
) -> m.Finanzierungsplan | None:
    """Return the newest version of a recipient's plan as it is stored; None where there is none."""
    p, e, jm = m.Finanzierungsplan, m.Empfaengeranteil, m.Jahresmassnahme
    statement = (
        select(p)
        .join(e, p.empfaengeranteil_id == e.id)
        .join(jm, e.jahresmassnahme_id == jm.id)
        .join(m.Massnahme, jm.massnahme_id == m.Massnahme.id)
        .join(m.Traeger, e.traeger_id == m.Traeger.id)
        .where(
            jm.foerderjahr_id == foerderjahr_id, m.Massnahme.kennung == kennung, m.Traeger.kuerzel == kuerzel
        )
        .order_by(p.version.desc())
        .limit(1)
    )
    return session.scalars(statement).one_or_none()


def _last_year(
    session: Session, foerderjahr: m.Foerderjahr, kennung: str, kuerzel: str
) -> Finanzierungsplan | None:
    before = session.scalars(
        select(m.Foerderjahr.id).where(
            m.Foerderjahr.programm_id == foerderjahr.programm_id, m.Foerderjahr.jahr == foerderjahr.jahr - 1
        )
    ).one_or_none()
    row = newest_row(session, before, kennung, kuerzel) if before is not None else None
    return plan_of(row) if row is not None else None


def plan_of(row: m.Finanzierungsplan) -> Finanzierungsplan:
    """Return a stored version as a value."""
    return Finanzierungsplan(
        row.version,
        row.wirksam_ab,
        tuple(
            kette.Ausgabeposition(p.code, p.bezeichnung, p.art, p.insgesamt, p.zuwendungsfaehig)
            for p in row.positionen
        ),
        tuple(kette.Deckungsmittel(d.herkunft, d.betrag, d.geber) for d in row.deckungsmittel),
        tuple(
            kette.Personalzeile(
                p.position, p.funktion, p.vzae_hundertstel, p.entgeltgruppe, p.monate, p.betrag
            )
            for p in row.personal
        ),
    )
