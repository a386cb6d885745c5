"""The log: `record()` is the only writer of Ereignis, in the same transaction as the change it tells of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.models import Ereignis, EreignisInhalt, EreignisKopf, Person

ANFANG = "0" * 64


def canonical(value: object) -> str:
    """Return JSON with sorted keys and no blanks: the characters that a hash covers."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def chain_hash(
    *, nummer: int, zeit: str, person_id: int, art: str, gegenstand: str, inhalt_sha256: str, vorheriger: str
) -> str:
    """Return the hash of an Ereignis: over all of it, the hash of its payload and the Ereignis before."""
    return sha256(canonical([nummer, zeit, person_id, art, gegenstand, inhalt_sha256, vorheriger]))


def record(
    session: Session, *, art: str, gegenstand: str, person: Person, inhalt: Mapping[str, Any] | None = None
) -> Ereignis:
    """Append an Ereignis to the chain and return it.

    `gegenstand` names the subject as a path (`foerderjahr/kinderstark/2024`); `inhalt` holds old and new values or
    counts and sums, of plain types. Call it last in a service: it locks the head row until the commit.
    """
    # The changes come before their Ereignis, and person.id must exist.
    session.flush()
    head = session.execute(
        select(EreignisKopf).where(EreignisKopf.id == 1).with_for_update()
    ).scalar_one_or_none()
    if head is None:
        head = EreignisKopf(id=1, nummer=0, hash=ANFANG)
        session.add(head)
    else:
        # Another transaction may have moved the head while this one waited for the lock.
        session.refresh(head)
    payload = canonical(dict(inhalt or {}))
    nummer = head.nummer + 1
    zeit = datetime.now(UTC).isoformat(timespec="microseconds")
    ereignis = Ereignis(
        nummer=nummer,
        zeit=zeit,
        person_id=person.id,
        art=art,
        gegenstand=gegenstand,
        inhalt_sha256=sha256(payload),
        vorheriger_hash=head.hash,
        hash=chain_hash(
            nummer=nummer,
            zeit=zeit,
            person_id=person.id,
            art=art,
            gegenstand=gegenstand,
            inhalt_sha256=sha256(payload),
            vorheriger=head.hash,
        ),
        inhalt=EreignisInhalt(inhalt=payload),
    )
    session.add(ereignis)
    head.nummer, head.hash = ereignis.nummer, ereignis.hash
    session.flush()  # a second record() in this transaction reads the head
    return ereignis


@dataclass(frozen=True, slots=True)
class Kopf:
    """Number and hash of the newest Ereignis: printed on issued papers, kept with backups."""

    nummer: int
    hash: str


def head(session: Session) -> Kopf:
    """Return the head of the chain; number 0 while nothing happened."""
    row = session.get(EreignisKopf, 1)
    return Kopf(row.nummer, row.hash) if row else Kopf(0, ANFANG)
