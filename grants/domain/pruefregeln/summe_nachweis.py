"""Der Verwendungsnachweis der Stadt stimmt mit Festsetzungen, anerkannten Ausgaben und Haushalt überein."""

from __future__ import annotations

from collections.abc import Iterable

from grants.domain.kette import Jahr
from grants.domain.pruefregeln.regel import Befund, Schwere, Stufe, Vorgang, regel


@regel(
    "summe_nachweis",
    satz="Der Verwendungsnachweis der Stadt stimmt mit Festsetzungen, anerkannten Ausgaben und Haushalt überein.",
    quelle="Grundmuster 3 Nr. 2",
    stufe=Stufe.NACHWEIS_STADT,
    schwere=Schwere.FEHLER,
    blockiert=[Vorgang.NACHWEIS_STADT],
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    return []
