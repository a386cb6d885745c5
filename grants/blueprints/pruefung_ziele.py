"""Where a finding is mended: the words of the rules, and the page behind each."""

from __future__ import annotations

from dataclasses import dataclass

from grants.domain.pruefregeln import Bezug
from grants.navigation import open_url

MAPPE = "einlesen.auswahl"


@dataclass(frozen=True, slots=True)
class Ziel:
    """A page, and the sheet of the Jahresmappe for who may not open it."""

    endpoint: str
    blatt: str
    # The page's own name where the rules call it otherwise.
    wort: str = ""


@dataclass(frozen=True, slots=True)
class Ort:
    """A way to mend as the page shows it; without `url` only words."""

    wort: str
    url: str = ""
    zusatz: str = ""


ZIELE: dict[str, Ziel] = {
    "Maßnahmen und Beträge": Ziel("betraege.tabelle", blatt="Maßnahmen"),
    "Finanzierungsplan": Ziel("plaene.liste", blatt="Finanzierungsplan"),
    "Parameter": Ziel("jahresangaben.angaben", blatt="Förderjahr", wort="Angaben zum Jahr"),
    "Parameter des Förderjahres": Ziel("jahresangaben.angaben", blatt="Förderjahr", wort="Angaben zum Jahr"),
    "Bescheid": Ziel("bescheid.stand", blatt="Bescheid"),
    "Umverteilung": Ziel("bescheid.stand", blatt="Umverteilungen"),
    "Weiterleitungen": Ziel("weiterleitung.liste", blatt="Weiterleitungen"),
    "Auszahlungen": Ziel("zahlungen.liste", blatt="Auszahlungen", wort="Zahlungen"),
    "Zahlungen des Landes": Ziel("zahlungen.liste", blatt="Zahlungen des Landes", wort="Zahlungen"),
    "Verwendungsnachweis": Ziel("nachweise.liste", blatt="Nachweise", wort="Verwendungsnachweise"),
    "Verwendungsnachweis, Belegliste": Ziel("nachweise.liste", blatt="Belege", wort="Verwendungsnachweise"),
    "Verwendungsnachweis, Erläuterung": Ziel(
        "nachweise.liste", blatt="Nachweise", wort="Verwendungsnachweise"
    ),
    "Prüfung der Belege": Ziel("nachweise.liste", blatt="Anerkannt", wort="Verwendungsnachweise"),
    "Prüfung, Anerkennung": Ziel("nachweise.liste", blatt="Anerkannt", wort="Verwendungsnachweise"),
    "Prüfung, Festsetzung": Ziel("nachweise.liste", blatt="Nachweise", wort="Verwendungsnachweise"),
    "Festsetzung": Ziel("nachweise.liste", blatt="Nachweise", wort="Verwendungsnachweise"),
    "Erstattung": Ziel("nachweise.liste", blatt="Nachweise", wort="Verwendungsnachweise"),
    "Restzahlung": Ziel("zahlungen.liste", blatt="Auszahlungen", wort="Zahlungen"),
    "Verwendungsnachweis der Stadt": Ziel("nachweis_stadt.zahlen", blatt="Nachweis Stadt"),
    "Verwendungsnachweis der Stadt, Rückzahlung an das Land": Ziel(
        "nachweis_stadt.zahlen", blatt="Nachweis Stadt"
    ),
}
# Fortsetzung and Beginn stand beside the Antrag, not in the table of amounts.
_NACH_REGEL = {"massnahmebeginn": "antrag.kennzeichen"}


def mend(programm: str, jahr: int, *, code: str, beheben: str, bezug: Bezug | None = None) -> Ort | None:
    """Return where a finding is mended, as far as this person may go there; None where the rule names no place."""
    if not beheben:
        return None
    ziel = ZIELE[beheben]
    where = {"programm": programm, "jahr": jahr}
    if url := open_url(_NACH_REGEL.get(code, ""), **where):
        return Ort("Fortsetzung und Beginn", url)
    plan = bezug if beheben == "Finanzierungsplan" and bezug and bezug.massnahme and bezug.traeger else None
    if plan and (url := open_url("plaene.plan", kennung=plan.massnahme, traeger=plan.traeger, **where)):
        return Ort(beheben, url)
    if url := open_url(ziel.endpoint, **where):
        return Ort(ziel.wort or beheben, url)
    return Ort(beheben, open_url(MAPPE, **where), f"Blatt „{ziel.blatt}“ der Jahresmappe")
