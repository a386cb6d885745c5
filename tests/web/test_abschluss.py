"""Abschluss: only when everything holds, then read only for every service, opened again by two Persons alone."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.config import BEISPIEL
from grants.domain.begriffe import FoerderjahrStatus
from grants.domain.money import euro
from grants.imports.jahresmappe import read_jahresmappe
from grants.services.jahresmappe import import_mappe
from grants.services.personen import acting
from tests.web.conftest import Als, add_person
from tests.web.formulare import absenden
from tests.web.seiten import parse, words

SEITE = "/foerderjahre/kinderstark/2023/abschluss"
ERGEBNIS = f"{SEITE}/ergebnis-des-landes"
VOM_LAND = {
    "vom": "02.09.2024",
    "aktenzeichen": "Beispiel 51",
    "anerkannt": "359.438,60",
    "forderung": "3.261,40",
}


def year(session: Session) -> m.Foerderjahr:
    session.expire_all()
    return session.execute(select(m.Foerderjahr).where(m.Foerderjahr.jahr == 2023)).scalar_one()


@pytest.fixture
def jahr(session: Session) -> m.Foerderjahr:
    mappe = read_jahresmappe(BEISPIEL / "jahr-2023.xlsx")
    import_mappe(session, mappe, datei="jahr-2023.xlsx", sha256="ab" * 32, person=acting(session, None))
    session.commit()
    return year(session)


@pytest.fixture
def zu(session: Session, jahr: m.Foerderjahr) -> m.Foerderjahr:
    """The year, closed."""
    jahr.status, jahr.abgeschlossen_am = FoerderjahrStatus.ABGESCHLOSSEN, date(2024, 9, 10)
    session.commit()
    return jahr


@pytest.fixture
def client(als: Als) -> FlaskClient:
    """Logged in as Finanzprüfung."""
    return als("finanzen")


def text(client: FlaskClient) -> str:
    return words(parse(client.get(SEITE)))


def test_the_example_year_is_closed_once_the_land_has_decided(client: FlaskClient, session: Session, jahr):
    assert "fehlt noch Das Ergebnis des Landes ist noch nicht eingetragen" in text(client)
    assert "abschließen</span>" not in client.get(SEITE).text
    assert absenden(client, ERGEBNIS, VOM_LAND).status_code == 303
    # What Träger still owe may be open; the page says that paying it later needs two Persons.
    assert "Träger schulden noch 144,00 €" in text(client)
    assert absenden(client, SEITE, knopf="abschließen").status_code == 303
    closed = year(session)
    assert (closed.status, closed.abgeschlossen_am) == (FoerderjahrStatus.ABGESCHLOSSEN, date(2024, 9, 16))
    assert "nichts lässt sich mehr ändern" in text(client)


def test_a_rule_that_blocks_keeps_the_year_open(client: FlaskClient, session: Session, jahr):
    # 100,00 more is demanded than anybody can account for.
    assert absenden(client, ERGEBNIS, VOM_LAND | {"forderung": "3.361,40"}).status_code == 303
    assert "Verbleib der Landesmittel" in text(client)
    page = client.get(SEITE)
    assert "abschließen</span>" not in page.text
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post(SEITE, data={"csrf_token": token})
    assert answer.status_code == 422
    assert "Verbleib der Landesmittel:" in answer.text
    assert year(session).status is FoerderjahrStatus.NACHGEWIESEN


def test_what_the_land_found_is_checked_corrected_and_told(client: FlaskClient, session: Session, jahr):
    assert absenden(client, ERGEBNIS, VOM_LAND | {"vom": "01.01.2030"}).status_code == 422
    assert absenden(client, ERGEBNIS, VOM_LAND | {"anerkannt": "-1,00"}).status_code == 422
    absenden(client, ERGEBNIS, VOM_LAND)
    stale = absenden(client, ERGEBNIS, VOM_LAND | {"aenderungsstand": "0"})
    assert "jemand anderes" in stale.text
    assert absenden(client, ERGEBNIS, {"forderung": "0,00"}).status_code == 303
    row = session.execute(select(m.PruefergebnisLand)).scalar_one()
    session.refresh(row)
    assert row.forderung == euro("0.00")
    own = session.execute(select(m.NachweisStadt)).scalar_one()
    session.refresh(own)
    assert own.rueckforderung_land == euro("0.00")


def test_a_closed_year_refuses_a_payment_and_keeps_what_was_typed(client: FlaskClient, session: Session, zu):
    address = "/foerderjahre/kinderstark/2023/zahlungen/neu/land"
    typed = {"art": "mittelabruf", "betrag": "1,00", "datum": "01.09.2024", "herkunft": "land"}
    before = len(session.scalars(select(m.Zahlung.id)).all())
    answer = absenden(client, address, typed)
    assert answer.status_code == 422
    assert "abgeschlossen und lässt sich nur noch lesen" in answer.text
    assert 'value="1,00"' in answer.text
    assert len(session.scalars(select(m.Zahlung.id)).all()) == before
    assert "nur noch lesen" in absenden(client, ERGEBNIS, VOM_LAND).text


def test_a_closed_year_is_opened_again_by_two_persons_and_never_by_one(als: Als, session: Session, zu):
    first, second = als("finanzen"), als("geschaeftsstelle")
    assert absenden(first, SEITE, {"grund": ""}, pfad="/oeffnen").status_code == 422
    assert (
        absenden(first, SEITE, {"grund": "Beleg A-7 fehlt im Nachweis."}, pfad="/oeffnen").status_code == 303
    )
    [asked] = session.scalars(select(m.Jahresoeffnung)).all()
    # Not by who asked, neither on the page nor by its address, and not by the same Person under another row.
    assert "Zustimmen" not in first.get(SEITE).text
    own = post(first, f"{SEITE}/oeffnen/{asked.id}/zustimmen")
    assert own.status_code == 422
    assert "zwei verschiedene Personen" in own.text
    one, other = add_person(session, "finanzen"), add_person(session, "finanzen2")
    other.zusammengefuehrt_mit_id = one.id
    session.commit()
    joined = als("finanzen2")
    assert "Zustimmen" not in joined.get(SEITE).text
    assert post(joined, f"{SEITE}/oeffnen/{asked.id}/zustimmen").status_code == 422
    assert year(session).status is FoerderjahrStatus.ABGESCHLOSSEN
    assert absenden(second, SEITE, pfad="/zustimmen").status_code == 303
    opened = year(session)
    assert (opened.status, opened.abgeschlossen_am) == (FoerderjahrStatus.NACHGEWIESEN, None)
    assert "Beleg A-7 fehlt" in words(parse(second.get(SEITE)))
    # Decided is decided.
    assert post(second, f"{SEITE}/oeffnen/{asked.id}/ablehnen").status_code == 422


def test_a_refused_request_leaves_the_year_closed(als: Als, session: Session, zu):
    first, second = als("finanzen"), als("finanzen2")
    absenden(first, SEITE, {"grund": "Beispielgrund"}, pfad="/oeffnen")
    again = post(first, f"{SEITE}/oeffnen", {"grund": "noch einmal"})
    assert "schon gebeten" in again.text
    assert absenden(second, SEITE, pfad="/ablehnen").status_code == 303
    assert year(session).status is FoerderjahrStatus.ABGESCHLOSSEN
    assert "abgelehnt von" in words(parse(first.get(SEITE)))


@pytest.mark.parametrize("rolle", ["einsicht", "traeger", "konten"])
def test_only_office_and_finance_close_and_open(als: Als, session: Session, zu, rolle: str):
    client = als(rolle)
    for address in (SEITE, ERGEBNIS, f"{SEITE}/oeffnen", f"{SEITE}/oeffnen/1/zustimmen"):
        assert client.post(address).status_code in {400, 403}
    assert client.get(ERGEBNIS).status_code == 403


def post(client: FlaskClient, address: str, data: dict[str, str] | None = None):
    """Send what no page offers, with a token of its own."""
    page = client.get(SEITE).text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    return client.post(address, data={"csrf_token": token} | (data or {}))
