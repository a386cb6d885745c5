"""Taking over a Belegliste: rows, numbers, sums, and what stands in the way."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Belegart, NachweisStatus
from grants.domain.errors import NotFound, RuleViolation
from grants.domain.importergebnis import Importergebnis
from grants.domain.mappe import EmpfaengerZeile
from grants.domain.money import Betrag, euro
from grants.imports.beleg_werte import Belegliste, Belegzeile, Einnahmezeile, Summenzeile
from grants.services.belegliste import import_belege
from grants.services.personen import acting
from tests.mappe_datei import KLEIN
from tests.services.mappe_laden import stored, take_over

# „beratung“ has recipient a with a plan of one position, PK.
JAHR = replace(KLEIN, belege=(), einnahmen=(), nachweise=(), anerkannt=())


def make_beleg(nr: str = "A-1", betrag: str = "100.00", **overrides: object) -> Belegzeile:
    amount = euro(betrag)
    default = Belegzeile(
        nr=nr,
        art=Belegart.BELEG,
        position="PK",
        rechnungsnummer="",
        rechnungsdatum=None,
        zahlungsdatum=date(2023, 3, 31),
        zahlungsempfaenger="Beispiel Lohnbüro",
        zweck="1. Quartal",
        gezahlt=amount,
        betrag=amount,
        zuwendungsfaehig=amount,
        leistung_von=date(2023, 1, 1),
        leistung_bis=date(2023, 3, 31),
        bemerkung="",
        zeile=5,
    )
    return replace(default, **overrides)  # type: ignore[arg-type]


def make_einnahme(herkunft: str = "Krankenkasse", **overrides: object) -> Einnahmezeile:
    default = Einnahmezeile(
        "", date(2023, 5, 1), "Beispiel Krankenkasse", "Zuschuss", euro("5.00"), herkunft, "", 9
    )
    return replace(default, **overrides)  # type: ignore[arg-type]


def make_liste(*belege: Belegzeile, **overrides: object) -> Belegliste:
    default = Belegliste(belege, (), (), (), "belege.csv", "csv", "ef" * 32)
    return replace(default, **overrides)  # type: ignore[arg-type]


def hand_in(session: Session, liste: Belegliste, **overrides: object) -> Importergebnis:
    arguments: dict[str, object] = {"massnahme": "beratung", "jahr": 2023, **overrides}
    return import_belege(session, liste, person=acting(session, None), **arguments)  # type: ignore[arg-type]


def numbers(session: Session) -> list[str]:
    return [each.nr for each in stored(session).belege]


@pytest.fixture
def jahr(session: Session) -> Session:
    take_over(session, JAHR)
    return session


def refused(session: Session, liste: Belegliste) -> list[tuple[str, int | None]]:
    with pytest.raises(RuleViolation) as error:
        hand_in(session, liste)
    return [(v.code, v.stelle.zeile if v.stelle else None) for v in error.value.violations]


# -- rows ----------------------------------------------------------------------------------------------------


def test_the_rows_belong_to_the_only_recipient(jahr: Session):
    ergebnis = hand_in(jahr, make_liste(make_beleg("A-1", "100.00"), make_beleg("A-2", "-5.00")))
    back = stored(jahr).belege
    assert [(each.empfaenger, each.nr, str(each.betrag)) for each in back] == [
        ("a", "A-1", "100.00"),
        ("a", "A-2", "-5.00"),
    ]
    assert (ergebnis.uebernommen, ergebnis.unveraendert, ergebnis.uebergangen) == (2, 0, 0)
    [massnahme], [summe] = ergebnis.massnahmen, ergebnis.summen
    assert (massnahme.kennung, massnahme.neu, str(massnahme.betrag)) == ("beratung", False, "95.00")
    assert (summe.genannt, str(summe.gerechnet)) == (None, "95.00")


def test_the_import_is_one_ereignis(jahr: Session):
    hand_in(jahr, make_liste(make_beleg()))
    newest = jahr.scalars(select(m.Ereignis).order_by(m.Ereignis.nummer.desc())).first()
    assert newest is not None
    assert (newest.art, newest.gegenstand) == (
        "belegliste_eingelesen",
        "empfaenger/kinderstark/2023/beratung/a",
    )
    inhalt = json.loads(newest.inhalt.inhalt or "")
    assert (inhalt["datei"], inhalt["sha256"], inhalt["gerechnet"]) == ("belege.csv", "ef" * 32, "100.00")


def test_the_same_list_again_changes_nothing(jahr: Session):
    pauschale = make_beleg("", "10.00", art=Belegart.PAUSCHALE, gezahlt=None)
    liste = make_liste(make_beleg(), pauschale, pauschale, einnahmen=(make_einnahme(), make_einnahme()))
    first, again = hand_in(jahr, liste), hand_in(jahr, liste)
    assert (first.uebernommen, again.uebernommen, again.unveraendert) == (5, 0, 5)
    assert numbers(jahr) == ["A-1", "P-1", "P-2"]
    assert [each.nr for each in stored(jahr).einnahmen] == ["E-1", "E-2"]
    assert jahr.scalar(select(func.count()).select_from(m.Ereignis)) == 2


def test_a_changed_row_is_changed_and_a_missing_one_stays_and_is_named(jahr: Session):
    hand_in(jahr, make_liste(make_beleg("A-1"), make_beleg("A-2")))
    ergebnis = hand_in(jahr, make_liste(make_beleg("A-1", "90.00")))
    assert [str(each.betrag) for each in stored(jahr).belege] == ["90.00", "100.00"]
    assert (ergebnis.uebernommen, ergebnis.unveraendert) == (1, 0)
    assert ergebnis.hinweise == ("Nicht in der Liste und unverändert geblieben: A-2.",)


def test_the_invoice_can_be_found_from_other_years(jahr: Session):
    beleg = make_beleg(rechnungsnummer="RE 77/23", zahlungsempfaenger="Beispiel Büro GmbH")
    hand_in(jahr, make_liste(beleg))
    assert jahr.scalars(select(m.Beleg.rechnung_schluessel)).all() == ["re7723|beispielbuerogmbh"]


@pytest.mark.parametrize("word", ["PK", "pk", "Personalausgaben"])
def test_a_position_may_be_written_as_code_or_in_words(jahr: Session, word: str):
    hand_in(jahr, make_liste(make_beleg(position=word)))
    assert [each.position for each in stored(jahr).belege] == ["PK"]


def test_stated_sums_of_positions_are_kept_beside_the_computed_ones(jahr: Session):
    stated = Summenzeile("Summe PK", "PK", None, euro("101.00"), euro("100.00"), stimmt=False, zeile=8)
    total = Summenzeile("Gesamt", None, None, euro("101.00"), None, stimmt=False, zeile=9)
    ergebnis = hand_in(jahr, make_liste(make_beleg(), summen=(stated, total)))
    [angabe] = stored(jahr).anerkannt
    assert (angabe.position, str(angabe.insgesamt), str(angabe.zuwendungsfaehig)) == (
        "PK",
        "101.00",
        "100.00",
    )
    assert (ergebnis.uebergangen, str(ergebnis.summen[0].genannt)) == (2, "101.00")


# -- who -----------------------------------------------------------------------------------------------------


def test_of_several_recipients_one_must_be_named(session: Session):
    take_over(session, replace(JAHR, empfaenger=(*JAHR.empfaenger, EmpfaengerZeile("beratung", "fpz"))))
    with pytest.raises(NotFound, match="mit --traeger einen davon angeben: a, fpz"):
        hand_in(session, make_liste(make_beleg()))
    hand_in(session, make_liste(make_beleg(position="SA")), traeger="fpz")
    assert [each.empfaenger for each in stored(session).belege] == ["fpz"]


@pytest.mark.parametrize(
    ("overrides", "told"),
    [
        ({"jahr": 2019}, "Das Förderjahr 2019 gibt es im Programm „kinderstark“ nicht. Vorhanden: 2023"),
        (
            {"massnahme": "babylotse"},
            "Die Maßnahme „babylotse“ gibt es im Förderjahr 2023 nicht. Vorhanden: ebika, beratung",
        ),
        ({"traeger": "b"}, "„b“ ist bei „beratung“ kein Empfänger. Vorhanden: a"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(jahr: Session, overrides: dict[str, object], told: str):
    with pytest.raises(NotFound, match=told):
        hand_in(jahr, make_liste(make_beleg()), **overrides)


# -- refusals ------------------------------------------------------------------------------------------------


def test_every_problem_is_named_with_its_row_and_nothing_is_written(jahr: Session):
    liste = make_liste(
        make_beleg("A-1", position="XX", zeile=5),
        make_beleg("9" * 61, zeile=6),
        einnahmen=(make_einnahme("Dritte"),),
    )
    assert refused(jahr, liste) == [
        ("position_unbekannt", 5),
        ("text_zu_lang", 6),
        ("mittelherkunft_unklar", 9),
    ]
    assert numbers(jahr) == []


@pytest.mark.parametrize(
    ("status", "open_"),
    [
        (NachweisStatus.ENTWURF, True),
        (NachweisStatus.EINGEREICHT, False),
        (NachweisStatus.IN_PRUEFUNG, False),
        (NachweisStatus.NACHFORDERUNG, True),
    ],
)
def test_a_list_that_was_handed_in_changes_only_after_a_nachforderung(
    jahr: Session, status: NachweisStatus, *, open_: bool
):
    hand_in(jahr, make_liste(make_beleg()))
    anteil_id = jahr.scalar(select(m.Belegteil.empfaengeranteil_id))
    eingereicht = None if status is NachweisStatus.ENTWURF else date(2024, 3, 1)
    jahr.add(m.Verwendungsnachweis(empfaengeranteil_id=anteil_id, status=status, eingereicht_am=eingereicht))
    jahr.flush()
    assert hand_in(jahr, make_liste(make_beleg())).uebernommen == 0
    changed = make_liste(make_beleg("A-1", "90.00"))
    if open_:
        assert hand_in(jahr, changed).uebernommen == 1
    else:
        assert refused(jahr, changed) == [("nachweis_eingereicht", None)]


def test_a_beleg_of_two_massnahmen_is_one_paper(session: Session):
    shared = replace(JAHR, empfaenger=(*JAHR.empfaenger, EmpfaengerZeile("ebika", "a")))
    take_over(session, shared)
    beleg = make_beleg("A-1", "100.00", gezahlt=euro("200.00"))
    hand_in(session, make_liste(beleg), massnahme="beratung")
    hand_in(session, make_liste(replace(beleg, position="SA")), massnahme="ebika", traeger="a")
    assert [(each.massnahme, each.nr) for each in stored(session).belege] == [
        ("ebika", "A-1"),
        ("beratung", "A-1"),
    ]
    other = replace(beleg, gezahlt=Betrag(15_000))
    assert refused(session, make_liste(other)) == [("beleg_anders_erfasst", 5)]
