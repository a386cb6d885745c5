"""The whole proof of one recipient, read at one moment: values of the paper, state of its parts, what is missing.

Page, paper and hand-in all start here, so that they show and judge the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from grants import models as m
from grants.config import ORTSZEIT
from grants.domain.begriffe import Befugnis, Unterschriftsart
from grants.domain.errors import NotFound
from grants.domain.fristen import format_datum
from grants.domain.kette import Empfaenger, Jahr, Massnahme
from grants.domain.nachweisabgabe import REGELN, Abgabestand, Regelbefund, pruefe
from grants.domain.nachweiserklaerungen import Abgegeben, Angabe, Erklaerungsstand, arten_for
from grants.domain.nachweisteile import Mangel, Teil, Teilauskunft, Teilstand
from grants.domain.pruefregeln import REGISTER, Bezug, Ergebnis, pruefe_regel
from grants.domain.traegernachweis import Texte, build_nachweis, find_recipient
from grants.domain.traegernachweis_daten import (
    Antwortzeile,
    Einreichung,
    Erklaerungszeile,
    Erlaeuterungszeile,
    NachweisDaten,
    Positionszeile,
)
from grants.queries import belegliste, kennzahlen, sachbericht
from grants.queries.anteile import NICHT_GEFUNDEN, Anteil
from grants.queries.geprueft import load_geprueft
from grants.queries.kette import load_jahr
from grants.queries.stelle import load_stelle
from grants.queries.traegernachweis import (
    Anforderung,
    Beteiligt,
    Empfaengerangaben,
    Erklaert,
    Faelligkeit,
    Fassungszeile,
    due,
    list_anforderungen,
    list_beteiligte,
    list_erklaert,
    list_fassungen,
    load_empfaengerangaben,
    load_erlaeuterungen,
)
from grants.services.ereignisse import canonical, sha256
from reports.json import dump, load

DOKUMENT = "traegernachweis"
# Raised with every change of what the handed-in copy holds.
VORLAGE = "traegernachweis-1"


@dataclass(frozen=True, slots=True)
class Akte:
    """Everything about one proof; `daten` are the values as they are now, not those of a handed-in copy."""

    anteil: Anteil
    jahr: Jahr
    massnahme: Massnahme
    empfaenger: Empfaenger
    angaben: Empfaengerangaben
    daten: NachweisDaten
    teile: tuple[Teilauskunft, ...]
    erklaerungen: Erklaerungsstand
    stand: Abgabestand
    erlaeuterungen: dict[str, tuple[str, int]]
    anforderungen: tuple[Anforderung, ...]
    fassungen: tuple[Fassungszeile, ...]
    beteiligte: tuple[Beteiligt, ...]
    faellig: Faelligkeit

    @property
    def unterschrift(self) -> Unterschriftsart | None:
        return self.jahr.parameter.unterschrift

    @property
    def anforderung(self) -> Anforderung | None:
        """The Nachforderung that waits for an answer."""
        return next((each for each in self.anforderungen if each.is_open), None)

    @property
    def fassung(self) -> Fassungszeile | None:
        """The newest handed-in copy."""
        return self.fassungen[0] if self.fassungen else None

    @property
    def gilt(self) -> Fassungszeile | None:
        """The copy that holds now: the newest one while the proof lies with the office."""
        return None if self.anteil.is_open else self.fassung

    @property
    def pruefwert(self) -> str:
        """Hash over all that would be handed in, whatever the day: what a summary was made from."""
        return sha256(dump(replace(self.daten, stand=date.min), dokument=DOKUMENT).decode())

    @property
    def zahlen(self) -> str:
        """The figures the recipient answers for, as canonical JSON."""
        return zahlen_of(self.daten)


def collect(session: Session, anteil: Anteil, *, am: date, frisch: bool = False) -> Akte:
    """Return the proof as it stands on a day; `frisch` reads all anew, as a change must. Raises NotFound."""
    jahr, ergebnisse = _read_year(session, anteil, am=am, frisch=frisch)
    found = find_recipient(jahr, kennung=anteil.kennung, kuerzel=anteil.kuerzel)
    if found is None:
        raise NotFound(NICHT_GEFUNDEN)
    massnahme, empfaenger = found
    angaben = load_empfaengerangaben(session, anteil)
    beteiligte = list_beteiligte(session, anteil, am=am)
    daten = build_nachweis(
        jahr,
        massnahme,
        empfaenger,
        stelle=load_stelle(session),
        anschrift=angaben.anschrift,
        texte=Texte(
            sachbericht.load_berichtsteile(session, anteil), kennzahlen.load_kennzahlwerte(session, anteil)
        ),
    )
    declared = list_erklaert(session, anteil.nachweis_id)
    erklaerungen = _stand_der_erklaerungen(
        declared, beteiligte, angaben, is_stelle=anteil.is_stelle, zahlen_sha256=sha256(zahlen_of(daten))
    )
    sentences = dict(load_erlaeuterungen(session, anteil.nachweis_id))
    requests = (
        list_anforderungen(session, [anteil.nachweis_id]).get(anteil.nachweis_id, ())
        if anteil.nachweis_id is not None
        else ()
    )
    waiting = next((each for each in requests if each.is_open), None)
    teile = _teile(session, anteil, daten, erklaerungen)
    stand = pruefe(
        bezug=Bezug(anteil.kennung, anteil.kuerzel),
        teile=teile,
        erklaerungen=erklaerungen,
        ergebnisse=ergebnisse,
        erlaeuterungen={key: text for key, (text, _) in sentences.items()},
        offene_punkte=[
            punkt.text for punkt in (waiting.punkte if waiting else ()) if punkt.erledigt_am is None
        ],
    )
    daten = replace(
        daten,
        erlaeuterungen=tuple(
            _sentence(each)
            for each in (*stand.fehler, *stand.hinweise)
            # How late it was is seen from the days; on paper only where something is said about it.
            if each.code != "frist_nachweis" or each.erlaeuterung
        ),
        erklaerungen=_printed(erklaerungen),
    )
    return Akte(
        anteil=anteil,
        jahr=jahr,
        massnahme=massnahme,
        empfaenger=empfaenger,
        angaben=angaben,
        daten=daten,
        teile=teile,
        erklaerungen=erklaerungen,
        stand=stand,
        erlaeuterungen=sentences,
        anforderungen=requests,
        fassungen=list_fassungen(session, anteil.nachweis_id),
        beteiligte=beteiligte,
        faellig=due(jahr, empfaenger, am=am, anforderung=waiting),
    )


def _read_year(
    session: Session, anteil: Anteil, *, am: date, frisch: bool
) -> tuple[Jahr, tuple[Ergebnis, ...]]:
    year = session.get_one(m.Foerderjahr, anteil.foerderjahr_id)
    if not frisch:
        found = load_geprueft(session, year, am=am)
        return found.jahr, found.ergebnisse
    jahr = load_jahr(session, year, am=am)
    return jahr, tuple(each for code in REGELN for each in pruefe_regel(jahr, REGISTER[code]))


# -- The parts of the task list --------------------------------------------------------------------------------


def _teile(
    session: Session, anteil: Anteil, daten: NachweisDaten, erklaerungen: Erklaerungsstand
) -> tuple[Teilauskunft, ...]:
    belege = belegliste.load_teil(session, anteil)
    if not daten.belege and (daten.einfach or daten.is_stelle) and belege.stand is Teilstand.LEER:
        why = (
            "Nicht verlangt: einfacher Nachweis."
            if daten.einfach
            else "Keine Zeilen; Summen sind eingetragen."
        )
        if daten.einfach or any(row.angegeben for row in daten.ausgaben):
            belege = Teilauskunft(Teil.BELEGLISTE, Teilstand.VOLLSTAENDIG, why)
    return (
        sachbericht.load_teil(session, anteil),
        kennzahlen.load_teil(session, anteil),
        teil_zahlen(daten),
        belege,
        _teil_erklaerungen(erklaerungen),
    )


def teil_zahlen(daten: NachweisDaten) -> Teilauskunft:
    """Return how far the figures are: a stated sum for every Ausgabeposition that is planned or proved."""
    missing = [row for row in daten.ausgaben if row.angegeben is None]
    stated = [row for row in daten.ausgaben if row.angegeben is not None]
    if not stated:
        stand, satz = Teilstand.LEER, "Noch keine Summen eingetragen"
    elif missing:
        stand = Teilstand.BEGONNEN
        satz = f"{len(stated)} von {len(stated) + len(missing)} Summen eingetragen"
    else:
        differ = [row for row in stated if not daten.eingetragen and _differs(row)]
        stand = Teilstand.VOLLSTAENDIG
        satz = (
            f"{len(differ)} von {len(stated)} Summen {'weicht' if len(differ) == 1 else 'weichen'} von den Belegen ab"
            if differ
            else "Alle Summen eingetragen"
        )
    return Teilauskunft(
        Teil.ZAHLEN,
        stand,
        satz,
        tuple(
            Mangel(
                Teil.ZAHLEN,
                f"{row.name}: Bitte tragen Sie die Summe Ihrer Ausgaben ein, auch wenn sie 0,00 € ist.",
                row.anker,
            )
            for row in missing
        ),
    )


def _differs(row: Positionszeile) -> bool:
    gap = row.differenz_angegeben
    return gap is not None and (bool(gap.insgesamt) or bool(gap.zuwendungsfaehig))


def _teil_erklaerungen(stand: Erklaerungsstand) -> Teilauskunft:
    if stand.is_complete:
        names = " und ".join(each.name for each in stand.gueltig)
        return Teilauskunft(Teil.ERKLAERUNGEN, Teilstand.VOLLSTAENDIG, f"Erklärt von {names}")
    begun = bool(stand.abgegeben)
    return Teilauskunft(
        Teil.ERKLAERUNGEN,
        Teilstand.BEGONNEN if begun else Teilstand.LEER,
        "Noch nicht abgegeben"
        if stand.noetig == 1
        else f"{len(stand.gueltig)} von {stand.noetig} Personen haben erklärt",
    )


# -- Declarations ----------------------------------------------------------------------------------------------


def _stand_der_erklaerungen(
    declared: tuple[Erklaert, ...],
    beteiligte: tuple[Beteiligt, ...],
    angaben: Empfaengerangaben,
    *,
    is_stelle: bool,
    zahlen_sha256: str,
) -> Erklaerungsstand:
    may_sign = {each.person_id for each in beteiligte if Befugnis.VERTRETUNGSBERECHTIGT in each.befugnisse}
    by_person: dict[int, list[Erklaert]] = {}
    for each in declared:
        by_person.setdefault(each.eigene_person_id, []).append(each)
    return Erklaerungsstand(
        arten_for(is_stelle=is_stelle),
        tuple(
            Abgegeben(
                person_id=each[0].person_id,
                name=each[0].person,
                am=max(row.am for row in each),
                angaben={row.schluessel: Angabe(row.antwort, row.erlaeuterung) for row in each},
                aktuell=all(row.zahlen_sha256 == zahlen_sha256 for row in each),
                berechtigt=own_id in may_sign,
            )
            for own_id, each in by_person.items()
        ),
        2 if angaben.gemeinsam_vertreten else 1,
    )


def _printed(stand: Erklaerungsstand) -> tuple[Erklaerungszeile, ...]:
    """Return every declaration with the answers that count."""
    rows = []
    for art in stand.arten:
        answers = []
        for each in stand.gueltig:
            angabe = each.angaben[art.schluessel]
            chosen = art.antwort(angabe.antwort)
            local = each.am.astimezone(ORTSZEIT)
            answers.append(
                Antwortzeile(
                    each.name,
                    chosen.wort if chosen else "",
                    angabe.erlaeuterung,
                    f"{format_datum(local.date())}, {local:%H:%M} Uhr",
                )
            )
        rows.append(Erklaerungszeile(art.wortlaut, tuple(answers)))
    return tuple(rows)


def _sentence(befund: Regelbefund) -> Erlaeuterungszeile:
    return Erlaeuterungszeile(
        befund.titel, tuple(each.text for each in befund.feststellungen), befund.erlaeuterung
    )


# -- Frozen copies ---------------------------------------------------------------------------------------------


def zahlen_of(daten: NachweisDaten) -> str:
    """Return the figures a recipient answers for: Belege, income, stated sums. Payments of the city are not."""
    content = {
        "belege": [[str(value) for value in _values(row)] for row in daten.belege],
        "einnahmen": [[str(value) for value in _values(row)] for row in daten.einnahmebelege],
        "angegeben": [
            [row.code, str(row.angegeben.insgesamt), str(row.angegeben.zuwendungsfaehig)]
            for row in daten.ausgaben
            if row.angegeben
        ],
    }
    return canonical(content)


def _values(row: object) -> list[object]:
    return [getattr(row, name) for name in row.__slots__]  # type: ignore[attr-defined]  # a dataclass with slots


def frozen(daten: NachweisDaten) -> str:
    """Return the canonical JSON of everything printed."""
    return dump(daten, dokument=DOKUMENT).decode()


def thaw(fassung: Fassungszeile) -> NachweisDaten:
    """Return the values of a handed-in copy; raises ValueError where they are not what was handed in."""
    if sha256(fassung.inhalt) != fassung.sha256:
        raise ValueError(f"copy {fassung.vorgangsnummer} does not fit its hash")
    return load(fassung.inhalt.encode(), NachweisDaten)


def einreichung_of(fassung: Fassungszeile) -> Einreichung:
    """Return what a paper prints about the hand-in."""
    local = fassung.eingereicht_am.astimezone(ORTSZEIT)
    return Einreichung(
        vorgangsnummer=fassung.vorgangsnummer,
        nummer=fassung.nummer,
        am=f"{format_datum(local.date())}, {local:%H:%M} Uhr",
        tag=local.date(),
        person=fassung.person,
        sha256=fassung.sha256,
        ereignis_nummer=fassung.ereignis_nummer,
        ereignis_hash=fassung.ereignis_hash,
    )
