"""The checklist of a year, begun from the usual points and changed by the office."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Zeichnungsart
from grants.domain.errors import Conflict, NotFound, RuleViolation, Violation
from grants.domain.pruefliste import VORLAGE, Punkt
from grants.queries.anteile import Anteil
from grants.queries.pruefliste import list_des_vorjahres, list_punkte
from grants.services.ereignisse import record

NICHT_DA = "Diesen Punkt gibt es in der Prüfliste dieses Jahres nicht. Bitte laden Sie die Seite neu."


def ensure_punkte(session: Session, anteil: Anteil, *, person: m.Person) -> None:
    """Give a year its checklist when its first check begins: last year's, else the usual points."""
    if _has_points(session, anteil.foerderjahr_id):
        return
    foerderjahr = session.get_one(m.Foerderjahr, anteil.foerderjahr_id, with_for_update=True)
    # Somebody else may have begun it while this one waited.
    if not _has_points(session, foerderjahr.id):
        begin(session, foerderjahr, programm=anteil.programm, vorjahr=True, person=person)


def begin(
    session: Session, foerderjahr: m.Foerderjahr, *, programm: str, vorjahr: bool, person: m.Person
) -> None:
    """Begin the checklist of a year with last year's points (the usual ones without such) or the usual ones.

    Raises Conflict where the year has one.
    """
    _lock(session, foerderjahr)
    if _has_points(session, foerderjahr.id):
        raise Conflict("Dieses Jahr hat schon eine Prüfliste. Bitte laden Sie die Seite neu.")
    before = list_des_vorjahres(session, foerderjahr) if vorjahr else ()
    points = before or VORLAGE
    for place, punkt in enumerate(points):
        session.add(_row(foerderjahr, punkt, place))
    record(
        session,
        art="pruefliste_angelegt",
        gegenstand=f"foerderjahr/{programm}/{foerderjahr.jahr}",
        person=person,
        inhalt={"punkte": len(points), "aus dem Vorjahr": bool(before)},
    )


def take_over(
    session: Session,
    foerderjahr: m.Foerderjahr,
    *,
    programm: str,
    arten: Collection[Zeichnungsart],
    person: m.Person,
) -> int:
    """Add the points of last year's checklist that this one lacks, of these checks, and return how many.

    Raises Conflict where there is none.
    """
    _lock(session, foerderjahr)
    p = m.Pruefpunkt
    there = {
        (art, text)
        for art, text in session.execute(
            select(p.art, p.text).where(p.foerderjahr_id == foerderjahr.id, p.entfallen_am.is_(None))
        )
    }
    missing = [
        each
        for each in list_des_vorjahres(session, foerderjahr)
        if each.art in arten and (each.art.value, each.text) not in there
    ]
    if not missing:
        raise Conflict("Aus dem Vorjahr fehlt hier kein Punkt. Es gibt nichts zu übernehmen.")
    place = _next_place(session, foerderjahr)
    for number, punkt in enumerate(missing):
        session.add(_row(foerderjahr, punkt, place + number))
    record(
        session,
        art="pruefliste_uebernommen",
        gegenstand=f"foerderjahr/{programm}/{foerderjahr.jahr}",
        person=person,
        inhalt={"punkte": [punkt.text for punkt in missing]},
    )
    return len(missing)


def copy_pruefliste(session: Session, old: m.Foerderjahr, new: m.Foerderjahr) -> None:
    """Give a new year the points that the old one asks; the step that makes the year records it."""
    for place, row in enumerate(list_punkte(session, old.id)):
        session.add(_row(new, Punkt(Zeichnungsart(row.art), row.text, row.nur_vertieft), place))


def _lock(session: Session, foerderjahr: m.Foerderjahr) -> None:
    # Two who write at the list at once wait for one another, else a point stands there twice.
    session.refresh(foerderjahr, with_for_update=True)


def _has_points(session: Session, foerderjahr_id: int) -> bool:
    p = m.Pruefpunkt
    return (
        session.execute(select(p.id).where(p.foerderjahr_id == foerderjahr_id).limit(1)).first() is not None
    )


def _row(foerderjahr: m.Foerderjahr, punkt: Punkt, place: int) -> m.Pruefpunkt:
    return m.Pruefpunkt(
        foerderjahr_id=foerderjahr.id,
        art=punkt.art.value,
        text=punkt.text,
        nur_vertieft=punkt.nur_vertieft,
        reihenfolge=place,
    )


def _next_place(session: Session, foerderjahr: m.Foerderjahr) -> int:
    p = m.Pruefpunkt
    last: int | None = session.execute(
        select(func.max(p.reihenfolge)).where(p.foerderjahr_id == foerderjahr.id)
    ).scalar_one()
    return 0 if last is None else last + 1


def add_punkt(
    session: Session,
    foerderjahr: m.Foerderjahr,
    *,
    programm: str,
    art: Zeichnungsart,
    text: str,
    nur_vertieft: bool,
    person: m.Person,
) -> m.Pruefpunkt:
    """Add a point to the checklist of a year; raises RuleViolation without a text and for one that is there."""
    if not text.strip():
        sentence = "Bitte schreiben Sie den Punkt als Satz, der mit ja oder nein zu beantworten ist."
        raise RuleViolation([Violation("text_fehlt", sentence, "text")])
    words = text.strip()
    _lock(session, foerderjahr)
    if any(each.text == words and each.art == art.value for each in list_punkte(session, foerderjahr.id)):
        sentence = "Diesen Punkt gibt es schon. Bitte schreiben Sie einen anderen."
        raise RuleViolation([Violation("schon_da", sentence, "text")])
    row = _row(foerderjahr, Punkt(art, words, nur_vertieft), _next_place(session, foerderjahr))
    session.add(row)
    _record(session, "pruefpunkt_hinzugefuegt", programm, foerderjahr.jahr, row, person)
    return row


def drop_punkt(
    session: Session,
    foerderjahr: m.Foerderjahr,
    punkt_id: int,
    *,
    programm: str,
    heute: date,
    person: m.Person,
) -> None:
    """Ask a point no more; answers already given stay. Raises NotFound."""
    row = get_punkt(session, foerderjahr, punkt_id)
    if row.entfallen_am is None:
        row.entfallen_am = heute
        _record(session, "pruefpunkt_entfallen", programm, foerderjahr.jahr, row, person)


def move_punkt(
    session: Session,
    foerderjahr: m.Foerderjahr,
    punkt_id: int,
    *,
    hoch: bool,
    programm: str,
    person: m.Person,
) -> None:
    """Move a point one place up or down among those of its check; at the end of the list nothing happens."""
    row = get_punkt(session, foerderjahr, punkt_id)
    every = list_punkte(session, foerderjahr.id)
    same = [each for each in every if each.art == row.art]
    if row not in same:
        raise NotFound(NICHT_DA)
    place = same.index(row) + (-1 if hoch else 1)
    if not 0 <= place < len(same):
        return
    other = same[place]
    # Numbers of old lists may repeat; after this each has its own.
    order = list(every)
    first, second = order.index(row), order.index(other)
    order[first], order[second] = other, row
    for number, each in enumerate(order):
        each.reihenfolge = number
    _record(session, "pruefpunkt_verschoben", programm, foerderjahr.jahr, row, person)


def get_punkt(session: Session, foerderjahr: m.Foerderjahr, punkt_id: int) -> m.Pruefpunkt:
    """Return a point of the year, locked until the commit; raises NotFound."""
    row = session.get(m.Pruefpunkt, punkt_id, with_for_update=True)
    if row is None or row.foerderjahr_id != foerderjahr.id:
        raise NotFound(NICHT_DA)
    return row


def _record(  # noqa: PLR0917 - the parts of one sentence of the log
    session: Session, art: str, programm: str, jahr: int, row: m.Pruefpunkt, person: m.Person
) -> None:
    record(
        session,
        art=art,
        gegenstand=f"foerderjahr/{programm}/{jahr}",
        person=person,
        inhalt={"text": row.text, "art": row.art, "nur vertieft": row.nur_vertieft},
    )
