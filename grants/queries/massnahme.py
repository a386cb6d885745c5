"""One Maßnahme: its years with every stage, its plans, names, papers and what happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain import kette, summen
from grants.domain.balken import Balken, build_balken
from grants.domain.begriffe import label
from grants.domain.money import Betrag, summe
from grants.queries.ablage import Dokumentzeile, list_dokumente
from grants.queries.geprueft import load_summiert
from grants.queries.register import find_massnahme
from grants.queries.rows import rows
from grants.queries.verlauf import Verlaufsfilter, Verlaufszeile, list_ereignisse
from grants.queries.verstetigung_schritte import counts

# Years whose stages are shown; each is a whole Foerderjahr to read.
GEZEIGTE_JAHRE = 4
_EREIGNISSE = 15


@dataclass(frozen=True, slots=True)
class Anteilszeile:
    """One recipient in a year, with the stages it has reached."""

    kuerzel: str
    name: str
    beantragt: Betrag | None
    zugesagt: Betrag | None
    nachgewiesen: Betrag | None
    anerkannt: Betrag | None
    festgesetzt: Betrag | None
    plaene: tuple[kette.Finanzierungsplan, ...]


@dataclass(frozen=True, slots=True)
class Jahreszeile:
    """A Maßnahme in one year; None is "not come so far"."""

    jahr: int
    fortsetzung: str
    beantragt: Betrag | None
    bewilligt: Betrag | None
    zugesagt: Betrag | None
    nachgewiesen: Betrag | None
    anerkannt: Betrag | None
    festgesetzt: Betrag | None
    anteile: tuple[Anteilszeile, ...]


@dataclass(frozen=True, slots=True)
class Alias:
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Massnahmenseite:
    """Everything the page of a Maßnahme says."""

    programm: str
    kennung: str
    name: str
    aliase: tuple[Alias, ...]
    handlungsfelder: tuple[str, ...]
    handlungsfeld_land: str
    lebensphasen: tuple[str, ...]
    sozialraeume: tuple[str, ...]
    laufend_seit: str
    geplant_ab: str
    befristet_bis: str
    # Where it went, and what came to it.
    zusammengefuehrt_mit: tuple[str, str] | None
    dazu: tuple[tuple[str, str], ...]
    jahre: tuple[Jahreszeile, ...]
    weitere_jahre: tuple[int, ...]
    schritte: tuple[tuple[date, str], ...]
    dokumente: tuple[Dokumentzeile, ...]
    ereignisse: Sequence[Verlaufszeile]
    andere: list[tuple[str, str]]

    @property
    def balken(self) -> tuple[Balken, ...]:
        """The amounts asked for, the oldest year first."""
        return build_balken([(str(each.jahr), each.beantragt) for each in reversed(self.jahre)])


def load_massnahme(session: Session, programm: str, kennung: str, *, am: date) -> Massnahmenseite:
    """Return the page of a Maßnahme; raises NotFound."""
    row = find_massnahme(session, programm, kennung)
    ids = [
        row.id,
        *session.scalars(select(m.Massnahme.id).where(m.Massnahme.zusammengefuehrt_mit_id == row.id)),
    ]
    years = list(
        session.scalars(
            select(m.Foerderjahr)
            .join(m.Jahresmassnahme, m.Jahresmassnahme.foerderjahr_id == m.Foerderjahr.id)
            .where(m.Jahresmassnahme.massnahme_id.in_(ids))
            .order_by(m.Foerderjahr.jahr.desc())
        ).unique()
    )
    keys = set(session.scalars(select(m.Massnahme.kennung).where(m.Massnahme.id.in_(ids))))
    shown = tuple(
        zeile
        for each in years[:GEZEIGTE_JAHRE]
        for zeile in [_year(load_summiert(session, each, am=am), keys)]
        if zeile is not None
    )
    papers = list_dokumente(session)
    subjects = [f"massnahme/{programm}/{key}" for key in keys]
    subjects += [f"foerderjahr/{programm}/{y.jahr}/massnahme/{key}" for y in years for key in keys]
    subjects += [f"empfaenger/{programm}/{y.jahr}/{key}" for y in years for key in keys]
    subjects += [f"foerderjahr/{programm}/{y.jahr}/plan/{key}" for y in years for key in keys]
    target = session.get(m.Massnahme, row.zusammengefuehrt_mit_id) if row.zusammengefuehrt_mit_id else None
    return Massnahmenseite(
        programm=programm,
        kennung=kennung,
        name=row.name,
        aliase=tuple(Alias(each.id, each.name) for each in row.aliase),
        handlungsfelder=_handlungsfelder(session, row.id),
        handlungsfeld_land=_land(session, row.handlungsfeld_land_id),
        lebensphasen=_names(session, m.MassnahmeLebensphase, m.Lebensphase, "lebensphase_id", row.id),
        sozialraeume=_names(session, m.MassnahmeSozialraum, m.Sozialraum, "sozialraum_id", row.id),
        laufend_seit=row.laufend_seit,
        geplant_ab=row.geplant_ab,
        befristet_bis=row.befristet_bis,
        zusammengefuehrt_mit=(target.kennung, target.name) if target else None,
        dazu=tuple(
            (key, name)
            for key, name in rows(
                session,
                select(m.Massnahme.kennung, m.Massnahme.name)
                .where(m.Massnahme.zusammengefuehrt_mit_id == row.id)
                .order_by(m.Massnahme.name),
            )
        ),
        jahre=shown,
        weitere_jahre=tuple(each.jahr for each in years[GEZEIGTE_JAHRE:]),
        schritte=_schritte(session, row.id),
        dokumente=tuple(paper for each in years[:GEZEIGTE_JAHRE] for paper in papers[each.id]),
        ereignisse=list_ereignisse(session, Verlaufsfilter(gegenstaende=tuple(subjects)), anzahl=_EREIGNISSE),
        andere=[
            (key, name)
            for key, name in rows(
                session,
                select(m.Massnahme.kennung, m.Massnahme.name)
                .where(m.Massnahme.programm_id == row.programm_id, m.Massnahme.id.not_in(ids))
                .order_by(m.Massnahme.name),
            )
        ],
    )


def _year(jahr: kette.Jahr, keys: set[str]) -> Jahreszeile | None:
    found = [each for each in jahr.massnahmen if each.kennung in keys]
    if not found:
        return None
    asked, granted = summen.beantragt_je_massnahme(jahr), summen.bewilligt_je_massnahme(jahr)
    parts = tuple(_part(jahr, e) for each in found for e in each.empfaenger)
    return Jahreszeile(
        jahr=jahr.jahr,
        fortsetzung=label(found[0].fortsetzung) if found[0].fortsetzung else "",
        beantragt=_sum([asked.get(each.kennung) for each in found]),
        bewilligt=_sum([granted.get(each.kennung) for each in found]),
        zugesagt=_sum([part.zugesagt for part in parts]),
        nachgewiesen=_sum([part.nachgewiesen for part in parts]),
        anerkannt=_sum([part.anerkannt for part in parts]),
        festgesetzt=_sum([part.festgesetzt for part in parts]),
        anteile=parts,
    )


def _part(jahr: kette.Jahr, empfaenger: kette.Empfaenger) -> Anteilszeile:
    has_proof = empfaenger.nachweis is not None or bool(empfaenger.belegteile)
    checked = empfaenger.nachweis is not None and empfaenger.nachweis.freigegeben_am is not None
    return Anteilszeile(
        kuerzel=empfaenger.kuerzel,
        name=empfaenger.name,
        beantragt=empfaenger.anteil,
        zugesagt=summen.zugesagt(empfaenger, jahr.am),
        nachgewiesen=summen.nachgewiesen(empfaenger).zuwendungsfaehig if has_proof else None,
        anerkannt=summen.anerkannt(empfaenger).zuwendungsfaehig if checked else None,
        festgesetzt=summen.festgesetzt(empfaenger),
        plaene=empfaenger.plaene,
    )


def _sum(betraege: Sequence[Betrag | None]) -> Betrag | None:
    known = [betrag for betrag in betraege if betrag is not None]
    return summe(known) if known else None


def _handlungsfelder(session: Session, massnahme_id: int) -> tuple[str, ...]:
    link, feld = m.MassnahmeHandlungsfeld, m.Handlungsfeld
    statement = (
        select(feld.nummer, feld.name)
        .join(link, link.handlungsfeld_id == feld.id)
        .where(link.massnahme_id == massnahme_id)
        .order_by(link.haupt.desc(), feld.reihenfolge)
    )
    return tuple(f"{nummer} {name}" for nummer, name in rows(session, statement))


def _land(session: Session, key: int | None) -> str:
    found = session.get(m.HandlungsfeldLand, key) if key else None
    return f"{found.nummer} {found.name}" if found else ""


def _names(
    session: Session, link: type[m.Base], named: type[m.Base], column: str, massnahme_id: int
) -> tuple[str, ...]:
    statement = (
        select(named.name)  # type: ignore[attr-defined]  # both kinds have one
        .join(link, getattr(link, column) == named.id)
        .where(link.massnahme_id == massnahme_id)  # type: ignore[attr-defined]  # links of a Maßnahme
        .order_by(named.id)
    )
    return tuple(session.scalars(statement))


def _schritte(session: Session, massnahme_id: int) -> tuple[tuple[date, str], ...]:
    v = m.Verstetigungsschritt
    statement = (
        select(v.am, v.schritt)
        .where(v.massnahme_id == massnahme_id, counts())
        .order_by(v.am.desc(), v.id.desc())
    )
    return tuple((am, schritt) for am, schritt in rows(session, statement))
