"""Termine of all years that are not closed: what the papers demand and what the office keeps itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import FoerderjahrStatus
from grants.domain.errors import NotFound
from grants.domain.kette import Jahr
from grants.domain.termine import EigeneFrist, Termin, build_termine
from grants.queries import foerderjahre
from grants.queries.geprueft import load_summiert
from grants.queries.rows import Grouped, grouped, rows

# Years back from today whose Termine are shown; what is older and still open stands in the checks of its year.
JAHRE_ZURUECK = 3


@dataclass(frozen=True, slots=True)
class Fristdaten:
    """A Frist of the office with everything its page shows."""

    id: int
    programm: str
    jahr: int
    art: str
    bezeichnung: str
    tag: date
    laeuft_ab_am: date
    bestimmter_tag: bool
    verlaengert_bis: date | None
    verlaengert_grund: str
    erledigt_am: date | None
    wiedervorlage_am: date | None
    notiz: str
    entfallen_am: date | None
    entfallen_grund: str
    aenderungsstand: int

    @property
    def offen(self) -> bool:
        return self.erledigt_am is None and self.entfallen_am is None


def load_eigene(session: Session) -> Grouped[EigeneFrist]:
    """Return the office's own Fristen by the id of their year; dropped ones are left out."""
    f, e, jm = m.Frist, m.Empfaengeranteil, m.Jahresmassnahme
    statement = (
        select(
            f.foerderjahr_id,
            f.id,
            m.Foerderjahr.jahr,
            f.bezeichnung,
            f.tag,
            f.laeuft_ab_am,
            f.verlaengert_bis,
            f.wiedervorlage_am,
            f.erledigt_am,
            m.Massnahme.name,
            m.Traeger.kuerzel,
            f.notiz,
        )
        .join(m.Foerderjahr, m.Foerderjahr.id == f.foerderjahr_id)
        .outerjoin(e, e.id == f.empfaengeranteil_id)
        .outerjoin(jm, jm.id == e.jahresmassnahme_id)
        .outerjoin(m.Massnahme, m.Massnahme.id == jm.massnahme_id)
        .outerjoin(m.Traeger, m.Traeger.id == e.traeger_id)
        .where(f.entfallen_am.is_(None))
        .order_by(f.tag, f.id)
    )
    return grouped(
        (
            year,
            EigeneFrist(
                key, jahr, bezeichnung, tag, bis, extended, again, done, massnahme or "", traeger or "", notiz
            ),
        )
        for year, key, jahr, bezeichnung, tag, bis, extended, again, done, massnahme, traeger, notiz in rows(
            session, statement
        )
    )


def list_termine(session: Session, *, am: date, years: Sequence[Jahr] | None = None) -> tuple[Termin, ...]:
    """Return the Termine of the years that are not closed; of `years` alone where they were read already."""
    own = load_eigene(session)
    read = {(year.programm, year.jahr): year for year in years or ()}
    found: list[Termin] = []
    for each in foerderjahre.list_all(session):
        if each.status is FoerderjahrStatus.ABGESCHLOSSEN or each.jahr < am.year - JAHRE_ZURUECK:
            continue
        year = read.get((each.programm.schluessel, each.jahr))
        if year is None and years is None:
            year = load_summiert(session, each, am=am)
        if year is not None:
            found += build_termine(year, own[each.id])
    return tuple(sorted(found, key=lambda t: (t.bis, t.jahr, t.bezeichnung)))


def get_frist(session: Session, frist_id: int) -> Fristdaten:
    """Return one Frist of the office; raises NotFound."""
    f = m.Frist
    statement = (
        select(
            f.id,
            m.Programm.schluessel,
            m.Foerderjahr.jahr,
            f.art,
            f.bezeichnung,
            f.tag,
            f.laeuft_ab_am,
            f.bestimmter_tag,
            f.verlaengert_bis,
            f.verlaengert_grund,
            f.erledigt_am,
            f.wiedervorlage_am,
            f.notiz,
            f.entfallen_am,
            f.entfallen_grund,
            f.aenderungsstand,
        )
        .join(m.Foerderjahr, m.Foerderjahr.id == f.foerderjahr_id)
        .join(m.Programm, m.Programm.id == m.Foerderjahr.programm_id)
        .where(f.id == frist_id)
    )
    for columns in rows(session, statement):
        return Fristdaten(*columns)
    raise NotFound("Diese Frist gibt es nicht. Gehen Sie zur Liste der Fristen.")
