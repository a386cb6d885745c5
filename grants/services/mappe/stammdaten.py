"""Sheets Stelle, Förderjahr and Zuordnung: who applies to whom for which year, and by which parameters."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sqlalchemy import select

from grants import models as m
from grants.domain.kennung import make_kennung
from grants.domain.mappe import Kopf
from grants.domain.mappe_blaetter import FOERDERJAHR, STELLE, ZUORDNUNG
from grants.domain.parameter import PARAMETER_BY_SCHLUESSEL, ZEILEN_VORGABE, Parameterwert, Werteart
from grants.domain.stelle import Stelle
from grants.queries.mappe import stichtag
from grants.queries.namen import name_on
from grants.services.abgleich import change, reconcile
from grants.services.mappe.kontext import Kontext

_SPALTEN = {
    Werteart.DATUM: "datum",
    Werteart.BETRAG: "betrag",
    Werteart.ANTEIL: "anteil",
    Werteart.GANZZAHL: "zahl",
    Werteart.JA_NEIN: "ja_nein",
    Werteart.FINANZIERUNGSART: "finanzierungsart",
    Werteart.UNTERSCHRIFT: "unterschrift",
}


def stand_of(kopf: Kopf, foerderjahr: m.Foerderjahr | None) -> dict[str, Any]:
    """Return state and days of the year after the import: what the workbook says, else what was."""
    names = ("status", "beantragt_am", "beschieden_am", "ausgang", "nachgewiesen_am", "abgeschlossen_am")
    said = {name: getattr(kopf, name) for name in names}
    return {
        name: getattr(foerderjahr, name, None) if value is None else value for name, value in said.items()
    }


def apply_stelle(k: Kontext, *, created: bool) -> None:
    """Take over the form Stelle; an empty line says nothing."""
    stand = {
        name: value for name, value in stand_of(k.mappe.kopf, k.foerderjahr).items() if value is not None
    }
    changed = [
        created,
        change(k.foerderjahr, **stand),
        _stelle(k),
        _programm_name(k),
        _foerdergeber(k),
    ]
    k.protokoll.count(STELLE.name, [any(changed)])


def _stelle(k: Kontext) -> bool:
    stated = {field.name: getattr(k.mappe.kopf, field.name) for field in fields(Stelle)}
    values = {name: value for name, value in stated.items() if value not in ("", None)}
    if not values:
        return False
    row = k.session.scalars(select(m.Stelle).order_by(m.Stelle.id)).first()
    if row is None:
        k.session.add(m.Stelle(**{"name": "", **values}))
        return True
    return change(row, **values)


def _programm_name(k: Kontext) -> bool:
    return _rename(k, k.programm, m.ProgrammName, k.mappe.kopf.programm_name)


def _rename(
    k: Kontext, owner: m.Programm | m.Foerdergeber, kind: type[m.ProgrammName | m.FoerdergeberName], name: str
) -> bool:
    """Give the owner a name from the year on, unless it carries that name then; older names stay."""
    day = stichtag(k.foerderjahr.jahr)
    current = name_on([*owner.namen], day)
    if not name or (current and current.name == name):
        return False
    if current and current.gueltig_ab == day:
        return change(current, name=name)
    owner.namen.append(kind(gueltig_ab=day, name=name))  # type: ignore[arg-type]  # the caller pairs owner and kind
    k.session.flush()  # the collection is ordered by the database
    k.session.expire(owner, ["namen"])
    return True


def _foerdergeber(k: Kontext) -> bool:
    kopf = k.mappe.kopf
    if not kopf.foerdergeber_name and not kopf.foerdergeber_anschrift:
        return False
    found, linked = _find_foerdergeber(k)
    renamed = _rename(k, found, m.FoerdergeberName, kopf.foerdergeber_name)
    anschrift = "\n".join(kopf.foerdergeber_anschrift)
    moved = change(found, anschrift=anschrift) if anschrift else False
    return linked or renamed or moved


def _find_foerdergeber(k: Kontext) -> tuple[m.Foerdergeber, bool]:
    """Return the authority of the Programm, by its link or by a name it ever had, and whether it was linked now."""
    if k.programm.foerdergeber_id is not None:
        return k.session.get_one(m.Foerdergeber, k.programm.foerdergeber_id), False
    name = k.mappe.kopf.foerdergeber_name
    statement = select(m.Foerdergeber).join(m.FoerdergeberName).where(m.FoerdergeberName.name == name)
    found = k.session.scalars(statement.order_by(m.Foerdergeber.id)).first()
    if found is None:
        taken = set(k.session.scalars(select(m.Foerdergeber.schluessel)))
        found = m.Foerdergeber(schluessel=make_kennung(name or "foerdergeber", taken=taken))
        k.session.add(found)
        k.session.flush()  # the Programm points to it
    k.programm.foerdergeber_id = found.id
    return found, True


def apply_parameter(k: Kontext) -> None:
    """Take over the parameters that the sheet names; the others stay."""
    if not k.mappe.parameter:
        return
    existing = k.all_of(
        m.FoerderjahrParameter,
        select(m.FoerderjahrParameter).where(m.FoerderjahrParameter.foerderjahr_id == k.foerderjahr.id),
    )
    done = reconcile(
        k.session,
        m.FoerderjahrParameter,
        existing,
        [_parameter_values(k, wert) for wert in k.mappe.parameter],
        keys=[("schluessel",)],
    )
    k.protokoll.count(FOERDERJAHR.name, done.changed)
    k.protokoll.add_stays(
        FOERDERJAHR.name, (PARAMETER_BY_SCHLUESSEL[row.schluessel].label for row in done.missing)
    )


def _parameter_values(k: Kontext, wert: Parameterwert) -> dict[str, Any]:
    empty: dict[str, Any] = dict.fromkeys(_SPALTEN.values())
    column = _SPALTEN[PARAMETER_BY_SCHLUESSEL[wert.schluessel].art]
    return empty | {
        "foerderjahr_id": k.foerderjahr.id,
        "schluessel": wert.schluessel,
        column: wert.wert,
        "quelle": wert.quelle,
        "stand": wert.stand,
        "bestaetigt": wert.bestaetigt,
    }


def apply_zuordnung(k: Kontext, *, created: bool) -> None:
    """Take over which line a Mittelherkunft feeds; a new year without the sheet starts with the usual lines."""
    if not k.mappe.zuordnungen:
        if created:
            add_zeilen_vorgabe(k.foerderjahr)
        return
    existing = k.all_of(
        m.MittelherkunftZeile,
        select(m.MittelherkunftZeile).where(m.MittelherkunftZeile.foerderjahr_id == k.foerderjahr.id),
    )
    wanted = [
        {"foerderjahr_id": k.foerderjahr.id, "herkunft": each.herkunft, "zeile": each.zeile}
        for each in k.mappe.zuordnungen
    ]
    done = reconcile(k.session, m.MittelherkunftZeile, existing, wanted, keys=[("herkunft",)])
    k.protokoll.count(ZUORDNUNG.name, done.changed)
    k.protokoll.add_stays(ZUORDNUNG.name, (f"{row.herkunft} in Zeile {row.zeile}" for row in done.missing))


def add_zeilen_vorgabe(foerderjahr: m.Foerderjahr) -> None:
    """Give a new year the usual lines; the Träger's own money is left to the office."""
    foerderjahr.zeilen.extend(
        m.MittelherkunftZeile(herkunft=herkunft, zeile=zeile) for herkunft, zeile in ZEILEN_VORGABE
    )
