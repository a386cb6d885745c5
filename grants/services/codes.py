"""Codes with which a readable file is refused because of what the database holds; listed in `docs/fehlercodes.md`."""

from __future__ import annotations

from enum import StrEnum


class Uebernahmecode(StrEnum):
    STAND_ZURUECK = "stand_zurueck"
    ANTRAG_VERSANDT = "antrag_versandt"
    NACHWEIS_EINGEREICHT = "nachweis_eingereicht"
    PRUEFUNG_BEGONNEN = "pruefung_begonnen"
    TRAEGER_NAME_VERGEBEN = "traeger_name_vergeben"
    POSITION_UNBEKANNT = "position_unbekannt"
    MITTELHERKUNFT_UNKLAR = "mittelherkunft_unklar"
    BELEG_ANDERS_ERFASST = "beleg_anders_erfasst"


BEDEUTUNG: dict[Uebernahmecode, str] = {
    Uebernahmecode.STAND_ZURUECK: "Der Stand wäre früher als der, der schon erreicht ist.",
    Uebernahmecode.ANTRAG_VERSANDT: "Eine frühere, versandte Fassung des Antrags hat in der Datei andere Beträge.",
    Uebernahmecode.NACHWEIS_EINGEREICHT: "Der Verwendungsnachweis ist eingereicht; seine Belege stehen fest.",
    Uebernahmecode.PRUEFUNG_BEGONNEN: "Der Verwendungsnachweis wird auf den Seiten geprüft, von zwei Personen.",
    Uebernahmecode.TRAEGER_NAME_VERGEBEN: "Die Angabe bezeichnet schon einen anderen Träger.",
    Uebernahmecode.POSITION_UNBEKANNT: "Die Ausgabeposition steht nicht im Finanzierungsplan.",
    Uebernahmecode.MITTELHERKUNFT_UNKLAR: "Es ist nicht klar, woher eine Einnahme kommt.",
    Uebernahmecode.BELEG_ANDERS_ERFASST: "Der Beleg ist bei einer anderen Maßnahme mit anderen Angaben erfasst.",
}
