"""Papers of a recipient: its Verwendungsnachweis as PDF and workbook, and the receipt for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from weasyprint import Document

from grants.domain.dokumente import GEDRUCKTE_BELEGE, Briefkopf, Feld
from grants.domain.money import Betrag, summe
from grants.domain.traegernachweis_daten import Belegzeile, Einreichung, NachweisDaten
from reports import json, pdf
from reports.formats import TRIFFT_NICHT_ZU, datum, euro
from reports.paginierung import paginate
from reports.papier import BEISPIEL
from reports.tabelle import Satz, Tabelle, Umbrueche, Zeile, Zeilenart, Zelle, amounts
from reports.traegernachweis_xlsx import make_xlsx

_SATZ_BELEGE = Satz(oben=49.4, folge=35.35, unten=186.0)
_BREITEN_BELEGE = (22, 22, 62, 68, 26, 26, 26)
_SATZ_MONATE = Satz(oben=46.0, folge=31.35, unten=186.0)
_BREITEN_MONATE = (90, 30, 40, 40)


def render_pdf(daten: NachweisDaten, einreichung: Einreichung | None, *, eingelesen: bool = False) -> bytes:
    """Return the proof as PDF/A-3a and PDF/UA with workbook and data attached; a draft without `einreichung`.

    `eingelesen`: handed in another way, so neither a draft nor a frozen copy.
    """
    name = f"verwendungsnachweis-{daten.jahr}-{daten.kennung}"
    workbook = render_xlsx(daten, einreichung, eingelesen=eingelesen)
    attached = (
        pdf.Anlage(f"{name}.xlsx", workbook, "Die Zahlen des Nachweises als Tabellen", "Source"),
        pdf.Anlage(
            f"{name}.json",
            json.dump(daten, dokument="traegernachweis"),
            "Angaben und Zahlen des Nachweises als Daten",
            "Data",
        ),
    )
    document = layout(daten, einreichung, eingelesen=eingelesen, mappe=workbook)
    return pdf.write(document, stand=daten.stand, anlagen=attached)


def layout(
    daten: NachweisDaten,
    einreichung: Einreichung | None,
    *,
    eingelesen: bool = False,
    mappe: bytes = b"",
) -> Document:
    """Return the laid-out pages."""
    tables = tabellen(daten)
    words = _worte(daten, einreichung, eingelesen=eingelesen)

    def make_html(umbrueche: Umbrueche) -> str:
        return pdf.render_html(
            "traegernachweis.html",
            {
                "daten": daten,
                "einreichung": einreichung,
                "tag": daten.stand.isoformat(),
                "zu_viele": len(daten.belege) > GEDRUCKTE_BELEGE,
                "mappe_sha256": hashlib.sha256(mappe).hexdigest() if mappe else "",
                "tabellen": {t.name: t.rows(umbrueche.get(t.name, ())) for t in tables},
                "breiten": {t.name: t.breiten for t in tables},
                "unterschriften": max(1, *(len(e.antworten) for e in daten.erklaerungen), 1),
                "positionen": {p.code: p.name for p in daten.ausgaben},
                **words,
            },
        )

    return paginate(make_html, tables)


def render_xlsx(daten: NachweisDaten, einreichung: Einreichung | None, *, eingelesen: bool = False) -> bytes:
    """Return the proof as a workbook with live formulas that carry their values."""
    words = _worte(daten, einreichung, eingelesen=eingelesen)
    head = [
        f"Verwendungsnachweis {daten.jahr}",
        " · ".join(filter(None, (words["entwurf"], daten.massnahme, daten.empfaenger, words["fuss"]))),
    ]
    return make_xlsx(daten, einreichung, [*head, BEISPIEL] if daten.beispiel else head)


def _worte(daten: NachweisDaten, einreichung: Einreichung | None, *, eingelesen: bool) -> dict[str, str]:
    fuss = (
        f"Vorgangsnummer {einreichung.vorgangsnummer} · eingereicht am {einreichung.am}"
        if einreichung
        else f"Stand {datum(daten.stand)}"
    )
    return {
        "titel": f"Verwendungsnachweis {daten.jahr}",
        "entwurf": "" if einreichung or eingelesen else "Entwurf",
        "fuss": fuss,
        "beispiel": f"{BEISPIEL}\n" if daten.beispiel else "",
    }


# -- Tables that run over pages --------------------------------------------------------------------------------


def tabellen(daten: NachweisDaten) -> tuple[Tabelle, ...]:
    """Return the Belegliste: each row, or sums by Ausgabeposition and month where there are too many."""
    if not daten.belege:
        return ()
    names = {p.code: p.name for p in daten.ausgaben}
    if len(daten.belege) > GEDRUCKTE_BELEGE:
        return (
            Tabelle(
                "monate",
                _SATZ_MONATE,
                _BREITEN_MONATE,
                2,
                (*_months(daten.belege, names), _total(daten.belege)),
            ),
        )
    rows: list[Zeile] = []
    for code, belege in _by_position(daten.belege):
        rows.append(Zeile(Zeilenart.GRUPPE, (names.get(code, code),)))
        rows += [
            Zeile(
                Zeilenart.POSTEN,
                (
                    each.nr,
                    datum(each.zahlungsdatum) if each.zahlungsdatum else TRIFFT_NICHT_ZU,
                    each.zahlungsempfaenger or TRIFFT_NICHT_ZU,
                    each.zweck or TRIFFT_NICHT_ZU,
                    euro(each.gezahlt) if each.gezahlt is not None else TRIFFT_NICHT_ZU,
                ),
                amounts((each.betrag, each.zuwendungsfaehig)),
                # Not apart from the head of its group.
                is_beginn=i > 0,
            )
            for i, each in enumerate(belege)
        ]
        rows.append(
            Zeile(
                Zeilenart.ZWISCHENSUMME, (f"Summe {names.get(code, code)}",), _sums(belege), is_beginn=False
            )
        )
    return (Tabelle("belege", _SATZ_BELEGE, _BREITEN_BELEGE, 2, (*rows, _total(daten.belege))),)


def _by_position(belege: Sequence[Belegzeile]) -> list[tuple[str, list[Belegzeile]]]:
    found: dict[str, list[Belegzeile]] = {}
    for each in belege:
        found.setdefault(each.position, []).append(each)
    return list(found.items())


def _months(belege: Sequence[Belegzeile], names: dict[str, str]) -> Iterable[Zeile]:
    for code, of_position in _by_position(belege):
        months: dict[str, list[Belegzeile]] = {}
        for each in sorted(of_position, key=lambda b: b.zahlungsdatum or date.max):
            months.setdefault(
                f"{each.zahlungsdatum:%m.%Y}" if each.zahlungsdatum else "ohne Datum", []
            ).append(each)
        for month, found in months.items():
            yield Zeile(
                Zeilenart.POSTEN,
                (names.get(code, code), f"{month} ({len(found)})"),
                _sums(found),
            )


def _sums(belege: Iterable[Belegzeile]) -> tuple[Zelle, ...]:
    rows = list(belege)
    return amounts((summe(b.betrag for b in rows), summe(b.zuwendungsfaehig for b in rows)))


def _total(belege: Sequence[Belegzeile]) -> Zeile:
    return Zeile(Zeilenart.SUMME, ("Summe",), _sums(belege), is_beginn=False)


# -- Receipt ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Quittung:
    """What the receipt prints."""

    kopf: Briefkopf
    nachweis: NachweisDaten
    einreichung: Einreichung
    unterschrift: str

    @property
    def ausgaben(self) -> Betrag:
        return self.nachweis.ausgaben_insgesamt.lt_abrechnung.insgesamt


def render_quittung(daten: NachweisDaten, einreichung: Einreichung, unterschrift: str) -> bytes:
    """Return the Eingangsbestätigung as PDF; `unterschrift` says how the proof becomes binding."""
    strasse, ort = (*daten.stadt_anschrift, "", "")[:2]
    kopf = Briefkopf(
        name=daten.stadt,
        amt=daten.amt,
        strasse=strasse,
        ort=ort,
        empfaenger=(daten.empfaenger, *daten.anschrift),
        info=(
            Feld("Vorgangsnummer", einreichung.vorgangsnummer),
            Feld("Datum", datum(einreichung.tag)),
        ),
    )
    html = pdf.render_html(
        "eingangsbestaetigung.html",
        {
            "daten": Quittung(kopf, daten, einreichung, unterschrift),
            "titel": "Eingangsbestätigung",
            "tag": einreichung.tag.isoformat(),
            "entwurf": "",
            "fuss": f"Vorgangsnummer {einreichung.vorgangsnummer}",
            "beispiel": f"{BEISPIEL}\n" if daten.beispiel else "",
        },
    )
    return pdf.write(pdf.layout(html), stand=einreichung.tag)
