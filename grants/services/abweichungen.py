"""Zugelassene Abweichungen: reasoned by one Person, agreed to or refused by another, taken back; none is deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.abweichungen import findings, is_sentence, why_not
from grants.domain.errors import Conflict, NotFound, RuleViolation, Violation
from grants.domain.kette import Jahr
from grants.domain.money import Betrag, format_betrag
from grants.domain.pruefregeln import REGISTER, Bezug, Ergebnis, Ergebnisart, pruefe_regel
from grants.queries.kette import load_jahr
from grants.services.abgleich import change
from grants.services.ereignisse import record
from grants.services.vier_augen import ZweitePersonFehlt, is_kommandozeile, require_two
from grants.services.zeichnungen import belongs_to


@dataclass(frozen=True, slots=True)
class _Befund:
    """The rule's results about one subject as they are now."""

    jahr: Jahr
    ergebnisse: tuple[Ergebnis, ...]


def add_abweichung(
    session: Session,
    foerderjahr: m.Foerderjahr,
    *,
    code: str,
    bezug: Bezug,
    differenz: Betrag,
    grund: str,
    am: date,
    person: m.Person,
) -> m.ZugelasseneAbweichung:
    """Reason a deviation and return the waiver, which holds once another Person agrees.

    Raises RuleViolation (no sentence, not to be waived, reasoned already), ZweitePersonFehlt for the command line
    and Conflict where the difference is another one by now.
    """
    if is_kommandozeile(person):
        raise ZweitePersonFehlt("Eine Abweichung begründet eine Person. Bitte melden Sie sich an.")
    # Two who reason the same at once wait for one another.
    session.refresh(foerderjahr, with_for_update=True)
    found = _find(session, foerderjahr, code, bezug, am=am)
    same = _same(found.ergebnisse, differenz)
    if len(_running(session, foerderjahr.id, code, bezug, differenz)) >= len(same):
        raise RuleViolation(
            [
                Violation(
                    "schon_begruendet", "Diese Abweichung ist schon begründet. Sehen Sie in der Liste nach."
                )
            ]
        )
    if text := why_not(found.jahr, code, same[0].ergebnis, differenz):
        raise RuleViolation([Violation("nicht_zulassbar", text)])
    if not is_sentence(grund):
        text = "Bitte begründen Sie die Abweichung in mindestens einem ganzen Satz."
        raise RuleViolation([Violation("grund_fehlt", text, feld="grund")])
    abweichung = m.ZugelasseneAbweichung(
        foerderjahr_id=foerderjahr.id,
        code=code,
        massnahme=bezug.massnahme,
        traeger=bezug.traeger,
        beleg=bezug.beleg,
        differenz=differenz,
        grund=grund.strip(),
        begruendet_von_id=person.id,
        begruendet_am=am,
    )
    session.add(abweichung)
    session.flush()  # the Ereignis names its number
    _record(session, "abweichung_begruendet", abweichung, person, grund=abweichung.grund)
    return abweichung


def agree(
    session: Session, abweichung_id: int, *, stand: int | None, am: date, person: m.Person
) -> m.ZugelasseneAbweichung:
    """Agree to a waiver as the second Person.

    Raises ZweitePersonFehlt where there are not two, Conflict where it was decided meanwhile or the difference is
    another one by now.
    """
    abweichung = _waiting(session, abweichung_id, stand)
    require_two(session, session.get_one(m.Person, abweichung.begruendet_von_id), person)
    foerderjahr = session.get_one(m.Foerderjahr, abweichung.foerderjahr_id)
    if abweichung.traeger and belongs_to(session, person.id, abweichung.traeger, foerderjahr.jahr, heute=am):
        text = (
            "Sie gehören zu dem Träger oder der Stelle, um die es geht. Zustimmen muss eine andere Person der "
            "Geschäftsstelle oder der Finanzprüfung."
        )
        raise RuleViolation([Violation("gehoert_zum_empfaenger", text)])
    found = _find(session, foerderjahr, abweichung.code, _bezug(abweichung), am=am)
    same = _same(found.ergebnisse, abweichung.differenz)
    if text := why_not(found.jahr, abweichung.code, same[0].ergebnis, abweichung.differenz):
        raise RuleViolation([Violation("nicht_zulassbar", text)])
    change(abweichung, zugestimmt_von_id=person.id, zugestimmt_am=am)
    _record(session, "abweichung_zugestimmt", abweichung, person)
    return abweichung


def refuse(
    session: Session, abweichung_id: int, *, grund: str, stand: int | None, am: date, person: m.Person
) -> m.ZugelasseneAbweichung:
    """Refuse a waiver with the reason; who reasoned it takes it back instead."""
    abweichung = _waiting(session, abweichung_id, stand)
    require_two(session, session.get_one(m.Person, abweichung.begruendet_von_id), person)
    _require_reason(grund, "Bitte schreiben Sie in einem Satz, warum Sie nicht zustimmen.")
    change(abweichung, abgelehnt_von_id=person.id, abgelehnt_am=am, abgelehnt_grund=grund.strip())
    _record(session, "abweichung_abgelehnt", abweichung, person, grund=grund.strip())
    return abweichung


def take_back(
    session: Session, abweichung_id: int, *, grund: str, stand: int | None, am: date, person: m.Person
) -> m.ZugelasseneAbweichung:
    """Take a waiver back, waiting or agreed: the deviation is open again. One Person is enough for that."""
    abweichung = _get(session, abweichung_id, stand)
    _require_reason(grund, "Bitte schreiben Sie in einem Satz, warum die Zulassung zurückgenommen wird.")
    change(
        abweichung,
        zurueckgenommen_von_id=person.id,
        zurueckgenommen_am=am,
        zurueckgenommen_grund=grund.strip(),
    )
    _record(session, "abweichung_zurueckgenommen", abweichung, person, grund=grund.strip())
    return abweichung


# -- what it is bound to ---------------------------------------------------------------------------------------


def _find(session: Session, foerderjahr: m.Foerderjahr, code: str, bezug: Bezug, *, am: date) -> _Befund:
    if code not in REGISTER:
        raise NotFound("Diese Prüfung gibt es nicht. Gehen Sie zur Prüfung der Summen.")
    jahr = load_jahr(session, foerderjahr, am=am)
    return _Befund(jahr, tuple(findings(pruefe_regel(jahr, REGISTER[code]), code, bezug)))


def _same(ergebnisse: Sequence[Ergebnis], differenz: Betrag) -> list[Ergebnis]:
    """Return the results with this difference, the open ones first; raises Conflict where there is none."""
    same = [e for e in ergebnisse if e.differenz == differenz]
    if same:
        return sorted(same, key=lambda e: e.ergebnis is not Ergebnisart.FEHLER)
    now = [format_betrag(e.differenz, vorzeichen=True) for e in ergebnisse if e.differenz is not None]
    was = format_betrag(differenz, vorzeichen=True)
    instead = f"Jetzt beträgt sie {' und '.join(now)}." if now else "Sie besteht nicht mehr."
    raise Conflict(
        f"Die Differenz ist nicht mehr {was}. {instead} Es wurde nichts gespeichert; bitte sehen Sie sich die "
        "Prüfung neu an."
    )


def _running(
    session: Session, foerderjahr_id: int, code: str, bezug: Bezug, differenz: Betrag
) -> Sequence[m.ZugelasseneAbweichung]:
    a = m.ZugelasseneAbweichung
    statement = select(a).where(
        a.foerderjahr_id == foerderjahr_id,
        a.code == code,
        a.differenz == differenz,
        a.abgelehnt_am.is_(None),
        a.zurueckgenommen_am.is_(None),
    )
    return [row for row in session.scalars(statement) if _bezug(row) == bezug]


def _bezug(abweichung: m.ZugelasseneAbweichung) -> Bezug:
    return Bezug(abweichung.massnahme, abweichung.traeger, abweichung.beleg)


# -- states ----------------------------------------------------------------------------------------------------


def _get(session: Session, abweichung_id: int, stand: int | None) -> m.ZugelasseneAbweichung:
    """Return a waiver that is not decided against, locked; raises NotFound or Conflict."""
    abweichung = session.get(m.ZugelasseneAbweichung, abweichung_id, with_for_update=True)
    if abweichung is None:
        raise NotFound("Diese Abweichung gibt es nicht. Gehen Sie zur Prüfung der Summen.")
    if abweichung.abgelehnt_am or abweichung.zurueckgenommen_am:
        done = "abgelehnt" if abweichung.abgelehnt_am else "zurückgenommen"
        raise Conflict(f"Diese Zulassung ist inzwischen {done}. Es wurde nichts geändert.")
    if stand is not None and stand != abweichung.aenderungsstand:
        raise Conflict(
            "Über diese Zulassung wurde inzwischen entschieden. Es wurde nichts geändert; bitte sehen Sie sie sich "
            "neu an."
        )
    return abweichung


def _waiting(session: Session, abweichung_id: int, stand: int | None) -> m.ZugelasseneAbweichung:
    abweichung = _get(session, abweichung_id, stand)
    if abweichung.zugestimmt_am:
        raise Conflict("Dieser Abweichung wurde schon zugestimmt. Es wurde nichts geändert.")
    return abweichung


def _require_reason(grund: str, text: str) -> None:
    if not is_sentence(grund):
        raise RuleViolation([Violation("grund_fehlt", text, feld="grund")])


def _record(
    session: Session, art: str, abweichung: m.ZugelasseneAbweichung, person: m.Person, **more: str
) -> None:
    record(
        session,
        art=art,
        gegenstand=f"abweichung/{abweichung.id}",
        person=person,
        inhalt={
            "foerderjahr": abweichung.foerderjahr_id,
            "code": abweichung.code,
            "massnahme": abweichung.massnahme,
            "traeger": abweichung.traeger,
            "beleg": abweichung.beleg,
            "differenz": str(abweichung.differenz),
            **more,
        },
    )
