"""The running Belegliste of a recipient: one page of it, its sums computed by the database, single rows, plans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, cast, false, func, literal, null, select, union_all
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Ausgabenart, Belegart, Mittelherkunft, Nachweisart
from grants.domain.belege import OHNE_PLAN, Planposition, next_number
from grants.domain.errors import NotFound
from grants.domain.kette import valid
from grants.domain.money import NULL, Betrag, summe
from grants.queries.anteile import Anteil
from grants.queries.rows import Statement, rows
from grants.queries.suche import matches

JE_SEITE = 50
BELEG_FEHLT = "Diesen Beleg gibt es in dieser Liste nicht (mehr). Gehen Sie zur Belegliste zurück."
AUSGABE, EINNAHME = "ausgabe", "einnahme"
# Word of the address → column of the list.
SORTIERUNGEN = ("eingabe", "nr", "datum", "wer", "position", "betrag", "zuwendungsfaehig")


@dataclass(frozen=True, slots=True)
class Belegfilter:
    """What of the list is asked for; `zeige` is empty, `ausgabe` or `einnahme`, `sort` may begin with `-`."""

    suche: str = ""
    position: str = ""
    zeige: str = ""
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Listenzeile:
    """One row as the list shows and exports it: an expenditure's part for this Maßnahme, or an income."""

    gattung: str
    id: int
    nr: str
    art: Belegart | None
    rechnungsnummer: str
    rechnungsdatum: date | None
    datum: date | None
    wer: str
    zweck: str
    gezahlt: Betrag | None
    position: str
    betrag: Betrag
    zuwendungsfaehig: Betrag | None
    leistung_von: date | None
    leistung_bis: date | None
    bemerkung: str
    herkunft: Mittelherkunft | None
    # Parts for other Maßnahmen or positions.
    weitere: int

    @property
    def is_einnahme(self) -> bool:
        return self.gattung == EINNAHME


@dataclass(frozen=True, slots=True)
class Positionssumme:
    """Plan and Ist of an Ausgabeposition; without plan amounts where no plan names it."""

    code: str
    bezeichnung: str
    plan: Betrag | None
    plan_zuwendungsfaehig: Betrag | None
    ist: Betrag
    zuwendungsfaehig: Betrag
    belege: int

    @property
    def offen(self) -> Betrag | None:
        """What of the plan is not spent yet; negative where more was spent."""
        return None if self.plan is None else self.plan - self.ist

    @property
    def wort(self) -> str:
        return f"{self.code} {self.bezeichnung}".strip()


@dataclass(frozen=True, slots=True)
class Summen:
    """The sums of a recipient's list, all rows of it."""

    positionen: tuple[Positionssumme, ...]
    einnahmen: Betrag
    anzahl_einnahmen: int

    @property
    def anzahl_belege(self) -> int:
        return sum(each.belege for each in self.positionen)

    @property
    def plan(self) -> Betrag | None:
        planned = [each.plan for each in self.positionen if each.plan is not None]
        return summe(planned) if planned else None

    @property
    def plan_zuwendungsfaehig(self) -> Betrag | None:
        planned = [
            each.plan_zuwendungsfaehig for each in self.positionen if each.plan_zuwendungsfaehig is not None
        ]
        return summe(planned) if planned else None

    @property
    def ist(self) -> Betrag:
        return summe(each.ist for each in self.positionen)

    @property
    def zuwendungsfaehig(self) -> Betrag:
        return summe(each.zuwendungsfaehig for each in self.positionen)

    @property
    def offen(self) -> Betrag | None:
        return None if self.plan is None else self.plan - self.ist


# -- plans -----------------------------------------------------------------------------------------------------


def load_plaene(
    session: Session, anteil_ids: Iterable[int], *, am: date
) -> Mapping[int, tuple[Planposition, ...]]:
    """Return the Ausgabepositionen of the plan in force on the day, by recipient; with two statements."""
    ids = sorted(set(anteil_ids))
    p, position = m.Finanzierungsplan, m.Ausgabeposition
    versions: dict[int, list[m.Finanzierungsplan]] = {}
    for row in session.scalars(select(p).where(p.empfaengeranteil_id.in_(ids)).order_by(p.version)):
        versions.setdefault(row.empfaengeranteil_id, []).append(row)
    chosen = {(valid(found, am) or found[-1]).id: anteil_id for anteil_id, found in versions.items()}
    statement: Statement = (
        select(
            position.finanzierungsplan_id,
            position.code,
            position.bezeichnung,
            position.art,
            position.insgesamt,
            position.zuwendungsfaehig,
        )
        .where(position.finanzierungsplan_id.in_(sorted(chosen)))
        .order_by(position.reihenfolge, position.id)
    )
    plans: dict[int, list[Planposition]] = {key: [] for key in ids}
    for plan_id, *columns in rows(session, statement):
        plans[chosen[plan_id]].append(Planposition(*columns))
    return {key: tuple(found) for key, found in plans.items()}


def load_auswahl(
    session: Session, anteil_ids: Iterable[int], *, am: date
) -> Mapping[int, tuple[Planposition, ...]]:
    """Return the positions to choose from: those of the plan, else the usual ones and those in use already."""
    found = dict(load_plaene(session, anteil_ids, am=am))
    open_ids = [key for key, plan in found.items() if not plan]
    if not open_ids:
        return found
    t = m.Belegteil
    used: Statement = (
        select(t.empfaengeranteil_id, t.position)
        .where(t.empfaengeranteil_id.in_(open_ids))
        .distinct()
        .order_by(t.empfaengeranteil_id, t.position)
    )
    usual = {each.code for each in OHNE_PLAN}
    found |= dict.fromkeys(open_ids, OHNE_PLAN)
    for key, code in rows(session, used):
        if code not in usual:
            found[key] = (*found[key], Planposition(code, "", Ausgabenart.SONSTIGE, NULL, NULL))
    return found


# -- the list --------------------------------------------------------------------------------------------------


def _spent(anteil_id: int) -> Select[Any]:
    """Return the expenditure of a recipient in the order of Listenzeile, the id of its part behind."""
    b, t = m.Beleg, m.Belegteil
    columns: tuple[Any, ...] = (
        literal(AUSGABE).label("gattung"),
        b.id.label("id"),
        b.nr.label("nr"),
        b.art.label("art"),
        b.rechnungsnummer.label("rechnungsnummer"),
        b.rechnungsdatum.label("rechnungsdatum"),
        b.zahlungsdatum.label("datum"),
        b.zahlungsempfaenger.label("wer"),
        b.zweck.label("zweck"),
        b.gezahlt.label("gezahlt"),
        t.position.label("position"),
        t.betrag.label("betrag"),
        t.zuwendungsfaehig.label("zuwendungsfaehig"),
        b.leistung_von.label("leistung_von"),
        b.leistung_bis.label("leistung_bis"),
        b.bemerkung.label("bemerkung"),
        cast(null(), m.Einnahme.__table__.c.herkunft.type).label("herkunft"),
        t.id.label("reihe"),
    )
    return (
        select(*columns).select_from(t).join(b, t.beleg_id == b.id).where(t.empfaengeranteil_id == anteil_id)
    )


def _received(anteil_id: int) -> Select[Any]:
    """Return the income of a recipient in the same columns."""
    e = m.Einnahme
    columns: tuple[Any, ...] = (
        literal(EINNAHME).label("gattung"),
        e.id.label("id"),
        e.nr.label("nr"),
        null().label("art"),
        literal("").label("rechnungsnummer"),
        null().label("rechnungsdatum"),
        e.datum.label("datum"),
        e.einzahler.label("wer"),
        e.zweck.label("zweck"),
        null().label("gezahlt"),
        literal("").label("position"),
        e.betrag.label("betrag"),
        null().label("zuwendungsfaehig"),
        null().label("leistung_von"),
        null().label("leistung_bis"),
        literal("").label("bemerkung"),
        e.herkunft.label("herkunft"),
        e.id.label("reihe"),
    )
    return select(*columns).where(e.empfaengeranteil_id == anteil_id)


def _halves(session: Session, anteil_id: int, wanted: Belegfilter) -> list[Select[Any]]:
    """Return expenditure and income under a filter, each filtered where it is read."""
    b, t, e = m.Beleg, m.Belegteil, m.Einnahme
    halves = []
    if wanted.zeige != EINNAHME:
        texts = (b.nr, b.rechnungsnummer, b.zahlungsempfaenger, b.zweck, b.bemerkung)
        spent = _spent(anteil_id).where(*matches(session, texts, wanted.suche))
        halves.append(spent.where(t.position == wanted.position) if wanted.position else spent)
    if wanted.zeige != AUSGABE and not (wanted.position and halves):
        received = _received(anteil_id).where(*matches(session, (e.nr, e.einzahler, e.zweck), wanted.suche))
        # Income has no Ausgabeposition.
        halves.append(received.where(false()) if wanted.position else received)
    return halves


def _narrow(halves: Iterable[Select[Any]], *names: str) -> Subquery:
    """Return some columns of the list under a filter; the fewer, the less is carried along in sorting."""
    chosen = (half.with_only_columns(*(half.selected_columns[name] for name in names)) for half in halves)
    return union_all(*chosen).subquery("liste")


def _order(every: Subquery, sort: str) -> list[ColumnElement[Any]]:
    c = every.c
    word, falling = _column(sort), sort.startswith("-")
    # As entered: the newest on top is what somebody just typed; expenditure before income.
    if word == "reihe":
        return [c.gattung, c.reihe if falling else c.reihe.desc()]
    column = c[word]
    # 2 before 10: as long as numbers have no other letters, the shorter one comes first.
    keys = [func.length(column), column] if word == "nr" else [column]
    return [column.is_(None), *(key.desc() if falling else key for key in keys), c.gattung, c.reihe]


def _column(sort: str) -> str:
    word = sort.lstrip("-")
    return "reihe" if word not in SORTIERUNGEN or word == "eingabe" else word


def list_zeilen(
    session: Session, anteil: Anteil, wanted: Belegfilter, *, seite: int | None = None
) -> tuple[tuple[Listenzeile, ...], int]:
    """Return the rows asked for and how many there are; one page of them, all where `seite` is None."""
    halves = _halves(session, anteil.id, wanted)
    if seite is None:
        every = union_all(*halves).subquery("liste")
        found = list(session.execute(select(*every.c).order_by(*_order(every, wanted.sort))))
        return _listed(found, _further(session, anteil, None)), len(found)
    count = session.execute(_count(anteil, wanted, halves)).scalar_one()
    # First the keys of the page, then only its rows: what is sorted stays narrow in a long list.
    every = _narrow(halves, *dict.fromkeys(("gattung", "reihe", _column(wanted.sort))))
    narrow = select(every.c.gattung, every.c.reihe).order_by(*_order(every, wanted.sort))
    keys = list(rows(session, narrow.limit(JE_SEITE).offset((seite - 1) * JE_SEITE)))
    spent = _spent(anteil.id).where(m.Belegteil.id.in_([key for kind, key in keys if kind == AUSGABE]))
    received = _received(anteil.id).where(m.Einnahme.id.in_([key for kind, key in keys if kind == EINNAHME]))
    by_key = {(row[0], row[-1]): row for half in (spent, received) for row in session.execute(half)}
    shown = [by_key[kind, key] for kind, key in keys if (kind, key) in by_key]
    return _listed(shown, _further(session, anteil, {row[1] for row in shown})), count


def _count(anteil: Anteil, wanted: Belegfilter, halves: Iterable[Select[Any]]) -> Select[Any]:
    """Return the statement that counts; without a filter it needs no look at the rows themselves."""
    if wanted.suche or wanted.position or wanted.zeige:
        return select(func.count()).select_from(_narrow(halves, "reihe"))
    t, e = m.Belegteil, m.Einnahme
    spent = select(func.count()).where(t.empfaengeranteil_id == anteil.id).scalar_subquery()
    received = select(func.count()).where(e.empfaengeranteil_id == anteil.id).scalar_subquery()
    return select(spent + received)


def _listed(found: Iterable[Any], further: Mapping[int, int]) -> tuple[Listenzeile, ...]:
    listed = []
    for row in found:
        gattung, key, *columns = row[:-1]
        values: tuple[Any, ...] = (*columns, further.get(key, 0) if gattung == AUSGABE else 0)
        listed.append(Listenzeile(gattung, key, *values))
    return tuple(listed)


def _further(session: Session, anteil: Anteil, ids: set[int] | None) -> Mapping[int, int]:
    """Return how many parts each Beleg has besides one; of the whole list where no ids are given."""
    t = m.Belegteil
    wanted: Any = ids if ids is not None else select(t.beleg_id).where(t.empfaengeranteil_id == anteil.id)
    statement: Statement = (
        select(t.beleg_id, func.count() - 1).where(t.beleg_id.in_(wanted)).group_by(t.beleg_id)
    )
    return dict(tuple(row) for row in rows(session, statement))


def load_summen(session: Session, anteil: Anteil, plan: Iterable[Planposition]) -> Summen:
    """Return the sums by Ausgabeposition in the order of the plan, what no plan names behind; two statements."""
    t, e = m.Belegteil, m.Einnahme
    statement: Statement = (
        select(t.position, func.sum(t.betrag), func.sum(t.zuwendungsfaehig), func.count())
        .where(t.empfaengeranteil_id == anteil.id)
        .group_by(t.position)
        .order_by(t.position)
    )
    spent = {code: (betrag, eligible, count) for code, betrag, eligible, count in rows(session, statement)}
    found = []
    for each in plan:
        betrag, eligible, count = spent.pop(each.code, (NULL, NULL, 0))
        found.append(
            Positionssumme(
                each.code,
                each.bezeichnung,
                each.insgesamt,
                each.zuwendungsfaehig,
                betrag or NULL,
                eligible or NULL,
                count,
            )
        )
    for code, (betrag, eligible, count) in spent.items():
        found.append(Positionssumme(code, "", None, None, betrag, eligible, count))
    income = select(func.sum(e.betrag), func.count()).where(e.empfaengeranteil_id == anteil.id)
    total, number = session.execute(income).one()
    return Summen(tuple(found), total or NULL, number)


# -- single rows -----------------------------------------------------------------------------------------------


def load_beleg(session: Session, anteil: Anteil, beleg_id: int) -> m.Beleg:
    """Return a Beleg of which the recipient's Maßnahme has a part; raises NotFound."""
    t = m.Belegteil
    found = session.execute(
        select(m.Beleg)
        .join(t, t.beleg_id == m.Beleg.id)
        .where(m.Beleg.id == beleg_id, t.empfaengeranteil_id == anteil.id)
        .distinct()
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(BELEG_FEHLT)
    return found


def load_einnahme(session: Session, anteil: Anteil, einnahme_id: int) -> m.Einnahme:
    """Return an income of the recipient; raises NotFound."""
    found = session.get(m.Einnahme, einnahme_id)
    if found is None or found.empfaengeranteil_id != anteil.id:
        raise NotFound(BELEG_FEHLT.replace("Diesen Beleg", "Diese Einnahme"))
    return found


def suggest_nr(session: Session, anteil: Anteil) -> str:
    """Return the number after the last Beleg of the Träger in the year; empty where none can be told."""
    b = m.Beleg
    of_traeger = (b.traeger_id == anteil.traeger_id, b.foerderjahr_id == anteil.foerderjahr_id)
    last = session.execute(
        select(b.nr).where(*of_traeger).order_by(b.id.desc()).limit(1)
    ).scalar_one_or_none()
    nr = next_number(last or "")
    taken = session.execute(select(b.id).where(*of_traeger, b.nr == nr)).first()
    return "" if taken else nr


def suggest_einnahme_nr(session: Session, anteil: Anteil) -> str:
    """Return the number after the last income of the recipient."""
    e = m.Einnahme
    last = session.execute(
        select(e.nr).where(e.empfaengeranteil_id == anteil.id).order_by(e.id.desc()).limit(1)
    ).scalar_one_or_none()
    nr = next_number(last or "E-0")
    taken = session.execute(select(e.id).where(e.empfaengeranteil_id == anteil.id, e.nr == nr)).first()
    return "" if taken else nr


def list_payees(session: Session, anteil: Anteil) -> tuple[str, ...]:
    """Return who was paid before by the Träger in the year, to choose from; 50 at most."""
    b = m.Beleg
    statement = (
        select(b.zahlungsempfaenger)
        .where(
            b.traeger_id == anteil.traeger_id,
            b.foerderjahr_id == anteil.foerderjahr_id,
            b.zahlungsempfaenger != "",
        )
        .group_by(b.zahlungsempfaenger)
        .order_by(func.count().desc(), b.zahlungsempfaenger)
        .limit(50)
    )
    return tuple(sorted(session.scalars(statement)))


def nachweisart(session: Session, anteil: Anteil) -> Nachweisart:
    """Return whether the proof of this recipient is one with a Belegliste; a Stelle and no promise: with one."""
    w = m.Weiterleitung
    found = session.execute(
        select(w.nachweisart).where(w.empfaengeranteil_id == anteil.id).order_by(w.version.desc()).limit(1)
    ).scalar_one_or_none()
    return found or Nachweisart.MIT_BELEGLISTE
