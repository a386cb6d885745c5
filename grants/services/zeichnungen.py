"""Who signs what of a proof: reads the Persons and their Rollen, asks domain.zeichnung, keeps the signatures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Prueftiefe, Zeichnungsart
from grants.domain.kette import Jahr
from grants.domain.zeichnung import Vorgang, Zeichnende
from grants.queries import foerderjahre
from grants.queries.anteile import Anteil
from grants.queries.kette import load_jahr
from grants.queries.personen import load_zusammengefuehrt
from grants.queries.traeger_verweise import load_verweise, same_traeger
from grants.queries.zahlenstand import load_zahlen_sha256
from grants.services.nachweisstand import gegenstand
from grants.services.personen import KOMMANDOZEILE

# Ereignisse by which somebody recognised or cut a figure of a proof.
ANERKENNUNG = frozenset({"beleg_anerkannt", "position_anerkannt"})
EINLESUNG_JAHR = "jahresmappe_eingelesen"
EINLESUNG_BELEGE = "belegliste_eingelesen"


@dataclass(frozen=True, slots=True)
class Lage:
    """A proof at one moment: the year with its Belege summed, its figures as a hash, and who did what."""

    anteil: Anteil
    jahr: Jahr
    zahlen_sha256: str
    vorgang: Vorgang


def load_lage(session: Session, anteil: Anteil, *, heute: date, jahr: Jahr | None = None) -> Lage:
    """Return the proof as four eyes see it; `jahr` spares reading the year again."""
    if jahr is None:
        foerderjahr = foerderjahre.get(session, anteil.programm, anteil.jahr)
        jahr = load_jahr(session, foerderjahr, am=heute, einzelbelege=False)
    digest = load_zahlen_sha256(session, anteil, jahr)
    return Lage(anteil, jahr, digest, load_vorgang(session, anteil, zahlen_sha256=digest))


def load_vorgang(session: Session, anteil: Anteil, *, zahlen_sha256: str | None) -> Vorgang:
    """Return who wrote and who signed, Persons after joining; `zahlen_sha256` None: no signature is looked at."""
    joined = load_zusammengefuehrt(session)
    t = m.Traeger
    own = session.execute(select(t.gehoert_geschaeftsstelle).where(t.id == anteil.traeger_id)).scalar_one()
    return Vorgang(
        status=anteil.status,
        traeger_ids=same_traeger(load_verweise(session), [anteil.traeger_id]),
        is_stelle=anteil.is_stelle,
        eigene_stelle=own,
        eingereicht_von=_ends(joined, _handed_in_by(session, anteil)),
        eingelesen_von=_ends(joined, _read_in_by(session, anteil)),
        anerkannt_von=_ends(joined, _recognised_by(session, anteil)),
        gezeichnet=_signed(session, anteil, zahlen_sha256, joined) if zahlen_sha256 else {},
    )


def _ends(joined: Mapping[int, int], ids: set[int]) -> frozenset[int]:
    return frozenset(joined.get(each, each) for each in ids)


def _handed_in_by(session: Session, anteil: Anteil) -> set[int]:
    f = m.Nachweisfassung
    return set(session.scalars(select(f.person_id).where(f.verwendungsnachweis_id == anteil.nachweis_id)))


def _read_in_by(session: Session, anteil: Anteil) -> set[int]:
    e = m.Ereignis
    year = f"foerderjahr/{anteil.programm}/{anteil.jahr}"
    liste = f"empfaenger/{anteil.programm}/{anteil.jahr}/{anteil.kennung}/{anteil.kuerzel}"
    return set(
        session.scalars(
            select(e.person_id)
            .where(
                or_(
                    (e.gegenstand == year) & (e.art == EINLESUNG_JAHR),
                    (e.gegenstand == liste) & (e.art == EINLESUNG_BELEGE),
                )
            )
            .distinct()
        )
    )


def _recognised_by(session: Session, anteil: Anteil) -> set[int]:
    """Return who decided last and whoever decided before: taking a cut back does not make one uninvolved."""
    a, e = m.Anerkennung, m.Ereignis
    last = session.scalars(
        select(a.person_id).where(a.verwendungsnachweis_id == anteil.nachweis_id, a.person_id.is_not(None))
    )
    ever = session.scalars(
        select(e.person_id).where(e.gegenstand == gegenstand(anteil), e.art.in_(ANERKENNUNG)).distinct()
    )
    return {each for each in (*last, *ever) if each is not None}


def _signed(
    session: Session, anteil: Anteil, zahlen_sha256: str, joined: Mapping[int, int]
) -> dict[Zeichnungsart, int]:
    p = m.Pruefung
    statement = (
        select(p.art, p.person_id)
        .where(
            p.verwendungsnachweis_id == anteil.nachweis_id,
            p.ungueltig_seit.is_(None),
            p.zahlen_sha256 == zahlen_sha256,
        )
        .order_by(p.id)
    )
    return {Zeichnungsart(art): joined.get(person, person) for art, person in session.execute(statement)}


def load_zeichnende(session: Session, person_id: int, anteil: Anteil, *, heute: date) -> Zeichnende:
    """Return who is about to act: the Rollen of the day of all rows found to be one Person.

    Whoever worked for the recipient at any time since the year began belongs to it.
    """
    joined = load_zusammengefuehrt(session)
    end = joined.get(person_id, person_id)
    ids = {end, person_id, *(key for key, other in joined.items() if other == end)}
    r, p = m.Rollenzuordnung, m.Person
    found = session.execute(select(r.rolle, r.traeger_id, r.von, r.bis).where(r.person_id.in_(ids))).all()
    today = [
        row
        for row in found
        if (row.von is None or row.von <= heute) and (row.bis is None or row.bis >= heute)
    ]
    begin = date(anteil.jahr, 1, 1)
    names = session.execute(select(p.name, p.email).where(p.id.in_(ids))).all()
    return Zeichnende(
        end,
        frozenset(row.rolle for row in today),
        frozenset(
            row.traeger_id
            for row in found
            if row.traeger_id is not None and (row.bis is None or row.bis >= begin)
        ),
        any(email is None and name == KOMMANDOZEILE for name, email in names),
    )


def add_zeichnung(
    session: Session,
    nachweis: m.Verwendungsnachweis,
    art: Zeichnungsart,
    *,
    zahlen_sha256: str,
    vermerk: str,
    tiefe: Prueftiefe | None,
    heute: date,
    person: m.Person,
) -> m.Pruefung:
    """Keep a signature; whether it may be given was asked before."""
    row = m.Pruefung(
        verwendungsnachweis_id=nachweis.id,
        art=art.value,
        tiefe=tiefe,
        person_id=person.id,
        am=heute,
        vermerk=vermerk.strip(),
        zahlen_sha256=zahlen_sha256,
    )
    session.add(row)
    return row
