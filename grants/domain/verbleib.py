"""What became of the money the Land granted: bewilligt = festgesetzt + not drawn + returned + open."""

from __future__ import annotations

from dataclasses import dataclass

from grants.domain import summen
from grants.domain.kette import Jahr
from grants.domain.money import NULL, Betrag


@dataclass(frozen=True, slots=True)
class Verbleib:
    """The parts in euros; `angekuendigt_offen` is announced or demanded less returned and may be negative."""

    bewilligt: Betrag
    festgesetzt: Betrag
    nicht_abgerufen: Betrag
    zurueckgezahlt: Betrag
    angekuendigt_offen: Betrag

    @property
    def offen(self) -> Betrag:
        """What still has to go back; more than was announced is not open and must not hide what is."""
        return max(NULL, self.angekuendigt_offen)

    @property
    def summe(self) -> Betrag:
        return self.festgesetzt + self.nicht_abgerufen + self.zurueckgezahlt + self.offen

    @property
    def differenz(self) -> Betrag:
        return self.summe - self.bewilligt


def count_verbleib(jahr: Jahr) -> Verbleib | None:
    """Return the parts; None before the Bescheid or while a Zuwendung is not festgesetzt."""
    granted, decided = summen.bewilligt(jahr), summen.festgesetzt_gesamt(jahr)
    if granted is None or decided is None:
        return None
    returned = summen.zurueckgezahlt_land(jahr)
    announced = jahr.nachweis_stadt.rueckforderung_land if jahr.nachweis_stadt else None
    return Verbleib(
        bewilligt=granted,
        festgesetzt=decided,
        nicht_abgerufen=granted - summen.eingegangen(jahr),
        zurueckgezahlt=returned,
        angekuendigt_offen=NULL if announced is None else announced - returned,
    )
