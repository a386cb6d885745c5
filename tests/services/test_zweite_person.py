"""Decisions of two beside the check of a proof: the second is a second one in every disguise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.anerkennung import Urteil
from grants.domain.begriffe import (
    FoerderjahrStatus,
    Kuerzungsgrund,
    Rolle,
)
from grants.domain.errors import RuleViolation
from grants.domain.money import NULL, Betrag, euro
from grants.domain.pruefregeln import REGISTER, Bezug, pruefe_regel
from grants.queries.kette import load_jahr
from grants.queries.personen import load_zusammengefuehrt
from grants.queries.testat import load_beteiligte
from grants.services import (
    abschluss,
    abweichungen,
    anerkennungen,
    ergebnisse,
    nachweis_stadt,
    protokoll,
)
from grants.services.konten import verwaltung
from grants.services.personen import acting
from grants.services.vier_augen import ZweitePersonFehlt
from tests.pruefjahr import HEUTE, add_person, fill_unchecked, teil_id
from tests.services.augen import (
    FINANZPRUEFUNG,
    A,
    Lage,
    join,
    prepare,
)


@pytest.fixture
def lage(session: Session) -> Lage:
    fill_unchecked(session)
    return prepare(session)


# -- the other decisions of two ------------------------------------------------------------------------------------


def test_money_is_let_go_by_somebody_who_did_not_compute_it(lage: Lage):
    session = lage.session
    urteil = Urteil(NULL, Kuerzungsgrund.NICHT_BELEGT)
    anerkennungen.recognise_beleg(
        session, lage.id, teil_id(session, "A-13"), urteil, stand=0, heute=HEUTE, person=lage.eins
    )
    lage.released()
    second = add_person(session, "zweitkonto", FINANZPRUEFUNG)
    join(session, second, lage.eins)
    entscheidung = ergebnisse.Entscheidung(
        "Beispiel.", date(2024, 9, 1), euro("1.00"), "Bagatelle.", "Entbehrlich."
    )

    def decide(person: m.Person, wanted: ergebnisse.Entscheidung = entscheidung) -> object:
        return ergebnisse.decide(session, lage.id, wanted, stand=0, heute=HEUTE, person=person)

    for person in (lage.eins, second):
        assert lage.refused(lambda who=person: decide(who)) == {"selbst_gezeichnet"}
    assert lage.refused(lambda: decide(acting(session, None))) == {"keine_person"}
    assert lage.refused(lambda: decide(lage.buero)) == set()
    # To collect all of it needs no second look.
    assert lage.refused(lambda: decide(lage.eins, replace(entscheidung, nicht_erhoben=NULL))) == set()


def waiver(lage: Lage, person: m.Person) -> m.ZugelasseneAbweichung:
    session = lage.session
    session.execute(select(m.Bescheid)).scalars().first().betrag += Betrag(1)  # type: ignore[union-attr]
    session.flush()
    year = session.execute(select(m.Foerderjahr)).scalar_one()
    [found] = pruefe_regel(load_jahr(session, year, am=HEUTE), REGISTER["summe_bescheid"])
    return abweichungen.add_abweichung(
        session,
        year,
        code="summe_bescheid",
        bezug=Bezug(),
        differenz=found.differenz or NULL,
        grund="Das Land hat die Summe im Bescheid auf volle Euro gerundet.",
        am=HEUTE,
        person=person,
    )


def zulassen(lage: Lage, first: m.Person) -> dict[str, Callable[[m.Person], object]]:
    row = waiver(lage, first)
    session = lage.session
    satz = "Die Begründung überzeugt mich in dieser Form nicht."
    return {
        "zustimmen": lambda p: abweichungen.agree(session, row.id, stand=None, am=HEUTE, person=p),
        "ablehnen": lambda p: abweichungen.refuse(
            session, row.id, grund=satz, stand=None, am=HEUTE, person=p
        ),
    }


def oeffnen(lage: Lage, first: m.Person) -> dict[str, Callable[[m.Person], object]]:
    session = lage.session
    year = session.execute(select(m.Foerderjahr)).scalar_one()
    year.status, year.nachgewiesen_am, year.abgeschlossen_am = FoerderjahrStatus.ABGESCHLOSSEN, HEUTE, HEUTE
    session.commit()
    where = {"programm": "kinderstark", "jahr": 2023}
    row = abschluss.ask_reopening(session, grund="Beispiel.", am=HEUTE, person=first, **where)
    session.flush()
    return {
        wort: lambda p, ja=ja: abschluss.decide_reopening(
            session, row.id, zustimmen=ja, am=HEUTE, stand=None, person=p, **where
        )
        for wort, ja in (("zustimmen", True), ("ablehnen", False))
    }


def leeren(lage: Lage, first: m.Person) -> dict[str, Callable[[m.Person], object]]:
    session = lage.session
    row = session.scalars(select(m.Ereignis).order_by(m.Ereignis.nummer)).first()
    assert row is not None
    return {
        "leeren": lambda p: protokoll.blank_payload(
            session, row, grund="Beispiel.", person=first, zweite_person=p
        )
    }


@pytest.mark.parametrize("entscheidung", [zulassen, oeffnen, leeren])
def test_the_second_person_is_a_second_one_in_every_disguise(lage: Lage, entscheidung):
    session = lage.session
    acts = entscheidung(lage, lage.alles)
    before = add_person(session, "zweitkonto", FINANZPRUEFUNG)
    join(session, before, lage.alles)
    third = add_person(session, "drittkonto", FINANZPRUEFUNG)
    join(session, third, before)
    wer = {"selbst": lage.alles, "zweites": before, "drittes": third, "niemand": acting(session, None)}
    for wort, act in acts.items():
        for name, person in wer.items():
            assert lage.refused(lambda a=act, p=person: a(p)) == {"zweite_person_fehlt"}, (wort, name)
        assert lage.refused(lambda a=act: a(lage.zwei)) == set()
        # Found to be one after the first act.
        lage.zwei.zusammengefuehrt_mit_id = third.id
        session.flush()
        assert lage.refused(lambda a=act: a(lage.zwei)) == {"zweite_person_fehlt"}, wort
        lage.zwei.zusammengefuehrt_mit_id = None
        session.flush()


def test_the_command_line_neither_reasons_a_waiver_nor_asks_for_a_year_to_be_opened(lage: Lage):
    nobody = acting(lage.session, None)
    with pytest.raises(ZweitePersonFehlt):
        waiver(lage, nobody)
    with pytest.raises(ZweitePersonFehlt):
        oeffnen(lage, nobody)


def test_who_belongs_to_the_recipient_does_not_agree_to_its_waiver(lage: Lage):
    session = lage.session
    row = waiver(lage, lage.buero)
    row.traeger, row.massnahme = A, lage.anteil.kennung
    other = add_person(session, "leitung", Rolle.TRAEGER, traeger=A)
    join(session, other, lage.zwei)
    act = lambda: abweichungen.agree(session, row.id, stand=None, am=HEUTE, person=lage.zwei)  # noqa: E731
    assert lage.refused(act) == {"gehoert_zum_empfaenger"}


def test_nobody_makes_two_persons_of_itself(lage: Lage):
    session = lage.session
    manager = add_person(session, "konten", Rolle.KONTENVERWALTUNG)
    second, third = add_person(session, "konten2", FINANZPRUEFUNG), add_person(session, "dritte")
    join(session, second, manager)
    session.add(m.Konto(person_id=manager.id, fs_uniquifier="k1"))
    session.add(m.Konto(person_id=second.id, fs_uniquifier="k2"))
    session.flush()
    finance = verwaltung.Einladung("konten@stadt.example", FINANZPRUEFUNG)
    acts = {
        "Rolle geben": lambda: verwaltung.give_role(session, manager.id, finance, person=manager),
        "Rolle dem zweiten Konto geben": lambda: verwaltung.give_role(
            session, second.id, finance, person=manager
        ),
        "trennen": lambda: verwaltung.separate_person(session, second.id, person=manager),
        "mit einer anderen zusammenführen": lambda: verwaltung.join_persons(
            session, second.id, third.id, person=manager
        ),
    }
    for name, act in acts.items():
        assert lage.refused(act) == {"inzwischen_geaendert"}, name
    # Whoever else turns out to be the same is joined to where the pointer leads.
    verwaltung.join_persons(session, third.id, manager.id, person=manager)
    assert load_zusammengefuehrt(session) == {second.id: manager.id, third.id: manager.id}


def test_who_cut_or_signed_is_known_by_the_names_of_all_its_rows_to_the_testat(lage: Lage):
    session = lage.session
    urteil = Urteil(NULL, Kuerzungsgrund.NICHT_BELEGT)
    anerkennungen.recognise_beleg(
        session, lage.id, teil_id(session, "A-13"), urteil, stand=0, heute=HEUTE, person=lage.zwei
    )
    lage.both_signed()
    join(session, lage.eins, lage.alles)
    year = lage.anteil.foerderjahr_id
    assert load_beteiligte(session, year) == {
        lage.buero.id: {"Beispiel buero"},
        lage.alles.id: {"Beispiel alles", "Beispiel eins"},
        lage.zwei.id: {"Beispiel zwei"},
    }


def test_nothing_is_built_on_a_freigabe_that_fell_later(lage: Lage):
    session = lage.session
    lage.released()
    where = {"programm": "kinderstark", "jahr": 2023, "am": HEUTE}

    def conditions() -> dict[str, bool]:
        page = abschluss.load_seite(session, **where, person_id=lage.eins.id)
        return {each.titel: each.erfuellt for each in page.bedingungen}

    def against_the_proof() -> str:
        return " ".join(each.text for each in nachweis_stadt.load_lage(session, **where).stand.hindernisse)

    assert conditions()["Freigaben der Nachweise"]
    assert "gilt nicht mehr" not in against_the_proof()
    join(session, lage.zwei, lage.eins)
    session.flush()
    assert not conditions()["Freigaben der Nachweise"]
    assert "zwei Zeichnungen von derselben Person" in against_the_proof()
    with pytest.raises(RuleViolation) as refused:
        abschluss.close_year(session, **where, stand=None, person=lage.buero)
    assert "In der Prüfung dieses Nachweises öffnen ihn zwei Personen wieder" in str(refused.value)
