"""Die Erstattung ist fristgerecht gezahlt."""

from __future__ import annotations

from collections.abc import Iterable

from grants.domain.kette import Jahr
from grants.domain.pruefregeln.regel import Befund, Schwere, Stufe, Vorgang, regel


@regel(
    "frist_zahlung",
    satz="Die Erstattung ist fristgerecht gezahlt.",
    quelle="Erstattungsbescheid",
    stufe=Stufe.FREIGABE,
    schwere=Schwere.HINWEIS,
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    return []
