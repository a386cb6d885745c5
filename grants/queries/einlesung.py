"""Uploads as the pages show them; the file itself is read only to take it over or to hand it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from grants import models as m
from grants.domain.begriffe import Einlesungsart, EinlesungStatus
from grants.domain.einlesung import Antworten, Vorschau
from grants.domain.einlesung_json import load_antworten, load_vorschau
from grants.domain.errors import NotFound
from grants.queries.rows import rows

# Uploads below the form; older ones are in the Verlauf.
_GEZEIGT = 20
_IMPORTE = ("massnahmenliste_eingelesen", "jahresmappe_eingelesen", "einlesung_uebernommen")
# Acts that no import is about: they move the head of the log and change nothing that a file could change.
_FREMD = ("einlesung/", "konto/", "person/", "nachricht/", "postausgang/", "frist/", "abweichung/")


@dataclass(frozen=True, slots=True)
class Einlesungszeile:
    """An upload in the list; `jahre` and counts are those of its preview."""

    id: int
    datei: str
    art: Einlesungsart
    status: EinlesungStatus
    am: datetime
    wer: str
    entschieden_am: datetime | None
    entschieden_von: str
    jahre: tuple[int, ...]
    uebernommen: int
    fehler: int


@dataclass(frozen=True, slots=True)
class Seither:
    """What was done since the preview: how many entries, and the newest of them."""

    anzahl: int
    wer: str
    am: datetime


@dataclass(frozen=True, slots=True)
class Einlesungsseite:
    """An upload with its preview as it was computed."""

    zeile: Einlesungszeile
    programm: str
    jahr: int | None
    groesse: int
    sha256: str
    aenderungsstand: int
    antworten: Antworten
    vorschau: Vorschau
    # Only while it waits.
    seither: Seither | None = None
    # Earlier imports of the very same file.
    schon: tuple[tuple[datetime, str], ...] = ()

    @property
    def offen(self) -> bool:
        return self.zeile.status is EinlesungStatus.OFFEN


@dataclass(frozen=True, slots=True)
class Inhalt:
    """The file as it was uploaded."""

    datei: str
    sha256: str
    inhalt: bytes


def list_einlesungen(session: Session, programm: str) -> tuple[Einlesungszeile, ...]:
    """Return the newest uploads of a Programm, those that wait first."""
    e, who, decided = m.Einlesung, aliased(m.Person), aliased(m.Person)
    statement = (
        select(e, who.name, decided.name)
        .join(m.Programm, e.programm_id == m.Programm.id)
        .join(who, e.person_id == who.id)
        .outerjoin(decided, e.entschieden_von_id == decided.id)
        .where(m.Programm.schluessel == programm)
        .order_by(e.status != EinlesungStatus.OFFEN, e.id.desc())
        .limit(_GEZEIGT)
    )
    return tuple(_zeile(row, name, other) for row, name, other in rows(session, statement))


def _zeile(row: m.Einlesung, wer: str, entschieden_von: str | None) -> Einlesungszeile:
    vorschau = row.vorschau
    return Einlesungszeile(
        row.id,
        row.datei,
        row.art,
        row.status,
        row.am,
        wer,
        row.entschieden_am,
        entschieden_von or "",
        tuple(each["jahr"] for each in vorschau["jahre"]),
        vorschau["uebernommen"],
        len(vorschau["fehler"]),
    )


def load_seite(session: Session, einlesung_id: int) -> Einlesungsseite:
    """Return an upload with its preview; raises NotFound."""
    e, who, decided = m.Einlesung, aliased(m.Person), aliased(m.Person)
    statement = (
        select(e, m.Programm.schluessel, who.name, decided.name)
        .join(m.Programm, e.programm_id == m.Programm.id)
        .join(who, e.person_id == who.id)
        .outerjoin(decided, e.entschieden_von_id == decided.id)
        .where(e.id == einlesung_id)
    )
    found = next(rows(session, statement), None)
    if found is None:
        raise NotFound(
            "Diese Datei wurde nicht hochgeladen. Gehen Sie zur Übersicht und wählen Sie „Einlesen“."
        )
    row, programm, wer, entschieden_von = found
    is_open = row.status is EinlesungStatus.OFFEN
    return Einlesungsseite(
        _zeile(row, wer, entschieden_von),
        programm,
        row.jahr,
        row.groesse,
        row.sha256,
        row.aenderungsstand,
        load_antworten(row.antworten),
        load_vorschau(row.vorschau),
        _seither(session, row.kopf_nummer) if is_open else None,
        _schon(session, row) if is_open else (),
    )


def _seither(session: Session, kopf_nummer: int) -> Seither | None:
    """Return what happened since the preview that might concern it."""
    e = m.Ereignis
    later = [e.nummer > kopf_nummer, *(~e.gegenstand.startswith(word) for word in _FREMD)]
    count, newest = session.execute(select(func.count(), func.max(e.nummer)).where(*later)).one()
    if not count:
        return None
    zeit, wer = session.execute(
        select(e.zeit, m.Person.name).join(m.Person, e.person_id == m.Person.id).where(e.nummer == newest)
    ).one()
    return Seither(count, wer, _moment(zeit))


def _schon(session: Session, row: m.Einlesung) -> tuple[tuple[datetime, str], ...]:
    """Return when and by whom the same bytes were taken over before, on whatever way."""
    e, inhalt = m.Ereignis, m.EreignisInhalt
    statement = (
        select(e.zeit, m.Person.name)
        .join(inhalt, inhalt.ereignis_id == e.id)
        .join(m.Person, e.person_id == m.Person.id)
        .where(e.art.in_(_IMPORTE), inhalt.inhalt.contains(f'"sha256":"{row.sha256}"', autoescape=True))
        .order_by(e.nummer.desc())
        .limit(1)
    )
    return tuple((_moment(zeit), wer) for zeit, wer in rows(session, statement))


def _moment(zeit: str) -> datetime:
    return datetime.fromisoformat(zeit).astimezone(UTC)


def load_inhalt(session: Session, einlesung_id: int) -> Inhalt:
    """Return the file; raises NotFound where it was never there or was discarded."""
    e = m.Einlesung
    found = session.execute(select(e.datei, e.sha256, e.inhalt).where(e.id == einlesung_id)).one_or_none()
    if found is None or found[2] is None:
        raise NotFound("Diese Datei ist nicht mehr da. Bitte laden Sie sie noch einmal hoch.")
    return Inhalt(found[0], found[1], found[2])
