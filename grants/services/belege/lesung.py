"""What a list of a recipient says, read with the answers given and without the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from grants.domain.begriffe import label
from grants.domain.belege import Planposition
from grants.domain.belegeinlesung import (
    EINNAHME,
    NICHT,
    POSITION,
    Belegantworten,
    Belegdateiart,
    Wortfund,
    position_in,
)
from grants.domain.errors import RuleViolation, Violation
from grants.domain.kennung import name_key
from grants.domain.money import Betrag, Zahlen, summe
from grants.imports.beleg_werte import SPALTEN, Belegliste, Einnahmen
from grants.imports.belegliste import belegliste_of
from grants.imports.buchungen import BUCHUNGSSPALTEN, Buchungsliste, is_buchungsliste, read_buchungen
from grants.imports.datei import Datei
from grants.imports.spalten import Spalte, fold
from grants.imports.tabelle import Kopffund, find_kopf
from grants.queries.anteile import Anteil
from grants.queries.beleg_einlesung import load_positionen, load_spalten

# Sentences of the readers that speak to the command line, and what they say on a page.
_AUF_DER_SEITE = (
    ("bitte mit --zahlen punkt noch einmal einlesen", "wählen Sie das bitte unten aus"),
    (
        "Bitte mit --einnahmen negativ oder --einnahmen positiv noch einmal einlesen.",
        "Bitte wählen Sie unten.",
    ),
    (" Ist es eine Einnahme, bitte mit --einnahmen negativ noch einmal einlesen.", ""),
    (
        "Bitte die Spalte ergänzen oder ihre Überschrift so nennen.",
        "Bitte ordnen Sie unten zu, wie sie bei Ihnen heißt.",
    ),
    (
        "Bitte die Spalten so nennen:",
        "Bitte setzen Sie eine Kopfzeile über die Zeilen. Gebraucht werden:",
    ),
    ("noch einmal einlesen", "noch einmal hochladen"),
)


@dataclass(frozen=True, slots=True)
class Gelesen:
    """What stands in a file, read with the answers and without the database."""

    kopf: Kopffund
    antworten: Belegantworten
    fehler: tuple[Violation, ...] = ()
    liste: Belegliste | None = None
    # Accounts and words for positions that nobody explained yet, and those that were.
    fragen: tuple[Wortfund, ...] = ()
    erklaert: tuple[Wortfund, ...] = ()


def spalten_of(art: Belegdateiart) -> Sequence[Spalte]:
    """Return the columns that a kind of file may have."""
    return BUCHUNGSSPALTEN if art is Belegdateiart.BUCHUNGEN else SPALTEN


def first_answers(session: Session, anteil: Anteil, datei: Datei) -> Belegantworten:
    """Return how a new file is read: its kind by its headings, its words as the Träger explained them before."""
    known = load_spalten(session, anteil.traeger_id)
    meanings = {
        wort: f"{POSITION}{each.position}"
        if each.position
        else f"{EINNAHME}{each.herkunft.value}"
        if each.herkunft
        else NICHT
        for wort, each in load_positionen(session, anteil.traeger_id).items()
    }
    ledger = find_kopf(datei, BUCHUNGSSPALTEN, zuordnung=_of_art(known, Belegdateiart.BUCHUNGEN))
    plain = find_kopf(datei, SPALTEN, zuordnung=_of_art(known, Belegdateiart.BELEGLISTE))
    is_ledger = is_buchungsliste(ledger.gelesen) and len(ledger.gelesen) >= len(plain.gelesen)
    art = Belegdateiart.BUCHUNGEN if is_ledger else Belegdateiart.BELEGLISTE
    headings = {fold(each) for each in plain.ueberschriften}
    spalten = {key: word for key, word in _of_art(known, art).items() if fold(word) in headings}
    return Belegantworten(art, spalten=spalten, woerter=meanings)


def _of_art(known: Mapping[str, str], art: Belegdateiart) -> dict[str, str]:
    """Return the remembered headings of one kind of file; they are kept as `belegliste.betrag`."""
    begin = f"{art.value}."
    return {key.removeprefix(begin): word for key, word in known.items() if key.startswith(begin)}


def read(datei: Datei, antworten: Belegantworten, plan: Sequence[Planposition], *, stelle: bool) -> Gelesen:
    """Return what the file says; call it before the transaction, it takes its time."""
    try:
        kopf = find_kopf(datei, spalten_of(antworten.art), zuordnung=antworten.spalten)
    except RuleViolation as refused:
        return Gelesen(Kopffund(), antworten, _for_the_page(refused))
    zahlen = Zahlen(antworten.zahlen) if antworten.zahlen else None
    try:
        if antworten.art is Belegdateiart.BUCHUNGEN:
            buchungen = read_buchungen(datei, zahlen=zahlen, zuordnung=antworten.spalten)
            return _explained(Gelesen(kopf, antworten), buchungen, plan)
        liste = belegliste_of(
            datei,
            zahlen=zahlen,
            einnahmen=Einnahmen(antworten.einnahmen) if antworten.einnahmen else None,
            personal=_personal(plan, antworten),
            zuordnung=antworten.spalten,
            buchung=stelle,
        )
    except RuleViolation as refused:
        return Gelesen(kopf, antworten, _for_the_page(refused))
    return _with_positions(Gelesen(kopf, antworten), liste, plan)


def _for_the_page(refused: RuleViolation) -> tuple[Violation, ...]:
    found = []
    for violation in refused.violations:
        text = violation.text
        for words, instead in _AUF_DER_SEITE:
            text = text.replace(words, instead)
        found.append(replace(violation, text=text))
    return tuple(found)


def _personal(plan: Iterable[Planposition], antworten: Belegantworten) -> set[str]:
    """Return every word for a position of payroll: code, name, and what the Träger explained so."""
    codes = {each.code for each in plan if each.is_personal}
    names = {each.bezeichnung for each in plan if each.is_personal and each.bezeichnung}
    words = {word for word, meaning in antworten.woerter.items() if position_in(meaning) in codes}
    return codes | names | words | {"PK"}


def _explained(gelesen: Gelesen, buchungen: Buchungsliste, plan: Sequence[Planposition]) -> Gelesen:
    """Ask for accounts that nobody explained; a position that this plan does not know is asked for again."""
    woerter, codes = gelesen.antworten.woerter, {each.code for each in plan}
    asked = tuple(konto for konto in buchungen.konten if not _is_known(woerter.get(konto.schluessel), codes))
    known = tuple(konto for konto in buchungen.konten if konto not in asked)
    if asked:
        return replace(gelesen, fragen=asked, erklaert=known)
    return replace(gelesen, liste=buchungen.as_belegliste(woerter), erklaert=known)


def _is_known(meaning: str | None, codes: set[str]) -> bool:
    if meaning is None:
        return False
    position = position_in(meaning)
    return position in codes if position else True


def _with_positions(gelesen: Gelesen, liste: Belegliste, plan: Sequence[Planposition]) -> Gelesen:
    """Put the position for each word of the file; ask for words that neither the plan nor the Träger explains."""
    woerter, codes = gelesen.antworten.woerter, {each.code for each in plan}
    own = _own_words(plan)
    asked: dict[str, list[Betrag]] = {}
    known: dict[str, list[Betrag]] = {}
    names: dict[str, str] = {}
    belege = []
    for zeile in liste.belege:
        key = name_key(zeile.position)
        names.setdefault(key, zeile.position)
        code = own.get(key) or (position_in(woerter[key]) if _is_known(woerter.get(key), codes) else "")
        if key not in own:
            (known if code else asked).setdefault(key, []).append(zeile.betrag)
        belege.append(replace(zeile, position=code) if code else zeile)
    if asked:
        return replace(gelesen, fragen=_words(asked, names), erklaert=_words(known, names))
    return replace(gelesen, liste=replace(liste, belege=tuple(belege)), erklaert=_words(known, names))


def _words(found: Mapping[str, list[Betrag]], names: Mapping[str, str]) -> tuple[Wortfund, ...]:
    return tuple(
        Wortfund(key, names[key][:200], "", len(amounts), summe(amounts)) for key, amounts in found.items()
    )


def _own_words(plan: Sequence[Planposition]) -> dict[str, str]:
    """Return the code by every word for a position: its code, its name, its kind where only one has it."""
    kinds = [each.art for each in plan]
    words = {name_key(label(each.art)): each.code for each in plan if kinds.count(each.art) == 1}
    words |= {name_key(each.bezeichnung): each.code for each in plan if each.bezeichnung}
    return words | {name_key(each.code): each.code for each in plan}
