"""The Maßnahmen of a year with their Kennzeichen for the Antrag."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.antrag_kennzeichen import Kennzeichen, Kennzeichenzeile
from grants.queries import foerderjahre
from grants.queries.rows import rows


def list_kennzeichen(session: Session, *, programm: str, jahr: int) -> tuple[Kennzeichenzeile, ...]:
    """Return the Maßnahmen for which Landesmittel may be asked, in the order of the list.

    Raises NotFound for an unknown year.
    """
    foerderjahr = foerderjahre.get(session, programm, jahr)
    j, massnahme = m.Jahresmassnahme, m.Massnahme
    statement = (
        select(
            massnahme.kennung,
            massnahme.name,
            j.fortsetzung,
            j.beginn,
            j.vorzeitiger_beginn_zustimmung_am,
        )
        .join(massnahme, j.massnahme_id == massnahme.id)
        .where(j.foerderjahr_id == foerderjahr.id, j.land_beantragen.is_not(False))
        .order_by(j.reihenfolge, j.id)
    )
    return tuple(
        Kennzeichenzeile(kennung, name, Kennzeichen(*values))
        for kennung, name, *values in rows(session, statement)
    )
