"""The Antrag field by field in the order of Grundmuster 1, each value as it is typed into the Land's own form.

Source of the order: Grundmuster 1 (Anlage 2 zu Nr. 3.1 VVG), as the papers of this application follow it; what the
Land asks for beyond that is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from grants.domain.antrag_daten import AntragDaten, Foerderbereich
from grants.domain.dokumente import Erklaerung, Feld, Textblock, format_datum
from grants.domain.money import MINUS, Betrag, Vomhundert, format_betrag, format_vomhundert


@dataclass(frozen=True, slots=True)
class Ausfuellfeld:
    """One field: its number in the form where it has one, its label, the value to type; None is a gap."""

    nummer: str
    label: str
    wert: str | None
    # Said in place of the value where the gap has a reason.
    grund: str = ""
    is_zahl: bool = False

    @property
    def fehlt(self) -> bool:
        return self.wert is None

    @property
    def kopie(self) -> str:
        """The value as a form takes it: the IBAN without blanks, a minus that keyboards have."""
        wert = (self.wert or "").replace(MINUS, "-")
        return wert.replace(" ", "") if self.label == "IBAN" else wert


@dataclass(frozen=True, slots=True)
class Ausfuellabschnitt:
    nummer: str
    titel: str
    felder: tuple[Ausfuellfeld, ...]
    hinweis: str = ""


def build_ausfuellhilfe(daten: AntragDaten) -> tuple[Ausfuellabschnitt, ...]:
    """Return every section with its fields; a field without entry is an empty text, a gap is None."""
    return (
        Ausfuellabschnitt("", "Kopf des Antrags", tuple(_kopf(daten))),
        Ausfuellabschnitt("1", "Antragstellerin", tuple(_feld("1", f) for f in daten.antragstellerin)),
        Ausfuellabschnitt("2", "Maßnahmen", tuple(_massnahmen(daten))),
        Ausfuellabschnitt("3", "Finanzierungsplan", tuple(_plan(daten))),
        Ausfuellabschnitt("4", "Beantragte Förderung", tuple(_foerderung(daten))),
        Ausfuellabschnitt("5", "Begründung", tuple(_block(each) for each in daten.begruendung)),
        Ausfuellabschnitt("6", daten.auswirkungen.titel, (_block(daten.auswirkungen),)),
        Ausfuellabschnitt("7", "Erklärungen", tuple(_erklaerung(each) for each in daten.erklaerungen)),
        Ausfuellabschnitt(
            "8",
            "Anlagen",
            tuple(Ausfuellfeld("8", f"Anlage {n}", each) for n, each in enumerate(daten.anlagen, start=1)),
        ),
        Ausfuellabschnitt(
            "9", "Ergebnis der Antragsprüfung", (), "Nur bei Baumaßnahmen; füllt die Bewilligungsbehörde aus."
        ),
        Ausfuellabschnitt("", "Unterschrift", (Ausfuellfeld("", "Unterschrift von", daten.unterschrift),)),
        *_anlage(daten.foerderung.bereiche),
    )


def _feld(nummer: str, feld: Feld) -> Ausfuellfeld:
    return Ausfuellfeld(nummer, feld.label, feld.wert)


def _kopf(daten: AntragDaten) -> Iterable[Ausfuellfeld]:
    yield Ausfuellfeld("", "An (Bewilligungsbehörde)", "\n".join(daten.kopf.empfaenger) or None)
    # The line of the letterhead begins with the PLZ.
    yield Ausfuellfeld("", "Ort", (daten.kopf.ort or "").partition(" ")[2] or None)
    yield from (_feld("", each) for each in daten.kopf.info if each.label in {"Mein Zeichen", "Datum"})
    yield Ausfuellfeld("", "Landesprogramm", daten.programm)
    yield Ausfuellfeld("", "Betreff", None if daten.betreff.fehlt else daten.betreff.text)
    yield Ausfuellfeld("", "Bezug", daten.bezug)


def _massnahmen(daten: AntragDaten) -> Iterable[Ausfuellfeld]:
    yield from (_block(each) for each in daten.massnahmen)
    for which, day in (("von", daten.durchfuehrung_von), ("bis", daten.durchfuehrung_bis)):
        yield Ausfuellfeld("2", f"Durchführungszeitraum {which}", format_datum(day) if day else None)


def _block(block: Textblock) -> Ausfuellfeld:
    single = (f"{each.massnahme}: {each.text}" for each in block.je_massnahme)
    text = "\n\n".join(part for part in (block.text, *single) if part)
    return Ausfuellfeld(block.nummer, block.titel, None if block.fehlt else text)


def _plan(daten: AntragDaten) -> Iterable[Ausfuellfeld]:
    grund = daten.finanzierungsplan.grund
    for zeile in daten.finanzierungsplan.zeilen:
        yield _amount(zeile.nummer, zeile.bezeichnung, zeile.betrag, grund)
        if zeile.has_vh and zeile.vh is not None:
            yield _share(zeile.nummer, zeile.bezeichnung, zeile.vh)


def _foerderung(daten: AntragDaten) -> Iterable[Ausfuellfeld]:
    foerderung = daten.foerderung
    for bereich in foerderung.bereiche:
        label = f"{bereich.nummer} {bereich.name}" if bereich.nummer else "Maßnahmen ohne Handlungsfeld"
        yield _amount("4", label, bereich.betrag, foerderung.grund)
        if bereich.vh is not None:
            yield _share("4", label, bereich.vh)
    yield _amount("4", "Summe", foerderung.summe, foerderung.grund)
    if foerderung.vh is not None:
        yield _share("4", "Summe", foerderung.vh)


def _amount(nummer: str, label: str, betrag: Betrag | None, grund: str = "") -> Ausfuellfeld:
    wert = None if betrag is None else format_betrag(betrag, einheit="").strip()
    return Ausfuellfeld(nummer, f"{label}, €", wert, grund if betrag is None else "", is_zahl=True)


def _share(nummer: str, label: str, share: Vomhundert) -> Ausfuellfeld:
    return Ausfuellfeld(nummer, f"{label}, v. H. von 3.4", format_vomhundert(share), is_zahl=True)


def _erklaerung(erklaerung: Erklaerung) -> Ausfuellfeld:
    antwort = {True: "ja", False: "nein", None: None}[erklaerung.antwort]
    return Ausfuellfeld("7", f"({erklaerung.buchstabe}) {erklaerung.wortlaut}", antwort)


def _anlage(bereiche: Iterable[Foerderbereich]) -> Iterable[Ausfuellabschnitt]:
    """Yield the annex, a section for each Zuwendungsbereich with Maßnahmen."""
    for bereich in bereiche:
        felder: list[Ausfuellfeld] = []
        for number, massnahme in enumerate(bereich.massnahmen, start=1):
            nummer = f"{bereich.nummer}.{number}" if bereich.nummer else str(number)
            felder += [
                Ausfuellfeld(nummer, "Maßnahme", massnahme.name),
                Ausfuellfeld(nummer, "Empfänger", "; ".join(massnahme.empfaenger) or None),
                Ausfuellfeld(nummer, "Kennzeichen", massnahme.merkmal),
                _amount(nummer, "beantragt", massnahme.betrag),
            ]
        if felder:
            title = f"{bereich.nummer} {bereich.name}" if bereich.nummer else "ohne Handlungsfeld"
            yield Ausfuellabschnitt("Anlage 1", title, tuple(felder))
