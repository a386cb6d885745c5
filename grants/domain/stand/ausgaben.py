"""The track of the Ausgaben: geplant → nachgewiesen → anerkannt, what is zuwendungsfähig and the whole beside it."""

from __future__ import annotations

from dataclasses import replace

from grants.domain import summen, summen_stadt
from grants.domain.kette import Jahr
from grants.domain.money import format_betrag
from grants.domain.pruefregeln.nachweise import is_checked
from grants.domain.stand.glied import Glied, Stages, Words, compare, make_glied


def ausgaben_stages(jahr: Jahr) -> Stages:
    yield "Geplant", _geplant(jahr)
    yield "Nachgewiesen", _nachgewiesen(jahr)
    yield "Anerkannt", _anerkannt(jahr)


def _make_ausgabenglied(titel: str, ausgaben: summen.Ausgaben, words: Words, *, regeln: str) -> Glied:
    return replace(
        make_glied(
            titel,
            ausgaben.zuwendungsfaehig,
            words,
            zusatz=f"Ausgaben insgesamt {format_betrag(ausgaben.insgesamt)}",
            regeln=regeln,
        ),
        einheit="zuwendungsfähig",
    )


def _geplant(jahr: Jahr) -> Glied | None:
    if not summen.plaene(jahr):
        return None
    gaps = summen_stadt.missing_plans(jahr)
    missing = "1 Finanzierungsplan fehlt" if gaps == 1 else f"{gaps} Finanzierungspläne fehlen"
    return _make_ausgabenglied(
        "Geplant",
        summen_stadt.geplant_gesamt(jahr),
        (missing if gaps else "alle Finanzierungspläne liegen vor", None),
        regeln="plan_ausgeglichen plan_zuwendungsfaehig plan_deckt_betrag",
    )


def _nachgewiesen(jahr: Jahr) -> Glied | None:
    shown = nachgewiesen_gesamt(jahr)
    if shown == summen.Ausgaben():
        return None
    words = compare(
        shown.zuwendungsfaehig - summen_stadt.geplant_gesamt(jahr).zuwendungsfaehig,
        equal="wie geplant",
        less="weniger als geplant",
        more="mehr als geplant",
    )
    return _make_ausgabenglied(
        "Nachgewiesen", shown, words, regeln="belege_summe zeitraum beleg_doppelt einzelansatz"
    )


def nachgewiesen_gesamt(jahr: Jahr) -> summen.Ausgaben:
    return summen.total(summen.nachgewiesen(e) for _, e in summen.funded_recipients(jahr))


def _anerkannt(jahr: Jahr) -> Glied | None:
    recipients = [empfaenger for _, empfaenger in summen.funded_recipients(jahr)]
    checked = [empfaenger for empfaenger in recipients if is_checked(jahr, empfaenger)]
    if not checked:
        return None
    recognised = summen.total(summen.anerkannt(empfaenger) for empfaenger in checked)
    if len(checked) < len(recipients):
        words: Words = (f"{len(checked)} von {len(recipients)} Nachweisen geprüft", None)
    else:
        words = compare(
            recognised.zuwendungsfaehig - nachgewiesen_gesamt(jahr).zuwendungsfaehig,
            equal="ohne Kürzung",
            less="weniger als nachgewiesen",
            more="mehr als nachgewiesen",
        )
    return _make_ausgabenglied("Anerkannt", recognised, words, regeln="anerkannt")
