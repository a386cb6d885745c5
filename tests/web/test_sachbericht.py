"""The Sachbericht: each part saves by itself, two people lose nothing, an ended session gives the text back."""

from __future__ import annotations

import io
import time
from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Mittelherkunft, NachweisStatus
from grants.domain.money import Betrag
from grants.domain.nachweisteile import Teilstand
from grants.domain.sachbericht import ABSCHNITTE
from grants.queries.anteile import load_anteil
from grants.queries.sachbericht import load_berichtsteile, load_teil
from tests.dateien import PDF
from tests.web.conftest import Als, add_person
from tests.web.formulare import abschicken, absenden, felder, formular
from tests.web.sachbericht import Fall, add_plan, fill_case, set_parameter
from tests.web.seiten import by_id, find, has_class, parse, words

HX = {"HX-Request": "true"}


@pytest.fixture
def fall(session: Session) -> Fall:
    return fill_case(session)


@pytest.fixture
def leitung(als: Als, fall: Fall) -> FlaskClient:
    return als("traeger", traeger_id=fall.traeger)


def page_of(fall: Fall, key: str = "umsetzung") -> str:
    return f"{fall.pfad}/sachbericht/text/{key}"


def autosave(client: FlaskClient, page: str, text: str, **over: str):
    """Send what htmx would send of the page as it was loaded."""
    data = felder(formular(parse(client.get(page)), pfad=page.rpartition("/")[2]))
    data["text"] = text
    for name, value in over.items():
        data[name] = value
    return client.post(page, data=data, headers=HX)


def texts(session: Session) -> dict[str, str]:
    session.expire_all()
    b = m.Berichtsabschnitt
    return {row.schluessel: row.text for row in session.execute(select(b)).scalars()}


def test_the_overview_asks_for_the_twelve_parts_in_their_order(leitung: FlaskClient, fall: Fall):
    tree = parse(leitung.get(f"{fall.pfad}/sachbericht"))
    titles = [words(each) for each in has_class(tree, "berichtsteil__titel")]
    assert titles == [f"{each.nummer}. {each.titel}" for each in ABSCHNITTE]
    assert [each.nummer for each in ABSCHNITTE] == list(range(1, 13))


def test_a_part_is_saved_by_its_button_and_stands_in_the_overview(
    leitung: FlaskClient, session: Session, fall: Fall
):
    answer = absenden(
        leitung, page_of(fall), {"text": "Zwölf Treffen\r\nim Stadtteil."}, knopf="Speichern und"
    )
    assert answer.location.endswith("/sachbericht#teil-umsetzung")
    assert texts(session) == {"umsetzung": "Zwölf Treffen\nim Stadtteil."}
    assert "Zwölf Treffen" in leitung.get(f"{fall.pfad}/sachbericht").text
    assert "27 von höchstens 4000 Zeichen" in leitung.get(page_of(fall)).text


def test_autosave_answers_with_the_time_and_the_next_counter_and_writes_again_and_again(
    leitung: FlaskClient, session: Session, fall: Fall
):
    page = page_of(fall)
    first = autosave(leitung, page, "Erster Satz.")
    assert first.status_code == 200
    assert "Gespeichert um" in first.text
    assert "<html" not in first.text
    counter = find(parse_fragment(first.text), "input")[0].get("value")
    # The page goes on with the same one-time key.
    second = autosave(leitung, page, "Erster Satz. Zweiter Satz.", aenderungsstand=counter)
    assert second.status_code == 200
    assert texts(session) == {"umsetzung": "Erster Satz. Zweiter Satz."}
    arts = session.execute(select(m.Ereignis.art)).scalars().all()
    assert arts == ["sachbericht_geschrieben"] * 2


def parse_fragment(text: str):
    class Answer:
        pass

    answer = Answer()
    answer.text = f"<!doctype html><html><body>{text}</body></html>"  # type: ignore[attr-defined]
    answer.data = answer.text.encode()  # type: ignore[attr-defined]
    return parse(answer)  # type: ignore[arg-type]


def test_an_answer_that_was_lost_on_the_way_is_no_second_person(
    leitung: FlaskClient, session: Session, fall: Fall
):
    page = page_of(fall)
    assert autosave(leitung, page, "Erster Satz.", aenderungsstand="0").status_code == 200
    # The page never heard of it and still carries the old counter.
    lost = autosave(leitung, page, "Erster Satz. Mehr.", aenderungsstand="0", gesendet="Erster Satz.")
    assert lost.status_code == 200
    assert texts(session)["umsetzung"] == "Erster Satz. Mehr."


def test_a_second_person_in_the_same_part_overwrites_nothing_and_sees_both_texts(
    leitung: FlaskClient, als: Als, session: Session, fall: Fall
):
    other = als("traeger2", traeger_id=fall.traeger)
    page = page_of(fall)
    stale = leitung.get(page)
    assert absenden(other, page, {"text": "Text der Kollegin."}, knopf="Speichern und").status_code == 303
    early = autosave(leitung, page, "Mein Text.", aenderungsstand="0")
    assert early.status_code == 409
    assert "jemand anderes" in early.text
    assert texts(session)["umsetzung"] == "Text der Kollegin."
    both = abschicken(leitung, stale, page, {"text": "Mein Text."}, knopf="Speichern und", weg=("fertig",))
    assert both.status_code == 409
    assert "Text der Kollegin." in both.text
    assert "Mein Text." in both.text
    assert "Beispiel traeger2" in both.text
    # Nothing saves by itself while two texts wait for a decision.
    assert "hx-post" not in both.text
    done = abschicken(leitung, both, page, {"text": "Beides zusammen."}, knopf="Meinen Text speichern")
    assert done.status_code == 303
    assert texts(session)["umsetzung"] == "Beides zusammen."
    told = (
        session.execute(select(m.EreignisInhalt.inhalt).order_by(m.EreignisInhalt.id.desc()))
        .scalars()
        .first()
    )
    assert "Text der Kollegin." in told


def test_two_people_write_different_parts_at_once(
    leitung: FlaskClient, als: Als, session: Session, fall: Fall
):
    other = als("traeger2", traeger_id=fall.traeger)
    first, second = leitung.get(page_of(fall)), other.get(page_of(fall, "ziele"))
    abschicken(leitung, first, page_of(fall), {"text": "Umsetzung."}, pfad="umsetzung")
    abschicken(other, second, page_of(fall, "ziele"), {"text": "Ziele."}, pfad="ziele")
    assert texts(session) == {"umsetzung": "Umsetzung.", "ziele": "Ziele."}


def test_an_ended_session_keeps_what_autosave_sent_and_gives_it_back_after_the_login(
    leitung: FlaskClient, session: Session, fall: Fall
):
    page = page_of(fall)
    data = felder(formular(parse(leitung.get(page)), pfad="umsetzung"))
    data["text"] = "Was ich gerade schrieb."
    end_session(leitung)
    answer = leitung.post(page, data=data, headers=HX)
    assert answer.status_code == 401
    assert answer.headers["Grants-Aufgehoben"] == "ja"
    assert answer.text == ""
    data["text"] += " Und noch mehr."
    assert leitung.post(page, data=data, headers=HX).status_code == 401
    assert texts(session) == {}
    begin_session(leitung, "traeger")
    offered = leitung.get("/fortsetzen")
    assert "Was ich gerade schrieb. Und noch mehr." in offered.text
    done = abschicken(leitung, offered, page, knopf="Jetzt absenden")
    assert done.status_code == 303
    assert done.location.endswith("/text/umsetzung")
    assert texts(session) == {"umsetzung": "Was ich gerade schrieb. Und noch mehr."}
    assert leitung.get("/fortsetzen").status_code == 303


def test_what_was_kept_is_forgotten_once_the_page_was_saved_anew(
    leitung: FlaskClient, session: Session, fall: Fall
):
    page = page_of(fall)
    data = felder(formular(parse(leitung.get(page)), pfad="umsetzung"))
    data["text"] = "Alt."
    end_session(leitung)
    leitung.post(page, data=data, headers=HX)
    begin_session(leitung, "traeger")
    assert autosave(leitung, page, "Neu.").status_code == 200
    assert leitung.get("/fortsetzen").status_code == 303
    assert texts(session) == {"umsetzung": "Neu."}


def end_session(client: FlaskClient) -> None:
    with client.session_transaction() as values:
        values["zuletzt"] = int(time.time()) - 24 * 3600


def begin_session(client: FlaskClient, key: str) -> None:
    now = int(time.time())
    with client.session_transaction() as values:
        values.update(konto=f"schluessel-{key}", seit=now, zuletzt=now)


def test_leaving_empties_what_the_browser_keeps(leitung: FlaskClient, fall: Fall):
    token = find(parse(leitung.get(page_of(fall))), "header//input[@name='csrf_token']")[0].get("value")
    assert leitung.post("/abmelden", data={"csrf_token": token}).headers["Clear-Site-Data"] == '"storage"'


def test_a_text_over_its_limit_is_kept_and_blocks_the_hand_in(
    leitung: FlaskClient, session: Session, fall: Fall
):
    long = "ä" * 603
    assert autosave(leitung, page_of(fall, "kurzfassung"), long).status_code == 200
    assert texts(session) == {"kurzfassung": long}
    assert "3 Zeichen zu viel" in leitung.get(page_of(fall, "kurzfassung")).text
    told = [each.text for each in load_teil(session, load_anteil(session, fall.anteil)).maengel]
    assert any("um 3 Zeichen zu lang" in text for text in told)


def test_last_years_text_stands_beside_and_is_taken_over_below_what_was_typed(
    leitung: FlaskClient, session: Session, fall: Fall
):
    before = m.Verwendungsnachweis(empfaengeranteil_id=fall.vorjahr)
    session.add(before)
    session.flush()
    before_id = before.id
    add_text(session, before_id, "umsetzung", "So war es 2022.")
    answer = leitung.get(page_of(fall))
    assert "So war es 2022." in words(has_class(parse(answer), "vorjahr")[0])
    form = felder(formular(parse(answer), pfad="umsetzung"))
    form["text"], form["uebernehmen"] = "Neu 2023.", "1"
    assert leitung.post(page_of(fall), data=form).status_code == 303
    session.expire_all()
    row = session.execute(
        select(m.Berichtsabschnitt.text).where(m.Berichtsabschnitt.verwendungsnachweis_id != before_id)
    ).scalar_one()
    assert row == "Neu 2023.\n\nSo war es 2022."


def add_text(session: Session, nachweis_id: int, key: str, text: str) -> None:
    person = add_person(session, "geschaeftsstelle")
    session.add(
        m.Berichtsabschnitt(
            verwendungsnachweis_id=nachweis_id,
            schluessel=key,
            text=text,
            person_id=person.id,
            am=datetime(2024, 1, 2, tzinfo=UTC),
        )
    )
    session.commit()


def test_exactly_the_positions_above_the_tolerance_ask_for_a_sentence(
    leitung: FlaskClient, session: Session, fall: Fall
):
    add_plan(session, fall)
    page = leitung.get(f"{fall.pfad}/sachbericht")
    # Material is exactly at the tolerance, which is within it; the fees are one cent above.
    [asked] = has_class(parse(page), "berichtsteil__abweichung")
    assert "Honorare (1)" in words(asked)
    assert "1.200,01 € zuwendungsfähige Ausgaben statt 1.000,00 €" in words(asked)
    state = load_teil(session, load_anteil(session, fall.anteil))
    assert state.satz.endswith("1 Abweichung noch ohne Erläuterung")
    assert not any("Abweichung" in each.text for each in state.maengel)
    assert leitung.get(page_of(fall, "abweichung-2/a")).status_code == 404
    sent = absenden(leitung, page_of(fall, "abweichung-1"), {"text": "Eine Kraft mehr."}, pfad="abweichung-1")
    assert sent.status_code == 303
    anteil = load_anteil(session, fall.anteil)
    assert load_teil(session, anteil).satz.endswith("geschrieben")
    [printed] = load_berichtsteile(session, anteil)
    assert (printed.titel, printed.text) == ("Abweichung: Honorare (1)", "Eine Kraft mehr.")


def test_funded_staff_is_proposed_from_the_plan_and_not_saved_unseen(
    leitung: FlaskClient, session: Session, fall: Fall
):
    add_plan(session, fall)
    page = leitung.get(page_of(fall, "stammdaten"))
    assert "Lotsin: 0,50 VZÄ, 12 Monate" in words(by_id(parse(page), "text"))
    assert "noch nicht gespeichert" in page.text
    assert texts(session) == {}


@pytest.mark.parametrize(("zugesagt", "kurz"), [(999_99, True), (1000_00, False)])
def test_below_the_amount_of_the_year_the_short_form_is_enough(
    leitung: FlaskClient, session: Session, fall: Fall, zugesagt: int, kurz: bool
):
    set_parameter(session, fall, "kurzform_unter", betrag=Betrag(1000_00))
    session.add(
        m.Weiterleitung(
            empfaengeranteil_id=fall.anteil,
            vom=date(2023, 4, 1),
            wirksam_ab=date(2023, 1, 1),
            aktenzeichen="Beispiel",
            betraege=[m.WeiterleitungBetrag(herkunft=Mittelherkunft.LAND, betrag=Betrag(zugesagt))],
        )
    )
    session.commit()
    page = leitung.get(f"{fall.pfad}/sachbericht").text
    assert ("kurze Sachbericht" in page) is kurz
    asked = load_teil(session, load_anteil(session, fall.anteil)).satz
    assert asked == ("0 von 4 Abschnitten geschrieben" if kurz else "0 von 8 Abschnitten geschrieben")


def test_the_task_list_names_each_empty_part_and_is_content_when_all_are_written(
    leitung: FlaskClient, session: Session, fall: Fall
):
    anteil = load_anteil(session, fall.anteil)
    empty = load_teil(session, anteil)
    assert empty.stand is Teilstand.LEER
    assert [each.anker for each in empty.maengel][:2] == ["teil-stammdaten", "teil-kurzfassung"]
    for part in ABSCHNITTE:
        if not part.verweis and part.pflicht:
            assert (
                autosave(leitung, page_of(fall, part.schluessel), f"Text zu {part.titel}").status_code == 200
            )
    anteil = load_anteil(session, fall.anteil)
    assert load_teil(session, anteil).stand is Teilstand.VOLLSTAENDIG
    assert [each.titel for each in load_berichtsteile(session, anteil)] == [
        each.titel for each in ABSCHNITTE if not each.verweis and each.pflicht
    ]


def test_after_the_hand_in_it_can_only_be_read(leitung: FlaskClient, session: Session, fall: Fall):
    page = page_of(fall)
    loaded = leitung.get(page)
    session.add(
        m.Verwendungsnachweis(
            empfaengeranteil_id=fall.anteil,
            status=NachweisStatus.EINGEREICHT,
            eingereicht_am=date(2024, 3, 1),
        )
    )
    session.commit()
    assert "<textarea" not in leitung.get(page).text
    late = abschicken(leitung, loaded, page, {"text": "Zu spät."}, pfad="umsetzung")
    assert late.status_code == 422
    assert "abgesandt" in late.text
    assert texts(session) == {}


def test_who_lacks_the_befugnis_reads_and_does_not_write(als: Als, session: Session, fall: Fall):
    client = als("traeger", traeger_id=fall.traeger)
    session.execute(
        select(m.Rollenzuordnung).where(m.Rollenzuordnung.traeger_id == fall.traeger)
    ).scalar_one()
    page = page_of(fall)
    data = felder(formular(parse(client.get(page)), pfad="umsetzung"))
    for row in session.execute(select(m.Rollenzuordnung)).scalars():
        row.darf_inhaltlich = False
    session.commit()
    assert "Befugnis „inhaltlich“" in client.get(page).text
    assert client.post(page, data=data | {"text": "x"}).status_code == 403


@pytest.mark.parametrize("page", ["", "/text/umsetzung", "/anlagen"])
def test_another_traeger_finds_nothing(als: Als, fall: Fall, page: str):
    foreign = als("traeger2", traeger_id=fall.fremder_traeger)
    assert foreign.get(f"{fall.pfad}/sachbericht{page}").status_code == 404
    assert foreign.get(f"/verwendungsnachweis/{fall.fremd}/sachbericht{page}").status_code == 200


@pytest.mark.parametrize("key", ["gibt-es-nicht", "kennzahlen", "abweichung-77", "erlaeuterung-zeitraum"])
def test_an_unknown_part_is_said_so(leitung: FlaskClient, fall: Fall, key: str):
    assert leitung.get(page_of(fall, key)).status_code == 404


def test_a_file_is_hung_to_the_report_and_taken_away_again(
    leitung: FlaskClient, session: Session, fall: Fall
):
    page = f"{fall.pfad}/sachbericht/anlagen"
    sent = absenden(leitung, page, {"datei": (io.BytesIO(PDF), "Faltblatt.pdf")}, pfad="anlagen")
    assert sent.status_code == 303
    assert "Faltblatt.pdf" in leitung.get(f"{fall.pfad}/sachbericht").text
    assert absenden(leitung, page, pfad="entfernen").status_code == 303
    assert "Faltblatt.pdf" not in leitung.get(page).text


def test_a_wrong_file_is_refused_with_a_sentence(leitung: FlaskClient, session: Session, fall: Fall):
    page = f"{fall.pfad}/sachbericht/anlagen"
    answer = absenden(leitung, page, {"datei": (io.BytesIO(b"<html>"), "Bild.png")}, pfad="anlagen")
    assert answer.status_code == 422
    assert session.execute(select(m.Datei)).first() is None
    empty = absenden(leitung, page, {}, pfad="anlagen")
    assert "Bitte wählen Sie eine Datei aus" in empty.text
