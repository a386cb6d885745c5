"""Maßnahmen und Beträge: a block from Excel, and two people at a time."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.imports.massnahmenliste import read_massnahmenliste
from grants.services.massnahmenliste import import_liste
from grants.services.personen import acting
from tests.web.conftest import Als
from tests.web.seiten import by_id, find, parse, words
from tests.web.tabelle import SEITE, add_two_years, amounts, cell, events, send, text


@pytest.fixture
def jahr(session: Session) -> m.Foerderjahr:
    return add_two_years(session)


# -- the block from Excel ------------------------------------------------------------------------------------

BLOCK = "Maßnahme\tBetrag\r\nBabylotsen\t110,00\r\nEBIKA\t45,00\r\nGanz Neues\t5,00\r\nSumme\t160,00\r\n"


def test_a_block_is_shown_first_then_taken_into_the_form_then_saved(client, session, jahr):
    seen = send(client, "block", block=BLOCK)
    shown = words(by_id(parse(seen), "vorschau"))
    assert "Von 4 Zeilen sind 2 erkannt" in shown
    assert "nicht im Register" in shown
    assert amounts(session)["babylotsen"] == "100.00"
    taken = send(client, "uebernehmen", seen, block_neu="3", block_summe="1")
    assert cell(taken, "zeile-0-betrag") == "110,00"
    assert cell(taken, "genannt") == "160,00"
    assert amounts(session)["babylotsen"] == "100.00"
    assert send(client, "speichern", taken).status_code == 303
    found = amounts(session)
    assert {key: found[key] for key in ("babylotsen", "ebika", "ganz-neues")} == {
        "babylotsen": "110.00",
        "ebika": "45.00",
        "ganz-neues": "5.00",
    }


def test_what_the_register_does_not_know_is_left_out_unless_it_is_ticked(client, session, jahr):
    taken = send(client, "uebernehmen", block=BLOCK)
    assert "Ganz Neues" not in text(taken)
    assert cell(taken, "genannt") == "600,00"


def test_several_columns_of_amounts_are_a_question(client, session, jahr):
    block = "Babylotsen\t90,00\t110,00"
    asked = send(client, "block", block=block)
    assert "Mehrere Spalten enthalten Beträge" in text(asked)
    assert find(parse(asked), "main//section[@id='vorschau']") == []
    taken = send(client, "uebernehmen", asked, block_spalte="2")
    assert cell(taken, "zeile-0-betrag") == "110,00"


@pytest.mark.parametrize("block", ["", "nur Text ohne Zahl"])
def test_a_block_without_names_and_amounts_says_what_to_copy(client, session, jahr, block):
    answer = send(client, "block", block=block)
    assert words(by_id(parse(answer), "block-fehler"))


# -- two at a time -------------------------------------------------------------------------------------------


def test_a_colleagues_amount_stands_beside_ones_own_with_a_choice(client, als: Als, session, jahr):
    mine = client.get(SEITE)
    send(als("geschaeftsstelle2"), "speichern", zeile__0__betrag="120,00", zeile__1__betrag="220,00")
    answer = send(client, "speichern", mine, zeile__0__betrag="110,00", zeile__2__betrag="310,00")
    assert answer.status_code == 409
    tree = parse(answer)
    shown = words(by_id(tree, "streit"))
    assert "Beispiel geschaeftsstelle2" in shown
    assert "Babylotsen, Betrag Ihre Eingabe 110,00 € Jetzt gespeichert 120,00 €" in shown
    # Mine is kept in the form, theirs in the database.
    assert cell(answer, "zeile-0-betrag") == "110,00"
    assert amounts(session)["babylotsen"] == "120.00"
    # Without a choice nothing is saved.
    unchosen = send(client, "speichern", answer)
    assert unchosen.status_code == 422
    assert "Bitte wählen Sie, was gelten soll." in text(unchosen)
    assert len(events(session)) == 1
    chosen = send(client, "speichern", unchosen, **{"wahl-0": "meine"})
    assert chosen.status_code == 303
    # Where only the colleague was, theirs stays by itself; what nobody else touched is mine.
    assert amounts(session) == {"babylotsen": "110.00", "elterntalk": "220.00", "sprachförderung": "310.00"}


def test_the_stored_value_can_be_taken_too(client, als: Als, session, jahr):
    mine = client.get(SEITE)
    send(als("geschaeftsstelle2"), "speichern", zeile__0__betrag="120,00")
    answer = send(client, "speichern", mine, zeile__0__betrag="110,00")
    assert send(client, "speichern", answer, **{"wahl-0": "jetzt"}).status_code == 303
    assert amounts(session)["babylotsen"] == "120.00"


def test_the_choice_stays_on_the_page_while_somebody_computes(client, als: Als, session, jahr):
    mine = client.get(SEITE)
    send(als("geschaeftsstelle2"), "speichern", zeile__0__betrag="120,00")
    answer = send(client, "speichern", mine, zeile__0__betrag="110,00")
    computed = send(client, "rechnen", answer, **{"wahl-0": "meine"})
    assert "Jetzt gespeichert 120,00 €" in words(by_id(parse(computed), "streit"))
    assert send(client, "speichern", computed).status_code == 303
    assert amounts(session)["babylotsen"] == "110.00"


def test_an_import_under_the_open_table_is_told_with_the_rows_that_came(client, session, jahr, tmp_path):
    mine = client.get(SEITE)
    file = tmp_path / "liste.csv"
    file.write_text(
        "Jahr;Maßnahme;Träger;Betrag\n2024;Babylotsen;;150,00\n2024;Ganz Neues;;7,00\n", encoding="utf-8"
    )
    listen = read_massnahmenliste(file, jahr=None, zahlen=None)
    import_liste(session, listen, person=acting(session, None))
    session.commit()
    answer = send(client, "speichern", mine, zeile__0__betrag="110,00")
    assert answer.status_code == 409
    assert "„Ganz Neues“ ist in der Tabelle dazugekommen." in text(answer)
    assert cell(answer, "zeile-3-betrag") == "7,00"
    # The source of the total changed too; there the stored one is chosen already.
    open_ones = [n for n in range(4) if cell(answer, f"wahlstreit-{n}") == "1"]
    saved = send(client, "speichern", answer, **{f"wahl-{open_ones[0]}": "meine"})
    assert (len(open_ones), saved.status_code) == (1, 303)
    assert {"babylotsen": "110.00", "ganz-neues": "7.00"}.items() <= amounts(session).items()


def test_a_page_without_the_state_it_was_made_from_overwrites_nothing(client, session, jahr):
    answer = send(client, "speichern", gezeigt="Unsinn", zeile__0__betrag="110,00")
    assert answer.status_code == 409
    assert amounts(session)["babylotsen"] == "100.00"


def test_a_double_click_saves_once(client, session, jahr):
    page = client.get(SEITE)
    first = send(client, "speichern", page, neu_name="Neues Angebot", neu_betrag="50,00")
    second = send(client, "speichern", page, neu_name="Neues Angebot", neu_betrag="50,00")
    assert (first.status_code, second.status_code) == (303, 303)
    assert (
        session.scalar(
            select(func.count()).select_from(m.Massnahme).where(m.Massnahme.name == "Neues Angebot")
        )
        == 1
    )
    assert len(events(session)) == 1
