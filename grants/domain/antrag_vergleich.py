"""What changed between two versions of the Antrag, from their frozen values alone: in sentences and as rows.

Maßnahmen are paired by the name that both papers print; one that was renamed is told as gone and new.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from grants.domain.antrag_daten import AntragDaten, Antragsmassnahme
from grants.domain.dokumente import Textblock, format_datum
from grants.domain.money import NULL, Betrag, format_betrag


class Aenderungsart(StrEnum):
    GLEICH = "gleich"
    GEAENDERT = "geaendert"
    NEU = "neu"
    ENTFALLEN = "entfallen"


@dataclass(frozen=True, slots=True)
class Betragszeile:
    """An amount before and after; None where the paper did not have it."""

    titel: str
    alt: Betrag | None
    neu: Betrag | None

    @property
    def differenz(self) -> Betrag | None:
        """The change; None where there is none, or where one of the papers cannot name the amount."""
        if self.art is Aenderungsart.GLEICH:
            return None
        return (self.neu or NULL) - (self.alt or NULL)

    @property
    def art(self) -> Aenderungsart:
        return _art(self.alt, self.neu)


@dataclass(frozen=True, slots=True)
class Angabezeile:
    """A field of the form before and after; empty where it was not filled in."""

    titel: str
    alt: str
    neu: str


@dataclass(frozen=True, slots=True)
class Stueck:
    """Some words of a text: in both versions, only in the old, only in the new one."""

    text: str
    art: Aenderungsart


@dataclass(frozen=True, slots=True)
class Textzeile:
    """A text that is no longer the same, its words one after the other."""

    titel: str
    alt: str
    neu: str
    stuecke: tuple[Stueck, ...]


# Of more rows than these a page shows what changed; the export holds all.
_LANG = 60


@dataclass(frozen=True, slots=True)
class Betragsgruppe:
    """Amounts that stand together in one table; `erste` is the heading of its first column."""

    titel: str
    erste: str
    zeilen: tuple[Betragszeile, ...]
    summe: Betragszeile | None = None

    @property
    def gezeigt(self) -> tuple[Betragszeile, ...]:
        """The rows of a page: all of them, in a long group only what changed."""
        if len(self.zeilen) <= _LANG:
            return self.zeilen
        return tuple(zeile for zeile in self.zeilen if zeile.art is not Aenderungsart.GLEICH)

    @property
    def verborgen(self) -> int:
        return len(self.zeilen) - len(self.gezeigt)


@dataclass(frozen=True, slots=True)
class Vergleich:
    """All that two versions differ in; `massnahmen` and `plan` hold the unchanged rows, too."""

    massnahmen: tuple[Betragszeile, ...]
    summe: Betragszeile
    plan: tuple[Betragszeile, ...]
    texte: tuple[Textzeile, ...]
    angaben: tuple[Angabezeile, ...]

    @property
    def gruppen(self) -> tuple[Betragsgruppe, ...]:
        return (
            Betragsgruppe("Beträge je Maßnahme", "Maßnahme", self.massnahmen, self.summe),
            Betragsgruppe("Finanzierungsplan", "Zeile", self.plan),
        )

    @property
    def is_same(self) -> bool:
        amounts = (*self.massnahmen, self.summe, *self.plan)
        unchanged = all(zeile.art is Aenderungsart.GLEICH for zeile in amounts)
        return unchanged and not self.texte and not self.angaben

    @property
    def saetze(self) -> tuple[str, ...]:
        """The changes in words, the money first."""
        if self.is_same:
            return ("Es hat sich nichts geändert.",)
        return tuple(satz for satz in (_total(self.summe), *_of_massnahmen(self), *_of_words(self)) if satz)


def compare_antraege(alt: AntragDaten, neu: AntragDaten) -> Vergleich:
    """Return what changed from one version to the other; day, number and head of the log are none of it."""
    old, new = _massnahmen(alt), _massnahmen(neu)
    names = dict.fromkeys([*new, *old])
    return Vergleich(
        massnahmen=tuple(
            Betragszeile(name, _betrag(old.get(name)), _betrag(new.get(name))) for name in names
        ),
        summe=Betragszeile("Beantragte Förderung", alt.foerderung.summe, neu.foerderung.summe),
        plan=_compare_plans(alt, neu),
        texte=compare_texts(_texts(alt), _texts(neu)),
        angaben=compare_fields(_fields(alt, old), _fields(neu, new)),
    )


@dataclass(frozen=True, slots=True)
class _Gefunden:
    massnahme: Antragsmassnahme
    handlungsfeld: str


def _massnahmen(daten: AntragDaten) -> dict[str, _Gefunden]:
    """Return the rows of the annex by name; a second one of the same name gets a number."""
    found: dict[str, _Gefunden] = {}
    for bereich in daten.foerderung.bereiche:
        field = f"{bereich.nummer} {bereich.name}" if bereich.nummer else ""
        for massnahme in bereich.massnahmen:
            name, number = massnahme.name, 2
            while name in found:
                name, number = f"{massnahme.name} ({number})", number + 1
            found[name] = _Gefunden(massnahme, field)
    return found


def _betrag(found: _Gefunden | None) -> Betrag | None:
    return found.massnahme.betrag if found else None


def _art(alt: object, neu: object) -> Aenderungsart:
    if alt == neu:
        return Aenderungsart.GLEICH
    if alt is None:
        return Aenderungsart.NEU
    return Aenderungsart.ENTFALLEN if neu is None else Aenderungsart.GEAENDERT


def _compare_plans(alt: AntragDaten, neu: AntragDaten) -> tuple[Betragszeile, ...]:
    before = {zeile.nummer: zeile.betrag for zeile in alt.finanzierungsplan.zeilen}
    return tuple(
        Betragszeile(f"{zeile.nummer} {zeile.bezeichnung}", before.get(zeile.nummer), zeile.betrag)
        for zeile in neu.finanzierungsplan.zeilen
    )


# -- texts -------------------------------------------------------------------------------------------------


def _texts(daten: AntragDaten) -> dict[str, str]:
    found = {**texts_of_block(daten.betreff), "Bezug": daten.bezug}
    for block in (*daten.massnahmen, *daten.begruendung, daten.auswirkungen):
        found |= texts_of_block(block)
    return found


def texts_of_block(block: Textblock) -> dict[str, str]:
    """Return the text of a section and those of single Maßnahmen by title."""
    title = f"{block.nummer} {block.titel}".strip()
    return {title: block.text} | {f"{title}: {each.massnahme}": each.text for each in block.je_massnahme}


def compare_texts(alt: Mapping[str, str], neu: Mapping[str, str]) -> tuple[Textzeile, ...]:
    """Return the texts by title that are not the same in both, those of the new version first."""
    titles = dict.fromkeys([*neu, *alt])
    pairs = ((title, alt.get(title, ""), neu.get(title, "")) for title in titles)
    return tuple(Textzeile(title, a, n, compare_words(a, n)) for title, a, n in pairs if a != n)


# Fewer words than these between two changes are no island to read: they are told as part of the change.
_INSEL = 3


def compare_words(alt: str, neu: str) -> tuple[Stueck, ...]:
    """Return both texts as one: the words they share, and at each difference the old before the new ones."""
    old, new = (re.findall(r"\S+\s*|\s+", text) for text in (alt, neu))
    gone: list[str] = []
    come: list[str] = []
    pieces: list[Stueck] = []

    def close() -> None:
        pieces.append(Stueck("".join(gone), Aenderungsart.ENTFALLEN))
        pieces.append(Stueck("".join(come), Aenderungsart.NEU))
        gone.clear()
        come.clear()

    # In long texts the commonest words are no places to begin at; else "die die die" would take minutes.
    opcodes = SequenceMatcher(a=old, b=new).get_opcodes()
    for place, (tag, a1, a2, b1, b2) in enumerate(opcodes):
        is_inside = bool(gone or come) and place + 1 < len(opcodes)
        if tag == "equal" and not (is_inside and b2 - b1 < _INSEL):
            close()
            pieces.append(Stueck("".join(new[b1:b2]), Aenderungsart.GLEICH))
        else:
            gone += old[a1:a2]
            come += new[b1:b2]
    close()
    return tuple(piece for piece in pieces if piece.text)


# -- fields ------------------------------------------------------------------------------------------------

ANTWORTEN = {True: "ja", False: "nein", None: ""}


def _fields(daten: AntragDaten, massnahmen: Mapping[str, _Gefunden]) -> dict[str, str]:
    kopf = daten.kopf
    found = {
        "Programm": daten.programm or "",
        "Bewilligungsbehörde": ", ".join(kopf.empfaenger),
        # What section 1 repeats is told once, and the day is not a change.
        **{feld.label: feld.wert or "" for feld in kopf.info if feld.label == "Mein Zeichen"},
        **{feld.label: feld.wert or "" for feld in daten.antragstellerin},
        "Durchführung von": format_datum(daten.durchfuehrung_von) if daten.durchfuehrung_von else "",
        "Durchführung bis": format_datum(daten.durchfuehrung_bis) if daten.durchfuehrung_bis else "",
        **{f"Erklärung ({e.buchstabe})": ANTWORTEN[e.antwort] for e in daten.erklaerungen},
        "Anlagen": "; ".join(daten.anlagen),
        "Unterschrift": daten.unterschrift or "",
    }
    for name, each in massnahmen.items():
        found[f"Empfänger von „{name}“"] = "; ".join(each.massnahme.empfaenger)
        found[f"Kennzeichen von „{name}“"] = each.massnahme.merkmal or ""
        found[f"Handlungsfeld von „{name}“"] = each.handlungsfeld
    return found


def compare_fields(alt: Mapping[str, str], neu: Mapping[str, str]) -> tuple[Angabezeile, ...]:
    """Return the fields by title that both versions have and that say something else."""
    # Of a Maßnahme that is new or gone its amount says so already.
    shared = [title for title in neu if title in alt]
    return tuple(Angabezeile(title, alt[title], neu[title]) for title in shared if alt[title] != neu[title])


# -- in words ----------------------------------------------------------------------------------------------


# Named one by one; the tables below name all.
_GENANNT = 8


def _total(summe: Betragszeile) -> str:
    alt, neu = summe.alt, summe.neu
    if alt is None or neu is None:
        return (
            ""
            if alt == neu
            else "Die beantragte Förderung ist nur in einer der beiden Fassungen ermittelbar."
        )
    if alt == neu:
        return f"Die beantragte Förderung bleibt bei {format_betrag(neu)}."
    word = "steigt" if neu > alt else "sinkt"
    change = format_betrag(neu - alt, vorzeichen=True)
    return f"Die beantragte Förderung {word} von {format_betrag(alt)} auf {format_betrag(neu)} ({change})."


def _of_massnahmen(vergleich: Vergleich) -> Iterable[str]:
    by_art: dict[Aenderungsart, list[str]] = {art: [] for art in Aenderungsart}
    for zeile in vergleich.massnahmen:
        by_art[zeile.art].append(f"„{zeile.titel}“")
    yield name_some("Anderer Betrag", by_art[Aenderungsart.GEAENDERT])
    yield name_some("Neu dabei", by_art[Aenderungsart.NEU])
    yield name_some("Nicht mehr dabei", by_art[Aenderungsart.ENTFALLEN])
    # Line 3.5 is the amount asked for, which the first sentence tells.
    changed = [
        zeile.titel.partition(" ")[0]
        for zeile in vergleich.plan
        if zeile.art is not Aenderungsart.GLEICH and not zeile.titel.startswith("3.5")
    ]
    yield name_some("Geänderte Zeilen im Finanzierungsplan", changed)


def _of_words(vergleich: Vergleich) -> Iterable[str]:
    yield name_some("Geänderte Texte", [zeile.titel for zeile in vergleich.texte])
    yield name_some("Geänderte Angaben", [zeile.titel for zeile in vergleich.angaben])


def name_some(was: str, namen: Sequence[str]) -> str:
    """Return a sentence with the first names and how many more there are; empty without any."""
    if not namen:
        return ""
    rest = len(namen) - _GENANNT
    more = f" und {rest} weitere" if rest > 0 else ""
    return f"{was}: {', '.join(namen[:_GENANNT])}{more}."


# -- as a table --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Vergleichszeile:
    """One change as a row of an export: part of the paper, what it is, before, after, change in €."""

    teil: str
    angabe: str
    alt: Betrag | str | None
    neu: Betrag | str | None
    differenz: Betrag | None = None


def rows_of(vergleich: Vergleich) -> tuple[Vergleichszeile, ...]:
    """Return every amount and every change as rows, in the order of the page."""

    def amount(teil: str, zeile: Betragszeile) -> Vergleichszeile:
        return Vergleichszeile(teil, zeile.titel, zeile.alt, zeile.neu, zeile.differenz)

    return (
        *(amount("Maßnahmen", zeile) for zeile in vergleich.massnahmen),
        amount("Summe", vergleich.summe),
        *(amount("Finanzierungsplan", zeile) for zeile in vergleich.plan),
        *(Vergleichszeile("Angaben", zeile.titel, zeile.alt, zeile.neu) for zeile in vergleich.angaben),
        *(Vergleichszeile("Texte", zeile.titel, zeile.alt, zeile.neu) for zeile in vergleich.texte),
    )


def same_amounts(alt: AntragDaten, neu: AntragDaten) -> bool:
    """Return whether both ask for the same amounts; a Maßnahme may have another name by now."""
    before = {name: _betrag(each) for name, each in _massnahmen(alt).items()}
    after = {name: _betrag(each) for name, each in _massnahmen(neu).items()}
    both = before.keys() & after.keys()

    def rest(amounts: Mapping[str, Betrag | None]) -> list[int]:
        return sorted(betrag.cents for name, betrag in amounts.items() if name not in both and betrag)

    return all(before[name] == after[name] for name in both) and rest(before) == rest(after)
