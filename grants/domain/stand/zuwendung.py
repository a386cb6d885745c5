"""The track of the Zuwendung: beantragt → bewilligt → zugesagt → ausgezahlt → festgesetzt, then settled."""

from __future__ import annotations

from grants.domain import summen
from grants.domain.fristen import format_datum
from grants.domain.kette import Antrag, Empfaenger, Jahr
from grants.domain.money import NULL, Betrag, format_betrag, summe
from grants.domain.stand.glied import Glied, Stages, Words, compare, make_glied


def zuwendung_stages(jahr: Jahr) -> Stages:
    yield "Beantragt", _beantragt(jahr)
    yield "Bewilligt", _bewilligt(jahr)
    yield "Zugesagt", _zugesagt(jahr)
    yield "Ausgezahlt", _ausgezahlt(jahr)
    yield "Festgesetzt", _festgesetzt(jahr)
    # Whether money moves once more is known when everything is festgesetzt; until then both may come.
    is_decided = summen.festgesetzt_gesamt(jahr) is not None
    for titel, glied in (("Nachgezahlt", _nachgezahlt(jahr)), ("Erstattet", _erstattet(jahr))):
        if glied or not is_decided:
            yield titel, glied


def _beantragt(jahr: Jahr) -> Glied | None:
    antrag = jahr.antrag
    if antrag is None:
        return None
    found, stated, source = summen.beantragt(jahr), antrag.genannt, _quelle(antrag)
    if stated is None:
        words: Words = ("Zur Liste ist keine Summe angegeben.", None)
    else:
        against = f"als {format_betrag(stated)} {source}"
        words = compare(
            found - stated, equal=f"wie angegeben {source}", less=f"weniger {against}", more=f"mehr {against}"
        )
    return make_glied("Beantragt", found, words, regeln="summe_antrag")


def _quelle(antrag: Antrag) -> str:
    stand = antrag.quelle.stand
    return f"laut Liste vom {format_datum(stand)}" if stand else "laut Liste"


def _bewilligt(jahr: Jahr) -> Glied | None:
    granted = summen.bewilligt(jahr)
    if granted is None:
        return None
    words = compare(
        granted - summen.beantragt(jahr),
        equal="wie beantragt",
        less="weniger als beantragt",
        more="mehr als beantragt",
    )
    return make_glied("Bewilligt", granted, words, regeln="summe_bescheid umverteilung")


def _zugesagt(jahr: Jahr) -> Glied | None:
    granted = summen.bewilligt(jahr)
    if granted is None or not any(summen.promise(e, jahr.am) for _, e in summen.recipients(jahr)):
        return None
    outside, inside = weitergeleitet_gesamt(jahr), intern_zugewiesen_gesamt(jahr)
    words = compare(
        outside + inside - granted,
        equal="alles Bewilligte zugesagt",
        less="noch nicht zugesagt",
        more="mehr als bewilligt",
    )
    parts = []
    if outside:
        parts.append(f"{format_betrag(outside)} an Träger")
    if inside:
        parts.append(f"{format_betrag(inside)} an städtische Stellen")
    return make_glied(
        "Zugesagt",
        outside + inside,
        words,
        zusatz=", ".join(parts),
        regeln="weiterleitung empfaenger_anteile",
    )


def weitergeleitet_gesamt(jahr: Jahr) -> Betrag:
    return summe(summen.weitergeleitet(jahr, massnahme) for massnahme in jahr.massnahmen)


def intern_zugewiesen_gesamt(jahr: Jahr) -> Betrag:
    return summe(summen.intern_zugewiesen(jahr, massnahme) for massnahme in jahr.massnahmen)


def _traeger(jahr: Jahr) -> list[Empfaenger]:
    return [empfaenger for _, empfaenger in summen.recipients(jahr) if not empfaenger.is_stelle]


def _ausgezahlt(jahr: Jahr) -> Glied | None:
    if not any(summen.payments(empfaenger, jahr.am) for empfaenger in _traeger(jahr)):
        return None
    paid = ausgezahlt_gesamt(jahr)
    words = compare(
        paid - weitergeleitet_gesamt(jahr),
        equal="alles Weitergeleitete ausgezahlt",
        less="weniger als an Träger zugesagt",
        more="mehr als an Träger zugesagt",
    )
    return make_glied(
        "Ausgezahlt",
        paid,
        words,
        zusatz="nur Träger; städtische Stellen buchen selbst",
        regeln="auszahlung",
    )


def ausgezahlt_gesamt(jahr: Jahr) -> Betrag:
    """Return what was paid to Träger in the running year, less what came back in it."""
    return summe(summen.ausgezahlt(empfaenger, jahr.am) for empfaenger in _traeger(jahr))


def _festgesetzt(jahr: Jahr) -> Glied | None:
    recipients = [empfaenger for _, empfaenger in summen.funded_recipients(jahr)]
    decided = [amount for e in recipients if (amount := summen.festgesetzt(e)) is not None]
    if not decided:
        return None
    if len(decided) < len(recipients):
        words: Words = (f"{len(decided)} von {len(recipients)} Zuwendungen festgesetzt", None)
    else:
        words = compare(
            summe(decided) - weitergeleitet_gesamt(jahr) - intern_zugewiesen_gesamt(jahr),
            equal="wie zugesagt",
            less="weniger als zugesagt",
            more="mehr als zugesagt",
        )
    return make_glied("Festgesetzt", summe(decided), words, regeln="festsetzung")


def _nachgezahlt(jahr: Jahr) -> Glied | None:
    needed = summe(summen.nachzuzahlen(e, jahr.am) or NULL for e in _traeger(jahr))
    paid = summe(summen.restzahlung_gezahlt(e, jahr.am) for e in _traeger(jahr))
    if not needed and not paid:
        return None
    words = compare(
        paid - needed, equal="alles nachgezahlt", less="noch nicht nachgezahlt", more="mehr als festgesetzt"
    )
    return make_glied("Nachgezahlt", paid, words, zusatz="an Träger nach der Prüfung", regeln="restzahlung")


def _erstattet(jahr: Jahr) -> Glied | None:
    needed = summe(summen.zu_erstatten(e, jahr.am) or NULL for e in _traeger(jahr))
    received = summe(summen.erstattet(e, jahr.am) for e in _traeger(jahr))
    if not needed and not received:
        return None
    waived = summe(
        e.nachweis.erstattung.nicht_erhoben for e in _traeger(jahr) if e.nachweis and e.nachweis.erstattung
    )
    words = compare(
        received + waived - needed, equal="alles erledigt", less="noch offen", more="mehr als zu erstatten"
    )
    parts = [f"von {format_betrag(needed)}"]
    if waived:
        parts.append(f"{format_betrag(waived)} nicht erhoben")
    return make_glied(
        "Erstattet", received, words, zusatz=", ".join(parts), regeln="erstattung frist_zahlung"
    )
