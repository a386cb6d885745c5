"""What a Foerderjahr is decided by, as its page shows it: parameters by question, and where each money goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Antragszeile, Mittelherkunft
from grants.domain.kette import Jahr
from grants.domain.parametergruppen import GRUPPEN, Angabe, Gruppe, angaben
from grants.queries import foerderjahre
from grants.queries.betraege import Zuletzt, load_zuletzt
from grants.queries.kette import load_jahr
from grants.queries.rows import rows


@dataclass(frozen=True, slots=True)
class Stand:
    """Days on which the year came into its states."""

    beantragt_am: date | None
    beschieden_am: date | None
    nachgewiesen_am: date | None
    abgeschlossen_am: date | None


@dataclass(frozen=True, slots=True)
class Angabenseite:
    jahr: Jahr
    stand: Stand
    gruppen: tuple[tuple[Gruppe, tuple[Angabe, ...]], ...]
    zeilen: tuple[tuple[Mittelherkunft, Antragszeile | None], ...]
    zuletzt: Zuletzt | None

    @property
    def offen(self) -> int:
        """How many parameters somebody should look at."""
        return sum(angabe.is_offen for _, each in self.gruppen for angabe in each)

    @property
    def ohne_zeile(self) -> int:
        """How many kinds of money have no line of the Antrag yet."""
        return sum(zeile is None for _, zeile in self.zeilen)


def load_angaben(session: Session, *, programm: str, jahr: int, am: date) -> Angabenseite:
    """Return all parameters of a year, entered or not; raises NotFound."""
    foerderjahr = foerderjahre.get(session, programm, jahr)
    stand = Stand(
        foerderjahr.beantragt_am,
        foerderjahr.beschieden_am,
        foerderjahr.nachgewiesen_am,
        foerderjahr.abgeschlossen_am,
    )
    loaded = load_jahr(session, foerderjahr, am=am, einzelbelege=False)
    return Angabenseite(
        jahr=loaded,
        stand=stand,
        gruppen=tuple((gruppe, angaben(loaded, gruppe)) for gruppe in GRUPPEN),
        zeilen=tuple((herkunft, loaded.parameter.zeile(herkunft)) for herkunft in Mittelherkunft),
        zuletzt=load_zuletzt(session, f"foerderjahr/{programm}/{jahr}"),
    )


def list_programme(session: Session) -> tuple[tuple[str, str], ...]:
    """Return key and newest name of each Programm."""
    p, name = m.Programm, m.ProgrammName
    found: dict[str, str] = {}
    statement = select(p.schluessel, name.name).outerjoin(name).order_by(p.id, name.gueltig_ab)
    for schluessel, text in rows(session, statement):
        found[schluessel] = text or schluessel
    return tuple(found.items())


def next_jahr(session: Session) -> int | None:
    """Return the year after the newest one; None while there is none."""
    newest = max((each.jahr for each in foerderjahre.list_all(session)), default=None)
    return None if newest is None else newest + 1
