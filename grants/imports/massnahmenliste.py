"""Reading a measure list, in whatever form it comes: the city's text form, CSV, XLSX."""

from __future__ import annotations

from pathlib import Path

from grants.domain.money import Zahlen
from grants.imports.datei import Datei, DateiArt, QuelleArt, open_datei, text_of
from grants.imports.massnahmen_tabelle import SPALTEN, read_tabellenform
from grants.imports.massnahmen_text import find_listen
from grants.imports.massnahmen_werte import (
    Liste,
    Listenzeile,
    Massnahmenliste,
    Traegerangabe,
    summe_hinweis,
)
from grants.imports.meldungen import Meldungen
from grants.imports.spalten import Kopf
from grants.imports.tabelle import check_anzahl, csv_separator
from grants.imports.textzeile import find_heading

# Two known headings may stand in any text; three are a table.
_SICHERE_SPALTEN = 3

__all__ = ["Listenzeile", "Massnahmenliste", "QuelleArt", "Traegerangabe", "read_massnahmenliste"]


def read_massnahmenliste(
    path: Path, *, jahr: int | None, zahlen: Zahlen | None
) -> tuple[Massnahmenliste, ...]:
    """Return the lists of a file, one a year, the earliest first.

    `jahr` chooses where the file names years and says it where the file names none. `zahlen` None means that nobody
    said how the file writes numbers: amounts with a point before the cents are then refused with the question.
    Raises RuleViolation with every problem of the file; nothing is read then.
    """
    return massnahmenlisten_of(open_datei(path), jahr=jahr, zahlen=zahlen)


def massnahmenlisten_of(
    datei: Datei, *, jahr: int | None, zahlen: Zahlen | None
) -> tuple[Massnahmenliste, ...]:
    """Return the lists of an opened file as `read_massnahmenliste` does."""
    meldungen = Meldungen(datei.name)
    art = _form(datei)
    if art is QuelleArt.TEXT:
        listen = find_listen(text_of(datei), jahr=jahr, zahlen=zahlen, meldungen=meldungen)
    else:
        listen = read_tabellenform(datei, jahr=jahr, zahlen=zahlen, meldungen=meldungen)
    check_anzahl(sum(len(liste.zeilen) for liste in listen), datei=datei.name)
    meldungen.raise_if_any()
    listen.sort(key=lambda liste: liste.jahr or 0)
    return tuple(
        # What was said of the file as a whole goes with its first list.
        _freeze(liste, datei, art, hinweise=meldungen.hinweise if liste is listen[0] else [])
        for liste in listen
    )


def _form(datei: Datei) -> QuelleArt:
    """Return the form of a file: a text with a header of known columns is CSV, whatever it is called."""
    if datei.art is DateiArt.XLSX:
        return QuelleArt.XLSX
    named = csv_separator(datei, Kopf(SPALTEN))[1]
    is_csv = datei.name.casefold().endswith(".csv")
    if named >= _SICHERE_SPALTEN or (named and is_csv):
        return QuelleArt.CSV
    # The text form may have a line "Maßnahme … Betrag" above its rows.
    return QuelleArt.CSV if (named or is_csv) and not _has_heading(text_of(datei)) else QuelleArt.TEXT


def _has_heading(text: str) -> bool:
    headings = (find_heading(line, starts_paragraph=True) for line in text.splitlines() if ";" not in line)
    return any(heading is not None and heading.ist_liste and heading.jahre for heading in headings)


def _freeze(liste: Liste, datei: Datei, art: QuelleArt, *, hinweise: list[str]) -> Massnahmenliste:
    # Lists without a year were refused before.
    jahr = liste.jahr or 0
    about_summe = summe_hinweis(liste)
    return Massnahmenliste(
        jahr=jahr,
        zeilen=tuple(liste.zeilen),
        genannt=liste.summe.betrag if liste.summe else None,
        genannt_zeile=liste.summe.zeile if liste.summe else None,
        genannt_blatt=liste.summe.blatt if liste.summe else None,
        summe_label=liste.summe.label if liste.summe else "",
        ueberschrift=liste.ueberschrift,
        stand=liste.stand,
        datei=datei.name,
        quelle_art=art,
        sha256=datei.sha256,
        hinweise=(*hinweise, *([about_summe] if about_summe else [])),
    )
