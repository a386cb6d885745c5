"""The closed list of codes with which a file is refused; printed in `docs/fehlercodes.md`."""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    # The file as such
    DATEI_FEHLT = "datei_fehlt"
    DATEI_KEIN_ZUGRIFF = "datei_kein_zugriff"
    DATEI_KEINE_DATEI = "datei_keine_datei"
    DATEI_LEER = "datei_leer"
    DATEI_ZU_GROSS = "datei_zu_gross"
    DATEI_ART_FALSCH = "datei_art_falsch"
    DATEI_EXCEL_ALT = "datei_excel_alt"
    DATEI_PASSWORT = "datei_passwort"
    DATEI_MAKRO = "datei_makro"
    DATEI_ENTITAETEN = "datei_entitaeten"
    DATEI_ARCHIV_ZU_GROSS = "datei_archiv_zu_gross"
    DATEI_BESCHAEDIGT = "datei_beschaedigt"
    ZEICHENSATZ_UNKLAR = "zeichensatz_unklar"
    ZU_VIELE_ZEILEN = "zu_viele_zeilen"
    # The table
    KOPFZEILE_FEHLT = "kopfzeile_fehlt"
    KOPFZEILE_DOPPELT = "kopfzeile_doppelt"
    SPALTE_FEHLT = "spalte_fehlt"
    SPALTE_DOPPELT = "spalte_doppelt"
    ZELLEN_ZU_VIELE = "zellen_zu_viele"
    ANFUEHRUNG_UNKLAR = "anfuehrung_unklar"
    FORMEL_OHNE_WERT = "formel_ohne_wert"
    FEHLERWERT = "fehlerwert"
    # Single values
    ANGABE_FEHLT = "angabe_fehlt"
    BETRAG_UNKLAR = "betrag_unklar"
    BETRAG_FEHLT = "betrag_fehlt"
    BETRAG_NULL = "betrag_null"
    BETRAG_NEGATIV = "betrag_negativ"
    BETRAG_UNGENAU = "betrag_ungenau"
    DATUM_UNKLAR = "datum_unklar"
    ZAHL_UNKLAR = "zahl_unklar"
    # Measure lists
    LISTE_FEHLT = "liste_fehlt"
    LISTE_DOPPELT = "liste_doppelt"
    JAHR_FEHLT = "jahr_fehlt"
    JAHR_UNKLAR = "jahr_unklar"
    JAHR_NICHT_ENTHALTEN = "jahr_nicht_enthalten"
    MASSNAHME_FEHLT = "massnahme_fehlt"
    MASSNAHME_DOPPELT = "massnahme_doppelt"
    KENNUNG_UNGUELTIG = "kennung_ungueltig"
    KENNUNG_DOPPELT = "kennung_doppelt"
    TRAEGER_UNKLAR = "traeger_unklar"
    HANDLUNGSFELD_UNKLAR = "handlungsfeld_unklar"
    ZEILE_UNKLAR = "zeile_unklar"
    ZEILE_HINTER_SUMME = "zeile_hinter_summe"
    SUMME_UNKLAR = "summe_unklar"
    SUMME_DOPPELT = "summe_doppelt"
    # Beleglisten
    BELEG_NR_DOPPELT = "beleg_nr_doppelt"
    ART_UNKLAR = "art_unklar"
    EINNAHMEN_UNKLAR = "einnahmen_unklar"
    ZUWENDUNGSFAEHIG_UNMOEGLICH = "zuwendungsfaehig_unmoeglich"
    ZEITRAUM_VERKEHRT = "zeitraum_verkehrt"


BEDEUTUNG: dict[Code, str] = {
    Code.DATEI_FEHLT: "Die Datei gibt es nicht.",
    Code.DATEI_KEIN_ZUGRIFF: "Die Datei darf oder kann nicht gelesen werden.",
    Code.DATEI_KEINE_DATEI: "Der Name gehört zu einem Ordner oder Gerät, nicht zu einer Datei.",
    Code.DATEI_LEER: "Die Datei hat keinen Inhalt.",
    Code.DATEI_ZU_GROSS: "Die Datei ist größer als 20 MB.",
    Code.DATEI_ART_FALSCH: "Der Inhalt ist weder Text noch eine Excel-Arbeitsmappe, wie immer die Datei heißt.",
    Code.DATEI_EXCEL_ALT: "Die Datei ist im alten Excel-Format (.xls) gespeichert.",
    Code.DATEI_PASSWORT: "Die Datei ist mit einem Passwort geschützt.",
    Code.DATEI_MAKRO: "Die Arbeitsmappe enthält Makros.",
    Code.DATEI_ENTITAETEN: "Ein Teil der Arbeitsmappe enthält eine Dokumenttyp-Angabe oder Entitäten.",
    Code.DATEI_ARCHIV_ZU_GROSS: "Die Arbeitsmappe ist entpackt größer als 100 MiB oder ungewöhnlich gepackt.",
    Code.DATEI_BESCHAEDIGT: "Die Arbeitsmappe lässt sich nicht lesen.",
    Code.ZEICHENSATZ_UNKLAR: "Der Text ist weder UTF-8 noch Windows-1252.",
    Code.ZU_VIELE_ZEILEN: "Die Datei hat mehr als 50.000 Zeilen.",
    Code.KOPFZEILE_FEHLT: "In den ersten 20 Zeilen steht keine Kopfzeile.",
    Code.KOPFZEILE_DOPPELT: "Im selben Blatt steht eine zweite Kopfzeile.",
    Code.SPALTE_FEHLT: "Eine Spalte fehlt, ohne die die Datei nicht gelesen werden kann.",
    Code.SPALTE_DOPPELT: "Zwei Spalten haben dieselbe Bedeutung.",
    Code.ZELLEN_ZU_VIELE: "Die Zeile hat mehr Zellen als die Kopfzeile, oder ein Betrag ist am Komma zerteilt.",
    Code.ANFUEHRUNG_UNKLAR: "Ein Anführungszeichen ist nicht geschlossen oder steht mitten im Text.",
    Code.FORMEL_OHNE_WERT: "Die Zelle enthält eine Formel ohne gespeicherten Wert.",
    Code.FEHLERWERT: "Die Zelle zeigt einen Fehlerwert wie #BEZUG!.",
    Code.ANGABE_FEHLT: "Eine Pflichtangabe der Zeile ist leer.",
    Code.BETRAG_UNKLAR: "Der Betrag ist nicht eindeutig geschrieben.",
    Code.BETRAG_FEHLT: "Die Zeile hat keinen Betrag.",
    Code.BETRAG_NULL: "Der Betrag ist 0.",
    Code.BETRAG_NEGATIV: "Der Betrag ist negativ.",
    Code.BETRAG_UNGENAU: "Die Zahl in der Zelle hat Bruchteile eines Cents.",
    Code.DATUM_UNKLAR: "Das Datum ist nicht eindeutig geschrieben.",
    Code.ZAHL_UNKLAR: "Die Angabe ist keine ganze Zahl.",
    Code.LISTE_FEHLT: "In der Datei steht keine Maßnahmenliste.",
    Code.LISTE_DOPPELT: "Zu einem Jahr stehen zwei Listen in der Datei.",
    Code.JAHR_FEHLT: "Das Förderjahr ist nicht angegeben.",
    Code.JAHR_UNKLAR: "Das Förderjahr ist nicht eindeutig.",
    Code.JAHR_NICHT_ENTHALTEN: "Das verlangte Förderjahr kommt in der Datei nicht vor.",
    Code.MASSNAHME_FEHLT: "Die Zeile hat einen Betrag, aber keinen Namen.",
    Code.MASSNAHME_DOPPELT: "Eine Maßnahme steht in einem Jahr zweimal.",
    Code.KENNUNG_UNGUELTIG: "Die Kennung hat andere Zeichen als kleine Buchstaben, Ziffern und Bindestriche.",
    Code.KENNUNG_DOPPELT: "Eine Kennung steht in einem Jahr zweimal.",
    Code.TRAEGER_UNKLAR: "Die Träger einer Maßnahme oder ihre Anteile sind nicht eindeutig.",
    Code.HANDLUNGSFELD_UNKLAR: "Das Handlungsfeld des Landes ist keine Zahl von 1 bis 6.",
    Code.ZEILE_UNKLAR: "Die Zeile sieht aus wie eine Maßnahme, ist aber nicht lesbar.",
    Code.ZEILE_HINTER_SUMME: "Hinter der Summe einer Liste steht noch eine Zeile mit Betrag.",
    Code.SUMME_UNKLAR: "Es ist nicht klar, ob die Zeile eine Maßnahme oder eine Summe ist.",
    Code.SUMME_DOPPELT: "Zu einem Jahr sind zwei verschiedene Summen genannt.",
    Code.BELEG_NR_DOPPELT: "Eine Beleg-Nr. steht zweimal in der Datei.",
    Code.ART_UNKLAR: "Die Art der Zeile ist weder Beleg noch Pauschale noch Einnahme.",
    Code.EINNAHMEN_UNKLAR: "Die Datei enthält Einnahmen; es ist nicht gesagt, ob sie mit Minus geschrieben sind.",
    Code.ZUWENDUNGSFAEHIG_UNMOEGLICH: "Der zuwendungsfähige Teil ist größer als der Betrag, dessen Teil er ist.",
    Code.ZEITRAUM_VERKEHRT: "Das Ende der Leistung liegt vor ihrem Beginn.",
}
