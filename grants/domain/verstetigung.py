"""The path of a Maßnahme into the city's own budget: its entries, and who pays how much in which year.

Two origins of money stand side by side. A Foerderjahr says what was asked for, granted and planned; an entry of the
path says what was intended, asked of the budget or decided. verstetigt does not mean that the Land stops paying.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from grants.domain.begriffe import Mittelherkunft, Verstetigungsstand, label
from grants.domain.errors import DomainError
from grants.domain.fristen import format_datum
from grants.domain.money import NULL, Betrag, format_betrag, summe

# An entry of these decided that the city pays.
ENTSCHIEDEN = frozenset({Verstetigungsstand.RATSBESCHLUSS, Verstetigungsstand.VERSTETIGT})
# After these the city's money that was only asked for no longer counts.
VERNEINT = frozenset({Verstetigungsstand.ABGELEHNT, Verstetigungsstand.ZURUECKGESTELLT})
# Nothing more is expected after these.
BEENDET = frozenset({Verstetigungsstand.ABGELEHNT, Verstetigungsstand.AUSGELAUFEN})

_QUELLE = {
    Verstetigungsstand.HAUSHALTSANMELDUNG: "Haushaltsanmeldung",
    Verstetigungsstand.IM_ENTWURF: "Haushaltsentwurf",
    Verstetigungsstand.FACHAUSSCHUSS: "Empfehlung des Fachausschusses",
    Verstetigungsstand.RATSBESCHLUSS: "Ratsbeschluss",
}


@dataclass(frozen=True, slots=True)
class Zyklus:
    """A budget of the city with its days; one of two years is a Doppelhaushalt."""

    id: int
    bezeichnung: str
    jahr_von: int
    jahr_bis: int
    eckwerte_am: date | None = None
    anmeldung_bis: date | None = None
    entwurf_am: date | None = None
    fachausschuss_am: date | None = None
    beschluss_am: date | None = None

    @property
    def jahre(self) -> range:
        return range(self.jahr_von, self.jahr_bis + 1)


@dataclass(frozen=True, slots=True)
class Mittel:
    """Who pays how much in a year."""

    jahr: int
    herkunft: Mittelherkunft
    betrag: Betrag


@dataclass(frozen=True, slots=True)
class Schritt:
    """One dated entry; it counts unless another one corrects it or it was taken back."""

    id: int
    stand: Verstetigungsstand
    am: date
    gremium: str = ""
    vorlage_nummer: str = ""
    zyklus: Zyklus | None = None
    produkt: str = ""
    konto: str = ""
    stellen_hundertstel: int | None = None
    gilt_ab: date | None = None
    befristet_bis: date | None = None
    begruendung: str = ""
    bemerkung: str = ""
    mittel: tuple[Mittel, ...] = ()
    berichtigt_id: int | None = None
    berichtigt_durch: int | None = None
    zurueckgenommen_am: date | None = None
    zurueckgenommen_grund: str = ""

    @property
    def zaehlt(self) -> bool:
        return self.berichtigt_durch is None and self.zurueckgenommen_am is None

    @property
    def kurz(self) -> str:
        """State and day, as a source of a figure is named: `Ratsbeschluss vom 12.12.2023`."""
        if self.stand is Verstetigungsstand.VERSTETIGT and self.gilt_ab:
            return f"verstetigt ab {format_datum(self.gilt_ab)}"
        words = _QUELLE.get(self.stand, f"{label(self.stand)}, Eintrag")
        return f"{words} vom {format_datum(self.am)}"

    @property
    def vzae(self) -> str:
        """The share of posts as `1,50`; empty where there is none."""
        return "" if self.stellen_hundertstel is None else format_stellen(self.stellen_hundertstel)


class Jahresstand(StrEnum):
    """What a figure of a Foerderjahr rests on."""

    BEWILLIGT = "bewilligt"
    BEANTRAGT = "beantragt"
    GEPLANT = "geplant"


_JAHRESSTAND = {
    Jahresstand.BEWILLIGT: "lt. Bescheid",
    Jahresstand.BEANTRAGT: "beantragt",
    Jahresstand.GEPLANT: "lt. Finanzierungsplan",
}


@dataclass(frozen=True, slots=True)
class Jahresmittel:
    """What a Foerderjahr says about the money of one purse; `gesichert`: the Land has granted the year."""

    mittel: Mittel
    stand: Jahresstand
    gesichert: bool


@dataclass(frozen=True, slots=True)
class Pfad:
    """A Maßnahme with its entries and what its Foerderjahre say."""

    programm: str
    kennung: str
    name: str
    traeger: tuple[str, ...] = ()
    schritte: tuple[Schritt, ...] = ()
    aus_jahren: tuple[Jahresmittel, ...] = ()
    laufend_seit: str = ""
    geplant_ab: str = ""
    befristet_bis: str = ""

    @property
    def gueltige(self) -> tuple[Schritt, ...]:
        """The entries that count, the oldest first."""
        return tuple(sorted((s for s in self.schritte if s.zaehlt), key=lambda s: (s.am, s.id)))

    @property
    def aktuell(self) -> Schritt | None:
        """The newest entry that counts."""
        return self.gueltige[-1] if self.gueltige else None

    @property
    def stand(self) -> Verstetigungsstand | None:
        return self.aktuell.stand if self.aktuell else None


@dataclass(frozen=True, slots=True)
class Teil:
    """The money of one purse in a year, and what it rests on.

    `aus_eintrag`: an entry of the path says so, no Foerderjahr. `daneben`: what the other origin says instead.
    """

    herkunft: Mittelherkunft
    betrag: Betrag
    quelle: str
    gesichert: bool
    aus_eintrag: bool = False
    daneben: str = ""


@dataclass(frozen=True, slots=True)
class Mischjahr:
    """Who pays in a year."""

    jahr: int
    teile: tuple[Teil, ...]

    @property
    def summe(self) -> Betrag:
        return summe(teil.betrag for teil in self.teile)

    def betrag(self, herkunft: Mittelherkunft) -> Betrag:
        return summe(teil.betrag for teil in self.teile if teil.herkunft is herkunft)

    def teil(self, herkunft: Mittelherkunft) -> Teil | None:
        return next((teil for teil in self.teile if teil.herkunft is herkunft), None)

    @property
    def gesichert(self) -> bool:
        """Whether all of the year's money is granted or decided."""
        return bool(self.summe) and all(teil.gesichert for teil in self.teile if teil.betrag)


def mischung(pfad: Pfad) -> tuple[Mischjahr, ...]:
    """Return who pays year by year.

    What a Foerderjahr says goes before what an entry says; where both name another amount, both are told. Of the
    entries the newest one that speaks of a year and a purse holds for them; 0,00 takes an amount away.
    """
    of_years = {(each.mittel.jahr, each.mittel.herkunft): each for each in pfad.aus_jahren}
    of_entries = _stated(pfad.gueltige)
    years = sorted({jahr for jahr, _ in (*of_years, *of_entries)})
    found = []
    for jahr in years:
        parts = []
        for herkunft in Mittelherkunft:
            key = (jahr, herkunft)
            part = _part(herkunft, of_years.get(key), of_entries.get(key))
            if part is not None:
                parts.append(part)
        found.append(Mischjahr(jahr, tuple(parts)))
    return tuple(found)


_Angabe = tuple[Betrag, Schritt]


def _stated(schritte: Iterable[Schritt]) -> dict[tuple[int, Mittelherkunft], _Angabe]:
    """Return what the entries say of each year and purse, in their order."""
    found: dict[tuple[int, Mittelherkunft], _Angabe] = {}
    for schritt in schritte:
        if schritt.stand in VERNEINT:
            found = {key: said for key, said in found.items() if not _refused(key, said[1], schritt)}
        elif schritt.stand is Verstetigungsstand.AUSGELAUFEN:
            found = {key: said for key, said in found.items() if key[0] <= schritt.am.year}
        found |= {(m.jahr, m.herkunft): (m.betrag, schritt) for m in schritt.mittel}
    return found


def offene_mittel(pfad: Pfad) -> tuple[Mittel, ...]:
    """Return the amounts of entries that nobody has decided yet: the next entry takes them along."""
    return tuple(
        Mittel(jahr, herkunft, betrag)
        for (jahr, herkunft), (betrag, schritt) in sorted(_stated(pfad.gueltige).items())
        if schritt.stand not in ENTSCHIEDEN
    )


def _refused(key: tuple[int, Mittelherkunft], said: Schritt, refusal: Schritt) -> bool:
    """Tell whether the city's money of an earlier entry is off: not decided, and of the budget that was refused."""
    jahr, herkunft = key
    if herkunft is not Mittelherkunft.STADT or said.stand in ENTSCHIEDEN:
        return False
    return refusal.zyklus is None or jahr in refusal.zyklus.jahre


def _part(herkunft: Mittelherkunft, of_year: Jahresmittel | None, said: _Angabe | None) -> Teil | None:
    if of_year is not None:
        amount = of_year.mittel.betrag
        beside = f"{said[1].kurz}: {format_betrag(said[0])}" if said and said[0] != amount else ""
        return Teil(herkunft, amount, _JAHRESSTAND[of_year.stand], of_year.gesichert, daneben=beside)
    if said is None:
        return None
    amount, schritt = said
    # What the city decides binds the city; the Land decides for itself, each year anew.
    decided = schritt.stand in ENTSCHIEDEN and herkunft is not Mittelherkunft.LAND
    return Teil(herkunft, amount, schritt.kurz, decided, aus_eintrag=True)


# -- Posts ------------------------------------------------------------------------------------------------


class StellenUnklar(DomainError):
    """A text that is not a share of posts."""

    code = "stellen_unklar"


def parse_stellen(text: str) -> int:
    """Return a share of posts in hundredths: `0,5`, `1,25`, `2`; raises StellenUnklar."""
    found = re.fullmatch(
        r"(?P<whole>[0-9]{1,3})(?:,(?P<rest>[0-9]{1,2}))?(?:\s*VZÄ)?", text.strip(), re.ASCII
    )
    value = int(found["whole"]) * 100 + int((found["rest"] or "0").ljust(2, "0")) if found else 0
    if not value:
        raise StellenUnklar(
            f"„{text.strip()[:20]}“ ist kein Stellenanteil. Bitte wie 0,5 oder 1,25 schreiben."
        )
    return value


def format_stellen(hundertstel: int) -> str:
    """Return a share of posts with two decimals."""
    return f"{hundertstel // 100},{hundertstel % 100:02d}"


# -- Facts that stand side by side ------------------------------------------------------------------------


def nebeneinander(pfad: Pfad, am: date) -> str:
    """Return the sentence that a Maßnahme is verstetigt and that the Land pays; empty where it is not both."""
    lasting = next((s for s in reversed(pfad.gueltige) if s.stand is Verstetigungsstand.VERSTETIGT), None)
    if lasting is None or lasting.gilt_ab is None or pfad.stand in BEENDET:
        return ""
    funded = [y for y in mischung(pfad) if y.jahr >= am.year - 1 and y.betrag(Mittelherkunft.LAND) > NULL]
    if not funded:
        return ""
    newest = funded[-1]
    return (
        f"Verstetigt seit {format_datum(lasting.gilt_ab)}; {newest.jahr} stehen daneben "
        f"{format_betrag(newest.betrag(Mittelherkunft.LAND))} Landesmittel."
    )


def is_current(pfad: Pfad, am: date) -> bool:
    """Return whether a Maßnahme is to be seen in a list of today: money since last year, planned, or under way."""
    years: Sequence[int] = [y.jahr for y in mischung(pfad) if y.summe]
    under_way = pfad.stand is not None and pfad.stand not in BEENDET
    return bool(years and years[-1] >= am.year - 1) or under_way or bool(pfad.geplant_ab and not years)
