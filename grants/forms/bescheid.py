"""Forms of the Bescheid, its Aufteilung, the Umverteilung and the Beschluss."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from wtforms.validators import Length

from grants.domain.begriffe import Ausgang
from grants.domain.errors import DomainError
from grants.domain.money import format_betrag, parse_betrag
from grants.forms.base import Formular, pflicht
from grants.forms.fields import AuswahlField, DatumField, EuroField, MehrzeiligField, TextField, parse_datum
from grants.queries.bescheide import Bescheidversion, Bescheidzeile
from grants.services.bescheide import Anteil, Auflage, Bescheidangaben, Position

SCHRITTE = [("100", "volle 1 €"), ("1000", "volle 10 €"), ("10000", "volle 100 €")]


class BescheidForm(Formular):
    aktenzeichen = TextField(
        "Aktenzeichen", [pflicht("Bitte geben Sie das Aktenzeichen an."), Length(max=200)]
    )
    vom = DatumField("Bescheid vom", [pflicht("Bitte geben Sie das Datum des Bescheids an.")])
    wirksam_ab = DatumField("Gilt ab")
    betrag = EuroField("Bewilligter Betrag", [pflicht("Bitte geben Sie den bewilligten Betrag an.")])
    positionen = MehrzeiligField("Positionen des Bescheids")
    auflagen = MehrzeiligField("Nebenbestimmungen mit Frist")
    ausgeschlossen = TextField("Ausgeschlossene Nummern der ANBest", [Length(max=300)])

    def read(self) -> Bescheidangaben | None:
        """Return what was typed; None where a line cannot be read, which then stands at its field."""
        positionen, auflagen = self._positionen(), self._auflagen()
        if positionen is None or auflagen is None:
            return None
        return Bescheidangaben(
            aktenzeichen=self.aktenzeichen.data,
            vom=self.vom.data,
            wirksam_ab=self.wirksam_ab.data,
            betrag=self.betrag.data,
            positionen=positionen,
            auflagen=auflagen,
            ausgeschlossen=[n for n in re.split(r"[,;\s]+", self.ausgeschlossen.data) if n],
        )

    def _positionen(self) -> list[Position] | None:
        found, wrong = [], []
        for place, line in _lines(self.positionen.data):
            parts = [part.strip() for part in line.split(";")]
            try:
                if len(parts) != 3:
                    raise _Zeile("braucht drei Teile: Nummer; Bezeichnung; Betrag")
                found.append(Position(parts[0], parts[1], parse_betrag(parts[2])))
            except DomainError as error:
                wrong.append(f"Zeile {place}: {error}")
        self.positionen.errors = [*self.positionen.errors, *wrong]
        return None if wrong else found

    def _auflagen(self) -> list[Auflage] | None:
        found, wrong = [], []
        for place, line in _lines(self.auflagen.data):
            text, _, day = line.rpartition(";") if ";" in line else (line, "", "")
            try:
                found.append(Auflage(text.strip(), parse_datum(day) if day.strip() else None))
            except DomainError as error:
                wrong.append(f"Zeile {place}: {error}")
        self.auflagen.errors = [*self.auflagen.errors, *wrong]
        return None if wrong else found


class _Zeile(DomainError):
    """A line that does not have its parts."""


def _lines(text: str) -> Iterable[tuple[int, str]]:
    return ((place, line) for place, line in enumerate(text.split("\n"), 1) if line.strip())


class NeuerBescheidForm(BescheidForm):
    ausgang = AuswahlField("Wie hat das Land entschieden?", aus=Ausgang)
    antrag_versandt_am = DatumField("Antrag an das Land gesandt am")


def stored(version: Bescheidversion) -> dict[str, Any]:
    """Return what the form of a Bescheid begins with."""
    return {
        "aktenzeichen": version.aktenzeichen,
        "vom": version.vom,
        "wirksam_ab": version.wirksam_ab,
        "betrag": version.betrag,
        "positionen": "\n".join(
            f"{nummer}; {text}; {format_betrag(betrag)}" for nummer, text, betrag in version.positionen
        ),
        "auflagen": "\n".join(f"{text}; {bis:%d.%m.%Y}" if bis else text for text, bis in version.auflagen),
        "ausgeschlossen": ", ".join(version.ausgeschlossen),
        "aenderungsstand": str(version.aenderungsstand),
    }


class AufteilungForm(Formular):
    """Amount and position of each Maßnahme; `schritt` and `rest` are for the proposal."""

    schritt = AuswahlField("Runden auf", aus=SCHRITTE, leer=None, default="10000")
    rest = AuswahlField("Rest geht an")


def build_aufteilung(
    zeilen: Iterable[Bescheidzeile], positionen: Iterable[tuple[str, str]], formdata: Any = None, **data: Any
) -> AufteilungForm:
    """Return the form of a division with `betrag-…` and `position-…` for each Maßnahme."""
    rows, choices = list(zeilen), list(positionen)
    fields: dict[str, Any] = {}
    for zeile in rows:
        fields[f"betrag-{zeile.kennung}"] = EuroField(f"Betrag: {zeile.name}", default=zeile.aufgeteilt)
        if choices:
            fields[f"position-{zeile.kennung}"] = AuswahlField(
                f"Position: {zeile.name}", aus=choices, leer="ohne Position", default=zeile.position or None
            )
    form: AufteilungForm = type("Aufteilungform", (AufteilungForm,), fields)(formdata, data=data)
    form.rest.offer(((zeile.kennung, zeile.name) for zeile in rows), leer="verteilen")
    return form


def shares(form: AufteilungForm, zeilen: Iterable[Bescheidzeile]) -> list[Anteil]:
    """Return what the form divides; an empty field is nothing."""
    found = []
    for zeile in zeilen:
        betrag = form[f"betrag-{zeile.kennung}"].data
        position = form[f"position-{zeile.kennung}"].data if f"position-{zeile.kennung}" in form else ""
        if betrag is not None:
            found.append(Anteil(zeile.kennung, betrag, position or ""))
    return found


class UmverteilungForm(Formular):
    von = AuswahlField("Von der Maßnahme", [pflicht("Bitte wählen Sie, woher das Geld kommt.")])
    nach = AuswahlField("An die Maßnahme", [pflicht("Bitte wählen Sie, wohin das Geld geht.")])
    betrag = EuroField("Betrag", [pflicht("Bitte geben Sie den Betrag an.")])
    vom = DatumField("Gilt ab", [pflicht("Bitte geben Sie den Tag an.")])
    beschluss = TextField("Beschluss", [Length(max=300)])
    zustimmung_am = DatumField("Zustimmung des Landes am")


class BeschlussForm(Formular):
    gremium = TextField("Gremium", [pflicht("Bitte geben Sie das Gremium an."), Length(max=200)])
    gefasst_am = DatumField("Gefasst am", [pflicht("Bitte geben Sie den Tag an.")])
    vorlage_nummer = TextField("Vorlagen-Nr.", [Length(max=100)])
    ergebnis = TextField(
        "Ergebnis", [pflicht("Bitte schreiben Sie, was beschlossen wurde."), Length(max=500)]
    )
