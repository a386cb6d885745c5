"""Two versions of the Antrag side by side, read from what was frozen when they were issued."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from grants.domain.antrag_vergleich import Vergleich, compare_antraege
from grants.queries.antrag import Antragsakte
from grants.services import papierversionen
from grants.services.antrag import load_entwurf, load_version
from grants.services.papierversionen import ENTWURF, Gegenueber

__all__ = ["ENTWURF", "Gegenueber", "compare"]


def compare(
    session: Session, akte: Antragsakte, *, von: str, bis: str, programm: str, jahr: int, am: date
) -> Gegenueber[Vergleich] | None:
    """Return two versions side by side: those asked for, else the newest issued one and the state of now.

    `von`, `bis`: numbers of versions, or ENTWURF. None while nothing was issued. Raises NotFound for a version that
    does not exist.
    """
    return papierversionen.compare(
        [each.dokument for each in akte.versionen],
        von=von,
        bis=bis,
        unbekannt=f"Version {{version}} des Antrags {jahr} gibt es nicht.",
        entwurf=lambda: load_entwurf(session, programm=programm, jahr=jahr, am=am),
        version=lambda key: load_version(session, key),
        vergleiche=compare_antraege,
    )
