"""Builds the city's Verwendungsnachweis to the Land (Grundmuster 3) from the year.

"Lt. Zuwendungsbescheid" is the Bescheid in force with the valid Finanzierungspläne, "lt. Abrechnung" what the check
recognised and the decisions festgesetzt. Shares come from unrounded amounts; the total is 100 by definition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from grants.domain import summen, summen_stadt
from grants.domain.begriffe import Ausgabenart, label
from grants.domain.dokumente import (
    BUCHSTABEN,
    Abweichung,
    Ausstellung,
    Lueckenliste,
    Textblock,
    build_briefkopf,
    build_erklaerungen,
    build_textblock,
    collect_abweichungen,
    format_datum,
    ort_zeile,
)
from grants.domain.kette import Empfaenger, Jahr
from grants.domain.money import HUNDERT, Betrag, format_betrag
from grants.domain.nachweis_stadt_zahlen import build_zahlen
from grants.domain.pruefregeln import Ergebnis, Vorgang
from grants.domain.stelle import Foerdergeber, Stelle
from grants.domain.summen import Ausgaben
from grants.domain.summen_stadt import Einnahmen
from grants.domain.testat import Testatlage
from grants.domain.testat import erklaerung as testat_erklaerung
from grants.domain.texte import Papier, Text
from grants.domain.verwendungsnachweis_daten import (
    AngegebeneZahl,
    Anlagensummen,
    Ausgabenbetraege,
    Ausgabezeile,
    Bescheidzeile,
    Einnahmezeile,
    Empfaengernachweis,
    IstErgebnis,
    Massnahmennachweis,
    VerwendungsnachweisDaten,
    Zuwendungsbetraege,
)
from grants.domain.zeichnung import GefalleneFreigabe

__all__ = ["VerwendungsnachweisDaten", "build_verwendungsnachweis", "only_released"]

_SACHBERICHT = "I Sachbericht"
_NACHWEIS = "II Zahlenmäßiger Nachweis"
_BESTAETIGUNGEN = "IV Bestätigungen"
_SACHBERICHTE = (
    "sachbericht_durchfuehrung",
    "sachbericht_personal",
    "sachbericht_erfolg",
    "sachbericht_abweichungen",
    "sachbericht_fachstellen",
)


def build_verwendungsnachweis(
    jahr: Jahr,
    stelle: Stelle,
    foerdergeber: Foerdergeber,
    texte: Sequence[Text],
    *,
    ergebnisse: Iterable[Ergebnis] = (),
    gefallene: Iterable[GefalleneFreigabe] = (),
    testat: Testatlage | None = None,
    ausgestellt: Ausstellung | None = None,
) -> VerwendungsnachweisDaten:
    """Return the Verwendungsnachweis of the year: a draft, or the paper where `ausgestellt` is given.

    `ergebnisse`: the checks of the year for `Vorgang.NACHWEIS_STADT`; `gefallene`: Freigaben that do not count any
    more. Raises RuleViolation when something stands in
    the way of the Ausstellung.
    """
    luecken = Lueckenliste()
    results = list(ergebnisse)
    datum = format_datum(ausgestellt.am if ausgestellt else jahr.am)
    jahr = _only_funded(jahr)
    # Below, nothing stands as checked or festgesetzt that no second Person released.
    waiting, jahr = _unreleased(jahr), only_released(jahr)

    def block(schluessel: str, nummer: str, abschnitt: str) -> Textblock:
        return build_textblock(
            schluessel, texte, nummer=nummer, abschnitt=abschnitt, massnahmen=jahr.massnahmen, luecken=luecken
        )

    # In the order of the paper, so the gaps are listed in that order, too.
    kopf = build_briefkopf(stelle, foerdergeber, jahr=jahr.jahr, datum=datum, luecken=luecken)
    _note_sender(stelle, luecken)
    if not jahr.programm_name:
        luecken.add("Betreff", "Name des Programms", "Blatt „Stelle“")
    zweck = block("zuwendungszweck", "", "Betreff")
    sachbericht = tuple(block(schluessel, "I", _SACHBERICHT) for schluessel in _SACHBERICHTE)
    grund_bescheid, grund_abrechnung = (
        _why_not_bescheid(jahr, luecken),
        _why_not_abrechnung(jahr, luecken, waiting),
    )
    eigenmittel, zuwendung, insgesamt = _build_einnahmen(
        jahr,
        None if grund_bescheid else summen_stadt.einnahmen_lt_bescheid(jahr),
        None if grund_abrechnung else summen_stadt.einnahmen_lt_abrechnung(jahr),
    )
    ausgaben, ausgaben_insgesamt = _build_ausgaben(
        jahr, bescheid=not grund_bescheid, abrechnung=not grund_abrechnung
    )
    erklaerungen = build_erklaerungen(
        Papier.VERWENDUNGSNACHWEIS, texte, abschnitt=_BESTAETIGUNGEN, luecken=luecken
    )
    if testat is not None:
        erklaerungen += testat_erklaerung(
            testat, BUCHSTABEN[len(erklaerungen)], abschnitt=_BESTAETIGUNGEN, luecken=luecken
        )
    massnahmen = _build_massnahmen(jahr, luecken)
    abweichungen = collect_abweichungen(jahr, results, fuer=Vorgang.NACHWEIS_STADT)
    abweichungen += tuple(Abweichung(each.text, beheben="Prüfung der Nachweise") for each in gefallene)
    if ausgestellt is None:
        abweichungen += _compare_lt_bescheid(insgesamt, ausgaben_insgesamt)
    return VerwendungsnachweisDaten(
        jahr=jahr.jahr,
        programm=jahr.programm_name or None,
        stand=jahr.am,
        kopf=kopf,
        zuwendungszweck=zweck,
        behoerde=foerdergeber.name.strip() or None,
        bescheide=_build_bescheide(jahr),
        sachbericht=tuple(b for b in sachbericht if b.text or b.je_massnahme or b.fehlt),
        eigenmittel=eigenmittel,
        zuwendung=zuwendung,
        einnahmen_insgesamt=insgesamt,
        ausgaben=ausgaben,
        ausgaben_insgesamt=ausgaben_insgesamt,
        grund_bescheid=grund_bescheid,
        grund_abrechnung=grund_abrechnung,
        ergebnis=_build_ergebnis(jahr),
        angegeben=_build_angegeben(jahr) if ausgestellt is None else (),
        erklaerungen=erklaerungen,
        unterschrift=stelle.vertretungsberechtigt.strip() or None,
        massnahmen=massnahmen,
        summen=_build_summen(massnahmen),
        luecken=luecken.luecken,
        abweichungen=abweichungen,
        beispiel=stelle.beispiel,
        ausgestellt=ausgestellt,
    )


def _only_funded(jahr: Jahr) -> Jahr:
    """Return the year with everybody who has to show Landesmittel, and Maßnahmen that have nobody yet."""
    shown = {(m.kennung, e.kuerzel) for m, e in summen.funded_recipients(jahr)}
    is_without = summen.is_without_landesmittel(jahr)
    kept = (
        replace(m, empfaenger=tuple(e for e in m.empfaenger if (m.kennung, e.kuerzel) in shown))
        for m in jahr.massnahmen
        if any((m.kennung, e.kuerzel) in shown for e in m.empfaenger) or not (m.empfaenger or is_without(m))
    )
    return replace(jahr, massnahmen=tuple(kept))


def _unreleased(jahr: Jahr) -> int:
    """Return for how many recipients a Zuwendung is festgesetzt without the release of a second Person."""
    return sum(
        summen.festgesetzt(e) is not None and not summen.is_released(e) for _, e in summen.recipients(jahr)
    )


def only_released(jahr: Jahr) -> Jahr:
    """Return the year without the Festsetzungen that nobody released."""

    def kept(empfaenger: Empfaenger) -> Empfaenger:
        if empfaenger.nachweis is None or summen.is_released(empfaenger):
            return empfaenger
        return replace(empfaenger, nachweis=replace(empfaenger.nachweis, festgesetzt=None))

    massnahmen = (replace(m, empfaenger=tuple(kept(e) for e in m.empfaenger)) for m in jahr.massnahmen)
    return replace(jahr, massnahmen=tuple(massnahmen))


def _note_sender(stelle: Stelle, luecken: Lueckenliste) -> None:
    for name, wert in (
        ("Name der Stadt", stelle.name),
        ("Straße", stelle.strasse),
        ("PLZ, Ort", ort_zeile(stelle)),
        ("Auskunft erteilt", stelle.auskunft_erteilt),
        ("Telefon", stelle.auskunft_telefon or stelle.telefon),
        ("E-Mail", stelle.email),
        ("Vertretungsberechtigt (Unterschrift)", stelle.vertretungsberechtigt),
    ):
        luecken.feld(name, wert, abschnitt="Briefkopf")


def _build_bescheide(jahr: Jahr) -> tuple[Bescheidzeile, ...]:
    in_force = [b for b in jahr.bescheide if b.wirksam_ab is None or b.wirksam_ab <= jahr.am]
    return tuple(
        Bescheidzeile("Änderungsbescheid" if i else "Zuwendungsbescheid", b.vom, b.aktenzeichen, b.betrag)
        for i, b in enumerate(sorted(in_force, key=lambda b: b.version))
    )


# -- II Zahlenmäßiger Nachweis, III Ist-Ergebnis ---------------------------------------------------------------


def _why_not_bescheid(jahr: Jahr, luecken: Lueckenliste) -> str:
    """Return why the column lt. Zuwendungsbescheid cannot be filled, noting all that lacks; empty where it can."""
    reasons = []
    if jahr.bescheid is None:
        luecken.add(_NACHWEIS, "Zuwendungsbescheid", "Blatt „Bescheid“")
        reasons.append("der Zuwendungsbescheid fehlt")
    if not jahr.massnahmen:
        luecken.add(_NACHWEIS, "Maßnahmen mit Empfängern", "Blatt „Empfänger“")
        reasons.append("es sind keine Maßnahmen erfasst")
    if missing := summen_stadt.missing_plans(jahr):
        what = "1 Finanzierungsplan" if missing == 1 else f"{missing} Finanzierungspläne"
        luecken.add(_NACHWEIS, what, "Blatt „Finanzierungsplan“")
        reasons.append(f"{what} {'fehlt' if missing == 1 else 'fehlen'}")
    if unmapped := summen_stadt.unmapped(jahr):
        purses = ", ".join(f"„{label(herkunft)}“" for herkunft in unmapped)
        luecken.add(_NACHWEIS, f"Zeile im Antrag für {purses}", "Blatt „Zuordnung“")
        reasons.append(f"die Zeile für {purses} ist nicht bestimmt")
    return ", ".join(reasons)


def _why_not_abrechnung(jahr: Jahr, luecken: Lueckenliste, waiting: int) -> str:
    """Return why the column lt. Abrechnung cannot be filled and note it; empty where it can."""
    if not jahr.massnahmen:
        return "es sind keine Maßnahmen erfasst"
    if undecided := summen_stadt.undecided(jahr):
        what = "1 Festsetzung" if undecided == 1 else f"{undecided} Festsetzungen"
        note = f" ({waiting} noch nicht freigegeben)" if waiting else ""
        luecken.add(_NACHWEIS, f"{what} der Zuwendung{note}", "Blatt „Nachweise“")
        return f"{what} {'fehlt' if undecided == 1 else 'fehlen'}{note}"
    if summen_stadt.einnahmen_lt_abrechnung(jahr) is None:
        luecken.add(_NACHWEIS, "Zeile im Antrag für eine Mittelherkunft der Einnahmen", "Blatt „Zuordnung“")
        return "die Zeile einer Einnahme ist nicht bestimmt"
    return ""


def _build_einnahmen(
    jahr: Jahr, bescheid: Einnahmen | None, abrechnung: Einnahmen | None
) -> tuple[tuple[Einnahmezeile, ...], Einnahmezeile, Einnahmezeile]:
    """Return the rows of the city and third parties, the Zuwendung of the Land, and the total."""

    def row(art: str, figure: Callable[[Einnahmen], Betrag]) -> Einnahmezeile:
        return Einnahmezeile(
            art,
            figure(bescheid) if bescheid else None,
            summen.vomhundert(figure(bescheid), bescheid.insgesamt) if bescheid else None,
            figure(abrechnung) if abrechnung else None,
            summen.vomhundert(figure(abrechnung), abrechnung.insgesamt) if abrechnung else None,
        )

    givers = summen_stadt.oeffentliche_geber(jahr)
    durch = f" durch {', '.join(givers)}" if givers else ""
    eigenmittel = (
        row("Eigenanteil", lambda e: e.eigenanteil),
        row("Leistungen Dritter (ohne öffentliche Förderung)", lambda e: e.leistungen_dritter),
        row(f"Bewilligte öffentliche Förderung{durch}", lambda e: e.oeffentliche_foerderung),
    )
    zuwendung = row("Zuwendung des Landes", lambda e: e.zuwendung)
    # What the Bescheid grants is known before any plan is.
    zuwendung = replace(zuwendung, lt_bescheid=summen.bewilligt(jahr))
    insgesamt = replace(
        row("Insgesamt", lambda e: e.insgesamt),
        lt_bescheid_vh=HUNDERT if bescheid and bescheid.insgesamt else None,
        lt_abrechnung_vh=HUNDERT if abrechnung and abrechnung.insgesamt else None,
    )
    return eigenmittel, zuwendung, insgesamt


def _build_ausgaben(
    jahr: Jahr, *, bescheid: bool, abrechnung: bool
) -> tuple[tuple[Ausgabezeile, ...], Ausgabezeile]:
    planned, recognised = summen_stadt.geplant_je_art(jahr), summen_stadt.anerkannt_je_art(jahr)

    def figure(sums: Mapping[Ausgabenart, Ausgaben], art: Ausgabenart, *, known: bool) -> Ausgaben | None:
        return sums.get(art, Ausgaben()) if known else None

    rows = tuple(
        Ausgabezeile(
            label(art), figure(planned, art, known=bescheid), figure(recognised, art, known=abrechnung)
        )
        for art in Ausgabenart
        if art in planned or art in recognised
    )
    return rows, Ausgabezeile(
        "Insgesamt",
        summen_stadt.geplant_gesamt(jahr) if bescheid else None,
        summen_stadt.anerkannt_gesamt(jahr) if abrechnung else None,
    )


def _compare_lt_bescheid(einnahmen: Einnahmezeile, ausgaben: Ausgabezeile) -> tuple[Abweichung, ...]:
    """Return a hint where the plans do not fit the Bescheid (money not passed on, a smaller grant)."""
    if einnahmen.lt_bescheid is None or ausgaben.lt_bescheid is None:
        return ()
    differenz = einnahmen.lt_bescheid - ausgaben.lt_bescheid.insgesamt
    if not differenz:
        return ()
    text = (
        f"Lt. Zuwendungsbescheid betragen die Einnahmen {format_betrag(einnahmen.lt_bescheid)}, die Ausgaben der "
        f"Finanzierungspläne {format_betrag(ausgaben.lt_bescheid.insgesamt)}. Die Pläne passen nicht zum Bescheid."
    )
    return (Abweichung(text, differenz, "Blatt „Finanzierungsplan“", blockiert=False),)


def _build_ergebnis(jahr: Jahr) -> IstErgebnis:
    bewilligt, festgesetzt = summen.bewilligt(jahr), summen.festgesetzt_gesamt(jahr)
    due, back = summen_stadt.an_das_land_zurueckzuzahlen(jahr), summen.zurueckgezahlt_land(jahr)
    return IstErgebnis(
        mehr_minder=None if bewilligt is None or festgesetzt is None else festgesetzt - bewilligt,
        abgerufen=summen.eingegangen(jahr),
        zurueckzuzahlen=due,
        zurueckgezahlt=back,
        noch_zurueckzuzahlen=None if due is None else due - back,
    )


def _build_angegeben(jahr: Jahr) -> tuple[AngegebeneZahl, ...]:
    """Return what the city states from its own sources, each beside the computed figure."""
    return tuple(
        AngegebeneZahl(zeile.bezeichnung, zeile.angegeben, zeile.differenz)
        for zeile in build_zahlen(jahr)
        if zeile.angegeben is not None
    )


# -- Annex --------------------------------------------------------------------------------------------------------


def _build_massnahmen(jahr: Jahr, luecken: Lueckenliste) -> tuple[Massnahmennachweis, ...]:
    granted = summen.bewilligt_je_massnahme(jahr)
    result = []
    for massnahme in jahr.massnahmen:
        if not massnahme.empfaenger:
            luecken.add("Anlage 1", f"Empfänger der Maßnahme „{massnahme.name}“", "Blatt „Empfänger“")
        for empfaenger in massnahme.empfaenger:
            if summen.zugesagt(empfaenger, jahr.am) is None:
                luecken.add("Anlage 1", f"Zusage an {empfaenger.name}", "Blatt „Weiterleitungen“")
        rows = tuple(_build_empfaenger(jahr, e) for e in massnahme.empfaenger)
        result.append(Massnahmennachweis(massnahme.name, granted.get(massnahme.kennung), rows))
    return tuple(result)


def _build_empfaenger(jahr: Jahr, empfaenger: Empfaenger) -> Empfaengernachweis:
    finanzierungsplan = summen.plan(empfaenger, jahr.am)
    festgesetzt = summen.festgesetzt(empfaenger)
    shown = bool(summen.nachgewiesen_je_position(empfaenger))
    paid = not empfaenger.is_stelle
    return Empfaengernachweis(
        empfaenger=empfaenger.name,
        is_stelle=empfaenger.is_stelle,
        zuwendung=Zuwendungsbetraege(
            zugesagt=summen.zugesagt(empfaenger, jahr.am),
            ausgezahlt=summen.ausgezahlt(empfaenger, jahr.am) if paid else None,
            festgesetzt=festgesetzt,
            erstattet=summen.erstattet(empfaenger, jahr.am) if paid else None,
            restzahlung=summen.restzahlung_gezahlt(empfaenger, jahr.am) if paid else None,
        ),
        ausgaben=Ausgabenbetraege(
            geplant=summen.geplant(finanzierungsplan) if finanzierungsplan else None,
            nachgewiesen=summen.nachgewiesen(empfaenger) if shown else None,
            # Before the decision the check may still change what it recognises.
            anerkannt=summen.anerkannt(empfaenger) if festgesetzt is not None else None,
        ),
    )


def _build_summen(massnahmen: Sequence[Massnahmennachweis]) -> Anlagensummen:
    rows = [e for m in massnahmen for e in m.empfaenger]

    def betrag(figure: Callable[[Zuwendungsbetraege], Betrag | None], *, paid: bool = False) -> Betrag | None:
        amounts = [figure(e.zuwendung) for e in rows if not (paid and e.is_stelle)]
        return summen.sum_if_complete(amounts)

    def ausgaben(figure: Callable[[Ausgabenbetraege], Ausgaben | None]) -> Ausgaben | None:
        return summen.total_if_complete([figure(e.ausgaben) for e in rows])

    return Anlagensummen(
        bewilligt=summen.sum_if_complete([m.bewilligt for m in massnahmen]),
        zuwendung=Zuwendungsbetraege(
            zugesagt=betrag(lambda z: z.zugesagt),
            ausgezahlt=betrag(lambda z: z.ausgezahlt, paid=True),
            festgesetzt=betrag(lambda z: z.festgesetzt),
            erstattet=betrag(lambda z: z.erstattet, paid=True),
            restzahlung=betrag(lambda z: z.restzahlung, paid=True),
        ),
        ausgaben=Ausgabenbetraege(
            geplant=ausgaben(lambda a: a.geplant),
            nachgewiesen=ausgaben(lambda a: a.nachgewiesen),
            anerkannt=ausgaben(lambda a: a.anerkannt),
        ),
    )
