"""Form of a template for reminders."""

from __future__ import annotations

from typing import Any

from wtforms import IntegerField

from grants.forms.base import Formular
from grants.forms.fields import JaNeinField, MehrzeiligField, TextField


class TageField(IntegerField):
    """Whole days; what is no number is None, and the rule says what to write."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the digits that were typed."""
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None


class VorlageForm(Formular):
    aktiv = JaNeinField("Diese Erinnerung wird verschickt")
    tage = TageField("Tage")
    betreff = TextField("Betreff")
    text = MehrzeiligField("Text")
