"""The outbox as its page and the command line show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Nachrichtstatus
from grants.queries.rows import rows

# More than anybody reads; older ones are sent or settled.
GEZEIGT = 200


@dataclass(frozen=True, slots=True)
class Nachrichtzeile:
    id: int
    an: str
    betreff: str
    text: str
    art: str
    status: Nachrichtstatus
    versuche: int
    fehler: str
    entstanden_am: datetime
    naechster_versuch: datetime
    versandt_am: datetime | None


def list_nachrichten(session: Session, *, status: Nachrichtstatus | None = None) -> Sequence[Nachrichtzeile]:
    """Return the newest mails, those that nobody got first."""
    n = m.Nachricht
    statement = select(
        n.id,
        n.an,
        n.betreff,
        n.text,
        n.art,
        n.status,
        n.versuche,
        n.fehler,
        n.entstanden_am,
        n.naechster_versuch,
        n.versandt_am,
    )
    if status is not None:
        statement = statement.where(n.status == status)
    given_up = (n.status == Nachrichtstatus.NICHT_ZUGESTELLT).desc()
    return [
        Nachrichtzeile(*columns)
        for columns in rows(session, statement.order_by(given_up, n.id.desc()).limit(GEZEIGT))
    ]


def count_nicht_zugestellt(session: Session) -> int:
    return session.execute(
        select(func.count()).where(m.Nachricht.status == Nachrichtstatus.NICHT_ZUGESTELLT)
    ).scalar_one()
