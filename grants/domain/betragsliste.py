"""The amounts of the Antrag as a list that leaves the house, in the columns in which such lists are read again."""

from __future__ import annotations

from grants.domain import summen
from grants.domain.kette import Jahr, Massnahme
from grants.domain.money import Betrag, format_betrag

KOPF = ("Jahr", "Kennung", "Maßnahme", "Träger", "Betrag")
Zeile = tuple[str, str, str, str, Betrag | None]


def betragsliste(jahr: Jahr) -> tuple[Zeile, ...]:
    """Return a row per Maßnahme with an amount, and the stated total last, where there is one."""
    amounts = summen.beantragt_je_massnahme(jahr)
    rows: list[Zeile] = [
        (str(jahr.jahr), m.kennung, m.name, _traeger(m), amounts[m.kennung])
        for m in jahr.massnahmen
        if m.kennung in amounts
    ]
    if jahr.antrag and jahr.antrag.genannt is not None:
        rows.append((str(jahr.jahr), "", "Antragssumme", "", jahr.antrag.genannt))
    return tuple(rows)


def _traeger(massnahme: Massnahme) -> str:
    """Return `IFAK=9330,00;Ronahi=6220,00`; a sole Träger without its share."""
    recipients = massnahme.empfaenger
    if len(recipients) == 1:
        return recipients[0].name
    return ";".join(
        each.name if each.anteil is None else f"{each.name}={format_betrag(each.anteil, einheit='')}"
        for each in recipients
    )


def hinweise(jahr: Jahr) -> tuple[str, ...]:
    """Return what stands above the list: the sum of its rows beside the stated total."""
    beantragt = format_betrag(summen.beantragt(jahr))
    return (f"Die Beträge ergeben {beantragt}.",)
