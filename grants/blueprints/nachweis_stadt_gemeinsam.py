"""What the pages of the city's Verwendungsnachweis share: their blueprint, and the ways to mend something."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint

from grants.auth import Recht
from grants.blueprints.papierseiten import Papierseiten
from grants.domain.antrag_aufgaben import Punkt, Thema
from grants.domain.nachweis_stadt_stand import Nachweisort
from grants.domain.texte import Papier
from grants.extensions import db
from grants.navigation import open_url
from grants.queries import foerderjahre
from grants.queries.anteile import list_anteile_des_jahres

bp = Blueprint("nachweis_stadt", __name__, url_prefix="/foerderjahre/<programm>/<int:jahr>/nachweis-stadt")
SEITEN = Papierseiten(
    Papier.VERWENDUNGSNACHWEIS,
    "nachweis_stadt",
    "Verwendungsnachweis der Stadt",
    "des Verwendungsnachweises",
    "Sachbericht und Bestätigungen",
    Recht.JAHR_PFLEGEN,
)
_ZIELE: Mapping[Nachweisort, str] = {
    Nachweisort.STELLE: "stelle.angaben",
    Nachweisort.JAHR: "jahresangaben.angaben",
    Nachweisort.BESCHEID: "bescheid.stand",
    Nachweisort.PLAENE: "plaene.liste",
    Nachweisort.NACHWEISE: "nachweise.liste",
    Nachweisort.ZAHLEN: "nachweis_stadt.zahlen",
    Nachweisort.TEXTE: "nachweis_stadt.texte",
    Nachweisort.ERKLAERUNGEN: "nachweis_stadt.texte",
    Nachweisort.TESTAT: "nachweis_stadt.testat",
    Nachweisort.PRUEFUNG: "pruefung.ergebnisse",
}


def mend_urls(programm: str, jahr: int) -> dict[Nachweisort, str]:
    """Return where each part of the readiness list is mended, as far as the person may go there."""
    urls = {}
    for ort, endpoint in _ZIELE.items():
        # The city's own data belong to no year.
        values: dict[str, object] = {} if ort is Nachweisort.STELLE else {"programm": programm, "jahr": jahr}
        if url := open_url(endpoint, **values):
            urls[ort] = url
    return urls


def point_urls(programm: str, jahr: int) -> Callable[[Punkt, str, int], str]:
    """Return the function that gives the page which mends just one point, as the readiness list asks for it."""
    session = db.session()
    year = foerderjahre.get(session, programm, jahr)
    anteile = {(a.kennung, a.kuerzel): a.id for a in list_anteile_des_jahres(session, year.id)}
    of_year: dict[str, object] = {"programm": programm, "jahr": jahr}

    def point_url(punkt: Punkt, _programm: str, _jahr: int) -> str:
        if punkt.schluessel:
            paper = "antrag" if punkt.schluessel == "zuwendungszweck" else "nachweis_stadt"
            return open_url(f"{paper}.text", **of_year, schluessel=punkt.schluessel)
        if punkt.thema is Thema.HAUSHALT:
            return open_url("zahlungen.haushalt", **of_year)
        if punkt.thema is Thema.BEHOERDE:
            return open_url("stelle.foerdergeber", programm=programm)
        anteil = anteile.get((punkt.massnahme, punkt.traeger))
        if anteil is not None and punkt.luecke:
            return open_url("nachweise.nachweis", anteil_id=anteil)
        if punkt.massnahme and punkt.luecke:
            return open_url("betraege.empfaenger", **of_year, kennung=punkt.massnahme)
        return ""

    return point_url
