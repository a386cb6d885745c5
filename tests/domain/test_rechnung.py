from __future__ import annotations

import pytest

from grants.domain.begriffe import Belegart, Mittelherkunft
from grants.domain.herkunft import herkunft_of
from grants.domain.rechnung import invoice_key
from tests.domain.jahre import make_beleg


def key(payee: str, number: str, **overrides: object) -> str:
    return invoice_key(make_beleg(zahlungsempfaenger=payee, rechnungsnummer=number, **overrides))


@pytest.mark.parametrize(
    ("payee", "number"),
    [
        ("Beispiel Büro GmbH", "RE 77/23"),
        ("BEISPIEL BUERO GMBH", "re-77-23"),
        ("Beispiel-Büro GmbH.", "RE 77 / 23"),
    ],
)
def test_the_same_invoice_has_one_key_however_it_is_written(payee: str, number: str):
    assert key(payee, number) == "re7723|beispielbuerogmbh"


@pytest.mark.parametrize("number", ["", "ohne", "k. A.", "0", "–"])
def test_without_a_number_day_amount_period_and_payee_must_agree(number: str):
    assert key("Beispiel Büro", number) == "2023-06-01|100.00|2023-06-01|2023-06-01|beispielbuero"


@pytest.mark.parametrize(
    "overrides",
    [
        {"rechnungsdatum": None, "zahlungsdatum": None},
        {"gezahlt": None},
        {"art": Belegart.PAUSCHALE, "rechnungsnummer": "RE 77"},
    ],
)
def test_a_row_that_tells_too_little_joins_nothing(overrides: dict[str, object]):
    assert invoice_key(make_beleg(**{"rechnungsnummer": "", **overrides})) == ""


def test_a_long_payee_leaves_the_number_whole():
    long = key("x" * 500, "RE 77")
    assert (long[:5], len(long)) == ("re77|", 300)


@pytest.mark.parametrize(
    ("word", "herkunft"),
    [
        ("Land", Mittelherkunft.LAND),
        ("Eigenmittel", Mittelherkunft.TRAEGER),
        ("eigenanteil", Mittelherkunft.TRAEGER),
        ("Städtische Mittel", Mittelherkunft.STADT),
        ("Krankenkassen", Mittelherkunft.KRANKENKASSE),
        ("Teilnahmebeiträge", Mittelherkunft.TEILNEHMENDE),
        ("andere_oeffentliche", Mittelherkunft.ANDERE_OEFFENTLICHE),
        # Could be a Krankenkasse, a donation or a fee.
        ("Dritte", None),
        ("", None),
    ],
)
def test_only_a_word_that_means_one_source_is_read_as_it(word: str, herkunft: Mittelherkunft | None):
    assert herkunft_of(word) is herkunft
