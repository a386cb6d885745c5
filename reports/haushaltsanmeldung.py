"""The Haushaltsanmeldung of the Maßnahmen as a file for the Kämmerei."""

from __future__ import annotations

from grants.domain.begriffe import label
from grants.domain.fristen import format_datum
from grants.domain.money import Betrag
from grants.domain.verstetigung import format_stellen
from grants.domain.verstetigung_anmeldung import Anmeldezeile, Haushaltsanmeldung, head
from reports.listendatei import Listendatei, Zeile

_MASSNAHME, _TRAEGER, _STAND, _KURZ, _BETRAG, _LANG, _TAG = 36, 28, 24, 18, 16, 60, 14


def build_file(anmeldung: Haushaltsanmeldung, *, stelle: str) -> Listendatei:
    """Return the file: a row a Maßnahme, the sum below."""
    zyklus = anmeldung.zyklus
    amounts = [_BETRAG] * len(zyklus.jahre)
    until = zyklus.anmeldung_bis
    hints = [stelle] if stelle else []
    if until:
        hints.append(f"Anmeldung bis {format_datum(until)}")
    hints.append("„Übrige“: Eigenmittel der Träger, Krankenkassen, Bund und andere.")
    return Listendatei(
        titel=f"Haushaltsanmeldung {zyklus.bezeichnung}: Maßnahmen der Präventionskette",
        blatt="Haushaltsanmeldung",
        kopf=head(zyklus),
        zeilen=[*(_row(each) for each in anmeldung.zeilen), _total(anmeldung)],
        breiten=[
            _MASSNAHME,
            _TRAEGER,
            _STAND,
            _KURZ,
            _KURZ,
            *amounts,
            _TAG,
            *amounts,
            *amounts,
            _LANG,
            _KURZ,
            _KURZ,
            _TAG,
        ],
        hinweise=hints,
    )


def _row(zeile: Anmeldezeile) -> Zeile:
    s = zeile.schritt
    cells: list[str | Betrag | None] = [zeile.pfad.name, ", ".join(zeile.pfad.traeger), label(s.stand)]
    cells += [s.produkt, s.konto, *zeile.stadt, s.vzae, *zeile.land, *zeile.uebrige]
    cells += [s.begruendung, s.gremium, s.vorlage_nummer, format_datum(s.am)]
    return cells


def _total(anmeldung: Haushaltsanmeldung) -> Zeile:
    posts = format_stellen(anmeldung.stellen_hundertstel) if anmeldung.stellen_hundertstel else ""
    cells: list[str | Betrag | None] = ["Summe", "", "", "", "", *anmeldung.stadt, posts]
    return [*cells, *anmeldung.land, *anmeldung.uebrige, "", "", "", ""]
