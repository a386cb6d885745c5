"""The parameters of a year as people look for them: by question, with what each is good for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from grants.domain.begriffe import Antragszeile, Finanzierungsart, Mittelherkunft, Unterschriftsart, label
from grants.domain.errors import Violation
from grants.domain.fristen import format_datum
from grants.domain.kette import Jahr
from grants.domain.money import HUNDERT, NULL, Betrag, Vomhundert, format_betrag, format_vomhundert
from grants.domain.parameter import PARAMETER_BY_SCHLUESSEL, Parameter, ParameterArt, Parameterwert, Wert

# Papers that come with the decision of the Land; before it nobody can know what stands in them.
_MIT_DEM_BESCHEID = {"Zuwendungsbescheid", "Nebenbestimmungen"}


@dataclass(frozen=True, slots=True)
class Gruppe:
    """Parameters that answer one question; `wozu` says by Schluessel what the figure is used for."""

    schluessel: str
    titel: str
    erklaerung: str
    wozu: tuple[tuple[str, str], ...]

    @property
    def arten(self) -> tuple[ParameterArt, ...]:
        return tuple(PARAMETER_BY_SCHLUESSEL[schluessel] for schluessel, _ in self.wozu)


GRUPPEN: tuple[Gruppe, ...] = (
    Gruppe(
        "antrag",
        "Antrag beim Land",
        "Bis wann der Antrag eingehen muss und wie viel Geld für die Stadt vorgesehen ist.",
        (
            ("antragsfrist_fortsetzung", "Für Maßnahmen, die weiterlaufen oder am 1. Januar beginnen."),
            ("antragsfrist_im_jahr", "Für Maßnahmen, die erst im Lauf des Jahres beginnen."),
            ("zugeteilte_mittel", "Mehr als diesen Betrag soll die Stadt nicht beantragen."),
        ),
    ),
    Gruppe(
        "finanzierung",
        "Finanzierung",
        "Wie das Land rechnet. Davon hängt ab, welche Zuwendung sich aus den Ausgaben ergibt.",
        (
            ("finanzierungsart", "Ohne diese Angabe wird keine Zuwendung errechnet."),
            (
                "landesanteil",
                "Höchster Anteil des Landes an den zuwendungsfähigen Gesamtausgaben (Zeile 3.4).",
            ),
        ),
    ),
    Gruppe(
        "zeitraum",
        "Zeiträume und Mittelabruf",
        "Wann die Leistungen liegen müssen und bis wann Geld fließt.",
        (
            ("durchfuehrung_von", "Leistungen davor werden nicht anerkannt."),
            ("durchfuehrung_bis", "Leistungen danach werden nicht anerkannt."),
            ("bewilligung_bis", "Bis dahin stehen die Mittel bereit."),
            ("letzter_abruf_am", "Danach zahlt das Land nicht mehr aus."),
            ("zahlung_bis", "Bis dahin sollen Rechnungen für Leistungen des Jahres bezahlt sein."),
            ("abrufhorizont_monate", "So lange im Voraus darf Geld abgerufen werden."),
        ),
    ),
    Gruppe(
        "nachweis",
        "Nachweise und Aufbewahrung",
        "Bis wann die Verwendungsnachweise da sein müssen und was für sie gilt.",
        (
            ("nachweis_traeger_bis", "Bis dahin legen Träger und Stellen ihren Nachweis vor."),
            ("nachweis_stadt_bis", "Bis dahin legt die Stadt dem Land ihren Nachweis vor."),
            (
                "fristen_bestimmter_tag",
                "Bei „nein“ rückt eine Frist vom Wochenende auf den Werktag danach.",
            ),
            ("kurzform_unter", "Darunter genügt den Trägern ein kurzer Sachbericht."),
            ("unterschrift", "Wie Träger ihren Nachweis unterschreiben, wenn sie ihn absenden."),
            ("aufbewahrung_jahre", "So lange bewahren alle die Belege auf."),
        ),
    ),
    Gruppe(
        "pruefung",
        "Prüfung und Erstattung",
        "Ab wann eine Überschreitung oder ein kleiner Rest zählt.",
        (
            ("toleranz_anwenden", "Ob Überschreitungen einzelner Ansätze geprüft werden."),
            ("toleranz", "Bis zu diesem Anteil darf ein Einzelansatz überschritten werden."),
            ("bagatelle_freie_traeger", "Kleinere Beträge werden von freien Trägern nicht zurückgefordert."),
            (
                "bagatelle_oeffentliche",
                "Kleinere Beträge werden von öffentlichen Stellen nicht zurückgefordert.",
            ),
            ("zinsaufschlag", "Kommt bei Erstattungen zum Basiszinssatz hinzu."),
            ("unterlagen_tage", "Vorschlag, wenn Unterlagen vom Träger angefordert werden."),
            (
                "testat_verlangt",
                "Bei „ja“ gehört ein Testat der Rechnungsprüfung zum Nachweis der Stadt.",
            ),
        ),
    ),
)
GRUPPE_BY_SCHLUESSEL = {gruppe.schluessel: gruppe for gruppe in GRUPPEN}
_GRENZEN_GANZZAHL = {"abrufhorizont_monate": 24, "aufbewahrung_jahre": 50, "unterlagen_tage": 365}


@dataclass(frozen=True, slots=True)
class Angabe:
    """One parameter with what is entered, and whether somebody should look at it."""

    art: ParameterArt
    wozu: str
    wert: Parameterwert | None
    # The paper it stands in has come, and nobody has entered it yet.
    is_faellig: bool

    @property
    def is_offen(self) -> bool:
        """Tell whether it is asked for: entered and not confirmed, or due and missing."""
        return self.is_faellig if self.wert is None else not self.wert.bestaetigt


def angaben(jahr: Jahr, gruppe: Gruppe) -> tuple[Angabe, ...]:
    """Return the parameters of a group as they are entered for the year."""
    entered = {wert.schluessel: wert for wert in jahr.parameter.angaben}
    decided = bool(jahr.bescheide)
    return tuple(
        Angabe(
            PARAMETER_BY_SCHLUESSEL[schluessel],
            wozu,
            entered.get(schluessel),
            decided and PARAMETER_BY_SCHLUESSEL[schluessel].hinweis in _MIT_DEM_BESCHEID,
        )
        for schluessel, wozu in gruppe.wozu
    )


_FORMATE: tuple[tuple[type, Callable[[Any], str]], ...] = (
    # A truth value is an int, too.
    (bool, lambda wert: "ja" if wert else "nein"),
    (Betrag, format_betrag),
    (Vomhundert, lambda wert: f"{format_vomhundert(wert)} v. H."),
    (date, format_datum),
    (Finanzierungsart, label),
    (Unterschriftsart, label),
)


def format_wert(wert: Wert | None) -> str:
    """Return the value as people read it; empty where there is none."""
    if wert is None:
        return ""
    return next((write(wert) for kind, write in _FORMATE if isinstance(wert, kind)), str(wert))


# Lines of the Antrag that money may feed, in the words of its form.
ZEILEN_WORT: Mapping[Antragszeile, str] = {
    Antragszeile.LEISTUNGEN_DRITTER: "3.3 Leistungen Dritter (mindern die zuwendungsfähigen Ausgaben)",
    Antragszeile.BEANTRAGTE_FOERDERUNG: "3.5 Beantragte Förderung",
    Antragszeile.OEFFENTLICHE_FOERDERUNG: "3.6 Andere öffentliche Förderung",
    Antragszeile.EIGENANTEIL: "3.7 Eigenanteil",
}


# -- cells, to find what changed meanwhile -------------------------------------------------------------------


def angabe_zellen(werte: Mapping[str, Parameterwert | None]) -> dict[str, str]:
    """Return parameters as cells: each with its value, and what belongs to it."""
    found = {}
    for schluessel, wert in werte.items():
        found[schluessel] = format_wert(wert.wert) if wert else ""
        found[f"{schluessel}/quelle"] = wert.quelle if wert else ""
        found[f"{schluessel}/stand"] = format_datum(wert.stand) if wert and wert.stand else ""
        found[f"{schluessel}/bestaetigt"] = ("ja" if wert.bestaetigt else "nein") if wert else ""
    return found


_TEIL = {"": "", "quelle": ", Quelle", "stand": ", Stand", "bestaetigt": ", geprüft"}


def describe(feld: str) -> str:
    """Return what such a cell is called: `Landesanteil in v. H., Quelle`."""
    schluessel, _, teil = feld.partition("/")
    if schluessel in PARAMETER_BY_SCHLUESSEL:
        return PARAMETER_BY_SCHLUESSEL[schluessel].label + _TEIL[teil]
    return f"Zeile für {label(Mittelherkunft(schluessel))}"


def zeilen_zellen(zeilen: Mapping[Mittelherkunft, Antragszeile | None]) -> dict[str, str]:
    """Return the lines of the Antrag by money as cells."""
    return {herkunft.value: (zeilen.get(herkunft) or "") for herkunft in Mittelherkunft}


# -- rules for one input -------------------------------------------------------------------------------------


def check(werte: Mapping[str, Parameterwert | None], stored: Parameter) -> Iterator[Violation]:
    """Yield what cannot be saved: the values of one group, beside those of the others as they are stored."""
    for schluessel, wert in werte.items():
        if wert is not None:
            yield from _check_one(schluessel, wert)
    entered: dict[str, Wert | None] = {each.schluessel: each.wert for each in stored.angaben}
    entered |= {schluessel: wert.wert if wert else None for schluessel, wert in werte.items()}
    von, bis = entered.get("durchfuehrung_von"), entered.get("durchfuehrung_bis")
    if {"durchfuehrung_von", "durchfuehrung_bis"} & werte.keys() and von and bis and von > bis:  # type: ignore[operator]  # both are days
        yield Violation(
            "zeitraum_verkehrt",
            "Der Durchführungszeitraum endet vor seinem Beginn.",
            "durchfuehrung_bis",
        )


def _check_one(schluessel: str, wert: Parameterwert) -> Iterator[Violation]:
    name = PARAMETER_BY_SCHLUESSEL[schluessel].label
    if wert.bestaetigt and not wert.quelle:
        yield Violation(
            "bestaetigt_ohne_quelle",
            f"„{name}“: Bitte angeben, in welchem Papier das steht, bevor es als geprüft gilt.",
            f"{schluessel}-quelle",
        )
    match wert.wert:
        case Betrag() as betrag if betrag < NULL:
            yield Violation("betrag_negativ", f"„{name}“: Der Betrag ist nicht negativ.", schluessel)
        case Vomhundert() as share if not Vomhundert(0) <= share <= HUNDERT:
            yield Violation(
                "anteil_ausserhalb", f"„{name}“: Der Anteil liegt zwischen 0 und 100 v. H.", schluessel
            )
        case bool():
            return
        case int() as zahl if not 1 <= zahl <= _GRENZEN_GANZZAHL[schluessel]:
            yield Violation(
                "zahl_ausserhalb",
                f"„{name}“: Bitte eine Zahl von 1 bis {_GRENZEN_GANZZAHL[schluessel]} eintragen.",
                schluessel,
            )
