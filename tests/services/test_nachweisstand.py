"""Every step of a proof: which states it may come from, what it asks for, what it keeps."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import NachweisStatus
from grants.domain.errors import Conflict, RuleViolation, TransitionNotAllowed
from grants.domain.money import euro
from grants.domain.nachweisteile import Teil
from grants.services import nachweisstand as service
from grants.services.personen import acting
from tests.rows import add_row

HEUTE, JETZT = date(2024, 4, 2), datetime(2024, 4, 2, 8, tzinfo=UTC)
ABGABE = service.Abgabe('{"a":1}', '{"z":1}', "traegernachweis-1")


@pytest.fixture
def anteil_id(session: Session) -> int:
    return add_row(session, "empfaengeranteil")


@pytest.fixture
def person(session: Session) -> m.Person:
    return acting(session, None)


def proof_in(session: Session, anteil_id: int, status: NachweisStatus) -> m.Verwendungsnachweis:
    row = service.open_nachweis(session, anteil_id)
    row.status = status
    if status is not NachweisStatus.ENTWURF:
        row.eingereicht_am = HEUTE
    if status in {NachweisStatus.GEPRUEFT, NachweisStatus.FREIGEGEBEN, NachweisStatus.ABGESCHLOSSEN}:
        row.geprueft_am, row.festgesetzt = HEUTE, euro("1.00")
    if status in {NachweisStatus.FREIGEGEBEN, NachweisStatus.ABGESCHLOSSEN}:
        row.freigegeben_am = HEUTE
    session.flush()
    return row


def steps(session: Session, anteil_id: int, person: m.Person):
    return {
        "submit": lambda: service.submit(session, anteil_id, ABGABE, heute=HEUTE, jetzt=JETZT, person=person),
        "begin_check": lambda: service.begin_check(session, anteil_id, person=person),
        "take_back": lambda: service.take_back(session, anteil_id, grund="Beispiel", person=person),
        "ask_for_more": lambda: service.ask_for_more(
            session,
            anteil_id,
            punkte=[service.Punkt("Beispiel", Teil.ZAHLEN)],
            frist=date(2024, 5, 2),
            heute=HEUTE,
            jetzt=JETZT,
            person=person,
        ),
        "reopen": lambda: service.reopen(session, anteil_id, grund="Beispiel", heute=HEUTE, person=person),
    }


# Written out, not derived: a wrong edit of NACHWEIS_UEBERGAENGE has to turn a test red.
ALLOWED = {
    ("entwurf", "submit"): "eingereicht",
    ("nachforderung", "submit"): "eingereicht",
    ("eingereicht", "take_back"): "entwurf",
    ("eingereicht", "ask_for_more"): "nachforderung",
    ("in_pruefung", "ask_for_more"): "nachforderung",
    ("geprueft", "reopen"): "in_pruefung",
}


@pytest.mark.parametrize("status", list(NachweisStatus))
@pytest.mark.parametrize("step", ["submit", "take_back", "ask_for_more", "reopen"])
def test_each_step_begins_only_where_it_may(
    session: Session, anteil_id: int, person: m.Person, status: NachweisStatus, step: str
):
    row = proof_in(session, anteil_id, status)
    act = steps(session, anteil_id, person)[step]
    expected = ALLOWED.get((status.value, step))
    if expected is None:
        with pytest.raises((Conflict, TransitionNotAllowed)):
            act()
    else:
        act()
        session.flush()
        assert row.status.value == expected


def test_from_the_release_on_one_person_alone_opens_nothing(
    session: Session, anteil_id: int, person: m.Person
):
    proof_in(session, anteil_id, NachweisStatus.FREIGEGEBEN)
    with pytest.raises(Conflict, match="zwei Personen"):
        service.reopen(session, anteil_id, grund="Beispiel", heute=HEUTE, person=person)


def test_undoing_asks_for_a_reason(session: Session, anteil_id: int, person: m.Person):
    proof_in(session, anteil_id, NachweisStatus.EINGEREICHT)
    with pytest.raises(RuleViolation, match="Grund"):
        service.take_back(session, anteil_id, grund=" ", person=person)
    with pytest.raises(RuleViolation, match="Grund"):
        service.reopen(session, anteil_id, grund=" ", heute=HEUTE, person=person)


def test_a_request_needs_a_point_and_a_day_to_come(session: Session, anteil_id: int, person: m.Person):
    proof_in(session, anteil_id, NachweisStatus.EINGEREICHT)
    with pytest.raises(RuleViolation) as refused:
        service.ask_for_more(
            session, anteil_id, punkte=[], frist=HEUTE, heute=HEUTE, jetzt=JETZT, person=person
        )
    assert [each.code for each in refused.value.violations] == ["punkt_fehlt", "frist_vorbei"]


def test_copies_are_numbered_and_none_is_lost(session: Session, anteil_id: int, person: m.Person):
    act = steps(session, anteil_id, person)
    act["submit"]()
    act["take_back"]()
    act["submit"]()
    copies = session.scalars(select(m.Nachweisfassung).order_by(m.Nachweisfassung.nummer)).all()
    assert [each.nummer for each in copies] == [1, 2]
    assert len({each.vorgangsnummer for each in copies}) == 2
    row = service.find_nachweis(session, anteil_id)
    assert row
    assert row.eingereicht_am == HEUTE


def test_reopening_keeps_sign_offs_as_invalid(session: Session, anteil_id: int, person: m.Person):
    row = proof_in(session, anteil_id, NachweisStatus.GEPRUEFT)
    session.add(
        m.Pruefung(
            verwendungsnachweis_id=row.id,
            art="rechnerisch",
            person_id=person.id,
            am=HEUTE,
            zahlen_sha256="0" * 64,
        )
    )
    session.flush()
    service.reopen(session, anteil_id, grund="Beispiel", heute=HEUTE, person=person)
    session.flush()
    assert session.execute(select(m.Pruefung.ungueltig_seit)).scalar_one() == HEUTE
    assert (row.geprueft_am, row.festgesetzt) == (None, None)


def test_binding_is_a_day_of_its_own_and_not_before_the_hand_in(
    session: Session, anteil_id: int, person: m.Person
):
    row = proof_in(session, anteil_id, NachweisStatus.EINGEREICHT)
    with pytest.raises(RuleViolation, match="vor dem elektronischen Eingang"):
        service.mark_binding(session, anteil_id, am=date(2024, 4, 1), person=person)
    service.mark_binding(session, anteil_id, am=date(2024, 4, 9), person=person)
    assert (row.eingereicht_am, row.rechtsverbindlich_am) == (HEUTE, date(2024, 4, 9))
