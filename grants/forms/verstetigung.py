"""Forms of the Verstetigung: an entry of the path with its money, and a budget of the city."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import FieldList, Form, FormField, StringField
from wtforms.validators import Length

from grants.domain.begriffe import Mittelherkunft, Verstetigungsstand
from grants.domain.errors import DomainError, RuleViolation, Violation
from grants.domain.verstetigung import Mittel, Schritt, Zyklus, format_stellen, parse_stellen
from grants.forms.base import Formular, Uebersetzung, pflicht
from grants.forms.fields import AuswahlField, DatumField, EuroField, MehrzeiligField, TextField
from grants.services.verstetigung import Eintrag
from grants.services.verstetigung_haushalt import Zyklusangaben

# Years that one entry can speak of; a Doppelhaushalt needs two.
SPALTEN = 4


class JahrField(StringField):
    """A year of four digits; `data` is an int or None, what was typed stays."""

    data: Any

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the year; raises ValueError for anything else."""
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if text:
            if not (text.isascii() and text.isdigit() and len(text) == 4):
                raise ValueError("Ein Jahr hat vier Ziffern, zum Beispiel 2027.")
            self.data = int(text)


class StellenField(StringField):
    """A share of posts; `data` is hundredths or None, what was typed stays."""

    data: Any

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else format_stellen(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the share; raises ValueError with the sentence of the parser."""
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if text:
            try:
                self.data = parse_stellen(text)
            except DomainError as error:
                raise ValueError(str(error)) from None


class MitteljahrForm(Form):
    """A column of the grid: a year, and an amount of each purse under its own name."""

    class Meta:
        """Our own sentences."""

        def get_translations(self, form: Any) -> Uebersetzung:
            return Uebersetzung()

    jahr = JahrField("Jahr")
    land = EuroField("Land")
    stadt = EuroField("Stadt")
    traeger = EuroField("Eigenmittel")
    bund = EuroField("Bund")
    andere_oeffentliche = EuroField("Andere öffentliche")
    krankenkasse = EuroField("Krankenkasse")
    spende = EuroField("Spenden")
    teilnehmende = EuroField("Teilnehmende")


class EintragForm(Formular):
    schritt = AuswahlField("Stand", [pflicht("Bitte wählen Sie den Stand.")], aus=Verstetigungsstand)
    am = DatumField("Am", [pflicht("Bitte geben Sie an, wann das war.")])
    gremium = TextField("Gremium", [Length(max=200)])
    vorlage_nummer = TextField("Vorlagen-Nr.", [Length(max=60)])
    zyklus = AuswahlField("Haushalt", leer="keiner")
    gilt_ab = DatumField("Gilt ab")
    befristet_bis = DatumField("Befristet bis")
    produkt = TextField("Produkt", [Length(max=100)])
    konto = TextField("Konto", [Length(max=100)])
    stellen = StellenField("Stellenanteile (VZÄ)")
    begruendung = MehrzeiligField("Begründung", [Length(max=4000)])
    bemerkung = MehrzeiligField("Bemerkung", [Length(max=2000)])
    mittel = FieldList(FormField(MitteljahrForm), min_entries=SPALTEN, max_entries=SPALTEN)

    def offer(self, zyklen: Iterable[Zyklus]) -> None:
        """Set the budgets to choose from."""
        self.zyklus.offer(((str(each.id), each.bezeichnung) for each in zyklen), leer="keiner")

    @classmethod
    def of(
        cls, schritt: Schritt | None, mittel: Iterable[Mittel], jahre: Iterable[int], **kwargs: Any
    ) -> EintragForm:
        """Return the form filled with an entry that is corrected, and with amounts for these years."""
        data: dict[str, Any] = {"mittel": _columns(mittel, jahre)}
        if schritt is not None:
            names = ("am", "gremium", "vorlage_nummer", "gilt_ab", "befristet_bis", "produkt", "konto")
            data |= {name: getattr(schritt, name) for name in (*names, "begruendung", "bemerkung")}
            data["schritt"] = schritt.stand
            data["stellen"] = schritt.stellen_hundertstel
            data["zyklus"] = str(schritt.zyklus.id) if schritt.zyklus else None
        return cls(data=data, **kwargs)

    def eintrag(self) -> Eintrag:
        """Return what was typed."""
        return Eintrag(
            stand=self.schritt.data,
            am=self.am.data,
            gremium=self.gremium.data,
            vorlage_nummer=self.vorlage_nummer.data,
            zyklus_id=int(self.zyklus.data) if self.zyklus.data else None,
            produkt=self.produkt.data,
            konto=self.konto.data,
            stellen_hundertstel=self.stellen.data,
            gilt_ab=self.gilt_ab.data,
            befristet_bis=self.befristet_bis.data,
            begruendung=self.begruendung.data,
            bemerkung=self.bemerkung.data,
            mittel=tuple(self._amounts()),
        )

    def _amounts(self) -> Iterable[Mittel]:
        for column in self.mittel:
            jahr = column.form.jahr.data
            for herkunft in Mittelherkunft:
                amount = column.form[herkunft.value].data
                if amount is not None:
                    yield Mittel(jahr or 0, herkunft, amount)

    def take_over(self, error: DomainError, *, felder: Mapping[str, str] | None = None) -> None:
        """Show what the service refused, also at a cell of the grid (`mittel-0-stadt`)."""
        if not isinstance(error, RuleViolation):
            super().take_over(error, felder=felder)
            return
        others: list[Violation] = []
        for violation in error.violations:
            name, _, rest = (violation.feld or "").partition("-")
            if name != "mittel":
                others.append(violation)
                continue
            place, _, purse = rest.partition("-")
            field = self.mittel[int(place)].form[purse]
            field.errors = [*field.errors, violation.text]
        super().take_over(RuleViolation(others), felder=felder)


def _columns(mittel: Iterable[Mittel], jahre: Iterable[int]) -> list[dict[str, Any]]:
    columns: dict[int, dict[str, Any]] = {jahr: {"jahr": jahr} for jahr in jahre}
    for each in mittel:
        if each.jahr in columns:
            columns[each.jahr][each.herkunft.value] = each.betrag
    return list(columns.values())[:SPALTEN]


class ZuruecknahmeForm(Formular):
    grund = TextField("Warum gilt der Eintrag nicht?", [Length(max=500)])


class ZyklusForm(Formular):
    jahr_von = JahrField("Erstes Jahr", [pflicht("Bitte geben Sie das erste Jahr an.")])
    jahr_bis = JahrField("Letztes Jahr")
    eckwerte_am = DatumField("Eckwertebeschluss")
    anmeldung_bis = DatumField("Haushaltsanmeldung bis")
    entwurf_am = DatumField("Einbringung des Entwurfs")
    fachausschuss_am = DatumField("Beratung im Fachausschuss")
    beschluss_am = DatumField("Beschluss im Rat")

    @classmethod
    def of(cls, zyklus: Zyklus | None, stand: int | None, **kwargs: Any) -> ZyklusForm:
        """Return the form with what is stored."""
        return cls(obj=zyklus, data={"aenderungsstand": "" if stand is None else str(stand)}, **kwargs)

    def angaben(self) -> Zyklusangaben:
        """Return what was typed."""
        return Zyklusangaben(**{name: self[name].data for name in Zyklusangaben.__dataclass_fields__})
