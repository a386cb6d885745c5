"""What is missing on the way to lasting money, in sentences, and which days of the city's budget come next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from grants.domain.begriffe import Mittelherkunft, Verstetigungsstand, label
from grants.domain.fristen import format_datum
from grants.domain.money import NULL, format_betrag
from grants.domain.verstetigung import ENTSCHIEDEN, VERNEINT, Mischjahr, Pfad, Schritt, Zyklus, mischung

# A year further ahead than the next budget is nobody's worry yet.
_VORAUS = 2


class Lueckenart(StrEnum):
    """What kind of gap it is."""

    NICHTS_ANGEMELDET = "nichts_angemeldet"
    NICHT_ENTSCHIEDEN = "nicht_entschieden"
    WENIGER = "weniger"
    KEIN_BETRAG = "kein_betrag"
    UNKLAR = "unklar"
    ANMELDUNG_VERPASST = "anmeldung_verpasst"


# Named because somebody has to act; the others are said so that nobody forgets.
DRINGEND = frozenset(
    {Lueckenart.NICHTS_ANGEMELDET, Lueckenart.WENIGER, Lueckenart.UNKLAR, Lueckenart.ANMELDUNG_VERPASST}
)


@dataclass(frozen=True, slots=True)
class Luecke:
    """One gap of a Maßnahme; `jahr` is the year in which money is missing."""

    art: Lueckenart
    jahr: int
    text: str

    @property
    def dringend(self) -> bool:
        return self.art in DRINGEND


def find_luecken(pfad: Pfad, zyklen: Sequence[Zyklus], am: date) -> tuple[Luecke, ...]:
    """Return the gaps of a Maßnahme as it stands on a day, the earliest year first; none once it has ended."""
    if pfad.stand is Verstetigungsstand.AUSGELAUFEN:
        return ()
    years = {each.jahr: each for each in mischung(pfad) if each.summe}
    found = [
        *_ends(pfad, years, zyklen, am),
        *_undecided(years, am),
        *_less(years, am),
        *_without_amount(pfad, years, am),
        *_missed(pfad, am),
    ]
    return tuple(sorted(found, key=lambda each: (each.jahr, list(Lueckenart).index(each.art))))


def _ends(pfad: Pfad, years: Mapping[int, Mischjahr], zyklen: Sequence[Zyklus], am: date) -> Iterator[Luecke]:
    if not years:
        return
    last = max(years)
    missing = last + 1
    if missing > am.year + _VORAUS or _goes_on(pfad, years[last], missing):
        return
    if last < am.year - 1:
        yield Luecke(
            Lueckenart.UNKLAR,
            missing,
            f"Seit {missing} ist keine Finanzierung eingetragen. Läuft die Maßnahme weiter, tragen Sie bitte ein, "
            "wer zahlt; sonst, dass sie ausgelaufen ist.",
        )
        return
    limited = _limited(pfad, last)
    if limited is not None and limited.befristet_bis is not None:
        what = f"Der Beschluss vom {format_datum(limited.am)} gilt bis {format_datum(limited.befristet_bis)}"
    elif years[last].betrag(Mittelherkunft.LAND) > NULL:
        what = f"Landesmittel enden {last}"
    else:
        what = f"Die eingetragenen Mittel enden {last}"
    rest = f"für {missing} ist nichts angemeldet"
    if limited is None and _decided(pfad) and years[last].betrag(Mittelherkunft.STADT) > NULL:
        rest = f"die Stadt zahlt weiter; für den Rest ist {missing} nichts angemeldet"
    refused = f" Stand: {label(pfad.stand)}." if pfad.stand in VERNEINT else ""
    text = f"{what}, {rest}.{refused}{_next_budget(missing, zyklen, am)}"
    yield Luecke(Lueckenart.NICHTS_ANGEMELDET, missing, text)


def _goes_on(pfad: Pfad, last: Mischjahr, missing: int) -> bool:
    """Tell whether the city was decided to pay on, and nobody else paid beside it who may stop."""
    decided = _decided(pfad)
    if decided is None or (decided.befristet_bis and decided.befristet_bis < date(missing, 1, 1)):
        return False
    return last.betrag(Mittelherkunft.STADT) > NULL and not last.betrag(Mittelherkunft.LAND)


def _decided(pfad: Pfad) -> Schritt | None:
    return next((s for s in reversed(pfad.gueltige) if s.stand in ENTSCHIEDEN), None)


def _limited(pfad: Pfad, last: int) -> Schritt | None:
    decided = _decided(pfad)
    is_limit = (
        decided is not None and decided.befristet_bis is not None and decided.befristet_bis.year == last
    )
    return decided if is_limit else None


def _next_budget(jahr: int, zyklen: Iterable[Zyklus], am: date) -> str:
    zyklus = next((each for each in zyklen if jahr in each.jahre), None)
    if zyklus is None or zyklus.anmeldung_bis is None:
        return ""
    if zyklus.anmeldung_bis >= am:
        return f" Anmeldung zum Haushalt {zyklus.bezeichnung} bis {format_datum(zyklus.anmeldung_bis)}."
    return f" Die Anmeldung zum Haushalt {zyklus.bezeichnung} endete am {format_datum(zyklus.anmeldung_bis)}."


def _undecided(years: Mapping[int, Mischjahr], am: date) -> Iterator[Luecke]:
    open_years = [
        each
        for jahr, each in sorted(years.items())
        if jahr >= am.year
        and any(
            teil.herkunft is Mittelherkunft.STADT and teil.aus_eintrag and teil.betrag and not teil.gesichert
            for teil in each.teile
        )
    ]
    if not open_years:
        return
    said = ", ".join(f"{each.jahr} {format_betrag(each.betrag(Mittelherkunft.STADT))}" for each in open_years)
    yield Luecke(
        Lueckenart.NICHT_ENTSCHIEDEN,
        open_years[0].jahr,
        f"Mittel der Stadt sind eingetragen, aber noch nicht beschlossen: {said}.",
    )


def _less(years: Mapping[int, Mischjahr], am: date) -> Iterator[Luecke]:
    for jahr, each in sorted(years.items()):
        before = years.get(jahr - 1)
        # In a Foerderjahr amounts go up and down and plans come late; only entries claim to say who pays.
        claims = all(teil.aus_eintrag for teil in each.teile)
        if before is None or jahr < am.year or not claims or each.summe >= before.summe:
            continue
        difference = format_betrag(before.summe - each.summe)
        yield Luecke(Lueckenart.WENIGER, jahr, f"Für {jahr} fehlen {difference} gegenüber {jahr - 1}.")


def _without_amount(pfad: Pfad, years: Mapping[int, Mischjahr], am: date) -> Iterator[Luecke]:
    decided = _decided(pfad)
    if pfad.stand not in ENTSCHIEDEN or decided is None:
        return
    if any(each.betrag(Mittelherkunft.STADT) for jahr, each in years.items() if jahr >= am.year):
        return
    yield Luecke(
        Lueckenart.KEIN_BETRAG,
        am.year,
        f"{decided.kurz[0].upper()}{decided.kurz[1:]}, aber ab {am.year} ist kein Betrag der Stadt eingetragen.",
    )


def _missed(pfad: Pfad, am: date) -> Iterator[Luecke]:
    current = pfad.aktuell
    waiting = {Verstetigungsstand.BEABSICHTIGT, Verstetigungsstand.ZURUECKGESTELLT}
    if current is None or current.zyklus is None or current.stand not in waiting:
        return
    until = current.zyklus.anmeldung_bis
    if until is not None and until < am:
        yield Luecke(
            Lueckenart.ANMELDUNG_VERPASST,
            current.zyklus.jahr_von,
            f"Zum Haushalt {current.zyklus.bezeichnung} war bis {format_datum(until)} anzumelden; eine Anmeldung ist "
            "nicht eingetragen.",
        )


# -- What comes next --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Anstehend:
    """A day on the way of a budget; `fehlt`: Maßnahmen that should be asked for and are not yet."""

    tag: date
    was: str
    zyklus: Zyklus
    angemeldet: tuple[str, ...] = ()
    fehlt: tuple[str, ...] = ()

    def tage(self, am: date) -> int:
        return (self.tag - am).days


_TAGE = (
    ("eckwerte_am", "Eckwertebeschluss"),
    ("anmeldung_bis", "Haushaltsanmeldung, letzter Tag"),
    ("entwurf_am", "Entwurf wird eingebracht"),
    ("fachausschuss_am", "Beratung im Fachausschuss"),
    ("beschluss_am", "Beschluss im Rat"),
)
_NOCH_ANZUMELDEN = frozenset({Verstetigungsstand.BEABSICHTIGT, Verstetigungsstand.ZURUECKGESTELLT})
_ANGEMELDET = frozenset(
    {Verstetigungsstand.HAUSHALTSANMELDUNG, Verstetigungsstand.IM_ENTWURF, Verstetigungsstand.FACHAUSSCHUSS}
)


def next_days(zyklen: Iterable[Zyklus], pfade: Sequence[Pfad], am: date) -> tuple[Anstehend, ...]:
    """Return the days of the budgets from this day on, each with the Maßnahmen it concerns."""
    found = []
    for zyklus in zyklen:
        asked = tuple(p.name for p in pfade if _at(p, zyklus, _ANGEMELDET))
        for attribute, was in _TAGE:
            tag = getattr(zyklus, attribute)
            if tag is None or tag < am:
                continue
            missing: tuple[str, ...] = ()
            if attribute == "anmeldung_bis":
                missing = tuple(p.name for p in pfade if _should_ask(p, zyklus, am))
            found.append(Anstehend(tag, was, zyklus, asked, missing))
    return tuple(sorted(found, key=lambda each: (each.tag, each.zyklus.jahr_von)))


def _at(pfad: Pfad, zyklus: Zyklus, stands: frozenset[Verstetigungsstand]) -> bool:
    current = pfad.aktuell
    return current is not None and current.stand in stands and current.zyklus == zyklus


def _should_ask(pfad: Pfad, zyklus: Zyklus, am: date) -> bool:
    """Tell whether somebody meant to ask in this budget, or money ends in one of its years."""
    if _at(pfad, zyklus, _NOCH_ANZUMELDEN):
        return True
    return any(
        each.art is Lueckenart.NICHTS_ANGEMELDET and each.jahr in zyklus.jahre
        for each in find_luecken(pfad, [zyklus], am)
    )
