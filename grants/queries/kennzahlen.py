"""The Kennzahlen of a recipient: Soll, Ist and last year's Ist of each count it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.errors import NotFound
from grants.domain.kennzahlen import Kennzahlart, Kennzahlstand, in_order, sum_up
from grants.domain.nachweisteile import Kennzahlwert, Mangel, Teil, Teilauskunft, Teilstand
from grants.queries.anteile import Anteil, list_anteile_des_jahres
from grants.queries.rows import rows
from grants.queries.traeger_verweise import load_verweise, same_traeger


@dataclass(frozen=True, slots=True)
class Wert:
    """What stands in the rows of one count of one recipient."""

    soll: int | None
    ist: Mapping[int, int]
    bemerkung: str


def list_katalog(session: Session, programm: str) -> tuple[Kennzahlart, ...]:
    """Return the whole catalogue of a Programm, also what is no longer asked for; parts behind their whole."""
    k = m.Kennzahlkatalog
    statement = (
        select(
            k.id,
            k.schluessel,
            k.name,
            k.einheit,
            k.zaehlregel,
            k.zeitraum,
            k.davon_von_id,
            k.massnahme_id,
            k.reihenfolge,
            k.ab_jahr,
            k.bis_jahr,
            k.aenderungsstand,
        )
        .join(m.Programm, k.programm_id == m.Programm.id)
        .where(m.Programm.schluessel == programm)
    )
    return in_order(Kennzahlart(*columns) for columns in rows(session, statement))


def get_art(session: Session, programm: str, nummer: int) -> Kennzahlart:
    """Return one entry of the catalogue; raises NotFound."""
    for each in list_katalog(session, programm):
        if each.id == nummer:
            return each
    raise NotFound("Diese Kennzahl gibt es nicht. Gehen Sie zum Katalog der Kennzahlen zurück.")


def list_massnahmen_wahl(session: Session, programm: str) -> list[tuple[str, str]]:
    """Return id and name of each Maßnahme of a Programm, for a choice."""
    statement = (
        select(m.Massnahme.id, m.Massnahme.name)
        .join(m.Programm, m.Massnahme.programm_id == m.Programm.id)
        .where(m.Programm.schluessel == programm)
        .order_by(m.Massnahme.name)
    )
    return [(str(key), name) for key, name in rows(session, statement)]


def load_staende(session: Session, anteil: Anteil) -> tuple[Kennzahlstand, ...]:
    """Return each count the recipient is asked for, with what was entered this year and last."""
    arten = [
        each
        for each in list_katalog(session, anteil.programm)
        if each.is_asked(anteil.massnahme_id, anteil.jahr)
    ]
    now = _werte(session, [anteil.id])
    before = _werte(session, _anteile_im_vorjahr(session, anteil))
    shown = {each.id for each in arten}
    return tuple(_stand(art, anteil.id, now, before, shown) for art in in_order(arten))


def _stand(
    art: Kennzahlart,
    anteil_id: int,
    now: Mapping[tuple[int, int], Wert],
    before: Mapping[tuple[int, int], Wert],
    shown: set[int],
) -> Kennzahlstand:
    wert = now.get((anteil_id, art.id), Wert(None, {}, ""))
    sums = [sum_up(art, each.ist) for (_, katalog), each in before.items() if katalog == art.id]
    known = [each for each in sums if each is not None]
    return Kennzahlstand(
        art,
        wert.soll,
        wert.ist,
        wert.bemerkung,
        vorjahr=sum(known) if known else None,
        davon=art.davon_von in shown,
    )


def _anteile_im_vorjahr(session: Session, anteil: Anteil) -> list[int]:
    e, j, f = m.Empfaengeranteil, m.Jahresmassnahme, m.Foerderjahr
    ids = same_traeger(load_verweise(session), [anteil.traeger_id])
    statement = (
        select(e.id)
        .join(j, e.jahresmassnahme_id == j.id)
        .join(f, j.foerderjahr_id == f.id)
        .where(j.massnahme_id == anteil.massnahme_id, f.jahr == anteil.jahr - 1, e.traeger_id.in_(ids))
    )
    return list(session.scalars(statement))


def _werte(session: Session, anteil_ids: Iterable[int]) -> Mapping[tuple[int, int], Wert]:
    """Return what is entered, by recipient's part and count."""
    k = m.Kennzahl
    ids = sorted(anteil_ids)
    if not ids:
        return {}
    statement = select(
        k.empfaengeranteil_id, k.kennzahlkatalog_id, k.quartal, k.soll, k.ist, k.bemerkung
    ).where(k.empfaengeranteil_id.in_(ids))
    soll: dict[tuple[int, int], int] = {}
    ist: dict[tuple[int, int], dict[int, int]] = {}
    notes: dict[tuple[int, int], str] = {}
    for anteil, katalog, quartal, target, actual, note in rows(session, statement):
        key = (anteil, katalog)
        entered = ist.setdefault(key, {})
        if quartal == 0:
            notes[key] = note
            if target is not None:
                soll[key] = target
        if actual is not None:
            entered[quartal] = actual
    return {key: Wert(soll.get(key), entered, notes.get(key, "")) for key, entered in ist.items()}


@dataclass(frozen=True, slots=True)
class Anteilkennzahlen:
    """The counts of one recipient's part."""

    anteil: Anteil
    staende: tuple[Kennzahlstand, ...]


def list_jahr(session: Session, programm: str, foerderjahr_id: int) -> tuple[Anteilkennzahlen, ...]:
    """Return the counts of all recipients of a year, without last year's, with a fixed number of statements."""
    katalog = list_katalog(session, programm)
    anteile = list_anteile_des_jahres(session, foerderjahr_id)
    now = _werte(session, [each.id for each in anteile])
    found = []
    for anteil in anteile:
        arten = [each for each in katalog if each.is_asked(anteil.massnahme_id, anteil.jahr)]
        shown = {each.id for each in arten}
        staende = tuple(_stand(art, anteil.id, now, {}, shown) for art in in_order(arten))
        found.append(Anteilkennzahlen(anteil, staende))
    return tuple(found)


# -- For the task list and the papers --------------------------------------------------------------------------


def load_kennzahlwerte(session: Session, anteil: Anteil) -> tuple[Kennzahlwert, ...]:
    """Return the counts of the recipient as a paper prints them, in the order of the catalogue."""
    return tuple(
        Kennzahlwert(
            each.art.schluessel,
            each.art.name,
            each.art.einheit,
            each.art.zaehlregel,
            each.soll,
            each.summe,
            vorjahr=each.vorjahr,
            davon=each.davon,
            bemerkung=each.bemerkung,
        )
        for each in load_staende(session, anteil)
    )


def load_teil(session: Session, anteil: Anteil) -> Teilauskunft:
    """Return how far the Kennzahlen are; a count without a value and without a word about it is missing."""
    staende = load_staende(session, anteil)
    if not staende:
        return Teilauskunft(
            Teil.KENNZAHLEN, Teilstand.VOLLSTAENDIG, "Für diese Maßnahme werden keine Kennzahlen gezählt"
        )
    missing = [each for each in staende if not each.is_complete]
    done = len(staende) - len(missing)
    begun = any(each.eingetragen for each in staende)
    stand = Teilstand.VOLLSTAENDIG if not missing else Teilstand.BEGONNEN if done or begun else Teilstand.LEER
    return Teilauskunft(
        Teil.KENNZAHLEN,
        stand,
        f"{done} von {len(staende)} Kennzahlen eingetragen",
        tuple(Mangel(Teil.KENNZAHLEN, _missing(each), f"kennzahl-{each.art.id}") for each in missing),
    )


def _missing(stand: Kennzahlstand) -> str:
    periods = [f"{field}. Quartal" for field in stand.art.fields if field not in (stand.ist or {})]
    what = ", ".join(periods) if stand.art.is_quarterly else "der Wert des Jahres"
    return (
        f"{stand.art.name}: Es fehlt {what}. Bitte eintragen, auch eine 0; wurde nicht gezählt, "
        "schreiben Sie den Grund als Bemerkung."
    )
