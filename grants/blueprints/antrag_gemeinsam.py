"""What the pages of the Antrag share: their blueprint, and the ways to where something is mended."""

from __future__ import annotations

from flask import Blueprint

from grants.auth import Recht
from grants.blueprints.papierseiten import Papierseiten
from grants.domain.antrag_aufgaben import Aufgabenort, Punkt, Thema
from grants.domain.texte import Papier
from grants.navigation import open_url

bp = Blueprint("antrag", __name__, url_prefix="/foerderjahre/<programm>/<int:jahr>/antrag")
SEITEN = Papierseiten(
    Papier.ANTRAG, "antrag", "Antrag", "des Antrags", "Texte und Erklärungen", Recht.ANTRAG_BEARBEITEN
)

_ZIELE = {
    Aufgabenort.STELLE: "stelle.angaben",
    Aufgabenort.JAHR: "jahresangaben.angaben",
    Aufgabenort.BETRAEGE: "betraege.tabelle",
    Aufgabenort.PLAENE: "plaene.liste",
    Aufgabenort.TEXTE: "antrag.texte",
    Aufgabenort.ERKLAERUNGEN: "antrag.texte",
    Aufgabenort.PRUEFUNG: "pruefung.ergebnisse",
}


def mend_urls(programm: str, jahr: int) -> dict[Aufgabenort, str]:
    """Return where each part of the readiness list is mended, as far as the person may go there."""
    urls = {}
    for ort, endpoint in _ZIELE.items():
        # The city's own data belong to no year.
        of_year: dict[str, object] = {} if ort is Aufgabenort.STELLE else {"programm": programm, "jahr": jahr}
        if url := open_url(endpoint, **of_year):
            urls[ort] = url
    return urls


def point_url(punkt: Punkt, programm: str, jahr: int) -> str:
    """Return the page that mends just this point; empty where it has none or the person may not change it."""
    endpoint, values = _target(punkt, programm, jahr)
    return open_url(endpoint, **values)


def _target(punkt: Punkt, programm: str, jahr: int) -> tuple[str, dict[str, str | int]]:
    of_year: dict[str, str | int] = {"programm": programm, "jahr": jahr}
    massnahme: dict[str, str | int] = {"kennung": punkt.massnahme}
    if punkt.schluessel:
        return "antrag.text", of_year | {"schluessel": punkt.schluessel}
    if punkt.traeger:
        return "plaene.plan", of_year | massnahme | {"traeger": punkt.traeger}
    targets: dict[Thema | None, tuple[str, dict[str, str | int]]] = {
        Thema.EMPFAENGER: ("betraege.empfaenger", of_year | massnahme),
        Thema.FORTSETZUNG: ("antrag.kennzeichen", of_year | {"_anchor": f"massnahme-{punkt.massnahme}"}),
        # The Register and the city's own data belong to no year.
        Thema.HANDLUNGSFELD: ("register.bearbeiten", massnahme | {"programm": programm}),
        Thema.BEHOERDE: ("stelle.foerdergeber", {"programm": programm}),
    }
    return targets.get(punkt.thema, ("", {}))
