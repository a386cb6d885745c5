"""Parameters of a Foerderjahr: what the Bescheid or the Aufruf decides, never a constant.

Each carries its source and day and whether the office has confirmed it; empty until filled in (regelwerk: status U
and C12). `PARAMETER` is the one list; forms, workbook and checks read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from grants.domain.begriffe import Antragszeile, Finanzierungsart, Mittelherkunft, Unterschriftsart
from grants.domain.money import Betrag, Vomhundert


class Werteart(StrEnum):
    DATUM = "datum"
    BETRAG = "betrag"
    ANTEIL = "anteil"
    GANZZAHL = "ganzzahl"
    JA_NEIN = "ja_nein"
    FINANZIERUNGSART = "finanzierungsart"
    UNTERSCHRIFT = "unterschrift"


@dataclass(frozen=True, slots=True)
class ParameterArt:
    schluessel: str
    label: str
    art: Werteart
    hinweis: str


PARAMETER: tuple[ParameterArt, ...] = (
    ParameterArt(
        "antragsfrist_fortsetzung",
        "Antragsfrist für Fortsetzungen und Beginn am 01.01.",
        Werteart.DATUM,
        "Förderaufruf",
    ),
    ParameterArt(
        "antragsfrist_im_jahr", "Antragsfrist für Beginn im Lauf des Jahres", Werteart.DATUM, "Förderaufruf"
    ),
    ParameterArt("zugeteilte_mittel", "Zugeteilte Mittel", Werteart.BETRAG, "Mitteilung des Landes"),
    ParameterArt("finanzierungsart", "Finanzierungsart", Werteart.FINANZIERUNGSART, "Zuwendungsbescheid"),
    ParameterArt("landesanteil", "Landesanteil in v. H.", Werteart.ANTEIL, "Zuwendungsbescheid"),
    ParameterArt("durchfuehrung_von", "Durchführungszeitraum von", Werteart.DATUM, "Zuwendungsbescheid"),
    ParameterArt("durchfuehrung_bis", "Durchführungszeitraum bis", Werteart.DATUM, "Zuwendungsbescheid"),
    ParameterArt("bewilligung_bis", "Bewilligungszeitraum bis", Werteart.DATUM, "Zuwendungsbescheid"),
    ParameterArt("letzter_abruf_am", "Letzter Mittelabruf am", Werteart.DATUM, "Zuwendungsbescheid"),
    ParameterArt(
        "zahlung_bis", "Zahlungen für Leistungen des Jahres bis", Werteart.DATUM, "Zuwendungsbescheid"
    ),
    ParameterArt(
        "abrufhorizont_monate", "Mittelbedarf im Voraus (Monate)", Werteart.GANZZAHL, "Nebenbestimmungen"
    ),
    ParameterArt(
        "toleranz_anwenden", "Toleranz der Einzelansätze wird geprüft", Werteart.JA_NEIN, "Nebenbestimmungen"
    ),
    ParameterArt("toleranz", "Toleranz der Einzelansätze in v. H.", Werteart.ANTEIL, "Nebenbestimmungen"),
    ParameterArt(
        "nachweis_traeger_bis",
        "Verwendungsnachweise der Träger und Stellen bis",
        Werteart.DATUM,
        "Weiterleitung",
    ),
    ParameterArt(
        "nachweis_stadt_bis", "Verwendungsnachweis der Stadt bis", Werteart.DATUM, "Zuwendungsbescheid"
    ),
    ParameterArt(
        "fristen_bestimmter_tag",
        "Fristen enden am genannten Tag (auch Wochenende)",
        Werteart.JA_NEIN,
        "Zuwendungsbescheid",
    ),
    ParameterArt(
        "bagatelle_freie_traeger",
        "Bagatelle der Erstattung, freie Träger",
        Werteart.BETRAG,
        "Nebenbestimmungen",
    ),
    ParameterArt(
        "bagatelle_oeffentliche",
        "Bagatelle der Erstattung, öffentliche Stellen",
        Werteart.BETRAG,
        "Nebenbestimmungen",
    ),
    ParameterArt(
        "zinsaufschlag", "Zinsen über Basiszinssatz (Prozentpunkte)", Werteart.ANTEIL, "§ 49a VwVfG NRW"
    ),
    ParameterArt(
        "aufbewahrung_jahre", "Aufbewahrung der Belege (Jahre)", Werteart.GANZZAHL, "Nebenbestimmungen"
    ),
    ParameterArt(
        "kurzform_unter", "Kurzer Sachbericht unter einem Betrag von", Werteart.BETRAG, "Regelung der Stadt"
    ),
    ParameterArt(
        "unterschrift", "Unterschrift des Verwendungsnachweises", Werteart.UNTERSCHRIFT, "Regelung der Stadt"
    ),
    ParameterArt(
        "unterlagen_tage",
        "Frist für Unterlagen zur Stichprobe (Tage)",
        Werteart.GANZZAHL,
        "Regelung der Stadt",
    ),
    ParameterArt(
        "testat_verlangt",
        "Testat der Rechnungsprüfung zum Nachweis der Stadt",
        Werteart.JA_NEIN,
        "Regelung der Stadt",
    ),
)
PARAMETER_BY_SCHLUESSEL: Mapping[str, ParameterArt] = {art.schluessel: art for art in PARAMETER}

Wert = date | Betrag | Vomhundert | int | bool | Finanzierungsart | Unterschriftsart


@dataclass(frozen=True, slots=True)
class Parameterwert:
    """One parameter as entered: value with the paper it stands in and that paper's day."""

    schluessel: str
    wert: Wert
    quelle: str = ""
    stand: date | None = None
    bestaetigt: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """All parameters of a year; None is "not filled in yet", never a default."""

    antragsfrist_fortsetzung: date | None = None
    antragsfrist_im_jahr: date | None = None
    zugeteilte_mittel: Betrag | None = None
    finanzierungsart: Finanzierungsart | None = None
    landesanteil: Vomhundert | None = None
    durchfuehrung_von: date | None = None
    durchfuehrung_bis: date | None = None
    bewilligung_bis: date | None = None
    letzter_abruf_am: date | None = None
    zahlung_bis: date | None = None
    abrufhorizont_monate: int | None = None
    toleranz_anwenden: bool | None = None
    toleranz: Vomhundert | None = None
    nachweis_traeger_bis: date | None = None
    nachweis_stadt_bis: date | None = None
    fristen_bestimmter_tag: bool | None = None
    bagatelle_freie_traeger: Betrag | None = None
    bagatelle_oeffentliche: Betrag | None = None
    zinsaufschlag: Vomhundert | None = None
    aufbewahrung_jahre: int | None = None
    kurzform_unter: Betrag | None = None
    unterschrift: Unterschriftsart | None = None
    unterlagen_tage: int | None = None
    testat_verlangt: bool | None = None
    # Which lines of the Antrag a Mittelherkunft feeds. The Träger's own money is missing until the office decides:
    # it moves the base of the grant (3.3) or the Eigenanteil (3.7).
    zeilen: tuple[tuple[Mittelherkunft, Antragszeile], ...] = ()
    angaben: tuple[Parameterwert, ...] = ()

    @classmethod
    def from_werte(
        cls, werte: tuple[Parameterwert, ...], zeilen: tuple[tuple[Mittelherkunft, Antragszeile], ...] = ()
    ) -> Parameter:
        """Return the parameters entered; raises TypeError for an unknown Schluessel."""
        return cls(**{wert.schluessel: wert.wert for wert in werte}, zeilen=zeilen, angaben=werte)  # type: ignore[arg-type]  # the registry binds each Schluessel to its type, tested

    def zeile(self, herkunft: Mittelherkunft) -> Antragszeile | None:
        """Return the line of the Antrag that this money feeds, or None while the office has not decided."""
        return dict(self.zeilen).get(herkunft)


# What a new Foerderjahr starts with; the office changes it. TRAEGER is left out on purpose (see Parameter.zeilen).
ZEILEN_VORGABE: tuple[tuple[Mittelherkunft, Antragszeile], ...] = (
    (Mittelherkunft.LAND, Antragszeile.BEANTRAGTE_FOERDERUNG),
    (Mittelherkunft.STADT, Antragszeile.EIGENANTEIL),
    (Mittelherkunft.BUND, Antragszeile.OEFFENTLICHE_FOERDERUNG),
    (Mittelherkunft.ANDERE_OEFFENTLICHE, Antragszeile.OEFFENTLICHE_FOERDERUNG),
    (Mittelherkunft.KRANKENKASSE, Antragszeile.LEISTUNGEN_DRITTER),
    (Mittelherkunft.SPENDE, Antragszeile.LEISTUNGEN_DRITTER),
    (Mittelherkunft.TEILNEHMENDE, Antragszeile.LEISTUNGEN_DRITTER),
)
