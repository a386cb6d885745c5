"""The decision on the Rest of a Maßnahme."""

from __future__ import annotations

from wtforms import HiddenField
from wtforms.validators import Length

from grants.forms.base import Formular
from grants.forms.fields import DatumField, TextField

# What offices usually decide; any other sentence may be typed.
UEBLICH = (
    "Dem Land als Minderbedarf gemeldet",
    "Wird umverteilt",
    "Wird für eigene Ausgaben der Stadt gebraucht",
    "Wird nicht abgerufen",
)


class RestForm(Formular):
    kennung = HiddenField()
    entscheidung = TextField("Was wird aus dem Rest?", [Length(max=300)])
    am = DatumField("Entschieden am")
