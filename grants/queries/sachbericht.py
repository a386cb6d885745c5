"""The Sachbericht of a recipient: what is asked for, what is written, and how much is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain import summen
from grants.domain.kette import Empfaenger, Finanzierungsplan
from grants.domain.money import Betrag
from grants.domain.nachweisteile import Berichtsteil, Mangel, Teil, Teilauskunft, Teilstand
from grants.domain.sachbericht import (
    ABSCHNITTE,
    Abschnitt,
    Positionsabweichung,
    asked,
    build_abweichungen,
    count,
    find_text,
    is_kurzform,
    position_of,
    sort_keys,
    write_personal,
)
from grants.domain.traegernachweis import find_recipient
from grants.queries import foerderjahre
from grants.queries.anteile import Anteil
from grants.queries.geprueft import load_summiert
from grants.queries.rows import rows
from grants.queries.traeger_verweise import load_verweise, same_traeger


@dataclass(frozen=True, slots=True)
class Geschrieben:
    """The text of one part as stored, with who wrote it last and when."""

    text: str
    person_id: int
    person: str
    am: datetime
    aenderungsstand: int


@dataclass(frozen=True, slots=True)
class Bericht:
    """What is asked for, what is written and what was written last year.

    `kurzform_unter` and `zugesagt` are None where the year or the promise does not say; `toleranz_offen`: nobody has
    entered yet whether positions are compared, so no deviation can be asked about.
    """

    anteil: Anteil
    texte: Mapping[str, Geschrieben]
    vorjahr: Mapping[str, str]
    zugesagt: Betrag | None
    kurzform_unter: Betrag | None
    finanzierungsplan: Finanzierungsplan | None
    abweichungen: tuple[Positionsabweichung, ...]
    toleranz_offen: bool
    zeitraum: tuple[date | None, date | None]

    @property
    def kurzform(self) -> bool:
        return is_kurzform(self.zugesagt, self.kurzform_unter)

    @property
    def abschnitte(self) -> tuple[Abschnitt, ...]:
        """The parts that are asked for."""
        return tuple(asked(kurzform=self.kurzform))

    @property
    def freiwillig(self) -> tuple[Abschnitt, ...]:
        """The parts that the short form does without."""
        shown = {each.schluessel for each in self.abschnitte}
        return tuple(each for each in ABSCHNITTE if each.schluessel not in shown)

    @property
    def erledigte_abweichungen(self) -> tuple[str, ...]:
        """Keys of reasons that are written although their position is no longer above the tolerance."""
        above = {each.schluessel for each in self.abweichungen}
        return tuple(
            key for key in sort_keys(self.texte) if position_of(key) and key not in above and self.text(key)
        )

    @property
    def personalvorschlag(self) -> str:
        """What part 1 begins with."""
        return write_personal(self.finanzierungsplan)

    def text(self, schluessel: str) -> str:
        found = self.texte.get(schluessel)
        return found.text if found else ""

    def find(self, schluessel: str) -> Abschnitt:
        """Return the part a text belongs to; raises NotFound for one that this report does not have."""
        code = position_of(schluessel)
        if code:
            names = {each.code: each.name for each in self.abweichungen}
            if code not in names and schluessel not in self.texte:
                # Raises: no such part.
                return find_text(code)
            return find_text(
                schluessel, position=names.get(code, _position_name(self.finanzierungsplan, code))
            )
        return find_text(schluessel)

    def zu_lang(self, abschnitt: Abschnitt) -> int:
        """Return by how many characters a part is over its limit, 0 within it."""
        return max(0, count(self.text(abschnitt.schluessel)) - abschnitt.grenze) if abschnitt.grenze else 0


def load_bericht(session: Session, anteil: Anteil, *, am: date = date.max) -> Bericht:
    """Return the Sachbericht with the figures of a day; without one, with the newest promise and plan."""
    year = foerderjahre.get(session, anteil.programm, anteil.jahr)
    jahr = load_summiert(session, year, am=am)
    found = find_recipient(jahr, kennung=anteil.kennung, kuerzel=anteil.kuerzel)
    empfaenger: Empfaenger | None = found[1] if found else None
    parameter = jahr.parameter
    return Bericht(
        anteil=anteil,
        texte=load_texte(session, anteil.nachweis_id),
        vorjahr=_vorjahr(session, anteil),
        zugesagt=summen.zugesagt(empfaenger, jahr.am) if empfaenger else None,
        kurzform_unter=parameter.kurzform_unter,
        finanzierungsplan=summen.plan(empfaenger, jahr.am) if empfaenger else None,
        abweichungen=build_abweichungen(jahr, empfaenger) if empfaenger else (),
        toleranz_offen=parameter.toleranz_anwenden is None
        or (parameter.toleranz_anwenden and parameter.toleranz is None),
        zeitraum=(parameter.durchfuehrung_von, parameter.durchfuehrung_bis),
    )


def load_texte(session: Session, nachweis_id: int | None) -> Mapping[str, Geschrieben]:
    """Return the texts of a report by their key; the sentences to other rules are not among them."""
    if nachweis_id is None:
        return {}
    b, p = m.Berichtsabschnitt, m.Person
    statement = (
        select(b.schluessel, b.text, p.id, p.name, b.am, b.aenderungsstand)
        .join(p, b.person_id == p.id)
        .where(b.verwendungsnachweis_id == nachweis_id)
    )
    found = {key: Geschrieben(*columns) for key, *columns in rows(session, statement)}
    return {key: found[key] for key in sort_keys(found)}


def _vorjahr(session: Session, anteil: Anteil) -> Mapping[str, str]:
    """Return what the same recipient wrote about the same Maßnahme a year before."""
    b, v, e, j, f = (
        m.Berichtsabschnitt,
        m.Verwendungsnachweis,
        m.Empfaengeranteil,
        m.Jahresmassnahme,
        m.Foerderjahr,
    )
    ids = same_traeger(load_verweise(session), [anteil.traeger_id])
    statement = (
        select(b.schluessel, b.text)
        .join(v, b.verwendungsnachweis_id == v.id)
        .join(e, v.empfaengeranteil_id == e.id)
        .join(j, e.jahresmassnahme_id == j.id)
        .join(f, j.foerderjahr_id == f.id)
        .where(
            j.massnahme_id == anteil.massnahme_id,
            f.jahr == anteil.jahr - 1,
            e.traeger_id.in_(ids),
            b.text != "",
        )
    )
    return dict(rows(session, statement))


def load_berichtsteile(session: Session, anteil: Anteil) -> tuple[Berichtsteil, ...]:
    """Return the written parts as a paper prints them, in the order of the report."""
    texte = load_texte(session, anteil.nachweis_id)
    names = _position_names(session, anteil) if any(position_of(key) for key in texte) else {}
    return tuple(
        Berichtsteil(key, find_text(key, position=names.get(position_of(key), "")).titel, each.text)
        for key, each in texte.items()
        if each.text
    )


def _position_name(finanzierungsplan: Finanzierungsplan | None, code: str) -> str:
    for position in finanzierungsplan.positionen if finanzierungsplan else ():
        if position.code == code and position.bezeichnung not in ("", code):
            return f"{position.bezeichnung} ({code})"
    return code


def _position_names(session: Session, anteil: Anteil) -> Mapping[str, str]:
    """Return the Ausgabepositionen as the newest plan that has them calls them."""
    f, a = m.Finanzierungsplan, m.Ausgabeposition
    statement = (
        select(a.code, a.bezeichnung)
        .join(f, a.finanzierungsplan_id == f.id)
        .where(f.empfaengeranteil_id == anteil.id)
        .order_by(f.version)
    )
    return {
        code: f"{name} ({code})" if name not in ("", code) else code
        for code, name in rows(session, statement)
    }


def load_teil(session: Session, anteil: Anteil, *, am: date = date.max) -> Teilauskunft:
    """Return how far the Sachbericht is; what is missing or too long stands in the way of the hand-in."""
    return state_of(load_bericht(session, anteil, am=am))


def state_of(bericht: Bericht) -> Teilauskunft:
    """Return how far a report is that was read already."""
    texts = [each for each in bericht.abschnitte if not each.verweis and each.pflicht]
    maengel = []
    for each in texts:
        if not bericht.text(each.schluessel):
            text = f"{each.titel}: Dieser Abschnitt ist noch leer. Bitte schreiben Sie etwas dazu."
            maengel.append(Mangel(Teil.SACHBERICHT, text, anker_of(each.schluessel)))
    for key in bericht.texte:
        abschnitt = bericht.find(key)
        if over := bericht.zu_lang(abschnitt):
            text = f"{abschnitt.titel}: Der Text ist um {_zeichen(over)} zu lang. Bitte kürzen Sie ihn."
            maengel.append(Mangel(Teil.SACHBERICHT, text, anker_of(key)))
    done = sum(bool(bericht.text(each.schluessel)) for each in texts)
    open_reasons = sum(not bericht.text(each.schluessel) for each in bericht.abweichungen)
    sentence = f"{done} von {len(texts)} Abschnitten geschrieben"
    if open_reasons:
        words = "1 Abweichung" if open_reasons == 1 else f"{open_reasons} Abweichungen"
        sentence += f", {words} noch ohne Erläuterung"
    return Teilauskunft(Teil.SACHBERICHT, _stand(bericht, maengel), sentence, tuple(maengel))


def _stand(bericht: Bericht, maengel: list[Mangel]) -> Teilstand:
    if not maengel:
        return Teilstand.VOLLSTAENDIG
    return Teilstand.BEGONNEN if any(each.text for each in bericht.texte.values()) else Teilstand.LEER


def _zeichen(number: int) -> str:
    return "1 Zeichen" if number == 1 else f"{number} Zeichen"


def anker_of(schluessel: str) -> str:
    """Return the id of a part on the page of the report: only characters that an id may have."""
    return "teil-" + "".join(
        c if c.isascii() and (c.isalnum() or c == "-") else f"_{ord(c):x}" for c in schluessel
    )
