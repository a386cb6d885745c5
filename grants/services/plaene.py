"""Saving a Finanzierungsplan: a draft is changed, one that a paper rests on gets a new version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from grants import models as m
from grants.domain.begriffe import FoerderjahrStatus
from grants.domain.errors import NotFound, RuleViolation, Violation
from grants.domain.fristen import format_datum
from grants.domain.kette import Finanzierungsplan
from grants.domain.planentwurf import check, find_recipient, zellen_of
from grants.domain.zellen import InzwischenGeaendert, Zellen, find_changes
from grants.queries.kette import load_jahr
from grants.queries.plaene import Bindung, bindung_of, is_bound, newest_row, plan_of
from grants.services import ereignisse
from grants.services.abgleich import reconcile


@dataclass(frozen=True, slots=True)
class Gespeichert:
    """What saving did: whether anything, and in which version it stands."""

    changed: bool
    version: int
    neue_version: bool = False


def save_plan(
    session: Session,
    foerderjahr: m.Foerderjahr,
    *,
    kennung: str,
    kuerzel: str,
    plan: Finanzierungsplan,
    gezeigt: Zellen,
    am: date,
    person: m.Person,
) -> Gespeichert:
    """Make the recipient's newest plan say what is wanted; `version` of the plan is not looked at.

    Raises NotFound, InzwischenGeaendert where the plan was changed since it was shown, and RuleViolation.
    """
    session.refresh(foerderjahr, with_for_update=True)
    jahr = load_jahr(session, foerderjahr, am=am, einzelbelege=False)
    found = find_recipient(jahr, kennung, kuerzel)
    if found is None:
        raise NotFound(f"„{kuerzel}“ nimmt {jahr.jahr} an der Maßnahme „{kennung}“ nicht (mehr) teil.")
    row = newest_row(session, foerderjahr.id, kennung, kuerzel)
    held = plan_of(row) if row else None
    plan = replace(plan, version=held.version if held else 1)
    bindung = bindung_of(jahr, found[1])
    bound = row is not None and is_bound(row, bindung)
    _compare(held, plan, gezeigt)
    violations = _violations(session, foerderjahr, kennung, kuerzel, plan=plan, held=held, bound=bound)
    if violations:
        raise RuleViolation(violations)
    if held is not None and plan == held:
        return Gespeichert(changed=False, version=held.version)
    if row is None or bound:
        row = _begin(session, foerderjahr, kennung, kuerzel, held=held, bindung=bindung)
    _write(session, row, plan)
    ereignisse.record(
        session,
        art="finanzierungsplan_geaendert",
        gegenstand=f"foerderjahr/{jahr.programm}/{jahr.jahr}/plan/{kennung}/{kuerzel}",
        person=person,
        inhalt={"version": row.version, "alt": zellen_of(held), "neu": zellen_of(plan_of(row))},
    )
    return Gespeichert(changed=True, version=row.version, neue_version=held is not None and bound)


def _compare(held: Finanzierungsplan | None, plan: Finanzierungsplan, gezeigt: Zellen) -> None:
    jetzt = zellen_of(held)
    meine = zellen_of(plan) if held else {"version": "0"}
    if found := find_changes(gezeigt, meine, jetzt):
        raise InzwischenGeaendert(found, jetzt)


def _violations(
    session: Session,
    foerderjahr: m.Foerderjahr,
    kennung: str,
    kuerzel: str,
    *,
    plan: Finanzierungsplan,
    held: Finanzierungsplan | None,
    bound: bool,
) -> list[Violation]:
    found = list(check(plan, benutzt=_codes_in_use(session, foerderjahr, kennung, kuerzel)))
    if foerderjahr.status is FoerderjahrStatus.ABGESCHLOSSEN:
        text = f"Das Förderjahr {foerderjahr.jahr} ist abgeschlossen; seine Pläne ändern sich nicht mehr."
        found.append(Violation("jahr_abgeschlossen", text))
    if held is not None and bound:
        if plan.wirksam_ab is None:
            text = "Bitte angeben, ab welchem Tag die neue Version gilt."
            found.append(Violation("gilt_fehlt", text, "wirksam_ab"))
        elif held.wirksam_ab is not None and plan.wirksam_ab < held.wirksam_ab:
            day = format_datum(held.wirksam_ab)
            text = f"Version {held.version} gilt ab {day}; die neue kann nicht früher gelten."
            found.append(Violation("gilt_zu_frueh", text, "wirksam_ab"))
    return found


def _anteil(session: Session, foerderjahr: m.Foerderjahr, kennung: str, kuerzel: str) -> m.Empfaengeranteil:
    e, jm = m.Empfaengeranteil, m.Jahresmassnahme
    statement = (
        select(e)
        .join(jm, e.jahresmassnahme_id == jm.id)
        .join(m.Massnahme, jm.massnahme_id == m.Massnahme.id)
        .join(m.Traeger, e.traeger_id == m.Traeger.id)
        .where(
            jm.foerderjahr_id == foerderjahr.id, m.Massnahme.kennung == kennung, m.Traeger.kuerzel == kuerzel
        )
    )
    return session.scalars(statement).one()


def _codes_in_use(session: Session, foerderjahr: m.Foerderjahr, kennung: str, kuerzel: str) -> set[str]:
    anteil = _anteil(session, foerderjahr, kennung, kuerzel)
    teil = m.Belegteil
    return set(session.scalars(select(teil.position).where(teil.empfaengeranteil_id == anteil.id)))


def _begin(
    session: Session,
    foerderjahr: m.Foerderjahr,
    kennung: str,
    kuerzel: str,
    *,
    held: Finanzierungsplan | None,
    bindung: Bindung,
) -> m.Finanzierungsplan:
    row = m.Finanzierungsplan(
        empfaengeranteil_id=_anteil(session, foerderjahr, kennung, kuerzel).id,
        version=held.version + 1 if held else 1,
        nach_antrag=bindung.antrag,
        nach_zusage=bindung.zusage,
    )
    session.add(row)
    session.flush()  # its rows point to it
    return row


def _write(session: Session, row: m.Finanzierungsplan, plan: Finanzierungsplan) -> None:
    """Bring the version to what the plan says; rows that say it already are not touched."""
    of_plan = {"finanzierungsplan_id": row.id}
    _set(
        session,
        m.Ausgabeposition,
        row.positionen,
        [
            of_plan
            | {
                "code": p.code,
                "bezeichnung": p.bezeichnung,
                "art": p.art,
                "insgesamt": p.insgesamt,
                "zuwendungsfaehig": p.zuwendungsfaehig,
                "reihenfolge": place,
            }
            for place, p in enumerate(plan.positionen, start=1)
        ],
    )
    _set(
        session,
        m.Personalzeile,
        row.personal,
        [
            of_plan
            | {
                "position": z.position,
                "funktion": z.funktion,
                "vzae_hundertstel": z.vzae_hundertstel,
                "entgeltgruppe": z.entgeltgruppe,
                "monate": z.monate,
                "betrag": z.betrag,
            }
            for z in plan.personal
        ],
    )
    _set(
        session,
        m.Deckungsmittel,
        row.deckungsmittel,
        [
            of_plan | {"herkunft": d.herkunft, "betrag": d.betrag, "geber": d.geber}
            for d in plan.deckungsmittel
        ],
    )
    row.wirksam_ab = plan.wirksam_ab
    # The rows are tables of their own: without this the counter of the plan would not tell that they moved.
    flag_modified(row, "wirksam_ab")
    session.flush()
    session.refresh(row)


def _set(
    session: Session, model: type[Any], existing: Sequence[Any], wanted: Sequence[dict[str, Any]]
) -> None:
    """Replace the rows of a plan, in the order wanted: rows without an order of their own are kept by their ids."""
    keys = [("code",)] if model is m.Ausgabeposition else []
    if model is not m.Ausgabeposition and [_values(row, wanted) for row in existing] != list(wanted):
        for row in existing:
            session.delete(row)
        existing = ()
        session.flush()
    done = reconcile(session, model, existing, wanted, keys=keys)
    for row in done.missing:
        session.delete(row)


def _values(row: Any, wanted: Sequence[dict[str, Any]]) -> dict[str, Any]:  # noqa: ANN401 - a row of a plan
    return {name: getattr(row, name) for name in (wanted[0] if wanted else ())}
