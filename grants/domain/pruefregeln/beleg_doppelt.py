"""Von keiner Rechnung wird mehr abgerechnet, als gezahlt wurde."""

from __future__ import annotations

from collections.abc import Iterable

from grants.domain.kette import Jahr
from grants.domain.pruefregeln.regel import Befund, Schwere, Stufe, Vorgang, regel


@regel(
    "beleg_doppelt",
    satz="Von keiner Rechnung wird mehr abgerechnet, als gezahlt wurde.",
    quelle="VV zu § 44 LHO",
    stufe=Stufe.EINREICHEN,
    schwere=Schwere.FEHLER,
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    return []
