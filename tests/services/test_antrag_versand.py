"""Sent, received, taken back: what was sent stays as it was, and the year follows."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import FoerderjahrStatus
from grants.domain.errors import Conflict, DomainError, NotFound, RuleViolation
from grants.domain.money import euro
from grants.queries import foerderjahre
from grants.queries.antrag import Antragsakte, load_akte
from grants.services import antrag as antraege
from grants.services import antrag_versand as service
from grants.services import dokumente
from grants.services.dokumente import Fassung
from grants.services.personen import acting
from grants.services.texte import save_text
from tests.services.verlauf import FILES, payload
from tests.web.antragsjahr import fill_ready

AM = date(2024, 8, 31)
JAHR = {"programm": "kinderstark", "jahr": 2023}


@pytest.fixture
def year(session: Session) -> Session:
    """The example year before it was ever sent, with its first version issued."""
    fill_ready(session)
    issue(session)
    return session


def issue(session: Session) -> m.Dokument:
    session.expire_all()
    lage = antraege.load_lage(session, **JAHR, am=AM)
    fassung = antraege.prepare(session, **JAHR, am=AM, bestaetigt=lage.pruefsumme)
    assert isinstance(fassung, Fassung)
    return dokumente.store(session, fassung, FILES, person=acting(session, None))


def akte(session: Session) -> Antragsakte:
    session.expire_all()
    return load_akte(session, **JAHR)


def send(session: Session, version: int = 1, **overrides) -> m.Antrag:
    values = {
        "versandt_am": AM,
        "weg": "Post",
        "am": AM,
        "stand": akte(session).antraege[0].stand,
        "person": acting(session, None),
    }
    antrag = service.record_versand(session, **JAHR, version=version, **values | overrides)
    session.flush()
    return antrag


def take_back(session: Session, grund: str = "Irrtum", **overrides) -> m.Antrag:
    sent = akte(session).versandt
    values = {"stand": sent.stand if sent else 1, "person": acting(session, None)} | overrides
    antrag = service.take_back_versand(session, **JAHR, grund=grund, **values)
    session.flush()
    return antrag


def status(session: Session) -> tuple[str, date | None]:
    session.expire_all()
    year = foerderjahre.get(session, "kinderstark", 2023)
    return year.status.value, year.beantragt_am


def newest_ereignis(session: Session) -> m.Ereignis:
    return session.scalars(select(m.Ereignis).order_by(m.Ereignis.nummer.desc()).limit(1)).one()


def set_amount(session: Session, betrag: str) -> None:
    """Change an amount of the newest version, as the table of amounts does while it is a draft."""
    newest = select(m.Antrag.id).order_by(m.Antrag.version.desc()).limit(1).scalar_subquery()
    row = session.scalars(
        select(m.Antragsposition).where(m.Antragsposition.antrag_id == newest).order_by(m.Antragsposition.id)
    ).first()
    assert row is not None
    row.betrag = euro(betrag)
    session.flush()


def test_sending_marks_version_paper_and_year_with_one_ereignis(year: Session):
    antrag = send(year)
    [version] = akte(year).versionen
    assert (antrag.versandt_am, antrag.versandweg) == (AM, "Post")
    assert version.antrag is not None
    assert version.antrag.dokument_id == version.dokument.id
    assert status(year) == ("beantragt", AM)
    ereignis = newest_ereignis(year)
    assert (ereignis.art, ereignis.gegenstand) == ("antrag_versandt", "antrag/kinderstark/2023/1")
    assert payload(ereignis) == {
        "dokument": "kinderstark-2023-antrag-1",
        "versandt_am": "2024-08-31",
        "weg": "Post",
        "status": {"alt": "planung", "neu": "beantragt"},
    }


@pytest.mark.parametrize(
    ("overrides", "code", "feld"),
    [
        ({"versandt_am": date(2024, 9, 1)}, "tag_in_zukunft", "versandt_am"),
        ({"versandt_am": date(2024, 8, 30)}, "tag_zu_frueh", "versandt_am"),
        ({"weg": "Brieftaube"}, "versandweg_unbekannt", "weg"),
        ({"weg": ""}, "versandweg_unbekannt", "weg"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(year: Session, overrides, code: str, feld: str):
    with pytest.raises(RuleViolation) as refused:
        send(year, **overrides)
    assert [(v.code, v.feld) for v in refused.value.violations] == [(code, feld)]
    assert status(year)[0] == "planung"


def test_several_things_are_refused_at_once(year: Session):
    with pytest.raises(RuleViolation) as refused:
        send(year, versandt_am=date(2025, 1, 1), weg="Fax")
    assert len(refused.value.violations) == 2


@pytest.mark.parametrize("version", [0, 2])
def test_a_version_that_was_never_issued_cannot_be_sent(year: Session, version: int):
    with pytest.raises(RuleViolation, match="nicht ausgestellt oder schon versandt"):
        send(year, version)


def test_a_version_is_sent_once(year: Session):
    send(year)
    with pytest.raises(RuleViolation, match="schon versandt"):
        send(year)


def test_a_page_from_before_somebody_elses_change_is_refused(year: Session):
    before = akte(year).antraege[0].stand
    send(year)
    with pytest.raises(Conflict, match="inzwischen von jemand anderem"):
        service.record_eingang(
            year, **JAHR, eingegangen_am=AM, am=AM, stand=before, person=acting(year, None)
        )


def test_amounts_changed_after_the_version_was_issued_are_told_before_it_is_sent(year: Session):
    set_amount(year, "1.00")
    with pytest.raises(RuleViolation) as refused:
        send(year)
    [violation] = refused.value.violations
    assert (violation.code, violation.feld) == ("betraege_geaendert", "version")
    assert "Seit Version 1 ausgestellt wurde, haben sich Beträge geändert" in violation.text


def test_a_later_paper_makes_the_next_version_and_the_sent_one_stays(year: Session):
    first = send(year)
    old = [(p.jahresmassnahme_id, p.betrag) for p in first.positionen]
    save_text(
        year,
        **JAHR,
        schluessel="ziele",
        text="Ganz neu.",
        stand=stand_of_text(year),
        person=acting(year, None),
    )
    issue(year)
    second = send(year, 2, weg="Portal")
    assert (second.version, second.versandweg, second.genannt) == (2, "Portal", first.genannt)
    assert [(p.jahresmassnahme_id, p.betrag) for p in second.positionen] == old
    year.refresh(first)
    assert (first.versandt_am, first.versandweg, first.dokument_id) != (None, "", None)
    assert [each.antrag.version for each in akte(year).versionen if each.antrag] == [2, 1]
    # The year was applied for when the first version went out.
    assert status(year) == ("beantragt", AM)


def stand_of_text(session: Session) -> int:
    statement = select(m.Text.aenderungsstand).where(
        m.Text.schluessel == "ziele", m.Text.jahresmassnahme_id.is_(None)
    )
    return session.execute(statement).scalar_one()


def test_an_older_paper_cannot_be_sent_after_a_newer_one(year: Session):
    save_text(
        year,
        **JAHR,
        schluessel="ziele",
        text="Ganz neu.",
        stand=stand_of_text(year),
        person=acting(year, None),
    )
    issue(year)
    send(year, 2)
    with pytest.raises(RuleViolation):
        send(year, 1)


def receive(session: Session, tag: date, **overrides) -> m.Antrag:
    sent = akte(session).versandt
    values = {"am": AM, "stand": sent.stand if sent else 1, "person": acting(session, None)} | overrides
    antrag = service.record_eingang(session, **JAHR, eingegangen_am=tag, **values)
    session.flush()
    return antrag


def test_the_day_of_receipt_is_recorded_and_corrected_by_a_new_entry(year: Session):
    send(year)
    later = date(2024, 9, 3)
    receive(year, later, am=later)
    receive(year, date(2024, 9, 2), am=later)
    entries = [e for e in akte(year).ereignisse if e.art == "antrag_eingegangen"]
    assert [(e.tag("alt"), e.tag("neu")) for e in entries] == [
        ("03.09.2024", "02.09.2024"),
        ("", "03.09.2024"),
    ]
    count = year.scalar(select(func.count(m.Ereignis.id)))
    receive(year, date(2024, 9, 2), am=later)
    assert year.scalar(select(func.count(m.Ereignis.id))) == count


@pytest.mark.parametrize(
    ("tag", "code"), [(date(2024, 8, 30), "tag_zu_frueh"), (date(2024, 9, 1), "tag_in_zukunft")]
)
def test_nothing_is_received_before_it_was_sent_or_tomorrow(year: Session, tag: date, code: str):
    send(year)
    with pytest.raises(RuleViolation) as refused:
        receive(year, tag)
    assert [v.code for v in refused.value.violations] == [code]


def test_nothing_is_received_or_taken_back_that_was_not_sent(year: Session):
    with pytest.raises(Conflict, match="nicht als versandt eingetragen"):
        receive(year, AM)
    with pytest.raises(Conflict, match="nicht als versandt eingetragen"):
        take_back(year)


def test_taking_back_needs_a_reason_and_leaves_all_traces(year: Session):
    send(year)
    receive(year, AM)
    with pytest.raises(RuleViolation, match="warum der Versand zurückgenommen wird"):
        take_back(year, "  ")
    take_back(year, " Falsches Jahr ")
    assert status(year) == ("planung", None)
    found = akte(year)
    assert found.versandt is None
    assert [each.dokument.version for each in found.zu_versenden] == [1]
    assert [e.art for e in found.ereignisse] == [
        "antrag_versand_zurueckgenommen",
        "antrag_eingegangen",
        "antrag_versandt",
    ]
    assert found.ereignisse[0].inhalt == {
        "grund": "Falsches Jahr",
        "versandt_am": "2024-08-31",
        "weg": "Post",
        "eingegangen_am": "2024-08-31",
        "status": {"alt": "beantragt", "neu": "planung"},
    }


def test_after_taking_back_the_same_version_can_be_sent_again(year: Session):
    send(year)
    take_back(year)
    assert send(year, weg="Portal").version == 1
    assert status(year) == ("beantragt", AM)


def test_while_an_earlier_version_is_with_the_land_the_year_stays_beantragt(year: Session):
    send(year)
    save_text(
        year,
        **JAHR,
        schluessel="ziele",
        text="Ganz neu.",
        stand=stand_of_text(year),
        person=acting(year, None),
    )
    issue(year)
    send(year, 2)
    take_back(year)
    assert status(year) == ("beantragt", AM)
    assert [a.version for a in akte(year).antraege if a.versandt_am] == [1]


def test_once_the_land_has_decided_nothing_is_taken_back(year: Session):
    send(year)
    foerderjahr = foerderjahre.get(year, "kinderstark", 2023)
    foerderjahr.status, foerderjahr.beschieden_am = FoerderjahrStatus.BESCHIEDEN, AM
    foerderjahr.ausgang = "bewilligt"
    year.flush()
    with pytest.raises(DomainError, match="schon beschieden"):
        take_back(year)
    assert akte(year).versandt is not None


def test_an_unknown_year_is_named(session: Session):
    with pytest.raises(NotFound):
        load_akte(session, **JAHR)


def test_a_blanked_payload_leaves_the_entry_without_its_words(year: Session):
    send(year)
    row = newest_ereignis(year)
    row.inhalt.inhalt, row.inhalt.geleert_mit = None, row.nummer
    year.flush()
    [entry] = akte(year).ereignisse
    assert (entry.art, entry.inhalt, entry.tag("versandt_am")) == ("antrag_versandt", {}, "")
