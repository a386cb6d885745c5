"""Sheet Finanzierungsplan: versions with Ausgabepositionen, Deckungsmittel and posts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from grants import models as m
from grants.domain.mappe import Planart, PlanZeile
from grants.domain.mappe_blaetter import FINANZIERUNGSPLAN
from grants.services.abgleich import Werte, reconcile
from grants.services.mappe.kontext import Kontext

_MODELS: dict[Planart, type[Any]] = {
    Planart.AUSGABE: m.Ausgabeposition,
    Planart.DECKUNGSMITTEL: m.Deckungsmittel,
    Planart.PERSONAL: m.Personalzeile,
}
# From the strictest; the loosest finds a row whose other columns were corrected.
_KEYS: dict[Planart, list[tuple[str, ...]]] = {
    Planart.AUSGABE: [("finanzierungsplan_id", "code")],
    Planart.DECKUNGSMITTEL: [
        ("finanzierungsplan_id", "herkunft", "geber"),
        ("finanzierungsplan_id", "herkunft"),
    ],
    Planart.PERSONAL: [
        ("finanzierungsplan_id", "position", "funktion"),
        ("finanzierungsplan_id", "position"),
    ],
}


def apply_plaene(k: Kontext, promised: frozenset[int]) -> None:
    """Take over the plans.

    A plan whose recipient has no promise yet (`promised`: those who have) is a draft and becomes what the sheet
    says; of other plans the rows that the sheet does not name stay.
    """
    zeilen = k.mappe.plaene
    if not zeilen:
        return
    papers = {
        (k.anteil(zeile.massnahme, zeile.empfaenger), zeile.version): zeile.wirksam_ab for zeile in zeilen
    }
    done = reconcile(
        k.session,
        m.Finanzierungsplan,
        k.owned(m.Finanzierungsplan, select(m.Finanzierungsplan)),
        [
            {"empfaengeranteil_id": anteil_id, "version": version, "wirksam_ab": wirksam_ab}
            for (anteil_id, version), wirksam_ab in papers.items()
        ],
        keys=[("empfaengeranteil_id", "version")],
    )
    plaene = {(row.empfaengeranteil_id, row.version): row for row in done.rows}
    changed_papers = {row.id for row, was in zip(done.rows, done.changed, strict=True) if was}
    names = k.names()
    stays = [f"{names[row.empfaengeranteil_id]}, Version {row.version}" for row in done.missing]
    for art in Planart:
        of_art = [zeile for zeile in zeilen if zeile.art is art]
        ids = [plaene[k.anteil(zeile.massnahme, zeile.empfaenger), zeile.version].id for zeile in of_art]
        stays += _apply_rows(
            k, art, of_art, ids, plaene=plaene, changed_papers=changed_papers, promised=promised
        )
    k.protokoll.add_stays(FINANZIERUNGSPLAN.name, stays)


def _apply_rows(
    k: Kontext,
    art: Planart,
    zeilen: list[PlanZeile],
    ids: list[int],
    *,
    plaene: dict[tuple[int, int], m.Finanzierungsplan],
    changed_papers: set[int],
    promised: frozenset[int],
) -> list[str]:
    model = _MODELS[art]
    named = {row.id: row for row in plaene.values()}
    existing = k.owned(model, select(model).join(m.Finanzierungsplan))
    done = reconcile(
        k.session,
        model,
        [row for row in existing if row.finanzierungsplan_id in named],
        [_values(zeile, plan_id) for zeile, plan_id in zip(zeilen, ids, strict=True)],
        keys=_KEYS[art],
        order_within="finanzierungsplan_id" if art is Planart.AUSGABE else "",
    )
    k.protokoll.count(
        FINANZIERUNGSPLAN.name,
        [was or plan_id in changed_papers for was, plan_id in zip(done.changed, ids, strict=True)],
    )
    names, stays = k.names(), []
    for row in done.missing:
        plan = named[row.finanzierungsplan_id]
        if plan.empfaengeranteil_id in promised:
            word = getattr(row, "code", "") or getattr(row, "position", "") or getattr(row, "herkunft", "")
            stays.append(f"{names[plan.empfaengeranteil_id]}, Version {plan.version}, {art.value} {word}")
        else:
            k.session.delete(row)
    return stays


def _values(zeile: PlanZeile, plan_id: int) -> Werte:
    match zeile.art:
        case Planart.AUSGABE:
            return {
                "finanzierungsplan_id": plan_id,
                "code": zeile.position,
                "bezeichnung": zeile.bezeichnung,
                "art": zeile.ausgabenart,
                "insgesamt": zeile.insgesamt,
                "zuwendungsfaehig": zeile.zuwendungsfaehig,
            }
        case Planart.DECKUNGSMITTEL:
            return {
                "finanzierungsplan_id": plan_id,
                "herkunft": zeile.herkunft,
                "betrag": zeile.betrag,
                "geber": zeile.geber,
            }
        case Planart.PERSONAL:
            return {
                "finanzierungsplan_id": plan_id,
                "position": zeile.position,
                "funktion": zeile.funktion,
                "vzae_hundertstel": zeile.vzae_hundertstel,
                "entgeltgruppe": zeile.entgeltgruppe,
                "monate": zeile.monate,
                "betrag": zeile.betrag,
            }
