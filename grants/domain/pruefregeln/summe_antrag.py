"""Σ beantragt = stated Antragssumme."""

from __future__ import annotations

from collections.abc import Iterable

from grants.domain import summen
from grants.domain.kette import Jahr
from grants.domain.money import format_betrag
from grants.domain.pruefregeln.regel import Befund, Stufe, Vorgang, compare, missing, regel
from grants.domain.pruefregeln.vermutung import guess_cause


def _is_sent(jahr: Jahr) -> bool:
    return jahr.antrag is not None and jahr.antrag.versandt_am is not None


@regel(
    "summe_antrag",
    satz="Die Summe der beantragten Beträge ist gleich der angegebenen Antragssumme.",
    quelle="Grundmuster 1 Nr. 4",
    stufe=Stufe.PLANUNG,
    blockiert=[Vorgang.ANTRAG],
    # A paper that has not left the house can still be put right.
    zulassbar=_is_sent,
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    antrag = jahr.antrag
    if antrag is None or antrag.genannt is None:
        yield missing(
            "Zur Liste ist keine Antragssumme angegeben. Bitte die Summe aus dem Antrag eintragen.",
            beheben="Maßnahmen und Beträge",
        )
        return
    gefunden = summen.beantragt(jahr)
    differenz = gefunden - antrag.genannt
    text = f"Die Beträge der Liste ergeben {format_betrag(gefunden)}" + (
        f", angegeben sind {format_betrag(antrag.genannt)}." if differenz else ", wie angegeben."
    )
    yield compare(
        holds=not differenz,
        erwartet=antrag.genannt,
        gefunden=gefunden,
        text=text,
        beheben="Maßnahmen und Beträge",
        vermutung=guess_cause(jahr, differenz),
    )
