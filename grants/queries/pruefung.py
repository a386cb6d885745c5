"""Prüfung der Summen: the results of a year, filtered, each with its waivers and whether one can be reasoned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from grants.domain import befunde
from grants.domain.abweichungen import Abweichungsstand, why_not
from grants.domain.befunde import ERGEBNIS_LABEL, Eintrag, Gruppe
from grants.domain.errors import NotFound
from grants.domain.kette import Jahr
from grants.domain.money import Betrag, Vomhundert
from grants.domain.pruefregeln import Bezug, Ergebnis, Ergebnisart
from grants.queries import foerderjahre
from grants.queries.abweichungen import Abweichungszeile, zeilen_of
from grants.queries.geprueft import load_geprueft


class Zeige(StrEnum):
    """What the page is narrowed to."""

    ALLE = "alle"
    FEHLER = "fehler"
    HINWEISE = "hinweise"


_ARTEN = {
    Zeige.FEHLER: frozenset({Ergebnisart.FEHLER, Ergebnisart.NICHT_GEPRUEFT}),
    Zeige.HINWEISE: frozenset({Ergebnisart.HINWEIS, Ergebnisart.ZUGELASSEN}),
    Zeige.ALLE: frozenset(Ergebnisart),
}
KOPF = (
    "Prüfung",
    "Ergebnis",
    "Betrifft",
    "Befund",
    "Erwartet",
    "Gefunden",
    "Differenz",
    "Differenz in v. H.",
    "Mögliche Ursache",
    "Zu berichtigen unter",
    "Zulassung",
    "Regel",
    "Quelle",
)


@dataclass(frozen=True, slots=True)
class Wahl:
    """The filter: kind of result, one Maßnahme (Kennung, empty: all), and the day that counts."""

    am: date
    zeige: Zeige = Zeige.ALLE
    massnahme: str = ""


@dataclass(frozen=True, slots=True)
class Zeile:
    """One result; `abweichungen` are the waivers of its rule and subject that nobody has decided against."""

    eintrag: Eintrag
    abweichungen: tuple[Abweichungszeile, ...] = ()
    # Why nobody can reason it; empty where it can be.
    hindernis: str = ""

    @property
    def begruendbar(self) -> bool:
        return not self.hindernis


@dataclass(frozen=True, slots=True)
class Pruefgruppe:
    """All that one rule says within the filter."""

    gruppe: Gruppe
    zeilen: tuple[Zeile, ...]


@dataclass(frozen=True, slots=True)
class Pruefungsseite:
    """The page: counts are of all results, the groups of those that the filter lets through."""

    jahr: Jahr
    wahl: Wahl
    anzahl: tuple[tuple[Ergebnisart, str], ...]
    laut: tuple[Pruefgruppe, ...]
    ruhig: tuple[tuple[Ergebnisart, tuple[Gruppe, ...]], ...]
    massnahmen: tuple[tuple[str, str], ...]
    # Waivers of the year by state, those that need somebody first, without zeros.
    zulassungen: tuple[tuple[Abweichungsstand, int], ...]

    @property
    def is_leer(self) -> bool:
        return not (self.laut or self.ruhig)


def load_pruefung(session: Session, *, programm: str, jahr: int, wahl: Wahl) -> Pruefungsseite:
    """Return the results of a year on a day; raises NotFound for an unknown year or Maßnahme."""
    foerderjahr = foerderjahre.get(session, programm, jahr)
    geprueft = load_geprueft(session, foerderjahr, am=wahl.am)
    loaded, results = geprueft.jahr, geprueft.ergebnisse
    if wahl.massnahme and wahl.massnahme not in {m.kennung for m in loaded.massnahmen}:
        raise NotFound(f"Eine Maßnahme „{wahl.massnahme[:60]}“ gibt es im Förderjahr {jahr} nicht.")
    waivers = zeilen_of(session, foerderjahr.id, loaded, results)
    shown = befunde.group(loaded, list(_about(results, wahl.massnahme)))
    wanted = _ARTEN[wahl.zeige]
    return Pruefungsseite(
        loaded,
        wahl,
        befunde.group(loaded, results).anzahl,
        tuple(each for gruppe in shown.laut if (each := _narrow(gruppe, wanted, loaded, waivers)).zeilen),
        tuple((art, gruppen) for art, gruppen in shown.ruhig if art in wanted),
        tuple((m.kennung, m.name) for m in loaded.massnahmen),
        _count(waivers),
    )


def _about(ergebnisse: Iterable[Ergebnis], massnahme: str) -> Iterator[Ergebnis]:
    for ergebnis in ergebnisse:
        if not massnahme or (ergebnis.bezug is not None and ergebnis.bezug.massnahme == massnahme):
            yield ergebnis


def _narrow(
    gruppe: Gruppe, wanted: frozenset[Ergebnisart], jahr: Jahr, waivers: Sequence[Abweichungszeile]
) -> Pruefgruppe:
    entries = tuple(each for each in gruppe.eintraege if each.ergebnis in wanted)
    rows = tuple(_zeile(gruppe.code, each, jahr, waivers) for each in entries)
    return Pruefgruppe(replace(gruppe, eintraege=entries), rows)


def _zeile(code: str, eintrag: Eintrag, jahr: Jahr, waivers: Sequence[Abweichungszeile]) -> Zeile:
    own = tuple(
        each
        for each in waivers
        if not each.entschieden
        and (each.bindung.code, each.bindung.bezug) == (code, eintrag.bezug or Bezug())
    )
    same = [each for each in own if each.bindung.differenz == eintrag.differenz]
    stale = [each for each in own if each.lage.stand is Abweichungsstand.HINFAELLIG]
    hindernis = why_not(jahr, code, eintrag.ergebnis, eintrag.differenz)
    if same and not hindernis:
        hindernis = "Diese Abweichung ist schon begründet."
    return Zeile(eintrag, tuple(dict.fromkeys([*same, *stale])), hindernis)


def _count(waivers: Sequence[Abweichungszeile]) -> tuple[tuple[Abweichungsstand, int], ...]:
    counted = ((stand, sum(each.lage.stand is stand for each in waivers)) for stand in Abweichungsstand)
    return tuple((stand, number) for stand, number in counted if number)


def table_of(seite: Pruefungsseite) -> list[tuple[str | Betrag | Vomhundert | None, ...]]:
    """Return what the page shows as rows under `KOPF`."""
    loud = [
        _row(each.gruppe, zeile.eintrag, zeile.abweichungen) for each in seite.laut for zeile in each.zeilen
    ]
    quiet = [
        _row(gruppe, eintrag)
        for _, gruppen in seite.ruhig
        for gruppe in gruppen
        for eintrag in gruppe.eintraege
    ]
    return loud + quiet


def _row(
    gruppe: Gruppe, eintrag: Eintrag, waivers: Sequence[Abweichungszeile] = ()
) -> tuple[str | Betrag | Vomhundert | None, ...]:
    # Two figures of a rule that holds need not be equal: what came in may be less than what was granted.
    differs = eintrag.ergebnis is not Ergebnisart.OK
    told = "; ".join(f"{each.lage.satz} {each.grund}" for each in waivers)
    return (
        gruppe.titel,
        ERGEBNIS_LABEL[eintrag.ergebnis],
        eintrag.wer,
        eintrag.text,
        eintrag.erwartet,
        eintrag.gefunden,
        eintrag.differenz if differs else None,
        eintrag.differenz_vh if differs else None,
        eintrag.vermutung,
        eintrag.beheben,
        told,
        gruppe.satz,
        gruppe.quelle,
    )


def find_eintrag(
    session: Session,
    *,
    programm: str,
    jahr: int,
    am: date,
    code: str,
    bezug: Bezug,
    differenz: Betrag | None = None,
) -> Pruefgruppe:
    """Return one rule's results about a subject in which two figures differ, that difference first.

    Raises NotFound where there is none.
    """
    foerderjahr = foerderjahre.get(session, programm, jahr)
    geprueft = load_geprueft(session, foerderjahr, am=am)
    loaded, results = geprueft.jahr, geprueft.ergebnisse
    waivers = zeilen_of(session, foerderjahr.id, loaded, results)
    every = frozenset(Ergebnisart)
    for gruppe in befunde.group(loaded, results).laut:
        if gruppe.code == code:
            narrowed = _narrow(gruppe, every, loaded, waivers)
            rows = tuple(
                z for z in narrowed.zeilen if (z.eintrag.bezug or Bezug()) == bezug and z.eintrag.differenz
            )
            if rows:
                first = tuple(sorted(rows, key=lambda z: z.eintrag.differenz != differenz))
                return replace(narrowed, zeilen=first)
    raise NotFound("Diese Abweichung gibt es nicht mehr. Gehen Sie zur Prüfung der Summen.")
