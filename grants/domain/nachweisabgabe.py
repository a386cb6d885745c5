"""Everything that is looked at before a recipient's proof is handed in, judged at once.

Only what is missing or unreadable stands in the way. A fact that breaks a rule (an overrun, a late bill, a sum that
differs) is true all the same: it asks for a sentence, and the city decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from grants.domain.befunde import TITEL
from grants.domain.begriffe import Unterschriftsart
from grants.domain.money import Betrag, Vomhundert
from grants.domain.nachweiserklaerungen import Erklaerungsstand
from grants.domain.nachweisteile import Mangel, Teil, Teilauskunft, Teilstand
from grants.domain.pruefregeln import REGISTER, Bezug, Ergebnis, Ergebnisart

# Rules a recipient can do something about, each with the part where it is mended.
REGELN: Mapping[str, Teil] = {
    "belege_summe": Teil.ZAHLEN,
    "einzelansatz": Teil.ZAHLEN,
    "zeitraum": Teil.BELEGLISTE,
    "beleg_doppelt": Teil.BELEGLISTE,
    "frist_nachweis": Teil.SACHBERICHT,
}
_BROKEN = {Ergebnisart.FEHLER: "fehler", Ergebnisart.HINWEIS: "hinweis"}
TEIL_TITEL: Mapping[Teil, str] = {
    Teil.SACHBERICHT: "Sachbericht",
    Teil.KENNZAHLEN: "Kennzahlen",
    Teil.ZAHLEN: "Zahlen",
    Teil.BELEGLISTE: "Belegliste",
    Teil.ERKLAERUNGEN: "Erklärungen",
}


def erlaeuterung_key(code: str) -> str:
    """Return the key under which the sentence to a rule is kept (Berichtsabschnitt.schluessel)."""
    return f"erlaeuterung-{code}"


@dataclass(frozen=True, slots=True)
class Feststellung:
    """One finding in the words of its rule, with the figures where it has some."""

    text: str
    differenz: Betrag | None = None
    differenz_vh: Vomhundert | None = None
    vermutung: str = ""


@dataclass(frozen=True, slots=True)
class Regelbefund:
    """What one rule says of the proof and the sentence given to it; only Fehler and einzelansatz ask for one."""

    code: str
    titel: str
    satz: str
    quelle: str
    teil: Teil
    is_fehler: bool
    feststellungen: tuple[Feststellung, ...]
    erlaeuterung: str

    @property
    def fragt(self) -> bool:
        """Whether a sentence is asked for and not given yet."""
        return not self.erlaeuterung


@dataclass(frozen=True, slots=True)
class Abgabestand:
    """All that stands in the way, and all that asks for a sentence."""

    maengel: tuple[Mangel, ...]
    fehler: tuple[Regelbefund, ...]
    hinweise: tuple[Regelbefund, ...]

    @property
    def is_ready(self) -> bool:
        return not self.maengel

    @property
    def ohne_satz(self) -> int:
        """How many findings nobody has explained yet; they do not stand in the way."""
        return sum(each.fragt for each in (*self.fehler, *self.hinweise))


def pruefe(
    *,
    bezug: Bezug,
    teile: Iterable[Teilauskunft],
    erklaerungen: Erklaerungsstand,
    ergebnisse: Iterable[Ergebnis],
    erlaeuterungen: Mapping[str, str],
    offene_punkte: Iterable[str] = (),
) -> Abgabestand:
    """Return what is found before the hand-in: pure, so that page, act and test judge the same way."""
    befunde = _group(bezug, ergebnisse, erlaeuterungen)
    return Abgabestand(
        maengel=(
            *(mangel for teil in teile for mangel in _of_teil(teil)),
            *_of_erklaerungen(erklaerungen),
            *(
                Mangel(Teil.SACHBERICHT, f"Nachforderung noch nicht beantwortet: {text}", "nachforderung")
                for text in offene_punkte
            ),
        ),
        fehler=tuple(each for each in befunde if each.is_fehler),
        hinweise=tuple(each for each in befunde if not each.is_fehler),
    )


def _of_teil(teil: Teilauskunft) -> tuple[Mangel, ...]:
    if teil.maengel or teil.teil is Teil.ERKLAERUNGEN:
        return teil.maengel
    if teil.stand is Teilstand.LEER:
        return (
            Mangel(teil.teil, f"{TEIL_TITEL[teil.teil]}: Es ist noch nichts eingetragen. Bitte ergänzen."),
        )
    return ()


def _of_erklaerungen(stand: Erklaerungsstand) -> tuple[Mangel, ...]:
    text = stand.mangel()
    return (Mangel(Teil.ERKLAERUNGEN, text),) if text else ()


def _group(
    bezug: Bezug, ergebnisse: Iterable[Ergebnis], erlaeuterungen: Mapping[str, str]
) -> list[Regelbefund]:
    """Return the broken rules of this recipient; what only the office may see is left out."""
    by_code: dict[tuple[str, bool], list[Ergebnis]] = {}
    for each in ergebnisse:
        if each.code in REGELN and each.ergebnis in _BROKEN and not each.nur_buero and _is_own(each, bezug):
            by_code.setdefault((each.code, each.ergebnis is Ergebnisart.FEHLER), []).append(each)
    return [
        Regelbefund(
            code,
            TITEL[code],
            REGISTER[code].satz,
            REGISTER[code].quelle,
            REGELN[code],
            is_fehler,
            tuple(Feststellung(e.text, e.differenz, e.differenz_vh, e.vermutung) for e in found),
            erlaeuterungen.get(erlaeuterung_key(code), ""),
        )
        for (code, is_fehler), found in sorted(
            by_code.items(), key=lambda item: (list(REGELN).index(item[0][0]), not item[0][1])
        )
    ]


def _is_own(ergebnis: Ergebnis, bezug: Bezug) -> bool:
    own = ergebnis.bezug
    return own is not None and (own.massnahme, own.traeger) == (bezug.massnahme, bezug.traeger)


UNTERSCHRIFT_SATZ: Mapping[Unterschriftsart | None, str] = {
    Unterschriftsart.KEINE: (
        "Mit dem Absenden ist der Nachweis rechtsverbindlich eingereicht. Eine Unterschrift ist nicht nötig."
    ),
    Unterschriftsart.SIGNIERTES_PDF: (
        "Nach dem Absenden laden Sie den Nachweis als PDF herunter, unterschreiben ihn und laden das unterschriebene "
        "PDF hier hoch. Erst damit ist er rechtsverbindlich eingereicht."
    ),
    Unterschriftsart.PAPIER: (
        "Nach dem Absenden drucken Sie den Nachweis aus, unterschreiben ihn und senden ihn mit seiner Vorgangsnummer "
        "an die Geschäftsstelle. Erst mit dem Eingang des Papiers ist er rechtsverbindlich eingereicht."
    ),
    None: (
        "Wie der Nachweis unterschrieben wird, hat die Geschäftsstelle für dieses Jahr noch nicht festgelegt. Das "
        "hält das Absenden nicht auf; die Geschäftsstelle meldet sich, wenn eine Unterschrift nötig ist."
    ),
}
