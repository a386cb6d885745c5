"""The decisions of the Jahreswechsel: one row of fields for each Maßnahme, named by its Kennung."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from grants.domain.jahreswechsel import Landeswahl, Vorschlag
from grants.forms.base import Formular
from grants.forms.fields import AuswahlField, EuroField
from grants.services.jahreswechsel import Entscheidung

LAND = [("ja", "ja"), ("nein", "nein"), ("offen", "noch offen")]
WEITER = [("unveraendert", "unverändert"), ("geaendert", "geändert"), ("nicht", "läuft nicht weiter")]


class NurSchluessel(Formular):
    """A button that acts and asks for nothing."""


def build_form(vorschlag: Vorschlag, formdata: Any = None) -> Formular:
    """Return a form with `weiter-…`, `land-…` and `betrag-…` for each Maßnahme of the proposal."""
    fields: dict[str, Any] = {}
    for zeile in vorschlag.zeilen:
        key = zeile.kennung
        fields[f"weiter-{key}"] = AuswahlField(
            f"Fortführen: {zeile.name}", aus=WEITER, leer=None, default="unveraendert"
        )
        fields[f"land-{key}"] = AuswahlField(
            f"Beim Land beantragen: {zeile.name}", aus=LAND, leer=None, default=zeile.land.value
        )
        fields[f"betrag-{key}"] = EuroField(f"Betrag: {zeile.name}", default=zeile.betrag)
    form: Formular = type("Jahreswechselform", (Formular,), fields)(formdata)
    return form


def decisions(form: Formular, vorschlag: Vorschlag) -> list[Entscheidung]:
    """Return what the form decides, one for each Maßnahme."""
    return [_decision(form._fields, zeile.kennung) for zeile in vorschlag.zeilen]


def _decision(fields: Mapping[str, Any], key: str) -> Entscheidung:
    goes_on = fields[f"weiter-{key}"].data
    return Entscheidung(
        kennung=key,
        fortfuehren=goes_on != "nicht",
        land=Landeswahl(fields[f"land-{key}"].data or "offen"),
        betrag=fields[f"betrag-{key}"].data,
        geaendert=goes_on == "geaendert",
    )


def asked(entscheidungen: Iterable[Entscheidung]) -> list[Entscheidung]:
    """Return those for which the Land is asked."""
    return [each for each in entscheidungen if each.fortfuehren and each.land is Landeswahl.JA]
