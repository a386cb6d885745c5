"""The answers to the checklist for one proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Pruefantwort, Zeichnungsart, label
from grants.domain.errors import Conflict, NotFound, RuleViolation
from grants.domain.pruefliste import check_antwort
from grants.queries.anteile import load_anteil
from grants.services.ereignisse import record
from grants.services.nachweisstand import gegenstand
from grants.services.pruefungen import figures_changed, require_in_check, require_unrelated
from grants.services.zeichnungen import signed_arts


@dataclass(frozen=True, slots=True)
class Antwort:
    """What was chosen for a point; `stand` is the counter of the answer that was shown, 0 for none."""

    antwort: Pruefantwort | None
    bemerkung: str
    stand: int


def answer(
    session: Session, anteil_id: int, antworten: Mapping[int, Antwort], *, heute: date, person: m.Person
) -> int:
    """Keep the answers to points of one proof and return how many changed.

    Whoever signed a check signed its answers: changing one of them makes the signatures invalid. Raises
    RuleViolation for a no without a sentence, Conflict where somebody else answered one meanwhile.
    """
    nachweis, _ = require_in_check(session, anteil_id)
    anteil = load_anteil(session, anteil_id)
    require_unrelated(session, anteil, heute=heute, person=person)
    wrong = [
        violation
        for punkt_id, each in antworten.items()
        for violation in check_antwort(each.antwort, each.bemerkung, feld=f"bemerkung-{punkt_id}")
    ]
    if wrong:
        raise RuleViolation(wrong)
    a = m.Pruefpunktantwort
    known = {
        row.pruefpunkt_id: row
        for row in session.scalars(select(a).where(a.verwendungsnachweis_id == nachweis.id))
    }
    p = m.Pruefpunkt
    punkte = {
        row.id: row for row in session.scalars(select(p).where(p.foerderjahr_id == anteil.foerderjahr_id))
    }
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    changed: set[Zeichnungsart] = set()
    for punkt_id, each in antworten.items():
        if punkt_id not in punkte:
            raise NotFound("Diesen Punkt gibt es in der Prüfliste dieses Jahres nicht.")
        row, punkt = known.get(punkt_id), punkte[punkt_id]
        before = (row.antwort, row.bemerkung) if row else (None, "")
        after = (each.antwort, each.bemerkung.strip())
        if before == after:
            continue
        if each.stand != (row.aenderungsstand if row else 0):
            raise Conflict(
                f"„{punkt.text}“ hat inzwischen jemand anderes beantwortet. Es wurde nichts überschrieben. "
                "Bitte sehen Sie, was jetzt gilt, und speichern Sie noch einmal."
            )
        if row is None:
            row = a(verwendungsnachweis_id=nachweis.id, pruefpunkt_id=punkt_id)
            session.add(row)
        row.antwort, row.bemerkung, row.person_id, row.am = *after, person.id, heute
        old[punkt.text], new[punkt.text] = _words(before), _words(after)
        changed.add(Zeichnungsart(punkt.art))
    if new:
        record(
            session,
            art="pruefliste_beantwortet",
            gegenstand=gegenstand(anteil),
            person=person,
            inhalt={"alt": old, "neu": new},
        )
    if changed & signed_arts(session, nachweis.id):
        grund = "Antworten der Prüfliste wurden danach geändert."
        figures_changed(session, nachweis, anteil, grund=grund, heute=heute, person=person)
    return len(new)


def _words(given: tuple[Pruefantwort | None, str]) -> str:
    antwort, bemerkung = given
    return ": ".join(part for part in (label(antwort) if antwort else "", bemerkung) if part)
