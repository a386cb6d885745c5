"""Forms of the Antrag: texts, declarations, Ausstellen, Fortsetzung and Beginn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from grants.domain.antrag_kennzeichen import Eingabe, Kennzeichen, Kennzeichenzeile
from grants.domain.begriffe import Fortsetzung
from grants.forms.base import Formular, pflicht
from grants.forms.fields import AuswahlField, DatumField, JaNeinField, MehrzeiligField, TextField

# Nothing is preset: on a new page none of the three is chosen.
ANTWORTEN = [SelectChoice(*pair) for pair in (("ja", "ja"), ("nein", "nein"), ("offen", "noch offen"))]


class TextForm(Formular):
    text = MehrzeiligField("Text")


class ZeileForm(Formular):
    text = TextField("Text")


class ErklaerungForm(Formular):
    text = RadioField(
        "Antwort",
        choices=ANTWORTEN,
        validate_choice=False,
        validators=[pflicht("Bitte wählen Sie „ja“, „nein“ oder „noch offen“.")],
    )

    @property
    def antwort(self) -> str:
        """What is stored: `ja`, `nein`, or nothing while it is open."""
        return "" if self.text.data in (None, "offen") else str(self.text.data)


class AusstellenForm(Formular):
    # Of all that the summary showed.
    pruefsumme = HiddenField()
    bestaetigt = JaNeinField(
        "Ich habe Zusammenfassung und Vorschau geprüft.",
        validators=[pflicht("Bitte bestätigen Sie, dass Sie Zusammenfassung und Vorschau geprüft haben.")],
    )


class KennzeichenForm(Formular):
    """Three fields for each Maßnahme, named after its Kennung; made for one page by `kennzeichen_form`."""

    def eingaben(self, kennungen: Iterable[str]) -> list[Eingabe]:
        """Return what was entered, each beside what the page had shown."""
        return [
            Eingabe(
                kennung,
                Kennzeichen(*(self[f"{name}-{kennung}"].data for name in KENNZEICHENFELDER)),
                self[f"gezeigt-{kennung}"].data or "",
            )
            for kennung in kennungen
        ]


# In the order of `Kennzeichen`.
KENNZEICHENFELDER = ("fortsetzung", "beginn", "zustimmung_am")


def kennzeichen_form(zeilen: Sequence[Kennzeichenzeile]) -> KennzeichenForm:
    """Return the form of a page, filled with what stands there unless it was sent."""
    felder: dict[str, Any] = {}
    data: dict[str, Any] = {}
    for zeile in zeilen:
        key, k = zeile.kennung, zeile.kennzeichen
        felder |= {
            f"fortsetzung-{key}": AuswahlField("Fortsetzung oder neu", aus=Fortsetzung),
            f"beginn-{key}": DatumField("Beginn"),
            f"zustimmung_am-{key}": DatumField("Vorzeitigem Beginn zugestimmt am"),
            f"gezeigt-{key}": HiddenField(),
        }
        data |= {f"{name}-{key}": getattr(k, name) for name in KENNZEICHENFELDER}
        data[f"gezeigt-{key}"] = k.text
    kind: type[KennzeichenForm] = type("KennzeichenFormDerSeite", (KennzeichenForm,), felder)
    form = kind(data=data)
    for zeile in zeilen:
        # The paper asks for it; a page may be saved half done all the same.
        form[f"fortsetzung-{zeile.kennung}"].flags.pflicht = True
    return form
