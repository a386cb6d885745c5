"""The sample of a proof as it was drawn, and the lot it is drawn from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.befunde import TITEL
from grants.domain.kette import Empfaenger
from grants.domain.money import NULL, Betrag
from grants.domain.pruefregeln import Ergebnis, Ergebnisart
from grants.domain.stichprobe import Gezogen, Kandidat, Umfang, Vorgabe, Ziehung
from grants.queries.rows import rows

# Rules about single Belege whose findings make one risky.
RISIKO_REGELN = ("zeitraum", "beleg_doppelt")
_LAUT = frozenset({Ergebnisart.FEHLER, Ergebnisart.HINWEIS})


@dataclass(frozen=True, slots=True)
class Stichprobenstand:
    """The sample that counts now, how it was drawn and how far it is looked at; all of it summed in the database."""

    id: int
    nummer: int
    umfang: Umfang
    grundgesamtheit_sha256: str
    grund: str
    am: date
    person: str
    gesehen: int

    @property
    def anzahl(self) -> int:
        return self.umfang.anzahl_gezogen

    @property
    def offen(self) -> int:
        return self.anzahl - self.gesehen


def kandidaten(empfaenger: Empfaenger, ergebnisse: Iterable[Ergebnis]) -> list[Kandidat]:
    """Return all rows of the Belegliste with what makes them risky, from the single Belege and the rules."""
    found: dict[str, list[str]] = {}
    for ergebnis in ergebnisse:
        bezug = ergebnis.bezug
        if bezug and bezug.beleg and bezug.traeger == empfaenger.kuerzel and ergebnis.ergebnis in _LAUT:
            found.setdefault(bezug.beleg, []).append(TITEL[ergebnis.code])
    return [
        Kandidat(
            teil.beleg.nr,
            teil.position,
            teil.betrag,
            tuple(
                dict.fromkeys([*_own_risks(teil.betrag, teil.beleg.gezahlt), *found.get(teil.beleg.nr, ())])
            ),
        )
        for teil in empfaenger.belegteile
    ]


def _own_risks(betrag: Betrag, gezahlt: Betrag | None) -> list[str]:
    risks = []
    if betrag < NULL:
        risks.append("Gutschrift")
    if gezahlt is not None and gezahlt != betrag:
        risks.append("nur ein Teil des gezahlten Betrags")
    return risks


def load_stichprobe(session: Session, nachweis_id: int | None) -> Stichprobenstand | None:
    """Return the newest sample of a proof; with two statements, however long it is."""
    s = m.Stichprobe
    found = session.execute(
        select(s, m.Person.name)
        .join(m.Person, m.Person.id == s.person_id)
        .where(s.verwendungsnachweis_id == nachweis_id)
        .order_by(s.nummer.desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    row, person = found
    b = m.Stichprobenbeleg
    statement = (
        select(
            b.grund, func.count(), func.sum(func.abs(b.betrag, type_=b.betrag.type)), func.count(b.gesehen_am)
        )
        .where(b.stichprobe_id == row.id)
        .group_by(b.grund)
    )
    by_reason, seen = {}, 0
    for grund, count, worth, looked_at in rows(session, statement):
        by_reason[grund] = (count, worth)
        seen += looked_at
    umfang = Umfang(Vorgabe(row.schwelle, row.anteil, row.zeilen, row.seed), by_reason, row.anzahl, row.summe)
    return Stichprobenstand(
        row.id, row.nummer, umfang, row.grundgesamtheit_sha256, row.grund, row.am, person, seen
    )


def load_ziehung(session: Session, stand: Stichprobenstand) -> Ziehung:
    """Return a sample with all of its rows, as it was drawn."""
    b = m.Stichprobenbeleg
    statement = (
        select(b.beleg_nr, b.position, b.betrag, b.risiken, b.grund)
        .where(b.stichprobe_id == stand.id)
        .order_by(b.id)
    )
    gezogen = tuple(
        Gezogen(Kandidat(nr, position, betrag, tuple(risiken.splitlines())), grund)
        for nr, position, betrag, risiken, grund in rows(session, statement)
    )
    u = stand.umfang
    return Ziehung(u.vorgabe, gezogen, u.anzahl, u.summe, stand.grundgesamtheit_sha256)


def count_unseen(session: Session, nachweis_id: int | None) -> int | None:
    """Return how many rows of the newest sample nobody has looked at; None without a sample."""
    newest = newest_id(session, nachweis_id)
    if newest is None:
        return None
    b = m.Stichprobenbeleg
    return session.execute(
        select(func.count()).select_from(b).where(b.stichprobe_id == newest, b.gesehen_am.is_(None))
    ).scalar_one()


def newest_id(session: Session, nachweis_id: int | None) -> int | None:
    s = m.Stichprobe
    return session.execute(
        select(s.id).where(s.verwendungsnachweis_id == nachweis_id).order_by(s.nummer.desc()).limit(1)
    ).scalar_one_or_none()
