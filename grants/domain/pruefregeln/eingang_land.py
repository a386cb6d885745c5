"""eingang_land."""

from __future__ import annotations

from collections.abc import Iterable

from grants.domain.kette import Jahr
from grants.domain.pruefregeln.regel import Befund, Stufe, not_applicable, regel


@regel("eingang_land", satz="eingang_land", quelle="", stufe=Stufe.DURCHFUEHRUNG)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    yield not_applicable(f"Nichts zu prüfen ({jahr.jahr}).")
