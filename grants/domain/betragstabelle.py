"""The editable table "Maßnahmen und Beträge": rows as somebody wants them, held against what is stored."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from grants.domain import summen
from grants.domain.begriffe import Betragsart, FoerderjahrStatus
from grants.domain.errors import Violation
from grants.domain.fristen import format_datum
from grants.domain.kennung import name_key
from grants.domain.kette import Empfaenger, Jahr, Massnahme
from grants.domain.money import NULL, Betrag, euro, format_betrag, summe
from grants.domain.wiedererkennung import Bekannt
from grants.domain.zellen import Zellen

LAND = {"ja": True, "nein": False, "offen": None}
_LAND_WORT = {value: word for word, value in LAND.items()}
MAX_NAME = 300


@dataclass(frozen=True, slots=True)
class Anteil:
    """Share of one recipient; None while it is open."""

    traeger: str
    betrag: Betrag | None


@dataclass(frozen=True, slots=True)
class Zeile:
    """One row as somebody wants it. A Maßnahme that is new to the register has no Kennung."""

    schluessel: str
    kennung: str
    name: str
    betrag: Betrag | None
    land: bool | None
    anteile: tuple[Anteil, ...] = ()
    # Recipient chosen for a new row, by Kürzel.
    traeger: str = ""
    weg: bool = False


@dataclass(frozen=True, slots=True)
class Kopf:
    """The stated total with the paper it stands in."""

    genannt: Betrag | None = None
    quelle: str = ""
    stand: date | None = None
    betragsart: Betragsart = Betragsart.UNGEKLAERT


@dataclass(frozen=True, slots=True)
class Wunsch:
    """The whole table as somebody wants it, rows in their order."""

    zeilen: tuple[Zeile, ...]
    kopf: Kopf = Kopf()


def is_promised(empfaenger: Empfaenger) -> bool:
    """Tell whether money was promised to the recipient: its share is no longer a plan."""
    return bool(empfaenger.weiterleitungen or empfaenger.zuweisungen)


def open_shares(massnahme: Massnahme, betrag: Betrag | None) -> tuple[Empfaenger, ...]:
    """Return the recipients whose shares are entered beside the amount.

    A sole one has all of it, unless its share was set otherwise; promised money is not shared out here.
    """
    recipients = massnahme.empfaenger
    if any(is_promised(each) for each in recipients):
        return ()
    if len(recipients) == 1 and recipients[0].anteil in (None, betrag):
        return ()
    return recipients


# -- state as cells ------------------------------------------------------------------------------------------


def _text(betrag: Betrag | None) -> str:
    return "" if betrag is None else str(betrag)


def _kopf_zellen(kopf: Kopf) -> dict[str, str]:
    return {
        "genannt": _text(kopf.genannt),
        "quelle": kopf.quelle,
        "stand": kopf.stand.isoformat() if kopf.stand else "",
        "betragsart": kopf.betragsart.value,
    }


def kopf_of(jahr: Jahr) -> Kopf:
    """Return the stated total as it is stored."""
    antrag = jahr.antrag
    if antrag is None:
        return Kopf()
    return Kopf(antrag.genannt, antrag.quelle.text, antrag.quelle.stand, antrag.betragsart)


def zellen_of(jahr: Jahr) -> dict[str, str]:
    """Return the stored table as cells."""
    antrag, betraege = jahr.antrag, summen.beantragt_je_massnahme(jahr)
    found = {
        "version": str(antrag.version if antrag else 0),
        "versandt": antrag.versandt_am.isoformat() if antrag and antrag.versandt_am else "",
        **_kopf_zellen(kopf_of(jahr)),
    }
    for massnahme in jahr.massnahmen:
        key, betrag = massnahme.kennung, betraege.get(massnahme.kennung)
        found[f"betrag/{key}"] = _text(betrag)
        found[f"land/{key}"] = _LAND_WORT[massnahme.land_beantragen]
        for empfaenger in open_shares(massnahme, betrag):
            found[f"anteil/{key}/{empfaenger.kuerzel}"] = _text(empfaenger.anteil)
    return found | {"folge": " ".join(m.kennung for m in jahr.massnahmen)}


def zellen_of_wunsch(wunsch: Wunsch, gezeigt: Zellen) -> dict[str, str]:
    """Return what is wanted as cells; what the table does not offer to change stays as it was shown."""
    found = {key: gezeigt.get(key, "") for key in ("version", "versandt")} | _kopf_zellen(wunsch.kopf)
    for zeile in wunsch.zeilen:
        if not zeile.kennung:
            continue
        found[f"betrag/{zeile.kennung}"] = "" if zeile.weg else _text(zeile.betrag)
        found[f"land/{zeile.kennung}"] = "nein" if zeile.weg else _LAND_WORT[zeile.land]
        for anteil in zeile.anteile:
            found[f"anteil/{zeile.kennung}/{anteil.traeger}"] = _text(anteil.betrag)
    shown = gezeigt.get("folge", "").split()
    folge = [zeile.kennung for zeile in wunsch.zeilen if zeile.kennung in shown]
    return found | {"folge": " ".join(folge)}


def same_order(gezeigt: Zellen, jetzt: Zellen) -> Zellen:
    """Return the stored cells with the order of those rows alone that were shown.

    A row more or less is its own difference; it does not make the order another one.
    """
    shown = set(gezeigt.get("folge", "").split())
    still = set(jetzt.get("folge", "").split())
    left = [key for key in gezeigt.get("folge", "").split() if key in still]
    now = [key for key in jetzt.get("folge", "").split() if key in shown]
    return {**jetzt, "folge": gezeigt.get("folge", "") if now == left else " ".join(now)}


def is_changed(zeile: Zeile, gezeigt: Zellen) -> bool:
    """Tell whether the row differs from what was shown."""
    if not zeile.kennung or f"betrag/{zeile.kennung}" not in gezeigt:
        return True
    wanted = zellen_of_wunsch(Wunsch((zeile,)), gezeigt)
    prefixes = (f"betrag/{zeile.kennung}", f"land/{zeile.kennung}", f"anteil/{zeile.kennung}/")
    return any(gezeigt.get(key, "") != text for key, text in wanted.items() if key.startswith(prefixes))


# -- words for a cell ----------------------------------------------------------------------------------------

_KOPF_WORT = {
    "genannt": "Angegebene Antragssumme",
    "quelle": "Quelle der Antragssumme",
    "stand": "Stand der Antragssumme",
    "betragsart": "Bedeutung der Beträge",
    "folge": "Reihenfolge der Zeilen",
    "version": "Version des Antrags",
    "versandt": "Versand des Antrags",
}


def describe(feld: str, *, massnahmen: Mapping[str, str], traeger: Mapping[str, str]) -> str:
    """Return what a cell is called: `Babylotsen, Betrag`."""
    art, _, rest = feld.partition("/")
    if not rest:
        return _KOPF_WORT[art]
    kennung, _, kuerzel = rest.partition("/")
    name = massnahmen.get(kennung, kennung)
    if art == "anteil":
        return f"{name}, Anteil {traeger.get(kuerzel, kuerzel)}"
    return f"{name}, {'Betrag' if art == 'betrag' else 'Land beantragen'}"


def show(feld: str, text: str) -> str:
    """Return the value of a cell as people read it."""
    art = feld.partition("/")[0]
    if not text:
        return "leer"
    if art in {"betrag", "anteil", "genannt"}:
        return format_betrag(euro(text))
    if art in {"stand", "versandt"}:
        return format_datum(date.fromisoformat(text))
    words = {"folge": "eigene Reihenfolge", "land": "noch offen" if text == "offen" else text}
    return words.get(art, text)


# -- rules for one input -------------------------------------------------------------------------------------


def names_of(bekannte: Iterable[Bekannt]) -> dict[str, str]:
    """Return the Kennung by the key of each name and alias; a Maßnahme of the year goes before others of its name."""
    ranked = sorted(bekannte, key=lambda each: (-each.rang, -each.id))
    return {name_key(name): each.kennung for each in ranked for name in (*each.aliase, each.name)}


def resolve(wunsch: Wunsch, bekannt: Mapping[str, str]) -> Wunsch:
    """Return the table with the Kennung of each new row whose name the register knows."""
    return replace(
        wunsch,
        zeilen=tuple(
            zeile if zeile.kennung else replace(zeile, kennung=bekannt.get(name_key(zeile.name), ""))
            for zeile in wunsch.zeilen
        ),
    )


def check(wunsch: Wunsch, *, jahr: Jahr, gezeigt: Zellen, register: Container[str]) -> Iterator[Violation]:
    """Yield what cannot be saved; new rows are resolved, `register` holds every Kennung there is.

    A row that nobody touched is not judged here: what is wrong with it was wrong before, and the rules say so.
    """
    if jahr.status is FoerderjahrStatus.ABGESCHLOSSEN:
        yield Violation(
            "jahr_abgeschlossen",
            f"Das Förderjahr {jahr.jahr} ist abgeschlossen; seine Beträge ändern sich nicht mehr.",
        )
    if wunsch.kopf.genannt is not None and wunsch.kopf.genannt <= NULL:
        yield Violation(
            "summe_nicht_positiv",
            "Die angegebene Antragssumme muss größer als 0,00 € sein; solange keine angegeben ist, bleibt sie leer.",
            "genannt",
        )
    yield from _check_new(wunsch.zeilen, register)
    for zeile in wunsch.zeilen:
        if not zeile.weg and is_changed(zeile, gezeigt):
            yield from _check_row(zeile)


def _check_row(zeile: Zeile) -> Iterator[Violation]:
    feld = f"betrag/{zeile.schluessel}"
    if zeile.betrag is not None and zeile.betrag <= NULL:
        yield Violation(
            "betrag_nicht_positiv",
            f"„{zeile.name}“: Der Betrag muss größer als 0,00 € sein. Ohne Betrag bleibt die Zelle leer.",
            feld,
        )
    elif zeile.betrag is not None and zeile.land is False:
        yield Violation(
            "betrag_ohne_land",
            f"„{zeile.name}“: Bei „nein“ wird beim Land nichts beantragt. Bitte den Betrag leeren oder „ja“ wählen.",
            f"land/{zeile.schluessel}",
        )
    yield from _check_shares(zeile)


def _check_shares(zeile: Zeile) -> Iterator[Violation]:
    stated = [anteil.betrag for anteil in zeile.anteile if anteil.betrag is not None]
    for anteil in zeile.anteile:
        if anteil.betrag is not None and anteil.betrag < NULL:
            yield Violation(
                "anteil_negativ",
                f"„{zeile.name}“: Ein Anteil ist nicht negativ.",
                f"anteil/{zeile.schluessel}/{anteil.traeger}",
            )
    if not stated or zeile.betrag is None:
        return
    complete, total = len(stated) == len(zeile.anteile), summe(stated)
    if (complete and total != zeile.betrag) or total > zeile.betrag:
        yield Violation(
            "anteile_ungleich_betrag",
            f"„{zeile.name}“: Die Anteile ergeben {format_betrag(total)}, der Betrag ist "
            f"{format_betrag(zeile.betrag)}. Bitte Anteile oder Betrag anpassen; ein Anteil, der noch offen ist, "
            "bleibt leer.",
            f"anteil/{zeile.schluessel}/{zeile.anteile[-1].traeger}",
        )


def _check_new(zeilen: Sequence[Zeile], register: Container[str]) -> Iterator[Violation]:
    taken: set[str] = set()
    # Rows that are in the table first: it is the new one that doubles them.
    for zeile in sorted(zeilen, key=lambda each: each.schluessel.startswith("#")):
        key, feld = zeile.kennung or name_key(zeile.name), f"name/{zeile.schluessel}"
        if zeile.kennung and zeile.kennung not in register:
            yield Violation("massnahme_unbekannt", f"„{zeile.name}“ steht nicht mehr im Register.", feld)
        elif not key and not zeile.weg:
            yield Violation("name_fehlt", "Bitte die Maßnahme nennen oder die Zeile herausnehmen.", feld)
        elif len(zeile.name) > MAX_NAME:
            yield Violation("name_zu_lang", f"Der Name hat mehr als {MAX_NAME} Zeichen. Bitte kürzen.", feld)
        elif key in taken:
            text = f"„{zeile.name}“ steht schon in der Tabelle. Bitte die vorhandene Zeile ändern."
            yield Violation("massnahme_doppelt", text, feld)
        taken.add(key)
