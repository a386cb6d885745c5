"""Stand der Mittel: how far the money of a year has come, stage by stage, and what does not fit there.

Both tracks and the account between city and Land are rows of their own; no figure of one stands in another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from grants.domain import summen
from grants.domain.begriffe import Ausgang
from grants.domain.fristen import format_datum
from grants.domain.kette import Antrag, Empfaenger, Jahr
from grants.domain.money import NULL, Betrag, format_betrag, summe
from grants.domain.pruefregeln import Ergebnis, Ergebnisart
from grants.domain.pruefregeln.nachweise import is_checked

# What a stage shows of the rules that judge it: the first of these that one of them returned.
_ORDER = (
    Ergebnisart.FEHLER,
    Ergebnisart.NICHT_GEPRUEFT,
    Ergebnisart.HINWEIS,
    Ergebnisart.ZUGELASSEN,
    Ergebnisart.OK,
)


@dataclass(frozen=True, slots=True)
class Glied:
    """A stage the money has reached: its amount and, in words, how that stands to the stage before."""

    titel: str
    betrag: Betrag
    # What `betrag` counts where the title does not say it ("zuwendungsfähig").
    einheit: str = ""
    vergleich: str = ""
    # The figure `vergleich` goes on from, without a sign: the words say more or less.
    differenz: Betrag | None = None
    zusatz: str = ""
    regeln: tuple[str, ...] = ()
    # Judgement of its rules; None while none of them could judge.
    ergebnis: Ergebnisart | None = None
    # The rule behind a judgement that is not simply ok.
    anlass: str = ""


@dataclass(frozen=True, slots=True)
class Strang:
    """One row of stages: the reached ones, and the names of those still to come."""

    titel: str
    glieder: tuple[Glied, ...]
    danach: tuple[str, ...] = ()
    hinweis: str = ""


@dataclass(frozen=True, slots=True)
class Stand:
    zuwendung: Strang
    ausgaben: Strang
    land: Strang


_Stages = Iterator[tuple[str, Glied | None]]


def stand_der_mittel(jahr: Jahr, ergebnisse: Iterable[Ergebnis]) -> Stand:
    """Return the three rows, each stage with the judgement of the rules about it."""
    by_code: dict[str, set[Ergebnisart]] = {}
    for ergebnis in ergebnisse:
        by_code.setdefault(ergebnis.code, set()).add(ergebnis.ergebnis)
    return Stand(
        zuwendung=_strang("Zuwendung des Landes", _zuwendung(jahr), by_code, hinweis=_outcome(jahr)),
        ausgaben=_strang("Ausgaben der Maßnahmen", _ausgaben(jahr), by_code),
        land=_strang("Zwischen Stadt und Land", _land(jahr), by_code),
    )


def _strang(
    titel: str, stages: _Stages, by_code: Mapping[str, set[Ergebnisart]], *, hinweis: str = ""
) -> Strang:
    known = list(stages)
    reached = tuple(_judged(glied, by_code) for _, glied in known if glied)
    # After a refusal nothing is still to come.
    ahead = () if hinweis else tuple(name for name, glied in known if glied is None)
    return Strang(titel, reached, ahead, hinweis)


def _judged(glied: Glied, by_code: Mapping[str, set[Ergebnisart]]) -> Glied:
    for art in _ORDER:
        for code in glied.regeln:
            if art in by_code.get(code, ()):
                return replace(glied, ergebnis=art, anlass="" if art is Ergebnisart.OK else code)
    return glied


def _outcome(jahr: Jahr) -> str:
    match jahr.ausgang:
        case Ausgang.ABGELEHNT:
            return "Das Land hat den Antrag abgelehnt."
        case Ausgang.ZURUECKGEZOGEN:
            return "Die Stadt hat den Antrag zurückgezogen."
        case _:
            return ""


_Words = tuple[str, Betrag | None]


def _compare(difference: Betrag, *, equal: str, less: str, more: str) -> _Words:
    """Return words and figure of a comparison; the figure has no sign since the words carry it."""
    if not difference:
        return equal, None
    return less if difference < NULL else more, abs(difference)


def _glied(titel: str, betrag: Betrag, words: _Words, *, zusatz: str = "", regeln: str = "") -> Glied:
    return Glied(
        titel, betrag, vergleich=words[0], differenz=words[1], zusatz=zusatz, regeln=tuple(regeln.split())
    )


# -- Zuwendung -----------------------------------------------------------------------------------------


def _zuwendung(jahr: Jahr) -> _Stages:
    yield "Beantragt", _beantragt(jahr)
    yield "Bewilligt", _bewilligt(jahr)
    yield "Zugesagt", _zugesagt(jahr)
    yield "Ausgezahlt", _ausgezahlt(jahr)
    yield "Festgesetzt", _festgesetzt(jahr)
    # Whether money moves once more is known when everything is festgesetzt; until then both may come.
    is_decided = summen.festgesetzt_gesamt(jahr) is not None
    for titel, glied in (("Nachgezahlt", _nachgezahlt(jahr)), ("Erstattet", _erstattet(jahr))):
        if glied or not is_decided:
            yield titel, glied


def _beantragt(jahr: Jahr) -> Glied | None:
    antrag = jahr.antrag
    if antrag is None:
        return None
    found, stated, source = summen.beantragt(jahr), antrag.genannt, _quelle(antrag)
    if stated is None:
        words: _Words = ("Zur Liste ist keine Summe angegeben.", None)
    else:
        against = f"als {format_betrag(stated)} {source}"
        words = _compare(
            found - stated, equal=f"wie angegeben {source}", less=f"weniger {against}", more=f"mehr {against}"
        )
    return _glied("Beantragt", found, words, regeln="summe_antrag")


def _quelle(antrag: Antrag) -> str:
    stand = antrag.quelle.stand
    return f"laut Liste vom {format_datum(stand)}" if stand else "laut Liste"


def _bewilligt(jahr: Jahr) -> Glied | None:
    granted = summen.bewilligt(jahr)
    if granted is None:
        return None
    words = _compare(
        granted - summen.beantragt(jahr),
        equal="wie beantragt",
        less="weniger als beantragt",
        more="mehr als beantragt",
    )
    return _glied("Bewilligt", granted, words, regeln="summe_bescheid umverteilung")


def _zugesagt(jahr: Jahr) -> Glied | None:
    granted = summen.bewilligt(jahr)
    if granted is None or not any(summen.promise(e, jahr.am) for _, e in summen.recipients(jahr)):
        return None
    outside, inside = weitergeleitet_gesamt(jahr), intern_zugewiesen_gesamt(jahr)
    words = _compare(
        outside + inside - granted,
        equal="alles Bewilligte zugesagt",
        less="noch nicht zugesagt",
        more="mehr als bewilligt",
    )
    parts = []
    if outside:
        parts.append(f"{format_betrag(outside)} an Träger")
    if inside:
        parts.append(f"{format_betrag(inside)} an städtische Stellen")
    return _glied(
        "Zugesagt",
        outside + inside,
        words,
        zusatz=", ".join(parts),
        regeln="weiterleitung empfaenger_anteile",
    )


def weitergeleitet_gesamt(jahr: Jahr) -> Betrag:
    return summe(summen.weitergeleitet(jahr, massnahme) for massnahme in jahr.massnahmen)


def intern_zugewiesen_gesamt(jahr: Jahr) -> Betrag:
    return summe(summen.intern_zugewiesen(jahr, massnahme) for massnahme in jahr.massnahmen)


def _traeger(jahr: Jahr) -> list[Empfaenger]:
    return [empfaenger for _, empfaenger in summen.recipients(jahr) if not empfaenger.is_stelle]


def _ausgezahlt(jahr: Jahr) -> Glied | None:
    if not any(summen.payments(empfaenger, jahr.am) for empfaenger in _traeger(jahr)):
        return None
    paid = ausgezahlt_gesamt(jahr)
    words = _compare(
        paid - weitergeleitet_gesamt(jahr),
        equal="alles Weitergeleitete ausgezahlt",
        less="weniger als an Träger zugesagt",
        more="mehr als an Träger zugesagt",
    )
    return _glied(
        "Ausgezahlt",
        paid,
        words,
        zusatz="nur Träger; städtische Stellen buchen selbst",
        regeln="auszahlung",
    )


def ausgezahlt_gesamt(jahr: Jahr) -> Betrag:
    """Return what was paid to Träger in the running year, less what came back in it."""
    return summe(summen.ausgezahlt(empfaenger, jahr.am) for empfaenger in _traeger(jahr))


def _festgesetzt(jahr: Jahr) -> Glied | None:
    recipients = [empfaenger for _, empfaenger in summen.funded_recipients(jahr)]
    decided = [amount for e in recipients if (amount := summen.festgesetzt(e)) is not None]
    if not decided:
        return None
    if len(decided) < len(recipients):
        words: _Words = (f"{len(decided)} von {len(recipients)} Zuwendungen festgesetzt", None)
    else:
        words = _compare(
            summe(decided) - weitergeleitet_gesamt(jahr) - intern_zugewiesen_gesamt(jahr),
            equal="wie zugesagt",
            less="weniger als zugesagt",
            more="mehr als zugesagt",
        )
    return _glied("Festgesetzt", summe(decided), words, regeln="festsetzung")


def _nachgezahlt(jahr: Jahr) -> Glied | None:
    needed = summe(summen.nachzuzahlen(e, jahr.am) or NULL for e in _traeger(jahr))
    paid = summe(summen.restzahlung_gezahlt(e, jahr.am) for e in _traeger(jahr))
    if not needed and not paid:
        return None
    words = _compare(
        paid - needed, equal="alles nachgezahlt", less="noch nicht nachgezahlt", more="mehr als festgesetzt"
    )
    return _glied("Nachgezahlt", paid, words, zusatz="an Träger nach der Prüfung", regeln="restzahlung")


def _erstattet(jahr: Jahr) -> Glied | None:
    needed = summe(summen.zu_erstatten(e, jahr.am) or NULL for e in _traeger(jahr))
    received = summe(summen.erstattet(e, jahr.am) for e in _traeger(jahr))
    if not needed and not received:
        return None
    waived = summe(
        e.nachweis.erstattung.nicht_erhoben for e in _traeger(jahr) if e.nachweis and e.nachweis.erstattung
    )
    words = _compare(
        received + waived - needed, equal="alles erledigt", less="noch offen", more="mehr als zu erstatten"
    )
    parts = [f"von {format_betrag(needed)}"]
    if waived:
        parts.append(f"{format_betrag(waived)} nicht erhoben")
    return _glied("Erstattet", received, words, zusatz=", ".join(parts), regeln="erstattung frist_zahlung")


# -- Ausgaben ------------------------------------------------------------------------------------------


def _ausgaben(jahr: Jahr) -> _Stages:
    yield "Geplant", _geplant(jahr)
    yield "Nachgewiesen", _nachgewiesen(jahr)
    yield "Anerkannt", _anerkannt(jahr)


def _ausgaben_glied(titel: str, ausgaben: summen.Ausgaben, words: _Words, *, regeln: str) -> Glied:
    return replace(
        _glied(
            titel,
            ausgaben.zuwendungsfaehig,
            words,
            zusatz=f"Ausgaben insgesamt {format_betrag(ausgaben.insgesamt)}",
            regeln=regeln,
        ),
        einheit="zuwendungsfähig",
    )


def _geplant(jahr: Jahr) -> Glied | None:
    if not summen.plaene(jahr):
        return None
    gaps = summen.missing_plans(jahr)
    missing = "1 Finanzierungsplan fehlt" if gaps == 1 else f"{gaps} Finanzierungspläne fehlen"
    return _ausgaben_glied(
        "Geplant",
        summen.geplant_gesamt(jahr),
        (missing if gaps else "alle Finanzierungspläne liegen vor", None),
        regeln="plan_ausgeglichen plan_zuwendungsfaehig plan_deckt_betrag",
    )


def _nachgewiesen(jahr: Jahr) -> Glied | None:
    shown = nachgewiesen_gesamt(jahr)
    if shown == summen.Ausgaben():
        return None
    words = _compare(
        shown.zuwendungsfaehig - summen.geplant_gesamt(jahr).zuwendungsfaehig,
        equal="wie geplant",
        less="weniger als geplant",
        more="mehr als geplant",
    )
    return _ausgaben_glied(
        "Nachgewiesen", shown, words, regeln="belege_summe zeitraum beleg_doppelt einzelansatz"
    )


def nachgewiesen_gesamt(jahr: Jahr) -> summen.Ausgaben:
    return summen.total(summen.nachgewiesen(e) for _, e in summen.funded_recipients(jahr))


def _anerkannt(jahr: Jahr) -> Glied | None:
    recipients = [empfaenger for _, empfaenger in summen.funded_recipients(jahr)]
    checked = [empfaenger for empfaenger in recipients if is_checked(jahr, empfaenger)]
    if not checked:
        return None
    recognised = summen.total(summen.anerkannt(empfaenger) for empfaenger in checked)
    if len(checked) < len(recipients):
        words: _Words = (f"{len(checked)} von {len(recipients)} Nachweisen geprüft", None)
    else:
        words = _compare(
            recognised.zuwendungsfaehig - nachgewiesen_gesamt(jahr).zuwendungsfaehig,
            equal="ohne Kürzung",
            less="weniger als nachgewiesen",
            more="mehr als nachgewiesen",
        )
    return _ausgaben_glied("Anerkannt", recognised, words, regeln="anerkannt")


# -- City and Land -------------------------------------------------------------------------------------


def _land(jahr: Jahr) -> _Stages:
    granted = summen.bewilligt(jahr)
    yield "Bewilligt", _glied("Bewilligt", granted, _versionen(jahr)) if granted is not None else None
    yield "Eingegangen", _eingegangen(jahr, granted)
    yield "Nachgewiesen", _nachgewiesen_stadt(jahr)
    needed = summen.an_das_land_zurueckzuzahlen(jahr)
    if needed is None or needed or summen.zurueckgezahlt_land(jahr):
        yield "Zurückgezahlt", _zurueckgezahlt(jahr, needed)


def _versionen(jahr: Jahr) -> _Words:
    bescheid = jahr.bescheid
    return (f"Bescheid vom {format_datum(bescheid.vom)}" if bescheid else "", None)


def _eingegangen(jahr: Jahr, granted: Betrag | None) -> Glied | None:
    received = summen.eingegangen(jahr)
    if granted is None or not received:
        return None
    words = _compare(
        received - granted, equal="alles abgerufen", less="nicht abgerufen", more="mehr als bewilligt"
    )
    return _glied("Eingegangen", received, words, regeln="eingang_land bestand")


def _nachgewiesen_stadt(jahr: Jahr) -> Glied | None:
    stated = jahr.nachweis_stadt.zuwendung_lt_abrechnung if jahr.nachweis_stadt else None
    decided = summen.festgesetzt_gesamt(jahr)
    if stated is None:
        return None
    if decided is None:
        words: _Words = ("noch nicht alle Zuwendungen festgesetzt", None)
    else:
        words = _compare(
            stated - decided,
            equal="wie festgesetzt",
            less="weniger als festgesetzt",
            more="mehr als festgesetzt",
        )
    return _glied("Nachgewiesen", stated, words, regeln="summe_nachweis")


def _zurueckgezahlt(jahr: Jahr, needed: Betrag | None) -> Glied | None:
    returned = summen.zurueckgezahlt_land(jahr)
    if needed is None or not (needed or returned):
        return None
    words = _compare(
        returned - needed, equal="nichts mehr offen", less="noch offen", more="mehr als zurückzuzahlen"
    )
    return _glied("Zurückgezahlt", returned, words, regeln="verbleib")
