"""Festgesetzt ist, was die Finanzierungsart ergibt, höchstens der zugesagte Betrag."""

from __future__ import annotations

from collections.abc import Iterable

from grants.domain.kette import Jahr
from grants.domain.pruefregeln.regel import Befund, Schwere, Stufe, Vorgang, regel


@regel(
    "festsetzung",
    satz="Festgesetzt ist, was die Finanzierungsart ergibt, höchstens der zugesagte Betrag.",
    quelle="VV zu § 44 LHO",
    stufe=Stufe.FREIGABE,
    schwere=Schwere.FEHLER,
    blockiert=[Vorgang.FREIGABE],
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    return []
