"""Forms of the conversations between Träger and office."""

from __future__ import annotations

from typing import Any

from wtforms import FileField, HiddenField
from wtforms.validators import ValidationError

from grants.domain.begriffe import Mitteilungsart
from grants.forms.base import Formular
from grants.forms.fields import AuswahlField, DatumField, JaNeinField, MehrzeiligField

HOECHSTENS_DATEIEN = 5


class DateienField(FileField):
    """Some files of the person's; `data` is a list of uploads."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the uploads; an empty field of a browser has a name without text."""
        self.data = [each for each in valuelist if getattr(each, "filename", "")]

    def pre_validate(self, form: Any) -> None:
        """Refuse more files than one entry carries."""
        if len(self.data or ()) > HOECHSTENS_DATEIEN:
            raise ValidationError(
                f"Auf einmal gehen {HOECHSTENS_DATEIEN} Dateien. Bitte schicken Sie die übrigen danach."
            )


class MitteilungForm(Formular):
    """A new conversation; which kind is chosen by the address of the page."""

    art = HiddenField()
    text = MehrzeiligField("Ihre Mitteilung")
    gewuenscht = DatumField("Bis zu welchem Tag brauchen Sie mehr Zeit?")
    datei = DateienField("Dateien", render_kw={"multiple": True})

    @property
    def kind(self) -> Mitteilungsart | None:
        """The kind that was sent; None for anything else."""
        return Mitteilungsart(self.art.data) if self.art.data in set(Mitteilungsart) else None


class AntwortForm(Formular):
    text = MehrzeiligField("Ihre Antwort")
    intern = JaNeinField("Nur als interne Notiz; der Träger sieht sie nicht")
    datei = DateienField("Dateien", render_kw={"multiple": True})


class EntscheidungForm(Formular):
    gewaehrt = AuswahlField(
        "Wird die Frist verlängert?", aus=(("ja", "Ja, verlängern"), ("nein", "Nein, nicht verlängern"))
    )
    bis = DatumField("Neuer letzter Tag")
    satz = MehrzeiligField("Ein Satz dazu an den Träger")


class VerlaengerungForm(Formular):
    bis = DatumField("Neuer letzter Tag")
    satz = MehrzeiligField("Ein Satz dazu an den Träger")


class AktForm(Formular):
    """A button that acts and asks for nothing."""
