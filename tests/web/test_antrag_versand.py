"""Versions, what changed between them, and the Versand in the browser."""

from __future__ import annotations

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.money import euro
from grants.services import dokumente
from tests.services.verlauf import FILES
from tests.web.antragsjahr import PFAD, fill_ready
from tests.web.daten import fill
from tests.web.formulare import abschicken, absenden
from tests.web.seiten import by_id, find, has_class, parse, words

VERSAND = f"{PFAD}/versand"


@pytest.fixture
def issued(client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch) -> Session:
    """The year with its first version issued."""
    monkeypatch.setattr(dokumente, "render", lambda _daten, *, ohne_anlagen: FILES)
    fill_ready(session)
    issue(client)
    return session


def issue(client: FlaskClient) -> None:
    answer = absenden(client, f"{PFAD}/ausstellen", {"bestaetigt": "y"}, knopf="Jetzt ausstellen")
    assert answer.status_code == 303


def send(client: FlaskClient, **werte: str):
    values = {"versandt_am": "16.09.2024", "weg": "Post"} | werte
    return absenden(client, VERSAND, values, knopf="Versand eintragen")


def change_text(session: Session, text: str) -> None:
    row = session.scalars(
        select(m.Text).where(m.Text.schluessel == "auswirkungen", m.Text.jahresmassnahme_id.is_(None))
    ).one()
    row.text = text
    session.commit()


def change_amount(session: Session, betrag: str) -> None:
    """Change the amount of the Babylotsen in the newest Antrag, its total and the plan that covers it."""
    row = session.scalars(
        select(m.Antragsposition)
        .join(m.Jahresmassnahme)
        .join(m.Massnahme)
        .where(m.Massnahme.kennung == "babylotsen")
    ).one()
    row.betrag = euro(betrag)
    session.commit()


def year_of(session: Session) -> m.Foerderjahr:
    session.expire_all()
    return session.scalars(select(m.Foerderjahr).where(m.Foerderjahr.jahr == 2023)).one()


def figures(answer) -> str:
    return words(has_class(parse(answer), "antragsfiguren")[0])


# -- Versand -----------------------------------------------------------------------------------------------


def test_the_versand_is_entered_and_the_year_is_beantragt(client: FlaskClient, issued: Session):
    answer = send(client)
    assert (answer.status_code, answer.location) == (303, VERSAND)
    assert year_of(issued).beantragt_am == date(2024, 9, 16)
    page = client.get(VERSAND)
    assert figures(page) == (
        "Versandt am 16.09.2024 Weg Post Eingegangen am noch nicht bestätigt Fassung Version 1 "
        "(kinderstark-2023-antrag-1)"
    )
    assert "Versandt am 16.09.2024 (Post), kinderstark-2023-antrag-1" in words(parse(page))
    assert "Beantragt" in words(parse(client.get(PFAD)))


def test_before_anything_was_issued_the_page_leads_to_the_ausstellen(client: FlaskClient, session: Session):
    fill(session)
    tree = parse(client.get("/foerderjahre/kinderstark/2024/antrag/versand"))
    assert find(tree, "main//form") == []
    [hint] = has_class(tree, "leer-hinweis")
    assert find(hint, "a")[0].get("href") == "/foerderjahre/kinderstark/2024/antrag/ausstellen"


@pytest.mark.parametrize(
    ("werte", "sentence"),
    [
        ({"versandt_am": ""}, "Bitte tragen Sie ein, wann die Fassung versandt wurde."),
        ({"versandt_am": "gestern"}, "„gestern“ ist kein Datum. Bitte wie 31.08.2024 schreiben."),
        ({"versandt_am": "31.12.2999"}, "Das Jahr 2999 kann nicht stimmen. Bitte prüfen Sie das Datum."),
        ({"versandt_am": "17.09.2024"}, "Dieser Tag liegt in der Zukunft. Bitte prüfen Sie ihn."),
        (
            {"versandt_am": "15.09.2024"},
            "Der Antrag wurde erst am 16.09.2024 ausgestellt. Bitte prüfen Sie den Tag.",
        ),
        ({"weg": ""}, "Bitte wählen Sie, wie die Fassung versandt wurde."),
        ({"weg": "Brieftaube"}, "Bitte wählen Sie einen der Einträge aus."),
        ({"version": "7"}, "Bitte wählen Sie einen der Einträge aus."),
    ],
)
def test_a_wrong_entry_is_told_at_its_field_and_all_that_was_typed_stays(
    client: FlaskClient, issued: Session, werte: dict[str, str], sentence: str
):
    answer = send(client, **werte)
    assert answer.status_code == 422
    assert sentence in words(by_id(parse(answer), "fehlerliste"))
    expected = werte.get("versandt_am", "16.09.2024")
    assert by_id(parse(answer), "versandt_am").get("value") == expected
    assert year_of(issued).status == "planung"


def test_a_double_click_sends_once(client: FlaskClient, issued: Session):
    page = client.get(VERSAND)
    for _ in range(2):
        answer = abschicken(
            client, page, VERSAND, {"versandt_am": "16.09.2024", "weg": "Post"}, knopf="Versand eintragen"
        )
        assert answer.status_code == 303
    assert issued.scalar(select(func.count(m.Ereignis.id)).where(m.Ereignis.art == "antrag_versandt")) == 1


def test_a_page_from_before_somebody_elses_change_tells_it_and_keeps_the_entries(
    client: FlaskClient, als, issued: Session
):
    page = client.get(VERSAND)
    other = als("geschaeftsstelle2")
    send(other)
    absenden(other, VERSAND, {"grund": "Doch noch nicht"}, knopf="Versand zurücknehmen")
    answer = abschicken(
        client, page, VERSAND, {"versandt_am": "16.09.2024", "weg": "Portal"}, knopf="Versand eintragen"
    )
    assert answer.status_code == 409
    assert "Der Antrag wurde inzwischen von jemand anderem bearbeitet." in words(parse(answer))
    assert by_id(parse(answer), "versandt_am").get("value") == "16.09.2024"
    assert year_of(issued).status == "planung"
    again = abschicken(client, answer, VERSAND, knopf="Versand eintragen")
    assert again.status_code == 303
    assert year_of(issued).status == "beantragt"


def test_the_day_of_receipt_is_entered_corrected_and_kept_in_the_list(client: FlaskClient, issued: Session):
    send(client)
    for tag in ("16.09.2024", "15.09.2024"):
        answer = absenden(client, VERSAND, {"eingegangen_am": tag}, knopf="Eingang eintragen")
        assert answer.status_code == (303 if tag.startswith("16") else 422)
    assert "Der Antrag wurde erst am 16.09.2024 versandt." in words(parse(answer))
    page = client.get(VERSAND)
    assert "Eingegangen am 16.09.2024" in figures(page)
    assert "Beim Land eingegangen am 16.09.2024" in words(has_class(parse(page), "verlaufsliste")[0])
    assert "eingegangen am 16.09.2024" in words(parse(client.get(f"{PFAD}/versionen")))


def test_the_versand_is_taken_back_with_a_reason_that_stays_to_be_read(client: FlaskClient, issued: Session):
    send(client)
    empty = absenden(client, VERSAND, {"grund": " "}, knopf="Versand zurücknehmen")
    assert empty.status_code == 422
    assert year_of(issued).status == "beantragt"
    answer = absenden(client, VERSAND, {"grund": "Falsches Jahr"}, knopf="Versand zurücknehmen")
    assert answer.status_code == 303
    assert year_of(issued).status == "planung"
    page = parse(client.get(VERSAND))
    assert "Versand vom 16.09.2024 zurückgenommen: Falsches Jahr" in words(page)
    assert find(page, "main//form")


def test_once_the_land_has_decided_there_is_nothing_to_take_back(client: FlaskClient, session: Session):
    fill(session)
    path = "/foerderjahre/kinderstark/2023/antrag/versand"
    assert "Versand zurücknehmen" not in client.get(path).text
    token = find(parse(client.get(path)), "main//input")[0].get("value")
    stand = session.scalars(select(m.Antrag.aenderungsstand).order_by(m.Antrag.foerderjahr_id)).first()
    answer = client.post(
        f"{path}/zuruecknehmen", data={"csrf_token": token, "grund": "Trotzdem", "aenderungsstand": stand}
    )
    assert answer.status_code == 422
    assert "ist schon beschieden" in words(parse(answer))


def test_amounts_changed_since_then_are_told_before_a_version_counts_as_sent(
    client: FlaskClient, issued: Session
):
    change_amount(issued, "85801.00")
    answer = send(client)
    assert answer.status_code == 422
    assert "Seit Version 1 ausgestellt wurde, haben sich Beträge geändert." in words(parse(answer))


# -- versions ----------------------------------------------------------------------------------------------


def test_a_change_after_the_versand_becomes_the_next_version_and_the_first_stays(
    client: FlaskClient, issued: Session
):
    send(client)
    frozen = issued.scalars(select(m.Dokument.snapshot)).one()
    change_text(issued, "Neu: Die Stadt trägt die Folgekosten.")
    issue(client)
    send(client, weg="Portal")
    tree = parse(client.get(f"{PFAD}/versionen"))
    assert [words(h) for h in find(by_id(tree, "version-2"), "h2")] == ["Version 2"]
    assert "versandt am 16.09.2024" in words(by_id(tree, "version-1"))
    issued.expire_all()
    rows = issued.scalars(select(m.Antrag).order_by(m.Antrag.version)).all()
    assert [(row.version, row.versandweg) for row in rows] == [(1, "Post"), (2, "Portal")]
    assert issued.scalars(select(m.Dokument.snapshot).order_by(m.Dokument.version)).first() == frozen


def test_two_versions_are_compared_in_words_and_tables(client: FlaskClient, issued: Session):
    change_text(issued, "Ganz neue Worte.")
    issue(client)
    tree = parse(client.get(f"{PFAD}/versionen?von=1&bis=2"))
    vergleich = by_id(tree, "vergleich")
    text = words(vergleich)
    assert "Die beantragte Förderung bleibt bei 368.600,00 €." in text
    assert "Geänderte Texte: 6 Finanz- und haushaltswirtschaftliche Auswirkungen." in text
    assert [words(ins) for ins in find(vergleich, "ins")] == ["neu: Ganz neue Worte."]
    assert [o.get("value") for o in find(vergleich, "option") if "selected" in o.attrib] == ["1", "2"]


def test_the_newest_version_stands_against_today_unless_others_are_chosen(
    client: FlaskClient, issued: Session
):
    assert "Es hat sich nichts geändert." in words(by_id(parse(client.get(f"{PFAD}/versionen")), "vergleich"))
    change_amount(issued, "85700.00")
    vergleich = by_id(parse(client.get(f"{PFAD}/versionen")), "vergleich")
    [changed] = [row for row in has_class(vergleich, "zeile--geaendert") if "Babylotsen" in words(row)]
    assert words(changed) == "Babylotsen Bunter Kreis 85.800,00 € 85.700,00 € −100,00 €"


@pytest.mark.parametrize("query", ["von=1&bis=9", "von=x&bis=entwurf", "von=-1"])
def test_a_version_that_does_not_exist_is_not_found(client: FlaskClient, issued: Session, query: str):
    assert client.get(f"{PFAD}/versionen?{query}").status_code == 404
    assert client.get(f"{PFAD}/versionen/vergleich.csv?{query}").status_code == 404


def test_the_comparison_can_be_taken_along_as_it_is_shown(client: FlaskClient, issued: Session):
    change_amount(issued, "85700.00")
    tree = parse(client.get(f"{PFAD}/versionen"))
    links = {words(a): a.get("href") for a in find(by_id(tree, "vergleich"), "a")}
    table = client.get(links["Vergleich als CSV"])
    assert table.headers["Content-Disposition"] == "attachment; filename=antrag-2023-vergleich.csv"
    rows = list(csv.reader(StringIO(table.data.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Teil", "Angabe", "Version 1", "heutiger Stand", "Differenz €"]
    assert ["Maßnahmen", "Babylotsen Bunter Kreis", "85.800,00", "85.700,00", "-100,00"] in rows
    book = load_workbook(BytesIO(client.get(links["Vergleich als XLSX"]).data))
    assert book["Vergleich"].max_row == len(rows) + 2


def test_a_version_that_nobody_can_read_any_more_is_still_there_to_be_downloaded(
    client: FlaskClient, issued: Session
):
    paper = issued.scalars(select(m.Dokument)).one()
    paper.snapshot = paper.snapshot.replace('"schema": 1', '"schema": 0')
    issued.commit()
    tree = parse(client.get(f"{PFAD}/versionen"))
    assert "wurde in einer Form gespeichert, die sich nicht mehr vergleichen lässt" in words(tree)
    assert client.get(f"/dokumente/{paper.id}/pdf").status_code == 200
    assert client.get(f"{PFAD}/versionen/vergleich.xlsx").status_code == 404


def test_a_year_without_a_version_says_what_to_do(client: FlaskClient, session: Session):
    fill(session)
    path = "/foerderjahre/kinderstark/2024/antrag"
    [hint] = has_class(parse(client.get(f"{path}/versionen")), "leer-hinweis")
    assert find(hint, "a")[0].get("href") == path
    assert client.get(f"{path}/versionen/vergleich.csv").status_code == 404
