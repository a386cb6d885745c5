"""Verstetigung as its pages show it: the path of each Maßnahme, its gaps, the budgets and what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Verstetigungsstand
from grants.domain.errors import NotFound
from grants.domain.verstetigung import (
    Mischjahr,
    Mittel,
    Pfad,
    Schritt,
    Zyklus,
    is_current,
    mischung,
    nebeneinander,
)
from grants.domain.verstetigung_bild import Stapelbild, Zeitzeile, build_stapel, build_zeile, shown_years
from grants.domain.verstetigung_luecken import Anstehend, Luecke, find_luecken, next_days
from grants.queries.personen import follow
from grants.queries.rows import Grouped, grouped, rows
from grants.queries.verstetigung_jahre import load_jahresmittel

# Values of the filter beside the states.
OHNE_EINTRAG, MIT_LUECKE = "ohne", "luecke"
# The list looks no further back than the question whether a Maßnahme still runs.
_JAHRE_ZURUECK = 2


@dataclass(frozen=True, slots=True)
class Auswahl:
    """What the list is narrowed to; empty text is "all"."""

    suche: str = ""
    stand: str = ""
    alle: bool = False


@dataclass(frozen=True, slots=True)
class Uebersicht:
    """The list: the timeline of what is shown, the days that come, and how many Maßnahmen there are at all."""

    jahre: range
    zeilen: tuple[Zeitzeile, ...]
    anstehend: tuple[Anstehend, ...]
    zyklen: tuple[Zyklus, ...]
    gesamt: int
    mit_luecke: int


@dataclass(frozen=True, slots=True)
class Massnahmenseite:
    """One Maßnahme with everything its page says."""

    pfad: Pfad
    mischung: tuple[Mischjahr, ...]
    bild: Stapelbild | None
    luecken: tuple[Luecke, ...]
    nebeneinander: str
    zyklen: tuple[Zyklus, ...]


def load_uebersicht(session: Session, auswahl: Auswahl, *, am: date) -> Uebersicht:
    """Return the list as it is narrowed, with a fixed number of statements."""
    zyklen = list_zyklen(session)
    pfade = load_pfade(session, zyklen, am=am, ab_jahr=am.year - _JAHRE_ZURUECK)
    jahre = shown_years(am)
    every = [
        build_zeile(p, find_luecken(p, zyklen, am), jahre, nebeneinander=nebeneinander(p, am)) for p in pfade
    ]
    current = [z for z in every if auswahl.alle or is_current(z.pfad, am)]
    return Uebersicht(
        jahre=jahre,
        zeilen=tuple(z for z in current if _is_wanted(z, auswahl)),
        anstehend=next_days(zyklen, pfade, am),
        zyklen=zyklen,
        gesamt=len(pfade),
        mit_luecke=sum(1 for z in current if _has_gap(z)),
    )


def _has_gap(zeile: Zeitzeile) -> bool:
    return any(each.dringend for each in zeile.luecken)


def _is_wanted(zeile: Zeitzeile, auswahl: Auswahl) -> bool:
    words = " ".join([zeile.pfad.name, zeile.pfad.kennung, *zeile.pfad.traeger]).casefold()
    if not all(word in words for word in auswahl.suche.casefold().split()):
        return False
    stand = zeile.pfad.stand
    match auswahl.stand:
        case "":
            return True
        case "ohne":
            return stand is None
        case "luecke":
            return _has_gap(zeile)
        case _:
            return stand is not None and stand.value == auswahl.stand


def load_massnahmenseite(session: Session, *, programm: str, kennung: str, am: date) -> Massnahmenseite:
    """Return one Maßnahme over all years; one that was merged leads to the one it is now. Raises NotFound."""
    zyklen = list_zyklen(session)
    massnahme_id = find_massnahme(session, programm, kennung)
    [pfad] = load_pfade(session, zyklen, am=am, ab_jahr=0, massnahme_id=massnahme_id)
    years = mischung(pfad)
    return Massnahmenseite(
        pfad=pfad,
        mischung=years,
        bild=build_stapel(years),
        luecken=find_luecken(pfad, zyklen, am),
        nebeneinander=nebeneinander(pfad, am),
        zyklen=zyklen,
    )


def find_massnahme(session: Session, programm: str, kennung: str) -> int:
    """Return the id of the Maßnahme, of the one it was merged into where it was; raises NotFound."""
    found = session.execute(
        select(m.Massnahme.id)
        .join(m.Programm, m.Massnahme.programm_id == m.Programm.id)
        .where(m.Programm.schluessel == programm, m.Massnahme.kennung == kennung)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(
            f"Die Maßnahme „{kennung}“ gibt es im Programm „{programm}“ nicht. Gehen Sie zur Liste der Verstetigung."
        )
    return _verweise(session).get(found, found)


def _verweise(session: Session) -> Mapping[int, int]:
    massnahme = m.Massnahme
    statement = select(massnahme.id, massnahme.zusammengefuehrt_mit_id).where(
        massnahme.zusammengefuehrt_mit_id.is_not(None)
    )
    return follow(dict(rows(session, statement)))


# -- Budgets ----------------------------------------------------------------------------------------------


def list_zyklen(session: Session) -> tuple[Zyklus, ...]:
    """Return the budgets by year."""
    z = m.Haushaltszyklus
    statement = select(
        z.id,
        z.bezeichnung,
        z.jahr_von,
        z.jahr_bis,
        z.eckwerte_am,
        z.anmeldung_bis,
        z.entwurf_am,
        z.fachausschuss_am,
        z.beschluss_am,
    ).order_by(z.jahr_von, z.id)
    return tuple(Zyklus(*columns) for columns in rows(session, statement))


def get_zyklus(session: Session, zyklus_id: int) -> tuple[Zyklus, int]:
    """Return a budget and its counter; raises NotFound."""
    found = next((each for each in list_zyklen(session) if each.id == zyklus_id), None)
    if found is None:
        raise NotFound("Diesen Haushalt gibt es nicht. Gehen Sie zur Liste der Haushalte.")
    stand = session.execute(
        select(m.Haushaltszyklus.aenderungsstand).where(m.Haushaltszyklus.id == zyklus_id)
    ).scalar_one()
    return found, stand


# -- Paths ------------------------------------------------------------------------------------------------


def load_pfade(
    session: Session,
    zyklen: Sequence[Zyklus],
    *,
    am: date,
    ab_jahr: int,
    massnahme_id: int | None = None,
) -> tuple[Pfad, ...]:
    """Return the Maßnahmen with their entries and what the years from `ab_jahr` on say, by name.

    Merged ones count as the one they are now.
    """
    massnahme, verweise = m.Massnahme, _verweise(session)
    ids: frozenset[int] | None = None
    which: ColumnElement[bool] = true()
    if massnahme_id is not None:
        ids = frozenset({massnahme_id, *(old for old, new in verweise.items() if new == massnahme_id)})
        which = massnahme.id == massnahme_id
    schritte = _schritte(session, zyklen, verweise, ids)
    mittel = load_jahresmittel(session, verweise, am=am, ab_jahr=ab_jahr, massnahme_ids=ids)
    traeger = _traeger(session, verweise)
    statement = (
        select(
            massnahme.id,
            m.Programm.schluessel,
            massnahme.kennung,
            massnahme.name,
            massnahme.laufend_seit,
            massnahme.geplant_ab,
            massnahme.befristet_bis,
        )
        .join(m.Programm, massnahme.programm_id == m.Programm.id)
        .where(massnahme.zusammengefuehrt_mit_id.is_(None), which)
        .order_by(massnahme.name, massnahme.id)
    )
    return tuple(
        Pfad(
            programm=programm,
            kennung=kennung,
            name=name,
            traeger=traeger[key],
            schritte=schritte[key],
            aus_jahren=mittel[key],
            laufend_seit=seit,
            geplant_ab=ab,
            befristet_bis=bis,
        )
        for key, programm, kennung, name, seit, ab, bis in rows(session, statement)
    )


def _schritte(
    session: Session, zyklen: Sequence[Zyklus], verweise: Mapping[int, int], ids: frozenset[int] | None
) -> Grouped[Schritt]:
    s, geld = m.Verstetigungsschritt, m.Verstetigungsmittel
    which = true() if ids is None else s.massnahme_id.in_(sorted(ids))
    mittel = grouped(
        (key, Mittel(jahr, herkunft, betrag))
        for key, jahr, herkunft, betrag in rows(
            session,
            select(geld.verstetigungsschritt_id, geld.jahr, geld.herkunft, geld.betrag)
            .join(s, geld.verstetigungsschritt_id == s.id)
            .where(which)
            .order_by(geld.jahr, geld.id),
        )
    )
    budgets = {each.id: each for each in zyklen}
    found = session.scalars(select(s).where(which).order_by(s.am, s.id)).all()
    corrected = {each.berichtigt_id: each.id for each in found if each.berichtigt_id is not None}
    return grouped(
        (
            verweise.get(row.massnahme_id, row.massnahme_id),
            Schritt(
                id=row.id,
                stand=Verstetigungsstand(row.schritt),
                am=row.am,
                gremium=row.gremium,
                vorlage_nummer=row.vorlage_nummer,
                zyklus=budgets.get(row.haushaltszyklus_id) if row.haushaltszyklus_id else None,
                produkt=row.produkt,
                konto=row.konto,
                stellen_hundertstel=row.stellen_hundertstel,
                gilt_ab=row.gilt_ab,
                befristet_bis=row.befristet_bis,
                begruendung=row.begruendung,
                bemerkung=row.bemerkung,
                mittel=mittel[row.id],
                berichtigt_id=row.berichtigt_id,
                berichtigt_durch=corrected.get(row.id),
                zurueckgenommen_am=row.zurueckgenommen_am,
                zurueckgenommen_grund=row.zurueckgenommen_grund,
            ),
        )
        for row in found
    )


def _traeger(session: Session, verweise: Mapping[int, int]) -> Grouped[str]:
    """Return the names of who carries a Maßnahme in the newest year it is in."""
    e, jm, fj = m.Empfaengeranteil, m.Jahresmassnahme, m.Foerderjahr
    statement = (
        select(jm.massnahme_id, fj.jahr, m.Traeger.name)
        .select_from(e)
        .join(jm, e.jahresmassnahme_id == jm.id)
        .join(fj, jm.foerderjahr_id == fj.id)
        .join(m.Traeger, e.traeger_id == m.Traeger.id)
        .order_by(fj.jahr.desc(), e.reihenfolge, e.id)
    )
    every = grouped((verweise.get(key, key), (jahr, name)) for key, jahr, name in rows(session, statement))
    return Grouped(
        (key, tuple(dict.fromkeys(name for jahr, name in named if jahr == named[0][0])))
        for key, named in every.items()
    )
