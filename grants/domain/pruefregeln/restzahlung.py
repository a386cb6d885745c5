"""max(0, festgesetzt − net paid) = paid + open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from grants.domain import summen
from grants.domain.kette import Empfaenger, Jahr
from grants.domain.money import NULL, format_betrag
from grants.domain.pruefregeln.nachweise import bezug_of, left_out
from grants.domain.pruefregeln.regel import (
    Befund,
    Bezug,
    Stufe,
    Vorgang,
    compare,
    missing,
    not_applicable,
    regel,
)


@regel(
    "restzahlung",
    satz="Was an der festgesetzten Zuwendung noch fehlt, ist nachgezahlt oder zugesagt und noch offen.",
    quelle="Weiterleitung",
    stufe=Stufe.FREIGABE,
    blockiert=[Vorgang.ABSCHLUSS],
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    yield from left_out(jahr)
    for massnahme, empfaenger in summen.funded_recipients(jahr):
        bezug = bezug_of(massnahme, empfaenger)
        if empfaenger.is_stelle:
            yield not_applicable("Eine städtische Stelle erhält keine Zahlung.", bezug=bezug)
        elif summen.festgesetzt(empfaenger) is None:
            yield missing("Die Zuwendung ist noch nicht festgesetzt.", bezug=bezug, beheben="Festsetzung")
        else:
            yield from _check(jahr, empfaenger, bezug)


def _check(jahr: Jahr, empfaenger: Empfaenger, bezug: Bezug) -> Iterator[Befund]:
    needed = summen.nachzuzahlen(empfaenger, jahr.am) or NULL
    paid = summen.restzahlung_gezahlt(empfaenger, jahr.am)
    promised = empfaenger.nachweis.restzahlung if empfaenger.nachweis else None
    open_ = NULL if promised is None else promised - paid
    # More than was promised is not open and must not hide what is.
    gefunden = paid + max(NULL, open_)
    if open_ < NULL:
        text = (
            f"Nachgezahlt sind {format_betrag(paid)}, mitgeteilt nur {format_betrag(paid + open_)}. "
            "Bitte Schlussmitteilung und Zahlungen prüfen."
        )
    elif gefunden != needed:
        text = (
            f"Nachzuzahlen sind {format_betrag(needed)}; gezahlt oder mitgeteilt und noch offen sind "
            f"{format_betrag(gefunden)}. Bitte Schlussmitteilung und Zahlungen prüfen."
        )
    elif not needed:
        text = "Es ist nichts nachzuzahlen."
    else:
        text = f"Restzahlung: {format_betrag(paid)} gezahlt, {format_betrag(open_)} offen."
    yield compare(
        holds=open_ >= NULL and gefunden == needed,
        erwartet=needed,
        gefunden=gefunden,
        text=text,
        bezug=bezug,
        beheben="Restzahlung",
    )
