"""Between city and Land: bewilligt → eingegangen → nachgewiesen → zurückgezahlt."""

from __future__ import annotations

from grants.domain import summen, summen_stadt
from grants.domain.fristen import format_datum
from grants.domain.kette import Jahr
from grants.domain.money import Betrag
from grants.domain.stand.glied import Glied, Stages, Words, compare, make_glied


def land_stages(jahr: Jahr) -> Stages:
    granted = summen.bewilligt(jahr)
    yield "Bewilligt", make_glied("Bewilligt", granted, _versionen(jahr)) if granted is not None else None
    yield "Eingegangen", _eingegangen(jahr, granted)
    yield "Nachgewiesen", _nachgewiesen_stadt(jahr)
    needed = summen_stadt.an_das_land_zurueckzuzahlen(jahr)
    if needed is None or needed or summen.zurueckgezahlt_land(jahr):
        yield "Zurückgezahlt", _zurueckgezahlt(jahr, needed)


def _versionen(jahr: Jahr) -> Words:
    bescheid = jahr.bescheid
    return (f"Bescheid vom {format_datum(bescheid.vom)}" if bescheid else "", None)


def _eingegangen(jahr: Jahr, granted: Betrag | None) -> Glied | None:
    received = summen.eingegangen(jahr)
    if granted is None or not received:
        return None
    words = compare(
        received - granted, equal="alles abgerufen", less="nicht abgerufen", more="mehr als bewilligt"
    )
    return make_glied("Eingegangen", received, words, regeln="eingang_land bestand")


def _nachgewiesen_stadt(jahr: Jahr) -> Glied | None:
    stated = jahr.nachweis_stadt.zuwendung_lt_abrechnung if jahr.nachweis_stadt else None
    decided = summen.festgesetzt_gesamt(jahr)
    if stated is None:
        return None
    if decided is None:
        words: Words = ("noch nicht alle Zuwendungen festgesetzt", None)
    else:
        words = compare(
            stated - decided,
            equal="wie festgesetzt",
            less="weniger als festgesetzt",
            more="mehr als festgesetzt",
        )
    return make_glied("Nachgewiesen", stated, words, regeln="summe_nachweis")


def _zurueckgezahlt(jahr: Jahr, needed: Betrag | None) -> Glied | None:
    returned = summen.zurueckgezahlt_land(jahr)
    if needed is None or not (needed or returned):
        return None
    words = compare(
        returned - needed, equal="nichts mehr offen", less="noch offen", more="mehr als zurückzuzahlen"
    )
    return make_glied("Zurückgezahlt", returned, words, regeln="verbleib")
