"""Per position 0 ≤ zuwendungsfähig ≤ insgesamt; per year 3.4 = 3.5 + 3.6 + 3.7."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from grants.domain import summen, summen_stadt
from grants.domain.begriffe import label
from grants.domain.kette import Ausgabeposition, Empfaenger, Finanzierungsplan, Jahr, Massnahme
from grants.domain.money import NULL, Betrag, format_betrag
from grants.domain.pruefregeln.gemeinsam import count_plan_gaps, judge_plans
from grants.domain.pruefregeln.regel import Befund, Bezug, Stufe, Vorgang, compare, missing, regel


@regel(
    "plan_zuwendungsfaehig",
    satz=(
        "Zuwendungsfähig ist in keiner Ausgabeposition weniger als 0,00 € oder mehr als insgesamt; "
        "im Antrag ist Zeile 3.4 gleich der Summe der Zeilen 3.5, 3.6 und 3.7."
    ),
    quelle="Grundmuster 1 Nr. 3",
    stufe=Stufe.ANTRAG,
    blockiert=[Vorgang.ANTRAG],
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    # The year comes first: its figures stand for the rule where all holds.
    if jahr.massnahmen:
        yield _lines(jahr)
    yield from judge_plans(jahr, _judge)


def _judge(
    massnahme: Massnahme, empfaenger: Empfaenger, finanzierungsplan: Finanzierungsplan
) -> Iterator[Befund]:
    bezug = Bezug(massnahme.kennung, empfaenger.kuerzel)
    broken = [p for p in finanzierungsplan.positionen if not NULL <= p.zuwendungsfaehig <= p.insgesamt]
    for position in broken:
        yield compare(
            holds=False,
            erwartet=_bound(position),
            gefunden=position.zuwendungsfaehig,
            text=f"{empfaenger.name}, „{position.bezeichnung}“: {_what(position)} Bitte im Plan prüfen.",
            bezug=bezug,
            beheben="Finanzierungsplan",
        )
    if not broken:
        geplant = summen.geplant(finanzierungsplan)
        yield compare(
            holds=True,
            erwartet=geplant.insgesamt,
            gefunden=geplant.zuwendungsfaehig,
            text=f"{empfaenger.name}: Von {format_betrag(geplant.insgesamt)} sind "
            f"{format_betrag(geplant.zuwendungsfaehig)} zuwendungsfähig.",
            bezug=bezug,
        )


def _bound(position: Ausgabeposition) -> Betrag:
    return NULL if position.zuwendungsfaehig < NULL else position.insgesamt


def _what(position: Ausgabeposition) -> str:
    zuwendungsfaehig = format_betrag(position.zuwendungsfaehig)
    if position.zuwendungsfaehig < NULL:
        return f"zuwendungsfähig sind {zuwendungsfaehig}, also weniger als {format_betrag(NULL)}."
    return f"zuwendungsfähig sind {zuwendungsfaehig}, insgesamt aber nur {format_betrag(position.insgesamt)}."


def _lines(jahr: Jahr) -> Befund:
    gaps = count_plan_gaps(jahr)
    if gaps:
        return missing(
            "Die Zeilen 3.4 bis 3.7 lassen sich erst vergleichen, wenn alle Finanzierungspläne vorliegen; "
            f"es fehlen noch {gaps}.",
            wartet_auf="die Finanzierungspläne aller Träger und Stellen",
            beheben="Finanzierungsplan",
        )
    zeilen = summen.antragszeilen(jahr)
    if zeilen is None:
        without = ", ".join(f"„{label(herkunft)}“" for herkunft in summen_stadt.unmapped(jahr))
        return missing(
            f"Die Mittelherkunft {without} hat keine Zeile im Antrag. Bitte in den Parametern zuordnen.",
            wartet_auf=f"die Zuordnung der Mittelherkunft {without} zu einer Zeile des Antrags",
            beheben="Parameter",
        )
    links, rechts = zeilen.zuwendungsfaehige_gesamtausgaben, zeilen.finanzierung
    return compare(
        holds=links == rechts,
        erwartet=links,
        gefunden=rechts,
        text=f"Zeile 3.4 beträgt {format_betrag(links)}, die Zeilen 3.5, 3.6 und 3.7 zusammen "
        f"{format_betrag(rechts)}." + ("" if links == rechts else " Bitte die Finanzierungspläne prüfen."),
        beheben="Finanzierungsplan",
    )
