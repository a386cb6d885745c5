from __future__ import annotations

from datetime import date

import pytest

from grants.domain.fristen import (
    bestandskraft,
    days_late,
    format_datum,
    format_tage,
    laeuft_ab_am,
    month_later,
)
from tests.domain.jahre import tag


@pytest.mark.parametrize(
    ("named", "ends"),
    [
        # Easter Sunday, then Easter Monday.
        ("31.03.2024", "02.04.2024"),
        ("30.06.2024", "01.07.2024"),
        # Saturday and Sunday.
        ("06.05.2023", "08.05.2023"),
        ("07.05.2023", "08.05.2023"),
        # A plain Tuesday stays.
        ("02.04.2024", "02.04.2024"),
        # Good Friday, the weekend and Easter Monday.
        ("29.03.2024", "02.04.2024"),
        # Fronleichnam and Allerheiligen are holidays in NRW, Reformationstag and Buß- und Bettag are not.
        ("30.05.2024", "31.05.2024"),
        ("01.11.2024", "04.11.2024"),
        ("31.10.2024", "31.10.2024"),
        ("20.11.2024", "20.11.2024"),
        # Heiligabend and Silvester are no holidays, Christmas is, and over the turn of the year one moves on.
        ("24.12.2024", "24.12.2024"),
        ("25.12.2024", "27.12.2024"),
        ("31.12.2024", "31.12.2024"),
        ("01.01.2025", "02.01.2025"),
        ("03.10.2024", "04.10.2024"),
        ("01.05.2026", "04.05.2026"),
    ],
)
def test_a_frist_ends_on_the_next_working_day_in_nrw(named, ends):
    assert laeuft_ab_am(tag(named)) == tag(ends)


def test_a_named_day_that_stands_is_not_moved():
    assert laeuft_ab_am(tag("31.03.2024"), bestimmter_tag=True) == tag("31.03.2024")


@pytest.mark.parametrize(
    ("done", "days"), [("17.04.2024", 15), ("03.04.2024", 1), ("02.04.2024", 0), ("01.03.2024", 0)]
)
def test_lateness_counts_from_the_day_after_the_last(done, days):
    assert days_late(tag("02.04.2024"), tag(done)) == days


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("06.04.2023", 1, "06.05.2023"),
        ("31.01.2023", 1, "28.02.2023"),
        ("31.01.2024", 1, "29.02.2024"),
        ("30.11.2023", 3, "29.02.2024"),
        ("15.12.2023", 1, "15.01.2024"),
        ("31.12.2023", 12, "31.12.2024"),
        ("10.08.2024", 0, "10.08.2024"),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_last_of_a_shorter_month(day, months, later):
    assert month_later(tag(day), months) == tag(later)


@pytest.mark.parametrize(
    ("announced", "waived", "from_day"),
    [
        # The month ends on Saturday 06.05., so on Monday 08.05.
        ("06.04.2023", None, "09.05.2023"),
        ("06.04.2023", "12.04.2023", "12.04.2023"),
        ("03.05.2023", None, "06.06.2023"),
        # Given up after the month: it has run out before.
        ("06.04.2023", "01.07.2023", "09.05.2023"),
        (None, "12.04.2023", "12.04.2023"),
        (None, None, None),
    ],
)
def test_bestandskraft_begins_with_the_waiver_or_the_day_after_the_month(announced, waived, from_day):
    def day(text: str | None) -> date | None:
        return tag(text) if text else None

    assert bestandskraft(day(announced), day(waived)) == day(from_day)


def test_days_are_written_in_german():
    assert format_datum(date(2024, 4, 2)) == "02.04.2024"
    assert [format_tage(days) for days in (1, 2, 15)] == ["1 Tag", "2 Tage", "15 Tage"]
