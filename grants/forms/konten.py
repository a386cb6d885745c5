"""Forms of the log-in, of the own account and of the Kontenverwaltung."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, PasswordField
from wtforms.validators import Length

from grants.domain.befugnisse import SPALTEN, WAS
from grants.domain.begriffe import Befugnis, Rolle, label
from grants.forms.base import Formular, pflicht
from grants.forms.fields import AuswahlField, DatumField, JaNeinField, TextField

EMAIL = [pflicht("Bitte geben Sie Ihre E-Mail-Adresse ein."), Length(max=200)]
# Words that password managers look for (WCAG 1.3.5).
_BISHERIGES = {"autocomplete": "current-password"}
_NEUES = {"autocomplete": "new-password"}


class KennwortField(PasswordField):
    """A password: never written back into the page; `data` is a str."""

    data: Any


class AnmeldeForm(Formular):
    email = TextField("E-Mail-Adresse", EMAIL, render_kw={"autocomplete": "username"})
    kennwort = KennwortField(
        "Kennwort", [pflicht("Bitte geben Sie Ihr Kennwort ein."), Length(max=1000)], render_kw=_BISHERIGES
    )
    weiter = HiddenField()


class CodeForm(Formular):
    code = TextField(
        "Code",
        [pflicht("Bitte geben Sie den Code ein."), Length(max=40)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "text"},
    )


class NeuesKennwortForm(Formular):
    kennwort = KennwortField(
        "Neues Kennwort", [pflicht("Bitte wählen Sie ein Kennwort."), Length(max=1000)], render_kw=_NEUES
    )
    kennwort2 = KennwortField(
        "Neues Kennwort wiederholen",
        [pflicht("Bitte geben Sie das Kennwort noch einmal ein.")],
        render_kw=_NEUES,
    )

    def is_same(self) -> bool:
        """Return whether both are the same, and say so at the second one where they are not."""
        if self.kennwort.data == self.kennwort2.data:
            return True
        self.kennwort2.errors = [
            *self.kennwort2.errors,
            "Die beiden Eingaben sind verschieden. Bitte wiederholen.",
        ]
        return False


class EinladungForm(NeuesKennwortForm):
    name = TextField("Ihr Name", [pflicht("Bitte geben Sie Ihren Namen ein."), Length(max=200)])


class VergessenForm(Formular):
    email = TextField("E-Mail-Adresse", EMAIL)


class KennwortAendernForm(NeuesKennwortForm):
    altes_kennwort = KennwortField(
        "Bisheriges Kennwort",
        [pflicht("Bitte geben Sie Ihr bisheriges Kennwort ein.")],
        render_kw=_BISHERIGES,
    )


class AdresseForm(Formular):
    email = TextField("Neue E-Mail-Adresse", EMAIL, render_kw={"autocomplete": "username"})
    altes_kennwort = KennwortField(
        "Ihr Kennwort",
        [pflicht("Bitte geben Sie Ihr Kennwort ein.")],
        id="adresse-kennwort",
        render_kw=_BISHERIGES,
    )


class NameForm(Formular):
    name = TextField("Ihr Name", [pflicht("Bitte geben Sie Ihren Namen ein."), Length(max=200)])


class AktForm(Formular):
    """A button that acts and asks for nothing."""


def _wort(befugnis: Befugnis) -> str:
    return f"{label(befugnis)}: {WAS[befugnis]}"


class BefugnisFelder(Formular):
    """What somebody may do for a Träger or a Stelle; nothing ticked is only reading."""

    inhaltlich = JaNeinField(_wort(Befugnis.INHALTLICH))
    finanziell = JaNeinField(_wort(Befugnis.FINANZIELL))
    vertretungsberechtigt = JaNeinField(_wort(Befugnis.VERTRETUNGSBERECHTIGT))

    @property
    def befugnisse(self) -> frozenset[Befugnis]:
        return frozenset(each for each in SPALTEN if self[each.value].data)


class BefugnisForm(BefugnisFelder):
    ab = DatumField("Gilt ab")
    bis = DatumField("Gilt bis")


class RolleForm(BefugnisFelder):
    rolle = AuswahlField("Rolle", [pflicht("Bitte wählen Sie eine Rolle.")], aus=Rolle)
    traeger = AuswahlField("Träger oder Stelle")
    von = DatumField("Gilt ab")
    bis = DatumField("Gilt bis")


class KontoEinladenForm(RolleForm):
    email = TextField(
        "E-Mail-Adresse", [pflicht("Bitte geben Sie eine E-Mail-Adresse ein."), Length(max=200)]
    )
    name = TextField("Name", [Length(max=200)])


class SperrForm(Formular):
    grund = TextField("Warum wird das Konto gesperrt?", [Length(max=500)])


class RolleEndetForm(Formular):
    bis = DatumField("Letzter Tag", [pflicht("Bitte geben Sie den letzten Tag an.")])


class ZusammenForm(Formular):
    mit = AuswahlField("Ist dieselbe Person wie", [pflicht("Bitte wählen Sie die andere Person.")])
