"""Lists as files and out of the clipboard: preview, questions, memory, all or nothing; export that reads back."""

from __future__ import annotations

import io
import json

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import EinlesungStatus, Mittelherkunft, TraegerArt
from grants.domain.money import Betrag
from tests.web.belegdaten import Haus, build
from tests.web.conftest import Als
from tests.web.formulare import abschicken, absenden
from tests.web.rechnungen import CII, UBL, pdf
from tests.web.seiten import find, parse, words
from tests.web.test_belege import enter, events, hand_in

KOPF = (
    "Beleg-Nr.;Ausgabeposition;Rechnungsdatum;Zahlungsdatum;Zahlungsempfänger;Zweck;gezahlter Betrag;"
    "Betrag für die Maßnahme;davon zuwendungsfähig"
)
ZEILE = "1;SA;02.02.2024;09.02.2024;Beispiel Druckerei;Faltblätter;119,00;100,00;90,00"
ZWEITE = "2;PK;;29.02.2024;Personalabrechnung;Fachkraft, Februar;3.000,00;3.000,00;3.000,00"
SUMME = ";;;;Summe;;3.119,00;3.100,00;3.090,00"
LISTE = f"{KOPF}\n{ZEILE}\n{ZWEITE}\n{SUMME}"


@pytest.fixture
def haus(session: Session) -> Haus:
    return build(session)


@pytest.fixture
def traeger(als: Als, haus: Haus) -> FlaskClient:
    return als("traeger", traeger_id=haus.traeger_id)


def upload(client: FlaskClient, haus: Haus, content: str | bytes, name: str = "liste.csv"):
    data = content.encode() if isinstance(content, str) else content
    page = client.get(f"{haus.liste}/einlesen")
    form = next(f for f in find(parse(page), "main//form") if f.get("enctype"))
    hidden = {i.get("name"): i.get("value") for i in find(form, "input") if i.get("type") == "hidden"}
    return client.post(
        f"{haus.liste}/einlesen",
        data={**hidden, "datei": (io.BytesIO(data), name)},
        content_type="multipart/form-data",
    )


def look(client: FlaskClient, answer):
    assert answer.status_code == 303, words(parse(answer))
    return client.get(answer.location)


def confirm(client: FlaskClient, page, path: str, **values: str):
    return abschicken(client, page, path, values, knopf="Übernehmen")


def stored(session: Session, haus: Haus) -> set[tuple[str, str, Betrag, Betrag]]:
    b, t = m.Beleg, m.Belegteil
    statement = (
        select(b.nr, t.position, t.betrag, t.zuwendungsfaehig)
        .join(t)
        .where(t.empfaengeranteil_id == haus.anteil)
    )
    return {tuple(row) for row in session.execute(statement)}


def test_nothing_changes_before_the_preview_is_confirmed(traeger: FlaskClient, session: Session, haus: Haus):
    answer = upload(traeger, haus, LISTE)
    page = look(traeger, answer)
    assert stored(session, haus) == set()
    text = words(parse(page))
    assert "2 neu" in text
    assert "3.100,00" in text
    done = confirm(traeger, page, answer.location)
    assert done.status_code == 303
    assert stored(session, haus) == {
        ("1", "SA", Betrag(10000), Betrag(9000)),
        ("2", "PK", Betrag(300000), Betrag(300000)),
    }
    assert events(session) == ["belegliste_hochgeladen", "belegliste_eingelesen", "einlesung_uebernommen"]
    told = [json.loads(text) for text in session.scalars(select(m.EreignisInhalt.inhalt))]
    [counts] = [each for each in told if "gerechnet" in each]
    assert (counts["belege"], counts["gerechnet"], counts["genannt"]) == (2, "3100.00", "3100.00")
    assert len(counts["sha256"]) == 64


def test_the_same_file_again_doubles_nothing(traeger: FlaskClient, session: Session, haus: Haus):
    answer = upload(traeger, haus, LISTE)
    confirm(traeger, look(traeger, answer), answer.location)
    before = stored(session, haus)
    again = upload(traeger, haus, LISTE)
    assert again.status_code == 200
    assert "Alle 2 Zeilen stehen genau so" in again.text
    assert stored(session, haus) == before
    assert len(session.scalars(select(m.Belegeinlesung)).all()) == 1
    # A running list grows: only the new row is new.
    grown = upload(traeger, haus, f"{LISTE}\n3;SA;02.03.2024;09.03.2024;Beispiel;Stifte;7,00;7,00;7,00")
    text = words(parse(look(traeger, grown)))
    assert "1 neu" in text
    assert "2 unverändert" in text


def test_every_wrong_cell_is_shown_and_nothing_can_be_taken_over(
    traeger: FlaskClient, session: Session, haus: Haus
):
    bad = f"{KOPF}\n1;SA;31.02.2024;09.02.2024;;Faltblätter;119,00;100,00;190,00"
    page = look(traeger, upload(traeger, haus, bad))
    text = words(parse(page))
    for place in ("Zelle C2", "Zelle E2", "Zelle I2"):
        assert place in text
    assert "3 Angaben sind zu berichtigen" in text
    assert not [b for b in find(parse(page), "button") if words(b) == "Übernehmen"]
    form = next(f for f in find(parse(page), "main//form"))
    hidden = {i.get("name"): i.get("value") for i in find(form, "input") if i.get("type") == "hidden"}
    path = form.get("action")
    sent = traeger.post(path, data={**hidden, "tat": "uebernehmen", "art": "belegliste", "zahlen": "deutsch"})
    assert sent.status_code in {303, 422}
    assert stored(session, haus) == set()


def test_own_column_names_are_asked_once_and_remembered(traeger: FlaskClient, session: Session, haus: Haus):
    kopf = "Beleg-Nr.;Ausgabeposition;Rechnungsdatum;Abgebucht;Zahlungsempfänger;Wofür genau;Brutto;Anteil"
    row = "1;SA;02.02.2024;09.02.2024;Beispiel Druckerei;Faltblätter;119,00;100,00"
    answer = upload(traeger, haus, f"{kopf}\n{row}")
    page = look(traeger, answer)
    assert "Wie heißt diese Spalte bei Ihnen" in page.text
    names = {
        "spalte-zahlungsdatum": "Abgebucht",
        "spalte-zweck": "Wofür genau",
        "spalte-gezahlt": "Brutto",
        # One column may serve two.
        "spalte-betrag": "Anteil",
        "spalte-zuwendungsfaehig": "Anteil",
    }
    answered = abschicken(traeger, page, answer.location, names, knopf="Vorschau neu berechnen")
    ready = look(traeger, answered)
    assert "1 neu" in words(parse(ready))
    assert confirm(traeger, ready, answer.location).status_code == 303
    assert stored(session, haus) == {("1", "SA", Betrag(10000), Betrag(10000))}
    # The next file of the Träger, also for its other Maßnahme, is understood at once.
    other = Haus(haus.traeger_id, haus.zweiter, haus.anteil, haus.fremd, haus.fremder_traeger_id)
    later = look(traeger, upload(traeger, other, f"{kopf}\n{row.replace('1;SA', '9;SA')}"))
    assert "1 neu" in words(parse(later))


def test_own_words_for_positions_are_asked_once(traeger: FlaskClient, session: Session, haus: Haus):
    answer = upload(traeger, haus, f"{KOPF}\n{ZEILE.replace('SA', 'Bürobedarf')}")
    page = look(traeger, answer)
    assert "„Bürobedarf“" in page.text
    [select_field] = [s for s in find(parse(page), "select") if (s.get("name") or "").startswith("wort-")]
    name = select_field.get("name")
    ready = look(
        traeger,
        abschicken(traeger, page, answer.location, {name: "position:SA"}, knopf="Vorschau neu berechnen"),
    )
    assert confirm(traeger, ready, answer.location).status_code == 303
    assert session.scalars(select(m.Positionszuordnung.position)).all() == ["SA"]
    assert "1 neu" in words(
        parse(look(traeger, upload(traeger, haus, f"{KOPF}\n{ZEILE.replace('1;SA', '8;Bürobedarf')}")))
    )


def test_rows_out_of_excel_take_the_same_way(traeger: FlaskClient, session: Session, haus: Haus):
    pasted = f"{KOPF}\n{ZEILE}".replace(";", "\t")
    answer = _paste(traeger, haus, pasted)
    page = look(traeger, answer)
    assert "1 neu" in words(parse(page))
    assert confirm(traeger, page, answer.location).status_code == 303
    assert len(stored(session, haus)) == 1


def _paste(client: FlaskClient, haus: Haus, text: str):
    page = client.get(f"{haus.liste}/einlesen")
    form = next(f for f in find(parse(page), "main//form") if find(f, "textarea"))
    hidden = {i.get("name"): i.get("value") for i in find(form, "input") if i.get("type") == "hidden"}
    return client.post(f"{haus.liste}/einlesen", data={**hidden, "tabelle": text})


def test_questions_of_the_file_are_answered_once_for_it(traeger: FlaskClient, session: Session, haus: Haus):
    rows = (
        "1;SA;02.02.2024;09.02.2024;Beispiel;Papier;1,119.00;1,119.00;1,119.00\n"
        ";Einnahme;;10.02.2024;Beispielspende;Spende;;-50.00;"
    )
    answer = upload(traeger, haus, f"{KOPF};Mittelherkunft\n{rows.replace(chr(10), ';' + chr(10))};Spenden")
    page = look(traeger, answer)
    assert "Fragen zu dieser Datei" in page.text
    # The second question shows when the first is answered.
    for _ in range(2):
        values = {"zahlen": "punkt", "einnahmen": "negativ"}
        names = {s.get("name") for s in find(parse(page), "select")}
        sent = {key: value for key, value in values.items() if key in names}
        page = look(traeger, abschicken(traeger, page, answer.location, sent, knopf="Vorschau neu berechnen"))
    assert confirm(traeger, page, answer.location).status_code == 303, words(parse(page))
    assert session.scalars(select(m.Einnahme.betrag)).all() == [Betrag(5000)]
    assert session.scalars(select(m.Einnahme.herkunft)).all() == [Mittelherkunft.SPENDE]


def test_a_preview_that_no_longer_holds_takes_nothing_over(
    traeger: FlaskClient, session: Session, haus: Haus
):
    answer = upload(traeger, haus, LISTE)
    page = look(traeger, answer)
    enter(traeger, haus, nr="1")
    late = confirm(traeger, page, answer.location)
    assert late.status_code == 409
    assert "etwas geändert" in late.text
    assert ("2", "PK", Betrag(300000), Betrag(300000)) not in stored(session, haus)
    # What it says now can be confirmed.
    assert confirm(traeger, late, answer.location).status_code == 303


def test_a_discarded_file_is_gone_but_its_name_stays(traeger: FlaskClient, session: Session, haus: Haus):
    answer = upload(traeger, haus, LISTE)
    assert absenden(traeger, answer.location, pfad="/verwerfen").status_code == 303
    row = session.scalars(select(m.Belegeinlesung)).one()
    assert (row.status, row.inhalt, row.datei) == (EinlesungStatus.VERWORFEN, None, "liste.csv")


def test_after_the_hand_in_no_list_is_taken_over(traeger: FlaskClient, session: Session, haus: Haus):
    answer = upload(traeger, haus, LISTE)
    page = look(traeger, answer)
    row = session.scalars(select(m.Verwendungsnachweis)).one()
    session.delete(row)
    session.flush()
    hand_in(session, haus.anteil)
    assert confirm(traeger, page, answer.location).status_code == 409
    assert stored(session, haus) == set()


@pytest.mark.parametrize(
    ("content", "name", "satz"),
    [
        (b"%PDF-1.7\n%%EOF", "rechnung.pdf", "ist ein PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "x.xlsx", "Passwort"),
        (b"\x89PNG\r\n\x1a\n", "liste.pdf", "Bild"),
        (b"", "leer.csv", "leer"),
    ],
)
def test_wrong_files_are_told_and_not_stored(
    traeger: FlaskClient, session: Session, haus: Haus, content: bytes, name: str, satz: str
):
    answer = upload(traeger, haus, content, name)
    assert answer.status_code == 422
    assert satz in answer.text
    assert session.scalars(select(m.Belegeinlesung)).all() == []


def test_a_ledger_asks_for_its_accounts_once(als: Als, session: Session):
    haus = build(session, art=TraegerArt.STAEDTISCHE_STELLE)
    client = als("stelle", traeger_id=haus.traeger_id)
    kopf = "Sachkonto;Kontobezeichnung;Buchungsdatum;Belegnummer;Buchungstext;Soll;Haben\n"
    rows = (
        "501200;Entgelte;28.02.2024;A1;Entgelt Februar;3.000,00;\n"
        "543100;Büro;03.02.2024;A2;Papier;100,00;\n"
        "543100;Büro;05.02.2024;A3;Storno A2 Papier;;100,00\n"
        "414200;Spenden;06.02.2024;A4;Spende;;30,00\n"
    )
    answer = upload(client, haus, kopf + rows)
    page = look(client, answer)
    fields = [s for s in find(parse(page), "select") if (s.get("name") or "").startswith("wort-")]
    assert len(fields) == 2, "the Storno pair on 543100 makes nothing, so nobody asks for that account"
    values = {fields[0].get("name"): "einnahme:spende", fields[1].get("name"): "position:PK"}
    ready = look(client, abschicken(client, page, answer.location, values, knopf="Vorschau neu berechnen"))
    assert "heben sich auf" in ready.text
    assert confirm(client, ready, answer.location).status_code == 303
    assert stored(session, haus) == {("A1", "PK", Betrag(300000), Betrag(300000))}
    assert session.scalars(select(m.Einnahme.betrag)).all() == [Betrag(3000)]
    march = look(
        client, upload(client, haus, f"{kopf}501200;Entgelte;28.03.2024;A9;Entgelt März;3.000,00;\n")
    )
    assert "1 neu" in words(parse(march))


@pytest.mark.parametrize("endung", ["xlsx", "csv"])
def test_the_export_reads_back_as_it_is(traeger: FlaskClient, session: Session, haus: Haus, endung: str):
    enter(traeger, haus, zweck="=Faltblätter; „neu“", leistung_von="1.1.2024", leistung_bis="31.1.2024")
    enter(
        traeger,
        haus,
        nr="0007",
        gezahlt="-10,00",
        bemerkung="-Gutschrift",
        **{"teile-0-zuwendungsfaehig": "-5,00"},
    )
    enter(traeger, haus, "PK", nr="P-3", rechnungsnummer="", rechnungsdatum="", zweck="Fachkraft")
    split = {"teile-0-betrag": "600,00", "teile-1-ziel": f"{haus.anteil}:PK", "teile-1-betrag": "634,50"}
    page = traeger.get(f"{haus.liste}/neu")
    more = abschicken(traeger, page, f"{haus.liste}/neu", {}, knopf="Weiteren Teil")
    two = {**BELEG_GETEILT, "teile-0-ziel": f"{haus.anteil}:SA", **split}
    assert abschicken(traeger, more, f"{haus.liste}/neu", two, knopf="Beleg speichern").status_code == 303
    absenden(
        traeger,
        f"{haus.liste}/einnahmen/neu",
        {"einzahler": "Beispielkasse", "betrag": "150,00", "herkunft": "krankenkasse", "datum": "1.3.2024"},
    )
    content = traeger.get(f"{haus.liste}.{endung}").data
    again = upload(traeger, haus, content, f"export.{endung}")
    assert again.status_code == 200, words(parse(look(traeger, again)))
    assert "Alle 6 Zeilen stehen genau so" in again.text
    # In an empty house it makes the same rows.
    before = snapshot(session)
    for model in (m.Belegteil, m.Beleg, m.Einnahme):
        session.execute(model.__table__.delete())
    session.commit()
    session.expire_all()
    fresh = upload(traeger, haus, content, f"export.{endung}")
    assert confirm(traeger, look(traeger, fresh), fresh.location).status_code == 303
    session.expire_all()
    assert snapshot(session) == before


BELEG_GETEILT = {
    "nr": "T-1",
    "zahlungsempfaenger": "Beispiel Agentur",
    "zweck": "Veranstaltung",
    "rechnungsdatum": "03.02.2024",
    "zahlungsdatum": "12.02.2024",
    "gezahlt": "1.234,50",
}


def snapshot(session: Session) -> list[tuple[object, ...]]:
    belege = [
        (
            *(
                getattr(b, column.key)
                for column in m.Beleg.__table__.columns
                if column.key not in {"id", "aenderungsstand"}
            ),
            tuple(sorted((t.position, t.betrag, t.zuwendungsfaehig) for t in b.teile)),
        )
        for b in session.scalars(select(m.Beleg).order_by(m.Beleg.nr))
    ]
    income = [
        (e.nr, e.datum, e.einzahler, e.zweck, e.betrag, e.herkunft)
        for e in session.scalars(select(m.Einnahme).order_by(m.Einnahme.nr))
    ]
    return [*belege, *income]


def test_the_export_holds_exactly_what_is_shown(traeger: FlaskClient, haus: Haus):
    enter(traeger, haus)
    enter(traeger, haus, "PK", nr="P-3", zweck="Fachkraft")
    shown = traeger.get(f"{haus.liste}.csv?position=PK").data.decode("utf-8-sig").splitlines()
    assert len(shown) == 2
    assert shown[1].startswith("P-3;Beleg;PK;")


def test_the_template_offers_the_positions_of_the_plan(traeger: FlaskClient, haus: Haus):
    sheet = load_workbook(io.BytesIO(traeger.get(f"{haus.liste}/vorlage.xlsx").data)).active
    lists = {each.formula1 for each in sheet.data_validations.dataValidation}
    assert '"PK,SA"' in lists
    assert '"Beleg,Pauschale,Einnahme"' in lists


# -- E-Rechnung ------------------------------------------------------------------------------------------------


def bring(client: FlaskClient, haus: Haus, content: bytes, name: str):
    path = f"{haus.liste}/e-rechnung"
    return absenden(client, path, {"datei": (io.BytesIO(content), name)}, knopf="Einlesen")


def test_an_invoice_becomes_a_row_with_its_original(traeger: FlaskClient, session: Session, haus: Haus):
    answer = bring(traeger, haus, UBL.encode(), "rechnung.xml")
    page = look(traeger, answer)
    for value in ("BSP-77", "04.04.2024", "Beispiel Papier GmbH", "119,50", "Papier A4", "31.03.2024"):
        assert f'value="{value}"' in page.text, value
    assert "Zahlungsdatum steht in keiner Rechnung" in page.text
    typed = {"zahlungsdatum": "15.04.2024", "teile-0-ziel": f"{haus.anteil}:SA"}
    saved = abschicken(traeger, page, answer.location, typed, knopf="Beleg speichern")
    assert saved.status_code == 303
    beleg = session.scalars(select(m.Beleg)).one()
    datei = session.scalars(select(m.Datei)).one()
    assert (datei.beleg_id, datei.zweck.value, datei.name) == (beleg.id, "erechnung", "rechnung.xml")
    shown = traeger.get(f"{haus.liste}/{beleg.id}").text
    assert datei.sha256 in shown
    assert traeger.get(f"/dateien/{datei.schluessel}").data == UBL.encode()
    # A second time there is nothing to save.
    assert traeger.get(answer.location).status_code == 409
    # The original outlives its row.
    assert absenden(traeger, f"{haus.liste}/{beleg.id}", pfad="/entfernen").status_code == 303
    session.expire_all()
    kept = session.scalars(select(m.Datei)).one()
    assert kept.beleg_id is None
    assert kept.verwendungsnachweis_id is not None
    assert kept.entfernt_am is not None


def test_a_zugferd_pdf_of_somebody_else_is_read_and_told(traeger: FlaskClient, haus: Haus):
    page = look(traeger, bring(traeger, haus, pdf(), "rechnung.pdf"))
    assert "Ganz anderer Verein" in page.text
    assert "19,90" in page.text


def test_a_plain_pdf_is_not_wanted(traeger: FlaskClient, session: Session, haus: Haus):
    answer = bring(traeger, haus, pdf(None), "scan.pdf")
    assert answer.status_code == 422
    assert "das PDF brauchen wir nicht" in answer.text
    assert session.scalars(select(m.Belegeinlesung)).all() == []
    assert CII not in answer.text
