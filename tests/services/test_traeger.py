"""Träger found to be one are one everywhere; what a workbook does to IBAN and to who signs."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import TraegerArt
from grants.domain.errors import RuleViolation
from grants.domain.jahreswechsel import Landeswahl
from grants.domain.money import euro
from grants.imports.massnahmen_werte import Traegerangabe
from grants.queries.eigene import list_eigene
from grants.queries.traeger_verweise import load_verweise, same_traeger
from grants.services import jahreswechsel
from grants.services.personen import acting
from grants.services.traeger import join_traeger, separate_traeger
from grants.services.traeger_kontakte import Vertretungsangaben, save_vertretung
from tests.mappe_datei import KLEIN
from tests.services.mappe_laden import stored, take_over, with_row
from tests.services.test_massnahmenliste import anteile, make_liste, make_zeile
from tests.services.test_massnahmenliste import take_over as take_list

ANDERE = "DE02120300000000202051"


def add(session: Session, kuerzel: str, name: str) -> m.Traeger:
    row = m.Traeger(kuerzel=kuerzel, name=name, art=TraegerArt.FREIER_TRAEGER)
    session.add(row)
    session.flush()
    return row


def join(session: Session, kuerzel: str, mit: str) -> None:
    join_traeger(session, kuerzel, mit=mit, stand=None, person=acting(session, None))
    session.flush()


def stadtteilarbeit(*namen: str, jahr: int = 2024, betrag: str = "100.00"):
    traeger = tuple(Traegerangabe(name, None) for name in namen)
    return make_liste(make_zeile("Stadtteilarbeit", betrag, traeger=traeger), jahr=jahr)


# -- two found to be one -----------------------------------------------------------------------------------


def test_a_list_that_names_the_joined_one_gives_to_the_other(session: Session):
    add(session, "ifak", "IFAK")
    add(session, "ifak-2", "IFAK e. V.")
    join(session, "ifak-2", "ifak")
    take_list(session, stadtteilarbeit("IFAK e. V."))
    assert anteile(session) == [("ifak", "100.00")]


def test_a_share_of_the_joined_one_is_the_others_and_stays_where_it_is(session: Session):
    take_list(session, stadtteilarbeit("IFAK e. V."))
    add(session, "ifak", "IFAK")
    join(session, "ifak-e-v", "ifak")
    ergebnis = take_list(session, stadtteilarbeit("IFAK", betrag="120.00"))
    # No second recipient, the amount goes to the row that is there.
    assert anteile(session) == [("ifak-e-v", "120.00")]
    assert not any("nicht mehr" in hinweis for hinweis in ergebnis.hinweise)


def test_parted_again_the_names_lead_to_two(session: Session):
    add(session, "ifak", "IFAK")
    add(session, "ifak-2", "IFAK e. V.")
    join(session, "ifak-2", "ifak")
    separate_traeger(session, "ifak-2", stand=None, person=acting(session, None))
    take_list(session, stadtteilarbeit("IFAK e. V."))
    assert anteile(session) == [("ifak-2", "100.00")]


def test_a_chain_of_pointers_leads_to_its_end_and_a_ring_is_refused(session: Session):
    rows = [add(session, f"t{i}", f"Verein {i}") for i in range(3)]
    join(session, "t0", "t1")
    join(session, "t1", "t2")
    verweise = load_verweise(session)
    assert verweise == {rows[0].id: rows[2].id, rows[1].id: rows[2].id}
    assert same_traeger(verweise, [rows[1].id]) == {row.id for row in rows}
    for kuerzel, mit in (("t2", "t0"), ("t2", "t2"), ("t0", "t2")):
        with pytest.raises(RuleViolation):
            join(session, kuerzel, mit)


def test_who_is_joined_to_another_joined_one_is_told_where_to_go(session: Session):
    for i in range(3):
        add(session, f"t{i}", f"Verein {i}")
    join(session, "t1", "t2")
    with pytest.raises(RuleViolation, match="selbst zusammengeführt"):
        join(session, "t0", "t1")


def test_the_next_year_goes_on_with_the_one_it_was_found_to_be(session: Session):
    take_list(session, stadtteilarbeit("IFAK e. V.", jahr=2023))
    add(session, "ifak", "IFAK")
    join(session, "ifak-e-v", "ifak")
    decided = jahreswechsel.Entscheidung(
        "stadtteilarbeit", fortfuehren=True, land=Landeswahl.JA, betrag=euro("100.00")
    )
    jahreswechsel.roll_over(
        session, programm="kinderstark", von=2023, entscheidungen=[decided], person=acting(session, None)
    )
    shares = session.execute(
        select(m.Foerderjahr.jahr, m.Traeger.kuerzel)
        .select_from(m.Empfaengeranteil)
        .join(m.Traeger)
        .join(m.Jahresmassnahme, m.Empfaengeranteil.jahresmassnahme_id == m.Jahresmassnahme.id)
        .join(m.Foerderjahr)
        .order_by(m.Foerderjahr.jahr)
    ).all()
    assert [tuple(row) for row in shares] == [(2023, "ifak-e-v"), (2024, "ifak")]


def test_a_user_of_either_sees_the_shares_of_both(session: Session):
    take_list(session, stadtteilarbeit("IFAK e. V.", jahr=2023))
    ziel = add(session, "ifak", "IFAK")
    assert list_eigene(session, [ziel.id], am=date(2023, 6, 30)) == ()
    join(session, "ifak-e-v", "ifak")
    [eigene] = list_eigene(session, [ziel.id], am=date(2023, 6, 30))
    assert eigene.massnahme == "Stadtteilarbeit"


# -- workbooks ---------------------------------------------------------------------------------------------


def test_an_iban_that_a_workbook_changes_is_told_and_traced(session: Session):
    take_over(session, KLEIN)
    again = take_over(session, with_row(KLEIN, "traeger", iban=ANDERE))
    [hinweis] = [text for text in again.hinweise if "IBAN" in text]
    assert "DE02 5001 0517 0137 0750 30 auf DE02 1203 0000 0000 2020 51" in hinweis
    inhalt = session.execute(
        select(m.EreignisInhalt.inhalt).join(m.Ereignis).where(m.Ereignis.gegenstand == "traeger/a")
    ).scalar_one()
    assert json.loads(inhalt or "") == {
        "alt": {"iban": "DE02500105170137075030"},
        "neu": {"iban": ANDERE},
    }


def test_a_workbook_takes_nobody_away_of_whom_the_register_knows_more(session: Session):
    take_over(session, with_row(KLEIN, "traeger", vertretungsberechtigte=("Beispiel 1", "Beispiel 2")))
    traeger = session.execute(select(m.Traeger).where(m.Traeger.kuerzel == "a")).scalar_one()
    by_name = {row.name: row.id for row in traeger.vertretungen}
    save_vertretung(
        session,
        "a",
        Vertretungsangaben("Beispiel 1", "Vorsitz", von=date(2023, 1, 1), bis=date(2023, 12, 31)),
        nummer=by_name["Beispiel 1"],
        person=acting(session, None),
    )
    # Who left is not written out; a workbook of before names her still, one of after does not.
    assert stored(session).traeger[0].vertretungsberechtigte == ("Beispiel 2",)
    for named in (("Beispiel 1", "Beispiel 2"), ("Beispiel 2",)):
        take_over(session, with_row(KLEIN, "traeger", vertretungsberechtigte=named))
        session.expire_all()
        kept = {row.name: row.bis for row in traeger.vertretungen}
        assert kept == {"Beispiel 1": date(2023, 12, 31), "Beispiel 2": None}
