"""The log grows in one chain: numbers without a gap, each hash over the one before, the head always the last."""

from __future__ import annotations

import hashlib
import json

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grants.models import Ereignis, EreignisKopf
from grants.services.ereignisse import ANFANG, Kopf, canonical, head, record
from tests.services.verlauf import make_log, person


def test_before_anything_happened_the_head_is_the_beginning(session: Session):
    assert head(session) == Kopf(0, "0" * 64)


def test_numbers_count_up_and_each_entry_hangs_on_the_one_before(session: Session):
    log = make_log(session, 3)
    assert [each.nummer for each in log] == [1, 2, 3]
    assert [each.vorheriger_hash for each in log] == [ANFANG, log[0].hash, log[1].hash]
    assert head(session) == Kopf(3, log[2].hash)


def test_the_hash_is_what_anybody_can_recompute(session: Session):
    """Written out here: the form of the chain is a promise to those who keep a head on paper."""
    [ereignis] = make_log(session, 1)
    payload = '{"alt":1,"neu":2}'
    assert ereignis.inhalt.inhalt == payload
    inhalt_sha256 = hashlib.sha256(payload.encode()).hexdigest()
    covered = [
        1,
        ereignis.zeit,
        ereignis.person_id,
        "geaendert",
        "massnahme/1",
        inhalt_sha256,
        "0" * 64,
    ]
    text = json.dumps(covered, ensure_ascii=False, separators=(",", ":"))
    assert ereignis.hash == hashlib.sha256(text.encode()).hexdigest()


def test_the_time_is_text_in_utc(session: Session):
    [ereignis] = make_log(session, 1)
    assert ereignis.zeit.endswith("+00:00")
    assert len(ereignis.zeit) == len("2024-08-31T12:00:00.000000+00:00")


def test_the_same_values_have_one_spelling():
    assert canonical({"b": 1, "a": ["ä", None, True]}) == '{"a":["ä",null,true],"b":1}'
    assert canonical({"a": ["ä", None, True], "b": 1}) == '{"a":["ä",null,true],"b":1}'


def test_what_is_rolled_back_leaves_no_number_behind(session: Session):
    who = person(session)
    record(session, art="geaendert", gegenstand="massnahme/1", person=who)
    attempt = session.begin_nested()
    assert record(session, art="geaendert", gegenstand="massnahme/2", person=who).nummer == 2
    attempt.rollback()
    assert record(session, art="geaendert", gegenstand="massnahme/3", person=who).nummer == 2
    assert session.scalars(select(Ereignis.gegenstand).order_by(Ereignis.nummer)).all() == [
        "massnahme/1",
        "massnahme/3",
    ]


def test_there_is_one_head(session: Session):
    make_log(session, 1)
    session.add(EreignisKopf(id=2, nummer=9, hash=ANFANG))
    with pytest.raises(IntegrityError, match="nur_eine_zeile"):
        session.flush()
