"""Questions and answers between recipient and office; notes that never leave the office; nobody else's Vorgang."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from tests import dateien as beispiel
from tests.web.conftest import Als
from tests.web.formulare import abschicken, absenden
from tests.web.nachweisjahr import LISTE, Jahr, add_entry, add_nachweisjahr, hand_in, mails, post

GEHEIM = "Vermutung: das stimmt so nicht"


@pytest.fixture
def jahr(session: Session) -> Jahr:
    return add_nachweisjahr(session)


@pytest.fixture
def traeger(als: Als, jahr: Jahr) -> FlaskClient:
    return als("traeger", traeger_id=jahr.traeger[0])


def ask(traeger: FlaskClient, jahr: Jahr, text: str = "Zählen Fahrtkosten mit?", **werte: object):
    return absenden(traeger, jahr.portal(), {"text": text, **werte}, pfad="/neu")


def only(session: Session) -> m.Mitteilung:
    return session.execute(select(m.Mitteilung).where(m.Mitteilung.antwort_auf_id.is_(None))).scalar_one()


def test_a_question_is_asked_answered_and_done_and_each_side_hears_of_it(
    client: FlaskClient, traeger: FlaskClient, session: Session, jahr: Jahr
):
    assert ask(traeger, jahr).status_code == 303
    [mail] = mails(session, "mitteilung")
    assert mail.an == "geschaeftsstelle@stadt.example"
    assert "Fahrtkosten" not in mail.text
    assert f"/nachweise/{jahr.anteile[0]}#mitteilungen" in mail.text
    page = client.get(jahr.amt())
    assert "Zählen Fahrtkosten mit?" in page.text
    assert "wartet auf Sie" in page.text
    assert "1 offen" in client.get(LISTE).text

    question = only(session)
    answer = absenden(client, jahr.amt(), {"text": "Ja, bis 0,30 € je km."}, pfad=f"/{question.id}/antwort")
    assert answer.status_code == 303
    assert [each.an for each in mails(session, "mitteilung")][1:] == ["traeger@stadt.example"]
    assert "Ja, bis 0,30 € je km." in traeger.get(jahr.portal()).text
    assert "1 offen" not in client.get(LISTE).text

    assert absenden(traeger, jahr.portal(), pfad=f"/{question.id}/erledigt").status_code == 303
    assert only(session).erledigt_am is not None
    arts = session.execute(select(m.Ereignis.art).order_by(m.Ereignis.nummer)).scalars().all()
    assert arts == ["mitteilung_geschrieben", "mitteilung_beantwortet", "mitteilung_erledigt"]


def test_what_the_log_keeps_of_an_entry_is_a_hash_and_not_its_words(
    traeger: FlaskClient, session: Session, jahr: Jahr
):
    ask(traeger, jahr, "Frau Beispiel ist krank.")
    [kept] = session.execute(select(m.EreignisInhalt.inhalt)).scalars()
    assert "krank" not in kept
    assert "sha256" in kept


def test_an_answer_of_the_recipient_opens_what_was_done(
    client: FlaskClient, traeger: FlaskClient, session: Session, jahr: Jahr
):
    ask(traeger, jahr)
    question = only(session)
    absenden(client, jahr.amt(), pfad=f"/{question.id}/erledigt")
    assert only(session).erledigt_am is not None
    absenden(traeger, jahr.portal(), {"text": "Noch eine Rückfrage."}, pfad=f"/{question.id}/antwort")
    assert only(session).erledigt_am is None
    assert "1 offen" in client.get(LISTE).text


def test_no_page_offers_to_change_or_delete_what_was_written(
    client: FlaskClient, traeger: FlaskClient, jahr: Jahr
):
    ask(traeger, jahr)
    for page in (client.get(jahr.amt()), traeger.get(jahr.portal())):
        assert "bearbeiten" not in page.text
        assert "löschen" not in page.text


# -- Fristverlängerung ---------------------------------------------------------------------------------------------


def wish(traeger: FlaskClient, jahr: Jahr, tag: str = "15.10.2024"):
    return absenden(
        traeger,
        jahr.portal(rest="?art=fristverlaengerung"),
        {"gewuenscht": tag, "text": "Unsere Buchhaltung ist erkrankt."},
        pfad="/neu",
    )


def decide(client: FlaskClient, session: Session, jahr: Jahr, **werte: str):
    return absenden(client, jahr.amt(), werte, pfad=f"/{only(session).id}/entscheidung")


def test_a_longer_frist_is_wished_for_and_granted_with_the_offices_own_day(
    client: FlaskClient, traeger: FlaskClient, session: Session, jahr: Jahr
):
    assert wish(traeger, jahr).status_code == 303
    assert "Gewünscht bis" in client.get(jahr.amt()).text
    answer = decide(client, session, jahr, gewaehrt="ja", bis="01.10.2024", satz="Bitte dann vollständig.")
    assert answer.status_code == 303
    proof = session.execute(select(m.Verwendungsnachweis)).scalar_one()
    assert str(proof.verlaengert_bis) == "2024-10-01"
    page = traeger.get(jahr.portal()).text
    assert "verlängert bis 01.10.2024" in page
    assert "Bitte dann vollständig." in page
    assert "01.10.2024" in client.get(LISTE).text
    arts = session.execute(select(m.Ereignis.art).order_by(m.Ereignis.nummer)).scalars().all()
    assert arts == ["mitteilung_geschrieben", "frist_verlaengert"]


def test_a_longer_frist_is_refused_with_a_sentence_and_nothing_moves(
    client: FlaskClient, traeger: FlaskClient, session: Session, jahr: Jahr
):
    wish(traeger, jahr)
    assert decide(client, session, jahr, gewaehrt="nein", bis="", satz="").status_code == 422
    assert decide(client, session, jahr, gewaehrt="nein", bis="", satz="Das Land wartet.").status_code == 303
    assert session.execute(select(m.Verwendungsnachweis)).scalar_one_or_none() is None
    assert "Die Frist wird nicht verlängert. Das Land wartet." in traeger.get(jahr.portal()).text


@pytest.mark.parametrize(
    ("tag", "satz"),
    [("", "bis zu welchem Tag"), ("01.09.2024", "schon vorbei"), ("31.02.2025", "kein Datum")],
)
def test_a_wish_names_a_day_to_come(traeger: FlaskClient, session: Session, jahr: Jahr, tag, satz):
    answer = wish(traeger, jahr, tag)
    assert answer.status_code == 422
    assert satz in answer.text
    assert "Unsere Buchhaltung ist erkrankt." in answer.text
    assert session.execute(select(m.Mitteilung)).first() is None


def test_a_second_wish_waits_for_the_decision_about_the_first(traeger: FlaskClient, jahr: Jahr):
    wish(traeger, jahr)
    assert "noch nicht entschieden" in wish(traeger, jahr, "01.11.2024").text


def test_two_people_of_the_office_do_not_decide_twice(
    als: Als, client: FlaskClient, traeger: FlaskClient, session: Session, jahr: Jahr
):
    wish(traeger, jahr)
    pfad = f"/{only(session).id}/entscheidung"
    second = als("geschaeftsstelle2")
    opened = second.get(jahr.amt())
    decide(client, session, jahr, gewaehrt="ja", bis="01.10.2024", satz="Gern.")
    werte = {"gewaehrt": "nein", "bis": "", "satz": "Nein."}
    late = abschicken(second, opened, jahr.amt(), werte, pfad=pfad)
    assert late.status_code == 422
    assert str(session.execute(select(m.Verwendungsnachweis)).scalar_one().verlaengert_bis) == "2024-10-01"


def test_the_office_extends_without_being_asked(
    client: FlaskClient, traeger: FlaskClient, session: Session, jahr: Jahr
):
    answer = absenden(
        client, jahr.amt(), {"bis": "30.09.2024", "satz": "Wegen der Umstellung."}, pfad="/frist"
    )
    assert answer.status_code == 303
    assert "Die Frist ist verlängert bis zum 30.09.2024." in traeger.get(jahr.portal()).text
    assert [each.an for each in mails(session)] == ["traeger@stadt.example"]


def test_who_has_handed_in_has_no_frist_to_extend(
    client: FlaskClient, traeger: FlaskClient, session: Session, jahr: Jahr
):
    hand_in(session, jahr.anteile[0])
    assert "Mehr Zeit erbitten" not in traeger.get(jahr.portal()).text
    assert "Frist verlängern" not in client.get(jahr.amt()).text


# -- Notes stay in the office --------------------------------------------------------------------------------------


def test_a_note_is_nowhere_to_be_seen_for_the_recipient(
    client: FlaskClient, traeger: FlaskClient, session: Session, jahr: Jahr
):
    ask(traeger, jahr)
    before = len(mails(session))
    said = absenden(client, jahr.amt(rest="?art=notiz"), {"text": GEHEIM}, pfad="/mitteilungen/neu")
    assert said.status_code == 303
    question = session.execute(select(m.Mitteilung).where(~m.Mitteilung.intern)).scalar_one()
    # An internal remark within a conversation that the recipient reads.
    absenden(client, jahr.amt(), {"text": GEHEIM, "intern": "y"}, pfad=f"/{question.id}/antwort")
    notes = session.execute(select(m.Mitteilung).where(m.Mitteilung.intern)).scalars().all()
    assert len(notes) == 2
    assert len(mails(session)) == before
    assert client.get(jahr.amt()).text.count(GEHEIM) == 2
    page = traeger.get(jahr.portal()).text
    assert GEHEIM not in page
    assert "Notiz" not in page
    # It neither answers the question nor counts as one.
    assert "1 offen" in client.get(LISTE).text
    for endung in ("csv", "xlsx"):
        assert GEHEIM.encode() not in client.get(f"{LISTE}.{endung}").data


@pytest.mark.parametrize("pfad", ["antwort", "erledigt"])
def test_a_recipient_cannot_reach_a_note_by_its_number(
    traeger: FlaskClient, session: Session, jahr: Jahr, pfad: str
):
    note = add_entry(session, jahr.anteile[0], GEHEIM, art="notiz", intern=True, vom_empfaenger=False)
    key = note.id
    answer = post(traeger, jahr.portal(rest=f"/{key}/{pfad}"), text="Hallo")
    assert answer.status_code in {404, 422}
    assert GEHEIM not in answer.text
    assert [each.id for each in session.execute(select(m.Mitteilung)).scalars()] == [key]


def test_a_recipient_cannot_write_a_note(traeger: FlaskClient, session: Session, jahr: Jahr):
    absenden(traeger, jahr.portal(), {"text": "Hallo", "art": "notiz"}, pfad="/neu")
    assert [each.intern for each in session.execute(select(m.Mitteilung)).scalars()] == [False]


def test_a_recipient_cannot_make_an_answer_internal(traeger: FlaskClient, session: Session, jahr: Jahr):
    ask(traeger, jahr)
    pfad = f"/{only(session).id}/antwort"
    absenden(traeger, jahr.portal(), {"text": "Noch etwas", "intern": "y"}, pfad=pfad)
    assert not session.execute(select(m.Mitteilung).where(m.Mitteilung.intern)).first()


def test_the_file_of_a_note_is_not_handed_to_the_recipient(
    client: FlaskClient, traeger: FlaskClient, session: Session, jahr: Jahr
):
    for seite in (jahr.amt(rest="?art=notiz"), jahr.amt()):
        werte = {"text": "Anbei", "datei": (io.BytesIO(beispiel.PDF), "brief.pdf")}
        assert absenden(client, seite, werte, pfad="/mitteilungen/neu").status_code == 303
    statement = select(m.Mitteilung.intern, m.Datei.schluessel).join(
        m.Datei, m.Datei.mitteilung_id == m.Mitteilung.id
    )
    keys = dict(iter(session.execute(statement)))
    assert traeger.get(f"/dateien/{keys[False]}").status_code == 200
    assert traeger.get(f"/dateien/{keys[True]}").status_code == 404
    assert keys[True] not in traeger.get(jahr.portal()).text


def test_a_file_that_is_refused_leaves_no_entry(traeger: FlaskClient, session: Session, jahr: Jahr):
    datei = (io.BytesIO(b"PK\x03\x04 kein PDF"), "brief.pdf")
    answer = ask(traeger, jahr, "Siehe Anlage", datei=datei)
    assert answer.status_code == 422
    assert "Siehe Anlage" in answer.text
    assert session.execute(select(m.Mitteilung)).first() is None
    assert session.execute(select(m.Datei)).first() is None


# -- Whose it is ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rest", ["", "/neu", "/{}/antwort", "/{}/erledigt"])
def test_another_recipients_vorgang_does_not_exist(
    als: Als, traeger: FlaskClient, session: Session, jahr: Jahr, rest: str
):
    question = add_entry(session, jahr.anteile[0], "Nur unter uns")
    other = als("traeger2", traeger_id=jahr.traeger[1])
    path = jahr.portal(rest=rest.format(question.id))
    answer = other.get(path) if not rest else post(other, path, text="x", art="frage")
    assert answer.status_code == 404
    assert "Nur unter uns" not in answer.text
    # Nor within the own Vorgang by a foreign number.
    if "{}" in rest:
        own = post(other, jahr.portal(1, rest.format(question.id)), text="x")
        assert own.status_code in {404, 422}
        assert "Nur unter uns" not in own.text
    assert len(session.execute(select(m.Mitteilung)).scalars().all()) == 1


def test_somebody_without_any_befugnis_reads_and_does_not_write(als: Als, session: Session, jahr: Jahr):
    reader = als("traeger", traeger_id=jahr.traeger[0])
    for row in session.execute(
        select(m.Rollenzuordnung).where(m.Rollenzuordnung.traeger_id.is_not(None))
    ).scalars():
        row.darf_inhaltlich = row.darf_finanziell = row.vertretungsberechtigt = False
    session.commit()
    page = reader.get(jahr.portal())
    assert page.status_code == 200
    assert "Schreiben Sie der Geschäftsstelle" not in page.text
    assert post(reader, jahr.portal(rest="/neu"), text="x", art="frage").status_code == 403


@pytest.mark.parametrize("rolle", ["finanzen", "einsicht"])
def test_who_may_only_look_reads_the_office_page_and_writes_nothing(als: Als, jahr: Jahr, rolle: str):
    looking = als(rolle)
    page = looking.get(jahr.amt())
    assert page.status_code == 200
    assert "Frage abschicken" not in page.text
    assert post(looking, jahr.amt(rest="/mitteilungen/neu"), text="x").status_code == 403


@pytest.mark.parametrize("rolle", ["traeger", "stelle", "konten"])
def test_the_office_page_is_closed_to_everybody_else(als: Als, jahr: Jahr, rolle: str):
    assert als(rolle).get(jahr.amt()).status_code == 403
    assert als(rolle).get(LISTE).status_code == 403
