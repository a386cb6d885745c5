"""Forms of the outcome: hearing, decision, announcement, answer of the Träger."""

from __future__ import annotations

from wtforms.validators import Length

from grants.domain.money import NULL
from grants.forms.base import Formular, pflicht
from grants.forms.fields import DatumField, EuroField, MehrzeiligField, TextField
from grants.services.ergebnisse import Entscheidung


class AnhoerungForm(Formular):
    bis = DatumField("Äußerung bis", [pflicht("Bitte geben Sie an, bis wann sich der Träger äußern kann.")])


class AntwortForm(Formular):
    antwort = MehrzeiligField(
        "Ihre Stellungnahme", [pflicht("Bitte schreiben Sie Ihre Stellungnahme."), Length(max=10_000)]
    )


class EntscheidungForm(Formular):
    begruendung = MehrzeiligField("Begründung", [Length(max=10_000)])
    faellig_am = DatumField("Zu zahlen bis")
    nicht_erhoben = EuroField("Davon nicht erhoben")
    nicht_erhoben_grund = TextField("Warum nicht erhoben", [Length(max=500)])
    ohne_anhoerung = TextField("Warum ohne Anhörung", [Length(max=500)])

    def entscheidung(self) -> Entscheidung:
        return Entscheidung(
            self.begruendung.data,
            self.faellig_am.data,
            self.nicht_erhoben.data or NULL,
            self.nicht_erhoben_grund.data,
            self.ohne_anhoerung.data,
        )


class BekanntgabeForm(Formular):
    am = DatumField("Bekannt gegeben am", [pflicht("Bitte geben Sie den Tag an.")])


class SchlussForm(Formular):
    """Issuing says everything by its button."""


class RuecknahmeForm(Formular):
    grund = TextField(
        "Grund", [pflicht("Bitte schreiben Sie den Grund. Der Träger liest ihn."), Length(max=500)]
    )
