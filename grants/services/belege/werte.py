"""The rows of a Belegliste as columns of the tables, with every reason to refuse one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from grants import models as m
from grants.domain.begriffe import Mittelherkunft, label
from grants.domain.errors import Stellenangabe, Violation
from grants.domain.herkunft import herkunft_of
from grants.domain.kennung import name_key
from grants.domain.rechnung import invoice_key
from grants.imports.beleg_werte import Belegliste, Belegzeile
from grants.imports.codes import Code
from grants.imports.mappe_codes import MappeCode
from grants.services.codes import Uebernahmecode

# Longest texts that are stored.
_NR, _POSITION = 60, 20

Werte = dict[str, Any]


@dataclass(slots=True)
class Beleggut:
    """What a list wants to be stored: columns of Beleg, and those of the part in each row."""

    datei: str
    # Ausgabepositionen by every word for them; empty without a plan.
    positionen: dict[str, str]
    belege: list[Werte] = field(default_factory=list)
    teile: list[Werte] = field(default_factory=list)
    # For each part the place of its Beleg: a paper that is split over positions stands in several rows.
    papier: list[int] = field(default_factory=list)
    einnahmen: list[Werte] = field(default_factory=list)
    summen: list[Werte] = field(default_factory=list)

    def teile_of(self, beleg_ids: Iterable[int | None], anteil_id: int) -> list[Werte]:
        """Return the columns of the parts, given the ids of their Belege in the order of the list."""
        ids = list(beleg_ids)
        return [
            {"beleg_id": ids[papier], "empfaengeranteil_id": anteil_id, **values}
            for papier, values in zip(self.papier, self.teile, strict=True)
        ]

    def einnahmen_of(self, anteil_id: int) -> list[Werte]:
        return [{"empfaengeranteil_id": anteil_id, **values} for values in self.einnahmen]

    def position(self, word: str) -> str:
        """Return the code of an Ausgabeposition; the word itself where no plan says otherwise."""
        return self.positionen.get(name_key(word), word)

    def violation(self, code: StrEnum, text: str, **place: Any) -> Violation:  # noqa: ANN401 - fields of the place
        wert = place.pop("wert", None)
        return Violation(code, text, stelle=Stellenangabe(datei=self.datei, **place), wert=wert)


def make_beleggut(
    liste: Belegliste, plan: Sequence[m.Ausgabeposition], *, traeger_id: int, foerderjahr_id: int
) -> Beleggut:
    """Return the columns; rows without a number get one that is the same each time the list is read."""
    gut = Beleggut(liste.datei, _words(plan))
    numbers = _numbers("P", [zeile.nr for zeile in liste.belege])
    places: dict[str, int] = {}
    for zeile, nr in zip(liste.belege, numbers, strict=True):
        gut.papier.append(places.setdefault(nr, len(gut.belege)))
        if places[nr] == len(gut.belege):
            gut.belege.append(_paper(zeile, nr, traeger_id=traeger_id, foerderjahr_id=foerderjahr_id))
        gut.teile.append(
            {
                "position": gut.position(zeile.position),
                "betrag": zeile.betrag,
                "zuwendungsfaehig": zeile.zuwendungsfaehig,
            }
        )
    numbers = _numbers("E", [zeile.nr for zeile in liste.einnahmen])
    gut.einnahmen = [
        {
            "nr": nr,
            "datum": zeile.datum,
            "einzahler": zeile.einzahler,
            "zweck": " – ".join(filter(None, (zeile.zweck, zeile.bemerkung))),
            "betrag": zeile.betrag,
            "herkunft": herkunft_of(zeile.herkunft),
        }
        for zeile, nr in zip(liste.einnahmen, numbers, strict=True)
    ]
    stated = {
        gut.position(each.position): {
            "position": gut.position(each.position),
            "insgesamt": each.betrag,
            "zuwendungsfaehig": each.zuwendungsfaehig,
        }
        for each in liste.summen
        if each.position and each.betrag is not None and each.zuwendungsfaehig is not None
    }
    gut.summen = list(stated.values())
    return gut


def _paper(zeile: Belegzeile, nr: str, *, traeger_id: int, foerderjahr_id: int) -> Werte:
    return {
        "traeger_id": traeger_id,
        "foerderjahr_id": foerderjahr_id,
        "nr": nr,
        "art": zeile.art,
        "rechnungsnummer": zeile.rechnungsnummer,
        "rechnungsdatum": zeile.rechnungsdatum,
        "zahlungsdatum": zeile.zahlungsdatum,
        "zahlungsempfaenger": zeile.zahlungsempfaenger,
        "zweck": zeile.zweck,
        "gezahlt": zeile.gezahlt,
        "leistung_von": zeile.leistung_von,
        "leistung_bis": zeile.leistung_bis,
        "bemerkung": zeile.bemerkung,
        "rechnung_schluessel": invoice_key(zeile),
    }


def _words(plan: Iterable[m.Ausgabeposition]) -> dict[str, str]:
    """Return the code of each Ausgabeposition by code, label and, where only one has it, kind of expenditure."""
    rows = list({row.code: row for row in plan}.values())
    kinds = Counter(row.art for row in rows)
    words = {name_key(label(row.art)): row.code for row in rows if kinds[row.art] == 1}
    words |= {name_key(row.bezeichnung): row.code for row in rows if row.bezeichnung}
    return words | {name_key(row.code): row.code for row in rows}


def _numbers(prefix: str, given: Sequence[str]) -> list[str]:
    taken, numbers, count = set(given), [], 0
    for nr in given:
        if not nr:
            count += 1
            while f"{prefix}-{count}" in taken:
                count += 1
        numbers.append(nr or f"{prefix}-{count}")
    return numbers


def check_belege(liste: Belegliste, gut: Beleggut, shared: Iterable[m.Beleg]) -> list[Violation]:
    """Return every reason not to take the list over; `shared`: Belege that other Maßnahmen have a part of."""
    return [*_check_rows(liste, gut), *_check_einnahmen(liste, gut), *_check_shared(liste, gut, shared)]


def _check_rows(liste: Belegliste, gut: Beleggut) -> Iterator[Violation]:
    seen: set[tuple[int, str]] = set()
    for zeile, teil, papier in zip(liste.belege, gut.teile, gut.papier, strict=True):
        place = {"blatt": zeile.blatt, "zeile": zeile.zeile}
        if (papier, teil["position"]) in seen:
            text = (
                f"Die Beleg-Nr. „{gut.belege[papier]['nr']}“ steht bei „{teil['position']}“ schon weiter oben. Bitte "
                "fassen Sie die beiden Zeilen zusammen."
            )
            yield gut.violation(Code.BELEG_NR_DOPPELT, text, **place, spalte="Beleg-Nr.", wert=zeile.nr[:_NR])
        seen.add((papier, teil["position"]))
        if len(zeile.nr) > _NR:
            text = f"Die Beleg-Nr. hat mehr als {_NR} Zeichen. Bitte kürzen."
            yield gut.violation(
                MappeCode.TEXT_ZU_LANG, text, **place, spalte="Beleg-Nr.", wert=zeile.nr[:_NR]
            )
        codes = list(dict.fromkeys(gut.positionen.values()))
        if gut.positionen and teil["position"] not in codes:
            text = (
                f"Die Ausgabeposition „{zeile.position[:40]}“ steht nicht im Finanzierungsplan. Dort stehen: "
                f"{', '.join(codes)}."
            )
            yield gut.violation(
                Uebernahmecode.POSITION_UNBEKANNT,
                text,
                **place,
                spalte="Ausgabeposition",
                wert=zeile.position[:40],
            )
        elif len(teil["position"]) > _POSITION:
            text = (
                f"Die Ausgabeposition hat mehr als {_POSITION} Zeichen. Bitte das Kürzel schreiben, z. B. PK."
            )
            yield gut.violation(
                MappeCode.TEXT_ZU_LANG, text, **place, spalte="Ausgabeposition", wert=zeile.position[:40]
            )


def _check_einnahmen(liste: Belegliste, gut: Beleggut) -> Iterator[Violation]:
    words = ", ".join(label(herkunft) for herkunft in Mittelherkunft)
    for zeile, values in zip(liste.einnahmen, gut.einnahmen, strict=True):
        place = {"blatt": zeile.blatt, "zeile": zeile.zeile}
        if values["herkunft"] is None:
            text = f"Woher die Einnahme kommt, ist nicht klar. In der Spalte Mittelherkunft ist möglich: {words}."
            yield gut.violation(
                Uebernahmecode.MITTELHERKUNFT_UNKLAR,
                text,
                **place,
                spalte="Mittelherkunft",
                wert=zeile.herkunft[:40] or None,
            )
        if len(zeile.nr) > _NR:
            text = f"Die Beleg-Nr. hat mehr als {_NR} Zeichen. Bitte kürzen."
            yield gut.violation(
                MappeCode.TEXT_ZU_LANG, text, **place, spalte="Beleg-Nr.", wert=zeile.nr[:_NR]
            )


def _check_shared(liste: Belegliste, gut: Beleggut, shared: Iterable[m.Beleg]) -> Iterator[Violation]:
    """A Beleg that stands in the proof of another Maßnahme too is one paper: its data cannot differ."""
    by_nr = {row.nr: row for row in shared}
    for zeile, papier in zip(liste.belege, gut.papier, strict=True):
        values = gut.belege[papier]
        row = by_nr.get(values["nr"])
        if row is not None and any(getattr(row, name) != value for name, value in values.items()):
            text = (
                f"Die Beleg-Nr. „{values['nr']}“ ist bei einer anderen Maßnahme mit anderen Angaben erfasst. Bitte "
                "die Angaben angleichen oder dem Beleg eine andere Nummer geben."
            )
            yield gut.violation(
                Uebernahmecode.BELEG_ANDERS_ERFASST,
                text,
                blatt=zeile.blatt,
                zeile=zeile.zeile,
                spalte="Beleg-Nr.",
                wert=values["nr"],
            )
