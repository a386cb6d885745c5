"""May this person touch this recipient's part? Asked by every view of the portal before anything else.

What belongs to somebody else answers as if it did not exist, so that nothing is learnt from guessing numbers.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from grants.auth import me
from grants.domain.begriffe import Befugnis
from grants.domain.errors import DomainError, NotFound
from grants.extensions import db
from grants.queries.anteile import NICHT_GEFUNDEN, Anteil, load_anteil
from grants.queries.traeger_verweise import load_verweise, same_traeger


class BefugnisFehlt(DomainError):
    """The person acts for this recipient, but not in this."""

    code = "befugnis_fehlt"


_SAETZE = {
    Befugnis.INHALTLICH: "Für den Sachbericht und die Kennzahlen",
    Befugnis.FINANZIELL: "Für Zahlen und Belege",
    Befugnis.VERTRETUNGSBERECHTIGT: "Für Erklärungen und das Absenden",
}


def own_anteil(anteil_id: int, *, session: Session | None = None) -> Anteil:
    """Return a part of one of the person's own recipients; raises NotFound for any other."""
    session = session or db.session()
    anteil = load_anteil(session, anteil_id)
    if anteil.traeger_id not in _own(session):
        raise NotFound(NICHT_GEFUNDEN)
    return anteil


def owns(traeger_id: int) -> bool:
    """Return whether the person acts for this recipient."""
    return traeger_id in _own(db.session())


def may(anteil: Anteil, befugnis: Befugnis) -> bool:
    """Return whether the person may do this for the recipient of the part."""
    return anteil.traeger_id in _own(db.session(), befugnis)


def require(anteil: Anteil, befugnis: Befugnis) -> None:
    """Raise BefugnisFehlt (403) where the person may not do this for the recipient of the part."""
    if not may(anteil, befugnis):
        raise BefugnisFehlt(
            f"{_SAETZE[befugnis]} fehlt Ihnen bei „{anteil.traeger}“ die Befugnis „{_wort(befugnis)}“. "
            "Bitte wenden Sie sich an die Geschäftsstelle; sie lässt die Befugnis eintragen."
        )


def _wort(befugnis: Befugnis) -> str:
    return befugnis.value


def _own(session: Session, befugnis: Befugnis | None = None) -> frozenset[int]:
    """Return the recipients the person acts for, the same under other rows included."""
    person = me()
    ids = (
        person.traeger_ids
        if befugnis is None
        else frozenset(traeger for traeger, given in person.befugnisse if given is befugnis)
    )
    return frozenset(same_traeger(load_verweise(session), ids)) if ids else frozenset()
