"""Groups of the register: each Maßnahme in one, sums that add up, filters and orders that are what they say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from grants.domain.balken import HOEHE, build_balken
from grants.domain.money import NULL, Betrag, euro, summe
from grants.domain.register import (
    Massnahmenstand,
    Registerfilter,
    Registergruppe,
    Registerzeile,
    aenderung,
    build_register,
    choose,
    sort_zeilen,
)


def make(kennung: str, betraege: dict[int, str] | None = None, **more: object) -> Registerzeile:
    amounts = {jahr: euro(text) for jahr, text in (betraege or {}).items()}
    years = frozenset(more.pop("jahre", amounts))  # type: ignore[arg-type]  # years of a test
    return Registerzeile("kinderstark", kennung, kennung.title(), jahre=years, betraege=amounts, **more)  # type: ignore[arg-type]


ALTE = make("alt", {2023: "2870.00"})
NEUE = make("neu", {2024: "33000.00"})
WEITER = make("weiter", {2023: "85800.00", 2024: "86600.00"}, traeger=("Beispielträger A",))
OHNE = make("ohne", {}, jahre=[2024])
ALLE = [WEITER, NEUE, ALTE, OHNE]


def test_every_massnahme_stands_in_one_group_and_the_sums_add_up():
    register = build_register(ALLE, (2023, 2024))
    assert [(g.art, [z.kennung for z in g.zeilen]) for g in register.gruppen] == [
        (Registergruppe.FORTGEFUEHRT, ["weiter"]),
        (Registergruppe.NEU, ["neu"]),
        (Registergruppe.BEENDET, ["alt"]),
        (Registergruppe.OHNE, ["ohne"]),
    ]
    for jahr in (2023, 2024):
        assert summe(g.summen[jahr] for g in register.gruppen) == register.summen[jahr]
    assert register.summen[2024] == euro("119600.00")
    assert register.aenderung is not None
    assert register.aenderung.betrag == euro("30930.00")


@given(st.lists(st.tuples(st.integers(1, 10**9) | st.none(), st.integers(1, 10**9) | st.none()), max_size=40))
def test_whatever_the_amounts_groups_lose_and_double_nothing(cents: list[tuple[int | None, int | None]]):
    rows = [
        Registerzeile(
            "p",
            f"m{n}",
            f"M {n}",
            betraege={j: Betrag(c) for j, c in zip((2023, 2024), pair, strict=True) if c is not None},
        )
        for n, pair in enumerate(cents)
    ]
    register = build_register(rows, (2023, 2024))
    assert sorted(z.kennung for z in register.zeilen) == sorted(z.kennung for z in rows)
    for place, jahr in enumerate((2023, 2024)):
        assert summe(g.summen[jahr] for g in register.gruppen) == Betrag(sum(c[place] or 0 for c in cents))


def test_a_change_needs_both_years():
    assert aenderung(WEITER, 2024, 2023).betrag == euro("800.00")  # type: ignore[union-attr]
    assert aenderung(NEUE, 2024, 2023) is None
    assert aenderung(ALTE, 2024, 2023) is None


def test_whether_it_runs_follows_from_its_years_and_the_offices_words():
    assert WEITER.stand(2024) is Massnahmenstand.LAUFEND
    assert ALTE.stand(2024) is Massnahmenstand.BEENDET
    assert make("x", {}, geplant_ab="Mitte 2025").stand(2024) is Massnahmenstand.GEPLANT
    # Without Landesmittel, but running.
    assert make("y", {}, laufend_seit="2019").stand(2024) is Massnahmenstand.LAUFEND


def test_search_looks_into_names_aliases_and_traeger():
    other = make("delphin", {2024: "1.00"}, aliase=("Sprachförderung",))
    rows = [*ALLE, other]

    def found(**wanted: str) -> list[str]:
        return [z.kennung for z in choose(rows, Registerfilter(**wanted), newest=2024)]

    assert found(suche="sprach") == ["delphin"]
    assert found(suche="BEISPIELTRÄGER") == ["weiter"]
    assert found(stand="beendet") == ["alt"]
    assert found(traeger="Beispielträger A", stand="beendet") == []
    assert found() == [z.kennung for z in rows]


def test_sorting_by_an_amount_leaves_those_without_at_the_end():
    jahre = (2023, 2024)
    assert [z.kennung for z in sort_zeilen(ALLE, "2024", jahre)] == ["neu", "weiter", "alt", "ohne"]
    assert [z.kennung for z in sort_zeilen(ALLE, "-2024", jahre)] == ["weiter", "neu", "alt", "ohne"]
    assert [z.kennung for z in sort_zeilen(ALLE, "-name", jahre)] == ["weiter", "ohne", "neu", "alt"]
    assert [z.kennung for z in sort_zeilen(ALLE, "unsinn", jahre)] == ["alt", "neu", "ohne", "weiter"]


def test_bars_are_as_high_as_their_amounts():
    found = build_balken([("2022", None), ("2023", euro("50.00")), ("2024", euro("100.00")), ("2025", NULL)])
    assert [b.hoehe for b in found] == [0, HOEHE // 2, HOEHE, 0]
    assert build_balken([("2024", euro("0.01")), ("2025", euro("99999.00"))])[0].hoehe == 1
