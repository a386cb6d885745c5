"""Zugelassene Abweichungen with the names of who decided, and how each stands to the figures of the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from grants import models as m
from grants.domain.abweichungen import Abweichungsstand, Bindung, Lage, lage
from grants.domain.befunde import TITEL, names_of
from grants.domain.errors import NotFound
from grants.domain.kette import Jahr
from grants.domain.money import Betrag
from grants.domain.pruefregeln import REGISTER, Bezug, Ergebnis
from grants.queries import foerderjahre
from grants.queries.geprueft import load_geprueft
from grants.queries.personen import load_zusammengefuehrt
from grants.queries.rows import Statement, rows


@dataclass(frozen=True, slots=True)
class Schritt:
    """What somebody did about a waiver."""

    wort: str
    wer: str
    am: date
    text: str = ""


@dataclass(frozen=True, slots=True)
class Abweichungszeile:
    """A waiver as pages show it; `titel` is that of its rule, `wer` the names of its subject."""

    id: int
    programm: str
    jahr: int
    bindung: Bindung
    titel: str
    satz: str
    wer: str
    grund: str
    verlauf: tuple[Schritt, ...]
    lage: Lage
    aenderungsstand: int
    # After joining; agreeing is for somebody else.
    begruendet_von_id: int
    zugestimmt: bool
    entschieden: bool

    @property
    def wartet(self) -> bool:
        return not (self.zugestimmt or self.entschieden)


@dataclass(frozen=True, slots=True)
class Wartet:
    """A waiver that waits for a second Person."""

    id: int
    programm: str
    jahr: int
    titel: str
    differenz: Betrag
    begruendet_von: str
    begruendet_am: date


def list_abweichungen(
    session: Session, *, programm: str, jahr: int, am: date
) -> tuple[Abweichungszeile, ...]:
    """Return the waivers of a year, those that need somebody first."""
    foerderjahr = foerderjahre.get(session, programm, jahr)
    geprueft = load_geprueft(session, foerderjahr, am=am)
    found = zeilen_of(session, foerderjahr.id, geprueft.jahr, geprueft.ergebnisse)
    order = list(Abweichungsstand)
    return tuple(sorted(found, key=lambda each: (order.index(each.lage.stand), -each.id)))


def get_abweichung(session: Session, abweichung_id: int, *, am: date) -> Abweichungszeile:
    """Return one waiver; raises NotFound."""
    row = session.get(m.ZugelasseneAbweichung, abweichung_id)
    if row is None:
        raise NotFound("Diese Abweichung gibt es nicht. Gehen Sie zur Prüfung der Summen.")
    foerderjahr = session.get_one(m.Foerderjahr, row.foerderjahr_id)
    geprueft = load_geprueft(session, foerderjahr, am=am)
    found = zeilen_of(session, foerderjahr.id, geprueft.jahr, geprueft.ergebnisse)
    return next(each for each in found if each.id == abweichung_id)


def zeilen_of(
    session: Session, foerderjahr_id: int, jahr: Jahr, ergebnisse: Sequence[Ergebnis]
) -> list[Abweichungszeile]:
    """Return the waivers of a year held against its results, with one statement for all."""
    joined = load_zusammengefuehrt(session)
    name = names_of(jahr)
    return [
        _zeile(row, names, jahr, ergebnisse, joined=joined, wer=name(_bezug(row)))
        for row, *names in rows(session, _with_names(foerderjahr_id))
    ]


def _with_names(foerderjahr_id: int) -> Statement:
    a = m.ZugelasseneAbweichung
    author, second, refuser, taker = (aliased(m.Person) for _ in range(4))
    return (
        select(a, author.name, second.name, refuser.name, taker.name)
        .join(author, a.begruendet_von_id == author.id)
        .outerjoin(second, a.zugestimmt_von_id == second.id)
        .outerjoin(refuser, a.abgelehnt_von_id == refuser.id)
        .outerjoin(taker, a.zurueckgenommen_von_id == taker.id)
        .where(a.foerderjahr_id == foerderjahr_id)
        .order_by(a.id)
    )


def _bezug(row: m.ZugelasseneAbweichung) -> Bezug:
    return Bezug(row.massnahme, row.traeger, row.beleg)


def _zeile(
    row: m.ZugelasseneAbweichung,
    names: Sequence[str | None],
    jahr: Jahr,
    ergebnisse: Sequence[Ergebnis],
    *,
    joined: Mapping[int, int],
    wer: str,
) -> Abweichungszeile:
    bindung = Bindung(row.code, _bezug(row), row.differenz)
    author = joined.get(row.begruendet_von_id, row.begruendet_von_id)
    second = row.zugestimmt_von_id
    decided = bool(row.abgelehnt_am or row.zurueckgenommen_am)
    return Abweichungszeile(
        row.id,
        jahr.programm,
        jahr.jahr,
        bindung,
        TITEL.get(row.code, row.code),
        REGISTER[row.code].satz if row.code in REGISTER else "",
        wer,
        row.grund,
        tuple(_verlauf(row, names)),
        lage(
            bindung,
            ergebnisse,
            begruendet_von=author,
            zugestimmt_von=None if second is None else joined.get(second, second),
            abgelehnt=row.abgelehnt_am is not None,
            zurueckgenommen=row.zurueckgenommen_am is not None,
        ),
        row.aenderungsstand,
        author,
        zugestimmt=row.zugestimmt_am is not None,
        entschieden=decided,
    )


def _verlauf(row: m.ZugelasseneAbweichung, names: Sequence[str | None]) -> list[Schritt]:
    author, second, refuser, taker = (name or "" for name in names)
    steps = [Schritt("begründet", author, row.begruendet_am, row.grund)]
    if row.zugestimmt_am:
        steps.append(Schritt("zugestimmt", second, row.zugestimmt_am))
    if row.abgelehnt_am:
        steps.append(Schritt("abgelehnt", refuser, row.abgelehnt_am, row.abgelehnt_grund))
    if row.zurueckgenommen_am:
        steps.append(Schritt("zurückgenommen", taker, row.zurueckgenommen_am, row.zurueckgenommen_grund))
    return steps


def list_wartende(session: Session, person_id: int) -> tuple[Wartet, ...]:
    """Return the waivers of all years that wait for this Person's agreement, the oldest first; one statement each.

    Without looking at the figures: the page of the waiver says whether its difference still stands.
    """
    a, author = m.ZugelasseneAbweichung, aliased(m.Person)
    joined = load_zusammengefuehrt(session)
    me = joined.get(person_id, person_id)
    statement = (
        select(
            a.begruendet_von_id,
            a.id,
            m.Programm.schluessel,
            m.Foerderjahr.jahr,
            a.code,
            a.differenz,
            author.name,
            a.begruendet_am,
        )
        .join(m.Foerderjahr, a.foerderjahr_id == m.Foerderjahr.id)
        .join(m.Programm, m.Foerderjahr.programm_id == m.Programm.id)
        .join(author, a.begruendet_von_id == author.id)
        .where(a.zugestimmt_am.is_(None), a.abgelehnt_am.is_(None), a.zurueckgenommen_am.is_(None))
        .order_by(a.begruendet_am, a.id)
    )
    return tuple(
        Wartet(key, programm, jahr, TITEL.get(code, code), differenz, name, am)
        for wrote, key, programm, jahr, code, differenz, name, am in rows(session, statement)
        if joined.get(wrote, wrote) != me
    )
