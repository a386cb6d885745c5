"""Sheets Maßnahmen (the year's part), Empfänger and Texte."""

from __future__ import annotations

from sqlalchemy import select

from grants import models as m
from grants.domain.mappe_blaetter import EMPFAENGER, MASSNAHMEN, TEXTE
from grants.domain.texte import TEXTFELD_BY_SCHLUESSEL
from grants.services.abgleich import reconcile
from grants.services.mappe.kontext import Kontext


def apply_jahresmassnahmen(k: Kontext) -> None:
    """Put the Maßnahmen of the sheet into the year, in its order; those it does not name stay."""
    zeilen = k.mappe.massnahmen
    if not zeilen:
        return
    by_id = {row.massnahme_id: row for row in k.jahresmassnahmen.values()}
    ids = [k.massnahmen[zeile.kennung].id for zeile in zeilen]
    wanted = [
        {
            "massnahme_id": key,
            "foerderjahr_id": k.foerderjahr.id,
            "fortsetzung": zeile.fortsetzung,
            "beginn": zeile.beginn,
            "vorzeitiger_beginn_zustimmung_am": zeile.vorzeitiger_beginn_zustimmung_am,
            "land_beantragen": zeile.land_beantragen,
            "rest_entscheidung": zeile.rest_entscheidung,
            "rest_entscheidung_am": zeile.rest_entscheidung_am,
        }
        for key, zeile in zip(ids, zeilen, strict=True)
    ]
    done = reconcile(
        k.session,
        m.Jahresmassnahme,
        [by_id[key] for key in ids if key in by_id],
        wanted,
        keys=[("massnahme_id",)],
        order_within="foerderjahr_id",
    )
    named = set(ids)
    k.protokoll.add_stays(
        MASSNAHMEN.name,
        (kennung for kennung, row in k.jahresmassnahmen.items() if row.massnahme_id not in named),
    )
    k.jahresmassnahmen |= {zeile.kennung: row for zeile, row in zip(zeilen, done.rows, strict=True)}
    k.touched |= {zeile.kennung for zeile, was in zip(zeilen, done.changed, strict=True) if was}


def apply_empfaenger(k: Kontext) -> None:
    """Put the recipients to their Maßnahmen, in the order of the sheet."""
    zeilen = k.mappe.empfaenger
    if not zeilen:
        return
    wanted = [
        {
            "jahresmassnahme_id": k.jahresmassnahmen[zeile.massnahme].id,
            "traeger_id": k.traeger[zeile.empfaenger].id,
            "anteil": zeile.anteil,
            "angabe": zeile.angabe,
            "vorsteuerabzug": zeile.vorsteuerabzug,
        }
        for zeile in zeilen
    ]
    done = reconcile(
        k.session,
        m.Empfaengeranteil,
        k.empfaenger.values(),
        wanted,
        keys=[("jahresmassnahme_id", "traeger_id")],
        order_within="jahresmassnahme_id",
    )
    names = k.names()
    k.protokoll.count(EMPFAENGER.name, done.changed)
    k.protokoll.add_stays(EMPFAENGER.name, (names[row.id] for row in done.missing))
    k.empfaenger |= {
        (zeile.massnahme, zeile.empfaenger): row for zeile, row in zip(zeilen, done.rows, strict=True)
    }


def apply_texte(k: Kontext) -> None:
    """Take over texts and declarations of the year and of its Maßnahmen."""
    if not k.mappe.texte:
        return
    existing = k.all_of(m.Text, select(m.Text).where(m.Text.foerderjahr_id == k.foerderjahr.id))
    wanted = [
        {
            "foerderjahr_id": k.foerderjahr.id,
            "jahresmassnahme_id": k.jahresmassnahmen[text.kennung].id if text.kennung else None,
            "schluessel": text.schluessel,
            "text": text.text,
        }
        for text in k.mappe.texte
    ]
    done = reconcile(k.session, m.Text, existing, wanted, keys=[("jahresmassnahme_id", "schluessel")])
    k.protokoll.count(TEXTE.name, done.changed)
    k.protokoll.add_stays(TEXTE.name, (TEXTFELD_BY_SCHLUESSEL[row.schluessel].label for row in done.missing))
