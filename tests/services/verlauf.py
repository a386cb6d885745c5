"""A log with some entries and an issued paper, for tests that damage it."""

from __future__ import annotations

import hashlib
import json
from typing import Any, cast

from sqlalchemy.orm import Session

from grants.domain.dokumente import Ausstellung
from grants.domain.texte import Papier
from grants.models import Dokument, Ereignis, Person
from grants.services.dokumente import Daten, Fassung, store
from grants.services.ereignisse import head, record
from tests.rows import TAG, add_row

FILES = {"pdf": b"%PDF Beispiel", "xlsx": b"PK Beispiel", "json": b'{"dokument": "antrag"}'}


def person(session: Session, name: str = "Beispielperson 1") -> Person:
    found = Person(name=name, email=f"{name.replace(' ', '-').lower()}@beispiel.example")
    session.add(found)
    session.flush()
    return found


def make_log(session: Session, count: int = 4) -> list[Ereignis]:
    """Return Ereignisse 1 to `count`, each with a payload of its own."""
    who = person(session)
    return [
        record(
            session, art="geaendert", gegenstand=f"massnahme/{i}", person=who, inhalt={"alt": i, "neu": i + 1}
        )
        for i in range(1, count + 1)
    ]


def issue(session: Session, foerderjahr_id: int | None = None, *, version: int = 1) -> Dokument:
    """Store a paper as the command does, without setting pages."""
    kopf = head(session)
    nummer = f"kinderstark-2024-antrag-{version}"
    ausstellung = Ausstellung(version, nummer, TAG, kopf.nummer, kopf.hash)
    printed = {
        "version": version,
        "nummer": nummer,
        "am": TAG.isoformat(),
        "verlauf_nummer": kopf.nummer,
        "verlauf_hash": kopf.hash,
    }
    fassung = Fassung(
        papier=Papier.ANTRAG,
        foerderjahr_id=foerderjahr_id or add_row(session, "foerderjahr"),
        vorlage="antrag-1",
        # Only its frozen form is stored.
        daten=cast(Daten, None),
        ausstellung=ausstellung,
        snapshot=json.dumps({"jahr": 2024, "ausgestellt": printed}),
    )
    return store(session, fassung, FILES, person=person(session, f"Beispielperson {version + 1}"))


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def payload(ereignis: Ereignis) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ereignis.inhalt.inhalt or "")
    return found
