"""The check of a proof: begun, described for the Prüfvermerk, signed fachlich and rechnerisch.

Figures are recognised in services.anerkennungen, the sample is in services.stichproben, the checklist in
services.pruefliste, Freigabe in services.freigabe, opening again in services.pruefoeffnung. Whatever changes a figure
makes the signatures invalid and takes a checked proof back into the check; they are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain import summen
from grants.domain.begriffe import FREIGEGEBENE, NachweisStatus, Prueftiefe, Zeichnungsart, label
from grants.domain.errors import Conflict, RuleViolation, Violation
from grants.domain.pruefliste import open_points
from grants.domain.pruefregeln import REGISTER, Ergebnis, Ergebnisart, pruefe_regel
from grants.domain.zeichnung import Zeichnende, reasons_against, reasons_against_recognising
from grants.queries.anteile import Anteil, load_anteil
from grants.queries.pruefliste import load_fragen
from grants.queries.stichproben import count_unseen
from grants.queries.zahlenstand import find_empfaenger
from grants.services import nachweisstand
from grants.services.abgleich import change
from grants.services.ereignisse import record
from grants.services.nachweisstand import gegenstand, invalidate_pruefungen, lock_nachweis
from grants.services.pruefliste import ensure_punkte
from grants.services.zeichnungen import (
    Lage,
    add_zeichnung,
    load_lage,
    load_vorgang,
    load_zeichnende,
    refuse_overtaken,
)

NICHT_IN_PRUEFUNG = (
    "Dieser Nachweis ist nicht in Prüfung. Es wurde nichts gespeichert; bitte sehen Sie sich die Seite neu an, sie "
    "sagt, was als Nächstes geht."
)
FREIGEGEBEN = (
    "Das Prüfergebnis ist freigegeben und wird nicht mehr geändert. Wenn etwas falsch ist, öffnen zwei Personen den "
    "Nachweis mit Grund wieder."
)
_OFFEN = frozenset({NachweisStatus.IN_PRUEFUNG, NachweisStatus.GEPRUEFT})


# -- beginning -------------------------------------------------------------------------------------------------


def begin(
    session: Session, anteil_id: int, *, tiefe: Prueftiefe, heute: date, person: m.Person
) -> m.Nachweispruefung:
    """Begin the check of a proof that came in, or go on with one that was answered, and return it.

    Raises Conflict where somebody else began it meanwhile with another depth.
    """
    anteil = load_anteil(session, anteil_id)
    require_unrelated(session, anteil, heute=heute, person=person)
    # The year before the proof, as everybody takes them who needs both.
    ensure_punkte(session, anteil, person=person)
    nachweis = nachweisstand.begin_check(session, anteil_id, person=person)
    found = find_pruefung(session, nachweis.id)
    if found is None:
        found = m.Nachweispruefung(
            verwendungsnachweis_id=nachweis.id, begonnen_am=heute, begonnen_von_id=person.id, tiefe=tiefe
        )
        session.add(found)
        record(
            session,
            art="pruefung_angelegt",
            gegenstand=gegenstand(anteil),
            person=person,
            inhalt={"tiefe": label(tiefe)},
        )
    elif found.tiefe is not tiefe and anteil.status is NachweisStatus.EINGEREICHT:
        # It came in once more, and the depth was chosen anew.
        notizen = Notizen(tiefe, found.umfang, found.feststellungen, found.folgen)
        save_notes(session, anteil_id, notizen, stand=None, heute=heute, person=person)
    elif found.tiefe is not tiefe:
        raise Conflict(
            f"Die Prüfung ist schon begonnen, {label(found.tiefe)}. Wenn sie anders geprüft werden soll, ändern Sie "
            "die Prüftiefe unter „Für den Prüfvermerk“."
        )
    return found


def require_unrelated(session: Session, anteil: Anteil, *, heute: date, person: m.Person) -> Zeichnende:
    """Raise RuleViolation for the command line and for who belongs to the recipient; return who acts."""
    wer = load_zeichnende(session, person.id, anteil, heute=heute)
    wrong = reasons_against_recognising(wer, load_vorgang(session, anteil, zahlen_sha256=None))
    # Beginning, notes and the checklist are open to both sides of the house.
    if refused := [each for each in wrong if each.code != "rolle_fehlt"]:
        raise RuleViolation(refused)
    return wer


def may_check(session: Session, anteil: Anteil, *, heute: date, person: m.Person) -> bool:
    """Return whether this Person may work on the check of this recipient at all."""
    try:
        require_unrelated(session, anteil, heute=heute, person=person)
    except RuleViolation:
        return False
    return True


def find_pruefung(session: Session, nachweis_id: int) -> m.Nachweispruefung | None:
    statement = select(m.Nachweispruefung).where(m.Nachweispruefung.verwendungsnachweis_id == nachweis_id)
    return session.execute(statement).scalar_one_or_none()


def require_in_check(session: Session, anteil_id: int) -> tuple[m.Verwendungsnachweis, m.Nachweispruefung]:
    """Return the proof, locked, with its check; raises Conflict where it is not being checked."""
    nachweis = lock_nachweis(session, anteil_id)
    if nachweis.status in FREIGEGEBENE:
        raise Conflict(FREIGEGEBEN)
    pruefung = find_pruefung(session, nachweis.id)
    if nachweis.status not in _OFFEN or pruefung is None:
        raise Conflict(NICHT_IN_PRUEFUNG)
    return nachweis, pruefung


# -- signatures fall with the figures ---------------------------------------------------------------------------


def figures_changed(
    session: Session,
    nachweis: m.Verwendungsnachweis,
    anteil: Anteil,
    *,
    grund: str,
    heute: date,
    person: m.Person,
) -> None:
    """Make signatures invalid, keep them, and take a checked proof back into the check."""
    invalid = invalidate_pruefungen(session, nachweis, am=heute, grund=grund, person=person)
    back = nachweis.status is NachweisStatus.GEPRUEFT
    if back:
        nachweis.status, nachweis.geprueft_am, nachweis.festgesetzt = NachweisStatus.IN_PRUEFUNG, None, None
    if invalid:
        record(
            session,
            art="zeichnungen_ungueltig",
            gegenstand=gegenstand(anteil),
            person=person,
            inhalt={"grund": grund, "anzahl": invalid},
        )


# -- notes -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Notizen:
    """What the checkers write into the Prüfvermerk, and how deep they checked."""

    tiefe: Prueftiefe
    umfang: str = ""
    feststellungen: str = ""
    folgen: str = ""


def save_notes(
    session: Session, anteil_id: int, notizen: Notizen, *, stand: int | None, heute: date, person: m.Person
) -> None:
    """Keep the notes of the check; another depth makes the rechnerische signature invalid."""
    nachweis, row = require_in_check(session, anteil_id)
    anteil = load_anteil(session, anteil_id)
    require_unrelated(session, anteil, heute=heute, person=person)
    if stand is not None and stand != row.aenderungsstand:
        raise Conflict(
            "Diese Angaben hat inzwischen jemand anderes geändert. Es wurde nichts überschrieben; daneben steht, was "
            "jetzt gilt. Speichern Sie noch einmal, wenn Ihre Eingaben gelten sollen."
        )
    old = {"tiefe": label(row.tiefe), "umfang": row.umfang}
    old |= {"feststellungen": row.feststellungen, "folgen": row.folgen}
    deeper = row.tiefe is not notizen.tiefe
    if not change(
        row,
        tiefe=notizen.tiefe,
        umfang=notizen.umfang.strip(),
        feststellungen=notizen.feststellungen.strip(),
        folgen=notizen.folgen.strip(),
    ):
        return
    new = {"tiefe": label(row.tiefe), "umfang": row.umfang}
    new |= {"feststellungen": row.feststellungen, "folgen": row.folgen}
    record(
        session,
        art="pruefung_beschrieben",
        gegenstand=gegenstand(anteil),
        person=person,
        inhalt={"alt": old, "neu": new},
    )
    if deeper:
        grund = f"Prüftiefe geändert auf {label(notizen.tiefe)}."
        figures_changed(session, nachweis, anteil, grund=grund, heute=heute, person=person)


def answer_belonging(
    session: Session, anteil_id: int, *, gehoert: bool, heute: date, person: m.Person
) -> None:
    """Say whether the Geschäftsstelle belongs to the Stelle checked; never said by the Geschäftsstelle itself."""
    anteil = load_anteil(session, anteil_id)
    wer = load_zeichnende(session, person.id, anteil, heute=heute)
    vorgang = load_vorgang(session, anteil, zahlen_sha256=None)
    # Who belongs to the Geschäftsstelle is refused here, also with a second Rolle in finance.
    wrong = reasons_against_recognising(wer, vorgang)
    if not anteil.is_stelle:
        text = "Das wird nur bei städtischen Stellen gefragt. Bitte gehen Sie zur Prüfung zurück."
        wrong.append(Violation("keine_stelle", text))
    if wrong:
        raise RuleViolation(wrong)
    traeger = session.get_one(m.Traeger, anteil.traeger_id)
    old = traeger.gehoert_geschaeftsstelle
    if old is gehoert:
        return
    traeger.gehoert_geschaeftsstelle = gehoert
    record(
        session,
        art="stelle_zugeordnet",
        gegenstand=f"traeger/{anteil.kuerzel}",
        person=person,
        inhalt={"gehört zur Geschäftsstelle": {"alt": old, "neu": gehoert}},
    )


# -- signing ---------------------------------------------------------------------------------------------------


def sign(
    session: Session, anteil_id: int, art: Zeichnungsart, *, vermerk: str, heute: date, person: m.Person
) -> m.Pruefung:
    """Sign fachlich or rechnerisch; with both signatures the proof is geprüft.

    Raises RuleViolation with every reason against it: the Person, the state, open points, figures that do not hold.
    """
    nachweis, pruefung = require_in_check(session, anteil_id)
    anteil = load_anteil(session, anteil_id)
    lage = load_lage(session, anteil, heute=heute)
    refuse_overtaken(art, lage.vorgang)
    wer = load_zeichnende(session, person.id, anteil, heute=heute)
    wrong = reasons_against(art, wer, lage.vorgang)
    wrong += open_work(session, lage, pruefung.tiefe, art)
    if wrong:
        raise RuleViolation(wrong)
    row = add_zeichnung(
        session,
        nachweis,
        art,
        zahlen_sha256=lage.zahlen_sha256,
        vermerk=vermerk,
        tiefe=pruefung.tiefe if art is Zeichnungsart.RECHNERISCH else None,
        heute=heute,
        person=person,
    )
    signed = {*lage.vorgang.gezeichnet, art}
    done = {Zeichnungsart.FACHLICH, Zeichnungsart.RECHNERISCH} <= signed
    if done:
        nachweis.status, nachweis.geprueft_am = NachweisStatus.GEPRUEFT, heute
    record(
        session,
        art=f"{art.value}_gezeichnet",
        gegenstand=gegenstand(anteil),
        person=person,
        inhalt={
            "vermerk": row.vermerk,
            "zahlen_sha256": row.zahlen_sha256,
            **({"stand": {"alt": label(anteil.status), "neu": label(nachweis.status)}} if done else {}),
        },
    )
    return row


def open_work(session: Session, lage: Lage, tiefe: Prueftiefe, art: Zeichnungsart) -> list[Violation]:
    """Return what has to be done before one of the two checks is signed."""
    wrong = open_points(load_fragen(session, lage.anteil, lage.vorgang.gezeichnet), art, tiefe)
    if art is not Zeichnungsart.RECHNERISCH:
        return wrong
    if tiefe is Prueftiefe.VERTIEFT and not has_no_belege(lage):
        unseen = count_unseen(session, lage.anteil.nachweis_id)
        if unseen is None:
            wrong.append(
                Violation("stichprobe_fehlt", "Es ist noch keine Stichprobe gezogen. Bitte ziehen Sie sie.")
            )
        elif unseen:
            rows = "1 Belegzeile ist" if unseen == 1 else f"{unseen} Belegzeilen sind"
            text = f"{rows} in der Stichprobe noch nicht gesehen. Bitte prüfen Sie sie und haken Sie sie ab."
            wrong.append(Violation("stichprobe_offen", text))
    _, empfaenger = find_empfaenger(lage.jahr, lage.anteil)
    if summen.festsetzung(lage.jahr, empfaenger) is None:
        text = (
            "Die Zuwendung lässt sich noch nicht berechnen: Es fehlt eine Zusage, ein Finanzierungsplan oder eine "
            "Angabe zum Jahr. Die Regeln auf dieser Seite sagen, welche."
        )
        wrong.append(Violation("zuwendung_offen", text))
    return wrong + [Violation(e.code, e.text) for e in failed(lage, "anerkannt")]


def has_no_belege(lage: Lage) -> bool:
    """Return whether there is nothing to draw from: an einfacher Nachweis without Belegliste."""
    return not find_empfaenger(lage.jahr, lage.anteil)[1].belegteile


def failed(lage: Lage, code: str) -> list[Ergebnis]:
    """Return what a rule about sums finds wrong with this recipient."""
    wanted = (lage.anteil.kennung, lage.anteil.kuerzel)
    return [
        ergebnis
        for ergebnis in pruefe_regel(lage.jahr, REGISTER[code])
        if ergebnis.ergebnis is Ergebnisart.FEHLER
        and ergebnis.bezug is not None
        and (ergebnis.bezug.massnahme, ergebnis.bezug.traeger) == wanted
    ]
