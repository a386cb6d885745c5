"""The check asks a recipient for papers and answers about single Belege; the frozen figures stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Dateizweck, NachweisStatus
from grants.domain.errors import Conflict, NotFound, RuleViolation, Violation
from grants.domain.mitteilungen import Post
from grants.domain.unterlagen import (
    LAENGSTENS,
    WARTET,
    Wunsch,
    check_anforderung,
    check_frist,
    check_vollstaendig,
    mail_angefordert,
    mail_beantwortet,
    mail_entfallen,
    mail_verlaengert,
)
from grants.queries.angeschriebene import find_person, list_des_amts
from grants.queries.anteile import Anteil, load_anteil
from grants.queries.stichproben import newest_id
from grants.queries.unterlagen import Belegangabe, get_beleg, list_anforderungen, list_stichprobe
from grants.services.dateiablage import Bereit, keep, remove
from grants.services.ereignisse import record, sha256
from grants.services.nachweisbegleitung import Schritt
from grants.services.nachweisstand import gegenstand, lock_nachweis
from grants.services.post import Anlass, queue_all, tell_recipient
from grants.services.pruefungen import require_in_check, require_unrelated
from grants.services.stichproben import require_checker, tick_off
from grants.services.unterlagenstand import get_anforderung, get_zeile, withdraw

GEAENDERT = (
    "Das hat inzwischen jemand anderes geändert. Es wurde nichts überschrieben. Bitte sehen Sie nach, was "
    "jetzt gilt."
)
NICHT_GEFRAGT = (
    "Danach wird nicht mehr gefragt: Die Anforderung ist zurückgenommen oder die Prüfung ist weiter. Sie müssen dazu "
    "nichts mehr schicken."
)


# -- the checkers ----------------------------------------------------------------------------------------------


def request_sample(
    session: Session,
    anteil_id: int,
    wuensche: Mapping[int, Wunsch],
    *,
    stichprobe_id: int | None,
    frist: date | None,
    text: str,
    schritt: Schritt,
) -> m.Unterlagenanforderung:
    """Ask for papers to rows of the newest sample (by the id of their part of the Beleg) and tell the recipient.

    `stichprobe_id` is the sample that the page showed. Raises RuleViolation with everything that is wrong, Conflict
    where the proof is not being checked or another sample was drawn meanwhile.
    """
    nachweis = _in_check(session, anteil_id)
    anteil = load_anteil(session, anteil_id)
    require_checker(session, anteil, heute=schritt.heute, person=schritt.person)
    sample = newest_id(session, nachweis.id)
    belege = list_stichprobe(session, anteil, sample)
    if sample is None or sample != stichprobe_id or not set(wuensche) <= {each.teil_id for each in belege}:
        raise Conflict(
            "Die Stichprobe wurde inzwischen neu gezogen. Es wurde nichts angefordert. Bitte sehen Sie die Belege "
            "der neuen Stichprobe durch und fordern Sie noch einmal an."
        )
    asked = [(each, wuensche[each.teil_id]) for each in belege if each.teil_id in wuensche]
    return _ask(session, anteil, asked, stichprobe_id=sample, frist=frist, text=text, schritt=schritt)


def ask_about_beleg(
    session: Session, anteil_id: int, teil_id: int, wunsch: Wunsch, *, frist: date | None, schritt: Schritt
) -> m.Unterlagenanforderung:
    """Ask about a single Beleg, in the sample or not; raises RuleViolation, Conflict, NotFound."""
    nachweis = _in_check(session, anteil_id)
    anteil = load_anteil(session, anteil_id)
    require_unrelated(session, anteil, heute=schritt.heute, person=schritt.person)
    found = get_beleg(session, anteil, teil_id, stichprobe_id=newest_id(session, nachweis.id))
    if found is None:
        raise NotFound("Diesen Beleg gibt es in diesem Nachweis nicht. Gehen Sie zur Prüfung des Nachweises.")
    return _ask(session, anteil, [(found, wunsch)], stichprobe_id=None, frist=frist, text="", schritt=schritt)


def _in_check(session: Session, anteil_id: int) -> m.Verwendungsnachweis:
    nachweis, _ = require_in_check(session, anteil_id)
    if nachweis.status is not NachweisStatus.IN_PRUEFUNG:
        raise Conflict("Der Nachweis ist schon geprüft. Nehmen Sie ihn zuerst wieder in Prüfung.")
    return nachweis


def _ask(
    session: Session,
    anteil: Anteil,
    asked: Sequence[tuple[Belegangabe, Wunsch]],
    *,
    stichprobe_id: int | None,
    frist: date | None,
    text: str,
    schritt: Schritt,
) -> m.Unterlagenanforderung:
    wrong = check_anforderung([wish for _, wish in asked], frist, text, heute=schritt.heute)
    if wrong or frist is None:
        raise RuleViolation(wrong)
    row = m.Unterlagenanforderung(
        verwendungsnachweis_id=anteil.nachweis_id,
        stichprobe_id=stichprobe_id,
        text=text.strip(),
        frist_bis=frist,
        am=schritt.jetzt,
        person_id=schritt.person.id,
        zeilen=[_line(beleg, wish) for beleg, wish in asked if not wish.is_leer],
    )
    session.add(row)
    session.flush()
    record(
        session,
        art="unterlagen_angefordert",
        gegenstand=gegenstand(anteil),
        person=schritt.person,
        inhalt={
            "nummer": row.id,
            "frist": frist.isoformat(),
            "belege": [f"{zeile.position} {zeile.beleg_nr}" for zeile in row.zeilen],
        },
    )
    post = mail_angefordert(
        massnahme=anteil.massnahme,
        jahr=anteil.jahr,
        zeilen=len(row.zeilen),
        bis=frist,
        adresse=schritt.adresse,
    )
    _tell(session, anteil, post, Anlass("unterlagen_angefordert", f"unterlagen/{row.id}"), schritt)
    return row


def _line(beleg: Belegangabe, wish: Wunsch) -> m.Unterlagenzeile:
    return m.Unterlagenzeile(
        stichprobenbeleg_id=beleg.stichprobenbeleg_id,
        position=beleg.position,
        beleg_nr=beleg.beleg_nr,
        zahlungsempfaenger=beleg.zahlungsempfaenger,
        datum=beleg.datum,
        betrag=beleg.betrag,
        rechnung=wish.rechnung,
        zahlungsnachweis=wish.zahlungsnachweis,
        frage=wish.frage.strip(),
    )


def _tell(session: Session, anteil: Anteil, post: Post, anlass: Anlass, schritt: Schritt) -> None:
    tell_recipient(
        session, anteil, post, anlass, heute=schritt.heute, jetzt=schritt.jetzt, ohne=schritt.person
    )


def take_back(session: Session, anteil_id: int, anforderung_id: int, *, grund: str, schritt: Schritt) -> None:
    """Take a request back with a reason and tell the recipient; raises RuleViolation, Conflict, NotFound."""
    nachweis = lock_nachweis(session, anteil_id)
    anteil = load_anteil(session, anteil_id)
    require_unrelated(session, anteil, heute=schritt.heute, person=schritt.person)
    row = get_anforderung(session, nachweis.id, anforderung_id)
    if not grund.strip():
        sentence = "Bitte schreiben Sie, warum die Unterlagen nicht mehr nötig sind. Der Träger liest es."
        raise RuleViolation([Violation("grund_fehlt", sentence, "grund")])
    _require_waiting(row)
    withdraw(session, anteil, row, grund=grund.strip(), heute=schritt.heute, person=schritt.person)
    _tell_withdrawn(session, anteil, [row], schritt=schritt)


def _require_waiting(row: m.Unterlagenanforderung) -> None:
    if row.zurueckgenommen_am is not None or row.beantwortet_am is not None:
        raise Conflict(
            "Diese Anforderung ist schon beantwortet oder zurückgenommen. Bitte laden Sie die Seite neu."
        )


def _tell_withdrawn(
    session: Session, anteil: Anteil, found: Iterable[m.Unterlagenanforderung], *, schritt: Schritt
) -> None:
    """Tell the recipient that it need not send what was asked for."""
    for row in found:
        post = mail_entfallen(
            massnahme=anteil.massnahme,
            jahr=anteil.jahr,
            grund=row.zurueckgenommen_grund,
            adresse=schritt.adresse,
        )
        _tell(
            session, anteil, post, Anlass("unterlagen_entfallen", f"unterlagen_entfallen/{row.id}"), schritt
        )


def tell_redrawn(session: Session, anteil_id: int, *, schritt: Schritt) -> None:
    """Tell the recipient what a new sample made unnecessary today; nothing where nothing was outstanding."""
    anteil = load_anteil(session, anteil_id)
    a = m.Unterlagenanforderung
    statement = select(a).where(
        a.verwendungsnachweis_id == anteil.nachweis_id,
        a.stichprobe_id.is_not(None),
        a.stichprobe_id != newest_id(session, anteil.nachweis_id),
        a.zurueckgenommen_am == schritt.heute,
    )
    # A mail has a key of its own, so that nobody is told twice.
    _tell_withdrawn(session, anteil, session.execute(statement).scalars(), schritt=schritt)


def extend(
    session: Session, anteil_id: int, anforderung_id: int, *, bis: date | None, schritt: Schritt
) -> None:
    """Give the recipient more time and tell it; raises RuleViolation, Conflict, NotFound."""
    nachweis = lock_nachweis(session, anteil_id)
    anteil = load_anteil(session, anteil_id)
    require_unrelated(session, anteil, heute=schritt.heute, person=schritt.person)
    row = get_anforderung(session, nachweis.id, anforderung_id)
    _require_waiting(row)
    wrong = check_frist(bis, heute=schritt.heute, bisher=row.frist_bis)
    if wrong or bis is None:
        raise RuleViolation(wrong)
    old, row.frist_bis = row.frist_bis, bis
    record(
        session,
        art="unterlagen_frist_verlaengert",
        gegenstand=gegenstand(anteil),
        person=schritt.person,
        inhalt={"nummer": row.id, "frist": {"alt": old.isoformat(), "neu": bis.isoformat()}},
    )
    post = mail_verlaengert(massnahme=anteil.massnahme, jahr=anteil.jahr, bis=bis, adresse=schritt.adresse)
    _tell(
        session, anteil, post, Anlass("unterlagen_verlaengert", f"unterlagen_frist/{row.id}/{bis}"), schritt
    )


def mark_seen(
    session: Session, anteil_id: int, zeile_id: int, *, gesehen: bool, heute: date, person: m.Person
) -> None:
    """Note that what came about a Beleg was looked at, or take that back; in the sample it is ticked off there."""
    nachweis, _ = require_in_check(session, anteil_id)
    anteil = load_anteil(session, anteil_id)
    zeile, _ = get_zeile(session, nachweis.id, zeile_id)
    if zeile.stichprobenbeleg_id is not None:
        require_checker(session, anteil, heute=heute, person=person)
        row = session.get_one(m.Stichprobenbeleg, zeile.stichprobenbeleg_id, with_for_update=True)
        tick_off(session, nachweis, anteil, row, gesehen=gesehen, heute=heute, person=person)
        return
    require_unrelated(session, anteil, heute=heute, person=person)
    if (zeile.gesehen_am is not None) is gesehen:
        return
    zeile.gesehen_am, zeile.gesehen_von_id = (heute, person.id) if gesehen else (None, None)
    record(
        session,
        art="unterlage_gesehen" if gesehen else "unterlage_wieder_offen",
        gegenstand=gegenstand(anteil),
        person=person,
        inhalt={"position": zeile.position, "beleg": zeile.beleg_nr},
    )


# -- the recipient -----------------------------------------------------------------------------------------------


def answer(
    session: Session,
    anteil: Anteil,
    zeile_id: int,
    *,
    antwort: str,
    dateien: Sequence[Bereit],
    stand: int | None,
    jetzt: datetime,
    person: m.Person,
) -> None:
    """Keep what the recipient sends and says about one Beleg; raises RuleViolation, Conflict, NotFound."""
    zeile = _open_row(session, anteil, zeile_id)
    if stand is not None and stand != zeile.aenderungsstand:
        raise Conflict(GEAENDERT)
    words = antwort.strip()
    if zeile.antwort and words != zeile.antwort:
        _refuse_seen(session, zeile)
    if len(words) > LAENGSTENS:
        sentence = f"Die Antwort hat {len(words)} Zeichen, Platz ist für {LAENGSTENS}. Bitte kürzen Sie sie."
        raise RuleViolation([Violation("text_zu_lang", sentence, "antwort")])
    if not words and not dateien and not zeile.antwort:
        sentence = "Bitte wählen Sie eine Datei aus oder schreiben Sie eine Antwort."
        raise RuleViolation([Violation("nichts_geschickt", sentence, "datei")])
    for each in dateien:
        keep(
            session,
            each,
            gegenstand="unterlagenzeile_id",
            gegenstand_id=zeile.id,
            zweck=Dateizweck.SCAN,
            person=person,
            jetzt=jetzt,
        )
    if words != zeile.antwort:
        zeile.antwort = words
        record(
            session,
            art="unterlage_beantwortet",
            gegenstand=gegenstand(anteil),
            person=person,
            # The words stay in the row; the log keeps what proves them.
            inhalt={"position": zeile.position, "beleg": zeile.beleg_nr, "sha256": sha256(words)},
        )


def _refuse_seen(session: Session, zeile: m.Unterlagenzeile) -> None:
    """Raise Conflict where the check has looked at what was sent: it must stay what was looked at."""
    drawn = session.get(m.Stichprobenbeleg, zeile.stichprobenbeleg_id) if zeile.stichprobenbeleg_id else None
    if zeile.gesehen_am is not None or (drawn is not None and drawn.gesehen_am is not None):
        raise Conflict(
            "Die Prüfung hat schon angesehen, was Sie geschickt haben; es bleibt deshalb, wie es ist. Sie können "
            "weitere Dateien hochladen oder der Stadt eine Mitteilung schreiben."
        )


def take_file_away(
    session: Session, anteil: Anteil, schluessel: str, *, jetzt: datetime, person: m.Person
) -> None:
    """Take back a file that was sent by mistake, until the check has seen it; raises Conflict, NotFound."""
    d = m.Datei
    datei = session.execute(select(d).where(d.schluessel == schluessel)).scalar_one_or_none()
    if datei is None or datei.unterlagenzeile_id is None:
        raise NotFound("Diese Datei gibt es hier nicht. Bitte laden Sie die Seite neu.")
    zeile = _open_row(session, anteil, datei.unterlagenzeile_id)
    _refuse_seen(session, zeile)
    remove(session, datei, person=person, jetzt=jetzt)


def _open_row(session: Session, anteil: Anteil, zeile_id: int) -> m.Unterlagenzeile:
    nachweis = lock_nachweis(session, anteil.id)
    zeile, request = get_zeile(session, nachweis.id, zeile_id)
    _require_open(nachweis, request)
    return zeile


def _require_open(nachweis: m.Verwendungsnachweis, request: m.Unterlagenanforderung) -> None:
    if request.zurueckgenommen_am is not None or nachweis.status not in WARTET:
        raise Conflict(NICHT_GEFRAGT)


def send(session: Session, anteil: Anteil, anforderung_id: int, *, schritt: Schritt) -> None:
    """Say that everything was sent, and tell who asked; raises RuleViolation for each Beleg without anything."""
    nachweis = lock_nachweis(session, anteil.id)
    request = get_anforderung(session, nachweis.id, anforderung_id)
    _require_open(nachweis, request)
    if request.beantwortet_am is not None:
        raise Conflict(
            "Das haben Sie schon abgeschickt. Was Sie jetzt noch hochladen, sieht die Prüfung sofort."
        )
    [found] = [each for each in list_anforderungen(session, nachweis.id) if each.id == request.id]
    if wrong := check_vollstaendig(found.zeilen):
        raise RuleViolation(wrong)
    request.beantwortet_am = schritt.jetzt
    record(
        session,
        art="unterlagen_geschickt",
        gegenstand=gegenstand(anteil),
        person=schritt.person,
        inhalt={"nummer": request.id, "belege": len(found.zeilen)},
    )
    post = mail_beantwortet(
        massnahme=anteil.massnahme, jahr=anteil.jahr, traeger=anteil.traeger, adresse=schritt.adresse
    )
    asked = find_person(session, request.person_id)
    # Who asked may have left; then the office hears of it.
    people = [asked] if asked else list_des_amts(session, am=schritt.heute)
    anlass = Anlass("unterlagen_da", f"unterlagen_da/{request.id}")
    queue_all(session, people, post, anlass, jetzt=schritt.jetzt)
