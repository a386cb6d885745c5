"""The check of a proof through its pages: figures, cuts, sample, checklist, signatures, Freigabe, and who may not."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import NachweisStatus, Rolle
from grants.domain.money import euro
from tests.pruefjahr import fill_unchecked, teil_id
from tests.web.conftest import Als, add_person
from tests.web.formulare import abschicken, absenden, felder, formular
from tests.web.pruefweg import Weg
from tests.web.seiten import by_id, find, parse, words
from tests.web.test_routes import statements


@pytest.fixture
def jahr(session: Session) -> m.Foerderjahr:
    found = fill_unchecked(session)
    session.commit()
    return found


@pytest.fixture
def weg(als: Als, session: Session, jahr) -> Weg:
    return Weg(als, session, "beispiel-a")


def arts(session: Session) -> list[str]:
    return list(session.execute(select(m.Ereignis.art).order_by(m.Ereignis.nummer)).scalars())


def test_the_page_says_what_comes_next_at_every_step(weg: Weg, als: Als):
    def now() -> str:
        return words(by_id(parse(als("finanzen").get(weg.seite)), "jetzt-titel"))

    assert "Beginnen Sie die Prüfung" in now()
    weg.begin("vertieft")
    assert "Ziehen Sie die Stichprobe" in now()
    weg.done("finanzen", "stichprobe", {"schwelle": "20.000,00", "anteil": "10", "zeilen": "1"})
    assert "Belegzeile" in now()
    weg.done("finanzen", "notizen", {"tiefe": "kursorisch"})
    for beleg in ("A-01", "A-02", "A-03", "A-04", "A-09", "A-10", "A-13"):
        weg.cut(beleg)
    assert "Prüfliste" in now()
    weg.answer_all()
    assert "Im Prüfvermerk fehlt noch: Feststellungen und Folgen" in now()
    weg.note()
    assert "Es fehlt noch die fachliche und die rechnerische Zeichnung" in now()
    weg.done("geschaeftsstelle", "fachlich")
    assert "die rechnerische Zeichnung" in now()
    weg.done("finanzen", "rechnerisch")
    assert "Jetzt gibt jemand frei, der nicht rechnerisch gezeichnet hat" in now()
    weg.done("finanzen", "notizen", {"folgen": ""})
    assert "Vor der Freigabe fehlt im Prüfvermerk noch: Folgen" in now()


@pytest.mark.parametrize(
    ("left", "sentence"), [(1, "ist noch 1 Punkt offen"), (2, "sind noch 2 Punkte offen")]
)
def test_what_is_still_open_is_counted_in_good_german(weg: Weg, als: Als, left: int, sentence: str):
    weg.begin()
    weg.done("finanzen", "pruefliste", dict.fromkeys(weg.points()[:-left], "ja"))
    assert sentence in words(by_id(parse(als("finanzen").get(weg.seite)), "jetzt-titel"))


def test_a_cut_lowers_the_grant_by_its_share_and_the_freigabe_sets_it(weg: Weg, session: Session):
    weg.begin()
    answer = weg.cut("A-13", anerkannt="0,00", grund="doppelt_erfasst", erlaeuterung="wie A-10")
    assert answer.status_code == 303
    weg.check()
    nachweis = weg.nachweis
    assert nachweis.status is NachweisStatus.FREIGEGEBEN
    assert nachweis.festgesetzt == euro("85490.60")
    dokument = session.execute(select(m.Dokument)).scalar_one()
    assert dokument.empfaengeranteil_id == weg.id
    assert {datei.endung for datei in dokument.dateien} == {"pdf", "xlsx", "json"}
    assert '"festgesetzt": "85490.60"' in dokument.snapshot
    assert arts(session)[-2:] == ["dokument_ausgestellt", "nachweis_freigegeben"]


def test_a_changed_figure_makes_signatures_invalid_and_keeps_them(weg: Weg, als: Als, session: Session):
    weg.begin()
    weg.answer_all()
    weg.note()
    weg.sign()
    assert weg.nachweis.status is NachweisStatus.GEPRUEFT
    assert weg.cut("A-13", anerkannt="0,00", grund="doppelt_erfasst").status_code == 303
    assert weg.nachweis.status is NachweisStatus.IN_PRUEFUNG
    rows = session.execute(select(m.Pruefung).order_by(m.Pruefung.art)).scalars().all()
    assert [(row.art, row.ungueltig_grund) for row in rows] == [
        ("fachlich", "Anerkennung geändert: Beleg A-13."),
        ("rechnerisch", "Anerkennung geändert: Beleg A-13."),
    ]
    assert als("finanzen").get(weg.seite).text.count("ungültig seit") == 2


def test_a_figure_changed_by_another_way_is_seen_and_stops_the_freigabe(weg: Weg, als: Als, session: Session):
    weg.begin()
    weg.answer_all()
    weg.note()
    weg.sign()
    teil = session.get_one(m.Belegteil, teil_id(session, "A-05"))
    teil.zuwendungsfaehig = euro("1.00")
    session.commit()
    page = als("finanzen2").get(weg.seite)
    assert "auf anderem Weg geändert" in page.text
    assert "wieder in Prüfung" in words(by_id(parse(page), "jetzt-titel"))
    answer = raw(weg, "finanzen2", "freigeben")
    assert answer.status_code == 422
    assert weg.nachweis.status is NachweisStatus.GEPRUEFT


def test_moving_a_beleg_is_no_cut(weg: Weg):
    weg.begin()
    answer = weg.cut("A-12", umgeordnet_nach="SA")
    assert answer.status_code == 303
    page = parse(weg.als("finanzen").get(weg.seite))
    rows = {words(find(tr, "th")[0]).split(" ")[0]: words(tr) for tr in find(page, "tbody/tr")}
    assert "107.250,00" in rows["Insgesamt"]
    assert "−2.000,00" in rows["Sachausgaben"]


@pytest.mark.parametrize(
    ("werte", "sentence"),
    [
        ({"anerkannt": "0,00", "grund": ""}, "Grund der Kürzung"),
        ({"anerkannt": "386,76", "grund": "doppelt_erfasst"}, "bis 386,75\N{NO-BREAK SPACE}€ anerkennen"),
        ({"anerkannt": "abc"}, "Betrag"),
    ],
)
def test_what_is_wrong_stays_typed_and_is_said(weg: Weg, werte, sentence):
    weg.begin()
    answer = weg.cut("A-13", **werte)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{werte["anerkannt"]}"' in answer.text


def test_two_checkers_at_one_row_the_second_is_told_and_nothing_is_lost(weg: Weg, als: Als, session: Session):
    weg.begin()
    pfad = f"{weg.seite}/belege/{teil_id(session, 'A-13')}"
    second = als("finanzen2")
    old = second.get(pfad)
    assert weg.cut("A-13", anerkannt="0,00", grund="doppelt_erfasst").status_code == 303
    typed = {"anerkannt": "100,00", "grund": "nicht_belegt"}
    answer = abschicken(second, old, pfad, typed)
    assert answer.status_code == 409
    assert "inzwischen jemand anderes" in answer.text
    assert 'value="100,00"' in answer.text
    assert "Jetzt gilt: 0,00 € anerkannt, doppelt erfasst." in words(parse(answer))
    row = session.execute(select(m.Anerkennung)).scalar_one()
    assert str(row.anerkannt) == "0.00"
    assert abschicken(second, answer, pfad, typed).status_code == 303
    session.expire_all()
    assert str(session.execute(select(m.Anerkennung)).scalar_one().anerkannt) == "100.00"


def test_two_who_sign_at_once_one_wins_and_the_other_is_told(weg: Weg, als: Als):
    weg.begin()
    weg.answer_all()
    second = als("geschaeftsstelle2")
    old = second.get(weg.seite)
    weg.done("geschaeftsstelle", "fachlich")
    answer = abschicken(second, old, weg.seite, pfad=f"{weg.seite}/fachlich")
    assert answer.status_code == 409
    assert "schon jemand gezeichnet" in answer.text


def test_an_answer_changed_under_the_signatures_makes_them_invalid(weg: Weg):
    weg.begin()
    weg.answer_all()
    weg.note()
    weg.sign()
    assert weg.nachweis.status is NachweisStatus.GEPRUEFT
    weg.done("finanzen", "pruefliste", {weg.points()[0]: "entfaellt"})
    assert weg.nachweis.status is NachweisStatus.IN_PRUEFUNG
    signatures = weg.session.execute(select(m.Pruefung)).scalars().all()
    assert {each.ungueltig_grund for each in signatures} == {
        "Antworten der Prüfliste wurden danach geändert."
    }


def test_notes_of_two_are_not_overwritten(weg: Weg, als: Als):
    weg.begin()
    second = als("geschaeftsstelle")
    old = second.get(weg.seite)
    weg.done("finanzen", "notizen", {"feststellungen": "Von der Finanzprüfung."})
    answer = abschicken(second, old, weg.seite, {"feststellungen": "Meins."}, pfad=f"{weg.seite}/notizen")
    assert answer.status_code == 409
    assert "Meins." in answer.text
    assert "Von der Finanzprüfung." in answer.text


def test_a_no_without_a_sentence_keeps_all_that_was_answered(weg: Weg):
    weg.begin()
    first, second, *others = weg.points()
    typed = dict.fromkeys(others, "ja") | {first: "nein", second.replace("antwort", "bemerkung"): "Gesehen."}
    answer = weg.send("finanzen", "pruefliste", typed)
    assert answer.status_code == 422
    assert "Bitte schreiben Sie zu „nein“" in answer.text
    shown = felder(formular(parse(answer), pfad="pruefliste"))
    assert {name: shown.get(name) for name in typed} == typed
    weg.session.expire_all()
    assert weg.session.execute(select(m.Pruefpunktantwort)).first() is None


def test_of_two_who_answer_a_point_the_second_sees_both_and_may_save_again(weg: Weg, als: Als):
    weg.begin()
    first = weg.points()[0]
    second = als("geschaeftsstelle")
    old = second.get(weg.seite)
    weg.done("finanzen", "pruefliste", {first: "ja"})
    pfad = f"{weg.seite}/pruefliste"
    answer = abschicken(second, old, weg.seite, {first: "entfaellt"}, pfad=pfad)
    assert answer.status_code == 409
    assert felder(formular(parse(answer), pfad="pruefliste"))[first] == "entfaellt"
    assert "Gespeichert ist: ja." in words(parse(answer))
    assert abschicken(second, answer, weg.seite, {first: "entfaellt"}, pfad=pfad).status_code == 303


def test_another_depth_is_not_dropped_in_silence(weg: Weg, als: Als):
    second = als("finanzen2")
    old = second.get(weg.seite)
    weg.begin("vertieft")
    answer = abschicken(second, old, weg.seite, {"tiefe": "kursorisch"}, pfad=f"{weg.seite}/beginnen")
    assert answer.status_code == 409
    assert "schon begonnen, vertieft" in answer.text


def test_what_is_wrong_with_a_new_sample_is_seen_at_once(weg: Weg):
    weg.begin("vertieft")
    weg.done("finanzen", "stichprobe", {"schwelle": "20.000,00", "anteil": "10", "zeilen": "1"})
    answer = weg.send("finanzen", "stichprobe", {"schwelle": "1.2.3"})
    assert answer.status_code == 422
    (more,) = [e for e in find(parse(answer), "main//details") if words(e).startswith("Neu ziehen")]
    assert more.get("open") is not None
    assert "kein eindeutiger Betrag" in words(more)


# -- one-person shortcuts ------------------------------------------------------------------------------------


def prepared(weg: Weg) -> Weg:
    weg.begin()
    weg.cut("A-13", anerkannt="0,00", grund="doppelt_erfasst")
    weg.answer_all()
    weg.note()
    return weg


def give_role(session: Session, key: str, rolle: Rolle, traeger: str = "") -> None:
    person = session.execute(select(m.Person).where(m.Person.email == f"{key}@stadt.example")).scalar_one()
    owner = session.execute(select(m.Traeger.id).where(m.Traeger.kuerzel == traeger)).scalar_one_or_none()
    session.add(m.Rollenzuordnung(person_id=person.id, rolle=rolle, traeger_id=owner))
    session.commit()


def raw(weg: Weg, rolle: str, pfad: str):
    """Send a step although the page offers no form for it."""
    client = weg.als(rolle)
    token = find(parse(client.get("/barrierefreiheit")), "footer//input")[0].get("value")
    return client.post(f"{weg.seite}/{pfad}", data={"csrf_token": token})


def test_who_signed_the_figures_does_not_release_them(weg: Weg):
    prepared(weg).sign()
    answer = raw(weg, "finanzen", "freigeben")
    assert answer.status_code == 422
    assert "Sie haben Zahlen dieses Nachweises eingetragen" in answer.text
    assert weg.nachweis.status is NachweisStatus.GEPRUEFT


def test_both_roles_in_one_person_are_still_one_person(weg: Weg, session: Session):
    prepared(weg)
    add_person(session, "finanzen2")
    give_role(session, "finanzen2", Rolle.GESCHAEFTSSTELLE)
    weg.done("finanzen2", "fachlich")
    answer = raw(weg, "finanzen2", "rechnerisch")
    assert answer.status_code == 422
    assert "Rechnerisch zeichnet eine zweite Person" in answer.text


def test_two_rows_found_to_be_one_person_are_one_at_every_signature(weg: Weg, session: Session):
    prepared(weg).sign()
    first, second = (add_person(session, key) for key in ("finanzen", "finanzen2"))
    second.zusammengefuehrt_mit_id = first.id
    session.commit()
    answer = raw(weg, "finanzen2", "freigeben")
    assert answer.status_code == 422
    assert weg.nachweis.status is NachweisStatus.GEPRUEFT


def test_who_works_for_the_recipient_checks_nothing_under_any_of_its_rows(weg: Weg, session: Session):
    prepared(weg)
    add_person(session, "finanzen2")
    other = m.Person(name="Beispiel Zweitkonto", email="zweit@traeger.example")
    session.add(other)
    session.flush()
    owner = session.execute(select(m.Traeger.id).where(m.Traeger.kuerzel == "beispiel-a")).scalar_one()
    session.add(m.Rollenzuordnung(person_id=other.id, rolle=Rolle.TRAEGER, traeger_id=owner))
    second = add_person(session, "finanzen2")
    other.zusammengefuehrt_mit_id = second.id
    session.commit()
    answer = raw(weg, "finanzen2", "rechnerisch")
    assert answer.status_code == 422
    assert "Sie gehören zu dem Träger" in answer.text
    pfad = f"{weg.seite}/belege/{teil_id(session, 'A-01')}"
    assert (
        absenden(weg.als("finanzen2"), pfad, {"anerkannt": "1,00", "grund": "nicht_belegt"}).status_code
        == 422
    )


def test_who_took_a_cut_back_is_involved_too(weg: Weg, session: Session):
    weg.begin()
    pfad = f"{weg.seite}/belege/{teil_id(session, 'A-13')}"
    client = weg.als("finanzen2")
    assert absenden(client, pfad, {"anerkannt": "0,00", "grund": "nicht_belegt"}).status_code == 303
    # Somebody else decides the row again, so that it names the other one no longer.
    weg.cut("A-13", anerkannt="386,75", grund="")
    weg.answer_all()
    weg.note()
    weg.sign()
    assert raw(weg, "finanzen2", "freigeben").status_code == 422
    weg.release("geschaeftsstelle2")


def test_the_geschaeftsstelle_does_not_check_its_own_massnahme(als: Als, session: Session, jahr):
    weg = Weg(als, session, "jugendamt")
    weg.begin()
    weg.answer_all()
    weg.note()
    refused = raw(weg, "geschaeftsstelle", "fachlich")
    assert refused.status_code == 422
    assert "noch nicht geklärt" in refused.text
    assert raw(weg, "geschaeftsstelle", "zugehoerigkeit").status_code == 403
    weg.done("finanzen", "zugehoerigkeit", {"gehoert": "ja"})
    assert "eigene Maßnahme nicht" in raw(weg, "geschaeftsstelle", "fachlich").text
    weg.sign("finanzen2", "finanzen")
    assert "eigene Maßnahme nicht" in raw(weg, "geschaeftsstelle", "freigeben").text
    weg.release("finanzen2")
    assert weg.nachweis.festgesetzt == euro("95000.00")


def test_another_office_is_checked_by_the_geschaeftsstelle(als: Als, session: Session, jahr):
    weg = Weg(als, session, "amt-53")
    weg.begin()
    weg.done("finanzen", "zugehoerigkeit", {"gehoert": "nein"})
    weg.check()
    assert weg.nachweis.festgesetzt == euro("64400.00")


def test_opening_a_released_proof_takes_two_persons(weg: Weg):
    prepared(weg).sign()
    weg.release()
    assert weg.cut("A-13", anerkannt="386,75", grund="").status_code in {409, 422}
    weg.done("finanzen", "oeffnung-beantragen", {"grund": "Ein Beleg fehlt."})
    assert raw(weg, "finanzen", "oeffnen").status_code == 422
    assert weg.nachweis.status is NachweisStatus.FREIGEGEBEN
    weg.done("geschaeftsstelle", "oeffnen")
    nachweis = weg.nachweis
    assert nachweis.status is NachweisStatus.IN_PRUEFUNG
    assert nachweis.festgesetzt is None


@pytest.mark.parametrize("rolle", ["einsicht", "konten", "traeger", "stelle"])
def test_nobody_else_signs(weg: Weg, rolle: str):
    prepared(weg)
    for pfad in ("fachlich", "rechnerisch", "freigeben", "oeffnen"):
        assert raw(weg, rolle, pfad).status_code == 403


# -- what it costs -------------------------------------------------------------------------------------------


def test_recognising_a_row_answers_small_and_with_a_fixed_number_of_statements(
    weg: Weg, session: Session, jahr: m.Foerderjahr
):
    weg.begin()
    pfad = f"{weg.seite}/belege/{teil_id(session, 'A-13')}"

    def decide(amount: str) -> tuple[int, int]:
        client = weg.als("finanzen")
        page = client.get(pfad)
        form = find(parse(page), "main//form")[0]
        data = felder(form)
        data.setlist("anerkannt", [amount])
        data.setlist("grund", ["doppelt_erfasst"])
        with statements(session) as seen:
            answer = client.post(pfad, data=data, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        assert 'id="beleg-' in answer.text
        return len(seen), len(answer.data)

    decide("300,00")
    few, small = decide("200,00")
    add_belege(session, weg, jahr, 300)
    many, size = decide("100,00")
    assert many == few
    assert max(small, size) <= 20_000


def add_belege(session: Session, weg: Weg, jahr: m.Foerderjahr, count: int) -> None:
    owner = session.execute(select(m.Traeger.id).where(m.Traeger.kuerzel == weg.kuerzel)).scalar_one()
    for i in range(count):
        session.add(
            m.Beleg(
                traeger_id=owner,
                foerderjahr_id=jahr.id,
                nr=f"Z-{i:04d}",
                gezahlt=euro("1.00"),
                teile=[
                    m.Belegteil(
                        empfaengeranteil_id=weg.id,
                        position="SA",
                        betrag=euro("1.00"),
                        zuwendungsfaehig=euro("1.00"),
                    )
                ],
            )
        )
    session.commit()


def test_the_page_asks_as_often_for_many_belege_as_for_few(weg: Weg, session: Session, jahr: m.Foerderjahr):
    weg.begin()
    client = weg.als("finanzen")

    def count() -> int:
        client.get(weg.seite)
        with statements(session) as seen:
            assert client.get(weg.seite).status_code == 200
        return len(seen)

    few = count()
    add_belege(session, weg, jahr, 300)
    assert count() == few
