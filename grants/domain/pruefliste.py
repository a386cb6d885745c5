"""The checklist of a year: what fachliche and rechnerische Prüfung answer, and what is still open.

The points are those of published Prüfvermerke; a year begins with them, the office changes them. No answer is preset.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from grants.domain.begriffe import Pruefantwort, Prueftiefe, Zeichnungsart
from grants.domain.errors import Violation

FACHLICH, RECHNERISCH = Zeichnungsart.FACHLICH, Zeichnungsart.RECHNERISCH


@dataclass(frozen=True, slots=True)
class Punkt:
    """One point; `nur_vertieft` is asked only where the figures are checked down to Belege."""

    art: Zeichnungsart
    text: str
    nur_vertieft: bool = False


# What a year begins with.
VORLAGE = (
    Punkt(FACHLICH, "Der Sachbericht liegt vor und ist vollständig."),
    Punkt(FACHLICH, "Der Zuwendungszweck ist erreicht."),
    Punkt(
        FACHLICH, "Die Kennzahlen sind nachvollziehbar; Abweichungen von Planung und Vorjahr sind erläutert."
    ),
    Punkt(FACHLICH, "Die Maßnahme wurde wie bewilligt durchgeführt; Änderungen waren angezeigt."),
    Punkt(FACHLICH, "Auf die Förderung durch das Land wurde hingewiesen."),
    Punkt(RECHNERISCH, "Der zahlenmäßige Nachweis ist vollständig und rechnerisch richtig."),
    Punkt(RECHNERISCH, "Alle Einnahmen sind angegeben, auch Eigenmittel und Leistungen Dritter."),
    Punkt(RECHNERISCH, "Die Ausgaben fallen in den Durchführungszeitraum und gehören zur Maßnahme."),
    Punkt(RECHNERISCH, "Die Auflagen und Nebenbestimmungen des Bescheids sind eingehalten."),
    Punkt(
        RECHNERISCH,
        "Rechnungen und Zahlungen der Stichprobe stimmen mit der Belegliste überein.",
        nur_vertieft=True,
    ),
    Punkt(RECHNERISCH, "Skonti, Rabatte und abziehbare Vorsteuer sind abgezogen.", nur_vertieft=True),
    Punkt(
        RECHNERISCH, "Beschäftigte sind nicht bessergestellt als vergleichbare der Stadt.", nur_vertieft=True
    ),
    Punkt(RECHNERISCH, "Aufträge sind nach den Vorgaben des Bescheids vergeben.", nur_vertieft=True),
)


@dataclass(frozen=True, slots=True)
class Frage:
    """A point of this year with the answer given for one proof; None while it is open."""

    id: int
    art: Zeichnungsart
    text: str
    nur_vertieft: bool
    antwort: Pruefantwort | None = None
    bemerkung: str = ""
    person: str = ""
    aenderungsstand: int = 0


def asked(fragen: Iterable[Frage], art: Zeichnungsart, tiefe: Prueftiefe) -> list[Frage]:
    """Return the points that one of the two checks has to answer at this depth."""
    return [
        frage
        for frage in fragen
        if frage.art is art and not (frage.nur_vertieft and tiefe is Prueftiefe.KURSORISCH)
    ]


def check_antwort(antwort: Pruefantwort | None, bemerkung: str, *, feld: str) -> list[Violation]:
    """Return what is wrong with an answer: a no is explained."""
    if antwort is Pruefantwort.NEIN and not bemerkung.strip():
        text = "Bitte schreiben Sie zu „nein“, was Sie festgestellt haben."
        return [Violation("bemerkung_fehlt", text, feld)]
    return []


def open_points(fragen: Iterable[Frage], art: Zeichnungsart, tiefe: Prueftiefe) -> list[Violation]:
    """Return one sentence where points of a check have no answer yet."""
    open_ = [frage for frage in asked(fragen, art, tiefe) if frage.antwort is None]
    if not open_:
        return []
    count = "1 Punkt der Prüfliste ist" if len(open_) == 1 else f"{len(open_)} Punkte der Prüfliste sind"
    return [
        Violation("pruefliste_offen", f"{count} noch nicht beantwortet. Bitte beantworten Sie die Prüfliste.")
    ]


def findings(fragen: Iterable[Frage]) -> tuple[str, ...]:
    """Return the points answered with no, as Feststellungen of the Prüfvermerk."""
    return tuple(
        f"{frage.text.rstrip('.')}: nein. {frage.bemerkung}"
        for frage in fragen
        if frage.antwort is Pruefantwort.NEIN
    )
