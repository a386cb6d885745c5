"""A year of which nothing is known but the city's list, as it stands right after the first import."""

from __future__ import annotations

import pytest

from grants.domain.begriffe import TraegerArt
from grants.domain.money import euro
from grants.domain.parameter import ZEILEN_VORGABE, Parameter
from grants.domain.pruefregeln.regel import REGISTER, Ergebnisart, condense
from tests.domain.jahre import (
    figures,
    make_antrag,
    make_empfaenger,
    make_jahr,
    make_massnahme,
    make_stelle,
    run,
)

QUIET = {
    Ergebnisart.OK,
    Ergebnisart.HINWEIS,
    Ergebnisart.TRIFFT_NICHT_ZU,
    Ergebnisart.NOCH_NICHT_FAELLIG,
}
UNKNOWN = {"fortsetzung": None, "land_beantragen": None, "handlungsfeld_land": None}


def liste(genannt):
    """One Maßnahme without, with one and with two recipients, whose shares are open."""
    return make_jahr(
        [
            make_massnahme("geschaeftsstelle", **UNKNOWN),
            make_massnahme(
                "babylotsen", [make_empfaenger("bunter-kreis", art=TraegerArt.UNGEKLAERT)], **UNKNOWN
            ),
            make_massnahme("lotsendienste", [make_stelle("amt-53", anteil=euro("66300.00"))], **UNKNOWN),
            make_massnahme(
                "stadtteilarbeit", [make_empfaenger("ifak"), make_empfaenger("ronahi")], **UNKNOWN
            ),
        ],
        parameter=Parameter(zeilen=ZEILEN_VORGABE),
        antraege=(
            make_antrag(
                {
                    "geschaeftsstelle": "100000.00",
                    "babylotsen": "86600.00",
                    "lotsendienste": "66300.00",
                    "stadtteilarbeit": "15550.00",
                },
                genannt=euro(genannt),
            ),
        ),
        am="05.02.2024",
    )


@pytest.mark.parametrize("code", sorted(set(REGISTER) - {"summe_antrag"}))
def test_a_list_alone_turns_no_rule_red(code):
    assert {e.ergebnis for e in run(code, liste("268450.00"))} <= QUIET


@pytest.mark.parametrize(
    ("genannt", "expected"), [("268450.00", "ok"), ("268400.00", "fehler"), ("268449.99", "fehler")]
)
def test_only_its_total_is_judged(genannt, expected):
    [entry] = condense(run("summe_antrag", liste(genannt)))
    assert figures(entry) == (expected, genannt, "268450.00")
