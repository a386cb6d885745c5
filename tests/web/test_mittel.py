"""Stand der Mittel and the start of finance: every figure leads somewhere, the files hold the same ones."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from urllib.parse import urlsplit

import pypdf
import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from grants import models as m
from grants.config import BEISPIEL
from grants.domain.begriffe import NachweisStatus
from grants.domain.mittelstand import AUSGABEN, LAND, ZUWENDUNG, build_mittelstand
from grants.domain.money import format_betrag
from grants.imports.jahresmappe import read_jahresmappe
from grants.queries import foerderjahre
from grants.queries.geprueft import load_geprueft
from grants.services.jahresmappe import import_mappe
from grants.services.personen import acting
from tests.web.conftest import Als, add_person
from tests.web.daten import HEUTE, LISTE_2023, add_jahr
from tests.web.seiten import by_id, find, has_class, parse, words
from tests.web.test_routes import count

SEITE = "/foerderjahre/kinderstark/2023/mittel"


@pytest.fixture
def jahr(session: Session) -> m.Foerderjahr:
    mappe = read_jahresmappe(BEISPIEL / "jahr-2023.xlsx")
    import_mappe(session, mappe, datei="jahr-2023.xlsx", sha256="ab" * 32, person=acting(session, None))
    session.commit()
    return foerderjahre.get(session, "kinderstark", 2023)


@pytest.fixture
def client(als: Als) -> FlaskClient:
    """Logged in as Finanzprüfung."""
    return als("finanzen")


def bare(betrag) -> str:
    return format_betrag(betrag, einheit="").strip()


def test_the_page_shows_every_figure_on_its_own_track(client: FlaskClient, session: Session, jahr):
    stand = build_mittelstand(load_geprueft(session, jahr, am=HEUTE).jahr)
    [table] = [t for t in find(parse(client.get(SEITE)), "table") if "Zuwendung des Landes" in words(t)]
    total = find(table, "tbody/tr")[-1]
    shown = [words(cell).split(" €")[0].split()[-1] for cell in find(total, "td")]
    assert shown == [bare(stand.summe.zahlen[zahl]) for zahl in (*ZUWENDUNG, *AUSGABEN)]
    # What does not fit is said in words, not by a picture alone.
    assert "Abweichung: 107.250,00" in words(table)


def test_every_figure_opens_its_origin_down_to_the_beleg(client: FlaskClient, jahr):
    """Follow the figures of a Maßnahme and of the sum: each origin answers, down to single Belege."""
    rows = [r for r in find(parse(client.get(SEITE)), "main//tbody/tr") if words(r).startswith("Babylotsen")]
    waiting = [a.get("href") for a in find(rows[0], "td//a")]
    seen: set[str] = set()
    belege = 0
    while waiting and len(seen) < 20:
        address = waiting.pop(0)
        answer = client.get(address)
        assert answer.status_code == 200, address
        seen.add(address)
        belege += ">Beleg A-" in answer.text
        links = [a.get("href") for a in find(parse(answer), "main//tbody//a")]
        waiting += [each for each in links if "/mittel/" in urlsplit(each).path and each not in seen]
    assert len(seen) > 10
    assert belege > 1


def test_an_unknown_figure_is_said_so(client: FlaskClient, jahr):
    assert client.get(f"{SEITE}/gibt-es-nicht").status_code == 404
    assert client.get(f"{SEITE}/zugesagt?massnahme=gibt-es-nicht").status_code == 404


def test_an_earlier_day_shows_what_was_known_then(client: FlaskClient, jahr):
    page = client.get(f"{SEITE}?am=31.12.2023")
    assert "ohne das, was erst danach" in page.text
    [table] = [t for t in find(parse(page), "table") if "Zuwendung des Landes" in words(t)]
    total = [words(cell) for cell in find(find(table, "tbody/tr")[-1], "td")]
    assert "noch kein Betrag" in total[4]
    wrong = client.get(f"{SEITE}?am=irgendwann")
    assert "ist kein Datum" in wrong.text
    assert 'value="irgendwann"' in wrong.text


def test_the_workbook_holds_the_figures_with_live_formulas(client: FlaskClient, session: Session, jahr):
    data = client.get(f"{SEITE}.xlsx").data
    stand = build_mittelstand(load_geprueft(session, jahr, am=HEUTE).jahr)
    values, formulas = load_workbook(BytesIO(data), data_only=True), load_workbook(BytesIO(data))
    for name, zahlen in (("Zuwendung", ZUWENDUNG), ("Ausgaben", AUSGABEN)):
        [total] = [r for r in values[name].iter_rows(values_only=True) if r[0] == "Summe"]
        expected = [stand.summe.zahlen[zahl].cents for zahl in zahlen]
        assert [round(v * 100) for v in total[2:]] == expected
        [written] = [r for r in formulas[name].iter_rows(values_only=True) if r[0] == "Summe"]
        assert all(str(cell).startswith("=SUM(") for cell in written[2:])
        # What the formula says is what is stored beside it.
        head = [row[0].value for row in values[name].iter_rows()].index("Maßnahme") + 2
        body = list(values[name].iter_rows(min_row=head, values_only=True))
        for place in range(len(zahlen)):
            column = [r[place + 2] for r in body if r[0] != "Summe" and isinstance(r[place + 2], int | float)]
            assert round(sum(column) * 100) == expected[place]
    land = {r[0]: r[1] for r in values["Land und Verbleib"].iter_rows(values_only=True) if r[0]}
    assert round(land["Zusammen"] * 100) == stand.land.zahlen[LAND[0]].cents
    assert land["Ungeklärt gegenüber dem Bescheid"] == 0


def test_the_paper_holds_the_same_figures(client: FlaskClient, session: Session, jahr):
    answer = client.get(f"{SEITE}.pdf")
    assert answer.content_type == "application/pdf"
    pages = pypdf.PdfReader(BytesIO(answer.data)).pages
    text = " ".join(page.extract_text() for page in pages)
    stand = build_mittelstand(load_geprueft(session, jahr, am=HEUTE).jahr)
    for zeile in (*stand.zeilen, stand.land):
        for zahl, betrag in zeile.zahlen.items():
            if betrag is not None and not (
                zeile.ort.kennung and zeile.titel.startswith("Stadtteilarbeit IFAK")
            ):
                assert bare(betrag) in text, (zeile.titel, zahl)
    # The two tracks are on sheets of their own.
    assert not any("festgesetzt" in p.extract_text() and "nachgewiesen" in p.extract_text() for p in pages)
    box = pages[0].mediabox
    assert box.width > box.height


@pytest.mark.parametrize(
    "path", [SEITE, f"{SEITE}/ausgezahlt", f"{SEITE}/nachgewiesen?massnahme=ma%C3%9Fnahme-1"]
)
def test_the_number_of_statements_does_not_grow(client: FlaskClient, session: Session, path: str):
    add_jahr(session, 2023, {f"Maßnahme {i}": "100.00" for i in range(3)}, bescheid=True)
    session.commit()
    few = count(client, session, path)
    add_jahr(session, 2033, {f"Maßnahme {i}": "100.00" for i in range(40)}, bescheid=True)
    session.commit()
    assert count(client, session, path.replace("2023", "2033")) <= few + 1


# -- Start of finance ----------------------------------------------------------------------------------------


def test_finance_begins_with_what_differs_and_what_waits_by_age(als: Als, session: Session, jahr):
    proofs = session.scalars(select(m.Verwendungsnachweis).order_by(m.Verwendungsnachweis.id)).all()
    for proof, status, day in (
        (proofs[0], NachweisStatus.EINGEREICHT, date(2024, 9, 2)),
        (proofs[1], NachweisStatus.EINGEREICHT, date(2024, 3, 1)),
    ):
        session.execute(
            update(m.Verwendungsnachweis)
            .where(m.Verwendungsnachweis.id == proof.id)
            .values(
                status=status,
                eingereicht_am=day,
                geprueft_am=None,
                freigegeben_am=None,
                festgesetzt=None,
                rechtsverbindlich_am=None,
            )
        )
    session.commit()
    tree = parse(als("finanzen").get("/"))
    headings = [words(h) for h in find(tree, "main//h2")]
    assert headings[0] == "Wartet auf Sie"
    assert headings[1].startswith("Unterschiede im Förderjahr 2023")
    [table] = [t for t in find(tree, "table") if "auf die Prüfung warten" in words(t)]
    waiting = [words(row) for row in find(table, "tbody/tr")]
    assert len(waiting) == 2
    assert "vor 199 Tagen" in waiting[0]
    assert "vor 14 Tagen" in waiting[1]


def test_who_signed_a_proof_is_told_that_somebody_else_releases_it(als: Als, session: Session, jahr):
    client = als("finanzen")
    proof = session.scalars(select(m.Verwendungsnachweis).order_by(m.Verwendungsnachweis.id)).first()
    session.execute(
        update(m.Verwendungsnachweis)
        .where(m.Verwendungsnachweis.id == proof.id)
        .values(status=NachweisStatus.GEPRUEFT, freigegeben_am=None)
    )
    me = add_person(session, "finanzen")
    session.add(
        m.Pruefung(
            verwendungsnachweis_id=proof.id,
            art="rechnerisch",
            person_id=me.id,
            am=HEUTE,
            zahlen_sha256="0" * 64,
        )
    )
    session.commit()
    assert "von Ihnen geprüft" in client.get("/").text
    assert "von Ihnen geprüft" not in als("finanzen2").get("/").text


def test_the_money_of_the_year_is_shown_as_of_a_day_with_its_picture(client: FlaskClient, jahr):
    tree = parse(client.get("/?jahr=kinderstark/2023&am=31.12.2023"))
    assert "Geld im Förderjahr 2023 am 31.12.2023" in words(by_id(tree, "geld"))
    said = words(by_id(tree, "abfluss-text"))
    assert "31.12.2023: 362.700,00 € vom Land eingegangen, 197.230,00 € an Träger abgeflossen." in said
    assert len(has_class(tree, "abfluss__monat")) == 12


def test_an_empty_year_says_what_comes_first(client: FlaskClient, session: Session):
    add_jahr(session, 2023, LISTE_2023, bescheid=True)
    session.commit()
    text = words(parse(client.get("/")))
    assert "ist nichts geflossen" in text
    assert "Nichts. Sobald ein Träger" in text


def test_the_start_asks_as_often_for_many_rows_as_for_few(client: FlaskClient, session: Session):
    add_jahr(session, 2023, {f"Maßnahme {i}": "100.00" for i in range(3)}, bescheid=True)
    session.commit()
    few = count(client, session, "/")
    add_jahr(session, 2033, {f"Maßnahme {i}": "100.00" for i in range(40)}, bescheid=True)
    session.commit()
    # A second year is shown in full; a third one costs nothing more.
    two = count(client, session, "/")
    add_jahr(session, 2034, {f"Maßnahme {i}": "100.00" for i in range(40)}, bescheid=True)
    session.commit()
    assert count(client, session, "/") <= two
    assert two > few
