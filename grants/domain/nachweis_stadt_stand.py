"""How ready the city's Verwendungsnachweis is: what is done, missing or disagrees, and whose proof is not released.

The same gaps and the same results of the rules that stand on the draft: nothing is judged a second time here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import partial

from grants.domain import summen
from grants.domain.antrag_aufgaben import Aufgabenstand, Papierstand, Punkt, Thema
from grants.domain.antrag_texte import felder
from grants.domain.aufgabenliste import Namen, count, count_open, make_aufgabe
from grants.domain.begriffe import NachweisStatus
from grants.domain.dokumente import Luecke, collect_abweichungen, format_datum
from grants.domain.errors import Violation
from grants.domain.kette import Empfaenger, Jahr
from grants.domain.money import format_betrag
from grants.domain.pruefregeln import REGISTER, Ergebnis, Ergebnisart, Stufe, Vorgang
from grants.domain.texte import TEXTFELD_BY_SCHLUESSEL, Papier, Textart
from grants.domain.verwendungsnachweis_daten import VerwendungsnachweisDaten


class Nachweisort(StrEnum):
    """Parts of the readiness list in its order; each is mended in one place."""

    STELLE = "stelle"
    JAHR = "jahr"
    BESCHEID = "bescheid"
    PLAENE = "plaene"
    NACHWEISE = "nachweise"
    ZAHLEN = "zahlen"
    TEXTE = "texte"
    ERKLAERUNGEN = "erklaerungen"
    TESTAT = "testat"
    PRUEFUNG = "pruefung"


TITEL: Mapping[Nachweisort, str] = {
    Nachweisort.STELLE: "Angaben der Stelle",
    Nachweisort.JAHR: "Angaben zum Jahr",
    Nachweisort.BESCHEID: "Bescheid und Zusagen",
    Nachweisort.PLAENE: "Empfänger und Finanzierungspläne",
    Nachweisort.NACHWEISE: "Nachweise der Träger und Stellen",
    Nachweisort.ZAHLEN: "Zahlen der Stadt",
    Nachweisort.TEXTE: "Sachbericht",
    Nachweisort.ERKLAERUNGEN: "Bestätigungen",
    Nachweisort.TESTAT: "Testat der Rechnungsprüfung",
    Nachweisort.PRUEFUNG: "Weitere Prüfungen",
}
# Papers name the sheet of the Jahresmappe, rules the page.
_ORTE: Mapping[str, Nachweisort] = {
    "Blatt „Stelle“": Nachweisort.STELLE,
    "Blatt „Förderjahr“": Nachweisort.JAHR,
    "Blatt „Zuordnung“": Nachweisort.JAHR,
    "Parameter des Förderjahres": Nachweisort.JAHR,
    "Blatt „Bescheid“": Nachweisort.BESCHEID,
    "Umverteilung": Nachweisort.BESCHEID,
    "Blatt „Weiterleitungen“": Nachweisort.BESCHEID,
    "Blatt „Empfänger“": Nachweisort.PLAENE,
    "Blatt „Finanzierungsplan“": Nachweisort.PLAENE,
    "Blatt „Nachweise“": Nachweisort.NACHWEISE,
    "Prüfung der Nachweise": Nachweisort.NACHWEISE,
    "Verwendungsnachweis der Stadt": Nachweisort.ZAHLEN,
    "Blatt „Texte“": Nachweisort.TEXTE,
    "Testat der Rechnungsprüfung": Nachweisort.TESTAT,
}
# Where a proof stands, for those that nobody released yet.
_STAENDE: Mapping[NachweisStatus, str] = {
    NachweisStatus.ENTWURF: "noch nicht eingereicht",
    NachweisStatus.EINGEREICHT: "eingereicht, noch nicht geprüft",
    NachweisStatus.IN_PRUEFUNG: "in Prüfung",
    NachweisStatus.NACHFORDERUNG: "Nachforderung läuft",
    NachweisStatus.GEPRUEFT: "geprüft, noch nicht freigegeben",
}
# Words of a finding that nobody but the city itself can put right.
_NICHT_ANGEGEBEN = ("nicht angegeben", "nicht mit Betrag und Tag angegeben")


def build_stand(
    jahr: Jahr,
    entwurf: VerwendungsnachweisDaten,
    ergebnisse: Iterable[Ergebnis],
    hindernisse: Sequence[Violation],
) -> Papierstand:
    """Return the readiness list from the draft, the results for `Vorgang.NACHWEIS_STADT` and what they refuse."""
    punkte: dict[Nachweisort, list[Punkt]] = {ort: [] for ort in Nachweisort}
    folgen: dict[Nachweisort, list[str]] = {ort: [] for ort in Nachweisort}
    open_proofs = [_of_proof(m.kennung, e) for m, e in summen.funded_recipients(jahr) if not _is_done(e)]
    punkte[Nachweisort.NACHWEISE] += open_proofs
    for luecke in entwurf.luecken:
        ort, punkt = _of_luecke(luecke, jahr)
        # Whose Festsetzung is missing stands there one by one.
        if ort is not Nachweisort.NACHWEISE or not open_proofs:
            punkte[ort].append(punkt)
    results = list(ergebnisse)
    for ergebnis in results:
        if Vorgang.NACHWEIS_STADT not in REGISTER[ergebnis.code].blockiert:
            continue
        ort = _ORTE.get(ergebnis.beheben, Nachweisort.PRUEFUNG)
        match _stand_of(ergebnis):
            case None:
                continue
            case Aufgabenstand.FEHLT if open_proofs and not _is_stated_by_city(ergebnis):
                folgen[ort].append(ergebnis.text)
            case stand:
                punkte[ort].append(_of_ergebnis(ergebnis, stand))
    # The draft names the first of each rule only; all of them were in `results`.
    of_rules = collect_abweichungen(jahr, results, fuer=Vorgang.NACHWEIS_STADT)
    others = [a for a in entwurf.abweichungen if a not in of_rules]
    for a in others:
        state = Aufgabenstand.ABWEICHUNG if a.blockiert else Aufgabenstand.HINWEIS
        ort = _ORTE.get(a.beheben, Nachweisort.PRUEFUNG)
        punkte[ort].append(Punkt(a.text, state, differenz=a.differenz))
    punkte[Nachweisort.PRUEFUNG] += _elsewhere(results)
    names = Namen.of(jahr)
    aufgaben = (
        make_aufgabe(
            ort,
            TITEL[ort],
            punkte[ort],
            folgen[ort],
            names=names,
            offen=partial(_open, ort),
            erledigt=partial(_done, ort, jahr, entwurf),
        )
        for ort in Nachweisort
        if _is_shown(ort, jahr) or punkte[ort] or folgen[ort]
    )
    return Papierstand(tuple(aufgaben), tuple(hindernisse))


def _is_shown(ort: Nachweisort, jahr: Jahr) -> bool:
    """Return whether a part stands in the list although nothing of it is open."""
    if ort is Nachweisort.TESTAT:
        return jahr.parameter.testat_verlangt is True
    return ort is not Nachweisort.PRUEFUNG


# -- points ------------------------------------------------------------------------------------------------


def _is_done(empfaenger: Empfaenger) -> bool:
    return summen.is_released(empfaenger) and summen.festgesetzt(empfaenger) is not None


def _of_proof(kennung: str, empfaenger: Empfaenger) -> Punkt:
    nachweis = empfaenger.nachweis
    status = nachweis.status if nachweis else NachweisStatus.ENTWURF
    words = _STAENDE.get(status, "freigegeben, Zuwendung noch nicht festgesetzt")
    if status is NachweisStatus.EINGEREICHT and nachweis and nachweis.eingereicht_am:
        words = f"eingereicht am {format_datum(nachweis.eingereicht_am)}, noch nicht geprüft"
    text = f"Verwendungsnachweis {words}"
    return Punkt(text, Aufgabenstand.FEHLT, luecke=True, massnahme=kennung, traeger=empfaenger.kuerzel)


def _of_luecke(luecke: Luecke, jahr: Jahr) -> tuple[Nachweisort, Punkt]:
    ort = _ORTE.get(luecke.beheben, Nachweisort.PRUEFUNG)
    feld = next((f for f in _FELDER if luecke.fehlt == f.label or f") {f.label}: " in luecke.fehlt), None)
    if ort is Nachweisort.TEXTE and feld is not None:
        ort = Nachweisort.ERKLAERUNGEN if feld.art is Textart.ERKLAERUNG else ort
        return ort, Punkt(feld.label, Aufgabenstand.FEHLT, luecke=True, schluessel=feld.schluessel)
    thema = Thema.BEHOERDE if luecke.fehlt.startswith("Name und Anschrift der Bewilligungs") else None
    massnahme = next((m.kennung for m in jahr.massnahmen if f"„{m.name}“" in luecke.fehlt), "")
    return ort, Punkt(luecke.fehlt, Aufgabenstand.FEHLT, luecke=True, massnahme=massnahme, thema=thema)


# The purpose of the grant is written for the Antrag and printed here, too.
_FELDER = (
    *(felder(Papier.VERWENDUNGSNACHWEIS, Textart.TEXT)),
    *(felder(Papier.VERWENDUNGSNACHWEIS, Textart.ERKLAERUNG)),
    TEXTFELD_BY_SCHLUESSEL["zuwendungszweck"],
)


def _stand_of(ergebnis: Ergebnis) -> Aufgabenstand | None:
    if ergebnis.is_red:
        is_missing = ergebnis.ergebnis is Ergebnisart.NICHT_GEPRUEFT
        return Aufgabenstand.FEHLT if is_missing else Aufgabenstand.ABWEICHUNG
    loud = ergebnis.ergebnis in (Ergebnisart.HINWEIS, Ergebnisart.ZUGELASSEN)
    return Aufgabenstand.HINWEIS if loud else None


def _is_stated_by_city(ergebnis: Ergebnis) -> bool:
    return any(words in ergebnis.text for words in _NICHT_ANGEGEBEN)


def _of_ergebnis(ergebnis: Ergebnis, stand: Aufgabenstand) -> Punkt:
    bezug = ergebnis.bezug
    return Punkt(
        ergebnis.text,
        stand,
        massnahme=(bezug.massnahme or "") if bezug else "",
        traeger=(bezug.traeger or "") if bezug else "",
        thema=Thema.HAUSHALT if "Haushalts-Ist" in ergebnis.text else None,
        differenz=ergebnis.differenz or None,
        vermutung=ergebnis.vermutung,
    )


def _elsewhere(ergebnisse: Iterable[Ergebnis]) -> list[Punkt]:
    """Return one hint for each other rule that is red: it does not stand in the way, but should be known."""
    found: dict[str, int] = {}
    for ergebnis in ergebnisse:
        regel = REGISTER[ergebnis.code]
        if (
            ergebnis.is_red
            and regel.stufe is not Stufe.ABSCHLUSS
            and Vorgang.NACHWEIS_STADT not in regel.blockiert
        ):
            found[ergebnis.code] = found.get(ergebnis.code, 0) + 1
    return [
        Punkt(f"{count(zahl, '1 Abweichung', 'Abweichungen')}: {REGISTER[code].satz}", Aufgabenstand.HINWEIS)
        for code, zahl in found.items()
    ]


# -- in words ----------------------------------------------------------------------------------------------


def _open(ort: Nachweisort, punkte: Sequence[Punkt]) -> str:
    if ort is Nachweisort.NACHWEISE:
        open_ones = sum(p.stand is Aufgabenstand.FEHLT for p in punkte)
        return count(
            open_ones, "1 Nachweis ist noch nicht freigegeben", "Nachweise sind noch nicht freigegeben"
        )
    return count_open(punkte)


def _done(ort: Nachweisort, jahr: Jahr, entwurf: VerwendungsnachweisDaten) -> str:
    """Return in a few words what is there."""
    granted = entwurf.zuwendung.lt_bescheid
    funded = [e for _, e in summen.funded_recipients(jahr)]
    texts = sum(feld.pflicht for feld in felder(Papier.VERWENDUNGSNACHWEIS, Textart.TEXT))
    words = {
        Nachweisort.STELLE: entwurf.kopf.name or "",
        Nachweisort.JAHR: jahr.programm_name,
        Nachweisort.BESCHEID: f"bewilligt {format_betrag(granted)}" if granted is not None else "",
        Nachweisort.PLAENE: count(len(funded), "1 Empfänger mit Plan", "Empfänger mit Plan"),
        Nachweisort.NACHWEISE: count(len(funded), "1 Nachweis freigegeben", "Nachweise freigegeben"),
        Nachweisort.ZAHLEN: "stimmen mit den gerechneten überein",
        Nachweisort.TEXTE: f"alle {texts} nötigen Texte",
        Nachweisort.TESTAT: "liegt vor",
        Nachweisort.ERKLAERUNGEN: f"alle {len(entwurf.erklaerungen)} abgegeben",
    }
    return words.get(ort, "")
