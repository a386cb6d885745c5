"""Prüfung der Summen: every rule with its figures and the way to mend it, filtered, printed, taken away as a file."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

import grants.domain.pruefregeln
from grants import models as m
from grants.blueprints.pruefung_ziele import ZIELE, mend
from grants.domain.befunde import TITEL
from grants.domain.money import Betrag
from grants.domain.pruefregeln import REGISTER, Bezug
from grants.queries.pruefung import KOPF
from tests.web.conftest import Als
from tests.web.daten import add_jahr, add_stelle, fill
from tests.web.seiten import by_id, find, has_class, parse, words
from tests.web.test_routes import count

SEITE = "/foerderjahre/kinderstark/2024/pruefung"


@pytest.fixture
def jahre(session: Session) -> None:
    fill(session)


def main(answer) -> str:
    return words(find(parse(answer), "main")[0]).replace("\u00a0", " ")


def regeln(answer) -> set[str]:
    """Return the codes that stand on the page."""
    return set(re.findall(r'id="regel-([a-z_]+)"', answer.text))


# -- the page --------------------------------------------------------------------------------------------------


def test_every_rule_stands_there_once_with_its_sentence_and_source(client: FlaskClient, jahre):
    answer = client.get(SEITE)
    assert answer.status_code == 200
    assert regeln(answer) == set(REGISTER)
    said = main(answer)
    for one in REGISTER.values():
        assert one.satz in said
        assert one.quelle in said


def test_a_difference_is_shown_with_both_figures_share_cause_and_the_way_to_mend_it(
    client: FlaskClient, jahre
):
    tree = parse(client.get(SEITE))
    rule = by_id(tree, "regel-summe_antrag")
    said = words(rule).replace("\u00a0", " ")
    for text in ("erwartet398.400,00 €", "gefunden398.450,00 €", "+50,00 € (+0,01 v. H.)"):
        assert text in said
    assert "Mögliche Ursache: Nur eine Zeile ist nicht auf volle 100 € gerundet" in said
    assert "/foerderjahre/kinderstark/2024/betraege" in [a.get("href") for a in find(rule, "a")]


@pytest.mark.parametrize(
    ("query", "there", "not_there"),
    [
        ("?zeige=fehler", {"summe_antrag"}, {"kontingent", "verbleib"}),
        ("?zeige=hinweise", {"kontingent"}, {"summe_antrag", "verbleib"}),
        ("?zeige=erfunden", {"summe_antrag", "kontingent", "verbleib"}, set()),
        ("?massnahme=elterntalk", {"plan_ausgeglichen"}, {"summe_antrag", "kontingent"}),
    ],
)
def test_the_filter_shows_what_it_says(client: FlaskClient, jahre, query, there, not_there):
    found = regeln(client.get(SEITE + query))
    assert there <= found
    assert not (not_there & found)


def test_the_counts_stay_those_of_the_whole_year_under_a_filter(client: FlaskClient, jahre):
    def counts(query: str) -> list[str]:
        return [words(li) for li in find(parse(client.get(SEITE + query)), "ul[@class='zaehlung']/li")]

    assert counts("?zeige=hinweise") == counts("")


def test_an_unknown_massnahme_is_told(client: FlaskClient, jahre):
    assert client.get(SEITE + "?massnahme=gibt-es-nicht").status_code == 404


def test_the_day_can_be_chosen_and_a_wrong_one_is_said_at_its_field(
    client: FlaskClient, session: Session, jahre
):
    other = client.get("/foerderjahre/kinderstark/2023/pruefung?am=01.02.2023")
    assert "Stand vom 01.02.2023, nicht von heute" in main(other)
    # On that day the Bescheid was not yet in force.
    assert "summe_bescheid" not in {li.get("id") for li in has_class(parse(other), "befund--ok")}
    wrong = client.get(SEITE + "?am=31.02.2024")
    assert wrong.status_code == 422
    field = by_id(parse(wrong), "am")
    assert (field.get("value"), field.get("aria-invalid")) == ("31.02.2024", "true")
    assert "ist kein Datum" in words(by_id(parse(wrong), "am-fehler"))


def test_on_another_day_nothing_can_be_reasoned(client: FlaskClient, session: Session, jahre):
    session.execute(select(m.Bescheid)).scalar_one().betrag += Betrag(1)
    session.commit()
    path = "/foerderjahre/kinderstark/2023/pruefung"
    assert "Abweichung begründen" in main(client.get(path))
    assert "Abweichung begründen" not in main(client.get(path + "?am=01.09.2024"))


def test_a_year_in_order_says_so(client: FlaskClient, session: Session):
    add_stelle(session)
    add_jahr(session, 2024, {"Babylotsen": "1000.00"})
    session.commit()
    answer = client.get(SEITE + "?zeige=fehler")
    assert "Es gibt nichts zu berichtigen." in main(answer)


def test_the_total_of_a_draft_says_why_it_cannot_be_waived(client: FlaskClient, jahre):
    rule = by_id(parse(client.get(SEITE)), "regel-summe_antrag")
    assert "Der Antrag ist noch nicht versandt" in words(rule)
    assert "Abweichung begründen" not in words(rule)


# -- paper and file --------------------------------------------------------------------------------------------


def test_on_paper_everything_is_open_and_nothing_is_to_be_clicked_away(client: FlaskClient, jahre):
    answer = client.get(SEITE + "?druck=1")
    tree = parse(answer)
    assert find(tree, "main//details") == []
    heads = [words(th) for th in find(tree, "main//tbody//th")]
    assert len(heads) >= len(REGISTER)
    narrowed = find(parse(client.get(SEITE + "?druck=1&zeige=fehler")), "main//tbody//th")
    assert [words(th) for th in narrowed] == ["Antragssumme Abweichung"]


@pytest.mark.parametrize("query", ["", "?zeige=fehler", "?zeige=hinweise", "?massnahme=elterntalk"])
def test_the_file_holds_what_the_page_shows(client: FlaskClient, jahre, query):
    page = client.get(SEITE + query)
    [link] = [a.get("href") for a in find(parse(page), "main//a") if ".xlsx" in (a.get("href") or "")]
    answer = client.get(link)
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    start = next(i for i, row in enumerate(rows) if row[: len(KOPF)] == KOPF)
    titles = {TITEL[code] for code in regeln(page)}
    assert {row[0] for row in rows[start + 1 :]} == titles
    if query == "?zeige=fehler":
        [row] = rows[start + 1 :]
        assert [float(x) for x in row[4:7]] == [398400.0, 398450.0, 50.0]  # type: ignore[arg-type]


def test_the_csv_writes_amounts_as_people_do(client: FlaskClient, jahre):
    text = client.get("/foerderjahre/kinderstark/2024/pruefung.csv?zeige=fehler").data.decode("utf-8-sig")
    assert "398.400,00;398.450,00;50,00;0,01" in text


# -- where it is mended ----------------------------------------------------------------------------------------


def words_of_the_rules() -> set[str]:
    """Return every place that a rule names, from the source: a rule that finds nothing today names it tomorrow."""
    folder = Path(grants.domain.pruefregeln.__file__).parent
    source = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    return set(re.findall(r'(?:beheben|_BEHEBEN) ?= ?"([^"]+)"', source))


def test_every_place_that_a_rule_names_is_known():
    assert words_of_the_rules() == set(ZIELE)
    assert len(ZIELE) > 15


@pytest.mark.parametrize("wort", sorted(ZIELE))
def test_every_place_names_the_sheet_for_who_may_not_open_its_page(app: Flask, wort: str):
    ziel = ZIELE[wort]
    assert ziel.endpoint in app.view_functions
    assert ziel.blatt


@pytest.mark.parametrize("wort", sorted(ZIELE))
def test_every_place_answers_for_the_geschaeftsstelle(
    app: Flask, client: FlaskClient, session: Session, jahre, wort: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("grants.navigation.darf", lambda _: True)
    # Elterntalk is only in 2024 and has one Träger.
    statement = select(m.Traeger.kuerzel).join(m.Empfaengeranteil).join(m.Jahresmassnahme).join(m.Massnahme)
    kuerzel = session.execute(statement.where(m.Massnahme.kennung == "elterntalk")).scalar_one()
    for code in ("summe_bescheid", "massnahmebeginn"):
        with app.test_request_context():
            ort = mend("kinderstark", 2024, code=code, beheben=wort, bezug=Bezug("elterntalk", kuerzel))
        assert ort is not None
        assert client.get(ort.url).status_code == 200, ort


def test_who_may_not_mend_reads_where_it_is_done(als: Als, session: Session, jahre):
    session.execute(select(m.Bescheid)).scalar_one().betrag += Betrag(1)
    session.commit()
    client = als("einsicht")
    answer = client.get(SEITE)
    assert answer.status_code == 200
    links = [a.get("href") for a in find(parse(answer), "main//a")]
    assert not any("einlesen" in (href or "") for href in links)
    for href in links:
        assert client.get(href).status_code == 200, href


# -- cost ------------------------------------------------------------------------------------------------------


def test_the_number_of_statements_does_not_grow_with_massnahmen_or_waivers(
    client: FlaskClient, session: Session
):
    add_stelle(session)
    add_jahr(session, 2024, {f"Maßnahme {i}": "100.00" for i in range(3)}, bescheid=True)
    session.commit()
    few = count(client, session, SEITE)
    year = add_jahr(session, 2034, {f"Maßnahme {i}": "100.00" for i in range(40)}, bescheid=True)
    person = m.Person(name="Beispiel", email="beispiel@stadt.example")
    session.add(person)
    session.flush()
    for i in range(10):
        session.add(
            m.ZugelasseneAbweichung(
                foerderjahr_id=year.id,
                code="verbleib",
                differenz=Betrag(i + 1),
                grund="Beispiel",
                begruendet_von_id=person.id,
                begruendet_am=year.beschieden_am,
            )
        )
    session.commit()
    assert count(client, session, SEITE.replace("2024", "2034")) <= few
    assert few < 60
