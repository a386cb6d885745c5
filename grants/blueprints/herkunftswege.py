"""Where a figure and the rows behind it lead: the address of each origin, for the office and for a recipient."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from flask import Blueprint, request

from grants.auth import Recht, darf
from grants.domain.kette import Zahlung
from grants.domain.mittelstand import Ort, Zahl
from grants.domain.zustandekommen import Quelle, Ziel
from grants.extensions import db
from grants.navigation import open_url
from grants.queries import foerderjahre
from grants.queries.anteile import Anteil, list_anteile_des_jahres
from grants.queries.zahlungen import Zahlungsmerkmal, load_nummern

bp = Blueprint("herkunftswege", __name__)
# Pages of papers, and those that speak of one recipient by its number.
_SEITEN = {
    Quelle.ANTRAG: "antrag.stand",
    Quelle.BESCHEID: "bescheid.stand",
    Quelle.NACHWEIS_STADT: "nachweis_stadt.stand",
}
_JE_ANTEIL = {
    Quelle.WEITERLEITUNG: "weiterleitung.seite",
    Quelle.NACHWEIS: "nachweise.nachweis",
    Quelle.BELEG: "pruefungen.nachweis",
}


class Wegweiser:
    """Finds the pages behind the rows of one figure; the numbers of recipients and payments are read once."""

    def __init__(self, programm: str, jahr: int, zahl: Zahl) -> None:
        self._year: dict[str, object] = {"programm": programm, "jahr": jahr}
        self._zahl = zahl
        self._foerderjahr_id = foerderjahre.get(db.session(), programm, jahr).id

    @cached_property
    def _anteile(self) -> dict[Ort, int]:
        found = list_anteile_des_jahres(db.session(), self._foerderjahr_id)
        return {Ort(each.kennung, each.kuerzel): each.id for each in found}

    @cached_property
    def _zahlungen(self) -> Mapping[Zahlungsmerkmal, int]:
        return load_nummern(db.session(), self._foerderjahr_id)

    def find(self, ziel: Ziel | None) -> str:
        """Return the address, empty where there is no such page or this person may not see it."""
        if ziel is None:
            return ""
        match ziel.quelle:
            case Quelle.ZAHL | Quelle.POSITION:
                return address(self._year, ziel.zahl or self._zahl, ziel.ort, ziel.position)
            case Quelle.PLAN:
                where = self._year | {"kennung": ziel.ort.kennung, "traeger": ziel.ort.kuerzel}
                return open_url("plaene.plan", **where)
            case Quelle.WEITERLEITUNG | Quelle.NACHWEIS | Quelle.BELEG:
                return self._of_recipient(ziel)
            case Quelle.ZAHLUNGEN:
                return self._payment(ziel.ort, ziel.zahlung)
        return open_url(_SEITEN[ziel.quelle], **self._year)

    def _of_recipient(self, ziel: Ziel) -> str:
        anteil_id = self._anteile.get(ziel.ort)
        if anteil_id is None:
            return ""
        where: dict[str, object] = {"anteil_id": anteil_id}
        if ziel.quelle is Quelle.BELEG:
            where |= {"suche": ziel.beleg, "position": ziel.position, "_anchor": "belege"}
        return open_url(_JE_ANTEIL[ziel.quelle], **where)

    def _payment(self, ort: Ort, zahlung: Zahlung | None) -> str:
        if zahlung is not None:
            anteil_id = self._anteile.get(ort)
            key = Zahlungsmerkmal(anteil_id, zahlung.datum, zahlung.betrag, zahlung.art, zahlung.herkunft)
            number = self._zahlungen.get(key)
            if number is not None and (found := open_url("zahlungen.eine", **self._year, zahlung_id=number)):
                return found
        return open_url("zahlungen.liste", **self._year, **({"traeger": ort.kuerzel} if ort.kuerzel else {}))


class EigenerWegweiser:
    """Finds the pages of a recipient's own part; whatever lies outside of it is not linked."""

    def __init__(self, anteil: Anteil, zahl: Zahl) -> None:
        self._anteil, self._zahl = anteil, zahl
        self._ort = Ort(anteil.kennung, anteil.kuerzel)

    def find(self, ziel: Ziel | None) -> str:
        if ziel is None or ziel.ort != self._ort:
            return ""
        match ziel.quelle:
            case Quelle.ZAHL | Quelle.POSITION:
                return own_address(self._anteil, ziel.zahl or self._zahl, ziel.position)
            case Quelle.BELEG:
                where: dict[str, object] = {"anteil_id": self._anteil.id, "suche": ziel.beleg}
                return open_url("belege.liste", **where, position=ziel.position, _anchor="liste")
            case Quelle.NACHWEIS:
                return open_url("zahlen.zahlen", anteil_id=self._anteil.id)
        return ""


def address(year: dict[str, object], zahl: Zahl, ort: Ort, position: str = "") -> str:
    """Return the address of a figure's page, on the day that is shown; empty for who may not see the year."""
    values = {
        "massnahme": ort.kennung,
        "traeger": ort.kuerzel,
        "position": position,
        "am": request.args.get("am", "") if (request.endpoint or "").startswith("mittel.") else "",
    }
    return open_url("mittel.herkunft", zahl=zahl.value, **year, **{k: v for k, v in values.items() if v})


def own_address(anteil: Anteil, zahl: Zahl, position: str = "") -> str:
    """Return the address of the page on which a recipient sees how a figure of its own comes about."""
    where: dict[str, object] = {"anteil_id": anteil.id, "zahl": zahl.value}
    return open_url("herkunft.zahl", **where, **({"position": position} if position else {}))


@bp.app_template_global("zahl_adresse")
def zahl_adresse(programm: str, jahr: int, zahl: str, ort: Ort | None = None) -> str:
    """Return the address of a figure's page, for templates; `zahl` by its name in addresses."""
    return address({"programm": programm, "jahr": jahr}, Zahl(zahl), ort or Ort())


bp.add_app_template_global(Ort, "ort_von")


@bp.app_template_global("zahl_des_empfaengers")
def zahl_des_empfaengers(anteil: Anteil, zahl: str, position: str = "") -> str:
    """Return the address of a recipient's figure: in the year for the office, among its own for the recipient."""
    if darf(Recht.JAHR_ANSEHEN):
        year: dict[str, object] = {"programm": anteil.programm, "jahr": anteil.jahr}
        return address(year, Zahl(zahl), Ort(anteil.kennung, anteil.kuerzel), position)
    return own_address(anteil, Zahl(zahl), position)
