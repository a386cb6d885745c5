"""Each form acts once: its key is taken in the transaction of what it changes."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grants.domain.errors import Conflict
from grants.models import Abgabe, Person


class SchonAbgegeben(Exception):
    """The same form was taken before; `ziel` is where that led, empty where nobody noted it.

    No refusal (DomainError), so that no page takes it for one: whoever asked twice is led to what the first one did.
    """

    def __init__(self, ziel: str) -> None:
        self.ziel = ziel
        super().__init__("Das wurde schon gespeichert. Sie sehen den gespeicherten Stand.")


class AndererInhalt(Conflict):
    """The form was taken before, with other content."""

    code = "anderer_inhalt"


def claim(session: Session, schluessel: str, *, person: Person, inhalt_sha256: str) -> None:
    """Take the key of a form; call it before anything is changed.

    Raises SchonAbgegeben where the same form with the same content was taken, AndererInhalt where the content is
    another: the person went back, changed something and sent the old page again.
    """
    try:
        with session.begin_nested():
            session.add(
                Abgabe(
                    schluessel=schluessel,
                    person_id=person.id,
                    inhalt_sha256=inhalt_sha256,
                    am=datetime.now(UTC),
                )
            )
    except IntegrityError:
        before = session.execute(select(Abgabe).where(Abgabe.schluessel == schluessel)).scalar_one()
        if before.inhalt_sha256 == inhalt_sha256:
            raise SchonAbgegeben(before.ziel) from None
        raise AndererInhalt(
            "Dieses Formular wurde schon einmal abgeschickt, damals mit anderen Angaben. Bitte laden Sie die Seite "
            "neu und tragen Sie die Änderung dort ein."
        ) from None


def note_ziel(session: Session, schluessel: str, ziel: str) -> None:
    """Keep where the form led, for whoever sends it again."""
    session.execute(update(Abgabe).where(Abgabe.schluessel == schluessel).values(ziel=ziel))
