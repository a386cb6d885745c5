from __future__ import annotations

import pytest

from grants.domain.begriffe import FoerderjahrStatus, Zahlungsart
from tests.domain.jahre import figures, make_abruf, make_bescheid, make_jahr, run_one, tag

BACK = Zahlungsart.RUECKZAHLUNG_LAND


GRANTED = (make_bescheid("1200.00"),)


def jahr(*zahlungen, bescheide=GRANTED, **overrides):
    return make_jahr(zahlungen_land=zahlungen, bescheide=bescheide, **overrides)


@pytest.mark.parametrize(
    ("betrag", "expected"), [("0.00", "ok"), ("1199.99", "ok"), ("1200.00", "ok"), ("1200.01", "fehler")]
)
def test_the_land_pays_no_more_than_it_granted(betrag, expected):
    ergebnis = run_one("eingang_land", jahr(make_abruf(betrag=betrag)))
    assert figures(ergebnis) == (expected, "1200.00", betrag)
    assert ("Bitte" in ergebnis.text) is (expected == "fehler")


def test_what_went_back_is_taken_off():
    zahlungen = (make_abruf(betrag="1250.00"), make_abruf("01.06.2023", "-50.00", art=BACK))
    assert figures(run_one("eingang_land", jahr(*zahlungen))) == ("ok", "1200.00", "1200.00")


def test_a_payment_of_a_later_day_does_not_count_yet():
    zahlung = make_abruf("10.05.2023", "1300.00")
    assert figures(run_one("eingang_land", jahr(zahlung, am="09.05.2023"))) == ("ok", "1200.00", "0.00")
    assert run_one("eingang_land", jahr(zahlung, am="10.05.2023")).ergebnis == "fehler"


def test_the_bescheid_in_force_counts():
    lowered = make_bescheid("1000.00", version=2, wirksam_ab=tag("01.06.2023"))
    bescheide = (make_bescheid("1200.00"), lowered)
    assert run_one("eingang_land", jahr(make_abruf(), bescheide=bescheide, am="31.05.2023")).ergebnis == "ok"
    assert (
        run_one("eingang_land", jahr(make_abruf(), bescheide=bescheide, am="01.06.2023")).ergebnis == "fehler"
    )


def test_with_a_bescheid_and_nothing_received_all_is_in_order():
    assert figures(run_one("eingang_land", jahr())) == ("ok", "1200.00", "0.00")


def test_money_without_a_bescheid_is_a_fehler():
    ergebnis = run_one("eingang_land", jahr(make_abruf(betrag="0.01"), bescheide=()))
    assert figures(ergebnis) == ("fehler", "0.00", "0.01")
    assert ergebnis.text.endswith("Bitte den Zuwendungsbescheid erfassen.")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (FoerderjahrStatus.BESCHIEDEN, "noch_nicht_faellig"),
        (FoerderjahrStatus.IN_DURCHFUEHRUNG, "nicht_geprueft"),
    ],
)
def test_with_neither_bescheid_nor_money_nothing_is_compared(status, expected):
    assert run_one("eingang_land", jahr(bescheide=(), status=status)).ergebnis == expected
