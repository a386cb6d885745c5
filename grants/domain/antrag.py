"""Builds the city's Antrag auf Gewährung einer Zuwendung (Grundmuster 1) from the year.

Sections 1–9 and the annex of Maßnahmen by Handlungsfeld of the Land. Lines 3.1–3.7 come from the
Finanzierungspläne, section 4 from the amounts asked for: two origins, so both are printed and compared by the
Prüfregeln. What cannot be computed is a gap with its reason, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from grants.domain import summen, summen_stadt
from grants.domain.antrag_daten import (
    AngegebeneAntragssumme,
    AntragDaten,
    Antragsmassnahme,
    Finanzierungsplanung,
    Foerderbereich,
    Foerderung,
    Handlungsfeld,
    Herleitung,
    Planzeile,
)
from grants.domain.begriffe import Betragsart, Mittelherkunft, label
from grants.domain.dokumente import (
    Abweichung,
    Ausstellung,
    Feld,
    Lueckenliste,
    Textblock,
    build_briefkopf,
    build_erklaerungen,
    build_textblock,
    collect_abweichungen,
    format_datum,
    group_iban,
    ort_zeile,
    text_of,
)
from grants.domain.kette import Antrag, Jahr, Massnahme
from grants.domain.money import NULL, Betrag, Vomhundert, format_betrag, summe
from grants.domain.pruefregeln import Ergebnis, Vorgang
from grants.domain.stelle import Foerdergeber, Stelle
from grants.domain.texte import Papier, Text

__all__ = ["AntragDaten", "Handlungsfeld", "build_antrag"]

_ANTRAGSTELLERIN = "1 Antragstellerin"
_MASSNAHMEN = "2 Maßnahmen"
_FINANZIERUNGSPLAN = "3 Finanzierungsplan"
_FOERDERUNG = "4 Beantragte Förderung"
_BEGRUENDUNG = "5 Begründung"
_AUSWIRKUNGEN = "6 Auswirkungen"
_ERKLAERUNGEN = "7 Erklärungen"
_ANLAGE = "Anlage 1"


def build_antrag(
    jahr: Jahr,
    stelle: Stelle,
    foerdergeber: Foerdergeber,
    texte: Sequence[Text],
    *,
    ergebnisse: Iterable[Ergebnis] = (),
    handlungsfelder: Sequence[Handlungsfeld] = (),
    ausgestellt: Ausstellung | None = None,
) -> AntragDaten:
    """Return the Antrag of the year: a draft, or the paper where `ausgestellt` is given.

    `ergebnisse`: the checks of the year for `Vorgang.ANTRAG`. `handlungsfelder`: all of the programme, so that
    those without a Maßnahme print 0,00. Raises RuleViolation when something stands in the way of the Ausstellung.
    """
    results = list(ergebnisse)
    luecken = Lueckenliste()
    asked = _only_asked(jahr)
    datum = format_datum(ausgestellt.am if ausgestellt else jahr.am)

    def block(schluessel: str, nummer: str, abschnitt: str) -> Textblock:
        return build_textblock(
            schluessel,
            texte,
            nummer=nummer,
            abschnitt=abschnitt,
            massnahmen=asked.massnahmen,
            luecken=luecken,
        )

    # In the order of the paper, so the gaps are listed in that order, too.
    kopf = build_briefkopf(stelle, foerdergeber, jahr=jahr.jahr, datum=datum, luecken=luecken)
    if not jahr.programm_name:
        luecken.add("Betreff", "Name des Programms", "Blatt „Stelle“")
    betreff = block("betreff", "", "Betreff")
    antragstellerin = _build_antragstellerin(stelle, luecken)
    massnahmen = tuple(block(key, "2", _MASSNAHMEN) for key in ("bezeichnung", "zuwendungszweck", "ziele"))
    durchfuehrung_von = _needed_day(jahr.parameter.durchfuehrung_von, "von", luecken)
    durchfuehrung_bis = _needed_day(jahr.parameter.durchfuehrung_bis, "bis", luecken)
    finanzierungsplan = _build_finanzierungsplan(asked, luecken)
    _note_unasked(jahr, asked, luecken)
    foerderung = _build_foerderung(asked, handlungsfelder, luecken, is_draft=ausgestellt is None)
    begruendung = (
        block("notwendigkeit_massnahme", "5.1", _BEGRUENDUNG),
        block("notwendigkeit_foerderung", "5.2", _BEGRUENDUNG),
    )
    auswirkungen = block("auswirkungen", "6", _AUSWIRKUNGEN)
    erklaerungen = build_erklaerungen(Papier.ANTRAG, texte, abschnitt=_ERKLAERUNGEN, luecken=luecken)
    _note_annex(asked, luecken)
    return AntragDaten(
        jahr=jahr.jahr,
        programm=jahr.programm_name or None,
        stand=jahr.am,
        version=jahr.antrag.version if jahr.antrag else 1,
        kopf=kopf,
        betreff=betreff,
        bezug=text_of("bezug", texte),
        antragstellerin=antragstellerin,
        massnahmen=massnahmen,
        durchfuehrung_von=durchfuehrung_von,
        durchfuehrung_bis=durchfuehrung_bis,
        finanzierungsplan=finanzierungsplan,
        foerderung=foerderung,
        begruendung=begruendung,
        auswirkungen=auswirkungen,
        erklaerungen=erklaerungen,
        anlagen=("Maßnahmen nach Handlungsfeld (Land)", *_lines(text_of("anlagen", texte))),
        unterschrift=stelle.vertretungsberechtigt.strip() or None,
        luecken=luecken.luecken,
        abweichungen=_stated_difference(foerderung, results)
        + collect_abweichungen(jahr, results, fuer=Vorgang.ANTRAG),
        beispiel=stelle.beispiel,
        ausgestellt=ausgestellt,
    )


def _only_asked(jahr: Jahr) -> Jahr:
    """Return the year with the Maßnahmen that the Antrag names."""
    named = summen.beantragt_je_massnahme(jahr)
    return replace(jahr, massnahmen=tuple(m for m in jahr.massnahmen if m.kennung in named))


def _note_unasked(jahr: Jahr, asked: Jahr, luecken: Lueckenliste) -> None:
    """Note the Maßnahmen of which nobody said whether Landesmittel are asked for."""
    named = {m.kennung for m in asked.massnahmen}
    for massnahme in jahr.massnahmen:
        if massnahme.kennung not in named and massnahme.land_beantragen is not False:
            fehlt = f"Betrag für „{massnahme.name}“ (oder: keine Landesmittel beantragen)"
            luecken.add(_FOERDERUNG, fehlt, "Blatt „Maßnahmen“")
    if not named:
        luecken.add(_FOERDERUNG, "Maßnahmen mit Beträgen", "Blatt „Maßnahmen“")


def _build_antragstellerin(stelle: Stelle, luecken: Lueckenliste) -> tuple[Feld, ...]:
    def feld(name: str, wert: str, *, pflicht: bool = True) -> Feld:
        return luecken.feld(name, wert, abschnitt=_ANTRAGSTELLERIN, pflicht=pflicht)

    return (
        feld("Name, Bezeichnung", ", ".join(part for part in (stelle.name, stelle.amt) if part)),
        feld("Straße", stelle.strasse),
        feld("PLZ, Ort", ort_zeile(stelle)),
        feld("Kreis", stelle.kreis),
        feld("Gemeindekennziffer", stelle.gemeindekennziffer),
        feld("Internet", stelle.internet, pflicht=False),
        feld("E-Mail", stelle.email),
        feld("Vertretungsberechtigt", stelle.vertretungsberechtigt),
        feld("Auskunft erteilt", stelle.auskunft_erteilt),
        feld("Telefon", stelle.auskunft_telefon or stelle.telefon),
        feld("Vertretung der Auskunft", stelle.auskunft_vertretung, pflicht=False),
        feld("IBAN", group_iban(stelle.iban)),
        feld("BIC", stelle.bic),
        feld("Kreditinstitut", stelle.institut),
    )


def _needed_day(day: date | None, which: str, luecken: Lueckenliste) -> date | None:
    if day is None:
        luecken.add(_MASSNAHMEN, f"Durchführungszeitraum {which}", "Blatt „Förderjahr“")
    return day


# -- 3 Finanzierungsplan ------------------------------------------------------------------------------------


def _build_finanzierungsplan(jahr: Jahr, luecken: Lueckenliste) -> Finanzierungsplanung:
    grund = _why_not(jahr, luecken)
    zeilen = summen.antragszeilen(jahr) if not grund else None
    if zeilen is None:
        # Asked for is known from the list, whatever the plans lack.
        asked = _amounts(jahr)
        known = {"3.5": summe(asked.values())} if asked else {}
        return Finanzierungsplanung(
            tuple(Planzeile(nr, text, known.get(nr), None) for nr, text in _plan_labels(jahr)), (), grund
        )
    amounts = (
        zeilen.gesamtkosten,
        zeilen.zuwendungsfaehige_kosten,
        zeilen.leistungen_dritter,
        zeilen.zuwendungsfaehige_gesamtausgaben,
        zeilen.beantragte_foerderung,
        zeilen.oeffentliche_foerderung,
        zeilen.eigenanteil,
    )
    base = zeilen.zuwendungsfaehige_gesamtausgaben
    rows = (
        Planzeile(nr, text, betrag, summen.vomhundert(betrag, base) if nr >= "3.4" else None)
        for (nr, text), betrag in zip(_plan_labels(jahr), amounts, strict=True)
    )
    borne = zeilen.gesamtkosten - zeilen.zuwendungsfaehige_kosten
    parts = [
        Herleitung(_PURSES.get(herkunft, label(herkunft)), betrag)
        for herkunft, betrag in summen_stadt.eigenanteil_je_herkunft(jahr).items()
    ]
    if borne:
        parts.append(Herleitung("abzüglich Ausgaben, die nicht zuwendungsfähig sind", -borne))
    return Finanzierungsplanung(tuple(rows), tuple(parts))


_PURSES = {Mittelherkunft.STADT: "Mittel der Stadt", Mittelherkunft.TRAEGER: "Eigenmittel der Träger"}


def _plan_labels(jahr: Jahr) -> tuple[tuple[str, str], ...]:
    givers = summen_stadt.oeffentliche_geber(jahr)
    durch = f" durch {', '.join(givers)}" if givers else ""
    return (
        ("3.1", "Gesamtkosten"),
        ("3.2", "davon grundsätzlich zuwendungsfähige Kosten"),
        ("3.3", "abzüglich Leistungen Dritter (ohne öffentliche Förderung)"),
        ("3.4", "Zuwendungsfähige Gesamtausgaben"),
        ("3.5", "Beantragte Förderung"),
        ("3.6", f"Bewilligte/beantragte öffentliche Förderung (ohne 3.5){durch}"),
        ("3.7", "Eigenanteil"),
    )


def _why_not(jahr: Jahr, luecken: Lueckenliste) -> str:
    """Return why lines 3.1–3.7 cannot be computed, noting all that lacks; empty where they can."""
    if not jahr.massnahmen:
        return "es sind keine Maßnahmen erfasst"
    reasons = []
    if missing := summen_stadt.missing_plans(jahr):
        what = "1 Finanzierungsplan" if missing == 1 else f"{missing} Finanzierungspläne"
        luecken.add(_FINANZIERUNGSPLAN, what, "Blatt „Finanzierungsplan“")
        reasons.append(f"{what} {'fehlt' if missing == 1 else 'fehlen'}")
    if unmapped := summen_stadt.unmapped(jahr):
        purses = ", ".join(f"„{label(herkunft)}“" for herkunft in unmapped)
        luecken.add(_FINANZIERUNGSPLAN, f"Zeile im Antrag für {purses}", "Blatt „Zuordnung“")
        reasons.append(f"die Zeile für {purses} ist nicht bestimmt")
    return ", ".join(reasons)


# -- 4 Beantragte Förderung and annex -----------------------------------------------------------------------


def _amounts(jahr: Jahr) -> dict[str, Betrag]:
    """Return the Landesmittel asked for by Kennung; empty where the list states Gesamtausgaben."""
    if jahr.antrag is not None and jahr.antrag.betragsart is Betragsart.GESAMTAUSGABEN:
        return {}
    return summen.beantragt_je_massnahme(jahr)


def _build_foerderung(
    jahr: Jahr, handlungsfelder: Sequence[Handlungsfeld], luecken: Lueckenliste, *, is_draft: bool
) -> Foerderung:
    grund = _note_betragsart(jahr.antrag, luecken)
    if without := sum(m.handlungsfeld_land is None for m in jahr.massnahmen):
        where = "1 Maßnahme" if without == 1 else f"{without} Maßnahmen"
        luecken.add(_FOERDERUNG, f"Handlungsfeld (Land) bei {where}", "Blatt „Maßnahmen“")
    amounts = _amounts(jahr)
    zeilen = summen.antragszeilen(jahr) if not summen_stadt.missing_plans(jahr) else None
    base = zeilen.zuwendungsfaehige_gesamtausgaben if zeilen else None

    def share(betrag: Betrag | None) -> Vomhundert | None:
        return None if betrag is None or base is None else summen.vomhundert(betrag, base)

    fields = {h.nummer: h.name for h in handlungsfelder}
    for massnahme in jahr.massnahmen:
        if massnahme.handlungsfeld_land is not None:
            fields.setdefault(massnahme.handlungsfeld_land, massnahme.handlungsfeld_land_name)
    bereiche = []
    for nummer in (*sorted(fields), None):
        members = [m for m in jahr.massnahmen if m.handlungsfeld_land == nummer]
        if nummer is None and not members:
            continue
        betrag = summe(amounts[m.kennung] for m in members) if amounts or not jahr.massnahmen else None
        rows = tuple(_annex_row(m, amounts.get(m.kennung)) for m in members)
        bereiche.append(Foerderbereich(nummer, fields[nummer] if nummer else "", betrag, share(betrag), rows))
    total = summe(amounts.values()) if amounts or not jahr.massnahmen else None
    return Foerderung(
        tuple(bereiche),
        total,
        share(total),
        _stated(jahr.antrag, total) if is_draft else None,
        grund,
    )


def _note_betragsart(antrag: Antrag | None, luecken: Lueckenliste) -> str:
    """Note what is open about the meaning of the amounts; return why they are not the Förderung asked for."""
    if antrag is None or antrag.betragsart is Betragsart.LANDESFOERDERUNG:
        return ""
    if antrag.betragsart is Betragsart.UNGEKLAERT:
        fehlt = "Angabe, ob die Beträge der Liste Landesförderung oder Gesamtausgaben sind"
        luecken.add(_FOERDERUNG, fehlt, "Blatt „Antrag“")
        return ""
    luecken.add(_FOERDERUNG, "beantragte Landesförderung je Maßnahme", "Blätter „Maßnahmen“ und „Antrag“")
    return "die Liste nennt Gesamtausgaben"


def _note_annex(jahr: Jahr, luecken: Lueckenliste) -> None:
    for massnahme in jahr.massnahmen:
        if not massnahme.empfaenger:
            luecken.add(_ANLAGE, f"Empfänger der Maßnahme „{massnahme.name}“", "Blatt „Empfänger“")
        if massnahme.fortsetzung is None:
            luecken.add(_ANLAGE, f"Fortsetzung oder neu bei „{massnahme.name}“", "Blatt „Maßnahmen“")


def _annex_row(massnahme: Massnahme, betrag: Betrag | None) -> Antragsmassnahme:
    merkmal = None
    if massnahme.fortsetzung is not None:
        merkmal = label(massnahme.fortsetzung)
        if massnahme.beginn is not None:
            merkmal += f", Beginn {format_datum(massnahme.beginn)}"
        if massnahme.vorzeitiger_beginn_zustimmung_am is not None:
            consent = format_datum(massnahme.vorzeitiger_beginn_zustimmung_am)
            merkmal += f", vorzeitiger Beginn (Zustimmung vom {consent})"
    return Antragsmassnahme(massnahme.name, tuple(e.name for e in massnahme.empfaenger), merkmal, betrag)


def _stated(antrag: Antrag | None, total: Betrag | None) -> AngegebeneAntragssumme | None:
    if antrag is None or antrag.genannt is None:
        return None
    quelle = antrag.quelle.text
    if antrag.quelle.stand is not None:
        quelle = f"{quelle}, Stand {format_datum(antrag.quelle.stand)}".removeprefix(", ")
    return AngegebeneAntragssumme(antrag.genannt, quelle, total - antrag.genannt if total else None)


def _stated_difference(foerderung: Foerderung, ergebnisse: Iterable[Ergebnis]) -> tuple[Abweichung, ...]:
    """Return the difference to the stated total where no rule has judged it yet."""
    stated = foerderung.angegeben
    if stated is None or not stated.differenz or any(e.code == "summe_antrag" for e in ergebnisse):
        return ()
    text = (
        f"Die {foerderung.anzahl} Maßnahmen ergeben {format_betrag(foerderung.summe or NULL)}, "
        f"angegeben sind {format_betrag(stated.betrag)}."
    )
    return (Abweichung(text, stated.differenz, "Blatt „Maßnahmen“ oder „Antrag“"),)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
