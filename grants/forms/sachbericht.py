"""One part of the Sachbericht, and a file that belongs to it."""

from __future__ import annotations

from grants.forms.base import Formular
from grants.forms.fields import DateiField, MehrzeiligField


class AbschnittForm(Formular):
    """A text; `gesendet` is what the page sent before without getting an answer (static/js/sachbericht.js)."""

    text = MehrzeiligField("Text")
    gesendet = MehrzeiligField("Zuletzt gesendet")


class AnlageForm(Formular):
    datei = DateiField("Datei")


class AktForm(Formular):
    """A button that acts and asks for nothing."""
