"""The results of the rules as people read them: what does not fit first, one group per rule, the quiet ones last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from grants.domain.kette import Jahr
from grants.domain.money import NULL, Betrag, Vomhundert, format_betrag
from grants.domain.pruefregeln import REGISTER, Bezug, Ergebnis, Ergebnisart, condense
from grants.domain.pruefregeln.nachweise import BITTE_ERLAEUTERN, TROTZDEM_ABSENDEN

# From what has to be mended to what needs nobody's eye; a rule counts with its worst result.
REIHENFOLGE = (
    Ergebnisart.FEHLER,
    Ergebnisart.NICHT_GEPRUEFT,
    Ergebnisart.HINWEIS,
    Ergebnisart.ZUGELASSEN,
    Ergebnisart.OK,
    Ergebnisart.NOCH_NICHT_FAELLIG,
    Ergebnisart.TRIFFT_NICHT_ZU,
)
LAUT = REIHENFOLGE[:4]

ERGEBNIS_LABEL: Mapping[Ergebnisart, str] = {
    Ergebnisart.FEHLER: "Abweichung",
    Ergebnisart.NICHT_GEPRUEFT: "Nicht prüfbar",
    Ergebnisart.HINWEIS: "Hinweis",
    Ergebnisart.ZUGELASSEN: "Zugelassen",
    Ergebnisart.OK: "In Ordnung",
    Ergebnisart.NOCH_NICHT_FAELLIG: "Noch nicht fällig",
    Ergebnisart.TRIFFT_NICHT_ZU: "Trifft nicht zu",
}

_ZAEHLWORT: Mapping[Ergebnisart, tuple[str, str]] = {
    Ergebnisart.FEHLER: ("Abweichung", "Abweichungen"),
    Ergebnisart.NICHT_GEPRUEFT: ("nicht prüfbar", "nicht prüfbar"),
    Ergebnisart.HINWEIS: ("Hinweis", "Hinweise"),
    Ergebnisart.ZUGELASSEN: ("zugelassen", "zugelassen"),
    Ergebnisart.OK: ("in Ordnung", "in Ordnung"),
    Ergebnisart.NOCH_NICHT_FAELLIG: ("noch nicht fällig", "noch nicht fällig"),
    Ergebnisart.TRIFFT_NICHT_ZU: ("trifft nicht zu", "treffen nicht zu"),
}

# Headings of the rules, in the office's words.
TITEL: Mapping[str, str] = {
    "summe_antrag": "Antragssumme",
    "kontingent": "Zugeteilte Mittel",
    "plan_ausgeglichen": "Ausgleich der Finanzierungspläne",
    "plan_zuwendungsfaehig": "Zuwendungsfähige Ausgaben im Plan",
    "plan_deckt_betrag": "Landesmittel im Finanzierungsplan",
    "foerderquote": "Förderquote",
    "massnahmebeginn": "Beginn der Maßnahmen",
    "summe_bescheid": "Aufteilung des Bescheids",
    "umverteilung": "Umverteilung",
    "weiterleitung": "Weiterleitung und Zuweisung",
    "empfaenger_anteile": "Anteile der Träger und Stellen",
    "auszahlung": "Auszahlungen",
    "eingang_land": "Eingang vom Land",
    "bestand": "Bestand an Landesmitteln",
    "belege_summe": "Summe der Belege",
    "einzelansatz": "Einzelansätze",
    "zeitraum": "Durchführungszeitraum",
    "beleg_doppelt": "Doppelte Belege",
    "anerkannt": "Anerkannte Ausgaben",
    "festsetzung": "Festgesetzte Zuwendung",
    "erstattung": "Erstattung",
    "restzahlung": "Restzahlung",
    "summe_nachweis": "Verwendungsnachweis der Stadt",
    "frist_nachweis": "Frist der Verwendungsnachweise",
    "frist_zahlung": "Zahlungsziel der Erstattung",
    "verbleib": "Verbleib der Landesmittel",
}

# "… 50,00 € mehr als …": what was found and what it is held against, where a sum stands for the whole year.
_GEGENUEBER: Mapping[str, tuple[str, str]] = {
    "summe_antrag": ("Die Maßnahmen ergeben", "die angegebene Antragssumme"),
    "summe_bescheid": ("Die Aufteilung ergibt", "der Zuwendungsbescheid"),
    "eingang_land": ("Eingegangen ist", "bewilligt ist"),
    "verbleib": ("Der Verbleib ergibt", "bewilligt ist"),
}


@dataclass(frozen=True, slots=True)
class Eintrag:
    """One result with the names people know instead of keys."""

    ergebnis: Ergebnisart
    wer: str
    text: str
    erwartet: Betrag | None
    gefunden: Betrag | None
    differenz: Betrag | None
    differenz_vh: Vomhundert | None
    vermutung: str
    beheben: str
    bezug: Bezug | None = None


@dataclass(frozen=True, slots=True)
class Gruppe:
    """All that one rule has to say of a year."""

    code: str
    titel: str
    satz: str
    quelle: str
    ergebnis: Ergebnisart
    eintraege: tuple[Eintrag, ...]


@dataclass(frozen=True, slots=True)
class Befunde:
    """Every rule once: those with something to say, and the others by what they say."""

    laut: tuple[Gruppe, ...]
    ruhig: tuple[tuple[Ergebnisart, tuple[Gruppe, ...]], ...]
    # How many rules came to which result, in words ("2 Hinweise"), in the order of REIHENFOLGE, without zeros.
    anzahl: tuple[tuple[Ergebnisart, str], ...]

    @property
    def rot(self) -> tuple[Gruppe, ...]:
        """What stands in the way: a difference, or a figure missing that should be there by now."""
        red = (Ergebnisart.FEHLER, Ergebnisart.NICHT_GEPRUEFT)
        return tuple(gruppe for gruppe in self.laut if gruppe.ergebnis in red)


def group(jahr: Jahr, ergebnisse: Iterable[Ergebnis]) -> Befunde:
    """Return the results grouped by rule, the worst first, within that in the order of the chain."""
    names = _Namen.of(jahr)
    by_code: dict[str, list[Ergebnis]] = {}
    for ergebnis in condense(ergebnisse):
        by_code.setdefault(ergebnis.code, []).append(ergebnis)
    groups = [_group(code, entries, names) for code, entries in by_code.items()]
    by_art = {art: tuple(g for g in groups if g.ergebnis is art) for art in REIHENFOLGE}
    return Befunde(
        laut=tuple(g for art in LAUT for g in by_art[art]),
        ruhig=tuple((art, by_art[art]) for art in REIHENFOLGE if art not in LAUT and by_art[art]),
        anzahl=tuple((art, _count(art, len(by_art[art]))) for art in REIHENFOLGE if by_art[art]),
    )


def _count(art: Ergebnisart, count: int) -> str:
    one, many = _ZAEHLWORT[art]
    return f"{count} {one if count == 1 else many}"


def _group(code: str, ergebnisse: list[Ergebnis], names: _Namen) -> Gruppe:
    ranked = sorted(ergebnisse, key=lambda e: REIHENFOLGE.index(e.ergebnis))
    regel = REGISTER[code]
    return Gruppe(
        code,
        TITEL[code],
        regel.satz,
        regel.quelle,
        ranked[0].ergebnis,
        tuple(_entry(ergebnis, names) for ergebnis in ranked),
    )


def for_office(text: str) -> str:
    """Return what a rule says without what it asks of who hands a proof in."""
    return text.removesuffix(BITTE_ERLAEUTERN).removesuffix(TROTZDEM_ABSENDEN).rstrip()


def _entry(ergebnis: Ergebnis, names: _Namen) -> Eintrag:
    return Eintrag(
        ergebnis.ergebnis,
        names.of_bezug(ergebnis.bezug),
        for_office(ergebnis.text),
        ergebnis.erwartet,
        ergebnis.gefunden,
        ergebnis.differenz,
        ergebnis.differenz_vh,
        ergebnis.vermutung,
        ergebnis.beheben,
        ergebnis.bezug,
    )


def names_of(jahr: Jahr) -> Callable[[Bezug | None], str]:
    """Return a function that gives the names of a subject."""
    return _Namen.of(jahr).of_bezug


@dataclass(frozen=True, slots=True)
class _Namen:
    massnahmen: Mapping[str, str]
    empfaenger: Mapping[str, str]

    @classmethod
    def of(cls, jahr: Jahr) -> _Namen:
        return cls(
            {m.kennung: m.name for m in jahr.massnahmen},
            {e.kuerzel: e.name for m in jahr.massnahmen for e in m.empfaenger},
        )

    def of_bezug(self, bezug: Bezug | None) -> str:
        if bezug is None:
            return ""
        parts = (
            self.massnahmen.get(bezug.massnahme, bezug.massnahme) if bezug.massnahme else "",
            self.empfaenger.get(bezug.traeger, bezug.traeger) if bezug.traeger else "",
            f"Beleg {bezug.beleg}" if bezug.beleg else "",
        )
        return " · ".join(part for part in parts if part)


def schlagzeile(gruppen: tuple[Gruppe, ...]) -> str:
    """Return in one sentence what does not fit; `gruppen` are the red ones, at least one."""
    first = gruppen[0]
    if len(gruppen) > 1:
        return f"{len(gruppen)} Prüfungen stimmen noch nicht."
    difference = first.eintraege[0].differenz
    if len(first.eintraege) > 1 or first.code not in _GEGENUEBER or not difference:
        return f"{first.titel}: {_what(first)}"
    found, against = _GEGENUEBER[first.code]
    word = "mehr" if difference > NULL else "weniger"
    return f"{found} {format_betrag(abs(difference))} {word} als {against}."


def _what(gruppe: Gruppe) -> str:
    if gruppe.ergebnis is Ergebnisart.NICHT_GEPRUEFT:
        return "Das lässt sich noch nicht prüfen, eine Angabe fehlt."
    count = len(gruppe.eintraege)
    return "Das stimmt an einer Stelle nicht." if count == 1 else f"Das stimmt an {count} Stellen nicht."
