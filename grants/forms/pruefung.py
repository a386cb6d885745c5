"""Forms of the checks: the filter of the page, the reason of a waiver, the decision about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from wtforms import HiddenField

from grants.domain.errors import DomainError
from grants.domain.money import Betrag, euro
from grants.domain.pruefregeln import Bezug
from grants.forms.base import Formular, pflicht
from grants.forms.fields import MehrzeiligField, parse_datum
from grants.queries.pruefung import Wahl, Zeige


def read_wahl(args: Mapping[str, str], *, heute: date) -> tuple[Wahl, str]:
    """Return the filter that the address asks for, and what is wrong with its day."""
    known = {each.value: each for each in Zeige}
    zeige = known.get(args.get("zeige", ""), Zeige.ALLE)
    am, wrong = heute, ""
    if text := args.get("am", "").strip():
        try:
            am = parse_datum(text)
        except DomainError as error:
            wrong = str(error)
    return Wahl(am, zeige, args.get("massnahme", "")), wrong


def read_bezug(args: Mapping[str, str]) -> Bezug:
    """Return the subject that an address names."""
    return Bezug(args.get("massnahme") or None, args.get("traeger") or None, args.get("beleg") or None)


def read_differenz(args: Mapping[str, str]) -> Betrag | None:
    """Return the difference that an address names."""
    try:
        return euro(args.get("differenz", ""))
    except ValueError:
        return None


class BegruendungForm(Formular):
    # The difference that was shown: another one is another deviation.
    differenz = HiddenField()
    grund = MehrzeiligField(
        "Begründung", [pflicht("Bitte begründen Sie die Abweichung in mindestens einem Satz.")]
    )

    @property
    def betrag(self) -> Betrag | None:
        """The difference of the page; None where somebody changed the form."""
        return read_differenz({"differenz": self.differenz.data or ""})


class ZustimmungForm(Formular):
    pass


class AblehnungForm(Formular):
    ablehnung = MehrzeiligField(
        "Warum stimmen Sie nicht zu?", [pflicht("Bitte schreiben Sie, warum Sie nicht zustimmen.")]
    )


class RuecknahmeForm(Formular):
    ruecknahme = MehrzeiligField(
        "Warum wird sie zurückgenommen?",
        [pflicht("Bitte schreiben Sie, warum die Zulassung zurückgenommen wird.")],
    )
