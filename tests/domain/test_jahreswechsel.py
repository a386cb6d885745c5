"""What is proposed for the next year follows last year's money, and nothing is left out by itself."""

from __future__ import annotations

from dataclasses import replace

from grants.domain.jahreswechsel import Landeswahl, build_vorschlag
from grants.domain.money import euro
from tests.domain.jahre import make_antrag, make_empfaenger, make_jahr, make_massnahme, make_running_jahr


def test_who_got_money_of_the_land_is_applied_for_again_with_last_years_amount():
    proposal = build_vorschlag(make_running_jahr(), None)
    assert (proposal.von, proposal.nach, proposal.gibt_es) == (2023, 2024, False)
    assert [(z.kennung, z.land, z.betrag) for z in proposal.zeilen] == [
        ("babylotsen", Landeswahl.JA, euro("800.00")),
        ("lotsendienste", Landeswahl.JA, euro("400.00")),
    ]
    assert [z.plaene for z in proposal.zeilen] == [1, 1]
    assert proposal.summe_vorjahr == euro("1200.00")


def test_without_money_last_year_it_stays_open_unless_the_office_had_said_no():
    jahr = make_jahr(
        [
            make_massnahme("offen", [make_empfaenger()], land_beantragen=None),
            make_massnahme("nein", [], land_beantragen=False),
            make_massnahme("ja", [], land_beantragen=True),
        ]
    )
    assert [(z.kennung, z.land, z.betrag) for z in build_vorschlag(jahr, None).zeilen] == [
        ("offen", Landeswahl.OFFEN, None),
        ("nein", Landeswahl.NEIN, None),
        ("ja", Landeswahl.OFFEN, None),
    ]


def test_a_limited_massnahme_is_proposed_all_the_same_with_a_hint():
    [first, second] = build_vorschlag(make_running_jahr(), None, befristet={"babylotsen": "Ende 2023"}).zeilen
    assert first.land is Landeswahl.JA
    assert first.hinweis == "Befristet: Ende 2023. Bitte prüfen, ob die Maßnahme weiterläuft."
    assert second.hinweis == ""


def test_what_stands_in_the_next_year_already_is_not_proposed_twice():
    jahr = make_running_jahr()
    following = replace(
        make_jahr([make_massnahme("babylotsen")], antraege=(make_antrag({"babylotsen": "1.00"}),)), jahr=2024
    )
    proposal = build_vorschlag(jahr, following)
    assert [z.kennung for z in proposal.zeilen] == ["lotsendienste"]
    assert len(proposal.schon) == 1
    assert proposal.gibt_es
