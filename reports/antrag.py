"""The annex of the Antrag as rows of a table."""

from __future__ import annotations

from grants.domain.antrag_daten import AntragDaten, Foerderbereich
from reports.formats import FEHLT
from reports.tabelle import Satz, Tabelle, Zeile, Zeilenart, Zelle, amount

_SATZ = Satz(oben=40.9, folge=33.35, unten=270.0)
_BREITEN = (55, 45, 40, 25)


def tabellen(daten: AntragDaten) -> tuple[Tabelle, ...]:
    """Return the annex: Maßnahmen by Handlungsfeld with subtotals."""
    zeilen: list[Zeile] = []
    for bereich in daten.foerderung.bereiche:
        zeilen += _bereich(bereich)
    if not daten.foerderung.anzahl:
        zeilen.append(Zeile(Zeilenart.POSTEN, ("Keine Maßnahmen erfasst.", "", ""), (Zelle(""),)))
    zeilen.append(Zeile(Zeilenart.SUMME, ("Summe",), (amount(daten.foerderung.summe),), is_beginn=False))
    return (Tabelle("massnahmen", _SATZ, _BREITEN, 1, tuple(zeilen)),)


def _bereich(bereich: Foerderbereich) -> list[Zeile]:
    if not bereich.massnahmen:
        return []
    head = f"{bereich.nummer} {bereich.name}" if bereich.nummer else "Ohne Handlungsfeld"
    posten = [
        Zeile(
            Zeilenart.POSTEN,
            (m.name, "; ".join(m.empfaenger) or FEHLT, m.merkmal or FEHLT),
            (amount(m.betrag),),
            is_beginn=i > 0,
        )
        for i, m in enumerate(bereich.massnahmen)
    ]
    total = Zeile(Zeilenart.ZWISCHENSUMME, (f"Summe {head}",), (amount(bereich.betrag),), is_beginn=False)
    return [Zeile(Zeilenart.GRUPPE, (head,)), *posten, total]
