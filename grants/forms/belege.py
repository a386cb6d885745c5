"""Forms of the Belegliste: a Beleg with its parts, an income, the upload."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from typing import Any

from wtforms import FieldList, Form, FormField, HiddenField

from grants.domain.begriffe import Belegart, Mittelherkunft
from grants.domain.begriffe import label as word
from grants.domain.belege import Belegangaben, Einnahmeangaben, Planposition, Teilangaben
from grants.domain.belegeinlesung import (
    EINNAHME,
    NICHT,
    POSITION,
    Belegantworten,
    Belegdateiart,
    Wortfund,
)
from grants.domain.errors import DomainError, RuleViolation
from grants.forms.base import Formular, Uebersetzung, pflicht
from grants.forms.fields import (
    AuswahlField,
    DateiField,
    DatumField,
    EuroField,
    MehrzeiligField,
    TextField,
)
from grants.models import Beleg
from grants.queries.anteile import Anteil
from grants.services.belege.lesung import Gelesen, spalten_of

HOECHSTENS_TEILE = 20
Plaene = Mapping[int, Collection[Planposition]]


def _one_line(text: str) -> str:
    # As a file is read: blanks in a row are one.
    return " ".join(text.split())


class Teilform(Form):
    """One part: which position of which Maßnahme, how much."""

    class Meta(Form.Meta):
        def get_translations(self, form: Any) -> Uebersetzung:
            return Uebersetzung()

    ziel = AuswahlField("Ausgabeposition")
    betrag = EuroField("Betrag für die Maßnahme")
    zuwendungsfaehig = EuroField("davon zuwendungsfähig")

    @property
    def is_empty(self) -> bool:
        return not any(field.raw_data and str(field.raw_data[0]).strip() for field in self)


class BelegForm(Formular):
    nr = TextField("Beleg-Nr.", filters=[_one_line])
    art = AuswahlField("Art", aus=Belegart, leer=None, default=Belegart.BELEG)
    zahlungsempfaenger = TextField("Zahlungsempfänger", filters=[_one_line])
    zweck = TextField("Zweck", filters=[_one_line])
    rechnungsnummer = TextField("Rechnungsnummer", filters=[_one_line])
    rechnungsdatum = DatumField("Rechnungsdatum")
    zahlungsdatum = DatumField("Zahlungsdatum")
    gezahlt = EuroField("Gezahlter Betrag")
    leistung_von = DatumField("Leistung von")
    leistung_bis = DatumField("Leistung bis")
    bemerkung = TextField("Bemerkung", filters=[_one_line])
    teile = FieldList(FormField(Teilform), min_entries=1, max_entries=HOECHSTENS_TEILE)

    def offer(self, anteile: Iterable[Anteil], plaene: Plaene, *, eigener: int) -> None:
        """Set the positions to choose from: those of this Maßnahme first, with its name where there are several."""
        listed = sorted(anteile, key=lambda each: each.id != eigener)
        pairs = []
        for anteil in listed:
            for each in plaene.get(anteil.id, ()):
                name = f"{anteil.massnahme}: {each.wort}" if len(listed) > 1 else each.wort
                pairs.append((f"{anteil.id}:{each.code}", name))
        for teil in self.teile:
            kept = teil.form.ziel.data
            known = {value for value, _ in pairs}
            teil.form.ziel.offer(
                [*pairs, (kept, kept.partition(":")[2])] if kept and kept not in known else pairs
            )

    def take_over(self, error: DomainError, *, felder: Mapping[str, str] | None = None) -> None:
        """Show sentences also at the fields of a part (`teile-1-betrag`)."""
        if not isinstance(error, RuleViolation):
            super().take_over(error, felder=felder)
            return
        rest = []
        for violation in error.violations:
            head, _, name = (violation.feld or "").rpartition("-")
            place = head.removeprefix("teile-")
            if head.startswith("teile-") and place.isdigit() and int(place) < len(self.teile):
                field = self.teile[self._gefuellt[int(place)]].form[name]
                field.errors = [*field.errors, violation.text]
            else:
                rest.append(violation)
        if rest:
            super().take_over(RuleViolation(rest), felder=felder)

    @property
    def _gefuellt(self) -> list[int]:
        """Places of the parts that are not left empty; the first one counts in any case."""
        return [i for i, teil in enumerate(self.teile) if i == 0 or not teil.form.is_empty]

    def angaben(self) -> Belegangaben:
        return Belegangaben(
            nr=self.nr.data,
            art=self.art.data or Belegart.BELEG,
            rechnungsnummer=self.rechnungsnummer.data,
            rechnungsdatum=self.rechnungsdatum.data,
            zahlungsdatum=self.zahlungsdatum.data,
            zahlungsempfaenger=self.zahlungsempfaenger.data,
            zweck=self.zweck.data,
            gezahlt=self.gezahlt.data,
            leistung_von=self.leistung_von.data,
            leistung_bis=self.leistung_bis.data,
            bemerkung=self.bemerkung.data,
        )

    def teilangaben(self) -> list[Teilangaben]:
        """Return the parts that are filled; a single one without an amount takes the whole Beleg."""
        found = []
        places = self._gefuellt
        for place in places:
            teil = self.teile[place].form
            anteil_id, _, position = (teil.ziel.data or "").partition(":")
            betrag = teil.betrag.data
            if betrag is None and len(places) == 1:
                betrag = self.gezahlt.data
            found.append(
                Teilangaben(
                    int(anteil_id) if anteil_id.isdigit() else None,
                    position,
                    betrag,
                    teil.zuwendungsfaehig.data,
                )
            )
        return found


def values_of(beleg: Beleg) -> dict[str, Any]:
    """Return a stored Beleg as the values of its form."""
    names = (
        "nr art rechnungsnummer rechnungsdatum zahlungsdatum zahlungsempfaenger zweck gezahlt leistung_von "
        "leistung_bis bemerkung aenderungsstand"
    )
    values: dict[str, Any] = {name: getattr(beleg, name) for name in names.split()}
    values["aenderungsstand"] = str(beleg.aenderungsstand)
    values["teile"] = [
        {
            "ziel": f"{teil.empfaengeranteil_id}:{teil.position}",
            "betrag": teil.betrag,
            "zuwendungsfaehig": teil.zuwendungsfaehig,
        }
        for teil in beleg.teile
    ]
    return values


class EinnahmeForm(Formular):
    nr = TextField("Nr.", filters=[_one_line])
    datum = DatumField("Datum")
    einzahler = TextField("Von wem", filters=[_one_line])
    zweck = TextField("Wofür", filters=[_one_line])
    betrag = EuroField("Betrag")
    herkunft = AuswahlField("Mittelherkunft", aus=Mittelherkunft)

    def angaben(self) -> Einnahmeangaben:
        return Einnahmeangaben(
            nr=self.nr.data,
            datum=self.datum.data,
            einzahler=self.einzahler.data,
            zweck=self.zweck.data,
            betrag=self.betrag.data,
            herkunft=self.herkunft.data,
        )


class EntfernenForm(Formular):
    pass


class ListeHochladenForm(Formular):
    datei = DateiField("Datei", [pflicht("Bitte wählen Sie eine Datei aus.")])


class EinfuegenForm(Formular):
    tabelle = MehrzeiligField(
        "Zeilen aus Excel", [pflicht("Bitte fügen Sie die Zeilen mit der Kopfzeile ein.")]
    )


ZAHLEN = [
    ("deutsch", "1.234,56 – Komma vor den Cent"),
    ("punkt", "1,234.56 – Punkt vor den Cent"),
]
EINNAHMEN = [
    ("positiv", "ohne Minus, wie Ausgaben"),
    ("negativ", "mit Minus"),
]
ART = [
    ("belegliste", "eine Belegliste"),
    ("buchungen", "eine Buchungsliste mit Konten"),
]


class VorschauForm(Formular):
    """The questions that a file raises; fields for columns and words are added to each page."""

    art = AuswahlField("Die Datei ist", aus=ART, leer=None)
    zahlen = AuswahlField("Beträge sind geschrieben wie", aus=ZAHLEN, leer=None)
    einnahmen = AuswahlField("Einnahmen stehen in der Datei", aus=EINNAHMEN)
    pruefwert = HiddenField()

    # Names of the fields for columns and words, with what they stand for.
    spaltenfelder: dict[str, str]
    wortfelder: dict[str, Wortfund]


def build_vorschau_form(
    gelesen: Gelesen, plan: Collection[Planposition], *, stand: int, pruefwert: str, formdata: Any = None
) -> VorschauForm:
    """Return the form with a field for every column, and one for every account or word that is not in the plan."""
    antworten = gelesen.antworten
    headings = [(each, each) for each in gelesen.kopf.ueberschriften]
    fields: dict[str, Any] = {}
    columns: dict[str, str] = {}
    for spalte in spalten_of(antworten.art):
        name = f"spalte-{spalte.key}"
        columns[name] = spalte.key
        fields[name] = AuswahlField(
            spalte.titel,
            aus=headings,
            leer="nicht in der Datei",
            default=gelesen.kopf.gelesen.get(spalte.key),
        )
    words: dict[str, Wortfund] = {}
    meanings = [(f"{POSITION}{each.code}", each.wort) for each in plan]
    if antworten.art is Belegdateiart.BUCHUNGEN:
        meanings += [(f"{EINNAHME}{each.value}", f"Einnahme: {word(each)}") for each in Mittelherkunft]
        meanings.append((NICHT, "gehört nicht zu dieser Maßnahme"))
    for place, found in enumerate((*gelesen.fragen, *gelesen.erklaert)):
        name = f"wort-{place}-{sha256(found.schluessel.encode()).hexdigest()[:12]}"
        words[name] = found
        known = antworten.woerter.get(found.schluessel)
        offered = {value for value, _ in meanings}
        fields[name] = AuswahlField(
            f"„{found.wort}“ {found.zusatz}".strip(),
            aus=meanings,
            default=known if known in offered else None,
        )
    kind = type("Vorschauform", (VorschauForm,), fields)
    form: VorschauForm = kind(
        formdata,
        data={
            "art": antworten.art.value,
            "zahlen": antworten.zahlen or "deutsch",
            "einnahmen": antworten.einnahmen or None,
            "aenderungsstand": str(stand),
            "pruefwert": pruefwert,
        },
    )
    form.spaltenfelder, form.wortfelder = columns, words
    return form


def vorschau_answers(form: VorschauForm, gelesen: Gelesen) -> Belegantworten:
    """Return what the form answers; a file read as another kind begins anew with its columns."""
    before = gelesen.antworten
    art = Belegdateiart(form.art.data or before.art)
    columns: dict[str, str] = {}
    if art is before.art:
        read = gelesen.kopf.gelesen
        columns = dict(before.spalten)
        for name, key in form.spaltenfelder.items():
            chosen = form[name].data
            if chosen and chosen != read.get(key):
                columns[key] = chosen
            elif not chosen:
                columns.pop(key, None)
    words = dict(before.woerter)
    for name, found in form.wortfelder.items():
        if form[name].data:
            words[found.schluessel] = form[name].data
    asked_numbers = before.zahlen or form.zahlen.data != "deutsch"
    return Belegantworten(
        art,
        (form.zahlen.data or "") if asked_numbers else "",
        form.einnahmen.data or before.einnahmen,
        columns,
        words,
    )


class RechnungForm(Formular):
    datei = DateiField("E-Rechnung", [pflicht("Bitte wählen Sie die Rechnung aus.")])
