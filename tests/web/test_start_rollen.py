"""Each Rolle starts where its work is; a Träger sees its own share and nothing of its partner's."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import TraegerArt
from tests.web.conftest import Als
from tests.web.daten import LISTE_2024, add_jahr, add_stelle, amount, fill
from tests.web.seiten import find, has_class, parse, words


@pytest.fixture
def partner(session: Session) -> tuple[int, int]:
    """Two Träger that carry the Stadtteilarbeit together, one with 9.330,00 and one with 6.220,00."""
    add_stelle(session)
    add_jahr(session, 2024, LISTE_2024)
    share = session.execute(
        select(m.Empfaengeranteil)
        .join(m.Jahresmassnahme)
        .join(m.Massnahme)
        .where(m.Massnahme.name == "Stadtteilarbeit IFAK, Ronahi")
    ).scalar_one()
    first = session.get_one(m.Traeger, share.traeger_id)
    second = m.Traeger(kuerzel="zwei", name="Beispielträger Zwei", art=TraegerArt.FREIER_TRAEGER)
    session.add(second)
    session.flush()
    share.anteil = amount("9330.00")
    session.add(
        m.Empfaengeranteil(
            jahresmassnahme_id=share.jahresmassnahme_id, traeger_id=second.id, anteil=amount("6220.00")
        )
    )
    session.commit()
    return first.id, second.id


def test_a_traeger_sees_its_own_share_and_the_name_of_its_partner_alone(als: Als, partner: tuple[int, int]):
    first, second = partner
    page = als("traeger", traeger_id=first).get("/")
    said = words(parse(page))
    assert "9.330,00 €" in said
    assert "gemeinsam mit Beispielträger Zwei" in said
    assert "6.220,00" not in said
    assert "Babylotsen" not in said
    other = words(parse(als("traeger2", traeger_id=second).get("/")))
    assert "6.220,00 €" in other
    assert "9.330,00" not in other


def test_a_traeger_without_a_massnahme_is_told_what_happens_next(als: Als, session: Session):
    add_stelle(session)
    said = words(parse(als("traeger").get("/")))
    assert "Sobald die Geschäftsstelle eine einträgt" in said
    assert "praevention@stadt.example" in said


@pytest.mark.parametrize("rolle", ["traeger", "stelle", "konten"])
@pytest.mark.parametrize(
    "pfad", ["/foerderjahre/kinderstark/2024", "/fristen", "/fristen.ics", "/fristen/neu"]
)
def test_who_has_no_right_to_the_years_is_turned_away(als: Als, session: Session, rolle: str, pfad: str):
    fill(session)
    assert als(rolle).get(pfad).status_code == 403


def test_a_role_that_has_ended_opens_nothing(als: Als, session: Session):
    fill(session)
    client = als("geschaeftsstelle")
    for last_day, status in ((date(2024, 9, 15), 403), (date(2024, 9, 16), 200)):
        session.execute(update(m.Rollenzuordnung).values(bis=last_day))
        session.commit()
        assert client.get("/fristen").status_code == status


def test_the_start_page_names_what_is_due_and_where_the_year_stands(als: Als, session: Session):
    fill(session)
    year = session.execute(select(m.Foerderjahr).where(m.Foerderjahr.jahr == 2024)).scalar_one()
    session.add(
        m.Frist(
            foerderjahr_id=year.id,
            art="eigene",
            bezeichnung="Beispielbericht",
            tag=date(2024, 9, 20),
            laeuft_ab_am=date(2024, 9, 20),
            wiedervorlage_am=date(2024, 9, 16),
        )
    )
    session.commit()
    tree = parse(als("geschaeftsstelle").get("/"))
    [due] = has_class(tree, "termin")
    assert "Beispielbericht" in words(due)
    assert "noch 4 Tage" in words(due)
    [again] = has_class(tree, "wartet")
    assert words(again) == "Beispielbericht Frist 20.09.2024"
    here = [li for li in find(tree, "main//li") if li.get("aria-current") == "step"]
    assert [words(step) for step in here] == ["Antrag: jetzt", "Weiterleitung: jetzt 0 von 3"]


def test_a_reason_of_a_colleague_waits_for_the_second_person_and_not_for_its_author(
    als: Als, session: Session
):
    fill(session)
    author, second = als("geschaeftsstelle"), als("geschaeftsstelle2")
    year = session.execute(select(m.Foerderjahr).where(m.Foerderjahr.jahr == 2024)).scalar_one()
    wrote = session.scalars(select(m.Person).where(m.Person.email == "geschaeftsstelle@stadt.example")).one()
    session.add(
        m.ZugelasseneAbweichung(
            foerderjahr_id=year.id,
            code="kontingent",
            differenz=amount("1.00"),
            grund="Beispielgrund",
            begruendet_von_id=wrote.id,
            begruendet_am=date(2024, 9, 1),
        )
    )
    session.commit()
    assert "wartet auf Zustimmung (2024)" in second.get("/").text
    assert "wartet auf Zustimmung" not in author.get("/").text


@pytest.mark.parametrize("rolle", ["geschaeftsstelle", "finanzen", "einsicht"])
def test_every_year_is_two_clicks_away(als: Als, session: Session, rolle: str):
    """The navigation has room for two years; the list behind it names the older ones, too."""
    programm = add_jahr(session, 2024, LISTE_2024).programm_id
    for jahr in (2019, 2020, 2021, 2022):
        session.add(m.Foerderjahr(programm_id=programm, jahr=jahr))
    session.commit()
    client = als(rolle)
    start = parse(client.get("/"))
    [way] = [a.get("href") for a in find(start, "header//a") if words(a) == "Alle Jahre"]
    years = [a.get("href") for a in find(parse(client.get(way)), "main//tbody//a")]
    assert "/foerderjahre/kinderstark/2019" in years
    assert all(client.get(each).status_code == 200 for each in years)


def test_a_traeger_finds_its_start_under_one_name(als: Als, session: Session):
    client = als("traeger")
    [first, *_] = find(parse(client.get("/")), "header//nav//a")
    assert words(first) == "Ihre Maßnahmen"
    assert not [a for a in find(parse(client.get("/")), "header//a") if words(a) == "Alle Jahre"]
    assert client.get("/foerderjahre").status_code == 403
