"""The editable table for tests: as it is stored, with some cells changed, and saved."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain import summen
from grants.domain.betragstabelle import Anteil, Wunsch, Zeile, kopf_of, open_shares, zellen_of
from grants.domain.kette import Jahr
from grants.domain.money import Betrag
from grants.queries.kette import load_jahr
from grants.services.betraege import Gespeichert, save_betraege
from grants.services.personen import acting
from tests.web.daten import add_jahr

AM = date(2024, 5, 1)
LISTE = {"Babylotsen": "100.00", "Elterntalk": "200.00"}


def add_two_years(session: Session) -> m.Foerderjahr:
    """Add 2023 granted and 2024 in Planung, and return the latter."""
    add_jahr(session, 2023, {"Babylotsen": "90.00", "EBIKA": "40.00"}, bescheid=True)
    return add_jahr(session, 2024, LISTE, genannt="300.00")


def stored(session: Session, foerderjahr: m.Foerderjahr) -> Jahr:
    session.flush()
    session.expire_all()
    return load_jahr(session, foerderjahr, am=AM)


def as_shown(jahr: Jahr, **changes: Any) -> Wunsch:
    """The table as it is stored; `babylotsen={"betrag": euro("1.00")}` changes a row, `kopf=…` the total."""
    amounts = summen.beantragt_je_massnahme(jahr)
    rows = tuple(
        replace(
            Zeile(
                massnahme.kennung,
                massnahme.kennung,
                massnahme.name,
                amounts.get(massnahme.kennung),
                massnahme.land_beantragen,
                tuple(
                    Anteil(e.kuerzel, e.anteil)
                    for e in open_shares(massnahme, amounts.get(massnahme.kennung))
                ),
            ),
            **changes.get(massnahme.kennung, {}),
        )
        for massnahme in jahr.massnahmen
    )
    return Wunsch(rows + tuple(changes.get("neu", ())), changes.get("kopf", kopf_of(jahr)))


def save(
    session: Session, foerderjahr: m.Foerderjahr, wunsch: Wunsch, gezeigt: Jahr | None = None
) -> Gespeichert:
    shown = gezeigt or stored(session, foerderjahr)
    return save_betraege(
        session, foerderjahr, wunsch, gezeigt=zellen_of(shown), am=AM, person=acting(session, None)
    )


def last_event(session: Session) -> tuple[str, dict[str, Any]]:
    row = session.scalars(select(m.Ereignis).order_by(m.Ereignis.nummer.desc()).limit(1)).one()
    return row.art, json.loads(row.inhalt.inhalt or "{}")


def amounts(jahr: Jahr) -> dict[str, str]:
    return {key: str(betrag) for key, betrag in summen.beantragt_je_massnahme(jahr).items()}


def shares(jahr: Jahr) -> dict[str, Betrag | None]:
    """Return the shares of the first Maßnahme by Kürzel."""
    return {each.kuerzel: each.anteil for each in jahr.massnahmen[0].empfaenger}
