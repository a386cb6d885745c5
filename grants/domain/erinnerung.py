"""Reminders about due dates: which step is due when, how it reads, and which fields a template may use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from grants.domain.begriffe import Erinnerungsstufe
from grants.domain.errors import Violation
from grants.domain.fristen import format_datum, format_tage

# A step whose day went by unnoticed for longer than this (a cron that stood still, a proof of long ago) is left out.
NACHHOLEN = timedelta(days=13)
_NACHHER = frozenset({Erinnerungsstufe.NACHHER_KURZ, Erinnerungsstufe.NACHHER_LANG})

# What a template may use, with the words that explain it beside the editor.
FELDER: Mapping[str, str] = {
    "massnahme": "Name der Maßnahme",
    "jahr": "Förderjahr",
    "traeger": "Name des Trägers oder der Stelle",
    "was": "was fehlt: „der Verwendungsnachweis“, „die Antwort auf die Nachforderung“ oder „die Antwort zu den "
    "angeforderten Unterlagen“",
    "frist": "letzter Tag",
    "tage": "Tage bis dahin oder seitdem, zum Beispiel „7 Tage“",
    "adresse": "Link zur Seite, auf der es weitergeht",
    "stelle": "Name der Geschäftsstelle",
    "kontakt": "E-Mail-Adresse der Geschäftsstelle",
}
# Without it nobody finds the page, and nobody may send a mail that leads nowhere.
PFLICHT = "adresse"
_FELD = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Vorlage:
    """How one step reads and when it goes out: `tage` before or after the last day, as the step says."""

    stufe: Erinnerungsstufe
    tage: int
    betreff: str
    text: str
    aktiv: bool = True
    # Counter of the stored row; None where the office has changed nothing.
    stand: int | None = None

    @property
    def is_after(self) -> bool:
        return self.stufe in _NACHHER

    def day(self, frist: date) -> date:
        """Return the day on which it goes out."""
        return frist + timedelta(days=self.tage if self.is_after else -self.tage)

    @property
    def wann(self) -> str:
        """When it goes out, in words."""
        if self.tage == 0:
            return "am letzten Tag"
        return f"{format_tage(self.tage)} {'nach' if self.is_after else 'vor'} dem letzten Tag"


def _letter(*absaetze: str) -> str:
    """Return a mail from its paragraphs, with the greeting and where to ask."""
    ask = "Bei Fragen schreiben Sie uns dort oder an {kontakt}."
    return "\n\n".join(("Guten Tag,", *absaetze, ask, "{stelle}")) + "\n"


VORGABEN: Mapping[Erinnerungsstufe, Vorlage] = {
    vorlage.stufe: vorlage
    for vorlage in (
        Vorlage(
            Erinnerungsstufe.VORHER_LANG,
            28,
            "Verwendungsnachweis „{massnahme}“ {jahr}: fällig am {frist}",
            _letter(
                "für die Maßnahme „{massnahme}“ im Förderjahr {jahr} fehlt noch {was}. Der letzte Tag ist "
                "der {frist}.",
                "Hier sehen Sie, was schon eingetragen ist und was noch fehlt:",
                "{adresse}",
                "Wenn Sie mehr Zeit brauchen, bitten Sie dort um eine Verlängerung, möglichst früh.",
            ),
        ),
        Vorlage(
            Erinnerungsstufe.VORHER_KURZ,
            7,
            "Noch {tage}: Verwendungsnachweis „{massnahme}“ {jahr}",
            _letter(
                "bis zum Ablauf der Frist sind es noch {tage}. Für die Maßnahme „{massnahme}“ im Förderjahr "
                "{jahr} fehlt noch {was}. Der letzte Tag ist der {frist}.",
                "Hier geht es weiter:",
                "{adresse}",
                "Wenn Sie es bis dahin nicht schaffen, bitten Sie dort vorher um eine Verlängerung.",
            ),
        ),
        Vorlage(
            Erinnerungsstufe.NACHHER_KURZ,
            1,
            "Frist abgelaufen: Verwendungsnachweis „{massnahme}“ {jahr}",
            _letter(
                "am {frist} ist die Frist abgelaufen. Für die Maßnahme „{massnahme}“ im Förderjahr {jahr} "
                "fehlt noch {was}.",
                "Bitte reichen Sie jetzt ein oder schreiben Sie uns, bis wann Sie es schaffen:",
                "{adresse}",
                "Wenn Sie gerade erst eingereicht haben, ist nichts mehr zu tun.",
            ),
        ),
        Vorlage(
            Erinnerungsstufe.NACHHER_LANG,
            14,
            "Überfällig: Verwendungsnachweis „{massnahme}“ {jahr}",
            _letter(
                "seit dem {frist} ist für die Maßnahme „{massnahme}“ im Förderjahr {jahr} {was} überfällig. "
                "Ohne den Nachweis kann die Stadt die Zuwendung nicht abschließend festsetzen; sie kann sie "
                "auch zurückfordern.",
                "Bitte reichen Sie jetzt ein oder schreiben Sie uns, was dem entgegensteht:",
                "{adresse}",
            ),
        ),
    )
}


NACHWEIS, NACHFORDERUNG, UNTERLAGEN = (
    "der Verwendungsnachweis",
    "die Antwort auf die Nachforderung",
    "die Antwort zu den angeforderten Unterlagen",
)


# -- Templates -----------------------------------------------------------------------------------------------------


def check_vorlage(*, betreff: str, text: str, tage: int | None) -> list[Violation]:
    """Return what is wrong with a template: empty, an unknown field, braces that are none, no link."""
    wrong = []
    if tage is None or not 0 <= tage <= 365:
        wrong.append(Violation("tage_unklar", "Bitte geben Sie Tage von 0 bis 365 an.", feld="tage"))
    for feld, content in (("betreff", betreff), ("text", text)):
        if not content.strip():
            word = "den Betreff" if feld == "betreff" else "den Text"
            wrong.append(Violation("leer", f"Bitte schreiben Sie {word}.", feld=feld))
        wrong += _check_felder(content, feld)
    if "\n" in betreff.strip() or len(betreff) > 150:
        sentence = "Der Betreff ist eine Zeile mit höchstens 150 Zeichen. Bitte kürzen Sie ihn."
        wrong.append(Violation("betreff_zu_lang", sentence, feld="betreff"))
    if text.strip() and f"{{{PFLICHT}}}" not in text:
        sentence = "Der Link fehlt. Bitte setzen Sie {adresse} dorthin, wo er stehen soll."
        wrong.append(Violation("adresse_fehlt", sentence, feld="text"))
    return wrong


def _check_felder(content: str, feld: str) -> Iterable[Violation]:
    for name in dict.fromkeys(_FELD.findall(content)):
        if name not in FELDER:
            known = ", ".join(f"{{{each}}}" for each in FELDER)
            yield Violation(
                "feld_unbekannt",
                f"Das Feld {{{name[:40]}}} gibt es nicht. Möglich sind: {known}.",
                feld=feld,
            )
    if re.search(r"[{}]", _FELD.sub("", content)):
        sentence = "Eine geschweifte Klammer steht allein. Bitte schreiben Sie Felder wie {massnahme}."
        yield Violation("klammer_allein", sentence, feld=feld)


def fill(content: str, werte: Mapping[str, str]) -> str:
    """Return the template with its fields filled; a value is never read as a template itself."""
    return _FELD.sub(lambda match: werte[match.group(1)], content)


def felder(
    *,
    massnahme: str,
    jahr: int,
    traeger: str,
    was: str,
    frist: date,
    am: date,
    adresse: str,
    stelle: str,
    kontakt: str,
) -> dict[str, str]:
    """Return the value of every field."""
    # Plain blanks and one line: the values go into the subject of a mail, too.
    values = {
        "massnahme": massnahme,
        "jahr": str(jahr),
        "traeger": traeger,
        "was": was,
        "frist": format_datum(frist),
        "tage": format_tage(abs((frist - am).days)),
        "adresse": adresse,
        "stelle": stelle or "Ihre Geschäftsstelle",
        "kontakt": kontakt or "die Geschäftsstelle",
    }
    return {key: " ".join(value.split()) for key, value in values.items()}


# -- What is due ---------------------------------------------------------------------------------------------------


def due_step(vorlagen: Iterable[Vorlage], frist: date, *, am: date) -> Vorlage | None:
    """Return the step that is due on a day: the latest one reached, unless its day is long over.

    Earlier steps that were missed are not caught up: two reminders on one day help nobody.
    """
    reached = [each for each in vorlagen if each.aktiv and each.day(frist) <= am]
    latest = max(reached, key=lambda each: each.day(frist), default=None)
    if latest is None or am - latest.day(frist) > NACHHOLEN:
        return None
    return latest
