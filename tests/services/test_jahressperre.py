"""A closed year is read only: for every service, for rows and for bulk statements, until it is opened again."""

from __future__ import annotations

import ast
import re
from collections import Counter
from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import delete, inspect, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

import grants.services
from grants import models as m
from grants.domain.begriffe import (
    Dateiart,
    Dateizweck,
    FoerderjahrStatus,
    Mitteilungsart,
    NachweisStatus,
    Rolle,
    Zahlungsart,
)
from grants.domain.errors import RuleViolation
from grants.domain.money import Betrag, euro
from grants.domain.texte import Papier
from grants.domain.zahlungen import Zahlungsangaben
from grants.services import (
    abschluss,
    dateiablage,
    minderbedarf,
    mitteilungen,
    nachweis_stadt_zahlen,
    nachweisstand,
    texte,
    zahlungen,
)
from grants.services.ereignisse import head
from grants.services.jahressperre import JAHR as FOERDERJAHR
from grants.services.jahressperre import OHNE_SPERRE, PFADE, JahrAbgeschlossen
from grants.services.personen import acting
from tests.dateien import PDF
from tests.pruefjahr import add_person, anteil_id
from tests.rows import TABLES, add_row
from tests.services.test_ereignis_je_tabelle import (
    AM,
    HANDLUNGEN,
    JAHR,
    JETZT,
    Handlung,
    decide,
    take_over,
    year,
)

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
    person = m.Person(name="Beispiel Anna", email="anna@stadt.example")
    session.add(person)
    session.flush()
    HANDLUNGEN[wort](session, person)
    session.flush()


def test_every_table_that_leads_to_a_year_is_watched_or_says_why_not():
    """A row of each table, in a closed year, is refused: found by walking the tables, not by a list."""
    reach = {FOERDERJAHR}
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


def close_every_year(session: Session) -> None:
    session.execute(
        update(TABLES[FOERDERJAHR]).values(
            status="abgeschlossen",
            beantragt_am=date(2024, 1, 1),
            beschieden_am=date(2024, 1, 1),
            nachgewiesen_am=date(2024, 1, 1),
            abgeschlossen_am=date(2024, 1, 1),
            ausgang="bewilligt",
        )
    )
    session.commit()


# Added as rows by tests.rows, past the session, and then changed through it.
@pytest.mark.parametrize("name", sorted(set(PFADE) - set(OHNE_SPERRE) - {FOERDERJAHR}))
def test_a_row_of_each_table_in_a_closed_year_cannot_be_deleted(session: Session, name: str):
    key = add_row(session, name, **({"beleg_id": add_row(session, "beleg")} if name == "datei" else {}))
    close_every_year(session)
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


# -- what the people do with a year, each through its service ---------------------------------------------------


def a_payment(session: Session, _: m.Person) -> m.Zahlung:
    return session.execute(select(m.Zahlung).order_by(m.Zahlung.id)).scalars().first() or m.Zahlung()


def decide_about_the_claim(session: Session, person: m.Person) -> None:
    nachweisstand.mark_binding(session, anteil_id(session, "beispiel-a"), am=date(2024, 4, 1), person=person)


def write_to(session: Session, person: m.Person) -> None:
    von = mitteilungen.Absender(
        person, vom_empfaenger=False, heute=AM, jetzt=JETZT, adresse_empfaenger="/", adresse_amt="/"
    )
    mitteilungen.write(
        session, anteil_id(session, "beispiel-a"), art=Mitteilungsart.FRAGE, text="Beispielfrage?", von=von
    )


def scan_of(gegenstand: str, table: type[m.Base]) -> Handlung:
    def keep(session: Session, person: m.Person) -> None:
        with TemporaryDirectory() as folder:
            ablage = dateiablage.Ablage(Path(folder), 1_000_000)
            bereit = dateiablage.prepare(ablage, BytesIO(PDF), "scan.pdf", erlaubt=frozenset({Dateiart.PDF}))
            key = session.execute(select(table.id).limit(1)).scalar_one()  # type: ignore[attr-defined]  # every row has one
            dateiablage.keep(
                session,
                bereit,
                gegenstand=gegenstand,
                gegenstand_id=key,
                zweck=Dateizweck.SCAN,
                person=person,
                jetzt=JETZT,
            )

    return keep


GESPERRT: dict[str, Handlung] = {
    "Text des Nachweises der Stadt": lambda s, p: texte.save_text(
        s,
        schluessel="sachbericht_erfolg",
        text="Anders.",
        stand=text_stand(s),
        papier=Papier.VERWENDUNGSNACHWEIS,
        person=p,
        **JAHR,
    ),
    "Zahlen der Stadt": lambda s, p: nachweis_stadt_zahlen.save_zahlen(
        s,
        zahlen=dict.fromkeys(nachweis_stadt_zahlen.FELDER, euro("1.00")),
        stand=s.execute(select(m.NachweisStadt.aenderungsstand)).scalar_one(),
        person=p,
        **JAHR,
    ),
    "Ist laut Haushalt": lambda s, p: zahlungen.set_haushalt_ist(
        s, betrag=euro("1.00"), am=AM, quelle="Beispiel", stand=None, person=p, **JAHR
    ),
    "Zahlung zurücknehmen": lambda s, p: zahlungen.reverse_zahlung(
        s, a_payment(s, p).id, grund="Beispiel", stand=None, person=p, **JAHR
    ),
    "Zahlung berichtigen": lambda s, p: zahlungen.change_zahlung(
        s,
        land_payment(s).id,
        Zahlungsangaben(Zahlungsart.MITTELABRUF, date(2023, 5, 10), euro("1.00")),
        heute=AM,
        trotzdem=True,
        stand=None,
        person=p,
        **JAHR,
    ),
    "Entscheidung über den Rest": lambda s, p: minderbedarf.decide_rest(
        s, kennung="babylotsen", entscheidung="Beispiel", am=AM, stand=None, person=p, **JAHR
    ),
    "Eingang der Unterschrift": decide_about_the_claim,
    "Scan eines Belegs": scan_of("beleg_id", m.Beleg),
    "Scan eines Nachweises": scan_of("verwendungsnachweis_id", m.Verwendungsnachweis),
    "Scan einer Weiterleitung": scan_of("weiterleitung_id", m.Weiterleitung),
}


def do(session: Session, wort: str) -> None:
    GESPERRT[wort](session, acting(session, None))
    session.flush()


def text_stand(session: Session) -> int:
    statement = select(m.Text.aenderungsstand).where(
        m.Text.schluessel == "sachbericht_erfolg", m.Text.jahresmassnahme_id.is_(None)
    )
    return session.execute(statement).scalar_one()


def land_payment(session: Session) -> m.Zahlung:
    statement = select(m.Zahlung).where(m.Zahlung.empfaengeranteil_id.is_(None)).order_by(m.Zahlung.id)
    return session.execute(statement.limit(1)).scalar_one()


@pytest.mark.parametrize("wort", GESPERRT)
def test_what_people_enter_in_the_end_is_refused_in_a_closed_year(session: Session, zu, wort: str):
    with pytest.raises(JahrAbgeschlossen, match="2023 ist abgeschlossen"):
        do(session, wort)


@pytest.mark.parametrize("wort", GESPERRT)
def test_the_same_is_kept_in_an_open_year(session: Session, wort: str):
    """So that what is refused above is refused for the year alone."""
    take_over(session, acting(session, None))
    before = head(session).nummer
    do(session, wort)
    assert head(session).nummer > before


def test_people_still_write_to_each_other_about_a_closed_year(session: Session, zu):
    write_to(session, acting(session, None))
    session.flush()
    assert session.execute(select(m.Mitteilung.text)).scalar_one() == "Beispielfrage?"


@pytest.mark.parametrize("name", sorted(set(PFADE) - set(OHNE_SPERRE) - {FOERDERJAHR}))
def test_a_row_of_each_table_in_a_closed_year_cannot_be_changed(session: Session, name: str):
    key = add_row(session, name, **({"beleg_id": add_row(session, "beleg")} if name == "datei" else {}))
    close_every_year(session)
    [model] = [mapper.class_ for mapper in m.Base.registry.mappers if mapper.class_.__tablename__ == name]
    row = session.get_one(model, key)
    flag_modified(row, next(each.key for each in inspect(model).column_attrs if each.key != "id"))
    with pytest.raises(JahrAbgeschlossen):
        session.flush()


def test_a_row_cannot_be_moved_out_of_a_closed_year(session: Session, zu):
    other = m.Foerderjahr(programm_id=zu.programm_id, jahr=2031)
    session.add(other)
    session.commit()
    land_payment(session).foerderjahr_id = other.id
    with pytest.raises(JahrAbgeschlossen, match="2023 ist abgeschlossen"):
        session.flush()


def test_no_service_writes_past_what_is_watched():
    """Sessions are watched; a statement on a bare table or an insert without rows would not be seen."""
    for path in sorted(Path(grants.services.__file__).parent.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        imported = {
            alias.name
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
            for alias in node.names
        }
        # Restoring a backup fills an empty database; the other reads the version of the tables.
        if path.name not in {"sicherung.py", "datenbank.py"}:
            assert not imported & {"insert", "text"}, path.name
            assert not re.search(r"(update|delete)\([^)]*__table__", source), path.name


# -- the proofs of a year end with it --------------------------------------------------------------------------


def states(session: Session) -> Counter[NachweisStatus]:
    session.expire_all()
    return Counter(session.execute(select(m.Verwendungsnachweis.status)).scalars())


def arts(session: Session, art: str) -> list[str]:
    return list(session.execute(select(m.Ereignis.gegenstand).where(m.Ereignis.art == art)).scalars())


def test_released_proofs_are_closed_with_their_year_and_released_again_with_it(session: Session):
    take_over(session, acting(session, None))
    one, other = (
        add_person(session, "eins", Rolle.FINANZPRUEFUNG),
        add_person(session, "zwei", Rolle.FINANZPRUEFUNG),
    )
    angaben = abschluss.Ergebnisangaben(date(2024, 8, 30), "Beispiel", euro("359438.60"), euro("3261.40"))
    abschluss.save_pruefergebnis(session, angaben, heute=AM, stand=None, person=one, **JAHR)
    session.commit()
    abschluss.close_year(session, am=AM, stand=None, person=one, **JAHR)
    session.commit()
    assert states(session) == {NachweisStatus.ABGESCHLOSSEN: 10}
    assert len(arts(session, "verwendungsnachweis_abgeschlossen")) == 10
    asked = abschluss.ask_reopening(session, grund="Beispiel", am=AM, person=one, **JAHR)
    session.commit()
    decision = {"am": AM, "stand": None, "person": other, **JAHR}
    abschluss.decide_reopening(session, asked.id, zustimmen=False, **decision)
    session.commit()
    assert states(session) == {NachweisStatus.ABGESCHLOSSEN: 10}
    asked = abschluss.ask_reopening(session, grund="Beispiel", am=AM, person=one, **JAHR)
    session.commit()
    abschluss.decide_reopening(session, asked.id, zustimmen=True, **decision)
    session.commit()
    assert states(session) == {NachweisStatus.FREIGEGEBEN: 10}
    assert len(set(arts(session, "abschluss_des_nachweises_aufgehoben"))) == 10


def test_a_proof_that_was_never_released_stays_what_it_is(session: Session):
    take_over(session, acting(session, None))
    rows = session.execute(select(m.Verwendungsnachweis).order_by(m.Verwendungsnachweis.id)).scalars().all()
    rows[0].status, rows[0].freigegeben_am = NachweisStatus.GEPRUEFT, None
    session.commit()
    held = nachweisstand.lock_of_year(session, year(session).id)
    assert nachweisstand.close_released(session, held, person=acting(session, None)) == 9
    assert states(session) == {NachweisStatus.ABGESCHLOSSEN: 9, NachweisStatus.GEPRUEFT: 1}
    assert nachweisstand.open_closed(session, held, person=acting(session, None)) == 9
    assert states(session) == {NachweisStatus.FREIGEGEBEN: 9, NachweisStatus.GEPRUEFT: 1}
