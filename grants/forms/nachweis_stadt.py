"""Forms of the city's Verwendungsnachweis: stated figures, Versand."""

from __future__ import annotations

from grants.forms.base import Formular, pflicht
from grants.forms.fields import AuswahlField, DatumField, EuroField
from grants.services.antrag_versand import VERSANDWEGE


class ZahlenForm(Formular):
    zuwendung_lt_abrechnung = EuroField("Zuwendung des Landes lt. Abrechnung")
    zuwendungsfaehig_lt_abrechnung = EuroField("Zuwendungsfähige Ausgaben lt. Abrechnung")
    rueckforderung_land = EuroField("An das Land zurückzuzahlen, angekündigt oder gefordert")


class NachweisversandForm(Formular):
    version = AuswahlField(
        "Fassung", leer=None, validators=[pflicht("Bitte wählen Sie, welche Fassung versandt wurde.")]
    )
    versandt_am = DatumField(
        "Versandt am",
        validators=[pflicht("Bitte tragen Sie ein, wann der Verwendungsnachweis versandt wurde.")],
    )
    weg = AuswahlField(
        "Weg",
        aus=[(weg, weg) for weg in VERSANDWEGE],
        validators=[pflicht("Bitte wählen Sie, wie der Verwendungsnachweis versandt wurde.")],
    )


class NachweiseingangForm(Formular):
    eingegangen_am = DatumField(
        "Eingegangen am",
        validators=[pflicht("Bitte tragen Sie ein, wann der Verwendungsnachweis beim Land eingegangen ist.")],
    )
