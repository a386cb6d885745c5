"""Forms of a Foerderjahr: a new one, the parameters of one group, the lines of the Antrag by money."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import HiddenField, StringField

from grants.domain.begriffe import Antragszeile, Finanzierungsart, Mittelherkunft, Unterschriftsart, label
from grants.domain.kette import Jahr
from grants.domain.parameter import ParameterArt, Parameterwert, Werteart
from grants.domain.parametergruppen import ZEILEN_WORT, Gruppe, angabe_zellen, zeilen_zellen
from grants.domain.zellen import Zellen
from grants.forms.base import Formular, pflicht
from grants.forms.fields import AuswahlField, DatumField, EuroField, JaNeinField, TextField, VomhundertField
from grants.forms.wahl import dump_zellen, load_zellen

_JA_NEIN = {"ja": True, "nein": False}


class GanzzahlField(StringField):
    """A whole number; `data` is an int or None, what was typed stays."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; raises ValueError with a sentence."""
        self.data: Any = None
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            return
        if not (text.isascii() and text.isdigit() and len(text) <= 6):
            raise ValueError(f"„{text[:20]}“ ist keine ganze Zahl. Bitte nur Ziffern schreiben.")
        self.data = int(text)


class JahrForm(Formular):
    """Which year of which Programm begins."""

    programm = AuswahlField("Programm", [pflicht("Bitte wählen Sie ein Programm.")], leer=None)
    jahr = GanzzahlField("Förderjahr", [pflicht("Bitte tragen Sie das Jahr ein.")])


def _field(art: ParameterArt) -> Any:
    match art.art:
        case Werteart.DATUM:
            return DatumField(art.label)
        case Werteart.BETRAG:
            return EuroField(art.label)
        case Werteart.ANTEIL:
            return VomhundertField(art.label)
        case Werteart.GANZZAHL:
            return GanzzahlField(art.label)
        case Werteart.JA_NEIN:
            return AuswahlField(
                art.label, aus=[("ja", "ja"), ("nein", "nein")], leer="noch nicht eingetragen"
            )
    liste = Unterschriftsart if art.art is Werteart.UNTERSCHRIFT else Finanzierungsart
    return AuswahlField(art.label, aus=liste, leer="noch nicht eingetragen")


class ParameterForm(Formular):
    """Parameters of one group; those without a source of their own have the one that stands above them."""

    gezeigt = HiddenField()
    quelle_alle = TextField("Papier")
    stand_alle = DatumField("Vom")
    gruppe: Gruppe

    def setze_gezeigt(self, zellen: Zellen) -> None:
        self.gezeigt.data = dump_zellen(zellen)

    @property
    def zellen(self) -> dict[str, str]:
        """The cells the page was made from."""
        return load_zellen(self.gezeigt.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse a source or a tick beside an empty value, which would be lost."""
        valid: bool = super().validate(extra_validators)
        for art in self.gruppe.arten:
            key = art.schluessel
            beside = self[f"{key}-quelle"].data or self[f"{key}-stand"].data or self[f"{key}-bestaetigt"].data
            if self[key].data is None and not self[key].errors and beside:
                text = f"„{art.label}“: Bitte auch den Wert eintragen, oder Quelle, Datum und Haken leeren."
                self[key].errors = [text]
                valid = False
        return valid

    def werte(self) -> dict[str, Parameterwert | None]:
        """Return what the form says of each parameter; None where it is left empty."""
        return {art.schluessel: self._wert(art) for art in self.gruppe.arten}

    def _wert(self, art: ParameterArt) -> Parameterwert | None:
        key = art.schluessel
        wert = self[key].data
        if art.art is Werteart.JA_NEIN:
            wert = _JA_NEIN.get(wert)
        if wert is None:
            return None
        quelle, stand = self[f"{key}-quelle"].data, self[f"{key}-stand"].data
        if not quelle and not stand:
            # One paper for all of them, typed once.
            quelle, stand = self.quelle_alle.data, self.stand_alle.data
        return Parameterwert(key, wert, quelle, stand, bestaetigt=self[f"{key}-bestaetigt"].data)

    def set_stored(self, feld: str, jahr: Jahr) -> None:
        """Put what is stored now into one cell."""
        schluessel, _, teil = feld.partition("/")
        held = {wert.schluessel: wert for wert in jahr.parameter.angaben}.get(schluessel)
        values = _values(held)
        field = self[f"{schluessel}-{teil}" if teil else schluessel]
        field.raw_data, field.data = None, values[teil]


def _values(wert: Parameterwert | None) -> dict[str, Any]:
    if wert is None:
        return {"": None, "quelle": "", "stand": None, "bestaetigt": False}
    value = ("ja" if wert.wert else "nein") if isinstance(wert.wert, bool) else wert.wert
    return {"": value, "quelle": wert.quelle, "stand": wert.stand, "bestaetigt": wert.bestaetigt}


def parameter_form(gruppe: Gruppe, jahr: Jahr, formdata: Any = None) -> ParameterForm:
    """Return the form of a group, filled with what is entered."""
    held = {wert.schluessel: wert for wert in jahr.parameter.angaben}
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {}
    for art in gruppe.arten:
        key = art.schluessel
        fields |= {
            key: _field(art),
            f"{key}-quelle": TextField(f"Quelle: {art.label}"),
            f"{key}-stand": DatumField(f"Stand: {art.label}"),
            f"{key}-bestaetigt": JaNeinField(f"Geprüft: {art.label}"),
        }
        values = _values(held.get(key))
        data |= {f"{key}-{teil}" if teil else key: value for teil, value in values.items()}
    form: ParameterForm = type("Gruppenform", (ParameterForm,), {**fields, "gruppe": gruppe})(
        formdata, data=data
    )
    if formdata is None:
        form.setze_gezeigt(angabe_zellen({art.schluessel: held.get(art.schluessel) for art in gruppe.arten}))
    return form


class ZeilenForm(Formular):
    """Which line of the Antrag each money feeds."""

    gezeigt = HiddenField()

    @property
    def zellen(self) -> dict[str, str]:
        """The cells the page was made from."""
        return load_zellen(self.gezeigt.data)

    def set_stored(self, feld: str, jetzt: str) -> None:
        """Put the line that is stored now into one field."""
        self[feld].raw_data, self[feld].data = None, jetzt or None

    def zeilen(self) -> dict[Mittelherkunft, Antragszeile | None]:
        """Return the line of each money; None while it is open."""
        return {
            herkunft: Antragszeile(self[herkunft.value].data) if self[herkunft.value].data else None
            for herkunft in Mittelherkunft
        }


def zeilen_form(zeilen: Mapping[Mittelherkunft, Antragszeile | None], formdata: Any = None) -> ZeilenForm:
    """Return the form of the lines, filled with what is entered."""
    pairs = [(zeile.value, wort) for zeile, wort in ZEILEN_WORT.items()]
    fields = {
        herkunft.value: AuswahlField(label(herkunft), aus=pairs, leer="noch nicht entschieden")
        for herkunft in Mittelherkunft
    }
    data = {herkunft.value: zeile.value if zeile else None for herkunft, zeile in zeilen.items()}
    form: ZeilenForm = type("Zuordnungsform", (ZeilenForm,), fields)(formdata, data=data)
    if formdata is None:
        form.gezeigt.data = dump_zellen(zeilen_zellen(zeilen))
    return form
