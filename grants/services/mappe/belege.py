"""Sheets Belege and Einnahmen."""

from __future__ import annotations

from sqlalchemy import select

from grants import models as m
from grants.domain.begriffe import NachweisStatus
from grants.domain.mappe import BelegZeile
from grants.domain.mappe_blaetter import BELEGE, EINNAHMEN
from grants.domain.rechnung import invoice_key
from grants.services.abgleich import Werte, reconcile
from grants.services.mappe.kontext import Kontext


def apply_belege(k: Kontext) -> None:
    """Take over the Belege with their parts.

    A Beleg in the sheet has the parts that the sheet gives it; only where its proof was handed in, a part that is
    missing stays.
    """
    zeilen = k.mappe.belege
    if not zeilen:
        return
    papers = {(k.traeger[zeile.empfaenger].id, zeile.nr): zeile for zeile in zeilen}
    belege = reconcile(
        k.session,
        m.Beleg,
        k.all_of(m.Beleg, select(m.Beleg).where(m.Beleg.foerderjahr_id == k.foerderjahr.id)),
        [beleg_values(zeile, traeger_id, k.foerderjahr.id) for (traeger_id, _), zeile in papers.items()],
        keys=[("traeger_id", "nr")],
    )
    by_key = {(row.traeger_id, row.nr): row.id for row in belege.rows}
    ids = [by_key[k.traeger[zeile.empfaenger].id, zeile.nr] for zeile in zeilen]
    stays = [row.nr for row in belege.missing]
    stays += _apply_teile(
        k, zeilen, ids, {row.id for row, was in zip(belege.rows, belege.changed, strict=True) if was}
    )
    k.protokoll.add_stays(BELEGE.name, (f"Beleg {nr}" for nr in stays))


def _apply_teile(
    k: Kontext, zeilen: tuple[BelegZeile, ...], ids: list[int], changed_belege: set[int]
) -> list[str]:
    of_year = m.Beleg.foerderjahr_id == k.foerderjahr.id
    named = dict(zip(ids, (zeile.nr for zeile in zeilen), strict=True))
    existing = k.all_of(m.Belegteil, select(m.Belegteil).join(m.Beleg).where(of_year))
    teile = reconcile(
        k.session,
        m.Belegteil,
        [row for row in existing if row.beleg_id in named],
        [
            {
                "beleg_id": beleg_id,
                "empfaengeranteil_id": k.anteil(zeile.massnahme, zeile.empfaenger),
                "position": zeile.position,
                "betrag": zeile.betrag,
                "zuwendungsfaehig": zeile.zuwendungsfaehig,
            }
            for zeile, beleg_id in zip(zeilen, ids, strict=True)
        ],
        # The looser one finds a part that was moved to another position: it must not stand there twice.
        keys=[("beleg_id", "empfaengeranteil_id", "position"), ("beleg_id", "empfaengeranteil_id")],
    )
    k.protokoll.count(
        BELEGE.name,
        [was or beleg_id in changed_belege for was, beleg_id in zip(teile.changed, ids, strict=True)],
    )
    if not teile.missing:
        return []
    handed_in = {
        row.empfaengeranteil_id
        for row in k.owned(m.Verwendungsnachweis, select(m.Verwendungsnachweis))
        if row.status is not NachweisStatus.ENTWURF
    }
    names, stays = k.names(), []
    for row in teile.missing:
        if row.empfaengeranteil_id in handed_in:
            stays.append(f"{named[row.beleg_id]} ({names[row.empfaengeranteil_id]}, {row.position})")
        else:
            k.session.delete(row)
    return stays


def beleg_values(zeile: BelegZeile, traeger_id: int, foerderjahr_id: int) -> Werte:
    """Return the columns of a Beleg, with the key by which other years find the same invoice."""
    return {
        "traeger_id": traeger_id,
        "foerderjahr_id": foerderjahr_id,
        "nr": zeile.nr,
        "art": zeile.art,
        "rechnungsnummer": zeile.rechnungsnummer,
        "rechnungsdatum": zeile.rechnungsdatum,
        "zahlungsdatum": zeile.zahlungsdatum,
        "zahlungsempfaenger": zeile.zahlungsempfaenger,
        "zweck": zeile.zweck,
        "gezahlt": zeile.gezahlt,
        "leistung_von": zeile.leistung_von,
        "leistung_bis": zeile.leistung_bis,
        "bemerkung": zeile.bemerkung,
        "rechnung_schluessel": invoice_key(zeile),
    }


def apply_einnahmen(k: Kontext) -> None:
    """Take over what recipients got from others."""
    if not k.mappe.einnahmen:
        return
    done = reconcile(
        k.session,
        m.Einnahme,
        k.owned(m.Einnahme, select(m.Einnahme)),
        [
            {
                "empfaengeranteil_id": k.anteil(zeile.massnahme, zeile.empfaenger),
                "nr": zeile.nr,
                "datum": zeile.datum,
                "einzahler": zeile.einzahler,
                "zweck": zeile.zweck,
                "betrag": zeile.betrag,
                "herkunft": zeile.herkunft,
            }
            for zeile in k.mappe.einnahmen
        ],
        keys=[("empfaengeranteil_id", "nr")],
    )
    names = k.names()
    k.protokoll.count(EINNAHMEN.name, done.changed)
    k.protokoll.add_stays(
        EINNAHMEN.name, (f"{names[row.empfaengeranteil_id]}, {row.nr}" for row in done.missing)
    )
