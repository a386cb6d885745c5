"""The checklist of a year on its page: begun, changed by its own check, taken along; signed proofs keep theirs."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.pruefliste import VORLAGE
from tests.pruefjahr import fill_unchecked
from tests.web.conftest import Als
from tests.web.formulare import absenden
from tests.web.nachweisjahr import post
from tests.web.pruefweg import Weg
from tests.web.seiten import find, parse, words

SEITE = "/foerderjahre/kinderstark/2023/pruefliste"
FOLGEJAHR = "/foerderjahre/kinderstark/2024/pruefliste"
NEU = "Die Mittel sind wirtschaftlich verwendet."


@pytest.fixture
def jahr(session: Session) -> int:
    found = fill_unchecked(session).id
    session.commit()
    return found


def shown(als: Als, seite: str = SEITE, rolle: str = "finanzen") -> list[str]:
    """Return the points on the page, in their order."""
    return [
        words(find(li, "p")[0]) for li in find(parse(als(rolle).get(seite)), "main//ol/li") if find(li, "p")
    ]


def begin(als: Als, rolle: str = "finanzen", seite: str = SEITE, aus: str = "vorlage"):
    return absenden(
        als(rolle), seite, {"aus": aus}, knopf="Übliche Liste" if aus == "vorlage" else "Liste des Vorjahres"
    )


def key_of(session: Session, text: str, jahr: int = 2023) -> int:
    statement = (
        select(m.Pruefpunkt.id)
        .join(m.Foerderjahr)
        .where(m.Pruefpunkt.text == text, m.Foerderjahr.jahr == jahr)
    )
    return session.execute(statement).scalar_one()


def test_an_empty_year_offers_the_usual_points_and_begins_once(als: Als, session: Session, jahr: int):
    assert shown(als) == []
    page = als("finanzen").get(SEITE)
    assert "noch keine Prüfliste" in page.text
    assert begin(als).status_code == 303
    assert shown(als) == [punkt.text for punkt in VORLAGE]
    assert post(als("finanzen"), f"{SEITE}/beginnen", aus="vorlage").status_code == 409
    assert len(session.execute(select(m.Pruefpunkt)).all()) == len(VORLAGE)


def test_each_check_changes_its_own_points_only(als: Als, session: Session, jahr: int):
    begin(als)
    fachlich, rechnerisch = VORLAGE[1].text, VORLAGE[6].text
    assert absenden(als("geschaeftsstelle"), SEITE, {"text": NEU}, pfad="/neu").status_code == 303
    assert NEU in shown(als)[:6]
    for rolle, own, foreign, art in (
        ("geschaeftsstelle", fachlich, rechnerisch, "rechnerisch"),
        ("finanzen", rechnerisch, fachlich, "fachlich"),
    ):
        assert post(als(rolle), f"{SEITE}/{key_of(session, foreign)}/entfallen").status_code == 403
        assert post(als(rolle), f"{SEITE}/neu", art=art, text="Fremder Punkt.").status_code in {403, 422}
        assert post(als(rolle), f"{SEITE}/{key_of(session, own)}/entfallen").status_code == 303
    assert {fachlich, rechnerisch, "Fremder Punkt."} & set(shown(als)) == set()
    assert post(als("einsicht"), f"{SEITE}/neu", art="fachlich", text="x").status_code == 403
    assert als("einsicht").get(SEITE).status_code == 200


def test_points_move_among_those_of_their_check(als: Als, session: Session, jahr: int):
    begin(als)
    first, second = VORLAGE[5].text, VORLAGE[6].text
    assert post(als("finanzen"), f"{SEITE}/{key_of(session, second)}/hoch").status_code == 303
    assert shown(als)[5:7] == [second, first]
    # The first one of a check does not climb over those of the other.
    post(als("finanzen"), f"{SEITE}/{key_of(session, second)}/hoch")
    assert shown(als)[5:7] == [second, first]
    post(als("finanzen"), f"{SEITE}/{key_of(session, second)}/runter")
    assert shown(als)[5:7] == [first, second]


def test_the_same_point_twice_and_an_empty_one_are_refused(als: Als, jahr: int):
    begin(als)
    again = absenden(als("finanzen"), SEITE, {"text": VORLAGE[6].text}, pfad="/neu")
    assert again.status_code == 422
    assert "gibt es schon" in again.text
    assert absenden(als("finanzen"), SEITE, {"text": " "}, pfad="/neu").status_code == 422


def test_a_dropped_point_stays_with_its_answers(als: Als, session: Session, jahr: int):
    weg = Weg(als, session, "beispiel-a")
    weg.begin()
    weg.answer_all()
    assert "in 1 Nachweis beantwortet" in als("finanzen").get(SEITE).text
    post(als("finanzen"), f"{SEITE}/{key_of(session, VORLAGE[6].text)}/entfallen")
    assert VORLAGE[6].text not in shown(als)
    assert VORLAGE[6].text in als("finanzen").get(weg.seite).text
    other = Weg(als, session, "beispiel-b")
    other.begin()
    assert VORLAGE[6].text not in als("finanzen").get(other.seite).text


def test_a_signed_proof_keeps_its_points_and_the_others_answer_the_new_one(
    als: Als, session: Session, jahr: int
):
    weg = Weg(als, session, "beispiel-a")
    weg.begin()
    weg.answer_all()
    weg.note()
    weg.sign()
    other = Weg(als, session, "beispiel-b")
    other.begin()
    assert "Ein Nachweis ist schon gezeichnet" in als("finanzen").get(SEITE).text
    absenden(als("finanzen"), SEITE, {"text": NEU}, pfad="/neu")
    assert NEU not in als("finanzen").get(weg.seite).text
    assert NEU in als("finanzen").get(other.seite).text
    draft = f"{weg.seite}/pruefvermerk.json"
    assert NEU not in als("finanzen").get(draft).text
    weg.release()
    # What is issued is no draft any more.
    refused = als("finanzen").get(draft)
    assert refused.status_code == 409
    assert "Der Prüfvermerk ist ausgestellt" in refused.text


def test_a_point_added_later_is_asked_again_once_the_signature_falls(als: Als, session: Session, jahr: int):
    weg = Weg(als, session, "beispiel-a")
    weg.begin()
    weg.answer_all()
    weg.note()
    weg.sign()
    absenden(als("finanzen"), SEITE, {"text": NEU}, pfad="/neu")
    assert weg.cut("A-13", anerkannt="0,00", grund="doppelt_erfasst").status_code == 303
    assert NEU in als("finanzen").get(weg.seite).text


def test_the_next_year_takes_last_years_list_on_its_page(als: Als, session: Session, jahr: int):
    begin(als)
    absenden(als("finanzen"), SEITE, {"text": NEU}, pfad="/neu")
    programm = session.execute(select(m.Programm.id)).scalar_one()
    session.add(m.Foerderjahr(programm_id=programm, jahr=2024))
    session.commit()
    assert begin(als, seite=FOLGEJAHR, aus="vorjahr").status_code == 303
    assert shown(als, FOLGEJAHR) == shown(als)
    absenden(als("finanzen"), SEITE, {"text": "Noch ein Punkt."}, pfad="/neu")
    absenden(als("geschaeftsstelle"), SEITE, {"text": "Ein fachlicher Punkt."}, pfad="/neu")
    taken = absenden(als("finanzen"), FOLGEJAHR, knopf="Diese Punkte übernehmen")
    assert taken.status_code == 303
    assert "Noch ein Punkt." in shown(als, FOLGEJAHR)
    assert "Ein fachlicher Punkt." not in shown(als, FOLGEJAHR)


def test_the_first_check_of_a_year_begins_with_last_years_points(als: Als, session: Session, jahr: int):
    before = m.Foerderjahr(programm_id=session.execute(select(m.Programm.id)).scalar_one(), jahr=2022)
    session.add(before)
    session.flush()
    session.add(m.Pruefpunkt(foerderjahr_id=before.id, art="rechnerisch", text=NEU, reihenfolge=0))
    session.commit()
    weg = Weg(als, session, "beispiel-a")
    weg.begin()
    assert shown(als) == [NEU]


def test_the_jahreswechsel_takes_the_list_along_and_back(als: Als, session: Session, jahr: int):
    begin(als)
    post(als("finanzen"), f"{SEITE}/{key_of(session, VORLAGE[6].text)}/entfallen")
    answer = absenden(
        als("geschaeftsstelle"),
        "/foerderjahre/kinderstark/2023/jahreswechsel",
        knopf="In das Förderjahr 2024 übernehmen",
    )
    assert answer.status_code == 303, answer.text[:3000]
    assert shown(als, FOLGEJAHR) == shown(als)
    assert VORLAGE[6].text not in shown(als, FOLGEJAHR)
