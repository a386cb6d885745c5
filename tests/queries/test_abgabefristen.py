"""Until when a recipient owes its proof: one answer for its own page, the office's list, reminders and the rule."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.abgabefrist import due_of
from grants.domain.pruefregeln import REGISTER, pruefe_regel
from grants.queries.abgabefristen import load_frist
from grants.queries.anteile import load_anteil
from grants.queries.kette import load_jahr
from grants.queries.nachweisliste import list_fristen
from grants.queries.zahlenstand import find_empfaenger
from tests.pruefjahr import HEUTE, anteil_id, fill_unchecked

EIGENER_TAG = date(2024, 4, 16)


@pytest.fixture
def jahr(session: Session) -> m.Foerderjahr:
    return fill_unchecked(session)


@pytest.mark.parametrize(("kuerzel", "papier"), [("beispiel-a", m.Weiterleitung), ("amt-53", m.Zuweisung)])
def test_the_day_of_the_own_paper_is_the_same_everywhere(session: Session, jahr, kuerzel, papier):
    key = anteil_id(session, kuerzel)
    paper = session.scalars(select(papier).where(papier.empfaengeranteil_id == key)).one()
    usual = load_frist(session, load_anteil(session, key), am=HEUTE)
    paper.nachweis_bis = EIGENER_TAG
    session.flush()
    anteil = load_anteil(session, key)
    loaded = load_jahr(session, jahr, am=HEUTE)
    _, empfaenger = find_empfaenger(loaded, anteil)
    found = {
        load_frist(session, anteil, am=HEUTE),
        due_of(loaded, empfaenger),
        *(frist for each, frist in list_fristen(session, jahr, am=HEUTE) if each.id == key),
    }
    [frist] = found
    assert (frist.tag, frist.eigene, usual.eigene) == (EIGENER_TAG, True, False)
    assert usual.tag != EIGENER_TAG
    # Before the paper is in force, the day of the year counts.
    paper.wirksam_ab = HEUTE + timedelta(days=1)
    session.flush()
    assert load_frist(session, anteil, am=HEUTE) == usual


@pytest.mark.parametrize(("days", "ergebnis"), [(0, []), (1, ["hinweis"])])
def test_one_day_after_the_own_day_is_late(session: Session, jahr, days: int, ergebnis: list[str]):
    key = anteil_id(session, "beispiel-a")
    w, v = m.Weiterleitung, m.Verwendungsnachweis
    session.scalars(select(w).where(w.empfaengeranteil_id == key)).one().nachweis_bis = EIGENER_TAG
    proof = session.scalars(select(v).where(v.empfaengeranteil_id == key)).one()
    proof.eingereicht_am = EIGENER_TAG + timedelta(days=days)
    session.flush()
    results = pruefe_regel(load_jahr(session, jahr, am=HEUTE), REGISTER["frist_nachweis"])
    mine = [r for r in results if r.bezug and r.bezug.traeger == "beispiel-a" and r.ergebnis != "ok"]
    assert [r.ergebnis for r in mine] == ergebnis
