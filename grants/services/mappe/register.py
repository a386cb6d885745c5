"""Sheets Gliederung, Träger and the register's part of Maßnahmen: what outlives the year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, not_, select

from grants import models as m
from grants.domain.mappe import Gliederungsart, GliederungZeile, MassnahmeZeile
from grants.domain.mappe_blaetter import GLIEDERUNG, TRAEGER
from grants.models import Base
from grants.services.abgleich import change, reconcile
from grants.services.mappe.kontext import Kontext

_AXES: dict[Gliederungsart, type[Any]] = {
    Gliederungsart.HANDLUNGSFELD: m.Handlungsfeld,
    Gliederungsart.LEBENSPHASE: m.Lebensphase,
    Gliederungsart.SOZIALRAUM: m.Sozialraum,
}


def apply_gliederung(k: Kontext) -> None:
    """Take over the city's axes; entries that the sheet does not name stay without a word, others use them."""
    known = {art: {_key(row): row for row in k.all_of(model, select(model))} for art, model in _AXES.items()}
    changed = [_put(k, known[zeile.art], zeile) for zeile in k.mappe.gliederungen]
    for zeile in k.mappe.massnahmen:
        for art, word in _named(zeile):
            # The sheet may not name it; the word itself is its name until the office gives it another.
            if word not in known[art]:
                nummer = word if art is Gliederungsart.HANDLUNGSFELD else ""
                _put(k, known[art], GliederungZeile(art, word, nummer))
    k.protokoll.count(GLIEDERUNG.name, changed)
    k.session.flush()  # Maßnahmen point to the ids


def _key(row: m.Handlungsfeld | m.Lebensphase | m.Sozialraum) -> str:
    return row.nummer if isinstance(row, m.Handlungsfeld) else row.name


def _named(zeile: MassnahmeZeile) -> Iterator[tuple[Gliederungsart, str]]:
    for nummer, _ in _handlungsfelder(zeile):
        yield Gliederungsart.HANDLUNGSFELD, nummer
    for name in zeile.lebensphasen:
        yield Gliederungsart.LEBENSPHASE, name
    for name in zeile.sozialraeume:
        yield Gliederungsart.SOZIALRAUM, name


def _put(k: Kontext, known: dict[str, Any], zeile: GliederungZeile) -> bool:
    """Add the entry or correct it; return whether anything changed."""
    values = {"name": zeile.name}
    if zeile.art is Gliederungsart.HANDLUNGSFELD:
        values["nummer"] = zeile.nummer
    if zeile.art is Gliederungsart.SOZIALRAUM:
        values["bezirk"] = zeile.bezirk
    key = zeile.nummer or zeile.name
    if key in known:
        return change(known[key], **values)
    known[key] = _AXES[zeile.art](**values)
    if zeile.art is not Gliederungsart.SOZIALRAUM:
        known[key].reihenfolge = len(known)
    k.session.add(known[key])
    return True


def apply_traeger(k: Kontext) -> None:
    """Take over the Träger by Kürzel. Names that lists use are only added: each helps to find the Träger again."""
    existing = list(k.traeger.values())
    names = {zeile.kuerzel for zeile in k.mappe.traeger}
    wanted = [
        {
            "kuerzel": zeile.kuerzel,
            "name": zeile.name,
            "art": zeile.art,
            "strasse": zeile.strasse,
            "plz": zeile.plz,
            "ort": zeile.ort,
            "email": zeile.email,
            "telefon": zeile.telefon,
            "gemeinsam_vertreten": zeile.gemeinsam_vertreten,
            "iban": zeile.iban,
            "buchungsstelle": zeile.buchungsstelle,
            "amt_nummer": zeile.amt_nummer,
            "dezernat": zeile.dezernat,
        }
        for zeile in k.mappe.traeger
    ]
    done = reconcile(
        k.session, m.Traeger, [row for row in existing if row.kuerzel in names], wanted, keys=[("kuerzel",)]
    )
    k.traeger |= {row.kuerzel: row for row in done.rows}
    ids = [row.id for row in done.rows]
    angaben = children(
        k,
        m.TraegerName,
        m.TraegerName.traeger_id.in_(ids),
        [
            {"traeger_id": key, "name": name}
            for key, zeile in zip(ids, k.mappe.traeger, strict=True)
            for name in zeile.angaben
        ],
        remove=False,
    )
    v = m.Vertretung
    bare = and_(v.von.is_(None), v.bis.is_(None), v.funktion == "")
    # What the register says more of somebody than a name is not the workbook's to take away.
    dated = {
        (row.traeger_id, row.name) for row in k.all_of(v, select(v).where(v.traeger_id.in_(ids), not_(bare)))
    }
    vertretungen = children(
        k,
        v,
        and_(v.traeger_id.in_(ids), bare),
        [
            {"traeger_id": key, "name": name}
            for key, zeile in zip(ids, k.mappe.traeger, strict=True)
            for name in zeile.vertretungsberechtigte
            if (key, name) not in dated
        ],
    )
    touched = {row.traeger_id for row in angaben} | {row.traeger_id for row in vertretungen}
    k.protokoll.count(
        TRAEGER.name, [was or key in touched for was, key in zip(done.changed, ids, strict=True)]
    )


def children(
    k: Kontext,
    model: type[Any],
    of_owners: ColumnElement[bool],
    wanted: Sequence[Mapping[str, Any]],
    *,
    keys: Sequence[tuple[str, ...]] = (),
    remove: bool = True,
) -> list[Any]:
    """Give the owners exactly these rows of a table; return those that are new, changed or removed."""
    done = reconcile(k.session, model, k.all_of(model, select(model).where(of_owners)), wanted, keys=keys)
    touched = [row for row, was in zip(done.rows, done.changed, strict=True) if was]
    if remove:
        for row in done.missing:
            k.session.delete(row)
        touched += done.missing
    return touched


def apply_massnahmen(k: Kontext) -> None:
    """Take over the register's part of the Maßnahmen; `k.massnahmen` holds them by the Kennung in the cells."""
    zeilen = k.mappe.massnahmen
    if not zeilen:
        return
    land = {
        row.nummer: row.id
        for row in k.all_of(
            m.HandlungsfeldLand,
            select(m.HandlungsfeldLand).where(m.HandlungsfeldLand.programm_id == k.programm.id),
        )
    }
    found = [k.massnahmen.get(zeile.kennung) for zeile in zeilen]
    wanted = [
        {
            "programm_id": k.programm.id,
            # Never changes, also where the workbook calls the Maßnahme otherwise.
            "kennung": row.kennung if row else zeile.kennung,
            "name": zeile.name,
            "handlungsfeld_land_id": None
            if zeile.handlungsfeld_land is None
            else land[zeile.handlungsfeld_land],
            "laufend_seit": zeile.laufend_seit,
            "geplant_ab": zeile.geplant_ab,
            "befristet_bis": zeile.befristet_bis,
        }
        for zeile, row in zip(zeilen, found, strict=True)
    ]
    done = reconcile(k.session, m.Massnahme, [row for row in found if row], wanted, keys=[("kennung",)])
    k.massnahmen |= {zeile.kennung: row for zeile, row in zip(zeilen, done.rows, strict=True)}
    k.new |= {zeile.kennung for zeile, row in zip(zeilen, found, strict=True) if row is None}
    k.touched |= {zeile.kennung for zeile, was in zip(zeilen, done.changed, strict=True) if was}
    _apply_words(k, {row.id: zeile for zeile, row in zip(zeilen, done.rows, strict=True)})


def _apply_words(k: Kontext, zeilen: Mapping[int, MassnahmeZeile]) -> None:
    """Take over aliases and the entries of the axes."""
    felder = _ids(k, m.Handlungsfeld, "nummer")
    phasen = _ids(k, m.Lebensphase, "name")
    raeume = _ids(k, m.Sozialraum, "name")
    owners = list(zeilen)
    alias, feld = m.MassnahmeAlias, m.MassnahmeHandlungsfeld
    phase, raum = m.MassnahmeLebensphase, m.MassnahmeSozialraum
    touched = [
        # Another name helps to find the Maßnahme again; it is only added.
        *children(
            k,
            alias,
            alias.massnahme_id.in_(owners),
            [{"massnahme_id": key, "name": name} for key, zeile in zeilen.items() for name in zeile.aliase],
            remove=False,
        ),
        *children(
            k,
            feld,
            feld.massnahme_id.in_(owners),
            [
                {"massnahme_id": key, "handlungsfeld_id": felder[nummer], "haupt": haupt}
                for key, zeile in zeilen.items()
                for nummer, haupt in _handlungsfelder(zeile)
            ],
            keys=[("massnahme_id", "handlungsfeld_id")],
        ),
        *children(
            k,
            phase,
            phase.massnahme_id.in_(owners),
            [
                {"massnahme_id": key, "lebensphase_id": phasen[name]}
                for key, zeile in zeilen.items()
                for name in zeile.lebensphasen
            ],
        ),
        *children(
            k,
            raum,
            raum.massnahme_id.in_(owners),
            [
                {"massnahme_id": key, "sozialraum_id": raeume[name]}
                for key, zeile in zeilen.items()
                for name in zeile.sozialraeume
            ],
        ),
    ]
    k.touched |= {zeilen[row.massnahme_id].kennung for row in touched}


def _handlungsfelder(zeile: MassnahmeZeile) -> Iterator[tuple[str, bool]]:
    if zeile.handlungsfeld:
        yield zeile.handlungsfeld, True
    for nummer in zeile.weitere_handlungsfelder:
        if nummer != zeile.handlungsfeld:
            yield nummer, False


def _ids(k: Kontext, model: type[Base], name: str) -> Mapping[str, int]:
    return {getattr(row, name): row.id for row in k.all_of(model, select(model))}
