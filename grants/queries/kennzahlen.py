"""The Kennzahlen of a recipient: Soll, Ist and last year's Ist of each count it is asked for."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.nachweisteile import Kennzahlwert, Teil, Teilauskunft, Teilstand
from grants.queries.anteile import Anteil
from grants.queries.rows import rows


def load_kennzahlwerte(session: Session, anteil: Anteil) -> tuple[Kennzahlwert, ...]:
    """Return the counts of the recipient, in the order of the catalogue."""
    k, katalog = m.Kennzahl, m.Kennzahlkatalog
    statement = (
        select(katalog.schluessel, katalog.name, katalog.einheit, katalog.zaehlregel, k.soll, k.ist)
        .join(katalog, k.kennzahlkatalog_id == katalog.id)
        .where(k.empfaengeranteil_id == anteil.id, k.quartal == 0)
        .order_by(katalog.reihenfolge, katalog.id)
    )
    return tuple(
        Kennzahlwert(key, name, einheit, regel, soll, ist, vorjahr=None)
        for key, name, einheit, regel, soll, ist in rows(session, statement)
    )


def load_teil(session: Session, anteil: Anteil) -> Teilauskunft:
    """Return how far the Kennzahlen are."""
    werte = load_kennzahlwerte(session, anteil)
    done = sum(1 for each in werte if each.ist is not None)
    stand = Teilstand.VOLLSTAENDIG if done == len(werte) else Teilstand.BEGONNEN if done else Teilstand.LEER
    return Teilauskunft(Teil.KENNZAHLEN, stand, f"{done} von {len(werte)} Kennzahlen eingetragen")
