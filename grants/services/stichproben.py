"""Drawing the sample of a proof, drawing it again to show that it comes out alike, and ticking off what was seen."""

from __future__ import annotations

import secrets
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import NachweisStatus
from grants.domain.errors import Conflict, NotFound, RuleViolation, Violation
from grants.domain.money import Betrag, Vomhundert
from grants.domain.pruefregeln import REGISTER, pruefe_regel
from grants.domain.stichprobe import Kandidat, Vorgabe, Ziehung, check_vorgabe, draw
from grants.domain.zeichnung import reasons_against_recognising
from grants.queries import foerderjahre
from grants.queries.anteile import Anteil, load_anteil
from grants.queries.kette import load_jahr
from grants.queries.stichproben import RISIKO_REGELN, kandidaten, load_stichprobe, load_ziehung, newest_id
from grants.queries.zahlenstand import find_empfaenger
from grants.services.ereignisse import record
from grants.services.nachweisstand import gegenstand
from grants.services.pruefungen import figures_changed, require_in_check
from grants.services.unterlagenstand import withdraw_of_samples
from grants.services.zeichnungen import load_vorgang, load_zeichnende

OHNE_ANTEIL = Vomhundert(0)


def draw_sample(
    session: Session,
    anteil_id: int,
    *,
    schwelle: Betrag | None,
    anteil_vh: Vomhundert,
    zeilen: int,
    grund: str,
    heute: date,
    person: m.Person,
) -> m.Stichprobe:
    """Draw a sample with a new seed and keep it; an earlier one stays and the new one needs a reason.

    Raises RuleViolation with everything that is wrong, Conflict where the proof is not being checked.
    """
    nachweis, _ = require_in_check(session, anteil_id)
    anteil = load_anteil(session, anteil_id)
    if nachweis.status is not NachweisStatus.IN_PRUEFUNG:
        raise Conflict("Der Nachweis ist schon geprüft. Nehmen Sie ihn zuerst wieder in Prüfung.")
    vorgabe = Vorgabe(schwelle, anteil_vh, zeilen, secrets.token_hex(8))
    s = m.Stichprobe
    last: int | None = session.execute(
        select(func.max(s.nummer)).where(s.verwendungsnachweis_id == nachweis.id)
    ).scalar_one()
    lot = _lot(session, anteil, heute=heute)
    wrong = [*_not_allowed(session, anteil, heute=heute, person=person), *check_vorgabe(vorgabe)]
    if last is not None and not grund.strip():
        text = "Es gibt schon eine Stichprobe. Bitte schreiben Sie, warum neu gezogen wird; die erste bleibt stehen."
        wrong.append(Violation("grund_fehlt", text, "grund"))
    if not lot:
        text = "Dieser Nachweis hat keine Belegliste; es gibt nichts zu ziehen."
        wrong.append(Violation("keine_belege", text))
    if wrong:
        raise RuleViolation(wrong)
    ziehung = draw(lot, vorgabe)
    row = _store(nachweis, ziehung, nummer=(last or 0) + 1, grund=grund.strip(), heute=heute, person=person)
    session.add(row)
    withdraw_of_samples(
        session, anteil, grund="Die Stichprobe wurde neu gezogen.", heute=heute, person=person
    )
    record(
        session,
        art="stichprobe_gezogen",
        gegenstand=gegenstand(anteil),
        person=person,
        inhalt={
            "nummer": row.nummer,
            "startwert": vorgabe.seed,
            "gezogen": len(ziehung.gezogen),
            "aus": ziehung.anzahl,
            "summe": str(ziehung.umfang.summe_gezogen),
            "grund": row.grund,
            "grundgesamtheit_sha256": ziehung.grundgesamtheit_sha256,
        },
    )
    return row


def require_checker(session: Session, anteil: Anteil, *, heute: date, person: m.Person) -> None:
    """Raise RuleViolation for who may not draw and look at this recipient's Belege."""
    if wrong := _not_allowed(session, anteil, heute=heute, person=person):
        raise RuleViolation(wrong)


def _not_allowed(session: Session, anteil: Anteil, *, heute: date, person: m.Person) -> list[Violation]:
    wer = load_zeichnende(session, person.id, anteil, heute=heute)
    return reasons_against_recognising(wer, load_vorgang(session, anteil, zahlen_sha256=None))


def _lot(session: Session, anteil: Anteil, *, heute: date) -> list[Kandidat]:
    foerderjahr = foerderjahre.get(session, anteil.programm, anteil.jahr)
    jahr = load_jahr(session, foerderjahr, am=heute)
    _, empfaenger = find_empfaenger(jahr, anteil)
    results = [each for code in RISIKO_REGELN for each in pruefe_regel(jahr, REGISTER[code])]
    return kandidaten(empfaenger, results)


def _store(
    nachweis: m.Verwendungsnachweis,
    ziehung: Ziehung,
    *,
    nummer: int,
    grund: str,
    heute: date,
    person: m.Person,
) -> m.Stichprobe:
    v = ziehung.vorgabe
    return m.Stichprobe(
        verwendungsnachweis_id=nachweis.id,
        nummer=nummer,
        schwelle=v.schwelle,
        anteil=v.anteil,
        zeilen=v.zeilen,
        seed=v.seed,
        anzahl=ziehung.anzahl,
        summe=ziehung.summe,
        grundgesamtheit_sha256=ziehung.grundgesamtheit_sha256,
        grund=grund,
        am=heute,
        person_id=person.id,
        belege=[
            m.Stichprobenbeleg(
                position=each.kandidat.position,
                beleg_nr=each.kandidat.beleg_nr,
                betrag=each.kandidat.betrag,
                grund=each.grund,
                risiken="\n".join(each.kandidat.risiken),
            )
            for each in ziehung.gezogen
        ],
    )


def drawn_alike(session: Session, anteil: Anteil, *, heute: date) -> bool | None:
    """Draw the newest sample again: True where the same rows come out, None where the Belegliste is another."""
    stand = load_stichprobe(session, anteil.nachweis_id)
    if stand is None:
        raise NotFound("Es ist noch keine Stichprobe gezogen. Gehen Sie zur Prüfung des Nachweises.")
    again = draw(_lot(session, anteil, heute=heute), stand.umfang.vorgabe)
    if again.grundgesamtheit_sha256 != stand.grundgesamtheit_sha256:
        return None
    return again == load_ziehung(session, stand)


def mark_seen(
    session: Session, anteil_id: int, teil_id: int, *, gesehen: bool, heute: date, person: m.Person
) -> None:
    """Note that invoice and payment of a row were held against the list, or take that back."""
    nachweis, _ = require_in_check(session, anteil_id)
    anteil = load_anteil(session, anteil_id)
    require_checker(session, anteil, heute=heute, person=person)
    row = _find(session, nachweis.id, anteil, teil_id)
    tick_off(session, nachweis, anteil, row, gesehen=gesehen, heute=heute, person=person)


def tick_off(
    session: Session,
    nachweis: m.Verwendungsnachweis,
    anteil: Anteil,
    row: m.Stichprobenbeleg,
    *,
    gesehen: bool,
    heute: date,
    person: m.Person,
) -> None:
    """Note whether a row of a sample was seen; the caller has asked whether this Person may.

    A row of the newest sample that is open again takes the signatures away: they said that all of it was seen.
    """
    if (row.gesehen_am is not None) is gesehen:
        return
    row.gesehen_am, row.gesehen_von_id = (heute, person.id) if gesehen else (None, None)
    record(
        session,
        art="stichprobe_gesehen" if gesehen else "stichprobe_wieder_offen",
        gegenstand=gegenstand(anteil),
        person=person,
        inhalt={"position": row.position, "beleg": row.beleg_nr},
    )
    if not gesehen and row.stichprobe_id == newest_id(session, nachweis.id):
        grund = f"In der Stichprobe ist Beleg {row.beleg_nr} wieder offen."
        figures_changed(session, nachweis, anteil, grund=grund, heute=heute, person=person)


def _find(session: Session, nachweis_id: int, anteil: Anteil, teil_id: int) -> m.Stichprobenbeleg:
    teil = session.get(m.Belegteil, teil_id)
    sb = m.Stichprobenbeleg
    found = None
    if teil is not None and teil.empfaengeranteil_id == anteil.id:
        statement = select(sb).where(
            sb.stichprobe_id == newest_id(session, nachweis_id),
            sb.position == teil.position,
            sb.beleg_nr == teil.beleg.nr,
        )
        found = session.execute(statement.with_for_update()).scalar_one_or_none()
    if found is None:
        raise NotFound("Dieser Beleg gehört nicht zur Stichprobe. Gehen Sie zur Prüfung des Nachweises.")
    return found
