"""What the pages of the city's Verwendungsnachweis share: their blueprint, and the ways to mend something."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, current_app, url_for

from grants.auth import Recht, darf
from grants.blueprints.papierseiten import Papierseiten
from grants.domain.antrag_aufgaben import Punkt, Thema
from grants.domain.nachweis_stadt_stand import Nachweisort
from grants.domain.texte import Papier
from grants.extensions import db
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
_Werte = dict[str, str | int]
# The first of each that exists and may be opened.
_ZIELE: Mapping[Nachweisort, tuple[str, ...]] = {
    Nachweisort.STELLE: ("stelle.angaben",),
    Nachweisort.JAHR: ("jahresangaben.angaben",),
    Nachweisort.BESCHEID: ("bescheid.stand",),
    Nachweisort.PLAENE: ("plaene.liste",),
    Nachweisort.NACHWEISE: ("nachweise.liste",),
    Nachweisort.ZAHLEN: ("nachweis_stadt.zahlen",),
    Nachweisort.TEXTE: ("nachweis_stadt.texte",),
    Nachweisort.ERKLAERUNGEN: ("nachweis_stadt.texte",),
    Nachweisort.PRUEFUNG: ("pruefung.ergebnisse",),
}


def mend_urls(programm: str, jahr: int) -> dict[Nachweisort, str]:
    """Return where each part of the readiness list is mended, as far as the page exists."""
    urls = {}
    for ort, endpoints in _ZIELE.items():
        # The city's own data belong to no year.
        values: _Werte = {} if ort is Nachweisort.STELLE else {"programm": programm, "jahr": jahr}
        if url := first_url([(endpoint, values) for endpoint in endpoints]):
            urls[ort] = url
    return urls


def first_url(ways: list[tuple[str, _Werte]]) -> str:
    """Return the first page that exists and that the person may open; empty without one."""
    for endpoint, values in ways:
        recht = getattr(current_app.view_functions.get(endpoint), "recht", None)
        if isinstance(recht, Recht) and darf(recht):
            return url_for(endpoint, **values)  # type: ignore[arg-type]  # any converter
    return ""


def point_urls(programm: str, jahr: int) -> Callable[[Punkt, str, int], str]:
    """Return the function that gives the page which mends just one point, as the readiness list asks for it."""
    session = db.session()
    year = foerderjahre.get(session, programm, jahr)
    anteile = {(a.kennung, a.kuerzel): a.id for a in list_anteile_des_jahres(session, year.id)}
    of_year: _Werte = {"programm": programm, "jahr": jahr}

    def point_url(punkt: Punkt, _programm: str, _jahr: int) -> str:
        if punkt.schluessel:
            paper = "antrag" if punkt.schluessel == "zuwendungszweck" else "nachweis_stadt"
            return first_url([(f"{paper}.text", of_year | {"schluessel": punkt.schluessel})])
        if punkt.thema is Thema.HAUSHALT:
            return first_url([("zahlungen.haushalt", of_year)])
        if punkt.thema is Thema.BEHOERDE:
            return first_url([("stelle.foerdergeber", {"programm": programm})])
        anteil = anteile.get((punkt.massnahme, punkt.traeger))
        if anteil is not None and punkt.luecke:
            ways = ("nachweise.nachweis", "pruefungen.nachweis", "ergebnis.seite")
            return first_url([(endpoint, {"anteil_id": anteil}) for endpoint in ways])
        if punkt.massnahme and punkt.luecke:
            return first_url([("betraege.empfaenger", of_year | {"kennung": punkt.massnahme})])
        return ""

    return point_url
