"""The states of a recipient's Verwendungsnachweis: who may write when, and each step with its Ereignis."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.domain.errors import Conflict
from grants.models import Verwendungsnachweis
from grants.queries.anteile import OFFEN

ABGESANDT = (
    "Dieser Verwendungsnachweis ist abgesandt und kann nicht mehr geändert werden. Wenn etwas zu berichtigen ist, "
    "schreiben Sie der Geschäftsstelle; sie kann ihn wieder öffnen."
)


def open_nachweis(session: Session, anteil_id: int) -> Verwendungsnachweis:
    """Return the proof of a part for writing, made where there is none yet; raises Conflict once it is handed in."""
    found = find_nachweis(session, anteil_id)
    if found is None:
        found = Verwendungsnachweis(empfaengeranteil_id=anteil_id)
        session.add(found)
        session.flush()
    require_open(found)
    return found


def find_nachweis(session: Session, anteil_id: int) -> Verwendungsnachweis | None:
    """Return the proof of a part as it is, None before the first entry."""
    statement = select(Verwendungsnachweis).where(Verwendungsnachweis.empfaengeranteil_id == anteil_id)
    return session.execute(statement).scalar_one_or_none()


def require_open(nachweis: Verwendungsnachweis | None) -> None:
    """Raise Conflict where the proof no longer lies with the recipient."""
    if nachweis is not None and nachweis.status not in OFFEN:
        raise Conflict(ABGESANDT)
