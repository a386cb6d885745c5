"""What the pages of a recipient's proof share: who may write which part, and the words about signing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from grants.domain.begriffe import Befugnis
from grants.domain.nachweisabgabe import UNTERSCHRIFT_SATZ
from grants.domain.nachweisteile import Teil
from grants.queries.anteile import Anteil
from grants.services.nachweisakte import Akte
from grants.zugang import may

BEFUGNIS: Mapping[Teil, Befugnis] = {
    Teil.SACHBERICHT: Befugnis.INHALTLICH,
    Teil.KENNZAHLEN: Befugnis.INHALTLICH,
    Teil.ZAHLEN: Befugnis.FINANZIELL,
    Teil.BELEGLISTE: Befugnis.FINANZIELL,
    Teil.ERKLAERUNGEN: Befugnis.VERTRETUNGSBERECHTIGT,
}


def befugnis_fuer(teil: str) -> Befugnis | None:
    """Return what somebody needs to answer about a part; None for the proof as a whole."""
    return BEFUGNIS[Teil(teil)] if teil else None


def has_any(anteil: Anteil) -> bool:
    """Return whether the person may write anything for the recipient."""
    return any(may(anteil, each) for each in Befugnis)


def jetzt() -> datetime:
    return datetime.now(UTC)


def unterschrift_satz(akte: Akte) -> str:
    """Return in a sentence how the proof becomes binding this year."""
    return UNTERSCHRIFT_SATZ[akte.unterschrift]
