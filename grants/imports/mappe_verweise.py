"""What a row of the Jahresmappe points at must stand in it, and no entry stands twice.

A sheet without a single row says nothing, so what it would hold is left to the register.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from grants.domain import mappe_blaetter as b
from grants.domain.begriffe import TraegerArt
from grants.domain.mappe import Bescheidart, Gliederungsart, Planart, Zusageart
from grants.domain.mappe_blatt import auswahl_label
from grants.imports.mappe_blaetter import GelesenesBlatt, Zeile
from grants.imports.mappe_codes import MappeCode

BEZEICHNUNG = b.BEZEICHNUNG

Gelesen = Mapping[str, GelesenesBlatt]
Key = tuple[Any, ...]


def check_verweise(gelesen: Gelesen) -> None:
    """Add a Violation to its sheet for every double entry, split paper that differs and unknown reference."""
    for sheet in gelesen.values():
        _check_unique(sheet)
        _check_papier(sheet)
    for check in (
        _check_massnahmen,
        _check_traeger,
        _check_angaben,
        _check_empfaenger,
        _check_zusageart,
        _check_gliederung,
        _check_positionen,
        _check_bescheide,
        _check_anerkannte_belege,
        _check_fruehere_antraege,
    ):
        check(gelesen)


# -- within a sheet ------------------------------------------------------------------------------------------


def _key(zeile: Zeile, attributes: Iterable[str]) -> Key | None:
    """Return the values of a key; None where a cell of it was refused."""
    names = tuple(attributes)
    return None if zeile.abgelehnt.intersection(names) else tuple(zeile.werte.get(name, "") for name in names)


# What no two rows share among those of one kind.
_UNIQUE_BY_ART: Mapping[str, Sequence[tuple[StrEnum, tuple[str, ...]]]] = {
    b.GLIEDERUNG.name: ((Gliederungsart.HANDLUNGSFELD, ("art", "nummer")),),
    b.FINANZIERUNGSPLAN.name: ((Planart.AUSGABE, ("massnahme", "empfaenger", "version", "position")),),
    b.BESCHEID.name: (
        (Bescheidart.BESCHEID, ("version",)),
        (Bescheidart.POSITION, ("version", "position")),
        (Bescheidart.AUFTEILUNG, ("version", "massnahme", "position")),
    ),
}


def _check_unique(sheet: GelesenesBlatt) -> None:
    if sheet.blatt.schluessel:
        _find_doubles(sheet, sheet.zeilen, sheet.blatt.schluessel)
    for art, attributes in _UNIQUE_BY_ART.get(sheet.blatt.name, ()):
        _find_doubles(sheet, [zeile for zeile in sheet.zeilen if zeile.werte.get("art") is art], attributes)


def _find_doubles(sheet: GelesenesBlatt, zeilen: Iterable[Zeile], attributes: tuple[str, ...]) -> None:
    heads = {spalte.attribut: spalte.kopf for spalte in sheet.blatt.spalten if spalte.art is not BEZEICHNUNG}
    first: dict[Key, int] = {}
    for zeile in zeilen:
        key = _key(zeile, attributes)
        if key is None or not any(key):
            continue
        before = first.setdefault(key, zeile.nr)
        if before != zeile.nr:
            what = ", ".join(
                f"{heads[name]} „{_shown(zeile.werte[name])}“" for name in attributes if zeile.werte.get(name)
            )
            text = f"{what} steht schon in Zeile {before}. Bitte eine der beiden Zeilen löschen oder ändern."
            sheet.add(zeile.nr, _last_filled(zeile, attributes), MappeCode.EINTRAG_DOPPELT, text)


def _shown(wert: object) -> str:
    return auswahl_label(wert) if isinstance(wert, StrEnum) else str(wert)


def _last_filled(zeile: Zeile, attributes: Iterable[str]) -> str:
    return [name for name in attributes if name in zeile.werte][-1]


def _check_papier(sheet: GelesenesBlatt) -> None:
    """Rows of one paper repeat its data; where they differ, nobody knows which is meant."""
    if not sheet.blatt.papier:
        return
    shared = [spalte for spalte in sheet.blatt.spalten if spalte.gemeinsam]
    first: dict[Key, Zeile] = {}
    for zeile in sheet.zeilen:
        key = _key(zeile, sheet.blatt.papier)
        if key is None:
            continue
        before = first.setdefault(key, zeile)
        for spalte in shared:
            name = spalte.attribut
            if name in zeile.abgelehnt | before.abgelehnt:
                continue
            if zeile.werte.get(name, "") != before.werte.get(name, ""):
                text = (
                    f"„{spalte.kopf}“ ist hier anders als in Zeile {before.nr}, die zu demselben Vorgang gehört. "
                    "Bitte in beiden Zeilen gleich schreiben."
                )
                sheet.add(zeile.nr, name, MappeCode.ANGABEN_WIDERSPRECHEN, text, wert=zeile.werte.get(name))


# -- between sheets ------------------------------------------------------------------------------------------


def _keys(sheet: GelesenesBlatt, *attributes: str) -> set[Key] | None:
    """Return the keys that a sheet defines; None for a sheet without rows."""
    if not sheet.zeilen:
        return None
    return {key for zeile in sheet.zeilen if (key := _key(zeile, attributes)) is not None}


def _refer(
    sheet: GelesenesBlatt,
    attributes: tuple[str, ...],
    known: set[Key] | None,
    text: str,
    *,
    zeilen: Iterable[Zeile] | None = None,
) -> None:
    """Add a Violation for each row whose key is complete and not known; `text` may name `{wert}`."""
    for zeile in sheet.zeilen if zeilen is None else zeilen:
        key = _key(zeile, attributes)
        if known is not None and key is not None and all(key) and key not in known:
            sheet.add(
                zeile.nr, attributes[-1], MappeCode.VERWEIS_UNBEKANNT, text.format(wert=key[-1]), wert=key[-1]
            )


def _check_massnahmen(gelesen: Gelesen) -> None:
    known = _keys(gelesen[b.MASSNAHMEN.name], "kennung")
    text = "„{wert}“ steht nicht im Blatt „Maßnahmen“. Bitte dort eintragen oder die Kennung berichtigen."
    for sheet in gelesen.values():
        name = "kennung" if sheet.blatt is b.TEXTE else "massnahme"
        if any(spalte.attribut == name for spalte in sheet.blatt.spalten) and sheet.blatt is not b.MASSNAHMEN:
            _refer(sheet, (name,), known, text)


def _check_traeger(gelesen: Gelesen) -> None:
    known = _keys(gelesen[b.TRAEGER.name], "kuerzel")
    text = "„{wert}“ steht nicht im Blatt „Träger“. Bitte dort eintragen oder das Kürzel berichtigen."
    _refer(gelesen[b.EMPFAENGER.name], ("empfaenger",), known, text)


def _check_angaben(gelesen: Gelesen) -> None:
    """A name that lists use must say which Träger is meant."""
    sheet = gelesen[b.TRAEGER.name]
    first: dict[str, int] = {}
    for zeile in sheet.zeilen:
        for angabe in zeile.werte.get("angaben", ()):
            before = first.setdefault(angabe, zeile.nr)
            if before != zeile.nr:
                text = f"„{angabe}“ steht schon beim Träger in Zeile {before}. Bitte nur bei einem angeben."
                sheet.add(zeile.nr, "angaben", MappeCode.EINTRAG_DOPPELT, text, wert=angabe)


def _check_empfaenger(gelesen: Gelesen) -> None:
    known = _keys(gelesen[b.EMPFAENGER.name], "massnahme", "empfaenger")
    if known is None:
        return
    # A Maßnahme that is unknown altogether is reported once, as such.
    elsewhere = _keys(gelesen[b.MASSNAHMEN.name], "kennung") or {key[:1] for key in known}
    text = (
        "„{wert}“ steht bei dieser Maßnahme nicht im Blatt „Empfänger“. Bitte dort eintragen oder das Kürzel "
        "berichtigen."
    )
    for sheet in gelesen.values():
        attributes = {spalte.attribut for spalte in sheet.blatt.spalten}
        if {"massnahme", "empfaenger"} <= attributes and sheet.blatt is not b.EMPFAENGER:
            rows = [zeile for zeile in sheet.zeilen if (zeile.werte.get("massnahme", ""),) in elsewhere]
            _refer(sheet, ("massnahme", "empfaenger"), known, text, zeilen=rows)


def _check_zusageart(gelesen: Gelesen) -> None:
    """A Träger is given a Weiterleitung, an own Stelle a Zuweisung: the chain looks for nothing else."""
    arten = {zeile.werte.get("kuerzel"): zeile.werte.get("art") for zeile in gelesen[b.TRAEGER.name].zeilen}
    sheet = gelesen[b.WEITERLEITUNGEN.name]
    for zeile in sheet.zeilen:
        art, of_traeger = zeile.werte.get("art"), arten.get(zeile.werte.get("empfaenger"))
        if art is None or of_traeger is None:
            continue
        if (art is Zusageart.ZUWEISUNG) != (of_traeger is TraegerArt.STAEDTISCHE_STELLE):
            text = (
                f"„{zeile.werte['empfaenger']}“ ist im Blatt „Träger“ als „{auswahl_label(of_traeger)}“ eingetragen. "
                "Städtische Stellen erhalten eine Zuweisung, alle anderen eine Weiterleitung. Bitte berichtigen."
            )
            sheet.add(zeile.nr, "art", MappeCode.ANGABEN_WIDERSPRECHEN, text, wert=auswahl_label(art))


def _check_gliederung(gelesen: Gelesen) -> None:
    axes = gelesen[b.GLIEDERUNG.name]
    if not axes.zeilen:
        return
    known = {
        art: {zeile.werte.get(name) for zeile in axes.zeilen if zeile.werte.get("art") is art}
        for art, name in (
            (Gliederungsart.HANDLUNGSFELD, "nummer"),
            (Gliederungsart.LEBENSPHASE, "name"),
            (Gliederungsart.SOZIALRAUM, "name"),
        )
    }
    sheet = gelesen[b.MASSNAHMEN.name]
    for zeile in sheet.zeilen:
        for attribut, art in (
            ("handlungsfeld", Gliederungsart.HANDLUNGSFELD),
            ("weitere_handlungsfelder", Gliederungsart.HANDLUNGSFELD),
            ("lebensphasen", Gliederungsart.LEBENSPHASE),
            ("sozialraeume", Gliederungsart.SOZIALRAUM),
        ):
            named = zeile.werte.get(attribut, ())
            for name in (named,) if isinstance(named, str) else named:
                if name not in known[art]:
                    text = (
                        f"„{name}“ steht nicht als {art.value} im Blatt „Gliederung“. "
                        "Bitte dort eintragen oder das Wort berichtigen."
                    )
                    sheet.add(zeile.nr, attribut, MappeCode.VERWEIS_UNBEKANNT, text, wert=name)


def _check_positionen(gelesen: Gelesen) -> None:
    """Each position must stand in a plan of its recipient, if the Mappe holds one."""
    plan = gelesen[b.FINANZIERUNGSPLAN.name]
    positionen: dict[Key, set[str]] = defaultdict(set)
    for zeile in plan.zeilen:
        if zeile.werte.get("art") is Planart.AUSGABE and (key := _key(zeile, ("massnahme", "empfaenger"))):
            positionen[key].add(zeile.werte.get("position", ""))
    for sheet in (plan, gelesen[b.BELEGE.name], gelesen[b.ANERKANNT.name]):
        for zeile in sheet.zeilen:
            position, key = zeile.werte.get("position", ""), _key(zeile, ("massnahme", "empfaenger"))
            if position and key in positionen and position not in positionen[key]:
                text = (
                    f"Die Ausgabeposition „{position}“ steht nicht im Finanzierungsplan dieses Empfängers. "
                    f"Dort stehen {', '.join(sorted(positionen[key]))}."
                )
                sheet.add(zeile.nr, "position", MappeCode.VERWEIS_UNBEKANNT, text, wert=position)


def _check_bescheide(gelesen: Gelesen) -> None:
    sheet = gelesen[b.BESCHEID.name]
    rows = [
        zeile for zeile in sheet.zeilen if not zeile.abgelehnt.intersection({"art", "version", "position"})
    ]
    papers = {z.werte.get("version") for z in rows if z.werte.get("art") is Bescheidart.BESCHEID}
    positionen = {
        (z.werte.get("version"), z.werte.get("position"))
        for z in rows
        if z.werte.get("art") is Bescheidart.POSITION
    }
    for zeile in rows:
        version, position = zeile.werte.get("version"), zeile.werte.get("position")
        if version not in papers:
            text = f"Zu Version {version} fehlt die Zeile der Art „Bescheid“. Bitte eintragen."
            sheet.add(zeile.nr, "version", MappeCode.VERWEIS_UNBEKANNT, text, wert=version)
        elif position and (version, position) not in positionen:
            text = f"Die Position „{position}“ hat keine Zeile der Art „Position“. Bitte eintragen oder berichtigen."
            sheet.add(zeile.nr, "position", MappeCode.VERWEIS_UNBEKANNT, text, wert=position)


def _check_anerkannte_belege(gelesen: Gelesen) -> None:
    attributes = ("massnahme", "empfaenger", "position")
    known = _keys(gelesen[b.BELEGE.name], *attributes, "nr")
    text = "Der Beleg „{wert}“ steht mit dieser Ausgabeposition nicht im Blatt „Belege“. Bitte prüfen."
    _refer(gelesen[b.ANERKANNT.name], (*attributes, "beleg_nr"), known, text)


def _check_fruehere_antraege(gelesen: Gelesen) -> None:
    versions = {zeile.werte.get("version") for zeile in gelesen[b.ANTRAG.name].zeilen}
    newest = max((version for version in versions if version is not None), default=None)
    sheet = gelesen[b.FRUEHERE_ANTRAEGE.name]
    for zeile in sheet.zeilen if newest is not None else ():
        version = zeile.werte.get("version")
        if version is not None and version not in versions - {newest}:
            text = (
                f"Version {version} ist keine frühere Fassung aus dem Blatt „Antrag“. Die Beträge der neuesten "
                "Fassung stehen im Blatt „Maßnahmen“."
            )
            sheet.add(zeile.nr, "version", MappeCode.VERWEIS_UNBEKANNT, text, wert=version)
