"""Waivers in the pages: reasoned by one, agreed to or refused by another, taken back, void when the figures move."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.money import Betrag
from tests.web.conftest import Als, add_person
from tests.web.daten import LISTE_2023, add_jahr, add_stelle
from tests.web.formulare import abschicken, absenden
from tests.web.seiten import by_id, find, has_class, parse, words

SEITE = "/foerderjahre/kinderstark/2023/pruefung"
LISTE = f"{SEITE}/abweichungen"
NEU = f"{SEITE}/summe_bescheid/begruenden?differenz=-0.01"
SATZ = "Das Land hat die Summe im Bescheid auf volle Euro gerundet."
BEFUGT = ["geschaeftsstelle", "geschaeftsstelle2", "finanzen", "finanzen2"]


@pytest.fixture
def jahr(session: Session) -> m.Foerderjahr:
    """2023, whose Bescheid is a cent more than its Aufteilung."""
    add_stelle(session)
    year = add_jahr(session, 2023, LISTE_2023, bescheid=True)
    move(session, 1)
    return year


def move(session: Session, cents: int) -> None:
    session.execute(select(m.Bescheid)).scalar_one().betrag += Betrag(cents)
    session.commit()


def main(answer) -> str:
    return words(find(parse(answer), "main")[0]).replace("\u00a0", " ")


def reason(client: FlaskClient, text: str = SATZ) -> str:
    """Reason the cent and return the address of the waiver."""
    answer = absenden(client, NEU, {"grund": text}, knopf="Begründung speichern")
    assert answer.status_code == 303, main(answer)
    return answer.headers["Location"]


def only(session: Session) -> m.ZugelasseneAbweichung:
    session.expire_all()
    return session.execute(select(m.ZugelasseneAbweichung)).scalar_one()


def arts(session: Session) -> list[str]:
    return list(session.execute(select(m.Ereignis.art).order_by(m.Ereignis.nummer)).scalars())


def rule(client: FlaskClient, code: str = "summe_bescheid"):
    return by_id(parse(client.get(SEITE)), f"regel-{code}")


# -- the main act ----------------------------------------------------------------------------------------------


def test_from_the_red_rule_to_the_waiver_that_two_persons_made(als: Als, session: Session, jahr):
    first, second = als("geschaeftsstelle"), als("finanzen")
    [link] = [a for a in find(rule(first), "a") if "Abweichung begründen" in words(a)]
    page = first.get(link.get("href"))
    assert "−0,01 €" in main(page)
    answer = abschicken(first, page, link.get("href"), {"grund": SATZ}, knopf="Begründung speichern")
    adresse = answer.headers["Location"]
    shown = main(first.get(adresse))
    assert "Wartet auf Zustimmung" in shown
    assert "Sie haben diese Abweichung selbst begründet" in shown
    assert "Zustimmen" not in [words(b) for b in find(parse(first.get(adresse)), "main//button")]
    # The second person finds it at the rule.
    [way] = [a.get("href") for a in find(rule(second), "a") if "Ansehen und entscheiden" in words(a)]
    assert way == adresse
    assert absenden(second, adresse, pfad="zustimmen").status_code == 303
    assert "befund--zugelassen" in (rule(first).get("class") or "")
    assert SATZ in words(rule(first))
    assert "zugestimmt von Beispiel finanzen am 16.09.2024" in words(rule(first))
    assert arts(session) == ["abweichung_begruendet", "abweichung_zugestimmt"]


def test_a_refusal_is_said_to_the_first_person_with_its_reason(als: Als, session: Session, jahr):
    first, second = als("geschaeftsstelle"), als("geschaeftsstelle2")
    adresse = reason(first)
    empty = absenden(second, adresse, {"ablehnung": ""}, pfad="ablehnen")
    assert empty.status_code == 422
    assert "Bitte schreiben Sie, warum Sie nicht zustimmen." in main(empty)
    short = absenden(second, adresse, {"ablehnung": "nein"}, pfad="ablehnen")
    assert short.status_code == 422
    assert words(by_id(parse(short), "ablehnung")) == "nein"
    absenden(second, adresse, {"ablehnung": "Bitte zuerst beim Land nachfragen."}, pfad="ablehnen")
    page = main(first.get(adresse))
    assert "Abgelehnt von Beispiel geschaeftsstelle2 am 16.09.2024 Bitte zuerst beim Land nachfragen." in page
    assert find(parse(first.get(adresse)), "main//form") == []
    assert "befund--fehler" in (rule(first).get("class") or "")


def test_taking_back_opens_the_rule_again_and_the_story_stays(als: Als, session: Session, jahr):
    first, second = als("geschaeftsstelle"), als("finanzen")
    adresse = reason(first)
    absenden(second, adresse, pfad="zustimmen")
    assert absenden(first, adresse, {"ruecknahme": "weg"}, pfad="zuruecknehmen").status_code == 422
    absenden(first, adresse, {"ruecknahme": "Der Bescheid wurde berichtigt."}, pfad="zuruecknehmen")
    steps = [words(li) for li in find(has_class(parse(first.get(adresse)), "zulassungsverlauf")[0], "li")]
    assert [step.split()[0] for step in steps] == ["Begründet", "Zugestimmt", "Zurückgenommen"]
    assert "befund--fehler" in (rule(first).get("class") or "")
    assert "Abweichung begründen" in words(rule(first))


def test_a_moved_cent_voids_it_where_everybody_sees_it(als: Als, session: Session, jahr):
    first, second = als("geschaeftsstelle"), als("finanzen")
    adresse = reason(first)
    absenden(second, adresse, pfad="zustimmen")
    move(session, 1)
    said = words(rule(first)).replace("\u00a0", " ")
    assert "befund--fehler" in (rule(first).get("class") or "")
    assert "Hinfällig:" in said
    assert "Begründet wurde −0,01 €, jetzt beträgt die Differenz −0,02 €." in said
    assert "Abweichung begründen" in said
    assert "1 hinfällig" in main(first.get(SEITE))
    assert "hinfällig" in words(has_class(parse(first.get(LISTE)), "zulassung--hinfaellig")[0])


# -- two persons -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("second", BEFUGT)
@pytest.mark.parametrize("first", BEFUGT)
def test_of_every_pair_of_accounts_only_two_different_persons_do(
    als: Als, session: Session, jahr, first, second
):
    adresse = reason(als(first))
    other = als(second)
    token = find(parse(other.get(adresse)), "main//input")[0].get("value")
    stand = str(only(session).aenderungsstand)
    for way in ("ablehnen", "zustimmen"):
        # Posted by hand: the page of who wrote it has no such form.
        data = {"csrf_token": token, "aenderungsstand": stand, "ablehnung": SATZ}
        if way == "ablehnen" and first != second:
            continue
        answer = other.post(f"{adresse}/{way}", data=data)
        assert answer.status_code == (303 if first != second else 422)
    assert (only(session).zugestimmt_von_id is not None) is (first != second)
    assert only(session).abgelehnt_von_id is None


@pytest.mark.parametrize("rolle", ["einsicht", "konten", "traeger", "stelle"])
def test_no_other_role_decides_anything(als: Als, session: Session, jahr, rolle):
    adresse = reason(als("geschaeftsstelle"))
    other = als(rolle)
    may_look = rolle == "einsicht"
    assert other.get(adresse).status_code == (200 if may_look else 403)
    assert other.get(NEU).status_code == 403
    if may_look:
        assert find(parse(other.get(adresse)), "main//form") == []
        assert "Abweichung begründen" not in main(other.get(SEITE))
    assert only(session).zugestimmt_von_id is None


def test_who_was_joined_with_the_writer_is_refused_and_offered_nothing(als: Als, session: Session, jahr):
    first, second = als("geschaeftsstelle"), als("finanzen")
    adresse = reason(first)
    open_page = second.get(adresse)
    one, other = add_person(session, "geschaeftsstelle"), add_person(session, "finanzen")
    other.zusammengefuehrt_mit_id = one.id
    session.commit()
    answer = abschicken(second, open_page, adresse, pfad="zustimmen")
    assert answer.status_code == 422
    assert "zwei verschiedene Personen" in main(answer)
    assert "Zustimmen" not in [words(b) for b in find(parse(second.get(adresse)), "main//button")]
    assert only(session).zugestimmt_von_id is None


# -- wrong, old, twice -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "passt", "Das ist so."])
def test_a_reason_that_says_nothing_is_asked_for_with_what_was_typed_kept(
    client: FlaskClient, session: Session, jahr, text
):
    answer = absenden(client, NEU, {"grund": text}, knopf="Begründung speichern")
    assert answer.status_code == 422
    assert words(by_id(parse(answer), "grund")) == text
    [link] = find(by_id(parse(answer), "fehlerliste"), "a")
    assert link.get("href") == "#grund"
    assert session.execute(select(m.ZugelasseneAbweichung)).first() is None


def test_a_difference_that_moved_while_the_reason_was_written_is_not_waived(
    client: FlaskClient, session: Session, jahr
):
    page = client.get(NEU)
    move(session, 1)
    answer = abschicken(client, page, NEU, {"grund": SATZ}, knopf="Begründung speichern")
    assert answer.status_code == 409
    said = main(answer)
    assert "Die Differenz ist nicht mehr −0,01 €. Jetzt beträgt sie −0,02 €." in said
    assert words(by_id(parse(answer), "grund")) == SATZ
    # What stands on the page now may be reasoned, the text is still there.
    assert abschicken(client, answer, NEU, knopf="Begründung speichern").status_code == 303
    assert str(only(session).differenz) == "-0.02"


def test_a_difference_that_is_gone_leads_to_a_page_that_says_so(client: FlaskClient, session: Session, jahr):
    page = client.get(NEU)
    move(session, -1)
    answer = abschicken(client, page, NEU, {"grund": SATZ}, knopf="Begründung speichern")
    assert answer.status_code == 409
    assert "Sie besteht nicht mehr." in main(answer)
    assert client.get(NEU).status_code == 404


def test_an_agreement_to_a_difference_that_moved_is_refused(als: Als, session: Session, jahr):
    first, second = als("geschaeftsstelle"), als("finanzen")
    adresse = reason(first)
    page = second.get(adresse)
    move(session, 1)
    answer = abschicken(second, page, adresse, pfad="zustimmen")
    assert answer.status_code == 409
    assert only(session).zugestimmt_von_id is None


def test_a_form_sent_twice_acts_once(als: Als, session: Session, jahr):
    first, second = als("geschaeftsstelle"), als("finanzen")
    page = first.get(NEU)
    answers = [abschicken(first, page, NEU, {"grund": SATZ}, knopf="Begründung speichern") for _ in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    adresse = answers[0].headers["Location"]
    page = second.get(adresse)
    assert [abschicken(second, page, adresse, pfad="zustimmen").status_code for _ in range(2)] == [303, 303]
    assert arts(session) == ["abweichung_begruendet", "abweichung_zugestimmt"]


def test_an_old_page_of_the_second_person_decides_nothing(als: Als, session: Session, jahr):
    first, second = als("geschaeftsstelle"), als("finanzen")
    adresse = reason(first)
    page = second.get(adresse)
    absenden(first, adresse, {"ruecknahme": "Ich habe mich beim Betrag geirrt."}, pfad="zuruecknehmen")
    answer = abschicken(second, page, adresse, pfad="zustimmen")
    assert answer.status_code == 409
    assert "inzwischen zurückgenommen" in main(answer)
    assert only(session).zugestimmt_von_id is None


def test_what_is_reasoned_already_is_not_offered_again(client: FlaskClient, jahr):
    reason(client)
    page = client.get(NEU)
    assert "schon begründet" in main(page)
    assert find(parse(page), "main//form") == []
    assert "Abweichung begründen" not in words(rule(client))


# -- lists -----------------------------------------------------------------------------------------------------


def test_the_list_is_empty_with_a_way_on_and_then_holds_each_with_its_last_step(
    als: Als, client: FlaskClient, session: Session, jahr
):
    assert "ist keine Abweichung begründet" in main(client.get(LISTE))
    adresse = reason(client)
    [row] = has_class(parse(client.get(LISTE)), "zulassung--wartet")
    assert "−0,01 €" in words(row).replace("\u00a0", " ")
    assert "wartet auf Zustimmung" in words(row)
    assert SATZ in words(row)
    assert "begründet am 16.09.2024 von Beispiel geschaeftsstelle" in words(row)
    assert adresse in [a.get("href") for a in find(row, "a")]


def test_a_waiver_of_another_year_is_not_shown_under_this_one(client: FlaskClient, session: Session, jahr):
    adresse = reason(client)
    add_jahr(session, 2024, {"Babylotsen": "1.00"})
    session.commit()
    assert client.get(adresse.replace("2023", "2024")).status_code == 404
    assert client.get(f"{LISTE}/999999").status_code == 404
