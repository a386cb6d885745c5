"""Links that open one thing once. The secret is handed out and forgotten; the database keeps its hash."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from grants.domain.begriffe import Linkzweck
from grants.domain.errors import NotFound
from grants.models import Person, Zugangslink

GUELTIG: dict[Linkzweck, timedelta] = {
    Linkzweck.EINLADUNG: timedelta(days=7),
    Linkzweck.NEUES_KENNWORT: timedelta(hours=2),
    Linkzweck.NEUE_ADRESSE: timedelta(hours=24),
}
UNGUELTIG = (
    "Dieser Link gilt nicht mehr: Er ist abgelaufen, wurde schon benutzt oder durch einen neueren ersetzt. Bitte "
    "lassen Sie sich einen neuen geben."
)


@dataclass(frozen=True, slots=True)
class NeuerLink:
    """The secret of a link, shown once."""

    zweck: Linkzweck
    token: str
    gueltig_bis: datetime


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make_link(
    session: Session, person: Person, zweck: Linkzweck, *, jetzt: datetime, neue_email: str | None = None
) -> NeuerLink:
    """Return a new link for the Person; older ones for the same purpose stop working."""
    drop_links(session, person, zweck, jetzt=jetzt)
    token = secrets.token_urlsafe(32)
    until = jetzt + GUELTIG[zweck]
    session.add(
        Zugangslink(
            zweck=zweck,
            person_id=person.id,
            token_sha256=digest(token),
            neue_email=neue_email,
            gueltig_bis=until,
        )
    )
    session.flush()
    return NeuerLink(zweck, token, until)


def drop_links(session: Session, person: Person, zweck: Linkzweck | None = None, *, jetzt: datetime) -> None:
    """Make the open links of a Person useless, for one purpose or all."""
    link = Zugangslink
    statement = update(link).where(
        link.person_id == person.id, link.benutzt_am.is_(None), link.ungueltig_am.is_(None)
    )
    if zweck is not None:
        statement = statement.where(link.zweck == zweck)
    session.execute(statement.values(ungueltig_am=jetzt))


def find_link(session: Session, token: str, zweck: Linkzweck, *, jetzt: datetime) -> Zugangslink:
    """Return the link that a secret opens; raises NotFound for an unknown, used or outdated one."""
    link = session.execute(
        select(Zugangslink).where(Zugangslink.token_sha256 == digest(token), Zugangslink.zweck == zweck)
    ).scalar_one_or_none()
    if link is None or link.benutzt_am or link.ungueltig_am or link.gueltig_bis <= jetzt:
        raise NotFound(UNGUELTIG)
    return link


@dataclass(frozen=True, slots=True)
class Offen:
    """A link that can be used, and whose it is."""

    person_id: int
    name: str
    email: str | None
    neue_email: str | None


def look_at(session: Session, token: str, zweck: Linkzweck, *, jetzt: datetime) -> Offen:
    """Return whose link this is; raises NotFound for one that opens nothing."""
    link = find_link(session, token, zweck, jetzt=jetzt)
    person = session.get_one(Person, link.person_id)
    return Offen(person.id, person.name, person.email, link.neue_email)
