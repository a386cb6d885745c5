"""Σ shares of the recipients = amount of the Maßnahme, to the cent."""

from __future__ import annotations

from collections.abc import Iterable

from grants.domain import summen
from grants.domain.begriffe import FOERDERJAHR_FOLGE, FoerderjahrStatus
from grants.domain.kette import Jahr, Massnahme
from grants.domain.money import NULL, Betrag, format_betrag, summe
from grants.domain.pruefregeln.gemeinsam import betrag_je_massnahme
from grants.domain.pruefregeln.regel import (
    Befund,
    Bezug,
    Schwere,
    Stufe,
    Vorgang,
    compare,
    not_applicable,
    regel,
)


@regel(
    "empfaenger_anteile",
    satz="Die Anteile der Träger und Stellen ergeben auf den Cent den Betrag der Maßnahme.",
    quelle="Aufteilung der Maßnahme auf ihre Träger und Stellen",
    stufe=Stufe.PLANUNG,
    blockiert=[Vorgang.WEITERLEITUNG],
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    betraege = betrag_je_massnahme(jahr)
    return [_judge(jahr, massnahme, betraege.get(massnahme.kennung)) for massnahme in jahr.massnahmen]


def _judge(jahr: Jahr, massnahme: Massnahme, betrag: Betrag | None) -> Befund:
    bezug = Bezug(massnahme.kennung)
    anteile = [e.anteil for e in massnahme.empfaenger if e.anteil is not None]
    if betrag is None and not anteile:
        return not_applicable(f"Für „{massnahme.name}“ ist kein Betrag aufzuteilen.", bezug=bezug)
    if len(massnahme.empfaenger) == 1 and not anteile:
        return not_applicable(
            f"„{massnahme.name}“ hat nur einen Empfänger; sein Anteil ist der ganze Betrag.", bezug=bezug
        )
    erwartet, gefunden = betrag or NULL, summe(anteile)
    open_shares = len(massnahme.empfaenger) - len(anteile)
    holds = bool(massnahme.empfaenger) and not open_shares and gefunden == erwartet
    # Before money is promised shares are still being agreed upon.
    agreeing = not _is_promised(jahr, massnahme)
    return compare(
        holds=holds,
        erwartet=erwartet,
        gefunden=gefunden,
        text=_text(massnahme, erwartet, gefunden, open_shares),
        bezug=bezug,
        schwere=Schwere.HINWEIS if agreeing and not holds else None,
        beheben="Maßnahmen und Beträge",
        vorerst=agreeing,
    )


def _is_promised(jahr: Jahr, massnahme: Massnahme) -> bool:
    running = FOERDERJAHR_FOLGE.index(FoerderjahrStatus.IN_DURCHFUEHRUNG)
    return FOERDERJAHR_FOLGE.index(jahr.status) >= running or any(
        summen.promise(empfaenger, jahr.am) is not None for empfaenger in massnahme.empfaenger
    )


def _text(massnahme: Massnahme, erwartet: Betrag, gefunden: Betrag, open_shares: int) -> str:
    text = f"„{massnahme.name}“ ({format_betrag(erwartet)}): "
    if not massnahme.empfaenger:
        return f"{text}noch kein Träger. Bitte den Träger oder die Stelle eintragen."
    if open_shares:
        return (
            f"{text}{open_shares} von {len(massnahme.empfaenger)} Anteilen noch offen. "
            "Bitte die Anteile eintragen."
        )
    text += f"Die Anteile ergeben {format_betrag(gefunden)}."
    return text if gefunden == erwartet else f"{text} Bitte die Anteile oder den Betrag anpassen."
