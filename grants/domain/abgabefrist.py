"""Until when a recipient owes its Verwendungsnachweis, and how late it is.

Sources: the day in the Weiterleitung (Angaben zum Jahr), an extension by the office, the day of a Nachforderung;
moved over weekends and NRW holidays unless the year says otherwise (§ 31 VwVfG NRW, grants.domain.fristen).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from grants.domain.begriffe import NachweisStatus
from grants.domain.fristen import days_late, format_tage, laeuft_ab_am

# States in which the recipient still has something to hand in.
BEIM_EMPFAENGER = frozenset({NachweisStatus.ENTWURF, NachweisStatus.NACHFORDERUNG})


@dataclass(frozen=True, slots=True)
class Abgabefrist:
    """The last day and where it comes from; `tag` is None while the year names none."""

    tag: date | None
    verlaengert: bool = False
    nachforderung: bool = False


@dataclass(frozen=True, slots=True)
class Fristvorgaben:
    """What a year says about due dates of recipients."""

    tag: date | None = None
    bestimmter_tag: bool = False

    def due(
        self,
        status: NachweisStatus,
        *,
        verlaengert_bis: date | None = None,
        nachforderung_bis: date | None = None,
    ) -> Abgabefrist:
        """Return the last day that counts: of the open Nachforderung, else the extended one, else the year's."""
        if status is NachweisStatus.NACHFORDERUNG and nachforderung_bis is not None:
            return Abgabefrist(self._moved(nachforderung_bis), nachforderung=True)
        return Abgabefrist(self._moved(verlaengert_bis or self.tag), verlaengert=verlaengert_bis is not None)

    def _moved(self, tag: date | None) -> date | None:
        return laeuft_ab_am(tag, bestimmter_tag=self.bestimmter_tag) if tag else None


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
        late = "1 Tag" if days == -1 else f"{-days} Tagen"
        return f"seit {late} überfällig"
    return f"{format_tage(-days)} zu spät" if days else "rechtzeitig"
