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
from grants.domain.stichprobe import Gezogen, Kandidat, Vorgabe, Ziehung
from grants.queries.rows import rows

# Rules about single Belege whose findings make one risky.
RISIKO_REGELN = ("zeitraum", "beleg_doppelt")
_LAUT = frozenset({Ergebnisart.FEHLER, Ergebnisart.HINWEIS})


@dataclass(frozen=True, slots=True)
class Stichprobenstand:
    """The sample that counts now, how it was drawn and how far it is looked at."""

    id: int
    nummer: int
    ziehung: Ziehung
    grund: str
    am: date
    person: str
    gesehen: int

    @property
    def anzahl(self) -> int:
        return len(self.ziehung.gezogen)

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
    """Return the newest sample with its rows."""
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
        select(b.beleg_nr, b.position, b.betrag, b.risiken, b.grund, b.gesehen_am)
        .where(b.stichprobe_id == row.id)
        .order_by(b.id)
    )
    gezogen, seen = [], 0
    for nr, position, betrag, risiken, grund, gesehen_am in rows(session, statement):
        gezogen.append(Gezogen(Kandidat(nr, position, betrag, tuple(risiken.splitlines())), grund))
        seen += gesehen_am is not None
    vorgabe = Vorgabe(row.schwelle, row.anteil, row.zeilen, row.seed)
    ziehung = Ziehung(vorgabe, tuple(gezogen), row.anzahl, row.summe, row.grundgesamtheit_sha256)
    return Stichprobenstand(row.id, row.nummer, ziehung, row.grund, row.am, person, seen)


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
