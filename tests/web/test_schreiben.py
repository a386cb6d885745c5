"""A form acts once, in one transaction, as the person who is logged in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask, g
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.auth import Ich
from grants.forms.base import Formular
from grants.schreiben import aendern
from grants.services.abgaben import AndererInhalt, SchonAbgegeben
from grants.services.ereignisse import record
from grants.web import weiter
from tests.web.conftest import add_person

Senden = Callable[..., object]


@pytest.fixture
def senden(app: Flask, session: Session, anonym: object) -> Senden:
    """Return a context of a POST by the Geschäftsstelle."""
    person = add_person(session, "geschaeftsstelle")

    @contextmanager
    def post(**felder: str) -> Iterator[Formular]:
        with app.test_request_context("/stelle", method="POST", data=felder):
            g.ich = Ich(person.id, person.name, "", frozenset(), frozenset())
            yield Formular(meta={"csrf": False})

    return post


def stellen(session: Session) -> int:
    return session.execute(select(func.count()).select_from(m.Stelle)).scalar_one()


def add_stelle(form: Formular, *, abbruch: bool = False) -> None:
    with aendern(form) as (open_session, person):
        open_session.add(m.Stelle(name="A"))
        record(open_session, art="test", gegenstand="stelle", person=person)
        if abbruch:
            raise ValueError("abgebrochen")


def test_a_form_sent_twice_acts_once_and_leads_where_the_first_one_led(senden: Senden, session: Session):
    with senden(einmal="k1", name="A") as form:
        with aendern(form) as (open_session, person):
            assert person.name == "Beispiel geschaeftsstelle"
            open_session.add(m.Stelle(name="A"))
            record(open_session, art="test", gegenstand="stelle", person=person)
        assert weiter("/stelle/7").headers["Location"] == "/stelle/7"
    with senden(einmal="k1", name="A") as form, pytest.raises(SchonAbgegeben) as raised:
        add_stelle(form)
    assert raised.value.ziel == "/stelle/7"
    assert stellen(session) == 1


def test_an_old_page_sent_again_with_other_content_is_refused_and_not_swallowed(
    senden: Senden, session: Session
):
    with senden(einmal="k1", name="A") as form:
        add_stelle(form)
    with senden(einmal="k1", name="B") as form, pytest.raises(AndererInhalt, match="neu"):
        add_stelle(form)
    assert stellen(session) == 1


def test_what_fails_leaves_nothing_and_may_be_sent_again(senden: Senden, session: Session):
    with senden(einmal="k1", name="A") as form, pytest.raises(ValueError, match="abgebrochen"):
        add_stelle(form, abbruch=True)
    assert stellen(session) == 0
    with senden(einmal="k1", name="A") as form:
        add_stelle(form)
    assert stellen(session) == 1


def test_two_pages_of_the_same_form_are_two_wishes(senden: Senden, session: Session):
    for key in ("k1", "k2"):
        with senden(einmal=key, name="A") as form:
            add_stelle(form)
    assert stellen(session) == 2


def test_a_change_that_is_not_told_of_is_found_by_every_test_of_a_page(senden: Senden):
    with senden(einmal="k1") as form, pytest.raises(AssertionError, match="without an Ereignis"):  # noqa: SIM117
        with aendern(form) as (open_session, _):
            open_session.add(m.Stelle(name="A"))
