from __future__ import annotations

from dataclasses import fields

import pytest

from grants.domain.begriffe import NachweisStatus
from grants.domain.liste import Listenzeile, liste
from tests.domain.jahre import (
    make_anerkennung,
    make_belegteil,
    make_jahr,
    make_massnahme,
    make_nachweis,
    make_running_jahr,
    with_empfaenger,
)


def shown(zeile: Listenzeile) -> dict[str, str | None]:
    amounts = {field.name: getattr(zeile, field.name) for field in fields(zeile)[3:]}
    return {name: None if amount is None else str(amount) for name, amount in amounts.items()}


def test_a_massnahme_stands_with_what_it_has_reached_and_nothing_else():
    first, second = liste(make_running_jahr())
    assert (first.kennung, first.traeger, second.traeger) == ("babylotsen", ("beispiel-a",), ("amt-53",))
    assert shown(first) == {
        "beantragt": "800.00",
        "bewilligt": "800.00",
        "zugesagt": "800.00",
        "nachgewiesen": None,
        "anerkannt": None,
        "festgesetzt": None,
    }


def test_a_massnahme_that_only_stands_in_the_year_has_no_figure():
    [zeile] = liste(make_jahr([make_massnahme("babylotsen")]))
    assert set(shown(zeile).values()) == {None}
    assert zeile.traeger == ()


@pytest.mark.parametrize(
    ("status", "anerkannt"), [(NachweisStatus.EINGEREICHT, None), (NachweisStatus.GEPRUEFT, "60.00")]
)
def test_recognised_is_what_the_check_left_of_the_eligible_expenditure(
    status: NachweisStatus, anerkannt: str | None
):
    jahr = with_empfaenger(
        make_running_jahr(),
        belegteile=(make_belegteil("A-1", "100.00", "80.00"),),
        nachweis=make_nachweis(
            status,
            anerkennungen=(make_anerkennung("SA", "60.00", beleg_nr="A-1"),),
            festgesetzt="48.00" if status is NachweisStatus.GEPRUEFT else None,
        ),
    )
    zeile = liste(jahr)[0]
    assert shown(zeile)["nachgewiesen"] == "80.00"
    assert shown(zeile)["anerkannt"] == anerkannt
    assert shown(zeile)["festgesetzt"] == ("48.00" if anerkannt else None)
