"""The Antrag in a Jahresmappe: what is a draft is overwritten, what was sent becomes a new version."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from grants.domain import begriffe as g
from grants.domain.errors import RuleViolation
from grants.domain.mappe import AntragZeile, Jahresmappe, Kopf, MassnahmeZeile
from grants.domain.money import euro
from tests.services.mappe_laden import stored, take_over, with_row

ENTWURF = Jahresmappe(
    kopf=Kopf(jahr=2024),
    massnahmen=(
        MassnahmeZeile("babylotsen", "Babylotsen", beantragt=euro("86600.00")),
        MassnahmeZeile("elterntalk", "Elterntalk", beantragt=euro("10000.00")),
    ),
    antraege=(
        AntragZeile(1, euro("96600.00"), g.Betragsart.LANDESFOERDERUNG, quelle="Maßnahmen-Antrag 2024"),
    ),
)
VERSANDT = with_row(ENTWURF, "antraege", versandt_am=date(2023, 10, 30), versandweg="Portal")


def versionen(session: Session) -> list[tuple[int, str | None, bool]]:
    return [
        (each.version, each.genannt and str(each.genannt), each.versandt_am is not None)
        for each in stored(session, 2024).antraege
    ]


def betraege(session: Session) -> dict[str, str | None]:
    return {each.kennung: each.beantragt and str(each.beantragt) for each in stored(session, 2024).massnahmen}


def fruehere(session: Session) -> list[tuple[int, str, str]]:
    return [
        (each.version, each.massnahme, str(each.betrag))
        for each in stored(session, 2024).fruehere_antragspositionen
    ]


def test_amounts_without_the_sheet_antrag_make_version_one(session: Session):
    take_over(session, replace(ENTWURF, antraege=()))
    assert versionen(session) == [(1, None, False)]
    assert betraege(session) == {"babylotsen": "86600.00", "elterntalk": "10000.00"}


def test_changed_amounts_overwrite_the_draft(session: Session):
    take_over(session, ENTWURF)
    ergebnis = take_over(session, with_row(ENTWURF, "massnahmen", beantragt=euro("86000.00")))
    assert versionen(session) == [(1, "96600.00", False)]
    assert betraege(session)["babylotsen"] == "86000.00"
    assert (ergebnis.uebernommen, ergebnis.hinweise) == (1, ())


def test_an_emptied_amount_leaves_the_draft(session: Session):
    take_over(session, ENTWURF)
    ergebnis = take_over(session, with_row(ENTWURF, "massnahmen", 1, beantragt=None))
    assert betraege(session) == {"babylotsen": "86600.00", "elterntalk": None}
    assert ergebnis.uebernommen == 1


def test_changed_amounts_of_a_sent_antrag_become_a_new_version(session: Session):
    take_over(session, VERSANDT)
    changed = with_row(VERSANDT, "massnahmen", beantragt=euro("86000.00"))
    ergebnis = take_over(session, changed)
    assert versionen(session) == [(1, "96600.00", True), (2, "96600.00", False)]
    assert betraege(session) == {"babylotsen": "86000.00", "elterntalk": "10000.00"}
    assert fruehere(session) == [(1, "babylotsen", "86600.00"), (1, "elterntalk", "10000.00")]
    [hinweis] = ergebnis.hinweise
    assert hinweis == (
        "Version 1 des Antrags ist am 30.10.2023 versandt worden und bleibt; die geänderten Beträge stehen als "
        "Version 2."
    )


def test_the_new_version_is_made_once_and_then_overwritten(session: Session):
    take_over(session, VERSANDT)
    changed = with_row(VERSANDT, "massnahmen", beantragt=euro("86000.00"))
    take_over(session, changed)
    assert take_over(session, changed).uebernommen == 0
    take_over(session, with_row(VERSANDT, "massnahmen", beantragt=euro("85000.00")))
    assert versionen(session) == [(1, "96600.00", True), (2, "96600.00", False)]
    assert betraege(session)["babylotsen"] == "85000.00"


def test_a_changed_total_of_a_sent_antrag_becomes_a_new_version(session: Session):
    take_over(session, VERSANDT)
    take_over(session, with_row(VERSANDT, "antraege", genannt=euro("96000.00")))
    assert versionen(session) == [(1, "96600.00", True), (2, "96000.00", False)]


def test_an_old_workbook_does_not_undo_the_newer_version(session: Session):
    take_over(session, VERSANDT)
    take_over(session, with_row(VERSANDT, "massnahmen", beantragt=euro("86000.00")))
    ergebnis = take_over(session, VERSANDT)
    assert betraege(session)["babylotsen"] == "86000.00"
    assert ergebnis.uebernommen == 0
    [hinweis] = ergebnis.hinweise
    assert hinweis == (
        "Blatt „Antrag“: Die Mappe hat den Stand von Version 1 des Antrags; inzwischen gibt es Version 2, "
        "sie bleibt."
    )


def test_a_massnahme_the_workbook_does_not_name_keeps_its_amount_in_the_new_version(session: Session):
    take_over(session, VERSANDT)
    only = replace(VERSANDT, massnahmen=(replace(VERSANDT.massnahmen[0], beantragt=euro("86000.00")),))
    take_over(session, only)
    assert betraege(session) == {"babylotsen": "86000.00", "elterntalk": "10000.00"}


def test_a_workbook_of_before_the_versand_does_not_take_it_back(session: Session):
    take_over(session, VERSANDT)
    ergebnis = take_over(session, with_row(ENTWURF, "antraege", betragsart=g.Betragsart.UNGEKLAERT))
    assert ergebnis.uebernommen == 0
    [antrag] = stored(session, 2024).antraege
    assert (antrag.versandt_am, antrag.versandweg) == (date(2023, 10, 30), "Portal")
    assert antrag.betragsart is g.Betragsart.LANDESFOERDERUNG


def test_a_new_version_of_the_workbook_takes_its_own_amounts(session: Session):
    take_over(session, VERSANDT)
    second = replace(
        stored(session, 2024),
        antraege=(*stored(session, 2024).antraege, AntragZeile(2, euro("96000.00"))),
    )
    take_over(session, with_row(second, "massnahmen", beantragt=euro("86000.00")))
    assert versionen(session) == [(1, "96600.00", True), (2, "96000.00", False)]
    assert fruehere(session)[0] == (1, "babylotsen", "86600.00")


def test_an_earlier_version_that_was_sent_cannot_be_rewritten(session: Session):
    take_over(session, VERSANDT)
    take_over(session, with_row(VERSANDT, "massnahmen", beantragt=euro("86000.00")))
    rewritten = with_row(stored(session, 2024), "fruehere_antragspositionen", betrag=euro("1.00"))
    with pytest.raises(
        RuleViolation, match=r"Version 1 des Antrags ist am 30\.10\.2023 versandt worden"
    ) as error:
        take_over(session, rewritten)
    assert [violation.code for violation in error.value.violations] == ["antrag_versandt"]
