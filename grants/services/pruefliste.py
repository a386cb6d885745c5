"""The checklist of a year, begun from the usual points and changed by the office."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Zeichnungsart
from grants.domain.errors import NotFound, RuleViolation, Violation
from grants.domain.pruefliste import VORLAGE
from grants.queries.anteile import Anteil
from grants.services.ereignisse import record


def ensure_punkte(session: Session, anteil: Anteil, *, person: m.Person) -> None:
    """Give a year its checklist when its first check begins."""
    foerderjahr = session.get_one(m.Foerderjahr, anteil.foerderjahr_id, with_for_update=True)
    p = m.Pruefpunkt
    if session.execute(select(p.id).where(p.foerderjahr_id == foerderjahr.id).limit(1)).first():
        return
    for place, punkt in enumerate(VORLAGE):
        session.add(
            p(
                foerderjahr_id=foerderjahr.id,
                art=punkt.art.value,
                text=punkt.text,
                nur_vertieft=punkt.nur_vertieft,
                reihenfolge=place,
            )
        )
    record(
        session,
        art="pruefliste_angelegt",
        gegenstand=f"foerderjahr/{anteil.programm}/{anteil.jahr}",
        person=person,
        inhalt={"punkte": len(VORLAGE)},
    )


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
    """Add a point to the checklist of a year; raises RuleViolation without a text."""
    if not text.strip():
        sentence = "Bitte schreiben Sie den Punkt als Satz, der mit ja oder nein zu beantworten ist."
        raise RuleViolation([Violation("text_fehlt", sentence, "text")])
    p = m.Pruefpunkt
    last: int | None = session.execute(
        select(func.max(p.reihenfolge)).where(p.foerderjahr_id == foerderjahr.id)
    ).scalar_one()
    row = p(
        foerderjahr_id=foerderjahr.id,
        art=art.value,
        text=text.strip(),
        nur_vertieft=nur_vertieft,
        reihenfolge=0 if last is None else last + 1,
    )
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
    row = session.get(m.Pruefpunkt, punkt_id, with_for_update=True)
    if row is None or row.foerderjahr_id != foerderjahr.id:
        raise NotFound("Diesen Punkt gibt es in der Prüfliste dieses Jahres nicht.")
    if row.entfallen_am is None:
        row.entfallen_am = heute
        _record(session, "pruefpunkt_entfallen", programm, foerderjahr.jahr, row, person)


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
