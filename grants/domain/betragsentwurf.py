"""The table as if it were stored: put into the year, so that `summen.py` and the Prüfregeln can be asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from grants.domain.begriffe import TraegerArt
from grants.domain.betragstabelle import Kopf, Wunsch, Zeile, is_promised
from grants.domain.kette import Antrag, Antragsposition, Empfaenger, Jahr, Massnahme, Quelle
from grants.domain.money import Betrag


def draft(jahr: Jahr, wunsch: Wunsch, *, vorjahr: Mapping[str, Betrag] | None = None) -> Jahr:
    """Return the year as it would be with the table saved, so that its figures and rules can be asked.

    `vorjahr`: last year's amounts by Kennung, for Maßnahmen that come back.
    """
    before, known = vorjahr or {}, {massnahme.kennung: massnahme for massnahme in jahr.massnahmen}
    kept = [zeile for zeile in wunsch.zeilen if not zeile.weg]
    rows = {zeile.schluessel: _massnahme(zeile, known, before) for zeile in kept}
    # Rows that were taken out keep what belongs to them; without an amount they ask the Land for nothing.
    out = [
        replace(known[zeile.kennung], land_beantragen=False)
        for zeile in wunsch.zeilen
        if zeile.weg and zeile.kennung in known
    ]
    positionen = tuple(
        Antragsposition(rows[zeile.schluessel].kennung, zeile.betrag)
        for zeile in kept
        if zeile.betrag is not None
    )
    back = {massnahme.name for massnahme in rows.values() if massnahme.kennung not in known}
    return replace(
        jahr,
        massnahmen=(*rows.values(), *out),
        antraege=_antraege(jahr, wunsch.kopf, positionen),
        ausgelaufen=tuple((name, betrag) for name, betrag in jahr.ausgelaufen if name not in back),
    )


def _antraege(jahr: Jahr, kopf: Kopf, positionen: tuple[Antragsposition, ...]) -> tuple[Antrag, ...]:
    """Return the versions of the Antrag with the draft as the newest one; other figures than sent are a new one."""
    old = jahr.antrag
    older = tuple(antrag for antrag in jahr.antraege if antrag is not old)
    new = Antrag(1, positionen, kopf.genannt, Quelle(kopf.quelle, stand=kopf.stand), kopf.betragsart)
    if old is None:
        return (new,)
    if old.versandt_am is None:
        return (*older, replace(new, version=old.version))
    same = kopf.genannt == old.genannt and set(positionen) == set(old.positionen)
    return (*older, old) if same else (*older, old, replace(new, version=old.version + 1))


def _massnahme(zeile: Zeile, known: Mapping[str, Massnahme], vorjahr: Mapping[str, Betrag]) -> Massnahme:
    stored = known.get(zeile.kennung)
    if stored is None:
        kennung = zeile.kennung or zeile.schluessel
        # The kind of a Träger plays no part in the rules of a draft.
        chosen = Empfaenger(zeile.traeger, zeile.traeger, TraegerArt.UNGEKLAERT, zeile.betrag)
        return Massnahme(
            kennung=kennung,
            name=zeile.name,
            empfaenger=(chosen,) if zeile.traeger else (),
            land_beantragen=zeile.land,
            vorjahr=vorjahr.get(zeile.kennung),
        )
    shares = {anteil.traeger: anteil.betrag for anteil in zeile.anteile}
    recipients = tuple(
        replace(each, anteil=shares[each.kuerzel]) if each.kuerzel in shares else each
        for each in stored.empfaenger
    )
    if len(recipients) == 1 and not shares and not is_promised(recipients[0]):
        # The sole recipient has the whole amount, also the new one.
        whole = zeile.betrag if recipients[0].anteil is not None else None
        recipients = (replace(recipients[0], anteil=whole),)
    return replace(stored, land_beantragen=zeile.land, empfaenger=recipients)
