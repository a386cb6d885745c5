"""Which day is due next, what is missing until then and from whom; where the year stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from grants.domain.begriffe import Fortsetzung, NachweisStatus
from grants.domain.jahreslauf import Schrittstand, build_jahreslauf
from grants.domain.kette import Jahr
from grants.domain.termine import (
    Dringlichkeit,
    EigeneFrist,
    Termin,
    build_termine,
    open_termine,
    wiedervorlagen,
)
from tests.domain.jahre import (
    make_abruf,
    make_antrag,
    make_empfaenger,
    make_erstattung,
    make_jahr,
    make_massnahme,
    make_nachweis,
    make_parameter,
    make_running_jahr,
    with_empfaenger,
    with_massnahme,
)

AM = date(2024, 3, 20)


def find(jahr: Jahr, bezeichnung: str, eigene: tuple[EigeneFrist, ...] = ()) -> Termin:
    [found] = [t for t in build_termine(jahr, eigene) if t.bezeichnung == bezeichnung]
    return found


def test_the_antrag_names_what_is_missing_until_it_is_sent():
    jahr = make_jahr([make_massnahme("babylotsen", [make_empfaenger()])], am="01.10.2022")
    jahr = replace(jahr, antraege=(make_antrag({"babylotsen": "800.00"}),))
    termin = find(jahr, "Antrag an das Land")
    assert termin.tag == date(2022, 10, 31)
    assert termin.fehlt[0] == "1 von 1 Finanzierungsplänen fehlen"
    assert termin.tage(jahr.am) == 31 + 0 - 1
    sent = replace(jahr, antraege=(make_antrag({"babylotsen": "800.00"}, versandt_am=date(2022, 10, 28)),))
    assert find(sent, "Antrag an das Land").fehlt == ()
    assert find(sent, "Antrag an das Land").dringlichkeit(AM) is Dringlichkeit.ERLEDIGT


def test_massnahmen_without_amount_and_decision_are_counted():
    jahr = make_jahr(
        [
            make_massnahme("babylotsen", [make_empfaenger()]),
            make_massnahme("offen", [], land_beantragen=None),
            make_massnahme("nein", [], land_beantragen=False),
        ],
        antraege=(make_antrag({"babylotsen": "800.00"}),),
    )
    said = find(jahr, "Antrag an das Land").fehlt
    assert said[-1] == "bei einer Maßnahme ist offen, ob beim Land beantragt wird"


def test_a_day_on_a_holiday_is_moved_and_says_so():
    jahr = make_running_jahr(am=AM, parameter=make_parameter(nachweis_traeger_bis=date(2024, 3, 31)))
    termin = find(jahr, "Verwendungsnachweise der Träger und Stellen")
    # Easter Sunday, then Easter Monday.
    assert termin.bis == date(2024, 4, 2)
    assert termin.verschoben
    fixed = replace(
        jahr,
        parameter=make_parameter(nachweis_traeger_bis=date(2024, 3, 31), fristen_bestimmter_tag=True),
    )
    assert find(fixed, "Verwendungsnachweise der Träger und Stellen").bis == date(2024, 3, 31)


def test_missing_proofs_are_named_with_their_recipients():
    jahr = with_empfaenger(
        make_running_jahr(am=AM),
        nachweis=make_nachweis(NachweisStatus.EINGEREICHT, eingereicht_am=date(2024, 3, 1)),
    )
    termin = find(jahr, "Verwendungsnachweise der Träger und Stellen")
    assert termin.erledigt_am is None
    assert termin.fehlt[0] == "1 von 2 eingegangen"
    assert len(termin.fehlt) == 2
    assert find(jahr, "Verwendungsnachweis der Stadt").fehlt[0].startswith("Nachweis fehlt: ")


def test_an_extended_proof_has_a_day_of_its_own():
    extended = make_nachweis(NachweisStatus.ENTWURF, eingereicht_am=None, verlaengert_bis=date(2024, 5, 31))
    jahr = with_empfaenger(make_running_jahr(am=AM), nachweis=extended)
    [own] = [t for t in build_termine(jahr) if t.quelle == "Fristverlängerung"]
    assert own.bis == date(2024, 5, 31)
    assert "Träger beispiel-a" in own.bezeichnung
    assert all(
        "Träger beispiel-a" not in text
        for text in find(jahr, "Verwendungsnachweise der Träger und Stellen").fehlt
    )


def test_the_day_of_the_year_is_no_termin_where_every_recipient_has_one_of_its_own():
    jahr = make_running_jahr(am=AM)
    extended = make_nachweis(NachweisStatus.ENTWURF, eingereicht_am=None, verlaengert_bis=date(2024, 5, 31))
    for kuerzel in [e.kuerzel for m in jahr.massnahmen for e in m.empfaenger]:
        jahr = with_empfaenger(jahr, kuerzel, nachweis=extended)
    found = [t for t in build_termine(jahr) if t.bezeichnung.startswith("Verwendungsnachweis")]
    assert {t.quelle for t in found if "Stadt" not in t.bezeichnung} == {"Fristverlängerung"}


@pytest.mark.parametrize(("paid", "words"), [("1200.00", ()), ("1000.00", ("200,00\N{NO-BREAK SPACE}€",))])
def test_money_that_was_not_drawn_is_named_but_nobody_is_late(paid: str, words: tuple[str, ...]):
    jahr = make_running_jahr(am=AM, zahlungen_land=(make_abruf("01.06.2023", paid),))
    termin = find(jahr, "Letzter Mittelabruf beim Land")
    assert bool(termin.erledigt_am) is not bool(words)
    assert all(word in " ".join(termin.fehlt) for word in words)
    assert termin.dringlichkeit(date(2030, 1, 1)) is not Dringlichkeit.UEBERFAELLIG


def test_what_a_traeger_owes_is_a_termin_until_it_is_paid():
    nachweis = make_nachweis(
        NachweisStatus.FREIGEGEBEN,
        festgesetzt="700.00",
        erstattung=make_erstattung("100.00", faellig_am=date(2024, 6, 15)),
    )
    jahr = with_empfaenger(make_running_jahr(am=AM), nachweis=nachweis)
    [termin] = [t for t in build_termine(jahr) if t.bezeichnung.startswith("Erstattung")]
    # A Saturday.
    assert termin.bis == date(2024, 6, 17)
    assert termin.fehlt == ("100,00\N{NO-BREAK SPACE}€ sind offen",)


def test_the_second_antragsfrist_counts_only_where_something_new_begins():
    jahr = make_running_jahr(am=AM)
    name = "Antrag für neue Maßnahmen im Lauf des Jahres"
    assert all(t.bezeichnung != name for t in build_termine(jahr))
    assert find(with_massnahme(jahr, fortsetzung=Fortsetzung.NEU), name).tag == date(2023, 3, 31)


def test_without_a_day_there_is_no_termin():
    empty = replace(make_running_jahr(am=AM), parameter=type(make_parameter())())
    assert build_termine(empty) == ()


def own(**values: object) -> EigeneFrist:
    given = {
        "id": 7,
        "jahr": 2023,
        "bezeichnung": "Bericht an den Ausschuss",
        "tag": date(2024, 3, 22),
        "laeuft_ab_am": date(2024, 3, 22),
        **values,
    }
    return EigeneFrist(**given)  # type: ignore[arg-type]  # plain values of a test


def test_own_fristen_stand_among_the_others_by_day_and_overdue_ones_first():
    jahr = make_running_jahr(am=AM)
    late = own(id=8, bezeichnung="Meldung", tag=date(2024, 3, 1), laeuft_ab_am=date(2024, 3, 1))
    done = own(id=9, bezeichnung="Fertig", erledigt_am=date(2024, 3, 2))
    found = open_termine(build_termine(jahr, (own(), late, done)), AM)
    assert [t.bezeichnung for t in found if t.frist_id] == ["Meldung", "Bericht an den Ausschuss"]
    assert found[0].dringlichkeit(AM) is Dringlichkeit.UEBERFAELLIG
    assert find(jahr, "Bericht an den Ausschuss", (own(),)).dringlichkeit(AM) is Dringlichkeit.BALD


def test_an_extension_moves_the_day():
    termin = find(make_jahr(), "Bericht an den Ausschuss", (own(verlaengert_bis=date(2024, 4, 30)),))
    assert termin.bis == date(2024, 4, 30)
    assert termin.verlaengert
    assert not termin.verschoben


def test_a_wiedervorlage_comes_back_on_its_day_until_it_is_done():
    termine = build_termine(make_jahr(), (own(wiedervorlage_am=date(2024, 3, 10)),))
    assert wiedervorlagen(termine, date(2024, 3, 9)) == ()
    assert [t.frist_id for t in wiedervorlagen(termine, date(2024, 3, 10))] == [7]
    done = build_termine(make_jahr(), (own(wiedervorlage_am=date(2024, 3, 10), erledigt_am=AM),))
    assert wiedervorlagen(done, AM) == ()


def stages(jahr: Jahr) -> dict[str, Schrittstand]:
    return {step.titel: step.stand for step in build_jahreslauf(jahr)}


def test_the_line_of_the_year_shows_one_step_at_hand():
    planned = build_jahreslauf(make_jahr())
    assert [step.stand for step in planned] == [Schrittstand.JETZT] + [Schrittstand.KOMMT] * 7
    assert planned[0].am == date(2022, 10, 31)
    running = stages(make_running_jahr(am=date(2023, 6, 30)))
    assert [titel for titel, stand in running.items() if stand is Schrittstand.ERLEDIGT] == [
        "Antrag",
        "Bescheid",
        "Weiterleitung",
    ]
    assert running["Durchführung"] is Schrittstand.JETZT


def test_a_step_is_done_by_its_paper_and_not_by_the_calendar():
    later = make_running_jahr(am=date(2026, 1, 1))
    assert stages(later)["Durchführung"] is Schrittstand.ERLEDIGT
    assert stages(later)["Nachweise der Träger"] is Schrittstand.JETZT
    handed_in = with_empfaenger(
        later, nachweis=make_nachweis(NachweisStatus.EINGEREICHT, eingereicht_am=date(2024, 3, 1))
    )
    [step] = [s for s in build_jahreslauf(handed_in) if s.titel == "Nachweise der Träger"]
    assert step.zusatz == "1 von 2"
