"""Until when a recipient owes its Verwendungsnachweis, and how late it is.

Sources: the day that the Weiterleitung or Zuweisung in force prints, else that of the year (Angaben zum Jahr), an
extension by the office, the day of a Nachforderung; this is the one place that decides between them. Each is moved
over weekends and NRW holidays unless the year says otherwise (§ 31 VwVfG NRW, grants.domain.fristen).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from grants.domain import summen
from grants.domain.begriffe import NachweisStatus
from grants.domain.fristen import days_late, format_tage, format_ueberfaellig, laeuft_ab_am
from grants.domain.kette import Empfaenger, Jahr
from grants.domain.parameter import Parameter

# States in which the recipient still has something to hand in.
BEIM_EMPFAENGER = frozenset({NachweisStatus.ENTWURF, NachweisStatus.NACHFORDERUNG})


@dataclass(frozen=True, slots=True)
class Abgabefrist:
    """The last day and where it comes from; `tag` is None while the year names none."""

    tag: date | None
    verlaengert: bool = False
    nachforderung: bool = False
    # From the paper of this recipient, not from the year.
    eigene: bool = False
    # As the source states it, before it is moved over a weekend.
    genannt: date | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Fristvorgaben:
    """What a year says about due dates of recipients."""

    tag: date | None = None
    bestimmter_tag: bool = False

    def due(
        self,
        status: NachweisStatus,
        *,
        zusage_bis: date | None = None,
        verlaengert_bis: date | None = None,
        nachforderung_bis: date | None = None,
    ) -> Abgabefrist:
        """Return the last day that counts.

        That of the open Nachforderung, else the extended one, else that of the paper in force, else the year's.
        """
        if status is NachweisStatus.NACHFORDERUNG and nachforderung_bis is not None:
            return self._frist(nachforderung_bis, nachforderung=True)
        if verlaengert_bis is not None:
            return self._frist(verlaengert_bis, verlaengert=True)
        return self._frist(zusage_bis or self.tag, eigene=zusage_bis not in (None, self.tag))

    def _frist(self, tag: date | None, **woher: bool) -> Abgabefrist:
        last = laeuft_ab_am(tag, bestimmter_tag=self.bestimmter_tag) if tag else None
        return Abgabefrist(last, **woher, genannt=tag)


def vorgaben_of(parameter: Parameter) -> Fristvorgaben:
    """Return what the Angaben zum Jahr say about due dates."""
    return Fristvorgaben(parameter.nachweis_traeger_bis, parameter.fristen_bestimmter_tag is True)


def due_of(jahr: Jahr, empfaenger: Empfaenger, *, nachforderung_bis: date | None = None) -> Abgabefrist:
    """Return the last day of a recipient on the day of the loaded year."""
    paper, nachweis = summen.promise(empfaenger, jahr.am), empfaenger.nachweis
    return vorgaben_of(jahr.parameter).due(
        nachweis.status if nachweis else NachweisStatus.ENTWURF,
        zusage_bis=paper.nachweis_bis if paper else None,
        verlaengert_bis=nachweis.verlaengert_bis if nachweis else None,
        nachforderung_bis=nachforderung_bis,
    )


def is_overdue(frist: Abgabefrist, status: NachweisStatus, *, am: date) -> bool:
    """Return whether the recipient still owes it after the last day."""
    return status in BEIM_EMPFAENGER and frist.tag is not None and frist.tag < am


def tage_bis(frist: Abgabefrist, eingegangen: date | None, status: NachweisStatus, *, am: date) -> int | None:
    """Return the days left (0 on the last day), negative for days late; None without a day.

    What came in is measured by the day of its hand-in; what is still owed by today.
    """
    if frist.tag is None:
        return None
    if status in BEIM_EMPFAENGER:
        return (frist.tag - am).days
    return -days_late(frist.tag, eingegangen) if eingegangen else None


def tage_satz(frist: Abgabefrist, eingegangen: date | None, status: NachweisStatus, *, am: date) -> str:
    """Return the days in words: `noch 12 Tage`, `heute fällig`, `seit 3 Tagen überfällig`, `3 Tage zu spät`."""
    days = tage_bis(frist, eingegangen, status, am=am)
    if days is None:
        return ""
    if status in BEIM_EMPFAENGER:
        if days == 0:
            return "heute fällig"
        if days > 0:
            return f"noch {format_tage(days)}"
        return format_ueberfaellig(-days)
    return f"{format_tage(-days)} zu spät" if days else "rechtzeitig"
