"""What waits for the office about the proofs of recipients, for its start page: two statements, however many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from grants import models as m
from grants.domain import summen
from grants.domain.abgabefrist import due_of, is_overdue
from grants.domain.begriffe import FoerderjahrStatus, NachweisStatus
from grants.domain.kette import Empfaenger, Jahr
from grants.domain.nachweisliste import Auswahl
from grants.queries.mitteilungen import waits_for_office
from grants.queries.rows import Statement, rows

LISTE = "nachweise.liste"


@dataclass(frozen=True, slots=True)
class Aufgabe:
    """Something that waits for a decision, with the page where it is made."""

    text: str
    endpoint: str
    programm: str | None = None
    jahr: int | None = None
    # What a list there is narrowed to.
    auswahl: str | None = None


def list_nachweisaufgaben(session: Session, jahre: Sequence[Jahr], *, am: date) -> tuple[Aufgabe, ...]:
    """Return what came in and what was asked in years that are not closed, and what is overdue in `jahre`."""
    return (*_came_in(session), *_asked(session), *_overdue(jahre, am=am))


def _came_in(session: Session) -> Iterator[Aufgabe]:
    v = m.Verwendungsnachweis
    statement = _by_year(v.empfaengeranteil_id).where(v.status == NachweisStatus.EINGEREICHT)
    for programm, jahr, number in rows(session, statement):
        what = "Ein Verwendungsnachweis ist" if number == 1 else f"{number} Verwendungsnachweise sind"
        yield Aufgabe(f"{what} eingegangen ({jahr})", LISTE, programm, jahr, NachweisStatus.EINGEREICHT.value)


def _asked(session: Session) -> Iterator[Aufgabe]:
    statement = _by_year(m.Mitteilung.empfaengeranteil_id).where(*waits_for_office())
    for programm, jahr, number in rows(session, statement):
        what = "Eine Frage eines Trägers wartet" if number == 1 else f"{number} Fragen von Trägern warten"
        yield Aufgabe(f"{what} auf Antwort ({jahr})", LISTE, programm, jahr, Auswahl.FRAGEN.value)


def _by_year(of_recipient: InstrumentedAttribute[int]) -> Statement:
    """Return a statement that counts rows of recipients by year, the newest first, closed years left out."""
    e, j, f = m.Empfaengeranteil, m.Jahresmassnahme, m.Foerderjahr
    columns: tuple[Any, ...] = (m.Programm.schluessel, f.jahr, func.count())
    return (
        select(*columns)
        .select_from(of_recipient.class_)
        .join(e, of_recipient == e.id)
        .join(j, e.jahresmassnahme_id == j.id)
        .join(f, j.foerderjahr_id == f.id)
        .join(m.Programm, f.programm_id == m.Programm.id)
        .where(f.status != FoerderjahrStatus.ABGESCHLOSSEN)
        .group_by(m.Programm.schluessel, f.jahr)
        .order_by(f.jahr.desc(), m.Programm.schluessel)
    )


def _overdue(jahre: Sequence[Jahr], *, am: date) -> Iterator[Aufgabe]:
    for jahr in jahre:
        if jahr.status is FoerderjahrStatus.ABGESCHLOSSEN or summen.bewilligt(jahr) is None:
            continue
        number = sum(_is_late(jahr, empfaenger, am=am) for _, empfaenger in summen.funded_recipients(jahr))
        if number:
            what = "Ein Verwendungsnachweis ist" if number == 1 else f"{number} Verwendungsnachweise sind"
            yield Aufgabe(
                f"{what} überfällig ({jahr.jahr})",
                LISTE,
                jahr.programm,
                jahr.jahr,
                Auswahl.UEBERFAELLIG.value,
            )


def _is_late(jahr: Jahr, empfaenger: Empfaenger, *, am: date) -> bool:
    status = empfaenger.nachweis.status if empfaenger.nachweis else NachweisStatus.ENTWURF
    # A Nachforderung has a day of its own, which the list of proofs knows.
    if status is not NachweisStatus.ENTWURF:
        return False
    return is_overdue(due_of(jahr, empfaenger), status, am=am)
