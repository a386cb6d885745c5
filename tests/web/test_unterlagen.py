"""Papers to the sample: asked for, sent row by row by the Träger, seen by the check; nobody else's."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session, selectinload

from grants import models as m
from grants.domain.begriffe import FoerderjahrStatus, NachweisStatus
from grants.services.erinnerungen import Umgebung, remind
from grants.services.personen import acting
from tests.dateien import PDF
from tests.pruefjahr import fill_unchecked, teil_id
from tests.web.conftest import Als
from tests.web.daten import HEUTE
from tests.web.formulare import abschicken, absenden
from tests.web.nachweisjahr import mails, post
from tests.web.pruefweg import Weg
from tests.web.seiten import by_id, find, parse, words
from tests.web.test_routes import count


@pytest.fixture
def jahr(session: Session) -> m.Foerderjahr:
    found = fill_unchecked(session)
    session.commit()
    return found


@pytest.fixture
def weg(als: Als, session: Session, jahr) -> Weg:
    """Give a proof that is checked deeply, its sample drawn."""
    found = Weg(als, session, "beispiel-a")
    found.begin("vertieft")
    found.done("finanzen", "stichprobe", {"schwelle": "20.000,00", "anteil": "10", "zeilen": "1"})
    return found


@pytest.fixture
def traeger(als: Als, session: Session, weg: Weg) -> FlaskClient:
    return als("traeger", traeger_id=owner(session, "beispiel-a"))


@pytest.fixture
def fremd(als: Als, session: Session, weg: Weg) -> FlaskClient:
    return als("traeger2", traeger_id=owner(session, "beispiel-b"))


def owner(session: Session, kuerzel: str) -> int:
    return session.execute(select(m.Traeger.id).where(m.Traeger.kuerzel == kuerzel)).scalar_one()


def portal(weg: Weg) -> str:
    return f"/verwendungsnachweis/{weg.id}/unterlagen"


def request_papers(weg: Weg, frist: str = "30.09.2024", **werte: str):
    """Ask for everything the form proposes."""
    return absenden(weg.als("finanzen"), f"{weg.seite}/unterlagen/neu", {"frist": frist, **werte})


def only(session: Session) -> m.Unterlagenanforderung:
    """Return the one request with its rows; it outlives the requests that follow."""
    session.expire_all()
    statement = select(m.Unterlagenanforderung).options(selectinload(m.Unterlagenanforderung.zeilen))
    found = session.execute(statement).scalar_one()
    session.expunge_all()
    return found


def upload(client: FlaskClient, weg: Weg, zeile: m.Unterlagenzeile, name: str = "Rechnung.pdf"):
    return absenden(client, portal(weg), {"datei": (io.BytesIO(PDF), name)}, pfad=f"/zeilen/{zeile.id}")


def answer_everything(client: FlaskClient, weg: Weg, session: Session) -> m.Unterlagenanforderung:
    first, *rest = only(session).zeilen
    assert upload(client, weg, first).status_code == 303
    for zeile in rest:
        sent = absenden(client, portal(weg), {"antwort": "Liegt bei."}, pfad=f"/zeilen/{zeile.id}")
        assert sent.status_code == 303
    request = only(session)
    answer = absenden(client, portal(weg), pfad=f"/{request.id}/abschicken")
    assert answer.status_code == 303, answer.text
    return only(session)


def test_the_sample_goes_to_the_traeger_is_answered_and_seen(
    weg: Weg, traeger: FlaskClient, session: Session
):
    drawn = session.execute(select(m.Stichprobenbeleg)).scalars().all()
    assert request_papers(weg, text="Bitte schwärzen.").status_code == 303
    request = only(session)
    assert {zeile.beleg_nr for zeile in request.zeilen} == {each.beleg_nr for each in drawn}
    [mail] = mails(session, "unterlagen_angefordert")
    assert mail.an == "traeger@stadt.example"
    assert "30.09.2024" in mail.text
    assert weg.nachweis.status is NachweisStatus.IN_PRUEFUNG

    assert "Unterlagen für die Prüfung schicken" in traeger.get("/").text
    assert "Die Prüfung braucht Unterlagen" in traeger.get(f"/verwendungsnachweis/{weg.id}").text
    page = traeger.get(portal(weg))
    for zeile in request.zeilen:
        assert f"Beleg {zeile.beleg_nr}," in words(by_id(parse(page), f"zeile-{zeile.id}"))
    assert "A-05" not in page.text

    request = answer_everything(traeger, weg, session)
    assert request.beantwortet_am is not None
    [told] = mails(session, "unterlagen_da")
    assert told.an == "finanzen@stadt.example"
    assert "Antwort ist da" in weg.als("finanzen").get("/").text
    assert "Unterlagen für die Prüfung schicken" not in traeger.get("/").text
    assert "Der Träger hat geantwortet" in weg.als("finanzen").get(weg.seite).text
    office = f"{weg.seite}/unterlagen"
    assert "Rechnung.pdf" in weg.als("finanzen").get(office).text
    assert "Rechnung.pdf" in weg.als("finanzen").get(f"{weg.seite}?zeige=stichprobe").text
    for zeile in request.zeilen:
        seen = absenden(weg.als("finanzen"), office, {"gesehen": "ja"}, pfad=f"/zeilen/{zeile.id}/gesehen")
        assert seen.status_code == 303
    session.expire_all()
    assert all(each.gesehen_am for each in session.execute(select(m.Stichprobenbeleg)).scalars())
    assert "beantwortet und gesehen" in weg.als("finanzen").get(office).text
    draft = weg.als("finanzen").get(f"{weg.seite}/pruefvermerk.json").text
    count = len(request.zeilen)
    assert f"zu {count} Belegzeilen; gekommen sind sie zu {count}, davon gesehen {count}." in draft


def test_a_request_made_before_a_new_sample_asks_for_nothing(weg: Weg, session: Session):
    path, finance = f"{weg.seite}/unterlagen/neu", weg.als("finanzen")
    before = finance.get(path)
    weg.done("finanzen", "stichprobe", {"anteil": "5", "zeilen": "2", "grund": "Andere Schwelle."})
    late = abschicken(finance, before, path, {"frist": "30.09.2024", "text": "Bitte schwärzen."})
    assert late.status_code == 409
    assert "Die Stichprobe wurde inzwischen neu gezogen" in late.text
    assert "Bitte schwärzen." in late.text
    assert session.execute(select(m.Unterlagenanforderung)).all() == []
    names = [each.get("name") for each in find(parse(late), "main//input")]
    wishes = {name: "y" for name in names if name and name.startswith("rechnung-")}
    assert abschicken(finance, late, path, wishes).status_code == 303
    drawn = session.execute(select(m.Stichprobe.id).order_by(m.Stichprobe.nummer.desc())).scalars().first()
    assert only(session).stichprobe_id == drawn
    assert len(only(session).zeilen) == len(wishes)


def test_a_row_without_tick_and_question_is_not_asked_for(weg: Weg, session: Session):
    part = teil_id(session, "A-01")
    answer = absenden(
        weg.als("finanzen"),
        f"{weg.seite}/unterlagen/neu",
        {"frist": "30.09.2024"},
        weg=(f"rechnung-{part}", f"zahlung-{part}"),
    )
    assert answer.status_code == 303
    assert "A-01" not in {zeile.beleg_nr for zeile in only(session).zeilen}


@pytest.mark.parametrize(
    ("frist", "sentence"),
    [("", "bis wann der Träger"), ("31.08.2024", "nicht in der Zukunft"), ("morgen", "Datum")],
)
def test_without_a_day_to_come_nothing_is_asked_and_what_was_typed_stays(
    weg: Weg, session: Session, frist: str, sentence: str
):
    answer = request_papers(weg, frist, text="Bitte schwärzen.")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Bitte schwärzen." in answer.text
    assert session.execute(select(m.Unterlagenanforderung)).all() == []


def test_the_day_is_proposed_by_the_year_and_empty_without_it(weg: Weg, session: Session):
    path = f"{weg.seite}/unterlagen/neu"

    def proposed() -> str:
        return by_id(parse(weg.als("finanzen").get(path)), "frist").get("value")

    assert proposed() == ""
    key = session.execute(select(m.Foerderjahr.id).where(m.Foerderjahr.jahr == 2023)).scalar_one()
    session.add(m.FoerderjahrParameter(foerderjahr_id=key, schluessel="unterlagen_tage", zahl=12))
    session.commit()
    # 28.09.2024 is a Saturday.
    assert proposed() == "30.09.2024"


def test_not_everything_is_there_so_it_is_not_sent(weg: Weg, traeger: FlaskClient, session: Session):
    request_papers(weg)
    request = only(session)
    upload(traeger, weg, request.zeilen[0])
    answer = absenden(traeger, portal(weg), pfad=f"/{request.id}/abschicken")
    assert answer.status_code == 422
    assert f"Zu Beleg {request.zeilen[1].beleg_nr} ist noch nichts da" in answer.text
    assert only(session).beantwortet_am is None


def test_an_empty_row_and_a_file_that_is_none_are_refused(weg: Weg, traeger: FlaskClient, session: Session):
    request_papers(weg)
    zeile = only(session).zeilen[0]
    empty = absenden(traeger, portal(weg), pfad=f"/zeilen/{zeile.id}")
    assert empty.status_code == 422
    assert "wählen Sie eine Datei" in empty.text
    wrong = absenden(
        traeger, portal(weg), {"datei": (io.BytesIO(b"MZ"), "Rechnung.pdf")}, pfad=f"/zeilen/{zeile.id}"
    )
    assert wrong.status_code == 422
    assert session.execute(select(m.Datei)).all() == []


def test_the_same_page_sent_again_with_another_file_of_the_same_name_is_not_swallowed(
    weg: Weg, traeger: FlaskClient, session: Session
):
    request_papers(weg)
    zeile = only(session).zeilen[0]
    page = traeger.get(portal(weg))

    def send(inhalt: bytes):
        return abschicken(
            traeger,
            page,
            portal(weg),
            {"datei": (io.BytesIO(inhalt), "Scan.pdf")},
            pfad=f"/zeilen/{zeile.id}",
        )

    assert send(PDF).status_code == 303
    twice = send(PDF)
    assert twice.status_code == 303
    other = send(PDF.replace(b"1.7", b"1.6"))
    assert other.status_code == 409
    assert "damals mit anderen Angaben" in other.text
    assert len(session.execute(select(m.Datei)).all()) == 1


def test_two_answer_one_row_and_the_second_sees_both_answers_before_one_is_replaced(
    weg: Weg, traeger: FlaskClient, session: Session
):
    request_papers(weg)
    zeile = only(session).zeilen[0]
    page, row = traeger.get(portal(weg)), f"/zeilen/{zeile.id}"
    assert absenden(traeger, portal(weg), {"antwort": "Liegt bei."}, pfad=row).status_code == 303
    late = abschicken(traeger, page, portal(weg), {"antwort": "Gibt es nicht."}, pfad=row)
    assert late.status_code == 409
    assert "Es wurde nichts überschrieben" in late.text
    assert "„Liegt bei.“" in late.text
    assert only(session).zeilen[0].antwort == "Liegt bei."
    assert abschicken(traeger, late, portal(weg), pfad=row).status_code == 303
    assert only(session).zeilen[0].antwort == "Gibt es nicht."


def test_what_was_sent_meanwhile_is_said_to_who_would_send_it_or_change_the_request(
    weg: Weg, traeger: FlaskClient, session: Session
):
    request_papers(weg)
    office, finance = f"{weg.seite}/unterlagen", weg.als("finanzen")
    first = only(session).zeilen[0]
    before = finance.get(office)
    for zeile in only(session).zeilen:
        absenden(traeger, portal(weg), {"antwort": "Liegt bei."}, pfad=f"/zeilen/{zeile.id}")
    page = traeger.get(portal(weg))
    sending = f"/{first.unterlagenanforderung_id}/abschicken"
    assert abschicken(traeger, page, portal(weg), pfad=sending).status_code == 303
    twice = post(traeger, f"{portal(weg)}{sending}")
    assert twice.status_code == 409
    assert "Das haben Sie schon abgeschickt" in twice.text
    for act, werte in (("frist", {"frist": "15.10.2024"}), ("zuruecknehmen", {"grund": "Nicht mehr nötig."})):
        late = abschicken(finance, before, office, werte, pfad=f"/{first.unterlagenanforderung_id}/{act}")
        assert late.status_code == 409, act
        assert "schon beantwortet oder zurückgenommen" in late.text
    assert only(session).frist_bis == date(2024, 9, 30)


def test_a_wrong_file_is_taken_back_until_it_was_seen(weg: Weg, traeger: FlaskClient, session: Session):
    request_papers(weg)
    zeile = only(session).zeilen[0]
    upload(traeger, weg, zeile)
    [first] = session.execute(select(m.Datei)).scalars().all()
    path = f"/dateien/{first.schluessel}/entfernen"
    assert absenden(traeger, portal(weg), pfad=path).status_code == 303
    assert "Rechnung.pdf" not in traeger.get(portal(weg)).text
    upload(traeger, weg, zeile, "Zweite.pdf")
    absenden(
        weg.als("finanzen"), f"{weg.seite}/unterlagen", {"gesehen": "ja"}, pfad=f"/zeilen/{zeile.id}/gesehen"
    )
    page = traeger.get(portal(weg))
    assert "Zweite.pdf" in page.text
    assert "Entfernen" not in page.text
    second = session.execute(select(m.Datei).where(m.Datei.name == "Zweite.pdf")).scalar_one()
    refused = post(traeger, f"{portal(weg)}/dateien/{second.schluessel}/entfernen")
    assert refused.status_code == 409


def test_an_answer_that_was_seen_stays_and_more_may_be_added(
    weg: Weg, traeger: FlaskClient, session: Session
):
    request_papers(weg)
    zeile = only(session).zeilen[0]
    pfad = f"/zeilen/{zeile.id}"
    absenden(traeger, portal(weg), {"antwort": "Liegt bei."}, pfad=pfad)
    absenden(weg.als("finanzen"), f"{weg.seite}/unterlagen", {"gesehen": "ja"}, pfad=f"{pfad}/gesehen")
    changed = absenden(traeger, portal(weg), {"antwort": "Nie bezahlt."}, pfad=pfad)
    assert changed.status_code == 409
    assert "Die Prüfung hat schon angesehen, was Sie geschickt haben" in changed.text
    assert "Nie bezahlt." in changed.text
    assert upload(traeger, weg, zeile).status_code == 303
    assert only(session).zeilen[0].antwort == "Liegt bei."


def test_a_new_sample_takes_back_what_is_outstanding_and_keeps_what_came(
    weg: Weg, traeger: FlaskClient, session: Session
):
    request_papers(weg)
    zeile = only(session).zeilen[0]
    upload(traeger, weg, zeile)
    weg.done("finanzen", "stichprobe", {"anteil": "5", "zeilen": "2", "grund": "Andere Schwelle."})
    assert only(session).zurueckgenommen_grund == "Die Stichprobe wurde neu gezogen."
    assert len(mails(session, "unterlagen_entfallen")) == 1
    page = traeger.get(portal(weg))
    assert "Nicht mehr nötig" in page.text
    assert "Rechnung.pdf" in page.text
    assert "Unterlagen für die Prüfung schicken" not in traeger.get("/").text
    late = post(traeger, f"{portal(weg)}/zeilen/{zeile.id}", antwort="Liegt schon bei Ihnen.")
    assert late.status_code == 409
    # The form of the row is gone, so both stand on top of the page.
    assert "Danach wird nicht mehr gefragt" in late.text
    assert "Sie hatten geschrieben: Liegt schon bei Ihnen." in late.text
    assert only(session).zeilen[0].antwort == ""
    office = weg.als("finanzen").get(f"{weg.seite}/unterlagen")
    assert "zurückgenommen am 16.09.2024: Die Stichprobe wurde neu gezogen." in office.text
    assert "Rechnung.pdf" in office.text


def test_the_office_is_not_offered_to_tick_off_the_sample(weg: Weg, traeger: FlaskClient, session: Session):
    request_papers(weg)
    zeile = only(session).zeilen[0]
    upload(traeger, weg, zeile)
    office = f"{weg.seite}/unterlagen"
    assert "Als gesehen vermerken" in weg.als("finanzen").get(office).text
    assert "Als gesehen vermerken" not in weg.als("geschaeftsstelle").get(office).text
    refused = post(weg.als("geschaeftsstelle"), f"{office}/zeilen/{zeile.id}/gesehen", gesehen="ja")
    assert refused.status_code == 422
    assert session.execute(select(m.Stichprobenbeleg.gesehen_am)).scalars().first() is None


def test_a_request_is_taken_back_with_a_reason_or_gets_more_time(
    weg: Weg, traeger: FlaskClient, session: Session
):
    request_papers(weg)
    request, office = only(session), f"{weg.seite}/unterlagen"
    earlier = absenden(weg.als("finanzen"), office, {"frist": "20.09.2024"}, pfad=f"/{request.id}/frist")
    assert earlier.status_code == 422
    assert "läuft schon bis 30.09.2024" in earlier.text
    later = absenden(weg.als("finanzen"), office, {"frist": "15.10.2024"}, pfad=f"/{request.id}/frist")
    assert later.status_code == 303
    assert only(session).frist_bis == date(2024, 10, 15)
    silent = absenden(weg.als("finanzen"), office, {"grund": " "}, pfad=f"/{request.id}/zuruecknehmen")
    assert silent.status_code == 422
    done = absenden(
        weg.als("finanzen"), office, {"grund": "Liegt im Original vor."}, pfad=f"/{request.id}/zuruecknehmen"
    )
    assert done.status_code == 303
    assert "Liegt im Original vor." in traeger.get(portal(weg)).text
    assert [each.art for each in mails(session)] == [
        "unterlagen_angefordert",
        "unterlagen_verlaengert",
        "unterlagen_entfallen",
    ]


def test_a_beleg_outside_of_the_sample_is_asked_about_and_ticked_off_by_itself(
    weg: Weg, traeger: FlaskClient, session: Session
):
    path = f"{weg.seite}/belege/{teil_id(session, 'A-05')}/frage"
    empty = absenden(weg.als("geschaeftsstelle"), path, {"frist": "30.09.2024"})
    assert empty.status_code == 422
    asked = absenden(
        weg.als("geschaeftsstelle"), path, {"frist": "30.09.2024", "frage": "Wofür war das Material?"}
    )
    assert asked.status_code == 303
    zeile = only(session).zeilen[0]
    assert (zeile.beleg_nr, zeile.stichprobenbeleg_id) == ("A-05", None)
    assert "Wofür war das Material?" in traeger.get(portal(weg)).text
    answer_with = absenden(
        traeger, portal(weg), {"antwort": "Für den Elterntreff."}, pfad=f"/zeilen/{zeile.id}"
    )
    assert answer_with.status_code == 303
    office = f"{weg.seite}/unterlagen"
    seen = absenden(
        weg.als("geschaeftsstelle"), office, {"gesehen": "ja"}, pfad=f"/zeilen/{zeile.id}/gesehen"
    )
    assert seen.status_code == 303
    assert only(session).zeilen[0].gesehen_am == HEUTE
    again = absenden(
        weg.als("geschaeftsstelle"), office, {"gesehen": "nein"}, pfad=f"/zeilen/{zeile.id}/gesehen"
    )
    assert again.status_code == 303
    assert only(session).zeilen[0].gesehen_am is None


def test_a_general_question_is_a_conversation_whose_answer_reaches_who_asked(
    weg: Weg, traeger: FlaskClient, session: Session
):
    asked = absenden(
        weg.als("finanzen"),
        f"{weg.seite}/unterlagen",
        {"text": "Sind Sie vorsteuerabzugsberechtigt?"},
        pfad="/frage",
    )
    assert asked.status_code == 303
    entry = session.execute(select(m.Mitteilung)).scalar_one()
    vorgang = f"/verwendungsnachweis/{weg.id}/mitteilungen"
    weg.als("geschaeftsstelle")
    absenden(traeger, vorgang, {"text": "Nein."}, pfad=f"/{entry.id}/antwort")
    assert sorted(each.an for each in mails(session, "mitteilung")) == [
        "finanzen@stadt.example",
        "geschaeftsstelle@stadt.example",
        "traeger@stadt.example",
    ]


def test_nobody_sees_or_answers_what_another_traeger_was_asked(
    weg: Weg, traeger: FlaskClient, fremd: FlaskClient, session: Session
):
    request_papers(weg)
    request = only(session)
    zeile = request.zeilen[0]
    upload(traeger, weg, zeile)
    datei = session.execute(select(m.Datei)).scalar_one()
    own = (
        session.execute(
            select(m.Empfaengeranteil.id).where(m.Empfaengeranteil.traeger_id == owner(session, "beispiel-b"))
        )
        .scalars()
        .first()
    )
    for anteil in (weg.id, own):
        path = f"/verwendungsnachweis/{anteil}/unterlagen"
        if anteil == weg.id:
            assert fremd.get(path).status_code == 404
        # Its own page, with the ids of the other one guessed.
        assert post(fremd, f"{path}/zeilen/{zeile.id}", antwort="x").status_code == 404
        assert post(fremd, f"{path}/{request.id}/abschicken").status_code == 404
        assert post(fremd, f"{path}/dateien/{datei.schluessel}/entfernen").status_code == 404
    assert fremd.get(f"/dateien/{datei.schluessel}").status_code == 404
    assert traeger.get(f"/dateien/{datei.schluessel}").status_code == 200
    assert weg.als("finanzen").get(f"/dateien/{datei.schluessel}").data == PDF
    assert "A-01" not in fremd.get("/").text


def test_the_office_reaches_no_row_of_another_proof(weg: Weg, session: Session):
    request_papers(weg)
    request = only(session)
    other = Weg(weg.als, session, "beispiel-b")
    other.begin("vertieft")
    for path in (
        f"zeilen/{request.zeilen[0].id}/gesehen",
        f"{request.id}/zuruecknehmen",
        f"{request.id}/frist",
    ):
        values = {"grund": "x", "frist": "30.09.2024"}
        assert post(weg.als("finanzen"), f"{other.seite}/unterlagen/{path}", **values).status_code == 404
    assert only(session).zurueckgenommen_am is None


def test_who_may_only_read_uploads_nothing(weg: Weg, traeger: FlaskClient, session: Session):
    request_papers(weg)
    zeile = only(session).zeilen[0]
    role = session.execute(
        select(m.Rollenzuordnung).where(m.Rollenzuordnung.traeger_id == owner(session, "beispiel-a"))
    ).scalar_one()
    role.darf_finanziell = False
    session.commit()
    assert "Sie können hier nur lesen" in traeger.get(portal(weg)).text
    assert post(traeger, f"{portal(weg)}/zeilen/{zeile.id}", antwort="x").status_code == 403


def test_after_the_check_nothing_is_waited_for(weg: Weg, traeger: FlaskClient, session: Session):
    request_papers(weg)
    zeile = only(session).zeilen[0]
    weg.done("finanzen", "notizen", {"tiefe": "kursorisch", "feststellungen": "Keine.", "folgen": "Keine."})
    weg.answer_all()
    weg.sign()
    assert weg.nachweis.status is NachweisStatus.GEPRUEFT
    page = traeger.get(portal(weg))
    assert "Sie müssen hierzu nichts mehr schicken" in page.text
    assert find(parse(page), "main//textarea") == []
    assert post(traeger, f"{portal(weg)}/zeilen/{zeile.id}", antwort="x").status_code == 409
    assert "Unterlagen für die Prüfung schicken" not in traeger.get("/").text


def test_a_closed_year_takes_no_papers(weg: Weg, traeger: FlaskClient, session: Session):
    request_papers(weg)
    key = session.execute(select(m.Foerderjahr.id).where(m.Foerderjahr.jahr == 2023)).scalar_one()
    zeile = only(session).zeilen[0]
    closed = session.get_one(m.Foerderjahr, key)
    closed.status, closed.abgeschlossen_am = FoerderjahrStatus.ABGESCHLOSSEN, HEUTE
    closed.nachgewiesen_am = closed.nachgewiesen_am or HEUTE
    session.commit()
    answer = post(traeger, f"{portal(weg)}/zeilen/{zeile.id}", antwort="x")
    assert answer.status_code == 409
    assert "2023 ist abgeschlossen" in answer.text


def test_reminders_speak_of_the_papers_once_a_step(weg: Weg, traeger: FlaskClient, session: Session):
    request_papers(weg, "30.09.2024")
    umgebung = Umgebung("Jugendamt", "amt@stadt.example", lambda key: f"https://stadt.example/{key}")

    def run(am: date) -> list[str]:
        moment = datetime(am.year, am.month, am.day, 5, tzinfo=UTC)
        done = remind(session, umgebung, am=am, jetzt=moment, person=acting(session, None))
        session.commit()
        return [e.faellig.vorlage.stufe.value for e in done if e.anzahl and e.faellig.unterlagen_id]

    # The clock of the machine is not the day of the test.
    session.execute(update(m.Unterlagenanforderung).values(am=datetime(2024, 9, 16, 8, tzinfo=UTC)))
    session.commit()
    # The step of 28 days lies before the request.
    assert run(date(2024, 9, 16)) == []
    assert run(date(2024, 9, 23)) == ["vorher_kurz"]
    assert run(date(2024, 9, 23)) == []
    assert run(date(2024, 10, 1)) == ["nachher_kurz"]
    assert "fehlt noch die Antwort zu den angeforderten Unterlagen" in mails(session, "erinnerung")[-1].text


def test_the_page_asks_as_often_for_many_rows_as_for_few(weg: Weg, traeger: FlaskClient, session: Session):
    request_papers(weg)
    few = count(traeger, session, portal(weg))
    request = only(session)
    for number in range(40):
        session.add(
            m.Unterlagenzeile(
                unterlagenanforderung_id=request.id,
                position="SA",
                beleg_nr=f"X-{number}",
                zahlungsempfaenger="Beispiel GmbH",
                betrag=request.zeilen[0].betrag,
                rechnung=True,
                zahlungsnachweis=True,
            )
        )
    session.commit()
    assert count(traeger, session, portal(weg)) == few
