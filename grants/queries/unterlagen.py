"""What the check asked recipients for: request by request with its Belege, and where it waits for whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from grants import models as m
from grants.config import ORTSZEIT
from grants.domain.begriffe import FoerderjahrStatus
from grants.domain.money import Betrag
from grants.domain.unterlagen import WARTET, Anforderung, Unterlage, Unterlagenlage
from grants.queries.anteile import Anteil
from grants.queries.dateien import Dateizeile, list_dateien_je
from grants.queries.rows import Grouped, grouped, rows
from grants.queries.traeger_verweise import load_verweise, same_traeger

Belegschluessel = tuple[str, str]


def list_anforderungen(session: Session, nachweis_id: int | None) -> tuple[Anforderung, ...]:
    """Return everything that was ever asked for about a proof, the newest first; two statements."""
    a, s = m.Unterlagenanforderung, m.Stichprobe
    lines = _zeilen(session, nachweis_id)
    statement = (
        select(
            a.id,
            a.text,
            a.frist_bis,
            a.am,
            m.Person.name,
            s.nummer,
            a.beantwortet_am,
            a.zurueckgenommen_am,
            a.zurueckgenommen_grund,
            a.aenderungsstand,
        )
        .join(m.Person, m.Person.id == a.person_id)
        .outerjoin(s, s.id == a.stichprobe_id)
        .where(a.verwendungsnachweis_id == nachweis_id)
        .order_by(a.id.desc())
    )
    return tuple(
        Anforderung(key, text, bis, am, person, nummer, sent, withdrawn, grund, stand, lines[key])
        for key, text, bis, am, person, nummer, sent, withdrawn, grund, stand in rows(session, statement)
    )


def _zeilen(session: Session, nachweis_id: int | None) -> Grouped[Unterlage]:
    z, a, b, p = m.Unterlagenzeile, m.Unterlagenanforderung, m.Stichprobenbeleg, aliased(m.Person)
    files = (
        select(func.count())
        .select_from(m.Datei)
        .where(m.Datei.unterlagenzeile_id == z.id, m.Datei.entfernt_am.is_(None))
        .correlate(z)
        .scalar_subquery()
    )
    columns: tuple[Any, ...] = (
        a.id,
        z.id,
        z.position,
        z.beleg_nr,
        z.zahlungsempfaenger,
        z.datum,
        z.betrag,
        z.rechnung,
        z.zahlungsnachweis,
        z.frage,
        z.antwort,
        files,
        func.coalesce(b.gesehen_am, z.gesehen_am),
        func.coalesce(p.name, ""),
        z.stichprobenbeleg_id.is_not(None),
        z.aenderungsstand,
    )
    statement = (
        select(*columns)
        .join(a, z.unterlagenanforderung_id == a.id)
        .outerjoin(b, b.id == z.stichprobenbeleg_id)
        .outerjoin(p, p.id == func.coalesce(b.gesehen_von_id, z.gesehen_von_id))
        .where(a.verwendungsnachweis_id == nachweis_id)
        .order_by(z.id)
    )
    return grouped((key, Unterlage(*values)) for key, *values in rows(session, statement))


def list_dateien_der_zeilen(
    session: Session, anforderungen: Iterable[Anforderung]
) -> Mapping[int, tuple[Dateizeile, ...]]:
    """Return what was sent, by row."""
    ids = [zeile.id for each in anforderungen for zeile in each.zeilen if zeile.dateien]
    return list_dateien_je(session, "unterlagenzeile_id", ids) if ids else {}


def list_dateien_je_beleg(
    session: Session, nachweis_id: int | None, wanted: Iterable[Belegschluessel]
) -> Mapping[Belegschluessel, tuple[Dateizeile, ...]]:
    """Return by Ausgabeposition and number of a Beleg what was sent to the check about it, however asked for."""
    z, a = m.Unterlagenzeile, m.Unterlagenanforderung
    asked = set(wanted)
    if not asked:
        return {}
    statement = (
        select(z.id, z.position, z.beleg_nr)
        .join(a, z.unterlagenanforderung_id == a.id)
        .where(a.verwendungsnachweis_id == nachweis_id, z.beleg_nr.in_(sorted({nr for _, nr in asked})))
    )
    keys = {key: (position, nr) for key, position, nr in rows(session, statement) if (position, nr) in asked}
    found: dict[Belegschluessel, tuple[Dateizeile, ...]] = {}
    for key, files in list_dateien_je(session, "unterlagenzeile_id", keys).items():
        found[keys[key]] = (*found.get(keys[key], ()), *files)
    return found


@dataclass(frozen=True, slots=True)
class Belegangabe:
    """A Beleg that may be asked for; `stichprobenbeleg_id` None outside of the sample, `da` is what lies there."""

    teil_id: int
    beleg_id: int
    stichprobenbeleg_id: int | None
    position: str
    beleg_nr: str
    zahlungsempfaenger: str
    datum: date | None
    betrag: Betrag
    gesehen_am: date | None
    da: tuple[Dateizeile, ...] = ()


def list_stichprobe(session: Session, anteil: Anteil, stichprobe_id: int | None) -> tuple[Belegangabe, ...]:
    """Return the rows of a sample as the Belegliste names them now, with the files that lie there already."""
    statement = _belege(anteil, stichprobe_id).where(m.Stichprobenbeleg.id.is_not(None))
    return _with_files(session, anteil, [Belegangabe(*values) for values in rows(session, statement)])


def get_beleg(
    session: Session, anteil: Anteil, teil_id: int, *, stichprobe_id: int | None
) -> Belegangabe | None:
    """Return one row of the Belegliste; None where it is not of this proof."""
    statement = _belege(anteil, stichprobe_id).where(m.Belegteil.id == teil_id)
    found = _with_files(session, anteil, [Belegangabe(*values) for values in rows(session, statement)])
    return found[0] if found else None


def _belege(anteil: Anteil, stichprobe_id: int | None) -> Select[Any]:
    teil, b, s = m.Belegteil, m.Beleg, m.Stichprobenbeleg
    columns: tuple[Any, ...] = (
        teil.id,
        b.id,
        s.id,
        teil.position,
        b.nr,
        b.zahlungsempfaenger,
        func.coalesce(b.rechnungsdatum, b.zahlungsdatum),
        teil.betrag,
        s.gesehen_am,
    )
    return (
        select(*columns)
        .join(b, teil.beleg_id == b.id)
        .outerjoin(s, and_(s.stichprobe_id == stichprobe_id, s.position == teil.position, s.beleg_nr == b.nr))
        .where(teil.empfaengeranteil_id == anteil.id)
        .order_by(teil.id)
    )


def _with_files(session: Session, anteil: Anteil, found: list[Belegangabe]) -> tuple[Belegangabe, ...]:
    if not found:
        return ()
    own = list_dateien_je(session, "beleg_id", {each.beleg_id for each in found})
    sent = list_dateien_je_beleg(
        session, anteil.nachweis_id, [(each.position, each.beleg_nr) for each in found]
    )
    return tuple(
        replace(each, da=(*own.get(each.beleg_id, ()), *sent.get((each.position, each.beleg_nr), ())))
        for each in found
    )


# -- whose turn it is ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offen:
    """A request that waits for its recipient."""

    id: int
    anteil_id: int
    massnahme: str
    jahr: int
    frist_bis: date
    am: date
    zeilen: int
    gekommen: int


def list_offene(session: Session, traeger_ids: Iterable[int]) -> tuple[Offen, ...]:
    """Return what waits for these recipients, rows found to be the same Träger included; the most urgent first."""
    ids = sorted(same_traeger(load_verweise(session), traeger_ids))
    return _offene(session, m.Empfaengeranteil.traeger_id.in_(ids)) if ids else ()


def list_alle_offenen(session: Session) -> tuple[Offen, ...]:
    """Return what waits for any recipient in years that are not closed."""
    return _offene(session, m.Foerderjahr.status != FoerderjahrStatus.ABGESCHLOSSEN)


def _offene(session: Session, *conditions: ColumnElement[bool]) -> tuple[Offen, ...]:
    a, v, e, j = m.Unterlagenanforderung, m.Verwendungsnachweis, m.Empfaengeranteil, m.Jahresmassnahme
    z = m.Unterlagenzeile
    columns: tuple[Any, ...] = (
        a.id,
        e.id,
        m.Massnahme.name,
        m.Foerderjahr.jahr,
        a.frist_bis,
        a.am,
        _count(z.unterlagenanforderung_id == a.id).correlate(a).scalar_subquery(),
        _count(z.unterlagenanforderung_id == a.id, _came()).correlate(a).scalar_subquery(),
    )
    statement = (
        select(*columns)
        .join(v, a.verwendungsnachweis_id == v.id)
        .join(e, v.empfaengeranteil_id == e.id)
        .join(j, e.jahresmassnahme_id == j.id)
        .join(m.Massnahme, j.massnahme_id == m.Massnahme.id)
        .join(m.Foerderjahr, j.foerderjahr_id == m.Foerderjahr.id)
        .where(
            a.zurueckgenommen_am.is_(None),
            a.beantwortet_am.is_(None),
            v.status.in_(sorted(WARTET)),
            *conditions,
        )
        .order_by(a.frist_bis, a.id)
    )
    return tuple(
        Offen(key, anteil, massnahme, jahr, bis, am.astimezone(ORTSZEIT).date(), count, came)
        for key, anteil, massnahme, jahr, bis, am, count, came in rows(session, statement)
    )


def _count(*conditions: ColumnElement[bool]) -> Select[Any]:
    return select(func.count()).select_from(m.Unterlagenzeile).where(*conditions)


def _came() -> ColumnElement[bool]:
    """Return domain.unterlagen.Unterlage.is_gekommen in SQL."""
    z, d = m.Unterlagenzeile, m.Datei
    sent = exists().where(d.unterlagenzeile_id == z.id, d.entfernt_am.is_(None))
    return or_(z.antwort != "", sent)


def load_lagen(session: Session) -> Mapping[int, Unterlagenlage]:
    """Return by proof that is being checked where its requests stand; two statements."""
    a, v, z, b = m.Unterlagenanforderung, m.Verwendungsnachweis, m.Unterlagenzeile, m.Stichprobenbeleg
    seen = func.coalesce(b.gesehen_am, z.gesehen_am)
    is_waiting = and_(a.zurueckgenommen_am.is_(None), a.beantwortet_am.is_(None))
    is_checked = v.status.in_(sorted(WARTET))
    days = (
        select(a.verwendungsnachweis_id, a.frist_bis)
        .join(v, a.verwendungsnachweis_id == v.id)
        .where(is_waiting, is_checked)
    )
    waiting = grouped((proof, day) for proof, day in rows(session, days))
    columns: tuple[Any, ...] = (
        v.id,
        func.count().filter(is_waiting),
        func.count().filter(is_waiting, _came()),
        func.count().filter(a.beantwortet_am.is_not(None), _came(), seen.is_(None)),
    )
    each_row = (
        select(*columns)
        .join(a, a.verwendungsnachweis_id == v.id)
        .join(z, z.unterlagenanforderung_id == a.id)
        .outerjoin(b, b.id == z.stichprobenbeleg_id)
        .where(is_checked)
        .group_by(v.id)
    )
    return {proof: Unterlagenlage(waiting[proof], *numbers) for proof, *numbers in rows(session, each_row)}
