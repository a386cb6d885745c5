"""Weiterleitungen and Zuweisungen as the office works with them: those of a year, all versions for a recipient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from grants import models as m
from grants.domain import befunde, summen
from grants.domain.befunde import Gruppe
from grants.domain.begriffe import Mittelherkunft, TraegerArt
from grants.domain.errors import NotFound
from grants.domain.kette import Empfaenger, Jahr, Massnahme, Zusage
from grants.domain.money import NULL, Betrag, summe
from grants.domain.pruefregeln import Ergebnis, Vorgang, blocking
from grants.domain.weiterleitung import (
    Bekanntgabe,
    Rate,
    Unterschied,
    Zusageangaben,
    Zusagestand,
    compare,
    stand_of,
)
from grants.queries import foerderjahre
from grants.queries.anteile import Anteil, list_anteile_des_jahres, load_anteil
from grants.queries.geprueft import load_geprueft
from grants.queries.kette import load_jahr
from grants.queries.rows import rows

Zusagezeile = m.Weiterleitung | m.Zuweisung


# -- One recipient -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fassung:
    """One version, with what it says otherwise than the one before."""

    id: int
    version: int
    angaben: Zusageangaben
    bekanntgabe: Bekanntgabe
    aenderungsstand: int
    gilt: bool
    stand: Zusagestand
    dokument_id: int | None
    dokument_nummer: str
    ausgestellt_am: datetime | None
    unterschiede: tuple[Unterschied, ...] = ()

    @property
    def is_ausgestellt(self) -> bool:
        return self.dokument_id is not None


@dataclass(frozen=True, slots=True)
class Zusageseite:
    """All that was promised to one recipient; the newest version first."""

    anteil: Anteil
    # Share of the Bescheid of the Land that falls to this recipient; None while it is open.
    bewilligt: Betrag | None
    fassungen: tuple[Fassung, ...]
    # (id, version) of its Finanzierungspläne.
    plaene: tuple[tuple[int, int], ...]
    # The other recipients of the Maßnahme, with what they are promised.
    partner: tuple[tuple[int, str, Betrag | None], ...]
    hindernisse: tuple[Gruppe, ...]

    @property
    def neueste(self) -> Fassung | None:
        return self.fassungen[0] if self.fassungen else None

    def find(self, version: int) -> Fassung:
        """Return a version; raises NotFound."""
        for fassung in self.fassungen:
            if fassung.version == version:
                return fassung
        raise NotFound("Diese Fassung gibt es nicht. Gehen Sie zur Weiterleitung zurück.")


def load_seite(session: Session, anteil_id: int, *, am: date) -> Zusageseite:
    """Return the page of one recipient; raises NotFound."""
    anteil = load_anteil(session, anteil_id)
    year = foerderjahre.get(session, anteil.programm, anteil.jahr)
    geprueft = load_geprueft(session, year, am=am)
    jahr, massnahme = geprueft.jahr, find_massnahme(geprueft.jahr, anteil)
    fassungen = load_fassungen(session, anteil, am=am)
    # Together they are what the Maßnahme has; each opens its own page.
    ids = {a.kuerzel: a.id for a in list_anteile_des_jahres(session, year.id) if a.kennung == anteil.kennung}
    red = in_the_way(blocking(jahr, Vorgang.WEITERLEITUNG), anteil)
    return Zusageseite(
        anteil=anteil,
        bewilligt=share(jahr, massnahme, find_empfaenger(massnahme, anteil)),
        fassungen=fassungen,
        plaene=load_plaene(session, anteil_id),
        partner=tuple(
            (ids[e.kuerzel], e.name, summen.zugesagt(e, jahr.am))
            for e in massnahme.empfaenger
            if e.kuerzel != anteil.kuerzel
        ),
        hindernisse=befunde.group(jahr, red).laut,
    )


def in_the_way(ergebnisse: Sequence[Ergebnis], anteil: Anteil) -> list[Ergebnis]:
    """Return the results that concern this recipient: of the whole year, its Maßnahme, or itself."""
    return [
        e
        for e in ergebnisse
        if e.bezug is None
        or (e.bezug.massnahme in {None, anteil.kennung} and e.bezug.traeger in {None, anteil.kuerzel})
    ]


def load_hindernisse(session: Session, anteil: Anteil, *, am: date) -> tuple[Jahr, list[Ergebnis]]:
    """Return the year on a day and what stands in the way of passing money on to this recipient."""
    jahr = load_jahr(session, foerderjahre.get(session, anteil.programm, anteil.jahr), am=am)
    return jahr, in_the_way(blocking(jahr, Vorgang.WEITERLEITUNG), anteil)


def find_massnahme(jahr: Jahr, anteil: Anteil) -> Massnahme:
    return next(each for each in jahr.massnahmen if each.kennung == anteil.kennung)


def find_empfaenger(massnahme: Massnahme, anteil: Anteil) -> Empfaenger:
    return next(each for each in massnahme.empfaenger if each.kuerzel == anteil.kuerzel)


def load_fassungen(session: Session, anteil: Anteil, *, am: date) -> tuple[Fassung, ...]:
    """Return every version for one recipient, the newest first."""
    papers: Sequence[Zusagezeile]
    if anteil.is_stelle:
        z = m.Zuweisung
        papers = session.scalars(
            select(z)
            .where(z.empfaengeranteil_id == anteil.id)
            .options(selectinload(z.betraege))
            .order_by(z.version)
        ).all()
    else:
        w = m.Weiterleitung
        papers = session.scalars(
            select(w)
            .where(w.empfaengeranteil_id == anteil.id)
            .options(selectinload(w.betraege), selectinload(w.raten))
            .order_by(w.version)
        ).all()
    versions = dict(load_plaene(session, anteil.id))
    issued = _issued(session, [p.dokument_id for p in papers if isinstance(p, m.Weiterleitung)])
    in_force = max((p.version for p in papers if p.wirksam_ab is None or p.wirksam_ab <= am), default=None)
    found: list[Fassung] = []
    for paper in papers:
        angaben = angaben_of(paper, versions)
        days = bekanntgabe_of(paper)
        key = paper.dokument_id if isinstance(paper, m.Weiterleitung) else None
        nummer, moment = issued.get(key, ("", None)) if key else ("", None)
        found.append(
            Fassung(
                id=paper.id,
                version=paper.version,
                angaben=angaben,
                bekanntgabe=days,
                aenderungsstand=paper.aenderungsstand,
                gilt=paper.version == in_force,
                stand=stand_of(
                    da=True,
                    is_stelle=anteil.is_stelle,
                    ausgestellt=key is not None,
                    bekanntgabe=days,
                    am=am,
                ),
                dokument_id=key,
                dokument_nummer=nummer,
                ausgestellt_am=moment,
                unterschiede=compare(found[-1].angaben, angaben) if found else (),
            )
        )
    return tuple(reversed(found))


def _issued(session: Session, ids: Sequence[int | None]) -> dict[int, tuple[str, datetime]]:
    d = m.Dokument
    statement = select(d.id, d.nummer, d.ausgestellt_am).where(d.id.in_([key for key in ids if key]))
    return {key: (nummer, moment) for key, nummer, moment in rows(session, statement)}


def angaben_of(paper: Zusagezeile, plan_versionen: dict[int, int]) -> Zusageangaben:
    """Return what stands in a row; `plan_versionen` by the id of the plan."""
    common: dict[str, Any] = {
        "zusagen": tuple(
            Zusage(b.herkunft, b.betrag, b.finanzierungsart, b.landesanteil) for b in paper.betraege
        ),
        "vom": paper.vom,
        "wirksam_ab": paper.wirksam_ab,
        "bewilligung_von": paper.bewilligung_von,
        "bewilligung_bis": paper.bewilligung_bis,
        "nachweis_bis": paper.nachweis_bis,
        "plan_version": plan_versionen.get(paper.finanzierungsplan_id or 0),
        "bemerkung": paper.bemerkung,
    }
    if isinstance(paper, m.Zuweisung):
        return Zusageangaben(**common)
    return Zusageangaben(
        **common,
        vertrag=paper.vertrag,
        aktenzeichen=paper.aktenzeichen,
        nachweisart=paper.nachweisart,
        raten=tuple(Rate(r.faellig_am, r.herkunft, r.betrag) for r in paper.raten),
    )


def bekanntgabe_of(paper: Zusagezeile) -> Bekanntgabe:
    """Return the days of a Weiterleitung; a Zuweisung is made known to nobody."""
    if isinstance(paper, m.Zuweisung):
        return Bekanntgabe()
    return Bekanntgabe(paper.bekannt_gegeben_am, paper.rechtsbehelfsverzicht_am, paper.bestandskraeftig_ab)


def load_plaene(session: Session, anteil_id: int) -> tuple[tuple[int, int], ...]:
    """Return (id, version) of the Finanzierungspläne of a recipient."""
    p = m.Finanzierungsplan
    statement = select(p.id, p.version).where(p.empfaengeranteil_id == anteil_id).order_by(p.version)
    return tuple((key, version) for key, version in rows(session, statement))


# -- A year ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Anteilszeile:
    """One recipient of a Maßnahme. `rest` is what was granted for it and nobody promised."""

    anteil_id: int
    empfaenger: str
    is_stelle: bool
    is_ungeklaert: bool
    bewilligt: Betrag | None
    zugesagt: Betrag | None
    # Promised out of other purses than that of the Land.
    weitere: Betrag
    stand: Zusagestand

    @property
    def rest(self) -> Betrag | None:
        return None if self.bewilligt is None else self.bewilligt - (self.zugesagt or NULL)


@dataclass(frozen=True, slots=True)
class Massnahmenzeile:
    """A Maßnahme with its recipients; what it has is the sum of what they have."""

    kennung: str
    name: str
    bewilligt: Betrag | None
    anteile: tuple[Anteilszeile, ...]

    @property
    def zugesagt(self) -> Betrag:
        return summe(each.zugesagt for each in self.anteile if each.zugesagt is not None)

    @property
    def weitere(self) -> Betrag:
        return summe(each.weitere for each in self.anteile)

    @property
    def rest(self) -> Betrag | None:
        return None if self.bewilligt is None else self.bewilligt - self.zugesagt


@dataclass(frozen=True, slots=True)
class Jahresliste:
    zeilen: tuple[Massnahmenzeile, ...]
    hindernisse: tuple[Gruppe, ...]
    # Sum of the Bescheid of the Land; None before there is one.
    bescheid: Betrag | None

    @property
    def bewilligt(self) -> Betrag:
        return summe(each.bewilligt for each in self.zeilen if each.bewilligt is not None)

    @property
    def zugesagt(self) -> Betrag:
        return summe(each.zugesagt for each in self.zeilen)

    @property
    def weitere(self) -> Betrag:
        return summe(each.weitere for each in self.zeilen)

    @property
    def rest(self) -> Betrag:
        return self.bewilligt - self.zugesagt

    @property
    def weitergeleitet(self) -> Betrag:
        return self._of(is_stelle=False)

    @property
    def zugewiesen(self) -> Betrag:
        return self._of(is_stelle=True)

    def _of(self, *, is_stelle: bool) -> Betrag:
        return summe(
            a.zugesagt
            for zeile in self.zeilen
            for a in zeile.anteile
            if a.zugesagt is not None and a.is_stelle is is_stelle
        )


_REGELN = {"summe_bescheid", "weiterleitung", "empfaenger_anteile", "plan_ausgeglichen", "plan_deckt_betrag"}


def load_liste(session: Session, *, programm: str, jahr: int, am: date) -> Jahresliste:
    """Return the list of a year; raises NotFound for an unknown one. As many statements for 40 Maßnahmen as for 3."""
    year = foerderjahre.get(session, programm, jahr)
    geprueft = load_geprueft(session, year, am=am)
    loaded = geprueft.jahr
    ids = {(a.kennung, a.kuerzel): a.id for a in list_anteile_des_jahres(session, year.id)}
    issued = _issued_versions(session, year.id)
    granted = summen.bewilligt_je_massnahme(loaded)
    zeilen = []
    for massnahme in loaded.massnahmen:
        anteile = tuple(
            _anteilszeile(loaded, massnahme, e, ids[massnahme.kennung, e.kuerzel], issued)
            for e in massnahme.empfaenger
        )
        zeilen.append(
            Massnahmenzeile(massnahme.kennung, massnahme.name, granted.get(massnahme.kennung), anteile)
        )
    groups = befunde.group(loaded, geprueft.ergebnisse)
    return Jahresliste(
        zeilen=tuple(zeilen),
        hindernisse=tuple(g for g in groups.laut if g.code in _REGELN),
        bescheid=summen.bewilligt(loaded),
    )


def _anteilszeile(
    jahr: Jahr, massnahme: Massnahme, e: Empfaenger, anteil_id: int, issued: frozenset[tuple[int, int]]
) -> Anteilszeile:
    newest = max(e.weiterleitungen, key=lambda p: p.version, default=None)
    days = Bekanntgabe()
    if newest is not None:
        days = Bekanntgabe(
            newest.bekannt_gegeben_am, newest.rechtsbehelfsverzicht_am, newest.bestandskraeftig_ab
        )
    current = summen.promise(e, jahr.am)
    return Anteilszeile(
        anteil_id=anteil_id,
        empfaenger=e.name,
        is_stelle=e.is_stelle,
        is_ungeklaert=e.art is TraegerArt.UNGEKLAERT,
        bewilligt=share(jahr, massnahme, e),
        zugesagt=summen.zugesagt(e, jahr.am),
        weitere=summe(
            z.betrag for z in (current.zusagen if current else ()) if z.herkunft is not Mittelherkunft.LAND
        ),
        stand=stand_of(
            da=bool(e.zuweisungen) if e.is_stelle else newest is not None,
            is_stelle=e.is_stelle,
            ausgestellt=newest is not None and (anteil_id, newest.version) in issued,
            bekanntgabe=days,
            am=jahr.am,
        ),
    )


def share(jahr: Jahr, massnahme: Massnahme, empfaenger: Empfaenger) -> Betrag | None:
    """Return what of the Maßnahme falls to a recipient: its share, or all of it where it is the only one."""
    granted = summen.bewilligt_je_massnahme(jahr).get(massnahme.kennung)
    if granted is not None and len(massnahme.empfaenger) == 1:
        return granted
    return empfaenger.anteil if granted is not None else None


def _issued_versions(session: Session, year_id: int) -> frozenset[tuple[int, int]]:
    w = m.Weiterleitung
    statement = (
        select(w.empfaengeranteil_id, w.version)
        .join(m.Empfaengeranteil, m.Empfaengeranteil.id == w.empfaengeranteil_id)
        .join(m.Jahresmassnahme, m.Jahresmassnahme.id == m.Empfaengeranteil.jahresmassnahme_id)
        .where(m.Jahresmassnahme.foerderjahr_id == year_id, w.dokument_id.is_not(None))
    )
    return frozenset((key, version) for key, version in rows(session, statement))
