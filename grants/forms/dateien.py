"""The form of an upload."""

from __future__ import annotations

from grants.forms.base import Formular, pflicht
from grants.forms.fields import DateiField


class DateiForm(Formular):
    datei = DateiField(
        "Datei", [pflicht("Bitte wählen Sie eine Datei aus.")], render_kw={"accept": ".pdf,.png,.jpg,.jpeg"}
    )
