"""The register of Träger: who they are, who signs and answers for them, what is still to be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.bank import Bank, bank_of
from grants.domain.begriffe import TraegerArt
from grants.domain.errors import NotFound
from grants.domain.traeger import Angabenstand, Zeitraum, fehlend, similar_pairs, similar_traeger
from grants.queries.rows import Grouped, grouped, rows
from grants.queries.traeger_verweise import load_verweise, same_traeger


@dataclass(frozen=True, slots=True)
class Name:
    """A further name; `bis` is the last day it was the Träger's own, None where only lists use it."""

    id: int
    name: str
    bis: date | None


@dataclass(frozen=True, slots=True)
class Vertretung:
    id: int
    name: str
    funktion: str
    von: date | None
    bis: date | None
    aenderungsstand: int

    def gilt(self, am: date) -> bool:
        return Zeitraum(self.von, self.bis).gilt(am)


@dataclass(frozen=True, slots=True)
class Ansprechperson:
    id: int
    name: str
    funktion: str
    email: str
    telefon: str
    inhaltlich: bool
    finanziell: bool
    von: date | None
    bis: date | None
    aenderungsstand: int

    def gilt(self, am: date) -> bool:
        return Zeitraum(self.von, self.bis).gilt(am)

    @property
    def thema(self) -> str:
        """What the person answers for, in words."""
        words = ["inhaltlich"] * self.inhaltlich + ["finanziell"] * self.finanziell
        return " und ".join(words) or "allgemein"


@dataclass(frozen=True, slots=True)
class Stammdaten:
    """A row of the register as it stands in its table; `verweis_id` is the Träger it was found to be."""

    id: int
    kuerzel: str
    name: str
    art: TraegerArt
    strasse: str
    plz: str
    ort: str
    email: str
    telefon: str
    iban: str
    buchungsstelle: str
    amt_nummer: str
    dezernat: str
    gemeinsam_vertreten: bool | None
    vorsteuerabzug: bool | None
    inaktiv_ab: date | None
    verweis_id: int | None
    aenderungsstand: int

    @property
    def is_stelle(self) -> bool:
        return self.art is TraegerArt.STAEDTISCHE_STELLE

    @property
    def bank(self) -> Bank:
        return bank_of(self.iban)


@dataclass(frozen=True, slots=True)
class Traegerdaten:
    """A Träger with its people, as it stands on a day (`am`)."""

    stamm: Stammdaten
    am: date
    namen: tuple[Name, ...]
    vertretungen: tuple[Vertretung, ...]
    ansprechpersonen: tuple[Ansprechperson, ...]
    # Names of the Maßnahmen of the newest year in which it takes part, and that year.
    massnahmen: tuple[str, ...]
    zuletzt: int | None
    # Kürzel and name of the one it was found to be, and of those found to be this one.
    verweis: tuple[str, str] | None
    auch: tuple[tuple[str, str], ...]

    @property
    def is_aktiv(self) -> bool:
        return self.verweis is None and (self.stamm.inaktiv_ab is None or self.am < self.stamm.inaktiv_ab)

    @property
    def vertreten_durch(self) -> tuple[Vertretung, ...]:
        """Who may sign on the day."""
        return tuple(each for each in self.vertretungen if each.gilt(self.am))

    @property
    def kontakte(self) -> tuple[Ansprechperson, ...]:
        """Who answers questions on the day."""
        return tuple(each for each in self.ansprechpersonen if each.gilt(self.am))

    @property
    def fehlt(self) -> tuple[str, ...]:
        """What is to be asked for; nothing of one that is no longer active."""
        s = self.stamm
        if not self.is_aktiv:
            return ()
        return fehlend(
            Angabenstand(
                art=s.art,
                anschrift=bool(s.strasse and s.plz and s.ort),
                iban=bool(s.iban),
                buchungsstelle=bool(s.buchungsstelle),
                vertretungen=len(self.vertreten_durch),
                gemeinsam=s.gemeinsam_vertreten,
                inhaltlich=any(each.inhaltlich for each in self.kontakte),
                finanziell=any(each.finanziell for each in self.kontakte),
                vorsteuerabzug=s.vorsteuerabzug,
            )
        )


def list_traeger(session: Session, *, am: date) -> tuple[Traegerdaten, ...]:
    """Return the register by name, with a fixed number of statements."""
    return _load(session, true(), am=am)


def get_traeger(session: Session, kuerzel: str, *, am: date) -> Traegerdaten:
    """Return one Träger by its Kürzel; raises NotFound."""
    for found in _load(session, m.Traeger.kuerzel == kuerzel, am=am):
        return found
    raise NotFound(f"Einen Träger mit dem Kürzel „{kuerzel}“ gibt es nicht. Gehen Sie zur Liste der Träger.")


def _load(session: Session, which: ColumnElement[bool], *, am: date) -> tuple[Traegerdaten, ...]:
    t, n, v, a = m.Traeger, m.TraegerName, m.Vertretung, m.Ansprechperson
    statement = (
        select(
            t.id,
            t.kuerzel,
            t.name,
            t.art,
            t.strasse,
            t.plz,
            t.ort,
            t.email,
            t.telefon,
            t.iban,
            t.buchungsstelle,
            t.amt_nummer,
            t.dezernat,
            t.gemeinsam_vertreten,
            t.vorsteuerabzug,
            t.inaktiv_ab,
            t.zusammengefuehrt_mit_id,
            t.aenderungsstand,
        )
        .where(which)
        .order_by(func.lower(t.name), t.id)
    )
    found = [Stammdaten(*columns) for columns in rows(session, statement)]
    namen = grouped(
        (key, Name(*columns))
        for key, *columns in rows(
            session,
            select(n.traeger_id, n.id, n.name, n.bis)
            .join(t, n.traeger_id == t.id)
            .where(which)
            .order_by(n.id),
        )
    )
    vertretungen = grouped(
        (key, Vertretung(*columns))
        for key, *columns in rows(
            session,
            select(v.traeger_id, v.id, v.name, v.funktion, v.von, v.bis, v.aenderungsstand)
            .join(t, v.traeger_id == t.id)
            .where(which)
            .order_by(v.id),
        )
    )
    people = select(
        a.traeger_id,
        a.id,
        a.name,
        a.funktion,
        a.email,
        a.telefon,
        a.inhaltlich,
        a.finanziell,
        a.von,
        a.bis,
        a.aenderungsstand,
    )
    ansprechpersonen = grouped(
        (key, Ansprechperson(*columns))
        for key, *columns in rows(
            session, people.join(t, a.traeger_id == t.id).where(which).order_by(a.name, a.id)
        )
    )
    verweise = load_verweise(session)
    words = _named(session) if verweise else {}
    beteiligt = _beteiligt(session)
    return tuple(
        Traegerdaten(
            stamm=each,
            am=am,
            namen=namen[each.id],
            vertretungen=vertretungen[each.id],
            ansprechpersonen=ansprechpersonen[each.id],
            massnahmen=(newest := _newest(beteiligt, same_traeger(verweise, [each.id])))[1],
            zuletzt=newest[0],
            verweis=words.get(verweise[each.id]) if each.id in verweise else None,
            auch=tuple(words[key] for key in sorted(verweise) if verweise[key] == each.id),
        )
        for each in found
    )


def _named(session: Session) -> dict[int, tuple[str, str]]:
    t = m.Traeger
    return {key: (kuerzel, name) for key, kuerzel, name in rows(session, select(t.id, t.kuerzel, t.name))}


def _beteiligt(session: Session) -> Grouped[tuple[int, str]]:
    """Return year and Maßnahme of each share, by Träger, the newest year first."""
    e, jm = m.Empfaengeranteil, m.Jahresmassnahme
    statement = (
        select(e.traeger_id, m.Foerderjahr.jahr, m.Massnahme.name)
        .join(jm, e.jahresmassnahme_id == jm.id)
        .join(m.Foerderjahr, jm.foerderjahr_id == m.Foerderjahr.id)
        .join(m.Massnahme, jm.massnahme_id == m.Massnahme.id)
        .order_by(m.Foerderjahr.jahr.desc(), jm.reihenfolge, e.id)
    )
    return grouped((key, (jahr, name)) for key, jahr, name in rows(session, statement))


def _newest(beteiligt: Grouped[tuple[int, str]], ids: frozenset[int]) -> tuple[int | None, tuple[str, ...]]:
    every = [each for key in sorted(ids) for each in beteiligt[key]]
    newest = max((jahr for jahr, _ in every), default=None)
    return newest, tuple(dict.fromkeys(name for jahr, name in every if jahr == newest))


# -- What a page shows of the list -----------------------------------------------------------------------

AKTIV, INAKTIV, VERBUNDEN, ALLE = "aktiv", "inaktiv", "zusammengefuehrt", "alle"


@dataclass(frozen=True, slots=True)
class Auswahl:
    """What the page of the register is narrowed to; empty text is "all"."""

    suche: str = ""
    art: str = ""
    stand: str = AKTIV
    sort: str = "name"


def select_traeger(every: Sequence[Traegerdaten], auswahl: Auswahl) -> tuple[Traegerdaten, ...]:
    """Return the Träger that the page asks for, in the order it asks for."""
    wanted = auswahl.suche.casefold().split()
    shown = [
        each
        for each in every
        if (not auswahl.art or each.stamm.art.value == auswahl.art)
        and auswahl.stand in {ALLE, _stand(each)}
        and all(word in _searched(each) for word in wanted)
    ]
    if auswahl.sort == "art":
        shown.sort(key=lambda each: list(TraegerArt).index(each.stamm.art))
    elif auswahl.sort == "zuletzt":
        shown.sort(key=lambda each: -(each.zuletzt or 0))
    elif auswahl.sort == "offen":
        shown.sort(key=lambda each: -len(each.fehlt))
    return tuple(shown)


def _stand(each: Traegerdaten) -> str:
    if each.verweis is not None:
        return VERBUNDEN
    return AKTIV if each.is_aktiv else INAKTIV


def _searched(each: Traegerdaten) -> str:
    s = each.stamm
    words = [s.name, s.kuerzel, s.ort, s.email, s.amt_nummer, *each.massnahmen]
    words += [n.name for n in each.namen] + [v.name for v in each.vertretungen]
    words += [a.name for a in each.ansprechpersonen]
    return " ".join(words).casefold()


def find_similar(every: Sequence[Traegerdaten]) -> tuple[tuple[Traegerdaten, Traegerdaten], ...]:
    """Return each two active Träger whose names are alike."""
    active = {each.stamm.kuerzel: each for each in every if each.is_aktiv}
    pairs = similar_pairs((key, each.stamm.name) for key, each in active.items())
    return tuple((active[a], active[b]) for a, b in pairs)


def similar_to(every: Sequence[Traegerdaten], this: Traegerdaten) -> tuple[Traegerdaten, ...]:
    """Return the Träger this one may be found to be: alike names first, joined ones left out."""
    others = [each for each in every if each.stamm.id != this.stamm.id and each.verweis is None]
    names = [this.stamm.name, *(name.name for name in this.namen)]
    alike = [each for each in others if any(similar_traeger(each.stamm.name, name) for name in names)]
    return (*alike, *(each for each in others if each not in alike))
