"""The Testat of the Rechnungsprüfung: asked for by the year, bound to the proof, by somebody who did not check."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.money import Betrag
from tests.dateien import PDF
from tests.pruefjahr import fill_unchecked
from tests.web.conftest import Als, add_person
from tests.web.formulare import abschicken, absenden
from tests.web.pruefweg import Weg
from tests.web.stadtjahr import PFAD, fill_released, proof, stated

SEITE = f"{PFAD}/testat"
TESTAT = {
    "am": "02.09.2024",
    "gegeben_von": "Beispiel Rechnungsprüferin",
    "umfang": "Zahlenmäßiger Nachweis und Bestätigungen",
    "ergebnis": "ohne_feststellungen",
}


@pytest.fixture
def jahr(session: Session) -> int:
    found = fill_released(session).id
    session.add(m.FoerderjahrParameter(foerderjahr_id=found, schluessel="testat_verlangt", ja_nein=True))
    session.commit()
    return found


def enter(als: Als, rolle: str = "finanzen", **werte: object):
    return absenden(als(rolle), SEITE, {**TESTAT, **werte}, knopf="Testat eintragen")


def test_a_year_that_asks_for_none_is_as_before(als: Als, session: Session):
    fill_released(session)
    assert "Testat der Rechnungsprüfung" not in als("geschaeftsstelle").get(f"{PFAD}/vorschau.json").text
    assert "kein Testat verlangt" in als("geschaeftsstelle").get(SEITE).text


def test_it_lacks_until_it_is_entered_and_is_printed_then(als: Als, session: Session, jahr: int):
    office = als("geschaeftsstelle")
    assert "Es fehlt noch: Testat der Rechnungsprüfung" in office.get(SEITE).text
    assert '"fehlt": "Testat der Rechnungsprüfung"' in office.get(f"{PFAD}/vorschau.json").text
    assert enter(als, datei=(io.BytesIO(PDF), "Testat.pdf")).status_code == 303
    row = session.execute(select(m.Testat)).scalar_one()
    assert len(row.nachweis_sha256) == 64
    printed = office.get(f"{PFAD}/vorschau.json").text
    assert (
        "Testat der Rechnungsprüfung vom 02.09.2024 (Beispiel Rechnungsprüferin): ohne Feststellungen"
        in printed
    )
    assert '"fehlt": "Testat' not in printed
    page = office.get(SEITE)
    assert "gilt für den Nachweis, wie er jetzt ist" in page.text
    assert "Testat.pdf" in page.text
    assert "liegt vor" in office.get(PFAD).text


def test_a_later_change_makes_it_void_and_keeps_it(als: Als, session: Session, jahr: int):
    enter(als)
    stated(session).zuwendung_lt_abrechnung = Betrag(1)
    row = proof(session, "beispiel-a")
    row.festgesetzt = row.festgesetzt - Betrag(100) if row.festgesetzt else None
    session.commit()
    page = als("geschaeftsstelle").get(SEITE)
    assert "ungültig: Der Nachweis hat sich danach geändert" in page.text
    assert "das vom 02.09.2024 gilt für einen früheren Stand" in page.text
    assert len(session.execute(select(m.Testat)).all()) == 1


def test_it_is_taken_back_with_a_reason_and_stays(als: Als, session: Session, jahr: int):
    enter(als)
    key = session.execute(select(m.Testat.id)).scalar_one()
    silent = absenden(als("finanzen"), SEITE, {"grund": " "}, pfad=f"/{key}/zuruecknehmen")
    assert silent.status_code == 422
    done = absenden(als("finanzen"), SEITE, {"grund": "Falsches Jahr."}, pfad=f"/{key}/zuruecknehmen")
    assert done.status_code == 303
    page = als("finanzen").get(SEITE)
    assert "zurückgenommen am 16.09.2024 von Beispiel finanzen: Falsches Jahr." in page.text
    assert "Es fehlt noch: Testat der Rechnungsprüfung" in page.text


def test_two_enter_or_take_back_one_and_the_second_is_told(als: Als, session: Session, jahr: int):
    finance = als("finanzen")
    before = finance.get(SEITE)
    enter(als)
    late = abschicken(finance, before, SEITE, TESTAT, knopf="Testat eintragen")
    assert late.status_code == 409
    assert "schon ein Testat eingetragen" in late.text
    key = session.execute(select(m.Testat.id)).scalar_one()
    way = f"/{key}/zuruecknehmen"
    standing = finance.get(SEITE)
    assert absenden(finance, SEITE, {"grund": "Falsches Jahr."}, pfad=way).status_code == 303
    twice = abschicken(finance, standing, SEITE, {"grund": "Falsch."}, pfad=way)
    assert twice.status_code == 409
    assert "ist schon zurückgenommen" in twice.text


def test_what_was_typed_speaks_of_the_proof_that_was_shown(als: Als, session: Session, jahr: int):
    finance = als("finanzen")
    before = finance.get(SEITE)
    row = proof(session, "beispiel-a")
    row.festgesetzt = row.festgesetzt - Betrag(100) if row.festgesetzt else None
    session.commit()
    # A mistake of the typing first: it must not make the changed proof the one that is attested.
    wrong = abschicken(finance, before, SEITE, {**TESTAT, "am": "morgen"}, knopf="Testat eintragen")
    assert wrong.status_code == 422
    mended = abschicken(finance, wrong, SEITE, TESTAT, knopf="Testat eintragen")
    assert mended.status_code == 409
    assert "hat sich geändert" in mended.text
    assert session.execute(select(m.Testat)).all() == []


def test_a_refused_testat_does_not_let_the_proof_go(als: Als, jahr: int):
    assert enter(als, ergebnis="versagt").status_code == 422
    assert enter(als, ergebnis="versagt", text="Belege fehlen.").status_code == 303
    assert "am 02.09.2024 versagt" in als("finanzen").get(SEITE).text


@pytest.mark.parametrize(
    ("feld", "wert", "sentence"),
    [
        ("am", "", "Tag des Testats"),
        ("am", "17.09.2024", "in der Zukunft"),
        ("gegeben_von", " ", "wer das Testat gibt"),
        ("umfang", "", "was geprüft wurde"),
        ("ergebnis", "", "wählen Sie das Ergebnis"),
        ("ergebnis", "mit_feststellungen", "was festgestellt wurde"),
    ],
)
def test_what_is_missing_is_said(als: Als, session: Session, jahr: int, feld: str, wert: str, sentence: str):
    answer = enter(als, **{feld: wert})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert session.execute(select(m.Testat)).all() == []


def test_nobody_attests_what_they_checked(als: Als, session: Session):
    fill_unchecked(session)
    session.commit()
    weg = Weg(als, session, "beispiel-a")
    weg.begin()
    weg.answer_all()
    weg.note()
    weg.sign()
    own = enter(als, "finanzen")
    assert own.status_code == 422
    assert "jemand ein, der daran nicht beteiligt war" in own.text
    named = enter(als, "finanzen2", gegeben_von="beispiel  FINANZEN")
    assert named.status_code == 422
    assert "Diese Person hat in diesem Jahr Nachweise geprüft" in named.text
    # Another row of the same person is the same person.
    second, first = (add_person(session, key) for key in ("finanzen2", "finanzen"))
    second.zusammengefuehrt_mit_id = first.id
    session.commit()
    assert enter(als, "finanzen2").status_code == 422
    assert session.execute(select(m.Testat)).all() == []
    assert enter(als, "geschaeftsstelle2").status_code == 303


def test_a_proof_that_changed_under_the_form_is_not_attested(als: Als, session: Session, jahr: int):
    client = als("finanzen")
    old = client.get(SEITE)
    row = proof(session, "beispiel-a")
    row.festgesetzt = row.festgesetzt - Betrag(100) if row.festgesetzt else None
    session.commit()
    answer = abschicken(client, old, SEITE, TESTAT, knopf="Testat eintragen")
    assert answer.status_code == 409
    assert "Es wurde nichts eingetragen" in answer.text
    assert session.execute(select(m.Testat)).all() == []
