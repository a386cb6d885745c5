"""Who pays in which year: what the Foerderjahre say beside what the entries of the path say."""

from __future__ import annotations

from datetime import date

import pytest

from grants.domain.begriffe import Mittelherkunft as H
from grants.domain.begriffe import Verstetigungsstand as S
from grants.domain.money import euro
from grants.domain.verstetigung import (
    Jahresmittel,
    Jahresstand,
    Mittel,
    Pfad,
    Schritt,
    StellenUnklar,
    Zyklus,
    format_stellen,
    is_current,
    mischung,
    nebeneinander,
    offene_mittel,
    parse_stellen,
)

AM = date(2024, 9, 16)
ZYKLUS = Zyklus(1, "2025/26", 2025, 2026)


def mittel(jahr: int, herkunft: H, text: str) -> Mittel:
    return Mittel(jahr, herkunft, euro(text))


def of_year(jahr: int, herkunft: H, text: str, stand: Jahresstand = Jahresstand.BEANTRAGT) -> Jahresmittel:
    return Jahresmittel(mittel(jahr, herkunft, text), stand, stand is Jahresstand.BEWILLIGT)


def schritt(nr: int, stand: S, am: date, *money: Mittel, **more: object) -> Schritt:
    return Schritt(nr, stand, am, mittel=money, **more)  # type: ignore[arg-type]  # fields of an entry


def pfad(*schritte: Schritt, jahre: tuple[Jahresmittel, ...] = (), **more: str) -> Pfad:
    return Pfad("kinderstark", "m", "Maßnahme", schritte=schritte, aus_jahren=jahre, **more)


def said(p: Pfad) -> dict[tuple[int, str], tuple[str, bool]]:
    return {
        (year.jahr, teil.herkunft.value): (str(teil.betrag), teil.gesichert)
        for year in mischung(p)
        for teil in year.teile
    }


def test_a_year_is_made_of_what_the_foerderjahr_and_the_entries_say():
    found = said(
        pfad(
            schritt(1, S.RATSBESCHLUSS, date(2023, 12, 14), mittel(2024, H.STADT, "12000.00")),
            jahre=(of_year(2024, H.LAND, "86600.00", Jahresstand.BEWILLIGT),),
        )
    )
    assert found == {(2024, "land"): ("86600.00", True), (2024, "stadt"): ("12000.00", True)}


def test_the_foerderjahr_goes_before_an_entry_and_the_other_figure_is_told():
    p = pfad(
        schritt(1, S.RATSBESCHLUSS, date(2023, 12, 14), mittel(2024, H.STADT, "30000.00")),
        jahre=(of_year(2024, H.STADT, "16575.00", Jahresstand.GEPLANT),),
    )
    [year] = mischung(p)
    [teil] = year.teile
    assert str(teil.betrag) == "16575.00"
    assert teil.quelle == "lt. Finanzierungsplan"
    assert teil.daneben == "Ratsbeschluss vom 14.12.2023: 30.000,00\u00a0€"


def test_an_equal_figure_of_the_other_origin_is_not_told_twice():
    p = pfad(
        schritt(1, S.RATSBESCHLUSS, date(2023, 12, 14), mittel(2024, H.STADT, "16575.00")),
        jahre=(of_year(2024, H.STADT, "16575.00", Jahresstand.GEPLANT),),
    )
    assert mischung(p)[0].teile[0].daneben == ""


def test_the_newest_entry_on_a_year_and_a_purse_holds_and_zero_takes_away():
    first = schritt(
        1,
        S.BEABSICHTIGT,
        date(2024, 1, 1),
        mittel(2025, H.STADT, "9000.00"),
        mittel(2025, H.LAND, "6000.00"),
    )
    second = schritt(
        2, S.HAUSHALTSANMELDUNG, date(2024, 5, 1), mittel(2025, H.STADT, "10000.00"), zyklus=ZYKLUS
    )
    assert said(pfad(first, second)) == {
        (2025, "land"): ("6000.00", False),
        (2025, "stadt"): ("10000.00", False),
    }
    zero = schritt(3, S.BEABSICHTIGT, date(2024, 6, 1), mittel(2025, H.LAND, "0.00"))
    assert said(pfad(first, second, zero))[2025, "land"] == ("0.00", False)


def test_of_two_entries_on_one_day_the_later_one_holds():
    same = date(2024, 5, 1)
    found = pfad(schritt(2, S.PILOT, same), schritt(1, S.IDEE, same))
    assert found.stand is S.PILOT


def test_an_entry_that_was_corrected_or_taken_back_does_not_count():
    wrong = schritt(1, S.RATSBESCHLUSS, date(2024, 1, 1), mittel(2025, H.STADT, "1.00"), berichtigt_durch=2)
    gone = schritt(
        3, S.ABGELEHNT, date(2024, 6, 1), zurueckgenommen_am=AM, zurueckgenommen_grund="andere Maßnahme"
    )
    right = schritt(2, S.RATSBESCHLUSS, date(2024, 1, 1), mittel(2025, H.STADT, "2.00"), berichtigt_id=1)
    p = pfad(wrong, right, gone)
    assert p.stand is S.RATSBESCHLUSS
    assert said(p) == {(2025, "stadt"): ("2.00", True)}


def test_a_refusal_takes_the_citys_money_away_that_was_only_asked_for():
    asked = schritt(
        1,
        S.HAUSHALTSANMELDUNG,
        date(2024, 5, 1),
        mittel(2025, H.STADT, "9000.00"),
        mittel(2025, H.LAND, "6000.00"),
        zyklus=ZYKLUS,
    )
    refused = schritt(2, S.ABGELEHNT, date(2024, 9, 1), zyklus=ZYKLUS)
    assert said(pfad(asked, refused)) == {(2025, "land"): ("6000.00", False)}


def test_a_refusal_of_one_budget_leaves_what_was_decided_and_other_years():
    decided = schritt(
        1,
        S.RATSBESCHLUSS,
        date(2023, 12, 1),
        mittel(2024, H.STADT, "5000.00"),
        mittel(2025, H.STADT, "5000.00"),
    )
    asked = schritt(
        2,
        S.BEABSICHTIGT,
        date(2024, 1, 1),
        mittel(2026, H.STADT, "7000.00"),
        mittel(2027, H.STADT, "7000.00"),
    )
    refused = schritt(3, S.ZURUECKGESTELLT, date(2024, 9, 1), zyklus=ZYKLUS)
    assert set(said(pfad(decided, asked, refused))) == {(2024, "stadt"), (2025, "stadt"), (2027, "stadt")}


def test_nothing_is_expected_after_a_massnahme_ended():
    p = pfad(
        schritt(
            1, S.RATSBESCHLUSS, date(2023, 1, 1), *(mittel(j, H.STADT, "1.00") for j in (2023, 2024, 2025))
        ),
        schritt(2, S.AUSGELAUFEN, date(2024, 3, 1)),
    )
    assert set(said(p)) == {(2023, "stadt"), (2024, "stadt")}


def test_what_the_city_decides_does_not_bind_the_land():
    p = pfad(
        schritt(
            1, S.RATSBESCHLUSS, date(2024, 1, 1), mittel(2025, H.LAND, "1.00"), mittel(2025, H.STADT, "1.00")
        )
    )
    assert said(p) == {(2025, "land"): ("1.00", False), (2025, "stadt"): ("1.00", True)}
    assert not mischung(p)[0].gesichert


def test_the_next_entry_takes_along_what_nobody_has_decided():
    p = pfad(
        schritt(1, S.RATSBESCHLUSS, date(2023, 1, 1), mittel(2024, H.STADT, "1.00")),
        schritt(2, S.HAUSHALTSANMELDUNG, date(2024, 1, 1), mittel(2025, H.STADT, "2.00"), zyklus=ZYKLUS),
    )
    assert offene_mittel(p) == (mittel(2025, H.STADT, "2.00"),)


# -- verstetigt does not mean that the Land stops paying ---------------------------------------------------


def test_verstetigt_and_the_land_stand_side_by_side():
    p = pfad(
        schritt(1, S.VERSTETIGT, date(2021, 12, 10), gilt_ab=date(2022, 1, 1)),
        jahre=(of_year(2024, H.LAND, "86600.00"),),
    )
    assert nebeneinander(p, AM) == (
        "Verstetigt seit 01.01.2022; 2024 stehen daneben 86.600,00\u00a0€ Landesmittel."
    )


@pytest.mark.parametrize(
    "p",
    [
        pfad(schritt(1, S.VERSTETIGT, date(2021, 12, 10), gilt_ab=date(2022, 1, 1))),
        pfad(jahre=(of_year(2024, H.LAND, "1.00"),)),
        pfad(
            schritt(1, S.VERSTETIGT, date(2021, 12, 10), gilt_ab=date(2022, 1, 1)),
            jahre=(of_year(2022, H.LAND, "1.00"),),
        ),
        pfad(
            schritt(1, S.VERSTETIGT, date(2021, 12, 10), gilt_ab=date(2022, 1, 1)),
            schritt(2, S.AUSGELAUFEN, date(2024, 3, 1)),
            jahre=(of_year(2024, H.LAND, "1.00"),),
        ),
    ],
    ids=["without Land", "without a step", "Land long ago", "ended"],
)
def test_one_fact_alone_is_no_pair(p: Pfad):
    assert nebeneinander(p, AM) == ""


@pytest.mark.parametrize(
    ("p", "current"),
    [
        (pfad(jahre=(of_year(2023, H.LAND, "1.00"),)), True),
        (pfad(jahre=(of_year(2022, H.LAND, "1.00"),)), False),
        (pfad(schritt(1, S.IDEE, date(2015, 1, 1))), True),
        (pfad(schritt(1, S.AUSGELAUFEN, date(2015, 1, 1))), False),
        (pfad(geplant_ab="Mitte 2025"), True),
        (pfad(), False),
    ],
)
def test_a_list_of_today_shows_what_runs_or_is_under_way(p: Pfad, current: bool):
    assert is_current(p, AM) is current


# -- posts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "hundredths"), [("0,5", 50), ("1,25", 125), ("2", 200), ("1,5 VZÄ", 150)])
def test_posts_are_read_in_hundredths(text: str, hundredths: int):
    assert parse_stellen(text) == hundredths


@pytest.mark.parametrize("text", ["0", "0,00", "1.5", "eine halbe", "-1", "1,255"])
def test_anything_else_is_no_share_of_posts(text: str):
    with pytest.raises(StellenUnklar, match="0,5 oder 1,25"):
        parse_stellen(text)


def test_posts_are_written_with_two_decimals():
    assert [format_stellen(n) for n in (50, 125, 200, 5)] == ["0,50", "1,25", "2,00", "0,05"]
