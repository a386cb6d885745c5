"""Parameters of a Foerderjahr and its mapping of Mittelherkunft to the lines of the Antrag."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Antragszeile, Mittelherkunft
from grants.domain.parameter import PARAMETER, Parameterwert, Wert
from grants.queries.rows import rows

_ORDER = {art.schluessel: place for place, art in enumerate(PARAMETER)}


def load_parameterwerte(session: Session, foerderjahr_id: int) -> tuple[Parameterwert, ...]:
    """Return what is filled in, in the order of the registry."""
    p = m.FoerderjahrParameter
    statement = (
        select(
            p.schluessel,
            p.quelle,
            p.stand,
            p.bestaetigt,
            p.datum,
            p.betrag,
            p.anteil,
            p.zahl,
            p.ja_nein,
            p.finanzierungsart,
            p.unterschrift,
        )
        .where(p.foerderjahr_id == foerderjahr_id)
        .order_by(p.id)
    )
    werte = [
        Parameterwert(schluessel, _only(*values), quelle, stand, bestaetigt)
        for schluessel, quelle, stand, bestaetigt, *values in rows(session, statement)
    ]
    return tuple(sorted(werte, key=lambda wert: _ORDER[wert.schluessel]))


def _only(*values: Wert | None) -> Wert:
    """Return the one value of a row; a constraint says that there is exactly one."""
    return next(value for value in values if value is not None)


def load_zeilen(session: Session, foerderjahr_id: int) -> tuple[tuple[Mittelherkunft, Antragszeile], ...]:
    """Return which line of the Antrag each Mittelherkunft feeds, in the order of the list of them."""
    z = m.MittelherkunftZeile
    found = dict(
        rows(session, select(z.herkunft, z.zeile).where(z.foerderjahr_id == foerderjahr_id).order_by(z.id))
    )
    return tuple((herkunft, found[herkunft]) for herkunft in Mittelherkunft if herkunft in found)
