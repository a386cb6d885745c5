"""Budgets of the city with the days on their way: when to ask, when the council decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.errors import Conflict, NotFound, RuleViolation, Violation
from grants.services.ereignisse import record

ZYKLUS_GEAENDERT = (
    "Diesen Haushalt hat inzwischen jemand anderes bearbeitet. Es wurde nichts überschrieben. Ihre Eingaben stehen "
    "noch da; daneben sehen Sie, was jetzt gespeichert ist. Speichern Sie noch einmal, wenn Ihre Eingaben gelten "
    "sollen."
)
_TAGE = ("eckwerte_am", "anmeldung_bis", "entwurf_am", "fachausschuss_am", "beschluss_am")


@dataclass(frozen=True, slots=True)
class Zyklusangaben:
    """What is typed in of a budget; one year where `jahr_bis` is left out."""

    jahr_von: int | None
    jahr_bis: int | None = None
    eckwerte_am: date | None = None
    anmeldung_bis: date | None = None
    entwurf_am: date | None = None
    fachausschuss_am: date | None = None
    beschluss_am: date | None = None


def save_zyklus(
    session: Session,
    angaben: Zyklusangaben,
    *,
    zyklus_id: int | None = None,
    stand: int | None = None,
    person: m.Person,
) -> m.Haushaltszyklus:
    """Add a budget of the city or change it; raises RuleViolation, NotFound or Conflict."""
    row = None
    if zyklus_id is not None:
        row = session.get(m.Haushaltszyklus, zyklus_id, with_for_update=True)
        if row is None:
            raise NotFound("Diesen Haushalt gibt es nicht. Gehen Sie zur Liste der Haushalte.")
        if stand is not None and stand != row.aenderungsstand:
            raise Conflict(ZYKLUS_GEAENDERT)
    von, bis, wrong = _check_zyklus(session, angaben, row)
    if wrong:
        raise RuleViolation(wrong)
    before = _zyklus_values(row) if row else {}
    if row is None:
        row = m.Haushaltszyklus(bezeichnung=_name(von, bis), jahr_von=von, jahr_bis=bis)
        session.add(row)
    row.bezeichnung, row.jahr_von, row.jahr_bis = _name(von, bis), von, bis
    for name in _TAGE:
        setattr(row, name, getattr(angaben, name))
    after = _zyklus_values(row)
    if before != after:
        record(
            session,
            art="haushalt_geaendert" if before else "haushalt_angelegt",
            gegenstand=f"haushalt/{von}-{bis}",
            person=person,
            inhalt={"alt": before, "neu": after} if before else {"neu": after},
        )
    return row


def _name(von: int, bis: int) -> str:
    """Return how offices call a budget: `2026` or `2027/28`."""
    return str(von) if von == bis else f"{von}/{bis % 100:02d}"


def _check_zyklus(
    session: Session, angaben: Zyklusangaben, row: m.Haushaltszyklus | None
) -> tuple[int, int, list[Violation]]:
    von = angaben.jahr_von or 0
    bis = angaben.jahr_bis or von
    wrong = []
    if not 2000 <= von <= 2100:
        wrong.append(
            Violation(
                "jahr_unklar", "Bitte geben Sie das erste Jahr vierstellig an, zum Beispiel 2027.", "jahr_von"
            )
        )
    elif not von <= bis <= von + 3:
        wrong.append(
            Violation("jahre_unklar", "Ein Haushalt umfasst ein bis vier Jahre in Folge.", "jahr_bis")
        )
    z = m.Haushaltszyklus
    overlapping = session.execute(
        select(z.bezeichnung)
        .where(z.jahr_von <= bis, z.jahr_bis >= von, z.id != (row.id if row else 0))
        .limit(1)
    ).scalar_one_or_none()
    if not wrong and overlapping is not None:
        wrong.append(
            Violation(
                "jahre_vergeben",
                f"Diese Jahre gehören schon zum Haushalt {overlapping}. Bitte dort ändern.",
                "jahr_von",
            )
        )
    days = [(name, getattr(angaben, name)) for name in _TAGE if getattr(angaben, name) is not None]
    for (_, earlier), (name, later) in pairwise(days):
        if later < earlier:
            wrong.append(
                Violation(
                    "reihenfolge",
                    "Dieser Tag liegt vor dem Tag darüber. Bitte prüfen Sie die Reihenfolge.",
                    name,
                )
            )
    return von, bis, wrong


def _zyklus_values(row: m.Haushaltszyklus) -> dict[str, Any]:
    days = {name: getattr(row, name) for name in _TAGE}
    return {
        "bezeichnung": row.bezeichnung,
        "jahr_von": row.jahr_von,
        "jahr_bis": row.jahr_bis,
        **{name: day.isoformat() if day else None for name, day in days.items()},
    }
