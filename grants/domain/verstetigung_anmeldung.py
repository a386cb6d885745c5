"""What the Kämmerei asks for at the Haushaltsanmeldung: product, account, amount per year, posts, reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from grants.domain.begriffe import Mittelherkunft, label
from grants.domain.money import Betrag, summe
from grants.domain.verstetigung import VERNEINT, Mischjahr, Pfad, Schritt, Zyklus, mischung


@dataclass(frozen=True, slots=True)
class Anmeldezeile:
    """A Maßnahme in the Haushaltsanmeldung; amounts are one a year of the budget, None where nothing is said."""

    pfad: Pfad
    schritt: Schritt
    stadt: tuple[Betrag | None, ...]
    land: tuple[Betrag | None, ...]
    uebrige: tuple[Betrag | None, ...]


@dataclass(frozen=True, slots=True)
class Haushaltsanmeldung:
    """All Maßnahmen that aim at a budget, with the sums of each column."""

    zyklus: Zyklus
    zeilen: tuple[Anmeldezeile, ...]
    stadt: tuple[Betrag, ...]
    land: tuple[Betrag, ...]
    uebrige: tuple[Betrag, ...]
    stellen_hundertstel: int


def build_anmeldung(pfade: Iterable[Pfad], zyklus: Zyklus) -> Haushaltsanmeldung:
    """Return the Maßnahmen whose entries name the budget, without those that were refused in it."""
    rows = [row for pfad in pfade if (row := _row(pfad, zyklus)) is not None]
    return Haushaltsanmeldung(
        zyklus,
        tuple(rows),
        _sums([row.stadt for row in rows], len(zyklus.jahre)),
        _sums([row.land for row in rows], len(zyklus.jahre)),
        _sums([row.uebrige for row in rows], len(zyklus.jahre)),
        sum(row.schritt.stellen_hundertstel or 0 for row in rows),
    )


def _row(pfad: Pfad, zyklus: Zyklus) -> Anmeldezeile | None:
    named = [schritt for schritt in pfad.gueltige if schritt.zyklus == zyklus]
    if not named or named[-1].stand in VERNEINT:
        return None
    years = {each.jahr: each for each in mischung(pfad)}
    stadt, land, other = [], [], []
    for jahr in zyklus.jahre:
        year = years.get(jahr)
        stadt.append(_of(year, [Mittelherkunft.STADT]))
        land.append(_of(year, [Mittelherkunft.LAND]))
        other.append(
            _of(year, [h for h in Mittelherkunft if h not in {Mittelherkunft.STADT, Mittelherkunft.LAND}])
        )
    return Anmeldezeile(pfad, _with_details(named), tuple(stadt), tuple(land), tuple(other))


def _with_details(named: Sequence[Schritt]) -> Schritt:
    """Return the newest entry; product, account, posts and reason from the newest one that names them."""
    newest = named[-1]

    def last(name: str) -> Any:  # noqa: ANN401 - any field of an entry
        return next(
            (value for each in reversed(named) if (value := getattr(each, name))), getattr(newest, name)
        )

    return replace(
        newest,
        produkt=last("produkt"),
        konto=last("konto"),
        stellen_hundertstel=last("stellen_hundertstel"),
        begruendung=last("begruendung"),
    )


def _of(year: Mischjahr | None, purses: Sequence[Mittelherkunft]) -> Betrag | None:
    if year is None:
        return None
    amounts = [teil.betrag for teil in year.teile if teil.herkunft in purses]
    return summe(amounts) if amounts else None


def _sums(columns: Sequence[tuple[Betrag | None, ...]], years: int) -> tuple[Betrag, ...]:
    return tuple(summe(c for column in columns if (c := column[place]) is not None) for place in range(years))


def used_purses(jahre: Iterable[Mischjahr]) -> tuple[Mittelherkunft, ...]:
    """Return who pays in any of the years, in the order of the forms."""
    used = {teil.herkunft for jahr in jahre for teil in jahr.teile}
    return tuple(herkunft for herkunft in Mittelherkunft if herkunft in used)


def head(zyklus: Zyklus) -> tuple[str, ...]:
    """Return the heads of the columns of the file."""
    return (
        "Maßnahme",
        "Träger",
        "Stand",
        "Produkt",
        "Konto",
        *(f"Stadt {jahr} €" for jahr in zyklus.jahre),
        "Stellenanteile (VZÄ)",
        *(f"{label(Mittelherkunft.LAND)} {jahr} €" for jahr in zyklus.jahre),
        *(f"Übrige {jahr} €" for jahr in zyklus.jahre),
        "Begründung",
        "Gremium",
        "Vorlage",
        "Eintrag vom",
    )
