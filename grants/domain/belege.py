"""Rows of a Belegliste as a person types them, and what must stand in each: the same on the page and in a file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from grants.domain.begriffe import Ausgabenart, Belegart, Mittelherkunft, label
from grants.domain.errors import Violation
from grants.domain.money import NULL, Betrag, format_betrag, summe

HOECHSTENS = {
    "nr": 60,
    "rechnungsnummer": 200,
    "zahlungsempfaenger": 200,
    "zweck": 500,
    "bemerkung": 1000,
    "einzahler": 200,
}
# What is missing, as a sentence asks for it.
FEHLT = {
    "nr": "Bitte geben Sie dem Beleg eine Nummer.",
    "rechnungsdatum": "Bitte geben Sie das Datum der Rechnung an.",
    "zahlungsdatum": "Bitte geben Sie an, wann gezahlt wurde (Wertstellung laut Kontoauszug).",
    "zahlungsempfaenger": "Bitte geben Sie an, wer das Geld erhalten hat.",
    "zweck": "Bitte geben Sie an, wofür gezahlt wurde.",
    "gezahlt": "Bitte geben Sie an, was tatsächlich gezahlt wurde.",
}
ANGABE = {
    "nr": "Beleg-Nr.",
    "rechnungsdatum": "Rechnungsdatum",
    "zahlungsdatum": "Zahlungsdatum",
    "zahlungsempfaenger": "Zahlungsempfänger",
    "zweck": "Zweck",
    "gezahlt": "gezahlter Betrag",
}


@dataclass(frozen=True, slots=True)
class Planposition:
    """An Ausgabeposition of the plan in force; amounts are those of the plan."""

    code: str
    bezeichnung: str
    art: Ausgabenart
    insgesamt: Betrag
    zuwendungsfaehig: Betrag

    @property
    def is_personal(self) -> bool:
        return self.art is Ausgabenart.PERSONAL

    @property
    def wort(self) -> str:
        """Return code and name: `PK Personalausgaben`."""
        return f"{self.code} {self.bezeichnung}".strip()


# What a plan usually calls its positions; offered where none is entered yet.
OHNE_PLAN = tuple(
    Planposition(code, label(art), art, NULL, NULL)
    for code, art in (
        ("PK", Ausgabenart.PERSONAL),
        ("HO", Ausgabenart.HONORAR),
        ("SA", Ausgabenart.SACH),
        ("OE", Ausgabenart.OEFFENTLICHKEITSARBEIT),
        ("FK", Ausgabenart.FAHRT),
        ("PA", Ausgabenart.PAUSCHALE),
        ("IN", Ausgabenart.INVEST),
        ("SO", Ausgabenart.SONSTIGE),
    )
)


@dataclass(frozen=True, slots=True)
class Belegangaben:
    """The paper: one row of what was paid. `gezahlt` is None only for a Pauschale; a credit note is negative."""

    nr: str
    art: Belegart = Belegart.BELEG
    rechnungsnummer: str = ""
    rechnungsdatum: date | None = None
    zahlungsdatum: date | None = None
    zahlungsempfaenger: str = ""
    zweck: str = ""
    gezahlt: Betrag | None = None
    leistung_von: date | None = None
    leistung_bis: date | None = None
    bemerkung: str = ""


@dataclass(frozen=True, slots=True)
class Teilangaben:
    """What of the paper belongs to one Ausgabeposition of one Maßnahme; None where nothing readable was typed."""

    anteil_id: int | None
    position: str
    betrag: Betrag | None
    zuwendungsfaehig: Betrag | None


@dataclass(frozen=True, slots=True)
class Einnahmeangaben:
    """Money that came from others for the Maßnahme; a repayment of it is negative."""

    nr: str
    datum: date | None
    einzahler: str
    zweck: str
    betrag: Betrag | None
    herkunft: Mittelherkunft | None


def needed(art: Belegart, *, personal: bool, buchung: bool) -> tuple[str, ...]:
    """Return the fields that a row must fill, by their names (praxis: what is required depends on the kind).

    Payroll has no invoice; a Pauschale no paper at all; a booking of the city's ledger names no payee and no invoice.
    """
    if art is Belegart.PAUSCHALE:
        return ("nr", "zweck")
    always = ("nr", "zahlungsdatum", "zweck", "gezahlt")
    if buchung:
        return always
    return (*always, "zahlungsempfaenger") if personal else (*always, "zahlungsempfaenger", "rechnungsdatum")


def missing(angaben: Belegangaben, *, personal: bool, buchung: bool) -> tuple[str, ...]:
    """Return the fields that are needed and empty."""
    fields = needed(angaben.art, personal=personal, buchung=buchung)
    return tuple(name for name in fields if getattr(angaben, name) in (None, ""))


def is_part(teil: Betrag, ganzes: Betrag) -> bool:
    """Tell whether an amount lies between 0 and the whole, whatever the sign of the whole."""
    low, high = sorted((0, ganzes.cents))
    return low <= teil.cents <= high


def check_beleg(
    angaben: Belegangaben,
    teile: Sequence[Teilangaben],
    plaene: Mapping[int, Collection[Planposition]],
    *,
    buchung: bool,
) -> list[Violation]:
    """Return every reason not to keep the row; `plaene` are the plans of all Maßnahmen it may have a part of."""
    return [*_check_angaben(angaben, teile, plaene, buchung=buchung), *_check_teile(teile, plaene)]


def _check_angaben(
    angaben: Belegangaben,
    teile: Sequence[Teilangaben],
    plaene: Mapping[int, Collection[Planposition]],
    *,
    buchung: bool,
) -> Iterator[Violation]:
    personal = bool(teile) and all(_is_personal(teil, plaene) for teil in teile)
    for name in missing(angaben, personal=personal, buchung=buchung):
        yield Violation("angabe_fehlt", FEHLT[name], feld=name)
    for name in ("nr", "rechnungsnummer", "zahlungsempfaenger", "zweck", "bemerkung"):
        if len(getattr(angaben, name)) > HOECHSTENS[name]:
            text = f"Bitte kürzen Sie den Text auf höchstens {HOECHSTENS[name]} Zeichen."
            yield Violation("text_zu_lang", text, feld=name)
    if angaben.leistung_von and angaben.leistung_bis and angaben.leistung_bis < angaben.leistung_von:
        text = "Das Ende der Leistung liegt vor ihrem Beginn. Bitte prüfen Sie die beiden Tage."
        yield Violation("zeitraum_verkehrt", text, feld="leistung_bis")


def _is_personal(teil: Teilangaben, plaene: Mapping[int, Collection[Planposition]]) -> bool:
    plan = plaene.get(teil.anteil_id or 0, ())
    return any(each.code == teil.position and each.is_personal for each in plan)


def _check_teile(
    teile: Sequence[Teilangaben], plaene: Mapping[int, Collection[Planposition]]
) -> Iterator[Violation]:
    seen: set[tuple[int, str]] = set()
    for place, teil in enumerate(teile):
        feld = f"teile-{place}-"
        plan = plaene.get(teil.anteil_id or 0, ())
        if teil.anteil_id is None or not teil.position:
            yield Violation("position_fehlt", "Bitte wählen Sie die Ausgabeposition aus.", feld=f"{feld}ziel")
        elif plan and teil.position not in {each.code for each in plan}:
            text = (
                f"„{teil.position}“ steht nicht im Finanzierungsplan. Bitte wählen Sie eine Position daraus."
            )
            yield Violation("position_unbekannt", text, feld=f"{feld}ziel")
        elif (teil.anteil_id, teil.position) in seen:
            text = "Diese Position steht schon oben. Bitte fassen Sie die beiden Teile zusammen."
            yield Violation("position_doppelt", text, feld=f"{feld}ziel")
        else:
            seen.add((teil.anteil_id, teil.position))
        if teil.betrag is None:
            text = "Bitte geben Sie an, welcher Betrag zu dieser Position gehört."
            yield Violation("betrag_fehlt", text, feld=f"{feld}betrag")
        elif teil.zuwendungsfaehig is not None and not is_part(teil.zuwendungsfaehig, teil.betrag):
            text = "Der zuwendungsfähige Teil ist größer als der Betrag für die Maßnahme. Bitte prüfen Sie beide."
            yield Violation("zuwendungsfaehig_unmoeglich", text, feld=f"{feld}zuwendungsfaehig")


def check_einnahme(angaben: Einnahmeangaben) -> list[Violation]:
    """Return every reason not to keep the income."""
    found = []
    if not angaben.nr:
        found.append(Violation("angabe_fehlt", "Bitte geben Sie der Einnahme eine Nummer.", feld="nr"))
    if not (angaben.einzahler or angaben.zweck):
        text = "Bitte geben Sie an, von wem oder wofür das Geld kam."
        found.append(Violation("angabe_fehlt", text, feld="einzahler"))
    if angaben.betrag is None:
        found.append(Violation("betrag_fehlt", "Bitte geben Sie den Betrag an.", feld="betrag"))
    if angaben.herkunft is None:
        text = "Bitte wählen Sie aus, woher das Geld kommt."
        found.append(Violation("herkunft_fehlt", text, feld="herkunft"))
    for name in ("nr", "einzahler", "zweck"):
        if len(getattr(angaben, name)) > HOECHSTENS[name]:
            text = f"Bitte kürzen Sie den Text auf höchstens {HOECHSTENS[name]} Zeichen."
            found.append(Violation("text_zu_lang", text, feld=name))
    return found


def remarks(angaben: Belegangaben, teile: Sequence[Teilangaben]) -> list[str]:
    """Return what is unusual and still true; it never keeps a row from being saved."""
    total = summe(teil.betrag for teil in teile if teil.betrag is not None)
    found = []
    if angaben.gezahlt is not None and not is_part(total, angaben.gezahlt):
        found.append(
            f"Die Teile ergeben {format_betrag(total)}, gezahlt sind {format_betrag(angaben.gezahlt)}. Bitte prüfen "
            "Sie beides."
        )
    elif not total:
        found.append("Der Betrag für die Maßnahme ist 0.")
    return found


def next_number(last: str) -> str:
    """Return the number after the last one: `A-017` → `A-018`; `1` where there is none; empty without digits."""
    if not last:
        return "1"
    digits = len(last) - len(last.rstrip("0123456789"))
    if not digits:
        return ""
    head, tail = last[:-digits], last[-digits:]
    return f"{head}{int(tail) + 1:0{digits}d}"
