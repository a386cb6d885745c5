"""Requests for papers as rows: found for writing, taken back; what came with them stays."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.errors import NotFound
from grants.queries.anteile import Anteil
from grants.services.ereignisse import record
from grants.services.nachweisstand import gegenstand

NICHT_DA = "Diese Anforderung gibt es hier nicht. Bitte laden Sie die Seite neu."


def get_anforderung(session: Session, nachweis_id: int, key: int) -> m.Unterlagenanforderung:
    """Return a request of a proof, locked until the commit; raises NotFound."""
    a = m.Unterlagenanforderung
    statement = select(a).where(a.id == key, a.verwendungsnachweis_id == nachweis_id).with_for_update()
    found = session.execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound(NICHT_DA)
    return found


def get_zeile(
    session: Session, nachweis_id: int, key: int
) -> tuple[m.Unterlagenzeile, m.Unterlagenanforderung]:
    """Return a row of a proof's requests with its request, locked until the commit; raises NotFound."""
    z = m.Unterlagenzeile
    row = session.execute(select(z).where(z.id == key).with_for_update()).scalar_one_or_none()
    if row is None:
        raise NotFound(NICHT_DA)
    return row, get_anforderung(session, nachweis_id, row.unterlagenanforderung_id)


def withdraw(
    session: Session,
    anteil: Anteil,
    row: m.Unterlagenanforderung,
    *,
    grund: str,
    heute: date,
    person: m.Person,
) -> None:
    """Take a request back with a reason; its rows and what came stay."""
    row.zurueckgenommen_am, row.zurueckgenommen_grund = heute, grund
    record(
        session,
        art="unterlagen_zurueckgenommen",
        gegenstand=gegenstand(anteil),
        person=person,
        inhalt={"nummer": row.id, "grund": grund},
    )


def withdraw_of_samples(
    session: Session, anteil: Anteil, *, grund: str, heute: date, person: m.Person
) -> None:
    """Take back what is still outstanding about samples that a new one replaces."""
    a = m.Unterlagenanforderung
    statement = (
        select(a)
        .where(
            a.verwendungsnachweis_id == anteil.nachweis_id,
            a.stichprobe_id.is_not(None),
            a.beantwortet_am.is_(None),
            a.zurueckgenommen_am.is_(None),
        )
        .order_by(a.id)
        .with_for_update()
    )
    for row in session.scalars(statement).all():
        withdraw(session, anteil, row, grund=grund, heute=heute, person=person)
