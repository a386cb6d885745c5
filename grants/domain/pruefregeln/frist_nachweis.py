"""Proofs are handed in by the day they are due, those of the recipients and the city's own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from grants.domain import summen
from grants.domain.abgabefrist import due_of
from grants.domain.begriffe import NachweisStatus
from grants.domain.fristen import days_late, format_datum, format_tage, laeuft_ab_am
from grants.domain.kette import Empfaenger, Jahr
from grants.domain.pruefregeln.nachweise import bezug_of, left_out
from grants.domain.pruefregeln.regel import Befund, Bezug, Schwere, Stufe, Urteil, missing, not_yet, regel


@regel(
    "frist_nachweis",
    satz="Der Verwendungsnachweis ist eingereicht, bevor die Frist abgelaufen ist.",
    quelle="Weiterleitung, Zuwendungsbescheid; § 31 VwVfG NRW",
    stufe=Stufe.EINREICHEN,
    schwere=Schwere.HINWEIS,
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    yield from left_out(jahr)
    recipients = list(summen.funded_recipients(jahr))
    if any(due_of(jahr, empfaenger).tag is None for _, empfaenger in recipients):
        yield _no_day("Verwendungsnachweise der Träger und Stellen bis")
    for massnahme, empfaenger in recipients:
        due = due_of(jahr, empfaenger).tag
        if due is not None:
            yield _check_recipient(jahr, empfaenger, due, bezug=bezug_of(massnahme, empfaenger))
    yield _check_city(jahr)


def _no_day(label: str) -> Befund:
    return missing(
        f"Nicht eingetragen: {label}. Bitte anhand des Bescheids eintragen.",
        beheben="Parameter des Förderjahres",
        first_counts=True,
    )


def _moved(jahr: Jahr, tag: date | None) -> date | None:
    bestimmter_tag = jahr.parameter.fristen_bestimmter_tag is True
    return laeuft_ab_am(tag, bestimmter_tag=bestimmter_tag) if tag else None


def _check_recipient(jahr: Jahr, empfaenger: Empfaenger, due: date, *, bezug: Bezug) -> Befund:
    nachweis = empfaenger.nachweis
    if nachweis and nachweis.status is not NachweisStatus.ENTWURF and nachweis.eingereicht_am is None:
        return missing(
            "Der Tag, an dem der Nachweis eingereicht wurde, fehlt. Bitte nachtragen.",
            bezug=bezug,
            beheben="Verwendungsnachweis",
        )
    return _check(due, nachweis.eingereicht_am if nachweis else None, am=jahr.am, bezug=bezug)


def _check_city(jahr: Jahr) -> Befund:
    due = _moved(jahr, jahr.parameter.nachweis_stadt_bis)
    if due is None:
        return _no_day("Verwendungsnachweis der Stadt bis")
    done = jahr.nachweis_stadt.eingereicht_am if jahr.nachweis_stadt else None
    return _check(due, done, am=jahr.am, bezug=None)


def _check(due: date, done: date | None, *, am: date, bezug: Bezug | None) -> Befund:
    whose = "Der Verwendungsnachweis" if bezug else "Der Verwendungsnachweis der Stadt"
    late = days_late(due, done or am)
    if not late:
        if done is None:
            return not_yet(f"{whose} ist bis zum {format_datum(due)} einzureichen.", bezug=bezug)
        text = f"{whose} ist am {format_datum(done)} eingereicht, Frist bis {format_datum(due)}."
        return Befund(Urteil.OK, text, bezug=bezug)
    after = f"{format_tage(late)} nach Ablauf der Frist am {format_datum(due)}"
    if done is None:
        text = f"{whose} fehlt {after}. Bitte einreichen oder die Frist verlängern."
    else:
        text = f"{whose} ist am {format_datum(done)} eingereicht, {after}."
    return Befund(Urteil.VERLETZT, text, bezug=bezug, beheben="Verwendungsnachweis")
