"""Maßnahmen und Beträge: the table as a form, without a script in the browser."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import TraegerArt
from grants.domain.importergebnis import Importergebnis
from grants.domain.money import euro
from grants.imports.massnahmenliste import read_massnahmenliste
from grants.services.massnahmenliste import import_liste
from grants.services.personen import acting
from tests.web.conftest import Als
from tests.web.daten import add_jahr, add_stelle
from tests.web.formulare import absenden, felder, formular
from tests.web.seiten import by_id, find, has_class, parse, words
from tests.web.tabelle import SEITE, add_two_years, amounts, cell, events, refused, send, text
from tests.web.test_routes import count


@pytest.fixture
def jahr(session: Session) -> m.Foerderjahr:
    return add_two_years(session)


# -- main act ------------------------------------------------------------------------------------------------


def test_a_changed_amount_is_saved_with_an_ereignis_and_said(client, session, jahr):
    answer = send(client, "speichern", zeile__0__betrag="110,50")
    assert (answer.status_code, answer.location) == (303, SEITE)
    assert amounts(session)["babylotsen"] == "110.50"
    assert events(session)[0]["betraege"] == [{"massnahme": "babylotsen", "alt": "100.00", "neu": "110.50"}]
    after = client.get(SEITE)
    assert "Gespeichert." in text(after)
    assert "Zuletzt bearbeitet am" in text(after)
    assert cell(after, "zeile-0-betrag") == "110,50"


def test_the_page_shows_last_year_the_change_and_both_differences(client, session, jahr):
    page = client.get(SEITE)
    row = words(has_class(parse(page), "rasterzeile")[0])
    assert "90,00 €" in row
    assert "+10,00 €" in row
    assert "+11,11 v. H." in row
    assert "Die Beträge ergeben genau die angegebene Antragssumme." in text(page)
    assert "Die zugeteilten Mittel sind noch nicht eingetragen." in text(page)


def test_computing_saves_nothing_and_says_the_difference_in_words(client, session, jahr):
    answer = send(client, "rechnen", zeile__0__betrag="150,00")
    assert answer.status_code == 200
    assert "Die Beträge ergeben 50,00 € mehr als die angegebene Antragssumme." in text(answer)
    assert "650,00 €" in text(answer)
    assert "ungespeichert" in words(has_class(parse(answer), "rasterzeile")[0])
    assert cell(answer, "zeile-0-betrag") == "150,00"
    assert amounts(session)["babylotsen"] == "100.00"
    # The page that computed can still be saved.
    assert send(client, "speichern", answer).status_code == 303
    assert amounts(session)["babylotsen"] == "150.00"


def test_enter_in_a_field_presses_the_button_that_saves_nothing(client, session, jahr):
    form = formular(parse(client.get(SEITE)), pfad="/betraege")
    buttons = [b for b in find(form, "button") if b.get("type") == "submit"]
    assert (buttons[0].get("name"), buttons[0].get("value")) == ("tat", "rechnen")


def test_the_rules_answer_for_the_table_as_it_stands_without_the_page_around_it(client, session, jahr):
    data = felder(formular(parse(client.get(SEITE)), pfad="/betraege"))
    data.setlist("zeile-0-betrag", ["140,00"])
    answer = client.post(SEITE, data={**data, "tat": "rechnen"}, headers={"X-Teil": "pruefung"})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert events(session) == []


# -- wrong entries -------------------------------------------------------------------------------------------


def test_a_wrong_amount_is_told_at_its_cell_and_everything_typed_is_kept(client, session, jahr):
    answer = send(
        client,
        "speichern",
        zeile__0__betrag="1234.56",
        zeile__1__betrag="210,00",
        genannt="700,00",
        quelle="Brief",
    )
    assert answer.status_code == 422
    tree = parse(answer)
    field = by_id(tree, "zeile-0-betrag")
    assert field.get("aria-invalid") == "true"
    assert "kein eindeutiger Betrag" in words(by_id(tree, field.get("aria-describedby")))
    assert [a.get("href") for a in find(by_id(tree, "fehlerliste"), "a")] == ["#zeile-0-betrag"]
    values = {name: cell(answer, name) for name in ("zeile-0-betrag", "zeile-1-betrag", "genannt", "quelle")}
    assert values == {
        "zeile-0-betrag": "1234.56",
        "zeile-1-betrag": "210,00",
        "genannt": "700,00",
        "quelle": "Brief",
    }
    assert amounts(session) == {"babylotsen": "100.00", "elterntalk": "200.00", "sprachförderung": "300.00"}


def test_every_wrong_cell_is_told_not_only_the_first(client, session, jahr):
    answer = send(client, "speichern", zeile__0__betrag="x", zeile__1__betrag="y", quelle_stand="gestern")
    assert answer.status_code == 422
    links = [a.get("href") for a in find(by_id(parse(answer), "fehlerliste"), "a")]
    assert links == ["#zeile-0-betrag", "#zeile-1-betrag", "#quelle_stand"]


def test_what_a_rule_refuses_is_told_at_its_cell_too(client, session, jahr):
    answer = send(client, "speichern", zeile__0__betrag="0,00", zeile__1__land="nein")
    assert answer.status_code == 422
    tree = parse(answer)
    assert "größer als 0,00" in words(by_id(tree, "zeile-0-betrag-fehler"))
    assert "Bei „nein“" in words(by_id(tree, "zeile-1-land-fehler"))
    assert events(session) == []


# -- rows ----------------------------------------------------------------------------------------------------


def test_a_massnahme_is_added_first_to_the_form_and_saved_with_it(client, session, jahr):
    answer = send(client, "dazu", neu_name="Neues Angebot", neu_betrag="50,00", neu_traeger="2024-0")
    assert answer.status_code == 200
    assert cell(answer, "zeile-3-name") == "Neues Angebot"
    assert cell(answer, "neu_name") == ""
    assert "neues-angebot" not in amounts(session)
    assert send(client, "speichern", answer).status_code == 303
    assert amounts(session)["neues-angebot"] == "50.00"
    assert events(session)[0]["aufgenommen"][0]["traeger"] == "2024-0"


def test_one_that_was_typed_and_not_added_yet_is_saved_too(client, session, jahr):
    assert send(client, "speichern", neu_name="Neues Angebot", neu_betrag="50,00").status_code == 303
    assert amounts(session)["neues-angebot"] == "50.00"


def test_last_years_massnahme_is_taken_in_with_a_click(client, session, jahr):
    assert "EBIKA" in words(has_class(parse(client.get(SEITE)), "nicht-mehr")[0])
    answer = send(client, "aufnehmen-ebika")
    assert "aus dem Register" in words(has_class(parse(answer), "rasterzeile")[3])
    assert has_class(parse(answer), "nicht-mehr") == []
    send(client, "speichern", answer, zeile__3__betrag="45,00")
    assert amounts(session)["ebika"] == "45.00"


@pytest.mark.parametrize(
    ("name", "word"), [("", "nennen"), ("babylotsen", "steht schon"), ("Baby-Lotsen", "steht schon")]
)
def test_a_row_that_cannot_be_added_says_why(client, session, jahr, name, word):
    answer = send(client, "dazu", neu_name=name)
    assert word in words(by_id(parse(answer), "neu_name-fehler"))


def test_a_row_is_taken_out_back_in_and_out_for_good(client, session, jahr):
    out = send(client, "weg-1")
    assert "wird herausgenommen" in words(has_class(parse(out), "rasterzeile")[1])
    assert "Summe 130,00 € 400,00 €" in text(out)
    back = send(client, "zurueck-1", out)
    assert "wird herausgenommen" not in text(back)
    assert amounts(session)["elterntalk"] == "200.00"
    assert send(client, "speichern", out).status_code == 303
    assert "elterntalk" not in amounts(session)
    assert events(session)[0]["herausgenommen"] == ["elterntalk"]


def test_rows_change_places_and_the_order_is_saved(client, session, jahr):
    answer = send(client, "hoch-2")
    answer = send(client, "hoch-2", answer)
    names = [words(each) for each in has_class(parse(answer), "zeile__name")]
    assert names == ["Sprachförderung", "Babylotsen", "Elterntalk"]
    send(client, "speichern", answer)
    assert list(amounts(session)) == ["sprachförderung", "babylotsen", "elterntalk"]


# -- shares --------------------------------------------------------------------------------------------------


@pytest.fixture
def geteilt(session: Session, jahr: m.Foerderjahr) -> None:
    """Let two recipients share Babylotsen."""
    row = session.scalars(
        select(m.Jahresmassnahme)
        .join(m.Massnahme)
        .where(m.Massnahme.kennung == "babylotsen", m.Jahresmassnahme.foerderjahr_id == jahr.id)
    ).one()
    row.empfaengeranteile[0].anteil = euro("60.00")
    other = m.Traeger(kuerzel="zweiter", name="Beispielträger Zwei", art=TraegerArt.FREIER_TRAEGER)
    session.add(other)
    session.flush()
    session.add(
        m.Empfaengeranteil(
            jahresmassnahme_id=row.id, traeger_id=other.id, reihenfolge=9, anteil=euro("40.00")
        )
    )
    session.commit()


def test_shares_stand_below_their_amount_and_add_up_to_it(client, session, geteilt):
    wrong = send(client, "speichern", zeile__0__betrag="110,00")
    assert wrong.status_code == 422
    assert "Die Anteile ergeben 100,00 €" in words(by_id(parse(wrong), "zeile-0-anteil-1-fehler"))
    fitted = send(client, "verteilen-0", wrong)
    assert [cell(fitted, f"zeile-0-anteil-{place}") for place in (0, 1)] == ["66,00", "44,00"]
    assert send(client, "speichern", fitted).status_code == 303
    assert events(session)[0]["anteile"][1]["neu"] == "44.00"


def test_a_recipient_is_added_and_taken_out_on_its_own_page(client, session, jahr):
    page = f"{SEITE}/babylotsen/empfaenger"
    added = absenden(client, page, {"traeger": "2024-1", "anteil": "30,00"}, knopf="Hinzufügen")
    assert (added.status_code, added.location) == (303, page)
    assert "Anteil 30,00 €" in text(client.get(page))
    assert len(events(session, "empfaenger_aufgenommen")) == 1
    gone = absenden(client, page, pfad="/2024-1/herausnehmen")
    assert gone.status_code == 303
    assert "Beispielträger 1" not in words(has_class(parse(client.get(page)), "empfaengerliste")[0])
    assert len(events(session, "empfaenger_herausgenommen")) == 1


def test_a_recipient_without_a_choice_or_with_a_wrong_share_is_refused(client, session, jahr):
    page = f"{SEITE}/babylotsen/empfaenger"
    assert absenden(client, page, {"traeger": ""}, knopf="Hinzufügen").status_code == 422
    answer = absenden(client, page, {"traeger": "2024-1", "anteil": "1.5"}, knopf="Hinzufügen")
    assert answer.status_code == 422
    assert "kein eindeutiger Betrag" in text(answer)
    assert client.get(f"{SEITE}/gibt-es-nicht/empfaenger").status_code == 404


# -- what was sent, what is closed, who may ------------------------------------------------------------------


def test_a_sent_antrag_says_before_saving_that_a_version_is_made(client, session, jahr):
    antrag = session.scalars(select(m.Antrag).where(m.Antrag.foerderjahr_id == jahr.id)).one()
    antrag.versandt_am = date(2024, 3, 1)
    session.commit()
    page = client.get(SEITE)
    assert "Version 1 des Antrags ist am 01.03.2024 versandt." in text(page)
    assert "entsteht beim Speichern Version 2" in text(page)
    send(client, "speichern", page, zeile__0__betrag="110,00")
    assert "Die geänderten Beträge stehen als Version 2." in text(client.get(SEITE))
    versions = session.scalars(select(m.Antrag.version).where(m.Antrag.foerderjahr_id == jahr.id)).all()
    assert sorted(versions) == [1, 2]


@pytest.mark.parametrize("rolle", ["einsicht", "finanzen"])
def test_who_only_looks_sees_the_figures_and_no_form(als: Als, session, jahr, rolle):
    page = als(rolle).get(SEITE)
    assert page.status_code == 200
    assert "600,00 €" in text(page)
    assert [f for f in find(parse(page), "main//form") if f.get("method") == "post"] == []
    assert refused(als(rolle), SEITE)


@pytest.mark.parametrize("rolle", ["traeger", "konten"])
def test_others_do_not_see_the_table(als: Als, session, jahr, rolle):
    assert als(rolle).get(SEITE).status_code == 403


def test_an_empty_year_says_what_to_do(client, session):
    add_stelle(session)
    add_jahr(session, 2024, {}, genannt="600.00")
    session.commit()
    assert "Noch keine Maßnahme." in text(client.get(SEITE))


def test_the_number_of_statements_does_not_grow_with_the_rows(client, session):
    add_stelle(session)
    for jahr in (2023, 2024):
        add_jahr(session, jahr, {f"Maßnahme {i}": "100.00" for i in range(3)})
    session.commit()
    few = count(client, session, SEITE)
    for jahr in (2033, 2034):
        add_jahr(session, jahr, {f"Maßnahme {i}": "100.00" for i in range(40)})
    session.commit()
    assert count(client, session, SEITE.replace("2024", "2034")) == few


# -- files ---------------------------------------------------------------------------------------------------


def read_again(session: Session, file: Path) -> Importergebnis:
    return import_liste(
        session, read_massnahmenliste(file, jahr=None, zahlen=None), person=acting(session, None)
    )


def test_the_exported_list_reads_back_without_a_change(client, session, tmp_path):
    add_stelle(session)
    first = tmp_path / "erste.csv"
    first.write_text(
        "Jahr;Maßnahme;Träger;Betrag\n2024;Babylotsen;Bunter Kreis;86.600,00\n"
        "2024;Stadtteilarbeit;IFAK=9330;Ronahi=6220;15.550,00\n2024;Gesamt;;102.100,00\n".replace(
            "IFAK=9330;Ronahi=6220", '"IFAK=9330;Ronahi=6220"'
        ),
        encoding="utf-8",
    )
    read_again(session, first)
    session.commit()
    for endung in ("csv", "xlsx"):
        answer = client.get(f"{SEITE}.{endung}")
        assert answer.headers["Content-Disposition"].endswith(f"massnahmen-und-betraege-2024.{endung}")
        file = tmp_path / f"liste.{endung}"
        file.write_bytes(answer.data)
        done = read_again(session, file)
        assert (done.uebernommen, done.unveraendert) == (0, 2)
        assert [(str(s.genannt), str(s.gerechnet)) for s in done.summen] == [("102100.00", "102150.00")]


def test_a_name_that_looks_like_a_formula_stays_text(client, session, jahr):
    session.scalars(select(m.Massnahme).where(m.Massnahme.kennung == "babylotsen")).one().name = "=1+1"
    session.commit()
    sheet = load_workbook(BytesIO(client.get(f"{SEITE}.xlsx").data)).worksheets[0]
    assert [c.data_type for row in sheet for c in row if c.value == "=1+1"] == ["s"]
    assert "'=1+1" in client.get(f"{SEITE}.csv").text


def test_a_row_that_somebody_made_up_is_refused_and_the_real_one_keeps_its_amount(client, session, jahr):
    answer = send(client, "speichern", zeile__0__kennung="gibt-es-nicht", zeile__1__betrag="210,00")
    assert answer.status_code == 422
    assert "steht nicht mehr im Register" in text(answer)
    assert amounts(session) == {"babylotsen": "100.00", "elterntalk": "200.00", "sprachförderung": "300.00"}
