"""What the page of the check reads at once, who may do what on it, and which act comes next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from grants import models as m
from grants.config import ORTSZEIT
from grants.domain.begriffe import FREIGEGEBENE, NachweisStatus, Zeichnungsart
from grants.domain.errors import Conflict, DomainError, RuleViolation, Violation
from grants.domain.fristen import format_datum
from grants.domain.pruefliste import Frage, asked
from grants.domain.pruefregeln.nachweise import is_checked
from grants.domain.unterlagen import Anforderung
from grants.domain.verlauf import art_wort, gegenstand_wort
from grants.domain.zeichnung import Vorgang, reasons_against, reasons_against_recognising
from grants.forms.base import Formular
from grants.queries.anteile import Anteil
from grants.queries.geprueft import remember
from grants.queries.pruefliste import load_fragen
from grants.queries.pruefseite import (
    Positionsentscheid,
    Zahlen,
    Zeichnungsstand,
    list_zeichnungen,
    load_entscheide,
    load_zahlen,
)
from grants.queries.stichproben import Stichprobenstand, load_stichprobe
from grants.queries.unterlagen import list_anforderungen
from grants.queries.zahlenstand import load_zahlen_sha256
from grants.services.pruefungen import find_pruefung
from grants.services.zeichnungen import list_aenderungen, load_vorgang, load_zeichnende

FACHLICH, RECHNERISCH, FREIGABE = (
    Zeichnungsart.FACHLICH,
    Zeichnungsart.RECHNERISCH,
    Zeichnungsart.FREIGABE,
)


@dataclass(frozen=True, slots=True)
class Seite:
    """The check of one proof, with the reasons against each signature for whoever looks."""

    zahlen: Zahlen
    pruefung: m.Nachweispruefung | None
    entscheide: dict[str, Positionsentscheid]
    stichprobe: Stichprobenstand | None
    fragen: tuple[Frage, ...]
    zeichnungen: tuple[Zeichnungsstand, ...]
    vorgang: Vorgang
    gegen: dict[Zeichnungsart, list[Violation]]
    gegen_anerkennen: list[Violation]
    unterlagen: tuple[Anforderung, ...]

    @property
    def status(self) -> NachweisStatus:
        return self.vorgang.status

    @property
    def in_pruefung(self) -> bool:
        return self.pruefung is not None and self.status in {
            NachweisStatus.IN_PRUEFUNG,
            NachweisStatus.GEPRUEFT,
        }

    @property
    def ist_frei(self) -> bool:
        return self.status in FREIGEGEBENE

    @property
    def ist_geprueft(self) -> bool:
        """Whether what is recognised is the result of the check, not its state so far."""
        return is_checked(self.zahlen.jahr, self.zahlen.empfaenger)

    def gilt(self, art: Zeichnungsart) -> Zeichnungsstand | None:
        """Return the signature that counts now."""
        return next((each for each in reversed(self.zeichnungen) if each.art is art and each.gilt), None)

    def gefragt(self, art: Zeichnungsart) -> list[Frage]:
        """Return the points that a check asks at its depth."""
        return asked(self.fragen, art, self.pruefung.tiefe) if self.pruefung else []


def load_seite(session: Session, anteil: Anteil, *, heute: date, person_id: int) -> Seite:
    zahlen = load_zahlen(session, anteil, heute=heute)
    digest = remember(
        session,
        "zahlenstand",
        (anteil.id, heute),
        lambda: load_zahlen_sha256(session, anteil, zahlen.jahr),
    )
    vorgang = load_vorgang(session, anteil, zahlen_sha256=digest)
    wer = load_zeichnende(session, person_id, anteil, heute=heute)
    return Seite(
        zahlen,
        find_pruefung(session, anteil.nachweis_id) if anteil.nachweis_id else None,
        load_entscheide(session, anteil.nachweis_id),
        load_stichprobe(session, anteil.nachweis_id),
        load_fragen(session, anteil, vorgang.gezeichnet),
        _told(session, anteil, list_zeichnungen(session, anteil.nachweis_id, zahlen_sha256=digest), vorgang),
        vorgang,
        {art: reasons_against(art, wer, vorgang) for art in Zeichnungsart},
        reasons_against_recognising(wer, vorgang),
        list_anforderungen(session, anteil.nachweis_id),
    )


def _told(
    session: Session, anteil: Anteil, zeichnungen: tuple[Zeichnungsstand, ...], vorgang: Vorgang
) -> tuple[Zeichnungsstand, ...]:
    """Return the signatures, each that does not count any more with the sentence why."""
    moved = [each.art for each in zeichnungen if not each.gilt and each.ungueltig_seit is None]
    why = ""
    if moved:
        found = [
            f"{art_wort(each.art)} ({gegenstand_wort(each.gegenstand)}, "
            f"{format_datum(each.zeit.astimezone(ORTSZEIT).date())}, {each.person})"
            for each in list_aenderungen(session, anteil, moved)
        ]
        why = f"Danach hat sich geändert: {'; '.join(found)}." if found else ""
    return tuple(
        replace(each, gilt=False, ungueltig_grund=vorgang.entfallen[each.art])
        if each.gilt and each.art in vorgang.entfallen
        else replace(each, ungueltig_grund=why)
        if not each.gilt and each.ungueltig_seit is None
        else each
        for each in zeichnungen
    )


@dataclass(frozen=True, slots=True)
class Schritt:
    """The next act: a sentence, and the name of its form on the page where it has one."""

    satz: str
    form: str = ""
    anker: str = ""


def next_act(seite: Seite) -> Schritt:
    """Return what comes next with this proof, whoever has to do it."""
    if seite.status is NachweisStatus.IN_PRUEFUNG:
        return _while_checking(seite)
    if seite.status is NachweisStatus.GEPRUEFT and not (seite.gilt(FACHLICH) and seite.gilt(RECHNERISCH)):
        why = "Eine Zeichnung gilt nicht mehr" if seite.vorgang.entfallen else "Zahlen haben sich geändert"
        return Schritt(f"{why}. Nehmen Sie den Nachweis wieder in Prüfung.", "aufnehmen")
    if seite.status is NachweisStatus.GEPRUEFT and (unsaid := _unsaid(seite)):
        return Schritt(f"Vor der Freigabe fehlt im Prüfvermerk noch: {unsaid}.", anker="notizen")
    return _SCHRITTE.get(seite.status, _FREI)


_FREI = Schritt("Das Prüfergebnis ist freigegeben. Weiter geht es mit dem Ergebnis.", "ergebnis")
_SCHRITTE = {
    NachweisStatus.ENTWURF: Schritt(
        "Der Nachweis ist noch nicht eingereicht. Geprüft wird, sobald er eingeht."
    ),
    NachweisStatus.NACHFORDERUNG: Schritt("Der Nachweis liegt beim Träger: Eine Nachforderung ist offen."),
    NachweisStatus.EINGEREICHT: Schritt("Der Nachweis ist eingegangen. Beginnen Sie die Prüfung.", "beginn"),
    NachweisStatus.GEPRUEFT: Schritt(
        "Fachlich und rechnerisch ist gezeichnet. Jetzt gibt jemand frei, der nicht rechnerisch gezeichnet hat.",
        "freigabe",
    ),
    NachweisStatus.ABGESCHLOSSEN: Schritt(
        "Das Förderjahr ist abgeschlossen. Der Nachweis lässt sich nur noch lesen.", "ergebnis"
    ),
}


def _while_checking(seite: Seite) -> Schritt:
    if seite.pruefung is None:
        return Schritt("Die Prüfung wird fortgesetzt. Wählen Sie, wie tief geprüft wird.", "beginn")
    open_points = [
        frage for art in (FACHLICH, RECHNERISCH) for frage in seite.gefragt(art) if frage.antwort is None
    ]
    if seite.pruefung.tiefe == "vertieft" and seite.stichprobe is None and seite.zahlen.empfaenger.belegteile:
        return Schritt("Ziehen Sie die Stichprobe der Belege.", anker="stichprobe")
    if came := sum(each.zu_sehen for each in seite.unterlagen if each.beantwortet_am is not None):
        rows = "1 Belegzeile" if came == 1 else f"{came} Belegzeilen"
        return Schritt(f"Der Träger hat geantwortet: {rows} ansehen.", "unterlagen")
    if seite.stichprobe is not None and seite.stichprobe.offen:
        rows = "1 Belegzeile" if seite.stichprobe.offen == 1 else f"{seite.stichprobe.offen} Belegzeilen"
        verb = "ist" if seite.stichprobe.offen == 1 else "sind"
        return Schritt(f"In der Stichprobe {verb} noch {rows} zu prüfen.", anker="belege")
    if open_points:
        count = "1 Punkt" if len(open_points) == 1 else f"{len(open_points)} Punkte"
        verb = "ist" if len(open_points) == 1 else "sind"
        return Schritt(f"In der Prüfliste {verb} noch {count} offen.", anker="pruefliste")
    return _before_signing(seite)


def _before_signing(seite: Seite) -> Schritt:
    if unsaid := _unsaid(seite):
        return Schritt(f"Im Prüfvermerk fehlt noch: {unsaid}.", anker="notizen")
    missing = [
        wort
        for art, wort in ((FACHLICH, "fachliche"), (RECHNERISCH, "rechnerische"))
        if seite.gilt(art) is None
    ]
    return Schritt(f"Es fehlt noch die {' und die '.join(missing)} Zeichnung.", anker="zeichnungen")


def refuse_form(error: DomainError, form: Formular) -> tuple[int, tuple[str, ...]]:
    """Return status and sentences of what a service refused; what fields are to blame for, the form shows itself."""
    if isinstance(error, RuleViolation) and all(violation.feld for violation in error.violations):
        form.take_over(error)
        return 422, ()
    return refuse(error)


def _unsaid(seite: Seite) -> str:
    """Return the texts without which no Prüfvermerk is issued and that nobody has written yet."""
    p = seite.pruefung
    texts = {"Feststellungen": p.feststellungen, "Folgen": p.folgen} if p else {}
    return " und ".join(wort for wort, text in texts.items() if not text)


def refuse(error: DomainError) -> tuple[int, tuple[str, ...]]:
    """Return status and sentences of what a service refused."""
    if isinstance(error, RuleViolation):
        return 422, tuple(violation.text for violation in error.violations)
    return (409 if isinstance(error, Conflict) else 422), (str(error),)
