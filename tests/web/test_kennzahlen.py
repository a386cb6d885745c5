"""Counts: the catalogue of the office, Soll and Ist, quarters and their sum, two people at once."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.kennzahlvorschlaege import GRUPPEN
from grants.domain.nachweisteile import Teilstand
from grants.queries.anteile import load_anteil
from grants.queries.kennzahlen import load_kennzahlwerte, load_teil
from tests.web.conftest import Als
from tests.web.formulare import abschicken, absenden
from tests.web.sachbericht import Fall, fill_case
from tests.web.seiten import by_id, has_class, parse, words

KATALOG = "/programme/kinderstark/kennzahlen"
JAHR = "/foerderjahre/kinderstark/2023/kennzahlen"


@pytest.fixture
def fall(session: Session) -> Fall:
    return fill_case(session)


@pytest.fixture
def leitung(als: Als, fall: Fall) -> FlaskClient:
    return als("traeger", traeger_id=fall.traeger)


def add_art(session: Session, name: str, **values: object) -> int:
    programm = session.execute(select(m.Programm)).scalar_one()
    row = m.Kennzahlkatalog(
        programm_id=programm.id,
        schluessel=name.lower().replace(" ", "-"),
        name=name,
        einheit="Personen",
        **values,
    )
    session.add(row)
    session.commit()
    return row.id


def seite(fall: Fall) -> str:
    return f"{fall.pfad}/kennzahlen"


def stored(session: Session) -> dict[tuple[int, int], tuple[int | None, int | None]]:
    session.expire_all()
    return {
        (row.kennzahlkatalog_id, row.quartal): (row.soll, row.ist)
        for row in session.execute(select(m.Kennzahl)).scalars()
    }


def test_quarters_are_entered_one_by_one_and_add_up(leitung: FlaskClient, session: Session, fall: Fall):
    key = add_art(session, "Beratungen", zeitraum="quartal")
    assert absenden(leitung, seite(fall), {f"ist-{key}-1": "12", f"ist-{key}-3": "1.000"}).status_code == 303
    assert stored(session) == {(key, 1): (None, 12), (key, 3): (None, 1000)}
    section = words(by_id(parse(leitung.get(seite(fall))), f"kennzahl-{key}"))
    assert "1.012" in section
    assert "2 von 4 Quartalen" in section
    state = load_teil(session, load_anteil(session, fall.anteil))
    assert state.stand is Teilstand.BEGONNEN
    assert [each.anker for each in state.maengel] == [f"kennzahl-{key}"]
    assert "Es fehlt 2. Quartal, 4. Quartal" in state.maengel[0].text
    assert absenden(leitung, seite(fall), {f"ist-{key}-2": "0", f"ist-{key}-4": "0"}).status_code == 303
    state = load_teil(session, load_anteil(session, fall.anteil))
    assert (state.stand, state.maengel) == (Teilstand.VOLLSTAENDIG, ())


def test_a_count_nobody_made_is_complete_with_a_word_about_it(
    leitung: FlaskClient, session: Session, fall: Fall
):
    key = add_art(session, "Kinder")
    assert absenden(leitung, seite(fall), {f"bemerkung-{key}-0": "Nicht erhoben."}).status_code == 303
    assert load_teil(session, load_anteil(session, fall.anteil)).stand is Teilstand.VOLLSTAENDIG


def test_a_part_larger_than_its_whole_is_a_hint_and_no_block(
    leitung: FlaskClient, session: Session, fall: Fall
):
    whole = add_art(session, "Kinder")
    part = add_art(session, "davon Mädchen", davon_von_id=whole)
    equal = {f"ist-{whole}-0": "10", f"ist-{part}-0": "10"}
    absenden(leitung, seite(fall), equal)
    assert not has_class(parse(leitung.get(seite(fall))), "kennzahl__hinweis")
    assert absenden(leitung, seite(fall), {f"ist-{part}-0": "11"}).status_code == 303
    [hint] = has_class(parse(leitung.get(seite(fall))), "kennzahl__hinweis")
    assert "(11) ist größer als" in words(hint)
    assert load_teil(session, load_anteil(session, fall.anteil)).stand is Teilstand.VOLLSTAENDIG
    assert [
        (each.name, each.davon) for each in load_kennzahlwerte(session, load_anteil(session, fall.anteil))
    ] == [
        ("Kinder", False),
        ("davon Mädchen", True),
    ]


def test_soll_and_last_year_stand_beside_with_a_picture_in_words(
    leitung: FlaskClient, als: Als, session: Session, fall: Fall
):
    key = add_art(session, "Kinder")
    session.add(m.Kennzahl(empfaengeranteil_id=fall.vorjahr, kennzahlkatalog_id=key, quartal=0, ist=80))
    session.commit()
    office = als("geschaeftsstelle")
    assert absenden(office, f"{JAHR}/{fall.anteil}", {f"soll-{key}-0": "100"}).status_code == 303
    absenden(leitung, seite(fall), {f"ist-{key}-0": "90"})
    tree = parse(leitung.get(seite(fall)))
    assert words(by_id(tree, f"bild-{key}-text")) == "2022: 80; Soll: 100; 2023: 90"
    [value] = load_kennzahlwerte(session, load_anteil(session, fall.anteil))
    assert (value.soll, value.ist, value.vorjahr) == (100, 90, 80)
    assert "90" in words(by_id(parse(office.get(JAHR)), "inhalt"))


def test_two_people_enter_different_cells_at_once_and_the_same_cell_is_not_overwritten(
    leitung: FlaskClient, als: Als, session: Session, fall: Fall
):
    key = add_art(session, "Beratungen", zeitraum="quartal")
    other = als("traeger2", traeger_id=fall.traeger)
    mine = leitung.get(seite(fall))
    absenden(other, seite(fall), {f"ist-{key}-1": "5", f"ist-{key}-2": "6"})
    refused = abschicken(leitung, mine, seite(fall), {f"ist-{key}-2": "7", f"ist-{key}-3": "8"})
    assert refused.status_code == 409
    assert "Inzwischen steht hier „6“" in refused.text
    assert 'value="8"' in refused.text
    assert stored(session) == {(key, 1): (None, 5), (key, 2): (None, 6)}
    decided = abschicken(leitung, refused, seite(fall))
    assert decided.status_code == 303
    # The first quarter was shown empty and left so: it is not taken away.
    assert stored(session) == {(key, 1): (None, 5), (key, 2): (None, 7), (key, 3): (None, 8)}


@pytest.mark.parametrize("text", ["12,5", "-3", "viele", "1.23"])
def test_what_is_no_whole_number_is_refused_and_stays(
    leitung: FlaskClient, session: Session, fall: Fall, text: str
):
    key = add_art(session, "Kinder")
    answer = absenden(leitung, seite(fall), {f"ist-{key}-0": text})
    assert answer.status_code == 422
    assert "keine ganze Zahl" in answer.text
    assert f'value="{text}"' in answer.text
    assert stored(session) == {}


def test_only_what_is_asked_of_the_massnahme_in_the_year_is_shown(
    leitung: FlaskClient, session: Session, fall: Fall
):
    massnahmen = {row.name: row.id for row in session.execute(select(m.Massnahme)).scalars()}
    add_art(session, "Eigene", massnahme_id=massnahmen["Babylotsen"])
    add_art(session, "Fremde", massnahme_id=massnahmen["EBIKA"])
    add_art(session, "Beendet", bis_jahr=2022)
    add_art(session, "Künftig", ab_jahr=2024)
    page = leitung.get(seite(fall)).text
    assert "Eigene" in page
    assert not any(name in page for name in ("Fremde", "Beendet", "Künftig"))


def test_without_counts_there_is_nothing_to_do(leitung: FlaskClient, session: Session, fall: Fall):
    assert "Sie müssen hier nichts tun" in leitung.get(seite(fall)).text
    assert load_teil(session, load_anteil(session, fall.anteil)).stand is Teilstand.VOLLSTAENDIG


def test_another_traeger_and_who_lacks_the_befugnis(als: Als, session: Session, fall: Fall):
    key = add_art(session, "Kinder")
    assert als("traeger2", traeger_id=fall.fremder_traeger).get(seite(fall)).status_code == 404
    client = als("traeger", traeger_id=fall.traeger)
    loaded = client.get(seite(fall))
    for row in session.execute(select(m.Rollenzuordnung)).scalars():
        row.darf_inhaltlich = False
    session.commit()
    assert abschicken(client, loaded, seite(fall), {f"ist-{key}-0": "1"}).status_code == 403
    assert "Kennzahlen speichern" not in client.get(seite(fall)).text


# -- The office ------------------------------------------------------------------------------------------------


def test_a_suggestion_is_taken_over_with_one_click_and_once(
    client: FlaskClient, session: Session, fall: Fall
):
    assert absenden(client, KATALOG, pfad="vorschlaege/kern").status_code == 303
    names = session.execute(select(m.Kennzahlkatalog.name)).scalars().all()
    assert names == [each.name for each in GRUPPEN[0].vorschlaege]
    assert "Schon übernommen" in client.get(KATALOG).text


def test_the_four_counts_of_the_kita_sozialarbeit_are_asked_quarterly_of_their_massnahme(
    client: FlaskClient, session: Session, fall: Fall
):
    refused = absenden(client, KATALOG, pfad="vorschlaege/kita-sozialarbeit")
    assert refused.status_code == 422
    assert "für welche Maßnahme" in refused.text
    key = session.execute(select(m.Massnahme.id).where(m.Massnahme.name == "Babylotsen")).scalar_one()
    done = absenden(client, KATALOG, {"massnahme": str(key)}, pfad="vorschlaege/kita-sozialarbeit")
    assert done.status_code == 303
    rows = session.execute(select(m.Kennzahlkatalog)).scalars().all()
    assert [row.name for row in rows] == [
        "Telefonberatung",
        "Netz- und Sozialraumarbeit",
        "Beratungen in Kitas",
        "Beratungsgespräche mit Familien",
    ]
    assert {(row.zeitraum, row.massnahme_id) for row in rows} == {("quartal", key)}


def test_davon_rows_of_a_suggestion_hang_on_their_whole(client: FlaskClient, session: Session, fall: Fall):
    key = session.execute(select(m.Massnahme.id).where(m.Massnahme.name == "Babylotsen")).scalar_one()
    absenden(client, KATALOG, {"massnahme": str(key)}, pfad="vorschlaege/lotsen")
    rows = {row.name: row for row in session.execute(select(m.Kennzahlkatalog)).scalars()}
    assert rows["davon in Frühe Hilfen"].davon_von_id == rows["Überleitungen in andere Hilfen"].id


def test_a_count_is_entered_and_changed_and_keeps_its_period_once_it_has_values(
    client: FlaskClient, session: Session, fall: Fall
):
    typed = {"name": "Kinder", "einheit": "Personen", "zaehlregel": "Jedes einmal."}
    assert absenden(client, f"{KATALOG}/neu", typed).status_code == 303
    key = session.execute(select(m.Kennzahlkatalog.id)).scalar_one()
    assert absenden(client, f"{KATALOG}/{key}", {"zeitraum": "quartal"}).status_code == 303
    session.add(m.Kennzahl(empfaengeranteil_id=fall.anteil, kennzahlkatalog_id=key, quartal=1, ist=3))
    session.commit()
    refused = absenden(client, f"{KATALOG}/{key}", {"zeitraum": "jahr"})
    assert refused.status_code == 422
    assert "schon Werte" in refused.text
    assert absenden(client, f"{KATALOG}/{key}", {"bis_jahr": "2023"}).status_code == 303
    stale = absenden(client, f"{KATALOG}/{key}", {"name": "Anders", "aenderungsstand": "1"})
    assert stale.status_code == 422
    assert "jemand anderes" in stale.text
    assert absenden(client, f"{KATALOG}/neu", {"name": "", "einheit": ""}).status_code == 422


def test_a_part_has_no_parts_of_its_own(client: FlaskClient, session: Session, fall: Fall):
    whole = add_art(session, "Kinder")
    part = add_art(session, "davon Mädchen", davon_von_id=whole)
    other = add_art(session, "Familien")
    answer = absenden(client, f"{KATALOG}/{whole}", {"davon_von": str(other)})
    assert answer.status_code == 422
    assert "nicht selbst „davon“-Zeilen" in answer.text
    assert absenden(client, f"{KATALOG}/{other}", {"davon_von": str(part)}).status_code == 422


@pytest.mark.parametrize(
    ("rolle", "liest"), [("finanzen", 200), ("einsicht", 200), ("traeger", 403), ("konten", 403)]
)
def test_only_the_office_changes_the_catalogue(
    als: Als, session: Session, fall: Fall, rolle: str, liest: int
):
    client = als(rolle)
    assert client.get(KATALOG).status_code == liest
    assert client.get(f"{KATALOG}/neu").status_code == 403
    assert client.get(f"{JAHR}/{fall.anteil}").status_code == 403


def test_a_share_of_another_year_is_not_found(client: FlaskClient, fall: Fall):
    assert client.get(f"{JAHR}/{fall.vorjahr}").status_code == 404
    assert client.get(f"{KATALOG}/99999").status_code == 404
