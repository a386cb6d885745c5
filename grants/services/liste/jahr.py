"""A measure list in its year: which Maßnahmen it means, who receives the money, what the Antrag asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from grants import models as m
from grants.domain.importergebnis import GeleseneMassnahme, GeleseneSumme
from grants.domain.money import Betrag, format_betrag
from grants.domain.wiedererkennung import Bekannt, Gesucht, gesucht, recognise, similar_names
from grants.imports.massnahmen_werte import Listenzeile, Massnahmenliste
from grants.queries.rows import of_recipients
from grants.services.abgleich import add_many, change, reconcile
from grants.services.liste.antrag import Aenderung, apply_antrag, load_newest
from grants.services.liste.register import (
    Register,
    add_axes,
    add_massnahmen,
    add_traeger,
    apply_axes,
    find_traeger,
)
from grants.services.mappe.stammdaten import add_zeilen_vorgabe


@dataclass(slots=True)
class Jahresimport:
    """One list on its way into the database: its rows with what they mean, and what came of it."""

    register: Register
    liste: Massnahmenliste
    foerderjahr: m.Foerderjahr
    created: bool
    gesucht: list[Gesucht] = field(default_factory=list)
    massnahmen: list[m.Massnahme] = field(default_factory=list)
    jahresmassnahmen: list[m.Jahresmassnahme] = field(default_factory=list)
    new: set[int] = field(default_factory=set)
    # Place of each row that changed something.
    touched: set[int] = field(default_factory=set)
    new_anteile: list[m.Empfaengeranteil] = field(default_factory=list)
    hinweise: list[str] = field(default_factory=list)
    antrag: Aenderung | None = None

    @property
    def changed(self) -> bool:
        return self.created or bool(self.touched) or (self.antrag is not None and self.antrag.changed)

    def gelesen(self) -> list[GeleseneMassnahme]:
        return [
            GeleseneMassnahme(row.kennung, self.liste.jahr, row.id in self.new, zeile.betrag)
            for row, zeile in zip(self.massnahmen, self.liste.zeilen, strict=True)
        ]

    def summe(self) -> GeleseneSumme:
        return GeleseneSumme(self.liste.jahr, self.liste.genannt, self.liste.gerechnet)


def import_year(register: Register, liste: Massnahmenliste, *, ersetzen: bool) -> Jahresimport:
    """Take one list over; `ersetzen`: Maßnahmen that it does not name leave the draft."""
    j = _open(register, liste)
    j.hinweise += liste.hinweise
    _recognise(j)
    _apply_jahresmassnahmen(j)
    _apply_axes(j)
    newest = load_newest(register.session, j.foerderjahr.id)
    _apply_recipients(j, newest.betraege)
    ids = [row.id for row in j.jahresmassnahmen]
    j.antrag = apply_antrag(
        register.session,
        j.foerderjahr,
        newest,
        liste,
        dict(zip(ids, liste.zeilen, strict=True)),
        ersetzen=ersetzen,
    )
    places = {key: place for place, key in enumerate(ids)}
    j.touched |= {places[key] for key in j.antrag.touched}
    j.hinweise += j.antrag.hinweise
    return j


def _open(register: Register, liste: Massnahmenliste) -> Jahresimport:
    """Return the import of a year; an unknown one is created."""
    session, programm = register.session, register.programm
    # Two imports of one year wait for one another, so that the second compares with what the first wrote.
    statement = select(m.Foerderjahr).where(
        m.Foerderjahr.programm_id == programm.id, m.Foerderjahr.jahr == liste.jahr
    )
    found = session.scalars(statement.with_for_update()).one_or_none()
    if found is not None:
        return Jahresimport(register, liste, found, created=False)
    foerderjahr = m.Foerderjahr(programm_id=programm.id, jahr=liste.jahr)
    add_zeilen_vorgabe(foerderjahr)
    session.add(foerderjahr)
    session.flush()  # its Maßnahmen point to it
    return Jahresimport(register, liste, foerderjahr, created=True)


def find_massnahmen(
    register: Register, liste: Massnahmenliste
) -> tuple[list[Gesucht], list[Bekannt | None], list[tuple[Gesucht, Bekannt]]]:
    """Return the rows, the Maßnahme of each (None: a new one), and new rows with those they might be."""
    jm, fj = m.Jahresmassnahme, m.Foerderjahr
    years = register.session.execute(
        select(fj.jahr, jm.massnahme_id)
        .join(fj, jm.foerderjahr_id == fj.id)
        .where(fj.programm_id == register.programm.id, fj.jahr.in_([liste.jahr, liste.jahr - 1]))
    ).all()
    bekannte = register.bekannte(
        {key for jahr, key in years if jahr == liste.jahr},
        {key for jahr, key in years if jahr != liste.jahr},
    )
    labels = [(zeile.label, zeile.massnahme, zeile.kennung) for zeile in liste.zeilen]
    rows = gesucht(labels, register.traeger_namen)
    found = recognise(rows, bekannte)
    return rows, found, list(similar_names(rows, found, bekannte))


def similar_hinweis(jahr: int, name: str, other: str, kennung: str) -> str:
    """Return what is told of a new name that the register has in a similar form."""
    told = f"{jahr}: „{name}“ ist neu; ähnlich heißt „{other}“ ({kennung})."
    return f"{told} Bitte prüfen, ob es dieselbe Maßnahme ist."


def _recognise(j: Jahresimport) -> None:
    """Find the Maßnahme of each row or add it, and name those it might be."""
    j.gesucht, found, alike = find_massnahmen(j.register, j.liste)
    j.hinweise += [similar_hinweis(j.liste.jahr, row.name, each.name, each.kennung) for row, each in alike]
    j.hinweise += [
        f"{j.liste.jahr}: „{row.name}“ ist im Register unter der Kennung „{match.kennung}“ geführt; sie bleibt (in "
        f"der Liste „{row.kennung}“)."
        for row, match in zip(j.gesucht, found, strict=True)
        if match and row.kennung and row.kennung not in match.kennungen
    ]
    rows = zip(j.gesucht, j.liste.zeilen, found, strict=True)
    added = iter(add_massnahmen(j.register, [(row, zeile) for row, zeile, match in rows if not match]))
    j.massnahmen = [j.register.massnahmen[match.id] if match else next(added) for match in found]
    j.new = {row.id for row, match in zip(j.massnahmen, found, strict=True) if not match}


def _apply_jahresmassnahmen(j: Jahresimport) -> None:
    jm = m.Jahresmassnahme
    session = j.register.session
    existing = session.scalars(select(jm).where(jm.foerderjahr_id == j.foerderjahr.id).order_by(jm.id)).all()
    wanted = [{"massnahme_id": row.id, "foerderjahr_id": j.foerderjahr.id} for row in j.massnahmen]
    done = reconcile(session, jm, existing, wanted, keys=[("massnahme_id",)], order_within="foerderjahr_id")
    j.jahresmassnahmen = done.rows
    j.touched |= {place for place, was in enumerate(done.changed) if was}


def _apply_axes(j: Jahresimport) -> None:
    for place, (massnahme, zeile) in enumerate(zip(j.massnahmen, j.liste.zeilen, strict=True)):
        if apply_axes(j.register, massnahme, zeile):
            j.touched.add(place)
    add_axes(j.register)


# -- recipients ----------------------------------------------------------------------------------------------


def _apply_recipients(j: Jahresimport, before: dict[int, Betrag]) -> None:
    """Put the Träger of each row to its Maßnahme. What is promised already stays as it is."""
    session, foerderjahr_id = j.register.session, j.foerderjahr.id
    e = m.Empfaengeranteil
    existing: dict[int, dict[int, m.Empfaengeranteil]] = {}
    of_year = m.Jahresmassnahme.foerderjahr_id == foerderjahr_id
    for row in session.scalars(
        select(e).join(m.Jahresmassnahme).where(of_year).order_by(e.reihenfolge, e.id)
    ):
        # The share of one that was found to be another counts as that one's.
        key = j.register.traeger_verweise.get(row.traeger_id, row.traeger_id)
        existing.setdefault(row.jahresmassnahme_id, {})[key] = row
    promised = _promised(j)
    for place, (wanted, zeile) in enumerate(zip(j.gesucht, j.liste.zeilen, strict=True)):
        named = _named(wanted, zeile)
        if not named:
            continue
        jahresmassnahme = j.jahresmassnahmen[place]
        held = existing.get(jahresmassnahme.id, {})
        if any(each.id in promised for each in held.values()):
            _compare_promised(j, zeile, held, named)
        elif _apply_of_row(j, jahresmassnahme, held, named, before=before.get(jahresmassnahme.id)):
            j.touched.add(place)
    add_many(session, m.Empfaengeranteil, j.new_anteile)


def _promised(j: Jahresimport) -> set[int]:
    statements = (
        of_recipients(select(model.empfaengeranteil_id), j.foerderjahr.id)
        for model in (m.Weiterleitung, m.Zuweisung)
    )
    return {key for statement in statements for key in j.register.session.scalars(statement)}


def _named(row: Gesucht, zeile: Listenzeile) -> list[tuple[str, Betrag | None]]:
    """Return the Träger of a row with their shares: all of it for a single one, None where it is open."""
    stated = [(each.name, each.anteil) for each in zeile.traeger] or [(name, None) for name in row.traeger]
    if len(stated) == 1 and stated[0][1] is None:
        return [(stated[0][0], zeile.betrag)]
    return stated


def _compare_promised(
    j: Jahresimport,
    zeile: Listenzeile,
    held: dict[int, m.Empfaengeranteil],
    named: Sequence[tuple[str, Betrag | None]],
) -> None:
    known = {row.id: row.name for row in j.register.traeger.values()}
    strangers = [
        name for name, _ in named if (row := find_traeger(j.register, name)) is None or row.id not in held
    ]
    if strangers:
        j.hinweise.append(
            f"{j.liste.jahr}: Die Liste nennt bei „{zeile.label}“ {', '.join(strangers)}; zugesagt ist schon an "
            f"{', '.join(known[key] for key in held)}. Die Empfänger bleiben."
        )


def _apply_of_row(
    j: Jahresimport,
    jahresmassnahme: m.Jahresmassnahme,
    held: dict[int, m.Empfaengeranteil],
    named: Sequence[tuple[str, Betrag | None]],
    *,
    before: Betrag | None,
) -> bool:
    changed = False
    left = dict(held)
    for name, anteil in named:
        traeger = find_traeger(j.register, name) or add_traeger(j.register, name)
        row = left.pop(traeger.id, None)
        if row is None:
            number = max((each.reihenfolge for each in held.values()), default=0) + 1
            row = m.Empfaengeranteil(
                jahresmassnahme_id=jahresmassnahme.id,
                traeger_id=traeger.id,
                reihenfolge=number,
                anteil=anteil,
                angabe=name,
            )
            j.new_anteile.append(row)
            held[traeger.id] = row
            changed = True
        elif anteil is not None and row.anteil in {None, before, anteil}:
            # A share that somebody set otherwise than to the whole amount is that person's decision.
            changed |= change(row, anteil=anteil)
        elif anteil is not None and row.anteil is not None:
            j.hinweise.append(
                f"{j.liste.jahr}: Der Anteil von {traeger.name} bleibt {format_betrag(row.anteil)}, die Liste ergibt "
                f"{format_betrag(anteil)}. Bitte prüfen."
            )
    if left:
        names = {row.id: row.name for row in j.register.traeger.values()}
        listed = ", ".join(names[key] for key in left)
        massnahme = j.register.massnahmen[jahresmassnahme.massnahme_id].name
        j.hinweise.append(
            f"{j.liste.jahr}: {listed} steht bei „{massnahme}“ nicht in der Liste und bleibt Empfänger."
        )
    return changed
