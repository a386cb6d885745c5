"""Anerkannt ist höchstens, was nachgewiesen ist; jede Kürzung ist begründet."""

from __future__ import annotations

from collections.abc import Iterable

from grants.domain.kette import Jahr
from grants.domain.pruefregeln.regel import Befund, Schwere, Stufe, Vorgang, regel


@regel(
    "anerkannt",
    satz="Anerkannt ist höchstens, was nachgewiesen ist; jede Kürzung ist begründet.",
    quelle="VV zu § 44 LHO",
    stufe=Stufe.GEPRUEFT,
    schwere=Schwere.FEHLER,
    blockiert=[Vorgang.FREIGABE],
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    return []
