"""Σ Betrag für die Maßnahme per Ausgabeposition = stated figure, in both columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from grants.domain import summen
from grants.domain.begriffe import Ausgabenart, Belegart, Nachweisart
from grants.domain.kette import Empfaenger, Jahr
from grants.domain.money import Betrag, format_betrag
from grants.domain.pruefregeln.nachweise import bezug_of, left_out, nachweisart, position_name
from grants.domain.pruefregeln.regel import (
    Befund,
    Bezug,
    Stufe,
    Vorgang,
    compare,
    missing,
    not_applicable,
    regel,
)
from grants.domain.summen import Ausgaben

_BEHEBEN = "Verwendungsnachweis, Belegliste"


@regel(
    "belege_summe",
    satz="Je Ausgabeposition ergeben die Belege die angegebenen Ausgaben, insgesamt und zuwendungsfähig.",
    quelle="Grundmuster 3 Nr. II.2",
    stufe=Stufe.EINREICHEN,
    blockiert=[Vorgang.EINREICHEN],
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    yield from left_out(jahr)
    for massnahme, empfaenger in summen.funded_recipients(jahr):
        yield from _check(jahr, empfaenger, bezug_of(massnahme, empfaenger))


def _check(jahr: Jahr, empfaenger: Empfaenger, bezug: Bezug) -> Iterator[Befund]:
    if nachweisart(jahr, empfaenger) is Nachweisart.EINFACH:
        yield not_applicable("Einfacher Nachweis: eine Belegliste ist nicht verlangt.", bezug=bezug)
        return
    stated = _stated(empfaenger)
    proved = summen.nachgewiesen_je_position(empfaenger) if empfaenger.belegteile else {}
    lump_sums = _lump_sums(jahr, empfaenger, stated)
    for code in sorted(lump_sums):
        name = position_name(empfaenger, jahr.am, code)
        yield not_applicable(f"{name}: Eine Pauschale wird ohne Belege nachgewiesen.", bezug=bezug)
    stated = {code: figure for code, figure in stated.items() if code not in lump_sums}
    proved = {code: figure for code, figure in proved.items() if code not in lump_sums}
    if not stated and not proved and lump_sums:
        return
    if not stated or not proved:
        yield missing(
            _what_is_missing(stated=bool(stated), proved=bool(proved)), bezug=bezug, beheben=_BEHEBEN
        )
        return
    yield from _compare(jahr, empfaenger, bezug, stated, proved)


def _stated(empfaenger: Empfaenger) -> dict[str, Ausgaben]:
    rows = empfaenger.nachweis.angegeben if empfaenger.nachweis else ()
    return {row.position: Ausgaben(row.insgesamt, row.zuwendungsfaehig) for row in rows}


def _lump_sums(jahr: Jahr, empfaenger: Empfaenger, stated: Iterable[str]) -> set[str]:
    """Return the positions that are proved by Pauschale alone.

    Beside a Belegliste only its rows count as proved: a Pauschale that is stated and has no row there would be lost,
    so it is compared.
    """
    planned = set() if empfaenger.belegteile else _planned_lump_sums(jahr, empfaenger)
    arten: dict[str, set[Belegart]] = {code: set() for code in stated if code in planned}
    for teil in empfaenger.belegteile:
        arten.setdefault(teil.position, set()).add(teil.beleg.art)
    return {code for code, found in arten.items() if Belegart.BELEG not in found}


def _planned_lump_sums(jahr: Jahr, empfaenger: Empfaenger) -> set[str]:
    finanzierungsplan = summen.plan(empfaenger, jahr.am)
    positionen = finanzierungsplan.positionen if finanzierungsplan else ()
    return {p.code for p in positionen if p.art is Ausgabenart.PAUSCHALE}


def _what_is_missing(*, stated: bool, proved: bool) -> str:
    if proved:
        return (
            "Zu den Belegen sind keine Summen je Ausgabeposition angegeben. Bitte tragen Sie die Summen ein."
        )
    if stated:
        return "Zu den angegebenen Ausgaben fehlt die Belegliste. Bitte laden Sie die Belegliste hoch."
    return "Belegliste und angegebene Ausgaben fehlen. Bitte tragen Sie beides ein."


def _compare(
    jahr: Jahr,
    empfaenger: Empfaenger,
    bezug: Bezug,
    stated: dict[str, Ausgaben],
    proved: dict[str, Ausgaben],
) -> Iterator[Befund]:
    differs, lump_sums = False, _planned_lump_sums(jahr, empfaenger)
    for code in sorted(stated | proved):
        said, summed = stated.get(code, Ausgaben()), proved.get(code, Ausgaben())
        for column, erwartet, gefunden in (
            ("Ausgaben insgesamt", said.insgesamt, summed.insgesamt),
            ("davon zuwendungsfähig", said.zuwendungsfaehig, summed.zuwendungsfaehig),
        ):
            if erwartet == gefunden:
                continue
            differs = True
            yield compare(
                holds=False,
                erwartet=erwartet,
                gefunden=gefunden,
                text=f"{position_name(empfaenger, jahr.am, code)}, {column}: Die Belege ergeben "
                f"{format_betrag(gefunden)}, angegeben sind {format_betrag(erwartet)}. "
                f"{_request(code, summed, lump_sums)}",
                bezug=bezug,
                beheben=_BEHEBEN,
                vermutung=_guess(empfaenger, code, gefunden - erwartet),
            )
    if not differs:
        said, summed = summen.total(stated.values()), summen.total(proved.values())
        yield compare(
            holds=True,
            erwartet=said.insgesamt,
            gefunden=summed.insgesamt,
            text=f"Die Belege ergeben {format_betrag(summed.insgesamt)}, davon zuwendungsfähig "
            f"{format_betrag(summed.zuwendungsfaehig)}, wie angegeben.",
            bezug=bezug,
        )


def _request(code: str, proved: Ausgaben, lump_sums: Collection[str]) -> str:
    if code in lump_sums and proved == Ausgaben():
        return "Bitte tragen Sie die Pauschale als Zeile der Art „Pauschale“ in die Belegliste ein."
    return "Bitte prüfen Sie Belegliste und Angabe."


def _guess(empfaenger: Empfaenger, code: str, differenz: Betrag) -> str:
    """Return the one Beleg whose amount explains a surplus, if there is exactly one."""
    same = [t.beleg.nr for t in empfaenger.belegteile if t.position == code and t.betrag == differenz]
    return f"Der Unterschied ist genau der Betrag von Beleg {same[0]}." if len(same) == 1 else ""
