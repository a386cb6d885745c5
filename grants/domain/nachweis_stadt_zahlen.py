"""What the city states in its Verwendungsnachweis beside what is computed; neither is adjusted."""

from __future__ import annotations

from dataclasses import dataclass

from grants.domain import summen, summen_stadt
from grants.domain.dokumente import format_datum
from grants.domain.kette import Jahr, NachweisStadt
from grants.domain.money import Betrag


@dataclass(frozen=True, slots=True)
class Zahlzeile:
    """A figure of two origins in euros; None where the city states none or it cannot be computed yet."""

    # Name of the stated figure (kette.NachweisStadt).
    schluessel: str
    bezeichnung: str
    angegeben: Betrag | None
    gerechnet: Betrag | None
    # What the computed one is made of.
    woraus: str

    @property
    def differenz(self) -> Betrag | None:
        """Stated less computed; None while one of them is missing."""
        if self.angegeben is None or self.gerechnet is None:
            return None
        return self.angegeben - self.gerechnet


def build_zahlen(jahr: Jahr) -> tuple[Zahlzeile, ...]:
    """Return the four figures of the city as of the day of the year, the ledger on its own day."""
    stated = jahr.nachweis_stadt or NachweisStadt()
    decided = summen.festgesetzt_gesamt(jahr)
    day = stated.haushalt_ist_am or jahr.am
    return (
        Zahlzeile(
            "zuwendung_lt_abrechnung",
            "Zuwendung des Landes lt. Abrechnung",
            stated.zuwendung_lt_abrechnung,
            decided,
            "Summe der festgesetzten Zuwendungen",
        ),
        Zahlzeile(
            "zuwendungsfaehig_lt_abrechnung",
            "zuwendungsfähige Ausgaben lt. Abrechnung",
            stated.zuwendungsfaehig_lt_abrechnung,
            None if decided is None else summen_stadt.anerkannt_gesamt(jahr).zuwendungsfaehig,
            "Summe der anerkannten zuwendungsfähigen Ausgaben",
        ),
        Zahlzeile(
            "haushalt_ist",
            f"Haushalts-Ist am {format_datum(day)}",
            stated.haushalt_ist,
            summen_stadt.haushalt_ist_gerechnet(jahr, day),
            "Ausgaben der Stellen und Zahlungen an Träger bis zu diesem Tag",
        ),
        Zahlzeile(
            "rueckforderung_land",
            "an das Land zurückzuzahlen",
            stated.rueckforderung_land,
            summen_stadt.an_das_land_zurueckzuzahlen(jahr),
            "vom Land abgerufen, weniger festgesetzt",
        ),
    )
