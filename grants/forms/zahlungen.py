"""Forms of the payments and of what the city's ledger shows."""

from __future__ import annotations

from typing import Any

from wtforms import ValidationError
from wtforms.validators import Length

from grants.domain.begriffe import Mittelherkunft, Zahlungsart, label
from grants.domain.zahlungen import ART_LABEL
from grants.forms.base import Formular, pflicht
from grants.forms.fields import AuswahlField, DatumField, EuroField, JaNeinField, MehrzeiligField, TextField


def _year(_form: Any, field: Any) -> None:
    if field.data and not (field.data.isascii() and field.data.isdigit() and len(field.data) == 4):
        raise ValidationError("Bitte geben Sie das Haushaltsjahr mit vier Ziffern an, etwa 2024.")


class ZahlungForm(Formular):
    """One payment; who it went to is chosen first, the kind says in which direction."""

    art = AuswahlField("Art der Zahlung", [pflicht("Bitte wählen Sie die Art der Zahlung.")])
    empfaenger = AuswahlField("Träger und Maßnahme")
    betrag = EuroField("Betrag in €", [pflicht("Bitte geben Sie den Betrag an.")])
    datum = DatumField(
        "Tag der Wertstellung", [pflicht("Bitte geben Sie den Tag an, an dem das Geld geflossen ist.")]
    )
    herkunft = AuswahlField(
        "Mittelherkunft", [pflicht("Bitte wählen Sie, wessen Mittel es sind.")], aus=Mittelherkunft
    )
    haushaltsjahr = TextField("Haushaltsjahr", [_year])
    buchungszeichen = TextField("Beleg der Kasse oder Bank", [Length(max=100)])
    kontierung = TextField("Kontierung", [Length(max=300)])
    bemerkung = MehrzeiligField("Bemerkung", [Length(max=1000)])
    trotzdem = JaNeinField("Es ist eine zweite, eigene Zahlung")

    def offer_arten(self, arten: tuple[Zahlungsart, ...]) -> None:
        """Offer the kinds that go with the other side of the payment."""
        self.art.offer((art.value, ART_LABEL.get(art, label(art))) for art in arten)

    @property
    def kind(self) -> Zahlungsart:
        """The kind that was chosen; only once the form is valid."""
        return Zahlungsart(self.art.data)

    @property
    def jahr(self) -> int | None:
        """The Haushaltsjahr as a number; None where it follows from the day."""
        return int(self.haushaltsjahr.data) if self.haushaltsjahr.data else None


class StornoForm(Formular):
    grund = TextField("Warum gilt die Zahlung nicht?", [Length(max=500)])


class HaushaltIstForm(Formular):
    """An empty amount takes it back."""

    betrag = EuroField("Ist laut Haushalt in €")
    am = DatumField("Stand des Auszugs")
    quelle = TextField("Quelle", [Length(max=200)])
