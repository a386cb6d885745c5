"""The register: searched, sorted, as a file; one Maßnahme added, changed, called otherwise, merged and back."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain import summen
from grants.queries import foerderjahre
from grants.queries.kette import load_jahr
from grants.queries.register import load_register
from tests.web.conftest import Als
from tests.web.daten import HEUTE, add_jahr, add_stelle, amount, fill
from tests.web.formulare import abschicken, absenden
from tests.web.seiten import find, has_class, parse, words
from tests.web.test_routes import count

EINE = "/massnahmen/kinderstark/babylotsen"


@pytest.fixture
def daten(session: Session) -> None:
    fill(session)


def names(tree) -> list[str]:
    return [words(a) for row in has_class(tree, "zeile") for a in find(row, "a")]


def test_without_a_massnahme_the_page_says_how_it_fills(client: FlaskClient):
    assert "noch keine Maßnahme" in client.get("/massnahmen").text


@pytest.mark.usefixtures("daten")
def test_amounts_stand_side_by_side_in_groups_with_sums(client: FlaskClient):
    tree = parse(client.get("/massnahmen"))
    assert [words(g) for g in has_class(tree, "register__gruppe")] == [
        "Fortgeführt (2)",
        "Neu (7)",
        "Beendet oder ausgesetzt (1)",
    ]
    [total] = has_class(tree, "zeile--summe")
    assert "183.670,00 €" in words(total)
    assert "398.450,00 €" in words(total)
    assert "+214.780,00 €" in words(total)


@pytest.mark.usefixtures("daten")
def test_the_amounts_are_those_of_the_year(session: Session):
    register = load_register(session, am=HEUTE)
    for year in foerderjahre.list_all(session):
        wanted = summen.beantragt_je_massnahme(load_jahr(session, year, am=HEUTE))
        assert {
            z.kennung: z.betraege[year.jahr] for z in register.zeilen if year.jahr in z.betraege
        } == wanted


@pytest.mark.usefixtures("daten")
def test_search_filter_and_order_stand_in_the_address_and_in_the_file(client: FlaskClient):
    query = "?suche=stadtteil&sort=-2024"
    assert names(parse(client.get(f"/massnahmen{query}"))) == [
        "Stadtteilarbeit (Väter)",
        "Stadtteilarbeit IFAK, Ronahi",
    ]
    answer = client.get(f"/massnahmen.xlsx{query}")
    sheet = openpyxl.load_workbook(BytesIO(answer.data), data_only=True).worksheets[0]
    cells = [[c for c in row if c is not None] for row in sheet.iter_rows(values_only=True)]
    listed = [row[1] for row in cells if len(row) > 2 and row[0] == "Neu" and row[1] != "Summe"]
    assert listed == ["Stadtteilarbeit (Väter)", "Stadtteilarbeit IFAK, Ronahi"]
    assert any(40550 in row for row in cells)
    text = client.get(f"/massnahmen.csv{query}").data.decode("utf-8-sig")
    assert "Stadtteilarbeit (Väter);" in text
    assert "40.550,00" in text
    assert "Babylotsen" not in text


@pytest.mark.usefixtures("daten")
def test_nothing_found_leads_back(client: FlaskClient):
    tree = parse(client.get("/massnahmen?suche=gibtesnicht"))
    assert "Dazu passt keine Maßnahme" in words(has_class(tree, "leer-hinweis")[0])


@pytest.mark.parametrize("betrag", ["bewilligt", "festgesetzt"])
@pytest.mark.usefixtures("daten")
def test_other_amounts_can_be_shown(client: FlaskClient, betrag: str):
    [total] = has_class(parse(client.get(f"/massnahmen?betrag={betrag}")), "zeile--summe")
    assert ("183.670,00 €" in words(total)) is (betrag == "bewilligt")


def test_the_register_asks_as_often_for_forty_massnahmen_as_for_three(client: FlaskClient, session: Session):
    add_stelle(session)
    add_jahr(session, 2024, {f"Maßnahme {i}": "100.00" for i in range(3)})
    session.commit()
    few = count(client, session, "/massnahmen")
    for jahr in range(2025, 2029):
        add_jahr(session, jahr, {f"Maßnahme {i}": "100.00" for i in range(40)})
    session.commit()
    assert count(client, session, "/massnahmen") == few


@pytest.mark.usefixtures("daten")
def test_one_massnahme_tells_its_years(client: FlaskClient):
    tree = parse(client.get(EINE))
    assert words(find(tree, "h1")[0]) == "Babylotsen"
    said = words(tree)
    assert "85.800,00 €" in said
    assert "86.600,00 €" in said
    [picture] = [e for e in tree.iter() if str(e.tag).endswith("}svg") and e.get("role") == "img"]
    assert "2023: 85.800,00 €; 2024: 86.600,00 €" in words(picture)
    assert client.get("/massnahmen/kinderstark/gibt-es-nicht").status_code == 404


@pytest.mark.usefixtures("daten")
def test_a_new_massnahme_gets_a_kennung_and_a_similar_name_is_asked_about(
    client: FlaskClient, session: Session
):
    same = absenden(client, "/massnahmen/neu", {"name": "BABYLOTSEN"})
    assert same.status_code == 422
    assert "gibt es schon im Register" in same.text
    like = absenden(client, "/massnahmen/neu", {"name": "Babylotsen Süd"})
    assert like.status_code == 422
    assert "Es gibt schon: „Babylotsen“" in like.text
    sure = abschicken(client, like, "/massnahmen/neu", {"trotzdem": "y"})
    assert sure.headers["Location"] == "/massnahmen/kinderstark/babylotsen-sued"
    assert session.scalars(select(m.Ereignis.art)).all() == ["massnahme_angelegt"]


@pytest.mark.usefixtures("daten")
def test_a_change_keeps_old_and_new_and_a_colleague_is_not_overwritten(
    client: FlaskClient, als: Als, session: Session
):
    path = f"{EINE}/bearbeiten"
    old = client.get(path)
    first = absenden(als("geschaeftsstelle2"), path, {"laufend_seit": "Mitte 2019", "land": "3"})
    assert first.status_code == 303
    late = abschicken(client, old, path, {"laufend_seit": "2018"})
    assert late.status_code == 409
    assert "Mitte 2019" in late.text
    assert 'value="2018"' in late.text
    # Having seen it, the person decides.
    assert abschicken(client, late, path, {"laufend_seit": "2018"}).status_code == 303
    session.expire_all()
    row = session.execute(select(m.Massnahme).where(m.Massnahme.kennung == "babylotsen")).scalar_one()
    assert row.laufend_seit == "2018"
    story = words(parse(client.get(EINE)))
    assert "Mitte 2019" in story


@pytest.mark.usefixtures("daten")
def test_another_name_is_added_once_and_removed(client: FlaskClient, session: Session):
    assert absenden(client, EINE, {"alias": "Lotsen am Kreißsaal"}, pfad="namen").status_code == 303
    assert absenden(client, EINE, {"alias": "lotsen am kreißsaal"}, pfad="namen").status_code == 422
    assert (
        absenden(
            client, "/massnahmen/kinderstark/elterntalk", {"alias": "Lotsen am Kreißsaal"}, pfad="namen"
        ).status_code
        == 422
    )
    assert absenden(client, EINE, pfad="entfernen").status_code == 303
    assert session.scalars(select(m.MassnahmeAlias)).all() == []
    assert session.scalars(select(m.Ereignis.art).order_by(m.Ereignis.nummer)).all() == [
        "alias_hinzugefuegt",
        "alias_entfernt",
    ]


@pytest.mark.usefixtures("daten")
def test_two_that_are_one_count_as_one_and_can_be_parted(client: FlaskClient, session: Session):
    other = "/massnahmen/kinderstark/elterntalk"
    assert absenden(client, other, {"mit": "babylotsen"}, pfad="zusammenfuehren").status_code == 303
    register = load_register(session, am=HEUTE)
    [row] = [z for z in register.zeilen if z.kennung == "babylotsen"]
    assert row.betraege[2024] == amount("96600.00")
    assert all(z.kennung != "elterntalk" for z in register.zeilen)
    # No circle.
    assert absenden(client, EINE, {"mit": "hebammenversorgung"}, pfad="zusammenfuehren").status_code == 303
    assert "zählt zu" in client.get(other).text
    assert absenden(client, other, pfad="trennen").status_code == 303
    register = load_register(session, am=HEUTE)
    assert any(z.kennung == "elterntalk" for z in register.zeilen)


@pytest.mark.usefixtures("daten")
def test_who_only_looks_gets_no_forms(als: Als):
    tree = parse(als("einsicht").get(EINE))
    assert [f for f in find(tree, "main//form") if f.get("method") == "post"] == []
