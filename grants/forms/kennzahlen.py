"""Counts of a recipient, one field a period, and the entries of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wtforms import HiddenField
from wtforms.validators import Length

from grants.domain.kennzahlen import JAHR, QUARTAL, ZEITRAUM_WORT, Kennzahlart, Kennzahlstand
from grants.forms.base import Formular, pflicht
from grants.forms.fields import AnzahlField, AuswahlField, MehrzeiligField, TextField
from grants.services.kennzahlen import Eingabe, Zelle, Zellwert
from grants.services.kennzahlkatalog import Kennzahlangaben


class WerteForm(Formular):
    """The cells of all counts of a page; each carries beside it what the page showed there before."""

    zellen: tuple[Zelle, ...] = ()

    def feld(self, stand: Kennzahlstand, was: str, quartal: int = 0) -> Any:
        """Return the field of a cell."""
        return self[field_name(Zelle(stand.art.id, quartal, was))]

    def gezeigt(self, field: Any) -> Any:
        """Return the hidden field that says what was shown in a field."""
        return self[f"gezeigt-{field.name}"]

    def eingaben(self) -> dict[Zelle, Eingabe]:
        """Return what was typed, beside what was shown."""
        found = {}
        for zelle in self.zellen:
            field = self[field_name(zelle)]
            text: str = self.gezeigt(field).data or ""
            number = int(text) if text.isascii() and text.isdigit() else None
            found[zelle] = Eingabe(text if zelle.was == "bemerkung" else number, field.data)
        return found

    def show_clash(self, zellen: Mapping[Zelle, Zellwert]) -> None:
        """Say at each field what stands there now; saving once more is then a decision."""
        for zelle, now in zellen.items():
            field = self[field_name(zelle)]
            there = f"„{now}“" if now not in (None, "") else "nichts"
            field.errors = [
                *field.errors,
                f"Inzwischen steht hier {there}. Speichern Sie noch einmal, wenn Ihre Eingabe gelten soll.",
            ]
            self.gezeigt(field).data = "" if now is None else str(now)


def field_name(zelle: Zelle) -> str:
    return f"{zelle.was}-{zelle.katalog_id}-{zelle.quartal}"


def ist_form(staende: Sequence[Kennzahlstand], formdata: object = None) -> WerteForm:
    """Return the form in which a recipient enters its counts, filled with what is stored."""
    cells: dict[Zelle, tuple[Any, Zellwert]] = {}
    for stand in staende:
        for quartal in stand.art.fields:
            label = f"{quartal}. Quartal" if quartal else "Ist im Jahr"
            cells[Zelle(stand.art.id, quartal, "ist")] = (AnzahlField(label), (stand.ist or {}).get(quartal))
        cells[Zelle(stand.art.id, 0, "bemerkung")] = (
            TextField("Bemerkung", [Length(max=500)]),
            stand.bemerkung,
        )
    return _make(cells, formdata)


def soll_form(staende: Sequence[Kennzahlstand], formdata: object = None) -> WerteForm:
    """Return the form in which the office enters the Soll."""
    return _make(
        {
            Zelle(stand.art.id, 0, "soll"): (
                AnzahlField(f"{stand.art.name} ({stand.art.einheit})"),
                stand.soll,
            )
            for stand in staende
        },
        formdata,
    )


def _make(cells: Mapping[Zelle, tuple[Any, Zellwert]], formdata: object) -> WerteForm:
    fields: dict[str, Any] = {"zellen": tuple(cells)}
    data: dict[str, Any] = {}
    for zelle, (field, value) in cells.items():
        name = field_name(zelle)
        fields[name], data[name] = field, value
        fields[f"gezeigt-{name}"], data[f"gezeigt-{name}"] = (
            HiddenField(),
            "" if value is None else str(value),
        )
    form: WerteForm = type("WerteFormDerSeite", (WerteForm,), fields)(formdata, data=data)
    return form


class KennzahlForm(Formular):
    name = TextField("Name", [pflicht("Bitte geben Sie der Kennzahl einen Namen."), Length(max=120)])
    einheit = TextField(
        "Was wird gezählt?", [pflicht("Bitte sagen Sie, was gezählt wird, etwa „Personen“."), Length(max=60)]
    )
    zaehlregel = MehrzeiligField("Zählregel", [Length(max=1000)])
    zeitraum = AuswahlField(
        "Wie oft wird sie eingetragen?",
        aus=[(each, ZEITRAUM_WORT[each]) for each in (JAHR, QUARTAL)],
        leer=None,
    )
    massnahme = AuswahlField("Gefragt wird")
    davon_von = AuswahlField("Ist ein Teil von")
    reihenfolge = AnzahlField("Platz in der Liste")
    ab_jahr = AnzahlField("Erstes Jahr")
    bis_jahr = AnzahlField("Letztes Jahr")

    def offer(
        self, massnahmen: Iterable[tuple[str, str]], arten: Iterable[Kennzahlart], selbst: int = 0
    ) -> None:
        """Set the choices of this page."""
        self.massnahme.offer(massnahmen, leer="bei allen Maßnahmen")
        self.davon_von.offer(
            ((str(each.id), each.name) for each in arten if each.davon_von is None and each.id != selbst),
            leer="keiner anderen Kennzahl",
        )

    def fill(self, art: Kennzahlart) -> None:
        """Show what is stored."""
        self.name.data, self.einheit.data, self.zaehlregel.data = art.name, art.einheit, art.zaehlregel
        self.zeitraum.data = art.zeitraum
        self.massnahme.data = str(art.massnahme_id) if art.massnahme_id else None
        self.davon_von.data = str(art.davon_von) if art.davon_von else None
        self.reihenfolge.data, self.ab_jahr.data, self.bis_jahr.data = (
            art.reihenfolge,
            art.ab_jahr,
            art.bis_jahr,
        )
        self.aenderungsstand.data = str(art.aenderungsstand)

    def angaben(self) -> Kennzahlangaben:
        """Return what was typed."""
        return Kennzahlangaben(
            name=self.name.data,
            einheit=self.einheit.data,
            zaehlregel=self.zaehlregel.data,
            zeitraum=self.zeitraum.data or "",
            massnahme_id=int(self.massnahme.data) if self.massnahme.data else None,
            davon_von_id=int(self.davon_von.data) if self.davon_von.data else None,
            reihenfolge=self.reihenfolge.data or 0,
            ab_jahr=self.ab_jahr.data,
            bis_jahr=self.bis_jahr.data,
        )


class VorschlagForm(Formular):
    massnahme = AuswahlField("Für welche Maßnahme?")
