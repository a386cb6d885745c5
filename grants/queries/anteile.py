"""One Empfaengeranteil as portal and office speak of it: which Maßnahme, which year, whose, how far."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import NachweisStatus, TraegerArt
from grants.domain.errors import NotFound
from grants.queries.traeger_verweise import load_verweise, same_traeger

NICHT_GEFUNDEN = (
    "Diese Seite gibt es nicht, oder sie gehört nicht zu Ihrem Träger. Gehen Sie zur Übersicht zurück."
)


@dataclass(frozen=True, slots=True)
class Anteil:
    """A recipient's part of a Maßnahme in a year; `nachweis_id` is None before the first entry."""

    id: int
    programm: str
    jahr: int
    foerderjahr_id: int
    kennung: str
    massnahme: str
    massnahme_id: int
    traeger_id: int
    kuerzel: str
    traeger: str
    art: TraegerArt
    nachweis_id: int | None
    status: NachweisStatus
    eingereicht_am: date | None
    verlaengert_bis: date | None

    @property
    def is_stelle(self) -> bool:
        """Whether the city itself carries it out: ledger rows instead of Belege, no payment, no repayment."""
        return self.art is TraegerArt.STAEDTISCHE_STELLE

    @property
    def is_open(self) -> bool:
        """Whether the recipient may still write."""
        return self.status in OFFEN


# States in which the proof lies with the recipient.
OFFEN = frozenset({NachweisStatus.ENTWURF, NachweisStatus.NACHFORDERUNG})


def load_anteil(session: Session, anteil_id: int) -> Anteil:
    """Return the Empfaengeranteil; raises NotFound."""
    found = _read(session, _statement().where(m.Empfaengeranteil.id == anteil_id))
    if not found:
        raise NotFound(NICHT_GEFUNDEN)
    return found[0]


def load_anteile(session: Session, anteil_ids: Collection[int]) -> Mapping[int, Anteil]:
    """Return these parts by their ids, in one statement."""
    found = _read(session, _statement().where(m.Empfaengeranteil.id.in_(anteil_ids))) if anteil_ids else ()
    return {each.id: each for each in found}


def list_anteile(session: Session, traeger_ids: Iterable[int]) -> tuple[Anteil, ...]:
    """Return the parts of these recipients, rows found to be the same Träger included; the newest year first."""
    ids = sorted(same_traeger(load_verweise(session), traeger_ids))
    return _read(session, _statement().where(m.Empfaengeranteil.traeger_id.in_(ids))) if ids else ()


def list_anteile_des_jahres(session: Session, foerderjahr_id: int) -> tuple[Anteil, ...]:
    """Return all parts of a year in the order of its list."""
    return _read(session, _statement().where(m.Jahresmassnahme.foerderjahr_id == foerderjahr_id))


def _statement() -> Select[Any]:
    e, j, v = m.Empfaengeranteil, m.Jahresmassnahme, m.Verwendungsnachweis
    columns: tuple[Any, ...] = (
        e.id,
        m.Programm.schluessel,
        m.Foerderjahr.jahr,
        m.Foerderjahr.id,
        m.Massnahme.kennung,
        m.Massnahme.name,
        m.Massnahme.id,
        m.Traeger.id,
        m.Traeger.kuerzel,
        m.Traeger.name,
        m.Traeger.art,
        v.id,
        v.status,
        v.eingereicht_am,
        v.verlaengert_bis,
    )
    return (
        select(*columns)
        .join(j, e.jahresmassnahme_id == j.id)
        .join(m.Foerderjahr, j.foerderjahr_id == m.Foerderjahr.id)
        .join(m.Programm, m.Foerderjahr.programm_id == m.Programm.id)
        .join(m.Massnahme, j.massnahme_id == m.Massnahme.id)
        .join(m.Traeger, e.traeger_id == m.Traeger.id)
        .outerjoin(v, v.empfaengeranteil_id == e.id)
        .order_by(m.Foerderjahr.jahr.desc(), j.reihenfolge, j.id, e.reihenfolge, e.id)
    )


def _read(session: Session, statement: Select[Any]) -> tuple[Anteil, ...]:
    names = [each.name for each in fields(Anteil)]
    found = []
    for row in session.execute(statement):
        values: dict[str, Any] = dict(zip(names, row, strict=True))
        values["status"] = values["status"] or NachweisStatus.ENTWURF
        found.append(Anteil(**values))
    return tuple(found)
