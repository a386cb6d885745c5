"""Taking over a Jahresmappe: what is created, what stays, what is told and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain import begriffe as g
from grants.domain.errors import NotFound, RuleViolation
from grants.domain.mappe import BelegZeile, Jahresmappe, Kopf, MassnahmeZeile, TraegerZeile, Zusageart
from grants.domain.money import NULL, euro
from tests.mappe_datei import KLEIN
from tests.services.mappe_laden import SHA, stored, take_over, with_row


def counters(session: Session) -> dict[str, list[tuple[int, int]]]:
    """Return id and change counter of every row that has one."""
    session.flush()
    return {
        mapper.class_.__name__: sorted(
            tuple(row) for row in session.execute(select(mapper.class_.id, mapper.class_.aenderungsstand))
        )
        for mapper in m.Base.registry.mappers
        if hasattr(mapper.class_, "aenderungsstand")
    }


def codes(error: pytest.ExceptionInfo[RuleViolation]) -> list[str]:
    return [violation.code for violation in error.value.violations]


# -- a new year ----------------------------------------------------------------------------------------------


def test_a_new_year_holds_what_the_workbook_says(session: Session):
    ergebnis = take_over(session, KLEIN)
    back = stored(session)
    assert back.massnahmen == KLEIN.massnahmen
    assert back.belege == KLEIN.belege
    assert back.nachweise == KLEIN.nachweise
    assert back.anerkannt == KLEIN.anerkannt
    assert (ergebnis.uebernommen, ergebnis.unveraendert, ergebnis.uebergangen) == (36, 0, 0)
    assert [(each.kennung, each.neu, str(each.betrag)) for each in ergebnis.massnahmen] == [
        ("ebika", True, "80.00"),
        ("beratung", True, "160.00"),
    ]
    [summe] = ergebnis.summen
    assert (summe.jahr, str(summe.genannt), str(summe.gerechnet)) == (2023, "240.00", "240.00")


def test_the_import_is_one_ereignis_with_counts_sums_and_hash(session: Session):
    take_over(session, KLEIN)
    [ereignis] = session.scalars(select(m.Ereignis)).all()
    inhalt = json.loads(ereignis.inhalt.inhalt or "")
    assert (ereignis.art, ereignis.gegenstand) == ("jahresmappe_eingelesen", "foerderjahr/kinderstark/2023")
    assert (inhalt["datei"], inhalt["sha256"]) == ("jahr-2023.xlsx", SHA)
    assert (inhalt["uebernommen"]["Maßnahmen"], inhalt["uebernommen"]["Belege"]) == (2, 1)
    assert inhalt["summen"] == [{"genannt": "240.00", "gerechnet": "240.00"}]


def test_the_same_workbook_again_changes_nothing_and_writes_no_ereignis(session: Session):
    first = take_over(session, KLEIN)
    before = counters(session)
    again = take_over(session, KLEIN)
    assert (again.uebernommen, again.unveraendert) == (0, first.uebernommen)
    assert [each.neu for each in again.massnahmen] == [False, False]
    assert counters(session) == before
    assert session.scalar(select(func.count()).select_from(m.Ereignis)) == 1


def test_a_year_without_a_mapping_starts_with_the_usual_lines_and_leaves_the_traegers_money_open(
    session: Session,
):
    take_over(session, Jahresmappe(kopf=Kopf(jahr=2031)))
    zeilen = {each.herkunft.value: each.zeile.value for each in stored(session, 2031).zuordnungen}
    assert zeilen["land"] == "3.5"
    assert zeilen["stadt"] == "3.7"
    assert "traeger" not in zeilen


def test_an_empty_sheet_says_nothing(session: Session):
    take_over(session, KLEIN)
    before = stored(session)
    ergebnis = take_over(session, Jahresmappe(kopf=Kopf(jahr=2023)))
    assert (ergebnis.uebernommen, ergebnis.hinweise) == (0, ())
    assert stored(session) == before


# -- changes -------------------------------------------------------------------------------------------------


def test_a_changed_row_is_changed_and_the_others_are_not_touched(session: Session):
    take_over(session, KLEIN)
    before = counters(session)
    ergebnis = take_over(session, with_row(KLEIN, "belege", betrag=euro("199.00")))
    assert (ergebnis.uebernommen, ergebnis.unveraendert) == (1, 35)
    assert str(stored(session).belege[0].betrag) == "199.00"
    # The share changed, not the Beleg: its counter stays.
    assert counters(session) == before


def test_a_corrected_payment_replaces_the_old_amount(session: Session):
    take_over(session, KLEIN)
    take_over(session, with_row(KLEIN, "zahlungen", betrag=euro("150.00")))
    assert [str(each.betrag) for each in stored(session).zahlungen] == ["150.00"]


def test_two_equal_payments_of_a_day_stay_two(session: Session):
    twice = replace(KLEIN, zahlungen=KLEIN.zahlungen * 2)
    take_over(session, twice)
    assert take_over(session, twice).uebernommen == 0
    assert len(stored(session).zahlungen) == 2


def test_a_beleg_moved_to_another_position_does_not_stand_twice(session: Session):
    take_over(session, KLEIN)
    take_over(session, with_row(KLEIN, "belege", position="SA"))
    assert [each.position for each in stored(session).belege] == ["SA"]


@pytest.mark.parametrize(
    ("sheet", "told"),
    [
        ("massnahmen", "Blatt „Maßnahmen“: beratung steht nicht mehr darin und bleibt unverändert."),
        ("empfaenger", "Blatt „Empfänger“: beratung / a steht nicht mehr darin und bleibt unverändert."),
        ("parameter", "Blatt „Förderjahr“: Finanzierungsart steht nicht mehr darin und bleibt unverändert."),
        (
            "zusagen",
            "Blatt „Weiterleitungen“: ebika / fpz, Version 1 steht nicht mehr darin und bleibt unverändert.",
        ),
    ],
)
def test_rows_that_are_missing_stay_and_are_named(session: Session, sheet: str, told: str):
    take_over(session, KLEIN)
    before = stored(session)
    ergebnis = take_over(session, replace(KLEIN, **{sheet: getattr(KLEIN, sheet)[:-1]}))
    assert ergebnis.hinweise == (told,)
    assert ergebnis.uebernommen == 0
    assert stored(session) == before


def test_the_plan_of_a_recipient_without_a_promise_is_a_draft_and_becomes_what_the_sheet_says(
    session: Session,
):
    draft = replace(KLEIN, zusagen=KLEIN.zusagen[2:])
    take_over(session, draft)
    position, personal, mittel = draft.plaene
    ergebnis = take_over(
        session,
        replace(draft, plaene=(replace(position, position="HO"), replace(mittel, betrag=euro("100.00")))),
    )
    assert [(each.art.value, each.position) for each in stored(session).plaene] == [
        ("Ausgabe", "HO"),
        ("Deckungsmittel", ""),
    ]
    assert ergebnis.hinweise == ()
    assert personal.funktion == "Beratung"


def test_rows_of_a_promised_plan_stay_and_are_named(session: Session):
    take_over(session, KLEIN)
    ergebnis = take_over(session, replace(KLEIN, plaene=(KLEIN.plaene[0], KLEIN.plaene[2])))
    assert len(stored(session).plaene) == 3
    [hinweis] = ergebnis.hinweise
    assert hinweis == (
        "Blatt „Finanzierungsplan“: beratung / a, Version 1, Personal PK steht nicht mehr darin und bleibt "
        "unverändert."
    )


@pytest.mark.parametrize("order", [("ebika", "neu", "beratung"), ("beratung", "neu", "ebika")])
def test_the_order_of_the_list_follows_the_workbook(session: Session, order: tuple[str, ...]):
    take_over(session, KLEIN)
    zeilen = {zeile.kennung: zeile for zeile in (*KLEIN.massnahmen, MassnahmeZeile("neu", "Neue Maßnahme"))}
    take_over(session, replace(KLEIN, massnahmen=tuple(zeilen[kennung] for kennung in order)))
    assert tuple(each.kennung for each in stored(session).massnahmen) == order


# -- the register --------------------------------------------------------------------------------------------


def test_words_of_the_axes_that_do_not_exist_are_created(session: Session):
    zeile = replace(
        KLEIN.massnahmen[0], lebensphasen=("Grundschule",), sozialraeume=("Nord",), handlungsfeld="IX"
    )
    take_over(session, replace(KLEIN, massnahmen=(zeile, KLEIN.massnahmen[1])))
    assert [(each.art.value, each.nummer, each.name) for each in stored(session).gliederungen] == [
        ("Handlungsfeld", "VI", "Bildung"),
        ("Handlungsfeld", "IX", "IX"),
        ("Lebensphase", "", "Rund um die Kita"),
        ("Lebensphase", "", "Grundschule"),
        ("Sozialraum", "", "Nord"),
    ]


def test_another_main_handlungsfeld_changes_places_with_the_old_one(session: Session):
    first = with_row(KLEIN, "massnahmen", handlungsfeld="VI", weitere_handlungsfelder=("II",))
    take_over(session, first)
    take_over(session, with_row(first, "massnahmen", handlungsfeld="II", weitere_handlungsfelder=("VI",)))
    [ebika, _] = stored(session).massnahmen
    assert (ebika.handlungsfeld, ebika.weitere_handlungsfelder) == ("II", ("VI",))


def test_a_massnahme_is_found_by_its_name_when_its_kennung_is_another(session: Session):
    take_over(session, KLEIN)
    next_year = Jahresmappe(
        kopf=Kopf(jahr=2024), massnahmen=(MassnahmeZeile("ebika-fpz", "EBI-KA", beantragt=euro("90.00")),)
    )
    ergebnis = take_over(session, next_year)
    assert [(each.kennung, each.neu) for each in ergebnis.massnahmen] == [("ebika", False)]
    [hinweis] = ergebnis.hinweise
    assert hinweis == (
        "Blatt „Maßnahmen“: „EBI-KA“ ist im Register unter der Kennung „ebika“ geführt; sie bleibt (in der Mappe "
        "„ebika-fpz“)."
    )


def test_names_valid_from_a_year_on_leave_earlier_years_alone(session: Session):
    for jahr, name in ((2023, "Landesjugendamt A"), (2025, "Landesamt B"), (2026, "Landesamt B")):
        take_over(session, Jahresmappe(kopf=Kopf(jahr=jahr, foerdergeber_name=name)))
    names = session.execute(
        select(m.FoerdergeberName.gueltig_ab, m.FoerdergeberName.name).order_by(m.FoerdergeberName.gueltig_ab)
    ).all()
    assert [tuple(row) for row in names] == [
        (date(2023, 1, 1), "Landesjugendamt A"),
        (date(2025, 1, 1), "Landesamt B"),
    ]
    assert stored(session, 2023).kopf.foerdergeber_name == "Landesjugendamt A"


@pytest.mark.parametrize(("sheet", "names"), [("traeger", "angaben"), ("massnahmen", "aliase")])
def test_names_that_lists_use_are_only_added(session: Session, sheet: str, names: str):
    take_over(session, with_row(KLEIN, sheet, **{names: ("Alter Name",)}))
    take_over(session, with_row(KLEIN, sheet, **{names: ("Neuer Name",)}))
    assert getattr(getattr(stored(session), sheet)[0], names) == ("Alter Name", "Neuer Name")


def test_who_may_no_longer_sign_is_removed(session: Session):
    take_over(session, with_row(KLEIN, "traeger", vertretungsberechtigte=("Beispiel 1", "Beispiel 2")))
    take_over(session, with_row(KLEIN, "traeger", vertretungsberechtigte=("Beispiel 2",)))
    assert stored(session).traeger[0].vertretungsberechtigte == ("Beispiel 2",)


# -- refusals ------------------------------------------------------------------------------------------------


def test_a_workbook_of_an_unknown_programm_is_refused_and_the_known_ones_are_named(session: Session):
    with pytest.raises(NotFound, match="Bekannt: kinderstark"):
        take_over(session, Jahresmappe(kopf=Kopf(programm="unbekannt", jahr=2023)))


def test_every_problem_is_named_and_nothing_is_written(session: Session):
    broken = Jahresmappe(
        kopf=Kopf(jahr=2023, status=g.FoerderjahrStatus.BESCHIEDEN),
        massnahmen=(MassnahmeZeile("ebika", "EBIKA", handlungsfeld_land=9),),
        belege=(BelegZeile("fehlt", "a", "1", "PK", NULL, NULL),),
    )
    with pytest.raises(RuleViolation) as error:
        take_over(session, broken)
    assert codes(error) == [
        "angaben_widersprechen",
        "angaben_widersprechen",
        "angaben_widersprechen",
        "verweis_unbekannt",
        "verweis_unbekannt",
    ]
    assert [violation.stelle.blatt for violation in error.value.violations if violation.stelle] == [
        "Stelle",
        "Stelle",
        "Stelle",
        "Maßnahmen",
        "Belege",
    ]
    assert session.scalar(select(func.count()).select_from(m.Foerderjahr)) == 0
    assert session.scalar(select(func.count()).select_from(m.Massnahme)) == 0


def test_the_state_of_the_year_does_not_go_back(session: Session):
    take_over(session, KLEIN)
    back = replace(KLEIN, kopf=Kopf(jahr=2023, status=g.FoerderjahrStatus.PLANUNG))
    with pytest.raises(RuleViolation, match="schon „Beschieden“") as error:
        take_over(session, back)
    assert codes(error) == ["stand_zurueck"]


@pytest.mark.parametrize(
    ("status", "refused"),
    [
        (g.NachweisStatus.ENTWURF, True),
        (g.NachweisStatus.IN_PRUEFUNG, True),
        (g.NachweisStatus.GEPRUEFT, False),
        (g.NachweisStatus.FREIGEGEBEN, False),
    ],
)
def test_a_proof_does_not_go_back(session: Session, status: g.NachweisStatus, *, refused: bool):
    take_over(session, KLEIN)
    days = {
        "eingereicht_am": None if status is g.NachweisStatus.ENTWURF else date(2024, 3, 1),
        "freigegeben_am": date(2024, 6, 1) if status is g.NachweisStatus.FREIGEGEBEN else None,
    }
    later = with_row(KLEIN, "nachweise", status=status, **days)
    if refused:
        with pytest.raises(RuleViolation, match="schon „geprüft“"):
            take_over(session, later)
    else:
        take_over(session, later)
        assert stored(session).nachweise[0].status is status


def test_a_name_leads_to_one_traeger_only(session: Session):
    take_over(session, with_row(KLEIN, "traeger", angaben=("Verein A",)))
    other = TraegerZeile("b", "Beispielträger B e. V.", g.TraegerArt.FREIER_TRAEGER, ("Verein A",))
    with pytest.raises(RuleViolation, match="schon eine Angabe des Trägers „a“") as error:
        take_over(session, Jahresmappe(kopf=Kopf(jahr=2024), traeger=(other,)))
    assert codes(error) == ["traeger_name_vergeben"]


def test_a_stelle_gets_no_weiterleitung(session: Session):
    wrong = with_row(
        KLEIN, "zusagen", 2, art=Zusageart.WEITERLEITUNG, nachweisart=g.Nachweisart.MIT_BELEGLISTE
    )
    with pytest.raises(RuleViolation, match="„fpz“ ist im Register als „städtische Stelle“"):
        take_over(session, wrong)


def test_a_massnahme_of_another_programm_is_told_by_that_programm(session: Session):
    session.add(m.Programm(schluessel="fruehe-hilfen"))
    session.flush()
    take_over(
        session,
        Jahresmappe(
            kopf=Kopf(programm="fruehe-hilfen", jahr=2023), massnahmen=(MassnahmeZeile("lotsen", "Lotsen"),)
        ),
    )
    belege = (replace(KLEIN.belege[0], massnahme="lotsen"),)
    with pytest.raises(
        RuleViolation, match="gehört zum Programm „fruehe-hilfen“, die Mappe zu „kinderstark“"
    ):
        take_over(session, Jahresmappe(kopf=Kopf(jahr=2023), belege=belege))


def test_nothing_is_recognised_without_a_proof(session: Session):
    with pytest.raises(RuleViolation, match="kein Nachweis da"):
        take_over(session, replace(KLEIN, nachweise=()))
