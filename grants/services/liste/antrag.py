"""The Antrag a measure list makes: a draft is overwritten, what was sent becomes the next version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Column, delete, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.fristen import format_datum
from grants.domain.money import Betrag, format_betrag
from grants.imports.massnahmen_werte import Listenzeile, Massnahmenliste
from grants.services.abgleich import add_many, change

Betraege = dict[int, Betrag]
# How a remark ends about a Maßnahme that the list does not name.
_BLEIBT, _GENOMMEN = "und bleibt im Antrag.", "und ist aus dem Entwurf genommen."
FEHLT_IN_DER_LISTE = tuple(f"steht nicht in der Liste {what}" for what in (_BLEIBT, _GENOMMEN))


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest version before the import, with its rows and their amounts by Jahresmassnahme."""

    antrag: m.Antrag | None
    positionen: dict[int, m.Antragsposition]
    # As they were: the rows themselves take the new amounts.
    betraege: Betraege


@dataclass(slots=True)
class Aenderung:
    """What the list changed of the Antrag: Jahresmassnahmen with another amount, old and new."""

    changed: bool = False
    touched: set[int] = field(default_factory=set)
    betraege: list[tuple[int, Betrag | None, Betrag | None]] = field(default_factory=list)
    hinweise: list[str] = field(default_factory=list)


def load_newest(session: Session, foerderjahr_id: int) -> Newest:
    """Return the newest version of the year's Antrag."""
    antrag = session.scalars(
        select(m.Antrag)
        .where(m.Antrag.foerderjahr_id == foerderjahr_id)
        .order_by(m.Antrag.version.desc())
        .limit(1)
    ).one_or_none()
    if antrag is None:
        return Newest(None, {}, {})
    rows = session.scalars(
        select(m.Antragsposition)
        .where(m.Antragsposition.antrag_id == antrag.id)
        .order_by(m.Antragsposition.id)
    )
    positionen = {row.jahresmassnahme_id: row for row in rows}
    return Newest(antrag, positionen, {key: row.betrag for key, row in positionen.items()})


def apply_antrag(
    session: Session,
    foerderjahr: m.Foerderjahr,
    newest: Newest,
    liste: Massnahmenliste,
    zeilen: Mapping[int, Listenzeile],
    *,
    ersetzen: bool,
) -> Aenderung:
    """Bring the amounts of a list (by Jahresmassnahme) and its stated total into the Antrag of the year."""
    done = Aenderung()
    missing = [key for key in newest.positionen if key not in zeilen]
    _tell_missing(session, done, missing, newest, liste, ersetzen=ersetzen)
    kept = {} if ersetzen else {key: newest.betraege[key] for key in missing}
    betraege = kept | {key: zeile.betrag for key, zeile in zeilen.items()}
    genannt = _genannt(done, newest, liste, changed=betraege != newest.betraege)
    if newest.antrag is not None and betraege == newest.betraege and genannt == newest.antrag.genannt:
        return done
    done.changed = True
    done.betraege = [
        (key, newest.betraege.get(key), betraege.get(key))
        for key in dict.fromkeys([*newest.betraege, *betraege])
        if newest.betraege.get(key) != betraege.get(key)
    ]
    done.touched = {key for key, _, _ in done.betraege if key in zeilen}
    target = _target(session, foerderjahr, newest, done)
    target.genannt = genannt
    target.quelle = liste.ueberschrift or liste.summe_label
    target.quelle_datei = liste.datei
    target.quelle_zeile = liste.genannt_zeile or min((zeile.zeile for zeile in zeilen.values()), default=None)
    target.stand = liste.stand
    _set_amounts(session, target, newest, betraege, zeilen)
    if ersetzen:
        _remove_bare(session, missing)
    return done


def _genannt(done: Aenderung, newest: Newest, liste: Massnahmenliste, *, changed: bool) -> Betrag | None:
    """Return the total that goes with the amounts; a list that states none leaves the one that stands."""
    old = newest.antrag.genannt if newest.antrag else None
    if liste.genannt is not None or old is None:
        return liste.genannt
    if changed:
        done.hinweise.append(
            f"{liste.jahr}: Die Liste nennt keine Summe; angegeben bleibt {format_betrag(old)}. Bitte prüfen."
        )
    return old


def _target(session: Session, foerderjahr: m.Foerderjahr, newest: Newest, done: Aenderung) -> m.Antrag:
    """Return the version that takes the figures: the draft, else a new one."""
    old = newest.antrag
    if old is not None and old.versandt_am is None:
        return old
    version = m.Antrag(foerderjahr_id=foerderjahr.id, version=old.version + 1 if old else 1)
    if old is not None and old.versandt_am is not None:
        version.betragsart = old.betragsart
        done.hinweise.append(
            f"{foerderjahr.jahr}: Version {old.version} des Antrags ist am {format_datum(old.versandt_am)} versandt "
            f"worden und bleibt; die geänderten Beträge stehen als Version {version.version}."
        )
    session.add(version)
    session.flush()  # its amounts point to it
    return version


def _set_amounts(
    session: Session, target: m.Antrag, newest: Newest, betraege: Betraege, zeilen: Mapping[int, Listenzeile]
) -> None:
    rows = newest.positionen if target is newest.antrag else {}
    for key in rows.keys() - betraege.keys():
        session.delete(rows[key])
    new = []
    for key, betrag in betraege.items():
        zeile, old = zeilen.get(key), newest.positionen.get(key)
        if key in rows and rows[key].betrag == betrag:
            continue
        values = {
            "betrag": betrag,
            "angabe": zeile.label if zeile else old.angabe if old else "",
            "quelle_zeile": zeile.zeile if zeile else old.quelle_zeile if old else None,
        }
        if key in rows:
            change(rows[key], **values)
        else:
            new.append(m.Antragsposition(antrag_id=target.id, jahresmassnahme_id=key, **values))
    add_many(session, m.Antragsposition, new)


# -- Maßnahmen that the list no longer names -----------------------------------------------------------------


def _tell_missing(
    session: Session,
    done: Aenderung,
    missing: list[int],
    newest: Newest,
    liste: Massnahmenliste,
    *,
    ersetzen: bool,
) -> None:
    if not missing:
        return
    names = {
        key: (name, kennung)
        for key, name, kennung in session.execute(
            select(m.Jahresmassnahme.id, m.Massnahme.name, m.Massnahme.kennung)
            .join(m.Massnahme)
            .where(m.Jahresmassnahme.id.in_(missing))
        )
    }
    what = _GENOMMEN if ersetzen else _BLEIBT
    for key in missing:
        name, kennung = names[key]
        betrag = format_betrag(newest.betraege[key])
        done.hinweise.append(f"{liste.jahr}: „{name}“ ({kennung}, {betrag}) steht nicht in der Liste {what}")


def _remove_bare(session: Session, ids: list[int]) -> None:
    """Take Maßnahmen out of the year that nothing but this list had put there."""
    session.flush()  # amounts that left the draft no longer count
    e, j = m.Empfaengeranteil, m.Jahresmassnahme
    anteile = dict(
        session.execute(select(e.id, e.jahresmassnahme_id).where(e.jahresmassnahme_id.in_(ids))).all()
    )
    owning = {anteile[key] for key in referenced(session, e, list(anteile))}
    decided = session.scalars(
        select(j.id).where(
            j.id.in_(ids),
            j.fortsetzung.is_not(None)
            | j.beginn.is_not(None)
            | j.land_beantragen.is_not(None)
            | j.vorzeitiger_beginn_zustimmung_am.is_not(None)
            | (j.rest_entscheidung != ""),
        )
    )
    kept = owning | set(decided) | referenced(session, j, ids, besides=e)
    bare = [key for key in ids if key not in kept]
    session.execute(delete(e).where(e.jahresmassnahme_id.in_(bare)))
    session.execute(delete(j).where(j.id.in_(bare)))


def referenced(
    session: Session, model: type[m.Base], ids: list[int], *, besides: type[m.Base] | None = None
) -> set[int]:
    """Return which rows anything in the database points to; every table counts, also those of later years."""
    found: set[int] = set()
    for table in m.Base.registry.metadata.tables.values():
        if besides is not None and table is besides.__table__:
            continue
        columns: list[Column[int]] = [
            key.parent for key in table.foreign_keys if key.column.table is model.__table__
        ]
        for column in columns:
            found |= set(session.scalars(select(column).where(column.in_(ids))))
    return found
