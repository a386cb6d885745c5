"""The city's Verwendungsnachweis agrees with Festsetzungen, anerkannte Ausgaben, ledger, and with itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from grants.domain import summen, summen_stadt
from grants.domain.fristen import format_datum
from grants.domain.kette import Jahr, NachweisStadt
from grants.domain.money import NULL, Betrag, format_betrag
from grants.domain.pruefregeln.gemeinsam import PRUEFEN
from grants.domain.pruefregeln.nachweise import is_checked
from grants.domain.pruefregeln.regel import Befund, Stufe, Vorgang, compare, missing, regel

_BEHEBEN = "Verwendungsnachweis der Stadt"


@regel(
    "summe_nachweis",
    satz="Im Verwendungsnachweis der Stadt ist die Zuwendung die Summe der Festsetzungen, sind die "
    "zuwendungsfähigen Ausgaben die Summe der anerkannten, stimmt das Haushalts-Ist und decken sich Einnahmen und "
    "Ausgaben.",
    quelle=f"Grundmuster 3 Nr. II.1 und II.2, ANBest-G Nr. 7.4{PRUEFEN}",
    stufe=Stufe.NACHWEIS_STADT,
    blockiert=[Vorgang.NACHWEIS_STADT],
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    stated = jahr.nachweis_stadt or NachweisStadt()
    decided = summen.festgesetzt_gesamt(jahr)
    unchecked = sum(not is_checked(jahr, e) for _, e in summen.funded_recipients(jahr))
    recognised = None if unchecked else summen_stadt.anerkannt_gesamt(jahr).zuwendungsfaehig
    yield _same(
        "Zuwendung des Landes lt. Abrechnung",
        stated.zuwendung_lt_abrechnung,
        decided,
        origin="Summe der festgesetzten Zuwendungen",
    )
    yield _same(
        "Zuwendungsfähige Ausgaben lt. Abrechnung",
        stated.zuwendungsfaehig_lt_abrechnung,
        recognised,
        origin="Summe der anerkannten zuwendungsfähigen Ausgaben",
    )
    yield _ledger(jahr, stated)
    yield from _balance(jahr, decided)


def _same(what: str, stated: Betrag | None, computed: Betrag | None, *, origin: str) -> Befund:
    if stated is None:
        return missing(f"{what}: nicht angegeben. Bitte eintragen.", beheben=_BEHEBEN)
    if computed is None:
        return missing(f"{what}: Die {origin} ist unvollständig, weil Prüfungen fehlen.", beheben=_BEHEBEN)
    same = stated == computed
    return compare(
        holds=same,
        erwartet=computed,
        gefunden=stated,
        text=f"{what}: {format_betrag(stated)}"
        + (
            f", gleich der {origin}."
            if same
            else f"; die {origin} beträgt {format_betrag(computed)}. Bitte Angabe und Prüfergebnisse vergleichen."
        ),
        beheben=_BEHEBEN,
    )


def _ledger(jahr: Jahr, stated: NachweisStadt) -> Befund:
    if stated.haushalt_ist is None or stated.haushalt_ist_am is None:
        return missing(
            "Das Haushalts-Ist ist nicht mit Betrag und Tag angegeben. Bitte eintragen.", beheben=_BEHEBEN
        )
    computed = summen_stadt.haushalt_ist_gerechnet(jahr, stated.haushalt_ist_am)
    if computed is None:
        return missing(
            "Haushalts-Ist: Die Ausgaben einer städtischen Stelle fehlen. Bitte ergänzen.", beheben=_BEHEBEN
        )
    same = stated.haushalt_ist == computed
    day = format_datum(stated.haushalt_ist_am)
    return compare(
        holds=same,
        erwartet=computed,
        gefunden=stated.haushalt_ist,
        text=f"Haushalts-Ist am {day}: {format_betrag(stated.haushalt_ist)}"
        + (
            ", gleich den Ausgaben der Stellen und den Zahlungen an die Träger."
            if same
            else f"; Ausgaben der Stellen und Zahlungen an die Träger ergeben {format_betrag(computed)}. "
            "Bitte Buchungen und Zahlungen vergleichen."
        ),
        beheben=_BEHEBEN,
    )


def _balance(jahr: Jahr, decided: Betrag | None) -> Iterator[Befund]:
    eigenanteil = summen_stadt.eigenanteil_lt_abrechnung(jahr)
    if decided is None:
        yield missing(
            "Einnahmen und Ausgaben: Es ist noch nicht jede Zuwendung festgesetzt.", beheben=_BEHEBEN
        )
        return
    if eigenanteil is None:
        yield missing(
            "Einnahmen und Ausgaben: Einer Einnahme ist keine Zeile des Antrags zugeordnet. Bitte zuordnen.",
            beheben="Parameter des Förderjahres",
        )
        return
    ausgaben = summen_stadt.anerkannt_gesamt(jahr).insgesamt
    einnahmen = ausgaben - min(NULL, eigenanteil)
    yield compare(
        holds=eigenanteil >= NULL,
        erwartet=ausgaben,
        gefunden=einnahmen,
        text=f"Einnahmen und Ausgaben: je {format_betrag(ausgaben)}, Eigenanteil {format_betrag(eigenanteil)}."
        if eigenanteil >= NULL
        else f"Die Einnahmen ohne Eigenanteil ({format_betrag(einnahmen)}) sind höher als die Ausgaben "
        f"({format_betrag(ausgaben)}). Bitte Einnahmen und Festsetzungen prüfen.",
        beheben=_BEHEBEN,
    )
