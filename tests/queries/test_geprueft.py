"""What is remembered of a year: computed once, forgotten with the next Ereignis, and the same figures either way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.config import BEISPIEL
from grants.domain import summen
from grants.domain.money import Betrag
from grants.imports.datei import open_datei
from grants.imports.jahresmappe import parse_jahresmappe
from grants.queries import geprueft
from grants.queries.geprueft import MERKER, Merker, load_geprueft, remember
from grants.queries.kette import load_jahr
from grants.services.ereignisse import record
from grants.services.jahresmappe import import_mappe
from grants.services.personen import acting
from tests.web.daten import LISTE_2023, add_jahr

AM = date(2024, 8, 31)


@pytest.fixture
def merker(session: Session) -> Merker:
    session.info[MERKER] = Merker()
    return session.info[MERKER]


@pytest.fixture
def beispiel(session: Session) -> m.Foerderjahr:
    datei = open_datei(BEISPIEL / "jahr-2023.xlsx")
    mappe = parse_jahresmappe(datei)
    import_mappe(session, mappe, datei=datei.name, sha256=datei.sha256, person=acting(session, None))
    session.flush()
    return session.execute(select(m.Foerderjahr)).scalar_one()


def test_a_year_is_checked_once_until_an_ereignis_follows(
    session: Session, merker: Merker, monkeypatch: pytest.MonkeyPatch
):
    jahr = add_jahr(session, 2023, LISTE_2023, bescheid=True)
    runs: list[int] = []
    monkeypatch.setattr(geprueft, "pruefe_jahr", lambda found: runs.append(found.jahr) or [])
    first = load_geprueft(session, jahr, am=AM)
    assert load_geprueft(session, jahr, am=AM) is first
    assert runs == [2023]
    record(session, art="test", gegenstand="stelle", person=acting(session, None))
    assert load_geprueft(session, jahr, am=AM) is not first
    load_geprueft(session, jahr, am=AM + timedelta(days=1))
    assert runs == [2023] * 3


def test_without_a_merker_everything_is_computed_anew(session: Session):
    first, again = (remember(session, "seite", "k", object) for _ in range(2))
    assert first is not again


def test_the_least_used_is_forgotten_first():
    merker, built = Merker(platz={"seite": 2}), []

    def ask(key: str) -> None:
        merker.get("seite", key, 1, lambda: built.append(key))

    for key in ("a", "b", "a", "c", "a", "b"):
        ask(key)
    assert built == ["a", "b", "c", "b"]


@pytest.mark.parametrize("beleg_nr", ["A-01", ""], ids=["ein Beleg gekürzt", "eine Position gekürzt"])
def test_summed_belege_give_every_figure_that_single_ones_give(
    session: Session, beispiel: m.Foerderjahr, beleg_nr: str
):
    teil = (
        session.execute(select(m.Belegteil).join(m.Beleg).where(m.Beleg.nr == (beleg_nr or "A-01")))
        .scalars()
        .first()
    )
    proof = session.execute(
        select(m.Verwendungsnachweis).where(
            m.Verwendungsnachweis.empfaengeranteil_id == teil.empfaengeranteil_id
        )
    ).scalar_one()
    proof.anerkennungen = [
        m.Anerkennung(
            position=teil.position,
            beleg_nr=beleg_nr,
            anerkannt=teil.zuwendungsfaehig - Betrag(123),
            mindert_insgesamt=True,
            grund="nicht_zuwendungsfaehig",
        )
    ]
    session.flush()
    single = load_jahr(session, beispiel, am=AM)
    summed = load_jahr(session, beispiel, am=AM, einzelbelege=False)
    figures = [
        (
            summen.nachgewiesen_je_position(e),
            summen.anerkannt_je_position(e),
            summen.anerkannt(e),
            summen.festgesetzt(e),
        )
        for jahr in (single, summed)
        for _, e in summen.recipients(jahr)
    ]
    half = len(figures) // 2
    assert figures[:half] == figures[half:]
    assert sum(len(e.belegteile) for _, e in summen.recipients(summed)) < sum(
        len(e.belegteile) for _, e in summen.recipients(single)
    )
