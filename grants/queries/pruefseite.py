"""The page on which a proof is checked: figures summed in the database, the Belegliste page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from grants import models as m
from grants.domain import summen
from grants.domain.begriffe import Kuerzungsgrund, Stichprobengrund, Zeichnungsart
from grants.domain.festsetzung import Festsetzung
from grants.domain.kette import Empfaenger, Jahr
from grants.domain.money import Betrag
from grants.domain.pruefvermerk import check_positions, outcome, total_of
from grants.domain.pruefvermerk_daten import Positionspruefung
from grants.domain.summen import Ausgaben
from grants.queries import foerderjahre
from grants.queries.anteile import Anteil
from grants.queries.geprueft import load_summiert
from grants.queries.rows import rows
from grants.queries.suche import matches
from grants.queries.traegernachweis import Faelligkeit, due
from grants.queries.zahlenstand import find_empfaenger

JE_SEITE = 25


@dataclass(frozen=True, slots=True)
class Zeichnungsstand:
    """A signature as the page shows it; `gilt` says whether the figures signed are still those of now."""

    art: Zeichnungsart
    person: str
    am: date
    vermerk: str
    gilt: bool
    ungueltig_seit: date | None
    ungueltig_grund: str
    ungueltig_durch: str


@dataclass(frozen=True, slots=True)
class Positionsentscheid:
    """What was decided about a whole Ausgabeposition."""

    anerkannt: Betrag
    grund: Kuerzungsgrund | None
    mindert_insgesamt: bool | None
    erlaeuterung: str
    aenderungsstand: int


@dataclass(frozen=True, slots=True)
class Zahlen:
    """The figures of a proof: positions with the office's column, last year, and what follows."""

    jahr: Jahr
    empfaenger: Empfaenger
    positionen: tuple[Positionspruefung, ...]
    summe: Positionspruefung
    vorjahr: dict[str, Ausgaben] | None
    festsetzung: Festsetzung | None
    faelligkeit: Faelligkeit

    @property
    def folgen(self) -> tuple[Any, ...]:
        if self.festsetzung is None:
            return ()
        return outcome(self.empfaenger, self.jahr.am, self.festsetzung.betrag)


def load_zahlen(session: Session, anteil: Anteil, *, heute: date) -> Zahlen:
    """Return the figures of a proof, each summed in the database."""
    foerderjahr = foerderjahre.get(session, anteil.programm, anteil.jahr)
    jahr = load_summiert(session, foerderjahr, am=heute)
    _, empfaenger = find_empfaenger(jahr, anteil)
    positionen = check_positions(empfaenger, heute)
    return Zahlen(
        jahr,
        empfaenger,
        positionen,
        total_of(positionen),
        _vorjahr(session, anteil, heute=heute),
        summen.festsetzung(jahr, empfaenger),
        due(jahr, empfaenger, am=heute),
    )


def _vorjahr(session: Session, anteil: Anteil, *, heute: date) -> dict[str, Ausgaben] | None:
    """Return what the same recipient was recognised for the same Maßnahme the year before; None without it."""
    before = foerderjahre.find(session, anteil.programm, anteil.jahr - 1)
    if before is None:
        return None
    jahr = load_summiert(session, before, am=heute)
    for massnahme, empfaenger in summen.recipients(jahr):
        if (massnahme.kennung, empfaenger.kuerzel) == (anteil.kennung, anteil.kuerzel):
            return summen.anerkannt_je_position(empfaenger)
    return None


def load_entscheide(session: Session, nachweis_id: int | None) -> dict[str, Positionsentscheid]:
    """Return the decisions about whole Ausgabepositionen."""
    a = m.Anerkennung
    statement = select(
        a.position, a.anerkannt, a.grund, a.mindert_insgesamt, a.erlaeuterung, a.aenderungsstand
    ).where(a.verwendungsnachweis_id == nachweis_id, a.beleg_nr == "")
    return {position: Positionsentscheid(*columns) for position, *columns in rows(session, statement)}


def list_zeichnungen(
    session: Session, nachweis_id: int | None, *, zahlen_sha256: str
) -> tuple[Zeichnungsstand, ...]:
    """Return every signature ever given, the oldest first."""
    p, by, ended = m.Pruefung, aliased(m.Person), aliased(m.Person)
    statement = (
        select(p, by.name, ended.name)
        .join(by, by.id == p.person_id)
        .outerjoin(ended, ended.id == p.ungueltig_durch_id)
        .where(p.verwendungsnachweis_id == nachweis_id)
        .order_by(p.id)
    )
    return tuple(
        Zeichnungsstand(
            Zeichnungsart(row.art),
            person,
            row.am,
            row.vermerk,
            row.ungueltig_seit is None and row.zahlen_sha256 == zahlen_sha256,
            row.ungueltig_seit,
            row.ungueltig_grund,
            durch or "",
        )
        for row, person, durch in rows(session, statement)
    )


# -- Belegliste ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Belegfilter:
    """What is asked for; empty fields ask for everything."""

    suche: str = ""
    position: str = ""
    # "", "stichprobe", "offen" (in the sample, not yet seen) or "gekuerzt".
    zeige: str = ""


@dataclass(frozen=True, slots=True)
class Belegzeile:
    """One row of the Belegliste with what the check says of it."""

    id: int
    nr: str
    position: str
    zahlungsempfaenger: str
    zweck: str
    rechnungsnummer: str
    rechnungsdatum: date | None
    zahlungsdatum: date | None
    leistung_von: date | None
    leistung_bis: date | None
    bemerkung: str
    gezahlt: Betrag | None
    betrag: Betrag
    zuwendungsfaehig: Betrag
    entschieden: Betrag | None
    grund: Kuerzungsgrund | None
    mindert_insgesamt: bool | None
    erlaeuterung: str
    umgeordnet_nach: str
    aenderungsstand: int
    stichprobe: Stichprobengrund | None
    risiken: str
    gesehen_am: date | None

    @property
    def anerkannt(self) -> Betrag:
        return self.zuwendungsfaehig if self.entschieden is None else self.entschieden

    @property
    def nicht_anerkannt(self) -> Betrag:
        return self.zuwendungsfaehig - self.anerkannt


@dataclass(frozen=True, slots=True)
class Belegseite:
    zeilen: tuple[Belegzeile, ...]
    anzahl: int
    seite: int
    seiten: int


def list_belege(
    session: Session, anteil: Anteil, wanted: Belegfilter, *, stichprobe_id: int | None, seite: int
) -> Belegseite:
    """Return one page of the Belegliste under a filter."""
    keys = _keys(session, anteil, wanted, stichprobe_id)
    count = session.execute(keys.with_only_columns(func.count(m.Belegteil.id))).scalar_one()
    pages = max(1, ceil(count / JE_SEITE))
    page = min(max(1, seite), pages)
    # First the keys of the page, then only its rows: what is skipped stays narrow in a long list.
    shown = keys.order_by(m.Belegteil.id).offset((page - 1) * JE_SEITE).limit(JE_SEITE)
    ids = list(session.scalars(shown))
    found = rows(session, _selected(anteil, stichprobe_id).where(m.Belegteil.id.in_(ids)))
    return Belegseite(tuple(_zeile(row) for row in found), count, page, pages)


def get_beleg(
    session: Session, anteil: Anteil, teil_id: int, *, stichprobe_id: int | None
) -> Belegzeile | None:
    """Return one row of the Belegliste; None where it is not of this proof."""
    statement = _selected(anteil, stichprobe_id).where(m.Belegteil.id == teil_id)
    return next((_zeile(row) for row in rows(session, statement)), None)


def _zeile(row: Any) -> Belegzeile:  # noqa: ANN401 - the columns in the order of the value
    values = list(row)
    # Outer joins bring nothing for what was not decided or drawn.
    for place in (-6, -5, -2):
        values[place] = values[place] or ""
    values[-4] = values[-4] or 0
    return Belegzeile(*values)


def _selected(anteil: Anteil, stichprobe_id: int | None) -> Select[Any]:
    """Return the rows of the Belegliste in the order of Belegzeile."""
    teil, b, a, s = m.Belegteil, m.Beleg, m.Anerkennung, m.Stichprobenbeleg
    columns: tuple[Any, ...] = (
        teil.id,
        b.nr,
        teil.position,
        b.zahlungsempfaenger,
        b.zweck,
        b.rechnungsnummer,
        b.rechnungsdatum,
        b.zahlungsdatum,
        b.leistung_von,
        b.leistung_bis,
        b.bemerkung,
        b.gezahlt,
        teil.betrag,
        teil.zuwendungsfaehig,
        a.anerkannt,
        a.grund,
        a.mindert_insgesamt,
        a.erlaeuterung,
        a.umgeordnet_nach,
        a.aenderungsstand,
        s.grund,
        s.risiken,
        s.gesehen_am,
    )
    return (
        select(*columns)
        .join(b, teil.beleg_id == b.id)
        .outerjoin(a, _decided(anteil))
        .outerjoin(s, _drawn(stichprobe_id))
        .where(teil.empfaengeranteil_id == anteil.id)
        .order_by(teil.id)
    )


def _decided(anteil: Anteil) -> ColumnElement[bool]:
    a, teil = m.Anerkennung, m.Belegteil
    return and_(
        a.verwendungsnachweis_id == anteil.nachweis_id,
        a.position == teil.position,
        a.beleg_nr == m.Beleg.nr,
    )


def _drawn(stichprobe_id: int | None) -> ColumnElement[bool]:
    s = m.Stichprobenbeleg
    return and_(
        s.stichprobe_id == stichprobe_id, s.position == m.Belegteil.position, s.beleg_nr == m.Beleg.nr
    )


def _keys(session: Session, anteil: Anteil, wanted: Belegfilter, stichprobe_id: int | None) -> Select[Any]:
    """Return the numbers of the rows under a filter; only the tables that the filter asks are looked at."""
    teil, b, a, s = m.Belegteil, m.Beleg, m.Anerkennung, m.Stichprobenbeleg
    statement = select(teil.id).where(teil.empfaengeranteil_id == anteil.id)
    if wanted.suche or wanted.zeige:
        statement = statement.join(b, teil.beleg_id == b.id)
    if wanted.position:
        statement = statement.where(teil.position == wanted.position)
    match wanted.zeige:
        case "stichprobe":
            statement = statement.join(s, _drawn(stichprobe_id))
        case "offen":
            statement = statement.join(s, _drawn(stichprobe_id)).where(s.gesehen_am.is_(None))
        case "gekuerzt":
            statement = statement.join(a, _decided(anteil)).where(
                or_(a.anerkannt != teil.zuwendungsfaehig, a.umgeordnet_nach != "")
            )
        case _:
            pass
    texts = (b.nr, b.zahlungsempfaenger, b.zweck, b.rechnungsnummer)
    return statement.where(*matches(session, texts, wanted.suche))


def list_positionscodes(session: Session, anteil: Anteil) -> tuple[tuple[str, str], ...]:
    """Return code and name of the Ausgabepositionen that plans of the part name."""
    p, plan = m.Ausgabeposition, m.Finanzierungsplan
    statement = (
        select(p.code, func.max(p.bezeichnung), func.min(p.reihenfolge))
        .join(plan, p.finanzierungsplan_id == plan.id)
        .where(plan.empfaengeranteil_id == anteil.id)
        .group_by(p.code)
        .order_by(func.min(p.reihenfolge), p.code)
    )
    return tuple((code, name or code) for code, name, _ in rows(session, statement))
