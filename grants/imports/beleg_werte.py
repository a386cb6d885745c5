"""What a Belegliste holds: its columns, its rows, the sums it states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from grants.domain.begriffe import Belegart
from grants.domain.money import Betrag
from grants.imports.datei import QuelleArt
from grants.imports.spalten import Spalte


class Einnahmen(StrEnum):
    """How a file writes income that stands among the expenditure; asked once per file."""

    POSITIV = "positiv"
    NEGATIV = "negativ"


# The words of the forms that are in use; the first is the one this program prints.
SPALTEN = (
    Spalte("nr", "Beleg-Nr.", ("Belegnummer", "Beleg", "Nr.", "Lfd. Nr.", "Laufende Nummer", "Lfd. Nummer")),
    Spalte(
        "position",
        "Ausgabeposition",
        (
            "Kostenposition",
            "Position",
            "Kostenart",
            "Ausgabenart",
            "Einzelansatz",
            "Position des KFP",
            "Teilvorhaben",
        ),
    ),
    Spalte(
        "rechnungsnummer",
        "Rechnungsnummer",
        ("Rechnungs-Nr.", "Rechnung Nr.", "RE-Nr.", "Rg.-Nr."),
        pflicht=False,
    ),
    Spalte("rechnungsdatum", "Rechnungsdatum", ("Belegdatum", "Datum der Rechnung"), pflicht=False),
    Spalte(
        "zahlungsdatum",
        "Zahlungsdatum",
        (
            "Buchungsdatum",
            "Wertstellung",
            "Datum der Zahlung",
            "Zahlung am",
            "gezahlt am",
            "bezahlt am",
            "Valuta",
        ),
    ),
    Spalte(
        "zahlungsempfaenger",
        "Zahlungsempfänger",
        ("Empfänger", "Kreditor", "Lieferant", "Zahlungsempfänger/Einzahler", "Empfänger/Einzahler"),
    ),
    Spalte(
        "zweck",
        "Zweck",
        ("Buchungstext", "Verwendungszweck", "Gegenstand", "Bezeichnung", "Grund", "Zahlungsgrund"),
    ),
    Spalte(
        "gezahlt",
        "gezahlter Betrag",
        ("gezahlt", "tatsächlich gezahlt", "Zahlbetrag", "Zahlungsbetrag", "Buchungsbetrag"),
        ist_betrag=True,
    ),
    Spalte(
        "betrag",
        "Betrag für die Maßnahme",
        ("Betrag", "Betrag Maßnahme", "Anteil für die Maßnahme", "Anteil Maßnahme"),
        ist_betrag=True,
    ),
    Spalte(
        "zuwendungsfaehig",
        "davon zuwendungsfähig",
        ("zuwendungsfähig", "zuwendungsfähiger Betrag", "davon förderfähig", "förderfähig"),
        ist_betrag=True,
    ),
    Spalte("leistung_von", "Leistung von", ("Leistungszeitraum von", "Leistungsbeginn"), pflicht=False),
    Spalte("leistung_bis", "Leistung bis", ("Leistungszeitraum bis", "Leistungsende"), pflicht=False),
    Spalte("leistung", "Leistungszeitraum", ("Leistungszeitraum von/bis", "Leistung von/bis"), pflicht=False),
    Spalte("bemerkung", "Bemerkung", ("Bemerkungen", "Anmerkung", "Hinweis"), pflicht=False),
    Spalte("art", "Art", ("Belegart", "Einnahme/Ausgabe", "Ausgabe/Einnahme"), pflicht=False),
    Spalte("einnahme", "Einnahme", ("Einnahmen", "Einnahmebetrag"), pflicht=False, ist_betrag=True),
    Spalte("mittelherkunft", "Mittelherkunft", ("Mittelgeber", "Geber"), pflicht=False),
)


@dataclass(frozen=True, slots=True)
class Belegzeile:
    """One expenditure. `gezahlt` is None only for a Pauschale; amounts are negative for a credit note."""

    nr: str
    art: Belegart
    position: str
    rechnungsnummer: str
    rechnungsdatum: date | None
    zahlungsdatum: date | None
    zahlungsempfaenger: str
    zweck: str
    gezahlt: Betrag | None
    betrag: Betrag
    zuwendungsfaehig: Betrag
    leistung_von: date | None
    leistung_bis: date | None
    bemerkung: str
    zeile: int
    blatt: str | None = None


@dataclass(frozen=True, slots=True)
class Einnahmezeile:
    """One income, positive whatever sign the file writes; `herkunft` in the file's own words."""

    nr: str
    datum: date | None
    einzahler: str
    zweck: str
    betrag: Betrag
    herkunft: str
    bemerkung: str
    zeile: int
    blatt: str | None = None


@dataclass(frozen=True, slots=True)
class Summenzeile:
    """A sum as the file states it; `position` is None for the whole list, amounts None where nothing is stated."""

    bezeichnung: str
    position: str | None
    gezahlt: Betrag | None
    betrag: Betrag | None
    zuwendungsfaehig: Betrag | None
    stimmt: bool
    zeile: int
    blatt: str | None = None


@dataclass(frozen=True, slots=True)
class Belegliste:
    belege: tuple[Belegzeile, ...]
    einnahmen: tuple[Einnahmezeile, ...]
    summen: tuple[Summenzeile, ...]
    hinweise: tuple[str, ...]
    datei: str
    quelle_art: QuelleArt
    sha256: str
