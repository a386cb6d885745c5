"""What the sheets of one import share: the year, what the names in the cells stand for, and the tally."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.mappe import Jahresmappe
from grants.models import Base
from grants.queries.rows import Statement, of_recipients

M = TypeVar("M", bound=Base)

# So many names are read; the rest is a number.
_NAMED = 8


@dataclass(slots=True)
class Protokoll:
    """How many rows of each sheet were taken over or found unchanged, and what to tell the person."""

    uebernommen: dict[str, int] = field(default_factory=dict)
    unveraendert: dict[str, int] = field(default_factory=dict)
    hinweise: list[str] = field(default_factory=list)

    def count(self, blatt: str, changed: Sequence[bool]) -> None:
        """Count the rows of a sheet: True was taken over, False was as it is."""
        taken = sum(changed)
        self.uebernommen[blatt] = self.uebernommen.get(blatt, 0) + taken
        self.unveraendert[blatt] = self.unveraendert.get(blatt, 0) + len(changed) - taken

    def add_stays(self, blatt: str, names: Iterable[str]) -> None:
        """Tell what the workbook no longer names and the database keeps."""
        listed = list(dict.fromkeys(names))
        if not listed:
            return
        shown, more = listed[:_NAMED], len(listed) - _NAMED
        text = "; ".join(shown) + (f" und {more} weitere" if more > 0 else "")
        verb = (
            "steht nicht mehr darin und bleibt" if len(listed) == 1 else "stehen nicht mehr darin und bleiben"
        )
        self.hinweise.append(f"Blatt „{blatt}“: {text} {verb} unverändert.")


@dataclass(slots=True)
class Kontext:
    """The import as the sheets see it; the maps grow as the register and the recipients are taken over."""

    session: Session
    mappe: Jahresmappe
    programm: m.Programm
    foerderjahr: m.Foerderjahr
    protokoll: Protokoll = field(default_factory=Protokoll)
    # By what the cells say: Kürzel; Kennung; both.
    traeger: dict[str, m.Traeger] = field(default_factory=dict)
    massnahmen: dict[str, m.Massnahme] = field(default_factory=dict)
    jahresmassnahmen: dict[str, m.Jahresmassnahme] = field(default_factory=dict)
    empfaenger: dict[tuple[str, str], m.Empfaengeranteil] = field(default_factory=dict)
    # Kennungen whose row on the sheet Maßnahmen changed something, here or in the Antrag.
    touched: set[str] = field(default_factory=set)
    new: set[str] = field(default_factory=set)

    def all_of(self, model: type[M], statement: Statement) -> list[M]:
        """Return rows as objects, by id: one SELECT."""
        return list(self.session.scalars(statement.order_by(model.id)).all())

    def owned(self, model: type[M], statement: Statement) -> list[M]:
        """Return rows that recipients of the year own; the statement ends at a table that points to them."""
        return self.all_of(model, of_recipients(statement, self.foerderjahr.id))

    def anteil(self, massnahme: str, empfaenger: str) -> int:
        """Return the id of the recipient that a row names."""
        return self.empfaenger[massnahme, empfaenger].id

    def names(self) -> dict[int, str]:
        """Return the recipients as hints name them, by id."""
        return {row.id: f"{massnahme} / {kuerzel}" for (massnahme, kuerzel), row in self.empfaenger.items()}
