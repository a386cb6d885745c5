"""The picture and the timeline: widths that add up, words where there is room, the same figures in words."""

from __future__ import annotations

from datetime import date

from grants.domain.begriffe import Mittelherkunft as H
from grants.domain.begriffe import Verstetigungsstand as S
from grants.domain.verstetigung import Jahresstand, Zyklus, mischung
from grants.domain.verstetigung_anmeldung import build_anmeldung
from grants.domain.verstetigung_bild import build_stapel, build_zeile, shown_years
from grants.domain.verstetigung_luecken import find_luecken
from tests.domain.test_verstetigung import AM, mittel, of_year, pfad, schritt

MISCHUNG = pfad(
    schritt(1, S.RATSBESCHLUSS, date(2023, 12, 14), mittel(2025, H.STADT, "50.00")),
    jahre=(
        of_year(2023, H.LAND, "66.67", Jahresstand.BEWILLIGT),
        of_year(2023, H.TRAEGER, "30.00", Jahresstand.GEPLANT),
        of_year(2023, H.KRANKENKASSE, "3.33", Jahresstand.GEPLANT),
        of_year(2024, H.LAND, "0.00"),
    ),
)


def test_without_money_there_is_no_picture():
    assert build_stapel(mischung(pfad(jahre=(of_year(2024, H.LAND, "0.00"),)))) is None


def test_the_longest_bar_fills_the_width_and_segments_lie_edge_to_edge():
    found = build_stapel(mischung(MISCHUNG))
    assert found is not None
    first, second = found.balken
    assert [(s.beginn, s.breite) for s in first.segmente] == [(0, 667), (667, 300), (967, 33)]
    assert [(s.x, s.weite) for s in second.segmente] == [("0.0%", "50.0%")]
    assert (first.y, second.y, found.hoehe) == (0, 76, 152)


def test_a_word_stands_where_there_is_room():
    found = build_stapel(mischung(MISCHUNG))
    assert found is not None
    assert [s.wort for s in found.balken[0].segmente] == ["Land", "Eigenmittel", ""]


def test_a_narrow_bar_alone_has_its_word_beside_it():
    found = build_stapel(
        mischung(pfad(jahre=(of_year(2023, H.LAND, "100.00"), of_year(2024, H.STADT, "1.00"))))
    )
    assert found is not None
    assert [s.wort for s in found.balken[1].segmente] == ["Stadt"]


def test_the_picture_is_told_in_words_too():
    found = build_stapel(mischung(MISCHUNG))
    assert found is not None
    assert found.beschreibung.replace("\u00a0", " ") == (
        "2023: Land 66,67 €, Eigenmittel 30,00 € (offen), Krankenkasse 3,33 € (offen). 2025: Stadt 50,00 €."
    )
    assert found.herkuenfte == (H.LAND, H.STADT, H.TRAEGER, H.KRANKENKASSE)


def test_the_timeline_shows_last_year_to_three_years_ahead():
    assert list(shown_years(AM)) == [2023, 2024, 2025, 2026, 2027]
    row = build_zeile(MISCHUNG, find_luecken(MISCHUNG, [], AM), shown_years(AM), nebeneinander="")
    assert [len(zelle.teile) for zelle in row.zellen] == [3, 0, 1, 0, 0]
    assert [len(zelle.schritte) for zelle in row.zellen] == [1, 0, 0, 0, 0]
    assert [zelle.leer for zelle in row.zellen] == [False, True, False, True, True]


# -- Haushaltsanmeldung ------------------------------------------------------------------------------------

HAUSHALT = Zyklus(1, "2025/26", 2025, 2026)


def test_the_haushaltsanmeldung_holds_what_aims_at_the_budget_with_sums():
    asked = pfad(
        schritt(
            1,
            S.HAUSHALTSANMELDUNG,
            date(2024, 5, 2),
            mittel(2025, H.STADT, "9000.10"),
            mittel(2025, H.KRANKENKASSE, "500.00"),
            zyklus=HAUSHALT,
            produkt="06 01 02",
            konto="531800",
            stellen_hundertstel=50,
            begruendung="Bedarf",
        ),
        schritt(2, S.IM_ENTWURF, date(2024, 9, 1), zyklus=HAUSHALT),
    )
    other = pfad(schritt(3, S.BEABSICHTIGT, date(2024, 5, 2), mittel(2026, H.STADT, "0.90"), zyklus=HAUSHALT))
    refused = pfad(schritt(4, S.ABGELEHNT, date(2024, 5, 2), zyklus=HAUSHALT))
    none = pfad(schritt(5, S.IDEE, date(2024, 5, 2)))
    found = build_anmeldung([asked, other, refused, none], HAUSHALT)
    assert len(found.zeilen) == 2
    first = found.zeilen[0]
    # The newest state, with the details of the entry that named them.
    assert (first.schritt.stand, first.schritt.produkt, first.schritt.begruendung) == (
        S.IM_ENTWURF,
        "06 01 02",
        "Bedarf",
    )
    assert [str(a) if a else None for a in first.stadt] == ["9000.10", None]
    assert [str(a) if a else None for a in first.uebrige] == ["500.00", None]
    assert [str(a) for a in found.stadt] == ["9000.10", "0.90"]
    assert found.stellen_hundertstel == 50
