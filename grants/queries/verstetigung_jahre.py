"""What all Foerderjahre say about the money of Maßnahmen, with a fixed number of statements.

The years are light: of each only what is asked for, granted and planned. The figures come from `summen.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain import kette, summen
from grants.domain.begriffe import Mittelherkunft
from grants.domain.money import NULL, summe
from grants.domain.verstetigung import Jahresmittel, Jahresstand, Mittel
from grants.queries.rows import Grouped, Statement, grouped, rows


def load_jahresmittel(
    session: Session,
    verweise: Mapping[int, int],
    *,
    am: date,
    ab_jahr: int,
    massnahme_ids: frozenset[int] | None,
) -> Grouped[Jahresmittel]:
    """Return by Maßnahme what the years from `ab_jahr` on say; those found to be another one count as that one.

    `massnahme_ids` narrows it to these.
    """
    found: list[tuple[int, Jahresmittel]] = []
    for jahr in _load_jahre(session, verweise, am=am, ab_jahr=ab_jahr, ids=massnahme_ids):
        found += _of_year(jahr)
    return grouped(found)


def _of_year(jahr: kette.Jahr) -> Iterator[tuple[int, Jahresmittel]]:
    """Yield the money of a year by Maßnahme; its Kennung holds the id here."""
    asked, granted = summen.beantragt_je_massnahme(jahr), summen.bewilligt_je_massnahme(jahr)
    secured = jahr.bescheid is not None
    for massnahme in jahr.massnahmen:
        key = int(massnahme.kennung)
        stand = Jahresstand.BEWILLIGT if granted else Jahresstand.BEANTRAGT
        # A Bescheid that gives it nothing and the decision not to ask are figures too: 0,00.
        nothing = NULL if granted or massnahme.land_beantragen is False else None
        land = (granted or asked).get(massnahme.kennung, nothing)
        if land is not None:
            mittel = Mittel(jahr.jahr, Mittelherkunft.LAND, land)
            yield key, Jahresmittel(mittel, stand, stand is Jahresstand.BEWILLIGT)
        plaene = [p for e in massnahme.empfaenger if (p := summen.plan(e, jahr.am)) is not None]
        for herkunft in Mittelherkunft:
            if herkunft is Mittelherkunft.LAND:
                continue
            amount = summe(summen.deckung(plan, herkunft) for plan in plaene)
            if amount:
                mittel = Mittel(jahr.jahr, herkunft, amount)
                yield key, Jahresmittel(mittel, Jahresstand.GEPLANT, secured)


def _load_jahre(
    session: Session, verweise: Mapping[int, int], *, am: date, ab_jahr: int, ids: frozenset[int] | None
) -> list[kette.Jahr]:
    jm, fj = m.Jahresmassnahme, m.Foerderjahr

    def narrow(statement: Statement) -> Statement:
        """Narrow a statement that has joined both tables."""
        statement = statement.where(fj.jahr >= ab_jahr)
        return statement if ids is None else statement.where(jm.massnahme_id.in_(sorted(ids)))

    def name(massnahme_id: int) -> str:
        return str(verweise.get(massnahme_id, massnahme_id))

    antraege = _antraege(session, narrow, name)
    # All of it: a Maßnahme that a Bescheid leaves out gets nothing.
    bescheide = _bescheide(session, ab_jahr, name)
    umverteilungen = _umverteilungen(session, narrow, name)
    empfaenger = _empfaenger(session, narrow)
    massnahmen = grouped(
        (year, kette.Massnahme(name(key), "", empfaenger[row], land_beantragen=land))
        for year, row, key, land in rows(
            session,
            narrow(
                select(jm.foerderjahr_id, jm.id, jm.massnahme_id, jm.land_beantragen).join(
                    fj, jm.foerderjahr_id == fj.id
                )
            ).order_by(jm.id),
        )
    )
    years = select(fj.id, fj.jahr, fj.status).where(fj.jahr >= ab_jahr).order_by(fj.jahr, fj.id)
    return [
        kette.Jahr(
            programm="",
            jahr=jahr,
            status=status,
            am=am,
            massnahmen=_joined(massnahmen[key]),
            antraege=antraege[key],
            bescheide=bescheide[key],
            umverteilungen=umverteilungen[key],
        )
        for key, jahr, status in rows(session, years)
    ]


def _joined(massnahmen: tuple[kette.Massnahme, ...]) -> tuple[kette.Massnahme, ...]:
    """Return one Maßnahme for those that were found to be the same."""
    found: dict[str, kette.Massnahme] = {}
    for each in massnahmen:
        known = found.get(each.kennung)
        if known is None:
            found[each.kennung] = each
        else:
            everyone = (*known.empfaenger, *each.empfaenger)
            refused = known.land_beantragen is False and each.land_beantragen is False
            found[each.kennung] = kette.Massnahme(
                each.kennung, "", everyone, land_beantragen=False if refused else None
            )
    return tuple(found.values())


# Narrows a statement to the years and Maßnahmen that are asked for; gives a Maßnahme its name in the chain.
_Narrow = Callable[[Statement], Statement]
_Name = Callable[[int], str]


def _antraege(session: Session, narrow: _Narrow, name: _Name) -> Grouped[kette.Antrag]:
    a, position, jm, fj = m.Antrag, m.Antragsposition, m.Jahresmassnahme, m.Foerderjahr
    of_positionen = narrow(
        select(position.antrag_id, jm.massnahme_id, position.betrag)
        .join(jm, position.jahresmassnahme_id == jm.id)
        .join(fj, jm.foerderjahr_id == fj.id)
    ).order_by(position.id)
    positionen = grouped(
        (key, kette.Antragsposition(name(massnahme), betrag))
        for key, massnahme, betrag in rows(session, of_positionen)
    )
    statement = select(a.foerderjahr_id, a.id, a.version).order_by(a.version, a.id)
    return grouped(
        (year, kette.Antrag(version, positionen[key])) for year, key, version in rows(session, statement)
    )


def _bescheide(session: Session, ab_jahr: int, name: _Name) -> Grouped[kette.Bescheid]:
    b, teil, jm, fj = m.Bescheid, m.Aufteilung, m.Jahresmassnahme, m.Foerderjahr
    of_teile = (
        select(teil.bescheid_id, jm.massnahme_id, teil.betrag)
        .join(jm, teil.jahresmassnahme_id == jm.id)
        .join(fj, jm.foerderjahr_id == fj.id)
        .where(fj.jahr >= ab_jahr)
        .order_by(teil.id)
    )
    teile = grouped(
        (key, kette.Aufteilung(name(massnahme), betrag)) for key, massnahme, betrag in rows(session, of_teile)
    )
    statement = select(
        b.foerderjahr_id, b.id, b.version, b.wirksam_ab, b.vom, b.aktenzeichen, b.betrag
    ).order_by(b.version, b.id)
    return grouped(
        (year, kette.Bescheid(version, wirksam_ab, vom, aktenzeichen, betrag, teile[key]))
        for year, key, version, wirksam_ab, vom, aktenzeichen, betrag in rows(session, statement)
    )


def _umverteilungen(session: Session, narrow: _Narrow, name: _Name) -> Grouped[kette.Umverteilung]:
    u, jm, fj = m.Umverteilung, m.Jahresmassnahme, m.Foerderjahr
    statement = narrow(
        select(jm.foerderjahr_id, jm.massnahme_id, u.betrag, u.vom)
        .select_from(u)
        .join(jm, u.jahresmassnahme_id == jm.id)
        .join(fj, jm.foerderjahr_id == fj.id)
    ).order_by(u.id)
    return grouped(
        (year, kette.Umverteilung(name(massnahme), betrag, vom))
        for year, massnahme, betrag, vom in rows(session, statement)
    )


def _empfaenger(session: Session, narrow: _Narrow) -> Grouped[kette.Empfaenger]:
    """Return the recipients with their plans by Jahresmassnahme."""
    e, p, mittel = m.Empfaengeranteil, m.Finanzierungsplan, m.Deckungsmittel
    jm, fj, t = m.Jahresmassnahme, m.Foerderjahr, m.Traeger

    def of_years(statement: Statement) -> Statement:
        return narrow(statement.join(jm, e.jahresmassnahme_id == jm.id).join(fj, jm.foerderjahr_id == fj.id))

    deckung = grouped(
        (key, kette.Deckungsmittel(herkunft, betrag))
        for key, herkunft, betrag in rows(
            session,
            of_years(
                select(mittel.finanzierungsplan_id, mittel.herkunft, mittel.betrag)
                .join(p, mittel.finanzierungsplan_id == p.id)
                .join(e, p.empfaengeranteil_id == e.id)
            ).order_by(mittel.id),
        )
    )
    plaene = grouped(
        (anteil, kette.Finanzierungsplan(version, wirksam_ab, (), deckung[key]))
        for anteil, key, version, wirksam_ab in rows(
            session,
            of_years(
                select(p.empfaengeranteil_id, p.id, p.version, p.wirksam_ab).join(
                    e, p.empfaengeranteil_id == e.id
                )
            ).order_by(p.version, p.id),
        )
    )
    statement = of_years(
        select(e.jahresmassnahme_id, e.id, t.kuerzel, t.name, t.art).join(t, e.traeger_id == t.id)
    )
    return grouped(
        (row, kette.Empfaenger(kuerzel, name, art, plaene=plaene[key]))
        for row, key, kuerzel, name, art in rows(session, statement.order_by(e.reihenfolge, e.id))
    )
