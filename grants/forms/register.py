"""Forms of the register: a Maßnahme with its axes, another name, merging."""

from __future__ import annotations

from wtforms.validators import Length

from grants.forms.base import Formular, pflicht
from grants.forms.fields import AuswahlField, JaNeinField, MehrfachField, TextField


class MassnahmeForm(Formular):
    name = TextField("Name", [pflicht("Bitte geben Sie den Namen der Maßnahme an."), Length(max=300)])
    handlungsfeld = AuswahlField("Handlungsfeld der Stadt")
    weitere = MehrfachField("Weitere Handlungsfelder der Stadt")
    land = AuswahlField("Handlungsfeld des Landes")
    lebensphasen = MehrfachField("Lebensphasen")
    laufend_seit = TextField("Laufend seit", [Length(max=100)])
    geplant_ab = TextField("Geplant ab", [Length(max=100)])
    befristet_bis = TextField("Befristet bis", [Length(max=100)])


class NeueMassnahmeForm(MassnahmeForm):
    programm = AuswahlField("Programm", [pflicht("Bitte wählen Sie das Programm.")])
    trotzdem = JaNeinField("Es ist trotzdem eine andere Maßnahme")


class AliasForm(Formular):
    alias = TextField("Anderer Name", [pflicht("Bitte geben Sie den anderen Namen an."), Length(max=300)])


class ZusammenForm(Formular):
    mit = AuswahlField("Ist dieselbe Maßnahme wie", [pflicht("Bitte wählen Sie die andere Maßnahme.")])


class AktForm(Formular):
    """A button that acts and asks for nothing."""
