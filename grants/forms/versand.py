"""Forms of the Versand of an issued paper: sent, received by the Land, taken back."""

from __future__ import annotations

from grants.forms.base import Formular, pflicht
from grants.forms.fields import AuswahlField, DatumField, MehrzeiligField
from grants.services.papierversand import VERSANDWEGE


class VersandForm(Formular):
    version = AuswahlField(
        "Fassung", leer=None, validators=[pflicht("Bitte wählen Sie, welche Fassung versandt wurde.")]
    )
    versandt_am = DatumField(
        "Versandt am", validators=[pflicht("Bitte tragen Sie ein, wann die Fassung versandt wurde.")]
    )
    weg = AuswahlField(
        "Weg",
        aus=[(weg, weg) for weg in VERSANDWEGE],
        validators=[pflicht("Bitte wählen Sie, wie die Fassung versandt wurde.")],
    )


class EingangForm(Formular):
    eingegangen_am = DatumField(
        "Eingegangen am",
        validators=[pflicht("Bitte tragen Sie ein, wann die Fassung beim Land eingegangen ist.")],
    )


class RuecknahmeForm(Formular):
    grund = MehrzeiligField(
        "Grund", validators=[pflicht("Bitte schreiben Sie, warum der Versand zurückgenommen wird.")]
    )
