"""The file store: contents lie outside the web root under random names, rows say what they are and whose.

A file goes in two steps: `prepare` looks at it outside of any transaction and puts it aside, `keep` gives it a row.
A transaction that is rolled back takes the content along; what was put aside and never kept is swept away later.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session, SessionTransaction

from grants.domain.begriffe import Dateiart, Dateizweck
from grants.domain.errors import Conflict, NotFound, RuleViolation, Violation
from grants.imports.hochladung import check_upload, plain_name
from grants.models import Datei, Person
from grants.queries.dateien import EINGANG, path_of
from grants.services.clamav import ScannerFehlt, scan
from grants.services.ereignisse import record

log = logging.getLogger(__name__)
# Between the upload and its transaction lie seconds; a day later nobody comes back for it.
_VERGESSEN = 86_400
# Where a session notes which contents hang on its transaction.
_NEU = "grants_neue_dateien"


@dataclass(frozen=True, slots=True)
class Ablage:
    """Where files lie, how large one may be in bytes, and the scanner (empty: none)."""

    folder: Path
    hoechstens: int
    clamav: str = ""

    @property
    def hoechstens_mb(self) -> int:
        return self.hoechstens // 1_000_000


@dataclass(frozen=True, slots=True)
class Bereit:
    """A file that was looked at and put aside; not yet anybody's."""

    folder: Path
    schluessel: str
    name: str
    art: Dateiart
    groesse: int
    sha256: str


def prepare(ablage: Ablage, stream: BinaryIO, name: str, *, erlaubt: frozenset[Dateiart]) -> Bereit:
    """Look at an upload and put it aside; raises RuleViolation (field `datei`) and stores nothing then."""
    inhalt = stream.read(ablage.hoechstens + 1)
    if len(inhalt) > ablage.hoechstens:
        raise _refused(
            "datei_zu_gross",
            f"„{plain_name(name)}“ ist größer als {ablage.hoechstens_mb} MB. Bitte teilen Sie die Datei auf oder "
            "verkleinern Sie die Bilder darin.",
        )
    if ablage.clamav and inhalt:
        # Before anything of ours takes it apart.
        _scan(ablage.clamav, inhalt, plain_name(name))
    geprueft = check_upload(inhalt, name, erlaubt=erlaubt)
    schluessel = secrets.token_urlsafe(24)
    _put_aside(ablage.folder, schluessel, geprueft.inhalt)
    return Bereit(
        folder=ablage.folder,
        schluessel=schluessel,
        name=geprueft.name,
        art=geprueft.art,
        groesse=len(geprueft.inhalt),
        sha256=hashlib.sha256(geprueft.inhalt).hexdigest(),
    )


def _scan(adresse: str, inhalt: bytes, name: str) -> None:
    try:
        found = scan(adresse, inhalt)
    except ScannerFehlt as error:
        log.warning("Der Virenscanner unter %s antwortet nicht: %s", adresse, error)
        raise _refused(
            "scanner_fehlt",
            f"„{name}“ konnte nicht auf Schadsoftware geprüft werden und wurde deshalb nicht gespeichert. Bitte "
            "versuchen Sie es in einigen Minuten noch einmal; bleibt es dabei, melden Sie es der Geschäftsstelle.",
        ) from error
    if found:
        log.warning("Der Virenscanner meldet %s", found)
        raise _refused(
            "schadsoftware",
            f"In „{name}“ meldet der Virenscanner Schadsoftware ({found}). Die Datei wurde nicht gespeichert. Bitte "
            "prüfen Sie Ihren Rechner, bevor Sie sie noch einmal hochladen.",
        )


def _put_aside(folder: Path, schluessel: str, inhalt: bytes) -> None:
    aside = folder / EINGANG
    aside.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep(aside)
    target = aside / schluessel
    target.touch(mode=0o600, exist_ok=False)
    try:
        target.write_bytes(inhalt)
    except OSError:
        # A full disk must not leave half a file.
        target.unlink(missing_ok=True)
        raise


def _sweep(aside: Path) -> None:
    before = time.time() - _VERGESSEN
    for path in aside.iterdir():
        with suppress(OSError):
            if path.stat().st_mtime < before:
                path.unlink()


def keep(
    session: Session,
    bereit: Bereit,
    *,
    gegenstand: str,
    gegenstand_id: int,
    zweck: Dateizweck,
    person: Person,
    jetzt: datetime,
) -> Datei:
    """Give the file its row and place and return it; a rolled back transaction takes the content away again.

    `gegenstand` is the column of the thing it belongs to, such as `verwendungsnachweis_id`.
    """
    if gegenstand not in GEGENSTAENDE:
        raise ValueError(f"a file cannot belong to {gegenstand}")
    row = Datei(
        schluessel=bereit.schluessel,
        name=bereit.name,
        art=bereit.art,
        zweck=zweck,
        groesse=bereit.groesse,
        sha256=bereit.sha256,
        person_id=person.id,
        am=jetzt,
        **{gegenstand: gegenstand_id},
    )
    session.add(row)
    session.flush()
    target = path_of(bereit.folder, bereit.schluessel)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        (bereit.folder / EINGANG / bereit.schluessel).replace(target)
    except FileNotFoundError:
        raise Conflict("Die Datei ist nicht mehr da. Bitte laden Sie sie noch einmal hoch.") from None
    session.info.setdefault(_NEU, []).append(target)
    record(
        session,
        art="datei_hochgeladen",
        gegenstand=_subject(row, gegenstand, gegenstand_id),
        person=person,
        inhalt={"name": row.name, "art": row.art.value, "zweck": row.zweck.value, "sha256": row.sha256},
    )
    return row


def discard(ablage: Ablage, bereit: Bereit) -> None:
    """Take away a file that was put aside and not kept; does nothing for one that was kept."""
    (ablage.folder / EINGANG / bereit.schluessel).unlink(missing_ok=True)


def remove(session: Session, datei: Datei, *, person: Person, jetzt: datetime) -> None:
    """Take a file away from its thing; row and content stay, nobody is given it any more.

    Raises NotFound where it was taken away already.
    """
    if datei.entfernt_am is not None:
        raise NotFound("Diese Datei ist schon entfernt. Bitte laden Sie die Seite neu.")
    datei.entfernt_am = jetzt
    gegenstand = next(name for name in GEGENSTAENDE if getattr(datei, name) is not None)
    record(
        session,
        art="datei_entfernt",
        gegenstand=_subject(datei, gegenstand, getattr(datei, gegenstand)),
        person=person,
        inhalt={"name": datei.name, "zweck": datei.zweck.value, "sha256": datei.sha256},
    )


GEGENSTAENDE: tuple[str, ...] = tuple(
    column.key
    for column in inspect(Datei).columns
    if column.key.endswith("_id") and column.key != "person_id"
)


def _subject(row: Datei, gegenstand: str, gegenstand_id: int) -> str:
    return f"datei/{row.id}/{gegenstand.removesuffix('_id')}/{gegenstand_id}"


def _refused(code: str, text: str) -> RuleViolation:
    return RuleViolation([Violation(code, text, feld="datei")])


# -- Contents follow their transaction ---------------------------------------------------------------------------


@event.listens_for(Session, "after_commit")
def _stays(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_NEU, None)


@event.listens_for(Session, "after_soft_rollback")
def _goes(session: Session, previous: SessionTransaction) -> None:
    if previous.parent is not None:
        # A savepoint or a flush; the change around it ends by itself.
        return
    paths: list[Any] = session.info.pop(_NEU, [])
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)
