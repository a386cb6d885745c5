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
    group_iban,
    ort_zeile,
)
from grants.domain.festsetzung import Schritt
from grants.domain.fristen import format_datum
from grants.domain.money import NULL, Betrag, format_betrag
from grants.domain.pruefvermerk_daten import Kuerzungszeile
from grants.domain.stelle import Stelle

ANHOERUNG, SCHLUSSMITTEILUNG = "anhoerung", "schlussmitteilung"
_STELLE, _SEITE = "Angaben der Stelle", "Seite „Ergebnis“"
# For whoever signs, in the draft alone.
_BITTE_PRUEFEN = Abweichung(
    "Rechtsgrundlage und Rechtsbehelf bitte anhand des Bescheids prüfen; eine Rechtsbehelfsbelehrung legen Sie bei, "
    "wenn das Schreiben als Bescheid ergeht.",
    blockiert=False,
)


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
    # What follows, for whom and until when; the rest explains it.
    absaetze: tuple[str, ...]
    # Amount, date, account and reference, or what is asked and until when.
    wichtig: tuple[Feld, ...]
    begruendung: tuple[str, ...]
    schritte: tuple[Schritt, ...]
    kuerzungen: tuple[Kuerzungszeile, ...]
    unterschrift: str | None
    luecken: tuple[Luecke, ...] = ()
    abweichungen: tuple[Abweichung, ...] = ()
    ausgestellt: Ausstellung | None = None

    def __post_init__(self) -> None:
        check_ausstellung(self)


@dataclass(frozen=True, slots=True)
class Fall:
    """The outcome a letter is about; days are None while nobody has set them.

    `bescheid` is day and Aktenzeichen of the Weiterleitung, `vertrag` whether that is a Zuwendungsvertrag.
    `erstattet` and `nachgezahlt` are what has already flowed back, or to the Träger, after the check.
    """

    jahr: int
    am: date
    programm: str
    massnahme: str
    traeger: str
    anschrift: tuple[str, ...]
    bescheid: str
    vertrag: bool
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
    erstattet: Betrag = NULL
    nachgezahlt: Betrag = NULL

    @property
    def zu_zahlen(self) -> Betrag:
        """What the Träger still has to pay: the Erstattung less what is not collected and what came back."""
        return max(NULL, self.erstattung - self.nicht_erhoben - self.erstattet)

    @property
    def zu_erhalten(self) -> Betrag:
        """What the Träger still gets of the Restzahlung."""
        return max(NULL, self.restzahlung - self.nachgezahlt)


def build_anhoerung(fall: Fall, stelle: Stelle, *, ausgestellt: Ausstellung | None = None) -> SchreibenDaten:
    """Return the letter that hears the Träger before money is asked back (§ 28 Abs. 1 VwVfG NRW)."""
    luecken = Lueckenliste()
    until = luecken.feld(
        "Frist zur Äußerung",
        format_datum(fall.anhoerung_bis) if fall.anhoerung_bis else "",
        abschnitt="Anhörung",
        beheben=_SEITE,
    )
    return _letter(
        ANHOERUNG,
        fall,
        stelle,
        luecken,
        betreff="Anhörung zur beabsichtigten Erstattung",
        absaetze=(
            (
                f"ich beabsichtige, {format_betrag(fall.erstattung)} von Ihnen zurückzufordern. Bevor ich "
                f"entscheide, können Sie sich bis zum {until.wert or '[fehlt: Frist]'} dazu äußern. Zahlen müssen "
                "Sie jetzt noch nichts."
            ),
        ),
        wichtig=(
            Feld("Beabsichtigte Erstattung", format_betrag(fall.erstattung)),
            Feld("Äußerung bis", until.wert),
            Feld("Wie", "im Portal auf der Seite „Ergebnis“ oder schriftlich unter meinem Zeichen"),
            Feld("Ohne Äußerung", "Ich entscheide nach Aktenlage."),
        ),
        begruendung=(_amounts(fall), _ground(fall)),
        ausgestellt=ausgestellt,
    )


def build_schlussmitteilung(
    fall: Fall, stelle: Stelle, *, ausgestellt: Ausstellung | None = None
) -> SchreibenDaten:
    """Return the letter that tells the outcome: what is recognised, and what is paid by whom until when."""
    luecken = Lueckenliste()
    if fall.erstattung and not fall.begruendung.strip():
        luecken.add("Schlussmitteilung", "Begründung der Entscheidung", _SEITE)
    begruendung = [_amounts(fall), *_partly(fall)]
    if fall.erstattung > fall.nicht_erhoben:
        begruendung.append(_ground(fall))
    if fall.erstattung and fall.begruendung.strip():
        begruendung.append(fall.begruendung.strip())
    return _letter(
        SCHLUSSMITTEILUNG,
        fall,
        stelle,
        luecken,
        betreff="Ergebnis der Prüfung Ihres Verwendungsnachweises",
        absaetze=_consequence(fall),
        wichtig=_payment(fall, stelle, luecken) if fall.zu_zahlen else (),
        begruendung=tuple(begruendung),
        ausgestellt=ausgestellt,
    )


def _consequence(fall: Fall) -> tuple[str, ...]:
    """Return what the Träger has to do or will get."""
    if fall.zu_zahlen:
        until = format_datum(fall.faellig_am) if fall.faellig_am else "[fehlt: Tag]"
        return (f"bitte erstatten Sie {format_betrag(fall.zu_zahlen)} bis zum {until}.",)
    if fall.zu_erhalten:
        return (
            (
                f"Sie erhalten noch {format_betrag(fall.zu_erhalten)}. Der Betrag wird auf Ihr hinterlegtes Konto "
                "überwiesen; Sie müssen nichts tun."
            ),
        )
    if fall.restzahlung:
        return (
            f"die Restzahlung von {format_betrag(fall.restzahlung)} ist überwiesen. Sie müssen nichts tun.",
        )
    if fall.erstattung and fall.erstattet:
        return (
            f"Ihre Erstattung von {format_betrag(fall.erstattet)} ist eingegangen. Sie müssen nichts tun.",
        )
    if fall.nicht_erhoben:
        return (
            f"die Erstattung von {format_betrag(fall.erstattung)} wird nicht erhoben. Sie müssen nichts tun.",
        )
    return ("es ist nichts zu erstatten und nichts nachzuzahlen. Sie müssen nichts tun.",)


def _partly(fall: Fall) -> tuple[str, ...]:
    """Return what makes the amount asked for or announced smaller than the whole of it."""
    sentences = []
    if NULL < fall.nicht_erhoben < fall.erstattung:
        sentences.append(
            f"Von den {format_betrag(fall.erstattung)}, die über die festgesetzte Zuwendung hinaus gezahlt wurden, "
            f"werden {format_betrag(fall.nicht_erhoben)} nicht erhoben."
        )
    if fall.zu_zahlen and fall.erstattet:
        sentences.append(
            f"Auf die Erstattung von {format_betrag(fall.erstattung)} sind schon "
            f"{format_betrag(fall.erstattet)} eingegangen."
        )
    if fall.zu_erhalten and fall.nachgezahlt:
        sentences.append(
            f"Von der Restzahlung von {format_betrag(fall.restzahlung)} sind schon "
            f"{format_betrag(fall.nachgezahlt)} überwiesen."
        )
    return tuple(sentences)


def _payment(fall: Fall, stelle: Stelle, luecken: Lueckenliste) -> tuple[Feld, ...]:
    def needed(name: str, wert: str, beheben: str) -> Feld:
        return luecken.feld(name, wert, abschnitt="Zahlung", beheben=beheben)

    bank = ", ".join(part for part in (stelle.institut.strip(), stelle.bic.strip()) if part)
    return (
        Feld("Betrag", format_betrag(fall.zu_zahlen)),
        needed("Zu zahlen bis", format_datum(fall.faellig_am) if fall.faellig_am else "", _SEITE),
        needed("Empfänger", stelle.name, _STELLE),
        needed("IBAN", group_iban(stelle.iban), _STELLE),
        *((Feld("Bank", bank),) if bank else ()),
        needed("Verwendungszweck", aktenzeichen(stelle, fall.jahr), _STELLE),
    )


def _amounts(fall: Fall) -> str:
    return (
        f"Die Prüfung Ihres Verwendungsnachweises ist abgeschlossen. Die Zuwendung wird auf "
        f"{format_betrag(fall.festgesetzt)} festgesetzt; ausgezahlt wurden {format_betrag(fall.ausgezahlt)}. Wie "
        "sie sich ergibt und was nicht anerkannt wurde, steht in der Anlage."
    )


def _ground(fall: Fall) -> str:
    """Return what the claim rests on; § 49a VwVfG NRW is about a Bescheid."""
    paper = f" vom {fall.bescheid}" if fall.bescheid else ""
    if fall.vertrag:
        return f"Grundlage der Erstattung ist der Zuwendungsvertrag{paper}."
    bescheid = f"der Zuwendungsbescheid{paper} mit seinen Nebenbestimmungen"
    return f"Grundlage der Erstattung sind {bescheid} und § 49a VwVfG NRW."


def _letter(
    art: str,
    fall: Fall,
    stelle: Stelle,
    luecken: Lueckenliste,
    *,
    betreff: str,
    absaetze: tuple[str, ...],
    wichtig: tuple[Feld, ...],
    begruendung: tuple[str, ...],
    ausgestellt: Ausstellung | None,
) -> SchreibenDaten:
    kopf = _kopf(fall, stelle, luecken)
    signer = luecken.feld(
        "Vertretungsberechtigt", stelle.vertretungsberechtigt, abschnitt="Unterschrift", beheben=_STELLE
    )
    asks_back = fall.erstattung > fall.nicht_erhoben and not fall.vertrag
    return SchreibenDaten(
        art=art,
        jahr=fall.jahr,
        stand=fall.am,
        kopf=kopf,
        beispiel=stelle.beispiel,
        betreff=betreff,
        bezug=f"„{fall.massnahme}“, Förderjahr {fall.jahr}"
        + (f"; {'Vertrag' if fall.vertrag else 'Bescheid'} vom {fall.bescheid}" if fall.bescheid else ""),
        absaetze=absaetze,
        wichtig=wichtig,
        begruendung=begruendung,
        # A year read in from a file may say more or less than the bridge yields; then there are no steps to show.
        schritte=fall.schritte or (Schritt("festgesetzte Zuwendung", fall.festgesetzt),),
        kuerzungen=fall.kuerzungen,
        unterschrift=signer.wert,
        luecken=luecken.luecken,
        abweichungen=(_BITTE_PRUEFEN,) if asks_back and ausgestellt is None else (),
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
