"""Zu wenig Ausgezahltes ist nachgezahlt oder noch offen."""

from __future__ import annotations

from collections.abc import Iterable

from grants.domain.kette import Jahr
from grants.domain.pruefregeln.regel import Befund, Schwere, Stufe, Vorgang, regel


@regel(
    "restzahlung",
    satz="Zu wenig Ausgezahltes ist nachgezahlt oder noch offen.",
    quelle="Zuwendungsbescheid",
    stufe=Stufe.FREIGABE,
    schwere=Schwere.FEHLER,
    blockiert=[Vorgang.ABSCHLUSS],
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    return []
