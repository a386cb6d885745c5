"""Papers about one recipient: issued once, kept with their snapshot; rendered before the transaction begins."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.dokumente import Ausstellung
from grants.domain.errors import Conflict, EinrichtungUnvollstaendig
from grants.domain.pruefvermerk_daten import PruefvermerkDaten
from grants.domain.schreiben import SchreibenDaten
from grants.queries.anteile import Anteil
from grants.services.ereignisse import head, record, sha256
from grants.services.protokoll_dokumente import payload_of, subject_of
from grants.services.protokoll_kette import AUSGESTELLT
from reports.json import dump
from reports.papier import TEMPLATE_VERSION
from reports.pdf import AssetFehlt
from reports.pruefpapiere import render as render_papier

PRUEFVERMERK = "pruefvermerk"
Daten = PruefvermerkDaten | SchreibenDaten


@dataclass(frozen=True, slots=True)
class Blatt:
    """A paper ready to be stored: its values, their snapshot and the three files."""

    art: str
    daten: Daten
    ausstellung: Ausstellung
    snapshot: str
    dateien: Mapping[str, bytes]


def next_ausstellung(session: Session, anteil: Anteil, art: str, *, am: date) -> Ausstellung:
    """Return number and version of the next paper of this kind, with the head of the log at this moment."""
    d = m.Dokument
    statement = select(func.max(d.version)).where(
        d.foerderjahr_id == anteil.foerderjahr_id, d.art == f"{art}-{anteil.id}"
    )
    last: int | None = session.execute(statement).scalar_one()
    kopf = head(session)
    version = (last or 0) + 1
    nummer = f"{anteil.programm}-{anteil.jahr}-{art}-{anteil.id}-{version}"
    return Ausstellung(version, nummer, am, kopf.nummer, kopf.hash)


def make_files(daten: Daten) -> dict[str, bytes]:
    """Return the three files by their ending; takes its time, so never inside a transaction."""
    try:
        files = render_papier(daten)
    except AssetFehlt as error:
        raise EinrichtungUnvollstaendig(str(error)) from error
    return {"pdf": files.pdf, "xlsx": files.xlsx, "json": files.json}


def make_blatt(art: str, daten: Daten, ausstellung: Ausstellung) -> Blatt:
    """Return a paper with its files, ready to be stored."""
    return Blatt(art, daten, ausstellung, dump(daten, dokument=art).decode(), make_files(daten))


def store(session: Session, anteil: Anteil, blatt: Blatt, *, person: m.Person) -> m.Dokument:
    """Store an issued paper; raises Conflict where anything happened since its values were read."""
    a = blatt.ausstellung
    dokument = m.Dokument(
        foerderjahr_id=anteil.foerderjahr_id,
        empfaengeranteil_id=anteil.id,
        art=f"{blatt.art}-{anteil.id}",
        version=a.version,
        nummer=a.nummer,
        vorlage=f"{blatt.art}-{TEMPLATE_VERSION}",
        snapshot=blatt.snapshot,
        snapshot_sha256=sha256(blatt.snapshot),
        ereignis_nummer=a.verlauf_nummer,
        ereignis_hash=a.verlauf_hash,
        ausgestellt_am=datetime.now(UTC),
        person_id=person.id,
        dateien=[
            m.DokumentDatei(endung=endung, inhalt=inhalt, sha256=hashlib.sha256(inhalt).hexdigest())
            for endung, inhalt in blatt.dateien.items()
        ],
    )
    session.add(dokument)
    try:
        session.flush()  # the unique version decides between two who issue at once
    except IntegrityError as error:
        raise Conflict(UEBERHOLT) from error
    recorded = record(
        session,
        art=AUSGESTELLT,
        gegenstand=subject_of(dokument.nummer),
        person=person,
        inhalt=payload_of(dokument),
    )
    if recorded.vorheriger_hash != a.verlauf_hash:
        raise Conflict(UEBERHOLT)
    return dokument


UEBERHOLT = (
    "Während das Dokument entstand, wurde etwas geändert. Es wurde nichts gespeichert und nichts freigegeben. Bitte "
    "sehen Sie sich die Seite neu an und tun Sie den Schritt noch einmal."
)
