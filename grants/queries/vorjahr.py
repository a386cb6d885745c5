"""What a year needs to know of others: last year's amounts, and invoices that stand in another year's proof."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from grants import models as m
from grants.domain import kette
from grants.domain.money import Betrag
from grants.queries.nachweise import BELEG_COLUMNS
from grants.queries.personen import follow
from grants.queries.rows import rows


@dataclass(frozen=True, slots=True)
class Vorjahresbetrag:
    """Amount of a Maßnahme in last year's newest Antrag; the id follows Maßnahmen that were merged."""

    massnahme_id: int
    name: str
    betrag: Betrag


def load_vorjahr(session: Session, foerderjahr: m.Foerderjahr) -> tuple[Vorjahresbetrag, ...]:
    """Return the amounts of last year's newest Antrag, in the order of its list."""
    j, massnahme, position, last = m.Jahresmassnahme, m.Massnahme, m.Antragsposition, aliased(m.Foerderjahr)
    newest = (
        select(m.Antrag.id)
        .join(last, m.Antrag.foerderjahr_id == last.id)
        .where(last.programm_id == foerderjahr.programm_id, last.jahr == foerderjahr.jahr - 1)
        .order_by(m.Antrag.version.desc())
        .limit(1)
    )
    statement = (
        select(massnahme.id, massnahme.name, position.betrag)
        .join(j, position.jahresmassnahme_id == j.id)
        .join(massnahme, j.massnahme_id == massnahme.id)
        .where(position.antrag_id == newest.scalar_subquery())
        .order_by(j.reihenfolge, j.id)
    )
    merged = _merged(session, foerderjahr.programm_id)
    return tuple(
        Vorjahresbetrag(merged.get(massnahme_id, massnahme_id), name, betrag)
        for massnahme_id, name, betrag in rows(session, statement)
    )


def _merged(session: Session, programm_id: int) -> Mapping[int, int]:
    massnahme = m.Massnahme
    statement = select(massnahme.id, massnahme.zusammengefuehrt_mit_id).where(
        massnahme.programm_id == programm_id, massnahme.zusammengefuehrt_mit_id.is_not(None)
    )
    return follow(dict(rows(session, statement)))


def load_ausgelaufen(
    session: Session, foerderjahr: m.Foerderjahr, vorjahr: Iterable[Vorjahresbetrag]
) -> tuple[tuple[str, Betrag], ...]:
    """Return name and amount of last year's Maßnahmen that are not in this year."""
    j = m.Jahresmassnahme
    present = set(session.execute(select(j.massnahme_id).where(j.foerderjahr_id == foerderjahr.id)).scalars())
    return tuple((each.name, each.betrag) for each in vorjahr if each.massnahme_id not in present)


def load_fremde_belegteile(session: Session, foerderjahr_id: int) -> tuple[kette.FremderBelegteil, ...]:
    """Return the shares of this year's invoices that stand in the proofs of other years."""
    b, teil, e, j = m.Beleg, m.Belegteil, m.Empfaengeranteil, m.Jahresmassnahme
    own = aliased(m.Beleg)
    keys = select(own.rechnung_schluessel).where(
        own.foerderjahr_id == foerderjahr_id, own.rechnung_schluessel != ""
    )
    statement = (
        select(m.Foerderjahr.jahr, m.Massnahme.kennung, teil.betrag, m.Traeger.kuerzel, *BELEG_COLUMNS)
        .join(b, teil.beleg_id == b.id)
        .join(m.Traeger, b.traeger_id == m.Traeger.id)
        .join(m.Foerderjahr, b.foerderjahr_id == m.Foerderjahr.id)
        .join(e, teil.empfaengeranteil_id == e.id)
        .join(j, e.jahresmassnahme_id == j.id)
        .join(m.Massnahme, j.massnahme_id == m.Massnahme.id)
        .where(b.rechnung_schluessel.in_(keys), b.foerderjahr_id != foerderjahr_id)
        .order_by(m.Foerderjahr.jahr, b.id, teil.id)
    )
    return tuple(
        kette.FremderBelegteil(kette.Beleg(*beleg), jahr, massnahme, betrag)
        for jahr, massnahme, betrag, *beleg in rows(session, statement)
    )
