"""Sheets Weiterleitungen, Auszahlungen and Zahlungen des Landes: what is promised and what was paid."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from grants import models as m
from grants.domain.kette import Zahlung
from grants.domain.mappe import ZahlungZeile, Zusageart, ZusageZeile
from grants.domain.mappe_blaetter import AUSZAHLUNGEN, WEITERLEITUNGEN, ZAHLUNGEN_LAND
from grants.queries.zahlungen import counts
from grants.services.abgleich import Werte, reconcile
from grants.services.mappe.kontext import Kontext


def apply_zusagen(k: Kontext) -> None:
    """Take over Weiterleitungen and Zuweisungen, each version with its purses."""
    if not k.mappe.zusagen:
        return
    stays = [
        *_apply_papers(
            k, Zusageart.WEITERLEITUNG, m.Weiterleitung, m.WeiterleitungBetrag, "weiterleitung_id"
        ),
        *_apply_papers(k, Zusageart.ZUWEISUNG, m.Zuweisung, m.ZuweisungBetrag, "zuweisung_id"),
    ]
    k.protokoll.add_stays(WEITERLEITUNGEN.name, stays)


def _apply_papers(k: Kontext, art: Zusageart, paper: type[Any], purse: type[Any], parent: str) -> list[str]:
    zeilen = [zeile for zeile in k.mappe.zusagen if zeile.art is art]
    keys = [(k.anteil(zeile.massnahme, zeile.empfaenger), zeile.version) for zeile in zeilen]
    wanted = {key: _paper_values(zeile, key[0]) for key, zeile in zip(keys, zeilen, strict=True)}
    papers = reconcile(
        k.session,
        paper,
        k.owned(paper, select(paper)),
        list(wanted.values()),
        keys=[("empfaengeranteil_id", "version")],
    )
    by_key = {(row.empfaengeranteil_id, row.version): row for row in papers.rows}
    ids = [by_key[key].id for key in keys]
    named = set(ids)
    purses = reconcile(
        k.session,
        purse,
        [row for row in k.owned(purse, select(purse).join(paper)) if getattr(row, parent) in named],
        [
            {
                parent: paper_id,
                "herkunft": zeile.herkunft,
                "betrag": zeile.betrag,
                "finanzierungsart": zeile.finanzierungsart,
                "landesanteil": zeile.landesanteil,
            }
            for zeile, paper_id in zip(zeilen, ids, strict=True)
        ],
        keys=[(parent, "herkunft")],
    )
    touched = {row.id for row, was in zip(papers.rows, papers.changed, strict=True) if was}
    k.protokoll.count(
        WEITERLEITUNGEN.name,
        [was or paper_id in touched for was, paper_id in zip(purses.changed, ids, strict=True)],
    )
    names, by_id = k.names(), {row.id: row for row in papers.rows}
    return [
        *(f"{names[row.empfaengeranteil_id]}, Version {row.version}" for row in papers.missing),
        *(
            f"{names[by_id[getattr(row, parent)].empfaengeranteil_id]}, {row.herkunft}"
            for row in purses.missing
        ),
    ]


def _paper_values(zeile: ZusageZeile, anteil_id: int) -> Werte:
    values = {
        "empfaengeranteil_id": anteil_id,
        "version": zeile.version,
        "wirksam_ab": zeile.wirksam_ab,
        "vom": zeile.vom,
        "nachweis_bis": zeile.nachweis_bis,
    }
    if zeile.art is Zusageart.ZUWEISUNG:
        return values
    return values | {
        "vertrag": bool(zeile.vertrag),
        "aktenzeichen": zeile.aktenzeichen,
        "bekannt_gegeben_am": zeile.bekannt_gegeben_am,
        "rechtsbehelfsverzicht_am": zeile.rechtsbehelfsverzicht_am,
        "bestandskraeftig_ab": zeile.bestandskraeftig_ab,
        "nachweisart": zeile.nachweisart,
    }


def apply_zahlungen(k: Kontext) -> None:
    """Take over the payments; one is found again by its day, else by its amount, so a correction adds none."""
    z = m.Zahlung
    if not k.mappe.zahlungen and not k.mappe.zahlungen_land:
        return
    # What was taken back is over with its counterpart; a workbook neither finds it again nor misses it.
    existing = k.all_of(z, select(z).where(z.foerderjahr_id == k.foerderjahr.id, counts()))
    if k.mappe.zahlungen:
        _apply_zahlungen(
            k,
            AUSZAHLUNGEN.name,
            [row for row in existing if row.empfaengeranteil_id is not None],
            [
                _zahlung_values(k, zeile, k.anteil(zeile.massnahme, zeile.empfaenger))
                for zeile in k.mappe.zahlungen
            ],
        )
    if k.mappe.zahlungen_land:
        _apply_zahlungen(
            k,
            ZAHLUNGEN_LAND.name,
            [row for row in existing if row.empfaengeranteil_id is None],
            [_zahlung_values(k, zahlung, None) for zahlung in k.mappe.zahlungen_land],
        )


def _apply_zahlungen(k: Kontext, blatt: str, existing: list[m.Zahlung], wanted: list[Werte]) -> None:
    of_kind = ("empfaengeranteil_id", "art", "herkunft")
    done = reconcile(k.session, m.Zahlung, existing, wanted, keys=[(*of_kind, "datum"), (*of_kind, "betrag")])
    names = k.names()
    k.protokoll.count(blatt, done.changed)
    k.protokoll.add_stays(
        blatt,
        (
            f"{names[row.empfaengeranteil_id]} am {row.datum:%d.%m.%Y}"
            if row.empfaengeranteil_id is not None
            else f"{row.datum:%d.%m.%Y}"
            for row in done.missing
        ),
    )


def _zahlung_values(k: Kontext, zahlung: ZahlungZeile | Zahlung, anteil_id: int | None) -> Werte:
    return {
        "foerderjahr_id": k.foerderjahr.id,
        "empfaengeranteil_id": anteil_id,
        "art": zahlung.art,
        "datum": zahlung.datum,
        "betrag": zahlung.betrag,
        "herkunft": zahlung.herkunft,
        "haushaltsjahr": zahlung.haushaltsjahr,
        "bemerkung": zahlung.bemerkung,
    }
