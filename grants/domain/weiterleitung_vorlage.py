"""The template of a Weiterleitung: text of the office with a closed list of fields.

A line that begins with `# ` is a heading; a field that stands alone on its line may be a table. A name that is not in
the list is refused when the text is saved; a field without a value prints `[fehlt: …]` and stops the Ausstellung.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from grants.domain.errors import Violation

FELDER: Mapping[str, str] = {
    "stadt": "Name der Stadt",
    "amt": "Amt",
    "traeger": "Name des Trägers",
    "anschrift": "Anschrift des Trägers",
    "vertretung": "Vertretungsberechtigte des Trägers",
    "iban": "IBAN des Trägers",
    "massnahme": "Maßnahme",
    "programm": "Programm",
    "jahr": "Förderjahr",
    "aktenzeichen": "Aktenzeichen",
    "datum": "Datum der Weiterleitung",
    "betrag": "Zuwendung insgesamt",
    "betrag_land": "Zuwendung aus Landesmitteln",
    "bewilligung_von": "Bewilligungszeitraum von",
    "bewilligung_bis": "Bewilligungszeitraum bis",
    "nachweis_bis": "Verwendungsnachweis bis",
    "nachweisart": "Art des Verwendungsnachweises",
    "plan_version": "Version des Finanzierungsplans",
    "ausgaben": "Ausgaben laut Finanzierungsplan",
    "zuwendungsfaehig": "zuwendungsfähige Ausgaben laut Finanzierungsplan",
    "landesbescheid_datum": "Datum des Zuwendungsbescheids des Landes",
    "landesbescheid_az": "Aktenzeichen des Zuwendungsbescheids des Landes",
    "gericht": "Gericht für die Rechtsbehelfsbelehrung",
}
TABELLEN: Mapping[str, str] = {
    "betraege": "Beträge nach Mittelherkunft",
    "finanzierungsplan": "Finanzierungsplan",
    "zahlungsplan": "Zahlungsplan",
}
_FELD = re.compile(r"\{([^{}\n]*)\}")
# A brace that is not part of a field would be printed as it stands.
_LOSE = re.compile(r"[{}]")

BESCHEID = """# Bewilligung
Auf Grundlage des Zuwendungsbescheids des Landes vom {landesbescheid_datum}, Aktenzeichen {landesbescheid_az}, \
bewilligt Ihnen die {stadt} für die Zeit vom {bewilligung_von} bis zum {bewilligung_bis} (Bewilligungszeitraum) eine \
Zuwendung von {betrag}.

# Zweck
Die Zuwendung ist zweckgebunden für die Maßnahme „{massnahme}“ im Landesprogramm {programm}, Förderjahr {jahr}.

# Finanzierungsart und Höhe
{betraege}

# Finanzierungsplan
Der folgende Finanzierungsplan (Version {plan_version}) ist verbindlich. Die zuwendungsfähigen Ausgaben betragen \
{zuwendungsfaehig}.

{finanzierungsplan}

# Auszahlung
{zahlungsplan}

Ausgezahlt wird, sobald dieser Bescheid bestandskräftig ist. Sie können das beschleunigen, indem Sie schriftlich auf \
einen Rechtsbehelf verzichten.

# Nebenbestimmungen
Die Allgemeinen Nebenbestimmungen für Zuwendungen zur Projektförderung (ANBest-P) sind Bestandteil dieses Bescheids. \
Teilen Sie uns Änderungen, die für die Bewilligung wichtig sind, bitte sofort mit.

# Verwendungsnachweis
Weisen Sie die Verwendung bitte bis zum {nachweis_bis} nach ({nachweisart}). Die Stadt und die Prüfbehörden des \
Landes dürfen Bücher und Belege einsehen.

# Rechtsbehelfsbelehrung
Gegen diesen Bescheid kann innerhalb eines Monats nach Bekanntgabe Klage beim {gericht} erhoben werden."""

VERTRAG = """# Vertragsparteien
Zwischen der {stadt}, {amt}, und {traeger}, {anschrift}, vertreten durch {vertretung} (Träger), wird folgender \
Zuwendungsvertrag geschlossen.

# Zuwendung
Die {stadt} gewährt dem Träger auf Grundlage des Zuwendungsbescheids des Landes vom {landesbescheid_datum}, \
Aktenzeichen {landesbescheid_az}, für die Zeit vom {bewilligung_von} bis zum {bewilligung_bis} \
(Bewilligungszeitraum) eine Zuwendung von {betrag} für die Maßnahme „{massnahme}“ im Landesprogramm {programm}, \
Förderjahr {jahr}.

# Finanzierungsart und Höhe
{betraege}

# Finanzierungsplan
Der folgende Finanzierungsplan (Version {plan_version}) ist verbindlich. Die zuwendungsfähigen Ausgaben betragen \
{zuwendungsfaehig}.

{finanzierungsplan}

# Auszahlung
{zahlungsplan}

# Pflichten des Trägers
Die Allgemeinen Nebenbestimmungen für Zuwendungen zur Projektförderung (ANBest-P) sind Bestandteil dieses Vertrags. \
Der Träger weist die Verwendung bis zum {nachweis_bis} nach ({nachweisart})."""


@dataclass(frozen=True, slots=True)
class Teil:
    """A piece of a sentence; `fehlt` marks a field without a value."""

    text: str
    fehlt: bool = False


@dataclass(frozen=True, slots=True)
class Baustein:
    """A heading, a paragraph or, by its name, a table."""

    art: str
    teile: tuple[Teil, ...] = ()


def check_vorlage(text: str) -> list[Violation]:
    """Return every name in the text that is not in the list, and every brace that belongs to no field."""
    found = []
    for name in dict.fromkeys(_FELD.findall(text)):
        if name not in FELDER and name not in TABELLEN:
            found.append(
                Violation(
                    "feld_unbekannt",
                    f"Das Feld „{{{name}}}“ gibt es nicht. Bitte nehmen Sie eines aus der Liste.",
                    feld="text",
                )
            )
    for line in text.split("\n"):
        tables = [name for name in _FELD.findall(line) if name in TABELLEN]
        if tables and line.strip() != f"{{{tables[0]}}}":
            found.append(
                Violation(
                    "tabelle_im_satz",
                    f"„{{{tables[0]}}}“ ist eine Tabelle. Bitte stellen Sie das Feld allein in eine Zeile.",
                    feld="text",
                )
            )
    if _LOSE.search(_FELD.sub("", text)):
        found.append(
            Violation(
                "klammer_lose",
                "Eine geschweifte Klammer gehört zu keinem Feld. Bitte schreiben Sie {feldname} oder löschen sie.",
                feld="text",
            )
        )
    return found


def fill_vorlage(text: str, werte: Mapping[str, str]) -> tuple[tuple[Baustein, ...], tuple[str, ...]]:
    """Return the paper in pieces, and the names of the fields that it asks for and that have no value.

    A table without rows is named by `werte` too: an empty text there is a gap.
    """
    found: list[Baustein] = []
    missing: dict[str, None] = {}
    for block in re.split(r"\n\s*\n|\n(?=#\s)|(?<=\n)(?=\{)", text.replace("\r\n", "\n")):
        for line in _lines(block):
            match = _FELD.fullmatch(line.strip())
            if match and match[1] in TABELLEN:
                if not werte.get(match[1], ""):
                    missing[TABELLEN[match[1]]] = None
                found.append(Baustein(match[1]))
            elif line.startswith("# "):
                found.append(Baustein("titel", _parts(line[2:], werte, missing)))
            else:
                found.append(Baustein("absatz", _parts(line, werte, missing)))
    return tuple(found), tuple(missing)


def _lines(block: str) -> list[str]:
    """Return heading, tables and the lines between them, which belong together as one paragraph."""
    found: list[str] = []
    running: list[str] = []
    for line in block.split("\n"):
        alone = _FELD.fullmatch(line.strip())
        if line.startswith("# ") or (alone and alone[1] in TABELLEN):
            found += [" ".join(running)] if running else []
            found.append(line)
            running = []
        elif line.strip():
            running.append(line.strip())
    return found + ([" ".join(running)] if running else [])


def _parts(text: str, werte: Mapping[str, str], missing: dict[str, None]) -> tuple[Teil, ...]:
    parts: list[Teil] = []
    end = 0
    for match in _FELD.finditer(text):
        if match.start() > end:
            parts.append(Teil(text[end : match.start()]))
        label = FELDER.get(match[1], match[1])
        value = werte.get(match[1], "").strip() if match[1] in FELDER else ""
        if value:
            parts.append(Teil(value))
        else:
            missing[label] = None
            parts.append(Teil(label, fehlt=True))
        end = match.end()
    if end < len(text):
        parts.append(Teil(text[end:]))
    return tuple(parts)
