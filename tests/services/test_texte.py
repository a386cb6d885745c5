"""Texts of the Antrag, one by one: who comes second is told, what was is kept in the log."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.errors import Conflict, NotFound, RuleViolation
from grants.queries import foerderjahre
from grants.queries.antrag_texte import load_textseite
from grants.queries.mappe import load_mappe
from grants.queries.texte import load_texte
from grants.services.personen import acting
from grants.services.texte import save_text
from tests.services.verlauf import payload
from tests.web.daten import LISTE_2023, LISTE_2024, add_jahr, add_stelle

KINDERSTARK = "kinderstark"


@pytest.fixture
def years(session: Session) -> Session:
    add_stelle(session)
    add_jahr(session, 2023, LISTE_2023, bescheid=True)
    add_jahr(session, 2024, LISTE_2024)
    session.commit()
    return session


def save(session: Session, schluessel: str, text: str, *, stand: int | None = None, **overrides) -> bool:
    arguments = {"programm": KINDERSTARK, "jahr": 2024, "person": acting(session, None)}
    return save_text(session, schluessel=schluessel, text=text, stand=stand, **arguments | overrides)


def text_of(session: Session, schluessel: str, kennung: str = "", jahr: int = 2024):
    session.expire_all()
    return load_textseite(session, programm=KINDERSTARK, jahr=jahr).find(schluessel, kennung)


def test_a_first_text_is_stored_with_its_ereignis(years: Session):
    assert save(years, "ziele", "Früh und ohne Umwege.")
    found = text_of(years, "ziele")
    assert (found.text, found.stand) == ("Früh und ohne Umwege.", 1)
    [ereignis] = years.scalars(select(m.Ereignis).where(m.Ereignis.art == "text_geaendert")).all()
    assert ereignis.gegenstand == "foerderjahr/kinderstark/2024/text/ziele"
    assert payload(ereignis) == {"bezeichnung": "Ziele", "alt": "", "neu": "Früh und ohne Umwege."}


def test_a_changed_text_keeps_the_old_one_in_the_log(years: Session):
    save(years, "ziele", "Alt.")
    assert save(years, "ziele", "Neu.", stand=1)
    newest = years.scalars(select(m.Ereignis).order_by(m.Ereignis.nummer.desc()).limit(1)).one()
    assert (payload(newest)["alt"], payload(newest)["neu"]) == ("Alt.", "Neu.")
    assert text_of(years, "ziele").stand == 2


def test_the_same_text_again_changes_nothing_and_leaves_no_ereignis(years: Session):
    save(years, "ziele", "Gleich.")
    assert not save(years, "ziele", "Gleich.", stand=1)
    assert len(years.scalars(select(m.Ereignis)).all()) == 1


@pytest.mark.parametrize("stand", [None, 7])
def test_who_saved_from_an_older_page_is_told_and_nothing_is_overwritten(years: Session, stand: int | None):
    save(years, "ziele", "Von der ersten Person.")
    with pytest.raises(Conflict, match="inzwischen gespeichert"):
        save(years, "ziele", "Von der zweiten.", stand=stand)
    assert text_of(years, "ziele").text == "Von der ersten Person."


def test_a_text_taken_back_is_empty_and_an_old_page_is_still_found_to_be_old(years: Session):
    save(years, "ziele", "Erst so.")
    save(years, "ziele", "", stand=1)
    assert (text_of(years, "ziele").text, text_of(years, "ziele").stand) == ("", 2)
    with pytest.raises(Conflict):
        save(years, "ziele", "Vom ersten Stand aus.", stand=1)


def test_a_text_taken_back_is_in_no_paper_and_in_no_workbook(years: Session):
    save(years, "ziele", "Erst so.")
    save(years, "ziele", "", stand=1)
    foerderjahr = foerderjahre.get(years, KINDERSTARK, 2024)
    assert load_texte(years, foerderjahr) == ()
    assert load_mappe(years, foerderjahr).texte == ()


def test_the_text_of_a_massnahme_stands_beside_that_of_the_year(years: Session):
    save(years, "ziele", "Für alle.")
    save(years, "ziele", "Nur hier.", kennung="babylotsen")
    assert text_of(years, "ziele").text == "Für alle."
    assert text_of(years, "ziele", "babylotsen").text == "Nur hier."
    assert text_of(years, "ziele", "elterntalk").text == ""
    assert [t.kennung for t in load_texte(years, foerderjahre.get(years, KINDERSTARK, 2024))] == [
        "",
        "babylotsen",
    ]


@pytest.mark.parametrize(
    ("schluessel", "kennung"),
    [
        ("gibt-es-nicht", ""),
        ("sachbericht_erfolg", ""),
        ("betreff", "babylotsen"),
        ("ziele", "gibt-es-nicht"),
        # In the year before, not in this one.
        ("ziele", "ebika"),
    ],
)
def test_what_the_antrag_has_no_place_for_is_not_found(years: Session, schluessel: str, kennung: str):
    with pytest.raises(NotFound):
        save(years, schluessel, "Text", kennung=kennung)
    assert years.scalars(select(m.Text)).all() == []


def test_too_long_and_unclear_answers_are_refused_at_their_field(years: Session):
    with pytest.raises(RuleViolation) as long:
        save(years, "betreff", "x" * 301)
    with pytest.raises(RuleViolation) as unclear:
        save(years, "erklaerung_subvention", "vielleicht")
    assert [v.code for v in (*long.value.violations, *unclear.value.violations)] == [
        "text_zu_lang",
        "antwort_unklar",
    ]
    assert {v.feld for v in (*long.value.violations, *unclear.value.violations)} == {"text"}


def test_last_years_texts_stand_beside_those_of_this_year_but_no_declaration_does(years: Session):
    save(years, "ziele", "Ziele 2023 und 2022.", jahr=2023)
    save(years, "ziele", "Babylotsen im Vorjahr.", jahr=2023, kennung="babylotsen")
    save(years, "erklaerung_subvention", "ja", jahr=2023)
    ziele = text_of(years, "ziele")
    assert (ziele.vorjahr, ziele.text, ziele.fruehere_jahre) == ("Ziele 2023 und 2022.", "", (2022, 2023))
    assert text_of(years, "ziele", "babylotsen").vorjahr == "Babylotsen im Vorjahr."
    assert text_of(years, "erklaerung_subvention").vorjahr == ""
    assert load_textseite(years, programm=KINDERSTARK, jahr=2024).vorjahr == 2023
    assert load_textseite(years, programm=KINDERSTARK, jahr=2023).vorjahr is None


def test_the_text_of_a_massnahme_that_was_joined_is_last_years_text_of_the_other(years: Session):
    save(years, "ziele", "Ziele von EBIKA.", jahr=2023, kennung="ebika")
    massnahmen = {row.kennung: row for row in years.scalars(select(m.Massnahme))}
    massnahmen["ebika"].zusammengefuehrt_mit_id = massnahmen["elterntalk"].id
    years.flush()
    assert text_of(years, "ziele", "elterntalk").vorjahr == "Ziele von EBIKA."


def test_massnahmen_for_which_nothing_is_asked_have_no_text(years: Session):
    years.scalars(
        select(m.Jahresmassnahme).join(m.Massnahme).where(m.Massnahme.kennung == "elterntalk")
    ).one().land_beantragen = False
    years.flush()
    seite = load_textseite(years, programm=KINDERSTARK, jahr=2024)
    assert "elterntalk" not in {t.kennung for t in seite.je_massnahme}
    assert [feld.schluessel for feld, _ in seite.gruppen] == ["ziele", "notwendigkeit_massnahme"]
    assert {len(texte) for _, texte in seite.gruppen} == {8}


def test_the_pages_are_walked_through_in_the_order_of_the_antrag(years: Session):
    seite = load_textseite(years, programm=KINDERSTARK, jahr=2024)
    following = seite.after(seite.find("betreff"))
    assert following is not None
    assert following.feld.schluessel == "bezug"
    assert seite.after(seite.alle[-1]) is None
