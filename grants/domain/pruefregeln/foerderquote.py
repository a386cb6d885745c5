"""Line 3.5 ≤ Landesanteil × line 3.4 (Anteilfinanzierung only)."""

from __future__ import annotations

from collections.abc import Iterable

from grants.domain import summen
from grants.domain.begriffe import Finanzierungsart
from grants.domain.kette import Jahr
from grants.domain.money import HUNDERT, Betrag, Vomhundert, format_betrag, format_vomhundert
from grants.domain.pruefregeln.gemeinsam import PRUEFEN, count_plan_gaps
from grants.domain.pruefregeln.regel import (
    Befund,
    Schwere,
    Stufe,
    Urteil,
    Vorgang,
    compare,
    missing,
    not_applicable,
    regel,
)


@regel(
    "foerderquote",
    satz="Bei Anteilfinanzierung ist die beantragte Förderung höchstens der Landesanteil an Zeile 3.4.",
    quelle=f"VV Nr. 2.2 zu § 44 LHO{PRUEFEN}",
    stufe=Stufe.ANTRAG,
    blockiert=[Vorgang.ANTRAG],
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    if jahr.parameter.finanzierungsart is not Finanzierungsart.ANTEIL:
        yield not_applicable("Ein Landesanteil gilt nur bei Anteilfinanzierung.")
        return
    landesanteil = jahr.parameter.landesanteil
    if landesanteil is None:
        yield missing(
            "Der Landesanteil ist nicht eingetragen. Bitte in den Parametern nachtragen.",
            wartet_auf="den Landesanteil in den Parametern",
            beheben="Parameter",
        )
        return
    zeilen = None if count_plan_gaps(jahr) else summen.antragszeilen(jahr)
    if zeilen is None:
        yield missing(
            "Die Zeilen 3.4 und 3.5 stehen noch nicht fest: Es fehlen Finanzierungspläne, oder einer "
            "Mittelherkunft ist keine Zeile des Antrags zugeordnet. Bitte ergänzen.",
            wartet_auf="die Finanzierungspläne aller Träger und Stellen",
            beheben="Finanzierungsplan",
        )
        return
    yield _compare(landesanteil, zeilen.zuwendungsfaehige_gesamtausgaben, zeilen.beantragte_foerderung)


def _compare(landesanteil: Vomhundert, gesamtausgaben: Betrag, beantragt: Betrag) -> Befund:
    hoechstens = landesanteil.of(gesamtausgaben)
    share = f"{format_vomhundert(landesanteil)} v. H. von {format_betrag(gesamtausgaben)} (Zeile 3.4)"
    text = f"Beantragt sind {format_betrag(beantragt)}, {share} sind {format_betrag(hoechstens)}."
    if beantragt > hoechstens:
        text += " Bitte den beantragten Betrag oder die Finanzierungspläne anpassen."
    elif landesanteil >= HUNDERT:
        # Permitted, but only exceptionally (VV Nr. 2.2): somebody should have meant it.
        return Befund(
            Urteil.VERLETZT,
            f"{text} Das ist eine Vollfinanzierung, die es nur ausnahmsweise gibt; bitte prüfen.",
            hoechstens,
            beantragt,
            schwere=Schwere.HINWEIS,
            beheben="Parameter",
        )
    return compare(
        holds=beantragt <= hoechstens,
        erwartet=hoechstens,
        gefunden=beantragt,
        text=text,
        beheben="Finanzierungsplan",
    )
