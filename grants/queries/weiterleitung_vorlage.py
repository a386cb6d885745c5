"""Templates of the Weiterleitung: the office's own text, or the built-in one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.weiterleitung_vorlage import BESCHEID, VERTRAG


@dataclass(frozen=True, slots=True)
class Vorlage:
    """A template; without a row of its own (`aenderungsstand` None) it is the built-in one."""

    vertrag: bool
    text: str
    gericht: str
    aenderungsstand: int | None

    @property
    def version(self) -> str:
        """What the stored paper remembers: which text it was made from."""
        return "eingebaut" if self.aenderungsstand is None else f"v{self.aenderungsstand}"


def load_vorlage(session: Session, programm: str, *, vertrag: bool) -> Vorlage:
    """Return the template that is used for a Bescheid or a Vertrag."""
    v = m.Weiterleitungsvorlage
    row = session.execute(
        select(v)
        .join(m.Programm, m.Programm.id == v.programm_id)
        .where(m.Programm.schluessel == programm, v.vertrag.is_(vertrag))
    ).scalar_one_or_none()
    if row is None:
        return Vorlage(vertrag, VERTRAG if vertrag else BESCHEID, "", None)
    return Vorlage(vertrag, row.text, row.gericht, row.aenderungsstand)
