"""Versions of the city's Verwendungsnachweis, what changed between them, and the Versand in the browser."""

from __future__ import annotations

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import FoerderjahrStatus
from grants.domain.money import euro
from grants.services import dokumente
from tests.services.verlauf import FILES
from tests.web.conftest import Als
from tests.web.daten import fill
from tests.web.formulare import abschicken, absenden
from tests.web.seiten import by_id, find, has_class, parse, words
from tests.web.stadtjahr import PFAD, fill_released, proof, stated, take_release

VERSAND = f"{PFAD}/versand"


@pytest.fixture
def issued(client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch) -> Session:
    """The year in Durchführung with its first version issued."""
    monkeypatch.setattr(dokumente, "render", lambda _daten, *, ohne_anlagen: FILES)
    fill_released(session)
    issue(client)
    return session


def issue(client: FlaskClient) -> None:
    answer = absenden(client, f"{PFAD}/ausstellen", {"bestaetigt": "y"}, knopf="Jetzt ausstellen")
    assert answer.status_code == 303


def send(client: FlaskClient, **werte: str):
    values = {"versandt_am": "16.09.2024", "weg": "Post"} | werte
    return absenden(client, VERSAND, values, knopf="Versand eintragen")


def take_back(client: FlaskClient, grund: str = "Irrtümlich eingetragen."):
    return absenden(client, VERSAND, {"grund": grund}, knopf="Versand zurücknehmen")


def year_of(session: Session) -> m.Foerderjahr:
    session.expire_all()
    return session.scalars(select(m.Foerderjahr).where(m.Foerderjahr.jahr == 2023)).one()


def sendings(session: Session) -> list[m.Nachweisversand]:
    session.expire_all()
    return list(session.scalars(select(m.Nachweisversand).order_by(m.Nachweisversand.id)))


def change_text(session: Session, text: str) -> None:
    row = session.scalars(
        select(m.Text).where(m.Text.schluessel == "sachbericht_erfolg", m.Text.jahresmassnahme_id.is_(None))
    ).one()
    row.text = text
    session.commit()


# -- Versand -----------------------------------------------------------------------------------------------


def test_the_versand_is_entered_and_the_year_is_nachgewiesen(client: FlaskClient, issued: Session):
    answer = send(client)
    assert (answer.status_code, answer.location) == (303, VERSAND)
    year = year_of(issued)
    assert (year.status, year.nachgewiesen_am) == (FoerderjahrStatus.NACHGEWIESEN, date(2024, 9, 16))
    assert stated(issued).eingereicht_am == date(2024, 9, 16)
    page = client.get(VERSAND)
    assert words(has_class(parse(page), "antragsfiguren")[0]) == (
        "Versandt am 16.09.2024 Weg Post Eingegangen am noch nicht bestätigt Fassung Version 1 "
        "(kinderstark-2023-verwendungsnachweis-1)"
    )
    assert "Versandt am 16.09.2024 (Post), kinderstark-2023-verwendungsnachweis-1" in words(parse(page))
    assert "Nachgewiesen" in words(parse(client.get(PFAD)))


def test_a_year_of_which_only_the_bescheid_was_entered_goes_through_the_states(
    client: FlaskClient, issued: Session
):
    year_of(issued).status = FoerderjahrStatus.BESCHIEDEN
    issued.commit()
    assert send(client).status_code == 303
    assert year_of(issued).status is FoerderjahrStatus.NACHGEWIESEN


def test_before_anything_was_issued_the_page_leads_to_the_ausstellen(client: FlaskClient, session: Session):
    fill(session)
    tree = parse(client.get("/foerderjahre/kinderstark/2024/nachweis-stadt/versand"))
    assert find(tree, "main//form") == []
    [hint] = has_class(tree, "leer-hinweis")
    assert find(hint, "a")[0].get("href") == "/foerderjahre/kinderstark/2024/nachweis-stadt/ausstellen"


@pytest.mark.parametrize(
    ("werte", "sentence"),
    [
        ({"versandt_am": ""}, "Bitte tragen Sie ein, wann die Fassung versandt wurde."),
        ({"versandt_am": "17.09.2024"}, "Dieser Tag liegt in der Zukunft. Bitte prüfen Sie ihn."),
        (
            {"versandt_am": "15.09.2024"},
            "Der Verwendungsnachweis wurde erst am 16.09.2024 ausgestellt. Bitte prüfen Sie den Tag.",
        ),
        ({"weg": ""}, "Bitte wählen Sie, wie die Fassung versandt wurde."),
        ({"weg": "Brieftaube"}, "Bitte wählen Sie einen der Einträge aus."),
        ({"version": "7"}, "Bitte wählen Sie einen der Einträge aus."),
    ],
)
def test_a_wrong_entry_is_told_at_its_field_and_changes_nothing(
    client: FlaskClient, issued: Session, werte: dict[str, str], sentence: str
):
    answer = send(client, **werte)
    assert answer.status_code == 422
    assert sentence in words(by_id(parse(answer), "fehlerliste"))
    assert sendings(issued) == []
    assert year_of(issued).status is FoerderjahrStatus.IN_DURCHFUEHRUNG


def test_a_double_click_and_a_second_person_send_once(client: FlaskClient, als: Als, issued: Session):
    page, other = client.get(VERSAND), als("geschaeftsstelle2")
    second = other.get(VERSAND)
    values = {"versandt_am": "16.09.2024", "weg": "Post"}
    for _ in range(2):
        assert abschicken(client, page, VERSAND, values, knopf="Versand eintragen").status_code == 303
    answer = abschicken(other, second, VERSAND, values, knopf="Versand eintragen")
    assert answer.status_code == 409
    assert "Es wurde nichts eingetragen" in words(parse(answer))
    assert len(sendings(issued)) == 1


def test_the_land_received_it_and_the_day_can_be_corrected(client: FlaskClient, issued: Session):
    send(client)
    for tag in ("16.09.2024", "16.09.2024"):
        answer = absenden(client, VERSAND, {"eingegangen_am": tag}, knopf="Eingang eintragen")
        assert answer.status_code == 303
    assert sendings(issued)[0].eingegangen_am == date(2024, 9, 16)
    assert words(parse(client.get(VERSAND))).count("Beim Land eingegangen am 16.09.2024") == 1
    early = absenden(client, VERSAND, {"eingegangen_am": "15.09.2024"}, knopf="Eingang eintragen")
    assert early.status_code == 422
    assert "erst am 16.09.2024 versandt" in words(parse(early))


def test_taking_back_needs_a_reason_keeps_the_row_and_returns_the_year(client: FlaskClient, issued: Session):
    send(client)
    assert take_back(client, "  ").status_code == 422
    answer = take_back(client)
    assert answer.status_code == 303
    [row] = sendings(issued)
    assert (row.zurueckgenommen_am, row.zurueckgenommen_grund) == (
        date(2024, 9, 16),
        "Irrtümlich eingetragen.",
    )
    year = year_of(issued)
    assert (year.status, year.nachgewiesen_am) == (FoerderjahrStatus.IN_DURCHFUEHRUNG, None)
    assert stated(issued).eingereicht_am is None
    page = words(parse(client.get(VERSAND)))
    assert "Versand vom 16.09.2024 zurückgenommen: Irrtümlich eingetragen." in page
    # The same version can be sent again.
    assert send(client).status_code == 303


def test_a_later_version_keeps_the_first_day_for_the_frist(client: FlaskClient, issued: Session):
    send(client)
    [row] = sendings(issued)
    stated(issued).eingereicht_am = row.versandt_am = date(2024, 9, 10)
    issued.commit()
    change_text(issued, "Genauer beschrieben.")
    issue(client)
    assert send(client).status_code == 303
    assert stated(issued).eingereicht_am == date(2024, 9, 10)
    assert "Zuerst eingereicht am 10.09.2024" in words(parse(client.get(VERSAND)))
    take_back(client)
    assert year_of(issued).status is FoerderjahrStatus.NACHGEWIESEN
    assert stated(issued).eingereicht_am == date(2024, 9, 10)


def test_a_day_that_came_with_a_jahresmappe_can_be_taken_back_too(client: FlaskClient, issued: Session):
    year = year_of(issued)
    year.status, year.nachgewiesen_am = FoerderjahrStatus.NACHGEWIESEN, date(2024, 6, 28)
    stated(issued).eingereicht_am = date(2024, 6, 28)
    issued.commit()
    assert "Das kam mit der Jahresmappe" in words(parse(client.get(VERSAND)))
    assert take_back(client).status_code == 303
    assert stated(issued).eingereicht_am is None
    assert year_of(issued).status is FoerderjahrStatus.IN_DURCHFUEHRUNG


def test_a_closed_year_is_read_only(client: FlaskClient, issued: Session):
    page = client.get(VERSAND)
    figures = client.get(f"{PFAD}/zahlen/bearbeiten")
    year = year_of(issued)
    year.status = FoerderjahrStatus.ABGESCHLOSSEN
    year.nachgewiesen_am = year.abgeschlossen_am = date(2024, 9, 1)
    issued.commit()
    values = {"versandt_am": "16.09.2024", "weg": "Post"}
    answer = abschicken(client, page, VERSAND, values, knopf="Versand eintragen")
    assert answer.status_code == 409
    assert "Das Förderjahr 2023 ist abgeschlossen" in words(parse(answer))
    refused = abschicken(client, figures, PFAD, {"rueckforderung_land": "1,00"}, knopf="Speichern")
    assert refused.status_code == 409
    assert sendings(issued) == []


# -- versions ----------------------------------------------------------------------------------------------


def test_what_changed_since_the_version_is_told_in_figures_and_words(client: FlaskClient, issued: Session):
    change_text(issued, "Ganz anders beschrieben.")
    proof(issued, "beispiel-a").festgesetzt = euro("85480.60")
    issued.commit()
    section = by_id(parse(client.get(f"{PFAD}/versionen")), "vergleich")
    text = words(section)
    assert "Die Zuwendung lt. Abrechnung sinkt von 359.438,60 € auf 359.428,60 € (−10,00 €)." in text
    assert (
        "Babylotsen Bunter Kreis, Beispielträger A e. V.: festgesetzt 85.490,60 € 85.480,60 € −10,00 €"
        in text
    )
    assert "Ganz anders beschrieben." in text
    # What is the same in a long table is only counted.
    assert "Beträge sind unverändert" in text


def test_what_cannot_be_computed_any_more_is_no_difference(client: FlaskClient, issued: Session):
    take_release(issued, "beispiel-a")
    section = by_id(parse(client.get(f"{PFAD}/versionen")), "vergleich")
    assert "Zuwendung des Landes lt. Abrechnung 359.438,60 € –kein Betrag" in words(section)
    assert "−359.438,60" not in words(section)


def test_the_comparison_is_handed_out_whole(client: FlaskClient, issued: Session):
    proof(issued, "beispiel-a").festgesetzt = euro("85480.60")
    issued.commit()
    path = f"{PFAD}/versionen/vergleich"
    rows = list(csv.reader(StringIO(client.get(f"{path}.csv").data.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Teil", "Angabe", "Version 1", "heutiger Stand", "Differenz €"]
    assert ["Einnahmen", "Zuwendung des Landes lt. Abrechnung", "359.438,60", "359.428,60", "-10,00"] in rows
    assert sum(row[0] == "Anlage je Maßnahme" for row in rows) > 60
    sheet = load_workbook(BytesIO(client.get(f"{path}.xlsx").data)).active
    assert sheet.max_row > len(rows) - 3
    assert client.get(f"{path}.csv?von=9").status_code == 404


def test_two_versions_are_compared_and_nothing_changed_is_said(client: FlaskClient, issued: Session):
    assert "Es hat sich nichts geändert." in words(parse(client.get(f"{PFAD}/versionen")))
    change_text(issued, "Zweite Fassung.")
    issue(client)
    text = words(parse(client.get(f"{PFAD}/versionen?von=1&bis=2")))
    assert "Version 1 und Version 2 in Worten" in text
    assert "Die Zuwendung lt. Abrechnung bleibt bei 359.438,60 €." in text
    assert "Zweite Fassung." in text
