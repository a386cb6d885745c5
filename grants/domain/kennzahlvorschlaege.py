"""Counts that other offices use, to be taken over into the catalogue and changed there.

Nothing here is asked of anybody before the office has taken it over. Sources: praxis.md 5.3 (catalogue of other
programmes, the KeKiz-Kennzahlen with their "davon" rows); the four counts of the Kita-Sozialarbeit from its picture
of the first quarter of 2017 and the quarterly Statistik of its Konzeption, chapter 10.
"""

from __future__ import annotations

from dataclasses import dataclass

from grants.domain.kennzahlen import JAHR, QUARTAL


@dataclass(frozen=True, slots=True)
class Vorschlag:
    """One count; `davon_von` is the key of its whole within the same group."""

    schluessel: str
    name: str
    einheit: str
    zaehlregel: str
    zeitraum: str = JAHR
    davon_von: str = ""


@dataclass(frozen=True, slots=True)
class Gruppe:
    """Counts that are taken over together; `je_massnahme`: they make sense for certain Maßnahmen only."""

    schluessel: str
    titel: str
    text: str
    vorschlaege: tuple[Vorschlag, ...]
    je_massnahme: bool = True


GRUPPEN: tuple[Gruppe, ...] = (
    Gruppe(
        "kern",
        "Für alle Maßnahmen",
        "Sechs Zählungen, die jede Maßnahme beantworten kann.",
        (
            Vorschlag(
                "kinder",
                "Erreichte Kinder und Jugendliche",
                "Personen",
                "Jedes Kind zählt im Jahr einmal, auch wenn es mehrmals kommt. Keine Namen.",
            ),
            Vorschlag(
                "familien",
                "Erreichte Eltern und Familien",
                "Familien",
                "Jede Familie zählt im Jahr einmal.",
            ),
            Vorschlag(
                "termine",
                "Angebote und Termine",
                "Termine",
                "Jeder Termin, der stattgefunden hat; Ausgefallenes zählt nicht.",
            ),
            Vorschlag(
                "stunden",
                "Stunden der Fachkräfte",
                "Stunden",
                "Arbeitsstunden aus der Förderung, auf volle Stunden gerundet.",
            ),
            Vorschlag(
                "standorte", "Standorte", "Orte", "Orte, an denen das Angebot mindestens dreimal im Jahr war."
            ),
            Vorschlag(
                "partner",
                "Kooperationspartner",
                "Einrichtungen",
                "Einrichtungen, mit denen im Jahr mindestens einmal gemeinsam gearbeitet wurde.",
            ),
        ),
        je_massnahme=False,
    ),
    Gruppe(
        "kita-sozialarbeit",
        "Kita-Sozialarbeit",
        "Die vier Zählungen der Kita-Sozialarbeit, vierteljährlich wie ihre Statistik.",
        (
            Vorschlag(
                "kita-telefonberatung",
                "Telefonberatung",
                "Beratungen",
                "Jedes Telefonat mit einer Beratung; Terminabsprachen zählen nicht.",
                QUARTAL,
            ),
            Vorschlag(
                "kita-netzarbeit",
                "Netz- und Sozialraumarbeit",
                "Termine",
                "Jeder Termin mit anderen Stellen, Kitas oder Gremien im Sozialraum.",
                QUARTAL,
            ),
            Vorschlag(
                "kita-beratung",
                "Beratungen in Kitas",
                "Beratungen",
                "Jede Beratung von Fachkräften oder Eltern in einer Kita.",
                QUARTAL,
            ),
            Vorschlag(
                "kita-familie",
                "Beratungsgespräche mit Familien",
                "Gespräche",
                "Jedes Gespräch mit einer Familie, gleich an welchem Ort. Nur die Anzahl, nichts über die Familie.",
                QUARTAL,
            ),
        ),
    ),
    Gruppe(
        "lotsen",
        "Lotsendienste",
        "Vom ersten Kontakt bis zur Überleitung, mit „davon“-Zeilen.",
        (
            Vorschlag(
                "lotsen-kontakte",
                "Kontakte (Geburten, Praxisbesuche)",
                "Kontakte",
                "Jeder Erstkontakt.",
                QUARTAL,
            ),
            Vorschlag(
                "lotsen-gespraeche",
                "davon mit Gespräch",
                "Gespräche",
                "Erstkontakte, aus denen ein Gespräch wurde.",
                QUARTAL,
                "lotsen-kontakte",
            ),
            Vorschlag(
                "lotsen-ueberleitungen",
                "Überleitungen in andere Hilfen",
                "Überleitungen",
                "Jede vermittelte Hilfe, die zustande kam.",
                QUARTAL,
            ),
            Vorschlag(
                "lotsen-fruehe-hilfen",
                "davon in Frühe Hilfen",
                "Überleitungen",
                "Ein Teil der Überleitungen.",
                QUARTAL,
                "lotsen-ueberleitungen",
            ),
        ),
    ),
    Gruppe(
        "stadtteil",
        "Stadtteil- und Väterarbeit",
        "Gruppen und wer zu ihnen kommt.",
        (
            Vorschlag(
                "stadtteil-gruppen",
                "Gruppen",
                "Gruppen",
                "Gruppen, die sich mindestens dreimal getroffen haben.",
            ),
            Vorschlag(
                "stadtteil-treffen", "Treffen", "Treffen", "Jedes Treffen, das stattgefunden hat.", QUARTAL
            ),
            Vorschlag(
                "stadtteil-teilnehmende",
                "Teilnehmende",
                "Personen",
                "Jede Person zählt im Jahr einmal.",
            ),
            Vorschlag(
                "stadtteil-regelmaessig",
                "davon regelmäßig",
                "Personen",
                "Wer an mindestens drei Treffen teilgenommen hat.",
                davon_von="stadtteil-teilnehmende",
            ),
        ),
    ),
)


def find_gruppe(schluessel: str) -> Gruppe | None:
    return next((each for each in GRUPPEN if each.schluessel == schluessel), None)
