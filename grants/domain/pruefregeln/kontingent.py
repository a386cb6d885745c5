"""Σ beantragt ≤ zugeteilte Mittel."""

from __future__ import annotations

from collections.abc import Iterable

from grants.domain import summen
from grants.domain.kette import Jahr
from grants.domain.money import format_betrag
from grants.domain.pruefregeln.regel import Befund, Schwere, Stufe, Urteil, compare, regel


@regel(
    "kontingent",
    satz="Beantragt wird nicht mehr, als der Stadt zugeteilt ist.",
    quelle="Mitteilung des Landes über die zugeteilten Mittel",
    stufe=Stufe.PLANUNG,
    schwere=Schwere.HINWEIS,
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    zugeteilt = jahr.parameter.zugeteilte_mittel
    if zugeteilt is None:
        # The figure comes late and blocks nothing: a hint that asks for it, never red.
        yield Befund(
            Urteil.VERLETZT,
            "Die zugeteilten Mittel sind noch nicht eingetragen. "
            "Bitte nachtragen, sobald die Mitteilung des Landes vorliegt.",
            beheben="Parameter",
        )
        return
    beantragt = summen.beantragt(jahr)
    text = f"Beantragt sind {format_betrag(beantragt)} von {format_betrag(zugeteilt)} zugeteilten Mitteln."
    if beantragt > zugeteilt:
        text += (
            f" Das sind {format_betrag(beantragt - zugeteilt)} mehr. Bitte mit dem Landesjugendamt klären."
        )
    yield compare(
        holds=beantragt <= zugeteilt,
        erwartet=zugeteilt,
        gefunden=beantragt,
        text=text,
        beheben="Maßnahmen und Beträge",
    )
