"""Fristen: when one ends, how late something is, when a Bescheid can no longer be challenged.

Sources: §§ 187, 188, 193 BGB and § 31 VwVfG NRW for the end of a Frist; § 74 VwGO for the month in which a
Weiterleitung can be challenged; VV zu § 44 LHO Nr. 7.1 for payment only after Bestandskraft.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from holidays import country_holidays

# Filled in year by year as days are asked for; the day itself is always an argument.
_FEIERTAGE = country_holidays("DE", subdiv="NW")
_SATURDAY = 5
_DAY = timedelta(days=1)


def laeuft_ab_am(tag: date, *, bestimmter_tag: bool = False) -> date:
    """Return the last day of a Frist, moved over Saturdays, Sundays and NRW holidays.

    § 193 BGB, § 31 Abs. 3 VwVfG NRW. `bestimmter_tag`: the Bescheid names a day that stands even on a
    weekend; it is not moved.
    """
    if bestimmter_tag:
        return tag
    while tag.weekday() >= _SATURDAY or tag in _FEIERTAGE:
        tag += _DAY
    return tag


def days_late(due: date, done: date) -> int:
    """Return how many days after the last day something happened; 0 on it and before."""
    return max(0, (done - due).days)


def month_later(tag: date, months: int) -> date:
    """Return the last day of a Frist of months that begins with an event on `tag` (§ 188 Abs. 2 and 3 BGB).

    The same day of the later month, or its last day where that month is shorter. Not moved over weekends.
    """
    years, month = divmod(tag.month - 1 + months, 12)
    year, month = tag.year + years, month + 1
    return date(year, month, min(tag.day, monthrange(year, month)[1]))


def bestandskraft(bekannt_gegeben_am: date | None, rechtsbehelfsverzicht_am: date | None) -> date | None:
    """Return the first day on which a Weiterleitung can no longer be challenged.

    The day of the Rechtsbehelfsverzicht, else the day after the month for the Rechtsbehelf has run out. None
    while it was neither announced nor the right to challenge it given up.
    """
    if bekannt_gegeben_am is None:
        return rechtsbehelfsverzicht_am
    run_out = laeuft_ab_am(month_later(bekannt_gegeben_am, 1)) + _DAY
    # A Verzicht that comes after the month no longer changes anything.
    return min(rechtsbehelfsverzicht_am, run_out) if rechtsbehelfsverzicht_am else run_out


def format_datum(tag: date) -> str:
    """Return the day as `31.12.2023`."""
    return f"{tag.day:02d}.{tag.month:02d}.{tag.year}"


def format_tage(days: int) -> str:
    """Return `1 Tag` or `15 Tage`."""
    return "1 Tag" if days == 1 else f"{days} Tage"


def format_ueberfaellig(days: int) -> str:
    """Return `seit 1 Tag überfällig` or `seit 15 Tagen überfällig`."""
    return f"seit {days} {'Tag' if days == 1 else 'Tagen'} überfällig"
