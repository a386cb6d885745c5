"""What may be written to each other about a Vorgang, what a mail says of it, and when it waits for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from grants.domain.begriffe import Mitteilungsart, label
from grants.domain.errors import Violation
from grants.domain.fristen import format_datum

# As long as a letter of three pages; longer things belong into a file.
HOECHSTENS = 10_000
# What a recipient may open a conversation with, and the office.
ARTEN_EMPFAENGER = (Mitteilungsart.FRAGE, Mitteilungsart.AENDERUNG, Mitteilungsart.FRISTVERLAENGERUNG)
ARTEN_AMT = (Mitteilungsart.FRAGE, Mitteilungsart.AENDERUNG, Mitteilungsart.NOTIZ)


@dataclass(frozen=True, slots=True)
class Beitrag:
    """One entry as a page shows it; `stand` is the counter its forms carry."""

    id: int
    art: Mitteilungsart
    vom_empfaenger: bool
    intern: bool
    text: str
    person: str
    am: datetime
    antwort_auf_id: int | None = None
    gewuenscht: date | None = None
    entschieden: bool | None = None
    entschieden_am: date | None = None
    gewaehrt: date | None = None
    erledigt_am: datetime | None = None
    stand: int = 1


@dataclass(frozen=True, slots=True)
class Faden:
    """An entry with its answers, the oldest first."""

    anfang: Beitrag
    antworten: tuple[Beitrag, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.anfang.erledigt_am is None and not self.anfang.intern

    @property
    def waits_for_office(self) -> bool:
        """Whether the recipient had the last word and it is not done; a wish waits until it is decided."""
        if not self.is_open:
            return False
        if self.wants_decision:
            return True
        last = [each for each in (self.anfang, *self.antworten) if not each.intern][-1]
        return last.vom_empfaenger

    @property
    def wants_decision(self) -> bool:
        anfang = self.anfang
        return (
            anfang.art is Mitteilungsart.FRISTVERLAENGERUNG
            and anfang.vom_empfaenger
            and anfang.entschieden is None
            and anfang.erledigt_am is None
        )

    @property
    def zuletzt(self) -> datetime:
        return max(each.am for each in (self.anfang, *self.antworten))


def build_faeden(beitraege: Sequence[Beitrag]) -> tuple[Faden, ...]:
    """Return the conversations: open ones first, within them what moved last on top."""
    answers: dict[int, list[Beitrag]] = {}
    for each in beitraege:
        if each.antwort_auf_id is not None:
            answers.setdefault(each.antwort_auf_id, []).append(each)
    faeden = [
        Faden(each, tuple(answers.get(each.id, ()))) for each in beitraege if each.antwort_auf_id is None
    ]
    return tuple(
        sorted(faeden, key=lambda f: (not f.waits_for_office, not f.is_open, -f.zuletzt.timestamp()))
    )


def check_text(text: str) -> list[Violation]:
    """Return what is wrong with the words of an entry."""
    if not text.strip():
        return [Violation("text_fehlt", "Bitte schreiben Sie, worum es geht.", feld="text")]
    if len(text) > HOECHSTENS:
        sentence = (
            f"Der Text hat {len(text)} Zeichen, Platz ist für {HOECHSTENS}. Bitte kürzen Sie ihn oder hängen Sie "
            "ihn als Datei an."
        )
        return [Violation("text_zu_lang", sentence, feld="text")]
    return []


def check_wunsch(gewuenscht: date | None, *, bisher: date | None, am: date) -> list[Violation]:
    """Return what is wrong with the day that a recipient wishes for."""
    if gewuenscht is None:
        sentence = "Bitte geben Sie an, bis zu welchem Tag Sie mehr Zeit brauchen."
        return [Violation("wunschtag_fehlt", sentence, feld="gewuenscht")]
    return _check_later(gewuenscht, bisher=bisher, am=am, feld="gewuenscht")


def check_entscheidung(
    *, gewaehrt: bool | None, bis: date | None, satz: str, bisher: date | None, am: date
) -> list[Violation]:
    """Return what is wrong with the decision of the office; without a longer Frist it needs a reason too."""
    if gewaehrt is None:
        sentence = "Bitte wählen Sie, ob die Frist verlängert wird."
        return [Violation("entscheidung_fehlt", sentence, feld="gewaehrt")]
    wrong = []
    if gewaehrt and bis is None:
        wrong.append(Violation("tag_fehlt", "Bitte geben Sie den neuen letzten Tag an.", feld="bis"))
    elif gewaehrt and bis is not None:
        wrong += _check_later(bis, bisher=bisher, am=am, feld="bis")
    if not satz.strip():
        sentence = "Bitte begründen Sie die Entscheidung in einem Satz. Der Träger liest ihn."
        wrong.append(Violation("satz_fehlt", sentence, feld="satz"))
    return wrong


def _check_later(tag: date, *, bisher: date | None, am: date, feld: str) -> list[Violation]:
    if tag <= am:
        sentence = "Dieser Tag ist schon vorbei. Bitte geben Sie einen Tag in der Zukunft an."
        return [Violation("tag_vorbei", sentence, feld=feld)]
    if bisher is not None and tag <= bisher:
        sentence = (
            f"Die Frist läuft ohnehin bis {format_datum(bisher)}. Bitte geben Sie einen späteren Tag an."
        )
        return [Violation("nicht_spaeter", sentence, feld=feld)]
    return []


def entscheidung_text(*, gewaehrt: bool, bis: date | None, satz: str) -> str:
    """Return the answer that tells the recipient what was decided."""
    if gewaehrt and bis is not None:
        return f"Die Frist ist verlängert bis zum {format_datum(bis)}. {satz.strip()}"
    return f"Die Frist wird nicht verlängert. {satz.strip()}"


# -- Mails ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Post:
    """Subject and text of a mail."""

    betreff: str
    text: str


GRUSS = (
    "\n\nDiese Nachricht kommt aus der Anwendung Förderkette. Bitte antworten Sie dort und nicht auf diese "
    "E-Mail.\n"
)


def subject_of(massnahme: str, jahr: int) -> str:
    """Return what a subject says of the Vorgang; a subject is one line."""
    return f"„{' '.join(massnahme.split())}“ {jahr}"


def mail_mitteilung(*, art: Mitteilungsart, antwort: bool, massnahme: str, jahr: int, adresse: str) -> Post:
    """Return the notice of an entry: that there is one and where, not what it says."""
    what = f"eine Antwort ({label(art)})" if antwort else f"eine neue Mitteilung ({label(art)})"
    return Post(
        betreff=f"Neue Mitteilung zu {subject_of(massnahme, jahr)}",
        text=(
            f"Guten Tag,\n\nzum Verwendungsnachweis der Maßnahme „{massnahme}“ im Förderjahr {jahr} gibt es "
            f"{what}.\n\nSie lesen und beantworten sie hier:\n\n{adresse}{GRUSS}"
        ),
    )


def mail_nachforderung(*, massnahme: str, jahr: int, bis: date, adresse: str) -> Post:
    """Return the notice that something is still missing from a proof; the points stand behind the link."""
    return Post(
        betreff=f"Bitte ergänzen: Verwendungsnachweis {subject_of(massnahme, jahr)}",
        text=(
            f"Guten Tag,\n\nzu Ihrem Verwendungsnachweis der Maßnahme „{massnahme}“ im Förderjahr {jahr} fehlt noch "
            f"etwas. Bitte ergänzen Sie es bis zum {format_datum(bis)}. Alles, was Sie eingetragen haben, ist noch "
            f"da.\n\nWas fehlt, steht Punkt für Punkt hier:\n\n{adresse}{GRUSS}"
        ),
    )


def mail_wieder_offen(*, massnahme: str, jahr: int, adresse: str) -> Post:
    """Return the notice that a proof lies with the recipient again."""
    return Post(
        betreff=f"Wieder offen: Verwendungsnachweis {subject_of(massnahme, jahr)}",
        text=(
            f"Guten Tag,\n\nIhr Verwendungsnachweis der Maßnahme „{massnahme}“ im Förderjahr {jahr} liegt wieder bei "
            "Ihnen. Sie können ihn ändern und noch einmal absenden. Alles, was Sie eingetragen haben, ist noch "
            f"da.\n\n{adresse}{GRUSS}"
        ),
    )
