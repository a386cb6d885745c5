"""Passing money on: Weiterleitung to a Träger or Zuweisung to a Stelle, entered, put right, changed, made known."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import TraegerArt
from grants.domain.errors import Conflict, NotFound, RuleViolation, Violation
from grants.domain.weiterleitung import (
    Bekanntgabe,
    Zusageangaben,
    check_angaben,
    check_bekanntgabe,
    raten_wort,
)
from grants.queries.anteile import Anteil, load_anteil
from grants.queries.weiterleitungen import Zusagezeile, angaben_of, bekanntgabe_of, load_plaene
from grants.services.ereignisse import record

_GEAENDERT = (
    "Diese Angaben hat inzwischen jemand anderes bearbeitet. Es wurde nichts überschrieben. Bitte vergleichen Sie, "
    "was jetzt gespeichert ist, und speichern Sie noch einmal."
)


def add_zusage(
    session: Session, anteil_id: int, angaben: Zusageangaben, *, nach_version: int, person: m.Person
) -> Zusagezeile:
    """Enter the first version or the next one and return it; the one before stays as it is.

    `nach_version` is the newest version that the page showed, 0 for none. Raises RuleViolation, Conflict.
    """
    anteil = load_anteil(session, anteil_id)
    if anteil.art is TraegerArt.UNGEKLAERT:
        raise RuleViolation(
            [
                Violation(
                    "empfaenger_ungeklaert",
                    f"Bei „{anteil.traeger}“ ist noch nicht geklärt, ob er ein Träger oder eine Stelle ist. "
                    "Bitte tragen Sie das bei den Trägern ein.",
                )
            ]
        )
    before = _newest(session, anteil)
    if (before.version if before else 0) != nach_version:
        raise Conflict(_GEAENDERT)
    _check(angaben, folgt_auf=before)
    kind = m.Zuweisung if anteil.is_stelle else m.Weiterleitung
    row = kind(empfaengeranteil_id=anteil.id, version=nach_version + 1)
    session.add(row)
    _assign(session, row, angaben)
    session.flush()
    record(
        session,
        art=f"{_wort(anteil)}_eingetragen",
        gegenstand=_subject(anteil),
        person=person,
        inhalt={"version": row.version, "neu": _values(row, session)},
    )
    return row


def correct_zusage(
    session: Session,
    anteil_id: int,
    version: int,
    angaben: Zusageangaben,
    *,
    stand: int | None,
    person: m.Person,
) -> None:
    """Put right what was typed in wrongly; what the office changes afterwards is a version of its own.

    Raises Conflict where somebody else was there or the paper is issued. One that was written elsewhere and made
    known can be put right: it is the paper that counts.
    """
    anteil = load_anteil(session, anteil_id)
    row = get_zusage(session, anteil, version)
    _check_stand(row, stand)
    if isinstance(row, m.Weiterleitung) and row.dokument_id:
        raise Conflict(
            "Diese Fassung ist ausgestellt und ändert sich nicht mehr. Bitte tragen Sie eine Änderung ein."
        )
    before = get_zusage(session, anteil, version - 1) if version > 1 else None
    _check(angaben, folgt_auf=before)
    old = _values(row, session)
    _assign(session, row, angaben)
    session.flush()
    new = _values(row, session)
    if old == new:
        return
    record(
        session,
        art=f"{_wort(anteil)}_berichtigt",
        gegenstand=_subject(anteil),
        person=person,
        inhalt={"version": version, "alt": old, "neu": new},
    )


def announce(
    session: Session,
    anteil_id: int,
    version: int,
    angaben: Bekanntgabe,
    *,
    stand: int | None,
    person: m.Person,
) -> None:
    """Enter when the Träger got the Weiterleitung, gave up its Rechtsbehelf, and when it became final."""
    anteil = load_anteil(session, anteil_id)
    row = get_zusage(session, anteil, version)
    if not isinstance(row, m.Weiterleitung):
        raise NotFound("Eine Zuweisung wird nicht bekannt gegeben. Gehen Sie zur Zuweisung zurück.")
    _check_stand(row, stand)
    if found := check_bekanntgabe(angaben, vom=row.vom):
        raise RuleViolation(found)
    old = _days(bekanntgabe_of(row))
    row.bekannt_gegeben_am = angaben.bekannt_gegeben_am
    row.rechtsbehelfsverzicht_am = angaben.rechtsbehelfsverzicht_am
    row.bestandskraeftig_ab = angaben.bestandskraeftig_ab
    new = _days(angaben)
    if old == new:
        return
    record(
        session,
        art="weiterleitung_bekannt_gegeben",
        gegenstand=_subject(anteil),
        person=person,
        inhalt={"version": version, "alt": old, "neu": new},
    )


def get_zusage(session: Session, anteil: Anteil, version: int) -> Zusagezeile:
    """Return one version; raises NotFound."""
    kind: Any = m.Zuweisung if anteil.is_stelle else m.Weiterleitung
    found: Zusagezeile | None = session.execute(
        select(kind).where(kind.empfaengeranteil_id == anteil.id, kind.version == version)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound("Diese Fassung gibt es nicht. Gehen Sie zur Weiterleitung zurück.")
    return found


def _newest(session: Session, anteil: Anteil) -> Zusagezeile | None:
    kind: Any = m.Zuweisung if anteil.is_stelle else m.Weiterleitung
    found: Zusagezeile | None = session.scalars(
        select(kind).where(kind.empfaengeranteil_id == anteil.id).order_by(kind.version.desc()).limit(1)
    ).first()
    return found


def _check_stand(row: Zusagezeile, stand: int | None) -> None:
    if stand is not None and stand != row.aenderungsstand:
        raise Conflict(_GEAENDERT)


def _check(angaben: Zusageangaben, *, folgt_auf: Zusagezeile | None) -> None:
    since = folgt_auf.wirksam_ab if folgt_auf else None
    if found := check_angaben(angaben, folgt_auf=since, is_folge=folgt_auf is not None):
        raise RuleViolation(found)


def _assign(session: Session, row: Zusagezeile, angaben: Zusageangaben) -> None:
    plans = {version: key for key, version in load_plaene(session, row.empfaengeranteil_id)}
    if angaben.plan_version is not None and angaben.plan_version not in plans:
        raise RuleViolation(
            [
                Violation(
                    "plan_fehlt",
                    "Diesen Finanzierungsplan gibt es nicht mehr. Bitte wählen Sie neu.",
                    feld="plan",
                )
            ]
        )
    row.vom, row.wirksam_ab = angaben.vom, angaben.wirksam_ab
    row.bewilligung_von, row.bewilligung_bis = angaben.bewilligung_von, angaben.bewilligung_bis
    row.nachweis_bis, row.bemerkung = angaben.nachweis_bis, angaben.bemerkung
    row.finanzierungsplan_id = plans[angaben.plan_version] if angaben.plan_version else None
    _set_betraege(row, angaben)
    if isinstance(row, m.Weiterleitung):
        row.vertrag, row.aktenzeichen = angaben.vertrag, angaben.aktenzeichen
        row.nachweisart = angaben.nachweisart
        wanted = [(r.faellig_am, r.herkunft, r.betrag) for r in angaben.raten]
        if [(r.faellig_am, r.herkunft, r.betrag) for r in row.raten] != wanted:
            row.raten = [
                m.Zahlungsplanrate(faellig_am=day, herkunft=purse, betrag=amount)
                for day, purse, amount in wanted
            ]


def _set_betraege(row: Zusagezeile, angaben: Zusageangaben) -> None:
    """Bring the purses to what is wanted; rows that stay keep their id (one row a purse)."""
    kind: Any = m.ZuweisungBetrag if isinstance(row, m.Zuweisung) else m.WeiterleitungBetrag
    there: dict[Any, Any] = {each.herkunft: each for each in row.betraege}
    kept = []
    for zusage in angaben.zusagen:
        purse = there.get(zusage.herkunft) or kind(herkunft=zusage.herkunft)
        purse.betrag = zusage.betrag
        purse.finanzierungsart, purse.landesanteil = zusage.finanzierungsart, zusage.landesanteil
        kept.append(purse)
    row.betraege = kept


def _values(row: Zusagezeile, session: Session) -> dict[str, Any]:
    """Return what the log keeps of a version."""
    a = angaben_of(row, dict(load_plaene(session, row.empfaengeranteil_id)))
    return {
        "betraege": {z.herkunft.value: str(z.betrag) for z in a.zusagen},
        "finanzierungsart": {
            z.herkunft.value: z.finanzierungsart.value for z in a.zusagen if z.finanzierungsart
        },
        "vertrag": a.vertrag,
        "aktenzeichen": a.aktenzeichen,
        "vom": _day(a.vom),
        "wirksam_ab": _day(a.wirksam_ab),
        "bewilligung_von": _day(a.bewilligung_von),
        "bewilligung_bis": _day(a.bewilligung_bis),
        "nachweis_bis": _day(a.nachweis_bis),
        "nachweisart": a.nachweisart.value,
        "plan": a.plan_version,
        "zahlungsplan": raten_wort(a.raten),
        "bemerkung": a.bemerkung,
    }


def _days(angaben: Bekanntgabe) -> dict[str, str | None]:
    return {
        "bekannt_gegeben_am": _day(angaben.bekannt_gegeben_am),
        "rechtsbehelfsverzicht_am": _day(angaben.rechtsbehelfsverzicht_am),
        "bestandskraeftig_ab": _day(angaben.bestandskraeftig_ab),
    }


def _wort(anteil: Anteil) -> str:
    return "zuweisung" if anteil.is_stelle else "weiterleitung"


def _subject(anteil: Anteil) -> str:
    return f"foerderjahr/{anteil.programm}/{anteil.jahr}/{_wort(anteil)}/{anteil.kennung}/{anteil.kuerzel}"


def _day(tag: date | None) -> str | None:
    return tag.isoformat() if tag else None
