"""What is refused in a Weiterleitung, how versions differ, and what the template makes of a missing field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from grants.domain.begriffe import Finanzierungsart, Mittelherkunft
from grants.domain.kette import Zusage
from grants.domain.money import Vomhundert, euro
from grants.domain.weiterleitung import (
    Bekanntgabe,
    Rate,
    Zusageangaben,
    Zusagestand,
    check_angaben,
    check_bekanntgabe,
    compare,
    stand_of,
)
from grants.domain.weiterleitung_vorlage import (
    BESCHEID,
    FELDER,
    TABELLEN,
    VERTRAG,
    check_vorlage,
    fill_vorlage,
)

LAND, STADT = Mittelherkunft.LAND, Mittelherkunft.STADT
TAG = date(2024, 4, 2)


def angaben(**other: object) -> Zusageangaben:
    base = Zusageangaben(
        zusagen=(Zusage(LAND, euro("1000.00"), Finanzierungsart.ANTEIL, Vomhundert(800_000)),), vom=TAG
    )
    return replace(base, **other)  # type: ignore[arg-type]


WRONG: list[tuple[str, dict[str, object]]] = [
    ("betrag_fehlt", {"zusagen": ()}),
    ("betrag_fehlt", {"zusagen": (Zusage(LAND, euro("0.00")),)}),
    ("betrag_negativ", {"zusagen": (Zusage(LAND, euro("5.00")), Zusage(STADT, euro("-1.00")))}),
    (
        "landesanteil_ohne_anteil",
        {"zusagen": (Zusage(LAND, euro("5.00"), Finanzierungsart.FESTBETRAG, Vomhundert(800_000)),)},
    ),
    (
        "landesanteil_unmoeglich",
        {"zusagen": (Zusage(LAND, euro("5.00"), Finanzierungsart.ANTEIL, Vomhundert(1_000_001)),)},
    ),
    ("bewilligung_bis_vor_von", {"bewilligung_von": TAG, "bewilligung_bis": date(2024, 4, 1)}),
    ("raten_summe", {"raten": (Rate(TAG, LAND, euro("999.99")),)}),
    ("raten_summe", {"raten": (Rate(TAG, STADT, euro("1.00")),)}),
    ("rate_nicht_positiv", {"raten": (Rate(TAG, LAND, euro("0.00")), Rate(TAG, LAND, euro("1000.00")))}),
]


@pytest.mark.parametrize(("code", "other"), WRONG)
def test_what_cannot_be_is_refused_with_what_to_do(code: str, other: dict[str, object]):
    found = check_angaben(angaben(**other), folgt_auf=None, is_folge=False)
    assert [v.code for v in found] == [code]
    assert "Bitte" in found[0].text or "bitte" in found[0].text


def test_a_share_of_exactly_one_hundred_and_instalments_to_the_cent_are_taken():
    zusagen = (Zusage(LAND, euro("10.01"), Finanzierungsart.ANTEIL, Vomhundert(1_000_000)),)
    raten = (Rate(TAG, LAND, euro("5.00")), Rate(TAG, LAND, euro("5.01")))
    assert check_angaben(angaben(zusagen=zusagen, raten=raten), folgt_auf=None, is_folge=False) == []


def test_a_later_version_says_from_when_and_not_before_the_one_it_follows():
    def codes(wirksam_ab: date | None) -> list[str]:
        found = check_angaben(angaben(wirksam_ab=wirksam_ab), folgt_auf=TAG, is_folge=True)
        return [v.code for v in found]

    assert codes(None) == ["wirksam_fehlt"]
    assert codes(date(2024, 4, 1)) == ["wirksam_vor_voriger"]
    assert codes(TAG) == []


def test_bekanntgabe_comes_after_the_letter_and_before_all_that_follows_from_it():
    def codes(known: date | None, given_up: date | None = None, final: date | None = None) -> list[str]:
        return [v.code for v in check_bekanntgabe(Bekanntgabe(known, given_up, final), vom=TAG)]

    assert codes(None, TAG) == ["bekanntgabe_fehlt"]
    assert codes(date(2024, 4, 1)) == ["bekanntgabe_vor_datum"]
    assert codes(TAG, None, date(2024, 4, 1)) == ["bestandskraft_vor_bekanntgabe"]
    assert codes(TAG, TAG, TAG) == []


@pytest.mark.parametrize(
    ("days", "am", "stand"),
    [
        (Bekanntgabe(), TAG, Zusagestand.ENTWURF),
        (Bekanntgabe(TAG), date(2024, 5, 2), Zusagestand.BEKANNT_GEGEBEN),
        # 2 May is the last day for the Rechtsbehelf.
        (Bekanntgabe(TAG), date(2024, 5, 3), Zusagestand.BESTANDSKRAEFTIG),
        (Bekanntgabe(TAG, date(2024, 4, 5)), date(2024, 4, 5), Zusagestand.BESTANDSKRAEFTIG),
        (Bekanntgabe(TAG, None, date(2024, 6, 1)), date(2024, 5, 31), Zusagestand.BEKANNT_GEGEBEN),
    ],
)
def test_the_stand_follows_from_the_days(days: Bekanntgabe, am: date, stand: Zusagestand):
    assert stand_of(da=True, is_stelle=False, ausgestellt=False, bekanntgabe=days, am=am) is stand


def test_versions_are_compared_in_words_and_what_stays_is_left_out():
    new = angaben(zusagen=(Zusage(LAND, euro("900.00"), Finanzierungsart.FESTBETRAG),), wirksam_ab=TAG)
    found = {u.feld: (u.alt, u.neu) for u in compare(angaben(), new)}
    assert found["Zusammen"] == ("1.000,00\xa0€", "900,00\xa0€")
    assert found["Gilt ab"] == ("", "02.04.2024")
    assert set(found) == {"Land", "Zusammen", "Gilt ab"}


# -- The template ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [BESCHEID, VERTRAG])
def test_the_built_in_templates_use_only_fields_of_the_list(text: str):
    assert check_vorlage(text) == []
    bausteine, missing = fill_vorlage(text, dict.fromkeys([*FELDER, *TABELLEN], "x"))
    assert missing == ()
    assert [b.art for b in bausteine if b.art in TABELLEN] == list(TABELLEN)
    assert "{" not in str(bausteine)
    assert sum(b.art == "titel" for b in bausteine) == text.count("# ")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Für {massname}.", "feld_unbekannt"),
        ("Für { massnahme }.", "feld_unbekannt"),
        ("Für {}.", "feld_unbekannt"),
        ("Für {massnahme", "klammer_lose"),
        ("Beträge: {betraege}", "tabelle_im_satz"),
    ],
)
def test_a_template_with_a_field_that_is_not_in_the_list_is_refused(text: str, code: str):
    assert [v.code for v in check_vorlage(text)] == [code]


def test_an_empty_field_is_named_and_stands_as_a_gap_at_its_place():
    bausteine, missing = fill_vorlage(
        "# Zweck\nFür {massnahme} ab {bewilligung_von}.\n{betraege}\nEnde\nhier.\n\nNeu",
        {"massnahme": "Beispiel {jahr}", "betraege": ""},
    )
    assert missing == ("Bewilligungszeitraum von", "Beträge nach Mittelherkunft")
    assert [b.art for b in bausteine] == ["titel", "absatz", "betraege", "absatz", "absatz"]
    [_, first, _, last, _] = bausteine
    # What somebody typed into a field is text, never a field again.
    assert [(t.text, t.fehlt) for t in first.teile] == [
        ("Für ", False),
        ("Beispiel {jahr}", False),
        (" ab ", False),
        ("Bewilligungszeitraum von", True),
        (".", False),
    ]
    assert last.teile[0].text == "Ende hier."
