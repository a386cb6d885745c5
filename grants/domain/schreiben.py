"""Letters to a Träger about the outcome of a check: Anhörung and Schlussmitteilung, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from grants.domain.dokumente import (
    Abweichung,
    Ausstellung,
    Briefkopf,
    Feld,
    Luecke,
    Lueckenliste,
    aktenzeichen,
    check_ausstellung,
    ort_zeile,
)
from grants.domain.festsetzung import Schritt
from grants.domain.fristen import format_datum
from grants.domain.money import NULL, Betrag, format_betrag
from grants.domain.pruefvermerk_daten import Kuerzungszeile
from grants.domain.stelle import Stelle

ANHOERUNG, SCHLUSSMITTEILUNG = "anhoerung", "schlussmitteilung"
_STELLE = "Angaben der Stelle"


@dataclass(frozen=True, slots=True)
class SchreibenDaten:
    """What a letter prints; a draft until it carries an Ausstellung."""

    art: str
    jahr: int
    stand: date
    kopf: Briefkopf
    beispiel: bool
    betreff: str
    bezug: str
    absaetze: tuple[str, ...]
    schritte: tuple[Schritt, ...]
    kuerzungen: tuple[Kuerzungszeile, ...]
    danach: tuple[str, ...]
    unterschrift: str | None
    luecken: tuple[Luecke, ...] = ()
    abweichungen: tuple[Abweichung, ...] = ()
    ausgestellt: Ausstellung | None = None

    def __post_init__(self) -> None:
        check_ausstellung(self)


@dataclass(frozen=True, slots=True)
class Fall:
    """The outcome a letter is about; days are None while nobody has set them."""

    jahr: int
    am: date
    programm: str
    massnahme: str
    traeger: str
    anschrift: tuple[str, ...]
    bescheid: str
    festgesetzt: Betrag
    schritte: tuple[Schritt, ...]
    kuerzungen: tuple[Kuerzungszeile, ...]
    ausgezahlt: Betrag
    erstattung: Betrag
    restzahlung: Betrag
    nicht_erhoben: Betrag = NULL
    begruendung: str = ""
    anhoerung_bis: date | None = None
    faellig_am: date | None = None


def build_anhoerung(fall: Fall, stelle: Stelle, *, ausgestellt: Ausstellung | None = None) -> SchreibenDaten:
    """Return the letter that hears the Träger before money is asked back (§ 28 Abs. 1 VwVfG NRW)."""
    luecken = Lueckenliste()
    until = format_datum(fall.anhoerung_bis) if fall.anhoerung_bis else None
    if until is None:
        luecken.add("Anhörung", "Frist zur Äußerung", "Seite „Ergebnis“")
    return _letter(
        ANHOERUNG,
        fall,
        stelle,
        luecken,
        betreff="Anhörung zur beabsichtigten Erstattung",
        absaetze=(
            (
                f"die Prüfung Ihres Verwendungsnachweises ist abgeschlossen. Die Zuwendung wird auf "
                f"{format_betrag(fall.festgesetzt)} festgesetzt. Ausgezahlt wurden {format_betrag(fall.ausgezahlt)}."
            ),
            (
                f"Ich beabsichtige, den Unterschied von {format_betrag(fall.erstattung)} zurückzufordern "
                "(§ 49a VwVfG NRW). Wie sich der Betrag ergibt, steht unten."
            ),
            (
                f"Sie haben Gelegenheit, sich bis zum {until or '[fehlt: Frist]'} zu äußern, schriftlich oder im "
                "Portal unter „Ergebnis“. Danach entscheide ich nach Aktenlage."
            ),
        ),
        danach=(),
        ausgestellt=ausgestellt,
    )


def build_schlussmitteilung(
    fall: Fall, stelle: Stelle, *, ausgestellt: Ausstellung | None = None
) -> SchreibenDaten:
    """Return the letter that tells the outcome: what is recognised, and what is paid by whom until when."""
    luecken = Lueckenliste()
    if fall.erstattung - fall.nicht_erhoben > NULL and fall.faellig_am is None:
        luecken.add("Schlussmitteilung", "Tag, an dem die Erstattung fällig ist", "Seite „Ergebnis“")
    if fall.erstattung and not fall.begruendung.strip():
        luecken.add("Schlussmitteilung", "Begründung der Entscheidung", "Seite „Ergebnis“")
    return _letter(
        SCHLUSSMITTEILUNG,
        fall,
        stelle,
        luecken,
        betreff="Ergebnis der Prüfung Ihres Verwendungsnachweises",
        absaetze=(
            (
                f"die Prüfung Ihres Verwendungsnachweises ist abgeschlossen. Die Zuwendung wird auf "
                f"{format_betrag(fall.festgesetzt)} festgesetzt. Ausgezahlt wurden {format_betrag(fall.ausgezahlt)}."
            ),
            *_consequence(fall),
        ),
        danach=(fall.begruendung,) if fall.begruendung.strip() else (),
        ausgestellt=ausgestellt,
    )


def _consequence(fall: Fall) -> tuple[str, ...]:
    if fall.restzahlung:
        return (f"Die Restzahlung von {format_betrag(fall.restzahlung)} wird Ihnen überwiesen.",)
    if not fall.erstattung:
        return ("Es ist nichts zu erstatten und nichts nachzuzahlen. Der Vorgang ist damit abgeschlossen.",)
    due = fall.erstattung - fall.nicht_erhoben
    sentences = []
    if fall.nicht_erhoben:
        sentences.append(
            f"Von den {format_betrag(fall.erstattung)}, die über die festgesetzte Zuwendung hinaus gezahlt wurden, "
            f"werden {format_betrag(fall.nicht_erhoben)} nicht erhoben."
        )
    if due:
        until = format_datum(fall.faellig_am) if fall.faellig_am else "[fehlt: Tag]"
        sentences.append(
            f"Zu erstatten sind {format_betrag(due)} (§ 49a VwVfG NRW). Bitte zahlen Sie bis zum {until} auf das "
            "unten genannte Konto und nennen Sie das Aktenzeichen."
        )
    return tuple(sentences)


def _letter(
    art: str,
    fall: Fall,
    stelle: Stelle,
    luecken: Lueckenliste,
    *,
    betreff: str,
    absaetze: tuple[str, ...],
    danach: tuple[str, ...],
    ausgestellt: Ausstellung | None,
) -> SchreibenDaten:
    kopf = _kopf(fall, stelle, luecken)
    signer = luecken.feld(
        "Vertretungsberechtigt", stelle.vertretungsberechtigt, abschnitt="Unterschrift", beheben=_STELLE
    )
    after = danach
    if art == SCHLUSSMITTEILUNG and fall.erstattung - fall.nicht_erhoben > NULL:
        iban = luecken.feld("IBAN der Stadt", stelle.iban, abschnitt="Konto", beheben=_STELLE)
        after = (*danach, f"Konto: {stelle.name}, IBAN {iban.wert or '[fehlt]'}")
    return SchreibenDaten(
        art=art,
        jahr=fall.jahr,
        stand=fall.am,
        kopf=kopf,
        beispiel=stelle.beispiel,
        betreff=betreff,
        bezug=f"„{fall.massnahme}“, Förderjahr {fall.jahr}"
        + (f"; Bescheid vom {fall.bescheid}" if fall.bescheid else ""),
        absaetze=absaetze,
        schritte=fall.schritte,
        kuerzungen=fall.kuerzungen,
        danach=after,
        unterschrift=signer.wert,
        luecken=luecken.luecken,
        ausgestellt=ausgestellt,
    )


def _kopf(fall: Fall, stelle: Stelle, luecken: Lueckenliste) -> Briefkopf:
    def needed(label: str, wert: str) -> Feld:
        return luecken.feld(label, wert, abschnitt="Briefkopf", beheben=_STELLE)

    if not fall.anschrift:
        luecken.add("Briefkopf", f"Anschrift von {fall.traeger}", "Träger")
    name = needed("Name der Stadt", stelle.name)
    return Briefkopf(
        name=name.wert,
        amt=stelle.amt.strip(),
        strasse=stelle.strasse.strip() or None,
        ort=ort_zeile(stelle) or None,
        empfaenger=(fall.traeger, *(fall.anschrift or ("[fehlt: Anschrift]",))),
        info=(
            needed("Mein Zeichen", aktenzeichen(stelle, fall.jahr)),
            Feld("Auskunft erteilt", stelle.auskunft_erteilt.strip()),
            Feld("Telefon", stelle.auskunft_telefon.strip() or stelle.telefon.strip()),
            Feld("E-Mail", stelle.email.strip()),
            Feld("Datum", format_datum(fall.am)),
        ),
    )
