"""E-Rechnungen: what each form says, and what is refused with a sentence."""

from __future__ import annotations

from datetime import date

import pytest

from grants.domain.errors import RuleViolation
from grants.domain.money import Betrag
from grants.imports.erechnung import read_erechnung
from tests.web.rechnungen import CII, UBL, pdf


def test_ubl_says_number_day_payee_amount_and_period():
    found = read_erechnung(UBL.encode(), name="r.xml")
    assert (found.form, found.nummer, found.datum) == ("UBL", "BSP-77", date(2024, 4, 4))
    assert (found.verkaeufer, found.kaeufer) == ("Beispiel Papier GmbH", "Beispielverein")
    assert (found.brutto, found.zweck) == (Betrag(11950), "Papier A4")
    assert (found.leistung_von, found.leistung_bis) == (date(2024, 3, 1), date(2024, 3, 31))


@pytest.mark.parametrize(
    "name", ["factur-x.xml", "zugferd-invoice.xml", "ZUGFeRD-invoice.xml", "xrechnung.xml"]
)
def test_a_zugferd_pdf_carries_the_same_as_its_xml(name: str):
    assert read_erechnung(pdf(name=name), name="r.pdf") == read_erechnung(CII.encode(), name="r.xml")


def test_a_credit_note_is_negative():
    assert read_erechnung(CII.encode(), name="r.xml").brutto == Betrag(-1990)


BOMBE = '<!DOCTYPE a [<!ENTITY b "x">]>'


@pytest.mark.parametrize(
    ("inhalt", "satz"),
    [
        (UBL.replace("?>", f"?>{BOMBE}", 1).encode(), "Dokumenttyp"),
        (UBL[:300].encode(), "keine lesbare XML"),
        (b"<html/>", "keine E-Rechnung"),
        (b"<CrossIndustryDocument/>", "alten Format"),
        (UBL.replace(">EUR<", ">CHF<").encode(), "CHF"),
        (b"<Invoice/>", "weder Rechnungsnummer noch Betrag"),
        (pdf(None), "ohne eingebettete E-Rechnung"),
        (b"%PDF-1.7 kaputt %%EOF", "von Hand ein"),
    ],
)
def test_what_is_no_invoice_is_refused_with_what_to_do(inhalt: bytes, satz: str):
    with pytest.raises(RuleViolation) as refused:
        read_erechnung(inhalt, name="r.xml")
    assert satz in str(refused.value)
    assert refused.value.violations[0].feld == "datei"


def test_an_entity_within_a_pdf_is_refused_too():
    with pytest.raises(RuleViolation):
        read_erechnung(pdf(CII.replace("?>", f"?>{BOMBE}", 1)), name="r.pdf")


@pytest.mark.parametrize(("text", "cents"), [("7", 700), ("7.1", 710), ("7.1000", 710), ("-7.10", -710)])
def test_amounts_are_read_to_the_cent(text: str, cents: int):
    found = read_erechnung(UBL.replace(">119.5<", f">{text}<").encode(), name="r.xml")
    assert found.brutto == Betrag(cents)


def test_fractions_of_a_cent_are_nobodys_guess():
    assert read_erechnung(UBL.replace(">119.5<", ">7.105<").encode(), name="r.xml").brutto is None
