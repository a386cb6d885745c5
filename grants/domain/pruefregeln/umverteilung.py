"""Σ of a move = 0; across positions of the Bescheid only with the authority's consent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from grants.domain.fristen import format_datum
from grants.domain.kette import Bescheid, Jahr, Umverteilung
from grants.domain.money import NULL, Betrag, format_betrag, summe
from grants.domain.pruefregeln.gemeinsam import PRUEFEN
from grants.domain.pruefregeln.regel import Befund, Stufe, Urteil, Vorgang, compare, regel


@regel(
    "umverteilung",
    satz=(
        "Eine Umverteilung gleicht sich aus; über Positionen des Bescheids hinweg hat die "
        "Bewilligungsbehörde zugestimmt."
    ),
    quelle=f"Zuwendungsbescheid{PRUEFEN}",
    stufe=Stufe.DURCHFUEHRUNG,
    blockiert=[Vorgang.NACHWEIS_STADT],
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    # Rows of one day are one move: money leaves here and arrives there.
    moves: defaultdict[date, list[Umverteilung]] = defaultdict(list)
    for zeile in jahr.umverteilungen:
        if zeile.vom <= jahr.am:
            moves[zeile.vom].append(zeile)
    if not moves:
        yield compare(holds=True, erwartet=NULL, gefunden=NULL, text="Es ist keine Umverteilung eingetragen.")
    for tag in sorted(moves):
        yield _balance(tag, moves[tag])
        yield from _consent(jahr, tag, moves[tag])


def _balance(tag: date, zeilen: list[Umverteilung]) -> Befund:
    rest = summe(zeile.betrag for zeile in zeilen)
    text = f"Umverteilung vom {format_datum(tag)}: {len(zeilen)} Zeilen, Summe {format_betrag(rest)}."
    if rest:
        text += " Sie muss 0,00 € ergeben; bitte die Zeilen prüfen."
    return compare(holds=not rest, erwartet=NULL, gefunden=rest, text=text, beheben="Umverteilung")


def _consent(jahr: Jahr, tag: date, zeilen: list[Umverteilung]) -> Iterator[Befund]:
    positionen = _moved_per_position(jahr.bescheid, zeilen)
    # A move within one position nets to nothing there, or to its own imbalance, which _balance reports.
    if len(positionen) < 2:
        return
    moved = summe(betrag for betrag in positionen.values() if betrag > NULL)
    agreed = all(z.zustimmung_am is not None and z.zustimmung_am <= jahr.am for z in zeilen)
    names = ", ".join(nummer or "ohne Position" for nummer in sorted(positionen))
    text = (
        f"Umverteilung vom {format_datum(tag)}: {format_betrag(moved)} gehen über Positionen des Bescheids "
        f"hinweg ({names})"
    )
    if agreed:
        yield Befund(Urteil.OK, f"{text}; die Bewilligungsbehörde hat zugestimmt.")
        return
    yield compare(
        holds=False,
        erwartet=NULL,
        gefunden=moved,
        text=f"{text}. Bitte die Zustimmung der Bewilligungsbehörde bei jeder Zeile eintragen oder einholen.",
        beheben="Umverteilung",
    )


def _moved_per_position(bescheid: Bescheid | None, zeilen: list[Umverteilung]) -> dict[str, Betrag]:
    """Return what each position of the Bescheid gains or loses; those without a change are left out."""
    positions: defaultdict[str, list[str]] = defaultdict(list)
    for aufteilung in bescheid.aufteilungen if bescheid else ():
        positions[aufteilung.massnahme].append(aufteilung.position)
    net: defaultdict[str, Betrag] = defaultdict(lambda: NULL)
    for zeile in zeilen:
        # A Maßnahme under two positions is a place of its own: nobody can tell which of them the money left.
        net[" und ".join(positions[zeile.massnahme])] += zeile.betrag
    return {nummer: betrag for nummer, betrag in net.items() if betrag}
