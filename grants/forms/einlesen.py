"""Forms of the upload: the file, and the questions that are answered once for it."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField
from wtforms.validators import ValidationError

from grants.domain.begriffe import Betragsart, Einlesungsart
from grants.domain.einlesung import Antworten, Vorschau
from grants.domain.money import Zahlen
from grants.forms.base import Formular, pflicht
from grants.forms.fields import AuswahlField, DateiField, TextField
from grants.imports.codes import Code
from grants.imports.datei import MAX_BYTES

_ART = [("massnahmenliste", "eine Liste der Maßnahmen"), ("jahresmappe", "eine Jahresmappe")]
_ZAHLEN = [
    ("deutsch", "1.234,56 – Komma vor den Cent"),
    ("punkt", "1,234.56 – Punkt vor den Cent"),
]
_BETRAGSART = [
    ("landesfoerderung", "Landesförderung"),
    ("gesamtausgaben", "Gesamtausgaben"),
    ("ungeklaert", "noch nicht geklärt"),
]
_ERSETZEN = [
    ("nein", "bleiben im Antrag"),
    ("ja", "kommen aus dem Entwurf"),
]
NEU = "neu"
_FRAGEN_NACH_JAHR = frozenset({Code.JAHR_FEHLT, Code.JAHR_UNKLAR, Code.JAHR_NICHT_ENTHALTEN})


def _immer(_form: Any, _field: Any) -> None:
    """Mark a question that has an answer in any case."""


# Read by wtforms: the label does not say "optional".
_immer.field_flags = {"pflicht": True}  # type: ignore[attr-defined]


class HochladenForm(Formular):
    datei = DateiField(
        "Datei",
        [pflicht("Bitte wählen Sie eine Datei aus.")],
        render_kw={"accept": ".xlsx,.csv,.txt", "data-hoechstens": str(MAX_BYTES)},
    )
    # The upload that this one corrects.
    ersetzt = HiddenField()


class VerwerfenForm(Formular):
    pass


class AntwortForm(Formular):
    art = AuswahlField("Die Datei ist", [_immer], aus=_ART, leer=None)
    jahr = TextField("Förderjahr")
    zahlen = AuswahlField("Beträge sind geschrieben wie", [_immer], aus=_ZAHLEN, leer=None)
    betragsart = AuswahlField("Die Beträge der Liste sind", [_immer], aus=_BETRAGSART, leer=None)
    ersetzen = AuswahlField("Maßnahmen, die in der neuen Liste fehlen", [_immer], aus=_ERSETZEN, leer=None)

    # Names of the questions that this file raises.
    fragen: tuple[str, ...]
    gleiche: tuple[str, ...]

    def validate_jahr(self, field: TextField) -> None:
        if field.data and not (
            field.data.isascii() and field.data.isdigit() and 2000 <= int(field.data) <= 2100
        ):
            raise ValidationError("Bitte geben Sie das Förderjahr mit vier Ziffern an, zum Beispiel 2024.")


def build_form(antworten: Antworten, vorschau: Vorschau, stand: int, formdata: Any = None) -> AntwortForm:
    """Return a form with the questions that the file raises, answered as before."""
    fields: dict[str, Any] = {}
    for place, each in enumerate(vorschau.aehnlich):
        pairs = [(kennung, f"dieselbe wie „{name}“") for kennung, name in each.kandidaten]
        chosen = antworten.zuordnungen.get(each.name)
        fields[f"gleich-{place}"] = AuswahlField(
            f"„{each.name}“ ist",
            [_immer],
            aus=[*pairs, (NEU, "eine neue Maßnahme")],
            default=None if chosen is None else chosen or NEU,
        )
    kind = type("Antwortform", (AntwortForm,), fields)
    form: AntwortForm = kind(
        formdata,
        data={
            "art": antworten.art.value,
            "jahr": str(antworten.jahr or ""),
            "zahlen": (antworten.zahlen or Zahlen.DEUTSCH).value,
            "betragsart": antworten.betragsart.value,
            "ersetzen": "ja" if antworten.ersetzen else "nein",
            "aenderungsstand": str(stand),
        },
    )
    form.gleiche = tuple(fields)
    form.fragen = tuple(_asked(antworten, vorschau))
    return form


def _asked(antworten: Antworten, vorschau: Vorschau) -> list[str]:
    """Return the questions that matter for this file, in the order of the page."""
    codes = {str(violation.code) for violation in vorschau.fehler}
    is_list = antworten.art is Einlesungsart.MASSNAHMENLISTE
    asked = []
    if codes & {str(Code.BETRAG_UNKLAR)} or antworten.zahlen is not None:
        asked.append("zahlen")
    if is_list and (codes & _FRAGEN_NACH_JAHR or not vorschau.fehler):
        asked.append("jahr")
    if is_list and not vorschau.fehler:
        asked.append("betragsart")
    if is_list and (antworten.ersetzen or any(jahr.fehlend for jahr in vorschau.jahre)):
        asked.append("ersetzen")
    return asked


def answers(form: AntwortForm, before: Antworten, vorschau: Vorschau) -> Antworten:
    """Return what the form answers; what it did not ask stays as it was."""
    asked = set(form.fragen)
    zuordnungen = dict(before.zuordnungen)
    for place, each in enumerate(vorschau.aehnlich):
        chosen = form[f"gleich-{place}"].data
        if chosen is not None:
            zuordnungen[each.name] = "" if chosen == NEU else chosen
    return Antworten(
        art=Einlesungsart(form.art.data or before.art),
        jahr=_year(form.jahr.data) if "jahr" in asked else before.jahr,
        zahlen=Zahlen(form.zahlen.data) if "zahlen" in asked and form.zahlen.data else before.zahlen,
        betragsart=Betragsart(form.betragsart.data) if "betragsart" in asked else before.betragsart,
        ersetzen=form.ersetzen.data == "ja" if "ersetzen" in asked else before.ersetzen,
        zuordnungen=zuordnungen,
    )


def _year(text: str) -> int | None:
    return int(text) if text else None
