"""Requests for papers beside the pages: what a nightly run reads of them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Prueftiefe, Rolle
from grants.domain.unterlagen import Wunsch
from grants.queries.erinnerungen import list_faellige
from grants.services import pruefungen, unterlagen
from grants.services.nachweisbegleitung import Schritt
from tests.pruefjahr import HEUTE, add_person, anteil_id, fill_unchecked
from tests.web.test_routes import statements

FRIST = date(2024, 7, 1)


@pytest.fixture
def finanzen(session: Session) -> m.Person:
    fill_unchecked(session)
    return add_person(session, "finanzen", Rolle.FINANZPRUEFUNG)


def ask(session: Session, kuerzel: str, person: m.Person, *, am: datetime) -> None:
    """Ask a recipient about its first Beleg."""
    key, teil = anteil_id(session, kuerzel), m.Belegteil
    pruefungen.begin(session, key, tiefe=Prueftiefe.KURSORISCH, heute=HEUTE, person=person)
    first = session.scalars(select(teil.id).where(teil.empfaengeranteil_id == key).order_by(teil.id)).first()
    assert first is not None
    schritt = Schritt(person, HEUTE, am, "https://stadt.example/", None)
    unterlagen.ask_about_beleg(session, key, first, Wunsch(True, False), frist=FRIST, schritt=schritt)


def about_papers(session: Session, am: date) -> set[str]:
    return {each.anteil.kuerzel for each in list_faellige(session, am=am) if each.unterlagen_id is not None}


def test_what_is_due_is_found_with_as_many_statements_for_many_recipients(
    session: Session, finanzen: m.Person
):
    moment = datetime(2024, 6, 3, 8, tzinfo=UTC)
    ask(session, "beispiel-a", finanzen, am=moment)
    session.flush()
    with statements(session) as few:
        assert about_papers(session, date(2024, 6, 24)) == {"beispiel-a"}
    for kuerzel in ("beispiel-b", "beispiel-c"):
        ask(session, kuerzel, finanzen, am=moment)
    session.flush()
    with statements(session) as many:
        assert about_papers(session, date(2024, 6, 24)) == {"beispiel-a", "beispiel-b", "beispiel-c"}
    assert len(many) == len(few)


def test_what_was_asked_shortly_after_midnight_was_asked_on_that_day(session: Session, finanzen: m.Person):
    # In UTC it is still the day before; the step of seven days falls on the day of the request itself.
    ask(session, "beispiel-a", finanzen, am=datetime(2024, 6, 23, 22, 30, tzinfo=UTC))
    assert about_papers(session, date(2024, 6, 24)) == set()
