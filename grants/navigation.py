"""The ways through the pages as data: shown where the page exists and the person may see it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import current_app, request, url_for

from grants.auth import Recht, darf


@dataclass(frozen=True, slots=True)
class Punkt:
    """A way to a page; `bereich` are further blueprints or endpoints that belong below it."""

    wort: str
    endpoint: str
    bereich: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A way as the page shows it."""

    wort: str
    url: str
    hier: bool


# Top of every page, from what one does daily to what one looks up.
HAUPT = (
    Punkt("Übersicht", "uebersicht.start"),
    Punkt("Maßnahmen", "register.liste", ("register", "massnahme")),
    Punkt("Träger", "traeger.liste", ("traeger",)),
    Punkt("Verstetigung", "verstetigung.liste", ("verstetigung", "haushalt")),
    Punkt("Fristen", "fristen.liste", ("fristen",)),
    Punkt("Verlauf", "verlauf.liste", ("verlauf",)),
    Punkt("Konten", "konten.liste", ("konten",)),
)
# Below the heading of a Foerderjahr, in the order of the year.
JAHR = (
    Punkt("Überblick", "uebersicht.foerderjahr"),
    Punkt("Angaben zum Jahr", "jahresangaben.angaben", ("jahresangaben",)),
    Punkt("Maßnahmen und Beträge", "betraege.tabelle", ("betraege", "plaene")),
    Punkt("Einlesen", "einlesen.auswahl", ("einlesen",)),
    Punkt("Prüfung der Summen", "pruefung.ergebnisse", ("pruefung",)),
    Punkt("Antrag", "antrag.stand", ("antrag",)),
    Punkt(
        "Bescheid",
        "bescheid.stand",
        (
            "bescheid.neu",
            "bescheid.berichtigen",
            "bescheid.aufteilung",
            "bescheid.umverteilung",
            "minderbedarf",
        ),
    ),
    Punkt("Beschlüsse", "bescheid.beschluesse"),
    Punkt("Weiterleitungen", "weiterleitung.liste", ("weiterleitung",)),
    Punkt("Verwendungsnachweise", "nachweise.liste", ("nachweise", "pruefliste")),
    Punkt("Verwendungsnachweis der Stadt", "nachweis_stadt.stand", ("nachweis_stadt",)),
    Punkt("Zahlungen", "zahlungen.liste", ("zahlungen",)),
    Punkt("Stand der Mittel", "mittel.stand", ("mittel",)),
    Punkt("Abschluss", "abschluss.seite", ("abschluss",)),
    Punkt("Kennzahlen", "kennzahlkatalog.jahr", ("kennzahlkatalog",)),
    Punkt("Jahreswechsel", "jahreswechsel.vorschlag", ("jahreswechsel",)),
)


def haupt() -> list[Link]:
    """Return the main ways of the person who is logged in."""
    start, *others = HAUPT
    return [_link(punkt) for punkt in (replace(start, wort=startwort()), *others) if _shown(punkt)]


def startwort() -> str:
    """Return what the start page is called for the person who is logged in, in navigation and breadcrumbs."""
    return "Ihre Maßnahmen" if darf(Recht.PORTAL_ANSEHEN) and not darf(Recht.JAHR_ANSEHEN) else HAUPT[0].wort


def jahr(programm: str, jahr: int) -> list[Link]:
    """Return the ways within a Foerderjahr."""
    return [_link(punkt, programm=programm, jahr=jahr) for punkt in JAHR if _shown(punkt)]


def _shown(punkt: Punkt) -> bool:
    return is_open(punkt.endpoint)


def is_open(endpoint: str) -> bool:
    """Return whether the page exists and the person may see it."""
    recht = getattr(current_app.view_functions.get(endpoint), "recht", None)
    return isinstance(recht, Recht) and darf(recht)


def url_to(endpoint: str, **values: object) -> str:
    """Return the address of a page; the values are whatever the converters of its route take."""
    return url_for(endpoint, **values)  # type: ignore[arg-type]  # any converter


def open_url(endpoint: str, **values: object) -> str:
    """Return the address of a page that exists and that the person may see; empty otherwise."""
    return url_to(endpoint, **values) if is_open(endpoint) else ""


def _link(punkt: Punkt, **values: object) -> Link:
    here = request.endpoint or ""
    is_here = here == punkt.endpoint or bool({here, here.partition(".")[0]} & set(punkt.bereich))
    return Link(punkt.wort, url_to(punkt.endpoint, **values), is_here)
