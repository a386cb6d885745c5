"""bewilligt = Σ festgesetzt + not drawn + returned to the Land + open."""

from __future__ import annotations

from collections.abc import Iterable

from grants.domain import summen
from grants.domain.kette import Jahr
from grants.domain.money import NULL, format_betrag
from grants.domain.pruefregeln.regel import Befund, Stufe, Vorgang, compare, missing, regel
from grants.domain.verbleib import count_verbleib

_BEHEBEN = "Verwendungsnachweis der Stadt, Rückzahlung an das Land"


@regel(
    "verbleib",
    satz="Der bewilligte Betrag ist festgesetzt, nicht abgerufen, an das Land zurückgezahlt oder noch "
    "zurückzuzahlen.",
    quelle="Zuwendungsbescheid, § 49a VwVfG NRW",
    stufe=Stufe.ABSCHLUSS,
    blockiert=[Vorgang.ABSCHLUSS],
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    if summen.bewilligt(jahr) is None:
        yield missing("Der Zuwendungsbescheid fehlt. Bitte eintragen.", beheben="Bescheid")
        return
    found = count_verbleib(jahr)
    if found is None:
        yield missing("Es ist noch nicht jede Zuwendung festgesetzt.", beheben="Festsetzung")
        return
    granted, gefunden, returned, open_ = (
        found.bewilligt,
        found.summe,
        found.zurueckgezahlt,
        found.angekuendigt_offen,
    )
    parts = (
        f"{format_betrag(found.festgesetzt)} festgesetzt + {format_betrag(found.nicht_abgerufen)} nicht abgerufen + "
        f"{format_betrag(returned)} zurückgezahlt + {format_betrag(found.offen)} offen = "
        f"{format_betrag(gefunden)}"
    )
    if open_ < NULL:
        text = (
            f"Zurückgezahlt sind {format_betrag(returned)}, angekündigt oder gefordert nur "
            f"{format_betrag(returned + open_)}. Bitte Rückforderung und Zahlungen prüfen."
        )
    elif gefunden != granted:
        text = f"{parts}, bewilligt sind {format_betrag(granted)}. Bitte Rückforderung und Zahlungen prüfen."
    else:
        text = f"{parts}, wie bewilligt."
    yield compare(
        holds=open_ >= NULL and gefunden == granted,
        erwartet=granted,
        gefunden=gefunden,
        text=text,
        beheben=_BEHEBEN,
    )
