"""What the Versand of both papers of the city asks: a version that may be sent, a day and a way that fit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from grants.domain.errors import RuleViolation, Violation
from grants.domain.fristen import format_datum
from grants.models import Dokument
from grants.queries.ablage import Dokumentzeile

VERSANDWEGE = ("Portal", "Post", "E-Mail")


def get_dokument(session: Session, zu_versenden: Iterable[Dokumentzeile], version: int) -> Dokument:
    """Return the issued paper; raises RuleViolation where it is not one that can still be sent."""
    for each in zu_versenden:
        if each.version == version:
            return session.get_one(Dokument, each.id)
    text = (
        "Diese Fassung ist nicht ausgestellt oder schon versandt. Bitte wählen Sie eine aus der Liste; geänderte "
        "Angaben werden zuerst neu ausgestellt."
    )
    raise RuleViolation([Violation("fassung_nicht_zu_versenden", text, "version")])


def check_day(tag: date, *, feld: str, am: date, frueh: date | None, geschah: str) -> list[Violation]:
    """Return why a day does not fit; `geschah`, with `{am}`, says what had to come first."""
    if tag > am:
        return [Violation("tag_in_zukunft", "Dieser Tag liegt in der Zukunft. Bitte prüfen Sie ihn.", feld)]
    if frueh is not None and tag < frueh:
        text = f"{geschah.format(am=f'erst am {format_datum(frueh)}')}. Bitte prüfen Sie den Tag."
        return [Violation("tag_zu_frueh", text, feld)]
    return []


def check_weg(weg: str) -> list[Violation]:
    if weg in VERSANDWEGE:
        return []
    return [Violation("versandweg_unbekannt", "Bitte wählen Sie, wie die Fassung versandt wurde.", "weg")]


def require_grund(grund: str) -> str:
    """Return the reason without blanks around it; raises RuleViolation where there is none."""
    if not grund.strip():
        text = "Bitte schreiben Sie, warum der Versand zurückgenommen wird."
        raise RuleViolation([Violation("grund_fehlt", text, "grund")])
    return grund.strip()
