"""Papers asked for by the check: what may be asked, when it is complete, how it is counted and said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from grants.domain.begriffe import NachweisStatus
from grants.domain.money import euro
from grants.domain.unterlagen import (
    Anforderung,
    Unterlage,
    Unterlagenlage,
    Wunsch,
    check_anforderung,
    check_frist,
    check_vollstaendig,
    count_unterlagen,
    vorgeschlagene_frist,
)

HEUTE = date(2024, 9, 16)
ZEILE = Unterlage(
    1, "SA", "A-01", "Beispiel GmbH", None, euro("1.00"), True, True, "", "", 0, None, "", True, 1
)
MOMENT = datetime(2024, 9, 1, tzinfo=UTC)
ANFORDERUNG = Anforderung(1, "", HEUTE, MOMENT, "Beispiel Anna", 1, None, None, "", 1, (ZEILE,))
ALLES, NICHTS = Wunsch(rechnung=True, zahlungsnachweis=True), Wunsch(rechnung=False, zahlungsnachweis=False)


@pytest.mark.parametrize(
    ("wuensche", "frist", "codes"),
    [
        ([ALLES], date(2024, 9, 17), []),
        ([replace(NICHTS, frage="Wofür?")], date(2024, 9, 17), []),
        ([NICHTS, replace(NICHTS, frage="  ")], date(2024, 9, 17), ["nichts_verlangt"]),
        ([ALLES], HEUTE, ["frist_vorbei"]),
        ([], None, ["nichts_verlangt", "frist_fehlt"]),
        ([replace(ALLES, frage="x" * 2001)], date(2024, 9, 17), ["text_zu_lang"]),
    ],
)
def test_a_request_names_something_and_a_day_to_come(wuensche, frist, codes):
    assert [v.code for v in check_anforderung(wuensche, frist, "", heute=HEUTE)] == codes


def test_more_time_is_a_later_day():
    bisher = date(2024, 9, 30)
    assert [v.code for v in check_frist(bisher, heute=HEUTE, bisher=bisher)] == ["nicht_spaeter"]
    assert check_frist(date(2024, 10, 1), heute=HEUTE, bisher=bisher) == []


def test_the_proposed_day_moves_off_a_weekend_and_nothing_is_proposed_without_a_parameter():
    assert vorgeschlagene_frist(HEUTE, 12) == date(2024, 9, 30)
    assert vorgeschlagene_frist(HEUTE, None) is None


@pytest.mark.parametrize("came", [{"dateien": 1}, {"antwort": "Liegt bei."}])
def test_a_row_has_come_with_a_file_or_with_words(came):
    assert [v.feld for v in check_vollstaendig([ZEILE])] == ["zeile-1"]
    assert check_vollstaendig([replace(ZEILE, **came)]) == []


def test_a_beleg_asked_for_twice_counts_once_and_of_what_was_taken_back_only_what_came():
    came = replace(ZEILE, dateien=1, gesehen_am=HEUTE)
    other = replace(ZEILE, id=2, beleg_nr="A-02")
    back = replace(ANFORDERUNG, zurueckgenommen_am=HEUTE, zurueckgenommen_grund="x", zeilen=(came, other))
    zahl = count_unterlagen([ANFORDERUNG, back])
    assert (zahl.angefordert, zahl.gekommen, zahl.gesehen) == (1, 1, 1)
    assert zahl.satz.endswith("zu 1 Belegzeile; gekommen sind sie zu 1, davon gesehen 1.")
    assert count_unterlagen([]).satz == ""


def test_what_was_seen_elsewhere_counts_as_seen_only_where_something_came():
    zahl = count_unterlagen([replace(ANFORDERUNG, zeilen=(replace(ZEILE, gesehen_am=HEUTE),))])
    assert (zahl.angefordert, zahl.gekommen, zahl.gesehen) == (1, 0, 0)


@pytest.mark.parametrize("status", list(NachweisStatus))
def test_nothing_is_waited_for_before_the_hand_in_and_after_the_check(status: NachweisStatus):
    waits = {NachweisStatus.EINGEREICHT, NachweisStatus.IN_PRUEFUNG, NachweisStatus.NACHFORDERUNG}
    assert ANFORDERUNG.waits(status) is (status in waits)
    assert not replace(ANFORDERUNG, zurueckgenommen_am=HEUTE).waits(status)
    assert not replace(ANFORDERUNG, beantwortet_am=MOMENT).waits(status)


@pytest.mark.parametrize(
    ("lage", "satz"),
    [
        (Unterlagenlage((), 0, 0, 0), ""),
        (Unterlagenlage((date(2024, 9, 16),), 3, 1, 0), "wartet auf Unterlagen bis 16.09.2024 (1 von 3 da)"),
        (Unterlagenlage((date(2024, 9, 15),), 3, 1, 0), "Unterlagen seit 1 Tag überfällig"),
        (
            Unterlagenlage((date(2024, 9, 14), date(2024, 9, 30)), 3, 1, 0),
            "Unterlagen seit 2 Tagen überfällig",
        ),
        (
            Unterlagenlage((date(2024, 9, 15),), 3, 1, 2),
            "Antwort ist da: 2 Belegzeilen ansehen · Unterlagen seit 1 Tag überfällig",
        ),
    ],
)
def test_finance_reads_whose_turn_it_is(lage: Unterlagenlage, satz: str):
    assert lage.satz(HEUTE) == satz
