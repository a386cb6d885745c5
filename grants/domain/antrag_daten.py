"""The city's Antrag (Grundmuster 1) as frozen values: every printed figure once. Built in `antrag.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from grants.domain.dokumente import (
    Abweichung,
    Ausstellung,
    Briefkopf,
    Erklaerung,
    Feld,
    Luecke,
    Textblock,
    check_ausstellung,
)
from grants.domain.money import Betrag, Vomhundert


@dataclass(frozen=True, slots=True)
class Handlungsfeld:
    """A Zuwendungsbereich of the Land's programme."""

    nummer: int
    name: str


@dataclass(frozen=True, slots=True)
class Planzeile:
    """A line of section 3; the amount is None where it cannot be computed."""

    nummer: str
    bezeichnung: str
    betrag: Betrag | None
    vh: Vomhundert | None

    @property
    def has_vh(self) -> bool:
        """The share is of line 3.4; the form asks for it from there on."""
        return self.nummer >= "3.4"


@dataclass(frozen=True, slots=True)
class Herleitung:
    """A part of line 3.7."""

    bezeichnung: str
    betrag: Betrag


@dataclass(frozen=True, slots=True)
class Finanzierungsplanung:
    zeilen: tuple[Planzeile, ...]
    eigenanteil_aus: tuple[Herleitung, ...]
    # Why lines cannot be computed; empty where they can.
    grund: str = ""


@dataclass(frozen=True, slots=True)
class Antragsmassnahme:
    """A row of the annex; texts that are None are gaps."""

    name: str
    empfaenger: tuple[str, ...]
    merkmal: str | None
    betrag: Betrag | None


@dataclass(frozen=True, slots=True)
class Foerderbereich:
    """A line of section 4 with the Maßnahmen behind it (the annex lists them); without a number it is a gap."""

    nummer: int | None
    name: str
    betrag: Betrag | None
    vh: Vomhundert | None
    massnahmen: tuple[Antragsmassnahme, ...]


@dataclass(frozen=True, slots=True)
class AngegebeneAntragssumme:
    """The total that the office's list states, where it stands, and how far the computed one is from it."""

    betrag: Betrag
    quelle: str
    differenz: Betrag | None


@dataclass(frozen=True, slots=True)
class Foerderung:
    bereiche: tuple[Foerderbereich, ...]
    summe: Betrag | None
    vh: Vomhundert | None
    # Only in a draft.
    angegeben: AngegebeneAntragssumme | None = None
    grund: str = ""

    @property
    def anzahl(self) -> int:
        return sum(len(bereich.massnahmen) for bereich in self.bereiche)


@dataclass(frozen=True, slots=True)
class AntragDaten:
    jahr: int
    programm: str | None
    stand: date
    version: int
    kopf: Briefkopf
    betreff: Textblock
    bezug: str
    antragstellerin: tuple[Feld, ...]
    massnahmen: tuple[Textblock, ...]
    durchfuehrung_von: date | None
    durchfuehrung_bis: date | None
    finanzierungsplan: Finanzierungsplanung
    foerderung: Foerderung
    begruendung: tuple[Textblock, ...]
    auswirkungen: Textblock
    erklaerungen: tuple[Erklaerung, ...]
    anlagen: tuple[str, ...]
    unterschrift: str | None
    luecken: tuple[Luecke, ...]
    abweichungen: tuple[Abweichung, ...]
    beispiel: bool
    ausgestellt: Ausstellung | None = None

    def __post_init__(self) -> None:
        check_ausstellung(self)
