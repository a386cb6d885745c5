"""The sums a recipient states itself, beside those that its Belege come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.errors import Conflict, RuleViolation, Violation
from grants.domain.money import NULL
from grants.domain.summen import Ausgaben
from grants.queries.anteile import Anteil
from grants.services.ereignisse import canonical, record, sha256
from grants.services.nachweisstand import gegenstand, open_nachweis

GEAENDERT = (
    "Die Summen hat inzwischen jemand anderes geändert. Es wurde nichts überschrieben. Neben den Feldern steht, was "
    "jetzt gespeichert ist. Bitte prüfen Sie Ihre Eingaben und speichern Sie noch einmal."
)


def stand_of(summen: Mapping[str, Ausgaben]) -> str:
    """Return what names the state of the stated sums, so that a page made from an older one is found."""
    return sha256(canonical({key: [str(a.insgesamt), str(a.zuwendungsfaehig)] for key, a in summen.items()}))


def save_summen(
    session: Session,
    anteil: Anteil,
    summen: Mapping[str, Ausgaben | None],
    *,
    gezeigt: str,
    person: m.Person,
) -> bool:
    """Keep the stated sums by Ausgabeposition (None: not stated) and return whether anything changed.

    Raises RuleViolation for amounts that cannot be, Conflict where somebody changed them meanwhile or the proof is
    handed in.
    """
    if violations := list(check(summen)):
        raise RuleViolation(violations)
    nachweis = open_nachweis(session, anteil.id)
    rows = {row.position: row for row in nachweis.angegebene_summen}
    held = {code: Ausgaben(row.insgesamt, row.zuwendungsfaehig) for code, row in rows.items()}
    new = {**held, **summen}
    if held == {code: each for code, each in new.items() if each is not None}:
        return False
    if gezeigt != stand_of(held):
        raise Conflict(GEAENDERT)
    changed = {}
    for code, stated in new.items():
        before = held.get(code)
        if stated == before:
            continue
        changed[code] = {"alt": _text(before), "neu": _text(stated)}
        if stated is None:
            nachweis.angegebene_summen.remove(rows[code])
        elif code in rows:
            rows[code].insgesamt, rows[code].zuwendungsfaehig = stated.insgesamt, stated.zuwendungsfaehig
        else:
            nachweis.angegebene_summen.append(
                m.AngegebeneSumme(
                    position=code, insgesamt=stated.insgesamt, zuwendungsfaehig=stated.zuwendungsfaehig
                )
            )
    record(session, art="summen_angegeben", gegenstand=gegenstand(anteil), person=person, inhalt=changed)
    return True


def check(summen: Mapping[str, Ausgaben | None]) -> Iterator[Violation]:
    """Yield what cannot be: more zuwendungsfähig than spent, or a negative sum."""
    for code, stated in summen.items():
        if stated is None:
            continue
        if stated.insgesamt < NULL or stated.zuwendungsfaehig < NULL:
            yield Violation("summe_negativ", "Eine Summe von Ausgaben ist nicht negativ.", f"summe-{code}")
        elif stated.zuwendungsfaehig > stated.insgesamt:
            yield Violation(
                "mehr_als_insgesamt",
                "Zuwendungsfähig kann nicht mehr sein, als insgesamt ausgegeben wurde. Bitte prüfen Sie "
                "beide Beträge.",
                f"summe-{code}-zuwendungsfaehig",
            )


def _text(stated: Ausgaben | None) -> str:
    return f"{stated.insgesamt} / {stated.zuwendungsfaehig}" if stated else ""
