"""The Antrag on its way: how ready it is, what would be issued, and the moment before it is.

Issuing itself is `services.dokumente`: read, render outside any transaction, store.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from grants.domain.antrag_aufgaben import Papierstand
from grants.domain.antrag_daten import AntragDaten
from grants.domain.antrag_stand import build_stand
from grants.domain.antrag_vergleich import same_amounts
from grants.domain.termine import Termin, build_termine
from grants.domain.texte import Papier
from grants.queries import antrag as queries
from grants.services import dokumente, papierlage
from grants.services.dokumente import Fassung, Frueher, Unterlagen


@dataclass(frozen=True, slots=True)
class Antragslage:
    """The Antrag as it stands now. `gleich`: the issued version that says the same; None where none does."""

    unterlagen: Unterlagen
    entwurf: AntragDaten
    stand: Papierstand
    # Over everything the paper would print: what somebody confirmed is what is issued.
    pruefsumme: str
    gleich: Frueher | None

    @property
    def fristen(self) -> tuple[Termin, ...]:
        """Return until when the Antrag has to be with the Land; nothing once it was sent."""
        termine = build_termine(self.unterlagen.jahr)
        return tuple(t for t in termine if t.bezeichnung.startswith("Antrag") and t.erledigt_am is None)


def load_lage(session: Session, *, programm: str, jahr: int, am: date) -> Antragslage:
    """Return how the Antrag of a year stands; raises NotFound for an unknown year."""
    unterlagen = dokumente.collect(session, Papier.ANTRAG, programm=programm, jahr=jahr, am=am)
    entwurf = build_entwurf(unterlagen)
    hindernisse = dokumente.hindernisse(unterlagen)
    return Antragslage(
        unterlagen=unterlagen,
        entwurf=entwurf,
        stand=build_stand(unterlagen.jahr, entwurf, unterlagen.ergebnisse, hindernisse),
        pruefsumme=papierlage.pruefsumme(entwurf, Papier.ANTRAG),
        gleich=papierlage.find_same(unterlagen, hindernisse),
    )


def load_entwurf(session: Session, *, programm: str, jahr: int, am: date) -> AntragDaten:
    """Return the values of the draft; raises NotFound for an unknown year."""
    return build_entwurf(dokumente.collect(session, Papier.ANTRAG, programm=programm, jahr=jahr, am=am))


def build_entwurf(unterlagen: Unterlagen) -> AntragDaten:
    daten = dokumente.build(unterlagen)
    if not isinstance(daten, AntragDaten):
        raise TypeError("not an Antrag")
    return daten


def prepare(session: Session, *, programm: str, jahr: int, am: date, bestaetigt: str) -> Fassung | Frueher:
    """Return the next version ready to be rendered, or the issued one that says the same already.

    `bestaetigt` is the `pruefsumme` that somebody saw and confirmed. Raises Conflict where the Antrag is another one
    by now, RuleViolation with every reason why it cannot be issued.
    """
    lage = load_lage(session, programm=programm, jahr=jahr, am=am)
    return papierlage.confirm(
        lage.unterlagen,
        gezeigt=lage.pruefsumme,
        bestaetigt=bestaetigt,
        hindernisse=lage.stand.hindernisse,
        gleich=lage.gleich,
    )


def read_version(snapshot: str) -> AntragDaten | None:
    """Return the values of an issued version; None where it was frozen in a form of before that nobody reads now."""
    daten = papierlage.read_snapshot(snapshot, Papier.ANTRAG)
    return daten if isinstance(daten, AntragDaten) else None


def load_version(session: Session, dokument_id: int) -> AntragDaten | None:
    """Return the frozen values of an issued Antrag; None where they cannot be read any more."""
    return read_version(queries.load_snapshot(session, dokument_id))


def says_other_amounts(version: AntragDaten | None, entwurf: AntragDaten) -> bool:
    """Return whether the amounts moved since a version was issued."""
    return version is None or not same_amounts(version, entwurf)
