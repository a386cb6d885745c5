"""What only the office sees of a proof: suspected doubles with other recipients, what the check recognised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from grants.domain import summen
from grants.domain.kette import Empfaenger
from grants.domain.pruefregeln import Ergebnis, Ergebnisart
from grants.domain.summen import Ausgaben

_DOPPELT = "beleg_doppelt"
_BROKEN = {Ergebnisart.FEHLER, Ergebnisart.HINWEIS}


def doubles_with_others(ergebnisse: Iterable[Ergebnis], kuerzel: str) -> tuple[Ergebnis, ...]:
    """Return the findings that an invoice of this recipient may stand in another one's list, too.

    The rule names each Beleg with its owner; the finding itself hangs on only one of them.
    """
    own = re.compile(rf"\({re.escape(kuerzel)}[,)]")
    return tuple(
        each
        for each in ergebnisse
        if each.code == _DOPPELT and each.nur_buero and each.ergebnis in _BROKEN and own.search(each.text)
    )


def recognised(empfaenger: Empfaenger) -> Mapping[str, Ausgaben]:
    """Return what the check recognised by Ausgabeposition and under "" in all; empty while it has cut nothing."""
    if empfaenger.nachweis is None or not empfaenger.nachweis.anerkennungen:
        return {}
    return {**summen.anerkannt_je_position(empfaenger), "": summen.anerkannt(empfaenger)}
