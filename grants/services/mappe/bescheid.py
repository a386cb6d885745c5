"""Sheets Bescheid and Umverteilungen: what the Land decided, how the city divides it, what it moved later."""

from __future__ import annotations

from sqlalchemy import select

from grants import models as m
from grants.domain.mappe import Bescheidart, BescheidZeile
from grants.domain.mappe_blaetter import BESCHEID, UMVERTEILUNGEN
from grants.services.abgleich import reconcile
from grants.services.mappe.kontext import Kontext


def apply_bescheide(k: Kontext) -> None:
    """Take over the versions of the Bescheid with their positions and the Aufteilung."""
    if not k.mappe.bescheide:
        return
    of_year = m.Bescheid.foerderjahr_id == k.foerderjahr.id
    existing = k.all_of(m.Bescheid, select(m.Bescheid).where(of_year))
    papers = _rows(k, Bescheidart.BESCHEID)
    done = reconcile(
        k.session,
        m.Bescheid,
        existing,
        [
            {
                "foerderjahr_id": k.foerderjahr.id,
                "version": zeile.version,
                "vom": zeile.vom,
                "wirksam_ab": zeile.wirksam_ab,
                "aktenzeichen": zeile.aktenzeichen,
                "betrag": zeile.betrag,
            }
            for zeile in papers
        ],
        keys=[("version",)],
    )
    # Positions and shares may be added to a Bescheid that is here already.
    bescheide = {row.version: row for row in (*existing, *done.rows)}
    versions = {row.id: row.version for row in bescheide.values()}
    positionen = reconcile(
        k.session,
        m.Bescheidposition,
        k.all_of(m.Bescheidposition, select(m.Bescheidposition).join(m.Bescheid).where(of_year)),
        [
            {
                "bescheid_id": bescheide[zeile.version].id,
                "nummer": zeile.position,
                "bezeichnung": zeile.bezeichnung,
                "betrag": zeile.betrag,
            }
            for zeile in _rows(k, Bescheidart.POSITION)
        ],
        keys=[("bescheid_id", "nummer")],
    )
    aufteilungen = reconcile(
        k.session,
        m.Aufteilung,
        k.all_of(m.Aufteilung, select(m.Aufteilung).join(m.Bescheid).where(of_year)),
        [
            {
                "bescheid_id": bescheide[zeile.version].id,
                "jahresmassnahme_id": k.jahresmassnahmen[zeile.massnahme].id,
                "position": zeile.position,
                "betrag": zeile.betrag,
            }
            for zeile in _rows(k, Bescheidart.AUFTEILUNG)
        ],
        keys=[
            ("bescheid_id", "jahresmassnahme_id", "position"),
            ("bescheid_id", "jahresmassnahme_id"),
        ],
    )
    k.protokoll.count(BESCHEID.name, done.changed + positionen.changed + aufteilungen.changed)
    kennungen = {row.id: kennung for kennung, row in k.jahresmassnahmen.items()}
    k.protokoll.add_stays(
        BESCHEID.name,
        [
            *(f"Version {row.version}" for row in done.missing if papers),
            *(f"Version {versions[row.bescheid_id]}, Position {row.nummer}" for row in positionen.missing),
            *(
                f"Version {versions[row.bescheid_id]}, Aufteilung {kennungen[row.jahresmassnahme_id]}"
                for row in aufteilungen.missing
            ),
        ],
    )


def _rows(k: Kontext, art: Bescheidart) -> list[BescheidZeile]:
    return [zeile for zeile in k.mappe.bescheide if zeile.art is art]


def apply_umverteilungen(k: Kontext) -> None:
    """Take over the moves between Maßnahmen; one is found again by its day, else by its amount."""
    if not k.mappe.umverteilungen:
        return
    u = m.Umverteilung
    done = reconcile(
        k.session,
        u,
        k.all_of(u, select(u).where(u.foerderjahr_id == k.foerderjahr.id)),
        [
            {
                "foerderjahr_id": k.foerderjahr.id,
                "jahresmassnahme_id": k.jahresmassnahmen[each.massnahme].id,
                "betrag": each.betrag,
                "vom": each.vom,
                "beschluss": each.beschluss,
                "zustimmung_am": each.zustimmung_am,
            }
            for each in k.mappe.umverteilungen
        ],
        keys=[("jahresmassnahme_id", "vom"), ("jahresmassnahme_id", "betrag")],
    )
    k.protokoll.count(UMVERTEILUNGEN.name, done.changed)
    kennungen = {row.id: kennung for kennung, row in k.jahresmassnahmen.items()}
    k.protokoll.add_stays(
        UMVERTEILUNGEN.name,
        (f"{kennungen[row.jahresmassnahme_id]} vom {row.vom:%d.%m.%Y}" for row in done.missing),
    )
