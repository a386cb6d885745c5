"""The Finanzierungspläne of a year as a list: one row a recipient, with what its plan lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from grants.domain import planentwurf, summen
from grants.domain.begriffe import Mittelherkunft
from grants.domain.kette import Jahr
from grants.domain.money import NULL, Betrag, summe
from grants.domain.pruefregeln import REGISTER, Ergebnisart, pruefe_regel

KOPF = (
    "Maßnahme",
    "Träger",
    "Version",
    "Ausgaben insgesamt €",
    "zuwendungsfähig €",
    "Deckungsmittel €",
    "davon Land €",
    "Stand",
)
_OF_RECIPIENT = ("plan_ausgeglichen", "plan_zuwendungsfaehig", "plan_deckt_betrag")


@dataclass(frozen=True, slots=True)
class Planzeile:
    """One recipient; figures are None without a plan. `abweichungen`: sentences of the rules that do not hold."""

    kennung: str
    massnahme: str
    kuerzel: str
    traeger: str
    version: int | None
    ausgaben: Betrag | None
    zuwendungsfaehig: Betrag | None
    deckung: Betrag | None
    land: Betrag | None
    abweichungen: tuple[str, ...]
    is_ohne_land: bool

    @property
    def stand(self) -> str:
        if self.version is None:
            return "braucht keinen Plan" if self.is_ohne_land else "fehlt"
        return "Abweichung" if self.abweichungen else "in Ordnung"


@dataclass(frozen=True, slots=True)
class Planliste:
    """The rows that are shown, their sums, and how many there are of each kind."""

    zeilen: tuple[Planzeile, ...]
    summe: summen.Ausgaben
    deckung: Betrag
    land: Betrag
    gesamt: int
    fehlend: int
    abweichend: int
    ohne_traeger: tuple[tuple[str, str], ...]
    suche: str
    zeige: str
    sortiert: str
    # Lines 3.1–3.7 of the whole year, with every plan there is.
    antragszeilen: tuple[tuple[str, str, Betrag], ...]


_SORTIERT: dict[str, Callable[[Planzeile], tuple[object, ...]]] = {
    "traeger": lambda z: (z.traeger.casefold(),),
    "ausgaben": lambda z: (-(z.ausgaben or NULL).cents,),
    "stand": lambda z: ({"fehlt": 0, "Abweichung": 1}.get(z.stand, 2),),
}
_ZEIGE: dict[str, Callable[[Planzeile], bool]] = {
    "fehlt": lambda z: z.stand == "fehlt",
    "abweichung": lambda z: z.stand == "Abweichung",
}


def build(jahr: Jahr, *, suche: str = "", zeige: str = "", sortiert: str = "") -> Planliste:
    """Return the plans of the year that fit the search, in the order of the list or of a column."""
    everything = _zeilen(jahr)
    word = suche.strip().casefold()
    shown = [
        zeile
        for zeile in everything
        if (zeige not in _ZEIGE or _ZEIGE[zeige](zeile))
        and (not word or word in f"{zeile.massnahme} {zeile.traeger}".casefold())
    ]
    if sortiert in _SORTIERT:
        shown.sort(key=_SORTIERT[sortiert])
    lines = summen.antragszeilen(jahr)
    plans = [zeile for zeile in shown if zeile.version is not None]
    return Planliste(
        zeilen=tuple(shown),
        summe=summen.total(summen.Ausgaben(z.ausgaben or NULL, z.zuwendungsfaehig or NULL) for z in plans),
        deckung=_sum(zeile.deckung for zeile in plans),
        land=_sum(zeile.land for zeile in plans),
        gesamt=len(everything),
        fehlend=sum(zeile.stand == "fehlt" for zeile in everything),
        abweichend=sum(zeile.stand == "Abweichung" for zeile in everything),
        ohne_traeger=tuple(
            (m.kennung, m.name)
            for m in jahr.massnahmen
            if not m.empfaenger and m.land_beantragen is not False
        ),
        suche=suche,
        zeige=zeige if zeige in _ZEIGE else "",
        sortiert=sortiert if sortiert in _SORTIERT else "",
        antragszeilen=planentwurf.lines(lines) if lines else (),
    )


def _sum(betraege: Iterable[Betrag | None]) -> Betrag:
    return summe(betrag for betrag in betraege if betrag is not None)


def _zeilen(jahr: Jahr) -> tuple[Planzeile, ...]:
    said: dict[tuple[str | None, str | None], list[str]] = {}
    for code in _OF_RECIPIENT:
        for ergebnis in pruefe_regel(jahr, REGISTER[code]):
            if ergebnis.bezug and ergebnis.ergebnis in (Ergebnisart.FEHLER, Ergebnisart.HINWEIS):
                key = (ergebnis.bezug.massnahme, ergebnis.bezug.traeger)
                said.setdefault(key, []).append(ergebnis.text)
    without = summen.is_without_landesmittel(jahr)
    rows = []
    for massnahme, empfaenger in summen.recipients(jahr):
        plan = summen.plan(empfaenger, jahr.am)
        planned = summen.geplant(plan) if plan else None
        rows.append(
            Planzeile(
                kennung=massnahme.kennung,
                massnahme=massnahme.name,
                kuerzel=empfaenger.kuerzel,
                traeger=empfaenger.name,
                version=plan.version if plan else None,
                ausgaben=planned.insgesamt if planned else None,
                zuwendungsfaehig=planned.zuwendungsfaehig if planned else None,
                deckung=summen.deckung(plan) if plan else None,
                land=summen.deckung(plan, Mittelherkunft.LAND) if plan else None,
                abweichungen=tuple(said.get((massnahme.kennung, empfaenger.kuerzel), ())) if plan else (),
                is_ohne_land=without(massnahme) and not summen.has_landesmittel(empfaenger),
            )
        )
    return tuple(rows)


def rows(liste: Planliste) -> tuple[tuple[str | Betrag | None, ...], ...]:
    """Return what is shown as rows of a file, the sums last."""
    body: list[tuple[str | Betrag | None, ...]] = [
        (
            z.massnahme,
            z.traeger,
            "" if z.version is None else str(z.version),
            z.ausgaben,
            z.zuwendungsfaehig,
            z.deckung,
            z.land,
            z.stand,
        )
        for z in liste.zeilen
    ]
    total = (
        "Summe",
        "",
        "",
        liste.summe.insgesamt,
        liste.summe.zuwendungsfaehig,
        liste.deckung,
        liste.land,
        "",
    )
    return (*body, total)
