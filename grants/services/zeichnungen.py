"""Who signs what of a proof: reads the Persons and their Rollen, asks domain.zeichnung, keeps the signatures."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import FREIGEGEBENE, NachweisStatus, Prueftiefe, Rolle, Zeichnungsart
from grants.domain.errors import Conflict
from grants.domain.kette import Jahr
from grants.domain.zeichnung import Vorgang, Zeichnende, no_longer_hold
from grants.queries import foerderjahre
from grants.queries.anteile import Anteil
from grants.queries.kette import load_jahr
from grants.queries.personen import load_zusammengefuehrt
from grants.queries.traeger_verweise import load_verweise, same_traeger
from grants.queries.zahlenstand import load_zahlen_sha256
from grants.services.nachweisstand import gegenstand
from grants.services.personen import KOMMANDOZEILE

# Ereignisse by which somebody recognised or cut a figure of a proof.
ANERKENNUNG = frozenset({"beleg_anerkannt", "position_anerkannt"})
EINLESUNG_JAHR = "jahresmappe_eingelesen"
# By which somebody wrote a proof: its texts and stated sums, and what is kept in the lists of its recipient.
GESCHRIEBEN = frozenset(
    {
        "abweichung_erlaeutert",
        "erklaerungen_abgegeben",
        "kennzahlen_eingetragen",
        "nachforderung_punkt_beantwortet",
        "sachbericht_geschrieben",
        "summen_angegeben",
        "verwendungsnachweis_eingereicht",
    }
)
LISTEN = frozenset(
    {
        "belegliste_eingelesen",
        "einlesung_uebernommen",
        "einnahme_eingetragen",
        "einnahme_entfernt",
        "einnahme_geaendert",
        "erechnung_hochgeladen",
    }
)
# A Beleg belongs to a Träger and a year: entered beside one Maßnahme it may have a part in another.
BELEGE = frozenset({"beleg_eingetragen", "beleg_entfernt", "beleg_geaendert"})
# What the Zuwendung depends on beside the proof, and since when changing it counts.
ZUSAGE = frozenset(
    {
        "finanzierungsplan_geaendert",
        "weiterleitung_berichtigt",
        "weiterleitung_eingetragen",
        "zuweisung_berichtigt",
        "zuweisung_eingetragen",
    }
)
EINGANG = frozenset({"pruefung_begonnen", "verwendungsnachweis_eingereicht"})


@dataclass(frozen=True, slots=True)
class Lage:
    """A proof at one moment: the year with its Belege summed, its figures as a hash, and who did what."""

    anteil: Anteil
    jahr: Jahr
    zahlen_sha256: str
    vorgang: Vorgang


def load_lage(session: Session, anteil: Anteil, *, heute: date, jahr: Jahr | None = None) -> Lage:
    """Return the proof as four eyes see it; `jahr` spares reading the year again."""
    if jahr is None:
        foerderjahr = foerderjahre.get(session, anteil.programm, anteil.jahr)
        jahr = load_jahr(session, foerderjahr, am=heute, einzelbelege=False)
    digest = load_zahlen_sha256(session, anteil, jahr)
    return Lage(anteil, jahr, digest, load_vorgang(session, anteil, zahlen_sha256=digest))


def load_vorgang(session: Session, anteil: Anteil, *, zahlen_sha256: str | None) -> Vorgang:
    """Return who wrote and who signed, Persons after joining; `zahlen_sha256` None: no signature is looked at."""
    joined = load_zusammengefuehrt(session)
    t = m.Traeger
    own = session.execute(select(t.gehoert_geschaeftsstelle).where(t.id == anteil.traeger_id)).scalar_one()
    taten = _load_taten(session, anteil)
    handed_in = min((each.erstes for each in taten if each.art in EINGANG), default=None)
    vorgang = Vorgang(
        status=anteil.status,
        traeger_ids=same_traeger(load_verweise(session), [anteil.traeger_id]),
        is_stelle=anteil.is_stelle,
        eigene_stelle=own,
        eingereicht_von=_ends(
            joined, {*_handed_in_by(session, anteil), *_of(taten, GESCHRIEBEN | LISTEN | BELEGE)}
        ),
        eingelesen_von=_ends(joined, _of(taten, {EINLESUNG_JAHR})),
        anerkannt_von=_ends(joined, {*_recognised_by(session, anteil), *_of(taten, ANERKENNUNG)}),
        geaendert_von=_ends(
            joined,
            {
                each.person_id
                for each in taten
                if each.art in ZUSAGE and handed_in is not None and each.letztes > handed_in
            },
        ),
    )
    return _with_signatures(session, anteil, vorgang, zahlen_sha256, joined) if zahlen_sha256 else vorgang


@dataclass(frozen=True, slots=True)
class _Tat:
    """That a Person did something of one kind, with the numbers of the first and the last Ereignis."""

    art: str
    person_id: int
    erstes: int
    letztes: int


def _load_taten(session: Session, anteil: Anteil) -> list[_Tat]:
    """Return who ever did what to a proof that bars from checking it; a row for each kind and Person."""
    e, j, part = m.Ereignis, m.Jahresmassnahme, m.Empfaengeranteil
    year = f"foerderjahr/{anteil.programm}/{anteil.jahr}"
    place = f"{anteil.kennung}/{anteil.kuerzel}"
    kennungen = session.scalars(
        select(m.Massnahme.kennung)
        .join(j, j.massnahme_id == m.Massnahme.id)
        .join(part, part.jahresmassnahme_id == j.id)
        .where(j.foerderjahr_id == anteil.foerderjahr_id, part.traeger_id == anteil.traeger_id)
    )
    lists = [f"empfaenger/{anteil.programm}/{anteil.jahr}/{each}/{anteil.kuerzel}" for each in kennungen]
    subjects = {
        gegenstand(anteil): ANERKENNUNG | GESCHRIEBEN | EINGANG,
        year: {EINLESUNG_JAHR},
        f"empfaenger/{anteil.programm}/{anteil.jahr}/{place}": LISTEN,
        **{f"{year}/{kind}/{place}": ZUSAGE for kind in ("plan", "weiterleitung", "zuweisung")},
    }
    statement = (
        select(e.art, e.person_id, func.min(e.nummer), func.max(e.nummer))
        .where(
            or_(
                *(and_(e.gegenstand == subject, e.art.in_(arts)) for subject, arts in subjects.items()),
                and_(e.gegenstand.in_(lists), e.art.in_(BELEGE)),
            )
        )
        .group_by(e.art, e.person_id)
    )
    return [_Tat(*columns) for columns in session.execute(statement)]


def _of(taten: Iterable[_Tat], arts: Collection[str]) -> set[int]:
    return {each.person_id for each in taten if each.art in arts}


def _ends(joined: Mapping[int, int], ids: Iterable[int]) -> frozenset[int]:
    return frozenset(joined.get(each, each) for each in ids)


def _handed_in_by(session: Session, anteil: Anteil) -> set[int]:
    f = m.Nachweisfassung
    return set(session.scalars(select(f.person_id).where(f.verwendungsnachweis_id == anteil.nachweis_id)))


def _recognised_by(session: Session, anteil: Anteil) -> set[int]:
    """Return who decided last; the log knows whoever decided before: taking a cut back makes nobody uninvolved."""
    a = m.Anerkennung
    last = select(a.person_id).where(a.verwendungsnachweis_id == anteil.nachweis_id).distinct()
    return {each for each in session.scalars(last) if each is not None}


def signed_arts(session: Session, nachweis_id: int) -> set[Zeichnungsart]:
    """Return which signatures of a proof nobody made invalid, whether or not they still count."""
    p = m.Pruefung
    statement = select(p.art).where(p.verwendungsnachweis_id == nachweis_id, p.ungueltig_seit.is_(None))
    return {Zeichnungsart(art) for art in session.scalars(statement)}


def _with_signatures(
    session: Session, anteil: Anteil, vorgang: Vorgang, zahlen_sha256: str, joined: Mapping[int, int]
) -> Vorgang:
    """Return the Vorgang with who signed these figures, those left out who turned out to be one of the others."""
    p = m.Pruefung
    statement = (
        select(p.art, p.person_id, p.am)
        .where(
            p.verwendungsnachweis_id == anteil.nachweis_id,
            p.ungueltig_seit.is_(None),
            p.zahlen_sha256 == zahlen_sha256,
        )
        .order_by(p.id)
    )
    signed = {Zeichnungsart(art): (person, am) for art, person, am in session.execute(statement)}
    if not signed:
        return vorgang
    lagen = _load_personen(session, {person for person, _ in signed.values()}, joined)
    wer = {art: lagen[person].on(am, anteil.jahr) for art, (person, am) in signed.items()}
    fell = no_longer_hold(vorgang, wer)
    return replace(
        vorgang,
        gezeichnet={art: each.person_id for art, each in wer.items() if art not in fell},
        entfallen=fell,
    )


# -- what was changed since --------------------------------------------------------------------------------------

SIGNATUREN: Mapping[Zeichnungsart, str] = {
    Zeichnungsart.FACHLICH: "fachlich_gezeichnet",
    Zeichnungsart.RECHNERISCH: "rechnerisch_gezeichnet",
    Zeichnungsart.FREIGABE: "nachweis_freigegeben",
    Zeichnungsart.OEFFNUNG_GEWUENSCHT: Zeichnungsart.OEFFNUNG_GEWUENSCHT.value,
}
_DES_JAHRES = frozenset({EINLESUNG_JAHR, "parameter_geaendert", "zuordnung_geaendert"})


@dataclass(frozen=True, slots=True)
class Aenderung:
    """One Ereignis since a signature by which figures may have become others."""

    zeit: datetime
    person: str
    art: str
    gegenstand: str


def list_aenderungen(
    session: Session, anteil: Anteil, arten: Iterable[Zeichnungsart], *, anzahl: int = 5
) -> Sequence[Aenderung]:
    """Return who changed what since the first of these signatures was last given, the newest first."""
    e, z = m.Ereignis, m.Zahlung
    signs = [SIGNATUREN[art] for art in arten if art in SIGNATUREN]
    given = (
        select(func.max(e.nummer).label("nummer"))
        .where(e.gegenstand == gegenstand(anteil), e.art.in_(signs))
        .group_by(e.art)
        .subquery()
    )
    since = session.scalar(select(func.min(given.c.nummer)))
    if since is None:
        return ()
    year = f"foerderjahr/{anteil.programm}/{anteil.jahr}"
    place = f"{anteil.kennung}/{anteil.kuerzel}"
    subjects = [
        f"empfaenger/{anteil.programm}/{anteil.jahr}/{place}",
        *(f"{year}/{kind}/{place}" for kind in ("plan", "weiterleitung", "zuweisung")),
        *(
            f"zahlung/{anteil.programm}/{anteil.jahr}/{key}"
            for key in session.scalars(select(z.id).where(z.empfaengeranteil_id == anteil.id))
        ),
    ]
    statement = (
        select(e.zeit, m.Person.name, e.art, e.gegenstand)
        .join(m.Person, m.Person.id == e.person_id)
        .where(
            e.nummer > since,
            or_(
                e.gegenstand.in_(subjects),
                and_(e.gegenstand == year, e.art.in_(_DES_JAHRES)),
                and_(e.gegenstand == gegenstand(anteil), e.art.in_(ANERKENNUNG | GESCHRIEBEN)),
            ),
        )
        .order_by(e.nummer.desc())
        .limit(anzahl)
    )
    return [
        Aenderung(datetime.fromisoformat(zeit), *columns) for zeit, *columns in session.execute(statement)
    ]


# -- who acts --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Rolle:
    rolle: Rolle
    traeger_id: int | None
    von: date | None
    bis: date | None


@dataclass(frozen=True, slots=True)
class _Personenlage:
    """The Rollen of all rows found to be one Person, whenever they were held."""

    person_id: int
    rollen: tuple[_Rolle, ...]
    is_kommandozeile: bool

    def on(self, tag: date, jahr: int, *, auch_kuenftig: bool = False) -> Zeichnende:
        """Return who acts on a day; whoever worked for a recipient since the year began belongs to it.

        `auch_kuenftig`: who is about to begin there belongs to it too; who signed long before did not.
        """
        since = date(jahr, 1, 1)
        begun = [each for each in self.rollen if each.von is None or each.von <= tag]
        lately = [
            each
            for each in (self.rollen if auch_kuenftig else begun)
            if each.bis is None or each.bis >= since
        ]
        return Zeichnende(
            self.person_id,
            frozenset(each.rolle for each in begun if each.bis is None or each.bis >= tag),
            frozenset(each.traeger_id for each in lately if each.traeger_id is not None),
            self.is_kommandozeile,
            frozenset(each.rolle for each in lately),
        )


def _load_personen(
    session: Session, person_ids: Iterable[int], joined: Mapping[int, int]
) -> Mapping[int, _Personenlage]:
    """Return by the ids asked for what is known of each Person, in two statements."""
    wanted = {key: joined.get(key, key) for key in person_ids}
    rows_of = {end: {end, *(key for key, other in joined.items() if other == end)} for end in wanted.values()}
    ids = {key for keys in rows_of.values() for key in keys} | set(wanted)
    r, p = m.Rollenzuordnung, m.Person
    rollen = [
        (row.person_id, _Rolle(row.rolle, row.traeger_id, row.von, row.bis))
        for row in session.execute(
            select(r.person_id, r.rolle, r.traeger_id, r.von, r.bis).where(r.person_id.in_(ids))
        )
    ]
    nobody = set(
        session.scalars(select(p.id).where(p.id.in_(ids), p.email.is_(None), p.name == KOMMANDOZEILE))
    )
    return {
        key: _Personenlage(
            end,
            tuple(each for owner, each in rollen if owner in rows_of[end] | {key}),
            bool((rows_of[end] | {key}) & nobody),
        )
        for key, end in wanted.items()
    }


def load_zeichnende(session: Session, person_id: int, anteil: Anteil, *, heute: date) -> Zeichnende:
    """Return who is about to act: the Rollen of the day of all rows found to be one Person.

    Whoever worked for the recipient at any time since the year began belongs to it, and who is about to.
    """
    found = _load_personen(session, [person_id], load_zusammengefuehrt(session))
    return found[person_id].on(heute, anteil.jahr, auch_kuenftig=True)


def belongs_to(session: Session, person_id: int, kuerzel: str, jahr: int, *, heute: date) -> bool:
    """Tell whether a Person worked for a Träger or a Stelle at any time since the year began."""
    found = _load_personen(session, [person_id], load_zusammengefuehrt(session))
    owner = session.scalars(select(m.Traeger.id).where(m.Traeger.kuerzel == kuerzel))
    same = same_traeger(load_verweise(session), owner)
    return bool(found[person_id].on(heute, jahr, auch_kuenftig=True).traeger_ids & same)


# States that a signature leads out of: who comes later is told that somebody was there.
_DANACH: Mapping[Zeichnungsart, frozenset[NachweisStatus]] = {
    Zeichnungsart.FREIGABE: FREIGEGEBENE,
    Zeichnungsart.OEFFNUNG_GEWUENSCHT: frozenset({NachweisStatus.IN_PRUEFUNG, NachweisStatus.GEPRUEFT}),
    Zeichnungsart.OEFFNUNG: frozenset({NachweisStatus.IN_PRUEFUNG, NachweisStatus.GEPRUEFT}),
}


def refuse_overtaken(art: Zeichnungsart, vorgang: Vorgang) -> None:
    """Raise Conflict where this is signed already."""
    if art in vorgang.gezeichnet or vorgang.status in _DANACH.get(art, frozenset()):
        raise Conflict(
            "Das hat inzwischen schon jemand gezeichnet. Es wurde nichts gespeichert; wer es war, steht unter "
            "„Zeichnungen“."
        )


def add_zeichnung(
    session: Session,
    nachweis: m.Verwendungsnachweis,
    art: Zeichnungsart,
    *,
    zahlen_sha256: str,
    vermerk: str,
    tiefe: Prueftiefe | None,
    heute: date,
    person: m.Person,
) -> m.Pruefung:
    """Keep a signature; whether it may be given was asked before. One before that does not count is marked."""
    p = m.Pruefung
    before = select(p).where(
        p.verwendungsnachweis_id == nachweis.id, p.art == art.value, p.ungueltig_seit.is_(None)
    )
    for each in session.scalars(before):
        each.ungueltig_seit, each.ungueltig_durch_id = heute, person.id
        each.ungueltig_grund = "Sie galt nicht mehr und ist durch eine neue ersetzt."
    row = m.Pruefung(
        verwendungsnachweis_id=nachweis.id,
        art=art.value,
        tiefe=tiefe,
        person_id=person.id,
        am=heute,
        vermerk=vermerk.strip(),
        zahlen_sha256=zahlen_sha256,
    )
    session.add(row)
    return row
