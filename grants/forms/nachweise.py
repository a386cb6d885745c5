"""Forms of what the office does with a proof."""

from __future__ import annotations

from wtforms import FieldList, Form, FormField
from wtforms.validators import Length

from grants.domain.nachweisabgabe import TEIL_TITEL
from grants.domain.nachweisteile import Teil
from grants.forms.base import Formular
from grants.forms.fields import AuswahlField, DatumField, MehrzeiligField, TextField
from grants.services.nachweisstand import Punkt

# Rows on offer; what is left empty counts for nothing.
PUNKTE = 6


class EingangForm(Formular):
    am = DatumField("Rechtsverbindlich eingegangen am")


class PunktForm(Form):
    text = TextField("Was fehlt?", [Length(max=1000)])
    teil = AuswahlField(
        "Wo?", aus=[(teil.value, TEIL_TITEL[teil]) for teil in Teil], leer="im ganzen Nachweis"
    )


class NachforderungForm(Formular):
    punkte = FieldList(FormField(PunktForm), min_entries=PUNKTE, max_entries=PUNKTE)
    frist = DatumField("Bis wann soll der Träger ergänzen?")
    text = MehrzeiligField("Begleittext", [Length(max=5000)])

    @property
    def asked(self) -> list[Punkt]:
        """The points that were written."""
        return [
            Punkt(row.form.text.data, Teil(row.form.teil.data) if row.form.teil.data else None)
            for row in self.punkte
            if row.form.text.data
        ]


class ZurueckForm(Formular):
    grund = TextField("Grund", [Length(max=1000)])


class OeffnenForm(Formular):
    warum = TextField("Grund", [Length(max=1000)])
