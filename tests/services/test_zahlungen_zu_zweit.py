"""Two people at once, on a real database each: one payment is recorded, one year is closed; the other is told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.database import writing
from grants.domain.begriffe import FoerderjahrStatus, Zahlungsart
from grants.domain.errors import DomainError
from grants.domain.money import euro
from grants.domain.zahlungen import Zahlungsangaben
from grants.extensions import db
from grants.services.personen import acting
from grants.services.zahlungen import add_zahlung, reverse_zahlung
from tests.conftest import migrated_app
from tests.web.daten import LISTE_2023, add_jahr

ABRUF = Zahlungsangaben(Zahlungsart.MITTELABRUF, date(2023, 5, 10), euro("100.00"), buchungszeichen="AO 1")
HEUTE = date(2024, 9, 16)


@dataclass
class Haus:
    app: Flask

    def both(self, act: Callable[[Session, m.Person], object]) -> list[str]:
        """Let two sessions of their own do the same at once; return what each was told ("" where it worked)."""
        start, told = threading.Barrier(2), []

        def work() -> None:
            with self.app.app_context():
                start.wait()
                try:
                    with writing(db.session()) as session:
                        act(session, acting(session, None))
                    told.append("")
                except DomainError as error:
                    told.append(error.code)
                db.session.remove()

        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(told)


@pytest.fixture
def haus(empty_database: str) -> Iterator[Haus]:
    app = migrated_app(empty_database)
    with app.app_context():
        with writing(db.session()) as session:
            acting(session, None)
            add_jahr(session, 2023, LISTE_2023, bescheid=True)
        db.session.remove()
        yield Haus(app)
        db.session.remove()
        db.engine.dispose()


def record_abruf(session: Session, person: m.Person) -> m.Zahlung:
    return add_zahlung(
        session, ABRUF, programm="kinderstark", jahr=2023, heute=HEUTE, trotzdem=False, person=person
    )


@pytest.mark.parametrize("empty_database", ["sqlite", "postgresql"], indirect=True)
def test_of_two_who_record_and_take_back_the_same_payment_one_wins(haus: Haus):
    assert haus.both(record_abruf) == ["", "schon_festgehalten"]
    session = db.session()
    [key] = session.scalars(select(m.Zahlung.id)).all()
    session.rollback()

    def take_back(session: Session, person: m.Person) -> object:
        return reverse_zahlung(
            session,
            key,
            programm="kinderstark",
            jahr=2023,
            grund="Doppelt festgehalten",
            stand=1,
            person=person,
        )

    assert haus.both(take_back) == ["", "inzwischen_geaendert"]
    assert db.session().scalar(select(func.count()).select_from(m.Zahlung)) == 2


@pytest.mark.parametrize("empty_database", ["sqlite", "postgresql"], indirect=True)
def test_a_year_that_is_being_closed_takes_no_payment_any_more(haus: Haus):
    """Who closes holds the year; the payment waits for it and then finds it closed."""
    holds, told = threading.Event(), []

    def pay() -> None:
        with haus.app.app_context():
            holds.wait(60)
            try:
                with writing(db.session()) as session:
                    record_abruf(session, acting(session, None))
                told.append("")
            except DomainError as error:
                told.append(error.code)
            db.session.remove()

    thread = threading.Thread(target=pay)
    thread.start()
    with writing(db.session()) as session:
        year = session.scalars(select(m.Foerderjahr).with_for_update()).one()
        holds.set()
        year.status = FoerderjahrStatus.ABGESCHLOSSEN
        year.nachgewiesen_am = year.abgeschlossen_am = HEUTE
        session.flush()
        threading.Event().wait(0.3)
    thread.join()
    assert told == ["jahr_abgeschlossen"]
