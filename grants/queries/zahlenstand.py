"""The figures of one proof as one hash: a signature holds as long as this is the same.

However a figure is changed (pages, Jahresmappe, Belegliste, command line), the hash is another one afterwards.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, func, select, type_coerce
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain import summen
from grants.domain.errors import NotFound
from grants.domain.kette import Empfaenger, Jahr, Massnahme, Weiterleitung, Zuweisung
from grants.domain.money import spell_cents
from grants.queries.anteile import NICHT_GEFUNDEN, Anteil
from grants.queries.rows import rows


def find_empfaenger(jahr: Jahr, anteil: Anteil) -> tuple[Massnahme, Empfaenger]:
    """Return Maßnahme and recipient of a part in a loaded year; raises NotFound."""
    for massnahme, empfaenger in summen.recipients(jahr):
        if (massnahme.kennung, empfaenger.kuerzel) == (anteil.kennung, anteil.kuerzel):
            return massnahme, empfaenger
    raise NotFound(NICHT_GEFUNDEN)


def load_zahlen_sha256(session: Session, anteil: Anteil, jahr: Jahr) -> str:
    """Return the hash over every figure that is checked; `jahr` may be the year with its Belege summed."""
    _, empfaenger = find_empfaenger(jahr, anteil)
    computed = summen.festsetzung(jahr, empfaenger)
    content = {
        "fassung": _fassung(session, anteil),
        "belege": _belege(session, anteil),
        "anerkennungen": _anerkennungen(session, anteil),
        "angegeben": _angegeben(session, anteil),
        "einnahmen": _einnahmen(session, anteil),
        "zuwendung": str(computed.betrag) if computed else None,
        "soll": _soll(empfaenger),
        # All of them, whatever their day: a hash must not change because a day goes by.
        "ausgezahlt": str(summen.ausgezahlt(empfaenger, date.max)),
    }
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _soll(empfaenger: Empfaenger) -> list[Any]:
    """Return every version of plan and promise: what was spent is held against them."""
    plans = [
        [
            plan.version,
            str(plan.wirksam_ab),
            sorted([p.code, str(p.insgesamt), str(p.zuwendungsfaehig)] for p in plan.positionen),
            sorted([d.herkunft.value, str(d.betrag)] for d in plan.deckungsmittel),
        ]
        for plan in empfaenger.plaene
    ]
    papers: tuple[Weiterleitung | Zuweisung, ...] = (*empfaenger.weiterleitungen, *empfaenger.zuweisungen)
    promises = [
        [each.version, str(each.wirksam_ab), sorted([z.herkunft.value, str(z.betrag)] for z in each.zusagen)]
        for each in papers
    ]
    return [plans, promises]


def _plain(found: Iterable[Any]) -> list[list[str | None]]:
    return [[None if value is None else str(value) for value in row] for row in found]


def _fassung(session: Session, anteil: Anteil) -> int | None:
    f = m.Nachweisfassung
    return session.execute(
        select(func.max(f.nummer)).where(f.verwendungsnachweis_id == anteil.nachweis_id)
    ).scalar_one()


def _belege(session: Session, anteil: Anteil) -> list[list[str | None]]:
    teil, b = m.Belegteil, m.Beleg
    # As bare cents: thousands of rows are only spelt here, and this is asked after every decision.
    cents: list[Any] = [type_coerce(c, BigInteger) for c in (teil.betrag, teil.zuwendungsfaehig, b.gezahlt)]
    statement = (
        select(b.nr, teil.position, cents[0], cents[1], cents[2])
        .join(b, teil.beleg_id == b.id)
        .where(teil.empfaengeranteil_id == anteil.id)
        .order_by(teil.id)
    )
    found = [
        [
            nr,
            position,
            spell_cents(betrag),
            spell_cents(zuwendungsfaehig),
            None if gezahlt is None else spell_cents(gezahlt),
        ]
        for nr, position, betrag, zuwendungsfaehig, gezahlt in session.execute(statement).all()
    ]
    return sorted(found, key=lambda row: (row[0] or "", row[1] or ""))


def _anerkennungen(session: Session, anteil: Anteil) -> list[list[str | None]]:
    """Return what was cut or moved; a row that recognises all of it changes no figure."""
    a, teil, b = m.Anerkennung, m.Belegteil, m.Beleg
    proved = (
        select(teil.zuwendungsfaehig)
        .join(b, teil.beleg_id == b.id)
        .where(teil.empfaengeranteil_id == anteil.id, teil.position == a.position, b.nr == a.beleg_nr)
        .correlate(a)
        .scalar_subquery()
    )
    statement = (
        select(a.position, a.beleg_nr, a.anerkannt, a.mindert_insgesamt, a.grund, a.umgeordnet_nach, proved)
        .where(a.verwendungsnachweis_id == anteil.nachweis_id)
        .order_by(a.id)
    )
    found = [
        columns
        for *columns, shown in rows(session, statement)
        if not columns[1] or columns[5] or shown is None or columns[2] != shown
    ]
    return sorted(_plain(found), key=lambda row: (row[0] or "", row[1] or ""))


def _angegeben(session: Session, anteil: Anteil) -> list[list[str | None]]:
    a = m.AngegebeneSumme
    statement = (
        select(a.position, a.insgesamt, a.zuwendungsfaehig)
        .where(a.verwendungsnachweis_id == anteil.nachweis_id)
        .order_by(a.position)
    )
    return _plain(rows(session, statement))


def _einnahmen(session: Session, anteil: Anteil) -> list[list[str | None]]:
    e = m.Einnahme
    statement = (
        select(e.nr, e.betrag, e.herkunft).where(e.empfaengeranteil_id == anteil.id).order_by(e.nr, e.id)
    )
    return _plain(rows(session, statement))
