"""Papers and answers that the check asks of a recipient: which Belege, until when, what has come, what was seen.

No figure of the proof changes by it: what has to be changed is asked for by a Nachforderung.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from grants.domain.begriffe import NachweisStatus
from grants.domain.errors import Violation
from grants.domain.fristen import format_datum, format_ueberfaellig, laeuft_ab_am
from grants.domain.mitteilungen import GRUSS, Post, subject_of
from grants.domain.money import Betrag

# As long as a proof is on its way through the check; afterwards nothing is waited for.
WARTET = frozenset({NachweisStatus.EINGEREICHT, NachweisStatus.IN_PRUEFUNG, NachweisStatus.NACHFORDERUNG})
LAENGSTENS = 2000


@dataclass(frozen=True, slots=True)
class Wunsch:
    """What is asked about one Beleg; nothing of it: the Beleg is left out."""

    rechnung: bool
    zahlungsnachweis: bool
    frage: str = ""

    @property
    def is_leer(self) -> bool:
        return not (self.rechnung or self.zahlungsnachweis or self.frage.strip())


@dataclass(frozen=True, slots=True)
class Unterlage:
    """One Beleg asked for, as the list named it then; `dateien` counts what was sent, `stand` is its counter."""

    id: int
    position: str
    beleg_nr: str
    zahlungsempfaenger: str
    datum: date | None
    betrag: Betrag
    rechnung: bool
    zahlungsnachweis: bool
    frage: str
    antwort: str
    dateien: int
    gesehen_am: date | None
    gesehen_von: str
    # Ticked off in the sample, which finance alone does.
    aus_stichprobe: bool
    stand: int

    @property
    def verlangt(self) -> str:
        """What is asked for, without the question."""
        wanted = [wort for wort, is_asked in _WORTE if getattr(self, is_asked)]
        return " und ".join(wanted)

    @property
    def is_gekommen(self) -> bool:
        """Whether the recipient has sent or said anything about it."""
        return self.dateien > 0 or bool(self.antwort)

    @property
    def wartet_auf_pruefung(self) -> bool:
        return self.is_gekommen and self.gesehen_am is None


_WORTE = (("Rechnung", "rechnung"), ("Zahlungsnachweis", "zahlungsnachweis"))


@dataclass(frozen=True, slots=True)
class Anforderung:
    """What was asked for in one go; `stichprobe_nr` is None for a question about a single Beleg."""

    id: int
    text: str
    frist_bis: date
    am: datetime
    person: str
    stichprobe_nr: int | None
    beantwortet_am: datetime | None
    zurueckgenommen_am: date | None
    zurueckgenommen_grund: str
    stand: int
    zeilen: tuple[Unterlage, ...]

    @property
    def gekommen(self) -> int:
        return sum(zeile.is_gekommen for zeile in self.zeilen)

    @property
    def gesehen(self) -> int:
        return sum(zeile.gesehen_am is not None for zeile in self.zeilen)

    @property
    def zu_sehen(self) -> int:
        return sum(zeile.wartet_auf_pruefung for zeile in self.zeilen)

    @property
    def gilt(self) -> bool:
        return self.zurueckgenommen_am is None

    def is_open(self, status: NachweisStatus) -> bool:
        """Whether the recipient may still send something while its proof stands there."""
        return self.gilt and status in WARTET

    def waits(self, status: NachweisStatus) -> bool:
        """Whether it is the recipient's turn."""
        return self.is_open(status) and self.beantwortet_am is None


def vorgeschlagene_frist(heute: date, tage: int | None) -> date | None:
    """Return the last day that the year's parameter proposes; None where it says nothing."""
    return None if tage is None else laeuft_ab_am(heute + timedelta(days=tage))


def check_anforderung(
    wuensche: Iterable[Wunsch], frist: date | None, text: str, *, heute: date
) -> list[Violation]:
    """Return what is wrong with a request before it goes to the recipient."""
    asked = [each for each in wuensche if not each.is_leer]
    wrong = check_frist(frist, heute=heute)
    if not asked:
        sentence = (
            "Bitte wählen Sie mindestens einen Beleg und was Sie dazu brauchen, oder stellen Sie eine Frage."
        )
        wrong.insert(0, Violation("nichts_verlangt", sentence))
    if any(len(each) > LAENGSTENS for each in (text, *(wish.frage for wish in asked))):
        sentence = f"Ein Text ist länger als {LAENGSTENS} Zeichen. Bitte kürzen Sie ihn."
        wrong.append(Violation("text_zu_lang", sentence, "text"))
    return wrong


def check_frist(frist: date | None, *, heute: date, bisher: date | None = None) -> list[Violation]:
    """Return what is wrong with the last day; `bisher` is the one it replaces."""
    if frist is None:
        sentence = "Bitte geben Sie an, bis wann der Träger antworten soll."
        return [Violation("frist_fehlt", sentence, "frist")]
    if frist <= heute:
        sentence = "Dieser Tag liegt nicht in der Zukunft. Bitte wählen Sie einen späteren."
        return [Violation("frist_vorbei", sentence, "frist")]
    if bisher is not None and frist <= bisher:
        sentence = f"Die Frist läuft schon bis {format_datum(bisher)}. Bitte wählen Sie einen späteren Tag."
        return [Violation("nicht_spaeter", sentence, "frist")]
    return []


def check_vollstaendig(zeilen: Sequence[Unterlage]) -> list[Violation]:
    """Return one sentence for each Beleg about which nothing was sent or said."""
    return [
        Violation(
            "unterlage_fehlt",
            f"Zu Beleg {zeile.beleg_nr} ist noch nichts da. Bitte laden Sie die Unterlage hoch oder schreiben Sie, "
            "warum es sie nicht gibt.",
            f"zeile-{zeile.id}",
        )
        for zeile in zeilen
        if not zeile.is_gekommen
    ]


# -- how far it is, in words ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unterlagenzahl:
    """Belege of one proof: asked for, answered, seen; each counted once however often it was asked for."""

    angefordert: int
    gekommen: int
    gesehen: int

    @property
    def satz(self) -> str:
        """The sentence of the Prüfvermerk; empty where nothing was asked for."""
        if not self.angefordert:
            return ""
        rows = "1 Belegzeile" if self.angefordert == 1 else f"{self.angefordert} Belegzeilen"
        return (
            f"Beim Empfänger angefordert wurden Unterlagen oder Antworten zu {rows}; gekommen sind sie zu "
            f"{self.gekommen}, davon gesehen {self.gesehen}."
        )


def count_unterlagen(anforderungen: Iterable[Anforderung]) -> Unterlagenzahl:
    """Return how many Belege were asked for, came and were seen; of what was taken back only what came."""
    asked: dict[tuple[str, str], list[Unterlage]] = {}
    for each in anforderungen:
        for zeile in each.zeilen:
            if each.gilt or zeile.is_gekommen:
                asked.setdefault((zeile.position, zeile.beleg_nr), []).append(zeile)
    came = {key: rows for key, rows in asked.items() if any(row.is_gekommen for row in rows)}
    seen = sum(any(row.gesehen_am is not None for row in rows) for rows in came.values())
    return Unterlagenzahl(len(asked), len(came), seen)


@dataclass(frozen=True, slots=True)
class Unterlagenlage:
    """Where the requests of one proof stand: days of those that wait, rows that came and nobody has seen."""

    wartet_bis: tuple[date, ...]
    zeilen: int
    gekommen: int
    zu_sehen: int

    def satz(self, heute: date) -> str:
        """What finance reads about it in its list; empty where nothing is asked for."""
        parts = []
        overdue = [day for day in self.wartet_bis if day < heute]
        if self.zu_sehen:
            rows = "1 Belegzeile" if self.zu_sehen == 1 else f"{self.zu_sehen} Belegzeilen"
            parts.append(f"Antwort ist da: {rows} ansehen")
        if overdue:
            parts.append(f"Unterlagen {format_ueberfaellig((heute - min(overdue)).days)}")
        elif self.wartet_bis:
            parts.append(
                f"wartet auf Unterlagen bis {format_datum(min(self.wartet_bis))} "
                f"({self.gekommen} von {self.zeilen} da)"
            )
        return " · ".join(parts)


# -- Mails ---------------------------------------------------------------------------------------------------------


def mail_angefordert(*, massnahme: str, jahr: int, zeilen: int, bis: date, adresse: str) -> Post:
    """Return the notice that papers are asked for; which ones stands behind the link."""
    rows = "einem Beleg" if zeilen == 1 else f"{zeilen} Belegen"
    return Post(
        betreff=f"Bitte Unterlagen schicken: {subject_of(massnahme, jahr)}",
        text=(
            f"Guten Tag,\n\nIhr Verwendungsnachweis der Maßnahme „{massnahme}“ im Förderjahr {jahr} wird geprüft. "
            f"Dazu brauchen wir Unterlagen oder eine Antwort zu {rows}, bitte bis zum {format_datum(bis)}. Nur nach "
            "diesen wird gefragt; am Nachweis selbst ändern Sie nichts.\n\nWelche es sind, steht hier, und dort "
            f"laden Sie sie hoch:\n\n{adresse}{GRUSS}"
        ),
    )


def mail_verlaengert(*, massnahme: str, jahr: int, bis: date, adresse: str) -> Post:
    """Return the notice that there is more time."""
    return Post(
        betreff=f"Mehr Zeit für Unterlagen: {subject_of(massnahme, jahr)}",
        text=(
            f"Guten Tag,\n\nfür die Unterlagen zum Verwendungsnachweis der Maßnahme „{massnahme}“ im Förderjahr "
            f"{jahr} haben Sie jetzt Zeit bis zum {format_datum(bis)}.\n\n{adresse}{GRUSS}"
        ),
    )


def mail_entfallen(*, massnahme: str, jahr: int, grund: str, adresse: str) -> Post:
    """Return the notice that nothing has to be sent any more."""
    return Post(
        betreff=f"Unterlagen nicht mehr nötig: {subject_of(massnahme, jahr)}",
        text=(
            f"Guten Tag,\n\nzum Verwendungsnachweis der Maßnahme „{massnahme}“ im Förderjahr {jahr} hatten wir "
            f"Unterlagen angefordert. Diese Anforderung ist zurückgenommen: {grund}\n\nSie müssen dazu nichts mehr "
            f"schicken. Was Sie geschickt haben, liegt weiter vor.\n\n{adresse}{GRUSS}"
        ),
    )


def mail_beantwortet(*, massnahme: str, jahr: int, traeger: str, adresse: str) -> Post:
    """Return the notice to who asked that the answer is there."""
    return Post(
        betreff=f"Unterlagen sind da: {subject_of(massnahme, jahr)}",
        text=(
            f"Guten Tag,\n\n{traeger} hat die Unterlagen zum Verwendungsnachweis der Maßnahme „{massnahme}“ im "
            f"Förderjahr {jahr} geschickt.\n\nHier sehen Sie sie an:\n\n{adresse}{GRUSS}"
        ),
    )
