"""bewilligt = Σ festgesetzt + not drawn + returned to the Land + open."""

from __future__ import annotations

from collections.abc import Iterable

from grants.domain import summen
from grants.domain.kette import Jahr
from grants.domain.money import NULL, format_betrag
from grants.domain.pruefregeln.regel import Befund, Stufe, Vorgang, compare, missing, regel

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
    granted = summen.bewilligt(jahr)
    decided = summen.festgesetzt_gesamt(jahr)
    if granted is None:
        yield missing("Der Zuwendungsbescheid fehlt. Bitte eintragen.", beheben="Bescheid")
        return
    if decided is None:
        yield missing("Es ist noch nicht jede Zuwendung festgesetzt.", beheben="Festsetzung")
        return
    not_drawn = granted - summen.eingegangen(jahr)
    returned = summen.zurueckgezahlt_land(jahr)
    announced = jahr.nachweis_stadt.rueckforderung_land if jahr.nachweis_stadt else None
    open_ = NULL if announced is None else announced - returned
    # More than was announced is not open and must not hide what is.
    gefunden = decided + not_drawn + returned + max(NULL, open_)
    parts = (
        f"{format_betrag(decided)} festgesetzt + {format_betrag(not_drawn)} nicht abgerufen + "
        f"{format_betrag(returned)} zurückgezahlt + {format_betrag(max(NULL, open_))} offen = "
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
