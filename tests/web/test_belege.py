"""The running Belegliste: rows entered, split, changed by two, taken away, locked; sums, filters, export."""

from __future__ import annotations

import json
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Belegart, NachweisStatus, TraegerArt
from grants.domain.money import Betrag
from grants.domain.nachweisteile import Teilstand
from grants.queries.anteile import load_anteil
from grants.queries.belegliste import load_teil
from tests.web.belegdaten import Haus, add_belege, build
from tests.web.conftest import Als
from tests.web.formulare import abschicken, absenden
from tests.web.seiten import find, parse, words
from tests.web.test_routes import count, statements

BELEG = {
    "nr": "V-1",
    "zahlungsempfaenger": "Beispiel Druckerei",
    "zweck": "Faltblätter",
    "rechnungsnummer": "2024-17",
    "rechnungsdatum": "03.02.2024",
    "zahlungsdatum": "12.2.24",
    "gezahlt": "1.234,50",
}


@pytest.fixture
def haus(session: Session) -> Haus:
    return build(session)


@pytest.fixture
def traeger(als: Als, haus: Haus) -> FlaskClient:
    return als("traeger", traeger_id=haus.traeger_id)


def enter(client: FlaskClient, haus: Haus, position: str = "SA", **values: object):
    target = {"teile-0-ziel": f"{haus.anteil}:{position}"}
    return absenden(client, f"{haus.liste}/neu", {**BELEG, **target, **values}, knopf="Beleg speichern")


def rows(client: FlaskClient, path: str) -> list[str]:
    tables = [t for t in find(parse(client.get(path)), "table") if "Zeilen der Belegliste" in words(t)]
    return [words(row) for table in tables for row in find(table, "tbody/tr")]


def sums(client: FlaskClient, haus: Haus) -> list[str]:
    [table] = [t for t in find(parse(client.get(haus.liste)), "table") if "Plan und Ist" in words(t)]
    return [words(row) for row in find(table, "tbody/tr")]


def events(session: Session) -> list[str]:
    return list(session.scalars(select(m.Ereignis.art).order_by(m.Ereignis.nummer)))


def test_an_empty_list_says_what_to_do_and_that_no_vouchers_are_wanted(traeger: FlaskClient, haus: Haus):
    page = traeger.get(haus.liste).text
    assert "Noch steht nichts in der Liste" in page
    assert "Bitte laden Sie keine Belege hoch, solange wir Sie nicht darum bitten" in page


def test_a_row_is_entered_and_the_sums_follow(traeger: FlaskClient, session: Session, haus: Haus):
    answer = enter(traeger, haus)
    assert answer.status_code == 303
    [row] = rows(traeger, haus.liste)
    for word in ("V-1", "12.02.2024", "Beispiel Druckerei", "Faltblätter", "SA", "1.234,50"):
        assert word in row
    personal, sach, total = sums(traeger, haus)
    assert "50.000,00" in personal
    assert "5.000,00" in sach
    assert "1.234,50" in sach
    assert "3.765,50" in sach
    assert "55.000,00" in total
    assert events(session) == ["beleg_eingetragen"]
    beleg = session.scalars(select(m.Beleg)).one()
    assert beleg.rechnung_schluessel
    assert beleg.teile[0].betrag == beleg.teile[0].zuwendungsfaehig == Betrag(123450)


def test_the_next_number_is_offered(traeger: FlaskClient, haus: Haus):
    enter(traeger, haus)
    assert 'value="V-2"' in traeger.get(f"{haus.liste}/neu").text


def test_everything_that_is_missing_is_said_at_once_and_what_was_typed_stays(
    traeger: FlaskClient, haus: Haus
):
    answer = enter(traeger, haus, zahlungsdatum="", zweck="", gezahlt="12.5", rechnungsdatum="")
    assert answer.status_code == 422
    assert "kein eindeutiger Betrag" in answer.text
    assert 'value="12.5"' in answer.text
    answer = enter(traeger, haus, zahlungsdatum="", zweck="", rechnungsdatum="")
    assert "wann gezahlt wurde" in answer.text
    assert "wofür gezahlt wurde" in answer.text
    assert "Datum der Rechnung" in answer.text
    assert 'value="Beispiel Druckerei"' in answer.text


def test_payroll_has_no_invoice_and_asks_for_no_names(traeger: FlaskClient, session: Session, haus: Haus):
    page = traeger.get(f"{haus.liste}/neu").text
    assert "Bitte keine Namen" in page
    assert enter(traeger, haus, "PK", rechnungsnummer="", rechnungsdatum="").status_code == 303


def test_a_pauschale_needs_no_paper(traeger: FlaskClient, session: Session, haus: Haus):
    nothing = dict.fromkeys(("rechnungsnummer", "rechnungsdatum", "zahlungsdatum", "gezahlt"), "")
    answer = enter(
        traeger, haus, art="pauschale", zahlungsempfaenger="", **nothing, **{"teile-0-betrag": "80,00"}
    )
    assert answer.status_code == 303
    assert session.scalars(select(m.Beleg)).one().gezahlt is None


def test_a_credit_note_is_negative_and_lowers_the_sum(traeger: FlaskClient, haus: Haus):
    enter(traeger, haus)
    assert enter(traeger, haus, nr="V-2", gezahlt="-234,50").status_code == 303
    assert "1.000,00" in sums(traeger, haus)[1]


def test_a_beleg_is_split_over_two_massnahmen_of_the_traeger(
    traeger: FlaskClient, session: Session, haus: Haus
):
    page = traeger.get(f"{haus.liste}/neu")
    more = abschicken(
        traeger,
        page,
        f"{haus.liste}/neu",
        {**BELEG, "teile-0-ziel": f"{haus.anteil}:SA", "teile-0-betrag": "1.000,00"},
        knopf="Weiteren Teil",
    )
    assert more.status_code == 200
    saved = abschicken(
        traeger,
        more,
        f"{haus.liste}/neu",
        {"teile-1-ziel": f"{haus.zweiter}:SA", "teile-1-betrag": "200,00", "teile-1-zuwendungsfaehig": "150"},
        knopf="Beleg speichern",
    )
    assert saved.status_code == 303
    teile = {
        (t.empfaengeranteil_id, t.betrag, t.zuwendungsfaehig) for t in session.scalars(select(m.Belegteil))
    }
    assert teile == {
        (haus.anteil, Betrag(100000), Betrag(100000)),
        (haus.zweiter, Betrag(20000), Betrag(15000)),
    }
    assert "aufgeteilt auf 2 Teile" in rows(traeger, haus.liste)[0]
    assert "200,00" in rows(traeger, f"/verwendungsnachweis/{haus.zweiter}/belege")[0]


def test_no_part_can_go_to_another_traeger(traeger: FlaskClient, session: Session, haus: Haus):
    page = traeger.get(f"{haus.liste}/neu")
    assert f"{haus.fremd}:SA" not in page.text
    answer = enter(traeger, haus, **{"teile-0-ziel": f"{haus.fremd}:SA"})
    assert answer.status_code == 422
    assert session.scalars(select(m.Beleg)).all() == []


def test_more_than_was_paid_is_told_and_still_kept(traeger: FlaskClient, haus: Haus):
    enter(traeger, haus, **{"teile-0-betrag": "2.000,00"})
    assert "gezahlt sind 1.234,50" in traeger.get(haus.liste).text.replace("\u00a0", " ")


def test_the_eligible_part_is_never_more_than_the_amount(traeger: FlaskClient, haus: Haus):
    answer = enter(traeger, haus, **{"teile-0-betrag": "100,00", "teile-0-zuwendungsfaehig": "100,01"})
    assert answer.status_code == 422
    assert "zuwendungsfähige Teil ist größer" in answer.text


def test_a_number_stands_once_in_the_year(traeger: FlaskClient, haus: Haus):
    enter(traeger, haus)
    answer = enter(traeger, haus)
    assert answer.status_code == 422
    assert "gibt es 2024 schon" in answer.text


def test_two_people_at_one_row_are_told_and_nothing_is_lost(
    traeger: FlaskClient, session: Session, haus: Haus
):
    enter(traeger, haus)
    path = f"{haus.liste}/{session.scalars(select(m.Beleg.id)).one()}"
    mine = traeger.get(path)
    assert absenden(traeger, path, {"zweck": "Plakate"}, knopf="Beleg speichern").status_code == 303
    # Also where only a part was changed, the counter tells.
    part = {"teile-0-betrag": "900,00", "teile-0-zuwendungsfaehig": "900,00"}
    assert absenden(traeger, path, part, knopf="Beleg speichern").status_code == 303
    late = abschicken(traeger, mine, path, {"zweck": "Banner"}, knopf="Beleg speichern")
    assert late.status_code == 409
    assert "inzwischen jemand anderes geändert" in late.text
    assert 'value="Banner"' in late.text
    assert "Plakate" in late.text
    session.expire_all()
    assert session.scalars(select(m.Beleg.zweck)).one() == "Plakate"
    assert abschicken(traeger, late, path, knopf="Beleg speichern").status_code == 303
    session.expire_all()
    assert session.scalars(select(m.Beleg.zweck)).one() == "Banner"


def test_a_removed_row_leaves_its_values_in_the_log(traeger: FlaskClient, session: Session, haus: Haus):
    enter(traeger, haus)
    path = f"{haus.liste}/{session.scalars(select(m.Beleg.id)).one()}"
    assert absenden(traeger, path, pfad="/entfernen").status_code == 303
    assert session.scalars(select(m.Beleg)).all() == []
    told = json.loads(
        session.scalars(select(m.EreignisInhalt.inhalt).order_by(m.EreignisInhalt.id.desc())).first() or ""
    )
    assert told["alt"]["zahlungsempfaenger"] == "Beispiel Druckerei"
    assert told["alt"]["gezahlt"] == "1234.50"
    assert "1234.50" in told["alt"]["teile"][0]
    assert events(session)[-1] == "beleg_entfernt"


def hand_in(session: Session, anteil_id: int) -> None:
    session.add(
        m.Verwendungsnachweis(
            empfaengeranteil_id=anteil_id, status=NachweisStatus.EINGEREICHT, eingereicht_am=date(2024, 9, 1)
        )
    )
    session.commit()


def test_a_beleg_with_a_part_in_a_proof_that_was_handed_in_is_locked(
    traeger: FlaskClient, session: Session, haus: Haus
):
    enter(traeger, haus)
    beleg = session.scalars(select(m.Beleg)).one()
    session.add(
        m.Belegteil(
            beleg_id=beleg.id,
            empfaengeranteil_id=haus.zweiter,
            position="SA",
            betrag=Betrag(1),
            zuwendungsfaehig=Betrag(1),
        )
    )
    hand_in(session, haus.zweiter)
    path = f"{haus.liste}/{beleg.id}"
    page = traeger.get(path)
    assert "Elterntalk" in page.text
    assert "ist abgesandt" in page.text
    assert "Beleg speichern" not in page.text
    sent = traeger.post(
        path,
        data={**BELEG, "zweck": "anders", "teile-0-ziel": f"{haus.anteil}:SA", "teile-0-betrag": "1,00"},
    )
    assert sent.status_code in {400, 409}
    session.expire_all()
    assert session.scalars(select(m.Beleg.zweck)).one() == "Faltblätter"


def test_after_the_hand_in_the_list_is_read_only(traeger: FlaskClient, session: Session, haus: Haus):
    enter(traeger, haus)
    session.execute(
        m.Verwendungsnachweis.__table__.update().values(
            status=NachweisStatus.EINGEREICHT, eingereicht_am=date(2024, 9, 1)
        )
    )
    session.commit()
    page = traeger.get(haus.liste)
    assert "ist abgesandt" in page.text
    assert "Beleg eintragen" not in page.text
    assert traeger.get(f"{haus.liste}/neu").status_code == 409


def test_income_is_entered_changed_and_taken_away(traeger: FlaskClient, session: Session, haus: Haus):
    new = {"einzahler": "Beispielkasse", "betrag": "150,00", "herkunft": "krankenkasse", "datum": "1.3.2024"}
    assert absenden(traeger, f"{haus.liste}/einnahmen/neu", new).status_code == 303
    [row] = rows(traeger, haus.liste)
    assert "E-1" in row
    assert "Einnahme: Krankenkasse" in row
    assert "150,00" in sums(traeger, haus)[-1]
    path = f"{haus.liste}/einnahmen/{session.scalars(select(m.Einnahme.id)).one()}"
    old = traeger.get(path)
    assert absenden(traeger, path, {"betrag": "160,00"}, knopf="speichern").status_code == 303
    late = abschicken(traeger, old, path, {"betrag": "170,00"}, knopf="speichern")
    assert late.status_code == 409
    assert "170,00" in late.text
    assert absenden(traeger, path, pfad="/entfernen").status_code == 303
    assert events(session) == ["einnahme_eingetragen", "einnahme_geaendert", "einnahme_entfernt"]


def test_search_filter_and_order_show_what_is_asked_for(traeger: FlaskClient, session: Session, haus: Haus):
    add_belege(session, haus, 60)
    enter(traeger, haus, "PK", nr="P-1", zweck="Löhne Ärztinnen 100%")
    assert len(rows(traeger, haus.liste)) == 50
    assert len(rows(traeger, f"{haus.liste}?seite=2")) == 11
    assert "P-1" in rows(traeger, f"{haus.liste}?position=PK")[0]
    assert len(rows(traeger, f"{haus.liste}?suche=löhne+100%25")) == 1
    assert rows(traeger, f"{haus.liste}?suche=gibtesnicht") == []
    assert "V-00059" in rows(traeger, f"{haus.liste}?sort=-betrag&position=SA")[0]
    assert "V-00000" in rows(traeger, f"{haus.liste}?sort=betrag")[0]
    assert rows(traeger, f"{haus.liste}?zeige=einnahme") == []


def test_who_may_only_write_texts_sees_the_list_and_changes_nothing(als: Als, session: Session, haus: Haus):
    client = als("traeger", traeger_id=haus.traeger_id)
    session.execute(m.Rollenzuordnung.__table__.update().values(darf_finanziell=False))
    session.commit()
    assert "Beleg eintragen" not in client.get(haus.liste).text
    answer = client.get(f"{haus.liste}/neu")
    assert answer.status_code == 403
    assert "finanziell" in answer.text


def test_nobody_sees_or_touches_another_traegers_list(
    als: Als, traeger: FlaskClient, session: Session, haus: Haus
):
    enter(traeger, haus)
    beleg = session.scalars(select(m.Beleg.id)).one()
    other = als("traeger2", traeger_id=haus.fremder_traeger_id)
    own = f"/verwendungsnachweis/{haus.fremd}/belege"
    assert other.get(own).status_code == 200
    for path in ("", "/neu", f"/{beleg}", ".xlsx", ".csv", "/einlesen", "/e-rechnung", "/vorlage.xlsx"):
        assert other.get(f"{haus.liste}{path}").status_code == 404, path
    assert other.get(f"{own}/{beleg}").status_code == 404
    assert other.post(f"{own}/{beleg}/entfernen").status_code in {400, 404}
    assert als("geschaeftsstelle").get(haus.liste).status_code == 403


def test_the_page_asks_the_database_as_often_for_many_rows(
    traeger: FlaskClient, session: Session, haus: Haus
):
    add_belege(session, haus, 5)
    few = count(traeger, session, haus.liste)
    number = 400
    add_belege_more(session, haus, number)
    assert count(traeger, session, haus.liste) == few
    assert count(traeger, session, f"{haus.liste}?suche=ware&sort=-betrag") == few


def add_belege_more(session: Session, haus: Haus, number: int) -> None:
    for row in session.scalars(select(m.Beleg)):
        row.nr = f"alt-{row.nr}"
    session.commit()
    add_belege(session, haus, number)


def test_changing_a_row_takes_the_same_statements_and_a_small_answer_in_a_long_list(
    traeger: FlaskClient, session: Session, haus: Haus
):
    def change(nr: str, zweck: str) -> tuple[int, int, int]:
        key = session.scalars(select(m.Beleg.id).where(m.Beleg.nr == nr)).one()
        page = traeger.get(f"{haus.liste}/{key}")
        with statements(session) as seen:
            answer = abschicken(
                traeger, page, f"{haus.liste}/{key}", {"zweck": zweck}, knopf="Beleg speichern"
            )
        assert answer.status_code == 303
        return len(seen), len(answer.data), len(page.data)

    add_belege(session, haus, 5)
    change("V-00002", "anders")
    few = change("V-00001", "anders")
    add_belege_more(session, haus, 400)
    many = change("V-00399", "anders")
    assert many[0] == few[0]
    assert max(many[1], many[2]) < 20_000


def teil(session: Session, haus: Haus):
    return load_teil(session, load_anteil(session, haus.anteil))


def test_the_task_list_says_how_far_it_is_and_what_is_missing(
    traeger: FlaskClient, session: Session, haus: Haus
):
    empty = teil(session, haus)
    assert empty.stand is Teilstand.LEER
    assert "leer" in empty.maengel[0].text
    enter(traeger, haus)
    done = teil(session, haus)
    assert done.stand is Teilstand.VOLLSTAENDIG
    assert done.satz.replace("\u00a0", " ") == "1 Beleg über 1.234,50 €, davon zuwendungsfähig 1.234,50 €"
    assert done.maengel == ()
    beleg = session.scalars(select(m.Beleg)).one()
    beleg.rechnungsdatum, beleg.zahlungsempfaenger = None, ""
    session.commit()
    [mangel] = teil(session, haus).maengel
    assert "V-1" in mangel.text
    assert "Rechnungsdatum" in mangel.text
    assert "Zahlungsempfänger" in mangel.text
    assert mangel.anker == f"beleg-{beleg.id}"


def test_facts_are_no_maengel(traeger: FlaskClient, session: Session, haus: Haus):
    # Paid a year late, far more than planned, more than was paid.
    enter(traeger, haus, zahlungsdatum="12.12.2025", **{"teile-0-betrag": "900.000,00"})
    assert teil(session, haus).maengel == ()


def test_a_stelle_keeps_bookings_without_payee_and_may_leave_the_list_empty(als: Als, session: Session):
    haus = build(session, art=TraegerArt.STAEDTISCHE_STELLE)
    assert teil(session, haus).stand is Teilstand.VOLLSTAENDIG
    client = als("stelle", traeger_id=haus.traeger_id)
    answer = enter(client, haus, zahlungsempfaenger="", rechnungsdatum="", rechnungsnummer="")
    assert answer.status_code == 303
    assert teil(session, haus).satz.startswith("1 Buchung über")
    assert session.scalars(select(m.Beleg.art)).one() == Belegart.BELEG
