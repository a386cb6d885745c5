"""Amounts of a year as tables: rows per Maßnahme, a sum as the last row, every figure from `summen.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from grants.domain import summen
from grants.domain.kette import Empfaenger, Jahr, Massnahme
from grants.domain.money import NULL, Betrag, Vomhundert, anteil, summe
from grants.domain.pruefregeln.nachweise import is_checked

# "aenderung" prints a plus; "anteil" is in v. H.
Spaltenart = Literal["betrag", "aenderung", "anteil"]
# "empfaenger" is part of the row above it; "summe" and what follows stand below the line.
Zeilenart = Literal["massnahme", "empfaenger", "ausgelaufen", "summe", "angegeben", "abweichung"]
# A word stands where a figure makes no sense ("neu"); None prints a dash.
Zelle = Betrag | Vomhundert | str | None


@dataclass(frozen=True, slots=True)
class Spalte:
    titel: str
    art: Spaltenart = "betrag"
    gruppe: str = ""


@dataclass(frozen=True, slots=True)
class Zeile:
    titel: str
    zellen: tuple[Zelle, ...]
    art: Zeilenart = "massnahme"
    zusatz: str = ""


@dataclass(frozen=True, slots=True)
class Tabelle:
    spalten: tuple[Spalte, ...]
    zeilen: tuple[Zeile, ...]


def _names(massnahme: Massnahme) -> str:
    if massnahme.empfaenger:
        return ", ".join(empfaenger.name for empfaenger in massnahme.empfaenger)
    return "ohne Landesmittel" if massnahme.land_beantragen is False else "Träger noch offen"


# -- This year beside the last -------------------------------------------------------------------------


def massnahmen_und_betraege(jahr: Jahr) -> Tabelle:
    """Return the amounts of the Antrag beside last year's, their sum, and the stated total below it.

    Without a year before, the amounts alone.
    """
    amounts = summen.beantragt_je_massnahme(jahr)
    rows = [(m.name, _names(m), amounts.get(m.kennung), m.vorjahr) for m in jahr.massnahmen]
    ended = list(jahr.ausgelaufen)
    has_before = bool(ended) or any(before is not None for *_, before in rows)
    spalten: tuple[Spalte, ...] = (Spalte(f"{jahr.jahr}"),)
    if has_before:
        spalten = (
            Spalte(f"{jahr.jahr - 1}"),
            *spalten,
            Spalte("Änderung", "aenderung"),
            Spalte("v. H.", "anteil"),
        )

    def cells(now: Betrag | None, before: Betrag | None) -> tuple[Zelle, ...]:
        return (before, now, *_change(now, before)) if has_before else (now,)

    total_before = summe([*(b for *_, b in rows if b is not None), *(b for _, b in ended)])
    zeilen = [Zeile(name, cells(now, before), zusatz=names) for name, names, now, before in rows]
    zeilen += [
        Zeile(name, cells(None, before), "ausgelaufen", f"nicht mehr in {jahr.jahr}")
        for name, before in ended
    ]
    zeilen.append(Zeile("Summe", cells(summen.beantragt(jahr), total_before), "summe"))
    return Tabelle(spalten, (*zeilen, *_stated(jahr, has_before=has_before)))


def _change(now: Betrag | None, before: Betrag | None) -> tuple[Zelle, Zelle]:
    if before is None:
        return ("neu" if now is not None else None), None
    difference = (now or NULL) - before
    return difference, anteil(difference, before)


def _stated(jahr: Jahr, *, has_before: bool) -> Iterable[Zeile]:
    """Yield the stated total and, where it differs, the difference, in the column of this year."""
    stated = jahr.antrag.genannt if jahr.antrag else None
    if stated is None:
        return

    def cells(amount: Betrag | str) -> tuple[Zelle, ...]:
        return ("", amount, "", "") if has_before else (amount,)

    yield Zeile("Angegebene Summe", cells(stated), "angegeben")
    if difference := summen.beantragt(jahr) - stated:
        yield Zeile("Abweichung", cells(difference), "abweichung")


# -- Stage by stage, Maßnahme by Maßnahme --------------------------------------------------------------


def zuwendung_je_massnahme(jahr: Jahr) -> Tabelle | None:
    """Return the stages of the Zuwendung per Maßnahme, with a row per recipient where there are several.

    None before the Bescheid: until then `massnahmen_und_betraege` holds all there is.
    """
    if jahr.bescheid is None:
        return None
    asked, granted = summen.beantragt_je_massnahme(jahr), summen.bewilligt_je_massnahme(jahr)
    titles = ("Beantragt", "Bewilligt", "Zugesagt", "Ausgezahlt", "Festgesetzt")
    return _by_recipient(
        tuple(Spalte(titel) for titel in titles),
        jahr.massnahmen,
        {m.kennung: m.empfaenger for m in jahr.massnahmen},
        before={m.kennung: (asked.get(m.kennung), granted.get(m.kennung)) for m in jahr.massnahmen},
        figures=lambda empfaenger: _zuwendung(jahr, empfaenger),
    )


def _zuwendung(jahr: Jahr, empfaenger: Empfaenger) -> tuple[Betrag | None, ...]:
    promised = summen.zugesagt(empfaenger, jahr.am)
    # A Stelle books its Ausgaben itself; where nothing was promised nothing is paid.
    is_paid = not empfaenger.is_stelle and (promised is not None or empfaenger.zahlungen)
    paid = summen.ausgezahlt(empfaenger, jahr.am) if is_paid else None
    return promised, paid, summen.festgesetzt(empfaenger)


def ausgaben_je_massnahme(jahr: Jahr) -> Tabelle | None:
    """Return the Ausgaben per Maßnahme, insgesamt and davon zuwendungsfähig; None while there is no plan."""
    if not summen.plaene(jahr):
        return None
    groups = ("Geplant", "Nachgewiesen", "Anerkannt")
    spalten = tuple(
        Spalte(titel, gruppe=gruppe) for gruppe in groups for titel in ("insgesamt", "zuwendungsfähig")
    )
    funded: dict[str, tuple[Empfaenger, ...]] = {}
    for massnahme, empfaenger in summen.funded_recipients(jahr):
        funded[massnahme.kennung] = (*funded.get(massnahme.kennung, ()), empfaenger)
    return _by_recipient(
        spalten,
        tuple(m for m in jahr.massnahmen if m.kennung in funded),
        funded,
        figures=lambda empfaenger: _ausgaben(jahr, empfaenger),
    )


def _ausgaben(jahr: Jahr, empfaenger: Empfaenger) -> tuple[Betrag | None, ...]:
    plan = summen.plan(empfaenger, jahr.am)
    stages = (
        summen.geplant(plan) if plan else None,
        summen.nachgewiesen(empfaenger) if summen.nachgewiesen_je_position(empfaenger) else None,
        summen.anerkannt(empfaenger) if is_checked(jahr, empfaenger) else None,
    )
    return tuple(
        figure for a in stages for figure in ((a.insgesamt, a.zuwendungsfaehig) if a else (None, None))
    )


_Figures = tuple[Betrag | None, ...]


def _by_recipient(
    spalten: tuple[Spalte, ...],
    massnahmen: tuple[Massnahme, ...],
    empfaenger_je: Mapping[str, tuple[Empfaenger, ...]],
    *,
    figures: Callable[[Empfaenger], _Figures],
    before: Mapping[str, _Figures] | None = None,
) -> Tabelle:
    """Return a row per Maßnahme, one per recipient below it where there are several, and the sum of all.

    `before`: figures that belong to the Maßnahme itself and stand before those of its recipients.
    """
    rows: list[Zeile] = []
    everything: list[_Figures] = []
    for massnahme in massnahmen:
        recipients = empfaenger_je.get(massnahme.kennung, ())
        own = [figures(empfaenger) for empfaenger in recipients]
        head = before[massnahme.kennung] if before else ()
        cells = (*head, *_add_up(own, width=len(spalten) - len(head)))
        everything.append(cells)
        is_shared = len(own) > 1
        rows.append(Zeile(massnahme.name, cells, zusatz="" if is_shared else _names(massnahme)))
        if is_shared:
            # The figures before are the Maßnahme's, not its recipients'.
            gap = ("",) * len(head)
            rows += [
                Zeile(empfaenger.name, (*gap, *each), "empfaenger")
                for empfaenger, each in zip(recipients, own, strict=True)
            ]
    return Tabelle(spalten, (*rows, Zeile("Summe", _add_up(everything, width=len(spalten)), "summe")))


def _add_up(rows: Iterable[_Figures], *, width: int) -> _Figures:
    """Return the sum of each column; None where the column holds no figure."""
    columns = list(zip(*rows, strict=True)) or [()] * width
    return tuple(
        summe(f for f in column if f is not None) if any(f is not None for f in column) else None
        for column in columns
    )
