"""An IBAN that a file changes leaves the same trace as one that a person changes."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.dokumente import group_iban
from grants.queries.traeger_verlauf import IBAN_GEAENDERT
from grants.services.ereignisse import record


def note_iban_changes(
    session: Session, before: Mapping[str, str], traeger: Mapping[str, m.Traeger], *, person: m.Person
) -> list[str]:
    """Record each IBAN that is another one than `before` (by Kürzel) and return a sentence for each."""
    said = []
    for kuerzel, old in before.items():
        row = traeger[kuerzel]
        if row.iban == old:
            continue
        record(
            session,
            art=IBAN_GEAENDERT,
            gegenstand=f"traeger/{kuerzel}",
            person=person,
            inhalt={"alt": {"iban": old}, "neu": {"iban": row.iban}},
        )
        said.append(
            f"Die IBAN von „{row.name}“ ändert sich von {group_iban(old) or 'keiner'} auf "
            f"{group_iban(row.iban) or 'keine'}. Bitte vergewissern Sie sich beim Träger."
        )
    return said
