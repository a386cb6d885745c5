"""A year as it stood on an earlier day: what was handed in, checked or decided later is left out.

Plans, promises, the Bescheid and payments carry their day and are chosen by it anyway (`kette.valid`, `summen`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from grants.domain.begriffe import NachweisStatus
from grants.domain.kette import Antrag, Empfaenger, Jahr, Nachweis


def as_of(jahr: Jahr) -> Jahr:
    """Return the year with nothing that became known after its day (`jahr.am`)."""
    return replace(
        jahr,
        antraege=_sent(jahr.antraege, jahr.am),
        massnahmen=tuple(
            replace(massnahme, empfaenger=tuple(_recipient(e, jahr.am) for e in massnahme.empfaenger))
            for massnahme in jahr.massnahmen
        ),
    )


def _sent(antraege: tuple[Antrag, ...], am: date) -> tuple[Antrag, ...]:
    """Return the versions that were out; where none was, all: nobody knows the day of a draft."""
    out = tuple(each for each in antraege if each.versandt_am is not None and each.versandt_am <= am)
    return out or antraege


def _recipient(empfaenger: Empfaenger, am: date) -> Empfaenger:
    nachweis = empfaenger.nachweis
    if nachweis is None:
        return empfaenger
    if nachweis.eingereicht_am is not None and nachweis.eingereicht_am > am:
        # Its rows came with the proof, or were a draft on that day.
        return replace(empfaenger, nachweis=None, belegteile=(), einnahmen=())
    return replace(empfaenger, nachweis=_proof(nachweis, am))


def _proof(nachweis: Nachweis, am: date) -> Nachweis:
    if nachweis.geprueft_am is not None and nachweis.geprueft_am > am:
        return replace(
            nachweis,
            status=NachweisStatus.EINGEREICHT,
            geprueft_am=None,
            freigegeben_am=None,
            anerkennungen=(),
            festgesetzt=None,
            schlussmitteilung_am=None,
            erstattung=None,
            restzahlung=None,
        )
    if nachweis.freigegeben_am is not None and nachweis.freigegeben_am > am:
        return replace(
            nachweis,
            status=NachweisStatus.GEPRUEFT,
            freigegeben_am=None,
            festgesetzt=None,
            schlussmitteilung_am=None,
            erstattung=None,
            restzahlung=None,
        )
    return nachweis
