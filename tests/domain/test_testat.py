"""The Testat of the Rechnungsprüfung: which one holds, what stands in the way, what the paper prints."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

# Under other names: what begins with Test looks like a test to the runner.
from grants.domain.begriffe import Testatergebnis as Urteil
from grants.domain.dokumente import Lueckenliste
from grants.domain.testat import ORT, Eingetragen, check_beteiligt, check_testat, erklaerung
from grants.domain.testat import Testatangaben as Angaben
from grants.domain.testat import Testatlage as Lage

HEUTE = date(2024, 9, 16)
TESTAT = Eingetragen(
    1,
    date(2024, 9, 2),
    "Beispielperson 9",
    "Belege und Buchungen.",
    Urteil.OHNE_FESTSTELLUNGEN,
    "",
    "jetzt",
    HEUTE,
    "Beispielperson 4",
    None,
    "",
    "",
    1,
)
VERSAGT = replace(TESTAT, ergebnis=Urteil.VERSAGT, text="Belege fehlen.")
FRUEHER, ZURUECK = replace(TESTAT, nachweis_sha256="früher"), replace(TESTAT, zurueckgenommen_am=HEUTE)


@pytest.mark.parametrize(
    ("verlangt", "testate", "fehlt"),
    [
        (False, (), ""),
        (False, (VERSAGT,), ""),
        (True, (), ORT),
        (True, (ZURUECK,), ORT),
        (True, (FRUEHER,), f"{ORT} (das vom 02.09.2024 gilt für einen früheren Stand)"),
        (True, (VERSAGT,), f"{ORT} (am 02.09.2024 versagt)"),
        (True, (FRUEHER, TESTAT), ""),
    ],
)
def test_only_a_testat_on_the_proof_as_it_is_fulfils_what_the_year_asks_for(verlangt, testate, fehlt):
    lage = Lage(verlangt, "jetzt", testate)
    luecken = Lueckenliste()
    printed = erklaerung(lage, "d", abschnitt="IV", luecken=luecken)
    assert lage.fehlt == fehlt
    assert [each.fehlt for each in luecken.luecken] == ([fehlt] if fehlt else [])
    assert [each.antwort for each in printed] == ([None if fehlt else True] if verlangt else [])


def test_a_testat_nobody_asked_for_is_printed_unless_it_was_refused():
    def said(testat: Eingetragen) -> list[str]:
        lage = Lage(verlangt=False, nachweis_sha256="jetzt", testate=(testat,))
        return [e.wortlaut for e in erklaerung(lage, "d", abschnitt="IV", luecken=Lueckenliste())]

    assert said(TESTAT) == [TESTAT.satz]
    assert TESTAT.satz == (
        "Testat der Rechnungsprüfung vom 02.09.2024 (Beispielperson 9): ohne Feststellungen. "
        "Umfang: Belege und Buchungen."
    )
    assert said(VERSAGT) == said(FRUEHER) == said(ZURUECK) == []


@pytest.mark.parametrize(
    ("angaben", "codes"),
    [
        (Angaben(HEUTE, "Beispielperson 9", "Alles", Urteil.OHNE_FESTSTELLUNGEN), []),
        (
            Angaben(None, " ", "", None),
            ["tag_fehlt", "gegeben_von_fehlt", "umfang_fehlt", "ergebnis_fehlt"],
        ),
        (
            Angaben(date(2024, 9, 17), "Beispielperson 9", "Alles", Urteil.MIT_FESTSTELLUNGEN, " "),
            ["tag_in_zukunft", "text_fehlt"],
        ),
    ],
)
def test_an_entry_says_who_when_what_and_what_was_found(angaben, codes):
    assert [v.code for v in check_testat(angaben, heute=HEUTE)] == codes


def test_nobody_attests_what_they_checked_however_the_name_is_spelt():
    assert [v.code for v in check_beteiligt(" beispielperson  4 ", ["Beispielperson 4"])] == [
        "selbst_geprueft"
    ]
    assert check_beteiligt("Beispielperson 9", ["Beispielperson 4"]) == []
