"""The states of a recipient's Verwendungsnachweis: who may write when, and each step with its Ereignis.

Steps of the recipient: `submit`. Steps of the office: `begin_check`, `take_back`, `ask_for_more`, `reopen`,
`mark_binding`. Steps of the year: `close_released`, `open_closed`. Every step follows NACHWEIS_UEBERGAENGE; nothing
that was handed in or asked is deleted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import FREIGEGEBENE, NACHWEIS_UEBERGAENGE, NachweisStatus, label
from grants.domain.errors import Conflict, NotFound, RuleViolation, TransitionNotAllowed, Violation
from grants.domain.nachweisteile import Teil
from grants.models import Verwendungsnachweis
from grants.queries.anteile import OFFEN, Anteil, load_anteil
from grants.services.ereignisse import record, sha256

ABGESANDT = (
    "Dieser Verwendungsnachweis ist abgesandt und kann nicht mehr geändert werden. Wenn etwas zu berichtigen ist, "
    "schreiben Sie der Geschäftsstelle; sie kann ihn wieder öffnen."
)
NICHT_EINGEREICHT = (
    "Für diese Maßnahme ist kein Verwendungsnachweis eingereicht. Sobald er eingeht, können Sie "
    "ihn bearbeiten."
)
ZWEI_PERSONEN = (
    "Das Prüfergebnis ist schon freigegeben. Wieder öffnen können es nur zwei Personen gemeinsam, in der Prüfung "
    "des Nachweises. Bitte wenden Sie sich an die Finanzprüfung."
)
MITGETEILT = "Die Schlussmitteilung ist schon heraus. Bitte wenden Sie sich an die Finanzprüfung."


@dataclass(frozen=True, slots=True)
class Punkt:
    """One thing the office asks for; `teil` names the part of the proof it is about, None for the whole."""

    text: str
    teil: Teil | None = None


@dataclass(frozen=True, slots=True)
class Abgabe:
    """What is frozen at the hand-in: canonical JSON, the part of it that are figures, and the template it fits."""

    inhalt: str
    zahlen: str
    vorlage: str


# -- Who may write ---------------------------------------------------------------------------------------------


def open_nachweis(session: Session, anteil_id: int) -> Verwendungsnachweis:
    """Return the proof of a part for writing, made where there is none yet; raises Conflict once it is handed in.

    It is locked until the commit, so that nothing is written while it is being handed in.
    """
    _hold_year(session, anteil_id)
    statement = _of(anteil_id).with_for_update().execution_options(populate_existing=True)
    found = session.execute(statement).scalar_one_or_none()
    if found is None:
        # Two who write the first line at once wait for each other.
        e = m.Empfaengeranteil
        session.execute(select(e.id).where(e.id == anteil_id).with_for_update())
        found = session.execute(statement).scalar_one_or_none()
    if found is None:
        found = Verwendungsnachweis(empfaengeranteil_id=anteil_id)
        session.add(found)
        session.flush()
    require_open(found)
    return found


def _of(anteil_id: int) -> Select[Verwendungsnachweis]:
    return select(Verwendungsnachweis).where(Verwendungsnachweis.empfaengeranteil_id == anteil_id)


def find_nachweis(session: Session, anteil_id: int) -> Verwendungsnachweis | None:
    """Return the proof of a part as it is, None before the first entry."""
    return session.execute(_of(anteil_id)).scalar_one_or_none()


def require_open(nachweis: Verwendungsnachweis | None) -> None:
    """Raise Conflict where the proof no longer lies with the recipient."""
    if nachweis is not None and nachweis.status not in OFFEN:
        raise Conflict(ABGESANDT)


# -- Steps of the recipient ------------------------------------------------------------------------------------


def submit(
    session: Session, anteil_id: int, abgabe: Abgabe, *, heute: date, jetzt: datetime, person: m.Person
) -> m.Nachweisfassung:
    """Freeze what is handed in as the next numbered copy and let the office have it.

    Whether it is complete and declared is checked before (services.einreichung). Answers the open Nachforderung.
    Where the figures differ from those of the copy before, sign-offs become invalid; they are kept. Raises Conflict
    where it is handed in already.
    """
    nachweis = open_nachweis(session, anteil_id)
    old, nummer = nachweis.status, _count_fassungen(session, nachweis) + 1
    anteil = load_anteil(session, anteil_id)
    nachweis.status = NachweisStatus.EINGEREICHT
    nachweis.eingereicht_am = heute
    _answer_requests(session, nachweis, jetzt=jetzt)
    invalid = _invalidate_changed(session, nachweis, zahlen=abgabe.zahlen, am=heute, person=person)
    vorgangsnummer = f"VN-{anteil.jahr}-{anteil.id:05d}-{nummer}"
    digest = sha256(abgabe.inhalt)
    # The copy points to its own Ereignis, whose hash covers that of the copy: neither can be changed unseen.
    ereignis = record(
        session,
        art="verwendungsnachweis_eingereicht",
        gegenstand=gegenstand(anteil),
        person=person,
        inhalt={
            "stand": {"alt": label(old), "neu": label(nachweis.status)},
            "vorgangsnummer": vorgangsnummer,
            "sha256": digest,
            "zahlen_sha256": sha256(abgabe.zahlen),
            **({"prüfungen ungültig": invalid} if invalid else {}),
        },
    )
    fassung = m.Nachweisfassung(
        verwendungsnachweis_id=nachweis.id,
        nummer=nummer,
        vorgangsnummer=vorgangsnummer,
        inhalt=abgabe.inhalt,
        sha256=digest,
        zahlen_sha256=sha256(abgabe.zahlen),
        vorlage=abgabe.vorlage,
        eingereicht_am=jetzt,
        person_id=person.id,
        ereignis_nummer=ereignis.nummer,
        ereignis_hash=ereignis.hash,
    )
    session.add(fassung)
    session.flush()
    return fassung


def _count_fassungen(session: Session, nachweis: Verwendungsnachweis) -> int:
    f = m.Nachweisfassung
    return session.execute(
        select(func.count()).select_from(f).where(f.verwendungsnachweis_id == nachweis.id)
    ).scalar_one()


def open_request(session: Session, nachweis_id: int | None) -> m.Nachforderung | None:
    """Return the Nachforderung that waits for an answer."""
    n = m.Nachforderung
    statement = (
        select(n)
        .where(
            n.verwendungsnachweis_id == nachweis_id,
            n.beantwortet_am.is_(None),
            n.zurueckgenommen_am.is_(None),
        )
        .order_by(n.id.desc())
        .limit(1)
    )
    return session.execute(statement).scalar_one_or_none()


def _answer_requests(session: Session, nachweis: Verwendungsnachweis, *, jetzt: datetime) -> None:
    while (request := open_request(session, nachweis.id)) is not None:
        request.beantwortet_am = jetzt
        session.flush()


def _invalidate_changed(
    session: Session, nachweis: Verwendungsnachweis, *, zahlen: str, am: date, person: m.Person
) -> int:
    """Mark the sign-offs where the figures are others than in the copy before; return how many."""
    f = m.Nachweisfassung
    before = session.execute(
        select(f.zahlen_sha256)
        .where(f.verwendungsnachweis_id == nachweis.id)
        .order_by(f.nummer.desc())
        .limit(1)
    ).scalar_one_or_none()
    if before == sha256(zahlen):
        return 0
    grund = "Der Nachweis wurde mit anderen Zahlen neu eingereicht."
    return invalidate_pruefungen(session, nachweis, am=am, grund=grund, person=person)


def invalidate_pruefungen(
    session: Session, nachweis: Verwendungsnachweis, *, am: date, grund: str, person: m.Person
) -> int:
    """Mark the sign-offs of a proof as invalid since a day and return how many; the caller records it."""
    p = m.Pruefung
    statement = select(p).where(p.verwendungsnachweis_id == nachweis.id, p.ungueltig_seit.is_(None))
    found = session.execute(statement).scalars().all()
    for each in found:
        each.ungueltig_seit, each.ungueltig_grund, each.ungueltig_durch_id = am, grund, person.id
    return len(found)


# -- Steps of the office ---------------------------------------------------------------------------------------


def begin_check(session: Session, anteil_id: int, *, person: m.Person) -> Verwendungsnachweis:
    """Begin the check of a proof that came in; nothing happens where it is under check already.

    Raises Conflict or TransitionNotAllowed where the check is done (`reopen` then).
    """
    nachweis = _handed_in(session, anteil_id)
    _require_before_release(nachweis)
    if nachweis.status not in (NachweisStatus.EINGEREICHT, NachweisStatus.IN_PRUEFUNG):
        raise TransitionNotAllowed(label(nachweis.status), label(NachweisStatus.IN_PRUEFUNG))
    if nachweis.status is NachweisStatus.EINGEREICHT:
        _move(session, nachweis, NachweisStatus.IN_PRUEFUNG, art="pruefung_begonnen", person=person)
    return nachweis


def take_back(session: Session, anteil_id: int, *, grund: str, person: m.Person) -> Verwendungsnachweis:
    """Give a proof that nobody checks yet back to the recipient as a draft; the handed-in copy is kept.

    Raises RuleViolation without a reason, TransitionNotAllowed where the check has begun (`ask_for_more` then).
    """
    reason = _reason(grund)
    nachweis = _handed_in(session, anteil_id)
    _require_before_release(nachweis)
    was = {"eingereicht_am": nachweis.eingereicht_am, "rechtsverbindlich_am": nachweis.rechtsverbindlich_am}
    _check_transition(nachweis, NachweisStatus.ENTWURF)
    nachweis.eingereicht_am = nachweis.rechtsverbindlich_am = None
    _move(
        session,
        nachweis,
        NachweisStatus.ENTWURF,
        art="verwendungsnachweis_zurueckgegeben",
        person=person,
        inhalt={"grund": reason, **was},
    )
    return nachweis


def ask_for_more(
    session: Session,
    anteil_id: int,
    *,
    punkte: Sequence[Punkt],
    frist: date,
    heute: date,
    jetzt: datetime,
    person: m.Person,
    text: str = "",
) -> m.Nachforderung:
    """Ask the recipient for what is missing, with points to tick off and a day; the proof is open again.

    A proof that has only come in counts as under check from now on. Raises RuleViolation without a point or with a
    day that is over.
    """
    asked = [Punkt(each.text.strip(), each.teil) for each in punkte if each.text.strip()]
    violations = []
    if not asked:
        sentence = "Bitte nennen Sie mindestens einen Punkt, den der Träger ergänzen soll."
        violations.append(Violation("punkt_fehlt", sentence, feld="punkte"))
    if frist <= heute:
        sentence = "Die neue Frist liegt nicht in der Zukunft. Bitte wählen Sie einen späteren Tag."
        violations.append(Violation("frist_vorbei", sentence, feld="frist"))
    if violations:
        raise RuleViolation(violations)
    nachweis = begin_check(session, anteil_id, person=person)
    request = m.Nachforderung(
        verwendungsnachweis_id=nachweis.id,
        text=text.strip(),
        frist_bis=frist,
        am=jetzt,
        person_id=person.id,
        punkte=[m.Nachforderungspunkt(text=p.text, teil=p.teil.value if p.teil else "") for p in asked],
    )
    session.add(request)
    _move(
        session,
        nachweis,
        NachweisStatus.NACHFORDERUNG,
        art="nachforderung_gestellt",
        person=person,
        inhalt={"frist": frist, "punkte": [p.text for p in asked]},
    )
    return request


def reopen(
    session: Session, anteil_id: int, *, grund: str, heute: date, person: m.Person
) -> Verwendungsnachweis:
    """Take a checked proof back into the check; its sign-offs become invalid and are kept.

    Raises RuleViolation without a reason, Conflict from the Freigabe on: that takes two Persons.
    """
    reason = _reason(grund)
    nachweis = _handed_in(session, anteil_id)
    _require_before_release(nachweis)
    if nachweis.status is not NachweisStatus.GEPRUEFT:
        raise TransitionNotAllowed(label(nachweis.status), label(NachweisStatus.IN_PRUEFUNG))
    if nachweis.schlussmitteilung_am is not None:
        raise Conflict(MITGETEILT)
    was = {"geprueft_am": nachweis.geprueft_am, "festgesetzt": nachweis.festgesetzt}
    grund = f"Wieder in Prüfung genommen: {reason}"
    invalid = invalidate_pruefungen(session, nachweis, am=heute, grund=grund, person=person)
    nachweis.geprueft_am, nachweis.festgesetzt = None, None
    _move(
        session,
        nachweis,
        NachweisStatus.IN_PRUEFUNG,
        art="pruefung_wieder_geoeffnet",
        person=person,
        inhalt={"grund": reason, "prüfungen ungültig": invalid, **was},
    )
    return nachweis


def mark_binding(
    session: Session, anteil_id: int, *, am: date | None, person: m.Person
) -> Verwendungsnachweis:
    """Note the day on which the signed proof came in; None takes a mistake back.

    Raises RuleViolation for a day before the hand-in.
    """
    nachweis = _handed_in(session, anteil_id)
    if am is not None and nachweis.eingereicht_am is not None and am < nachweis.eingereicht_am:
        sentence = "Der Tag liegt vor dem elektronischen Eingang. Bitte tragen Sie ein, wann die Unterschrift vorlag."
        raise RuleViolation([Violation("vor_eingang", sentence, feld="am")])
    old = nachweis.rechtsverbindlich_am
    if old == am:
        return nachweis
    nachweis.rechtsverbindlich_am = am
    record(
        session,
        art="verwendungsnachweis_rechtsverbindlich",
        gegenstand=gegenstand(load_anteil(session, anteil_id)),
        person=person,
        inhalt={"alt": _text(old), "neu": _text(am)},
    )
    return nachweis


# -- Steps of the year -----------------------------------------------------------------------------------------


def lock_of_year(session: Session, foerderjahr_id: int) -> list[Verwendungsnachweis]:
    """Return every proof of a year as it stands now, locked until the commit.

    The year itself is locked before: who changes a proof shares the year first and comes to the proof afterwards.
    """
    statement = (
        select(Verwendungsnachweis)
        .join(m.Empfaengeranteil, Verwendungsnachweis.empfaengeranteil_id == m.Empfaengeranteil.id)
        .join(m.Jahresmassnahme)
        .where(m.Jahresmassnahme.foerderjahr_id == foerderjahr_id)
        .order_by(Verwendungsnachweis.id)
        .with_for_update(of=Verwendungsnachweis)
        .execution_options(populate_existing=True)
    )
    return list(session.execute(statement).scalars())


def close_released(session: Session, nachweise: Sequence[Verwendungsnachweis], *, person: m.Person) -> int:
    """Close every released proof with its year and return how many; others stay what they are."""
    return _move_all(
        session,
        nachweise,
        (NachweisStatus.FREIGEGEBEN, NachweisStatus.ABGESCHLOSSEN),
        art="verwendungsnachweis_abgeschlossen",
        person=person,
    )


def open_closed(session: Session, nachweise: Sequence[Verwendungsnachweis], *, person: m.Person) -> int:
    """Take every closed proof of a year that opens again back to released and return how many."""
    return _move_all(
        session,
        nachweise,
        (NachweisStatus.ABGESCHLOSSEN, NachweisStatus.FREIGEGEBEN),
        art="abschluss_des_nachweises_aufgehoben",
        person=person,
    )


def _move_all(
    session: Session,
    nachweise: Sequence[Verwendungsnachweis],
    schritt: tuple[NachweisStatus, NachweisStatus],
    *,
    art: str,
    person: m.Person,
) -> int:
    old, new = schritt
    found = [each for each in nachweise if each.status is old]
    for each in found:
        _move(session, each, new, art=art, person=person)
    return len(found)


# -- Shared ----------------------------------------------------------------------------------------------------


def gegenstand(anteil: Anteil) -> str:
    """Return what an Ereignis about this proof names as its subject."""
    return (
        f"foerderjahr/{anteil.programm}/{anteil.jahr}/massnahme/{anteil.kennung}"
        f"/traeger/{anteil.kuerzel}/verwendungsnachweis"
    )


def lock_nachweis(session: Session, anteil_id: int) -> Verwendungsnachweis:
    """Return the proof as it stands now, locked until the commit; raises NotFound."""
    _hold_year(session, anteil_id)
    statement = _of(anteil_id).with_for_update().execution_options(populate_existing=True)
    found = session.execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound(NICHT_EINGEREICHT)
    return found


def _hold_year(session: Session, anteil_id: int) -> None:
    """Share the year of a part with others until the commit, before the proof itself is locked.

    Who changes plans or parameters, takes a workbook over or closes the year has it alone and comes to the proofs
    afterwards: taken in another order the two would wait for each other for ever.
    """
    e, j, f = m.Empfaengeranteil, m.Jahresmassnahme, m.Foerderjahr
    statement = (
        select(f.id)
        .join(j, j.foerderjahr_id == f.id)
        .join(e, e.jahresmassnahme_id == j.id)
        .where(e.id == anteil_id)
        .with_for_update(read=True, key_share=True, of=f)
    )
    session.execute(statement)


def _handed_in(session: Session, anteil_id: int) -> Verwendungsnachweis:
    found = lock_nachweis(session, anteil_id)
    if found.status is NachweisStatus.ENTWURF:
        raise Conflict(NICHT_EINGEREICHT)
    return found


def _require_before_release(nachweis: Verwendungsnachweis) -> None:
    if nachweis.status in FREIGEGEBENE:
        raise Conflict(ZWEI_PERSONEN)


def _check_transition(nachweis: Verwendungsnachweis, neu: NachweisStatus) -> None:
    if neu not in NACHWEIS_UEBERGAENGE[nachweis.status]:
        raise TransitionNotAllowed(label(nachweis.status), label(neu))


def _move(
    session: Session,
    nachweis: Verwendungsnachweis,
    neu: NachweisStatus,
    *,
    art: str,
    person: m.Person,
    inhalt: Mapping[str, Any] | None = None,
) -> None:
    _check_transition(nachweis, neu)
    old = nachweis.status
    nachweis.status = neu
    record(
        session,
        art=art,
        gegenstand=gegenstand(load_anteil(session, nachweis.empfaengeranteil_id)),
        person=person,
        inhalt={
            "stand": {"alt": label(old), "neu": label(neu)},
            **{key: _text(value) for key, value in (inhalt or {}).items() if value is not None},
        },
    )


def _text(value: Any) -> Any:  # noqa: ANN401 - any value of a payload
    match value:
        case date():
            return value.isoformat()
        case str() | int() | list() | None:
            return value
        case _:
            return str(value)


def _reason(grund: str) -> str:
    reason = grund.strip()
    if not reason:
        raise RuleViolation(
            [Violation("grund_fehlt", "Bitte geben Sie einen Grund an; er steht im Verlauf.", feld="grund")]
        )
    return reason
