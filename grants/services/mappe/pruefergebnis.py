"""What a Jahresmappe must not bring: the outcome of a check that is made on the pages, where it takes two Persons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import or_, select

from grants import models as m
from grants.domain import mappe_blaetter as b
from grants.domain.errors import Stellenangabe, Violation
from grants.domain.mappe import Anerkanntart, AnerkanntZeile, NachweisZeile
from grants.domain.mappe_blatt import Blatt
from grants.services.codes import Uebernahmecode
from grants.services.mappe.kontext import Kontext

_NACHWEIS = ("status", "geprueft_am", "freigegeben_am", "festgesetzt", "schlussmitteilung_am", "restzahlung")
_ERSTATTUNG = ("faellig_am", "nicht_erhoben", "nicht_erhoben_grund", "nicht_erhoben_am")
_ANERKENNUNG = ("anerkannt", "mindert_insgesamt", "grund", "erlaeuterung", "umgeordnet_nach")


def check_pruefergebnis(k: Kontext) -> Iterator[Violation]:
    """Yield a refusal for every proof that is checked on the pages and whose outcome the workbook would change."""
    if not (k.mappe.nachweise or k.mappe.anerkannt):
        return
    held = {row.empfaengeranteil_id: row for row in _on_the_pages(k)}
    pairs = {row.id: pair for pair, row in k.empfaenger.items()}
    by_pair = {pairs[key]: row for key, row in held.items() if key in pairs}
    for zeile in k.mappe.nachweise:
        row = by_pair.get((zeile.massnahme, zeile.empfaenger))
        if row is not None and _differs(row, zeile):
            yield _refuse(zeile, b.NACHWEISE)
    for each in k.mappe.anerkannt:
        row = by_pair.get((each.massnahme, each.empfaenger))
        if row is not None and each.art is Anerkanntart.ANERKENNUNG and not _recognised(row, each):
            yield _refuse(each, b.ANERKANNT)


def _on_the_pages(k: Kontext) -> list[m.Verwendungsnachweis]:
    """Return the proofs that were handed in or whose check was begun on the pages."""
    v = m.Verwendungsnachweis
    begun = select(m.Nachweispruefung.id).where(m.Nachweispruefung.verwendungsnachweis_id == v.id)
    handed_in = select(m.Nachweisfassung.id).where(m.Nachweisfassung.verwendungsnachweis_id == v.id)
    return k.owned(v, select(v).where(or_(begun.exists(), handed_in.exists())))


def _differs(row: m.Verwendungsnachweis, zeile: NachweisZeile) -> bool:
    if _values(row, _NACHWEIS) != _values(zeile, _NACHWEIS):
        return True
    if zeile.erstattung_gefordert is None:
        return False
    claim = row.erstattung
    return (
        claim is None
        or claim.gefordert != zeile.erstattung_gefordert
        or (claim.nicht_erhoben or None) != (zeile.nicht_erhoben or None)
        or any(
            getattr(claim, name) != getattr(zeile, name) for name in _ERSTATTUNG if name != "nicht_erhoben"
        )
    )


def _recognised(row: m.Verwendungsnachweis, zeile: AnerkanntZeile) -> bool:
    """Return whether the check says the same already."""
    return any(
        (each.position, each.beleg_nr) == (zeile.position, zeile.beleg_nr)
        and _values(each, _ANERKENNUNG) == _values(zeile, _ANERKENNUNG)
        for each in row.anerkennungen
    )


def _values(row: object, names: tuple[str, ...]) -> list[Any]:
    return [getattr(row, name) for name in names]


def _refuse(zeile: NachweisZeile | AnerkanntZeile, blatt: Blatt) -> Violation:
    return Violation(
        Uebernahmecode.PRUEFUNG_BEGONNEN,
        f"Der Nachweis von „{zeile.empfaenger}“ zu „{zeile.massnahme}“ wird auf den Seiten geprüft; sein Ergebnis "
        "braucht dort zwei Personen und kommt nicht aus einer Mappe. Bitte die Zeile wie gespeichert lassen.",
        stelle=Stellenangabe(blatt=blatt.name),
        wert=zeile.empfaenger,
    )
