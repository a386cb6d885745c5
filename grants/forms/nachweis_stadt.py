"""Forms of the city's Verwendungsnachweis: stated figures, Testat."""

from __future__ import annotations

from wtforms import HiddenField
from wtforms.validators import Length

from grants.domain.begriffe import Testatergebnis
from grants.domain.testat import Testatangaben
from grants.forms.base import Formular
from grants.forms.fields import AuswahlField, DatumField, EuroField, MehrzeiligField, TextField
from grants.forms.mitteilungen import DateienField


class ZahlenForm(Formular):
    zuwendung_lt_abrechnung = EuroField("Zuwendung des Landes lt. Abrechnung")
    zuwendungsfaehig_lt_abrechnung = EuroField("Zuwendungsfähige Ausgaben lt. Abrechnung")
    rueckforderung_land = EuroField("An das Land zurückzuzahlen, angekündigt oder gefordert")


class TestatForm(Formular):
    """What stands on the paper of the Rechnungsprüfung; `gezeigt` is the hash of the proof it speaks of."""

    gezeigt = HiddenField()
    am = DatumField("Tag des Testats")
    gegeben_von = TextField("Gegeben von", [Length(max=200)])
    umfang = MehrzeiligField("Was geprüft wurde", [Length(max=2000)])
    ergebnis = AuswahlField("Ergebnis", aus=Testatergebnis)
    text = MehrzeiligField("Feststellungen", [Length(max=4000)])
    datei = DateienField("Datei", render_kw={"accept": ".pdf,.png,.jpg,.jpeg"})

    def angaben(self) -> Testatangaben:
        return Testatangaben(
            self.am.data, self.gegeben_von.data, self.umfang.data, self.ergebnis.data or None, self.text.data
        )


class TestatruecknahmeForm(Formular):
    grund = TextField("Grund", [Length(max=500)])
