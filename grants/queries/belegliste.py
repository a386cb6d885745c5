"""The Belegliste of a recipient, as its page shows it."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.nachweisteile import Teil, Teilauskunft, Teilstand
from grants.queries.anteile import Anteil


def load_teil(session: Session, anteil: Anteil) -> Teilauskunft:
    """Return how far the Belegliste is."""
    count = session.execute(
        select(func.count()).where(m.Belegteil.empfaengeranteil_id == anteil.id)
    ).scalar_one()
    stand = Teilstand.VOLLSTAENDIG if count else Teilstand.LEER
    return Teilauskunft(Teil.BELEGLISTE, stand, f"{count} Belege eingetragen")
