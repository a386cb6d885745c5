"""Der Verwendungsnachweis ist fristgerecht eingegangen."""

from __future__ import annotations

from collections.abc import Iterable

from grants.domain.kette import Jahr
from grants.domain.pruefregeln.regel import Befund, Schwere, Stufe, Vorgang, regel


@regel(
    "frist_nachweis",
    satz="Der Verwendungsnachweis ist fristgerecht eingegangen.",
    quelle="Zuwendungsbescheid",
    stufe=Stufe.EINREICHEN,
    schwere=Schwere.HINWEIS,
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    return []
