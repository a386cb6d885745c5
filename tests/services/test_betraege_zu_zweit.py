"""Saving the table: recipients and their shares, and two people at a time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import TraegerArt
from grants.domain.betragstabelle import LAND, Anteil
from grants.domain.errors import Conflict, NotFound, RuleViolation
from grants.domain.money import Betrag, euro
from grants.domain.zellen import InzwischenGeaendert
from grants.queries import foerderjahre
from grants.queries.betraege import load_tabelle
from grants.services.betraege_empfaenger import add_empfaenger, remove_empfaenger
from grants.services.massnahmenliste import import_liste
from grants.services.personen import acting
from tests.services.tabelle import AM, add_two_years, amounts, as_shown, last_event, save, shares, stored
from tests.services.test_massnahmenliste import make_liste, make_zeile


@pytest.fixture
def jahr(session: Session) -> m.Foerderjahr:
    return add_two_years(session)


# -- recipients ----------------------------------------------------------------------------------------------


def share_out(session: Session, jahr: m.Foerderjahr, *anteile: Betrag | None) -> None:
    """Give Babylotsen a second recipient with these shares."""
    traeger = m.Traeger(kuerzel="zweiter", name="Beispielträger Zwei", art=TraegerArt.FREIER_TRAEGER)
    session.add(traeger)
    session.flush()
    add_empfaenger(
        session,
        jahr,
        kennung="babylotsen",
        kuerzel="zweiter",
        anteil=anteile[1],
        person=acting(session, None),
    )
    row = session.scalars(
        select(m.Empfaengeranteil).join(m.Traeger).where(m.Traeger.kuerzel == "2024-0")
    ).one()
    row.anteil = anteile[0]


def test_the_sole_recipient_follows_the_amount_where_it_has_all_of_it(session: Session, jahr: m.Foerderjahr):
    row = session.scalars(
        select(m.Empfaengeranteil).join(m.Traeger).where(m.Traeger.kuerzel == "2024-0")
    ).one()
    row.anteil = euro("100.00")
    save(session, jahr, as_shown(stored(session, jahr), babylotsen={"betrag": euro("110.00")}))
    assert shares(stored(session, jahr)) == {"2024-0": euro("110.00")}


def test_shares_are_saved_with_the_amount_they_add_up_to(session: Session, jahr: m.Foerderjahr):
    share_out(session, jahr, euro("60.00"), euro("40.00"))
    wanted = {
        "betrag": euro("110.00"),
        "anteile": (Anteil("2024-0", euro("69.99")), Anteil("zweiter", euro("40.01"))),
    }
    save(session, jahr, as_shown(stored(session, jahr), babylotsen=wanted))
    assert shares(stored(session, jahr)) == {"2024-0": euro("69.99"), "zweiter": euro("40.01")}
    assert last_event(session)[1]["anteile"][0] == {
        "massnahme": "babylotsen",
        "traeger": "2024-0",
        "alt": "60.00",
        "neu": "69.99",
    }


def test_shares_that_miss_the_amount_by_a_cent_are_refused(session: Session, jahr: m.Foerderjahr):
    share_out(session, jahr, euro("60.00"), euro("40.00"))
    with pytest.raises(RuleViolation) as refused:
        save(session, jahr, as_shown(stored(session, jahr), babylotsen={"betrag": euro("100.01")}))
    assert [each.code for each in refused.value.violations] == ["anteile_ungleich_betrag"]


def test_a_second_recipient_opens_the_share_of_the_first(session: Session, jahr: m.Foerderjahr):
    row = session.scalars(
        select(m.Empfaengeranteil).join(m.Traeger).where(m.Traeger.kuerzel == "2024-0")
    ).one()
    row.anteil = euro("100.00")
    session.add(m.Traeger(kuerzel="zweiter", name="Beispielträger Zwei", art=TraegerArt.FREIER_TRAEGER))
    add_empfaenger(
        session,
        jahr,
        kennung="babylotsen",
        kuerzel="zweiter",
        anteil=euro("40.00"),
        person=acting(session, None),
    )
    assert shares(stored(session, jahr)) == {"2024-0": None, "zweiter": euro("40.00")}
    art, inhalt = last_event(session)
    assert (art, inhalt["anteil_offen_statt"]) == ("empfaenger_aufgenommen", "100.00")


@pytest.mark.parametrize(
    ("kennung", "kuerzel", "anteil", "error"),
    [
        ("babylotsen", "2024-0", None, RuleViolation),
        ("babylotsen", "unbekannt", None, RuleViolation),
        ("babylotsen", "2024-1", euro("-0.01"), RuleViolation),
        ("gibt-es-nicht", "2024-1", None, NotFound),
    ],
)
def test_a_recipient_is_refused_with_a_reason(session, jahr, kennung, kuerzel, anteil, error):
    with pytest.raises(error):
        add_empfaenger(
            session, jahr, kennung=kennung, kuerzel=kuerzel, anteil=anteil, person=acting(session, None)
        )


def test_a_recipient_leaves_only_while_nothing_is_kept_for_it(session: Session, jahr: m.Foerderjahr):
    share_out(session, jahr, euro("60.00"), euro("40.00"))
    row = session.scalars(
        select(m.Empfaengeranteil).join(m.Traeger).where(m.Traeger.kuerzel == "zweiter")
    ).one()
    plan = m.Finanzierungsplan(empfaengeranteil_id=row.id)
    session.add(plan)
    session.flush()
    who = acting(session, None)
    with pytest.raises(Conflict, match="Finanzierungsplan"):
        remove_empfaenger(session, jahr, kennung="babylotsen", kuerzel="zweiter", person=who)
    session.delete(plan)
    remove_empfaenger(session, jahr, kennung="babylotsen", kuerzel="zweiter", person=who)
    assert shares(stored(session, jahr)) == {"2024-0": euro("60.00")}
    assert last_event(session) == ("empfaenger_herausgenommen", {"traeger": "zweiter", "anteil": "40.00"})
    with pytest.raises(NotFound):
        remove_empfaenger(session, jahr, kennung="babylotsen", kuerzel="zweiter", person=who)


# -- two at a time -------------------------------------------------------------------------------------------


def told(error: InzwischenGeaendert) -> list[tuple[str, str, str, bool]]:
    return [(each.feld, each.meine, each.jetzt, each.is_streit) for each in error.unterschiede]


def test_a_colleagues_amount_is_not_overwritten(session: Session, jahr: m.Foerderjahr):
    shown = stored(session, jahr)
    save(session, jahr, as_shown(shown, babylotsen={"betrag": euro("110.00")}))
    with pytest.raises(InzwischenGeaendert) as refused:
        save(session, jahr, as_shown(shown, babylotsen={"betrag": euro("120.00")}), gezeigt=shown)
    assert told(refused.value) == [("betrag/babylotsen", "120.00", "110.00", True)]
    assert amounts(stored(session, jahr))["babylotsen"] == "110.00"


def test_a_colleagues_change_elsewhere_is_told_before_anything_is_saved(
    session: Session, jahr: m.Foerderjahr
):
    shown = stored(session, jahr)
    save(session, jahr, as_shown(shown, elterntalk={"land": LAND["offen"]}))
    with pytest.raises(InzwischenGeaendert) as refused:
        save(session, jahr, as_shown(shown, babylotsen={"betrag": euro("120.00")}), gezeigt=shown)
    assert told(refused.value) == [("land/elterntalk", "ja", "offen", False)]


def test_the_same_change_by_both_is_no_conflict(session: Session, jahr: m.Foerderjahr):
    shown = stored(session, jahr)
    both = as_shown(shown, babylotsen={"betrag": euro("110.00")})
    save(session, jahr, both)
    assert save(session, jahr, both, gezeigt=shown).changed is False


def test_an_import_under_the_open_table_is_found(session: Session, jahr: m.Foerderjahr):
    shown = stored(session, jahr)
    liste = make_liste(make_zeile("Babylotsen", "150.00"), make_zeile("Ganz Neues", "7.00"))
    import_liste(session, (liste,), person=acting(session, None))
    with pytest.raises(InzwischenGeaendert) as refused:
        save(session, jahr, as_shown(shown, babylotsen={"betrag": euro("120.00")}), gezeigt=shown)
    cells = {feld for feld, *_ in told(refused.value)}
    assert {"betrag/babylotsen", "betrag/ganz-neues", "genannt"} <= cells


def test_an_antrag_that_was_sent_meanwhile_is_told_before_a_version_is_made(
    session: Session, jahr: m.Foerderjahr
):
    shown = stored(session, jahr)
    session.scalars(select(m.Antrag).where(m.Antrag.foerderjahr_id == jahr.id)).one().versandt_am = AM
    with pytest.raises(InzwischenGeaendert) as refused:
        save(session, jahr, as_shown(shown, babylotsen={"betrag": euro("120.00")}), gezeigt=shown)
    assert [each.feld for each in refused.value.unterschiede] == ["versandt"]


def test_a_row_that_left_the_year_meanwhile_comes_back_only_knowingly(session: Session, jahr: m.Foerderjahr):
    shown = stored(session, jahr)
    save(session, jahr, as_shown(shown, babylotsen={"weg": True}))
    wanted = as_shown(shown, babylotsen={"betrag": euro("120.00")})
    with pytest.raises(InzwischenGeaendert) as refused:
        save(session, jahr, wanted, gezeigt=shown)
    assert ("betrag/babylotsen", "120.00", "", True) in told(refused.value)
    knowing = replace(wanted.zeilen[0], schluessel="#0")
    save(session, jahr, replace(wanted, zeilen=(knowing, wanted.zeilen[1])))
    assert amounts(stored(session, jahr)) == {"babylotsen": "120.00", "elterntalk": "200.00"}


def test_another_order_by_a_colleague_stays_where_nobody_else_moved_a_row(
    session: Session, jahr: m.Foerderjahr
):
    shown = stored(session, jahr)
    turned = replace(as_shown(shown), zeilen=as_shown(shown).zeilen[::-1])
    save(session, jahr, turned)
    save(session, jahr, as_shown(shown, babylotsen={"betrag": euro("120.00")}), gezeigt=shown)
    found = stored(session, jahr)
    assert [each.kennung for each in found.massnahmen] == ["elterntalk", "babylotsen"]
    assert amounts(found)["babylotsen"] == "120.00"


def test_the_table_knows_the_register_last_year_and_who_was_last(session: Session, jahr: m.Foerderjahr):
    save(session, jahr, as_shown(stored(session, jahr), babylotsen={"betrag": euro("110.00")}))
    daten = load_tabelle(session, programm="kinderstark", jahr=2024, am=AM)
    assert daten.vorjahr == {"babylotsen": euro("90.00"), "ebika": euro("40.00")}
    assert {each.name for each in daten.massnahmen} == {"Babylotsen", "Elterntalk", "EBIKA"}
    assert daten.bekannt["ebika"] == "ebika"
    assert daten.zuletzt is not None
    assert daten.zuletzt.person == "Kommandozeile"


def test_a_merged_massnahme_lends_its_names(session: Session, jahr: m.Foerderjahr):
    baby = session.scalars(select(m.Massnahme).where(m.Massnahme.kennung == "babylotsen")).one()
    old = session.scalars(select(m.Massnahme).where(m.Massnahme.kennung == "ebika")).one()
    old.zusammengefuehrt_mit_id = baby.id
    daten = load_tabelle(session, programm="kinderstark", jahr=2024, am=AM)
    assert daten.bekannt["ebika"] == "babylotsen"
    assert "ebika" not in {each.schluessel for each in daten.massnahmen}


def test_an_unknown_year_is_not_found(session: Session, jahr: m.Foerderjahr):
    with pytest.raises(NotFound):
        foerderjahre.get(session, "kinderstark", 1999)
