"""Saving the table: the draft of the Antrag, its next version, rows in and out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Ausgang, Betragsart, FoerderjahrStatus, Fortsetzung, TraegerArt
from grants.domain.betragstabelle import Kopf, Wunsch, Zeile, kopf_of
from grants.domain.errors import RuleViolation
from grants.domain.money import euro
from grants.services.betraege import Gespeichert
from tests.services.tabelle import AM, add_two_years, amounts, as_shown, last_event, save, stored


@pytest.fixture
def jahr(session: Session) -> m.Foerderjahr:
    return add_two_years(session)


# -- the draft -----------------------------------------------------------------------------------------------


def test_a_changed_amount_overwrites_the_draft_and_is_told(session: Session, jahr: m.Foerderjahr):
    before = stored(session, jahr)
    done = save(session, jahr, as_shown(before, babylotsen={"betrag": euro("110.00")}))
    assert (done.changed, done.version, done.neue_version) == (True, 1, False)
    assert amounts(stored(session, jahr)) == {"babylotsen": "110.00", "elterntalk": "200.00"}
    art, inhalt = last_event(session)
    assert art == "betraege_geaendert"
    assert inhalt["betraege"] == [{"massnahme": "babylotsen", "alt": "100.00", "neu": "110.00"}]


def test_a_change_of_amounts_moves_the_counter_of_the_antrag(session: Session, jahr: m.Foerderjahr):
    counter = session.scalars(select(m.Antrag.aenderungsstand).where(m.Antrag.foerderjahr_id == jahr.id))
    before = counter.one()
    save(session, jahr, as_shown(stored(session, jahr), babylotsen={"betrag": euro("110.00")}))
    again = session.scalars(select(m.Antrag.aenderungsstand).where(m.Antrag.foerderjahr_id == jahr.id))
    assert again.one() > before


def test_saving_what_stands_there_already_writes_nothing(session: Session, jahr: m.Foerderjahr):
    events = session.scalars(select(m.Ereignis.nummer)).all()
    assert save(session, jahr, as_shown(stored(session, jahr))) == Gespeichert(changed=False, version=1)
    assert session.scalars(select(m.Ereignis.nummer)).all() == events


def test_the_stated_total_is_kept_beside_the_amounts_with_its_source(session: Session, jahr: m.Foerderjahr):
    kopf = Kopf(euro("305.00"), "Maßnahmen-Antrag 2024", date(2024, 2, 6), Betragsart.LANDESFOERDERUNG)
    save(session, jahr, as_shown(stored(session, jahr), kopf=kopf))
    found = stored(session, jahr)
    assert kopf_of(found) == kopf
    assert amounts(found) == {"babylotsen": "100.00", "elterntalk": "200.00"}
    assert last_event(session)[1]["genannt"] == {"alt": "300.00", "neu": "305.00"}


def test_an_emptied_amount_leaves_the_antrag_and_the_massnahme_stays(session: Session, jahr: m.Foerderjahr):
    save(session, jahr, as_shown(stored(session, jahr), babylotsen={"betrag": None, "land": None}))
    found = stored(session, jahr)
    assert amounts(found) == {"elterntalk": "200.00"}
    assert [each.land_beantragen for each in found.massnahmen] == [None, True]


def test_the_line_of_the_file_no_longer_belongs_to_a_changed_amount(session: Session, jahr: m.Foerderjahr):
    for position in session.scalars(select(m.Antragsposition)):
        position.quelle_zeile = 7
    save(session, jahr, as_shown(stored(session, jahr), babylotsen={"betrag": euro("110.00")}))
    newest = select(m.Antragsposition).join(m.Antrag).where(m.Antrag.foerderjahr_id == jahr.id)
    found = {position.betrag: position.quelle_zeile for position in session.scalars(newest)}
    assert found == {euro("110.00"): None, euro("200.00"): 7}


def test_the_first_amounts_of_a_new_year_make_its_antrag(session: Session):
    programm = session.scalars(select(m.Programm)).one()
    foerderjahr = m.Foerderjahr(programm_id=programm.id, jahr=2030)
    session.add(foerderjahr)
    session.flush()
    new = Zeile("#0", "", "Neues Angebot", euro("5.00"), land=True)
    done = save(session, foerderjahr, Wunsch((new,), Kopf(euro("5.00"))))
    found = stored(session, foerderjahr)
    assert (done.version, amounts(found), found.antrag and found.antrag.genannt) == (
        1,
        {"neues-angebot": "5.00"},
        euro("5.00"),
    )


# -- what was sent -------------------------------------------------------------------------------------------


@pytest.fixture
def sent(session: Session, jahr: m.Foerderjahr) -> m.Foerderjahr:
    antrag = session.scalars(select(m.Antrag).where(m.Antrag.foerderjahr_id == jahr.id)).one()
    antrag.versandt_am = date(2024, 3, 1)
    session.flush()
    return jahr


def test_other_amounts_than_sent_become_the_next_version(session: Session, sent: m.Foerderjahr):
    done = save(session, sent, as_shown(stored(session, sent), babylotsen={"betrag": euro("110.00")}))
    assert (done.version, done.neue_version) == (2, True)
    versions = stored(session, sent).antraege
    assert [{p.massnahme: str(p.betrag) for p in each.positionen} for each in versions] == [
        {"babylotsen": "100.00", "elterntalk": "200.00"},
        {"babylotsen": "110.00", "elterntalk": "200.00"},
    ]
    assert [each.versandt_am for each in versions] == [date(2024, 3, 1), None]
    assert [each.genannt for each in versions] == [euro("300.00")] * 2


def test_another_stated_total_is_a_new_version_too_but_its_source_may_be_added(
    session: Session, sent: m.Foerderjahr
):
    kopf = kopf_of(stored(session, sent))
    added = replace(kopf, quelle="Anschreiben", betragsart=Betragsart.GESAMTAUSGABEN)
    assert save(session, sent, as_shown(stored(session, sent), kopf=added)).version == 1
    other = replace(added, genannt=euro("301.00"))
    assert save(session, sent, as_shown(stored(session, sent), kopf=other)).version == 2


def test_what_is_not_part_of_the_antrag_makes_no_version(session: Session, sent: m.Foerderjahr):
    before = stored(session, sent)
    turned = replace(as_shown(before), zeilen=as_shown(before).zeilen[::-1])
    assert save(session, sent, turned).version == 1
    assert [each.kennung for each in stored(session, sent).massnahmen] == ["elterntalk", "babylotsen"]


# -- rows in and out -----------------------------------------------------------------------------------------


def test_a_new_row_becomes_a_massnahme_with_its_recipient(session: Session, jahr: m.Foerderjahr):
    traeger = m.Traeger(kuerzel="t", name="Beispielträger T", art=TraegerArt.FREIER_TRAEGER)
    session.add(traeger)
    new = Zeile("#9", "", "Elterntalks", euro("5.00"), land=True, traeger="t")
    done = save(session, jahr, as_shown(stored(session, jahr), neu=[new]))
    massnahme = stored(session, jahr).massnahmen[-1]
    assert (massnahme.kennung, massnahme.empfaenger[0].kuerzel, massnahme.empfaenger[0].anteil) == (
        "elterntalks",
        "t",
        euro("5.00"),
    )
    assert done.hinweise == (
        "„Elterntalks“ ist neu; ähnlich heißt „Elterntalk“. Bitte prüfen, ob es dieselbe Maßnahme ist.",
    )
    assert last_event(session)[1]["aufgenommen"][0]["neu_im_register"] is True


def test_a_name_that_the_register_knows_comes_back_as_that_massnahme(session: Session, jahr: m.Foerderjahr):
    new = Zeile("#9", "", "ebika", euro("5.00"), land=True)
    save(session, jahr, as_shown(stored(session, jahr), neu=[new]))
    found = stored(session, jahr).massnahmen[-1]
    assert (found.kennung, found.vorjahr) == ("ebika", euro("40.00"))
    assert len(session.scalars(select(m.Massnahme).where(m.Massnahme.kennung.like("ebika%"))).all()) == 1


def test_a_row_that_is_taken_out_leaves_the_year_where_nothing_else_is_kept_for_it(
    session: Session, jahr: m.Foerderjahr
):
    save(session, jahr, as_shown(stored(session, jahr), elterntalk={"weg": True}))
    found = stored(session, jahr)
    assert ([each.kennung for each in found.massnahmen], amounts(found)) == (
        ["babylotsen"],
        {"babylotsen": "100.00"},
    )
    inhalt = last_event(session)[1]
    assert inhalt["herausgenommen"] == ["elterntalk"]
    assert inhalt["betraege"] == [{"massnahme": "elterntalk", "alt": "200.00", "neu": None}]
    # The register keeps it.
    assert session.scalars(select(m.Massnahme).where(m.Massnahme.kennung == "elterntalk")).one()


@pytest.mark.parametrize("kept", ["plan", "text", "fortsetzung", "sent"])
def test_one_for_which_something_is_kept_stays_without_landesmittel(
    session: Session, jahr: m.Foerderjahr, kept
):
    row = session.scalars(
        select(m.Jahresmassnahme)
        .join(m.Massnahme)
        .where(m.Massnahme.kennung == "elterntalk", m.Jahresmassnahme.foerderjahr_id == jahr.id)
    ).one()
    match kept:
        case "plan":
            session.add(m.Finanzierungsplan(empfaengeranteil_id=row.empfaengeranteile[0].id))
        case "text":
            session.add(
                m.Text(foerderjahr_id=jahr.id, jahresmassnahme_id=row.id, schluessel="ziele", text="Beispiel")
            )
        case "fortsetzung":
            row.fortsetzung = Fortsetzung.NEU
        case "sent":
            session.scalars(select(m.Antrag).where(m.Antrag.foerderjahr_id == jahr.id)).one().versandt_am = AM
    save(session, jahr, as_shown(stored(session, jahr), elterntalk={"weg": True}))
    found = stored(session, jahr)
    assert [(each.kennung, each.land_beantragen) for each in found.massnahmen][-1] == ("elterntalk", False)
    assert amounts(found) == {"babylotsen": "100.00"}


def test_rows_keep_the_order_in_which_they_are_wanted(session: Session, jahr: m.Foerderjahr):
    shown = as_shown(stored(session, jahr))
    save(session, jahr, replace(shown, zeilen=shown.zeilen[::-1]))
    assert [each.kennung for each in stored(session, jahr).massnahmen] == ["elterntalk", "babylotsen"]
    assert last_event(session)[1] == {"antrag_version": 1, "reihenfolge": ["elterntalk", "babylotsen"]}


def test_nothing_is_written_where_one_cell_is_refused(session: Session, jahr: m.Foerderjahr):
    wrong = as_shown(
        stored(session, jahr), babylotsen={"betrag": euro("0.00")}, elterntalk={"betrag": euro("9.00")}
    )
    with pytest.raises(RuleViolation) as refused:
        save(session, jahr, wrong)
    assert [each.feld for each in refused.value.violations] == ["betrag/babylotsen"]
    assert amounts(stored(session, jahr)) == {"babylotsen": "100.00", "elterntalk": "200.00"}


def test_a_closed_year_takes_no_changes(session: Session, jahr: m.Foerderjahr):
    before = stored(session, jahr)
    jahr.status = FoerderjahrStatus.ABGESCHLOSSEN
    jahr.beantragt_am = jahr.beschieden_am = jahr.nachgewiesen_am = jahr.abgeschlossen_am = AM
    jahr.ausgang = Ausgang.BEWILLIGT
    with pytest.raises(RuleViolation, match="abgeschlossen"):
        save(session, jahr, as_shown(before, babylotsen={"betrag": euro("1.00")}))
