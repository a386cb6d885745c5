"""The register as a measure list meets it: Maßnahmen, Träger and axes, found by what a list calls them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import TraegerArt
from grants.domain.errors import Stellenangabe, Violation
from grants.domain.kennung import make_kennung, name_key
from grants.domain.wiedererkennung import Bekannt, Gesucht
from grants.imports.codes import Code
from grants.imports.mappe_codes import MappeCode
from grants.imports.massnahmen_werte import Listenzeile, Massnahmenliste
from grants.queries.personen import follow
from grants.queries.traeger_verweise import load_verweise
from grants.services.abgleich import add_many

# Longest texts that are stored: alias, number of a Handlungsfeld, name of a Lebensphase.
_ALIAS, _NUMMER, _NAME = 300, 10, 200


@dataclass(slots=True)
class Register:
    """Maßnahmen by id, Träger by every name, axes by their words; grows with the import."""

    session: Session
    programm: m.Programm
    massnahmen: dict[int, m.Massnahme] = field(default_factory=dict)
    aliase: dict[int, list[str]] = field(default_factory=dict)
    merged: dict[int, int] = field(default_factory=dict)
    traeger: dict[str, m.Traeger] = field(default_factory=dict)
    traeger_namen: list[str] = field(default_factory=list)
    # Which Träger another one was found to be.
    traeger_verweise: Mapping[int, int] = field(default_factory=dict)
    kuerzel: set[str] = field(default_factory=set)
    felder: dict[str, m.Handlungsfeld] = field(default_factory=dict)
    felder_land: dict[int, m.HandlungsfeldLand] = field(default_factory=dict)
    phasen: dict[str, m.Lebensphase] = field(default_factory=dict)
    # Handlungsfelder and Lebensphasen of the Maßnahmen.
    in_feldern: dict[int, dict[int, m.MassnahmeHandlungsfeld]] = field(default_factory=dict)
    in_phasen: set[tuple[int, int]] = field(default_factory=set)
    # Collected, so that they are inserted in batches.
    new_felder: list[m.MassnahmeHandlungsfeld] = field(default_factory=list)
    new_phasen: list[m.MassnahmeLebensphase] = field(default_factory=list)

    def bekannte(self, this_year: set[int], last_year: set[int]) -> list[Bekannt]:
        """Return the Maßnahmen that rows may be; one that was merged leads to the one it is now."""
        found = []
        for key, row in self.massnahmen.items():
            if key in self.merged:
                continue
            old = [self.massnahmen[each] for each, new in self.merged.items() if new == key]
            names = [*self.aliase.get(key, ())]
            for each in old:
                names += [each.name, *self.aliase.get(each.id, ())]
            rang = 0 if key in this_year else 1 if key in last_year else 2
            kennungen = (row.kennung, *(each.kennung for each in old))
            found.append(Bekannt(key, kennungen, row.name, tuple(names), rang))
        return found


def load_register(session: Session, programm: m.Programm) -> Register:
    """Return the register with one SELECT a table."""
    register = Register(session, programm)
    of_programm = m.Massnahme.programm_id == programm.id
    massnahmen = session.scalars(select(m.Massnahme).where(of_programm).order_by(m.Massnahme.id)).all()
    register.massnahmen = {row.id: row for row in massnahmen}
    register.merged = dict(
        follow({row.id: row.zusammengefuehrt_mit_id for row in massnahmen if row.zusammengefuehrt_mit_id})
    )
    for alias in session.scalars(
        select(m.MassnahmeAlias).join(m.Massnahme).where(of_programm).order_by(m.MassnahmeAlias.id)
    ):
        register.aliase.setdefault(alias.massnahme_id, []).append(alias.name)
    _load_traeger(register)
    _load_axes(register)
    return register


def _load_traeger(register: Register) -> None:
    session = register.session
    traeger = session.scalars(select(m.Traeger).order_by(m.Traeger.id)).all()
    by_id = {row.id: row for row in traeger}
    # A name of one that was found to be another leads to that one.
    verweise = register.traeger_verweise = load_verweise(session)
    ends = {row.id: by_id[verweise.get(row.id, row.id)] for row in traeger}
    names = session.scalars(select(m.TraegerName).order_by(m.TraegerName.id)).all()
    called = [(each.name, ends[each.traeger_id]) for each in names]
    called += [(word, ends[row.id]) for row in traeger for word in (row.name, row.kuerzel)]
    for word, row in called:
        # What lists call a Träger comes before the name of another.
        register.traeger.setdefault(name_key(word), row)
        register.traeger_namen.append(word)
    register.kuerzel = {row.kuerzel for row in traeger}


def _load_axes(register: Register) -> None:
    session, programm = register.session, register.programm
    felder = session.scalars(select(m.Handlungsfeld).order_by(m.Handlungsfeld.id)).all()
    for feld in felder:
        register.felder[name_key(feld.name)] = feld
    register.felder |= {name_key(feld.nummer): feld for feld in felder}
    of_programm = m.HandlungsfeldLand.programm_id == programm.id
    register.felder_land = {
        row.nummer: row
        for row in session.scalars(
            select(m.HandlungsfeldLand).where(of_programm).order_by(m.HandlungsfeldLand.nummer)
        )
    }
    phasen = session.scalars(select(m.Lebensphase).order_by(m.Lebensphase.id)).all()
    register.phasen = {name_key(row.name): row for row in phasen}
    in_feldern = session.scalars(select(m.MassnahmeHandlungsfeld))
    for row in in_feldern:
        register.in_feldern.setdefault(row.massnahme_id, {})[row.handlungsfeld_id] = row
    in_phasen = session.scalars(select(m.MassnahmeLebensphase))
    register.in_phasen = {(row.massnahme_id, row.lebensphase_id) for row in in_phasen}


def check_liste(register: Register, liste: Massnahmenliste) -> Iterator[Violation]:
    """Yield a Violation for each word of a row that the register must know and does not."""
    for zeile in liste.zeilen:
        land = zeile.handlungsfeld_land
        if land is not None and land not in register.felder_land:
            listed = ", ".join(map(str, register.felder_land)) or "keine"
            text = f"Das Programm hat kein Handlungsfeld {land} des Landes. Vorhanden: {listed}."
            yield _violation(liste, zeile, Code.HANDLUNGSFELD_UNKLAR, "Handlungsfeld Land", text)
        feld = zeile.handlungsfeld
        if feld and name_key(feld) not in register.felder and len(feld) > _NUMMER:
            listed = ", ".join(dict.fromkeys(row.nummer for row in register.felder.values())) or "keine"
            text = f"Das Handlungsfeld „{feld[:40]}“ ist nicht bekannt. Vorhanden: {listed}."
            yield _violation(liste, zeile, Code.HANDLUNGSFELD_UNKLAR, "Handlungsfeld", text)
        if any(len(word) > _NAME for word in lebensphasen(zeile)):
            text = (
                f"Eine Lebensphase hat höchstens {_NAME} Zeichen. Bitte kürzer schreiben oder mit ; trennen."
            )
            yield _violation(liste, zeile, MappeCode.TEXT_ZU_LANG, "Lebensphase", text)
        known = [row.id for each in zeile.traeger if (row := find_traeger(register, each.name))]
        if len(set(known)) < len(known):
            text = "Zwei Angaben bezeichnen denselben Träger. Bitte jeden Träger einer Maßnahme nur einmal nennen."
            yield _violation(liste, zeile, Code.TRAEGER_UNKLAR, "Träger", text)


def _violation(
    liste: Massnahmenliste, zeile: Listenzeile, code: StrEnum, spalte: str, text: str
) -> Violation:
    stelle = Stellenangabe(datei=liste.datei, blatt=zeile.blatt, zeile=zeile.zeile, spalte=spalte)
    return Violation(code, text, stelle=stelle, wert=zeile.label)


def lebensphasen(zeile: Listenzeile) -> list[str]:
    """Return the Lebensphasen of a cell."""
    return [part.strip() for part in re.split(r"[;\n]", zeile.lebensphase) if part.strip()]


def add_massnahmen(register: Register, new: Sequence[tuple[Gesucht, Listenzeile]]) -> list[m.Massnahme]:
    """Add Maßnahmen that the register does not know; the label they were written with becomes an alias."""
    taken = {row.kennung for row in register.massnahmen.values()}
    rows = []
    for each, zeile in new:
        kennung = each.kennung or make_kennung(each.name, taken=taken)
        taken.add(kennung)
        land = register.felder_land.get(zeile.handlungsfeld_land or 0)
        rows.append(
            m.Massnahme(
                programm_id=register.programm.id,
                kennung=kennung,
                name=each.name,
                handlungsfeld_land_id=land.id if land else None,
            )
        )
    add_many(register.session, m.Massnahme, rows)
    register.massnahmen |= {row.id: row for row in rows}
    aliase = [
        m.MassnahmeAlias(massnahme_id=row.id, name=each.label)
        for row, (each, _) in zip(rows, new, strict=True)
        if each.label != each.name and len(each.label) <= _ALIAS
    ]
    add_many(register.session, m.MassnahmeAlias, aliase)
    register.aliase |= {alias.massnahme_id: [alias.name] for alias in aliase}
    return rows


def find_traeger(register: Register, name: str) -> m.Traeger | None:
    """Return the Träger that a list calls so."""
    return register.traeger.get(name_key(name))


def add_traeger(register: Register, name: str) -> m.Traeger:
    """Add a Träger by the name of the list; its kind is left to the office."""
    kuerzel = make_kennung(name, taken=register.kuerzel)
    row = m.Traeger(kuerzel=kuerzel, name=name, art=TraegerArt.UNGEKLAERT)
    register.session.add(row)
    register.session.flush()  # the recipient points to it
    register.kuerzel.add(kuerzel)
    register.traeger[name_key(name)] = row
    register.traeger_namen.append(name)
    return row


def apply_axes(register: Register, massnahme: m.Massnahme, zeile: Listenzeile) -> bool:
    """Give the Maßnahme the Handlungsfelder and Lebensphasen that the row names; return whether one was new."""
    changed = False
    if zeile.handlungsfeld_land is not None:
        feld_land = register.felder_land[zeile.handlungsfeld_land]
        changed = massnahme.handlungsfeld_land_id != feld_land.id
        massnahme.handlungsfeld_land_id = feld_land.id
    if zeile.handlungsfeld:
        changed |= _apply_handlungsfeld(register, massnahme, zeile.handlungsfeld)
    for word in lebensphasen(zeile):
        changed |= _apply_lebensphase(register, massnahme, word)
    return changed


def _apply_handlungsfeld(register: Register, massnahme: m.Massnahme, word: str) -> bool:
    feld = register.felder.get(name_key(word))
    if feld is None:
        feld = m.Handlungsfeld(nummer=word, name=word, reihenfolge=len(register.felder) + 1)
        register.session.add(feld)
        register.felder[name_key(word)] = feld
        register.session.flush()  # the Maßnahme points to it
    links = register.in_feldern.setdefault(massnahme.id, {})
    if feld.id in links and links[feld.id].haupt:
        return False
    for other in links.values():
        other.haupt = False
    if feld.id not in links:
        links[feld.id] = m.MassnahmeHandlungsfeld(massnahme_id=massnahme.id, handlungsfeld_id=feld.id)
        register.new_felder.append(links[feld.id])
    links[feld.id].haupt = True
    return True


def _apply_lebensphase(register: Register, massnahme: m.Massnahme, word: str) -> bool:
    phase = register.phasen.get(name_key(word))
    if phase is None:
        phase = m.Lebensphase(name=word, reihenfolge=len(register.phasen) + 1)
        register.session.add(phase)
        register.phasen[name_key(word)] = phase
        register.session.flush()  # the Maßnahme points to it
    if (massnahme.id, phase.id) in register.in_phasen:
        return False
    register.in_phasen.add((massnahme.id, phase.id))
    register.new_phasen.append(m.MassnahmeLebensphase(massnahme_id=massnahme.id, lebensphase_id=phase.id))
    return True


def add_axes(register: Register) -> None:
    """Insert what `apply_axes` collected."""
    add_many(register.session, m.MassnahmeHandlungsfeld, register.new_felder)
    add_many(register.session, m.MassnahmeLebensphase, register.new_phasen)
    register.new_felder, register.new_phasen = [], []
