"""One cell of the Jahresmappe as the value its column asks for, or a German sentence why it is none."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache

from grants.domain.errors import DomainError
from grants.domain.mappe_blatt import Spalte, Spaltenart, Vorzeichen, auswahl_labels
from grants.domain.money import NULL, Betrag, Vomhundert, VomhundertUnklar, Zahlen, parse_vomhundert
from grants.imports.codes import Code
from grants.imports.mappe_codes import MappeCode
from grants.imports.spalten import fold
from grants.imports.werte import clean, read_betrag, read_datum, read_ganzzahl, read_text
from grants.imports.xlsx import Wert

_TOLERANZ = Decimal("0.000001")


class ZelleAbgelehnt(DomainError):
    """A cell that does not hold what its column asks for; `str()` says what to do."""

    def __init__(self, code: StrEnum, text: str) -> None:
        self.code = code
        super().__init__(text)


def read_cell(wert: Wert, spalte: Spalte, *, zahlen: Zahlen | None) -> object:
    """Return the value of a filled cell; raises WertAbgelehnt or ZelleAbgelehnt."""
    if spalte.art is Spaltenart.BETRAG:
        return _betrag(wert, spalte, zahlen)
    return _READERS[spalte.art](wert, spalte)


# -- numbers -------------------------------------------------------------------------------------------------


def _betrag(wert: Wert, spalte: Spalte, zahlen: Zahlen | None) -> Betrag:
    betrag = read_betrag(wert, zahlen=zahlen)
    if spalte.vorzeichen is Vorzeichen.POSITIV and betrag == NULL:
        raise ZelleAbgelehnt(Code.BETRAG_NULL, "Der Betrag muss größer als 0 sein; sonst bitte leer lassen.")
    if spalte.vorzeichen is not Vorzeichen.BELIEBIG and betrag < NULL:
        raise ZelleAbgelehnt(Code.BETRAG_NEGATIV, "Der Betrag darf nicht negativ sein. Bitte prüfen.")
    return betrag


def _parts(wert: Wert, per: int) -> int | None:
    """Return a numeric cell in whole parts (hundredths, millionths), None where it is no whole number of them."""
    if isinstance(wert, bool) or not isinstance(wert, int | float) or not math.isfinite(wert):
        return None
    # The shortest spelling of the float is what was stored; the float itself is never computed with.
    exact = Decimal(repr(wert)) * per
    nearest = exact.to_integral_value()
    return int(nearest) if abs(exact - nearest) <= _TOLERANZ else None


def _anteil(wert: Wert, spalte: Spalte) -> Vomhundert:  # noqa: ARG001 -- all readers are called alike
    if isinstance(wert, str):
        try:
            return parse_vomhundert(clean(wert))
        except VomhundertUnklar as unclear:
            raise ZelleAbgelehnt(MappeCode.VOMHUNDERT_UNKLAR, str(unclear)) from unclear
    teile = _parts(wert, 10_000)
    if teile is None:
        text = f"„{read_text(wert)[:40]}“ ist kein Anteil. Bitte wie 80 oder 66,67 schreiben (v. H.)."
        raise ZelleAbgelehnt(MappeCode.VOMHUNDERT_UNKLAR, text)
    return Vomhundert(teile)


def _ganzzahl(wert: Wert, spalte: Spalte) -> int:
    zahl = read_ganzzahl(wert)
    if not spalte.von <= zahl <= spalte.bis:
        text = f"Hier steht {zahl}. Bitte eine ganze Zahl von {spalte.von} bis {spalte.bis} schreiben."
        raise ZelleAbgelehnt(Code.ZAHL_UNKLAR, text)
    return zahl


def _hundertstel(wert: Wert, spalte: Spalte) -> int:
    teile = _parts(wert, 100)
    if isinstance(wert, str):
        found = re.fullmatch(r"(?P<whole>[0-9]{1,3})(?:,(?P<rest>[0-9]{1,2}))?", clean(wert), re.ASCII)
        teile = int(found["whole"]) * 100 + int((found["rest"] or "").ljust(2, "0")) if found else None
    if teile is None or not spalte.von <= teile <= spalte.bis:
        text = (
            f"„{read_text(wert)[:40]}“ ist kein Stellenanteil. Bitte eine Zahl über 0 mit höchstens zwei "
            "Stellen nach dem Komma schreiben, z. B. 0,75."
        )
        raise ZelleAbgelehnt(Code.ZAHL_UNKLAR, text)
    return teile


# -- days and words ------------------------------------------------------------------------------------------


def _datum(wert: Wert, spalte: Spalte) -> date:  # noqa: ARG001 -- all readers are called alike
    return read_datum(wert)


def _ja_nein(wert: Wert, spalte: Spalte) -> bool:  # noqa: ARG001 -- all readers are called alike
    answers = {"ja": True, "nein": False, "wahr": True, "falsch": False}
    answer = answers.get(fold(read_text(wert)))
    if answer is None:
        raise ZelleAbgelehnt(MappeCode.JA_NEIN_UNKLAR, "Bitte „ja“ oder „nein“ schreiben.")
    return answer


@cache
def _words(auswahl: type[StrEnum]) -> dict[str, StrEnum]:
    return {fold(word): value for word, value in auswahl_labels(auswahl).items()}


def _exact(auswahl: type[StrEnum], text: str) -> StrEnum | None:
    return auswahl_labels(auswahl).get(text.replace(",", "."))


def _auswahl(wert: Wert, spalte: Spalte) -> StrEnum:
    auswahl = spalte.auswahl or StrEnum
    text = read_text(wert)
    # A line number such as 3.3 arrives as a number where the cell was not text; 33 is another one.
    chosen = _words(auswahl).get(fold(text)) if re.search("[^0-9,.]", text) else _exact(auswahl, text)
    if chosen is None:
        words = ", ".join(f"„{word}“" for word in auswahl_labels(auswahl))
        raise ZelleAbgelehnt(
            MappeCode.AUSWAHL_UNBEKANNT, f"„{text[:40]}“ steht nicht zur Wahl. Möglich sind {words}."
        )
    return chosen


def _schluessel(wert: Wert, spalte: Spalte) -> str:
    key = _text(wert, spalte)
    if key not in spalte.erlaubt:
        text = f"Den Schlüssel „{key[:40]}“ gibt es nicht. Die Vorlage der Jahresmappe nennt alle."
        raise ZelleAbgelehnt(MappeCode.SCHLUESSEL_UNBEKANNT, text)
    return key


def _text(wert: Wert, spalte: Spalte) -> str:
    if isinstance(wert, date | time | timedelta):
        raise ZelleAbgelehnt(
            MappeCode.TEXT_IST_DATUM,
            f"Das Tabellenprogramm hat hier ein Datum ({read_text(wert)}) daraus gemacht. Bitte die Zelle als Text "
            "formatieren und neu schreiben.",
        )
    text = read_text(wert).replace("\r\n", "\n").replace("\r", "\n")
    _check_length(text, spalte)
    return text


def _check_length(text: str, spalte: Spalte) -> None:
    if spalte.laenge and len(text) > spalte.laenge:
        raise ZelleAbgelehnt(
            MappeCode.TEXT_ZU_LANG,
            f"Hier passen höchstens {spalte.laenge} Zeichen hinein, es sind {len(text)}. Bitte kürzen.",
        )


def _liste(wert: Wert, spalte: Spalte) -> tuple[str, ...]:
    """Return the parts between semicolons (or lines), each once; quotation marks hold one with a semicolon."""
    text = io.StringIO(_text(wert, Spalte(spalte.kopf, spalte.attribut)), newline="")
    rows = csv.reader(text, delimiter=";", skipinitialspace=True)
    parts = tuple(dict.fromkeys(part.strip() for row in rows for part in row if part.strip()))
    for part in parts:
        _check_length(part, spalte)
    return parts


_READERS: dict[Spaltenart, Callable[[Wert, Spalte], object]] = {
    Spaltenart.TEXT: _text,
    Spaltenart.LISTE: _liste,
    Spaltenart.DATUM: _datum,
    Spaltenart.GANZZAHL: _ganzzahl,
    Spaltenart.HUNDERTSTEL: _hundertstel,
    Spaltenart.ANTEIL: _anteil,
    Spaltenart.JA_NEIN: _ja_nein,
    Spaltenart.AUSWAHL: _auswahl,
    Spaltenart.SCHLUESSEL: _schluessel,
}
