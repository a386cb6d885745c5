"""A new or changed Maßnahme does not begin before the Bescheid without consent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from grants.domain.begriffe import Fortsetzung
from grants.domain.fristen import format_datum
from grants.domain.kette import Jahr, Massnahme
from grants.domain.pruefregeln.gemeinsam import PRUEFEN
from grants.domain.pruefregeln.regel import (
    Befund,
    Bezug,
    Stufe,
    Urteil,
    Vorgang,
    missing,
    not_applicable,
    regel,
)


@regel(
    "massnahmebeginn",
    satz=(
        "Eine neue oder geänderte Maßnahme beginnt nicht vor dem Zuwendungsbescheid, "
        "außer die Bewilligungsbehörde hat vorher zugestimmt."
    ),
    quelle=f"VV Nr. 1.3 zu § 44 LHO{PRUEFEN}",
    stufe=Stufe.ANTRAG,
    blockiert=[Vorgang.ANTRAG],
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    granted = _granted(jahr)
    return [
        _judge(massnahme, bescheid_vom=granted.get(massnahme.kennung), am=jahr.am)
        for massnahme in jahr.massnahmen
    ]


def _judge(massnahme: Massnahme, *, bescheid_vom: date | None, am: date) -> Befund:
    bezug = Bezug(massnahme.kennung)
    if massnahme.land_beantragen is False:
        return not_applicable("Für diese Maßnahme werden keine Landesmittel beantragt.", bezug=bezug)
    if massnahme.fortsetzung is None:
        return missing(
            f"Bitte angeben, ob „{massnahme.name}“ neu ist oder fortgesetzt wird.",
            bezug=bezug,
            wartet_auf=f"die Angabe, ob „{massnahme.name}“ neu ist oder fortgesetzt wird",
            beheben="Maßnahmen und Beträge",
        )
    if massnahme.fortsetzung is Fortsetzung.UNVERAENDERT:
        return Befund(Urteil.OK, f"„{massnahme.name}“ wird unverändert fortgesetzt.", bezug=bezug)
    if massnahme.beginn is None:
        return missing(
            f"Bitte eintragen, wann „{massnahme.name}“ beginnt.",
            bezug=bezug,
            wartet_auf=f"den Beginn von „{massnahme.name}“",
            beheben="Maßnahmen und Beträge",
        )
    return _judge_beginn(massnahme, massnahme.beginn, bescheid_vom=bescheid_vom, am=am)


def _granted(jahr: Jahr) -> dict[str, date]:
    """Return the day of the first Bescheid that grants each Maßnahme; a later version does not move it."""
    days: dict[str, date] = {}
    for bescheid in sorted(jahr.bescheide, key=lambda bescheid: bescheid.vom, reverse=True):
        # Not divided yet, it may grant any of them.
        granted = {a.massnahme for a in bescheid.aufteilungen} or {m.kennung for m in jahr.massnahmen}
        if bescheid.vom <= jahr.am:
            days |= dict.fromkeys(granted, bescheid.vom)
    return days


def _judge_beginn(massnahme: Massnahme, beginn: date, *, bescheid_vom: date | None, am: date) -> Befund:
    bezug = Bezug(massnahme.kennung)
    zustimmung = massnahme.vorzeitiger_beginn_zustimmung_am
    text = f"„{massnahme.name}“: Beginn {format_datum(beginn)}, " + (
        f"Bescheid vom {format_datum(bescheid_vom)}" if bescheid_vom else "noch kein Bescheid"
    )
    if zustimmung is not None:
        text += f", Zustimmung zum vorzeitigen Beginn vom {format_datum(zustimmung)}"
    too_early = beginn < bescheid_vom if bescheid_vom else beginn <= am
    if not too_early or (zustimmung is not None and zustimmung <= beginn):
        return Befund(Urteil.OK, f"{text}.", bezug=bezug)
    return Befund(
        Urteil.VERLETZT,
        f"{text}. Bitte die Zustimmung eintragen oder mit der Bewilligungsbehörde klären.",
        bezug=bezug,
        beheben="Maßnahmen und Beträge",
    )
