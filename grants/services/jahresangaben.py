"""A new Foerderjahr, its parameters, and which line of the Antrag each money feeds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Antragszeile, Mittelherkunft
from grants.domain.errors import RuleViolation, Violation
from grants.domain.parameter import PARAMETER_BY_SCHLUESSEL, Parameter, Parameterwert, Werteart
from grants.domain.parametergruppen import angabe_zellen, check, zeilen_zellen
from grants.domain.zellen import InzwischenGeaendert, Zellen, find_changes
from grants.queries import foerderjahre
from grants.queries.parameter import load_parameterwerte, load_zeilen
from grants.services import ereignisse
from grants.services.mappe.stammdaten import add_zeilen_vorgabe

_SPALTEN: Mapping[Werteart, str] = {
    Werteart.DATUM: "datum",
    Werteart.BETRAG: "betrag",
    Werteart.ANTEIL: "anteil",
    Werteart.GANZZAHL: "zahl",
    Werteart.JA_NEIN: "ja_nein",
    Werteart.FINANZIERUNGSART: "finanzierungsart",
    Werteart.UNTERSCHRIFT: "unterschrift",
}


def create_foerderjahr(session: Session, *, programm: str, jahr: int, person: m.Person) -> m.Foerderjahr:
    """Add a Foerderjahr in Planung with the usual lines and return it; raises RuleViolation where it exists."""
    if not 2000 <= jahr <= 2100:
        _refuse("jahr_ausserhalb", "Bitte ein Jahr von 2000 bis 2100 eintragen.", "jahr")
    if foerderjahre.find(session, programm, jahr) is not None:
        _refuse("jahr_vorhanden", f"Das Förderjahr {jahr} gibt es schon.", "jahr")
    foerderjahr = m.Foerderjahr(programm_id=foerderjahre.get_programm(session, programm).id, jahr=jahr)
    add_zeilen_vorgabe(foerderjahr)
    session.add(foerderjahr)
    ereignisse.record(
        session,
        art="foerderjahr_angelegt",
        gegenstand=f"foerderjahr/{programm}/{jahr}",
        person=person,
        inhalt={"programm": programm, "jahr": jahr},
    )
    return foerderjahr


def _refuse(code: str, text: str, feld: str) -> None:
    raise RuleViolation([Violation(code, text, feld)])


def save_parameter(
    session: Session,
    foerderjahr: m.Foerderjahr,
    werte: Mapping[str, Parameterwert | None],
    *,
    gezeigt: Zellen,
    person: m.Person,
) -> bool:
    """Enter, change or empty some parameters and return whether anything changed.

    Raises InzwischenGeaendert where one of them was changed since it was shown, and RuleViolation.
    """
    session.refresh(foerderjahr, with_for_update=True)
    held = {each.schluessel: each for each in load_parameterwerte(session, foerderjahr.id)}
    jetzt = angabe_zellen({key: held.get(key) for key in werte})
    if found := find_changes(gezeigt, angabe_zellen(werte), jetzt):
        raise InzwischenGeaendert(found, jetzt)
    if violations := list(check(werte, Parameter.from_werte(tuple(held.values())))):
        raise RuleViolation(violations)
    p = m.FoerderjahrParameter
    rows = {
        row.schluessel: row
        for row in session.scalars(select(p).where(p.foerderjahr_id == foerderjahr.id).order_by(p.id))
    }
    changed = []
    for schluessel, wert in werte.items():
        if wert == held.get(schluessel):
            continue
        changed.append({"schluessel": schluessel, "alt": _inhalt(held.get(schluessel)), "neu": _inhalt(wert)})
        if wert is None:
            session.delete(rows[schluessel])
        elif schluessel in rows:
            for name, value in _columns(wert).items():
                setattr(rows[schluessel], name, value)
        else:
            session.add(p(foerderjahr_id=foerderjahr.id, schluessel=schluessel, **_columns(wert)))
    if changed:
        _record(session, foerderjahr, "parameter_geaendert", {"parameter": changed}, person=person)
    return bool(changed)


def _columns(wert: Parameterwert) -> dict[str, Any]:
    empty: dict[str, Any] = dict.fromkeys(_SPALTEN.values())
    column = _SPALTEN[PARAMETER_BY_SCHLUESSEL[wert.schluessel].art]
    return empty | {
        column: wert.wert,
        "quelle": wert.quelle,
        "stand": wert.stand,
        "bestaetigt": wert.bestaetigt,
    }


def _inhalt(wert: Parameterwert | None) -> dict[str, object] | None:
    if wert is None:
        return None
    return {
        "wert": wert.wert if isinstance(wert.wert, bool | int) else str(wert.wert),
        "quelle": wert.quelle,
        "stand": wert.stand.isoformat() if wert.stand else None,
        "bestaetigt": wert.bestaetigt,
    }


def save_zeilen(
    session: Session,
    foerderjahr: m.Foerderjahr,
    zeilen: Mapping[Mittelherkunft, Antragszeile | None],
    *,
    gezeigt: Zellen,
    person: m.Person,
) -> bool:
    """Set which line of the Antrag each money feeds and return whether anything changed; None: not decided.

    Raises InzwischenGeaendert where a line was changed since it was shown.
    """
    session.refresh(foerderjahr, with_for_update=True)
    held = dict(load_zeilen(session, foerderjahr.id))
    jetzt = zeilen_zellen(held)
    if found := find_changes(gezeigt, zeilen_zellen(zeilen), jetzt):
        raise InzwischenGeaendert(found, jetzt)
    z = m.MittelherkunftZeile
    rows = {row.herkunft: row for row in session.scalars(select(z).where(z.foerderjahr_id == foerderjahr.id))}
    changed = []
    for herkunft, zeile in zeilen.items():
        if zeile is held.get(herkunft):
            continue
        changed.append({"herkunft": herkunft, "alt": held.get(herkunft), "neu": zeile})
        if zeile is None:
            session.delete(rows[herkunft])
        elif herkunft in rows:
            rows[herkunft].zeile = zeile
        else:
            session.add(z(foerderjahr_id=foerderjahr.id, herkunft=herkunft, zeile=zeile))
    if changed:
        _record(session, foerderjahr, "zuordnung_geaendert", {"zeilen": changed}, person=person)
    return bool(changed)


def _record(
    session: Session, foerderjahr: m.Foerderjahr, art: str, inhalt: Mapping[str, object], *, person: m.Person
) -> None:
    programm = session.get_one(m.Programm, foerderjahr.programm_id).schluessel
    gegenstand = f"foerderjahr/{programm}/{foerderjahr.jahr}"
    ereignisse.record(session, art=art, gegenstand=gegenstand, person=person, inhalt=inhalt)
