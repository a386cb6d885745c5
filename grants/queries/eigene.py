"""What a Träger or a Stelle sees of itself: its Maßnahmen with its own share, never a partner's figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain import summen
from grants.domain.begriffe import Mittelherkunft, Zahlungsart, Zeichnungsart
from grants.domain.kette import Empfaenger, Jahr, Massnahme, Zahlung
from grants.domain.money import NULL, Betrag, summe
from grants.queries.anteile import Anteil, list_anteile
from grants.queries.geprueft import load_summiert
from grants.queries.rows import rows
from grants.queries.traeger_verweise import load_verweise, same_traeger
from grants.queries.traegernachweis import Anforderung, Faelligkeit, due, list_anforderungen

# Years back that are shown: the one being carried out, the one being proved, the one before.
GEZEIGTE_JAHRE = 3


@dataclass(frozen=True, slots=True)
class Rate:
    """An instalment of the Zahlungsplan, or what is left of it."""

    faellig_am: date
    betrag: Betrag


@dataclass(frozen=True, slots=True)
class Nachricht:
    """The last thing the office wrote about a Maßnahme."""

    text: str
    am: datetime


@dataclass(frozen=True, slots=True)
class Forderung:
    """What a letter about the result asks of the recipient: one of the two days, or none any more."""

    aeussern_bis: date | None
    zahlen_bis: date | None


@dataclass(frozen=True, slots=True)
class EigeneMassnahme:
    """One share of one's own; `zugesagt` is the money of the Land that was passed on or allocated.

    `gesamt` is the whole amount of a joint Maßnahme: of the partners nothing but name and total is shown.
    """

    nachweis: Anteil
    jahr: int
    massnahme: str
    traeger: str
    is_stelle: bool
    partner: tuple[str, ...]
    gesamt: Betrag | None
    anteil: Betrag | None
    zugesagt: Betrag | None
    # None for a Stelle: it is not paid.
    ausgezahlt: Betrag | None
    zahlungen: tuple[Zahlung, ...]
    naechste_rate: Rate | None
    # What is still to come: of the promise, and of the festgesetzte Zuwendung once the recipient was told.
    offen: Betrag | None
    zu_erstatten: Betrag | None
    festgesetzt: Betrag | None
    anforderung: Anforderung | None
    faellig: Faelligkeit
    nachricht: Nachricht | None
    forderung: Forderung | None

    @property
    def is_asked(self) -> bool:
        """Whether the recipient has to act: its proof is open, and there is money to account for."""
        return self.nachweis.is_open and (self.zugesagt is not None or self.anforderung is not None)


def list_eigene(session: Session, traeger_ids: Iterable[int], *, am: date) -> tuple[EigeneMassnahme, ...]:
    """Return the shares of these recipients, the newest year first."""
    # Rows that were found to be the same Träger are its own too.
    ids = sorted(same_traeger(load_verweise(session), traeger_ids))
    if not ids:
        return ()
    years = (
        session.execute(
            select(m.Foerderjahr)
            .join(m.Jahresmassnahme, m.Jahresmassnahme.foerderjahr_id == m.Foerderjahr.id)
            .join(m.Empfaengeranteil, m.Empfaengeranteil.jahresmassnahme_id == m.Jahresmassnahme.id)
            .where(m.Empfaengeranteil.traeger_id.in_(ids))
            .distinct()
            .order_by(m.Foerderjahr.jahr.desc())
            .limit(GEZEIGTE_JAHRE)
        )
        .scalars()
        .all()
    )
    shown = {each.id for each in years}
    parts = [each for each in list_anteile(session, ids) if each.foerderjahr_id in shown]
    by_key = {(each.foerderjahr_id, each.kennung, each.kuerzel): each for each in parts}
    umfeld = _Umfeld(
        am,
        _load_raten(session, parts, am=am),
        list_anforderungen(session, [each.nachweis_id for each in parts if each.nachweis_id is not None]),
        _load_nachrichten(session, parts),
        _load_forderungen(session, parts),
        _load_untold(session, parts),
    )
    found: list[EigeneMassnahme] = []
    for each in years:
        jahr = load_summiert(session, each, am=am)
        shares = summen.bewilligt_je_massnahme(jahr)
        for massnahme, empfaenger in summen.recipients(jahr):
            part = by_key.get((each.id, massnahme.kennung, empfaenger.kuerzel))
            if part is not None:
                found.append(_eigene(jahr, massnahme, empfaenger, part, umfeld, shares=shares))
    return tuple(found)


def list_forderungen(eigene: Iterable[EigeneMassnahme]) -> tuple[EigeneMassnahme, ...]:
    """Return where a letter asks for an answer or for money, the nearest day first."""
    asked = [
        (day, each)
        for each in eigene
        if each.forderung
        for day in [each.forderung.aeussern_bis or (each.forderung.zahlen_bis if each.zu_erstatten else None)]
        if day is not None
    ]
    return tuple(each for _, each in sorted(asked, key=lambda pair: pair[0]))


def due_first(eigene: Iterable[EigeneMassnahme]) -> tuple[EigeneMassnahme, ...]:
    """Return what the recipient is asked for, overdue on top, then by day; what has no day last."""
    asked = [each for each in eigene if each.is_asked]
    return tuple(sorted(asked, key=lambda each: (each.faellig.bis is None, each.faellig.bis or date.max)))


@dataclass(frozen=True, slots=True)
class _Umfeld:
    """What is read once for all shares."""

    am: date
    raten: Mapping[int, list[Rate]]
    anforderungen: Mapping[int, tuple[Anforderung, ...]]
    nachrichten: Mapping[int, Nachricht]
    forderungen: Mapping[int, Forderung]
    # Shares whose result the recipient has not been told.
    untold: frozenset[int]


def _load_raten(session: Session, parts: list[Anteil], *, am: date) -> Mapping[int, list[Rate]]:
    """Return the instalments of Landesmittel of the Weiterleitung valid on the day, by share."""
    w, r = m.Weiterleitung, m.Zahlungsplanrate
    statement = (
        select(w.empfaengeranteil_id, w.version, w.wirksam_ab, r.faellig_am, r.betrag)
        .join(r, r.weiterleitung_id == w.id)
        .where(
            w.empfaengeranteil_id.in_([each.id for each in parts]),
            r.herkunft == Mittelherkunft.LAND,
        )
        .order_by(w.empfaengeranteil_id, w.version, r.faellig_am, r.id)
    )
    newest: dict[int, int] = {}
    found: dict[int, list[Rate]] = {}
    for key, version, wirksam_ab, faellig_am, betrag in rows(session, statement):
        if wirksam_ab is not None and wirksam_ab > am:
            continue
        if newest.get(key, 0) < version:
            newest[key], found[key] = version, []
        found[key].append(Rate(faellig_am, betrag))
    return found


def _load_nachrichten(session: Session, parts: list[Anteil]) -> Mapping[int, Nachricht]:
    """Return the last message of the office by share; notes of the office are never among them."""
    n = m.Mitteilung
    statement = (
        select(n.empfaengeranteil_id, n.text, n.am)
        .where(
            n.empfaengeranteil_id.in_([each.id for each in parts]),
            n.vom_empfaenger.is_(False),
            n.intern.is_(False),
        )
        .order_by(n.am, n.id)
    )
    return {key: Nachricht(text, am) for key, text, am in rows(session, statement)}


def _load_forderungen(session: Session, parts: list[Anteil]) -> Mapping[int, Forderung]:
    """Return by share what the letters ask for; a decision counts once the Schlussmitteilung has told it."""
    e, v = m.Erstattung, m.Verwendungsnachweis
    statement = (
        select(
            v.empfaengeranteil_id,
            e.anhoerung_bis,
            e.antwort_am,
            e.entschieden_am,
            e.faellig_am,
            v.schlussmitteilung_am,
        )
        .join(v, e.verwendungsnachweis_id == v.id)
        .where(v.empfaengeranteil_id.in_([each.id for each in parts]), e.zurueckgenommen_am.is_(None))
    )
    return {
        key: Forderung(
            bis if answered is None and decided is None else None,
            due_on if decided is not None and told is not None else None,
        )
        for key, bis, answered, decided, due_on, told in rows(session, statement)
    }


def _load_untold(session: Session, parts: list[Anteil]) -> frozenset[int]:
    """Return the shares that were released here while no Schlussmitteilung has told the recipient yet."""
    p, v = m.Pruefung, m.Verwendungsnachweis
    statement = (
        select(v.empfaengeranteil_id)
        .join(p, p.verwendungsnachweis_id == v.id)
        .where(
            v.empfaengeranteil_id.in_([each.id for each in parts]),
            v.schlussmitteilung_am.is_(None),
            p.art == Zeichnungsart.FREIGABE,
            p.ungueltig_seit.is_(None),
        )
    )
    return frozenset(session.scalars(statement))


def _eigene(
    jahr: Jahr,
    massnahme: Massnahme,
    empfaenger: Empfaenger,
    part: Anteil,
    umfeld: _Umfeld,
    *,
    shares: Mapping[str, Betrag],
) -> EigeneMassnahme:
    stelle = empfaenger.is_stelle
    paid = summen.ausgezahlt(empfaenger, jahr.am)
    promised = summen.zugesagt(empfaenger, jahr.am)
    decided = None if part.id in umfeld.untold else summen.festgesetzt(empfaenger)
    partner = tuple(e.name for e in massnahme.empfaenger if e.kuerzel != empfaenger.kuerzel)
    requests = umfeld.anforderungen.get(part.nachweis_id, ()) if part.nachweis_id is not None else ()
    waiting = next((each for each in requests if each.is_open), None)
    return EigeneMassnahme(
        nachweis=part,
        jahr=jahr.jahr,
        massnahme=massnahme.name,
        traeger=empfaenger.name,
        is_stelle=stelle,
        partner=partner,
        gesamt=shares.get(massnahme.kennung) if partner else None,
        anteil=empfaenger.anteil,
        zugesagt=promised,
        ausgezahlt=None if stelle else paid,
        zahlungen=()
        if stelle
        else tuple(
            z
            for z in sorted(empfaenger.zahlungen, key=lambda z: z.datum)
            if z.herkunft is Mittelherkunft.LAND and z.datum <= jahr.am and z.art is not Zahlungsart.ZINSEN
        ),
        naechste_rate=None if stelle or decided is not None else _next(umfeld.raten.get(part.id, []), paid),
        offen=None if stelle else _still_open(jahr, empfaenger, promised, decided),
        zu_erstatten=None if stelle or decided is None else summen.erstattung_offen(empfaenger, jahr.am),
        festgesetzt=decided,
        anforderung=waiting,
        faellig=due(jahr, empfaenger, am=umfeld.am, anforderung=waiting),
        nachricht=umfeld.nachrichten.get(part.id),
        forderung=umfeld.forderungen.get(part.id),
    )


def _still_open(
    jahr: Jahr, empfaenger: Empfaenger, promised: Betrag | None, decided: Betrag | None
) -> Betrag | None:
    if decided is not None:
        due_now = summen.nachzuzahlen(empfaenger, jahr.am) or NULL
        return max(NULL, due_now - summen.restzahlung_gezahlt(empfaenger, jahr.am))
    return None if promised is None else max(NULL, promised - summen.ausgezahlt(empfaenger, jahr.am))


def _next(raten: list[Rate], paid: Betrag) -> Rate | None:
    """Return the first instalment that the payments do not cover, with what is missing of it."""
    for number, rate in enumerate(raten, start=1):
        until = summe(each.betrag for each in raten[:number])
        if until > paid:
            return Rate(rate.faellig_am, min(rate.betrag, until - paid))
    return None
