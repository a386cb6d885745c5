"""The texts and declarations of the city's own papers: a closed list with the section each belongs to.

Nothing is preset. A declaration is answered with ja or nein by the office; the papers print a gap until it is.
Source of the sections: Grundmuster 1 (Antrag) and 3 (Verwendungsnachweis); the docs say how far each is confirmed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Papier(StrEnum):
    ANTRAG = "antrag"
    VERWENDUNGSNACHWEIS = "verwendungsnachweis"


class Textart(StrEnum):
    TEXT = "text"
    # "ja" or "nein", answered by the office.
    ERKLAERUNG = "erklaerung"


@dataclass(frozen=True, slots=True)
class Textfeld:
    schluessel: str
    papier: Papier
    abschnitt: str
    label: str
    art: Textart = Textart.TEXT
    pflicht: bool = True
    # What a "ja" declares, as printed; only for Erklärungen.
    wortlaut: str = ""


_A, _V = Papier.ANTRAG, Papier.VERWENDUNGSNACHWEIS
TEXTFELDER: tuple[Textfeld, ...] = (
    Textfeld("betreff", _A, "Kopf", "Betreff"),
    Textfeld("bezug", _A, "Kopf", "Bezug (Förderaufruf, Rundschreiben)", pflicht=False),
    Textfeld("bezeichnung", _A, "2", "Bezeichnung der Maßnahme"),
    Textfeld("zuwendungszweck", _A, "2", "Zuwendungsbereich und Zuwendungszweck"),
    Textfeld("ziele", _A, "2", "Ziele"),
    Textfeld("notwendigkeit_massnahme", _A, "5.1", "Notwendigkeit der Maßnahme"),
    Textfeld("notwendigkeit_foerderung", _A, "5.2", "Notwendigkeit der Förderung und der Finanzierung"),
    Textfeld("auswirkungen", _A, "6", "Finanz- und haushaltswirtschaftliche Auswirkungen"),
    Textfeld(
        "erklaerung_nicht_begonnen",
        _A,
        "7",
        "Nicht begonnen",
        Textart.ERKLAERUNG,
        wortlaut="Mit den Maßnahmen wurde noch nicht begonnen, und sie werden vor Bekanntgabe des "
        "Zuwendungsbescheids nicht begonnen; als Beginn gilt der Abschluss eines Lieferungs- oder "
        "Leistungsvertrags. Ausgenommen sind unverändert fortgesetzte und mit Zustimmung vorzeitig begonnene "
        "Maßnahmen, die im Antrag gekennzeichnet sind.",
    ),
    Textfeld(
        "erklaerung_vorsteuerabzug",
        _A,
        "7",
        "Zum Vorsteuerabzug berechtigt",
        Textart.ERKLAERUNG,
        wortlaut="Die Antragstellerin ist zum Vorsteuerabzug berechtigt und hat das bei den Ausgaben berücksichtigt "
        "(Beträge ohne Umsatzsteuer).",
    ),
    Textfeld(
        "erklaerung_vollstaendig",
        _A,
        "7",
        "Angaben vollständig und richtig",
        Textart.ERKLAERUNG,
        wortlaut="Die Angaben in diesem Antrag einschließlich der Anlagen sind vollständig und richtig.",
    ),
    Textfeld(
        "erklaerung_subvention",
        _A,
        "7",
        "Subventionserhebliche Tatsachen bekannt",
        Textart.ERKLAERUNG,
        wortlaut="Der Antragstellerin ist bekannt, welche Tatsachen subventionserheblich sind (§ 264 StGB in "
        "Verbindung mit § 1 Landessubventionsgesetz NRW).",
    ),
    Textfeld("anlagen", _A, "8", "Weitere Anlagen", pflicht=False),
    Textfeld("sachbericht_durchfuehrung", _V, "I", "Durchgeführte Maßnahmen, Beginn, Dauer, Abschluss"),
    Textfeld("sachbericht_personal", _V, "I", "Nachweis des geförderten Personals"),
    Textfeld("sachbericht_erfolg", _V, "I", "Erfolg und Auswirkungen"),
    Textfeld("sachbericht_abweichungen", _V, "I", "Abweichungen von Planung und Finanzierungsplan"),
    Textfeld("sachbericht_fachstellen", _V, "I", "Berichte der beteiligten Fachstellen", pflicht=False),
    Textfeld(
        "bestaetigung_bescheid",
        _V,
        "IV",
        "Nebenbestimmungen beachtet",
        Textart.ERKLAERUNG,
        wortlaut="Die Nebenbestimmungen der Zuwendungsbescheide wurden beachtet.",
    ),
    Textfeld(
        "bestaetigung_notwendig",
        _V,
        "IV",
        "Notwendig, wirtschaftlich, sparsam",
        Textart.ERKLAERUNG,
        wortlaut="Die Ausgaben waren notwendig, es wurde wirtschaftlich und sparsam verfahren.",
    ),
    Textfeld(
        "bestaetigung_buecher",
        _V,
        "IV",
        "Übereinstimmung mit Büchern und Belegen",
        Textart.ERKLAERUNG,
        wortlaut="Die Angaben stimmen mit den Büchern und Belegen überein.",
    ),
)
TEXTFELD_BY_SCHLUESSEL = {feld.schluessel: feld for feld in TEXTFELDER}


@dataclass(frozen=True, slots=True)
class Text:
    """A text as entered, for the year (kennung empty) or for one Maßnahme (`ziele`, `sachbericht_…`)."""

    schluessel: str
    text: str
    kennung: str = ""
