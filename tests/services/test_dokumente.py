"""Issuing papers: what is stored, what comes again, and what is refused with every reason."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.config import BEISPIEL
from grants.domain.errors import Conflict, NotFound
from grants.domain.texte import Papier
from grants.imports.datei import open_datei
from grants.imports.jahresmappe import parse_jahresmappe
from grants.models import Dokument, Ereignis
from grants.services import dokumente
from grants.services.dokumente import Unterlagen
from grants.services.ereignisse import head, record
from grants.services.jahresmappe import import_mappe
from grants.services.personen import acting
from tests.services.verlauf import FILES, digest, payload, person

AM = date(2024, 8, 31)


@pytest.fixture
def year(session: Session) -> Session:
    """The example year 2023, in which both papers can be issued."""
    opened = open_datei(BEISPIEL / "jahr-2023.xlsx")
    mappe = parse_jahresmappe(opened)
    import_mappe(session, mappe, datei=opened.name, sha256=opened.sha256, person=acting(session, None))
    session.flush()
    return session


def collect(session: Session, papier: Papier = Papier.ANTRAG, *, am: date = AM) -> Unterlagen:
    session.expire_all()
    return dokumente.collect(session, papier, programm="kinderstark", jahr=2023, am=am)


def store(session: Session, unterlagen: Unterlagen, *, vorlage: str = "antrag-1") -> Dokument:
    fassung = dokumente.prepare(unterlagen, vorlage=vorlage)
    return dokumente.store(
        session, fassung, FILES, person=person(session, f"Beispielperson {head(session).nummer}")
    )


@pytest.mark.parametrize("papier", list(Papier))
def test_the_example_year_can_be_issued(year: Session, papier: Papier):
    unterlagen = collect(year, papier)
    assert dokumente.hindernisse(unterlagen) == []
    fassung = dokumente.prepare(unterlagen, vorlage="x-1")
    assert fassung.ausstellung.nummer == f"kinderstark-2023-{papier.value}-1"
    assert (fassung.ausstellung.verlauf_nummer, fassung.ausstellung.verlauf_hash) == (1, head(year).hash)


def test_what_is_stored_is_the_snapshot_the_files_and_their_hashes(year: Session):
    unterlagen = collect(year)
    dokument = store(year, unterlagen)
    assert (dokument.art, dokument.version, dokument.nummer, dokument.vorlage) == (
        "antrag",
        1,
        "kinderstark-2023-antrag-1",
        "antrag-1",
    )
    snapshot = json.loads(dokument.snapshot)
    assert snapshot["ausgestellt"]["am"] == "2024-08-31"
    assert snapshot["finanzierungsplan"]["zeilen"][0]["betrag"] == "462650.00"
    assert digest(dokument.snapshot.encode()) == dokument.snapshot_sha256
    assert {datei.endung: datei.sha256 for datei in dokument.dateien} == {
        endung: digest(content) for endung, content in FILES.items()
    }
    assert dokumente.load_files(year, dokument.nummer) == FILES


def test_the_log_keeps_all_that_must_never_change(year: Session):
    dokument = store(year, collect(year))
    ereignis = year.scalars(select(Ereignis).where(Ereignis.art == "dokument_ausgestellt")).one()
    assert ereignis.gegenstand == "dokument/kinderstark-2023-antrag-1"
    assert payload(ereignis) == {
        "nummer": dokument.nummer,
        "art": "antrag",
        "version": 1,
        "vorlage": "antrag-1",
        "snapshot_sha256": dokument.snapshot_sha256,
        "verlauf_nummer": 1,
        "verlauf_hash": dokument.ereignis_hash,
        "dateien": {endung: digest(content) for endung, content in FILES.items()},
    }


def test_the_same_values_are_found_again_whatever_the_day_and_the_log(year: Session):
    dokument = store(year, collect(year))
    record(year, art="geaendert", gegenstand="sonst", person=person(year, "Beispielperson 7"))
    later = collect(year, am=date(2024, 9, 15))
    same = dokumente.find_same(later, vorlage="antrag-1")
    assert same is not None
    assert (same.nummer, same.version) == (dokument.nummer, 1)


@pytest.mark.parametrize("change", ["values", "template", "paper"])
def test_anything_else_is_a_new_version(year: Session, change: str):
    store(year, collect(year))
    unterlagen = collect(year, Papier.VERWENDUNGSNACHWEIS if change == "paper" else Papier.ANTRAG)
    if change == "values":
        unterlagen = replace(unterlagen, stelle=replace(unterlagen.stelle, strasse="Neue Beispielstraße 2"))
    assert dokumente.find_same(unterlagen, vorlage="antrag-2" if change == "template" else "antrag-1") is None
    expected = 1 if change == "paper" else 2
    assert dokumente.prepare(unterlagen, vorlage="antrag-1").ausstellung.version == expected


def test_going_back_to_the_old_values_is_the_old_version(year: Session):
    old = collect(year)
    store(year, old)
    changed = collect(year)
    changed = replace(changed, stelle=replace(changed.stelle, strasse="Neue Beispielstraße 2"))
    store(year, changed)
    same = dokumente.find_same(collect(year), vorlage="antrag-1")
    assert same is not None
    assert same.version == 1


def test_what_happened_since_the_values_were_read_is_a_conflict(year: Session):
    unterlagen = collect(year)
    record(year, art="geaendert", gegenstand="sonst", person=person(year, "Beispielperson 7"))
    with pytest.raises(Conflict, match="Bitte noch einmal ausstellen"), year.begin_nested():
        store(year, unterlagen)
    assert year.scalars(select(Dokument)).all() == []


def test_two_who_issue_the_same_version_are_one_too_many(year: Session):
    first, second = collect(year), collect(year)
    store(year, first)
    with pytest.raises(Conflict), year.begin_nested():
        store(year, second)
    assert len(year.scalars(select(Dokument)).all()) == 1


def test_every_gap_and_every_difference_is_a_reason(year: Session):
    unterlagen = collect(year)
    gap = replace(unterlagen, stelle=replace(unterlagen.stelle, iban="", kreis=""))
    texts = [reason.text for reason in dokumente.hindernisse(gap)]
    assert len(texts) == 2
    assert any("Kreis" in text for text in texts)
    assert any("IBAN" in text for text in texts)


def test_an_unknown_year_is_named(session: Session):
    with pytest.raises(NotFound, match="Das Förderjahr 2023 gibt es im Programm „kinderstark“ nicht"):
        collect(session)


@pytest.mark.parametrize(
    ("papier", "ohne_anlagen", "vorlage"),
    [
        (Papier.ANTRAG, False, "antrag-1"),
        (Papier.ANTRAG, True, "antrag-1-ohne-anlagen"),
        (Papier.VERWENDUNGSNACHWEIS, False, "verwendungsnachweis-1"),
    ],
)
def test_the_template_names_its_version(monkeypatch, papier, ohne_anlagen, vorlage):
    monkeypatch.setattr(dokumente, "TEMPLATE_VERSION", 1)
    assert dokumente.vorlage_of(papier, ohne_anlagen=ohne_anlagen) == vorlage
