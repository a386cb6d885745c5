"""How ready the Antrag is: what is done, what is missing, what disagrees, sorted by the page that mends it.

The same gaps and the same results of the rules that stand on the draft: nothing is judged a second time here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from grants.domain import summen
from grants.domain.antrag_aufgaben import (
    TITEL,
    Aufgabe,
    Aufgabenort,
    Aufgabenstand,
    Papierstand,
    Punkt,
    Thema,
)
from grants.domain.antrag_daten import AntragDaten
from grants.domain.aufgabenliste import Namen, count, count_open, make_aufgabe
from grants.domain.dokumente import Luecke, collect_abweichungen, format_datum
from grants.domain.errors import Violation
from grants.domain.kette import Jahr, Massnahme
from grants.domain.money import format_betrag
from grants.domain.parameter import PARAMETER_BY_SCHLUESSEL
from grants.domain.pruefregeln import REGISTER, Ergebnis, Ergebnisart, Stufe, Vorgang
from grants.domain.texte import TEXTFELDER, Papier, Textart

# Papers name the sheet of the Jahresmappe, rules the page.
_ORTE: Mapping[str, Aufgabenort] = {
    "Blatt „Stelle“": Aufgabenort.STELLE,
    "Blatt „Förderjahr“": Aufgabenort.JAHR,
    "Blatt „Zuordnung“": Aufgabenort.JAHR,
    "Parameter": Aufgabenort.JAHR,
    "Blatt „Maßnahmen“": Aufgabenort.BETRAEGE,
    "Blatt „Empfänger“": Aufgabenort.BETRAEGE,
    "Blatt „Antrag“": Aufgabenort.BETRAEGE,
    "Blätter „Maßnahmen“ und „Antrag“": Aufgabenort.BETRAEGE,
    "Blatt „Maßnahmen“ oder „Antrag“": Aufgabenort.BETRAEGE,
    "Maßnahmen und Beträge": Aufgabenort.BETRAEGE,
    "Blatt „Finanzierungsplan“": Aufgabenort.PLAENE,
    "Finanzierungsplan": Aufgabenort.PLAENE,
    "Blatt „Texte“": Aufgabenort.TEXTE,
}
_FELDER = tuple(feld for feld in TEXTFELDER if feld.papier is Papier.ANTRAG)
# Parameters that decide about the Antrag; those of later steps are asked for when they come.
_FUER_DEN_ANTRAG = frozenset(
    {
        "antragsfrist_fortsetzung",
        "antragsfrist_im_jahr",
        "zugeteilte_mittel",
        "finanzierungsart",
        "landesanteil",
        "durchfuehrung_von",
        "durchfuehrung_bis",
    }
)
# What the Antrag itself is judged by; later stages have their own pages.
_STUFEN = (Stufe.PLANUNG, Stufe.ANTRAG)


# How the gaps begin.
_THEMEN = {
    "Empfänger der Maßnahme": Thema.EMPFAENGER,
    "Fortsetzung oder neu bei": Thema.FORTSETZUNG,
    "Handlungsfeld (Land)": Thema.HANDLUNGSFELD,
    "Name und Anschrift der Bewilligungsbehörde": Thema.BEHOERDE,
}


def build_stand(
    jahr: Jahr, entwurf: AntragDaten, ergebnisse: Iterable[Ergebnis], hindernisse: Sequence[Violation]
) -> Papierstand:
    """Return the readiness list from the draft, the results for `Vorgang.ANTRAG` and what they refuse."""
    punkte: dict[Aufgabenort, list[Punkt]] = {ort: [] for ort in Aufgabenort}
    folgen: dict[Aufgabenort, list[str]] = {ort: [] for ort in Aufgabenort}
    for luecke in entwurf.luecken:
        ort, found = _of_luecke(luecke, jahr)
        punkte[ort] += found
    results = list(ergebnisse)
    for ergebnis in results:
        ort = _ORTE.get(ergebnis.beheben, Aufgabenort.PRUEFUNG)
        match _stand_of(ergebnis):
            case None:
                continue
            case stand if _is_folge(ergebnis, jahr, entwurf):
                folgen[ort].append(ergebnis.text)
            case stand:
                punkte[ort].append(_of_ergebnis(ergebnis, stand))
    # The draft names the first of each rule only; all of them were in `results`.
    of_rules = collect_abweichungen(jahr, results, fuer=Vorgang.ANTRAG)
    punkte[Aufgabenort.BETRAEGE] += [
        Punkt(a.text, Aufgabenstand.ABWEICHUNG, differenz=a.differenz)
        for a in entwurf.abweichungen
        if a.blockiert and a not in of_rules
    ]
    punkte[Aufgabenort.JAHR] += _unconfirmed(jahr)
    names = Namen.of(jahr)
    aufgaben = (
        _aufgabe(ort, punkte[ort], folgen[ort], jahr=jahr, entwurf=entwurf, names=names)
        for ort in Aufgabenort
        if ort is not Aufgabenort.PRUEFUNG or punkte[ort] or folgen[ort]
    )
    return Papierstand(tuple(aufgaben), tuple(hindernisse))


# -- points ------------------------------------------------------------------------------------------------


def _of_luecke(luecke: Luecke, jahr: Jahr) -> tuple[Aufgabenort, list[Punkt]]:
    """Return the part of the list and the points of a gap: one, or one for each Maßnahme that it counts."""
    ort = _ORTE.get(luecke.beheben, Aufgabenort.PRUEFUNG)
    thema = next((thema for word, thema in _THEMEN.items() if luecke.fehlt.startswith(word)), None)
    if thema is Thema.HANDLUNGSFELD:
        without = (m.kennung for m in _asked(jahr) if m.handlungsfeld_land is None)
        return ort, [_gap("Handlungsfeld (Land)", massnahme=each, thema=thema) for each in without]
    if ort is Aufgabenort.TEXTE:
        feld = next((f for f in _FELDER if luecke.fehlt == f.label or f") {f.label}: " in luecke.fehlt), None)
        if feld is not None:
            is_declaration = feld.art is Textart.ERKLAERUNG
            ort = Aufgabenort.ERKLAERUNGEN if is_declaration else Aufgabenort.TEXTE
            return ort, [_gap(feld.label, schluessel=feld.schluessel)]
    massnahme = next((m.kennung for m in jahr.massnahmen if f"„{m.name}“" in luecke.fehlt), "")
    return ort, [_gap(luecke.fehlt, massnahme=massnahme, thema=thema)]


def _gap(text: str, *, massnahme: str = "", schluessel: str = "", thema: Thema | None = None) -> Punkt:
    return Punkt(
        text, Aufgabenstand.FEHLT, luecke=True, massnahme=massnahme, schluessel=schluessel, thema=thema
    )


def _asked(jahr: Jahr) -> list[Massnahme]:
    named = summen.beantragt_je_massnahme(jahr)
    return [m for m in jahr.massnahmen if m.kennung in named]


def _stand_of(ergebnis: Ergebnis) -> Aufgabenstand | None:
    """Return how a result counts for the Antrag; None where it says nothing about it."""
    regel = REGISTER[ergebnis.code]
    if ergebnis.is_red and Vorgang.ANTRAG in regel.blockiert:
        is_missing = ergebnis.ergebnis is Ergebnisart.NICHT_GEPRUEFT
        return Aufgabenstand.FEHLT if is_missing else Aufgabenstand.ABWEICHUNG
    if regel.stufe not in _STUFEN and Vorgang.ANTRAG not in regel.blockiert:
        return None
    loud = ergebnis.ergebnis in (Ergebnisart.HINWEIS, Ergebnisart.ZUGELASSEN)
    return Aufgabenstand.HINWEIS if loud else None


def _is_folge(ergebnis: Ergebnis, jahr: Jahr, entwurf: AntragDaten) -> bool:
    """Return whether the rule could not run for want of something that the list names already."""
    if ergebnis.ergebnis is not Ergebnisart.NICHT_GEPRUEFT:
        return False
    bezug = ergebnis.bezug
    if bezug is None:
        needs_landesanteil = ergebnis.code == "foerderquote" and ergebnis.beheben == "Parameter"
        is_about_plans = ergebnis.code in {"plan_zuwendungsfaehig", "foerderquote"}
        return is_about_plans and bool(entwurf.finanzierungsplan.grund) and not needs_landesanteil
    massnahme = next((m for m in jahr.massnahmen if m.kennung == bezug.massnahme), None)
    if massnahme is None or bezug.traeger is not None:
        return False
    if ergebnis.code == "massnahmebeginn":
        return massnahme.fortsetzung is None
    return not massnahme.empfaenger


def _of_ergebnis(ergebnis: Ergebnis, stand: Aufgabenstand) -> Punkt:
    bezug = ergebnis.bezug
    return Punkt(
        ergebnis.text,
        stand,
        massnahme=(bezug.massnahme or "") if bezug else "",
        traeger=(bezug.traeger or "") if bezug else "",
        thema=Thema.FORTSETZUNG if ergebnis.code == "massnahmebeginn" else None,
        differenz=ergebnis.differenz or None,
        vermutung=ergebnis.vermutung,
    )


def _unconfirmed(jahr: Jahr) -> list[Punkt]:
    open_ones = [
        PARAMETER_BY_SCHLUESSEL[each.schluessel].label
        for each in jahr.parameter.angaben
        if not each.bestaetigt and each.schluessel in _FUER_DEN_ANTRAG
    ]
    if not open_ones:
        return []
    text = f"Bitte anhand von Aufruf oder Bescheid bestätigen: {', '.join(open_ones)}"
    return [Punkt(text, Aufgabenstand.HINWEIS)]


# -- parts of the list -------------------------------------------------------------------------------------


def _aufgabe(
    ort: Aufgabenort,
    punkte: Sequence[Punkt],
    folgen: Sequence[str],
    *,
    jahr: Jahr,
    entwurf: AntragDaten,
    names: Namen,
) -> Aufgabe:
    return make_aufgabe(
        ort,
        TITEL[ort],
        punkte,
        folgen,
        names=names,
        offen=lambda open_ones: _open(ort, open_ones),
        erledigt=lambda: _done(ort, jahr, entwurf),
        # How many plans are missing stands in the sentence; here they are named one by one.
        is_named=lambda punkt: not (ort is Aufgabenort.PLAENE and punkt.luecke),
    )


def _open(ort: Aufgabenort, punkte: Sequence[Punkt]) -> str:
    # Of plans the gap itself says how many there are.
    plans = next((p.text for p in punkte if ort is Aufgabenort.PLAENE and p.luecke), "")
    if not plans:
        return count_open(punkte)
    different = count_open([p for p in punkte if p.stand is Aufgabenstand.ABWEICHUNG])
    return ", ".join(part for part in (f"Es fehlt: {plans}", different) if part)


def _done(ort: Aufgabenort, jahr: Jahr, entwurf: AntragDaten) -> str:
    """Return in a few words what is there."""
    von, bis, foerderung = entwurf.durchfuehrung_von, entwurf.durchfuehrung_bis, entwurf.foerderung
    texts = sum(feld.art is Textart.TEXT and feld.pflicht for feld in _FELDER)
    words = {
        Aufgabenort.STELLE: entwurf.kopf.name or "",
        Aufgabenort.JAHR: f"Durchführung {format_datum(von)} bis {format_datum(bis)}" if von and bis else "",
        Aufgabenort.BETRAEGE: count(foerderung.anzahl, "1 Maßnahme", "Maßnahmen")
        + (f", zusammen {format_betrag(foerderung.summe)}" if foerderung.summe is not None else ""),
        Aufgabenort.PLAENE: count(len(summen.plaene(jahr)), "1 Finanzierungsplan", "Finanzierungspläne"),
        Aufgabenort.TEXTE: f"alle {texts} nötigen Texte",
        Aufgabenort.ERKLAERUNGEN: f"alle {len(entwurf.erklaerungen)} abgegeben",
    }
    return words.get(ort, "")
