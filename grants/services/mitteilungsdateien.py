"""Files that come along with an entry of a conversation."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from grants.domain.begriffe import Dateizweck
from grants.models import Mitteilung
from grants.services.dateiablage import Bereit, keep
from grants.services.mitteilungen import Absender


def keep_all(session: Session, row: Mitteilung, files: Iterable[Bereit], *, von: Absender) -> None:
    """Keep the files with their entry, in its transaction."""
    for each in files:
        keep(
            session,
            each,
            gegenstand="mitteilung_id",
            gegenstand_id=row.id,
            zweck=Dateizweck.ANLAGE,
            person=von.person,
            jetzt=von.jetzt,
        )
