"""The empty Belegliste: the columns that the reader knows, with what to write in each."""

from __future__ import annotations

from collections.abc import Sequence

from grants.domain.begriffe import Belegart, Mittelherkunft, label
from grants.imports.beleg_werte import SPALTEN
from grants.imports.spalten import Spalte
from reports.belegvorlage import Vorlageart, Vorlagespalte, belegvorlage_bytes

# One way to say each thing: two columns of days instead of one of both, the kind of a row instead of a second amount.
_OHNE = frozenset({"leistung", "einnahme"})
_TAGE = frozenset({"rechnungsdatum", "zahlungsdatum", "leistung_von", "leistung_bis"})
_HINWEISE = {
    "nr": "Ihre Nummer des Belegs, in dieser Liste nur einmal",
    "position": "Kürzel der Ausgabeposition aus dem Finanzierungsplan, z. B. SA",
    "rechnungsnummer": "leer lassen bei Gehältern und Pauschalen",
    "rechnungsdatum": "TT.MM.JJJJ; leer lassen bei Gehältern und Pauschalen",
    "zahlungsdatum": "TT.MM.JJJJ, Wertstellung laut Kontoauszug",
    "zahlungsempfaenger": "wer das Geld erhalten hat; bei Einnahmen: von wem es kam",
    "zweck": "wofür; bitte keine Namen von Kindern oder Familien",
    "gezahlt": "was tatsächlich gezahlt wurde, nach Skonto",
    "betrag": "der Teil davon, der zu dieser Maßnahme gehört",
    "zuwendungsfaehig": "der zuwendungsfähige Teil dieses Betrags",
    "leistung_von": "TT.MM.JJJJ, Beginn der bezahlten Leistung",
    "leistung_bis": "TT.MM.JJJJ, Ende der bezahlten Leistung",
    "bemerkung": "freiwillig",
    "art": "leer ist ein Beleg",
    "mittelherkunft": "nur bei Einnahmen",
}
_AUSWAHL = {
    "art": (label(Belegart.BELEG), label(Belegart.PAUSCHALE), "Einnahme"),
    "mittelherkunft": tuple(label(herkunft) for herkunft in Mittelherkunft),
}


def belegvorlage(*, positionen: Sequence[str] = ()) -> bytes:
    """Return the empty workbook for Träger; filled in, the import reads it. `positionen` become a pick list."""
    return belegvorlage_bytes([_spalte(spalte, positionen) for spalte in SPALTEN if spalte.key not in _OHNE])


def _spalte(spalte: Spalte, positionen: Sequence[str]) -> Vorlagespalte:
    art = Vorlageart.TEXT
    if spalte.ist_betrag:
        art = Vorlageart.BETRAG
    elif spalte.key in _TAGE:
        art = Vorlageart.DATUM
    auswahl = positionen if spalte.key == "position" else _AUSWAHL.get(spalte.key, ())
    # A pick list of Excel holds 255 characters and no comma within a word.
    if len(",".join(auswahl)) > 255 or any("," in wort for wort in auswahl):
        auswahl = ()
    return Vorlagespalte(spalte.titel, art, _HINWEISE[spalte.key], auswahl)
