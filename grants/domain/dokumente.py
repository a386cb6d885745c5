"""What the city's papers have in common: letterhead, texts, declarations, gaps, differences, Ausstellung.

A paper is a frozen value that holds every printed figure once. It is a draft until it carries an
`Ausstellung`, and it can carry one only without a gap and without a difference that stands in its way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from grants.domain.errors import RuleViolation, Violation
from grants.domain.kette import Jahr, Massnahme
from grants.domain.money import Betrag
from grants.domain.pruefregeln import REGISTER, Ergebnis, Ergebnisart, Vorgang
from grants.domain.stelle import Foerdergeber, Stelle
from grants.domain.texte import TEXTFELD_BY_SCHLUESSEL, TEXTFELDER, Papier, Text, Textart

# More Belege than these are summed or left to the workbook: a row takes about 16 ms of layout, and somebody waits for
# the paper (docs/adr/2026-11-21-belegliste-im-pdf.md).
GEDRUCKTE_BELEGE = 500
PAPIERNAMEN = {
    "antrag": "Antrag",
    "verwendungsnachweis": "Verwendungsnachweis",
    "pruefvermerk": "Prüfvermerk",
    "anhoerung": "Anhörung",
    "schlussmitteilung": "Schlussmitteilung",
}
# The letters before declarations.
BUCHSTABEN = "abcdefghij"
# A draft names the first findings of a rule; the check of the year shows them all.
_NAMED = {Ergebnisart.FEHLER: 3, Ergebnisart.NICHT_GEPRUEFT: 1}


@dataclass(frozen=True, slots=True)
class Luecke:
    """Something the paper asks for and nobody entered: the section, what it is, where it is entered."""

    abschnitt: str
    fehlt: str
    beheben: str


@dataclass(frozen=True, slots=True)
class Abweichung:
    """Two figures of different origin that disagree or could not be compared, as a draft says on page 1."""

    text: str
    differenz: Betrag | None = None
    beheben: str = ""
    # Whether it stands in the way of the Ausstellung.
    blockiert: bool = True


@dataclass(frozen=True, slots=True)
class Ausstellung:
    """What makes a draft the paper: version and number, day, and the head of the log at that moment."""

    version: int
    nummer: str
    am: date
    verlauf_nummer: int
    verlauf_hash: str


@dataclass(frozen=True, slots=True)
class Feld:
    """One line of a form; None is a gap, an empty text was not asked for and prints a dash."""

    label: str
    wert: str | None


@dataclass(frozen=True, slots=True)
class Massnahmentext:
    massnahme: str
    text: str


@dataclass(frozen=True, slots=True)
class Textblock:
    """A section in words, for the year and for single Maßnahmen; `fehlt` where neither was written."""

    nummer: str
    titel: str
    text: str
    je_massnahme: tuple[Massnahmentext, ...] = ()
    fehlt: bool = False


@dataclass(frozen=True, slots=True)
class Erklaerung:
    """A declaration with the answer of the office; None is a gap, nothing is preset."""

    buchstabe: str
    wortlaut: str
    antwort: bool | None


@dataclass(frozen=True, slots=True)
class Briefkopf:
    """Sender, address field and Informationsblock of a letter to the Bewilligungsbehörde."""

    name: str | None
    amt: str
    # Street, then PLZ and Ort; empty parts are gaps.
    strasse: str | None
    ort: str | None
    # Name and lines of the address; empty is a gap.
    empfaenger: tuple[str, ...]
    info: tuple[Feld, ...]


class Paper(Protocol):
    """What every paper of the city carries besides its own sections."""

    @property
    def luecken(self) -> tuple[Luecke, ...]: ...
    @property
    def abweichungen(self) -> tuple[Abweichung, ...]: ...
    @property
    def ausgestellt(self) -> Ausstellung | None: ...


def hindernisse(papier: Paper) -> list[Violation]:
    """Return everything that stands in the way of the Ausstellung, each with what to do."""
    gaps = [
        Violation("luecke", f"{luecke.abschnitt}: Es fehlt: {luecke.fehlt}. Zu ergänzen: {luecke.beheben}.")
        for luecke in papier.luecken
    ]
    differences = [Violation("abweichung", a.text) for a in papier.abweichungen if a.blockiert]
    return gaps + differences


def check_ausstellung(papier: Paper) -> None:
    """Raise RuleViolation where a paper says it is issued but has a gap or a difference."""
    if papier.ausgestellt is not None and (found := hindernisse(papier)):
        raise RuleViolation(found)


class Lueckenliste:
    """Collects the gaps of one paper in the order in which it is read."""

    def __init__(self) -> None:
        self._luecken: list[Luecke] = []

    def add(self, abschnitt: str, fehlt: str, beheben: str) -> None:
        self._luecken.append(Luecke(abschnitt, fehlt, beheben))

    def feld(
        self, label: str, wert: str, *, abschnitt: str, beheben: str = "Blatt „Stelle“", pflicht: bool = True
    ) -> Feld:
        """Return the line of the form and note a gap where it must be filled in and is not."""
        if not wert.strip() and pflicht:
            self.add(abschnitt, label, beheben)
            return Feld(label, None)
        return Feld(label, wert.strip())

    @property
    def luecken(self) -> tuple[Luecke, ...]:
        return tuple(self._luecken)


def format_datum(tag: date) -> str:
    """Return the day as `31.12.2023`."""
    return f"{tag:%d.%m.%Y}"


def aktenzeichen(stelle: Stelle, jahr: int) -> str:
    """Return the pattern with the year in place of `{jahr}` or `JJJJ`; empty without a pattern."""
    return re.sub(r"\{jahr\}|JJJJ", str(jahr), stelle.aktenzeichen_muster.strip())


def build_briefkopf(
    stelle: Stelle, foerdergeber: Foerdergeber, *, jahr: int, datum: str, luecken: Lueckenliste
) -> Briefkopf:
    """Return the letterhead and note what it lacks."""
    kopf = "Briefkopf"

    def needed(label: str, wert: str) -> Feld:
        return luecken.feld(label, wert, abschnitt=kopf)

    empfaenger = tuple(line for line in (foerdergeber.name, *foerdergeber.anschrift.zeilen) if line.strip())
    if not foerdergeber.name.strip() or not foerdergeber.anschrift:
        luecken.add(kopf, "Name und Anschrift der Bewilligungsbehörde", "Blatt „Stelle“")
    return Briefkopf(
        name=stelle.name.strip() or None,
        amt=stelle.amt.strip(),
        strasse=stelle.strasse.strip() or None,
        ort=ort_zeile(stelle) or None,
        empfaenger=empfaenger if foerdergeber.name.strip() and foerdergeber.anschrift else (),
        info=(
            needed("Mein Zeichen", aktenzeichen(stelle, jahr)),
            # Asked for once, in section 1 of the paper; here only repeated.
            Feld("Auskunft erteilt", stelle.auskunft_erteilt.strip() or None),
            Feld("Telefon", stelle.auskunft_telefon.strip() or stelle.telefon.strip() or None),
            Feld("E-Mail", stelle.email.strip() or None),
            Feld("Datum", datum),
        ),
    )


def ort_zeile(stelle: Stelle) -> str:
    """Return PLZ and Ort in one line; empty while one is missing."""
    return f"{stelle.plz.strip()} {stelle.ort.strip()}" if stelle.plz.strip() and stelle.ort.strip() else ""


def group_iban(iban: str) -> str:
    """Return the IBAN in groups of four, as papers print it."""
    bare = re.sub(r"\s", "", iban)
    return " ".join(bare[i : i + 4] for i in range(0, len(bare), 4))


def build_textblock(
    schluessel: str,
    texte: Sequence[Text],
    *,
    nummer: str,
    abschnitt: str,
    massnahmen: Iterable[Massnahme],
    luecken: Lueckenliste,
) -> Textblock:
    """Return one section in words and note a gap where it must be written and is not."""
    feld = TEXTFELD_BY_SCHLUESSEL[schluessel]
    for_year = [t.text.strip() for t in texte if t.schluessel == schluessel and not t.kennung]
    by_kennung = {t.kennung: t.text.strip() for t in texte if t.schluessel == schluessel and t.kennung}
    single = tuple(
        Massnahmentext(m.name, by_kennung[m.kennung]) for m in massnahmen if by_kennung.get(m.kennung)
    )
    text = "\n\n".join(part for part in for_year if part)
    fehlt = feld.pflicht and not text and not single
    if fehlt:
        luecken.add(abschnitt, feld.label, "Blatt „Texte“")
    return Textblock(nummer, feld.label, text, single, fehlt)


def text_of(schluessel: str, texte: Sequence[Text]) -> str:
    """Return what was written for the whole year under one key."""
    return "\n".join(t.text.strip() for t in texte if t.schluessel == schluessel and not t.kennung)


_ANSWERS = {"ja": True, "nein": False}


def build_erklaerungen(
    papier: Papier, texte: Sequence[Text], *, abschnitt: str, luecken: Lueckenliste
) -> tuple[Erklaerung, ...]:
    """Return the declarations of a paper with their answers and note those that nobody answered."""
    declared = [f for f in TEXTFELDER if f.papier is papier and f.art is Textart.ERKLAERUNG]
    result = []
    for buchstabe, feld in zip(BUCHSTABEN, declared, strict=False):
        antwort = _ANSWERS.get(text_of(feld.schluessel, texte).strip().lower())
        if antwort is None:
            luecken.add(abschnitt, f"({buchstabe}) {feld.label}: ja oder nein", "Blatt „Texte“")
        result.append(Erklaerung(buchstabe, feld.wortlaut, antwort))
    return tuple(result)


def collect_abweichungen(
    jahr: Jahr, ergebnisse: Iterable[Ergebnis], *, fuer: Vorgang
) -> tuple[Abweichung, ...]:
    """Return the red results of the rules that block a step: the first of each rule and how many follow."""
    by_rule: dict[tuple[str, Ergebnisart], list[Ergebnis]] = {}
    for ergebnis in ergebnisse:
        if ergebnis.is_red and fuer in REGISTER[ergebnis.code].blockiert:
            by_rule.setdefault((ergebnis.code, ergebnis.ergebnis), []).append(ergebnis)
    found = []
    for (_, art), group in by_rule.items():
        named = group[: _NAMED[art]]
        found += [Abweichung(_sentence(jahr, e), e.differenz, e.beheben) for e in named]
        if rest := len(group) - len(named):
            found.append(Abweichung(f"… und {rest} weitere dieser Art; die Prüfung des Jahres nennt alle."))
    return tuple(found)


def _sentence(jahr: Jahr, ergebnis: Ergebnis) -> str:
    """Return the sentence of a result with its subject in the names of the paper."""
    bezug = ergebnis.bezug
    if bezug is None:
        return ergebnis.text
    massnahmen = {m.kennung: m for m in jahr.massnahmen}
    massnahme = massnahmen.get(bezug.massnahme or "")
    traeger = next(
        (e.name for m in jahr.massnahmen for e in m.empfaenger if e.kuerzel == bezug.traeger), bezug.traeger
    )
    parts = (massnahme.name if massnahme else bezug.massnahme, traeger, bezug.beleg)
    named = [part for part in parts if part and part not in ergebnis.text]
    return f"{', '.join(named)}: {ergebnis.text}" if named else ergebnis.text
