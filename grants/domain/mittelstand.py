"""Stand der Mittel, whole: every stage of every recipient, both tracks apart, and the leg to the Land.

The figures are those of `summen`; here they only find their rows and columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from grants.domain import summen
from grants.domain.kette import Empfaenger, Jahr, Massnahme
from grants.domain.money import Betrag, summe
from grants.domain.pruefregeln import Ergebnis, Ergebnisart
from grants.domain.pruefregeln.nachweise import is_checked
from grants.domain.verbleib import Verbleib, count_verbleib


class Zahl(StrEnum):
    """A figure of the Stand der Mittel; its value is its name in addresses."""

    BEANTRAGT = "beantragt"
    BEWILLIGT = "bewilligt"
    ZUGESAGT = "zugesagt"
    AUSGEZAHLT = "ausgezahlt"
    FESTGESETZT = "festgesetzt"
    ERSTATTET = "erstattet"
    RESTZAHLUNG = "restzahlung"
    GEPLANT = "geplant"
    GEPLANT_ZF = "geplant-zuwendungsfaehig"
    NACHGEWIESEN = "nachgewiesen"
    NACHGEWIESEN_ZF = "nachgewiesen-zuwendungsfaehig"
    ANERKANNT = "anerkannt"
    ANERKANNT_ZF = "anerkannt-zuwendungsfaehig"
    LAND_BEWILLIGT = "land-bewilligt"
    LAND_EINGEGANGEN = "land-eingegangen"
    LAND_NACHGEWIESEN = "land-nachgewiesen"
    LAND_ZURUECK = "land-zurueckgezahlt"


ZUWENDUNG = tuple(Zahl)[:7]
AUSGABEN = tuple(Zahl)[7:13]
LAND = tuple(Zahl)[13:]
TITEL: Mapping[Zahl, str] = {
    Zahl.BEANTRAGT: "Beantragt",
    Zahl.BEWILLIGT: "Bewilligt",
    Zahl.ZUGESAGT: "Zugesagt",
    Zahl.AUSGEZAHLT: "Ausgezahlt",
    Zahl.FESTGESETZT: "Festgesetzt",
    Zahl.ERSTATTET: "Erstattet",
    Zahl.RESTZAHLUNG: "Nachgezahlt",
    Zahl.GEPLANT: "Geplant, insgesamt",
    Zahl.GEPLANT_ZF: "Geplant, zuwendungsfähig",
    Zahl.NACHGEWIESEN: "Nachgewiesen, insgesamt",
    Zahl.NACHGEWIESEN_ZF: "Nachgewiesen, zuwendungsfähig",
    Zahl.ANERKANNT: "Anerkannt, insgesamt",
    Zahl.ANERKANNT_ZF: "Anerkannt, zuwendungsfähig",
    Zahl.LAND_BEWILLIGT: "Bewilligt laut Bescheid",
    Zahl.LAND_EINGEGANGEN: "Eingegangen",
    Zahl.LAND_NACHGEWIESEN: "Nachgewiesen",
    Zahl.LAND_ZURUECK: "Zurückgezahlt",
}
# Which figure a rule judges; where it names a recipient, that one's.
_URTEILE: Mapping[str, tuple[Zahl, ...]] = {
    "summe_antrag": (Zahl.BEANTRAGT,),
    "kontingent": (Zahl.BEANTRAGT,),
    "summe_bescheid": (Zahl.BEWILLIGT,),
    "umverteilung": (Zahl.BEWILLIGT,),
    "weiterleitung": (Zahl.ZUGESAGT,),
    "empfaenger_anteile": (Zahl.ZUGESAGT,),
    "auszahlung": (Zahl.AUSGEZAHLT,),
    "festsetzung": (Zahl.FESTGESETZT,),
    "erstattung": (Zahl.ERSTATTET,),
    "restzahlung": (Zahl.RESTZAHLUNG,),
    "plan_ausgeglichen": (Zahl.GEPLANT,),
    "plan_zuwendungsfaehig": (Zahl.GEPLANT_ZF,),
    "plan_deckt_betrag": (Zahl.GEPLANT_ZF,),
    "belege_summe": (Zahl.NACHGEWIESEN, Zahl.NACHGEWIESEN_ZF),
    "einzelansatz": (Zahl.NACHGEWIESEN_ZF,),
    "zeitraum": (Zahl.NACHGEWIESEN,),
    "beleg_doppelt": (Zahl.NACHGEWIESEN,),
    "anerkannt": (Zahl.ANERKANNT_ZF,),
    "eingang_land": (Zahl.LAND_EINGEGANGEN,),
    "bestand": (Zahl.LAND_EINGEGANGEN,),
    "summe_nachweis": (Zahl.LAND_NACHGEWIESEN,),
    "verbleib": (Zahl.LAND_ZURUECK,),
}
_GEMERKT = (Ergebnisart.FEHLER, Ergebnisart.ZUGELASSEN, Ergebnisart.HINWEIS)


@dataclass(frozen=True, slots=True)
class Ort:
    """Whose figure it is; both empty for the whole year, `kuerzel` empty for a whole Maßnahme."""

    kennung: str = ""
    kuerzel: str = ""


GANZES_JAHR = Ort()


@dataclass(frozen=True, slots=True)
class Marke:
    """What a rule says of a figure."""

    ergebnis: Ergebnisart
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Mittelzeile:
    """A row: a Maßnahme, one of its recipients where there are several, or the sum of all."""

    ort: Ort
    titel: str
    zusatz: str
    zahlen: Mapping[Zahl, Betrag | None]
    # Figures that this kind of recipient has not: a Stelle is paid nothing.
    trifft_nicht_zu: frozenset[Zahl] = frozenset()
    marken: Mapping[Zahl, Marke] | None = None

    @property
    def is_teil(self) -> bool:
        """Whether it is part of the row above it."""
        return bool(self.ort.kuerzel) and Zahl.BEANTRAGT not in self.zahlen

    @property
    def is_summe(self) -> bool:
        return self.ort == GANZES_JAHR

    def marke(self, zahl: Zahl) -> Marke | None:
        return (self.marken or {}).get(zahl)


@dataclass(frozen=True, slots=True)
class Mittelstand:
    """The whole table with its sums, the leg to the Land and what became of the money."""

    programm: str
    jahr: int
    am: date
    zeilen: tuple[Mittelzeile, ...]
    land: Mittelzeile
    verbleib: Verbleib | None

    @property
    def summe(self) -> Mittelzeile:
        return self.zeilen[-1]

    @property
    def differenzen(self) -> int:
        """How many figures do not fit."""
        marks = [m for z in (*self.zeilen, self.land) for m in (z.marken or {}).values()]
        return sum(mark.ergebnis is Ergebnisart.FEHLER for mark in marks)


def build_mittelstand(jahr: Jahr, ergebnisse: Iterable[Ergebnis] = ()) -> Mittelstand:
    """Return every figure of the year on its day; `ergebnisse` mark those that do not fit."""
    marks = _marks(ergebnisse)
    rows: list[Mittelzeile] = []
    for massnahme in jahr.massnahmen:
        rows += _rows(jahr, massnahme, marks)
    total = Mittelzeile(
        GANZES_JAHR,
        "Summe",
        "",
        {zahl: figure(jahr, zahl) for zahl in (*ZUWENDUNG, *AUSGABEN)},
        marken=marks.get(GANZES_JAHR),
    )
    land = Mittelzeile(
        GANZES_JAHR,
        "Zwischen Stadt und Land",
        "",
        {zahl: figure(jahr, zahl) for zahl in LAND},
        marken={zahl: mark for zahl, mark in marks.get(GANZES_JAHR, {}).items() if zahl in LAND},
    )
    return Mittelstand(jahr.programm, jahr.jahr, jahr.am, (*rows, total), land, count_verbleib(jahr))


def _rows(jahr: Jahr, massnahme: Massnahme, marks: Mapping[Ort, Mapping[Zahl, Marke]]) -> list[Mittelzeile]:
    each = massnahme.empfaenger
    whole = Ort(massnahme.kennung)
    marken = dict(marks.get(whole, {}))
    if len(each) == 1:
        marken |= marks.get(Ort(massnahme.kennung, each[0].kuerzel), {})
    names = "" if len(each) > 1 else each[0].name if each else "noch kein Träger"
    rows = [
        Mittelzeile(
            Ort(massnahme.kennung, each[0].kuerzel) if len(each) == 1 else whole,
            massnahme.name,
            names,
            {zahl: figure(jahr, zahl, whole) for zahl in (*ZUWENDUNG, *AUSGABEN)},
            _not_for(each),
            marken,
        )
    ]
    if len(each) > 1:
        for empfaenger in each:
            ort = Ort(massnahme.kennung, empfaenger.kuerzel)
            figures = {zahl: figure(jahr, zahl, ort) for zahl in (*ZUWENDUNG[2:], *AUSGABEN)}
            rows.append(
                Mittelzeile(ort, empfaenger.name, "", figures, _not_for([empfaenger]), marks.get(ort))
            )
    return rows


def _not_for(empfaenger: Sequence[Empfaenger]) -> frozenset[Zahl]:
    if empfaenger and all(e.is_stelle for e in empfaenger):
        return frozenset({Zahl.AUSGEZAHLT, Zahl.ERSTATTET, Zahl.RESTZAHLUNG})
    return frozenset()


def _marks(ergebnisse: Iterable[Ergebnis]) -> dict[Ort, dict[Zahl, Marke]]:
    found: dict[Ort, dict[Zahl, Marke]] = {}
    for each in ergebnisse:
        if each.ergebnis not in _GEMERKT:
            continue
        bezug = each.bezug
        ort = Ort(bezug.massnahme or "", bezug.traeger or "") if bezug and bezug.massnahme else GANZES_JAHR
        for zahl in _URTEILE.get(each.code, ()):
            known = found.setdefault(ort, {}).get(zahl)
            if known is None or _GEMERKT.index(each.ergebnis) < _GEMERKT.index(known.ergebnis):
                found[ort][zahl] = Marke(each.ergebnis, each.code, each.text)
    return found


# -- One figure ----------------------------------------------------------------------------------------------------


def figure(jahr: Jahr, zahl: Zahl, ort: Ort = GANZES_JAHR) -> Betrag | None:
    """Return one figure of the year, of a Maßnahme or of one of its recipients; None where there is none yet."""
    match zahl:
        case Zahl.BEANTRAGT | Zahl.BEWILLIGT:
            return _of_massnahme(jahr, zahl, ort)
        case Zahl.LAND_BEWILLIGT:
            return summen.bewilligt(jahr)
        case Zahl.LAND_EINGEGANGEN:
            return summen.eingegangen(jahr) if jahr.bescheid or jahr.zahlungen_land else None
        case Zahl.LAND_NACHGEWIESEN:
            return jahr.nachweis_stadt.zuwendung_lt_abrechnung if jahr.nachweis_stadt else None
        case Zahl.LAND_ZURUECK:
            return summen.zurueckgezahlt_land(jahr) if jahr.bescheid or jahr.zahlungen_land else None
    amounts = [_of_recipient(jahr, zahl, e) for _, e in select_recipients(jahr, zahl, ort)]
    known = [amount for amount in amounts if amount is not None]
    return summe(known) if known else None


def _of_massnahme(jahr: Jahr, zahl: Zahl, ort: Ort) -> Betrag | None:
    by_kennung = (
        summen.beantragt_je_massnahme(jahr) if zahl is Zahl.BEANTRAGT else summen.bewilligt_je_massnahme(jahr)
    )
    if ort.kennung:
        return by_kennung.get(ort.kennung)
    return summe(by_kennung.values()) if by_kennung else None


def select_recipients(jahr: Jahr, zahl: Zahl, ort: Ort) -> list[tuple[Massnahme, Empfaenger]]:
    """Return whose figures a figure is summed from."""
    everybody = summen.funded_recipients(jahr) if zahl in AUSGABEN else summen.recipients(jahr)
    return [
        (massnahme, empfaenger)
        for massnahme, empfaenger in everybody
        if ort.kennung in ("", massnahme.kennung) and ort.kuerzel in ("", empfaenger.kuerzel)
    ]


def _of_recipient(jahr: Jahr, zahl: Zahl, empfaenger: Empfaenger) -> Betrag | None:
    match zahl:
        case Zahl.ZUGESAGT:
            return summen.zugesagt(empfaenger, jahr.am)
        case Zahl.FESTGESETZT:
            return summen.festgesetzt(empfaenger)
        case Zahl.AUSGEZAHLT | Zahl.ERSTATTET | Zahl.RESTZAHLUNG:
            return _paid(jahr, zahl, empfaenger)
        case Zahl.GEPLANT | Zahl.GEPLANT_ZF:
            plan = summen.plan(empfaenger, jahr.am)
            ausgaben = summen.geplant(plan) if plan else None
        case Zahl.NACHGEWIESEN | Zahl.NACHGEWIESEN_ZF:
            shown = summen.nachgewiesen_je_position(empfaenger)
            ausgaben = summen.nachgewiesen(empfaenger) if shown else None
        case _:
            ausgaben = summen.anerkannt(empfaenger) if is_checked(jahr, empfaenger) else None
    return None if ausgaben is None else column(zahl, ausgaben)


def column(zahl: Zahl, ausgaben: summen.Ausgaben) -> Betrag:
    """Return insgesamt or davon zuwendungsfähig, as the figure says."""
    return ausgaben.zuwendungsfaehig if zahl.endswith("zuwendungsfaehig") else ausgaben.insgesamt


def _paid(jahr: Jahr, zahl: Zahl, empfaenger: Empfaenger) -> Betrag | None:
    if empfaenger.is_stelle:
        return None
    if zahl is Zahl.AUSGEZAHLT:
        is_paid = summen.zugesagt(empfaenger, jahr.am) is not None or empfaenger.zahlungen
        return summen.ausgezahlt(empfaenger, jahr.am) if is_paid else None
    moved = (summen.erstattet if zahl is Zahl.ERSTATTET else summen.restzahlung_gezahlt)(empfaenger, jahr.am)
    return moved if moved or summen.festgesetzt(empfaenger) is not None else None
