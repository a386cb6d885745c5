"""The city's Verwendungsnachweis on its way: how ready it is, what would be issued, and the moment before it is.

Issuing itself is `services.dokumente`: read, render outside any transaction, store.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from grants.domain.antrag_aufgaben import Papierstand
from grants.domain.nachweis_stadt_stand import build_stand
from grants.domain.nachweis_stadt_vergleich import Nachweisvergleich, compare_nachweise
from grants.domain.nachweis_stadt_zahlen import Zahlzeile, build_zahlen
from grants.domain.rueckzahlung_land import Rueckzahlung, build_rueckzahlung
from grants.domain.termine import Termin, build_termine
from grants.domain.texte import Papier
from grants.domain.verwendungsnachweis import only_released
from grants.domain.verwendungsnachweis_daten import VerwendungsnachweisDaten
from grants.queries.antrag import load_snapshot
from grants.queries.nachweis_stadt import Stadtakte
from grants.services import dokumente, papierlage, papierversionen
from grants.services.dokumente import Fassung, Frueher, Unterlagen
from grants.services.papierversionen import Gegenueber

_PAPIER = Papier.VERWENDUNGSNACHWEIS


@dataclass(frozen=True, slots=True)
class Nachweislage:
    """The proof of the city as it stands now. `gleich`: the issued version that says the same; None without one."""

    unterlagen: Unterlagen
    entwurf: VerwendungsnachweisDaten
    stand: Papierstand
    # Over everything the paper would print: what somebody confirmed is what is issued.
    pruefsumme: str
    gleich: Frueher | None

    @property
    def fristen(self) -> tuple[Termin, ...]:
        """Return until when the proof has to be with the Land; nothing once it was sent."""
        termine = build_termine(self.unterlagen.jahr)
        return tuple(
            t for t in termine if t.bezeichnung == "Verwendungsnachweis der Stadt" and t.erledigt_am is None
        )

    @property
    def zahlen(self) -> tuple[Zahlzeile, ...]:
        """Return what the city states beside what is computed from the released checks."""
        return build_zahlen(only_released(self.unterlagen.jahr))

    @property
    def rueckzahlung(self) -> Rueckzahlung:
        return build_rueckzahlung(self.unterlagen.jahr)


def load_lage(session: Session, *, programm: str, jahr: int, am: date) -> Nachweislage:
    """Return how the proof of a year stands; raises NotFound for an unknown year."""
    unterlagen = dokumente.collect(session, _PAPIER, programm=programm, jahr=jahr, am=am)
    entwurf = build_entwurf(unterlagen)
    hindernisse = dokumente.hindernisse(unterlagen)
    return Nachweislage(
        unterlagen=unterlagen,
        entwurf=entwurf,
        stand=build_stand(unterlagen.jahr, entwurf, unterlagen.ergebnisse, hindernisse),
        pruefsumme=papierlage.pruefsumme(entwurf, _PAPIER),
        gleich=papierlage.find_same(unterlagen, hindernisse),
    )


def load_entwurf(session: Session, *, programm: str, jahr: int, am: date) -> VerwendungsnachweisDaten:
    """Return the values of the draft; raises NotFound for an unknown year."""
    return build_entwurf(dokumente.collect(session, _PAPIER, programm=programm, jahr=jahr, am=am))


def build_entwurf(unterlagen: Unterlagen) -> VerwendungsnachweisDaten:
    daten = dokumente.build(unterlagen)
    if not isinstance(daten, VerwendungsnachweisDaten):
        raise TypeError("not a Verwendungsnachweis")
    return daten


def prepare(session: Session, *, programm: str, jahr: int, am: date, bestaetigt: str) -> Fassung | Frueher:
    """Return the next version ready to be rendered, or the issued one that says the same already.

    `bestaetigt` is the `pruefsumme` that somebody saw and confirmed. Raises Conflict where the proof is another one
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


def read_version(snapshot: str) -> VerwendungsnachweisDaten | None:
    """Return the values of an issued version; None where it was frozen in a form of before that nobody reads now."""
    daten = papierlage.read_snapshot(snapshot, _PAPIER)
    return daten if isinstance(daten, VerwendungsnachweisDaten) else None


def compare(
    session: Session, akte: Stadtakte, *, von: str, bis: str, programm: str, jahr: int, am: date
) -> Gegenueber[Nachweisvergleich] | None:
    """Return two versions side by side: those asked for, else the newest issued one and the state of now.

    None while nothing was issued. Raises NotFound for a version that does not exist.
    """
    return papierversionen.compare(
        [each.dokument for each in akte.versionen],
        von=von,
        bis=bis,
        unbekannt=f"Version {{version}} des Verwendungsnachweises {jahr} gibt es nicht.",
        entwurf=lambda: load_entwurf(session, programm=programm, jahr=jahr, am=am),
        version=lambda key: read_version(load_snapshot(session, key)),
        vergleiche=compare_nachweise,
    )
