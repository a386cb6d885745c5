"""A preview and its answers as JSON, as they are kept beside the uploaded file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grants.domain.begriffe import Betragsart, Einlesungsart
from grants.domain.einlesung import (
    Aehnlich,
    Antworten,
    Betragsstand,
    Betragszeile,
    Jahresvorschau,
    Vorschau,
)
from grants.domain.errors import Stellenangabe, Violation
from grants.domain.mappenvergleich import Blattvergleich, Feld, Zeile, Zeilenart
from grants.domain.money import Betrag, Zahlen, euro

# Rows of a sheet that are kept for the page; the rest is a number.
GEZEIGT = 300


def dump_antworten(antworten: Antworten) -> dict[str, Any]:
    return {
        "art": antworten.art.value,
        "jahr": antworten.jahr,
        "zahlen": antworten.zahlen.value if antworten.zahlen else None,
        "betragsart": antworten.betragsart.value,
        "ersetzen": antworten.ersetzen,
        "zuordnungen": dict(antworten.zuordnungen),
    }


def load_antworten(values: Mapping[str, Any]) -> Antworten:
    return Antworten(
        Einlesungsart(values["art"]),
        values["jahr"],
        Zahlen(values["zahlen"]) if values["zahlen"] else None,
        Betragsart(values["betragsart"]),
        values["ersetzen"],
        values["zuordnungen"],
    )


def dump_vorschau(vorschau: Vorschau) -> dict[str, Any]:
    """Return plain types; of long sheets the first rows."""
    return {
        "uebernommen": vorschau.uebernommen,
        "unveraendert": vorschau.unveraendert,
        "jahre": [_dump_year(jahr) for jahr in vorschau.jahre],
        "aehnlich": [[each.name, [list(pair) for pair in each.kandidaten]] for each in vorschau.aehnlich],
        "hinweise": list(vorschau.hinweise),
        "fehler": [_dump_violation(each) for each in vorschau.fehler],
    }


def load_vorschau(values: Mapping[str, Any]) -> Vorschau:
    return Vorschau(
        values["uebernommen"],
        values["unveraendert"],
        tuple(_load_year(each) for each in values["jahre"]),
        tuple(Aehnlich(name, tuple((k, n) for k, n in pairs)) for name, pairs in values["aehnlich"]),
        tuple(values["hinweise"]),
        tuple(_load_violation(each) for each in values["fehler"]),
    )


def _plain(betrag: Betrag | None) -> str | None:
    return None if betrag is None else str(betrag)


def _betrag(text: str | None) -> Betrag | None:
    return None if text is None else euro(text)


def _dump_year(jahr: Jahresvorschau) -> dict[str, Any]:
    return {
        "jahr": jahr.jahr,
        "angelegt": jahr.angelegt,
        "betraege": [
            [z.kennung, z.name, z.stand.value, _plain(z.alt), _plain(z.neu), z.unbekannt]
            for z in jahr.betraege
        ],
        "genannt": _plain(jahr.genannt),
        "gerechnet": _plain(jahr.gerechnet),
        "summe_alt": _plain(jahr.summe_alt),
        "summe_neu": _plain(jahr.summe_neu),
        "blaetter": [
            [
                each.blatt,
                [
                    [z.wer, z.art.value, [[f.attribut, f.titel, f.alt, f.neu] for f in z.felder]]
                    for z in each.zeilen[:GEZEIGT]
                ],
            ]
            for each in jahr.blaetter
        ],
        "anzahl": {blatt: list(numbers) for blatt, numbers in jahr.anzahl.items()},
    }


def _load_year(values: Mapping[str, Any]) -> Jahresvorschau:
    return Jahresvorschau(
        values["jahr"],
        values["angelegt"],
        tuple(
            Betragszeile(kennung, name, Betragsstand(stand), _betrag(alt), _betrag(neu), unbekannt)
            for kennung, name, stand, alt, neu, unbekannt in values["betraege"]
        ),
        genannt=_betrag(values["genannt"]),
        gerechnet=_betrag(values["gerechnet"]),
        summe_alt=_betrag(values["summe_alt"]),
        summe_neu=_betrag(values["summe_neu"]),
        blaetter=tuple(
            Blattvergleich(blatt, tuple(map(_load_row, rows))) for blatt, rows in values["blaetter"]
        ),
        anzahl={blatt: tuple(numbers) for blatt, numbers in values["anzahl"].items()},
    )


def _load_row(row: list[Any]) -> Zeile:
    wer, art, felder = row
    return Zeile(wer, Zeilenart(art), tuple(Feld(*feld) for feld in felder))


def _dump_violation(violation: Violation) -> dict[str, Any]:
    s = violation.stelle or Stellenangabe()
    place = [s.blatt, s.zeile, s.spalte, s.zelle]
    return {"code": str(violation.code), "text": violation.text, "wert": violation.wert, "stelle": place}


def _load_violation(values: Mapping[str, Any]) -> Violation:
    blatt, zeile, spalte, zelle = values["stelle"]
    stelle = Stellenangabe(None, blatt, zeile, spalte, zelle)
    return Violation(values["code"], values["text"], stelle=stelle, wert=values["wert"])
