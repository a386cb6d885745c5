"""Input whose session had ended: kept for the same Person, given back after the log-in, then forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from grants.models import Person, Zwischenstand

AUFBEWAHRT = timedelta(hours=24)
# Characters; a form is never longer, a file never comes here.
HOECHSTENS = 1_000_000
_NIE = {"csrf_token", "zwischenstand", "kennwort", "kennwort2", "altes_kennwort", "code"}


def keep(
    session: Session,
    person_id: int,
    *,
    pfad: str,
    felder: Sequence[tuple[str, str]],
    mit_dateien: bool,
    jetzt: datetime,
) -> bool:
    """Keep what was typed and return whether that was possible; passwords and codes are never kept."""
    kept = [[name, value] for name, value in felder if name not in _NIE]
    if not kept or sum(len(name) + len(value) for name, value in kept) > HOECHSTENS:
        return False
    session.execute(delete(Zwischenstand).where(Zwischenstand.am < jetzt - AUFBEWAHRT))
    # One page at a time: the newest is the one the person is waiting for.
    session.execute(
        delete(Zwischenstand).where(Zwischenstand.person_id == person_id, Zwischenstand.pfad == pfad)
    )
    session.add(Zwischenstand(person_id=person_id, pfad=pfad, felder=kept, mit_dateien=mit_dateien, am=jetzt))
    return True


def newest(session: Session, person_id: int, *, jetzt: datetime) -> Zwischenstand | None:
    """Return what this Person typed last and did not get back yet."""
    return session.execute(
        select(Zwischenstand)
        .where(Zwischenstand.person_id == person_id, Zwischenstand.am >= jetzt - AUFBEWAHRT)
        .order_by(Zwischenstand.id.desc())
        .limit(1)
    ).scalar_one_or_none()


def drop(session: Session, schluessel: str, *, person: Person) -> None:
    """Forget what was given back; another Person's is left alone."""
    if schluessel.isascii() and schluessel.isdigit():
        session.execute(
            delete(Zwischenstand).where(
                Zwischenstand.id == int(schluessel), Zwischenstand.person_id == person.id
            )
        )


def drop_path(session: Session, person_id: int, pfad: str) -> None:
    """Forget what this Person typed on a page that has been saved since: giving it back would undo the newer text."""
    session.execute(
        delete(Zwischenstand).where(Zwischenstand.person_id == person_id, Zwischenstand.pfad == pfad)
    )
