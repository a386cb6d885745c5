"""Until when recipients owe their proof: what the year says, what was extended, what a Nachforderung asks for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.abgabefrist import Abgabefrist, Fristvorgaben
from grants.queries.anteile import Anteil
from grants.queries.parameter import load_parameterwerte
from grants.queries.rows import rows


def load_vorgaben(session: Session, foerderjahr_id: int) -> Fristvorgaben:
    """Return what the year says about due dates."""
    values = {each.schluessel: each.wert for each in load_parameterwerte(session, foerderjahr_id)}
    tag = values.get("nachweis_traeger_bis")
    return Fristvorgaben(
        tag=tag if isinstance(tag, date) else None,
        bestimmter_tag=values.get("fristen_bestimmter_tag") is True,
    )


def load_frist(session: Session, anteil: Anteil, *, am: date) -> Abgabefrist:
    """Return the last day that counts for one recipient on a day."""
    n = m.Nachforderung
    asked = session.execute(
        select(func.max(n.frist_bis)).where(
            n.verwendungsnachweis_id == anteil.nachweis_id,
            n.beantwortet_am.is_(None),
            n.zurueckgenommen_am.is_(None),
        )
    ).scalar_one()
    return load_vorgaben(session, anteil.foerderjahr_id).due(
        anteil.status,
        zusage_bis=_zusage_bis(session, anteil, am=am),
        verlaengert_bis=anteil.verlaengert_bis,
        nachforderung_bis=asked,
    )


def _zusage_bis(session: Session, anteil: Anteil, *, am: date) -> date | None:
    """Return the day that the paper in force names."""
    w = m.Zuweisung if anteil.is_stelle else m.Weiterleitung
    statement = (
        select(w.nachweis_bis)
        .where(w.empfaengeranteil_id == anteil.id, or_(w.wirksam_ab.is_(None), w.wirksam_ab <= am))
        .order_by(w.version.desc())
        .limit(1)
    )
    return session.execute(statement).scalar_one_or_none()


def load_nachforderungstage(session: Session, foerderjahr_id: int) -> Mapping[int, date]:
    """Return the day of the open Nachforderung by recipient of a year."""
    n, v = m.Nachforderung, m.Verwendungsnachweis
    statement = (
        select(v.empfaengeranteil_id, n.frist_bis)
        .join(n, n.verwendungsnachweis_id == v.id)
        .where(n.beantwortet_am.is_(None), n.zurueckgenommen_am.is_(None))
        .join(m.Empfaengeranteil, v.empfaengeranteil_id == m.Empfaengeranteil.id)
        .join(m.Jahresmassnahme, m.Empfaengeranteil.jahresmassnahme_id == m.Jahresmassnahme.id)
        .where(m.Jahresmassnahme.foerderjahr_id == foerderjahr_id)
        .order_by(n.frist_bis)
    )
    return dict(rows(session, statement))
