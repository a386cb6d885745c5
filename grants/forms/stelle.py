"""Forms of the office itself and of the authority it applies to."""

from __future__ import annotations

from typing import Any

from wtforms.validators import Length

from grants.domain.stelle import Stelle
from grants.forms.base import Formular, pflicht
from grants.forms.fields import DatumField, MehrzeiligField, TextField
from grants.queries.stelle_angaben import Behoerde, Stellenseite

_LANG = [Length(max=200)]


class StelleForm(Formular):
    """Every field is printed on a paper of the city."""

    name = TextField("Stadt", [pflicht("Bitte geben Sie den Namen der Stadt an."), Length(max=200)])
    amt = TextField("Amt", _LANG)
    strasse = TextField("Straße und Hausnummer", _LANG)
    plz = TextField("Postleitzahl", [Length(max=5)])
    ort = TextField("Ort", _LANG)
    kreis = TextField("Kreis", _LANG)
    gemeindekennziffer = TextField("Gemeindekennziffer", [Length(max=8)])
    internet = TextField("Internet", _LANG)
    email = TextField("E-Mail-Adresse", _LANG)
    telefon = TextField("Telefon", [Length(max=60)])
    vertretungsberechtigt = TextField("Vertretungsberechtigt", _LANG)
    auskunft_erteilt = TextField("Auskunft erteilt", _LANG)
    auskunft_telefon = TextField("Telefon für Auskünfte", [Length(max=60)])
    auskunft_vertretung = TextField("Vertretung der Auskunft", _LANG)
    iban = TextField("IBAN", [Length(max=60)])
    bic = TextField("BIC", [Length(max=11)])
    institut = TextField("Kreditinstitut", _LANG)
    aktenzeichen_muster = TextField("Muster der Aktenzeichen", [Length(max=100)])

    @classmethod
    def of(cls, seite: Stellenseite, **kwargs: Any) -> StelleForm:
        """Return the form with what is stored."""
        stand = "" if seite.aenderungsstand is None else str(seite.aenderungsstand)
        return cls(obj=seite.stelle, data={"aenderungsstand": stand}, **kwargs)

    def angaben(self) -> Stelle:
        """Return what was typed."""
        names = [name for name in Stelle.__dataclass_fields__ if name != "beispiel"]
        return Stelle(**{name: self[name].data for name in names})


class FoerdergeberForm(Formular):
    name = TextField(
        "Name der Behörde", [pflicht("Bitte geben Sie den Namen der Behörde an."), Length(max=200)]
    )
    gueltig_ab = DatumField("Heißt so ab")
    anschrift = MehrzeiligField("Anschrift", [Length(max=500)])

    @classmethod
    def of(cls, behoerde: Behoerde, **kwargs: Any) -> FoerdergeberForm:
        """Return the form with what is stored; the day is asked for only where the name is another one."""
        stand = "" if behoerde.aenderungsstand is None else str(behoerde.aenderungsstand)
        data = {"name": behoerde.name, "anschrift": behoerde.anschrift, "aenderungsstand": stand}
        return cls(data=data, **kwargs)
