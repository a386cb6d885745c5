"""Jahreswechsel: the next year from this one, and taking that back while nothing was built on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.attributes import flag_modified

from grants import models as m
from grants.domain.begriffe import FoerderjahrStatus, Fortsetzung
from grants.domain.errors import Conflict, RuleViolation, Violation
from grants.domain.jahreswechsel import Landeswahl
from grants.domain.money import Betrag, format_betrag, summe
from grants.domain.texte import TEXTFELD_BY_SCHLUESSEL, Papier, Textart
from grants.queries import foerderjahre
from grants.queries.traeger_verweise import load_verweise
from grants.services.ereignisse import head, record
from grants.services.mappe.stammdaten import add_zeilen_vorgabe
from grants.services.pruefliste import copy_pruefliste


@dataclass(frozen=True, slots=True)
class Entscheidung:
    """What a person decided about one Maßnahme; `betrag` counts with Landeswahl.JA alone."""

    kennung: str
    fortfuehren: bool
    land: Landeswahl = Landeswahl.OFFEN
    betrag: Betrag | None = None
    geaendert: bool = False


def roll_over(
    session: Session, *, programm: str, von: int, entscheidungen: Sequence[Entscheidung], person: m.Person
) -> m.Jahreswechsel:
    """Make the next year of the Maßnahmen that go on, with plans and texts, and return the step.

    Raises RuleViolation (a yes without an amount) and Conflict where the list is no longer the one decided about.
    """
    _check(entscheidungen)
    old = foerderjahre.get(session, programm, von)
    new = foerderjahre.find(session, programm, von + 1)
    created = new is None
    if new is None:
        new = _add_year(session, old)
        copy_pruefliste(session, old, new)
    rows = _open_rows(session, old, new)
    if {row.massnahme.kennung for row in rows} != {each.kennung for each in entscheidungen}:
        raise Conflict(
            "Die Liste der Maßnahmen hat sich inzwischen geändert. Es wurde nichts übernommen. Bitte laden Sie die "
            "Seite neu und prüfen Sie den Vorschlag."
        )
    step = m.Jahreswechsel(
        programm_id=old.programm_id,
        von_jahr=von,
        nach_jahr=von + 1,
        jahr_angelegt=created,
        person_id=person.id,
        am=datetime.now(UTC),
        # Its own Ereignis comes last and is the next one.
        ereignis_nummer=head(session).nummer + 1,
    )
    session.add(step)
    session.flush()  # what is taken over points to it
    decided = {each.kennung: each for each in entscheidungen}
    taken = [row for row in rows if decided[row.massnahme.kennung].fortfuehren]
    antrag = _draft(session, new)
    for row in taken:
        _take(session, row, decided[row.massnahme.kennung], new=new, step=step, antrag=antrag)
    _copy_texts(session, old.id, new.id, {None: None})
    record(
        session,
        art="jahr_fortgeschrieben",
        gegenstand=f"foerderjahr/{programm}/{von + 1}",
        person=person,
        inhalt={
            "von": von,
            "jahr_angelegt": created,
            "uebernommen": [row.massnahme.kennung for row in taken],
            "nicht_fortgefuehrt": [row.massnahme.kennung for row in rows if row not in taken],
            "land": {each.kennung: each.land.value for each in entscheidungen if each.fortfuehren},
            "summe": str(summe(e.betrag for e in entscheidungen if _asked(e) and e.betrag)),
        },
    )
    return step


def _check(entscheidungen: Sequence[Entscheidung]) -> None:
    wrong = [
        Violation(
            "betrag_fehlt",
            "Bitte geben Sie an, wie viel beim Land beantragt wird, oder wählen Sie „offen“.",
            feld=f"betrag-{each.kennung}",
        )
        for each in entscheidungen
        if _asked(each) and (each.betrag is None or each.betrag.cents <= 0)
    ]
    if not any(each.fortfuehren for each in entscheidungen):
        wrong.append(
            Violation("nichts_fortgefuehrt", "Bitte wählen Sie mindestens eine Maßnahme, die weiterläuft.")
        )
    if wrong:
        raise RuleViolation(wrong)


def _asked(each: Entscheidung) -> bool:
    return each.fortfuehren and each.land is Landeswahl.JA


def _add_year(session: Session, old: m.Foerderjahr) -> m.Foerderjahr:
    """Add the next year; only the lines of the Antrag that a Mittelherkunft feeds go on, no Bescheid decides them."""
    new = m.Foerderjahr(programm_id=old.programm_id, jahr=old.jahr + 1)
    if old.zeilen:
        new.zeilen = [m.MittelherkunftZeile(herkunft=z.herkunft, zeile=z.zeile) for z in old.zeilen]
    else:
        add_zeilen_vorgabe(new)
    session.add(new)
    session.flush()
    return new


def _open_rows(session: Session, old: m.Foerderjahr, new: m.Foerderjahr) -> list[m.Jahresmassnahme]:
    """Return the Maßnahmen of the old year that the new one does not have, with what they own."""
    jm, e, plan = m.Jahresmassnahme, m.Empfaengeranteil, m.Finanzierungsplan
    there = select(jm.massnahme_id).where(jm.foerderjahr_id == new.id)
    own_plan = selectinload(jm.empfaengeranteile).selectinload(e.finanzierungsplaene)
    return list(
        session.scalars(
            select(jm)
            .where(jm.foerderjahr_id == old.id, jm.massnahme_id.not_in(there))
            .order_by(jm.reihenfolge, jm.id)
            .options(
                selectinload(jm.massnahme),
                own_plan.selectinload(plan.positionen),
                own_plan.selectinload(plan.personal),
                own_plan.selectinload(plan.deckungsmittel),
            )
        )
    )


def _draft(session: Session, new: m.Foerderjahr) -> m.Antrag:
    """Return the draft of the new year's Antrag; a sent one is left alone and gets a successor with its amounts."""
    newest = session.scalars(
        select(m.Antrag)
        .where(m.Antrag.foerderjahr_id == new.id)
        .options(selectinload(m.Antrag.positionen))
        .order_by(m.Antrag.version.desc())
        .limit(1)
    ).one_or_none()
    if newest is not None and newest.versandt_am is None:
        # It gets more amounts: somebody else's open page of this draft is out of date now.
        flag_modified(newest, "quelle")
        return newest
    draft = m.Antrag(foerderjahr_id=new.id, version=newest.version + 1 if newest else 1)
    if newest is not None:
        draft.betragsart, draft.genannt = newest.betragsart, newest.genannt
        draft.quelle, draft.stand = newest.quelle, newest.stand
        draft.positionen = [
            m.Antragsposition(jahresmassnahme_id=p.jahresmassnahme_id, betrag=p.betrag, angabe=p.angabe)
            for p in newest.positionen
        ]
    session.add(draft)
    session.flush()
    return draft


def _take(
    session: Session,
    row: m.Jahresmassnahme,
    decided: Entscheidung,
    *,
    new: m.Foerderjahr,
    step: m.Jahreswechsel,
    antrag: m.Antrag,
) -> None:
    """Add one Maßnahme to the new year, with recipients, their newest plan and its own texts."""
    place = session.scalar(
        select(func.coalesce(func.max(m.Jahresmassnahme.reihenfolge), -1)).where(
            m.Jahresmassnahme.foerderjahr_id == new.id
        )
    )
    added = m.Jahresmassnahme(
        massnahme_id=row.massnahme_id,
        foerderjahr_id=new.id,
        reihenfolge=(place if place is not None else -1) + 1,
        fortsetzung=Fortsetzung.GEAENDERT if decided.geaendert else Fortsetzung.UNVERAENDERT,
        land_beantragen={Landeswahl.JA: True, Landeswahl.NEIN: False}.get(decided.land),
        jahreswechsel_id=step.id,
    )
    shares = _shares(row, decided)
    verweise, taken = load_verweise(session), {each.traeger_id for each in row.empfaengeranteile}
    for old, share in zip(row.empfaengeranteile, shares, strict=True):
        # One that was found to be another goes on as that one, unless that takes part already.
        end = verweise.get(old.traeger_id, old.traeger_id)
        traeger_id = old.traeger_id if end in taken else end
        taken.add(traeger_id)
        part = m.Empfaengeranteil(
            traeger_id=traeger_id,
            reihenfolge=old.reihenfolge,
            anteil=share,
            angabe=old.angabe,
            vorsteuerabzug=old.vorsteuerabzug,
        )
        if old.finanzierungsplaene:
            part.finanzierungsplaene = [_copy_plan(old.finanzierungsplaene[-1])]
        added.empfaengeranteile.append(part)
    session.add(added)
    session.flush()  # its amount and texts point to it
    if _asked(decided) and decided.betrag is not None:
        session.add(
            m.Antragsposition(antrag_id=antrag.id, jahresmassnahme_id=added.id, betrag=decided.betrag)
        )
    _copy_texts(session, row.foerderjahr_id, new.id, {row.id: added.id})


def _shares(row: m.Jahresmassnahme, decided: Entscheidung) -> list[Betrag | None]:
    """Return the recipients' shares: last year's where they add up to the amount, the whole for one, else open."""
    amount = decided.betrag if _asked(decided) else None
    before = [each.anteil for each in row.empfaengeranteile]
    if amount is None:
        return [None] * len(before)
    if len(before) == 1:
        return [amount]
    known = [share for share in before if share is not None]
    if len(known) == len(before) and summe(known) == amount:
        return before
    return [None] * len(before)


def _copy_plan(old: m.Finanzierungsplan) -> m.Finanzierungsplan:
    return m.Finanzierungsplan(
        version=1,
        positionen=[
            m.Ausgabeposition(
                code=p.code,
                bezeichnung=p.bezeichnung,
                art=p.art,
                insgesamt=p.insgesamt,
                zuwendungsfaehig=p.zuwendungsfaehig,
                reihenfolge=p.reihenfolge,
            )
            for p in old.positionen
        ],
        personal=[
            m.Personalzeile(
                position=p.position,
                funktion=p.funktion,
                vzae_hundertstel=p.vzae_hundertstel,
                entgeltgruppe=p.entgeltgruppe,
                monate=p.monate,
                betrag=p.betrag,
            )
            for p in old.personal
        ],
        deckungsmittel=[
            m.Deckungsmittel(herkunft=d.herkunft, betrag=d.betrag, geber=d.geber) for d in old.deckungsmittel
        ],
    )


def _copy_texts(session: Session, old_id: int, new_id: int, rows: dict[int | None, int | None]) -> None:
    """Copy the texts of the Antrag; declarations are made anew every year, so none of them."""
    for source, target in rows.items():
        own = m.Text.jahresmassnahme_id.is_(None) if source is None else m.Text.jahresmassnahme_id == source
        there = set(
            session.scalars(
                select(m.Text.schluessel).where(
                    m.Text.foerderjahr_id == new_id,
                    m.Text.jahresmassnahme_id.is_(None)
                    if target is None
                    else m.Text.jahresmassnahme_id == target,
                )
            )
        )
        for text in session.scalars(select(m.Text).where(m.Text.foerderjahr_id == old_id, own)):
            field = TEXTFELD_BY_SCHLUESSEL.get(text.schluessel)
            if field is None or field.papier is not Papier.ANTRAG or field.art is Textart.ERKLAERUNG:
                continue
            if text.schluessel not in there:
                session.add(
                    m.Text(
                        foerderjahr_id=new_id,
                        jahresmassnahme_id=target,
                        schluessel=text.schluessel,
                        text=text.text,
                    )
                )


# -- Taking it back --------------------------------------------------------------------------------------------


def take_back(session: Session, *, programm: str, nach: int, person: m.Person) -> None:
    """Remove what the newest Jahreswechsel into a year brought; raises Conflict where something was built on it."""
    year = foerderjahre.get(session, programm, nach)
    step = newest_step(session, year)
    if step is None:
        raise Conflict("Dieses Jahr ist nicht aus dem Vorjahr übernommen. Es gibt nichts zurückzunehmen.")
    if reason := obstacle(session, year, step):
        raise Conflict(reason)
    rows = list(
        session.scalars(select(m.Jahresmassnahme).where(m.Jahresmassnahme.jahreswechsel_id == step.id))
    )
    ids = [row.id for row in rows]
    names = [row.massnahme.kennung for row in rows]
    try:
        with session.begin_nested():
            session.execute(delete(m.Antragsposition).where(m.Antragsposition.jahresmassnahme_id.in_(ids)))
            session.execute(delete(m.Text).where(m.Text.jahresmassnahme_id.in_(ids)))
            for row in rows:
                session.delete(row)
            session.flush()
            if step.jahr_angelegt:
                session.execute(delete(m.Pruefpunkt).where(m.Pruefpunkt.foerderjahr_id == year.id))
                session.execute(delete(m.Text).where(m.Text.foerderjahr_id == year.id))
                session.execute(delete(m.Antrag).where(m.Antrag.foerderjahr_id == year.id))
                session.delete(year)
            session.flush()
    except IntegrityError:
        raise Conflict(_GEBAUT.format(jahr=nach)) from None
    step.zurueckgenommen_am = datetime.now(UTC)
    record(
        session,
        art="jahreswechsel_zurueckgenommen",
        gegenstand=f"foerderjahr/{programm}/{nach}",
        person=person,
        inhalt={"zurueckgenommen": names, "jahr_entfernt": step.jahr_angelegt},
    )


_GEBAUT = (
    "Im Förderjahr {jahr} wurde seit dem Jahreswechsel schon gearbeitet. Er lässt sich nicht mehr zurücknehmen. "
    "Bitte nehmen Sie einzelne Maßnahmen unter „Maßnahmen und Beträge“ heraus."
)


def newest_step(session: Session, year: m.Foerderjahr) -> m.Jahreswechsel | None:
    """Return the last step into a year that was not taken back."""
    step = m.Jahreswechsel
    return session.scalars(
        select(step)
        .where(
            step.programm_id == year.programm_id,
            step.nach_jahr == year.jahr,
            step.zurueckgenommen_am.is_(None),
        )
        .order_by(step.id.desc())
        .limit(1)
    ).one_or_none()


def obstacle(session: Session, year: m.Foerderjahr, step: m.Jahreswechsel) -> str:
    """Return why a step cannot be taken back, in a sentence; empty where it can."""
    if year.status is not FoerderjahrStatus.PLANUNG:
        return _GEBAUT.format(jahr=year.jahr)
    subject = f"{year.programm.schluessel}/{year.jahr}"
    later = session.scalar(
        select(func.count())
        .select_from(m.Ereignis)
        .where(
            m.Ereignis.nummer > step.ereignis_nummer,
            m.Ereignis.gegenstand.endswith(f"/{subject}") | m.Ereignis.gegenstand.contains(f"/{subject}/"),
        )
    )
    return _GEBAUT.format(jahr=year.jahr) if later else ""


def format_bilanz(taken: int, asked: Betrag) -> str:
    """Return what a step brought as a sentence."""
    what = "Eine Maßnahme ist" if taken == 1 else f"{taken} Maßnahmen sind"
    return f"{what} übernommen, beim Land beantragt werden {format_betrag(asked)}."
