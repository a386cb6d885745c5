"""Forms of the Abschluss."""

from __future__ import annotations

from wtforms.validators import Length

from grants.forms.base import Formular, pflicht
from grants.forms.fields import DatumField, EuroField, MehrzeiligField, TextField


class PruefergebnisForm(Formular):
    """What the Bewilligungsbehörde wrote about the city's Verwendungsnachweis."""

    vom = DatumField("Schreiben vom", [pflicht("Bitte geben Sie den Tag des Schreibens an.")])
    aktenzeichen = TextField("Aktenzeichen", [Length(max=100)])
    anerkannt = EuroField(
        "Anerkannte Zuwendung in €", [pflicht("Bitte geben Sie den anerkannten Betrag an.")]
    )
    forderung = EuroField(
        "Forderung des Landes in €", [pflicht("Bitte geben Sie die Forderung an, sonst 0,00.")]
    )
    bemerkung = MehrzeiligField("Bemerkung", [Length(max=1000)])


class AktForm(Formular):
    """A button that acts and asks for nothing."""


class OeffnungForm(Formular):
    grund = MehrzeiligField("Was ist zu berichtigen, und warum?", [Length(max=1000)])
