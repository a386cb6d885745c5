"""Which Freigaben of a year do not count any more: asked again before anything is built on them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import FREIGEGEBENE, Zeichnungsart
from grants.domain.kette import Jahr
from grants.domain.zeichnung import GefalleneFreigabe
from grants.queries.anteile import Anteil, list_anteile_des_jahres
from grants.services.zeichnungen import load_lage

_GEZEICHNET = (Zeichnungsart.FACHLICH, Zeichnungsart.RECHNERISCH, Zeichnungsart.FREIGABE)


def why_it_fell(session: Session, anteil: Anteil, *, heute: date, jahr: Jahr | None = None) -> str:
    """Return why the Freigabe given here does not count any more, an empty text where it does.

    One taken over from a Jahresmappe has no signature that could fall. `jahr` spares reading the year again.
    """
    if not _signed(session, [anteil.nachweis_id] if anteil.nachweis_id else []):
        return ""
    vorgang = load_lage(session, anteil, heute=heute, jahr=jahr).vorgang
    if all(art in vorgang.gezeichnet for art in _GEZEICHNET):
        return ""
    fell = [vorgang.entfallen[art] for art in _GEZEICHNET if art in vorgang.entfallen]
    return " ".join(dict.fromkeys(fell)) or "Seit der Freigabe haben sich Zahlen geändert."


def list_gefallene(
    session: Session, jahr: Jahr, *, foerderjahr_id: int, heute: date
) -> tuple[GefalleneFreigabe, ...]:
    """Return the released proofs of a loaded year whose Freigabe fell, in the order of its list."""
    released = [
        each
        for each in list_anteile_des_jahres(session, foerderjahr_id)
        if each.nachweis_id and each.status in FREIGEGEBENE
    ]
    signed = _signed(session, [each.nachweis_id for each in released if each.nachweis_id])
    return tuple(
        GefalleneFreigabe(each.massnahme, each.traeger, why)
        for each in released
        if each.nachweis_id in signed and (why := why_it_fell(session, each, heute=heute, jahr=jahr))
    )


def _signed(session: Session, nachweis_ids: Iterable[int]) -> set[int]:
    """Return those of the proofs that were released by a signature given here."""
    p = m.Pruefung
    statement = select(p.verwendungsnachweis_id).where(
        p.verwendungsnachweis_id.in_(list(nachweis_ids)),
        p.art == Zeichnungsart.FREIGABE,
        p.ungueltig_seit.is_(None),
    )
    return set(session.scalars(statement))
