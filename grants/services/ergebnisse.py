"""What follows from a released check: hearing, decision, announcement, what is not collected, and the letters.

Amounts are never typed: they are what the bridge yields and what was paid. Source: §§ 28, 49a VwVfG NRW.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain import summen
from grants.domain.begriffe import FREIGEGEBENE, Zeichnungsart
from grants.domain.dokumente import hindernisse
from grants.domain.errors import Conflict, RuleViolation, Violation
from grants.domain.fristen import format_datum
from grants.domain.kette import Weiterleitung
from grants.domain.money import NULL, Betrag, format_betrag
from grants.domain.pruefvermerk import cuts
from grants.domain.schreiben import (
    ANHOERUNG,
    SCHLUSSMITTEILUNG,
    Fall,
    SchreibenDaten,
    build_anhoerung,
    build_schlussmitteilung,
)
from grants.queries import foerderjahre
from grants.queries.anteile import Anteil, load_anteil
from grants.queries.kette import load_jahr
from grants.queries.stelle import load_stelle
from grants.queries.traegernachweis import load_empfaengerangaben
from grants.queries.zahlenstand import find_empfaenger
from grants.services.akten import Blatt, make_blatt, next_ausstellung, store
from grants.services.ereignisse import record
from grants.services.freigabestand import why_it_fell
from grants.services.nachweisstand import gegenstand, lock_nachweis
from grants.services.pruefungen import require_unrelated
from grants.services.zeichnungen import load_lage, load_zeichnende

NICHT_FREI = "Das Prüfergebnis ist noch nicht freigegeben. Gehen Sie zur Prüfung des Nachweises."


@dataclass(frozen=True, slots=True)
class Geldstand:
    """What the outcome means in money on a day; `gezahlt` is what came back or was paid after the check."""

    festgesetzt: Betrag
    ausgezahlt: Betrag
    erstattung: Betrag
    restzahlung: Betrag
    erstattet: Betrag
    rest_gezahlt: Betrag
    offen: Betrag


def load_fall(session: Session, anteil: Anteil, *, heute: date) -> tuple[Fall, Geldstand]:
    """Return the outcome as letters tell it; raises Conflict before the Freigabe."""
    foerderjahr = foerderjahre.get(session, anteil.programm, anteil.jahr)
    jahr = load_jahr(session, foerderjahr, am=heute, einzelbelege=False)
    massnahme, empfaenger = find_empfaenger(jahr, anteil)
    decided, computed = summen.festgesetzt(empfaenger), summen.festsetzung(jahr, empfaenger)
    if decided is None or empfaenger.nachweis is None:
        raise Conflict(NICHT_FREI)
    claim = empfaenger.nachweis.erstattung
    row = session.get(m.Erstattung, _claim_id(session, anteil)) if claim else None
    promise = summen.promise(empfaenger, heute)
    paper = promise if isinstance(promise, Weiterleitung) else None
    back = summen.zu_erstatten(empfaenger, heute) or NULL
    rest = summen.nachzuzahlen(empfaenger, heute) or NULL
    if empfaenger.is_stelle:
        back = rest = NULL
    returned, paid_rest = summen.erstattet(empfaenger, heute), summen.restzahlung_gezahlt(empfaenger, heute)
    waived = claim.nicht_erhoben if claim else NULL
    geld = Geldstand(
        decided,
        summen.ausgezahlt(empfaenger, heute),
        back,
        rest,
        returned,
        paid_rest,
        back - waived - returned if back else rest - paid_rest,
    )
    fall = Fall(
        jahr=anteil.jahr,
        am=heute,
        programm=jahr.programm_name,
        massnahme=massnahme.name,
        traeger=empfaenger.name,
        anschrift=load_empfaengerangaben(session, anteil).anschrift,
        bescheid=(
            f"{format_datum(paper.vom)}{f', Az. {paper.aktenzeichen}' if paper.aktenzeichen else ''}"
            if paper and paper.vom
            else ""
        ),
        vertrag=paper is not None and _is_contract(session, anteil, paper.version),
        festgesetzt=decided,
        schritte=computed.schritte if computed and computed.betrag == decided else (),
        kuerzungen=cuts(empfaenger),
        ausgezahlt=geld.ausgezahlt,
        erstattung=back,
        restzahlung=rest,
        nicht_erhoben=waived,
        begruendung=row.begruendung if row else "",
        anhoerung_bis=row.anhoerung_bis if row else None,
        faellig_am=claim.faellig_am if claim else None,
        erstattet=returned,
        nachgezahlt=paid_rest,
    )
    return fall, geld


def _is_contract(session: Session, anteil: Anteil, version: int) -> bool:
    w = m.Weiterleitung
    statement = select(w.vertrag).where(w.empfaengeranteil_id == anteil.id, w.version == version)
    return bool(session.execute(statement).scalar_one_or_none())


def _claim_id(session: Session, anteil: Anteil) -> int | None:
    found = find_erstattung(session, anteil)
    return found.id if found else None


def find_erstattung(session: Session, anteil: Anteil) -> m.Erstattung | None:
    """Return the Erstattung of a proof, None while nobody began it."""
    nachweis = session.get(m.Verwendungsnachweis, anteil.nachweis_id) if anteil.nachweis_id else None
    return nachweis.erstattung if nachweis else None


def is_told(session: Session, anteil: Anteil) -> bool:
    """Return whether the recipient has been told of its result, by the Anhörung or the Schlussmitteilung."""
    claim = find_erstattung(session, anteil)
    return told_on(session, anteil) is not None or bool(claim and claim.anhoerung_am)


def list_taken_back(session: Session, anteil: Anteil) -> tuple[m.Erstattung, ...]:
    """Return the hearings of a proof that no longer hold, the oldest first."""
    e = m.Erstattung
    statement = (
        select(e)
        .where(
            e.verwendungsnachweis_id == anteil.nachweis_id,
            e.zurueckgenommen_am.is_not(None),
            e.anhoerung_am.is_not(None),
        )
        .order_by(e.id)
    )
    return tuple(session.scalars(statement))


def told_on(session: Session, anteil: Anteil) -> date | None:
    """Return the day of the Schlussmitteilung."""
    nachweis = session.get(m.Verwendungsnachweis, anteil.nachweis_id) if anteil.nachweis_id else None
    return nachweis.schlussmitteilung_am if nachweis else None


def begin(
    session: Session,
    anteil_id: int,
    *,
    stand: int | None,
    heute: date,
    person: m.Person,
    takes_back: bool = False,
) -> tuple[m.Verwendungsnachweis, Anteil, Fall, Geldstand]:
    """Return the proof, locked, with its outcome on the day.

    Raises Conflict before the Freigabe and where somebody else changed the outcome since `stand` was read,
    RuleViolation for a Person that belongs to the recipient. What is taken back needs no Freigabe that still counts.
    """
    nachweis = lock_nachweis(session, anteil_id)
    if nachweis.status not in FREIGEGEBENE:
        raise Conflict(NICHT_FREI)
    anteil = load_anteil(session, anteil_id)
    require_unrelated(session, anteil, heute=heute, person=person)
    current = nachweis.erstattung.aenderungsstand if nachweis.erstattung else 0
    if stand is not None and stand != current:
        raise Conflict(
            "Am Ergebnis hat inzwischen jemand anderes gearbeitet. Es wurde nichts überschrieben. Bitte sehen Sie, "
            "was jetzt gilt, und speichern Sie noch einmal."
        )
    if nachweis.schlussmitteilung_am is None and not takes_back:
        require_freigabe(session, anteil, heute=heute)
    return nachweis, anteil, *load_fall(session, anteil, heute=heute)


def require_freigabe(session: Session, anteil: Anteil, *, heute: date) -> None:
    """Raise Conflict where the Freigabe given here does not count any more; one of a Jahresmappe has no signature."""
    if why := why_it_fell(session, anteil, heute=heute):
        raise Conflict(
            f"Die Freigabe gilt nicht mehr: {why} Es wurde nichts gespeichert. In der Prüfung des Nachweises steht, "
            "was sich geändert hat; zwei Personen öffnen ihn dort wieder."
        )


def _told(nachweis: m.Verwendungsnachweis) -> None:
    if nachweis.schlussmitteilung_am is not None:
        raise Conflict("Die Schlussmitteilung ist schon ausgestellt. Das Ergebnis wird nicht mehr geändert.")


# -- Anhörung --------------------------------------------------------------------------------------------------


def prepare_letter(
    session: Session, anteil_id: int, art: str, *, heute: date, anhoerung_bis: date | None = None
) -> Blatt:
    """Return a letter with its files, ready to be stored; never inside a writing transaction.

    Raises RuleViolation with its gaps.
    """
    anteil = load_anteil(session, anteil_id)
    fall, _ = load_fall(session, anteil, heute=heute)
    daten = draft(session, fall, art, anhoerung_bis=anhoerung_bis)
    if missing := hindernisse(daten):
        raise RuleViolation(missing)
    ausstellung = next_ausstellung(session, anteil, art, am=heute)
    return make_blatt(art, replace(daten, ausgestellt=ausstellung), ausstellung)


def draft(session: Session, fall: Fall, art: str, *, anhoerung_bis: date | None = None) -> SchreibenDaten:
    """Return a letter as a draft."""
    stelle = load_stelle(session)
    if art == ANHOERUNG:
        return build_anhoerung(replace(fall, anhoerung_bis=anhoerung_bis or fall.anhoerung_bis), stelle)
    return build_schlussmitteilung(fall, stelle)


def hear(
    session: Session,
    anteil_id: int,
    blatt: Blatt,
    *,
    bis: date,
    stand: int | None,
    heute: date,
    person: m.Person,
) -> m.Erstattung:
    """Begin the hearing of a Träger that has to return money: Frist set, letter issued."""
    nachweis, anteil, fall, _ = begin(session, anteil_id, stand=stand, heute=heute, person=person)
    _told(nachweis)
    if not fall.erstattung:
        raise Conflict("Es ist nichts zu erstatten; eine Anhörung ist nicht nötig.")
    if bis <= heute:
        text = "Die Frist liegt nicht in der Zukunft. Bitte wählen Sie einen späteren Tag."
        raise RuleViolation([Violation("frist_vorbei", text, "bis")])
    claim = nachweis.erstattung
    if claim is not None and claim.anhoerung_am is not None:
        raise Conflict("Die Anhörung läuft schon. Bitte sehen Sie sich die Seite neu an.")
    store(session, anteil, blatt, person=person)
    if claim is None:
        claim = m.Erstattung(gefordert=fall.erstattung)
        nachweis.erstattung = claim
    claim.gefordert, claim.anhoerung_am, claim.anhoerung_bis = fall.erstattung, heute, bis
    record_outcome(
        session, "anhoerung_begonnen", anteil, person, gefordert=str(fall.erstattung), frist=bis.isoformat()
    )
    return claim


def answer_hearing(
    session: Session, anteil_id: int, *, text: str, stand: int | None, heute: date, person: m.Person
) -> m.Erstattung:
    """Keep what the Träger says to the hearing; it may say so until it is decided, also after the Frist."""
    nachweis = lock_nachweis(session, anteil_id)
    anteil = load_anteil(session, anteil_id)
    claim = nachweis.erstattung
    if claim is None or claim.anhoerung_am is None:
        raise Conflict("Zu diesem Nachweis läuft keine Anhörung.")
    if claim.entschieden_am is not None:
        raise Conflict("Es ist schon entschieden. Wenden Sie sich bitte an die Geschäftsstelle.")
    if stand is not None and stand != claim.aenderungsstand:
        raise Conflict(
            "Die Antwort wurde inzwischen geändert. Es wurde nichts überschrieben; bitte lesen Sie sie."
        )
    if not text.strip():
        raise RuleViolation(
            [Violation("antwort_fehlt", "Bitte schreiben Sie Ihre Stellungnahme.", "antwort")]
        )
    old = claim.antwort
    claim.antwort, claim.antwort_am, claim.antwort_von_id = text.strip(), heute, person.id
    record_outcome(session, "anhoerung_beantwortet", anteil, person, alt=old, neu=claim.antwort)
    return claim


# -- decision --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entscheidung:
    """What is decided about an Erstattung; `nicht_erhoben` with its own reason."""

    begruendung: str
    faellig_am: date | None
    nicht_erhoben: Betrag = NULL
    nicht_erhoben_grund: str = ""
    ohne_anhoerung: str = ""


def decide(
    session: Session,
    anteil_id: int,
    entscheidung: Entscheidung,
    *,
    stand: int | None,
    heute: date,
    person: m.Person,
) -> m.Erstattung:
    """Decide about an Erstattung after the hearing; raises RuleViolation with everything that is missing."""
    nachweis, anteil, fall, geld = begin(session, anteil_id, stand=stand, heute=heute, person=person)
    _told(nachweis)
    if not fall.erstattung:
        raise Conflict("Es ist nichts zu erstatten. Weiter geht es mit der Schlussmitteilung.")
    claim = nachweis.erstattung
    if claim is not None and claim.anhoerung_am is not None and claim.gefordert != fall.erstattung:
        raise Conflict(
            f"Angehört wurde zu {format_betrag(claim.gefordert)}, zu erstatten sind jetzt "
            f"{format_betrag(fall.erstattung)}. Bitte nehmen Sie die Anhörung zurück und hören Sie neu an."
        )
    wrong = _check_decision(entscheidung, claim, geld, heute=heute)
    if entscheidung.nicht_erhoben:
        wrong += _reasons_against_waiving(session, anteil, heute=heute, person=person)
    if wrong:
        raise RuleViolation(wrong)
    if claim is None:
        claim = m.Erstattung(gefordert=fall.erstattung)
        nachweis.erstattung = claim
    e = entscheidung
    claim.gefordert, claim.faellig_am, claim.begruendung = (
        fall.erstattung,
        e.faellig_am,
        e.begruendung.strip(),
    )
    claim.ohne_anhoerung = e.ohne_anhoerung.strip()
    claim.nicht_erhoben = e.nicht_erhoben
    claim.nicht_erhoben_grund = e.nicht_erhoben_grund.strip() if e.nicht_erhoben else ""
    claim.nicht_erhoben_am = heute if e.nicht_erhoben else None
    claim.entschieden_am, claim.entschieden_von_id = heute, person.id
    record_outcome(
        session,
        "erstattung_entschieden",
        anteil,
        person,
        gefordert=str(claim.gefordert),
        begruendung=claim.begruendung,
        faellig_am=e.faellig_am.isoformat() if e.faellig_am else None,
        nicht_erhoben=str(e.nicht_erhoben),
        grund=claim.nicht_erhoben_grund,
    )
    return claim


def _reasons_against_waiving(
    session: Session, anteil: Anteil, *, heute: date, person: m.Person
) -> list[Violation]:
    """Return why a Person may not let money go: it computed the demand itself, so nobody else looked at it."""
    vorgang = load_lage(session, anteil, heute=heute).vorgang
    end = load_zeichnende(session, person.id, anteil, heute=heute).person_id
    if end not in vorgang.anerkannt_von and vorgang.gezeichnet.get(Zeichnungsart.RECHNERISCH) != end:
        return []
    text = (
        "Sie haben die Zahlen dieses Nachweises selbst geprüft. Dass ein Betrag nicht erhoben wird, entscheidet eine "
        "zweite Person der Geschäftsstelle oder der Finanzprüfung."
    )
    return [Violation("selbst_gezeichnet", text)]


def _check_decision(
    e: Entscheidung, claim: m.Erstattung | None, geld: Geldstand, *, heute: date
) -> list[Violation]:
    wrong = []
    heard = claim is not None and claim.anhoerung_am is not None
    if not e.begruendung.strip():
        wrong.append(Violation("begruendung_fehlt", "Bitte begründen Sie die Entscheidung.", "begruendung"))
    if not heard and not e.ohne_anhoerung.strip():
        text = "Es wurde niemand angehört. Bitte hören Sie den Träger an oder sagen Sie, warum es entbehrlich ist."
        wrong.append(Violation("anhoerung_fehlt", text, "ohne_anhoerung"))
    if heard and claim and claim.anhoerung_bis and not claim.antwort_am and heute <= claim.anhoerung_bis:
        text = f"Die Anhörung läuft noch bis zum {format_datum(claim.anhoerung_bis)}. Bitte warten Sie die Frist ab."
        wrong.append(Violation("anhoerung_laeuft", text))
    if not NULL <= e.nicht_erhoben <= geld.erstattung - geld.erstattet:
        most = format_betrag(geld.erstattung - geld.erstattet)
        wrong.append(
            Violation("nicht_erhoben_zu_viel", f"Nicht erhoben werden höchstens {most}.", "nicht_erhoben")
        )
    if e.nicht_erhoben and not e.nicht_erhoben_grund.strip():
        text = "Bitte schreiben Sie, warum der Betrag nicht erhoben wird."
        wrong.append(Violation("grund_fehlt", text, "nicht_erhoben_grund"))
    due = geld.erstattung - e.nicht_erhoben > NULL
    if due and (e.faellig_am is None or e.faellig_am <= heute):
        text = "Bitte geben Sie einen Tag in der Zukunft an, bis zu dem zu zahlen ist."
        wrong.append(Violation("faellig_fehlt", text, "faellig_am"))
    return wrong


# -- Schlussmitteilung -----------------------------------------------------------------------------------------


def conclude(
    session: Session, anteil_id: int, blatt: Blatt, *, stand: int | None, heute: date, person: m.Person
) -> m.Verwendungsnachweis:
    """Issue the Schlussmitteilung; an Erstattung must be decided before, a Restzahlung is promised by it."""
    nachweis, anteil, fall, _ = begin(session, anteil_id, stand=stand, heute=heute, person=person)
    _told(nachweis)
    claim = nachweis.erstattung
    if fall.erstattung and (claim is None or claim.entschieden_am is None):
        raise Conflict("Über die Erstattung ist noch nicht entschieden. Bitte entscheiden Sie zuerst.")
    if claim is not None and claim.entschieden_am is not None and claim.gefordert != fall.erstattung:
        raise Conflict(
            f"Entschieden wurde über {format_betrag(claim.gefordert)}, zu erstatten sind jetzt "
            f"{format_betrag(fall.erstattung)}. Bitte entscheiden Sie neu."
        )
    store(session, anteil, blatt, person=person)
    nachweis.schlussmitteilung_am = heute
    nachweis.restzahlung = fall.restzahlung or None
    record_outcome(
        session,
        "schlussmitteilung_ausgestellt",
        anteil,
        person,
        festgesetzt=str(fall.festgesetzt),
        restzahlung=str(fall.restzahlung),
    )
    return nachweis


def announce(
    session: Session, anteil_id: int, *, am: date, stand: int | None, heute: date, person: m.Person
) -> m.Erstattung:
    """Note the day on which the decision reached the Träger."""
    nachweis, anteil, _, _ = begin(session, anteil_id, stand=stand, heute=heute, person=person)
    claim = nachweis.erstattung
    if claim is None or claim.entschieden_am is None or nachweis.schlussmitteilung_am is None:
        raise Conflict("Bekannt gegeben wird nach Entscheidung und Schlussmitteilung.")
    if not claim.entschieden_am <= am <= heute:
        text = "Der Tag liegt vor der Entscheidung oder in der Zukunft. Bitte berichtigen Sie ihn."
        raise RuleViolation([Violation("tag_unmoeglich", text, "am")])
    old = claim.bekannt_gegeben_am
    claim.bekannt_gegeben_am = am
    record_outcome(
        session,
        "erstattung_bekannt_gegeben",
        anteil,
        person,
        alt=old.isoformat() if old else None,
        neu=am.isoformat(),
    )
    return claim


def record_outcome(session: Session, art: str, anteil: Anteil, person: m.Person, **inhalt: object) -> None:
    """Record a step of the outcome of one proof."""
    record(session, art=art, gegenstand=gegenstand(anteil), person=person, inhalt=inhalt)


__all__ = [
    "ANHOERUNG",
    "SCHLUSSMITTEILUNG",
    "Entscheidung",
    "Geldstand",
    "announce",
    "answer_hearing",
    "begin",
    "conclude",
    "decide",
    "draft",
    "find_erstattung",
    "hear",
    "list_taken_back",
    "load_fall",
    "prepare_letter",
    "record_outcome",
    "told_on",
]
