"""The table as its page shows it: each row with its figures, the sums below it, what is not asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grants.domain import betragsabgleich, betragsentwurf
from grants.domain.begriffe import FoerderjahrStatus
from grants.domain.betragsabgleich import Abgleich
from grants.domain.betragstabelle import Wunsch, Zeile, is_changed, is_promised, zellen_of_wunsch
from grants.domain.kette import Empfaenger, Jahr, Massnahme
from grants.domain.money import Betrag
from grants.domain.pruefregeln import REGISTER, Ergebnis, Ergebnisart, pruefe_regel
from grants.domain.tabellen import Tabelle, Zelle, massnahmen_und_betraege
from grants.forms.betraege import TabellenForm
from grants.forms.betraege_taten import Ergebnis as Tat
from grants.forms.raster import Rasterzeile
from grants.forms.wahl import Streit

# What the rules say of the table while it is edited.
_REGELN = ("summe_antrag", "kontingent", "empfaenger_anteile")


@dataclass(frozen=True, slots=True)
class Empfaengerbild:
    """A recipient of a row; `spalte` names the field of its share, empty where there is none to enter."""

    empfaenger: Empfaenger
    spalte: str
    gespeichert: str
    zugesagt: bool
    hat_plan: bool


@dataclass(frozen=True, slots=True)
class Zeilenbild:
    """A row with everything it shows."""

    zeile: Rasterzeile
    name: str
    # Stored in the year, known to the register, or only typed.
    is_stored: bool
    empfaenger: tuple[Empfaengerbild, ...]
    vorjahr: Betrag | None
    betrag: Betrag | None
    aenderung: Zelle
    aenderung_vh: Zelle
    gespeichert: dict[str, str]
    ungespeichert: bool

    @property
    def weg(self) -> bool:
        return bool(self.zeile.text("weg"))

    @property
    def teilt(self) -> bool:
        return any(each.spalte for each in self.empfaenger)


@dataclass(frozen=True, slots=True)
class Nichtbeantragt:
    """A Maßnahme of last year that is not in the table."""

    kennung: str
    name: str
    vorjahr: Betrag


@dataclass(frozen=True, slots=True)
class Tabellenseite:
    form: TabellenForm
    jahr: Jahr
    # The year as it would be with the table saved.
    entwurf: Jahr
    zeilen: tuple[Zeilenbild, ...]
    tabelle: Tabelle
    abgleiche: tuple[Abgleich, ...]
    befunde: tuple[Ergebnis, ...]
    nicht_mehr: tuple[Nichtbeantragt, ...]
    tat: Tat
    streit: Streit
    # Whether the form says anything else than what it was made from.
    is_geaendert: bool

    @property
    def hat_vorjahr(self) -> bool:
        return len(self.tabelle.spalten) > 1

    @property
    def ungespeichert(self) -> int:
        return sum(zeile.ungespeichert for zeile in self.zeilen)

    @property
    def is_offen(self) -> bool:
        """Tell whether the year takes changes."""
        return self.jahr.status is not FoerderjahrStatus.ABGESCHLOSSEN

    @property
    def summenzeile(self) -> tuple[Zelle, ...]:
        return next(zeile.zellen for zeile in self.tabelle.zeilen if zeile.art == "summe")

    @property
    def unlesbar(self) -> int:
        """Amounts that could not be read and are missing in the sum."""
        return sum("betrag" in each.zeile.fehler and each.betrag is None for each in self.zeilen)


def build_seite(form: TabellenForm, *, tat: Tat | None = None, streit: Streit | None = None) -> Tabellenseite:
    """Return what the page shows of the form as it stands."""
    daten, wunsch = form.daten, form.wunsch()
    entwurf = betragsentwurf.draft(daten.jahr, wunsch, vorjahr=daten.vorjahr)
    tabelle = massnahmen_und_betraege(entwurf)
    figures = {
        massnahme.kennung: _Figuren(
            massnahme.vorjahr, *row.zellen[-2:] if len(row.zellen) > 1 else (None, None)
        )
        for massnahme, row in zip(entwurf.massnahmen, tabelle.zeilen, strict=False)
    }
    wanted = {zeile.schluessel: zeile for zeile in wunsch.zeilen}
    in_table = {zeile.text("kennung") for zeile in form.zeilen}
    return Tabellenseite(
        form=form,
        jahr=daten.jahr,
        entwurf=entwurf,
        zeilen=tuple(_zeile(form, zeile, wanted, figures) for zeile in form.zeilen),
        tabelle=tabelle,
        abgleiche=(betragsabgleich.angegeben(entwurf), betragsabgleich.zugeteilt(entwurf)),
        befunde=_befunde(entwurf),
        nicht_mehr=tuple(
            Nichtbeantragt(kennung, daten.namen[kennung], betrag)
            for kennung, betrag in daten.vorjahr.items()
            if kennung not in in_table
        ),
        tat=tat or Tat(),
        streit=streit or Streit(),
        is_geaendert=_is_changed(form, wunsch),
    )


def _is_changed(form: TabellenForm, wunsch: Wunsch) -> bool:
    gezeigt = form.zellen
    meine = zellen_of_wunsch(wunsch, gezeigt)
    return any(not zeile.kennung for zeile in wunsch.zeilen) or any(
        gezeigt.get(feld, "") != text for feld, text in meine.items()
    )


def _befunde(entwurf: Jahr) -> tuple[Ergebnis, ...]:
    """Return what the rules have to say beyond what the table and the two sentences below it show already."""
    found = [ergebnis for code in _REGELN for ergebnis in pruefe_regel(entwurf, REGISTER[code])]
    with_recipient = {massnahme.kennung for massnahme in entwurf.massnahmen if massnahme.empfaenger}
    return tuple(
        each
        for each in found
        if each.vermutung
        or (
            each.code == "empfaenger_anteile"
            and each.ergebnis in (Ergebnisart.HINWEIS, Ergebnisart.FEHLER)
            and each.bezug is not None
            and each.bezug.massnahme in with_recipient
        )
    )


@dataclass(frozen=True, slots=True)
class _Figuren:
    """Figures of a row as the table of the year has them."""

    vorjahr: Betrag | None = None
    aenderung: Zelle = None
    aenderung_vh: Zelle = None


def _zeile(
    form: TabellenForm, zeile: Rasterzeile, wanted: Mapping[str, Zeile], figures: Mapping[str, _Figuren]
) -> Zeilenbild:
    kennung = zeile.text("kennung")
    key = kennung if form.is_stored(zeile) else f"#{zeile.nr}"
    row, stored = wanted.get(key), form.stored.get(kennung)
    figuren = figures.get(kennung or key, _Figuren())
    return Zeilenbild(
        zeile=zeile,
        name=form.name_of(zeile),
        is_stored=stored is not None,
        empfaenger=_recipients(form, zeile, stored) if stored else (),
        vorjahr=figuren.vorjahr,
        betrag=row.betrag if row and not row.weg else None,
        aenderung=figuren.aenderung,
        aenderung_vh=figuren.aenderung_vh,
        gespeichert={art: form.zellen.get(f"{art}/{kennung}", "") for art in ("betrag", "land")},
        ungespeichert=row is not None and (row.weg or is_changed(row, form.zellen)),
    )


def _recipients(form: TabellenForm, zeile: Rasterzeile, stored: Massnahme) -> tuple[Empfaengerbild, ...]:
    spalten = {
        text: f"anteil-{name.removeprefix('traeger-')}"
        for name, text in zeile.texte.items()
        if name.startswith("traeger-")
    }
    return tuple(
        Empfaengerbild(
            empfaenger=each,
            spalte=spalten.get(each.kuerzel, ""),
            gespeichert=form.zellen.get(f"anteil/{stored.kennung}/{each.kuerzel}", ""),
            zugesagt=is_promised(each),
            hat_plan=bool(each.plaene),
        )
        for each in stored.empfaenger
    )
