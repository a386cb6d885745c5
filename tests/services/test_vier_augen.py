"""Every one-person shortcut is closed: each way to write a figure × each decision that needs two × each disguise.

Each refusal must say who can act instead, so every sentence is held against a list of the words for that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import grants
from grants import models as m
from grants.domain.anerkennung import Urteil
from grants.domain.begriffe import (
    Ausgabenart,
    Kuerzungsgrund,
    Mittelherkunft,
    NachweisStatus,
    Prueftiefe,
    Rolle,
    Zeichnungsart,
)
from grants.domain.belege import Belegangaben, Einnahmeangaben, Planposition, Teilangaben
from grants.domain.errors import Conflict
from grants.domain.kette import Zusage
from grants.domain.money import NULL, Betrag, Vomhundert, euro
from grants.domain.nachweiserklaerungen import Angabe, arten_for
from grants.domain.sachbericht import find_text
from grants.domain.summen import Ausgaben
from grants.domain.weiterleitung import Zusageangaben
from grants.queries.anteile import load_anteil
from grants.queries.kennzahlen import list_katalog
from grants.services import (
    anerkennungen,
    ergebnisse,
    kennzahlen,
    kennzahlkatalog,
    nachweisabgabe,
    nachweisbegleitung,
    nachweiserklaerungen,
    nachweisstand,
    nachweiszahlen,
    pruefoeffnung,
    pruefungen,
    sachbericht,
    stichproben,
    weiterleitungen,
)
from grants.services import zeichnungen as service
from grants.services.belege import zeilen
from grants.services.belegliste import import_belege
from grants.services.ereignisse import record
from grants.services.jahresmappe import import_mappe
from grants.services.personen import acting
from tests.pruefjahr import HEUTE, add_person, anteil_id, fill_unchecked, teil_id, unchecked
from tests.services.augen import (
    FACHLICH,
    FINANZPRUEFUNG,
    FREIGABE,
    GESCHAEFTSSTELLE,
    JETZT,
    RECHNERISCH,
    TAG,
    A,
    Lage,
    join,
    prepare,
)
from tests.services.test_belegliste import make_beleg, make_liste
from tests.services.test_ereignis_je_tabelle import read_in_a_list
from tests.web.test_routes import statements


@pytest.fixture
def lage(session: Session) -> Lage:
    fill_unchecked(session)
    return prepare(session)


# -- who wrote a figure signs none of it -------------------------------------------------------------------------


def write_row(lage: Lage, person: m.Person) -> object:
    plan = {lage.id: (Planposition("SA", "Sachausgaben", Ausgabenart.SACH, Betrag(100), Betrag(100)),)}
    row = Belegangaben(
        nr="Z-1",
        rechnungsdatum=date(2023, 5, 2),
        rechnungsnummer="R 1",
        zahlungsdatum=date(2023, 5, 9),
        zahlungsempfaenger="Beispiel Druckerei",
        zweck="Faltblätter",
        gezahlt=euro("10.00"),
        leistung_von=date(2023, 5, 1),
        leistung_bis=date(2023, 5, 2),
    )
    part = Teilangaben(lage.id, "SA", euro("10.00"), euro("10.00"))
    return zeilen.save_beleg(
        lage.session, lage.anteil, None, row, [part], moeglich=plan, stand=None, person=person
    )


def remove_row(lage: Lage, person: m.Person) -> object:
    beleg = lage.session.get_one(m.Belegteil, teil_id(lage.session, "A-13")).beleg_id
    return zeilen.remove_beleg(lage.session, lage.anteil, beleg, stand=None, person=person)


def write_income(lage: Lage, person: m.Person) -> object:
    angaben = Einnahmeangaben(
        "E-9", date(2023, 5, 2), "Beispiel Spende", "Spende", euro("1.00"), Mittelherkunft.SPENDE
    )
    return zeilen.save_einnahme(lage.session, lage.anteil, None, angaben, stand=None, person=person)


def read_in_by_command(lage: Lage, person: m.Person) -> object:
    liste = make_liste(make_beleg("K-1"))
    return import_belege(
        lage.session, liste, massnahme=lage.anteil.kennung, jahr=2023, traeger=A, person=person
    )


def state_sums(lage: Lage, person: m.Person) -> object:
    held = {
        row.position: Ausgaben(row.insgesamt, row.zuwendungsfaehig) for row in lage.nachweis.angegebene_summen
    }
    return nachweiszahlen.save_summen(
        lage.session,
        lage.anteil,
        {"SA": Ausgaben(euro("1.00"), euro("1.00"))},
        gezeigt=nachweiszahlen.stand_of(held),
        person=person,
    )


def count(lage: Lage, person: m.Person) -> object:
    angaben = kennzahlkatalog.Kennzahlangaben("Kinder", "Personen")
    art = kennzahlkatalog.add_kennzahl(lage.session, "kinderstark", angaben, person=lage.buero)
    arten = {each.id: each for each in list_katalog(lage.session, "kinderstark")}
    eingaben = {kennzahlen.Zelle(art.id, 0, "ist"): kennzahlen.Eingabe(None, 12)}
    return kennzahlen.save_ist(lage.session, lage.anteil, eingaben, arten, person=person)


def report(lage: Lage, person: m.Person) -> object:
    return sachbericht.save_abschnitt(
        lage.session, lage.anteil, find_text("umsetzung"), "Beispiel.", stand=0, person=person, jetzt=JETZT
    )


def declare(lage: Lage, person: m.Person) -> object:
    answers = {a.schluessel: Angabe(a.antworten[0].schluessel) for a in arten_for(is_stelle=False)}
    return nachweiserklaerungen.declare(
        lage.session, lage.anteil, answers, gezeigt="x", zahlen_sha256="x", jetzt=JETZT, person=person
    )


def explain(lage: Lage, person: m.Person) -> object:
    return nachweisabgabe.explain(
        lage.session, lage.anteil, "zeitraum", "Beispiel", stand=None, jetzt=JETZT, person=person
    )


def hand_in(lage: Lage, person: m.Person) -> object:
    return nachweisstand.submit(
        lage.session,
        lage.id,
        nachweisstand.Abgabe("{}", "{}", "beispiel"),
        heute=HEUTE,
        jetzt=JETZT,
        person=person,
    )


SCHREIBEN: dict[str, Callable[[Lage, m.Person], object]] = {
    "Belegzeile eintragen": write_row,
    "Belegzeile entfernen": remove_row,
    "Einnahme eintragen": write_income,
    "Belegliste auf der Kommandozeile": read_in_by_command,
    "Summen angeben": state_sums,
    "Kennzahlen eintragen": count,
    "Sachbericht schreiben": report,
    "Erklärungen abgeben": declare,
    "Abweichung erläutern": explain,
    "Absenden": hand_in,
}
VERKLEIDUNG = ("selbst", "zweites Konto", "drittes Konto", "beide Rollen")


@pytest.mark.parametrize("weg", SCHREIBEN)
def test_who_wrote_a_part_of_the_proof_by_any_way_signs_none_of_it(lage: Lage, weg: str):
    session = lage.session
    lage.with_recipient(lambda: SCHREIBEN[weg](lage, lage.alles))
    second = add_person(session, "zweitkonto", GESCHAEFTSSTELLE, FINANZPRUEFUNG)
    third = add_person(session, "drittkonto", GESCHAEFTSSTELLE, FINANZPRUEFUNG)
    wer = {"selbst": lage.alles, "zweites Konto": second, "drittes Konto": third}
    # The third is the second, and the second is who wrote.
    join(session, second, lage.alles)
    join(session, third, second)
    allowed = [
        (each, art)
        for each, person in wer.items()
        for art in (FACHLICH, RECHNERISCH, FREIGABE)
        if "selbst_eingetragen" not in lage.codes(art, person)
    ]
    assert allowed == []
    assert lage.codes(FACHLICH, lage.buero) == lage.codes(RECHNERISCH, lage.eins) == set()


def test_a_list_read_in_over_the_pages_makes_an_author(session: Session):
    fill_unchecked(session)
    person = add_person(session, "alles", GESCHAEFTSSTELLE, FINANZPRUEFUNG)
    read_in_a_list(session, person)
    anteil = load_anteil(
        session,
        session.scalars(
            select(m.Empfaengeranteil.id).join(m.Traeger).where(m.Traeger.kuerzel == "beispiel-neu")
        ).one(),
    )
    vorgang = service.load_vorgang(session, anteil, zahlen_sha256=None)
    assert vorgang.eingereicht_von == {person.id}


def test_who_read_the_whole_year_in_signs_no_figure_of_it(session: Session):
    person = add_person(session, "mappe", GESCHAEFTSSTELLE, FINANZPRUEFUNG)
    import_mappe(session, unchecked(), datei="x.xlsx", sha256="ab" * 32, person=person)
    lage = prepare(session)
    for art in (RECHNERISCH, FREIGABE):
        assert "selbst_eingetragen" in lage.codes(art, person)


def test_a_beleg_entered_beside_another_massnahme_of_the_traeger_makes_an_author_too(lage: Lage):
    session = lage.session
    anteil = lage.anteil
    other = m.Massnahme(
        programm_id=session.scalars(select(m.Massnahme.programm_id)).first(), kennung="zweite", name="Zweite"
    )
    session.add(other)
    session.flush()
    year = m.Jahresmassnahme(
        massnahme_id=other.id, foerderjahr_id=anteil.foerderjahr_id, fortsetzung="neu", reihenfolge=99
    )
    session.add(year)
    session.flush()
    session.add(m.Empfaengeranteil(jahresmassnahme_id=year.id, traeger_id=anteil.traeger_id))
    session.flush()
    record(
        session,
        art="beleg_eingetragen",
        gegenstand=f"empfaenger/{anteil.programm}/{anteil.jahr}/zweite/{A}",
        person=lage.eins,
    )
    assert "selbst_eingetragen" in lage.codes(RECHNERISCH, lage.eins)


def test_who_recognises_or_cuts_signs_the_figures_and_gives_no_freigabe(lage: Lage):
    session = lage.session
    urteil = Urteil(NULL, Kuerzungsgrund.NICHT_BELEGT)
    row = anerkennungen.recognise_beleg(
        session, lage.id, teil_id(session, "A-13"), urteil, stand=0, heute=HEUTE, person=lage.zwei
    )
    assert lage.codes(RECHNERISCH, lage.zwei) == set()
    assert lage.codes(FREIGABE, lage.zwei) == {"selbst_eingetragen"}
    # Taking the cut back, or leaving it to somebody else, makes nobody uninvolved.
    again = Urteil(session.get_one(m.Belegteil, teil_id(session, "A-13")).zuwendungsfaehig)
    anerkennungen.recognise_beleg(
        session,
        lage.id,
        teil_id(session, "A-13"),
        again,
        stand=row.aenderungsstand,
        heute=HEUTE,
        person=lage.eins,
    )
    assert lage.codes(FREIGABE, lage.zwei) == {"selbst_eingetragen"}


def test_who_changed_the_promise_after_the_proof_came_in_gives_no_freigabe(lage: Lage):
    session, anteil = lage.session, lage.anteil
    before = session.scalars(
        select(m.Weiterleitung.version).where(m.Weiterleitung.empfaengeranteil_id == lage.id)
    ).one()
    angaben = Zusageangaben(
        zusagen=(Zusage(Mittelherkunft.LAND, euro("10.00")),), wirksam_ab=date(2023, 12, 1)
    )
    weiterleitungen.add_zusage(session, anteil.id, angaben, nach_version=before, person=lage.buero)
    assert lage.codes(FREIGABE, lage.buero) == {"selbst_geaendert"}
    assert lage.codes(FACHLICH, lage.buero) == set()


def test_every_kind_of_entry_into_a_proof_is_known_as_writing_or_said_not_to_be():
    """A new service that records something of a proof must say here whether its author may check."""
    no_author = {
        # An upload alone changes no figure; taken over it does.
        "belegliste_hochgeladen",
        "vorschau_neu_berechnet",
        "einlesung_verworfen",
        # What is wanted stands in the Antrag.
        "kennzahlen_soll_eingetragen",
        "nachforderung_zurueckgenommen",
    }
    folder = Path(grants.__file__).parent / "services"
    files = [
        *(folder / "belege").glob("*.py"),
        *(
            folder / f"{name}.py"
            for name in (
                "belegliste",
                "kennzahlen",
                "nachweisabgabe",
                "nachweiserklaerungen",
                "nachweiszahlen",
                "sachbericht",
            )
        ),
    ]
    arts = {
        word
        for file in files
        for line in re.findall(r"art=([^\n]+)", file.read_text(encoding="utf-8"))
        for word in re.findall(r'"([a-z]+_[a-z_]+)"', line)
    }
    assert len(arts) > 12
    written = service.GESCHRIEBEN | service.LISTEN | service.BELEGE
    assert arts - written - no_author == set()


# -- who is one of two, in every disguise ------------------------------------------------------------------------


def test_the_same_person_in_both_roles_is_one_person_in_either_order(lage: Lage):
    for first, second in ((FACHLICH, RECHNERISCH), (RECHNERISCH, FACHLICH)):
        with lage.session.begin_nested() as point:
            lage.sign(first, lage.alles)
            assert lage.codes(second, lage.alles) == {"selbst_gezeichnet"}
            assert lage.refused(lambda art=second: lage.sign(art, lage.alles)) >= {"selbst_gezeichnet"}
            point.rollback()


def test_who_signed_the_figures_gives_no_freigabe_under_any_row(lage: Lage):
    lage.both_signed()
    second = add_person(lage.session, "zweitkonto", GESCHAEFTSSTELLE, FINANZPRUEFUNG)
    join(lage.session, second, lage.eins)
    for person in (lage.eins, second):
        assert "selbst_gezeichnet" in lage.refused(lambda who=person: lage.release(who))


def test_two_joined_before_the_second_signature_are_one(lage: Lage):
    lage.sign(FACHLICH, lage.alles)
    join(lage.session, lage.eins, lage.alles)
    assert "selbst_gezeichnet" in lage.refused(lambda: lage.sign(RECHNERISCH, lage.eins))


def test_two_joined_after_both_signatures_take_both_away_and_two_others_sign_again(lage: Lage):
    session = lage.session
    lage.both_signed()
    join(session, lage.eins, lage.buero)
    assert lage.refused(lambda: lage.release(lage.zwei)) == {"zeichnung_ungueltig"}
    vorgang = service.load_lage(session, lage.anteil, heute=HEUTE).vorgang
    assert set(vorgang.entfallen) == {FACHLICH, RECHNERISCH}
    pruefoeffnung.take_up_again(session, lage.id, grund="Eine Person.", heute=HEUTE, person=lage.zwei)
    lage.sign(FACHLICH, lage.buero)
    lage.sign(RECHNERISCH, lage.zwei)
    lage.release(lage.alles)
    assert lage.nachweis.status is NachweisStatus.FREIGEGEBEN


def test_taking_the_joining_back_makes_the_signatures_count_again(lage: Lage):
    lage.both_signed()
    join(lage.session, lage.eins, lage.buero)
    lage.eins.zusammengefuehrt_mit_id = None
    lage.session.flush()
    lage.release(lage.zwei)


def test_a_freigabe_by_who_turns_out_to_have_signed_the_figures_stops_the_result(lage: Lage):
    lage.released()
    join(lage.session, lage.zwei, lage.eins)
    entscheidung = ergebnisse.Entscheidung("Beispiel.", date(2024, 9, 1), ohne_anhoerung="Entbehrlich.")
    told = {
        "decide": lambda: ergebnisse.decide(
            lage.session, lage.id, entscheidung, stand=0, heute=HEUTE, person=lage.buero
        ),
        "conclude": lambda: ergebnisse.conclude(
            lage.session,
            lage.id,
            None,  # type: ignore[arg-type]  # never looked at
            stand=0,
            heute=HEUTE,
            person=lage.buero,
        ),
        "hear": lambda: ergebnisse.hear(
            lage.session,
            lage.id,
            None,  # type: ignore[arg-type]  # never looked at
            bis=date(2024, 9, 1),
            stand=0,
            heute=HEUTE,
            person=lage.buero,
        ),
    }
    for name, act in told.items():
        with pytest.raises(Conflict, match="Die Freigabe gilt nicht mehr"):
            act()
        assert lage.nachweis.erstattung is None, name
    # And there is a way out, by two Persons.
    pruefoeffnung.ask_to_open(lage.session, lage.id, grund="Eine Person.", heute=HEUTE, person=lage.buero)
    pruefoeffnung.agree_to_open(lage.session, lage.id, heute=HEUTE, person=lage.alles)
    assert lage.nachweis.status is NachweisStatus.IN_PRUEFUNG


def test_a_signature_falls_when_its_person_turns_out_to_be_an_author(lage: Lage):
    author = add_person(lage.session, "autorin", Rolle.TRAEGER, traeger="beispiel-b")
    lage.with_recipient(lambda: write_row(lage, author))
    lage.both_signed()
    join(lage.session, author, lage.eins)
    assert lage.refused(lambda: lage.release(lage.zwei)) == {"zeichnung_ungueltig"}


def test_a_signature_falls_when_its_person_turns_out_to_be_of_the_recipient(lage: Lage):
    other = add_person(lage.session, "leitung", Rolle.TRAEGER, traeger=A)
    lage.both_signed()
    join(lage.session, other, lage.eins)
    assert lage.refused(lambda: lage.release(lage.zwei)) == {"zeichnung_ungueltig"}


def test_who_begins_at_the_recipient_after_signing_signed_rightly(lage: Lage):
    lage.both_signed()
    owner = lage.anteil.traeger_id
    later = m.Rollenzuordnung(person_id=lage.eins.id, rolle=Rolle.TRAEGER, traeger_id=owner, von=HEUTE + TAG)
    lage.session.add(later)
    lage.session.flush()
    lage.release(lage.zwei)


def test_opening_again_takes_two_under_any_rows(lage: Lage):
    lage.released()
    session = lage.session
    pruefoeffnung.ask_to_open(session, lage.id, grund="Beispiel.", heute=HEUTE, person=lage.zwei)
    join(session, lage.alles, lage.zwei)
    for person in (lage.zwei, lage.alles):
        assert "selbst_gezeichnet" in lage.refused(
            lambda who=person: pruefoeffnung.agree_to_open(session, lage.id, heute=HEUTE, person=who)
        )
    pruefoeffnung.agree_to_open(session, lage.id, heute=HEUTE, person=lage.buero)


def test_an_outcome_of_nothing_is_named_by_the_log_when_it_falls_away(lage: Lage):
    lage.released()
    session = lage.session
    lage.nachweis.festgesetzt = NULL
    pruefoeffnung.ask_to_open(session, lage.id, grund="Beispiel.", heute=HEUTE, person=lage.zwei)
    pruefoeffnung.agree_to_open(session, lage.id, heute=HEUTE, person=lage.buero)
    told = session.scalars(select(m.Ereignis).where(m.Ereignis.art == "freigabe_aufgehoben")).one()
    assert json.loads(told.inhalt.inhalt or "")["alt"]["festgesetzt"] == "0.00"


def test_a_row_of_the_sample_that_is_open_again_takes_the_signatures_away(lage: Lage):
    session = lage.session
    who = {"heute": HEUTE, "person": lage.eins}
    vorgabe = {"schwelle": euro("20000.00"), "anteil_vh": Vomhundert(100_000), "zeilen": 1}
    sample = stichproben.draw_sample(session, lage.id, **vorgabe, grund="", **who)
    [row, *rest] = sample.belege
    for each in (row, *rest):
        stichproben.mark_seen(session, lage.id, teil_id(session, each.beleg_nr), gesehen=True, **who)
    lage.both_signed()
    assert lage.nachweis.status is NachweisStatus.GEPRUEFT
    stichproben.mark_seen(session, lage.id, teil_id(session, row.beleg_nr), gesehen=False, **who)
    assert lage.nachweis.status is NachweisStatus.IN_PRUEFUNG
    assert service.load_lage(session, lage.anteil, heute=HEUTE).vorgang.gezeichnet == {}
    # Seen again, it is signed again; ticking off alone takes nothing away.
    stichproben.mark_seen(session, lage.id, teil_id(session, row.beleg_nr), gesehen=True, **who)
    lage.released()


# -- who may sign at all -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("art", list(Zeichnungsart))
def test_a_rolle_that_ended_yesterday_or_begins_tomorrow_signs_nothing(lage: Lage, art: Zeichnungsart):
    for von, bis in ((None, HEUTE - TAG), (HEUTE + TAG, None)):
        for row in lage.alles.rollen:
            row.von, row.bis = von, bis
        lage.session.flush()
        assert lage.codes(art, lage.alles) == {"rolle_fehlt"}
    for row in lage.alles.rollen:
        row.von = row.bis = HEUTE
    lage.session.flush()
    assert lage.codes(art, lage.alles) == set()


@pytest.mark.parametrize("art", list(Zeichnungsart))
def test_who_belongs_or_belonged_to_the_recipient_signs_nothing_under_any_row(lage: Lage, art: Zeichnungsart):
    other = add_person(lage.session, "leitung", Rolle.TRAEGER, traeger=A)
    join(lage.session, other, lage.alles)
    for bis in (None, HEUTE - TAG, date(2023, 1, 1)):
        other.rollen[0].bis = bis
        lage.session.flush()
        assert lage.codes(art, lage.alles) == {"gehoert_zum_empfaenger"}, bis
    other.rollen[0].bis = date(2022, 12, 31)
    lage.session.flush()
    assert lage.codes(art, lage.alles) == set()


@pytest.mark.parametrize("art", list(Zeichnungsart))
def test_who_could_give_itself_a_second_account_signs_nothing(lage: Lage, art: Zeichnungsart):
    lage.session.add(m.Rollenzuordnung(person_id=lage.alles.id, rolle=Rolle.KONTENVERWALTUNG))
    lage.session.flush()
    assert lage.codes(art, lage.alles) == {"verwaltet_konten"}


@pytest.mark.parametrize("art", list(Zeichnungsart))
def test_the_command_line_signs_nothing_and_as_somebody_only_what_that_person_may(
    lage: Lage, art: Zeichnungsart
):
    assert lage.codes(art, acting(lage.session, None)) == {"keine_person"}
    join(lage.session, acting(lage.session, None), lage.alles)
    assert lage.codes(art, lage.alles) == {"keine_person"}


def test_its_own_massnahme_the_geschaeftsstelle_does_not_check_in_any_disguise(session: Session):
    fill_unchecked(session)
    key = anteil_id(session, "jugendamt")
    finance = add_person(session, "eins", FINANZPRUEFUNG)
    both = add_person(session, "alles", GESCHAEFTSSTELLE, FINANZPRUEFUNG)
    former = add_person(session, "frueher", GESCHAEFTSSTELLE, FINANZPRUEFUNG)
    next(row for row in former.rollen if row.rolle is GESCHAEFTSSTELLE).bis = HEUTE - TAG
    session.flush()
    lage = Lage(session, key, both, finance, finance, both)
    pruefungen.begin(session, key, tiefe=Prueftiefe.KURSORISCH, heute=HEUTE, person=finance)
    pruefungen.answer_belonging(session, key, gehoert=True, heute=HEUTE, person=finance)
    for person in (both, former):
        for art in Zeichnungsart:
            assert "eigene_massnahme" in lage.codes(art, person), (person.name, art)
        # Nor does it say that it is not its own.
        assert "eigene_massnahme" in lage.refused(
            lambda who=person: pruefungen.answer_belonging(
                session, key, gehoert=False, heute=HEUTE, person=who
            )
        )
        schritt = nachweisbegleitung.Schritt(person, HEUTE, JETZT, "x", None)
        nachweis = lage.nachweis
        nachweis.status, nachweis.geprueft_am = NachweisStatus.GEPRUEFT, HEUTE
        session.flush()
        assert "eigene_massnahme" in lage.refused(
            lambda step=schritt: nachweisbegleitung.reopen(session, key, grund="Beispiel.", schritt=step)
        )
        nachweis.status, nachweis.geprueft_am = NachweisStatus.IN_PRUEFUNG, None
        session.flush()
    assert lage.codes(FACHLICH, finance) == lage.codes(RECHNERISCH, finance) == set()


# However many wrote, recognised and signed.
STATEMENTS = 10


@pytest.mark.parametrize("anzahl", [1, 6])
def test_who_wrote_and_signed_is_found_with_the_same_number_of_statements(lage: Lage, anzahl: int):
    lage.both_signed()
    for number in range(anzahl):
        explain_anew(lage, add_person(lage.session, f"autorin{number}", FINANZPRUEFUNG))
    found = service.load_lage(lage.session, lage.anteil, heute=HEUTE)
    assert found.vorgang.gezeichnet
    with statements(lage.session) as made:
        service.load_vorgang(lage.session, found.anteil, zahlen_sha256=found.zahlen_sha256)
    assert len(made) == STATEMENTS


def explain_anew(lage: Lage, person: m.Person) -> None:
    record(
        lage.session,
        art="abweichung_erlaeutert",
        gegenstand=nachweisstand.gegenstand(lage.anteil),
        person=person,
    )
