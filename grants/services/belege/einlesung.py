"""Uploaded lists of a recipient: kept, read with the answers given, previewed, taken over as a whole, discarded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import EinlesungStatus, label
from grants.domain.belege import Planposition
from grants.domain.belegeinlesung import (
    EINNAHME,
    NICHT,
    POSITION,
    Belegantworten,
    Belegdateiart,
    Belegvorschau,
    Positionsvorschau,
    Wortfund,
    Zeilenvorschau,
    antworten_of,
    herkunft_in,
    position_in,
)
from grants.domain.errors import Conflict, DomainError, RuleViolation, Violation
from grants.domain.importergebnis import Importergebnis
from grants.domain.kennung import name_key
from grants.domain.money import NULL, Betrag, Zahlen, format_betrag, summe
from grants.imports.beleg_werte import SPALTEN, Belegliste, Einnahmen
from grants.imports.belegliste import belegliste_of
from grants.imports.buchungen import BUCHUNGSSPALTEN, Buchungsliste, is_buchungsliste, read_buchungen
from grants.imports.datei import Datei
from grants.imports.spalten import Spalte, fold
from grants.imports.tabelle import Kopffund, find_kopf
from grants.queries.anteile import Anteil
from grants.queries.beleg_einlesung import load_einlesung, load_positionen, load_spalten
from grants.services.belege.erechnung import Hochgeladen
from grants.services.belege.werte import Beleggut, Werte, check_belege, make_beleggut
from grants.services.belege.zeilen import subject
from grants.services.belegliste import Empfaenger, load_empfaenger
from grants.services.belegliste import take_over as take_over_list
from grants.services.ereignisse import canonical, record, sha256
from grants.services.nachweisstand import open_nachweis

# Rows that the preview shows one by one.
GEZEIGT = 50
# Sentences of the readers that speak to the command line, and what they say on a page.
_AUF_DER_SEITE = (
    ("bitte mit --zahlen punkt noch einmal einlesen", "wählen Sie das bitte unten aus"),
    (
        "Bitte mit --einnahmen negativ oder --einnahmen positiv noch einmal einlesen.",
        "Bitte wählen Sie unten.",
    ),
    (" Ist es eine Einnahme, bitte mit --einnahmen negativ noch einmal einlesen.", ""),
    (
        "Bitte die Spalte ergänzen oder ihre Überschrift so nennen.",
        "Bitte ordnen Sie unten zu, wie sie bei Ihnen heißt.",
    ),
    ("Bitte die Spalten so nennen:", "Bitte ordnen Sie die Spalten unten zu. Gebraucht werden:"),
    ("noch einmal einlesen", "noch einmal hochladen"),
)


class NichtsNeues(DomainError):
    """The file says what stands there already; it was not kept."""

    code = "schon_eingelesen"


class VorschauVeraltet(Conflict):
    """The file would now change something else than what was shown."""

    code = "vorschau_veraltet"


@dataclass(frozen=True, slots=True)
class Gelesen:
    """What stands in a file, read with the answers and without the database."""

    kopf: Kopffund
    antworten: Belegantworten
    fehler: tuple[Violation, ...] = ()
    liste: Belegliste | None = None
    # Accounts and words for positions that nobody explained yet, and those that were.
    fragen: tuple[Wortfund, ...] = ()
    erklaert: tuple[Wortfund, ...] = ()


def spalten_of(art: Belegdateiart) -> Sequence[Spalte]:
    """Return the columns that a kind of file may have."""
    return BUCHUNGSSPALTEN if art is Belegdateiart.BUCHUNGEN else SPALTEN


# -- reading ---------------------------------------------------------------------------------------------------


def first_answers(session: Session, anteil: Anteil, datei: Datei) -> Belegantworten:
    """Return how a new file is read: its kind by its headings, its words as the Träger explained them before."""
    known = load_spalten(session, anteil.traeger_id)
    meanings = {
        wort: f"{POSITION}{each.position}"
        if each.position
        else f"{EINNAHME}{each.herkunft.value}"
        if each.herkunft
        else NICHT
        for wort, each in load_positionen(session, anteil.traeger_id).items()
    }
    ledger = find_kopf(datei, BUCHUNGSSPALTEN, zuordnung=_of_art(known, Belegdateiart.BUCHUNGEN))
    plain = find_kopf(datei, SPALTEN, zuordnung=_of_art(known, Belegdateiart.BELEGLISTE))
    is_ledger = is_buchungsliste(ledger.gelesen) and len(ledger.gelesen) >= len(plain.gelesen)
    art = Belegdateiart.BUCHUNGEN if is_ledger else Belegdateiart.BELEGLISTE
    headings = {fold(each) for each in plain.ueberschriften}
    spalten = {key: word for key, word in _of_art(known, art).items() if fold(word) in headings}
    return Belegantworten(art, spalten=spalten, woerter=meanings)


def _of_art(known: Mapping[str, str], art: Belegdateiart) -> dict[str, str]:
    """Return the remembered headings of one kind of file; they are kept as `belegliste.betrag`."""
    begin = f"{art.value}."
    return {key.removeprefix(begin): word for key, word in known.items() if key.startswith(begin)}


def read(datei: Datei, antworten: Belegantworten, plan: Sequence[Planposition], *, stelle: bool) -> Gelesen:
    """Return what the file says; call it before the transaction, it takes its time."""
    try:
        kopf = find_kopf(datei, spalten_of(antworten.art), zuordnung=antworten.spalten)
    except RuleViolation as refused:
        return Gelesen(Kopffund(), antworten, _for_the_page(refused))
    zahlen = Zahlen(antworten.zahlen) if antworten.zahlen else None
    try:
        if antworten.art is Belegdateiart.BUCHUNGEN:
            buchungen = read_buchungen(datei, zahlen=zahlen, zuordnung=antworten.spalten)
            return _explained(Gelesen(kopf, antworten), buchungen, plan)
        liste = belegliste_of(
            datei,
            zahlen=zahlen,
            einnahmen=Einnahmen(antworten.einnahmen) if antworten.einnahmen else None,
            personal=_personal(plan, antworten),
            zuordnung=antworten.spalten,
            buchung=stelle,
        )
    except RuleViolation as refused:
        return Gelesen(kopf, antworten, _for_the_page(refused))
    return _with_positions(Gelesen(kopf, antworten), liste, plan)


def _for_the_page(refused: RuleViolation) -> tuple[Violation, ...]:
    found = []
    for violation in refused.violations:
        text = violation.text
        for words, instead in _AUF_DER_SEITE:
            text = text.replace(words, instead)
        found.append(replace(violation, text=text))
    return tuple(found)


def _personal(plan: Iterable[Planposition], antworten: Belegantworten) -> set[str]:
    """Return every word for a position of payroll: code, name, and what the Träger explained so."""
    codes = {each.code for each in plan if each.is_personal}
    names = {each.bezeichnung for each in plan if each.is_personal and each.bezeichnung}
    words = {word for word, meaning in antworten.woerter.items() if position_in(meaning) in codes}
    return codes | names | words | {"PK"}


def _explained(gelesen: Gelesen, buchungen: Buchungsliste, plan: Sequence[Planposition]) -> Gelesen:
    """Ask for accounts that nobody explained; a position that this plan does not know is asked for again."""
    woerter, codes = gelesen.antworten.woerter, {each.code for each in plan}
    asked = tuple(konto for konto in buchungen.konten if not _is_known(woerter.get(konto.schluessel), codes))
    known = tuple(konto for konto in buchungen.konten if konto not in asked)
    if asked:
        return replace(gelesen, fragen=asked, erklaert=known)
    return replace(gelesen, liste=buchungen.as_belegliste(woerter), erklaert=known)


def _is_known(meaning: str | None, codes: set[str]) -> bool:
    if meaning is None:
        return False
    position = position_in(meaning)
    return position in codes if position else True


def _with_positions(gelesen: Gelesen, liste: Belegliste, plan: Sequence[Planposition]) -> Gelesen:
    """Put the position for each word of the file; ask for words that neither the plan nor the Träger explains."""
    woerter, codes = gelesen.antworten.woerter, {each.code for each in plan}
    own = _own_words(plan)
    asked: dict[str, list[Betrag]] = {}
    known: dict[str, list[Betrag]] = {}
    names: dict[str, str] = {}
    belege = []
    for zeile in liste.belege:
        key = name_key(zeile.position)
        names.setdefault(key, zeile.position)
        code = own.get(key) or (position_in(woerter[key]) if _is_known(woerter.get(key), codes) else "")
        if key not in own:
            (known if code else asked).setdefault(key, []).append(zeile.betrag)
        belege.append(replace(zeile, position=code) if code else zeile)
    if asked:
        return replace(gelesen, fragen=_words(asked, names), erklaert=_words(known, names))
    return replace(gelesen, liste=replace(liste, belege=tuple(belege)), erklaert=_words(known, names))


def _words(found: Mapping[str, list[Betrag]], names: Mapping[str, str]) -> tuple[Wortfund, ...]:
    return tuple(
        Wortfund(key, names[key][:200], "", len(amounts), summe(amounts)) for key, amounts in found.items()
    )


def _own_words(plan: Sequence[Planposition]) -> dict[str, str]:
    """Return the code by every word for a position: its code, its name, its kind where only one has it."""
    kinds = [each.art for each in plan]
    words = {name_key(label(each.art)): each.code for each in plan if kinds.count(each.art) == 1}
    words |= {name_key(each.bezeichnung): each.code for each in plan if each.bezeichnung}
    return words | {name_key(each.code): each.code for each in plan}


# -- preview ---------------------------------------------------------------------------------------------------


def preview(
    session: Session, anteil: Anteil, gelesen: Gelesen, plan: Sequence[Planposition]
) -> Belegvorschau:
    """Return what taking the file over would change; nothing is written."""
    if gelesen.liste is None:
        return Belegvorschau(fehler=gelesen.fehler, fragen=gelesen.fragen)
    e = load_empfaenger(session, anteil.id)
    return _compare(e, gelesen.liste, plan)


def _compare(e: Empfaenger, liste: Belegliste, plan: Sequence[Planposition]) -> Belegvorschau:
    gut = make_beleggut(liste, e.plan, traeger_id=e.traeger.id, foerderjahr_id=e.foerderjahr.id)
    shared = {teil.beleg_id for teil in e.teile if teil.empfaengeranteil_id != e.anteil.id}
    fehler = check_belege(liste, gut, [beleg for beleg in e.belege if beleg.id in shared])
    if fehler:
        return Belegvorschau(fehler=tuple(fehler), hinweise=liste.hinweise)
    stand = _Stand(e)
    rows = [
        *(stand.beleg(gut.belege[papier], teil) for papier, teil in zip(gut.papier, gut.teile, strict=True)),
        *(stand.einnahme(values) for values in gut.einnahmen),
    ]
    shown = [row for row in rows if row is not None]
    totals = [each.betrag for each in liste.summen if each.position is None and each.betrag is not None]
    return Belegvorschau(
        hinweise=(*liste.hinweise, *stand.left()),
        zeilen=tuple(shown[:GEZEIGT]),
        neu=sum(row.neu for row in shown),
        geaendert=sum(not row.neu for row in shown),
        unveraendert=len(rows) - len(shown),
        positionen=_positions(e, stand, gut, plan),
        einnahmen_jetzt=summe(row.betrag for row in e.einnahmen),
        einnahmen_danach=summe(stand.einnahmen.values()),
        summe=summe(zeile.betrag for zeile in liste.belege),
        genannt=totals[-1] if totals else None,
        pruefwert=sha256(canonical([_plain(gut), stand.trace])),
    )


def _plain(gut: Beleggut) -> list[Any]:
    return [[str(value) for value in each.values()] for each in (*gut.belege, *gut.teile, *gut.einnahmen)]


class _Stand:
    """The rows as they are, and as they would be: each row of the file is laid over them in its turn."""

    def __init__(self, e: Empfaenger) -> None:
        self._belege = {beleg.nr: beleg for beleg in e.belege}
        numbers = {beleg.id: beleg.nr for beleg in e.belege}
        own = sorted(e.eigene_teile, key=lambda teil: teil.id)
        self.teile = {
            (numbers[t.beleg_id], t.position): (t.betrag, t.zuwendungsfaehig)
            for t in own
            if t.beleg_id in numbers
        }
        self._untouched = dict(self.teile)
        self._einnahmen = {row.nr: row for row in e.einnahmen}
        self.einnahmen = {row.nr: row.betrag for row in e.einnahmen}
        self._named: set[str] = set()
        self.trace = [
            sorted(
                (numbers.get(t.beleg_id, ""), t.position, str(t.betrag), str(t.zuwendungsfaehig)) for t in own
            ),
            sorted((row.nr, row.aenderungsstand) for row in e.belege),
            sorted((row.nr, row.aenderungsstand) for row in e.einnahmen),
        ]

    def beleg(self, paper: Werte, teil: Werte) -> Zeilenvorschau | None:
        """Lay a row of the file over what is there; None where it says the same."""
        nr, position = paper["nr"], teil["position"]
        amounts = (teil["betrag"], teil["zuwendungsfaehig"])
        row = self._belege.get(nr)
        key = (nr, position)
        old = self._untouched.pop(key, None)
        if old is None:
            # A part that was moved to another position keeps its place, as the import finds it.
            moved = next((each for each in self._untouched if each[0] == nr), None)
            if moved is not None:
                old = self._untouched.pop(moved)
                del self.teile[moved]
                self.teile[key] = amounts
                return _row(paper, teil, bisher=f"{moved[1]} {format_betrag(old[0])}")
        self.teile[key] = amounts
        if old is None or row is None:
            return _row(paper, teil)
        different = [name for name, value in paper.items() if getattr(row, name) != value]
        if old == amounts and not different:
            return None
        before = format_betrag(old[0]) if old[0] != amounts[0] else "andere Angaben"
        return _row(paper, teil, bisher=before)

    def einnahme(self, values: Werte) -> Zeilenvorschau | None:
        nr = values["nr"]
        self._named.add(nr)
        row = self._einnahmen.get(nr)
        self.einnahmen[nr] = values["betrag"]
        if row is not None and all(getattr(row, name) == value for name, value in values.items()):
            return None
        before = "" if row is None else format_betrag(row.betrag)
        wort = f"Einnahme: {label(values['herkunft'])}"
        return Zeilenvorschau(
            row is None, nr, values["einzahler"], values["zweck"], wort, values["betrag"], before
        )

    def left(self) -> Sequence[str]:
        """Say what stays although the file does not name it."""
        numbers = [
            *dict.fromkeys(nr for nr, _ in self._untouched),
            *(nr for nr in self._einnahmen if nr not in self._named),
        ]
        if not numbers:
            return ()
        shown = ", ".join(numbers[:8]) + (f" und {len(numbers) - 8} weitere" if len(numbers) > 8 else "")
        return (f"Diese Zeilen nennt die Datei nicht; sie bleiben, wie sie sind: {shown}.",)


def _row(paper: Werte, teil: Werte, *, bisher: str = "") -> Zeilenvorschau:
    return Zeilenvorschau(
        not bisher,
        paper["nr"],
        paper["zahlungsempfaenger"],
        paper["zweck"],
        teil["position"],
        teil["betrag"],
        bisher,
    )


def _positions(
    e: Empfaenger, stand: _Stand, gut: Beleggut, plan: Sequence[Planposition]
) -> tuple[Positionsvorschau, ...]:
    now: dict[str, Betrag] = {}
    for teil in e.eigene_teile:
        now[teil.position] = now.get(teil.position, NULL) + teil.betrag
    then: dict[str, tuple[Betrag, Betrag]] = {}
    for (_, position), (betrag, eligible) in stand.teile.items():
        had = then.get(position, (NULL, NULL))
        then[position] = (had[0] + betrag, had[1] + eligible)
    words = {each.code: each.wort for each in plan}
    stated = {each["position"]: each["insgesamt"] for each in gut.summen}
    codes = [each.code for each in plan if each.code in now or each.code in then]
    codes += sorted({*now, *then} - set(codes))
    return tuple(
        Positionsvorschau(
            code,
            words.get(code, code),
            now.get(code, NULL),
            *then.get(code, (NULL, NULL)),
            stated.get(code),
        )
        for code in codes
    )


# -- uploads ---------------------------------------------------------------------------------------------------


def keep(
    session: Session, anteil: Anteil, datei: Hochgeladen, antworten: Belegantworten, *, person: m.Person
) -> m.Belegeinlesung:
    """Keep an upload until somebody confirms it; the same one that waits already is returned again.

    Raises Conflict once the proof is handed in.
    """
    open_nachweis(session, anteil.id)
    e = m.Belegeinlesung
    waiting = (
        session.execute(
            select(e).where(
                e.empfaengeranteil_id == anteil.id,
                e.sha256 == datei.sha256,
                e.status == EinlesungStatus.OFFEN,
                e.erechnung.is_(False),
            )
        )
        .scalars()
        .first()
    )
    if waiting is not None:
        return waiting
    row = e(
        empfaengeranteil_id=anteil.id,
        datei=datei.name[-200:],
        groesse=len(datei.inhalt),
        sha256=datei.sha256,
        inhalt=datei.inhalt,
        person_id=person.id,
        am=datetime.now(UTC),
        antworten=antworten.as_json(),
    )
    session.add(row)
    record(
        session,
        art="belegliste_hochgeladen",
        gegenstand=subject(anteil),
        person=person,
        inhalt={"datei": row.datei, "sha256": row.sha256, "groesse": row.groesse},
    )
    return row


def answer(
    session: Session,
    anteil: Anteil,
    einlesung_id: int,
    antworten: Belegantworten,
    *,
    stand: int | None,
    person: m.Person,
) -> m.Belegeinlesung:
    """Keep the answers about a file; raises Conflict where somebody else answered meanwhile."""
    row = _open(session, anteil, einlesung_id, stand)
    old = row.antworten
    if old == antworten.as_json():
        return row
    row.antworten = antworten.as_json()
    record(
        session,
        art="vorschau_neu_berechnet",
        gegenstand=subject(anteil),
        person=person,
        inhalt={"datei": row.datei, "alt": old, "neu": row.antworten},
    )
    return row


def take_over(
    session: Session,
    anteil: Anteil,
    einlesung_id: int,
    gelesen: Gelesen,
    plan: Sequence[Planposition],
    *,
    pruefwert: str,
    stand: int | None,
    person: m.Person,
) -> Importergebnis:
    """Take the file over exactly as it was shown, remember its words for the Träger, and return what changed.

    Raises VorschauVeraltet where it would change something else now, RuleViolation while something is wrong, Conflict
    where the proof was handed in. Nothing is written then: the transaction must be rolled back.
    """
    row = _open(session, anteil, einlesung_id, stand)
    open_nachweis(session, anteil.id)
    now = preview(session, anteil, gelesen, plan)
    if not now.is_ready or gelesen.liste is None:
        text = "Die Datei kann noch nicht übernommen werden: Bitte beantworten Sie erst alle Fragen dazu."
        raise RuleViolation([Violation("nicht_lesbar", text)])
    if now.pruefwert != pruefwert:
        raise VorschauVeraltet(
            "Seit dieser Vorschau hat sich in der Belegliste etwas geändert. Es wurde nichts übernommen. Bitte "
            "prüfen Sie die neue Vorschau und bestätigen Sie dann noch einmal."
        )
    e = load_empfaenger(session, anteil.id)
    ergebnis = take_over_list(
        session,
        e,
        gelesen.liste,
        programm=anteil.programm,
        person=person,
        dazu={"neu": now.neu, "geaendert": now.geaendert, "einnahmen_summe": str(now.einnahmen_danach)},
    )
    _remember(session, anteil, gelesen)
    row.status, row.entschieden_am = EinlesungStatus.UEBERNOMMEN, datetime.now(UTC)
    row.entschieden_von_id = person.id
    row.ergebnis = {
        "neu": now.neu,
        "geaendert": now.geaendert,
        "unveraendert": now.unveraendert,
        "summe": str(now.summe),
    }
    record(
        session,
        art="einlesung_uebernommen",
        gegenstand=subject(anteil),
        person=person,
        inhalt={"datei": row.datei, "sha256": row.sha256, "antworten": row.antworten, **row.ergebnis},
    )
    return ergebnis


def _remember(session: Session, anteil: Anteil, gelesen: Gelesen) -> None:
    """Keep how the Träger's files call columns, accounts and positions; the newest answer holds."""
    s, p = m.Spaltenzuordnung, m.Positionszuordnung
    antworten = gelesen.antworten
    headings = {
        row.spalte: row for row in session.scalars(select(s).where(s.traeger_id == anteil.traeger_id))
    }
    for key, heading in antworten.spalten.items():
        name = f"{antworten.art.value}.{key}"
        if name in headings:
            headings[name].ueberschrift = heading[:200]
        else:
            session.add(s(traeger_id=anteil.traeger_id, spalte=name, ueberschrift=heading[:200]))
    words = {row.wort: row for row in session.scalars(select(p).where(p.traeger_id == anteil.traeger_id))}
    for found in gelesen.erklaert:
        meaning = antworten.woerter.get(found.schluessel)
        if meaning is None or len(found.schluessel) > 200:
            continue
        row = words.get(found.schluessel) or p(traeger_id=anteil.traeger_id, wort=found.schluessel)
        row.position, row.herkunft = position_in(meaning), herkunft_in(meaning)
        session.add(row)
    session.flush()


def discard(
    session: Session, anteil: Anteil, einlesung_id: int, *, stand: int | None, person: m.Person
) -> str:
    """Discard an upload and return its name: its content goes, name and hash stay."""
    row = _open(session, anteil, einlesung_id, stand)
    row.status, row.inhalt = EinlesungStatus.VERWORFEN, None
    row.entschieden_am, row.entschieden_von_id = datetime.now(UTC), person.id
    record(
        session,
        art="einlesung_verworfen",
        gegenstand=subject(anteil),
        person=person,
        inhalt={"datei": row.datei, "sha256": row.sha256},
    )
    return row.datei


def _open(session: Session, anteil: Anteil, einlesung_id: int, stand: int | None) -> m.Belegeinlesung:
    row = load_einlesung(session, anteil.id, einlesung_id)
    if row.status is not EinlesungStatus.OFFEN:
        done = "übernommen" if row.status is EinlesungStatus.UEBERNOMMEN else "verworfen"
        raise Conflict(f"„{row.datei}“ ist schon {done}. Es wurde nichts noch einmal geändert.")
    if stand is not None and stand != row.aenderungsstand:
        raise Conflict(
            "Jemand anderes hat inzwischen Fragen zu dieser Datei beantwortet. Es wurde nichts übernommen. Bitte "
            "prüfen Sie die Vorschau, wie sie jetzt hier steht."
        )
    return row


def answers_of(row: m.Belegeinlesung) -> Belegantworten:
    """Return the answers kept with an upload."""
    return antworten_of(row.antworten)
