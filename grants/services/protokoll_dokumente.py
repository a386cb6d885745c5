"""Issued papers held against the log: files, snapshot, and the head that is printed on them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.models import Dokument, DokumentDatei
from grants.services.ereignisse import Kopf, sha256
from grants.services.protokoll_kette import Bruch, Kette, is_in_chain


def subject_of(nummer: str) -> str:
    """Return how the log names a paper."""
    return f"dokument/{nummer}"


def payload_of(dokument: Dokument) -> dict[str, Any]:
    """Return what the log keeps of a paper when it is issued: all that must never change."""
    return {**_facts(dokument), "dateien": {datei.endung: datei.sha256 for datei in dokument.dateien}}


def _facts(dokument: Dokument) -> dict[str, Any]:
    return {
        "nummer": dokument.nummer,
        "art": dokument.art,
        "version": dokument.version,
        "vorlage": dokument.vorlage,
        "snapshot_sha256": dokument.snapshot_sha256,
        "verlauf_nummer": dokument.ereignis_nummer,
        "verlauf_hash": dokument.ereignis_hash,
    }


def check_dokumente(session: Session, kette: Kette) -> int:
    """Add a Bruch to the chain for everything of a paper that is not as it was issued; return their number."""
    issued = dict(kette.ausgestellt)
    ids = session.execute(select(Dokument.id).order_by(Dokument.id)).scalars().all()
    for dokument_id in ids:
        dokument = session.get_one(Dokument, dokument_id)
        subject = subject_of(dokument.nummer)
        recorded = _payload(issued.pop(subject, None)) if subject in issued else None
        kette.brueche += [
            Bruch(code, f"Dokument {dokument.nummer}: {text}", dokument=dokument.nummer)
            for code, text in _check(session, dokument, recorded, kette)
        ]
    for subject in issued:
        nummer = subject.removeprefix("dokument/")
        kette.brueche.append(
            Bruch(
                "dokument_fehlt",
                f"Dokument {nummer} wurde ausgestellt und ist nicht mehr da.",
                dokument=nummer,
            )
        )
    return len(ids)


def _payload(inhalt: str | None) -> Mapping[str, Any] | None:
    try:
        payload = json.loads(inhalt or "null")
    except ValueError:
        return None
    return payload if isinstance(payload, dict) else None


def _check(
    session: Session, dokument: Dokument, recorded: Mapping[str, Any] | None, kette: Kette
) -> Iterator[tuple[str, str]]:
    if recorded is None:
        yield "dokument_ohne_ereignis", "Der Verlauf weiß nichts davon, dass es ausgestellt wurde."
    if sha256(dokument.snapshot) != dokument.snapshot_sha256:
        yield "schnappschuss_geaendert", "Die gespeicherten Werte wurden geändert."
    hashes: dict[str, str] = {}
    statement = select(DokumentDatei.endung, DokumentDatei.inhalt, DokumentDatei.sha256).where(
        DokumentDatei.dokument_id == dokument.id
    )
    for endung, inhalt, stated in session.execute(statement):
        hashes[endung] = hashlib.sha256(inhalt).hexdigest()
        if hashes[endung] != stated:
            yield "datei_geaendert", f"Die Datei .{endung} wurde geändert."
    if recorded is not None:
        yield from _compare(dokument, recorded, hashes)
    kopf = Kopf(dokument.ereignis_nummer, dokument.ereignis_hash)
    if not is_in_chain(kette, kopf) or not _prints(dokument, kopf):
        yield (
            "stand_nicht_im_verlauf",
            f"Der aufgedruckte Stand des Verlaufs (Nr. {kopf.nummer}) kommt im Verlauf so nicht vor.",
        )


def _compare(
    dokument: Dokument, recorded: Mapping[str, Any], hashes: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield what differs from the Ereignis with which the paper was issued."""
    listed = recorded.get("dateien")
    files: Mapping[str, str] = listed if isinstance(listed, dict) else {}
    for endung in sorted(files.keys() | hashes.keys()):
        if endung not in hashes:
            yield "datei_fehlt", f"Die Datei .{endung} fehlt."
        elif files.get(endung) != hashes[endung]:
            yield "datei_ersetzt", f"Die Datei .{endung} ist nicht die, die ausgestellt wurde."
    expected = {key: value for key, value in recorded.items() if key != "dateien"}
    if expected != _facts(dokument):
        yield "dokument_geaendert", "Nummer, Version, Vorlage, Werte oder Stand sind andere als ausgestellt."


def _prints(dokument: Dokument, kopf: Kopf) -> bool:
    """Return whether the frozen values print the same head as the row states."""
    snapshot = _payload(dokument.snapshot) or {}
    printed = snapshot.get("ausgestellt")
    if not isinstance(printed, dict):
        return False
    return (printed.get("verlauf_nummer"), printed.get("verlauf_hash")) == (kopf.nummer, kopf.hash)
