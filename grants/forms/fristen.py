"""Forms of the office's own Fristen."""

from __future__ import annotations

from wtforms.validators import Length

from grants.forms.base import Formular, pflicht
from grants.forms.fields import AuswahlField, DatumField, JaNeinField, MehrzeiligField, TextField


class FristForm(Formular):
    """What has to be done until when."""

    jahr = AuswahlField("Förderjahr", [pflicht("Bitte wählen Sie das Förderjahr.")])
    bezeichnung = TextField(
        "Was ist zu tun?", [pflicht("Bitte schreiben Sie, was bis dahin zu tun ist."), Length(max=200)]
    )
    tag = DatumField("Bis zum", [pflicht("Bitte geben Sie den Tag an.")])
    bestimmter_tag = JaNeinField("Der Tag gilt auch, wenn er auf ein Wochenende oder einen Feiertag fällt")
    wiedervorlage_am = DatumField("Wiedervorlage am")
    notiz = MehrzeiligField("Notiz", [Length(max=2000)])


class AenderungForm(FristForm):
    """A Frist that exists stays in its year."""

    jahr = None  # type: ignore[assignment]  # WTForms takes a field away like this


class VerlaengerungForm(Formular):
    bis = DatumField("Neuer letzter Tag")
    grund = TextField("Begründung", [Length(max=500)])


class EntfallForm(Formular):
    entfall_grund = TextField("Warum entfällt die Frist?", [Length(max=500)])


class AktForm(Formular):
    """A button that acts and asks for nothing."""
