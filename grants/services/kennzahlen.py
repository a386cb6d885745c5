"""Entering counts: the Ist by the recipient, the Soll by the office; cell by cell, nothing overwritten unseen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.errors import Conflict
from grants.domain.kennzahlen import Kennzahlart
from grants.queries.anteile import Anteil
from grants.services.ereignisse import record
from grants.services.nachweisstand import gegenstand, open_nachweis

Zellwert = int | str | None


@dataclass(frozen=True, slots=True, order=True)
class Zelle:
    """One field of one count: `was` is soll, ist or bemerkung, `quartal` 0 the year."""

    katalog_id: int
    quartal: int
    was: str


@dataclass(frozen=True, slots=True)
class Eingabe:
    """What somebody typed, and what the page showed there before."""

    gezeigt: Zellwert
    neu: Zellwert


class KennzahlGeaendert(Conflict):
    """Somebody else changed the same cells; `zellen` says what stands there now."""

    def __init__(self, zellen: Mapping[Zelle, Zellwert]) -> None:
        self.zellen = dict(zellen)
        super().__init__(
            "Einen Teil dieser Zahlen hat inzwischen jemand anderes geändert. Es wurde nichts überschrieben. Bitte "
            "sehen Sie sich die markierten Felder an und speichern Sie dann noch einmal."
        )


def save_ist(
    session: Session,
    anteil: Anteil,
    eingaben: Mapping[Zelle, Eingabe],
    arten: Mapping[int, Kennzahlart],
    *,
    person: m.Person,
) -> int:
    """Keep the counts and remarks of a recipient and return how many cells changed.

    Raises KennzahlGeaendert, and Conflict once the proof is handed in.
    """
    open_nachweis(session, anteil.id)
    return _save(session, anteil, eingaben, arten, art="kennzahlen_eingetragen", person=person)


def save_soll(
    session: Session,
    anteil: Anteil,
    eingaben: Mapping[Zelle, Eingabe],
    arten: Mapping[int, Kennzahlart],
    *,
    person: m.Person,
) -> int:
    """Keep the Soll of a recipient and return how many cells changed; raises KennzahlGeaendert."""
    return _save(session, anteil, eingaben, arten, art="kennzahlen_soll_eingetragen", person=person)


def _save(
    session: Session,
    anteil: Anteil,
    eingaben: Mapping[Zelle, Eingabe],
    arten: Mapping[int, Kennzahlart],
    *,
    art: str,
    person: m.Person,
) -> int:
    # The second of two people, of whichever side, waits until the first is through.
    session.execute(select(m.Empfaengeranteil.id).where(m.Empfaengeranteil.id == anteil.id).with_for_update())
    statement = select(m.Kennzahl).where(m.Kennzahl.empfaengeranteil_id == anteil.id)
    stored = {(row.kennzahlkatalog_id, row.quartal): row for row in session.scalars(statement)}
    changed: dict[Zelle, Zellwert] = {}
    clash: dict[Zelle, Zellwert] = {}
    for zelle, eingabe in sorted(eingaben.items()):
        now = _read(stored.get((zelle.katalog_id, zelle.quartal)), zelle.was)
        # Untouched cells are left alone, whatever became of them in the meantime.
        if eingabe.neu in (eingabe.gezeigt, now):
            continue
        if now != eingabe.gezeigt:
            clash[zelle] = now
        changed[zelle] = eingabe.neu
    if clash:
        raise KennzahlGeaendert(clash)
    if not changed:
        return 0
    told: dict[str, dict[str, Zellwert]] = {}
    for zelle, value in changed.items():
        key = (zelle.katalog_id, zelle.quartal)
        row = stored.get(key)
        told[_name(zelle, arten)] = {"alt": _told(_read(row, zelle.was)), "neu": _told(value)}
        if row is None:
            row = m.Kennzahl(empfaengeranteil_id=anteil.id, kennzahlkatalog_id=key[0], quartal=key[1])
            session.add(row)
            stored[key] = row
        setattr(row, zelle.was, value)
    record(session, art=art, gegenstand=gegenstand(anteil), person=person, inhalt=told)
    return len(changed)


def _read(row: m.Kennzahl | None, was: str) -> Zellwert:
    if row is None:
        return "" if was == "bemerkung" else None
    found: Zellwert = getattr(row, was)
    # A row that waits for its flush has no default yet.
    return "" if found is None and was == "bemerkung" else found


def _told(value: Zellwert) -> Zellwert:
    return None if value is None else str(value)


def _name(zelle: Zelle, arten: Mapping[int, Kennzahlart]) -> str:
    words = {"soll": "Soll", "ist": "Ist", "bemerkung": "Bemerkung"}
    quarter = f" {zelle.quartal}. Quartal" if zelle.quartal else ""
    return f"{arten[zelle.katalog_id].name}: {words[zelle.was]}{quarter}"
