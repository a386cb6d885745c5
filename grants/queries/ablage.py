"""Issued papers: what was issued when, and the files as they were stored."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.errors import Conflict, NotFound
from grants.queries.rows import Grouped, grouped, rows


@dataclass(frozen=True, slots=True)
class Dateizeile:
    endung: str
    # In bytes.
    groesse: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Dokumentzeile:
    """An issued paper without its content."""

    id: int
    art: str
    version: int
    nummer: str
    ausgestellt_am: datetime
    dateien: tuple[Dateizeile, ...]
    # Set where it no longer holds, with the reason.
    zurueckgenommen_am: date | None = None
    zurueckgenommen_grund: str = ""


@dataclass(frozen=True, slots=True)
class Datei:
    """A file of an issued paper, to be handed out as it is."""

    name: str
    endung: str
    inhalt: bytes
    sha256: str


def list_dokumente(session: Session, foerderjahr_id: int | None = None) -> Grouped[Dokumentzeile]:
    """Return the city's issued papers of one year or of all by the id of the year, the newest version first.

    Those of single recipients stand at the recipient.
    """
    d, datei = m.Dokument, m.DokumentDatei
    of_files = select(datei.dokument_id, datei.endung, func.length(datei.inhalt), datei.sha256).join(
        d, datei.dokument_id == d.id
    )
    of_papers = select(d.foerderjahr_id, d.id, d.art, d.version, d.nummer, d.ausgestellt_am)
    # Papers about one recipient stand with its proof; those of a Weiterleitung are of kind `weiterleitung-17`.
    of_files, of_papers = (
        each.where(d.art.not_like("%-%"), d.empfaengeranteil_id.is_(None)) for each in (of_files, of_papers)
    )
    if foerderjahr_id is not None:
        of_files = of_files.where(d.foerderjahr_id == foerderjahr_id)
        of_papers = of_papers.where(d.foerderjahr_id == foerderjahr_id)
    files = grouped(
        (key, Dateizeile(*columns)) for key, *columns in rows(session, of_files.order_by(datei.id))
    )
    return grouped(
        (year, Dokumentzeile(key, art, version, nummer, ausgestellt_am, files[key]))
        for year, key, art, version, nummer, ausgestellt_am in rows(
            session, of_papers.order_by(d.art, d.version.desc())
        )
    )


def list_zum_anteil(session: Session, anteil_id: int) -> tuple[Dokumentzeile, ...]:
    """Return the papers about one recipient's part, the newest first."""
    d, datei = m.Dokument, m.DokumentDatei
    of_files = (
        select(datei.dokument_id, datei.endung, func.length(datei.inhalt), datei.sha256)
        .join(d, datei.dokument_id == d.id)
        .where(d.empfaengeranteil_id == anteil_id)
        .order_by(datei.id)
    )
    files = grouped((key, Dateizeile(*columns)) for key, *columns in rows(session, of_files))
    of_papers = (
        select(
            d.id,
            d.art,
            d.version,
            d.nummer,
            d.ausgestellt_am,
            d.zurueckgenommen_am,
            d.zurueckgenommen_grund,
        )
        .where(d.empfaengeranteil_id == anteil_id)
        .order_by(d.id.desc())
    )
    return tuple(
        Dokumentzeile(key, art.rpartition("-")[0], version, nummer, ausgestellt_am, files[key], *taken_back)
        for key, art, version, nummer, ausgestellt_am, *taken_back in rows(session, of_papers)
    )


def get_datei(session: Session, dokument_id: int, endung: str) -> Datei:
    """Return one file of an issued paper.

    Raises NotFound where there is none, and Conflict where the bytes are no longer those that were issued.
    """
    d, datei = m.Dokument, m.DokumentDatei
    found = session.execute(
        select(d.art, m.Foerderjahr.jahr, d.version, datei.inhalt, datei.sha256)
        .join(m.Foerderjahr, d.foerderjahr_id == m.Foerderjahr.id)
        .join(datei, datei.dokument_id == d.id)
        .where(d.id == dokument_id, datei.endung == endung)
    ).one_or_none()
    if found is None:
        raise NotFound("Dieses Dokument gibt es nicht. Vielleicht ist die Adresse nicht vollständig.")
    art, jahr, version, inhalt, sha256 = found
    if hashlib.sha256(inhalt).hexdigest() != sha256:
        raise Conflict(
            "Die gespeicherte Datei ist nicht mehr die ausgestellte: Ihr Prüfwert stimmt nicht. Bitte verwenden "
            "Sie sie nicht und führen Sie „grants log verify“ aus."
        )
    return Datei(f"{art}-{jahr}-v{version}.{endung}", endung, inhalt, sha256)
