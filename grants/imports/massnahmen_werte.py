"""What a measure list holds, whatever form the file has: rows, the stated total, the words of the heading."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from grants.domain.errors import Stellenangabe
from grants.domain.kennung import name_key
from grants.domain.money import Betrag, format_betrag, summe
from grants.imports.codes import Code
from grants.imports.datei import QuelleArt
from grants.imports.meldungen import Meldungen
from grants.imports.werte import WertAbgelehnt, read_datum

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_JAHR = r"(?P<jahr>20[0-9]{2})"
# The closed list of words for a total; a Maßnahme may well be called "Gesamtkonzept".
_SUMME = re.compile(
    r"(?:gesamt|summe|insgesamt|gesamtsumme|gesamtbetrag|gesamtfoerdersumme|antragssumme)"
    rf"(?:\s+(?:fuer\s+)?\(?{_JAHR}\)?)?\s*:?"
)
_BEANTRAGUNG = re.compile(rf"geplante beantragung(?: fuer(?: das jahr)?)? {_JAHR}\s*:?")
# A row that begins with such a word is a subtotal, or a name that has to be told apart from one.
_ZWISCHENSUMME = re.compile(
    r"(?:summe|zwischensumme|teilsumme|uebertrag|insgesamt|gesamtsumme|gesamtbetrag|gesamtfoerdersumme|antragssumme)\b"
)
# So is one that is made of nothing else but such words: "Gesamtkosten der Maßnahmen 2024", "Fördersumme gesamt".
_SUMMENWORT = re.compile(
    r"(?:gesamt)?-?(?:summe|betrag|kosten|ausgaben|foerdersumme|foerderung|foerderbetrag|volumen|antragssumme|"
    r"antragsvolumen|beantragung|mittel)|gesamt|total"
)
_FUELLWORT = re.compile(
    r"geplante?|beantragte?|bewilligte?|foerderung|antrag|der|die|das|alle|aller|massnahmen?|fuer|jahr|in|euro?|20[0-9]{2}"
)
_STAND = re.compile(
    r"(?:^|[(,;]\s*|[–-]\s)Stand\s*:?\s*(?:vom\s+)?([0-9]{1,2}\.\s?[0-9]{1,2}\.\s?[0-9]{4})", re.IGNORECASE
)
_DATUM = re.compile(r"\b[0-9]{1,2}\.\s?[0-9]{1,2}\.\s?[0-9]{2,4}\b")


class Traegerangabe(NamedTuple):
    """A Träger as the file writes it, with its share where one is given."""

    name: str
    anteil: Betrag | None


@dataclass(frozen=True, slots=True)
class Listenzeile:
    """One Maßnahme of a list.

    `label` stands as in the file. In the text form it holds Maßnahme and Träger without a separator; `massnahme` is
    None then and `domain.kennung.split_label` tells them apart against the register.
    """

    label: str
    betrag: Betrag
    zeile: int
    massnahme: str | None = None
    traeger: tuple[Traegerangabe, ...] = ()
    blatt: str | None = None
    zelle: str | None = None
    kennung: str | None = None
    handlungsfeld: str = ""
    handlungsfeld_land: int | None = None
    lebensphase: str = ""


@dataclass(frozen=True, slots=True)
class Massnahmenliste:
    """The list of one year; `genannt` is the total the paper states, which need not be the sum of the rows."""

    jahr: int
    zeilen: tuple[Listenzeile, ...]
    genannt: Betrag | None
    genannt_zeile: int | None
    genannt_blatt: str | None
    summe_label: str
    ueberschrift: str
    stand: date | None
    datei: str
    quelle_art: QuelleArt
    sha256: str
    hinweise: tuple[str, ...] = ()

    @property
    def gerechnet(self) -> Betrag:
        """The sum of the rows."""
        return summe(zeile.betrag for zeile in self.zeilen)


@dataclass(frozen=True, slots=True)
class Summenangabe:
    """A total as the file states it."""

    label: str
    betrag: Betrag
    zeile: int
    jahr: int | None = None
    blatt: str | None = None


@dataclass(slots=True)
class Liste:
    """A list while it is being read."""

    meldungen: Meldungen
    jahr: int | None = None
    ueberschrift: str = ""
    stand: date | None = None
    zeilen: list[Listenzeile] = field(default_factory=list)
    summe: Summenangabe | None = None


def _fold(text: str) -> str:
    return " ".join(text.casefold().translate(_UMLAUTS).split())


def summe_of(label: str, *, textform: bool = False) -> re.Match[str] | None:
    """Return the match of a total's words (group `jahr` may be None); None for anything else."""
    folded = _fold(label)
    return _SUMME.fullmatch(folded) or (_BEANTRAGUNG.fullmatch(folded) if textform else None)


def is_summenartig(label: str) -> bool:
    """Tell whether a label reads like a sum without being one of the words for the total of the list."""
    folded = _fold(label)
    words = re.findall(r"[0-9a-z-]+", folded)
    others = [word for word in words if not _SUMMENWORT.fullmatch(word)]
    only_sums = len(others) < len(words) and all(_FUELLWORT.fullmatch(word) for word in others)
    return only_sums or bool(_ZWISCHENSUMME.match(folded))


def years_in(text: str) -> list[int]:
    """Return the distinct years a heading names; those of dates do not count."""
    found = re.findall(r"(?<![0-9])20[0-9]{2}(?![0-9])", _DATUM.sub(" ", text))
    return sorted({int(year) for year in found})


def find_stand(text: str) -> date | None:
    """Return the day of a `Stand: 05.02.2024` in the text."""
    found = _STAND.search(text)
    try:
        return read_datum(found[1]) if found else None
    except WertAbgelehnt:
        return None


def keep_summe(liste: Liste, neu: Summenangabe) -> None:
    """Keep a stated total; a second, different one for the same list is a problem."""
    if liste.summe is None:
        liste.summe = neu
    elif liste.summe.betrag != neu.betrag:
        liste.meldungen.add(
            Code.SUMME_DOPPELT,
            f"Hier ist als Summe {format_betrag(neu.betrag)} genannt, in Zeile {liste.summe.zeile} aber "
            f"{format_betrag(liste.summe.betrag)}. Bitte nur eine Summe je Jahr stehen lassen.",
            wert=neu.label,
            zeile=neu.zeile,
            blatt=neu.blatt,
        )


def betrag_problem(betrag: Betrag) -> tuple[Code, str] | None:
    """Return why an amount cannot be that of a Maßnahme; None for a positive one."""
    if betrag.cents > 0:
        return None
    if not betrag:
        return (
            Code.BETRAG_NULL,
            "Der Betrag der Maßnahme ist 0. Bitte den Betrag eintragen oder die Zeile löschen.",
        )
    return Code.BETRAG_NEGATIV, "Der Betrag der Maßnahme ist negativ. Bitte den Betrag ohne Minus eintragen."


def keep_double(liste: Liste) -> None:
    """Keep a problem for each Maßnahme and Kennung that stands twice in the list of a year."""
    names: dict[str, Listenzeile] = {}
    kennungen: dict[str, Listenzeile] = {}
    for zeile in liste.zeilen:
        first = names.setdefault(name_key(zeile.massnahme or zeile.label), zeile)
        if first is not zeile:
            _add_double(liste, Code.MASSNAHME_DOPPELT, zeile, first=first)
        if zeile.kennung and (first := kennungen.setdefault(zeile.kennung, zeile)) is not zeile:
            _add_double(liste, Code.KENNUNG_DOPPELT, zeile, first=first)


def _add_double(liste: Liste, code: Code, zeile: Listenzeile, *, first: Listenzeile) -> None:
    is_name = code is Code.MASSNAHME_DOPPELT
    wert = (zeile.massnahme or zeile.label) if is_name else zeile.kennung
    what = "Die Maßnahme" if is_name else "Die Kennung"
    liste.meldungen.add(
        code,
        f"{what} „{wert}“ steht {liste.jahr} schon in Zeile {first.zeile}. Bitte in einer Zeile zusammenfassen, "
        "mehrere Träger mit Anteil wie „IFAK=9330;Ronahi=6220“.",
        wert=wert,
        zeile=zeile.zeile,
        blatt=zeile.blatt,
        zelle=zeile.zelle,
    )


def summe_hinweis(liste: Liste) -> str | None:
    """Return a remark where the stated total is not the sum of the rows; it is kept as stated."""
    gerechnet = summe(zeile.betrag for zeile in liste.zeilen)
    if liste.summe is None or liste.summe.betrag == gerechnet:
        return None
    differenz = format_betrag(gerechnet - liste.summe.betrag, vorzeichen=True)
    stelle = Stellenangabe(blatt=liste.summe.blatt, zeile=liste.summe.zeile)
    return (
        f"{stelle}: „{liste.summe.label}“ nennt {format_betrag(liste.summe.betrag)}, die {len(liste.zeilen)} Zeilen "
        f"ergeben {format_betrag(gerechnet)} (Differenz {differenz})."
    )
