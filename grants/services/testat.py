"""The Testat of the Rechnungsprüfung: recorded by somebody who did not check, taken back with a reason, kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Dateizweck, label
from grants.domain.errors import Conflict, NotFound, RuleViolation, Violation
from grants.domain.testat import Testatangaben, check_beteiligt, check_testat
from grants.domain.texte import Papier
from grants.queries import foerderjahre
from grants.queries.nachweis_stadt import subject_of
from grants.queries.personen import load_zusammengefuehrt
from grants.queries.testat import load_beteiligte
from grants.services import dokumente
from grants.services.dateiablage import Bereit, keep
from grants.services.ereignisse import record
from grants.services.vier_augen import is_kommandozeile


def record_testat(
    session: Session,
    angaben: Testatangaben,
    *,
    programm: str,
    jahr: int,
    gezeigt: str,
    dateien: Sequence[Bereit],
    heute: date,
    jetzt: datetime,
    person: m.Person,
) -> m.Testat:
    """Record a Testat on the proof as it is now; `gezeigt` is the hash that the page showed.

    Raises RuleViolation with everything that is wrong, Conflict where the proof is another one by now or has its
    Testat already.
    """
    foerderjahr = foerderjahre.get(session, programm, jahr)
    lage = dokumente.collect(
        session, Papier.VERWENDUNGSNACHWEIS, programm=programm, jahr=jahr, am=heute
    ).testat
    if lage is None or lage.nachweis_sha256 != gezeigt:
        raise Conflict(
            "Der Verwendungsnachweis hat sich geändert, seit Sie die Seite geöffnet haben. Es wurde nichts "
            "eingetragen. Bitte sehen Sie ihn noch einmal an."
        )
    if lage.gilt is not None:
        raise Conflict(
            "Für diesen Stand des Verwendungsnachweises ist schon ein Testat eingetragen. Es wurde nichts "
            "eingetragen. Wenn es falsch ist, nehmen Sie es zuerst zurück."
        )
    involved = load_beteiligte(session, foerderjahr.id)
    names = (name for known in involved.values() for name in known)
    wrong = check_testat(angaben, heute=heute) + check_beteiligt(angaben.gegeben_von, names)
    if is_kommandozeile(person) or load_zusammengefuehrt(session).get(person.id, person.id) in involved:
        text = (
            "Sie haben in diesem Jahr Nachweise geprüft oder freigegeben. Das Testat trägt jemand ein, der daran "
            "nicht beteiligt war."
        )
        wrong.append(Violation("selbst_beteiligt", text))
    if wrong or angaben.am is None or angaben.ergebnis is None:
        raise RuleViolation(wrong)
    row = m.Testat(
        foerderjahr_id=foerderjahr.id,
        am=angaben.am,
        gegeben_von=angaben.gegeben_von.strip(),
        umfang=angaben.umfang.strip(),
        ergebnis=angaben.ergebnis,
        text=angaben.text.strip(),
        nachweis_sha256=gezeigt,
        eingetragen_am=heute,
        person_id=person.id,
    )
    session.add(row)
    session.flush()
    for each in dateien:
        keep(
            session,
            each,
            gegenstand="testat_id",
            gegenstand_id=row.id,
            zweck=Dateizweck.SCAN,
            person=person,
            jetzt=jetzt,
        )
    record(
        session,
        art="testat_eingetragen",
        gegenstand=subject_of(programm, jahr),
        person=person,
        inhalt={
            "am": row.am.isoformat(),
            "gegeben von": row.gegeben_von,
            "ergebnis": label(row.ergebnis),
            "nachweis_sha256": row.nachweis_sha256,
        },
    )
    return row


def take_back(
    session: Session,
    testat_id: int,
    *,
    programm: str,
    jahr: int,
    grund: str,
    heute: date,
    person: m.Person,
) -> None:
    """Take a Testat back with a reason; it stays. Raises RuleViolation, Conflict, NotFound."""
    foerderjahr = foerderjahre.get(session, programm, jahr)
    t = m.Testat
    statement = select(t).where(t.id == testat_id, t.foerderjahr_id == foerderjahr.id).with_for_update()
    row = session.execute(statement).scalar_one_or_none()
    if row is None:
        raise NotFound("Dieses Testat gibt es in diesem Jahr nicht. Bitte laden Sie die Seite neu.")
    if not grund.strip():
        raise RuleViolation([Violation("grund_fehlt", "Bitte geben Sie den Grund an.", "grund")])
    if row.zurueckgenommen_am is not None:
        raise Conflict("Dieses Testat ist schon zurückgenommen. Bitte laden Sie die Seite neu.")
    row.zurueckgenommen_am, row.zurueckgenommen_grund = heute, grund.strip()
    row.zurueckgenommen_von_id = person.id
    record(
        session,
        art="testat_zurueckgenommen",
        gegenstand=subject_of(programm, jahr),
        person=person,
        inhalt={"am": row.am.isoformat(), "grund": row.zurueckgenommen_grund},
    )
