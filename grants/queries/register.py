"""The register of Maßnahmen with a fixed number of statements, whatever the number of years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain import summen
from grants.domain.begriffe import Verstetigungsstand, label
from grants.domain.errors import NotFound
from grants.domain.kette import Jahr
from grants.domain.money import Betrag, summe
from grants.domain.register import Betragsspalte, Registerzeile
from grants.queries import foerderjahre
from grants.queries.geprueft import load_summiert
from grants.queries.personen import follow
from grants.queries.rows import Grouped, Statement, grouped, rows
from grants.queries.verstetigung_schritte import counts

# Years side by side; more do not fit on a page.
HOECHSTENS_JAHRE = 4


@dataclass(frozen=True, slots=True)
class Registerdaten:
    """All Maßnahmen, the years there are, and what can be chosen to filter by."""

    zeilen: tuple[Registerzeile, ...]
    jahre: tuple[int, ...]
    handlungsfelder: tuple[tuple[str, str], ...]
    felder_land: tuple[tuple[str, str], ...]
    lebensphasen: tuple[str, ...]
    traeger: tuple[str, ...]


def load_register(
    session: Session, *, spalte: Betragsspalte = Betragsspalte.BEANTRAGT, jahre: Sequence[int] = (), am: date
) -> Registerdaten:
    """Return the register; `jahre` whose amounts other than beantragt are wanted (they are computed a year)."""
    merged = _merged(session)
    amounts, years = _beantragt(session, merged), _years(session, merged)
    if spalte is not Betragsspalte.BEANTRAGT:
        amounts = _computed(session, spalte, jahre, merged, am=am)
    axes = _Achsen(session)
    found = tuple(
        Registerzeile(
            programm=programm,
            kennung=kennung,
            name=name,
            aliase=tuple(
                dict.fromkeys(a for k in (key, *axes.merged_into(merged, key)) for a in axes.aliase[k])
            ),
            traeger=axes.traeger[key],
            handlungsfelder=axes.felder[key],
            handlungsfeld_land=str(land) if land is not None else "",
            lebensphasen=axes.phasen[key],
            laufend_seit=since,
            geplant_ab=planned,
            befristet_bis=until,
            verstetigung=axes.verstetigung.get(key, ""),
            jahre=frozenset(years[key]),
            betraege=amounts.get(key, {}),
        )
        for key, programm, kennung, name, land, since, planned, until in axes.massnahmen
        if key not in merged
    )
    every = sorted({year for key in years for year in years[key]})
    return Registerdaten(
        found,
        tuple(every),
        tuple((nummer, f"{nummer} {name}") for nummer, name in axes.stadt),
        tuple((str(nummer), f"{nummer} {name}") for nummer, name in axes.land),
        axes.phasennamen,
        tuple(sorted({name for zeile in found for name in zeile.traeger}, key=str.casefold)),
    )


def _merged(session: Session) -> Mapping[int, int]:
    a = m.Massnahme
    statement = select(a.id, a.zusammengefuehrt_mit_id).where(a.zusammengefuehrt_mit_id.is_not(None))
    return follow(dict(rows(session, statement)))


def _years(session: Session, merged: Mapping[int, int]) -> Grouped[int]:
    statement = select(m.Jahresmassnahme.massnahme_id, m.Foerderjahr.jahr).join(
        m.Foerderjahr, m.Foerderjahr.id == m.Jahresmassnahme.foerderjahr_id
    )
    return grouped((merged.get(key, key), jahr) for key, jahr in rows(session, statement))


def _beantragt(session: Session, merged: Mapping[int, int]) -> dict[int, dict[int, Betrag]]:
    """Return the amounts of the newest version of each year's Antrag; the same as summen.beantragt_je_massnahme."""
    a = m.Antrag
    newest = (
        select(a.foerderjahr_id, func.max(a.version).label("version")).group_by(a.foerderjahr_id).subquery()
    )
    statement = (
        select(m.Jahresmassnahme.massnahme_id, m.Foerderjahr.jahr, m.Antragsposition.betrag)
        .join(m.Antragsposition, m.Antragsposition.jahresmassnahme_id == m.Jahresmassnahme.id)
        .join(a, a.id == m.Antragsposition.antrag_id)
        .join(newest, (newest.c.foerderjahr_id == a.foerderjahr_id) & (newest.c.version == a.version))
        .join(m.Foerderjahr, m.Foerderjahr.id == a.foerderjahr_id)
    )
    return _by_year((merged.get(key, key), jahr, betrag) for key, jahr, betrag in rows(session, statement))


def _by_year(cells: Iterable[tuple[int, int, Betrag]]) -> dict[int, dict[int, Betrag]]:
    found: dict[int, dict[int, Betrag]] = {}
    for key, jahr, betrag in cells:
        of_row = found.setdefault(key, {})
        of_row[jahr] = of_row[jahr] + betrag if jahr in of_row else betrag
    return found


def _computed(
    session: Session, spalte: Betragsspalte, jahre: Sequence[int], merged: Mapping[int, int], *, am: date
) -> dict[int, dict[int, Betrag]]:
    """Return amounts that a whole year is needed for, of the years that are shown."""
    a = m.Massnahme
    keys = {
        (programm, kennung): merged.get(key, key)
        for key, programm, kennung in rows(session, select(a.id, a.programm_id, a.kennung))
    }
    cells: list[tuple[int, int, Betrag]] = []
    for each in foerderjahre.list_all(session):
        if each.jahr not in jahre:
            continue
        year = load_summiert(session, each, am=am)
        cells += [
            (keys[each.programm_id, kennung], each.jahr, betrag)
            for kennung, betrag in _amounts(year, spalte).items()
        ]
    return _by_year(cells)


def _amounts(jahr: Jahr, spalte: Betragsspalte) -> dict[str, Betrag]:
    if spalte is Betragsspalte.BEWILLIGT:
        return summen.bewilligt_je_massnahme(jahr)
    found: dict[str, Betrag] = {}
    for massnahme in jahr.massnahmen:
        settled = [b for e in massnahme.empfaenger if (b := summen.festgesetzt(e)) is not None]
        if settled:
            found[massnahme.kennung] = summe(settled)
    return found


class _Achsen:
    """What a Maßnahme is sorted by, read with one statement a table."""

    def __init__(self, session: Session) -> None:
        a, hf = m.Massnahme, m.HandlungsfeldLand
        self.massnahmen = list(
            rows(
                session,
                select(
                    a.id,
                    m.Programm.schluessel,
                    a.kennung,
                    a.name,
                    hf.nummer,
                    a.laufend_seit,
                    a.geplant_ab,
                    a.befristet_bis,
                )
                .join(m.Programm, m.Programm.id == a.programm_id)
                .outerjoin(hf, hf.id == a.handlungsfeld_land_id)
                .order_by(a.id),
            )
        )
        alias = m.MassnahmeAlias
        self.aliase = _group(session, select(alias.massnahme_id, alias.name).order_by(alias.id))
        link, feld = m.MassnahmeHandlungsfeld, m.Handlungsfeld
        self.felder = _group(
            session,
            select(link.massnahme_id, feld.nummer)
            .join(feld, feld.id == link.handlungsfeld_id)
            .order_by(link.haupt.desc(), feld.reihenfolge),
        )
        phase, name = m.MassnahmeLebensphase, m.Lebensphase
        self.phasen = _group(
            session,
            select(phase.massnahme_id, name.name)
            .join(name, name.id == phase.lebensphase_id)
            .order_by(name.reihenfolge),
        )
        self.stadt = list(rows(session, select(feld.nummer, feld.name).order_by(feld.reihenfolge)))
        self.land = list(rows(session, select(hf.nummer, hf.name).order_by(hf.nummer)))
        self.phasennamen = tuple(
            session.scalars(select(name.name).order_by(name.reihenfolge, name.name)).all()
        )
        self.traeger = self._traeger(session)
        self.verstetigung = self._verstetigung(session)

    @staticmethod
    def merged_into(merged: Mapping[int, int], key: int) -> list[int]:
        return [old for old, new in merged.items() if new == key]

    @staticmethod
    def _traeger(session: Session) -> Grouped[str]:
        """Return the recipients of the newest year of each Maßnahme."""
        j, e = m.Jahresmassnahme, m.Empfaengeranteil
        statement = (
            select(j.massnahme_id, m.Foerderjahr.jahr, m.Traeger.name)
            .join(m.Foerderjahr, m.Foerderjahr.id == j.foerderjahr_id)
            .join(e, e.jahresmassnahme_id == j.id)
            .join(m.Traeger, m.Traeger.id == e.traeger_id)
            .order_by(m.Foerderjahr.jahr.desc(), e.reihenfolge, e.id)
        )
        newest: dict[int, int] = {}
        pairs = []
        for key, jahr, name in rows(session, statement):
            if newest.setdefault(key, jahr) == jahr:
                pairs.append((key, name))
        return grouped(pairs)

    @staticmethod
    def _verstetigung(session: Session) -> dict[int, str]:
        """Return the newest step of each Maßnahme, in its word."""
        v = m.Verstetigungsschritt
        statement = select(v.massnahme_id, v.schritt).where(counts()).order_by(v.am, v.id)
        return {key: label(Verstetigungsstand(schritt)) for key, schritt in rows(session, statement)}


def _group(session: Session, statement: Statement) -> Grouped[str]:
    return grouped((key, value) for key, value in rows(session, statement))


def find_massnahme(session: Session, programm: str, kennung: str) -> m.Massnahme:
    """Return the Maßnahme; raises NotFound."""
    found = session.execute(
        select(m.Massnahme)
        .join(m.Programm, m.Programm.id == m.Massnahme.programm_id)
        .where(m.Programm.schluessel == programm, m.Massnahme.kennung == kennung)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(f"Die Maßnahme „{kennung}“ gibt es nicht. Gehen Sie zum Register.")
    return found
