"""Anerkannt ≤ nachgewiesen, per Beleg, per Ausgabeposition and in total; each cut has a reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from grants.domain import summen
from grants.domain.kette import Anerkennung, Empfaenger, Jahr
from grants.domain.money import NULL, Betrag, format_betrag
from grants.domain.pruefregeln.gemeinsam import PRUEFEN
from grants.domain.pruefregeln.nachweise import bezug_of, is_checked, left_out, position_name
from grants.domain.pruefregeln.regel import Befund, Bezug, Stufe, Vorgang, compare, missing, regel

_BEHEBEN = "Prüfung, Anerkennung"


@regel(
    "anerkannt",
    satz="Anerkannt wird höchstens, was nachgewiesen ist; jede Kürzung hat einen Grund und sagt, ob sie auch die "
    "Ausgaben insgesamt mindert.",
    quelle=f"VV Nr. 11.1 und 11.2 zu § 44 LHO{PRUEFEN}",
    stufe=Stufe.GEPRUEFT,
    blockiert=[Vorgang.FREIGABE],
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    yield from left_out(jahr)
    for massnahme, empfaenger in summen.funded_recipients(jahr):
        bezug = bezug_of(massnahme, empfaenger)
        rows = empfaenger.nachweis.anerkennungen if empfaenger.nachweis else ()
        if not rows and not is_checked(jahr, empfaenger):
            yield missing("Die Prüfung ist noch nicht abgeschlossen.", bezug=bezug, beheben=_BEHEBEN)
        elif not rows and not summen.nachgewiesen_je_position(empfaenger):
            yield missing("Es sind keine Ausgaben nachgewiesen.", bezug=bezug, beheben=_BEHEBEN)
        else:
            found = list(_rows(jahr, empfaenger, bezug))
            yield from found
            yield from _total(empfaenger, bezug, rows_hold=not found)


def _total(empfaenger: Empfaenger, bezug: Bezug, *, rows_hold: bool) -> Iterator[Befund]:
    erwartet = summen.nachgewiesen(empfaenger).zuwendungsfaehig
    gefunden = summen.anerkannt(empfaenger).zuwendungsfaehig
    if rows_hold or gefunden > erwartet:
        yield compare(
            holds=gefunden <= erwartet,
            erwartet=erwartet,
            gefunden=gefunden,
            text=f"Anerkannt sind {format_betrag(gefunden)} von {format_betrag(erwartet)}"
            + (
                " nachgewiesenen."
                if gefunden <= erwartet
                else " nachgewiesenen. Bitte die Prüfung berichtigen."
            ),
            bezug=bezug,
            beheben=_BEHEBEN,
        )


def _rows(jahr: Jahr, empfaenger: Empfaenger, bezug: Bezug) -> Iterator[Befund]:
    """Yield what is wrong with single rows of the check; nothing where all hold."""
    proved = {code: a.zuwendungsfaehig for code, a in summen.nachgewiesen_je_position(empfaenger).items()}
    by_beleg: dict[tuple[str, str], Betrag] = {}
    for teil in empfaenger.belegteile:
        key = (teil.position, teil.beleg.nr)
        by_beleg[key] = by_beleg.get(key, NULL) + teil.zuwendungsfaehig
    rows = empfaenger.nachweis.anerkennungen if empfaenger.nachweis else ()
    # Cuts of single Belege first: what they take is gone before a whole Ausgabeposition is judged.
    for row in sorted(rows, key=lambda r: r.beleg_nr == ""):
        name = position_name(empfaenger, jahr.am, row.position)
        before = by_beleg.get((row.position, row.beleg_nr)) if row.beleg_nr else proved.get(row.position)
        subject = Bezug(bezug.massnahme, bezug.traeger, row.beleg_nr or None)
        label = f"Beleg {row.beleg_nr}, {name}" if row.beleg_nr else name
        problem = (
            "dazu ist nichts nachgewiesen. Bitte Beleg-Nr. und Ausgabeposition prüfen."
            if before is None
            else _problem(row, before)
        )
        if problem:
            yield compare(
                holds=False,
                erwartet=before or NULL,
                gefunden=row.anerkannt,
                text=f"{label}: anerkannt {format_betrag(row.anerkannt)}, {problem}",
                bezug=subject,
                beheben=_BEHEBEN,
            )
        if before is not None and row.beleg_nr:
            moved = row.umgeordnet_nach
            proved[row.position] -= before if moved else before - row.anerkannt
            if moved:
                proved[moved] = proved.get(moved, NULL) + row.anerkannt


def _problem(row: Anerkennung, before: Betrag) -> str:
    """Return what is wrong with a row, as the end of a sentence."""
    # What came back is a negative row: between 0,00 and the row lies what may be recognised of it.
    if not min(NULL, before) <= row.anerkannt <= max(NULL, before):
        return f"nachgewiesen {format_betrag(before)}. Bitte höchstens den nachgewiesenen Betrag anerkennen."
    if row.anerkannt == before:
        return ""
    if row.grund is None:
        return f"nachgewiesen {format_betrag(before)}. Bitte den Grund der Kürzung angeben."
    if row.mindert_insgesamt is None:
        return (
            f"nachgewiesen {format_betrag(before)}. "
            "Bitte angeben, ob die Kürzung auch die Ausgaben insgesamt mindert."
        )
    return ""
