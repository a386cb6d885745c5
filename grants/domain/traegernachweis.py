"""Builds the Verwendungsnachweis of one recipient (skeleton of Grundmuster 3) from the year.

"Lt. Bescheid" is the promise in force with the valid Finanzierungsplan, "lt. Abrechnung" what the recipient shows:
its Belege, else the sums it entered. What a check made of it later changes nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from grants.domain import summen
from grants.domain.begriffe import Mittelherkunft, Nachweisart, label
from grants.domain.kette import Empfaenger, Jahr, Massnahme, V, Zusage
from grants.domain.money import HUNDERT, NULL, Betrag, Vomhundert, summe
from grants.domain.nachweisteile import Berichtsteil, Kennzahlwert
from grants.domain.pruefregeln.nachweise import beleg_order, nachweisart
from grants.domain.stelle import Stelle
from grants.domain.summen import Ausgaben
from grants.domain.traegernachweis_daten import (
    Belegzeile,
    Einnahmezeile,
    Ergebnis,
    Erklaerungszeile,
    Erlaeuterungszeile,
    Mittelzeile,
    NachweisDaten,
    Positionszeile,
    Zusagezeile,
)

LAND = "Zuwendung aus Landesmitteln"
EIGENMITTEL = "Eigenmittel (gleichen Einnahmen und Ausgaben aus)"
EIGENMITTEL_STADT = "Mittel der Stadt (gleichen Einnahmen und Ausgaben aus)"


@dataclass(frozen=True, slots=True)
class Texte:
    """What people wrote and declared, as the paper prints it."""

    sachbericht: tuple[Berichtsteil, ...] = ()
    kennzahlen: tuple[Kennzahlwert, ...] = ()
    erlaeuterungen: tuple[Erlaeuterungszeile, ...] = ()
    erklaerungen: tuple[Erklaerungszeile, ...] = ()


def build_nachweis(
    jahr: Jahr,
    massnahme: Massnahme,
    empfaenger: Empfaenger,
    *,
    stelle: Stelle,
    anschrift: Iterable[str] = (),
    texte: Texte = Texte(),
) -> NachweisDaten:
    """Return the proof of a recipient as it stands on the day of the year."""
    shown = without_check(empfaenger)
    rows = build_positionen(jahr, shown)
    einnahmen, insgesamt = build_einnahmen(jahr, shown)
    return NachweisDaten(
        programm=jahr.programm_name or jahr.programm,
        jahr=jahr.jahr,
        stand=jahr.am,
        stadt=stelle.name,
        amt=stelle.amt,
        stadt_anschrift=(stelle.strasse, f"{stelle.plz} {stelle.ort}".strip()),
        empfaenger=shown.name,
        anschrift=tuple(line for line in anschrift if line),
        is_stelle=shown.is_stelle,
        einfach=is_einfach(jahr, shown),
        massnahme=massnahme.name,
        kennung=massnahme.kennung,
        gemeinsam_mit=tuple(e.name for e in massnahme.empfaenger if e.kuerzel != shown.kuerzel),
        zusagen=_zusagen(shown, jahr.am),
        zeitraum_von=jahr.parameter.durchfuehrung_von,
        zeitraum_bis=jahr.parameter.durchfuehrung_bis,
        sachbericht=texte.sachbericht,
        kennzahlen=texte.kennzahlen,
        einnahmen=einnahmen,
        einnahmen_insgesamt=insgesamt,
        ausgaben=rows,
        ausgaben_insgesamt=total_position(rows),
        eingetragen=not shown.belegteile,
        ergebnis=_ergebnis(jahr, shown),
        belege=_belege(shown, [row.code for row in rows]),
        einnahmebelege=tuple(
            Einnahmezeile(e.nr, e.datum, e.einzahler, e.zweck, label(e.herkunft), e.betrag)
            for e in shown.einnahmen
        ),
        erlaeuterungen=texte.erlaeuterungen,
        erklaerungen=texte.erklaerungen,
        beispiel=stelle.beispiel,
    )


def without_check(empfaenger: Empfaenger) -> Empfaenger:
    """Return the recipient as it shows itself: without what a check cut or decided."""
    if empfaenger.nachweis is None:
        return empfaenger
    return replace(empfaenger, nachweis=replace(empfaenger.nachweis, anerkennungen=(), festgesetzt=None))


def is_einfach(jahr: Jahr, empfaenger: Empfaenger) -> bool:
    """Return whether the recipient proves without Belegliste (einfacher Verwendungsnachweis)."""
    return nachweisart(jahr, empfaenger) is Nachweisart.EINFACH


def find_recipient(jahr: Jahr, *, kennung: str, kuerzel: str) -> tuple[Massnahme, Empfaenger] | None:
    """Return the Maßnahme and the recipient of these keys."""
    return next(
        (
            (massnahme, empfaenger)
            for massnahme, empfaenger in summen.recipients(jahr)
            if massnahme.kennung == kennung and empfaenger.kuerzel == kuerzel
        ),
        None,
    )


# -- II Zahlenmäßiger Nachweis ---------------------------------------------------------------------------------


def build_positionen(jahr: Jahr, empfaenger: Empfaenger) -> tuple[Positionszeile, ...]:
    """Return one row for each Ausgabeposition of the valid plan, then those proved or stated beyond it."""
    plan = summen.plan(empfaenger, jahr.am)
    planned = {p.code: p for p in plan.positionen} if plan else {}
    proved = summen.nachgewiesen_je_position(empfaenger)
    stated = stated_of(empfaenger)
    rows = []
    for code in [*planned, *sorted((proved.keys() | stated.keys()) - planned.keys())]:
        position = planned.get(code)
        soll = Ausgaben(position.insgesamt, position.zuwendungsfaehig) if position else None
        rows.append(
            _position(
                code,
                position.bezeichnung if position else "",
                soll,
                proved.get(code, Ausgaben()),
                stated.get(code),
            )
        )
    return tuple(rows)


def stated_of(empfaenger: Empfaenger) -> dict[str, Ausgaben]:
    """Return the sums the recipient states itself, by Ausgabeposition."""
    stated = empfaenger.nachweis.angegeben if empfaenger.nachweis else ()
    return {each.position: Ausgaben(each.insgesamt, each.zuwendungsfaehig) for each in stated}


def _position(
    code: str, bezeichnung: str, soll: Ausgaben | None, ist: Ausgaben, angegeben: Ausgaben | None
) -> Positionszeile:
    deviation = ist.zuwendungsfaehig - (soll.zuwendungsfaehig if soll else NULL)
    return Positionszeile(
        code=code,
        bezeichnung="" if bezeichnung == code else bezeichnung,
        lt_bescheid=soll,
        lt_abrechnung=ist,
        angegeben=angegeben,
        abweichung=deviation,
        abweichung_vh=summen.vomhundert(deviation, soll.zuwendungsfaehig) if soll else None,
    )


def total_position(rows: tuple[Positionszeile, ...]) -> Positionszeile:
    """Return the row of sums; lt. Bescheid only where a plan states it, stated only where all positions are."""
    planned = [row.lt_bescheid for row in rows if row.lt_bescheid]
    stated = [row.angegeben for row in rows]
    complete = [each for each in stated if each]
    return _position(
        "",
        "Insgesamt",
        summen.total(planned) if planned else None,
        summen.total(row.lt_abrechnung for row in rows),
        summen.total(complete) if complete and len(complete) == len(stated) else None,
    )


def build_einnahmen(jahr: Jahr, empfaenger: Empfaenger) -> tuple[tuple[Mittelzeile, ...], Mittelzeile]:
    """Return the income by source and the total.

    Lt. Abrechnung it is what came in: payments of the city (for a Stelle the Zuwendung that its Ausgaben lead to) and
    what others paid. The recipient's own money (of a Stelle: the city's) pays the rest.
    """
    plan = summen.plan(empfaenger, jahr.am)
    own = Mittelherkunft.STADT if empfaenger.is_stelle else Mittelherkunft.TRAEGER
    planned = {h: summen.deckung(plan, h) for h in Mittelherkunft} if plan else {}
    came = {h: _received(jahr, empfaenger, h) for h in Mittelherkunft if h is not own}
    known = [each for each in came.values() if each is not None]
    balance = summen.nachgewiesen(empfaenger).insgesamt - summe(known) if len(known) == len(came) else None
    actual: dict[Mittelherkunft, Betrag | None] = {**came, own: balance}
    purses = [h for h in Mittelherkunft if h in (Mittelherkunft.LAND, own) or planned.get(h) or actual.get(h)]
    total_plan = summe(planned[h] for h in purses) if plan else None
    total_actual = summen.sum_if_complete([actual[h] for h in purses])

    def row(art: str, lt_bescheid: Betrag | None, lt_abrechnung: Betrag | None) -> Mittelzeile:
        return Mittelzeile(
            art,
            lt_bescheid,
            _share(lt_bescheid, total_plan),
            lt_abrechnung,
            _share(lt_abrechnung, total_actual),
        )

    rows = tuple(
        row(_purse(h, own, is_stelle=empfaenger.is_stelle), planned.get(h), actual[h])
        for h in sorted(purses, key=lambda h: (h is own, list(Mittelherkunft).index(h)))
    )
    return rows, Mittelzeile(
        "Insgesamt",
        total_plan,
        HUNDERT if total_plan else None,
        total_actual,
        HUNDERT if total_actual else None,
    )


def _share(part: Betrag | None, whole: Betrag | None) -> Vomhundert | None:
    return None if part is None or whole is None else summen.vomhundert(part, whole)


def _received(jahr: Jahr, empfaenger: Empfaenger, herkunft: Mittelherkunft) -> Betrag | None:
    if herkunft is Mittelherkunft.LAND and empfaenger.is_stelle:
        computed = summen.festsetzung(jahr, empfaenger)
        return computed.betrag if computed else None
    entered = summe(e.betrag for e in empfaenger.einnahmen if e.herkunft is herkunft)
    if herkunft in (Mittelherkunft.LAND, Mittelherkunft.STADT):
        return entered + summen.ausgezahlt(empfaenger, jahr.am, herkunft)
    return entered


def _purse(herkunft: Mittelherkunft, own: Mittelherkunft, *, is_stelle: bool) -> str:
    if herkunft is own:
        return EIGENMITTEL_STADT if is_stelle else EIGENMITTEL
    if herkunft is Mittelherkunft.LAND:
        return LAND
    words = {
        Mittelherkunft.STADT: "Zuschuss der Stadt",
        Mittelherkunft.BUND: "Förderung des Bundes",
        Mittelherkunft.ANDERE_OEFFENTLICHE: "Andere öffentliche Förderung",
        Mittelherkunft.TRAEGER: "Eigenmittel von Trägern",
    }
    return words.get(herkunft, f"Leistungen Dritter: {label(herkunft)}")


def _ergebnis(jahr: Jahr, empfaenger: Empfaenger) -> Ergebnis:
    computed = summen.festsetzung(jahr, empfaenger) if summen.nachgewiesen_je_position(empfaenger) else None
    return Ergebnis(
        zugesagt=summen.zugesagt(empfaenger, jahr.am),
        ausgezahlt=None if empfaenger.is_stelle else summen.ausgezahlt(empfaenger, jahr.am),
        errechnet=computed.betrag if computed else None,
    )


def _zusagen(empfaenger: Empfaenger, am: date) -> tuple[Zusagezeile, ...]:
    """Return every promise that was in force up to the day, in the order of their versions."""
    if empfaenger.is_stelle:
        return tuple(
            Zusagezeile("Geänderte Zuweisung" if i else "Zuweisung", each.vom, "", _land(each.zusagen))
            for i, each in enumerate(_in_force(empfaenger.zuweisungen, am))
        )
    return tuple(
        Zusagezeile("Änderung" if i else "Weiterleitung", each.vom, each.aktenzeichen, _land(each.zusagen))
        for i, each in enumerate(_in_force(empfaenger.weiterleitungen, am))
    )


def _in_force(versionen: Iterable[V], am: date) -> list[V]:
    found = [v for v in versionen if v.wirksam_ab is None or v.wirksam_ab <= am]
    return sorted(found, key=lambda v: v.version)


def _land(zusagen: Iterable[Zusage]) -> Betrag:
    return summe(z.betrag for z in zusagen if z.herkunft is Mittelherkunft.LAND)


def _belege(empfaenger: Empfaenger, order: list[str]) -> tuple[Belegzeile, ...]:
    """Return the parts of Belege in the order of the plan, within a position by number."""
    return tuple(
        Belegzeile(
            teil.position,
            teil.beleg.nr,
            teil.beleg.rechnungsdatum,
            teil.beleg.zahlungsdatum,
            teil.beleg.zahlungsempfaenger,
            teil.beleg.zweck,
            teil.beleg.gezahlt,
            teil.betrag,
            teil.zuwendungsfaehig,
        )
        for teil in sorted(
            empfaenger.belegteile, key=lambda t: (order.index(t.position), beleg_order(t.beleg.nr))
        )
    )
