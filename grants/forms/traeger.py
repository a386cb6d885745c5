"""Forms of the register of Träger."""

from __future__ import annotations

from typing import Any

from wtforms.validators import Length

from grants.domain.begriffe import TraegerArt
from grants.forms.base import Formular, pflicht
from grants.forms.fields import AuswahlField, DatumField, JaNeinField, TextField
from grants.forms.konten import BefugnisFelder
from grants.queries.traeger import Stammdaten
from grants.services.traeger import Traegerangaben
from grants.services.traeger_kontakte import Kontaktangaben, Vertretungsangaben

_JA_NEIN = (("ja", "ja"), ("nein", "nein"))
_WERTE: dict[str | None, bool | None] = {"ja": True, "nein": False}


def _wort(value: bool | None) -> str | None:  # noqa: FBT001 - the value of a column
    return None if value is None else "ja" if value else "nein"


class TraegerForm(Formular):
    """A Träger as it is changed."""

    # It never changes; only a new one may be given one.
    kuerzel: Any = None
    name = TextField("Name", [pflicht("Bitte geben Sie den Namen an."), Length(max=200)])
    name_ab = DatumField("Neuer Name gilt ab")
    art = AuswahlField("Art", [pflicht("Bitte wählen Sie die Art.")], aus=TraegerArt, leer=None)
    strasse = TextField("Straße und Hausnummer", [Length(max=200)])
    plz = TextField("Postleitzahl", [Length(max=5)])
    ort = TextField("Ort", [Length(max=200)])
    email = TextField("E-Mail-Adresse", [Length(max=200)])
    telefon = TextField("Telefon", [Length(max=60)])
    iban = TextField("IBAN", [Length(max=60)])
    buchungsstelle = TextField("Buchungsstelle", [Length(max=200)])
    amt_nummer = TextField("Nummer des Amts", [Length(max=60)])
    dezernat = TextField("Dezernat", [Length(max=60)])
    gemeinsam = AuswahlField(
        "Unterschrift", aus=(("nein", "jede Person einzeln"), ("ja", "nur gemeinsam")), leer="nicht bekannt"
    )
    vorsteuer = AuswahlField("Zum Vorsteuerabzug berechtigt", aus=_JA_NEIN, leer="noch nicht gefragt")

    @classmethod
    def of(cls, stamm: Stammdaten, **kwargs: Any) -> TraegerForm:
        """Return the form with what is stored."""
        names = [name for name in Traegerangaben.__dataclass_fields__ if hasattr(stamm, name)]
        data = {name: getattr(stamm, name) for name in names} | {
            "gemeinsam": _wort(stamm.gemeinsam_vertreten),
            "vorsteuer": _wort(stamm.vorsteuerabzug),
            "aenderungsstand": str(stamm.aenderungsstand),
        }
        return cls(data=data, **kwargs)

    def angaben(self) -> Traegerangaben:
        """Return what was typed."""
        return Traegerangaben(
            name=self.name.data,
            art=self.art.data or TraegerArt.UNGEKLAERT,
            strasse=self.strasse.data,
            plz=self.plz.data,
            ort=self.ort.data,
            email=self.email.data,
            telefon=self.telefon.data,
            iban=self.iban.data,
            buchungsstelle=self.buchungsstelle.data,
            amt_nummer=self.amt_nummer.data,
            dezernat=self.dezernat.data,
            gemeinsam_vertreten=_WERTE.get(self.gemeinsam.data),
            vorsteuerabzug=_WERTE.get(self.vorsteuer.data),
            name_ab=getattr(self.name_ab, "data", None),
        )


class NeuerTraegerForm(TraegerForm):
    """A Träger that is new has no name from before, and may be given a Kürzel."""

    name_ab = None  # type: ignore[assignment]  # WTForms takes a field away like this
    kuerzel = TextField("Kürzel", [Length(max=40)])


class VertretungForm(Formular):
    name = TextField("Name", [pflicht("Bitte geben Sie den Namen an."), Length(max=200)])
    funktion = TextField("Funktion", [Length(max=200)])
    von = DatumField("Vertritt seit")
    bis = DatumField("Vertritt bis")

    def angaben(self) -> Vertretungsangaben:
        """Return what was typed."""
        return Vertretungsangaben(self.name.data, self.funktion.data, self.von.data, self.bis.data)


class AnsprechpersonForm(Formular):
    name = TextField("Name", [pflicht("Bitte geben Sie den Namen an."), Length(max=200)])
    funktion = TextField("Funktion", [Length(max=200)])
    email = TextField("E-Mail-Adresse", [Length(max=200)])
    telefon = TextField("Telefon", [Length(max=60)])
    inhaltlich = JaNeinField("Inhaltliche Fragen (Konzept, Sachbericht)")
    finanziell = JaNeinField("Finanzielle Fragen (Abruf, Belege, Zahlen)")
    von = DatumField("Zuständig seit")
    bis = DatumField("Zuständig bis")

    def angaben(self) -> Kontaktangaben:
        """Return what was typed."""
        return Kontaktangaben(
            self.name.data,
            self.funktion.data,
            self.email.data,
            self.telefon.data,
            self.inhaltlich.data,
            self.finanziell.data,
            self.von.data,
            self.bis.data,
        )


class NameForm(Formular):
    name = TextField("Weitere Bezeichnung", [pflicht("Bitte geben Sie die Bezeichnung an."), Length(max=200)])


class InaktivForm(Formular):
    inaktiv_ab = DatumField("Nicht mehr aktiv ab", [pflicht("Bitte geben Sie den Tag an.")])


class ZusammenForm(Formular):
    mit = AuswahlField("Ist derselbe wie", [pflicht("Bitte wählen Sie den anderen Eintrag.")])


class EinladenForm(BefugnisFelder):
    email = TextField(
        "E-Mail-Adresse", [pflicht("Bitte geben Sie eine E-Mail-Adresse ein."), Length(max=200)]
    )
    name = TextField("Name", [Length(max=200)])


class ZugangEndetForm(Formular):
    bis = DatumField("Letzter Tag", [pflicht("Bitte geben Sie den letzten Tag an.")])


class AktForm(Formular):
    """A button that acts and asks for nothing."""
