"""How far the Belegliste of a recipient is, and what in it is missing; never what a fact breaks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Belegart, Nachweisart
from grants.domain.belege import ANGABE, Belegangaben, Planposition, missing
from grants.domain.money import NULL, format_betrag
from grants.domain.nachweisteile import Mangel, Teil, Teilauskunft, Teilstand
from grants.queries.anteile import Anteil
from grants.queries.belege import Summen, load_plaene, load_summen, nachweisart

# More of them would not help anybody.
GEZEIGT = 20


def load_teil(session: Session, anteil: Anteil) -> Teilauskunft:
    """Return how far the Belegliste is, in a sentence, with what is missing in it.

    A row without a needed entry, a position that no plan knows, a list that is asked for and empty: these block the
    hand-in. An overrun, a late payment, a suspected double do not (design.md 2).
    """
    plan = load_plaene(session, [anteil.id], am=date.max)[anteil.id]
    summen = load_summen(session, anteil, plan)
    maengel = [*_incomplete(session, anteil, plan), *_unknown_positions(summen, plan)]
    count, income = summen.anzahl_belege, summen.anzahl_einnahmen
    if not count:
        art = nachweisart(session, anteil)
        if anteil.is_stelle or art is Nachweisart.EINFACH:
            satz = "Keine Zeilen eingetragen; hier genügen die Summen unter „Zahlen“."
            return Teilauskunft(Teil.BELEGLISTE, Teilstand.VOLLSTAENDIG, satz, tuple(maengel))
        if not _states_nothing_spent(session, anteil):
            text = (
                "Die Belegliste ist leer. Bitte tragen Sie die Belege ein oder laden Sie Ihre Liste hoch; wurde "
                "nichts ausgegeben, geben Sie unter „Zahlen“ bei jeder Position 0,00 € an."
            )
            maengel.append(Mangel(Teil.BELEGLISTE, text))
            stand = Teilstand.BEGONNEN if income else Teilstand.LEER
            return Teilauskunft(
                Teil.BELEGLISTE, stand, "Noch kein Beleg eingetragen" + _with(income), tuple(maengel)
            )
    noun = "Buchung" if anteil.is_stelle else "Beleg"
    many = f"1 {noun}" if count == 1 else f"{count} {noun}{'en' if anteil.is_stelle else 'e'}"
    satz = f"{many} über {format_betrag(summen.ist)}, davon zuwendungsfähig {format_betrag(summen.zuwendungsfaehig)}"
    stand = Teilstand.BEGONNEN if maengel else Teilstand.VOLLSTAENDIG
    return Teilauskunft(Teil.BELEGLISTE, stand, satz + _with(income), tuple(maengel))


def _with(income: int) -> str:
    return "" if not income else ", 1 Einnahme" if income == 1 else f", {income} Einnahmen"


def _states_nothing_spent(session: Session, anteil: Anteil) -> bool:
    """Tell whether the recipient itself says that every position is 0,00."""
    a, v = m.AngegebeneSumme, m.Verwendungsnachweis
    stated = list(
        session.scalars(
            select(a.insgesamt)
            .join(v, a.verwendungsnachweis_id == v.id)
            .where(v.empfaengeranteil_id == anteil.id)
        )
    )
    return bool(stated) and all(each == NULL for each in stated)


def _incomplete(session: Session, anteil: Anteil, plan: Sequence[Planposition]) -> list[Mangel]:
    """Return the rows in which something needed is empty: found by the database, named by the rule of the page."""
    b, t = m.Beleg, m.Belegteil
    personal = {each.code for each in plan if each.is_personal}
    statement: Any = (
        select(b, func.min(t.position))
        .join(t, t.beleg_id == b.id)
        .where(t.empfaengeranteil_id == anteil.id, _lacks(anteil, personal))
        .group_by(b.id)
        .order_by(b.id)
        .limit(GEZEIGT)
    )
    found = []
    for beleg, position in session.execute(statement):
        fields = missing(_angaben(beleg), personal=position in personal, buchung=anteil.is_stelle)
        if fields:
            words = ", ".join(ANGABE[name] for name in fields)
            text = f"Beleg „{beleg.nr}“: {words} fehlt. Bitte ergänzen Sie die Angabe."
            found.append(Mangel(Teil.BELEGLISTE, text, f"beleg-{beleg.id}"))
    return found


def _lacks(anteil: Anteil, personal: set[str]) -> ColumnElement[bool]:
    b, t = m.Beleg, m.Belegteil
    of_beleg: list[ColumnElement[bool]] = [b.zahlungsdatum.is_(None), b.gezahlt.is_(None)]
    if not anteil.is_stelle:
        of_beleg += [
            b.zahlungsempfaenger == "",
            and_(b.rechnungsdatum.is_(None), t.position.not_in(sorted(personal))),
        ]
    return or_(b.zweck == "", and_(b.art == Belegart.BELEG, or_(*of_beleg)))


def _angaben(beleg: m.Beleg) -> Belegangaben:
    return Belegangaben(
        nr=beleg.nr,
        art=beleg.art,
        rechnungsdatum=beleg.rechnungsdatum,
        zahlungsdatum=beleg.zahlungsdatum,
        zahlungsempfaenger=beleg.zahlungsempfaenger,
        zweck=beleg.zweck,
        gezahlt=beleg.gezahlt,
    )


def _unknown_positions(summen: Summen, plan: Sequence[Planposition]) -> list[Mangel]:
    if not plan:
        return []
    return [
        Mangel(
            Teil.BELEGLISTE,
            f"Die Ausgabeposition „{each.code}“ steht nicht im Finanzierungsplan ({each.belege} "
            f"{'Beleg' if each.belege == 1 else 'Belege'}). Bitte ordnen Sie die Belege einer Position des Plans zu.",
            "liste",
        )
        for each in summen.positionen
        if each.plan is None
    ]
