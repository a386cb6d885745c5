"""Σ Aufteilung = Bescheid in force, in total and per position of the Bescheid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from grants.domain.kette import Bescheid, Jahr
from grants.domain.money import NULL, Betrag, format_betrag, summe
from grants.domain.pruefregeln.regel import Befund, Stufe, Vorgang, compare, missing, regel


@regel(
    "summe_bescheid",
    satz="Die Aufteilung auf die Maßnahmen ergibt den Zuwendungsbescheid, insgesamt und je Position.",
    quelle="Zuwendungsbescheid",
    stufe=Stufe.BESCHEID,
    blockiert=[Vorgang.WEITERLEITUNG],
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    bescheid = jahr.bescheid
    if bescheid is None:
        yield missing("Der Zuwendungsbescheid ist nicht eingetragen. Bitte erfassen.", beheben="Bescheid")
        return
    if not bescheid.aufteilungen:
        yield missing(
            "Der Zuwendungsbescheid ist noch nicht auf die Maßnahmen aufgeteilt. Bitte aufteilen.",
            wartet_auf="die Aufteilung des Zuwendungsbescheids",
            beheben="Bescheid",
        )
        return
    gefunden = summe(aufteilung.betrag for aufteilung in bescheid.aufteilungen)
    yield _compare(
        f"Die Aufteilung auf die Maßnahmen ergibt {format_betrag(gefunden)}, "
        f"der Bescheid lautet über {format_betrag(bescheid.betrag)}.",
        erwartet=bescheid.betrag,
        gefunden=gefunden,
    )
    if bescheid.positionen:
        yield from _per_position(bescheid)


def _per_position(bescheid: Bescheid) -> Iterator[Befund]:
    gefunden = summe(position.betrag for position in bescheid.positionen)
    yield _compare(
        f"Die Positionen des Bescheids ergeben {format_betrag(gefunden)}, "
        f"der Bescheid lautet über {format_betrag(bescheid.betrag)}.",
        erwartet=bescheid.betrag,
        gefunden=gefunden,
    )
    aufgeteilt: defaultdict[str, Betrag] = defaultdict(lambda: NULL)
    for aufteilung in bescheid.aufteilungen:
        aufgeteilt[aufteilung.position] += aufteilung.betrag
    for position in bescheid.positionen:
        gefunden = aufgeteilt.pop(position.nummer, NULL)
        yield _compare(
            f"Position {position.nummer} „{position.bezeichnung}“: aufgeteilt {format_betrag(gefunden)}, "
            f"im Bescheid {format_betrag(position.betrag)}.",
            erwartet=position.betrag,
            gefunden=gefunden,
        )
    for nummer, gefunden in aufgeteilt.items():
        where = f"auf Position {nummer}, die nicht im Bescheid steht" if nummer else "ohne Position"
        yield _compare(
            f"Aufgeteilt sind {format_betrag(gefunden)} {where}.", erwartet=NULL, gefunden=gefunden
        )


def _compare(text: str, *, erwartet: Betrag, gefunden: Betrag) -> Befund:
    differenz = gefunden - erwartet
    if differenz:
        text += f" Abweichung {format_betrag(differenz, vorzeichen=True)}: Bitte die Aufteilung prüfen."
    return compare(holds=not differenz, erwartet=erwartet, gefunden=gefunden, text=text, beheben="Bescheid")
