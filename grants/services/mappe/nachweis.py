"""Sheets Nachweise, Anerkannt and Nachweis Stadt."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sqlalchemy import select

from grants import models as m
from grants.domain.begriffe import NachweisStatus
from grants.domain.kette import NachweisStadt
from grants.domain.mappe import Anerkanntart, AnerkanntZeile
from grants.domain.mappe_blaetter import ANERKANNT, NACHWEIS_STADT, NACHWEISE
from grants.domain.money import NULL
from grants.services.abgleich import Werte, change, reconcile
from grants.services.mappe.kontext import Kontext


def apply_nachweise(k: Kontext) -> None:
    """Take over the proofs with the Erstattung they ask for."""
    zeilen = k.mappe.nachweise
    if not zeilen:
        return
    done = reconcile(
        k.session,
        m.Verwendungsnachweis,
        k.owned(m.Verwendungsnachweis, select(m.Verwendungsnachweis)),
        [
            {
                "empfaengeranteil_id": k.anteil(zeile.massnahme, zeile.empfaenger),
                "status": zeile.status,
                "eingereicht_am": zeile.eingereicht_am,
                "rechtsverbindlich_am": zeile.rechtsverbindlich_am,
                "verlaengert_bis": zeile.verlaengert_bis,
                "geprueft_am": zeile.geprueft_am,
                "freigegeben_am": zeile.freigegeben_am,
                "festgesetzt": zeile.festgesetzt,
                "schlussmitteilung_am": zeile.schlussmitteilung_am,
                "restzahlung": zeile.restzahlung,
            }
            for zeile in zeilen
        ],
        keys=[("empfaengeranteil_id",)],
    )
    wanted = [
        {
            "verwendungsnachweis_id": row.id,
            "gefordert": zeile.erstattung_gefordert,
            "faellig_am": zeile.faellig_am,
            "nicht_erhoben": zeile.nicht_erhoben or NULL,
            "nicht_erhoben_grund": zeile.nicht_erhoben_grund,
            "nicht_erhoben_am": zeile.nicht_erhoben_am,
        }
        for zeile, row in zip(zeilen, done.rows, strict=True)
        if zeile.erstattung_gefordert is not None
    ]
    owners = {row.id: row.empfaengeranteil_id for row in (*done.rows, *done.missing)}
    erstattungen = reconcile(
        k.session,
        m.Erstattung,
        k.owned(
            m.Erstattung,
            select(m.Erstattung).join(m.Verwendungsnachweis).where(m.Erstattung.zurueckgenommen_am.is_(None)),
        ),
        wanted,
        keys=[("verwendungsnachweis_id",)],
    )
    touched = {
        row.verwendungsnachweis_id
        for row, was in zip(erstattungen.rows, erstattungen.changed, strict=True)
        if was
    }
    k.protokoll.count(
        NACHWEISE.name,
        [was or row.id in touched for was, row in zip(done.changed, done.rows, strict=True)],
    )
    names, dropped = k.names(), {row.id for row in done.missing}
    k.protokoll.add_stays(
        NACHWEISE.name,
        [
            *(names[row.empfaengeranteil_id] for row in done.missing),
            *(
                f"Erstattung {names[owners[row.verwendungsnachweis_id]]}"
                for row in erstattungen.missing
                if row.verwendungsnachweis_id not in dropped
            ),
        ],
    )


def apply_anerkannt(k: Kontext) -> None:
    """Take over what recipients state and what was recognised; a statement without a proof opens its draft."""
    zeilen = k.mappe.anerkannt
    if not zeilen:
        return
    nachweise = {
        row.empfaengeranteil_id: row for row in k.owned(m.Verwendungsnachweis, select(m.Verwendungsnachweis))
    }
    _open_drafts(k, nachweise)
    _apply_rows(k, Anerkanntart.ANGABE, m.AngegebeneSumme, nachweise, keys=("position",))
    _apply_rows(k, Anerkanntart.ANERKENNUNG, m.Anerkennung, nachweise, keys=("position", "beleg_nr"))


def _open_drafts(k: Kontext, nachweise: dict[int, m.Verwendungsnachweis]) -> None:
    for zeile in k.mappe.anerkannt:
        anteil_id = k.anteil(zeile.massnahme, zeile.empfaenger)
        if anteil_id not in nachweise:
            nachweise[anteil_id] = m.Verwendungsnachweis(
                empfaengeranteil_id=anteil_id, status=NachweisStatus.ENTWURF
            )
            k.session.add(nachweise[anteil_id])
    k.session.flush()  # the rows of the sheet point to the proofs


def _apply_rows(
    k: Kontext,
    art: Anerkanntart,
    model: type[Any],
    nachweise: dict[int, m.Verwendungsnachweis],
    *,
    keys: tuple[str, ...],
) -> None:
    zeilen = [zeile for zeile in k.mappe.anerkannt if zeile.art is art]
    ids = [nachweise[k.anteil(zeile.massnahme, zeile.empfaenger)].id for zeile in zeilen]
    done = reconcile(
        k.session,
        model,
        k.owned(model, select(model).join(m.Verwendungsnachweis)),
        [_values(zeile, nachweis_id) for zeile, nachweis_id in zip(zeilen, ids, strict=True)],
        keys=[("verwendungsnachweis_id", *keys)],
    )
    k.protokoll.count(ANERKANNT.name, done.changed)
    names, owners = k.names(), {row.id: anteil_id for anteil_id, row in nachweise.items()}
    k.protokoll.add_stays(
        ANERKANNT.name,
        (f"{art.value} {names[owners[row.verwendungsnachweis_id]]}, {row.position}" for row in done.missing),
    )


def _values(zeile: AnerkanntZeile, nachweis_id: int) -> Werte:
    shared = {"verwendungsnachweis_id": nachweis_id, "position": zeile.position}
    if zeile.art is Anerkanntart.ANGABE:
        return shared | {"insgesamt": zeile.insgesamt, "zuwendungsfaehig": zeile.zuwendungsfaehig}
    return shared | {
        "beleg_nr": zeile.beleg_nr,
        "anerkannt": zeile.anerkannt,
        "mindert_insgesamt": zeile.mindert_insgesamt,
        "grund": zeile.grund,
        "erlaeuterung": zeile.erlaeuterung,
        "umgeordnet_nach": zeile.umgeordnet_nach,
    }


def apply_nachweis_stadt(k: Kontext) -> None:
    """Take over the form Nachweis Stadt; an empty line says nothing."""
    stated = {field.name: getattr(k.mappe.nachweis_stadt, field.name) for field in fields(NachweisStadt)}
    values = {name: value for name, value in stated.items() if value not in ("", None)}
    if not values:
        return
    row = k.session.scalars(
        select(m.NachweisStadt).where(m.NachweisStadt.foerderjahr_id == k.foerderjahr.id)
    ).one_or_none()
    if row is None:
        k.session.add(m.NachweisStadt(foerderjahr_id=k.foerderjahr.id, **values))
    k.protokoll.count(NACHWEIS_STADT.name, [row is None or change(row, **values)])
