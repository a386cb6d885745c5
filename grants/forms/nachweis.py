"""Forms of a recipient's proof: stated sums, declarations, sentences, answers, the hand-in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Length

from grants.domain.money import NULL
from grants.domain.nachweiserklaerungen import LAENGSTENS, Angabe, Erklaerungsart
from grants.domain.summen import Ausgaben
from grants.domain.traegernachweis_daten import Positionszeile
from grants.forms.base import Formular
from grants.forms.fields import EuroField, JaNeinField, MehrzeiligField


class SummenForm(Formular):
    """The sums a recipient states, two fields an Ausgabeposition; `gezeigt` names the state they were shown in."""

    gezeigt = HiddenField()
    zeilen: tuple[Positionszeile, ...] = ()

    def insgesamt(self, zeile: Positionszeile) -> Any:
        return self[zeile.anker]

    def zuwendungsfaehig(self, zeile: Positionszeile) -> Any:
        return self[f"{zeile.anker}-zuwendungsfaehig"]

    def summen(self) -> dict[str, Ausgaben | None]:
        """Return what the form states by Ausgabeposition; None where both fields are empty."""
        return {zeile.code: self._stated(zeile) for zeile in self.zeilen}

    def _stated(self, zeile: Positionszeile) -> Ausgaben | None:
        total, eligible = self.insgesamt(zeile).data, self.zuwendungsfaehig(zeile).data
        if total is None and eligible is None:
            return None
        return Ausgaben(total if total is not None else NULL, eligible if eligible is not None else NULL)

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for the second amount where only one is there: an empty field must not become 0,00."""
        valid: bool = super().validate(extra_validators)
        for zeile in self.zeilen:
            pair = (self.insgesamt(zeile), self.zuwendungsfaehig(zeile))
            given = [field for field in pair if field.data is not None or field.errors]
            if len(given) == 1:
                [empty] = [field for field in pair if field not in given]
                empty.errors = [
                    f"{zeile.name}: Bitte auch diesen Betrag eintragen, wenn nötig 0,00, oder beide Felder leeren."
                ]
                valid = False
        return valid


def summen_form(zeilen: Iterable[Positionszeile], *, gezeigt: str, formdata: Any = None) -> SummenForm:
    """Return the form of the stated sums, filled with what is stored."""
    rows = tuple(zeilen)
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {}
    for zeile in rows:
        stated = zeile.angegeben
        fields[zeile.anker] = EuroField(f"{zeile.name}: Summe insgesamt")
        fields[f"{zeile.anker}-zuwendungsfaehig"] = EuroField(f"{zeile.name}: davon zuwendungsfähig")
        data[zeile.anker] = stated.insgesamt if stated else None
        data[f"{zeile.anker}-zuwendungsfaehig"] = stated.zuwendungsfaehig if stated else None
    form: SummenForm = type("Summenfelder", (SummenForm,), {**fields, "zeilen": rows})(formdata, data=data)
    if formdata is None:
        form.gezeigt.data = gezeigt
    return form


class ErklaerungenForm(Formular):
    """All declarations of one Person; nothing is preset, its own earlier answers stand in it."""

    gezeigt = HiddenField()
    arten: tuple[Erklaerungsart, ...] = ()

    def angaben(self) -> dict[str, Angabe]:
        """Return what was chosen, empty where nothing was."""
        return {
            art.schluessel: Angabe(self[art.schluessel].data or "", self[f"{art.schluessel}_satz"].data or "")
            for art in self.arten
        }


def erklaerungen_form(
    arten: tuple[Erklaerungsart, ...],
    eigene: Mapping[str, Angabe],
    *,
    gezeigt: str,
    formdata: Any = None,
) -> ErklaerungenForm:
    """Return the form of the declarations."""
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {}
    for art in arten:
        fields[art.schluessel] = RadioField(
            art.wortlaut,
            choices=[SelectChoice(each.schluessel, each.wort) for each in art.antworten],
            validate_choice=False,
        )
        fields[f"{art.schluessel}_satz"] = MehrzeiligField("Erläuterung", [Length(max=LAENGSTENS)])
        if held := eigene.get(art.schluessel):
            data[art.schluessel], data[f"{art.schluessel}_satz"] = held.antwort, held.erlaeuterung
    form: ErklaerungenForm = type("Erklaerungsfelder", (ErklaerungenForm,), {**fields, "arten": arten})(
        formdata, data=data
    )
    if formdata is None:
        form.gezeigt.data = gezeigt
    return form


class ErlaeuterungForm(Formular):
    """A sentence to a rule that the proof does not meet."""

    text = MehrzeiligField("Ihre Erläuterung")


class PunktForm(Formular):
    """The answer to one point of a Nachforderung."""

    antwort = MehrzeiligField("Ihre Antwort")
    erledigt = JaNeinField("Erledigt")


class AbsendenForm(Formular):
    """The hand-in; `gesehen` is the hash of what the summary showed."""

    gesehen = HiddenField()
