"""Zu viel Ausgezahltes ist erstattet, mit Entscheidung nicht erhoben oder noch offen."""

from __future__ import annotations

from collections.abc import Iterable

from grants.domain.kette import Jahr
from grants.domain.pruefregeln.regel import Befund, Schwere, Stufe, Vorgang, regel


@regel(
    "erstattung",
    satz="Zu viel Ausgezahltes ist erstattet, mit Entscheidung nicht erhoben oder noch offen.",
    quelle="§ 49a VwVfG NRW",
    stufe=Stufe.FREIGABE,
    schwere=Schwere.FEHLER,
    blockiert=[Vorgang.ABSCHLUSS],
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    return []
