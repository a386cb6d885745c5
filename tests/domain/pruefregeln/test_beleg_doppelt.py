from __future__ import annotations

import pytest

from grants.domain.begriffe import Belegart, Nachweisart, NachweisStatus
from grants.domain.kette import FremderBelegteil
from grants.domain.pruefregeln import Bezug
from tests.domain.jahre import (
    figures,
    geld,
    make_beleg,
    make_belegteil,
    make_empfaenger,
    make_jahr,
    make_jahr_of,
    make_massnahme,
    make_nachweis,
    make_weiterleitung,
    run,
    run_one,
    tag,
)

DRUCKEREI = {"zahlungsempfaenger": "Beispiel Druckerei", "rechnungsnummer": "2023-0417"}
LOHNBUERO = {
    "zahlungsempfaenger": "Beispiel Lohnbüro",
    "rechnungsnummer": "",
    "rechnungsdatum": tag("31.03.2023"),
    "leistung_von": tag("01.01.2023"),
    "leistung_bis": tag("31.03.2023"),
}


def traeger(kuerzel, *belegteile, status=NachweisStatus.EINGEREICHT, **overrides):
    return make_empfaenger(kuerzel, belegteile=belegteile, nachweis=make_nachweis(status), **overrides)


def row(nr, betrag, kuerzel="beispiel-a", **beleg):
    return make_belegteil(nr, betrag, traeger=kuerzel, **{**DRUCKEREI, **beleg})


def judged(*belegteile, **overrides):
    return run("beleg_doppelt", make_jahr_of(traeger("beispiel-a", *belegteile), **overrides))


def test_an_invoice_claimed_twice_is_found_at_the_later_beleg():
    result = judged(row("A-13", "386.75"), row("A-10", "386.75"))[0]
    assert figures(result) == ("fehler", "386.75", "773.50")
    assert result.bezug == Bezug("babylotsen", "beispiel-a", "A-13")
    assert not result.nur_buero
    assert "in den Belegen A-10 und A-13 zusammen 773,50" in result.text
    assert "Sie können den Nachweis trotzdem absenden" in result.text


def test_the_later_beleg_is_counted_not_spelled():
    assert judged(row("A-10", "1.00"), row("A-9", "1.00"))[0].bezug.beleg == "A-10"


@pytest.mark.parametrize(
    ("shares", "ergebnis", "gefunden"),
    [(("800.00", "200.00"), "ok", "1000.00"), (("800.00", "200.01"), "fehler", "1000.01")],
)
def test_shares_of_one_invoice_may_add_up_to_what_was_paid(shares, ergebnis, gefunden):
    first, second = shares
    result = judged(row("A-1", first, gezahlt="1000.00"), row("A-2", second, gezahlt="1000.00"))[0]
    assert figures(result) == (ergebnis, "1000.00", gefunden)


def test_a_single_row_may_not_claim_more_than_was_paid():
    result = judged(row("A-1", "100.01", gezahlt="100.00"))[0]
    assert figures(result) == ("fehler", "100.00", "100.01")
    assert judged(row("A-1", "100.00", gezahlt="100.00"))[0].ergebnis == "ok"


@pytest.mark.parametrize(
    ("payee", "number"),
    [
        ("BEISPIEL DRUCKEREI", "2023-0417"),
        ("Beispiel  Druckerei", "2023 0417"),
        ("Beispiel-Druckerei.", "2023/0417"),
    ],
)
def test_case_blanks_and_punctuation_do_not_hide_a_double(payee, number):
    other = row("A-2", "10.00", zahlungsempfaenger=payee, rechnungsnummer=number)
    assert figures(judged(row("A-1", "10.00"), other)[0]) == ("fehler", "10.00", "20.00")


def test_umlauts_and_sharp_s_may_be_written_both_ways():
    one = row("A-1", "10.00", zahlungsempfaenger="Müller & Weiß")
    two = row("A-2", "10.00", zahlungsempfaenger="Mueller & Weiss")
    assert judged(one, two)[0].ergebnis == "fehler"


@pytest.mark.parametrize(
    "other",
    [{"rechnungsnummer": "2023-0418"}, {"zahlungsempfaenger": "Beispiel Werbetechnik"}],
)
def test_another_number_or_payee_is_another_invoice(other):
    assert [r.ergebnis for r in judged(row("A-1", "10.00"), row("A-2", "10.00", **other))] == ["ok"]


@pytest.mark.parametrize("number", ["", " - ", "ohne", "k. A.", "entfällt"])
def test_rows_without_a_number_are_compared_by_all_they_tell(number):
    same = {**LOHNBUERO, "rechnungsnummer": number}
    result = judged(row("A-1", "24120.00", **same), row("A-2", "24120.00", **same))[0]
    assert figures(result) == ("hinweis", "24120.00", "48240.00")
    assert "gleichen sich in Zahlungsempfänger, Datum, Betrag und Leistungszeit" in result.text


@pytest.mark.parametrize(
    "other",
    [
        {"rechnungsdatum": tag("30.06.2023")},
        {"leistung_von": tag("01.04.2023")},
        {"leistung_bis": tag("30.06.2023")},
        {"zahlungsempfaenger": "Beispiel Personalabrechnung"},
        {"gezahlt": "24120.01"},
    ],
)
def test_rows_without_a_number_that_differ_anywhere_are_no_double(other):
    rows = row("A-1", "24120.00", **LOHNBUERO), row("A-2", "24120.00", **{**LOHNBUERO, **other})
    assert [r.ergebnis for r in judged(*rows)] == ["ok"]


def test_rows_that_tell_nothing_are_compared_with_nothing():
    bare = {**LOHNBUERO, "rechnungsdatum": None, "zahlungsdatum": None}
    assert [r.ergebnis for r in judged(row("A-1", "5.00", **bare), row("A-2", "5.00", **bare))] == ["ok"]


def test_a_storno_and_a_refund_make_no_double():
    assert figures(judged(row("A-1", "10.00"), row("A-2", "-10.00"), row("A-3", "10.00"))[0]) == (
        "ok",
        "10.00",
        "10.00",
    )
    refunds = row("A-1", "-300.00"), row("A-2", "-100.00", gezahlt="-300.00")
    assert "fehler" not in {r.ergebnis for r in judged(*refunds)}


def test_without_the_amount_paid_it_is_a_hinweis():
    result = judged(row("A-1", "10.00", gezahlt=None), row("A-2", "8.00", gezahlt=None))[0]
    assert figures(result) == ("hinweis", "10.00", "18.00")


def test_one_beleg_split_over_two_positions_is_one_beleg():
    parts = row("A-1", "60.00", position="SA", gezahlt="100.00"), row("A-1", "40.00", gezahlt="100.00")
    assert [r.text for r in judged(*parts)] == ["In 2 Zeilen ist keine Rechnung mehrfach angesetzt."]


def test_pauschalen_are_no_invoices():
    rows = (row("P-1", "10.00", art=Belegart.PAUSCHALE), row("P-2", "10.00", art=Belegart.PAUSCHALE))
    assert [r.ergebnis for r in judged(*rows)] == ["ok"]


def test_a_double_over_two_massnahmen_of_one_traeger_is_found():
    one = make_massnahme("babylotsen", [traeger("beispiel-a", row("A-1", "10.00"))])
    two = make_massnahme("hebammen", [traeger("beispiel-a", row("A-2", "10.00"))])
    results = run("beleg_doppelt", make_jahr([one, two]))
    assert [(r.ergebnis, r.bezug) for r in results] == [("fehler", Bezug("hebammen", "beispiel-a", "A-2"))]
    assert not results[0].nur_buero


def test_a_double_over_two_traeger_is_for_the_office_alone():
    a = traeger("beispiel-a", row("A-1", "10.00"))
    b = traeger("beispiel-b", row("B-2", "10.00", kuerzel="beispiel-b"))
    office, *own = run("beleg_doppelt", make_jahr_of(a, b))
    assert figures(office) == ("fehler", "10.00", "20.00")
    assert office.nur_buero
    assert "A-1 (beispiel-a) und B-2 (beispiel-b)" in office.text
    assert office.text.endswith("Bitte bei der Prüfung der Belege klären.")
    # Each Träger sees its own list as it is, and no word of the other.
    assert [(r.ergebnis, r.bezug, r.nur_buero) for r in own] == [
        ("ok", Bezug("babylotsen", "beispiel-a"), False),
        ("ok", Bezug("babylotsen", "beispiel-b"), False),
    ]
    assert not any("B-2" in r.text or "A-1" in r.text for r in own)


def test_a_traegers_own_double_is_shown_to_it_even_where_another_has_the_invoice_too():
    a = traeger("beispiel-a", row("A-1", "10.00"), row("A-2", "10.00"))
    b = traeger("beispiel-b", row("B-1", "10.00", kuerzel="beispiel-b"))
    results = [r for r in run("beleg_doppelt", make_jahr_of(a, b)) if r.ergebnis == "fehler"]
    assert [(figures(r)[2], r.nur_buero) for r in results] == [("20.00", False), ("30.00", True)]
    assert "B-1" not in results[0].text


def test_what_another_year_claims_counts_and_says_where():
    last_year = FremderBelegteil(make_beleg("A-7", "10.00", **DRUCKEREI), 2022, "babylotsen", geld("10.00"))
    unrelated = FremderBelegteil(make_beleg("A-8", "10.00"), 2022, "babylotsen", geld("99.00"))
    result = judged(row("A-1", "10.00"), fremde_belegteile=(last_year, unrelated))[0]
    assert figures(result) == ("fehler", "10.00", "20.00")
    assert result.bezug.beleg == "A-1"
    assert "A-7 (2022, babylotsen)" in result.text


def test_without_belege_it_waits_for_the_proof_or_does_not_apply():
    def run_for(**overrides):
        return run_one("beleg_doppelt", make_jahr_of(traeger("beispiel-a", **overrides))).ergebnis

    assert run_for() == "nicht_geprueft"
    assert run_for(status=NachweisStatus.ENTWURF) == "noch_nicht_faellig"
    assert (
        run_for(weiterleitungen=(make_weiterleitung(nachweisart=Nachweisart.EINFACH),)) == "trifft_nicht_zu"
    )
