"""Jahreswechsel: what of a year goes on into the next, proposed by last year's money, decided by a person.

Whether the Land is asked again follows from what it paid, never from the word verstetigt: a Maßnahme may be
verstetigt and applied for all the same. Nothing is left out unless somebody says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from grants.domain import summen
from grants.domain.kette import Jahr, Massnahme
from grants.domain.money import Betrag, summe


class Landeswahl(StrEnum):
    """Whether the Land is asked for money for a Maßnahme."""

    JA = "ja"
    NEIN = "nein"
    OFFEN = "offen"


@dataclass(frozen=True, slots=True)
class Vorschlagszeile:
    """One Maßnahme of the year, and what is proposed for the next."""

    kennung: str
    name: str
    empfaenger: tuple[str, ...]
    # Of the year that ends.
    beantragt: Betrag | None
    bewilligt: Betrag | None
    plaene: int
    land: Landeswahl
    betrag: Betrag | None
    hinweis: str = ""


@dataclass(frozen=True, slots=True)
class Vorschlag:
    """What goes on into the next year; `schon` stands there already."""

    programm: str
    von: int
    zeilen: tuple[Vorschlagszeile, ...]
    gibt_es: bool
    schon: tuple[str, ...] = ()

    @property
    def nach(self) -> int:
        return self.von + 1

    @property
    def summe_vorjahr(self) -> Betrag:
        return summe(zeile.beantragt for zeile in self.zeilen if zeile.beantragt is not None)


def build_vorschlag(
    jahr: Jahr, folgejahr: Jahr | None, *, befristet: Mapping[str, str] | None = None
) -> Vorschlag:
    """Return what of `jahr` is not in `folgejahr` yet, in the order of the list.

    `befristet`: until when a Maßnahme is limited, in the office's own words ("Ende 2024"), by Kennung.
    """
    limited = befristet or {}
    there = {massnahme.kennung: massnahme.name for massnahme in folgejahr.massnahmen} if folgejahr else {}
    asked, granted = summen.beantragt_je_massnahme(jahr), summen.bewilligt_je_massnahme(jahr)
    return Vorschlag(
        programm=jahr.programm,
        von=jahr.jahr,
        zeilen=tuple(
            _zeile(
                jahr,
                each,
                asked.get(each.kennung),
                granted.get(each.kennung),
                befristet=limited.get(each.kennung, ""),
            )
            for each in jahr.massnahmen
            if each.kennung not in there
        ),
        gibt_es=folgejahr is not None,
        schon=tuple(there[each.kennung] for each in jahr.massnahmen if each.kennung in there),
    )


def _zeile(
    jahr: Jahr, massnahme: Massnahme, asked: Betrag | None, granted: Betrag | None, *, befristet: str
) -> Vorschlagszeile:
    land = _proposed(massnahme, asked)
    return Vorschlagszeile(
        kennung=massnahme.kennung,
        name=massnahme.name,
        empfaenger=tuple(e.name or e.kuerzel for e in massnahme.empfaenger),
        beantragt=asked,
        bewilligt=granted,
        plaene=sum(1 for e in massnahme.empfaenger if summen.plan(e, jahr.am)),
        land=land,
        betrag=asked if land is Landeswahl.JA else None,
        hinweis=f"Befristet: {befristet}. Bitte prüfen, ob die Maßnahme weiterläuft." if befristet else "",
    )


def _proposed(massnahme: Massnahme, asked: Betrag | None) -> Landeswahl:
    if asked:
        return Landeswahl.JA
    return Landeswahl.NEIN if massnahme.land_beantragen is False else Landeswahl.OFFEN
