"""The table "Maßnahmen und Beträge" as a browser without a script sends it."""

from __future__ import annotations

import json
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain import summen
from grants.queries import foerderjahre
from grants.queries.kette import load_jahr
from tests.web.daten import HEUTE, add_jahr, add_stelle
from tests.web.formulare import abschicken, felder, formular
from tests.web.seiten import find, parse, words

SEITE = "/foerderjahre/kinderstark/2024/betraege"
LISTE = {"Babylotsen": "100.00", "Elterntalk": "200.00", "Sprachförderung": "300.00"}


def add_two_years(session: Session) -> m.Foerderjahr:
    """Add 2023 granted and 2024 in Planung, and return the latter."""
    add_stelle(session)
    add_jahr(session, 2023, {"Babylotsen": "90.00", "EBIKA": "40.00"}, bescheid=True)
    found = add_jahr(session, 2024, LISTE, genannt="600.00")
    session.commit()
    return found


def amounts(session: Session, jahr: int = 2024) -> dict[str, str]:
    session.expire_all()
    found = load_jahr(session, foerderjahre.get(session, "kinderstark", jahr), am=HEUTE)
    return {key: str(betrag) for key, betrag in summen.beantragt_je_massnahme(found).items()}


def events(session: Session, art: str = "betraege_geaendert") -> list[dict[str, Any]]:
    session.expire_all()
    rows = session.scalars(select(m.Ereignis).where(m.Ereignis.art == art).order_by(m.Ereignis.nummer))
    return [json.loads(row.inhalt.inhalt or "{}") for row in rows]


def send(client: FlaskClient, knopf: str = "Speichern", answer: Any = None, **werte: Any) -> Any:
    """Press a button of the table (by the words on it or its value) with some cells changed."""
    values = {name.replace("__", "-"): value for name, value in werte.items()}
    page = answer or client.get(SEITE)
    return abschicken(client, page, SEITE, {**values, "tat": knopf}, pfad="/betraege")


def cell(answer: Any, name: str) -> str:
    return str(felder(formular(parse(answer), pfad="/betraege")).get(name))


def text(answer: Any) -> str:
    return words(find(parse(answer), "main")[0])


def refused(client: FlaskClient, path: str) -> bool:
    """Tell whether the person may not send anything to the address, although the page has a token."""
    page = parse(client.get("/"))
    tokens = [i.get("value") for i in find(page, "input") if i.get("name") == "csrf_token"]
    return bool(client.post(path, data={"csrf_token": tokens[0], "tat": "speichern"}).status_code == 403)
