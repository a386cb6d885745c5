"""Builds the Prüfvermerk: dates, scope, sample, findings, result and consequences, and who signed.

Source: praxis of state templates ("Prüfvermerk nach abgeschlossener Projektförderung"); VV Nr. 11 zu § 44 LHO.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from grants.domain import summen
from grants.domain.befunde import TITEL, for_office
from grants.domain.begriffe import Mittelherkunft, Prueftiefe, Zeichnungsart, label
from grants.domain.dokumente import (
    GEDRUCKTE_BELEGE,
    Abweichung,
    Ausstellung,
    Briefkopf,
    Feld,
    Lueckenliste,
    aktenzeichen,
    ort_zeile,
)
from grants.domain.festsetzung import Schritt
from grants.domain.fristen import days_late, format_datum, format_tage
from grants.domain.kette import Anerkennung, Empfaenger, Jahr, Weiterleitung
from grants.domain.money import NULL, Betrag, format_betrag, format_vomhundert, summe
from grants.domain.pruefliste import Frage, asked, findings
from grants.domain.pruefregeln import Ergebnis, Ergebnisart
from grants.domain.pruefvermerk_daten import (
    Kuerzungszeile,
    Positionspruefung,
    Pruefpunktzeile,
    PruefvermerkDaten,
    Regelzeile,
    Stichprobenzeile,
    Zeichnungszeile,
)
from grants.domain.stelle import Stelle
from grants.domain.stichprobe import Ziehung, explain
from grants.domain.summen import Ausgaben
from grants.domain.unterlagen import Unterlagenzahl

SEITE = "Seite „Prüfung“ des Nachweises"
# Findings of one rule that the paper lists.
JE_REGEL = 50
KEINE_UNTERLAGEN = Unterlagenzahl(0, 0, 0)
_LAUT = frozenset({Ergebnisart.FEHLER, Ergebnisart.HINWEIS, Ergebnisart.NICHT_GEPRUEFT})


@dataclass(frozen=True, slots=True)
class Gezeichnet:
    """A valid signature with the name of who gave it."""

    art: Zeichnungsart
    wer: str
    am: date
    vermerk: str = ""


@dataclass(frozen=True, slots=True)
class Pruefstand:
    """What the check has brought so far, apart from the figures of the year."""

    tiefe: Prueftiefe
    umfang: str
    feststellungen: str
    folgen: str
    fassung: str
    faellig_am: date | None
    fragen: Sequence[Frage]
    ziehung: Ziehung | None
    gezeichnet: Sequence[Gezeichnet]
    unterlagen: Unterlagenzahl = KEINE_UNTERLAGEN


# -- figures, shared with the page -----------------------------------------------------------------------------


def check_positions(empfaenger: Empfaenger, am: date) -> tuple[Positionspruefung, ...]:
    """Return every Ausgabeposition of plan and proof, those of the plan first."""
    plan = summen.plan(empfaenger, am)
    planned = {p.code: p for p in plan.positionen} if plan else {}
    proved, recognised = summen.nachgewiesen_je_position(empfaenger), summen.anerkannt_je_position(empfaenger)
    codes = dict.fromkeys([*planned, *proved, *recognised])
    return tuple(
        Positionspruefung(
            code,
            planned[code].bezeichnung if code in planned else "",
            planned[code].zuwendungsfaehig if code in planned else None,
            proved.get(code, Ausgaben()),
            recognised.get(code, Ausgaben()),
        )
        for code in codes
    )


def total_of(positionen: Iterable[Positionspruefung]) -> Positionspruefung:
    """Return the row of sums; a position outside the plan counts there as planned with 0,00."""
    each = list(positionen)
    return Positionspruefung(
        "",
        "Insgesamt",
        summe(p.soll for p in each if p.soll is not None),
        summen.total(p.ist for p in each),
        summen.total(p.anerkannt for p in each),
    )


def cuts(empfaenger: Empfaenger) -> tuple[Kuerzungszeile, ...]:
    """Return what was cut or moved: single Belege first, then whole positions."""
    rows = empfaenger.nachweis.anerkennungen if empfaenger.nachweis else ()
    proved = {(t.position, t.beleg.nr): t.zuwendungsfaehig for t in empfaenger.belegteile}
    before, names = _before_whole(empfaenger), _names(empfaenger)
    found = []
    for row in sorted(rows, key=lambda r: r.beleg_nr == ""):
        shown = (
            proved.get((row.position, row.beleg_nr), NULL) if row.beleg_nr else before.get(row.position, NULL)
        )
        if row.anerkannt != shown or row.umgeordnet_nach:
            found.append(_cut(row, shown, names))
    return tuple(found)


def _names(empfaenger: Empfaenger) -> Mapping[str, str]:
    """Return what the Ausgabepositionen are called, as the newest plan says."""
    return {p.code: p.bezeichnung for plan in empfaenger.plaene for p in plan.positionen if p.bezeichnung}


def _before_whole(empfaenger: Empfaenger) -> Mapping[str, Betrag]:
    """Return what each Ausgabeposition is worth after the cuts of its Belege."""
    nachweis = empfaenger.nachweis
    if nachweis is None:
        return {}
    single = replace(nachweis, anerkennungen=tuple(r for r in nachweis.anerkennungen if r.beleg_nr))
    each = summen.anerkannt_je_position(replace(empfaenger, nachweis=single))
    return {code: ausgaben.zuwendungsfaehig for code, ausgaben in each.items()}


def _cut(row: Anerkennung, shown: Betrag, names: Mapping[str, str]) -> Kuerzungszeile:
    return Kuerzungszeile(
        f"Beleg {row.beleg_nr}" if row.beleg_nr else "ganze Ausgabeposition",
        row.position,
        shown,
        row.anerkannt,
        label(row.grund) if row.grund else "umgeordnet, keine Kürzung" if row.anerkannt == shown else "",
        bool(row.mindert_insgesamt),
        row.erlaeuterung,
        names.get(row.umgeordnet_nach, row.umgeordnet_nach),
        names.get(row.position, ""),
    )


def outcome(empfaenger: Empfaenger, am: date, festgesetzt: Betrag) -> tuple[Schritt, ...]:
    """Return what follows for the money: paid, to be returned, still to pay; for a Stelle what it does not need."""
    promised = summen.zugesagt(empfaenger, am) or NULL
    if empfaenger.is_stelle:
        return (
            Schritt("zugewiesen", promised),
            Schritt(
                "nicht benötigt, wird nicht abgerufen oder geht an das Land zurück", promised - festgesetzt
            ),
        )
    paid = summen.ausgezahlt(empfaenger, am)
    return (
        Schritt("netto ausgezahlt (Landesmittel)", paid),
        Schritt("zu erstatten", max(NULL, paid - festgesetzt)),
        Schritt("Restzahlung", max(NULL, festgesetzt - paid)),
        Schritt("nicht in Anspruch genommen", promised - festgesetzt),
    )


# -- the paper -------------------------------------------------------------------------------------------------


def build_pruefvermerk(
    jahr: Jahr,
    massnahme: str,
    empfaenger: Empfaenger,
    stelle: Stelle,
    stand: Pruefstand,
    *,
    ergebnisse: Iterable[Ergebnis],
    ausgestellt: Ausstellung | None = None,
) -> PruefvermerkDaten:
    """Return the values of the Prüfvermerk with its gaps: a draft, or the paper where `ausgestellt` is given."""
    luecken = Lueckenliste()
    positionen = check_positions(empfaenger, jahr.am)
    computed = summen.festsetzung(jahr, empfaenger)
    allgemeines = _general(jahr, massnahme, empfaenger, stand, luecken)
    kopf = _kopf(jahr, stelle, luecken)
    if stand.tiefe is Prueftiefe.VERTIEFT and empfaenger.belegteile and stand.ziehung is None:
        luecken.add("2 Umfang der Prüfung", "Stichprobe", SEITE)
    points = _points(stand, luecken)
    if not stand.feststellungen.strip():
        luecken.add("5 Feststellungen", "Feststellungen, auch wenn es keine gibt", SEITE)
    if computed is None:
        luecken.add(
            "6 Ergebnis", "Zuwendung: Zusage, Finanzierungsplan oder Angabe zum Jahr", "Angaben zum Jahr"
        )
    folgen_zahlen = outcome(empfaenger, jahr.am, computed.betrag) if computed else ()
    if not stand.folgen.strip():
        luecken.add("7 Folgen", "Folgen, auch wenn es keine gibt", SEITE)
    drawn, names = stand.ziehung.gezogen if stand.ziehung else (), _names(empfaenger)
    return PruefvermerkDaten(
        jahr=jahr.jahr,
        stand=jahr.am,
        kopf=kopf,
        beispiel=stelle.beispiel,
        programm=jahr.programm_name,
        massnahme=massnahme,
        empfaenger=empfaenger.name,
        is_stelle=empfaenger.is_stelle,
        allgemeines=allgemeines,
        tiefe=label(stand.tiefe),
        umfang=stand.umfang,
        stichprobe=(
            *(explain(stand.ziehung.umfang) if stand.ziehung else ()),
            *((stand.unterlagen.satz,) if stand.unterlagen.satz else ()),
        ),
        pruefliste=points,
        positionen=positionen,
        summe=total_of(positionen),
        kuerzungen=cuts(empfaenger),
        regeln=_rules(ergebnisse),
        feststellungen="\n\n".join(part for part in (stand.feststellungen, *findings(stand.fragen)) if part),
        schritte=computed.schritte if computed else (),
        festgesetzt=computed.betrag if computed else None,
        folgen_zahlen=folgen_zahlen,
        folgen=stand.folgen,
        zeichnungen=_signatures(stand, luecken),
        stichprobenbelege=tuple(
            Stichprobenzeile(
                each.kandidat.beleg_nr,
                names.get(each.kandidat.position, each.kandidat.position),
                each.kandidat.betrag,
                label(each.grund),
                "; ".join(each.kandidat.risiken),
            )
            for each in drawn[:GEDRUCKTE_BELEGE]
        ),
        stichprobe_nicht_gedruckt=max(0, len(drawn) - GEDRUCKTE_BELEGE),
        luecken=luecken.luecken,
        abweichungen=_differences(empfaenger),
        ausgestellt=ausgestellt,
    )


def _kopf(jahr: Jahr, stelle: Stelle, luecken: Lueckenliste) -> Briefkopf:
    """Return the head of an internal paper: no address, only who writes and under which Aktenzeichen."""
    zeichen = luecken.feld(
        "Mein Zeichen", aktenzeichen(stelle, jahr.jahr), abschnitt="Kopf", beheben="Angaben der Stelle"
    )
    name = luecken.feld("Name der Stadt", stelle.name, abschnitt="Kopf", beheben="Angaben der Stelle")
    return Briefkopf(
        name.wert,
        stelle.amt.strip(),
        stelle.strasse.strip() or None,
        ort_zeile(stelle) or None,
        (),
        (zeichen, Feld("Datum", format_datum(jahr.am))),
    )


def _general(
    jahr: Jahr, massnahme: str, empfaenger: Empfaenger, stand: Pruefstand, luecken: Lueckenliste
) -> tuple[Feld, ...]:
    section = "1 Allgemeines"

    def needed(name: str, wert: str, beheben: str) -> Feld:
        return luecken.feld(name, wert, abschnitt=section, beheben=beheben)

    current = summen.promise(empfaenger, jahr.am)
    plan = summen.plan(empfaenger, jahr.am)
    land = next((z for z in current.zusagen if z.herkunft is Mittelherkunft.LAND), None) if current else None
    art = (land.finanzierungsart if land else None) or jahr.parameter.finanzierungsart
    share = (land.landesanteil if land else None) or jahr.parameter.landesanteil
    where = "Weiterleitungen"
    paper = "Zuweisung" if empfaenger.is_stelle else "Weiterleitung"
    promised = summen.zugesagt(empfaenger, jahr.am)
    planned = summen.geplant(plan).zuwendungsfaehig if plan else None
    return (
        Feld("Empfänger", empfaenger.name),
        Feld("Maßnahme", massnahme),
        Feld("Durchführungszeitraum", _period(jahr)),
        needed(f"{paper} vom", _promised_on(current), where),
        needed("Finanzierungsart", label(art) if art else "", "Angaben zum Jahr"),
        Feld("Landesanteil", f"{format_vomhundert(share)} v. H." if share else ""),
        needed("Höchstbetrag", format_betrag(promised) if promised is not None else "", where),
        *(
            ()
            if empfaenger.is_stelle
            else (Feld("Ausgezahlt (netto)", format_betrag(summen.ausgezahlt(empfaenger, jahr.am))),)
        ),
        needed(
            "Zuwendungsfähige Ausgaben lt. Finanzierungsplan",
            format_betrag(planned) if planned is not None else "",
            "Finanzierungsplan",
        ),
        needed(
            "Spätester Vorlagetermin",
            format_datum(stand.faellig_am) if stand.faellig_am else "",
            "Angaben zum Jahr",
        ),
        needed("Eingegangen am", _received(empfaenger, stand), "Verwendungsnachweis"),
        Feld("Geprüfte Fassung", stand.fassung),
    )


def _period(jahr: Jahr) -> str:
    begin, end = jahr.parameter.durchfuehrung_von, jahr.parameter.durchfuehrung_bis
    return f"{format_datum(begin)} bis {format_datum(end)}" if begin and end else ""


def _promised_on(current: object) -> str:
    day = getattr(current, "vom", None)
    if day is None:
        return ""
    az = current.aktenzeichen if isinstance(current, Weiterleitung) else ""
    return f"{format_datum(day)}{f', Az. {az}' if az else ''}"


def _received(empfaenger: Empfaenger, stand: Pruefstand) -> str:
    nachweis = empfaenger.nachweis
    if nachweis is None or nachweis.eingereicht_am is None:
        return ""
    text = format_datum(nachweis.eingereicht_am)
    if nachweis.rechtsverbindlich_am and nachweis.rechtsverbindlich_am != nachweis.eingereicht_am:
        text += f", rechtsverbindlich am {format_datum(nachweis.rechtsverbindlich_am)}"
    late = days_late(stand.faellig_am, nachweis.eingereicht_am) if stand.faellig_am else 0
    return f"{text} ({format_tage(late)} verspätet)" if late else text


def _points(stand: Pruefstand, luecken: Lueckenliste) -> tuple[Pruefpunktzeile, ...]:
    rows = []
    for art, wort in ((Zeichnungsart.FACHLICH, "fachlich"), (Zeichnungsart.RECHNERISCH, "rechnerisch")):
        points = asked(stand.fragen, art, stand.tiefe)
        # The points stand below, each with its gap: their words twice would push the paper off its first page.
        if unanswered := sum(frage.antwort is None for frage in points):
            luecken.add("3 Prüfliste", f"{wort}: {unanswered} von {len(points)} Antworten", SEITE)
        for frage in points:
            rows.append(
                Pruefpunktzeile(
                    wort,
                    frage.text,
                    label(frage.antwort) if frage.antwort else None,
                    frage.bemerkung,
                )
            )
    if not rows:
        luecken.add("3 Prüfliste", "Prüfliste des Jahres", "Seite „Prüfliste“ des Jahres")
    return tuple(rows)


def _rules(ergebnisse: Iterable[Ergebnis]) -> tuple[Regelzeile, ...]:
    """Return what the rules found; of a rule that finds thousands of Belege the first ones, and how many more."""
    by_rule: dict[str, list[Ergebnis]] = {}
    for each in ergebnisse:
        if each.ergebnis in _LAUT:
            by_rule.setdefault(each.code, []).append(each)
    rows = []
    for code, found in by_rule.items():
        rows += [Regelzeile(TITEL[code], for_office(each.text), each.differenz) for each in found[:JE_REGEL]]
        if (more := len(found) - JE_REGEL) > 0:
            what = "1 weiterer Treffer" if more == 1 else f"{more} weitere Treffer"
            text = f"Dazu {what} dieser Regel, nachzulesen bei der Prüfung der Summen."
            rows.append(Regelzeile(TITEL[code], text, None))
    return tuple(rows)


_ZEICHNUNGEN = (
    (Zeichnungsart.FACHLICH, "Fachlich geprüft"),
    (Zeichnungsart.RECHNERISCH, "Rechnerisch geprüft"),
    (Zeichnungsart.FREIGABE, "Freigegeben"),
)


def _signatures(stand: Pruefstand, luecken: Lueckenliste) -> tuple[Zeichnungszeile, ...]:
    given = {each.art: each for each in stand.gezeichnet}
    rows = []
    for art, wort in _ZEICHNUNGEN:
        each = given.get(art)
        if each is None:
            luecken.add("8 Zeichnung", wort, SEITE)
        rows.append(
            Zeichnungszeile(
                wort, each.wer if each else None, each.am if each else None, each.vermerk if each else ""
            )
        )
    return tuple(rows)


def _differences(empfaenger: Empfaenger) -> tuple[Abweichung, ...]:
    proved, recognised = summen.nachgewiesen(empfaenger), summen.anerkannt(empfaenger)
    if recognised.zuwendungsfaehig <= proved.zuwendungsfaehig:
        return ()
    text = "Anerkannt ist mehr als nachgewiesen."
    return (Abweichung(text, recognised.zuwendungsfaehig - proved.zuwendungsfaehig, SEITE),)
