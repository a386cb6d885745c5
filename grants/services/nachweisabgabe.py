"""From the finished proof to the receipt: sentences to rules, answers to the office, the hand-in itself."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Befugnis, Dateizweck, Unterschriftsart
from grants.domain.errors import Conflict, NotFound, RuleViolation, Violation
from grants.domain.nachweisabgabe import REGELN, UNTERSCHRIFT_SATZ, erlaeuterung_key
from grants.queries.anteile import OFFEN, Anteil, load_anteil
from grants.queries.traegernachweis import list_fassungen
from grants.services.dateiablage import Bereit, keep
from grants.services.ereignisse import record
from grants.services.nachweisakte import VORLAGE, Akte, collect, einreichung_of, frozen
from grants.services.nachweisstand import ABGESANDT, Abgabe, find_nachweis, gegenstand, open_nachweis, submit
from grants.services.postausgang import GRUSS, queue_mail

SATZ_LAENGSTENS = 2000
VERALTET = (
    "Der Nachweis wurde geändert, seit Sie die Zusammenfassung geöffnet haben. Es wurde nichts abgesandt. Bitte "
    "sehen Sie die Zusammenfassung noch einmal durch und senden Sie dann ab."
)
ANDERS = (
    "Diesen Eintrag hat inzwischen jemand anderes geändert. Es wurde nichts überschrieben; Ihr Text steht noch im "
    "Feld. Bitte vergleichen Sie und speichern Sie noch einmal."
)


# -- Sentences to rules ----------------------------------------------------------------------------------------


def explain(
    session: Session,
    anteil: Anteil,
    code: str,
    text: str,
    *,
    stand: int | None,
    jetzt: datetime,
    person: m.Person,
) -> None:
    """Keep the sentence of the recipient to a rule that its proof does not meet; empty takes it away.

    Raises NotFound for another rule, RuleViolation, and Conflict where somebody else wrote meanwhile.
    """
    if code not in REGELN:
        raise NotFound("Zu dieser Prüfung gibt es keine Erläuterung. Bitte laden Sie die Seite neu.")
    said = text.strip()
    if len(said) > SATZ_LAENGSTENS:
        sentence = f"Bitte höchstens {SATZ_LAENGSTENS} Zeichen schreiben."
        raise RuleViolation([Violation("satz_zu_lang", sentence, "text")])
    nachweis = open_nachweis(session, anteil.id)
    b = m.Berichtsabschnitt
    key = erlaeuterung_key(code)
    row = session.execute(
        select(b).where(b.verwendungsnachweis_id == nachweis.id, b.schluessel == key)
    ).scalar_one_or_none()
    if (row.aenderungsstand if row else 0) != (stand or 0):
        raise Conflict(ANDERS)
    old = row.text if row else ""
    if old == said:
        return
    if row is None:
        row = b(verwendungsnachweis_id=nachweis.id, schluessel=key)
        session.add(row)
    row.text, row.person_id, row.am = said, person.id, jetzt
    record(
        session,
        art="abweichung_erlaeutert",
        gegenstand=gegenstand(anteil),
        person=person,
        inhalt={"regel": code, "text": {"alt": old, "neu": said}},
    )


# -- Answers to a Nachforderung --------------------------------------------------------------------------------


def answer_point(
    session: Session,
    anteil: Anteil,
    punkt_id: int,
    *,
    antwort: str,
    erledigt: bool,
    stand: int | None,
    jetzt: datetime,
    person: m.Person,
) -> None:
    """Answer one point of the open Nachforderung and tick it off, or open it again.

    Raises NotFound for a point of another proof or of an answered request, RuleViolation, Conflict.
    """
    nachweis = open_nachweis(session, anteil.id)
    p, n = m.Nachforderungspunkt, m.Nachforderung
    row = session.execute(
        select(p)
        .join(n, p.nachforderung_id == n.id)
        .where(
            p.id == punkt_id,
            n.verwendungsnachweis_id == nachweis.id,
            n.beantwortet_am.is_(None),
            n.zurueckgenommen_am.is_(None),
        )
    ).scalar_one_or_none()
    if row is None:
        raise NotFound(
            "Diesen Punkt gibt es nicht oder er ist schon beantwortet. Bitte laden Sie die Seite neu."
        )
    if stand != row.aenderungsstand:
        raise Conflict(ANDERS)
    said = antwort.strip()
    if len(said) > SATZ_LAENGSTENS:
        sentence = f"Bitte höchstens {SATZ_LAENGSTENS} Zeichen schreiben."
        raise RuleViolation([Violation("antwort_zu_lang", sentence, "antwort")])
    old = {"antwort": row.antwort, "erledigt": row.erledigt_am is not None}
    new = {"antwort": said, "erledigt": erledigt}
    if old == new:
        return
    row.antwort = said
    row.erledigt_am = (row.erledigt_am or jetzt) if erledigt else None
    record(
        session,
        art="nachforderung_punkt_beantwortet",
        gegenstand=gegenstand(anteil),
        person=person,
        inhalt={"punkt": row.text, "alt": old, "neu": new},
    )


# -- Signed paper ----------------------------------------------------------------------------------------------


def keep_signed(
    session: Session, anteil_id: int, bereit: Bereit, *, jetzt: datetime, person: m.Person
) -> m.Datei:
    """Keep the signed proof beside the handed-in copy; the office notes when it is binding.

    Raises Conflict where the proof lies with the recipient again.
    """
    nachweis = find_nachweis(session, anteil_id)
    if nachweis is None or nachweis.status in OFFEN:
        raise Conflict(
            "Dieser Nachweis ist nicht abgesandt. Bitte senden Sie ihn zuerst ab und unterschreiben Sie dann das PDF."
        )
    return keep(
        session,
        bereit,
        gegenstand="verwendungsnachweis_id",
        gegenstand_id=nachweis.id,
        zweck=Dateizweck.UNTERSCHRIFT,
        person=person,
        jetzt=jetzt,
    )


# -- Absenden --------------------------------------------------------------------------------------------------


def hand_in(
    session: Session,
    anteil_id: int,
    *,
    gesehen: str,
    adresse: str,
    heute: date,
    jetzt: datetime,
    person: m.Person,
) -> m.Nachweisfassung:
    """Hand the proof in as the summary showed it (`gesehen` is its hash), and queue the receipt.

    Raises Conflict where it is handed in already or was changed since, RuleViolation with everything that is missing.
    """
    # Locked first, then read: nobody writes between what is judged and what is frozen.
    nachweis = open_nachweis(session, anteil_id)
    anteil = load_anteil(session, anteil_id)
    akte = collect(session, anteil, am=heute, frisch=True)
    if akte.pruefwert != gesehen:
        raise Conflict(VERALTET)
    if akte.stand.maengel:
        raise RuleViolation([Violation("unvollstaendig", each.text) for each in akte.stand.maengel])
    fassung = submit(
        session,
        anteil_id,
        Abgabe(frozen(akte.daten), akte.zahlen, VORLAGE),
        heute=heute,
        jetzt=jetzt,
        person=person,
    )
    if akte.unterschrift is Unterschriftsart.KEINE:
        nachweis.rechtsverbindlich_am = heute
    _queue_receipt(session, akte, fassung, adresse=adresse, jetzt=jetzt, person=person)
    return fassung


def already_handed_in(session: Session, anteil: Anteil) -> str:
    """Return what to say where a proof is handed in a second time."""
    copies = list_fassungen(session, anteil.nachweis_id)
    if not copies:
        return ABGESANDT
    done = einreichung_of(copies[0])
    return (
        f"Dieser Nachweis ist schon abgesandt: am {done.am} von {done.person}, Vorgangsnummer {done.vorgangsnummer}. "
        "Es wurde nichts doppelt eingereicht."
    )


def _queue_receipt(
    session: Session,
    akte: Akte,
    fassung: m.Nachweisfassung,
    *,
    adresse: str,
    jetzt: datetime,
    person: m.Person,
) -> None:
    anteil = akte.anteil
    text = (
        f"Guten Tag,\n\nIhr Verwendungsnachweis ist eingegangen.\n\nMaßnahme: {anteil.massnahme}\n"
        f"Förderjahr: {anteil.jahr}\nEmpfänger: {anteil.traeger}\nAbgesandt von: {person.name}\n"
        f"Vorgangsnummer: {fassung.vorgangsnummer}\nPrüfsumme (SHA-256): {fassung.sha256}\n\n"
        f"{UNTERSCHRIFT_SATZ[akte.unterschrift]}\n\nEingangsbestätigung und Nachweis als PDF: {adresse}"
    )
    # To whom it concerns: who sent it, who else may sign, and the office of the recipient; each once.
    signers = [each.email for each in akte.beteiligte if Befugnis.VERTRETUNGSBERECHTIGT in each.befugnisse]
    for number, address in enumerate(
        dict.fromkeys(a for a in (person.email, *signers, akte.angaben.email) if a)
    ):
        queue_mail(
            session,
            an=address,
            betreff=f"Eingangsbestätigung {fassung.vorgangsnummer}",
            text=text + GRUSS,
            art="eingangsbestaetigung",
            schluessel=f"eingang/{fassung.vorgangsnummer}/{number}",
            jetzt=jetzt,
        )
