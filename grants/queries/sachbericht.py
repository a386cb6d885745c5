"""The Sachbericht of a recipient: what is written, and how much is still missing."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.nachweisteile import Berichtsteil, Teil, Teilauskunft, Teilstand
from grants.queries.anteile import Anteil
from grants.queries.rows import rows


def load_berichtsteile(session: Session, anteil: Anteil) -> tuple[Berichtsteil, ...]:
    """Return the written parts as a paper prints them."""
    b = m.Berichtsabschnitt
    statement = (
        select(b.schluessel, b.text)
        .where(b.verwendungsnachweis_id == anteil.nachweis_id, b.text != "")
        .order_by(b.id)
    )
    return tuple(Berichtsteil(key, key, text) for key, text in rows(session, statement))


def load_teil(session: Session, anteil: Anteil) -> Teilauskunft:
    """Return how far the Sachbericht is."""
    written = len(load_berichtsteile(session, anteil))
    stand = Teilstand.BEGONNEN if written else Teilstand.LEER
    return Teilauskunft(Teil.SACHBERICHT, stand, f"{written} Abschnitte geschrieben")
