"""Sheets Antrag, Frühere Anträge and the column beantragt of Maßnahmen.

A version that was sent never changes its figures: other ones become the next version, which is a draft.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from grants import models as m
from grants.domain.begriffe import Betragsart
from grants.domain.errors import Stellenangabe, Violation
from grants.domain.fristen import format_datum
from grants.domain.mappe import AntragZeile
from grants.domain.mappe_blaetter import ANTRAG, FRUEHERE_ANTRAEGE
from grants.domain.money import Betrag, format_betrag
from grants.services.abgleich import add_many, change, reconcile
from grants.services.codes import Uebernahmecode
from grants.services.mappe.kontext import Kontext

# By id of the Jahresmassnahme.
Betraege = dict[int, Betrag]


@dataclass(frozen=True, slots=True)
class Versionen:
    """The versions of a year's Antrag with their amounts; grows with the import. `before` was the newest."""

    antraege: dict[int, m.Antrag]
    positionen: dict[int, dict[int, m.Antragsposition]]
    before: int

    @property
    def newest(self) -> int:
        return max(self.antraege, default=0)

    def betraege(self, version: int) -> Betraege:
        return {key: row.betrag for key, row in self.positionen[version].items()}


def load_versionen(k: Kontext) -> Versionen:
    """Return the Antrag of the year in all versions: two SELECTs."""
    of_year = m.Antrag.foerderjahr_id == k.foerderjahr.id
    antraege = {row.version: row for row in k.all_of(m.Antrag, select(m.Antrag).where(of_year))}
    version_of = {row.id: version for version, row in antraege.items()}
    positionen: dict[int, dict[int, m.Antragsposition]] = {version: {} for version in antraege}
    for row in k.all_of(m.Antragsposition, select(m.Antragsposition).join(m.Antrag).where(of_year)):
        positionen[version_of[row.antrag_id]][row.jahresmassnahme_id] = row
    return Versionen(antraege, positionen, max(antraege, default=0))


def check_sent(k: Kontext, versionen: Versionen) -> Iterator[Violation]:
    """Yield a Violation for each earlier version that was sent and has other figures in the workbook."""
    kennungen = {row.id: kennung for kennung, row in k.jahresmassnahmen.items()}
    for zeile in k.mappe.antraege:
        antrag = versionen.antraege.get(zeile.version)
        if zeile.version == _top(k) or antrag is None or antrag.versandt_am is None:
            continue
        stated = {
            each.massnahme: each.betrag
            for each in k.mappe.fruehere_antragspositionen
            if each.version == zeile.version
        }
        held = {kennungen[key]: betrag for key, betrag in versionen.betraege(zeile.version).items()}
        if zeile.genannt != antrag.genannt or (stated and stated != held):
            yield Violation(
                Uebernahmecode.ANTRAG_VERSANDT,
                f"Version {zeile.version} des Antrags ist am {format_datum(antrag.versandt_am)} versandt worden; "
                "ihre Beträge und ihre Summe ändern sich nicht mehr. Bitte geänderte Beträge im Blatt „Maßnahmen“ "
                "eintragen: Sie werden eine neue Version.",
                stelle=Stellenangabe(blatt=FRUEHERE_ANTRAEGE.name),
                wert=str(zeile.version),
            )


def _top(k: Kontext) -> int:
    """Return the newest version that the workbook knows; 0 without the sheet."""
    return max((zeile.version for zeile in k.mappe.antraege), default=0)


def apply_antraege(k: Kontext, versionen: Versionen) -> None:
    """Take over the versions of the Antrag and their amounts."""
    changed = {zeile.version: _apply_version(k, versionen, zeile) for zeile in k.mappe.antraege}
    _apply_fruehere(k, versionen)
    if _apply_newest(k, versionen):
        changed[_top(k)] = True
    k.protokoll.count(ANTRAG.name, [changed[zeile.version] for zeile in k.mappe.antraege])
    older = [version for version in versionen.antraege if version < _top(k) and version not in changed]
    k.protokoll.add_stays(ANTRAG.name, (f"Version {version}" for version in older))


# -- versions ------------------------------------------------------------------------------------------------


def _paper(zeile: AntragZeile) -> dict[str, Any]:
    return {
        "betragsart": zeile.betragsart,
        "versandt_am": zeile.versandt_am,
        "versandweg": zeile.versandweg,
        "eingegangen_am": zeile.eingegangen_am,
        "quelle": zeile.quelle,
        "quelle_datei": zeile.quelle_datei,
        "quelle_zeile": zeile.quelle_zeile,
        "stand": zeile.stand,
    }


def _apply_version(k: Kontext, versionen: Versionen, zeile: AntragZeile) -> bool:
    """Bring what the paper says of itself into its version; return whether that is new or changed."""
    antrag = versionen.antraege.get(zeile.version)
    if antrag is None:
        _add_version(k, versionen, zeile.version, genannt=zeile.genannt, **_paper(zeile))
        return True
    # What was answered or has happened is not taken back by a workbook that does not know of it yet.
    said = {
        name: value for name, value in _paper(zeile).items() if value not in (None, "", Betragsart.UNGEKLAERT)
    }
    if antrag.versandt_am is None and zeile.version < _top(k):
        said["genannt"] = zeile.genannt
    return change(antrag, **said)


def _add_version(k: Kontext, versionen: Versionen, version: int, **values: Any) -> m.Antrag:  # noqa: ANN401 - columns
    antrag = m.Antrag(foerderjahr_id=k.foerderjahr.id, version=version, **values)
    k.session.add(antrag)
    k.session.flush()  # its amounts point to it
    versionen.antraege[version] = antrag
    versionen.positionen[version] = {}
    return antrag


def _apply_fruehere(k: Kontext, versionen: Versionen) -> None:
    """Take over the amounts of earlier versions; of those that were sent `check_sent` found them equal."""
    zeilen = k.mappe.fruehere_antragspositionen
    if not zeilen:
        return
    named = {zeile.version for zeile in zeilen}
    done = reconcile(
        k.session,
        m.Antragsposition,
        [row for version in named for row in versionen.positionen[version].values()],
        [
            {
                "antrag_id": versionen.antraege[zeile.version].id,
                "jahresmassnahme_id": k.jahresmassnahmen[zeile.massnahme].id,
                "betrag": zeile.betrag,
            }
            for zeile in zeilen
        ],
        keys=[("antrag_id", "jahresmassnahme_id")],
    )
    k.protokoll.count(FRUEHERE_ANTRAEGE.name, done.changed)
    k.protokoll.add_stays(FRUEHERE_ANTRAEGE.name, (format_betrag(row.betrag) for row in done.missing))


# -- the newest amounts --------------------------------------------------------------------------------------


def _apply_newest(k: Kontext, versionen: Versionen) -> bool:
    """Bring the workbook's newest amounts and total into the version they belong to.

    Return whether its total changed; Maßnahmen whose amount changed are noted as touched.
    """
    amounts = {
        k.jahresmassnahmen[zeile.kennung].id: zeile.beantragt
        for zeile in k.mappe.massnahmen
        if zeile.beantragt is not None
    }
    if not versionen.antraege:
        if not amounts:
            return False
        _add_version(k, versionen, 1)
    version = _version_for(k, versionen, amounts)
    if version is None:
        return False
    if k.mappe.massnahmen:
        _set_amounts(k, versionen, version, amounts)
    total_changed = bool(k.mappe.antraege) and change(
        versionen.antraege[version], genannt=_genannt(k, versionen)
    )
    # In the order of the list: new amounts get their id now.
    k.session.flush()
    return total_changed


def _genannt(k: Kontext, versionen: Versionen) -> Betrag | None:
    """Return the total that goes with the newest amounts: the workbook's, else the one that stands already."""
    top = _top(k)
    stated = next((zeile.genannt for zeile in k.mappe.antraege if zeile.version == top), None)
    return stated if top else versionen.antraege[versionen.newest].genannt


def _version_for(k: Kontext, versionen: Versionen, amounts: Betraege) -> int | None:
    """Return the version that takes the newest figures; None where a version says them already."""
    newest, top = versionen.newest, _top(k)
    if newest > versionen.before:
        return newest

    def says(version: int) -> bool:
        held = versionen.betraege(version)
        return versionen.antraege[version].genannt == _genannt(k, versionen) and held == _merged(
            k, held, amounts
        )

    if says(newest):
        return None
    if top in versionen.antraege and says(top):
        k.protokoll.hinweise.append(
            f"Blatt „{ANTRAG.name}“: Die Mappe hat den Stand von Version {top} des Antrags; inzwischen gibt es "
            f"Version {newest}, sie bleibt."
        )
        return None
    sent = versionen.antraege[newest]
    return newest if sent.versandt_am is None else _next_version(k, versionen, sent)


def _next_version(k: Kontext, versionen: Versionen, sent: m.Antrag) -> int:
    """Add a draft with the figures of the sent version and return its number."""
    version = sent.version + 1
    draft = _add_version(
        k,
        versionen,
        version,
        genannt=sent.genannt,
        betragsart=sent.betragsart,
        quelle=sent.quelle,
        quelle_datei=sent.quelle_datei,
        quelle_zeile=sent.quelle_zeile,
        stand=sent.stand,
    )
    _add_positionen(k, versionen, draft, versionen.betraege(sent.version))
    on = f" am {format_datum(sent.versandt_am)}" if sent.versandt_am else ""
    k.protokoll.hinweise.append(
        f"Version {sent.version} des Antrags ist{on} versandt worden und bleibt; "
        f"die geänderten Beträge stehen als Version {version}."
    )
    return version


def _merged(k: Kontext, held: Betraege, amounts: Betraege) -> Betraege:
    """Return the amounts after the import: the workbook's, and those of Maßnahmen that it does not name."""
    if not k.mappe.massnahmen:
        return held
    named = {k.jahresmassnahmen[zeile.kennung].id for zeile in k.mappe.massnahmen}
    return {key: betrag for key, betrag in held.items() if key not in named} | amounts


def _add_positionen(k: Kontext, versionen: Versionen, antrag: m.Antrag, betraege: Betraege) -> None:
    rows = [
        m.Antragsposition(antrag_id=antrag.id, jahresmassnahme_id=key, betrag=betrag)
        for key, betrag in betraege.items()
    ]
    add_many(k.session, m.Antragsposition, rows)
    versionen.positionen[antrag.version] |= {row.jahresmassnahme_id: row for row in rows}


def _set_amounts(k: Kontext, versionen: Versionen, version: int, amounts: Betraege) -> None:
    positionen = versionen.positionen[version]
    added: Betraege = {}
    for zeile in k.mappe.massnahmen:
        key = k.jahresmassnahmen[zeile.kennung].id
        row, betrag = positionen.get(key), amounts.get(key)
        if betrag is None:
            if row is not None:
                k.session.delete(positionen.pop(key))
                k.touched.add(zeile.kennung)
        elif row is None:
            added[key] = betrag
            k.touched.add(zeile.kennung)
        elif change(row, betrag=betrag):
            k.touched.add(zeile.kennung)
    _add_positionen(k, versionen, versionen.antraege[version], added)
