"""The Bescheid of a year as its pages show it: versions, difference to the Antrag, what was moved later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from grants import models as m
from grants.domain import befunde, summen
from grants.domain.kette import Jahr
from grants.domain.money import NULL, Betrag, summe
from grants.queries import foerderjahre
from grants.queries.geprueft import load_geprueft
from grants.queries.rows import rows


@dataclass(frozen=True, slots=True)
class Bescheidversion:
    """One Bescheid as it was entered."""

    version: int
    aktenzeichen: str
    vom: date
    wirksam_ab: date | None
    betrag: Betrag
    positionen: tuple[tuple[str, str, Betrag], ...]
    auflagen: tuple[tuple[str, date | None], ...]
    ausgeschlossen: tuple[str, ...]
    aenderungsstand: int
    gilt: bool
    # Against the version before.
    differenz: Betrag | None
    id: int


@dataclass(frozen=True, slots=True)
class Bescheidzeile:
    """One Maßnahme: what was applied for, divided to it, moved later."""

    kennung: str
    name: str
    beantragt: Betrag | None
    aufgeteilt: Betrag | None
    position: str
    umverteilt: Betrag
    bewilligt: Betrag | None

    @property
    def differenz(self) -> Betrag | None:
        if self.bewilligt is None and self.beantragt is None:
            return None
        return (self.bewilligt or NULL) - (self.beantragt or NULL)


@dataclass(frozen=True, slots=True)
class Umverteilungszeile:
    id: int
    vom: date
    massnahme: str
    betrag: Betrag
    beschluss: str
    zustimmung_am: date | None


@dataclass(frozen=True, slots=True)
class Beschlusszeile:
    gremium: str
    gefasst_am: date
    vorlage_nummer: str
    ergebnis: str
    id: int


@dataclass(frozen=True, slots=True)
class Bescheidseite:
    """All that is known of the decision about a year's Antrag."""

    jahr: Jahr
    versionen: tuple[Bescheidversion, ...]
    zeilen: tuple[Bescheidzeile, ...]
    umverteilungen: tuple[Umverteilungszeile, ...]
    beschluesse: tuple[Beschlusszeile, ...]
    befunde: tuple[befunde.Gruppe, ...]

    @property
    def neueste(self) -> Bescheidversion | None:
        return self.versionen[-1] if self.versionen else None

    @property
    def summe_beantragt(self) -> Betrag:
        return summen.beantragt(self.jahr)

    @property
    def summe_aufgeteilt(self) -> Betrag:
        return summe(z.aufgeteilt for z in self.zeilen if z.aufgeteilt is not None)

    @property
    def summe_bewilligt(self) -> Betrag:
        return summe(z.bewilligt for z in self.zeilen if z.bewilligt is not None)

    @property
    def summe_umverteilt(self) -> Betrag:
        return summe(z.umverteilt for z in self.zeilen)

    @property
    def gegen_antrag(self) -> Betrag | None:
        """Bescheid less Antrag, in total; None before there is a Bescheid."""
        return self.neueste.betrag - self.summe_beantragt if self.neueste else None

    @property
    def nicht_aufgeteilt(self) -> Betrag | None:
        return self.neueste.betrag - self.summe_aufgeteilt if self.neueste else None


_REGELN = {"summe_bescheid", "umverteilung"}


def load_bescheidseite(session: Session, *, programm: str, jahr: int, am: date) -> Bescheidseite:
    """Return the page; raises NotFound for an unknown year."""
    year = foerderjahre.get(session, programm, jahr)
    geprueft = load_geprueft(session, year, am=am)
    loaded = geprueft.jahr
    papers = session.scalars(
        select(m.Bescheid)
        .where(m.Bescheid.foerderjahr_id == year.id)
        .options(
            selectinload(m.Bescheid.positionen),
            selectinload(m.Bescheid.nebenbestimmungen),
        )
        .order_by(m.Bescheid.version)
    ).all()
    in_force = loaded.bescheid.version if loaded.bescheid else None
    groups = befunde.group(loaded, geprueft.ergebnisse)
    return Bescheidseite(
        jahr=loaded,
        versionen=tuple(_version(paper, papers, in_force) for paper in papers),
        zeilen=_zeilen(loaded),
        umverteilungen=_umverteilungen(session, year.id),
        beschluesse=list_beschluesse(session, year.id),
        befunde=tuple(g for g in groups.laut if g.code in _REGELN),
    )


def _version(paper: m.Bescheid, papers: Sequence[m.Bescheid], in_force: int | None) -> Bescheidversion:
    before = next((p for p in papers if p.version == paper.version - 1), None)
    return Bescheidversion(
        version=paper.version,
        aktenzeichen=paper.aktenzeichen,
        vom=paper.vom,
        wirksam_ab=paper.wirksam_ab,
        betrag=paper.betrag,
        positionen=tuple((p.nummer, p.bezeichnung, p.betrag) for p in paper.positionen),
        auflagen=tuple((n.text, n.bis) for n in paper.nebenbestimmungen if n.text),
        ausgeschlossen=tuple(
            n.ausgeschlossene_nummer for n in paper.nebenbestimmungen if n.ausgeschlossene_nummer
        ),
        aenderungsstand=paper.aenderungsstand,
        gilt=paper.version == in_force,
        differenz=paper.betrag - before.betrag if before else None,
        id=paper.id,
    )


def _zeilen(jahr: Jahr) -> tuple[Bescheidzeile, ...]:
    asked, granted = summen.beantragt_je_massnahme(jahr), summen.bewilligt_je_massnahme(jahr)
    divided = {a.massnahme: a for a in jahr.bescheid.aufteilungen} if jahr.bescheid else {}
    moved: dict[str, Betrag] = {}
    for each in jahr.umverteilungen:
        if each.vom <= jahr.am:
            moved[each.massnahme] = moved.get(each.massnahme, NULL) + each.betrag
    return tuple(
        Bescheidzeile(
            kennung=massnahme.kennung,
            name=massnahme.name,
            beantragt=asked.get(massnahme.kennung),
            aufgeteilt=divided[massnahme.kennung].betrag if massnahme.kennung in divided else None,
            position=divided[massnahme.kennung].position if massnahme.kennung in divided else "",
            umverteilt=moved.get(massnahme.kennung, NULL),
            bewilligt=granted.get(massnahme.kennung),
        )
        for massnahme in jahr.massnahmen
        if massnahme.kennung in asked or massnahme.kennung in granted
    )


def _umverteilungen(session: Session, year_id: int) -> tuple[Umverteilungszeile, ...]:
    u = m.Umverteilung
    statement = (
        select(u.id, u.vom, m.Massnahme.name, u.betrag, u.beschluss, u.zustimmung_am)
        .join(m.Jahresmassnahme, m.Jahresmassnahme.id == u.jahresmassnahme_id)
        .join(m.Massnahme, m.Massnahme.id == m.Jahresmassnahme.massnahme_id)
        .where(u.foerderjahr_id == year_id)
        .order_by(u.vom.desc(), u.id)
    )
    return tuple(Umverteilungszeile(*columns) for columns in rows(session, statement))


def list_beschluesse(session: Session, year_id: int) -> tuple[Beschlusszeile, ...]:
    """Return the decisions about a year, the newest first."""
    b = m.Beschluss
    statement = (
        select(b.gremium, b.gefasst_am, b.vorlage_nummer, b.ergebnis, b.id)
        .where(b.foerderjahr_id == year_id)
        .order_by(b.gefasst_am.desc(), b.id.desc())
    )
    return tuple(Beschlusszeile(*columns) for columns in rows(session, statement))
