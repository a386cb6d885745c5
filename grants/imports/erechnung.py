"""E-Rechnungen: XRechnung as UBL or CII, and ZUGFeRD, a PDF that carries CII; read into the fields of a Beleg.

Terms (BT) are those of EN 16931. The day of payment is in no invoice: the person adds it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from io import BytesIO
from typing import Any, NoReturn

from lxml import etree
from pypdf import PdfReader

from grants.domain.errors import RuleViolation, Violation
from grants.domain.money import Betrag, BetragUnklar, Zahlen, parse_betrag
from grants.imports.werte import WertAbgelehnt, read_datum

MAX_XML = 5_000_000
# Names that ZUGFeRD and Factur-X give the invoice within the PDF, in lower case.
_ANHAENGE = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml")
# Credit notes state what comes back as a positive amount (UNTDID 1001).
_GUTSCHRIFTEN = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"})
_DEZIMAL = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]+)?")


class Rechnungscode(StrEnum):
    """Why a file is not read as an E-Rechnung; codes are stable."""

    KEINE_RECHNUNG = "keine_erechnung"
    ALTES_FORMAT = "erechnung_altes_format"
    UNLESBAR = "erechnung_unlesbar"
    ANDERE_WAEHRUNG = "erechnung_waehrung"


@dataclass(frozen=True, slots=True)
class ERechnung:
    """What an invoice says; texts are empty and the rest None where it says nothing."""

    form: str
    nummer: str
    datum: date | None
    verkaeufer: str
    kaeufer: str
    zweck: str
    # BT-112, with VAT; negative for a credit note.
    brutto: Betrag | None
    # BT-110
    steuer: Betrag | None
    # BT-115, what is still to be paid.
    zahlbetrag: Betrag | None
    leistung_von: date | None
    leistung_bis: date | None


def read_erechnung(inhalt: bytes, *, name: str) -> ERechnung:
    """Return what an XML or PDF invoice says. Raises RuleViolation (field `datei`) with what to do instead."""
    if inhalt.startswith(b"%PDF-"):
        inhalt = _attachment(inhalt, name)
    return _parse(inhalt, name)


def _attachment(inhalt: bytes, name: str) -> bytes:
    """Return the XML within a ZUGFeRD PDF."""
    content = b""
    try:
        reader = PdfReader(BytesIO(inhalt), strict=False)
        if reader.is_encrypted:
            _refuse(
                Rechnungscode.UNLESBAR,
                f"„{name}“ ist mit einem Passwort geschützt. Bitte speichern Sie die Rechnung ohne Passwort.",
            )
        found = {each.name.casefold(): each for each in reader.attachment_list}
        content = next((found[wanted].content for wanted in _ANHAENGE if wanted in found), b"")
    except RuleViolation:
        raise
    except Exception:  # noqa: BLE001 - a damaged PDF fails in any way; none of them may reach the person
        _refuse(
            Rechnungscode.UNLESBAR,
            f"Das PDF „{name}“ lässt sich nicht lesen. Bitte tragen Sie den Beleg von Hand ein.",
        )
    if content:
        return content
    return _refuse(
        Rechnungscode.KEINE_RECHNUNG,
        f"„{name}“ ist ein gewöhnliches PDF ohne eingebettete E-Rechnung (ZUGFeRD). Bitte tragen Sie den Beleg von "
        "Hand ein; das PDF brauchen wir nicht.",
    )


def _parse(inhalt: bytes, name: str) -> ERechnung:
    if len(inhalt) > MAX_XML:
        _refuse(
            Rechnungscode.UNLESBAR,
            f"Die Rechnung in „{name}“ ist größer als 5 MB. Bitte tragen Sie den Beleg von Hand ein.",
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(inhalt, parser)
    except (etree.XMLSyntaxError, ValueError):
        _refuse(
            Rechnungscode.UNLESBAR,
            f"„{name}“ ist keine lesbare XML-Datei. Bitte lassen Sie sich die Rechnung noch einmal senden.",
        )
    info: Any = root.getroottree().docinfo
    if info.doctype:
        _refuse(
            Rechnungscode.UNLESBAR,
            f"„{name}“ enthält eine Dokumenttyp-Angabe, wie sie in keiner E-Rechnung steht. Bitte lassen Sie sich "
            "die Rechnung neu ausstellen.",
        )
    kind = etree.QName(root).localname
    if kind in {"Invoice", "CreditNote"}:
        rechnung = _ubl(_Baum(root), gutschrift=kind == "CreditNote", name=name)
    elif kind == "CrossIndustryInvoice":
        rechnung = _cii(_Baum(root), name=name)
    elif kind == "CrossIndustryDocument":
        _refuse(
            Rechnungscode.ALTES_FORMAT,
            f"„{name}“ ist im alten Format ZUGFeRD 1 geschrieben, das hier nicht gelesen wird. Bitte tragen Sie den "
            "Beleg von Hand ein.",
        )
    else:
        _refuse(
            Rechnungscode.KEINE_RECHNUNG,
            f"„{name}“ ist keine E-Rechnung. Gelesen werden XRechnung (UBL und CII) und ZUGFeRD. Bitte tragen Sie "
            "den Beleg von Hand ein.",
        )
    if not rechnung.nummer and rechnung.brutto is None:
        _refuse(
            Rechnungscode.UNLESBAR,
            f"In „{name}“ stehen weder Rechnungsnummer noch Betrag. Bitte tragen Sie den Beleg von Hand ein.",
        )
    return rechnung


class _Baum:
    """Elements looked up by their local names, whatever the prefixes: `Party/PartyName/Name`."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root

    def text(self, *paths: str) -> str:
        """Return the text of the first path that holds one."""
        for path in paths:
            steps = "/".join(f"*[local-name()='{step}']" for step in path.split("/"))
            elements: Any = self._root.xpath(steps)
            for element in elements:
                text = " ".join((element.text or "").split())
                if text:
                    return text
        return ""

    def amount(self, *paths: str) -> Betrag | None:
        text = self.text(*paths)
        if not _DEZIMAL.fullmatch(text):
            return None
        whole, _, cents = text.partition(".")
        if cents.rstrip("0")[2:]:
            return None
        try:
            return parse_betrag(f"{whole}.{cents[:2]:0<2}", zahlen=Zahlen.PUNKT)
        except BetragUnklar:
            return None

    def day(self, *paths: str) -> date | None:
        text = self.text(*paths)
        if re.fullmatch(r"[0-9]{8}", text):
            text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
        try:
            return read_datum(text[:10]) if text else None
        except WertAbgelehnt:
            return None


def _ubl(baum: _Baum, *, gutschrift: bool, name: str) -> ERechnung:
    _check_currency(baum.text("DocumentCurrencyCode"), name)
    line = "CreditNoteLine" if gutschrift else "InvoiceLine"
    back = gutschrift or baum.text("InvoiceTypeCode") in _GUTSCHRIFTEN
    day = baum.day("Delivery/ActualDeliveryDate")
    seller, buyer = "AccountingSupplierParty/Party/", "AccountingCustomerParty/Party/"
    total = "LegalMonetaryTotal/"
    return ERechnung(
        form="UBL",
        nummer=baum.text("ID"),
        datum=baum.day("IssueDate"),
        verkaeufer=baum.text(f"{seller}PartyLegalEntity/RegistrationName", f"{seller}PartyName/Name"),
        kaeufer=baum.text(f"{buyer}PartyLegalEntity/RegistrationName", f"{buyer}PartyName/Name"),
        zweck=baum.text(f"{line}/Item/Name", f"{line}/Item/Description", "Note"),
        brutto=_signed(baum.amount(f"{total}TaxInclusiveAmount", f"{total}PayableAmount"), back=back),
        steuer=_signed(baum.amount("TaxTotal/TaxAmount"), back=back),
        zahlbetrag=_signed(baum.amount(f"{total}PayableAmount"), back=back),
        leistung_von=baum.day("InvoicePeriod/StartDate", f"{line}/InvoicePeriod/StartDate") or day,
        leistung_bis=baum.day("InvoicePeriod/EndDate", f"{line}/InvoicePeriod/EndDate") or day,
    )


def _cii(baum: _Baum, *, name: str) -> ERechnung:
    deal = "SupplyChainTradeTransaction/"
    agreed = f"{deal}ApplicableHeaderTradeAgreement/"
    settled = f"{deal}ApplicableHeaderTradeSettlement/"
    total = f"{settled}SpecifiedTradeSettlementHeaderMonetarySummation/"
    period = f"{settled}BillingSpecifiedPeriod/"
    item = f"{deal}IncludedSupplyChainTradeLineItem/SpecifiedTradeProduct/"
    _check_currency(baum.text(f"{settled}InvoiceCurrencyCode"), name)
    back = baum.text("ExchangedDocument/TypeCode") in _GUTSCHRIFTEN
    day = baum.day(
        f"{deal}ApplicableHeaderTradeDelivery/ActualDeliverySupplyChainEvent/OccurrenceDateTime/DateTimeString"
    )
    return ERechnung(
        form="CII",
        nummer=baum.text("ExchangedDocument/ID"),
        datum=baum.day("ExchangedDocument/IssueDateTime/DateTimeString"),
        verkaeufer=baum.text(f"{agreed}SellerTradeParty/Name"),
        kaeufer=baum.text(f"{agreed}BuyerTradeParty/Name"),
        zweck=baum.text(f"{item}Name", f"{item}Description", "ExchangedDocument/IncludedNote/Content"),
        brutto=_signed(baum.amount(f"{total}GrandTotalAmount", f"{total}DuePayableAmount"), back=back),
        steuer=_signed(baum.amount(f"{total}TaxTotalAmount"), back=back),
        zahlbetrag=_signed(baum.amount(f"{total}DuePayableAmount"), back=back),
        leistung_von=baum.day(f"{period}StartDateTime/DateTimeString") or day,
        leistung_bis=baum.day(f"{period}EndDateTime/DateTimeString") or day,
    )


def _signed(betrag: Betrag | None, *, back: bool) -> Betrag | None:
    return -betrag if back and betrag is not None and betrag.cents > 0 else betrag


def _check_currency(currency: str, name: str) -> None:
    if currency and currency != "EUR":
        _refuse(
            Rechnungscode.ANDERE_WAEHRUNG,
            f"„{name}“ ist in {currency[:3]} ausgestellt. Bitte tragen Sie den Beleg von Hand mit dem Betrag in Euro "
            "ein, der auf dem Kontoauszug steht.",
        )


def _refuse(code: Rechnungscode, text: str) -> NoReturn:
    raise RuleViolation([Violation(code, text, feld="datei")])
