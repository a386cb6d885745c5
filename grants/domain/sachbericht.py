"""The Sachbericht of a recipient: its twelve parts, what each asks for, and which deviations ask for a sentence.

The parts are the synthesis of the forms in use (praxis.md 5.3); three of them are written on pages of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from grants.domain import summen
from grants.domain.errors import NotFound
from grants.domain.kette import Empfaenger, Finanzierungsplan, Jahr
from grants.domain.money import NULL, Betrag, Vomhundert, anteil, format_betrag, format_vomhundert
from grants.domain.planentwurf import format_vzae
from grants.domain.pruefregeln.einzelansatz import bound
from grants.domain.pruefregeln.nachweise import position_name
from grants.domain.summen import Ausgaben

# Where a text stands that no limit of a part allows: more is no report any more but a mistake of the clipboard.
HOECHSTENS = 20_000
# How long the reason of one Ausgabeposition may be.
GRENZE_ABWEICHUNG = 1_500
_ABWEICHUNG = "abweichung-"
DATENSCHUTZ = (
    "Bitte schreiben Sie nichts über einzelne Kinder oder Familien: keine Namen, keine Geburtsdaten, keine "
    "Fallgeschichten, an denen jemand zu erkennen ist. Auch Fachkräfte nennen Sie nur mit ihrer Funktion."
)


@dataclass(frozen=True, slots=True)
class Abschnitt:
    """One of the twelve parts.

    `grenze` counts characters; `kurz`: asked for in the short form too; `pflicht`: the report is not complete without
    it; `verweis`: written on a page of its own, so there is no text here.
    """

    schluessel: str
    nummer: int
    titel: str
    hilfe: str
    fragen: tuple[str, ...] = ()
    grenze: int = 0
    kurz: bool = False
    pflicht: bool = True
    verweis: bool = False


ABSCHNITTE: tuple[Abschnitt, ...] = (
    Abschnitt(
        "stammdaten",
        1,
        "Zeitraum und gefördertes Personal",
        "Wann die Maßnahme lief und wer aus der Förderung bezahlt wurde: Funktion, Stellenanteil, Monate. "
        "Bitte keine Namen.",
        ("War eine Stelle zeitweise unbesetzt?", "Gab es einen Wechsel im laufenden Jahr?"),
        2_000,
        kurz=True,
    ),
    Abschnitt(
        "kurzfassung",
        2,
        "Kurzfassung für den Ausschuss",
        "Das Wichtigste in wenigen Sätzen. Die Geschäftsstelle übernimmt sie in den Bericht an die Gremien.",
        ("Was wurde gemacht, für wen, mit welchem Ergebnis?",),
        600,
        kurz=True,
    ),
    Abschnitt(
        "umsetzung",
        3,
        "Umsetzung",
        "Was geplant war und was daraus geworden ist: welche Angebote, wie oft, an welchen Orten.",
        ("Was war geplant?", "Was hat stattgefunden, wie oft und wo?", "Was fiel aus oder kam hinzu?"),
        4_000,
        kurz=True,
    ),
    Abschnitt(
        "ziele",
        4,
        "Ziele und Ergebnisse",
        "Die Ziele aus dem Antrag, eins nach dem anderen, und was davon erreicht wurde.",
        (
            "Welches Ziel stand im Antrag?",
            "Was ist das Ergebnis: erreicht, teilweise erreicht oder nicht erreicht?",
            "Woran lag es, wenn es anders kam?",
        ),
        4_000,
        kurz=True,
    ),
    Abschnitt(
        "zielgruppe",
        5,
        "Zielgruppe und Beteiligung",
        "Wen die Maßnahme erreicht hat und wie Kinder und Eltern mitreden konnten.",
        (
            "Wen wollten Sie erreichen, wen haben Sie erreicht?",
            "Wer blieb fern, und was haben Sie versucht?",
            "Wo haben Kinder und Eltern mitentschieden?",
        ),
        3_000,
    ),
    Abschnitt(
        "kennzahlen",
        6,
        "Kennzahlen",
        "Soll und Ist der vereinbarten Zählungen. Sie haben eine eigene Seite.",
        kurz=True,
        verweis=True,
    ),
    Abschnitt(
        "abweichungen",
        7,
        "Abweichungen vom Plan",
        "Was anders kam als im Antrag und im Finanzierungsplan. Zu jeder Ausgabeposition über der Toleranz "
        "fragen wir einzeln nach einem Satz.",
        ("Gab es Änderungen, die Sie der Stadt schon mitgeteilt haben?",),
        2_000,
        kurz=True,
        pflicht=False,
    ),
    Abschnitt(
        "kooperation",
        8,
        "Kooperation und Öffentlichkeitsarbeit",
        "Mit wem Sie zusammengearbeitet und wie Sie über das Angebot berichtet haben.",
        (
            "Welche Partner waren beteiligt, und wie?",
            "Wo wurde auf die Förderung durch das Land hingewiesen (Logo, Text)?",
        ),
        2_000,
    ),
    Abschnitt(
        "erfahrungen",
        9,
        "Herausforderungen und Erfahrungen",
        "Was schwierig war und was Sie beim nächsten Mal anders machen. Offene Worte helfen allen.",
        ("Was hat gut funktioniert?", "Was war schwierig, und wie sind Sie damit umgegangen?"),
        2_500,
    ),
    Abschnitt(
        "perspektive",
        10,
        "Perspektive und Verstetigung",
        "Wie es weitergeht, auch wenn die Mittel des Landes enden.",
        (
            "Wird das Angebot im nächsten Jahr gebraucht, und in welchem Umfang?",
            "Welche anderen Geldgeber kommen infrage?",
        ),
        2_500,
    ),
    Abschnitt(
        "anlagen",
        11,
        "Anlagen",
        "Faltblätter, Bilder, Veröffentlichungen. Belege bitte nicht, solange wir Sie nicht darum bitten.",
        kurz=True,
        pflicht=False,
        verweis=True,
    ),
    Abschnitt(
        "erklaerungen",
        12,
        "Erklärungen",
        "Die Bestätigungen der Vertretungsberechtigten. Sie haben eine eigene Seite.",
        kurz=True,
        verweis=True,
    ),
)
_NACH_SCHLUESSEL: Mapping[str, Abschnitt] = {each.schluessel: each for each in ABSCHNITTE}


def count(text: str) -> int:
    """Return how many characters a part has, as the page counts them: a line feed is one."""
    return len(text.strip())


def is_kurzform(zugesagt: Betrag | None, kurzform_unter: Betrag | None) -> bool:
    """Return whether the short form is enough: the promise lies below the amount of the year.

    Without a promise or without that amount the whole report is asked for.
    """
    return zugesagt is not None and kurzform_unter is not None and zugesagt < kurzform_unter


def asked(*, kurzform: bool) -> Iterator[Abschnitt]:
    """Yield the parts that are asked for."""
    yield from (each for each in ABSCHNITTE if each.kurz or not kurzform)


# -- Keys of texts ---------------------------------------------------------------------------------------------


def abweichung_key(code: str) -> str:
    """Return the key under which the reason of one Ausgabeposition is kept."""
    return f"{_ABWEICHUNG}{code}"


def position_of(schluessel: str) -> str:
    """Return the Kürzel of the Ausgabeposition that a text explains; empty for every other text."""
    return schluessel.removeprefix(_ABWEICHUNG) if schluessel.startswith(_ABWEICHUNG) else ""


def find_text(schluessel: str, *, position: str = "") -> Abschnitt:
    """Return the part that a text belongs to, made up for the reason of a `position`; raises NotFound."""
    if code := position_of(schluessel):
        return Abschnitt(
            schluessel,
            7,
            f"Abweichung: {position or code}",
            "Warum die Ausgaben hier über dem Finanzierungsplan liegen. Ein bis drei Sätze genügen.",
            ("Was hat mehr gekostet als geplant, und warum?", "Wo wurde dafür weniger ausgegeben?"),
            GRENZE_ABWEICHUNG,
            kurz=True,
            pflicht=False,
        )
    found = _NACH_SCHLUESSEL.get(schluessel)
    if found is None or found.verweis:
        raise NotFound("Diesen Abschnitt gibt es im Sachbericht nicht. Gehen Sie zum Sachbericht zurück.")
    return found


def sort_keys(keys: Iterable[str]) -> list[str]:
    """Return the keys of texts in the order of the report, the reasons of positions behind part 7."""
    order = {each.schluessel: (each.nummer, "") for each in ABSCHNITTE}
    known = {key: order.get(key) or (7, position_of(key)) for key in keys if key in order or position_of(key)}
    return sorted(known, key=known.__getitem__)


# -- Deviations ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Positionsabweichung:
    """An Ausgabeposition above the tolerance; `vh` is None where the plan foresees nothing."""

    code: str
    name: str
    plan: Betrag
    ist: Betrag
    zulaessig: Betrag
    vh: Vomhundert | None

    @property
    def schluessel(self) -> str:
        return abweichung_key(self.code)

    @property
    def satz(self) -> str:
        """The figures in words: what was planned, what became of it, what would be within the tolerance."""
        spent = f"{format_betrag(self.ist)} zuwendungsfähige Ausgaben"
        if self.vh is None:
            return f"{spent}; der Finanzierungsplan sieht dafür nichts vor."
        return (
            f"{spent} statt {format_betrag(self.plan)} lt. Finanzierungsplan "
            f"({format_vomhundert(self.vh, vorzeichen=True)} v. H.). Zulässig sind {format_betrag(self.zulaessig)}."
        )


def build_abweichungen(jahr: Jahr, empfaenger: Empfaenger) -> tuple[Positionsabweichung, ...]:
    """Return the positions that the rule `einzelansatz` finds above the tolerance, in the order of the plan.

    Empty while the year does not say whether and with which tolerance positions are compared.
    """
    toleranz = jahr.parameter.toleranz
    finanzierungsplan = summen.plan(empfaenger, jahr.am)
    if not jahr.parameter.toleranz_anwenden or toleranz is None or finanzierungsplan is None:
        return ()
    proved = summen.nachgewiesen_je_position(empfaenger)
    planned = {p.code: p.zuwendungsfaehig for p in finanzierungsplan.positionen}
    found = []
    for code in [*planned, *sorted(proved.keys() - planned.keys())]:
        plan, ist = planned.get(code, NULL), proved.get(code, Ausgaben()).zuwendungsfaehig
        highest = bound(plan, toleranz)
        if ist > highest:
            name = position_name(empfaenger, jahr.am, code)
            found.append(Positionsabweichung(code, name, plan, ist, highest, anteil(ist - plan, plan)))
    return tuple(found)


def write_personal(finanzierungsplan: Finanzierungsplan | None) -> str:
    """Return the funded staff of the plan as lines of text, to begin part 1 with; empty without such rows."""
    lines = []
    for row in finanzierungsplan.personal if finanzierungsplan else ():
        words = [
            f"{format_vzae(row.vzae_hundertstel)} VZÄ",
            row.entgeltgruppe,
            f"{row.monate} {'Monat' if row.monate == 1 else 'Monate'}" if row.monate else "",
        ]
        lines.append(f"{row.funktion}: {', '.join(word for word in words if word)}")
    return "\n".join(lines)
