"""Forms about papers and answers that the check asks of a recipient."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import HiddenField
from wtforms.validators import Length

from grants.domain.unterlagen import LAENGSTENS, Wunsch
from grants.forms.base import Formular
from grants.forms.fields import DatumField, JaNeinField, MehrzeiligField, TextField
from grants.forms.mitteilungen import DateienField
from grants.queries.unterlagen import Belegangabe

_FRIST = "Antwort bis"


class AnforderungForm(Formular):
    """A request about a sample: three fields a Beleg, named after its row, so that one form holds all of them.

    `stichprobe` is the sample that the page showed.
    """

    stichprobe = HiddenField()

    frist = DatumField(_FRIST)
    text = MehrzeiligField("Was der Träger dazu wissen soll", [Length(max=LAENGSTENS)])
    belege: tuple[Belegangabe, ...] = ()

    def rechnung(self, beleg: Belegangabe) -> Any:
        return self[f"rechnung-{beleg.teil_id}"]

    def zahlungsnachweis(self, beleg: Belegangabe) -> Any:
        return self[f"zahlung-{beleg.teil_id}"]

    def frage(self, beleg: Belegangabe) -> Any:
        return self[f"frage-{beleg.teil_id}"]

    @property
    def stichprobe_id(self) -> int | None:
        """The sample that the page was made from; None where it says nonsense."""
        text = self.stichprobe.data or ""
        return int(text) if text.isascii() and text.isdigit() else None

    def wuensche(self) -> dict[int, Wunsch]:
        """Return what is asked by the id of the Beleg's part; rows of which nothing is asked are left out."""
        found = {
            each.teil_id: Wunsch(
                self.rechnung(each).data, self.zahlungsnachweis(each).data, self.frage(each).data
            )
            for each in self.belege
        }
        return {key: wish for key, wish in found.items() if not wish.is_leer}


def anforderung_form(
    belege: Iterable[Belegangabe], *, stichprobe_id: int | None, frist: Any = None, formdata: Any = None
) -> AnforderungForm:
    """Return the form of a request; asked for is what does not lie there already and nobody has seen."""
    every = tuple(belege)
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {"frist": frist, "stichprobe": stichprobe_id}
    for each in every:
        name = f"zu Beleg {each.beleg_nr}"
        fields[f"rechnung-{each.teil_id}"] = JaNeinField(f"Rechnung {name}")
        fields[f"zahlung-{each.teil_id}"] = JaNeinField(f"Zahlungsnachweis {name}")
        fields[f"frage-{each.teil_id}"] = TextField(f"Frage {name}", [Length(max=LAENGSTENS)])
        missing = not each.da and each.gesehen_am is None
        data[f"rechnung-{each.teil_id}"] = data[f"zahlung-{each.teil_id}"] = missing
    form: AnforderungForm = type("Anforderungsfelder", (AnforderungForm,), {**fields, "belege": every})(
        formdata, data=data
    )
    return form


class BelegfrageForm(Formular):
    """What is asked about one Beleg."""

    frage = MehrzeiligField("Frage an den Träger", [Length(max=LAENGSTENS)])
    rechnung = JaNeinField("Rechnung anfordern")
    zahlungsnachweis = JaNeinField("Zahlungsnachweis anfordern")
    frist = DatumField(_FRIST)

    def wunsch(self) -> Wunsch:
        return Wunsch(self.rechnung.data, self.zahlungsnachweis.data, self.frage.data)


class AllgemeineFrageForm(Formular):
    text = MehrzeiligField("Ihre Frage", [Length(max=LAENGSTENS)])


class GesehenForm(Formular):
    """The button says whether it was seen or is open again."""


class RuecknahmeForm(Formular):
    grund = TextField("Warum nicht mehr nötig?", [Length(max=500)])


class FristForm(Formular):
    frist = DatumField("Neuer letzter Tag")


class AntwortForm(Formular):
    """What a recipient sends and says about one Beleg."""

    antwort = MehrzeiligField("Ihre Antwort", [Length(max=LAENGSTENS)])
    datei = DateienField("Dateien", render_kw={"multiple": True, "accept": ".pdf,.png,.jpg,.jpeg"})


class AbschickenForm(Formular):
    """The button says everything."""
