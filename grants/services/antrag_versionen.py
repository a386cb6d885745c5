"""Two versions of the Antrag side by side, read from what was frozen when they were issued."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from grants.domain.antrag_daten import AntragDaten
from grants.domain.antrag_vergleich import Vergleich, compare_antraege
from grants.domain.errors import NotFound
from grants.queries.antrag import Antragsakte
from grants.services.antrag import load_entwurf, load_version

# Stands for the Antrag as it is now, in place of the number of a version.
ENTWURF = "entwurf"


@dataclass(frozen=True, slots=True)
class Gegenueber:
    """Two versions and what changed from the first to the second; None where one can no longer be read."""

    von_wahl: str
    bis_wahl: str
    von: str
    bis: str
    vergleich: Vergleich | None


def compare(
    session: Session, akte: Antragsakte, *, von: str, bis: str, programm: str, jahr: int, am: date
) -> Gegenueber | None:
    """Return two versions side by side: those asked for, else the newest issued one and the state of now.

    `von`, `bis`: numbers of versions, or ENTWURF. None while nothing was issued. Raises NotFound for a version that
    does not exist.
    """
    if akte.neueste is None:
        return None
    first = von or str(akte.neueste.dokument.version)
    second = bis or ENTWURF

    def load(choice: str) -> AntragDaten | None:
        if choice == ENTWURF:
            return load_entwurf(session, programm=programm, jahr=jahr, am=am)
        found = akte.find(int(choice)) if choice.isascii() and choice.isdigit() else None
        if found is None:
            raise NotFound(f"Version {choice} des Antrags {jahr} gibt es nicht.")
        return load_version(session, found.dokument.id)

    old, new = load(first), load(second)
    return Gegenueber(
        von_wahl=first,
        bis_wahl=second,
        von=_name(first),
        bis=_name(second),
        vergleich=compare_antraege(old, new) if old and new else None,
    )


def _name(choice: str) -> str:
    return "heutiger Stand" if choice == ENTWURF else f"Version {choice}"
