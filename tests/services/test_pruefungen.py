"""Shortcuts that go round the pages: the command line, a Jahresmappe, and a sample drawn again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.anerkennung import Urteil
from grants.domain.begriffe import Kuerzungsgrund, NachweisStatus, Prueftiefe, Rolle, Zeichnungsart
from grants.domain.errors import RuleViolation
from grants.domain.mappe import Anerkanntart, AnerkanntZeile
from grants.domain.money import NULL, Vomhundert, euro
from grants.queries.anteile import load_anteil
from grants.queries.stichproben import load_stichprobe
from grants.services import anerkennungen, pruefungen, stichproben
from grants.services.jahresmappe import import_mappe
from grants.services.personen import acting
from tests.pruefjahr import HEUTE, add_person, anteil_id, fill_unchecked, teil_id, unchecked


@pytest.fixture
def anteil(session: Session) -> int:
    fill_unchecked(session)
    return anteil_id(session, "beispiel-a")


def codes(error: pytest.ExceptionInfo[RuleViolation]) -> set[str]:
    return {violation.code for violation in error.value.violations}


def test_the_command_line_begins_recognises_and_signs_nothing(session: Session, anteil: int):
    nobody = acting(session, None)
    with pytest.raises(RuleViolation) as error:
        pruefungen.begin(session, anteil, tiefe=Prueftiefe.KURSORISCH, heute=HEUTE, person=nobody)
    assert codes(error) == {"keine_person"}
    somebody = add_person(session, "anna", Rolle.FINANZPRUEFUNG)
    pruefungen.begin(session, anteil, tiefe=Prueftiefe.KURSORISCH, heute=HEUTE, person=somebody)
    urteil = Urteil(NULL, Kuerzungsgrund.NICHT_BELEGT)
    with pytest.raises(RuleViolation) as error:
        anerkennungen.recognise_beleg(
            session, anteil, teil_id(session, "A-13"), urteil, stand=0, heute=HEUTE, person=nobody
        )
    assert "keine_person" in codes(error)
    for art in (Zeichnungsart.FACHLICH, Zeichnungsart.RECHNERISCH):
        with pytest.raises(RuleViolation) as error:
            pruefungen.sign(session, anteil, art, vermerk="", heute=HEUTE, person=nobody)
        assert "keine_person" in codes(error)


@pytest.mark.parametrize("what", ["status", "festgesetzt", "anerkannt"])
def test_a_jahresmappe_brings_no_outcome_of_a_check_that_is_made_on_the_pages(
    session: Session, anteil: int, what: str
):
    somebody = add_person(session, "anna", Rolle.FINANZPRUEFUNG)
    pruefungen.begin(session, anteil, tiefe=Prueftiefe.KURSORISCH, heute=HEUTE, person=somebody)
    mappe = unchecked()
    rows = list(mappe.nachweise)
    place = next(i for i, row in enumerate(rows) if row.empfaenger == "beispiel-a")
    rows[place] = replace(rows[place], status=NachweisStatus.IN_PRUEFUNG)
    if what == "anerkannt":
        cut = AnerkanntZeile(
            rows[place].massnahme,
            "beispiel-a",
            Anerkanntart.ANERKENNUNG,
            "OE",
            beleg_nr="A-13",
            anerkannt=NULL,
            mindert_insgesamt=True,
            grund=Kuerzungsgrund.NICHT_BELEGT,
        )
        mappe = replace(mappe, nachweise=tuple(rows), anerkannt=(*mappe.anerkannt, cut))
    else:
        rows[place] = replace(
            rows[place],
            status=NachweisStatus.FREIGEGEBEN,
            geprueft_am=HEUTE,
            freigegeben_am=HEUTE,
            festgesetzt=euro("85800.00") if what == "festgesetzt" else None,
        )
        mappe = replace(mappe, nachweise=tuple(rows))
    with pytest.raises(RuleViolation) as error:
        import_mappe(session, mappe, datei="x.xlsx", sha256="cd" * 32, person=acting(session, None))
    assert codes(error) == {"pruefung_begonnen"}


def test_a_sample_is_drawn_again_alike_until_the_lot_is_another(session: Session, anteil: int):
    somebody = add_person(session, "anna", Rolle.FINANZPRUEFUNG)
    pruefungen.begin(session, anteil, tiefe=Prueftiefe.VERTIEFT, heute=HEUTE, person=somebody)
    wish = {"schwelle": euro("20000.00"), "anteil_vh": Vomhundert(100_000), "zeilen": 7, "heute": HEUTE}
    stichproben.draw_sample(session, anteil, **wish, grund="", person=somebody)
    part = load_anteil(session, anteil)
    assert stichproben.drawn_alike(session, part, heute=HEUTE) is True
    with pytest.raises(RuleViolation) as error:
        stichproben.draw_sample(session, anteil, **wish, grund=" ", person=somebody)
    assert codes(error) == {"grund_fehlt"}
    stichproben.draw_sample(session, anteil, **wish, grund="Mehr Zeilen verlangt.", person=somebody)
    found = load_stichprobe(session, part.nachweis_id)
    assert found is not None
    assert found.nummer == 2
    assert len(session.execute(select(m.Stichprobe)).scalars().all()) == 2
    session.get_one(m.Belegteil, teil_id(session, "A-05")).betrag = euro("1.00")
    session.flush()
    assert stichproben.drawn_alike(session, part, heute=HEUTE) is None
