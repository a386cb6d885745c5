"""A closed year is read only: for every service, for rows and for bulk statements, until it is opened again."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import FoerderjahrStatus
from grants.domain.errors import RuleViolation
from grants.domain.money import Betrag
from grants.services.jahressperre import JAHR, OHNE_SPERRE, PFADE, JahrAbgeschlossen
from grants.services.personen import acting
from tests.rows import TABLES, add_row
from tests.services.test_ereignis_je_tabelle import HANDLUNGEN, decide, take_over, year

# Acts that have nothing to do with the year, or only read it.
OHNE_JAHR = {
    "Datei zum Einlesen ablegen",
    "Konto einladen",
    "Haushalt eintragen",
    "Schritt der Verstetigung",
    "Anderer Name einer Maßnahme",
    "Anderer Name eines Trägers",
    "Ansprechperson eintragen",
    "Träger stilllegen",
    "Stelle ändern",
    "Um Wiedereröffnung bitten",
    # Words for letters of every year.
    "Vorlage ändern",
    "Vorlage der Erinnerung ändern",
    # Writes the next year and leaves this one as it is.
    "Jahr fortschreiben",
}


# Says it in its own words, at its own cell.
EIGENE_REGEL = {"Jahresmappe einlesen"}


@pytest.fixture
def zu(session: Session) -> m.Foerderjahr:
    take_over(session, acting(session, None))
    # The Bescheid no longer fits the Aufteilung, so that there is a difference to reason about.
    decide(session, acting(session, None))
    found = year(session)
    found.status, found.abgeschlossen_am = FoerderjahrStatus.ABGESCHLOSSEN, date(2024, 8, 31)
    session.commit()
    return found


@pytest.mark.parametrize("wort", [each for each in HANDLUNGEN if each not in OHNE_JAHR | EIGENE_REGEL])
def test_every_service_refuses_to_change_a_closed_year(session: Session, zu, wort: str):
    person = m.Person(name="Beispiel Anna", email="anna@stadt.example")
    session.add(person)
    session.commit()
    with pytest.raises(JahrAbgeschlossen, match="2023 ist abgeschlossen"):
        HANDLUNGEN[wort](session, person)


def test_a_workbook_does_not_take_a_closed_year_back(session: Session, zu):
    with pytest.raises(RuleViolation, match="schon „Abgeschlossen“"):
        take_over(session, acting(session, None))


@pytest.mark.parametrize("wort", sorted(OHNE_JAHR))
def test_what_does_not_touch_the_year_goes_on(session: Session, zu, wort: str):
    HANDLUNGEN[wort](session, acting(session, None))
    session.flush()


def test_every_table_that_leads_to_a_year_is_watched_or_says_why_not():
    """A row of each table, in a closed year, is refused: found by walking the tables, not by a list."""
    reach = {JAHR}
    while True:
        more = {
            name
            for name, table in TABLES.items()
            if name not in reach and any(key.column.table.name in reach for key in table.foreign_keys)
        }
        if not more:
            break
        reach |= more
    assert reach == set(PFADE)
    assert set(OHNE_SPERRE) <= reach
    assert all(len(reason) > 20 for reason in OHNE_SPERRE.values())


# Added as rows by tests.rows, past the session, and then changed through it.
@pytest.mark.parametrize("name", sorted(set(PFADE) - set(OHNE_SPERRE) - {JAHR}))
def test_a_row_of_each_table_in_a_closed_year_cannot_be_deleted(session: Session, name: str):
    key = add_row(session, name, **({"beleg_id": add_row(session, "beleg")} if name == "datei" else {}))
    session.execute(
        update(TABLES[JAHR]).values(
            status="abgeschlossen",
            beantragt_am=date(2024, 1, 1),
            beschieden_am=date(2024, 1, 1),
            nachgewiesen_am=date(2024, 1, 1),
            abgeschlossen_am=date(2024, 1, 1),
            ausgang="bewilligt",
        )
    )
    session.commit()
    [model] = [mapper.class_ for mapper in m.Base.registry.mappers if mapper.class_.__tablename__ == name]
    row = session.get_one(model, key)
    session.delete(row)
    with pytest.raises(JahrAbgeschlossen):
        session.flush()


def test_a_bulk_statement_is_refused_too_and_other_years_are_not(session: Session, zu):
    other = m.Foerderjahr(programm_id=zu.programm_id, jahr=2031)
    session.add(other)
    session.flush()
    session.add(m.Antrag(foerderjahr_id=other.id))
    session.commit()
    session.execute(delete(m.Antrag).where(m.Antrag.foerderjahr_id == other.id))
    session.commit()
    with pytest.raises(JahrAbgeschlossen):
        session.execute(update(m.Zahlung).where(m.Zahlung.foerderjahr_id == zu.id).values(betrag=Betrag(1)))


def test_a_year_that_comes_in_closed_is_taken_over_whole(session: Session):
    """An old Jahresmappe may hold a closed year: what closes it may write it."""
    programm = session.execute(select(m.Programm)).scalar_one()
    day = date(2020, 1, 1)
    row = m.Foerderjahr(
        programm_id=programm.id,
        jahr=2019,
        status=FoerderjahrStatus.ABGESCHLOSSEN,
        beantragt_am=day,
        beschieden_am=day,
        nachgewiesen_am=day,
        abgeschlossen_am=day,
        ausgang="bewilligt",
    )
    session.add(row)
    session.flush()
    session.add(m.Antrag(foerderjahr_id=row.id))
    session.commit()
    session.add(m.Antrag(foerderjahr_id=row.id, version=2))
    with pytest.raises(JahrAbgeschlossen):
        session.flush()
