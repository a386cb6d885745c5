"""What a Prüfregel is, how it is registered, and how its findings become the Ergebnisse of a year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from grants.domain.begriffe import FOERDERJAHR_FOLGE, FREIGEGEBENE, Ausgang, FoerderjahrStatus, NachweisStatus
from grants.domain.kette import Empfaenger, Jahr, ZugelasseneAbweichung
from grants.domain.money import Betrag, Vomhundert, anteil, divide_half_up, summe


class Schwere(StrEnum):
    FEHLER = "fehler"
    HINWEIS = "hinweis"


class Vorgang(StrEnum):
    """What a rule can block."""

    ANTRAG = "antrag"
    WEITERLEITUNG = "weiterleitung"
    EINREICHEN = "einreichen"
    FREIGABE = "freigabe"
    NACHWEIS_STADT = "nachweis_stadt"
    ABSCHLUSS = "abschluss"


class Stufe(StrEnum):
    """When a rule begins; before that it is noch_nicht_faellig where it cannot run."""

    PLANUNG = "planung"
    ANTRAG = "antrag"
    BESCHEID = "bescheid"
    DURCHFUEHRUNG = "durchfuehrung"
    EINREICHEN = "einreichen"
    GEPRUEFT = "geprueft"
    FREIGABE = "freigabe"
    NACHWEIS_STADT = "nachweis_stadt"
    ABSCHLUSS = "abschluss"


WARTET_AUF: dict[Stufe, str] = {
    Stufe.PLANUNG: "die Planung",
    Stufe.ANTRAG: "den Versand des Antrags",
    Stufe.BESCHEID: "den Zuwendungsbescheid",
    Stufe.DURCHFUEHRUNG: "die Weiterleitung",
    Stufe.EINREICHEN: "den Eingang des Verwendungsnachweises",
    Stufe.GEPRUEFT: "die Prüfung des Verwendungsnachweises",
    Stufe.FREIGABE: "die Freigabe des Prüfergebnisses",
    Stufe.NACHWEIS_STADT: "den Verwendungsnachweis der Stadt",
    Stufe.ABSCHLUSS: "den Abschluss des Förderjahres",
}
# From when on a rule is due, as lists and pages say it.
STUFE_LABEL: dict[Stufe, str] = {
    Stufe.PLANUNG: "Planung",
    Stufe.ANTRAG: "Antrag versandt",
    Stufe.BESCHEID: "Zuwendungsbescheid",
    Stufe.DURCHFUEHRUNG: "Durchführung",
    Stufe.EINREICHEN: "Verwendungsnachweis eingereicht",
    Stufe.GEPRUEFT: "Verwendungsnachweis geprüft",
    Stufe.FREIGABE: "Prüfergebnis freigegeben",
    Stufe.NACHWEIS_STADT: "Verwendungsnachweis der Stadt",
    Stufe.ABSCHLUSS: "Abschluss des Förderjahres",
}
VORGANG_LABEL: dict[Vorgang, str] = {
    Vorgang.ANTRAG: "Antrag ausstellen",
    Vorgang.WEITERLEITUNG: "Weiterleitung",
    Vorgang.EINREICHEN: "Verwendungsnachweis einreichen",
    Vorgang.FREIGABE: "Prüfergebnis freigeben",
    Vorgang.NACHWEIS_STADT: "Verwendungsnachweis der Stadt ausstellen",
    Vorgang.ABSCHLUSS: "Förderjahr abschließen",
}
_YEAR_STAGES: dict[Stufe, FoerderjahrStatus] = {
    Stufe.PLANUNG: FoerderjahrStatus.PLANUNG,
    Stufe.ANTRAG: FoerderjahrStatus.BEANTRAGT,
    Stufe.BESCHEID: FoerderjahrStatus.BESCHIEDEN,
    Stufe.DURCHFUEHRUNG: FoerderjahrStatus.IN_DURCHFUEHRUNG,
    Stufe.NACHWEIS_STADT: FoerderjahrStatus.NACHGEWIESEN,
    Stufe.ABSCHLUSS: FoerderjahrStatus.ABGESCHLOSSEN,
}
_PROOF_STAGES: dict[Stufe, frozenset[NachweisStatus]] = {
    Stufe.EINREICHEN: frozenset(NachweisStatus) - {NachweisStatus.ENTWURF},
    Stufe.GEPRUEFT: frozenset(
        {NachweisStatus.GEPRUEFT, NachweisStatus.FREIGEGEBEN, NachweisStatus.ABGESCHLOSSEN}
    ),
    Stufe.FREIGABE: FREIGEGEBENE,
}
# What happens only after the Land has said yes.
_AFTER_DECISION = frozenset(Stufe) - {Stufe.PLANUNG, Stufe.ANTRAG}


class Ergebnisart(StrEnum):
    OK = "ok"
    HINWEIS = "hinweis"
    FEHLER = "fehler"
    NOCH_NICHT_FAELLIG = "noch_nicht_faellig"
    TRIFFT_NICHT_ZU = "trifft_nicht_zu"
    NICHT_GEPRUEFT = "nicht_geprueft"
    ZUGELASSEN = "zugelassen"


RED = frozenset({Ergebnisart.FEHLER, Ergebnisart.NICHT_GEPRUEFT})
_QUIET = frozenset({Ergebnisart.OK, Ergebnisart.TRIFFT_NICHT_ZU, Ergebnisart.NOCH_NICHT_FAELLIG})


@dataclass(frozen=True, slots=True)
class Bezug:
    """Subject of a finding, by the names the office uses."""

    massnahme: str | None = None
    traeger: str | None = None
    beleg: str | None = None

    def __str__(self) -> str:
        return " / ".join(part for part in (self.massnahme, self.traeger, self.beleg) if part)


class Urteil(StrEnum):
    """What a rule says of one subject before stage and waivers are looked at."""

    OK = "ok"
    # The comparison failed: becomes fehler or hinweis by the Schwere of the rule (or of the finding).
    VERLETZT = "verletzt"
    # A figure is missing, so nothing can be compared: not yet due, or red once the stage is reached.
    OFFEN = "offen"
    # Not due for a reason of its own (a day not yet reached), whatever the stage.
    NOCH_NICHT = "noch_nicht"
    TRIFFT_NICHT_ZU = "trifft_nicht_zu"


@dataclass(frozen=True, slots=True)
class Befund:
    """What a rule found for one subject: two figures of different origin and a German sentence."""

    urteil: Urteil
    text: str
    erwartet: Betrag | None = None
    gefunden: Betrag | None = None
    bezug: Bezug | None = None
    # Overrides the Schwere of the rule where the finding itself is only a hint.
    schwere: Schwere | None = None
    wartet_auf: str = ""
    # Where it is mended, in words of the pages ("Maßnahmen und Beträge").
    beheben: str = ""
    # A guess at the cause, never a repair.
    vermutung: str = ""
    nur_buero: bool = False
    # A figure of the year that every recipient needs: missing it is red as soon as the first has come so far.
    first_counts: bool = False
    # A hint for now only: once somebody takes a step that the rule blocks, the Schwere of the rule counts.
    vorerst: bool = False


@dataclass(frozen=True, slots=True)
class Ergebnis:
    """The judgement of one rule about one subject; amounts in cents, differenz = gefunden − erwartet."""

    code: str
    ergebnis: Ergebnisart
    schwere: Schwere
    text: str
    quelle: str
    erwartet: Betrag | None = None
    gefunden: Betrag | None = None
    bezug: Bezug | None = None
    beheben: str = ""
    vermutung: str = ""
    nur_buero: bool = False

    @property
    def differenz(self) -> Betrag | None:
        if self.erwartet is None or self.gefunden is None:
            return None
        return self.gefunden - self.erwartet

    @property
    def differenz_vh(self) -> Vomhundert | None:
        if self.erwartet is None or self.differenz is None:
            return None
        share = anteil(self.differenz, self.erwartet)
        # As people read it, with two decimals, the same on screen and in JSON.
        return Vomhundert(divide_half_up(share.teile, 100) * 100) if share is not None else None

    @property
    def is_red(self) -> bool:
        return self.ergebnis in RED


Pruefung = Callable[[Jahr], Iterable[Befund]]


@dataclass(frozen=True, slots=True)
class Regel:
    """A Prüfregel: what must hold, why, from when on, and what it blocks."""

    code: str
    satz: str
    quelle: str
    schwere: Schwere
    stufe: Stufe
    blockiert: frozenset[Vorgang]
    pruefe: Pruefung = field(repr=False)
    # Whether a zugelassene Abweichung may be agreed; a function: for the Antrag it depends on its versand.
    zulassbar: Callable[[Jahr], bool] = field(repr=False, default=lambda _: True)


REGISTER: dict[str, Regel] = {}


def regel(
    code: str,
    *,
    satz: str,
    quelle: str,
    stufe: Stufe,
    schwere: Schwere = Schwere.FEHLER,
    blockiert: Iterable[Vorgang] = (),
    zulassbar: Callable[[Jahr], bool] = lambda _: True,
) -> Callable[[Pruefung], Pruefung]:
    """Register a function as the Prüfregel `code`; raises ValueError when the code is taken."""

    def add(function: Pruefung) -> Pruefung:
        if code in REGISTER:
            raise ValueError(f"Prüfregel {code} is registered twice")
        REGISTER[code] = Regel(code, satz, quelle, schwere, stufe, frozenset(blockiert), function, zulassbar)
        return function

    return add


def compare(
    *,
    holds: bool,
    erwartet: Betrag,
    gefunden: Betrag,
    text: str,
    bezug: Bezug | None = None,
    schwere: Schwere | None = None,
    beheben: str = "",
    vermutung: str = "",
    nur_buero: bool = False,
    vorerst: bool = False,
) -> Befund:
    """Return the finding of a comparison that could be made."""
    return Befund(
        Urteil.OK if holds else Urteil.VERLETZT,
        text,
        erwartet,
        gefunden,
        bezug,
        schwere,
        beheben=beheben,
        vermutung="" if holds else vermutung,
        nur_buero=nur_buero,
        vorerst=vorerst,
    )


def missing(
    text: str,
    *,
    bezug: Bezug | None = None,
    wartet_auf: str = "",
    beheben: str = "",
    first_counts: bool = False,
) -> Befund:
    """Return the finding "cannot be compared, a figure is missing"."""
    return Befund(
        Urteil.OFFEN, text, bezug=bezug, wartet_auf=wartet_auf, beheben=beheben, first_counts=first_counts
    )


def not_yet(text: str, *, bezug: Bezug | None = None) -> Befund:
    """Return the finding "the day has not come"."""
    return Befund(Urteil.NOCH_NICHT, text, bezug=bezug)


def not_applicable(text: str, *, bezug: Bezug | None = None) -> Befund:
    """Return the finding "this kind of subject knows no such figure"."""
    return Befund(Urteil.TRIFFT_NICHT_ZU, text, bezug=bezug)


_Recipients = dict[tuple[str | None, str], Empfaenger]


def _by_bezug(jahr: Jahr) -> _Recipients:
    """Return every recipient by Maßnahme and Kürzel, so that 2,400 findings need not search 2,400 times."""
    return {(m.kennung, e.kuerzel): e for m in jahr.massnahmen for e in m.empfaenger}


def is_reached(
    jahr: Jahr, stufe: Stufe, empfaenger: Empfaenger | None = None, *, first_counts: bool = False
) -> bool:
    """Return whether the year (for stages of a proof: the recipient) has come so far.

    Without a recipient all of them must have come so far, with `first_counts` one is enough.
    """
    if stufe in _PROOF_STAGES:
        of_whom = [empfaenger] if empfaenger else [e for m in jahr.massnahmen for e in m.empfaenger]
        done = _PROOF_STAGES[stufe]
        arrived = (e.nachweis is not None and e.nachweis.status in done for e in of_whom)
        return bool(of_whom) and (any(arrived) if first_counts else all(arrived))
    return FOERDERJAHR_FOLGE.index(jahr.status) >= FOERDERJAHR_FOLGE.index(_YEAR_STAGES[stufe])


def _is_due(jahr: Jahr, one: Regel, befund: Befund, recipients: _Recipients) -> bool:
    bezug = befund.bezug
    of_whom = recipients.get((bezug.massnahme, bezug.traeger)) if bezug and bezug.traeger else None
    return is_reached(jahr, one.stufe, of_whom, first_counts=befund.first_counts)


def _judge(jahr: Jahr, one: Regel, befund: Befund, *, due: bool, recipients: _Recipients) -> Ergebnis:
    schwere = one.schwere if befund.vorerst and due else befund.schwere or one.schwere
    text = befund.text
    match befund.urteil:
        case Urteil.OK:
            art = Ergebnisart.OK
        case Urteil.VERLETZT:
            art = Ergebnisart.FEHLER if schwere is Schwere.FEHLER else Ergebnisart.HINWEIS
        case Urteil.TRIFFT_NICHT_ZU:
            art = Ergebnisart.TRIFFT_NICHT_ZU
        case Urteil.NOCH_NICHT:
            art = Ergebnisart.NOCH_NICHT_FAELLIG
        case Urteil.OFFEN:
            if due or _is_due(jahr, one, befund, recipients):
                art = Ergebnisart.NICHT_GEPRUEFT
            else:
                art = Ergebnisart.NOCH_NICHT_FAELLIG
                text = f"Noch nicht fällig: wartet auf {befund.wartet_auf or WARTET_AUF[one.stufe]}."
    return Ergebnis(
        one.code,
        art,
        schwere,
        text,
        one.quelle,
        befund.erwartet,
        befund.gefunden,
        befund.bezug,
        befund.beheben,
        befund.vermutung,
        befund.nur_buero,
    )


def _waive(jahr: Jahr, one: Regel, ergebnisse: list[Ergebnis]) -> list[Ergebnis]:
    """Return the results, zugelassen where two Persons agreed to exactly this difference.

    Findings of one subject with the same difference each need a waiver of their own: with fewer nobody could say
    which of them was meant.
    """
    agreed: dict[tuple[Bezug, Betrag | None], list[ZugelasseneAbweichung]] = {}
    for each in jahr.abweichungen:
        if each.code == one.code and _is_agreed(each):
            bezug = Bezug(each.massnahme, each.traeger, each.beleg)
            agreed.setdefault((bezug, each.differenz), []).append(each)
    if not agreed or not one.zulassbar(jahr):
        return ergebnisse
    open_ones = Counter(key(each) for each in ergebnisse if each.ergebnis is Ergebnisart.FEHLER)
    covered = {each: waivers for each, waivers in agreed.items() if len(waivers) >= open_ones[each]}
    return [
        _waived(each, covered[key(each)].pop(0))
        if each.ergebnis is Ergebnisart.FEHLER and covered.get(key(each))
        else each
        for each in ergebnisse
    ]


def key(ergebnis: Ergebnis) -> tuple[Bezug, Betrag | None]:
    """Return what a waiver of the rule is bound to besides its code: the subject and the difference to the cent."""
    return ergebnis.bezug or Bezug(), ergebnis.differenz


def _waived(ergebnis: Ergebnis, abweichung: ZugelasseneAbweichung) -> Ergebnis:
    return Ergebnis(
        ergebnis.code,
        Ergebnisart.ZUGELASSEN,
        ergebnis.schwere,
        f"{ergebnis.text} Zugelassen: {abweichung.grund}",
        ergebnis.quelle,
        ergebnis.erwartet,
        ergebnis.gefunden,
        ergebnis.bezug,
        nur_buero=ergebnis.nur_buero,
    )


def _is_agreed(abweichung: ZugelasseneAbweichung) -> bool:
    return abweichung.zugestimmt_von not in (None, abweichung.begruendet_von)


def pruefe_regel(jahr: Jahr, one: Regel, *, fuer: Vorgang | None = None) -> list[Ergebnis]:
    """Return the result of one rule for each of its subjects.

    `fuer`: the step somebody is about to take; a rule that blocks it must be able to run, whatever the state.
    """
    due = fuer is not None and fuer in one.blockiert
    if jahr.ausgang in (Ausgang.ABGELEHNT, Ausgang.ZURUECKGEZOGEN) and one.stufe in _AFTER_DECISION:
        text = "Trifft nicht zu: Der Antrag wurde nicht bewilligt."
        return [Ergebnis(one.code, Ergebnisart.TRIFFT_NICHT_ZU, one.schwere, text, one.quelle)]
    befunde = list(one.pruefe(jahr)) or [not_applicable("Nichts zu prüfen.")]
    recipients = _by_bezug(jahr)
    judged = [_judge(jahr, one, befund, due=due, recipients=recipients) for befund in befunde]
    return _waive(jahr, one, judged) if jahr.abweichungen else judged


def pruefe_jahr(jahr: Jahr, *, fuer: Vorgang | None = None) -> list[Ergebnis]:
    """Return every result of every rule, in the order of the registry."""
    return [ergebnis for one in REGISTER.values() for ergebnis in pruefe_regel(jahr, one, fuer=fuer)]


def condense(ergebnisse: Iterable[Ergebnis]) -> list[Ergebnis]:
    """Return one entry per rule and subject that is not simply in order.

    A rule that holds everywhere has one without subject, its figures summed.
    """
    by_code: dict[str, list[Ergebnis]] = {}
    for ergebnis in ergebnisse:
        by_code.setdefault(ergebnis.code, []).append(ergebnis)
    return [entry for group in by_code.values() for entry in _condense_rule(group)]


def _condense_rule(group: list[Ergebnis]) -> list[Ergebnis]:
    loud = [ergebnis for ergebnis in group if ergebnis.ergebnis not in _QUIET]
    if loud or (len(group) == 1 and group[0].bezug is None):
        return loud or group
    waiting = [e for e in group if e.ergebnis is Ergebnisart.NOCH_NICHT_FAELLIG]
    held = [e for e in group if e.ergebnis is Ergebnisart.OK]
    first = (waiting or held or group)[0]
    text, erwartet, gefunden = first.text, first.erwartet, first.gefunden
    if waiting and len(waiting) < len(group):
        text = f"{first.text} ({len(waiting)} von {len(group)} offen)"
    elif len(held) > 1 and all(e.bezug for e in held) and not waiting:
        text = f"Stimmt überall ({len(held)} geprüft)."
        erwartet, gefunden = _sum_figures(held)
    elif len(held) > 1 and not waiting:
        # Comparisons about the year itself are figures of different things: their sum would mean nothing.
        text = f"{first.text} Alles Weitere stimmt auch ({len(held)} geprüft)."
    return [
        Ergebnis(
            first.code,
            first.ergebnis,
            first.schwere,
            text,
            first.quelle,
            erwartet,
            gefunden,
            nur_buero=first.nur_buero,
        )
    ]


def _sum_figures(held: list[Ergebnis]) -> tuple[Betrag, Betrag] | tuple[None, None]:
    figures = [(e.erwartet, e.gefunden) for e in held if e.erwartet is not None and e.gefunden is not None]
    if len(figures) < len(held):
        return None, None
    return summe(erwartet for erwartet, _ in figures), summe(gefunden for _, gefunden in figures)


def blocking(jahr: Jahr, vorgang: Vorgang) -> list[Ergebnis]:
    """Return what stands in the way of a step: fehler and nicht_geprueft of the rules that block it."""
    return [
        ergebnis
        for one in REGISTER.values()
        if vorgang in one.blockiert
        for ergebnis in pruefe_regel(jahr, one, fuer=vorgang)
        if ergebnis.is_red
    ]
