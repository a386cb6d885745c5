"""What the editable table needs beside the year: the register to choose from, last year's amounts, who was last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.betragstabelle import names_of
from grants.domain.kette import Jahr
from grants.domain.money import Betrag
from grants.domain.wiedererkennung import Bekannt
from grants.queries import foerderjahre
from grants.queries.kette import load_jahr
from grants.queries.personen import follow
from grants.queries.rows import rows
from grants.queries.vorjahr import load_vorjahr


@dataclass(frozen=True, slots=True)
class Auswahl:
    """Something to choose: its key (Kennung, Kürzel) and its name."""

    schluessel: str
    name: str


@dataclass(frozen=True, slots=True)
class Zuletzt:
    """Who changed the year last, and when."""

    person: str
    am: datetime
    art: str


@dataclass(frozen=True, slots=True)
class Tabellendaten:
    """A year with everything its editable table offers."""

    jahr: Jahr
    # Last year's amounts by Kennung.
    vorjahr: Mapping[str, Betrag]
    # The register without those that were merged into others.
    massnahmen: tuple[Auswahl, ...]
    traeger: tuple[Auswahl, ...]
    bekannte: tuple[Bekannt, ...]
    traeger_namen: tuple[str, ...]
    zuletzt: Zuletzt | None

    @property
    def bekannt(self) -> Mapping[str, str]:
        """Kennung by the key of every name and alias."""
        return names_of(self.bekannte)

    @property
    def namen(self) -> Mapping[str, str]:
        """Names of Maßnahmen by Kennung."""
        return {each.schluessel: each.name for each in self.massnahmen} | {
            massnahme.kennung: massnahme.name for massnahme in self.jahr.massnahmen
        }


def load_tabelle(session: Session, *, programm: str, jahr: int, am: date) -> Tabellendaten:
    """Return the year and what its table offers; raises NotFound."""
    foerderjahr = foerderjahre.get(session, programm, jahr)
    loaded = load_jahr(session, foerderjahr, am=am, einzelbelege=False)
    bekannte = load_bekannte(session, foerderjahr)
    by_id = {each.id: each for each in bekannte}
    return Tabellendaten(
        jahr=loaded,
        vorjahr={
            by_id[each.massnahme_id].kennung: each.betrag
            for each in load_vorjahr(session, foerderjahr)
            if each.massnahme_id in by_id
        },
        massnahmen=tuple(sorted((Auswahl(b.kennung, b.name) for b in bekannte), key=_by_name)),
        traeger=_traeger(session, jahr),
        bekannte=bekannte,
        traeger_namen=_traeger_namen(session),
        zuletzt=load_zuletzt(session, f"foerderjahr/{programm}/{jahr}", f"programm/{programm}"),
    )


def _by_name(each: Auswahl) -> tuple[str, str]:
    return each.name.casefold(), each.schluessel


def load_bekannte(session: Session, foerderjahr: m.Foerderjahr) -> tuple[Bekannt, ...]:
    """Return the Maßnahmen of the Programm by which names are recognised; merged ones lend theirs."""
    massnahme, alias, jm, fj = m.Massnahme, m.MassnahmeAlias, m.Jahresmassnahme, m.Foerderjahr
    of_programm = massnahme.programm_id == foerderjahr.programm_id
    columns = select(massnahme.id, massnahme.kennung, massnahme.name, massnahme.zusammengefuehrt_mit_id)
    known = list(rows(session, columns.where(of_programm).order_by(massnahme.id)))
    aliases: dict[int, list[str]] = {}
    names = select(alias.massnahme_id, alias.name).join(massnahme).where(of_programm).order_by(alias.id)
    for key, name in rows(session, names):
        aliases.setdefault(key, []).append(name)
    years = select(fj.jahr, jm.massnahme_id).join(fj, jm.foerderjahr_id == fj.id)
    near = list(
        rows(
            session,
            years.where(
                fj.programm_id == foerderjahr.programm_id,
                fj.jahr.in_([foerderjahr.jahr, foerderjahr.jahr - 1]),
            ),
        )
    )
    this = {key for jahr, key in near if jahr == foerderjahr.jahr}
    last = {key for _, key in near} - this
    merged = follow({key: target for key, _, _, target in known if target is not None})
    lent: dict[int, list[tuple[str, list[str]]]] = {}
    for key, kennung, name, _ in known:
        if key in merged:
            lent.setdefault(merged[key], []).append((kennung, [name, *aliases.get(key, ())]))
    return tuple(
        Bekannt(
            key,
            (kennung, *(other for other, _ in lent.get(key, ()))),
            name,
            (*aliases.get(key, ()), *(word for _, words in lent.get(key, ()) for word in words)),
            0 if key in this else 1 if key in last else 2,
        )
        for key, kennung, name, _ in known
        if key not in merged
    )


def _traeger(session: Session, jahr: int) -> tuple[Auswahl, ...]:
    """Return the Träger to choose for a year: none that was found to be another, none that had ended by then."""
    t = m.Traeger
    is_active = t.inaktiv_ab.is_(None) | (t.inaktiv_ab > date(jahr, 1, 1))
    statement = select(t.kuerzel, t.name).where(t.zusammengefuehrt_mit_id.is_(None), is_active)
    return tuple(Auswahl(*each) for each in rows(session, statement.order_by(t.name, t.id)))


def _traeger_namen(session: Session) -> tuple[str, ...]:
    t, n = m.Traeger, m.TraegerName
    known = [name for each in rows(session, select(t.name, t.kuerzel).order_by(t.id)) for name in each]
    return (*known, *(name for (name,) in rows(session, select(n.name).order_by(n.id))))


def load_zuletzt(session: Session, gegenstand: str, *auch: str) -> Zuletzt | None:
    """Return the newest Ereignis of a subject, of what lies below it, or of others; None while there is none."""
    e = m.Ereignis
    statement = (
        select(m.Person.name, e.zeit, e.art)
        .join(m.Person, e.person_id == m.Person.id)
        .where(
            e.gegenstand.in_([gegenstand, *auch]) | e.gegenstand.startswith(f"{gegenstand}/", autoescape=True)
        )
        .order_by(e.nummer.desc())
        .limit(1)
    )
    found = next(rows(session, statement), None)
    return Zuletzt(found[0], datetime.fromisoformat(found[1]), found[2]) if found else None
