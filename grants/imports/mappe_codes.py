"""Further codes with which a Jahresmappe is refused; with `codes.Code` they are the closed list of the docs."""

from __future__ import annotations

from enum import StrEnum


class MappeCode(StrEnum):
    BLATT_DOPPELT = "blatt_doppelt"
    AUSWAHL_UNBEKANNT = "auswahl_unbekannt"
    SCHLUESSEL_UNBEKANNT = "schluessel_unbekannt"
    JA_NEIN_UNKLAR = "ja_nein_unklar"
    VOMHUNDERT_UNKLAR = "vomhundert_unklar"
    TEXT_IST_DATUM = "text_ist_datum"
    TEXT_ZU_LANG = "text_zu_lang"
    IBAN_UNGUELTIG = "iban_ungueltig"
    ANGABE_UNPASSEND = "angabe_unpassend"
    ANGABEN_WIDERSPRECHEN = "angaben_widersprechen"
    EINTRAG_DOPPELT = "eintrag_doppelt"
    VERWEIS_UNBEKANNT = "verweis_unbekannt"


BEDEUTUNG: dict[MappeCode, str] = {
    MappeCode.BLATT_DOPPELT: "Zwei Blätter der Mappe haben denselben Namen.",
    MappeCode.AUSWAHL_UNBEKANNT: "Das Wort steht nicht in der Auswahlliste der Spalte.",
    MappeCode.SCHLUESSEL_UNBEKANNT: "Den Schlüssel gibt es nicht; die Vorlage nennt alle.",
    MappeCode.JA_NEIN_UNKLAR: "Hier wird „ja“ oder „nein“ erwartet.",
    MappeCode.VOMHUNDERT_UNKLAR: "Der Anteil ist nicht eindeutig geschrieben.",
    MappeCode.TEXT_IST_DATUM: "Das Tabellenprogramm hat aus dem Text ein Datum gemacht.",
    MappeCode.TEXT_ZU_LANG: "Der Text ist zu lang.",
    MappeCode.IBAN_UNGUELTIG: "Die IBAN ist nicht gültig.",
    MappeCode.ANGABE_UNPASSEND: "Die Spalte gehört nicht zu dieser Art von Zeile.",
    MappeCode.ANGABEN_WIDERSPRECHEN: "Zwei Angaben passen nicht zueinander.",
    MappeCode.EINTRAG_DOPPELT: "Ein Eintrag steht zweimal im Blatt.",
    MappeCode.VERWEIS_UNBEKANNT: "Die Zeile verweist auf etwas, das in der Mappe nicht steht.",
}
