"""Forms of the check of a proof: recognising, notes, sample, signatures, opening again."""

from __future__ import annotations

from wtforms import IntegerField
from wtforms.validators import Length, NumberRange, Optional

from grants.domain.anerkennung import Urteil
from grants.domain.begriffe import Kuerzungsgrund, Prueftiefe, Zeichnungsart
from grants.domain.money import Vomhundert
from grants.forms.base import Formular, pflicht
from grants.forms.fields import (
    AuswahlField,
    EuroField,
    JaNeinField,
    MehrzeiligField,
    TextField,
    VomhundertField,
)
from grants.services.pruefungen import Notizen

_JA_NEIN = (("ja", "ja"), ("nein", "nein, sie bleiben im Gesamtbetrag"))


class BeginnForm(Formular):
    tiefe = AuswahlField(
        "Wie tief wird geprüft?", [pflicht("Bitte wählen Sie, wie tief geprüft wird.")], aus=Prueftiefe
    )


class AnerkennungForm(Formular):
    """What is recognised of a row; `gesehen` only stands there for rows of the sample."""

    anerkannt = EuroField("Davon anerkannt")
    grund = AuswahlField("Grund der Kürzung", aus=Kuerzungsgrund, leer="keine Kürzung")
    mindert_insgesamt = AuswahlField(
        "Mindert auch die Ausgaben insgesamt", aus=_JA_NEIN, leer="wie bei diesem Grund üblich"
    )
    erlaeuterung = TextField("Erläuterung", [Length(max=500)])
    umgeordnet_nach = AuswahlField("Gehört zu einer anderen Ausgabeposition", leer="nein")
    gesehen = JaNeinField("Rechnung und Zahlung gesehen")

    def urteil(self) -> Urteil:
        lowers = {"ja": True, "nein": False}.get(self.mindert_insgesamt.data or "")
        return Urteil(
            self.anerkannt.data,
            self.grund.data,
            lowers,
            self.erlaeuterung.data,
            self.umgeordnet_nach.data or "",
        )


class NotizenForm(Formular):
    tiefe = AuswahlField("Prüftiefe", [pflicht("Bitte wählen Sie, wie tief geprüft wird.")], aus=Prueftiefe)
    umfang = MehrzeiligField("Umfang der Prüfung", [Length(max=5000)])
    feststellungen = MehrzeiligField("Feststellungen", [Length(max=10000)])
    folgen = MehrzeiligField("Folgen", [Length(max=5000)])

    def notizen(self) -> Notizen:
        return Notizen(self.tiefe.data, self.umfang.data, self.feststellungen.data, self.folgen.data)


class StichprobeForm(Formular):
    schwelle = EuroField("Alle Belege über")
    anteil = VomhundertField("Zufällige, bis erreicht sind (v. H. der Summe)", default=Vomhundert(100_000))
    zeilen = IntegerField("und mindestens so viele Zeilen", [Optional(), NumberRange(0, 50_000)], default=10)
    grund = TextField("Warum wird neu gezogen?", [Length(max=500)])


class ZeichnungForm(Formular):
    vermerk = TextField("Vermerk", [Length(max=500)])


class GrundForm(Formular):
    grund = TextField("Grund", [pflicht("Bitte geben Sie den Grund an."), Length(max=500)])


class ZustimmungForm(Formular):
    """Agreeing says everything by its button."""


class ZugehoerigkeitForm(Formular):
    gehoert = AuswahlField(
        "Gehört die Geschäftsstelle zu dieser Stelle?",
        [pflicht("Bitte wählen Sie ja oder nein.")],
        aus=(("ja", "ja, die Geschäftsstelle ist Teil dieser Stelle"), ("nein", "nein")),
    )


class PruefpunktForm(Formular):
    art = AuswahlField(
        "Welche Prüfung beantwortet ihn?",
        [pflicht("Bitte wählen Sie die Prüfung.")],
        aus=((Zeichnungsart.FACHLICH.value, "fachlich"), (Zeichnungsart.RECHNERISCH.value, "rechnerisch")),
    )
    text = TextField("Punkt als Satz", [pflicht("Bitte schreiben Sie den Punkt als Satz."), Length(max=300)])
    nur_vertieft = JaNeinField("nur bei vertiefter Prüfung")
