"""Declarations of a recipient: each Vertretungsberechtigte for itself, about the figures as they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.errors import Conflict, RuleViolation
from grants.domain.nachweiserklaerungen import Angabe, arten_for, check
from grants.queries.anteile import Anteil
from grants.services.ereignisse import record
from grants.services.nachweisstand import gegenstand, open_nachweis

GEAENDERT = (
    "Die Zahlen des Nachweises haben sich geändert, seit Sie diese Seite geöffnet haben. Ihre Antworten stehen noch "
    "da. Bitte sehen Sie die Zahlen durch und geben Sie die Erklärungen dann noch einmal ab."
)


def declare(
    session: Session,
    anteil: Anteil,
    angaben: Mapping[str, Angabe],
    *,
    gezeigt: str,
    zahlen_sha256: str,
    jetzt: datetime,
    person: m.Person,
) -> None:
    """Keep what the Person declares, all of it at once; a later declaration takes the place of its own earlier one.

    `gezeigt` is the hash of the figures the page was made from, `zahlen_sha256` that of those which stand now. Raises
    RuleViolation with everything that is missing, Conflict where the figures are others or the proof is handed in.
    """
    arten = arten_for(is_stelle=anteil.is_stelle)
    if violations := list(check(angaben, arten)):
        raise RuleViolation(violations)
    nachweis = open_nachweis(session, anteil.id)
    if gezeigt != zahlen_sha256:
        raise Conflict(GEAENDERT)
    e = m.Erklaerung
    rows = {
        row.schluessel: row
        for row in session.scalars(
            select(e).where(e.verwendungsnachweis_id == nachweis.id, e.person_id == person.id)
        )
    }
    for art in arten:
        angabe = angaben[art.schluessel]
        row = rows.get(art.schluessel)
        if row is None:
            row = e(verwendungsnachweis_id=nachweis.id, schluessel=art.schluessel, person_id=person.id)
            session.add(row)
        row.antwort, row.erlaeuterung = angabe.antwort, angabe.erlaeuterung.strip()
        row.zahlen_sha256, row.am = zahlen_sha256, jetzt
    record(
        session,
        art="erklaerungen_abgegeben",
        gegenstand=gegenstand(anteil),
        person=person,
        inhalt={
            **{art.schluessel: _words(angaben[art.schluessel]) for art in arten},
            "zahlen_sha256": zahlen_sha256,
        },
    )


def _words(angabe: Angabe) -> str:
    satz = angabe.erlaeuterung.strip()
    return f"{angabe.antwort}: {satz}" if satz else angabe.antwort
