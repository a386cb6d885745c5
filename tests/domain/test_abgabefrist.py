"""The last day of a proof, and how late it is in words."""

from __future__ import annotations

from datetime import date

import pytest

from grants.domain.abgabefrist import Abgabefrist, Fristvorgaben, is_overdue, tage_satz
from grants.domain.begriffe import NachweisStatus

JAHR = Fristvorgaben(tag=date(2024, 3, 31))


def test_the_day_moves_over_easter_unless_the_year_names_a_fixed_one():
    # 31.03.2024 is Easter Sunday.
    assert JAHR.due(NachweisStatus.ENTWURF).tag == date(2024, 4, 2)
    fixed = Fristvorgaben(tag=date(2024, 3, 31), bestimmter_tag=True)
    assert fixed.due(NachweisStatus.ENTWURF).tag == date(2024, 3, 31)


def test_an_extension_counts_and_an_open_nachforderung_counts_before_it():
    later, asked = date(2024, 5, 15), date(2024, 7, 1)
    assert JAHR.due(NachweisStatus.ENTWURF, verlaengert_bis=later) == Abgabefrist(later, verlaengert=True)
    found = JAHR.due(NachweisStatus.NACHFORDERUNG, verlaengert_bis=later, nachforderung_bis=asked)
    assert found == Abgabefrist(asked, nachforderung=True)
    # An answered one no longer counts.
    assert JAHR.due(NachweisStatus.EINGEREICHT, nachforderung_bis=asked).tag == date(2024, 4, 2)


@pytest.mark.parametrize(
    ("am", "eingegangen", "status", "satz"),
    [
        (date(2024, 3, 21), None, "entwurf", "noch 12 Tage"),
        (date(2024, 4, 1), None, "entwurf", "noch 1 Tag"),
        (date(2024, 4, 2), None, "entwurf", "heute fällig"),
        (date(2024, 4, 3), None, "entwurf", "seit 1 Tag überfällig"),
        (date(2024, 4, 5), None, "nachforderung", "seit 3 Tagen überfällig"),
        (date(2024, 9, 1), date(2024, 4, 2), "eingereicht", "rechtzeitig"),
        (date(2024, 9, 1), date(2024, 4, 5), "geprueft", "3 Tage zu spät"),
    ],
)
def test_the_days_are_told_in_words(am, eingegangen, status, satz):
    frist, state = JAHR.due(NachweisStatus.ENTWURF), NachweisStatus(status)
    assert tage_satz(frist, eingegangen, state, am=am) == satz
    assert is_overdue(frist, state, am=am) == ("überfällig" in satz)


def test_without_a_day_nothing_is_late():
    frist = Fristvorgaben().due(NachweisStatus.ENTWURF)
    assert tage_satz(frist, None, NachweisStatus.ENTWURF, am=date(2030, 1, 1)) == ""
    assert not is_overdue(frist, NachweisStatus.ENTWURF, am=date(2030, 1, 1))
