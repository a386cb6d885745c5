"""max(0, net paid − festgesetzt) = received + not collected (decision, reason) + open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from grants.domain import summen
from grants.domain.fristen import format_datum
from grants.domain.kette import Empfaenger, Erstattung, Jahr
from grants.domain.money import NULL, format_betrag
from grants.domain.pruefregeln.nachweise import bezug_of, left_out
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

_BEHEBEN = "Erstattung"


@regel(
    "erstattung",
    satz="Was über die festgesetzte Zuwendung hinaus ausgezahlt wurde, ist eingegangen, mit Entscheidung und Grund "
    "nicht erhoben oder noch offen.",
    quelle="§ 49a VwVfG NRW",
    stufe=Stufe.FREIGABE,
    blockiert=[Vorgang.ABSCHLUSS],
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    yield from left_out(jahr)
    for massnahme, empfaenger in summen.funded_recipients(jahr):
        bezug = bezug_of(massnahme, empfaenger)
        if empfaenger.is_stelle:
            yield not_applicable("Was eine städtische Stelle nicht benötigt, ruft sie nicht ab.", bezug=bezug)
        elif summen.festgesetzt(empfaenger) is None:
            yield missing("Die Zuwendung ist noch nicht festgesetzt.", bezug=bezug, beheben="Festsetzung")
        else:
            yield from _check(jahr, empfaenger, bezug)


def _check(jahr: Jahr, empfaenger: Empfaenger, bezug: Bezug) -> Iterator[Befund]:
    needed = summen.zu_erstatten(empfaenger, jahr.am) or NULL
    received = summen.erstattet(empfaenger, jahr.am)
    record = empfaenger.nachweis.erstattung if empfaenger.nachweis else None
    open_ = summen.erstattung_offen(empfaenger, jahr.am)
    waived = record.nicht_erhoben if record else NULL
    # More than was asked for is not open and must not hide what is.
    gefunden = received + waived + max(NULL, open_)
    problem = _problem(record) or (
        f"Gefordert sind {format_betrag(record.gefordert)}, eingegangen und nicht erhoben aber mehr. "
        "Bitte Forderung und Zahlungen prüfen."
        if record and open_ < NULL
        else ""
    )
    if not problem and gefunden != needed:
        problem = (
            f"Zu erstatten sind {format_betrag(needed)}; eingegangen, nicht erhoben oder noch offen sind "
            f"{format_betrag(gefunden)}. Bitte Schlussmitteilung und Zahlungen prüfen."
        )
    yield compare(
        holds=not problem,
        erwartet=needed,
        gefunden=gefunden,
        text=problem or _in_order(jahr, empfaenger),
        bezug=bezug,
        beheben=_BEHEBEN,
    )


def _problem(record: Erstattung | None) -> str:
    if record and record.nicht_erhoben < NULL:
        return "Nicht erhoben ist ein negativer Betrag. Bitte berichtigen."
    if record and record.nicht_erhoben and not (record.nicht_erhoben_grund and record.nicht_erhoben_am):
        return (
            f"{format_betrag(record.nicht_erhoben)} werden nicht erhoben; es fehlen Grund oder Tag der Entscheidung. "
            "Bitte nachtragen."
        )
    return ""


def _in_order(jahr: Jahr, empfaenger: Empfaenger) -> str:
    record = empfaenger.nachweis.erstattung if empfaenger.nachweis else None
    received = summen.erstattet(empfaenger, jahr.am)
    open_ = summen.erstattung_offen(empfaenger, jahr.am)
    parts = [f"{format_betrag(received)} eingegangen"] if received else []
    if record and record.nicht_erhoben:
        parts.append(f"{format_betrag(record.nicht_erhoben)} nicht erhoben ({record.nicht_erhoben_grund})")
    if open_:
        due = f", fällig am {format_datum(record.faellig_am)}" if record and record.faellig_am else ""
        parts.append(f"{format_betrag(open_)} offen{due}")
    return f"Erstattung: {'; '.join(parts)}." if parts else "Es ist nichts zu erstatten."
