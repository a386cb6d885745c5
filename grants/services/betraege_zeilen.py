"""The rows of the table in the database: Maßnahmen of the year, order, recipients' shares, leaving the draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.betragstabelle import Wunsch, Zeile
from grants.domain.errors import RuleViolation, Violation
from grants.domain.kennung import make_kennung, similar
from grants.domain.money import Betrag
from grants.domain.wiedererkennung import Bekannt
from grants.queries.rows import of_recipients
from grants.services.abgleich import change
from grants.services.liste.antrag import referenced


@dataclass(slots=True)
class Zeilen:
    """The Maßnahmen of a year while the table is saved, and what came of it."""

    session: Session
    foerderjahr: m.Foerderjahr
    bekannte: Sequence[Bekannt]
    massnahmen: dict[str, m.Massnahme]
    jahresmassnahmen: dict[str, m.Jahresmassnahme]
    anteile: dict[int, list[m.Empfaengeranteil]]
    traeger: dict[str, m.Traeger]
    promised: set[int]
    # Kennung of each row by its key: new Maßnahmen get theirs while saving.
    kennungen: dict[str, str] = field(default_factory=dict)
    aufgenommen: list[dict[str, Any]] = field(default_factory=list)
    herausgenommen: list[str] = field(default_factory=list)
    land: list[dict[str, Any]] = field(default_factory=list)
    geteilt: list[dict[str, Any]] = field(default_factory=list)
    folge: list[str] = field(default_factory=list)
    hinweise: list[str] = field(default_factory=list)
    _names: dict[int, str] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        return bool(self.aufgenommen or self.herausgenommen or self.land or self.geteilt or self.folge)

    def has(self, zeile: Zeile) -> bool:
        return self.kennungen.get(zeile.schluessel, zeile.kennung) in self.jahresmassnahmen

    def of(self, zeile: Zeile) -> m.Jahresmassnahme:
        return self.jahresmassnahmen[self.kennungen.get(zeile.schluessel, zeile.kennung)]

    def kennung(self, jahresmassnahme_id: int) -> str:
        return self._names[jahresmassnahme_id]

    def add(self, kennung: str, row: m.Jahresmassnahme) -> None:
        self.jahresmassnahmen[kennung] = row
        self._names[row.id] = kennung

    def protokoll(self) -> dict[str, Any]:
        """Return what the Ereignis tells of the rows, without what did not happen."""
        told = {
            "aufgenommen": self.aufgenommen,
            "herausgenommen": self.herausgenommen,
            "land_beantragen": self.land,
            "anteile": self.geteilt,
            "reihenfolge": self.folge,
        }
        return {key: value for key, value in told.items() if value}


def load_zeilen(session: Session, foerderjahr: m.Foerderjahr, bekannte: Sequence[Bekannt]) -> Zeilen:
    """Return the rows of the year with one SELECT a table."""
    jm, e = m.Jahresmassnahme, m.Empfaengeranteil
    of_programm = select(m.Massnahme).where(m.Massnahme.programm_id == foerderjahr.programm_id)
    massnahmen = {row.id: row for row in session.scalars(of_programm.order_by(m.Massnahme.id))}
    of_year = select(jm).where(jm.foerderjahr_id == foerderjahr.id).order_by(jm.reihenfolge, jm.id)
    anteile: dict[int, list[m.Empfaengeranteil]] = {}
    recipients = select(e).join(jm).where(jm.foerderjahr_id == foerderjahr.id)
    for row in session.scalars(recipients.order_by(e.reihenfolge, e.id)):
        anteile.setdefault(row.jahresmassnahme_id, []).append(row)
    traeger = session.scalars(select(m.Traeger).order_by(m.Traeger.id))
    zeilen = Zeilen(
        session,
        foerderjahr,
        bekannte,
        {row.kennung: row for row in massnahmen.values()},
        {},
        anteile,
        {row.kuerzel: row for row in traeger},
        {
            key
            for model in (m.Weiterleitung, m.Zuweisung)
            for key in session.scalars(of_recipients(select(model.empfaengeranteil_id), foerderjahr.id))
        },
    )
    for jahresmassnahme in session.scalars(of_year):
        zeilen.add(massnahmen[jahresmassnahme.massnahme_id].kennung, jahresmassnahme)
    return zeilen


def apply_rows(zeilen: Zeilen, wunsch: Wunsch) -> None:
    """Bring rows into the year and set what each says besides its amount. Raises RuleViolation."""
    for zeile in wunsch.zeilen:
        if zeile.weg:
            continue
        if not zeilen.has(zeile):
            _add(zeilen, zeile)
            continue
        row = zeilen.of(zeile)
        old = row.land_beantragen
        if change(row, land_beantragen=zeile.land):
            zeilen.land.append({"massnahme": zeile.kennung, "alt": old, "neu": zeile.land})
        _apply_shares(zeilen, zeile, row)
    zeilen.session.flush()  # the Antrag below points to new rows


def _add(zeilen: Zeilen, zeile: Zeile) -> None:
    session, is_new = zeilen.session, not zeile.kennung
    massnahme = _add_massnahme(zeilen, zeile.name) if is_new else zeilen.massnahmen[zeile.kennung]
    kennung = massnahme.kennung
    last = max((row.reihenfolge for row in zeilen.jahresmassnahmen.values()), default=0)
    row = m.Jahresmassnahme(
        massnahme_id=massnahme.id,
        foerderjahr_id=zeilen.foerderjahr.id,
        reihenfolge=last + 1,
        land_beantragen=zeile.land,
    )
    session.add(row)
    session.flush()  # its recipient and its amount point to it
    zeilen.kennungen[zeile.schluessel] = kennung
    zeilen.add(kennung, row)
    zeilen.aufgenommen.append(
        {"massnahme": kennung, "name": zeile.name, "neu_im_register": is_new, "traeger": zeile.traeger}
    )
    if zeile.traeger:
        traeger = zeilen.traeger.get(zeile.traeger)
        if traeger is None:
            text = "Diesen Träger gibt es nicht mehr. Bitte einen anderen wählen."
            raise RuleViolation([Violation("traeger_unbekannt", text, f"traeger/{zeile.schluessel}")])
        session.add(
            m.Empfaengeranteil(
                jahresmassnahme_id=row.id, traeger_id=traeger.id, reihenfolge=1, anteil=zeile.betrag
            )
        )


def _add_massnahme(zeilen: Zeilen, name: str) -> m.Massnahme:
    _tell_similar(zeilen, name)
    kennung = make_kennung(name, taken=set(zeilen.massnahmen))
    row = m.Massnahme(programm_id=zeilen.foerderjahr.programm_id, kennung=kennung, name=name)
    zeilen.session.add(row)
    zeilen.session.flush()  # the year's row points to it
    zeilen.massnahmen[kennung] = row
    return row


def _tell_similar(zeilen: Zeilen, name: str) -> None:
    for each in zeilen.bekannte:
        if any(similar(name, other) for other in (each.name, *each.aliase)):
            zeilen.hinweise.append(
                f"„{name}“ ist neu; ähnlich heißt „{each.name}“. Bitte prüfen, ob es dieselbe Maßnahme ist."
            )


def _apply_shares(zeilen: Zeilen, zeile: Zeile, row: m.Jahresmassnahme) -> None:
    recipients = zeilen.anteile.get(row.id, [])
    if not recipients or any(each.id in zeilen.promised for each in recipients):
        return
    by_id = {traeger.id: traeger.kuerzel for traeger in zeilen.traeger.values()}
    wanted: dict[str, Betrag | None] = {anteil.traeger: anteil.betrag for anteil in zeile.anteile}
    if len(recipients) == 1 and not wanted and recipients[0].anteil is not None:
        # The sole recipient has the whole amount, also the new one.
        wanted = {by_id[recipients[0].traeger_id]: zeile.betrag}
    for each in recipients:
        kuerzel = by_id[each.traeger_id]
        if kuerzel not in wanted:
            continue
        old = each.anteil
        if change(each, anteil=wanted[kuerzel]):
            zeilen.geteilt.append(
                {
                    "massnahme": zeile.kennung,
                    "traeger": kuerzel,
                    "alt": None if old is None else str(old),
                    "neu": None if each.anteil is None else str(each.anteil),
                }
            )


def apply_order(zeilen: Zeilen, wunsch: Wunsch) -> None:
    """Number the rows as they are wanted; those that the page did not show come behind."""
    wanted = [zeilen.of(zeile) for zeile in wunsch.zeilen if zeilen.has(zeile)]
    ids = {row.id for row in wanted}
    rest = [row for row in zeilen.jahresmassnahmen.values() if row.id not in ids]
    moved = [change(row, reihenfolge=place) for place, row in enumerate([*wanted, *rest], start=1)]
    if any(moved):
        zeilen.folge = [zeilen.kennung(row.id) for row in [*wanted, *rest]]


def take_out(zeilen: Zeilen, weg: Sequence[Zeile]) -> None:
    """Let rows leave the draft; call it when their amounts are gone.

    A Maßnahme for which nothing else is kept leaves the year. One with a plan, a text, an older Antrag stays in it,
    without Landesmittel.
    """
    rows = {zeile.kennung: zeilen.of(zeile) for zeile in weg if zeilen.has(zeile)}
    if not rows:
        return
    session, e = zeilen.session, m.Empfaengeranteil
    ids = [row.id for row in rows.values()]
    anteile = {each.id: each for key in ids for each in zeilen.anteile.get(key, ())}
    owning = {anteile[key].jahresmassnahme_id for key in referenced(session, e, list(anteile))}
    kept = owning | referenced(session, m.Jahresmassnahme, ids, besides=e)
    for kennung, row in rows.items():
        zeilen.herausgenommen.append(kennung)
        decided = (
            row.fortsetzung or row.beginn or row.vorzeitiger_beginn_zustimmung_am or row.rest_entscheidung
        )
        if row.id in kept or decided:
            row.land_beantragen = False
            continue
        for each in zeilen.anteile.get(row.id, ()):
            session.delete(each)
        session.delete(row)
