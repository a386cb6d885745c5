"""The log as people read it: who did what when, with old and new values."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.verlauf import Angabe, art_wort, beschreibe, gegenstand_wort
from grants.queries.rows import Statement, rows

JE_SEITE = 50


@dataclass(frozen=True, slots=True)
class Verlaufszeile:
    """One Ereignis; `angaben` are old and new values in words, none where the payload was blanked."""

    nummer: int
    zeit: datetime
    person: str
    art: str
    was: str
    gegenstand: str
    worauf: str
    angaben: tuple[Angabe, ...]
    geleert: bool


@dataclass(frozen=True, slots=True)
class Verlaufsfilter:
    """What is asked for; empty fields ask for everything. `gegenstaende` are prefixes of subjects."""

    person_id: int | None = None
    art: str = ""
    suche: str = ""
    von: datetime | None = None
    bis: datetime | None = None
    gegenstaende: tuple[str, ...] = ()


def list_ereignisse(
    session: Session, wanted: Verlaufsfilter = Verlaufsfilter(), *, ab: int = 0, anzahl: int | None = JE_SEITE
) -> Sequence[Verlaufszeile]:
    """Return Ereignisse, the newest first, with one statement."""
    statement = _statement(wanted).order_by(m.Ereignis.nummer.desc()).offset(ab)
    if anzahl is not None:
        statement = statement.limit(anzahl)
    return [_zeile(*columns) for columns in rows(session, statement)]


def count_ereignisse(session: Session, wanted: Verlaufsfilter = Verlaufsfilter()) -> int:
    inner = _statement(wanted).subquery()
    return session.execute(select(func.count()).select_from(inner)).scalar_one()


def _statement(wanted: Verlaufsfilter) -> Statement:
    e, inhalt = m.Ereignis, m.EreignisInhalt
    statement: Statement = (
        select(e.nummer, e.zeit, m.Person.name, e.art, e.gegenstand, inhalt.inhalt)
        .join(m.Person, m.Person.id == e.person_id)
        .outerjoin(inhalt, inhalt.ereignis_id == e.id)
    )
    if wanted.person_id is not None:
        statement = statement.where(e.person_id == wanted.person_id)
    if wanted.art:
        statement = statement.where(e.art == wanted.art)
    # Moments are UTC texts of one form, so they compare as they follow each other.
    if wanted.von is not None:
        statement = statement.where(e.zeit >= wanted.von.isoformat(timespec="microseconds"))
    if wanted.bis is not None:
        statement = statement.where(e.zeit < wanted.bis.isoformat(timespec="microseconds"))
    if wanted.suche:
        word = wanted.suche.lower()
        statement = statement.where(
            or_(
                func.lower(e.gegenstand).contains(word, autoescape=True),
                func.lower(inhalt.inhalt).contains(word, autoescape=True),
            )
        )
    if wanted.gegenstaende:
        statement = statement.where(
            or_(
                *(e.gegenstand == each for each in wanted.gegenstaende),
                *(e.gegenstand.startswith(f"{each}/", autoescape=True) for each in wanted.gegenstaende),
            )
        )
    return statement


def _zeile(  # noqa: PLR0917 - the columns of the statement, in their order
    nummer: int, zeit: str, person: str, art: str, gegenstand: str, inhalt: str | None
) -> Verlaufszeile:
    values = json.loads(inhalt) if inhalt else {}
    return Verlaufszeile(
        nummer=nummer,
        zeit=datetime.fromisoformat(zeit),
        person=person,
        art=art,
        was=art_wort(art),
        gegenstand=gegenstand,
        worauf=gegenstand_wort(gegenstand),
        angaben=tuple(beschreibe(values)),
        geleert=inhalt is None,
    )


def load_stand(session: Session) -> tuple[int, str]:
    """Return number and hash of the newest Ereignis, (0, "") while there is none: it names a state of all data."""
    k = m.EreignisKopf
    found = session.execute(select(k.nummer, k.hash).where(k.id == 1)).one_or_none()
    return (found.nummer, found.hash) if found else (0, "")


def list_arten(session: Session) -> list[tuple[str, str]]:
    """Return the kinds of Ereignisse that there are, with their words."""
    found = session.scalars(select(m.Ereignis.art).distinct()).all()
    return sorted(((art, art_wort(art)) for art in found), key=lambda pair: pair[1].casefold())


def list_personen(session: Session) -> list[tuple[int, str]]:
    """Return who has done anything, by name."""
    e, p = m.Ereignis, m.Person
    statement = select(p.id, p.name).where(p.id.in_(select(e.person_id))).order_by(func.lower(p.name), p.id)
    return [(key, name) for key, name in rows(session, statement)]
