"""The sample of Belege in one proof: all above a threshold, all with a risk, then random ones.

Drawn from a stored seed so that anybody can draw it again: the order of the random ones is that of a hash over seed
and Beleg, which every machine computes alike. Source: practice of audit offices, no rule of law fixes the size.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grants.domain.begriffe import Stichprobengrund
from grants.domain.errors import Violation
from grants.domain.money import NULL, Betrag, Vomhundert, anteil, format_betrag, format_vomhundert, summe

HUNDERT = Vomhundert(1_000_000)


@dataclass(frozen=True, slots=True)
class Kandidat:
    """A part of a Beleg that may be drawn; `betrag` is what it takes for the Maßnahme, `risiken` are sentences."""

    beleg_nr: str
    position: str
    betrag: Betrag
    risiken: tuple[str, ...] = ()

    @property
    def schluessel(self) -> str:
        # The length in front keeps two pairs of texts apart that would read the same put together.
        return f"{len(self.position)}:{self.position}/{self.beleg_nr}"


@dataclass(frozen=True, slots=True)
class Vorgabe:
    """How the sample is drawn: threshold (None: none), share of the sum and number of rows at least, seed."""

    schwelle: Betrag | None
    anteil: Vomhundert
    zeilen: int
    seed: str


@dataclass(frozen=True, slots=True)
class Gezogen:
    kandidat: Kandidat
    grund: Stichprobengrund


@dataclass(frozen=True, slots=True)
class Umfang:
    """A sample in figures: rows and worth by reason, and of the lot it was drawn from; amounts without their sign."""

    vorgabe: Vorgabe
    je_grund: Mapping[Stichprobengrund, tuple[int, Betrag]]
    anzahl: int
    summe: Betrag

    @property
    def anzahl_gezogen(self) -> int:
        return sum(count for count, _ in self.je_grund.values())

    @property
    def summe_gezogen(self) -> Betrag:
        return summe(worth for _, worth in self.je_grund.values())

    def count(self, grund: Stichprobengrund) -> int:
        return self.je_grund.get(grund, (0, NULL))[0]


@dataclass(frozen=True, slots=True)
class Ziehung:
    """A sample with what it was drawn from; sums count amounts without their sign."""

    vorgabe: Vorgabe
    gezogen: tuple[Gezogen, ...]
    anzahl: int
    summe: Betrag
    # Over all candidates with their amounts and risks: says whether it is still the same lot.
    grundgesamtheit_sha256: str

    @property
    def umfang(self) -> Umfang:
        amounts: dict[Stichprobengrund, list[Betrag]] = {}
        for each in self.gezogen:
            amounts.setdefault(each.grund, []).append(abs(each.kandidat.betrag))
        by_reason = {grund: (len(found), summe(found)) for grund, found in amounts.items()}
        return Umfang(self.vorgabe, by_reason, self.anzahl, self.summe)


def check_vorgabe(vorgabe: Vorgabe) -> list[Violation]:
    """Return what is wrong with the wishes for a sample."""
    wrong = []
    if vorgabe.schwelle is not None and vorgabe.schwelle < NULL:
        wrong.append(
            Violation(
                "schwelle_negativ",
                "Der Schwellenwert ist ein positiver Betrag. Bitte berichtigen.",
                "schwelle",
            )
        )
    if not Vomhundert(0) <= vorgabe.anteil <= HUNDERT:
        wrong.append(
            Violation(
                "anteil_unklar", "Der Anteil liegt zwischen 0 und 100 v. H. Bitte berichtigen.", "anteil"
            )
        )
    if vorgabe.zeilen < 0:
        wrong.append(Violation("zeilen_negativ", "Bitte geben Sie eine Anzahl ab 0 an.", "zeilen"))
    if vorgabe.schwelle is None and vorgabe.anteil == Vomhundert(0) and vorgabe.zeilen == 0:
        text = "So würde nur nach Risikomerkmalen gezogen. Bitte Schwellenwert, Anteil oder Anzahl angeben."
        wrong.append(Violation("stichprobe_leer", text, "anteil"))
    return wrong


def draw(kandidaten: Iterable[Kandidat], vorgabe: Vorgabe) -> Ziehung:
    """Return the sample; the same candidates in any order and the same wishes give the same one."""
    alle = sorted(kandidaten, key=lambda each: each.schluessel)
    total = summe(abs(each.betrag) for each in alle)
    chosen: list[Gezogen] = []
    rest: list[Kandidat] = []
    for each in alle:
        if vorgabe.schwelle is not None and abs(each.betrag) > vorgabe.schwelle:
            chosen.append(Gezogen(each, Stichprobengrund.SCHWELLE))
        elif each.risiken:
            chosen.append(Gezogen(each, Stichprobengrund.RISIKO))
        else:
            rest.append(each)
    chosen += _random(rest, vorgabe, total=total, chosen=chosen)
    return Ziehung(
        vorgabe,
        tuple(sorted(chosen, key=lambda each: each.kandidat.schluessel)),
        len(alle),
        total,
        _lot(alle),
    )


def _random(
    rest: Sequence[Kandidat], vorgabe: Vorgabe, *, total: Betrag, chosen: Sequence[Gezogen]
) -> list[Gezogen]:
    """Return random candidates until the sample is worth its share and has its rows."""
    wanted = vorgabe.anteil.of(total)
    worth, count = summe(abs(each.kandidat.betrag) for each in chosen), len(chosen)
    more = []
    for each in sorted(rest, key=lambda kandidat: _lot_number(vorgabe.seed, kandidat)):
        if worth >= wanted and count >= vorgabe.zeilen:
            break
        more.append(Gezogen(each, Stichprobengrund.ZUFALL))
        worth, count = worth + abs(each.betrag), count + 1
    return more


def _lot_number(seed: str, kandidat: Kandidat) -> tuple[str, str]:
    digest = hashlib.sha256(f"{seed}\n{kandidat.schluessel}".encode()).hexdigest()
    return digest, kandidat.schluessel


def _lot(alle: Sequence[Kandidat]) -> str:
    lines = ("\t".join((each.schluessel, str(each.betrag), *each.risiken)) for each in alle)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def explain(umfang: Umfang) -> tuple[str, ...]:
    """Return in sentences how the sample was drawn, as page and Prüfvermerk print it."""
    v = umfang.vorgabe
    above, risky, lucky = (
        umfang.count(grund)
        for grund in (Stichprobengrund.SCHWELLE, Stichprobengrund.RISIKO, Stichprobengrund.ZUFALL)
    )
    steps = []
    if v.schwelle is not None:
        steps.append(f"alle Belege über {format_betrag(v.schwelle)} ({above})")
    steps.append(f"alle weiteren mit Risikomerkmal ({risky})")
    steps.append(
        f"zufällige, bis mindestens {format_vomhundert(v.anteil)} v. H. der Summe und {v.zeilen} Zeilen erreicht "
        f"waren ({lucky})"
    )
    share = anteil(umfang.summe_gezogen, umfang.summe)
    worth = f" ({format_vomhundert(share)} v. H.)" if share else ""
    return (
        f"Grundgesamtheit: {_rows(umfang.anzahl)} über {format_betrag(umfang.summe)}.",
        f"Gezogen wurden {'; '.join(steps)}.",
        f"Zusammen sind das {_rows(umfang.anzahl_gezogen)} über {format_betrag(umfang.summe_gezogen)}{worth}.",
        (
            f"Die Reihenfolge der zufälligen ergibt sich rechnerisch (SHA-256) aus dem Startwert „{v.seed}“ und der "
            "Belegzeile; wer damit noch einmal zieht, erhält dieselben Zeilen."
        ),
        "Gutschriften zählen mit ihrem Betrag ohne Vorzeichen.",
    )


def _rows(count: int) -> str:
    return "1 Belegzeile" if count == 1 else f"{count} Belegzeilen"
