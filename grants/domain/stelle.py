"""The city as applicant and the authority it writes to, as papers print them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Anschrift:
    zeilen: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any(self.zeilen)


@dataclass(frozen=True, slots=True)
class Foerdergeber:
    """The Bewilligungsbehörde with the name it has on the day."""

    name: str = ""
    anschrift: Anschrift = Anschrift()


@dataclass(frozen=True, slots=True)
class Stelle:
    """Antragstellerin before, Zuwendungsempfängerin after the Bescheid; empty text is "not entered yet"."""

    name: str = ""
    amt: str = ""
    strasse: str = ""
    plz: str = ""
    ort: str = ""
    kreis: str = ""
    gemeindekennziffer: str = ""
    internet: str = ""
    email: str = ""
    telefon: str = ""
    vertretungsberechtigt: str = ""
    auskunft_erteilt: str = ""
    auskunft_telefon: str = ""
    auskunft_vertretung: str = ""
    iban: str = ""
    bic: str = ""
    institut: str = ""
    aktenzeichen_muster: str = ""
    # Whether data are invented for show; every page and paper says so then.
    beispiel: bool = False
