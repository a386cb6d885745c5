"""The declarations of a Letztempfaenger: a closed list with sources, nothing preset, each person for itself.

What is declared belongs to the figures it was declared about: other figures ask for it anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from grants.domain.errors import Violation
from grants.domain.pruefregeln.gemeinsam import PRUEFEN

LAENGSTENS = 2000


@dataclass(frozen=True, slots=True)
class Antwort:
    """One answer that may be chosen; `mit_satz`: it asks for a sentence."""

    schluessel: str
    wort: str
    mit_satz: bool = False


@dataclass(frozen=True, slots=True)
class Erklaerungsart:
    schluessel: str
    wortlaut: str
    hilfe: str
    quelle: str
    antworten: tuple[Antwort, ...]
    # Whether a Stelle of the city declares it too.
    fuer_stelle: bool = True

    def antwort(self, schluessel: str) -> Antwort | None:
        """Return one of the answers by its key."""
        return next((each for each in self.antworten if each.schluessel == schluessel), None)


_JA = Antwort("ja", "Ja, das erkläre ich.")
_NEIN = Antwort("nein", "Nein, das kann ich nicht erklären.", mit_satz=True)

ERKLAERUNGEN: tuple[Erklaerungsart, ...] = (
    Erklaerungsart(
        "zweck",
        "Die Mittel wurden nur für den bewilligten Zweck verwendet; die Nebenbestimmungen wurden beachtet.",
        "Der Zweck steht in der Weiterleitung (bei städtischen Stellen: in der Zuweisung).",
        f"Grundmuster 3 Nr. IV; ANBest-P Nr. 1.1{PRUEFEN}",
        (_JA, _NEIN),
    ),
    Erklaerungsart(
        "notwendig",
        "Die Ausgaben waren notwendig; es wurde wirtschaftlich und sparsam verfahren.",
        "Notwendig heißt: Ohne die Ausgabe hätte die Maßnahme ihr Ziel nicht erreicht.",
        f"Grundmuster 3 Nr. IV; ANBest-P Nr. 6{PRUEFEN}",
        (_JA, _NEIN),
    ),
    Erklaerungsart(
        "buecher",
        "Die Angaben stimmen mit den Büchern und Belegen überein.",
        "Gemeint sind Ihre Buchführung und die Originalbelege, die Sie aufbewahren.",
        f"Grundmuster 3 Nr. IV; ANBest-P Nr. 6{PRUEFEN}",
        (_JA, _NEIN),
    ),
    Erklaerungsart(
        "vorsteuer",
        "Ist Ihr Träger für die Maßnahme zum Vorsteuerabzug nach § 15 UStG berechtigt?",
        "Wer Vorsteuer abziehen kann, weist nur Nettobeträge nach: Die Umsatzsteuer ist dann keine Ausgabe.",
        f"Grundmuster 3 Nr. II; § 15 UStG{PRUEFEN}",
        (
            Antwort("nein", "Nein. Die Beträge enthalten die Umsatzsteuer."),
            Antwort("ja", "Ja. Alle Beträge sind ohne abziehbare Vorsteuer angegeben."),
            Antwort("teilweise", "Nur zum Teil.", mit_satz=True),
        ),
        fuer_stelle=False,
    ),
    Erklaerungsart(
        "doppelfoerderung",
        "Für dieselben Ausgaben wurden keine anderen öffentlichen Mittel beantragt oder bewilligt als die, die in "
        "diesem Nachweis stehen.",
        "Auch Erstattungen zählen, zum Beispiel von der Krankenkasse oder der Agentur für Arbeit.",
        f"ANBest-P Nr. 2{PRUEFEN}",
        (_JA, _NEIN),
    ),
    Erklaerungsart(
        "besserstellung",
        "Die Beschäftigten wurden nicht besser gestellt als vergleichbare Beschäftigte des Landes "
        "(Besserstellungsverbot).",
        "Verglichen werden Entgelt und sonstige Leistungen, zum Beispiel nach TV-L.",
        f"ANBest-P Nr. 1.3{PRUEFEN}",
        (_JA, _NEIN, Antwort("trifft_nicht_zu", "Trifft nicht zu: Es wurde kein Personal beschäftigt.")),
        fuer_stelle=False,
    ),
    Erklaerungsart(
        "vergabe",
        "Bei der Vergabe von Aufträgen wurden die Nebenbestimmungen beachtet.",
        "Was ab welchem Auftragswert gilt, steht in den Nebenbestimmungen Ihrer Weiterleitung.",
        f"ANBest-P Nr. 3{PRUEFEN}",
        (_JA, _NEIN, Antwort("trifft_nicht_zu", "Trifft nicht zu: Es wurden keine Aufträge vergeben.")),
    ),
)


def arten_for(*, is_stelle: bool) -> tuple[Erklaerungsart, ...]:
    """Return what is to be declared, in the order of the paper."""
    return tuple(each for each in ERKLAERUNGEN if each.fuer_stelle or not is_stelle)


@dataclass(frozen=True, slots=True)
class Angabe:
    """What one Person chose for one declaration."""

    antwort: str
    erlaeuterung: str = ""


@dataclass(frozen=True, slots=True)
class Abgegeben:
    """All that one Person declared; `aktuell`: about the figures as they are now.

    `person_id` is that of the Person it was joined with, so that two joined ones count as one.
    """

    person_id: int
    name: str
    am: datetime
    angaben: Mapping[str, Angabe]
    aktuell: bool
    berechtigt: bool = True

    def is_complete(self, arten: Iterable[Erklaerungsart]) -> bool:
        """Return whether everything is declared."""
        return not list(check(self.angaben, arten)) if self.angaben else False


def check(angaben: Mapping[str, Angabe], arten: Iterable[Erklaerungsart]) -> Iterator[Violation]:
    """Yield what is missing or not on offer in the declarations of one Person."""
    for art in arten:
        angabe = angaben.get(art.schluessel, Angabe(""))
        chosen = art.antwort(angabe.antwort)
        if chosen is None:
            yield Violation("antwort_fehlt", f"Bitte antworten Sie: {art.wortlaut}", art.schluessel)
        elif chosen.mit_satz and not angabe.erlaeuterung.strip():
            yield Violation(
                "satz_fehlt",
                "Bitte erläutern Sie Ihre Antwort mit einem Satz. Sie können den Nachweis trotzdem absenden; die "
                "Stadt entscheidet.",
                f"{art.schluessel}_satz",
            )
        if len(angabe.erlaeuterung) > LAENGSTENS:
            yield Violation(
                "satz_zu_lang", f"Bitte höchstens {LAENGSTENS} Zeichen schreiben.", f"{art.schluessel}_satz"
            )


@dataclass(frozen=True, slots=True)
class Erklaerungsstand:
    """How far the declarations are; `noetig` different Persons must declare."""

    arten: tuple[Erklaerungsart, ...]
    abgegeben: tuple[Abgegeben, ...]
    noetig: int

    @property
    def gueltig(self) -> tuple[Abgegeben, ...]:
        """The declarations that count: complete, about these figures, of somebody who may sign; a Person once."""
        found = {
            each.person_id: each
            for each in self.abgegeben
            if each.aktuell and each.berechtigt and each.is_complete(self.arten)
        }
        return tuple(found.values())

    @property
    def is_complete(self) -> bool:
        return len(self.gueltig) >= self.noetig

    def mangel(self) -> str:
        """Return in a sentence what is missing; empty where nothing is."""
        if self.is_complete:
            return ""
        if any(not each.aktuell for each in self.abgegeben) and not self.gueltig:
            return (
                "Die Zahlen haben sich geändert, seit die Erklärungen abgegeben wurden. Bitte sehen Sie die Zahlen "
                "durch und geben Sie die Erklärungen neu ab."
            )
        if self.noetig > 1:
            names = ", ".join(each.name for each in self.gueltig)
            done = f" Erklärt hat bisher {names}." if names else ""
            return (
                "Ihr Träger wird von zwei Personen gemeinsam vertreten. Bitte lassen Sie beide die Erklärungen mit "
                f"ihrer eigenen Anmeldung abgeben.{done}"
            )
        return "Die Erklärungen fehlen. Bitte lassen Sie eine vertretungsberechtigte Person sie abgeben."
