"""A granted year with three recipients that owe their proof by 02.04.2024, and who acts for the first two."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from grants import models as m
from grants.domain.begriffe import NachweisStatus
from tests.web.daten import LISTE_2023, add_jahr, add_stelle

FAELLIG = date(2024, 4, 2)
LISTE = "/foerderjahre/kinderstark/2023/nachweise"


@dataclass(frozen=True, slots=True)
class Jahr:
    """Ids of the parts in the order of the list, and of their recipients."""

    foerderjahr_id: int
    anteile: tuple[int, ...]
    traeger: tuple[int, ...]

    def amt(self, place: int = 0, rest: str = "") -> str:
        return f"/nachweise/{self.anteile[place]}{rest}"

    def portal(self, place: int = 0, rest: str = "") -> str:
        return f"/verwendungsnachweis/{self.anteile[place]}/mitteilungen{rest}"


def add_nachweisjahr(session: Session, *, faellig: date | None = FAELLIG) -> Jahr:
    """Add the year 2023; every recipient owes a proof that nobody has begun."""
    add_stelle(session)
    year = add_jahr(session, 2023, LISTE_2023, bescheid=True)
    if faellig:
        session.add(
            m.FoerderjahrParameter(foerderjahr_id=year.id, schluessel="nachweis_traeger_bis", datum=faellig)
        )
    found = session.execute(
        select(m.Empfaengeranteil.id, m.Empfaengeranteil.traeger_id)
        .join(m.Jahresmassnahme)
        .where(m.Jahresmassnahme.foerderjahr_id == year.id)
        .order_by(m.Jahresmassnahme.reihenfolge)
    ).all()
    session.commit()
    return Jahr(year.id, tuple(row[0] for row in found), tuple(row[1] for row in found))


def hand_in(session: Session, anteil_id: int, *, am: date = date(2024, 3, 28)) -> m.Verwendungsnachweis:
    """Let a proof come in as if it was handed in."""
    proof = m.Verwendungsnachweis(
        empfaengeranteil_id=anteil_id, status=NachweisStatus.EINGEREICHT, eingereicht_am=am
    )
    session.add(proof)
    session.commit()
    return proof


def add_entry(session: Session, anteil_id: int, text: str, **values: object) -> m.Mitteilung:
    """Write an entry straight into the table; by default a question of the recipient."""
    person = session.execute(select(m.Person).order_by(m.Person.id)).scalars().first()
    if person is None:
        person = m.Person(name="Beispiel Person", email="person@stadt.example")
        session.add(person)
        session.flush()
    fields: dict[str, object] = {"art": "frage", "vom_empfaenger": True, "intern": False} | values
    row = m.Mitteilung(
        empfaengeranteil_id=anteil_id,
        text=text,
        person_id=person.id,
        am=datetime(2024, 9, 1, 8, tzinfo=UTC),
        **fields,
    )
    session.add(row)
    session.commit()
    return row


def post(client: FlaskClient, path: str, **data: str) -> TestResponse:
    """Send a form that no page offered, with the token that every page of the person carries."""
    token = re.findall(r'name="csrf_token" value="([^"]+)"', client.get("/barrierefreiheit").text)[0]
    return client.post(path, data={"csrf_token": token, **data})


def mails(session: Session, art: str | None = None) -> list[m.Nachricht]:
    """Return what lies in the outbox, in the order it came."""
    statement = select(m.Nachricht).order_by(m.Nachricht.id)
    return [each for each in session.execute(statement).scalars() if art is None or each.art == art]
