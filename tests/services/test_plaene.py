"""Saving a Finanzierungsplan: drafts change, what a paper rests on gets a new version, nobody is overwritten."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Ausgabenart, Ausgang, Belegart, FoerderjahrStatus, Mittelherkunft
from grants.domain.errors import NotFound, RuleViolation
from grants.domain.kette import Ausgabeposition, Deckungsmittel, Finanzierungsplan, Personalzeile
from grants.domain.money import euro
from grants.domain.planentwurf import zellen_of
from grants.domain.zellen import InzwischenGeaendert
from grants.queries.plaene import Plandaten, load_plan
from grants.services.personen import acting
from grants.services.plaene import Gespeichert, save_plan
from tests.web.daten import add_jahr

AM = date(2024, 5, 1)
PLAN = Finanzierungsplan(
    1,
    None,
    (
        Ausgabeposition("PK", "Koordination", Ausgabenart.PERSONAL, euro("80.00"), euro("80.00")),
        Ausgabeposition("SA", "Material", Ausgabenart.SACH, euro("45.00"), euro("40.00")),
    ),
    (
        Deckungsmittel(Mittelherkunft.LAND, euro("100.00")),
        Deckungsmittel(Mittelherkunft.STADT, euro("25.00")),
    ),
    (Personalzeile("PK", "Koordination", 50, "S 12", 12, euro("80.00")),),
)


@pytest.fixture
def jahr(session: Session) -> m.Foerderjahr:
    return add_jahr(session, 2024, {"Babylotsen": "100.00"})


def load(session: Session) -> Plandaten:
    session.flush()
    session.expire_all()
    return load_plan(
        session, programm="kinderstark", jahr=2024, kennung="babylotsen", kuerzel="2024-0", am=AM
    )


def save(
    session: Session, jahr: m.Foerderjahr, plan: Finanzierungsplan, gezeigt: Mapping[str, str] | None = None
) -> Gespeichert:
    shown = zellen_of(load(session).neuester) if gezeigt is None else gezeigt
    return save_plan(
        session,
        jahr,
        kennung="babylotsen",
        kuerzel="2024-0",
        plan=plan,
        gezeigt=shown,
        am=AM,
        person=acting(session, None),
    )


def last_event(session: Session) -> tuple[str, str, dict[str, Any]]:
    row = session.scalars(select(m.Ereignis).order_by(m.Ereignis.nummer.desc()).limit(1)).one()
    return row.art, row.gegenstand, json.loads(row.inhalt.inhalt or "{}")


def send(session: Session, jahr: m.Foerderjahr) -> None:
    session.scalars(select(m.Antrag).where(m.Antrag.foerderjahr_id == jahr.id)).one().versandt_am = AM


def anteil(session: Session) -> m.Empfaengeranteil:
    return session.scalars(
        select(m.Empfaengeranteil).join(m.Traeger).where(m.Traeger.kuerzel == "2024-0")
    ).one()


def test_the_first_plan_is_version_1_and_reads_back_as_it_was_typed(session: Session, jahr: m.Foerderjahr):
    assert save(session, jahr, PLAN) == Gespeichert(changed=True, version=1)
    assert load(session).neuester == PLAN
    art, gegenstand, inhalt = last_event(session)
    assert (art, gegenstand) == (
        "finanzierungsplan_geaendert",
        "foerderjahr/kinderstark/2024/plan/babylotsen/2024-0",
    )
    assert (inhalt["alt"], inhalt["neu"]["version"]) == ({"version": "0"}, "1")


def test_a_draft_is_changed_in_place_also_in_the_order_of_its_rows(session: Session, jahr: m.Foerderjahr):
    save(session, jahr, PLAN)
    other = replace(
        PLAN,
        positionen=(replace(PLAN.positionen[1], insgesamt=euro("46.00")), PLAN.positionen[0]),
        deckungsmittel=(
            *PLAN.deckungsmittel[::-1],
            Deckungsmittel(Mittelherkunft.SPENDE, euro("1.00"), "Beispiel"),
        ),
        personal=(),
    )
    assert save(session, jahr, other) == Gespeichert(changed=True, version=1)
    assert load(session).neuester == other


def test_two_rows_of_the_same_money_stay_two(session: Session, jahr: m.Foerderjahr):
    twice = replace(PLAN, deckungsmittel=(Deckungsmittel(Mittelherkunft.STADT, euro("1.00")),) * 2)
    save(session, jahr, twice)
    assert load(session).neuester == twice


def test_a_change_of_rows_moves_the_counter_of_the_plan(session: Session, jahr: m.Foerderjahr):
    save(session, jahr, PLAN)
    before = session.scalars(select(m.Finanzierungsplan.aenderungsstand)).one()
    save(session, jahr, replace(PLAN, deckungsmittel=PLAN.deckungsmittel[:1]))
    assert session.scalars(select(m.Finanzierungsplan.aenderungsstand)).one() > before


def test_saving_the_same_plan_writes_nothing(session: Session, jahr: m.Foerderjahr):
    save(session, jahr, PLAN)
    events = session.scalars(select(m.Ereignis.nummer)).all()
    assert save(session, jahr, PLAN).changed is False
    assert session.scalars(select(m.Ereignis.nummer)).all() == events


# -- versions ------------------------------------------------------------------------------------------------


def later(plan: Finanzierungsplan, day: date = AM) -> Finanzierungsplan:
    return replace(plan, wirksam_ab=day, deckungsmittel=plan.deckungsmittel[:1])


@pytest.mark.parametrize("paper", ["antrag", "weiterleitung", "zuweisung"])
def test_a_plan_that_a_paper_rests_on_gets_one_new_version(session: Session, jahr: m.Foerderjahr, paper):
    save(session, jahr, PLAN)
    assert load(session).is_gebunden is False
    if paper == "antrag":
        send(session, jahr)
    else:
        model = m.Weiterleitung if paper == "weiterleitung" else m.Zuweisung
        session.add(model(empfaengeranteil_id=anteil(session).id))
    bound = load(session)
    assert (bound.is_gebunden, bound.naechste_version) == (True, 2)
    assert bound.bindung.grund
    assert save(session, jahr, later(PLAN)) == Gespeichert(changed=True, version=2, neue_version=True)
    # The first one stays readable, the second is a draft again.
    after = load(session)
    assert [plan.version for plan in after.empfaenger.plaene] == [1, 2]
    assert after.empfaenger.plaene[0] == PLAN
    assert after.is_gebunden is False
    changed = replace(later(PLAN), personal=())
    assert save(session, jahr, changed) == Gespeichert(changed=True, version=2)


def test_the_next_version_of_the_antrag_binds_again_when_it_is_sent(session: Session, jahr: m.Foerderjahr):
    save(session, jahr, PLAN)
    send(session, jahr)
    save(session, jahr, later(PLAN))
    session.add(m.Antrag(foerderjahr_id=jahr.id, version=2, versandt_am=AM))
    assert load(session).is_gebunden is True


def test_a_plan_that_is_written_after_the_antrag_was_sent_is_not_bound_by_it(
    session: Session, jahr: m.Foerderjahr
):
    send(session, jahr)
    save(session, jahr, PLAN)
    assert load(session).is_gebunden is False


def test_a_new_version_says_from_when_it_holds_and_not_before_the_old_one(
    session: Session, jahr: m.Foerderjahr
):
    save(session, jahr, replace(PLAN, wirksam_ab=AM))
    send(session, jahr)
    with pytest.raises(RuleViolation) as refused:
        save(session, jahr, replace(later(PLAN), wirksam_ab=None))
    assert [(v.code, v.feld) for v in refused.value.violations] == [("gilt_fehlt", "wirksam_ab")]
    with pytest.raises(RuleViolation) as refused:
        save(session, jahr, later(PLAN, AM - timedelta(days=1)))
    assert [v.code for v in refused.value.violations] == ["gilt_zu_frueh"]
    assert save(session, jahr, later(PLAN, AM)).version == 2


# -- what is refused -----------------------------------------------------------------------------------------


def test_a_position_under_which_belege_stand_may_not_go(session: Session, jahr: m.Foerderjahr):
    save(session, jahr, PLAN)
    share = anteil(session)
    beleg = m.Beleg(
        traeger_id=share.traeger_id, foerderjahr_id=jahr.id, nr="1", art=Belegart.BELEG, gezahlt=euro("1.00")
    )
    beleg.teile.append(
        m.Belegteil(
            empfaengeranteil_id=share.id, position="SA", betrag=euro("1.00"), zuwendungsfaehig=euro("1.00")
        )
    )
    session.add(beleg)
    with pytest.raises(RuleViolation, match="SA"):
        save(session, jahr, replace(PLAN, positionen=PLAN.positionen[:1]))
    assert load(session).neuester == PLAN


def test_a_closed_year_takes_no_plan(session: Session, jahr: m.Foerderjahr):
    jahr.status, jahr.ausgang = FoerderjahrStatus.ABGESCHLOSSEN, Ausgang.BEWILLIGT
    jahr.beantragt_am = jahr.beschieden_am = jahr.nachgewiesen_am = jahr.abgeschlossen_am = AM
    with pytest.raises(RuleViolation, match="abgeschlossen"):
        save(session, jahr, PLAN)


def test_a_recipient_that_does_not_take_part_is_not_found(session: Session, jahr: m.Foerderjahr):
    with pytest.raises(NotFound):
        load_plan(session, programm="kinderstark", jahr=2024, kennung="babylotsen", kuerzel="fremd", am=AM)


def test_a_plan_that_somebody_else_changed_meanwhile_is_not_overwritten(
    session: Session, jahr: m.Foerderjahr
):
    save(session, jahr, PLAN)
    shown = zellen_of(load(session).neuester)
    save(session, jahr, replace(PLAN, personal=()))
    mine = replace(PLAN, positionen=PLAN.positionen[:1])
    with pytest.raises(InzwischenGeaendert) as refused:
        save(session, jahr, mine, gezeigt=shown)
    assert [(u.feld, bool(u.meine), u.jetzt) for u in refused.value.unterschiede] == [
        ("personal/1", True, "")
    ]
    assert load(session).neuester == replace(PLAN, personal=())
    # Having seen it, the same person may still want it so.
    assert save(session, jahr, mine, gezeigt=refused.value.jetzt).changed


def test_a_first_plan_that_somebody_else_wrote_meanwhile_is_told(session: Session, jahr: m.Foerderjahr):
    save(session, jahr, PLAN)
    with pytest.raises(InzwischenGeaendert):
        save(session, jahr, replace(PLAN, personal=()), gezeigt=zellen_of(None))


def test_last_years_plan_is_offered(session: Session, jahr: m.Foerderjahr):
    before = add_jahr(session, 2023, {"Babylotsen": "90.00"})
    row = session.scalars(
        select(m.Empfaengeranteil)
        .join(m.Jahresmassnahme)
        .where(m.Jahresmassnahme.foerderjahr_id == before.id)
    ).one()
    row.traeger_id = anteil(session).traeger_id
    plan = m.Finanzierungsplan(empfaengeranteil_id=row.id)
    plan.deckungsmittel.append(m.Deckungsmittel(herkunft=Mittelherkunft.LAND, betrag=euro("90.00")))
    session.add(plan)
    found = load(session).vorjahr
    assert found is not None
    assert found.deckungsmittel == (Deckungsmittel(Mittelherkunft.LAND, euro("90.00")),)
