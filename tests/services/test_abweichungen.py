"""Waivers through their service: two Persons, whoever they are and whatever way they come; nothing is deleted."""

from __future__ import annotations

import json
from datetime import date
from itertools import product

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.abweichungen import Abweichungsstand
from grants.domain.errors import Conflict, NotFound, RuleViolation
from grants.domain.money import Betrag, euro
from grants.domain.pruefregeln import REGISTER, Bezug, Ergebnisart, pruefe_regel
from grants.queries.abweichungen import get_abweichung, list_abweichungen, list_wartende
from grants.queries.kette import load_jahr
from grants.services import abweichungen as service
from grants.services.personen import KOMMANDOZEILE, acting
from grants.services.vier_augen import ZweitePersonFehlt
from tests.web.daten import LISTE_2023, add_jahr

AM = date(2024, 9, 16)
SATZ = "Das Land hat die Summe im Bescheid auf volle Euro gerundet."
ROLLEN = ["geschaeftsstelle", "finanzpruefung"]


@pytest.fixture
def jahr(session: Session) -> m.Foerderjahr:
    """2023, whose Bescheid is a cent more than its Aufteilung."""
    year = add_jahr(session, 2023, LISTE_2023, bescheid=True)
    bescheid(session).betrag += Betrag(1)
    session.commit()
    return year


def bescheid(session: Session) -> m.Bescheid:
    return session.execute(select(m.Bescheid)).scalar_one()


def add_person(session: Session, name: str, rolle: str = "geschaeftsstelle") -> m.Person:
    person = m.Person(name=f"Beispiel {name}", email=f"{name}@stadt.example")
    person.rollen.append(m.Rollenzuordnung(rolle=rolle))
    session.add(person)
    session.flush()
    return person


@pytest.fixture
def anna(session: Session) -> m.Person:
    return add_person(session, "anna")


@pytest.fixture
def bert(session: Session) -> m.Person:
    return add_person(session, "bert", "finanzpruefung")


def reason(
    session: Session, jahr: m.Foerderjahr, person: m.Person, **overrides: object
) -> m.ZugelasseneAbweichung:
    values = {
        "code": "summe_bescheid",
        "bezug": Bezug(),
        "differenz": euro("-0.01"),
        "grund": SATZ,
        **overrides,
    }
    return service.add_abweichung(session, jahr, am=AM, person=person, **values)  # type: ignore[arg-type]


def agree(session: Session, waiver: m.ZugelasseneAbweichung, person: m.Person) -> None:
    service.agree(session, waiver.id, stand=waiver.aenderungsstand, am=AM, person=person)


def urteil(session: Session, jahr: m.Foerderjahr) -> Ergebnisart:
    """Return what the rule says of the sum of the Bescheid."""
    session.flush()
    loaded = load_jahr(session, jahr, am=AM)
    return next(e for e in pruefe_regel(loaded, REGISTER["summe_bescheid"]) if e.bezug is None).ergebnis


def stand(session: Session, waiver: m.ZugelasseneAbweichung) -> Abweichungsstand:
    session.flush()
    return get_abweichung(session, waiver.id, am=AM).lage.stand


def arts(session: Session) -> list[str]:
    return [each.art for each in session.execute(select(m.Ereignis).order_by(m.Ereignis.nummer)).scalars()]


# -- the way of a waiver ---------------------------------------------------------------------------------------


def test_a_deviation_that_one_reasons_and_another_agrees_to_is_zugelassen(session, jahr, anna, bert):
    waiver = reason(session, jahr, anna)
    assert (urteil(session, jahr), stand(session, waiver)) == ("fehler", "wartet")
    agree(session, waiver, bert)
    assert (urteil(session, jahr), stand(session, waiver)) == ("zugelassen", "gilt")
    assert (waiver.begruendet_am, waiver.zugestimmt_am) == (AM, AM)
    assert arts(session) == ["abweichung_begruendet", "abweichung_zugestimmt"]
    [first, _] = session.execute(select(m.EreignisInhalt.inhalt).order_by(m.EreignisInhalt.id)).scalars()
    said = json.loads(first or "")
    assert (said["code"], said["differenz"], said["grund"]) == ("summe_bescheid", "-0.01", SATZ)


def test_a_refusal_leaves_it_red_and_needs_a_reason_of_its_own(session, jahr, anna, bert):
    waiver = reason(session, jahr, anna)
    with pytest.raises(RuleViolation) as refused:
        service.refuse(session, waiver.id, grund="nein", stand=None, am=AM, person=bert)
    assert [v.feld for v in refused.value.violations] == ["grund"]
    text = "Bitte zuerst beim Land nachfragen."
    service.refuse(session, waiver.id, grund=text, stand=None, am=AM, person=bert)
    assert (urteil(session, jahr), stand(session, waiver), waiver.abgelehnt_grund) == (
        "fehler",
        "abgelehnt",
        text,
    )
    # It can be reasoned anew, as an entry of its own.
    again = reason(session, jahr, anna)
    assert again.id != waiver.id
    assert arts(session) == ["abweichung_begruendet", "abweichung_abgelehnt", "abweichung_begruendet"]


@pytest.mark.parametrize("agreed", [True, False])
def test_taking_back_opens_it_again_and_keeps_what_was_said(session, jahr, anna, bert, agreed):
    waiver = reason(session, jahr, anna)
    if agreed:
        agree(session, waiver, bert)
    text = "Das Land hat einen berichtigten Bescheid geschickt."
    service.take_back(session, waiver.id, grund=text, stand=None, am=AM, person=anna)
    assert (urteil(session, jahr), stand(session, waiver)) == ("fehler", "zurueckgenommen")
    steps = [(s.wort, s.text) for s in get_abweichung(session, waiver.id, am=AM).verlauf]
    assert steps[0] == ("begründet", SATZ)
    assert steps[-1] == ("zurückgenommen", text)
    assert len(steps) == (3 if agreed else 2)
    assert arts(session)[-1] == "abweichung_zurueckgenommen"


@pytest.mark.parametrize("change", [Betrag(1), Betrag(-1), Betrag(100_000)])
def test_another_difference_voids_it_visibly_and_the_old_one_brings_it_back(
    session, jahr, anna, bert, change
):
    waiver = reason(session, jahr, anna)
    agree(session, waiver, bert)
    bescheid(session).betrag += change
    assert urteil(session, jahr) in {"fehler", "ok"}
    assert stand(session, waiver) == "hinfaellig"
    bescheid(session).betrag -= change
    assert (urteil(session, jahr), stand(session, waiver)) == ("zugelassen", "gilt")


# -- four eyes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("wrote", "agreed"), list(product(ROLLEN, repeat=2)))
def test_every_mix_of_roles_needs_two_persons_and_two_are_enough(session, jahr, wrote, agreed):
    first, second = add_person(session, "erste", wrote), add_person(session, "zweite", agreed)
    waiver = reason(session, jahr, first)
    with pytest.raises(ZweitePersonFehlt):
        agree(session, waiver, first)
    with pytest.raises(ZweitePersonFehlt):
        service.refuse(session, waiver.id, grund=SATZ, stand=None, am=AM, person=first)
    assert urteil(session, jahr) == "fehler"
    agree(session, waiver, second)
    assert urteil(session, jahr) == "zugelassen"


def test_one_person_with_both_roles_is_still_one(session, jahr, anna):
    anna.rollen.append(m.Rollenzuordnung(rolle="finanzpruefung"))
    waiver = reason(session, jahr, anna)
    with pytest.raises(ZweitePersonFehlt):
        agree(session, waiver, anna)


@pytest.mark.parametrize("chain", [1, 2])
@pytest.mark.parametrize("who_writes", ["the one", "the other"])
def test_two_rows_of_one_person_are_not_two(session, jahr, anna, who_writes, chain):
    between = add_person(session, "dazwischen") if chain == 2 else anna
    twin = add_person(session, "zwilling")
    if chain == 2:
        between.zusammengefuehrt_mit_id = anna.id
    twin.zusammengefuehrt_mit_id = between.id
    session.flush()
    first, second = (anna, twin) if who_writes == "the one" else (twin, anna)
    waiver = reason(session, jahr, first)
    with pytest.raises(ZweitePersonFehlt):
        agree(session, waiver, second)
    with pytest.raises(ZweitePersonFehlt):
        service.refuse(session, waiver.id, grund=SATZ, stand=None, am=AM, person=second)


def test_two_found_to_be_one_afterwards_void_what_they_agreed_and_parting_them_mends_it(
    session, jahr, anna, bert
):
    waiver = reason(session, jahr, anna)
    agree(session, waiver, bert)
    bert.zusammengefuehrt_mit_id = anna.id
    assert (urteil(session, jahr), stand(session, waiver)) == ("fehler", "eine_person")
    bert.zusammengefuehrt_mit_id = None
    assert (urteil(session, jahr), stand(session, waiver)) == ("zugelassen", "gilt")


def test_the_command_line_is_never_one_of_two(session, jahr, anna):
    nobody = acting(session, None)
    with pytest.raises(ZweitePersonFehlt):
        reason(session, jahr, nobody)
    waiver = reason(session, jahr, anna)
    for act in (
        lambda: agree(session, waiver, nobody),
        lambda: service.refuse(session, waiver.id, grund=SATZ, stand=None, am=AM, person=nobody),
    ):
        with pytest.raises(ZweitePersonFehlt):
            act()
    assert urteil(session, jahr) == "fehler"


def test_a_person_joined_to_the_command_line_is_none_of_two_either(session, jahr, anna, bert):
    acting(session, None)
    nobody = session.execute(select(m.Person).where(m.Person.name == KOMMANDOZEILE)).scalar_one()
    bert.zusammengefuehrt_mit_id = nobody.id
    session.flush()
    waiver = reason(session, jahr, anna)
    with pytest.raises(ZweitePersonFehlt):
        agree(session, waiver, bert)


def test_who_was_refused_and_reasons_anew_cannot_agree_to_the_own_new_entry(session, jahr, anna, bert):
    first = reason(session, jahr, anna)
    service.refuse(session, first.id, grund=SATZ, stand=None, am=AM, person=bert)
    second = reason(session, jahr, bert)
    with pytest.raises(ZweitePersonFehlt):
        agree(session, second, bert)
    agree(session, second, anna)
    assert urteil(session, jahr) == "zugelassen"


# -- what it is bound to ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("overrides", "error"),
    [
        ({"differenz": euro("-0.02")}, Conflict),
        ({"differenz": euro("0.01")}, Conflict),
        ({"bezug": Bezug("babylotsen")}, Conflict),
        ({"code": "verbleib"}, Conflict),
        ({"code": "erfunden"}, NotFound),
        ({"grund": "kurz"}, RuleViolation),
        ({"grund": ""}, RuleViolation),
    ],
)
def test_only_the_difference_that_stands_there_can_be_reasoned_and_only_in_a_sentence(
    session, jahr, anna, overrides, error
):
    with pytest.raises(error):
        reason(session, jahr, anna, **overrides)
    assert session.execute(select(m.ZugelasseneAbweichung)).first() is None


def test_the_difference_is_looked_at_again_when_the_second_person_agrees(session, jahr, anna, bert):
    waiver = reason(session, jahr, anna)
    bescheid(session).betrag += Betrag(1)
    session.flush()
    with pytest.raises(Conflict, match=r"nicht mehr −0,01\s€. Jetzt beträgt sie −0,02\s€"):
        agree(session, waiver, bert)
    bescheid(session).betrag -= Betrag(2)
    session.flush()
    with pytest.raises(Conflict, match="besteht nicht mehr"):
        agree(session, waiver, bert)


def test_the_same_deviation_is_reasoned_once(session, jahr, anna, bert):
    reason(session, jahr, anna)
    for person in (anna, bert):
        with pytest.raises(RuleViolation, match="schon begründet"):
            reason(session, jahr, person)


def test_the_total_of_an_antrag_that_is_not_sent_cannot_be_waived_and_a_new_draft_voids_the_waiver(
    session, jahr, anna, bert
):
    antrag = session.execute(select(m.Antrag)).scalar_one()
    antrag.genannt = euro("183720.00")
    sent, antrag.versandt_am = antrag.versandt_am, None
    of_antrag = {"code": "summe_antrag", "differenz": euro("-50.00")}
    with pytest.raises(RuleViolation, match="noch nicht versandt"):
        reason(session, jahr, anna, **of_antrag)
    antrag.versandt_am = sent
    waiver = reason(session, jahr, anna, **of_antrag)
    agree(session, waiver, bert)
    assert stand(session, waiver) == "gilt"
    positions = session.execute(select(m.Antragsposition)).scalars().all()
    draft = m.Antrag(foerderjahr_id=jahr.id, version=2, genannt=antrag.genannt, betragsart=antrag.betragsart)
    session.add(draft)
    session.flush()
    for each in positions:
        session.add(
            m.Antragsposition(
                antrag_id=draft.id, jahresmassnahme_id=each.jahresmassnahme_id, betrag=each.betrag
            )
        )
    assert stand(session, waiver) == "hinfaellig"
    assert "nicht versandt" in get_abweichung(session, waiver.id, am=AM).lage.satz


# -- decided meanwhile -----------------------------------------------------------------------------------------


def test_what_was_decided_is_not_decided_again(session, jahr, anna, bert):
    waiver = reason(session, jahr, anna)
    agree(session, waiver, bert)
    with pytest.raises(Conflict, match="schon zugestimmt"):
        service.agree(session, waiver.id, stand=None, am=AM, person=bert)
    with pytest.raises(Conflict, match="schon zugestimmt"):
        service.refuse(session, waiver.id, grund=SATZ, stand=None, am=AM, person=bert)
    service.take_back(session, waiver.id, grund=SATZ, stand=None, am=AM, person=bert)
    for act in (
        lambda: service.agree(session, waiver.id, stand=None, am=AM, person=bert),
        lambda: service.take_back(session, waiver.id, grund=SATZ, stand=None, am=AM, person=anna),
    ):
        with pytest.raises(Conflict, match="zurückgenommen"):
            act()
    assert len(arts(session)) == 3


def test_an_old_page_decides_nothing(session, jahr, anna, bert):
    waiver = reason(session, jahr, anna)
    old = waiver.aenderungsstand
    agree(session, waiver, bert)
    with pytest.raises(Conflict, match="inzwischen entschieden"):
        service.take_back(session, waiver.id, grund=SATZ, stand=old, am=AM, person=anna)
    with pytest.raises(NotFound):
        service.agree(session, 999_999, stand=None, am=AM, person=bert)


# -- lists -----------------------------------------------------------------------------------------------------


def test_what_waits_is_shown_to_everybody_but_the_one_who_wrote_it(session, jahr, anna, bert):
    twin = add_person(session, "zwilling")
    twin.zusammengefuehrt_mit_id = anna.id
    waiver = reason(session, jahr, anna)
    assert [w.id for w in list_wartende(session, bert.id)] == [waiver.id]
    assert list_wartende(session, anna.id) == list_wartende(session, twin.id) == ()
    [shown] = list_wartende(session, bert.id)
    assert (shown.jahr, shown.titel, shown.differenz, shown.begruendet_von) == (
        2023,
        "Aufteilung des Bescheids",
        euro("-0.01"),
        "Beispiel anna",
    )
    agree(session, waiver, bert)
    assert list_wartende(session, bert.id) == ()


def test_the_list_begins_with_what_needs_somebody(session, jahr, anna, bert):
    old = reason(session, jahr, anna)
    service.refuse(session, old.id, grund=SATZ, stand=None, am=AM, person=bert)
    new = reason(session, jahr, anna)
    found = list_abweichungen(session, programm="kinderstark", jahr=2023, am=AM)
    assert [(each.id, each.lage.stand.value) for each in found] == [(new.id, "wartet"), (old.id, "abgelehnt")]
