"""Gaps on the way to lasting money, each in its sentence; and the days of budgets that come."""

from __future__ import annotations

from datetime import date

import pytest

from grants.domain.begriffe import Mittelherkunft as H
from grants.domain.begriffe import Verstetigungsstand as S
from grants.domain.verstetigung import Jahresstand, Pfad, Zyklus
from grants.domain.verstetigung_luecken import Luecke, Lueckenart, find_luecken, next_days
from tests.domain.test_verstetigung import AM, mittel, of_year, pfad, schritt

HAUSHALT = Zyklus(1, "2025/26", 2025, 2026, anmeldung_bis=date(2024, 10, 1), beschluss_am=date(2024, 12, 12))
LAND_2024 = of_year(2024, H.LAND, "18000.00")


def luecken(p: Pfad, *zyklen: Zyklus, am: date = AM) -> list[tuple[str, str]]:
    return [(each.art.value, each.text) for each in find_luecken(p, zyklen, am)]


def test_land_ends_and_nothing_is_asked_for():
    assert luecken(pfad(jahre=(LAND_2024,))) == [
        ("nichts_angemeldet", "Landesmittel enden 2024, für 2025 ist nichts angemeldet.")
    ]


def test_the_next_budget_is_named_while_one_can_still_ask():
    [(_, text)] = luecken(pfad(jahre=(LAND_2024,)), HAUSHALT)
    assert text.endswith("für 2025 ist nichts angemeldet. Anmeldung zum Haushalt 2025/26 bis 01.10.2024.")
    [(_, late)] = luecken(pfad(jahre=(LAND_2024,)), HAUSHALT, am=date(2024, 10, 2))
    assert late.endswith("Die Anmeldung zum Haushalt 2025/26 endete am 01.10.2024.")


def test_what_was_refused_is_said_beside_the_gap():
    refused = schritt(1, S.ABGELEHNT, date(2024, 3, 1))
    [(art, text)] = luecken(pfad(refused, jahre=(LAND_2024,)))
    assert art == "nichts_angemeldet"
    assert "Stand: abgelehnt." in text


def test_a_massnahme_that_ended_has_no_gap():
    assert luecken(pfad(schritt(1, S.AUSGELAUFEN, AM), jahre=(LAND_2024,))) == []


def test_a_massnahme_of_which_nothing_is_known_has_no_gap():
    assert luecken(pfad()) == []


def test_asked_for_and_not_decided_is_said_without_alarm():
    asked = schritt(
        1,
        S.HAUSHALTSANMELDUNG,
        date(2024, 5, 2),
        mittel(2025, H.STADT, "18000.00"),
        mittel(2026, H.STADT, "18000.00"),
        zyklus=HAUSHALT,
    )
    found = find_luecken(pfad(asked, jahre=(LAND_2024,)), [HAUSHALT], AM)
    assert [each.art for each in found] == [Lueckenart.NICHT_ENTSCHIEDEN]
    assert found[0].text == (
        "Mittel der Stadt sind eingetragen, aber noch nicht beschlossen: 2025 18.000,00\u00a0€, "
        "2026 18.000,00\u00a0€."
    )
    assert not found[0].dringend


def test_less_money_than_the_year_before_is_told_to_the_cent():
    decided = schritt(1, S.RATSBESCHLUSS, date(2024, 5, 2), mittel(2025, H.STADT, "17999.99"))
    assert ("weniger", "Für 2025 fehlen 0,01\u00a0€ gegenüber 2024.") in luecken(
        pfad(decided, jahre=(LAND_2024,))
    )
    as_much = schritt(1, S.RATSBESCHLUSS, date(2024, 5, 2), mittel(2025, H.STADT, "18000.00"))
    assert "weniger" not in dict(luecken(pfad(as_much, jahre=(LAND_2024,))))


def test_a_foerderjahr_that_is_still_being_planned_is_no_gap():
    """Plans come after the list: 2024 has only its Land money yet."""
    found = luecken(
        pfad(
            jahre=(
                of_year(2023, H.LAND, "18000.00", Jahresstand.BEWILLIGT),
                of_year(2023, H.TRAEGER, "4500.00", Jahresstand.GEPLANT),
                LAND_2024,
            )
        )
    )
    assert "weniger" not in dict(found)


def test_verstetigt_without_an_amount_is_asked_for():
    lasting = schritt(1, S.VERSTETIGT, date(2021, 12, 10), gilt_ab=date(2022, 1, 1))
    assert luecken(pfad(lasting)) == [
        ("kein_betrag", "Verstetigt ab 01.01.2022, aber ab 2024 ist kein Betrag der Stadt eingetragen.")
    ]


def test_what_the_city_pays_for_good_is_no_gap_in_the_next_year():
    lasting = schritt(
        1, S.VERSTETIGT, date(2021, 12, 10), mittel(2024, H.STADT, "9000.00"), gilt_ab=date(2022, 1, 1)
    )
    assert luecken(pfad(lasting)) == []


def test_where_the_land_pays_beside_the_city_its_end_is_a_gap():
    lasting = schritt(
        1, S.VERSTETIGT, date(2021, 12, 10), mittel(2024, H.STADT, "9000.00"), gilt_ab=date(2022, 1, 1)
    )
    [(art, text)] = luecken(pfad(lasting, jahre=(LAND_2024,)))
    assert art == "nichts_angemeldet"
    assert text == "Landesmittel enden 2024, die Stadt zahlt weiter; für den Rest ist 2025 nichts angemeldet."


@pytest.mark.parametrize(
    ("bis", "expected"),
    [
        (
            date(2024, 12, 31),
            ["Der Beschluss vom 14.12.2023 gilt bis 31.12.2024, für 2025 ist nichts angemeldet."],
        ),
        (date(2025, 1, 1), []),
        (None, []),
    ],
)
def test_a_decision_that_ends_is_told_with_its_last_day(bis: date | None, expected: list[str]):
    limited = schritt(
        1, S.RATSBESCHLUSS, date(2023, 12, 14), mittel(2024, H.STADT, "9000.00"), befristet_bis=bis
    )
    assert [text for _, text in luecken(pfad(limited))] == expected


def test_a_year_far_ahead_is_nobodys_worry_yet():
    far = schritt(
        1, S.RATSBESCHLUSS, date(2024, 1, 1), mittel(2026, H.STADT, "1.00"), befristet_bis=date(2026, 12, 31)
    )
    assert luecken(pfad(far)) == []
    assert luecken(pfad(far), am=date(2025, 1, 1)) != []


def test_a_massnahme_without_money_for_long_is_asked_about():
    [(art, text)] = luecken(pfad(jahre=(of_year(2022, H.LAND, "1.00"),)))
    assert art == "unklar"
    assert text.startswith("Seit 2023 ist keine Finanzierung eingetragen.")


@pytest.mark.parametrize("stand", [S.BEABSICHTIGT, S.ZURUECKGESTELLT])
def test_a_missed_day_of_the_budget_is_told(stand: S):
    meant = schritt(1, stand, date(2024, 2, 2), zyklus=HAUSHALT)
    assert luecken(pfad(meant), HAUSHALT, am=date(2024, 10, 1)) == []
    assert [art for art, _ in luecken(pfad(meant), HAUSHALT, am=date(2024, 10, 2))] == ["anmeldung_verpasst"]


def test_gaps_stand_in_the_order_of_their_years():
    p = pfad(
        schritt(
            1,
            S.HAUSHALTSANMELDUNG,
            date(2024, 5, 2),
            mittel(2025, H.STADT, "9000.00"),
            mittel(2026, H.STADT, "8000.00"),
            zyklus=HAUSHALT,
        ),
        jahre=(LAND_2024,),
    )
    found: list[Luecke] = list(find_luecken(p, [HAUSHALT], AM))
    assert [(each.jahr, each.art.value) for each in found] == [
        (2025, "nicht_entschieden"),
        (2025, "weniger"),
        (2026, "weniger"),
    ]


# -- what comes next ---------------------------------------------------------------------------------------


def named(name: str, *rest: object) -> Pfad:
    found = pfad(*rest)  # type: ignore[arg-type]  # entries
    return Pfad("kinderstark", name.lower(), name, schritte=found.schritte)


def test_days_to_come_name_what_is_to_be_asked_for():
    pfade = [
        named("Gemeldet", schritt(1, S.HAUSHALTSANMELDUNG, date(2024, 5, 2), zyklus=HAUSHALT)),
        named("Gewollt", schritt(2, S.BEABSICHTIGT, date(2024, 5, 2), zyklus=HAUSHALT)),
        named("Idee", schritt(3, S.IDEE, date(2024, 5, 2))),
        Pfad("kinderstark", "endet", "Endet", aus_jahren=(LAND_2024,)),
    ]
    found = next_days([HAUSHALT], pfade, AM)
    assert [(each.tag, each.was) for each in found] == [
        (date(2024, 10, 1), "Haushaltsanmeldung, letzter Tag"),
        (date(2024, 12, 12), "Beschluss im Rat"),
    ]
    assert found[0].fehlt == ("Gewollt", "Endet")
    assert found[0].angemeldet == ("Gemeldet",)
    assert found[1].fehlt == ()
    assert found[0].tage(AM) == 15


def test_the_last_day_itself_is_still_to_come_and_past_days_are_not():
    assert [each.was for each in next_days([HAUSHALT], [], date(2024, 10, 1))] == [
        "Haushaltsanmeldung, letzter Tag",
        "Beschluss im Rat",
    ]
    assert [each.was for each in next_days([HAUSHALT], [], date(2024, 10, 2))] == ["Beschluss im Rat"]
