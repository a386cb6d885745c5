"""Termine of a Foerderjahr: which day is due next, what is still missing until then, and from whom.

Days come from the parameters of the year (papers of the Land, Weiterleitung) and from the office's own Fristen. A
day is moved over weekends and holidays as `fristen.laeuft_ab_am` says. Without a day there is no Termin.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from grants.domain import summen, summen_stadt
from grants.domain.abgabefrist import due_of
from grants.domain.begriffe import Fortsetzung
from grants.domain.fristen import laeuft_ab_am
from grants.domain.kette import Empfaenger, Jahr
from grants.domain.money import format_betrag
from grants.domain.parameter import PARAMETER_BY_SCHLUESSEL


class Dringlichkeit(StrEnum):
    """How a Termin stands to the day that is looked from."""

    UEBERFAELLIG = "ueberfaellig"
    BALD = "bald"
    SPAETER = "spaeter"
    ERLEDIGT = "erledigt"
    VORBEI = "vorbei"


# Days before a Termin from which on it is shown as near.
BALD_TAGE = 14


@dataclass(frozen=True, slots=True)
class EigeneFrist:
    """A Frist that the office keeps: typed in, or due by a Nebenbestimmung of the Bescheid."""

    id: int
    jahr: int
    bezeichnung: str
    tag: date
    laeuft_ab_am: date
    verlaengert_bis: date | None = None
    wiedervorlage_am: date | None = None
    erledigt_am: date | None = None
    # Of whom it is asked; empty for the office itself.
    massnahme: str = ""
    traeger: str = ""
    notiz: str = ""


@dataclass(frozen=True, slots=True)
class Termin:
    """A day with what has to be done until then.

    `stichtag`: nothing is handed in on that day, something ends; it is never overdue. `fehlt` names what is missing,
    the most important first.
    """

    jahr: int
    programm: str
    bezeichnung: str
    # As the paper names it.
    tag: date
    # After weekends, holidays and an extension.
    bis: date
    quelle: str
    erledigt_am: date | None = None
    fehlt: tuple[str, ...] = ()
    stichtag: bool = False
    verlaengert: bool = False
    frist_id: int | None = None
    wiedervorlage_am: date | None = None

    def tage(self, am: date) -> int:
        """Return the days that are left; negative after the day."""
        return (self.bis - am).days

    def dringlichkeit(self, am: date) -> Dringlichkeit:
        if self.erledigt_am is not None:
            return Dringlichkeit.ERLEDIGT
        left = self.tage(am)
        if left < 0:
            return Dringlichkeit.VORBEI if self.stichtag else Dringlichkeit.UEBERFAELLIG
        return Dringlichkeit.BALD if left <= BALD_TAGE else Dringlichkeit.SPAETER

    @property
    def verschoben(self) -> bool:
        """Whether the named day is a weekend or holiday, so that a later one counts."""
        return self.bis != self.tag and not self.verlaengert


def build_termine(jahr: Jahr, eigene: Sequence[EigeneFrist] = ()) -> tuple[Termin, ...]:
    """Return the Termine of a year, the earliest first, done ones included."""
    found = [*_antrag(jahr), *_abruf(jahr), *_stichtage(jahr), *_nachweise(jahr), *_erstattungen(jahr)]
    found += [_own(jahr, frist) for frist in eigene]
    return tuple(sorted(found, key=lambda termin: (termin.bis, termin.bezeichnung)))


def open_termine(termine: Iterable[Termin], am: date) -> tuple[Termin, ...]:
    """Return what is still to do, overdue ones first, then by day."""
    open_ones = [
        t for t in termine if t.dringlichkeit(am) not in {Dringlichkeit.ERLEDIGT, Dringlichkeit.VORBEI}
    ]
    return tuple(sorted(open_ones, key=lambda t: (t.bis, t.bezeichnung)))


def wiedervorlagen(termine: Iterable[Termin], am: date) -> tuple[Termin, ...]:
    """Return what the office wanted to see again by this day and has not finished."""
    return tuple(
        t
        for t in termine
        if t.wiedervorlage_am is not None and t.wiedervorlage_am <= am and t.erledigt_am is None
    )


# -- From the parameters of the year --------------------------------------------


def _termin(
    jahr: Jahr,
    schluessel: str,
    bezeichnung: str,
    *,
    erledigt_am: date | None = None,
    fehlt: tuple[str, ...] = (),
    stichtag: bool = False,
) -> Iterator[Termin]:
    """Yield the Termin of a parameter, where its day has been filled in."""
    tag = getattr(jahr.parameter, schluessel)
    if tag is None:
        return
    paper = next((w.quelle for w in jahr.parameter.angaben if w.schluessel == schluessel and w.quelle), "")
    yield Termin(
        jahr=jahr.jahr,
        programm=jahr.programm,
        bezeichnung=bezeichnung,
        tag=tag,
        # A day on which something ends is not moved: § 193 BGB is about acts that are due.
        bis=tag if stichtag else _moved(jahr, tag),
        quelle=paper or PARAMETER_BY_SCHLUESSEL[schluessel].hinweis,
        erledigt_am=erledigt_am,
        fehlt=() if erledigt_am else fehlt,
        stichtag=stichtag,
    )


def _moved(jahr: Jahr, tag: date) -> date:
    return laeuft_ab_am(tag, bestimmter_tag=jahr.parameter.fristen_bestimmter_tag is True)


def _antrag(jahr: Jahr) -> Iterator[Termin]:
    sent = min((a.versandt_am for a in jahr.antraege if a.versandt_am), default=None)
    plans = summen_stadt.missing_plans(jahr)
    asked = len(list(summen.funded_recipients(jahr)))
    missing: tuple[str, ...] = (f"{plans} von {asked} Finanzierungsplänen fehlen",) if plans else ()
    amounts = summen.beantragt_je_massnahme(jahr)
    undecided = sum(each.land_beantragen is None and each.kennung not in amounts for each in jahr.massnahmen)
    if undecided:
        missing += (f"bei {_count(undecided)} ist offen, ob beim Land beantragt wird",)
    yield from _termin(
        jahr, "antragsfrist_fortsetzung", "Antrag an das Land", erledigt_am=sent, fehlt=missing
    )
    if any(massnahme.fortsetzung is Fortsetzung.NEU for massnahme in jahr.massnahmen):
        yield from _termin(
            jahr,
            "antragsfrist_im_jahr",
            "Antrag für neue Maßnahmen im Lauf des Jahres",
            erledigt_am=sent,
            fehlt=missing,
        )


def _count(number: int) -> str:
    return "einer Maßnahme" if number == 1 else f"{number} Maßnahmen"


def _abruf(jahr: Jahr) -> Iterator[Termin]:
    granted = summen.bewilligt(jahr)
    if granted is None:
        return
    left = granted - summen.eingegangen(jahr)
    if left.cents <= 0:
        done = max((z.datum for z in jahr.zahlungen_land if z.datum <= jahr.am), default=None)
        yield from _termin(
            jahr, "letzter_abruf_am", "Letzter Mittelabruf beim Land", erledigt_am=done or jahr.am
        )
        return
    yield from _termin(
        jahr,
        "letzter_abruf_am",
        "Letzter Mittelabruf beim Land",
        fehlt=(f"{format_betrag(left)} der Bewilligung sind nicht eingegangen",),
        # What is not needed is not drawn, so that nobody is late.
        stichtag=True,
    )


def _stichtage(jahr: Jahr) -> Iterator[Termin]:
    if summen.bewilligt(jahr) is None:
        return
    yield from _termin(jahr, "durchfuehrung_bis", "Ende des Durchführungszeitraums", stichtag=True)
    yield from _termin(
        jahr, "zahlung_bis", "Letzter Tag für Zahlungen zu Leistungen des Jahres", stichtag=True
    )


def _nachweise(jahr: Jahr) -> Iterator[Termin]:
    if summen.bewilligt(jahr) is None:
        return
    recipients = list(summen.funded_recipients(jahr))
    handed_in = [e.nachweis.eingereicht_am for _, e in recipients if e.nachweis and e.nachweis.eingereicht_am]
    waiting = [(m, e) for m, e in recipients if not (e.nachweis and e.nachweis.eingereicht_am)]
    # An extension, and a day that only the paper of a recipient names, is a Termin of its own.
    own_days = [(m, e, f) for m, e in waiting if (f := due_of(jahr, e)).verlaengert or f.eigene]
    apart = {id(e) for _, e, _ in own_days}
    in_time = [(m, e) for m, e in waiting if id(e) not in apart]
    # The day of the year binds nobody where every recipient has one of its own.
    if handed_in or in_time:
        done = max(handed_in) if handed_in and not in_time else None
        missing = (f"{len(handed_in)} von {len(recipients)} eingegangen",) if in_time else ()
        yield from _termin(
            jahr,
            "nachweis_traeger_bis",
            "Verwendungsnachweise der Träger und Stellen",
            erledigt_am=done,
            fehlt=missing + tuple(f"{_whose(e)}: {m.name}" for m, e in in_time),
        )
    for massnahme, empfaenger, frist in own_days:
        if frist.tag is not None:
            yield Termin(
                jahr=jahr.jahr,
                programm=jahr.programm,
                bezeichnung=f"Verwendungsnachweis {_whose(empfaenger)}, {massnahme.name}",
                tag=frist.genannt or frist.tag,
                bis=frist.tag,
                quelle="Fristverlängerung" if frist.verlaengert else _paper_of(empfaenger),
                verlaengert=frist.verlaengert,
            )
    own = jahr.nachweis_stadt.eingereicht_am if jahr.nachweis_stadt else None
    yield from _termin(
        jahr,
        "nachweis_stadt_bis",
        "Verwendungsnachweis der Stadt",
        erledigt_am=own,
        fehlt=tuple(f"Nachweis fehlt: {_whose(e)}, {m.name}" for m, e in waiting),
    )


def _paper_of(empfaenger: Empfaenger) -> str:
    return "Zuweisung" if empfaenger.is_stelle else "Weiterleitung"


def _whose(empfaenger: Empfaenger) -> str:
    return empfaenger.name or empfaenger.kuerzel or "noch kein Träger"


def _erstattungen(jahr: Jahr) -> Iterator[Termin]:
    for massnahme, empfaenger in summen.funded_recipients(jahr):
        paper = empfaenger.nachweis.erstattung if empfaenger.nachweis else None
        if paper is None or paper.faellig_am is None:
            continue
        left = summen.erstattung_offen(empfaenger, jahr.am)
        if left.cents > 0:
            yield Termin(
                jahr=jahr.jahr,
                programm=jahr.programm,
                bezeichnung=f"Erstattung {_whose(empfaenger)}, {massnahme.name}",
                tag=paper.faellig_am,
                bis=_moved(jahr, paper.faellig_am),
                quelle="Schlussmitteilung",
                fehlt=(f"{format_betrag(left)} sind offen",),
            )


def _own(jahr: Jahr, frist: EigeneFrist) -> Termin:
    return Termin(
        jahr=jahr.jahr,
        programm=jahr.programm,
        bezeichnung=frist.bezeichnung,
        tag=frist.tag,
        bis=frist.verlaengert_bis or frist.laeuft_ab_am,
        quelle=", ".join(part for part in (frist.traeger, frist.massnahme) if part) or "eigene Frist",
        erledigt_am=frist.erledigt_am,
        fehlt=(frist.notiz,) if frist.notiz and not frist.erledigt_am else (),
        verlaengert=frist.verlaengert_bis is not None,
        frist_id=frist.id,
        wiedervorlage_am=frist.wiedervorlage_am,
    )
