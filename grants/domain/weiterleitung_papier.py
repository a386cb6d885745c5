"""The Weiterleitung as a paper: every printed word and figure as one frozen value, a draft until it is issued."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from grants.domain.begriffe import Finanzierungsart, Mittelherkunft, label
from grants.domain.dokumente import (
    Abweichung,
    Ausstellung,
    Briefkopf,
    Feld,
    Luecke,
    check_ausstellung,
    format_datum,
    group_iban,
    ort_zeile,
)
from grants.domain.kette import Finanzierungsplan, Jahr
from grants.domain.money import Betrag, format_betrag, format_vomhundert, summe
from grants.domain.stelle import Stelle
from grants.domain.summen import deckung, geplant
from grants.domain.weiterleitung import Zusageangaben
from grants.domain.weiterleitung_vorlage import Baustein, fill_vorlage

_EINTRAGEN = "Weiterleitung"


@dataclass(frozen=True, slots=True)
class Adressat:
    """The Träger as letters name it."""

    name: str
    strasse: str = ""
    ort: str = ""
    iban: str = ""
    # Who signs for it, jointly or one of them.
    vertretung: tuple[str, ...] = ()

    @property
    def anschrift(self) -> str:
        return ", ".join(part for part in (self.strasse, self.ort) if part)


@dataclass(frozen=True, slots=True)
class Betragszeile:
    herkunft: str
    finanzierungsart: str
    # "80,00 v. H." for the Anteilfinanzierung, else empty.
    anteil: str
    betrag: Betrag


@dataclass(frozen=True, slots=True)
class Planzeile:
    code: str
    bezeichnung: str
    insgesamt: Betrag
    zuwendungsfaehig: Betrag


@dataclass(frozen=True, slots=True)
class Deckungszeile:
    herkunft: str
    betrag: Betrag


@dataclass(frozen=True, slots=True)
class Ratenzeile:
    faellig_am: date
    herkunft: str
    betrag: Betrag


@dataclass(frozen=True, slots=True)
class WeiterleitungDaten:
    """The paper; `stand` is its own day, `luecken` name every field it lacks."""

    programm: str
    jahr: int
    stand: date
    kopf: Briefkopf
    beispiel: bool
    vertrag: bool
    titel: str
    betreff: str
    aenderung: str
    bausteine: tuple[Baustein, ...]
    betraege: tuple[Betragszeile, ...]
    summe: Betrag
    plan: tuple[Planzeile, ...]
    plan_insgesamt: Betrag
    plan_zuwendungsfaehig: Betrag
    deckung: tuple[Deckungszeile, ...]
    deckung_summe: Betrag
    raten: tuple[Ratenzeile, ...]
    raten_summe: Betrag
    unterschrift: str
    traeger: str
    traeger_vertretung: str
    luecken: tuple[Luecke, ...]
    abweichungen: tuple[Abweichung, ...]
    ausgestellt: Ausstellung | None = None

    def __post_init__(self) -> None:
        """Refuse a paper that says it is issued and has a gap."""
        check_ausstellung(self)


@dataclass(frozen=True, slots=True)
class Grundlage:
    """All that the paper of one version is made of."""

    jahr: Jahr
    stelle: Stelle
    adressat: Adressat
    massnahme: str
    version: int
    angaben: Zusageangaben
    # The version that it changes.
    vorige: Zusageangaben | None
    plan: Finanzierungsplan | None
    vorlage: str
    gericht: str
    abweichungen: tuple[Abweichung, ...] = ()


def build_weiterleitung(g: Grundlage, *, ausgestellt: Ausstellung | None = None) -> WeiterleitungDaten:
    """Return the values of the paper: a draft, or the paper itself where `ausgestellt` is given."""
    bausteine, missing = fill_vorlage(g.vorlage, _werte(g))
    a = g.angaben
    spent = geplant(g.plan) if g.plan else None
    return WeiterleitungDaten(
        programm=g.jahr.programm_name or g.jahr.programm,
        jahr=g.jahr.jahr,
        stand=a.vom or g.jahr.am,
        kopf=_kopf(g),
        beispiel=g.stelle.beispiel,
        vertrag=a.vertrag,
        titel=_titel(g),
        betreff=f"Maßnahme „{g.massnahme}“, Förderjahr {g.jahr.jahr}",
        aenderung=_aenderung(g),
        bausteine=bausteine,
        betraege=tuple(
            Betragszeile(
                label(z.herkunft),
                label(z.finanzierungsart) if z.finanzierungsart else "",
                f"{format_vomhundert(z.landesanteil)} v. H." if z.landesanteil else "",
                z.betrag,
            )
            for z in a.zusagen
            if z.betrag
        ),
        summe=a.summe,
        plan=tuple(
            Planzeile(p.code, p.bezeichnung, p.insgesamt, p.zuwendungsfaehig)
            for p in (g.plan.positionen if g.plan else ())
        ),
        plan_insgesamt=spent.insgesamt if spent else Betrag(0),
        plan_zuwendungsfaehig=spent.zuwendungsfaehig if spent else Betrag(0),
        deckung=_deckung(g.plan),
        deckung_summe=deckung(g.plan) if g.plan else Betrag(0),
        raten=tuple(Ratenzeile(r.faellig_am, label(r.herkunft), r.betrag) for r in a.raten),
        raten_summe=summe(r.betrag for r in a.raten),
        unterschrift=g.stelle.vertretungsberechtigt,
        traeger=g.adressat.name,
        traeger_vertretung=", ".join(g.adressat.vertretung),
        luecken=tuple(_luecken(g, missing)),
        abweichungen=g.abweichungen,
        ausgestellt=ausgestellt,
    )


def _titel(g: Grundlage) -> str:
    if g.angaben.vertrag:
        return "Zuwendungsvertrag" if g.version == 1 else "Änderung des Zuwendungsvertrags"
    return "Zuwendungsbescheid" if g.version == 1 else "Änderungsbescheid"


def _aenderung(g: Grundlage) -> str:
    """Return the sentence that says what a later version replaces."""
    if g.vorige is None:
        return ""
    what = "Vertrag" if g.vorige.vertrag else "Bescheid"
    day = f" vom {format_datum(g.vorige.vom)}" if g.vorige.vom else ""
    since = f" ab dem {format_datum(g.angaben.wirksam_ab)}" if g.angaben.wirksam_ab else ""
    now, then = g.angaben.summe, g.vorige.summe
    amount = (
        f"Die Zuwendung bleibt bei {format_betrag(now)}."
        if now == then
        else f"Die Zuwendung beträgt jetzt {format_betrag(now)} (bisher {format_betrag(then)})."
    )
    return f"Der {what}{day}, Aktenzeichen {g.vorige.aktenzeichen or '–'}, wird{since} geändert. {amount}"


def _deckung(plan: Finanzierungsplan | None) -> tuple[Deckungszeile, ...]:
    return tuple(
        Deckungszeile(label(d.herkunft) + (f", {d.geber}" if d.geber else ""), d.betrag)
        for d in (plan.deckungsmittel if plan else ())
    )


def _kopf(g: Grundlage) -> Briefkopf:
    s, to = g.stelle, g.adressat
    return Briefkopf(
        name=s.name.strip() or None,
        amt=s.amt.strip(),
        strasse=s.strasse.strip() or None,
        ort=ort_zeile(s) or None,
        empfaenger=(to.name, to.strasse, to.ort) if to.strasse and to.ort else (),
        info=(
            Feld("Mein Zeichen", g.angaben.aktenzeichen or None),
            Feld("Auskunft erteilt", s.auskunft_erteilt.strip() or None),
            Feld("Telefon", s.auskunft_telefon.strip() or s.telefon.strip() or None),
            Feld("E-Mail", s.email.strip() or None),
            Feld("Datum", format_datum(g.angaben.vom) if g.angaben.vom else None),
        ),
    )


def _luecken(g: Grundlage, missing: Sequence[str]) -> Iterable[Luecke]:
    s, to = g.stelle, g.adressat
    for fehlt, value in (
        ("Name der Stadt", s.name),
        ("Straße der Stadt", s.strasse),
        ("PLZ und Ort der Stadt", ort_zeile(s)),
        ("Auskunft erteilt", s.auskunft_erteilt),
        ("Telefon", s.auskunft_telefon or s.telefon),
        ("E-Mail", s.email),
    ):
        if not value.strip():
            yield Luecke("Briefkopf", fehlt, "Angaben der Stelle")
    if not (to.strasse and to.ort):
        yield Luecke("Briefkopf", "Anschrift des Trägers", "Träger")
    if not g.angaben.aktenzeichen:
        yield Luecke("Briefkopf", "Aktenzeichen", _EINTRAGEN)
    if g.angaben.vom is None:
        yield Luecke("Briefkopf", "Datum der Weiterleitung", _EINTRAGEN)
    for zusage in g.angaben.zusagen:
        if zusage.betrag and zusage.finanzierungsart is None:
            yield Luecke("Beträge", f"Finanzierungsart ({label(zusage.herkunft)})", _EINTRAGEN)
        if zusage.finanzierungsart is Finanzierungsart.ANTEIL and zusage.landesanteil is None:
            yield Luecke("Beträge", f"Anteil in v. H. ({label(zusage.herkunft)})", _EINTRAGEN)
    for fehlt in missing:
        yield Luecke("Text", fehlt, _WO.get(fehlt, _EINTRAGEN))


_WO = {
    "Name der Stadt": "Angaben der Stelle",
    "Amt": "Angaben der Stelle",
    "Anschrift des Trägers": "Träger",
    "Vertretungsberechtigte des Trägers": "Träger",
    "IBAN des Trägers": "Träger",
    "Datum des Zuwendungsbescheids des Landes": "Bescheid",
    "Aktenzeichen des Zuwendungsbescheids des Landes": "Bescheid",
    "Gericht für die Rechtsbehelfsbelehrung": "Vorlage",
}


def _werte(g: Grundlage) -> dict[str, str]:
    """Return what each field of the closed list says; empty where nobody entered it."""
    a, s, to, land = g.angaben, g.stelle, g.adressat, g.jahr.bescheid
    spent = geplant(g.plan) if g.plan else None
    of_land = summe(z.betrag for z in a.zusagen if z.herkunft is Mittelherkunft.LAND)

    def day(tag: date | None) -> str:
        return format_datum(tag) if tag else ""

    return {
        "stadt": s.name.strip(),
        "amt": s.amt.strip(),
        "traeger": to.name,
        "anschrift": to.anschrift,
        "vertretung": ", ".join(to.vertretung),
        "iban": group_iban(to.iban),
        "massnahme": g.massnahme,
        "programm": g.jahr.programm_name or g.jahr.programm,
        "jahr": str(g.jahr.jahr),
        "aktenzeichen": a.aktenzeichen,
        "datum": day(a.vom),
        "betrag": format_betrag(a.summe) if a.summe else "",
        "betrag_land": format_betrag(of_land) if of_land else "",
        "bewilligung_von": day(a.bewilligung_von),
        "bewilligung_bis": day(a.bewilligung_bis),
        "nachweis_bis": day(a.nachweis_bis or g.jahr.parameter.nachweis_traeger_bis),
        "nachweisart": label(a.nachweisart),
        "plan_version": str(g.plan.version) if g.plan else "",
        "ausgaben": format_betrag(spent.insgesamt) if spent else "",
        "zuwendungsfaehig": format_betrag(spent.zuwendungsfaehig) if spent else "",
        "landesbescheid_datum": day(land.vom) if land else "",
        "landesbescheid_az": land.aktenzeichen if land else "",
        "gericht": g.gericht.strip(),
        "betraege": "ja" if a.summe else "",
        "finanzierungsplan": "ja" if g.plan and g.plan.positionen else "",
        # Without instalments the paper says that it is paid as needed.
        "zahlungsplan": "ja",
    }
