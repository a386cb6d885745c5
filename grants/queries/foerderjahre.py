"""Foerderjahre of the Programme."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from grants import models as m
from grants.domain.errors import NotFound


def get(session: Session, programm: str, jahr: int) -> m.Foerderjahr:
    """Return the Foerderjahr; raises NotFound naming what there is."""
    found = find(session, programm, jahr)
    if found is None:
        known = [str(each.jahr) for each in list_all(session) if each.programm.schluessel == programm]
        years = f"Vorhanden: {', '.join(known)}." if known else "Es ist noch kein Jahr eingelesen."
        raise NotFound(f"Das Förderjahr {jahr} gibt es im Programm „{programm}“ nicht. {years}")
    return found


def find(session: Session, programm: str, jahr: int) -> m.Foerderjahr | None:
    """Return the Foerderjahr, or None; raises NotFound for an unknown Programm."""
    parent = get_programm(session, programm)
    return session.execute(
        select(m.Foerderjahr).where(m.Foerderjahr.programm_id == parent.id, m.Foerderjahr.jahr == jahr)
    ).scalar_one_or_none()


def get_programm(session: Session, schluessel: str) -> m.Programm:
    """Return the Programm; raises NotFound naming those there are."""
    programme = {
        each.schluessel: each
        for each in session.execute(select(m.Programm).order_by(m.Programm.id)).scalars()
    }
    if schluessel not in programme:
        known = f"Bekannt: {', '.join(programme)}." if programme else "Es ist noch kein Programm angelegt."
        raise NotFound(f"Das Programm „{schluessel}“ gibt es nicht. {known}")
    return programme[schluessel]


def list_all(session: Session) -> Sequence[m.Foerderjahr]:
    """Return every Foerderjahr with its Programm, by Programm and year."""
    return (
        session.execute(
            select(m.Foerderjahr)
            .join(m.Programm)
            .options(joinedload(m.Foerderjahr.programm))
            .order_by(m.Programm.schluessel, m.Foerderjahr.jahr)
        )
        .scalars()
        .all()
    )
