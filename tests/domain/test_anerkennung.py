"""What may be typed in when an expenditure is recognised or cut."""

from __future__ import annotations

import pytest

from grants.domain.anerkennung import MINDERT_INSGESAMT, Urteil, check_urteil, lowers_total
from grants.domain.begriffe import Kuerzungsgrund
from grants.domain.money import NULL, euro

DOPPELT, SONST = Kuerzungsgrund.DOPPELT_ERFASST, Kuerzungsgrund.SONSTIGES


def codes(urteil: Urteil, nachgewiesen: str = "100.00") -> list[str]:
    found = check_urteil(
        urteil, nachgewiesen=euro(nachgewiesen), position="SA", positionen=frozenset({"SA", "OE"})
    )
    return [violation.code for violation in found]


def test_every_reason_of_the_catalogue_says_what_it_lowers_or_asks():
    assert set(MINDERT_INSGESAMT) == set(Kuerzungsgrund)
    assert lowers_total(Urteil(NULL, DOPPELT)) is True
    assert lowers_total(Urteil(NULL, Kuerzungsgrund.EINZELANSATZ_UEBERSCHRITTEN)) is False
    assert lowers_total(Urteil(NULL, SONST)) is None
    assert lowers_total(Urteil(NULL, DOPPELT, mindert_insgesamt=False)) is False


@pytest.mark.parametrize(
    ("urteil", "expected"),
    [
        pytest.param(Urteil(euro("100.00")), [], id="all of it"),
        pytest.param(Urteil(NULL, DOPPELT), [], id="nothing, with a reason"),
        pytest.param(Urteil(euro("99.99")), ["grund_fehlt"], id="cut by a cent without a reason"),
        pytest.param(Urteil(euro("100.01"), DOPPELT), ["mehr_als_nachgewiesen"], id="a cent too much"),
        pytest.param(Urteil(euro("-0.01"), DOPPELT), ["mehr_als_nachgewiesen"], id="below nothing"),
        pytest.param(Urteil(None), ["betrag_fehlt"], id="no amount"),
        pytest.param(Urteil(euro("100.00"), DOPPELT), ["grund_ohne_kuerzung"], id="a reason for nothing"),
        pytest.param(Urteil(NULL, SONST), ["mindert_fehlt", "erlaeuterung_fehlt"], id="another reason"),
        pytest.param(Urteil(NULL, SONST, False, "Privat genutzt."), [], id="another reason, told"),
        pytest.param(Urteil(NULL, DOPPELT, False), ["erlaeuterung_fehlt"], id="against the catalogue"),
        pytest.param(Urteil(NULL, DOPPELT, True), [], id="as the catalogue says"),
        pytest.param(Urteil(euro("100.00"), umgeordnet_nach="OE"), [], id="moving is no cut"),
        pytest.param(Urteil(euro("100.00"), umgeordnet_nach="SA"), ["position_gleich"], id="where it is"),
        pytest.param(
            Urteil(None, umgeordnet_nach="XX"), ["betrag_fehlt", "position_unbekannt"], id="all that is wrong"
        ),
    ],
)
def test_what_is_wrong_is_told_all_at_once(urteil: Urteil, expected: list[str]):
    assert codes(urteil) == expected


@pytest.mark.parametrize(
    ("amount", "expected"), [("-50.00", []), ("0.00", []), ("-50.01", ["mehr_als_nachgewiesen"])]
)
def test_of_a_credit_something_between_nothing_and_all_is_recognised(amount: str, expected: list[str]):
    grund = None if amount == "-50.00" else Kuerzungsgrund.NICHT_BELEGT
    assert codes(Urteil(euro(amount), grund), "-50.00") == expected
