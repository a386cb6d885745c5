"""The same figures on page, PDF and workbook; stated sums beside computed ones; the start page of a recipient."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # has neither stubs nor a marker
import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.money import euro, format_betrag
from grants.queries.anteile import Anteil
from grants.services.nachweisakte import collect
from tests.verapdf import failures
from tests.web.conftest import Als
from tests.web.daten import HEUTE
from tests.web.formulare import abschicken, absenden
from tests.web.nachweise import add_beispieljahr, anteil_of, traeger_id
from tests.web.seiten import parse, words
from tests.web.test_routes import statements

JETZT = datetime(2024, 9, 10, 8, tzinfo=UTC)


@pytest.fixture
def jahr(session: Session) -> None:
    add_beispieljahr(session)


def path_of(anteil: Anteil, rest: str = "") -> str:
    return f"/verwendungsnachweis/{anteil.id}{rest}"


# Ausgaben zuwendungsfähig lt. Bescheid and nachgewiesen, Zuwendung computed before any check
# (beispiel-2023.md, section 6; the computed figure is 80 v. H. of what is shown, at most what is promised).
BEISPIEL_2023 = {
    "beispiel-a": ("107250.00", "107250.00", "85800.00"),
    "amt-53": ("82875.00", "80500.00", "64400.00"),
    "beispiel-b": ("11662.50", "11662.50", "9330.00"),
    "beispiel-d": ("31250.00", "31250.00", "25000.00"),
    "beispiel-e": ("17000.00", "16980.00", "13584.00"),
    "beispiel-f": ("21500.00", "21500.00", "16000.00"),
    "beispiel-g": ("60600.00", "52350.00", "41880.00"),
}


@pytest.mark.usefixtures("jahr")
@pytest.mark.parametrize("kuerzel", BEISPIEL_2023)
def test_the_figures_are_those_of_the_example(session: Session, kuerzel: str):
    planned, proved, computed = BEISPIEL_2023[kuerzel]
    daten = collect(session, anteil_of(session, kuerzel), am=HEUTE).daten
    total = daten.ausgaben_insgesamt
    assert total.lt_bescheid
    assert total.lt_bescheid.zuwendungsfaehig == euro(planned)
    assert total.lt_abrechnung.zuwendungsfaehig == euro(proved)
    assert daten.ergebnis.errechnet == euro(computed)
    # Income balances the Ausgaben, lt. Bescheid and lt. Abrechnung.
    assert daten.einnahmen_insgesamt.lt_bescheid == total.lt_bescheid.insgesamt
    assert daten.einnahmen_insgesamt.lt_abrechnung == total.lt_abrechnung.insgesamt


@pytest.mark.usefixtures("jahr")
def test_the_deviation_of_a_position_is_that_of_the_example(session: Session):
    daten = collect(session, anteil_of(session, "beispiel-f"), am=HEUTE).daten
    [row] = [each for each in daten.ausgaben if each.code == "SA"]
    assert (str(row.abweichung), str(row.abweichung_vh)) == ("840.00", "28.00")


@pytest.mark.usefixtures("jahr")
@pytest.mark.parametrize(("key", "kuerzel"), [("traeger", "beispiel-f"), ("stelle", "amt-53")])
def test_page_pdf_and_workbook_show_the_same_figures(
    als: Als, session: Session, tmp_path: Path, key: str, kuerzel: str
):
    anteil = anteil_of(session, kuerzel)
    client = als(key, traeger_id=anteil.traeger_id)
    page = words(parse(client.get(path_of(anteil, "/zahlen"))))
    pdf = client.get(path_of(anteil, "/nachweis.pdf")).data
    text = "".join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(pdf))
    book = load_workbook(io.BytesIO(client.get(path_of(anteil, "/nachweis.xlsx")).data), data_only=True)
    daten = collect(session, anteil, am=HEUTE).daten
    sheet = book["Ausgaben"]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    for row in (*daten.ausgaben, daten.ausgaben_insgesamt):
        assert row.lt_bescheid
        figures = [
            row.lt_bescheid.insgesamt,
            row.lt_bescheid.zuwendungsfaehig,
            row.lt_abrechnung.insgesamt,
            row.lt_abrechnung.zuwendungsfaehig,
        ]
        assert all(format_betrag(each, einheit="") in page for each in figures), row.name
        assert all(format_betrag(each, einheit="") in text for each in figures), row.name
        [found] = [line for line in cells if str(line[0]).startswith(row.name)]
        assert [round(value * 100) for value in found[1:5]] == [each.cents for each in figures]
    assert "Entwurf" in text
    file = tmp_path / "nachweis.pdf"
    file.write_bytes(pdf)
    assert failures(file, "PDF/A-3a") == {}
    assert failures(file, "PDF/UA-1") == {}


@pytest.mark.usefixtures("jahr")
def test_a_stelle_enters_sums_and_they_are_marked_so(als: Als, session: Session):
    anteil = anteil_of(session, "amt-53")
    ids = select(m.Belegteil.beleg_id).where(m.Belegteil.empfaengeranteil_id == anteil.id)
    belege = list(session.scalars(ids))
    session.execute(delete(m.Belegteil).where(m.Belegteil.beleg_id.in_(belege)))
    session.execute(delete(m.Beleg).where(m.Beleg.id.in_(belege)))
    session.execute(delete(m.AngegebeneSumme))
    session.commit()
    session.expire_all()
    client = als("stelle", traeger_id=anteil.traeger_id)
    entered = {
        "summe-PK": "76.000,00",
        "summe-PK-zuwendungsfaehig": "76.000,00",
        "summe-SA": "4.500,00",
        "summe-SA-zuwendungsfaehig": "4.400,00",
    }
    assert absenden(client, path_of(anteil, "/zahlen"), entered).status_code == 303
    page = client.get(path_of(anteil, "/zahlen")).text
    assert "eingetragenen Summen" in page
    assert "80.500,00" in page
    daten = collect(session, anteil_of(session, "amt-53"), am=HEUTE).daten
    assert daten.eingetragen
    assert daten.ausgaben_insgesamt.lt_abrechnung.zuwendungsfaehig == euro("80400.00")


@pytest.mark.usefixtures("jahr")
@pytest.mark.parametrize(
    ("werte", "satz"),
    [
        ({"summe-HO": "10,00", "summe-HO-zuwendungsfaehig": "10,01"}, "nicht mehr sein"),
        ({"summe-HO": "10,00", "summe-HO-zuwendungsfaehig": ""}, "Bitte auch diesen Betrag eintragen"),
        ({"summe-HO": "zehn", "summe-HO-zuwendungsfaehig": "1,00"}, "zehn"),
        ({"summe-HO": "-1,00", "summe-HO-zuwendungsfaehig": "-1,00"}, "nicht negativ"),
    ],
)
def test_sums_that_cannot_be_are_refused_and_stay_typed(
    als: Als, session: Session, werte: dict[str, str], satz: str
):
    anteil = anteil_of(session, "beispiel-b")
    client = als("traeger", traeger_id=anteil.traeger_id)
    answer = absenden(client, path_of(anteil, "/zahlen"), werte)
    assert answer.status_code == 422
    assert satz in answer.text
    assert f'value="{werte["summe-HO"]}"' in answer.text


@pytest.mark.usefixtures("jahr")
def test_two_who_enter_sums_overwrite_nothing(als: Als, session: Session):
    anteil = anteil_of(session, "beispiel-b")
    client = als("traeger", traeger_id=anteil.traeger_id)
    path = path_of(anteil, "/zahlen")
    old = client.get(path)
    mine = {"summe-HO": "1,00", "summe-HO-zuwendungsfaehig": "1,00"}
    assert absenden(client, path, mine).status_code == 303
    late = abschicken(client, old, path, {"summe-HO": "2,00", "summe-HO-zuwendungsfaehig": "2,00"})
    assert late.status_code == 409
    assert 'value="2,00"' in late.text
    assert "zurzeit gespeichert: 1,00" in words(parse(late))
    # Seen by now: saving once more takes the place of it.
    assert abschicken(client, late, path).status_code == 303


# -- Start page ------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("jahr")
def test_the_start_shows_ones_money_and_of_the_partner_name_and_total_alone(als: Als, session: Session):
    client = als("traeger", traeger_id=traeger_id(session, "beispiel-b"))
    page = words(parse(client.get("/")))
    assert "seit 167 Tagen überfällig" in page
    assert "Verwendungsnachweis abgeben: Stadtteilarbeit IFAK, Ronahi" in page
    assert "gemeinsam mit Beispielträger C e. V. (zusammen 15.550,00" in page
    assert "9.330,00" in page
    # The partner's own share is nobody else's affair.
    assert "6.220,00" not in page


@pytest.mark.usefixtures("jahr")
def test_the_next_instalment_is_what_the_payments_do_not_cover(als: Als, session: Session):
    key = traeger_id(session, "beispiel-f")
    anteil = anteil_of(session, "beispiel-f")
    [w] = session.scalars(
        select(m.Weiterleitung).where(m.Weiterleitung.empfaengeranteil_id == anteil.id)
    ).all()
    for day, amount in ((1, "10000.00"), (2, "6000.00")):
        session.add(
            m.Zahlungsplanrate(
                weiterleitung_id=w.id,
                faellig_am=HEUTE.replace(month=day),
                herkunft="land",
                betrag=euro(amount),
            )
        )
    session.commit()
    page = words(parse(als("traeger", traeger_id=key).get("/")))
    # 16.000,00 promised, 12.800,00 paid: of the second instalment 3.200,00 are missing.
    assert "Nächste Rate" in page
    assert "3.200,00" in page.partition("Nächste Rate")[2][:12]
    assert "am 16.02.2024" in page


@pytest.mark.usefixtures("jahr")
def test_a_stelle_sees_what_is_allocated_and_no_payments(als: Als, session: Session):
    page = words(parse(als("stelle", traeger_id=traeger_id(session, "amt-53")).get("/")))
    assert "Zugewiesen" in page
    assert "66.300,00" in page
    assert "Ausgezahlt" not in page


@pytest.mark.usefixtures("jahr")
def test_notes_of_the_office_never_reach_the_start_page(als: Als, session: Session):
    anteil = anteil_of(session, "beispiel-b")
    client = als("traeger", traeger_id=anteil.traeger_id)
    person = session.execute(select(m.Person.id).limit(1)).scalar_one()
    for text, intern in (("Beispiel Antwort", False), ("Beispiel Notiz", True)):
        session.add(
            m.Mitteilung(
                empfaengeranteil_id=anteil.id,
                art="notiz" if intern else "frage",
                vom_empfaenger=False,
                intern=intern,
                text=text,
                person_id=person,
                am=JETZT,
            )
        )
    session.commit()
    page = client.get("/").text
    assert "Beispiel Antwort" in page
    assert "Beispiel Notiz" not in page


def count_statements(client: FlaskClient, session: Session, path: str) -> int:
    with statements(session) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


@pytest.mark.usefixtures("jahr")
@pytest.mark.parametrize("rest", ["", "/zahlen", "/absenden"])
def test_the_pages_ask_as_often_with_many_belege(als: Als, session: Session, rest: str):
    anteil = anteil_of(session, "beispiel-b")
    client = als("traeger", traeger_id=anteil.traeger_id)
    few = count_statements(client, session, path_of(anteil, rest))
    for i in range(60):
        session.add(
            m.Beleg(
                traeger_id=anteil.traeger_id,
                foerderjahr_id=anteil.foerderjahr_id,
                nr=f"X-{i}",
                gezahlt=euro("1.00"),
                teile=[
                    m.Belegteil(
                        empfaengeranteil_id=anteil.id,
                        position="HO",
                        betrag=euro("1.00"),
                        zuwendungsfaehig=euro("1.00"),
                    )
                ],
            )
        )
    session.commit()
    assert count_statements(client, session, path_of(anteil, rest)) == few
