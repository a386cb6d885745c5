"""Forms of a Weiterleitung and a Zuweisung, their Bekanntgabe and the template."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms.validators import Length

from grants.domain.begriffe import Finanzierungsart, Mittelherkunft, Nachweisart, label
from grants.domain.errors import DomainError
from grants.domain.kette import Zusage
from grants.domain.money import NULL, format_betrag, parse_betrag
from grants.domain.weiterleitung import AUS_DER_STADT, Rate, Zusageangaben
from grants.forms.base import Formular, pflicht
from grants.forms.fields import (
    AuswahlField,
    DatumField,
    EuroField,
    MehrzeiligField,
    TextField,
    VomhundertField,
    parse_datum,
)

FORMEN = [("bescheid", "Bescheid"), ("vertrag", "Vertrag")]
_HERKUNFT = {label(each).lower(): each for each in Mittelherkunft}


class ZusageForm(Formular):
    """What Weiterleitung and Zuweisung have in common; the purses are added by `build_form`."""

    # Purses of this form, in their order.
    purses: tuple[Mittelherkunft, ...] = ()

    vom = DatumField("Datum", [pflicht("Bitte geben Sie das Datum an.")])
    wirksam_ab = DatumField("Gilt ab")
    bewilligung_von = DatumField("Bewilligungszeitraum von")
    bewilligung_bis = DatumField("Bewilligungszeitraum bis")
    nachweis_bis = DatumField("Verwendungsnachweis bis")
    plan = AuswahlField("Verbindlicher Finanzierungsplan")
    bemerkung = TextField("Bemerkung", [Length(max=300)])

    def read(self) -> Zusageangaben | None:
        """Return what was typed; None where a line cannot be read, which then stands at its field."""
        plan = self.plan.data
        return Zusageangaben(
            zusagen=self._zusagen(),
            vom=self.vom.data,
            wirksam_ab=self.wirksam_ab.data,
            bewilligung_von=self.bewilligung_von.data,
            bewilligung_bis=self.bewilligung_bis.data,
            nachweis_bis=self.nachweis_bis.data,
            plan_version=int(plan) if plan else None,
            bemerkung=self.bemerkung.data,
        )

    def _zusagen(self) -> tuple[Zusage, ...]:
        return tuple(
            Zusage(
                each,
                self[f"betrag_{each}"].data or NULL,
                self[f"art_{each}"].data,
                self[f"anteil_{each}"].data,
            )
            for each in self.purses
            if self[f"betrag_{each}"].data is not None
        )


class WeiterleitungForm(ZusageForm):
    form = AuswahlField("Form", aus=FORMEN, leer=None)
    aktenzeichen = TextField(
        "Aktenzeichen", [pflicht("Bitte geben Sie das Aktenzeichen an."), Length(max=200)]
    )
    nachweisart = AuswahlField("Art des Nachweises", aus=Nachweisart, leer=None)
    raten = MehrzeiligField("Zahlungsplan")

    def read(self) -> Zusageangaben | None:
        """Return what was typed, the Zahlungsplan included."""
        common, raten = super().read(), self._raten()
        if common is None or raten is None:
            return None
        return Zusageangaben(
            **{name: getattr(common, name) for name in _GEMEINSAM},
            vertrag=self.form.data == "vertrag",
            aktenzeichen=self.aktenzeichen.data,
            nachweisart=self.nachweisart.data or Nachweisart.MIT_BELEGLISTE,
            raten=raten,
        )

    def _raten(self) -> tuple[Rate, ...] | None:
        found, wrong = [], []
        for place, line in enumerate(self.raten.data.split("\n"), 1):
            if not line.strip():
                continue
            try:
                found.append(_rate([part.strip() for part in line.split(";")]))
            except DomainError as error:
                wrong.append(f"Zeile {place}: {error}")
        self.raten.errors = [*self.raten.errors, *wrong]
        return None if wrong else tuple(sorted(found, key=lambda rate: rate.faellig_am))


_GEMEINSAM = (
    "zusagen",
    "vom",
    "wirksam_ab",
    "bewilligung_von",
    "bewilligung_bis",
    "nachweis_bis",
    "plan_version",
    "bemerkung",
)


class _Zeile(DomainError):
    """A line that does not have its parts."""


def _rate(parts: list[str]) -> Rate:
    if len(parts) not in {2, 3}:
        raise _Zeile(
            "Bitte Tag; Betrag schreiben, bei anderem Geld als dem des Landes: Tag; Betrag; Herkunft."
        )
    purse = _HERKUNFT.get(parts[2].lower()) if len(parts) == 3 else Mittelherkunft.LAND
    if purse is None:
        raise _Zeile(f"„{parts[2]}“ ist keine Herkunft. Bitte Land, Stadt oder Bund schreiben.")
    return Rate(parse_datum(parts[0]), purse, parse_betrag(parts[1]))


def build_form(
    *,
    is_stelle: bool,
    plaene: Iterable[int],
    zusagen: Iterable[Zusage] = (),
    data: dict[str, Any] | None = None,
) -> ZusageForm:
    """Return the form with `betrag_…`, `art_…` and `anteil_…` for each purse."""
    extra = [z.herkunft for z in zusagen if z.herkunft not in AUS_DER_STADT]
    purses = (*AUS_DER_STADT, *extra)
    fields: dict[str, Any] = {"purses": purses}
    for each in purses:
        name = label(each)
        fields[f"betrag_{each}"] = EuroField(f"{name}: Betrag")
        fields[f"art_{each}"] = AuswahlField(
            f"{name}: Finanzierungsart", aus=Finanzierungsart, leer="noch offen"
        )
        fields[f"anteil_{each}"] = VomhundertField(f"{name}: Anteil in v. H.")
    base = ZusageForm if is_stelle else WeiterleitungForm
    form: ZusageForm = type("Zusageform", (base,), fields)(data=data)
    form.plan.offer([(str(version), f"Version {version}") for version in plaene], leer="noch offen")
    return form


def stored(angaben: Zusageangaben) -> dict[str, Any]:
    """Return what the form begins with."""
    found: dict[str, Any] = {
        "vom": angaben.vom,
        "wirksam_ab": angaben.wirksam_ab,
        "bewilligung_von": angaben.bewilligung_von,
        "bewilligung_bis": angaben.bewilligung_bis,
        "nachweis_bis": angaben.nachweis_bis,
        "plan": str(angaben.plan_version) if angaben.plan_version else None,
        "bemerkung": angaben.bemerkung,
        "form": "vertrag" if angaben.vertrag else "bescheid",
        "aktenzeichen": angaben.aktenzeichen,
        "nachweisart": angaben.nachweisart,
        "raten": "\n".join(
            f"{r.faellig_am:%d.%m.%Y}; {format_betrag(r.betrag)}; {label(r.herkunft)}" for r in angaben.raten
        ),
    }
    for zusage in angaben.zusagen:
        found[f"betrag_{zusage.herkunft}"] = zusage.betrag
        found[f"art_{zusage.herkunft}"] = zusage.finanzierungsart
        found[f"anteil_{zusage.herkunft}"] = zusage.landesanteil
    return found


class BekanntgabeForm(Formular):
    bekannt_gegeben_am = DatumField("Bekannt gegeben am")
    rechtsbehelfsverzicht_am = DatumField("Rechtsbehelfsverzicht am")
    bestandskraeftig_ab = DatumField("Bestandskräftig ab")


class AusstellenForm(Formular):
    pass


class VorlageForm(Formular):
    text = MehrzeiligField("Text", [pflicht("Bitte schreiben Sie den Text der Vorlage.")])
    gericht = TextField("Gericht für die Rechtsbehelfsbelehrung", [Length(max=200)])
