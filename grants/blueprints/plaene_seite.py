"""A plan as its page shows it: the grids, the balance, what the rules say, the lines it feeds."""

from __future__ import annotations

from dataclasses import dataclass, field

from grants.domain import betragsabgleich, planentwurf, summen, summen_stadt
from grants.domain.betragsabgleich import Abgleich
from grants.domain.kette import Finanzierungsplan, Jahr
from grants.domain.money import Betrag
from grants.domain.planentwurf import Bilanz
from grants.domain.pruefregeln import Ergebnis
from grants.domain.zellen import Unterschied
from grants.forms.plaene import PlanForm
from grants.queries.plaene import Plandaten


@dataclass(frozen=True, slots=True)
class Planseite:
    daten: Plandaten
    form: PlanForm
    # The year as it would be with the plan saved.
    entwurf: Jahr
    plan: Finanzierungsplan
    bilanz: Bilanz
    abgleich: Abgleich
    ergebnisse: tuple[Ergebnis, ...]
    zeilen: summen.Antragszeilen | None
    zeilen_jahr: summen.Antragszeilen | None
    fehlende_plaene: int
    personal: tuple[tuple[str, Betrag, Betrag], ...]
    fokus: str = ""
    aus_vorjahr: bool = False
    unterschiede: tuple[Unterschied, ...] = field(default=())


def build_seite(
    daten: Plandaten,
    form: PlanForm,
    *,
    fokus: str = "",
    aus_vorjahr: bool = False,
    unterschiede: tuple[Unterschied, ...] = (),
    streng: bool = True,
) -> Planseite:
    """Return what the page shows of the form as it stands.

    `streng`: a missing figure is told at its cell; while somebody only computes or adds a row it is not.
    """
    wanted = form.plan(daten.naechste_version)
    if not streng:
        form.forget_gaps()
    for raster in form.raster.values():
        raster.keep_blank()
    return _seite(daten, form, wanted, fokus=fokus, aus_vorjahr=aus_vorjahr, unterschiede=unterschiede)


def read_only(daten: Plandaten, plan: Finanzierungsplan) -> Planseite:
    """Return the page of an older version."""
    return _seite(daten, PlanForm(plan=plan), plan)


def _seite(
    daten: Plandaten,
    form: PlanForm,
    plan: Finanzierungsplan,
    *,
    fokus: str = "",
    aus_vorjahr: bool = False,
    unterschiede: tuple[Unterschied, ...] = (),
) -> Planseite:
    kennung, kuerzel = daten.massnahme.kennung, daten.empfaenger.kuerzel
    entwurf = planentwurf.draft(daten.jahr, kennung, kuerzel, plan)
    return Planseite(
        daten=daten,
        form=form,
        entwurf=entwurf,
        plan=plan,
        bilanz=planentwurf.bilanz(plan),
        abgleich=betragsabgleich.ausgeglichen(plan),
        ergebnisse=planentwurf.judge(entwurf, kennung, kuerzel),
        zeilen=planentwurf.zeilen_of(entwurf, kennung, kuerzel),
        zeilen_jahr=summen.antragszeilen(entwurf),
        fehlende_plaene=summen_stadt.missing_plans(entwurf),
        personal=planentwurf.compare_personal(plan),
        fokus=fokus,
        aus_vorjahr=aus_vorjahr,
        unterschiede=unterschiede,
    )
