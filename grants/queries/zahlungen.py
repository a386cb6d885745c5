"""Payments of a year as lists and forms need them, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from grants import models as m
from grants.domain.begriffe import Mittelherkunft, TraegerArt, Zahlungsart
from grants.domain.errors import NotFound
from grants.domain.money import Betrag
from grants.domain.zahlungen import Zahlungszeile, labels
from grants.queries.rows import Statement, rows

NICHT_GEFUNDEN = "Diese Zahlung gibt es in diesem Förderjahr nicht. Gehen Sie zur Liste der Zahlungen zurück."


def counts() -> ColumnElement[bool]:
    """Return the condition that a payment was neither taken back nor takes one back; both fall on one day."""
    reverse = aliased(m.Zahlung)
    return m.Zahlung.storno_von_id.is_(None) & ~exists().where(reverse.storno_von_id == m.Zahlung.id)


def list_zahlungen(session: Session, foerderjahr_id: int) -> tuple[Zahlungszeile, ...]:
    """Return every payment of a year, those taken back with the reason."""
    return tuple(_read(session, _statement().where(m.Zahlung.foerderjahr_id == foerderjahr_id)))


def get_zahlung(session: Session, foerderjahr_id: int, zahlung_id: int) -> Zahlungszeile:
    """Return one payment; raises NotFound."""
    z = m.Zahlung
    for found in _read(session, _statement().where(z.foerderjahr_id == foerderjahr_id, z.id == zahlung_id)):
        return found
    raise NotFound(NICHT_GEFUNDEN)


def _statement() -> Statement:
    z, e, j, storno = m.Zahlung, m.Empfaengeranteil, m.Jahresmassnahme, aliased(m.Zahlung)
    return (
        select(
            z.id,
            z.art,
            z.datum,
            z.betrag,
            z.herkunft,
            z.haushaltsjahr,
            z.buchungszeichen,
            z.kontierung,
            z.bemerkung,
            z.aenderungsstand,
            z.empfaengeranteil_id,
            func.coalesce(m.Massnahme.kennung, ""),
            func.coalesce(m.Massnahme.name, ""),
            func.coalesce(m.Traeger.kuerzel, ""),
            func.coalesce(m.Traeger.name, ""),
            func.coalesce(storno.storno_grund, ""),
        )
        .outerjoin(storno, storno.storno_von_id == z.id)
        .outerjoin(e, e.id == z.empfaengeranteil_id)
        .outerjoin(j, j.id == e.jahresmassnahme_id)
        .outerjoin(m.Massnahme, m.Massnahme.id == j.massnahme_id)
        .outerjoin(m.Traeger, m.Traeger.id == e.traeger_id)
        .where(z.storno_von_id.is_(None))
        .order_by(z.datum, z.id)
    )


def _read(session: Session, statement: Statement) -> Iterator[Zahlungszeile]:
    for columns in rows(session, statement):
        yield Zahlungszeile(*columns)


@dataclass(frozen=True, slots=True)
class Zahlungsmerkmal:
    """What a payment is known by where its number is not at hand; `anteil_id` None between city and Land."""

    anteil_id: int | None
    datum: date
    betrag: Betrag
    art: Zahlungsart
    herkunft: Mittelherkunft


def load_nummern(session: Session, foerderjahr_id: int) -> Mapping[Zahlungsmerkmal, int]:
    """Return the ids of a year's payments by what they are known by; of several alike the first."""
    z = m.Zahlung
    statement = (
        select(z.empfaengeranteil_id, z.datum, z.betrag, z.art, z.herkunft, z.id)
        .where(z.foerderjahr_id == foerderjahr_id)
        .order_by(z.id.desc())
    )
    return {Zahlungsmerkmal(*known): key for *known, key in rows(session, statement)}


@dataclass(frozen=True, slots=True)
class Zahlungsempfaenger:
    """A recipient that can be paid: a part of a Maßnahme that no office of the city carries out."""

    anteil_id: int
    kennung: str
    massnahme: str
    kuerzel: str
    traeger: str


def list_empfaenger(session: Session, foerderjahr_id: int) -> tuple[Zahlungsempfaenger, ...]:
    """Return who can be paid in the year, in the order of its list."""
    e, j = m.Empfaengeranteil, m.Jahresmassnahme
    statement = (
        select(e.id, m.Massnahme.kennung, m.Massnahme.name, m.Traeger.kuerzel, m.Traeger.name)
        .join(j, j.id == e.jahresmassnahme_id)
        .join(m.Massnahme, m.Massnahme.id == j.massnahme_id)
        .join(m.Traeger, m.Traeger.id == e.traeger_id)
        .where(j.foerderjahr_id == foerderjahr_id, m.Traeger.art != TraegerArt.STAEDTISCHE_STELLE)
        .order_by(j.reihenfolge, e.reihenfolge, e.id)
    )
    return tuple(Zahlungsempfaenger(*columns) for columns in rows(session, statement))


def list_kontierungen(session: Session) -> tuple[str, ...]:
    """Return the accounting labels that were used before, each once."""
    z = m.Zahlung
    statement = select(z.kontierung).where(z.kontierung != "").distinct().order_by(z.kontierung).limit(200)
    return tuple(dict.fromkeys(labels(text) for (text,) in rows(session, statement)))


@dataclass(frozen=True, slots=True)
class HaushaltIst:
    """What the city's ledger shows for the case, with the day and where it was read."""

    betrag: Betrag | None = None
    am: date | None = None
    quelle: str = ""
    aenderungsstand: int = 0


def load_haushalt_ist(session: Session, foerderjahr_id: int) -> HaushaltIst:
    """Return the ledger Ist of a year, empty where none was entered."""
    n = m.NachweisStadt
    statement = select(n.haushalt_ist, n.haushalt_ist_am, n.haushalt_ist_quelle, n.aenderungsstand).where(
        n.foerderjahr_id == foerderjahr_id
    )
    return next((HaushaltIst(*columns) for columns in rows(session, statement)), HaushaltIst())
