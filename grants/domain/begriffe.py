"""The closed lists of the field: kinds and states, each a word of the forms. Labels stand in one table each."""

from __future__ import annotations

from enum import StrEnum


class FoerderjahrStatus(StrEnum):
    PLANUNG = "planung"
    BEANTRAGT = "beantragt"
    BESCHIEDEN = "beschieden"
    IN_DURCHFUEHRUNG = "in_durchfuehrung"
    NACHGEWIESEN = "nachgewiesen"
    ABGESCHLOSSEN = "abgeschlossen"


class Ausgang(StrEnum):
    """What the Land decided about the Antrag."""

    BEWILLIGT = "bewilligt"
    TEILWEISE = "teilweise"
    ABGELEHNT = "abgelehnt"
    ZURUECKGEZOGEN = "zurueckgezogen"


class Finanzierungsart(StrEnum):
    FESTBETRAG = "festbetrag"
    ANTEIL = "anteil"
    FEHLBEDARF = "fehlbedarf"


class Betragsart(StrEnum):
    """What the amounts of a list mean; asked once per list."""

    LANDESFOERDERUNG = "landesfoerderung"
    GESAMTAUSGABEN = "gesamtausgaben"
    UNGEKLAERT = "ungeklaert"


class Mittelherkunft(StrEnum):
    """Who pays."""

    LAND = "land"
    STADT = "stadt"
    TRAEGER = "traeger"
    BUND = "bund"
    ANDERE_OEFFENTLICHE = "andere_oeffentliche"
    KRANKENKASSE = "krankenkasse"
    SPENDE = "spende"
    TEILNEHMENDE = "teilnehmende"


class Antragszeile(StrEnum):
    """Line of the Finanzierungsplan in the Antrag (Grundmuster 1, no. 3) that a Mittelherkunft feeds."""

    LEISTUNGEN_DRITTER = "3.3"
    BEANTRAGTE_FOERDERUNG = "3.5"
    OEFFENTLICHE_FOERDERUNG = "3.6"
    EIGENANTEIL = "3.7"


class TraegerArt(StrEnum):
    FREIER_TRAEGER = "freier_traeger"
    STAEDTISCHE_STELLE = "staedtische_stelle"
    ANDERE_OEFFENTLICHE = "andere_oeffentliche"
    UNGEKLAERT = "ungeklaert"


class Fortsetzung(StrEnum):
    """How the Maßnahme of this year stands to last year's."""

    UNVERAENDERT = "fortsetzung_unveraendert"
    GEAENDERT = "fortsetzung_geaendert"
    NEU = "neu"


class Ausgabenart(StrEnum):
    PERSONAL = "personal"
    HONORAR = "honorar"
    SACH = "sach"
    OEFFENTLICHKEITSARBEIT = "oeffentlichkeitsarbeit"
    FAHRT = "fahrt"
    PAUSCHALE = "pauschale"
    INVEST = "investition"
    SONSTIGE = "sonstige"


class Belegart(StrEnum):
    BELEG = "beleg"
    PAUSCHALE = "pauschale"


class Nachweisart(StrEnum):
    MIT_BELEGLISTE = "mit_belegliste"
    EINFACH = "einfach"


class Unterschriftsart(StrEnum):
    """How a Verwendungsnachweis becomes binding in a year, beside its electronic hand-in."""

    KEINE = "keine"
    SIGNIERTES_PDF = "signiertes_pdf"
    PAPIER = "papier"


class NachweisStatus(StrEnum):
    ENTWURF = "entwurf"
    EINGEREICHT = "eingereicht"
    IN_PRUEFUNG = "in_pruefung"
    NACHFORDERUNG = "nachforderung"
    GEPRUEFT = "geprueft"
    FREIGEGEBEN = "freigegeben"
    ABGESCHLOSSEN = "abgeschlossen"


# States of a proof that a second Person has released.
FREIGEGEBENE = frozenset({NachweisStatus.FREIGEGEBEN, NachweisStatus.ABGESCHLOSSEN})


class Zahlungsart(StrEnum):
    """Which payment of the case it is; the sign says the direction (negative: money came back)."""

    AUSZAHLUNG = "auszahlung"
    RUECKZAHLUNG = "rueckzahlung_im_laufenden_jahr"
    RESTZAHLUNG = "restzahlung"
    ERSTATTUNG = "erstattung"
    MITTELABRUF = "mittelabruf"
    RUECKZAHLUNG_LAND = "rueckzahlung_an_das_land"
    ZINSEN = "zinsen"


class Rolle(StrEnum):
    GESCHAEFTSSTELLE = "geschaeftsstelle"
    TRAEGER = "traeger"
    STELLE = "stelle"
    FINANZPRUEFUNG = "finanzpruefung"
    EINSICHT = "einsicht"
    KONTENVERWALTUNG = "kontenverwaltung"


class Befugnis(StrEnum):
    """What a person may do for a Träger or a Stelle; several people share the rights."""

    INHALTLICH = "inhaltlich"
    FINANZIELL = "finanziell"
    VERTRETUNGSBERECHTIGT = "vertretungsberechtigt"


class Dateiart(StrEnum):
    """Kind of an uploaded file, found by its content and never by its name."""

    PDF = "pdf"
    BILD = "bild"
    XLSX = "xlsx"
    CSV = "csv"
    XML = "xml"


class Dateizweck(StrEnum):
    """What an uploaded file is there for."""

    ANLAGE = "anlage"
    SCAN = "scan"
    UNTERSCHRIFT = "unterschrift"
    ERECHNUNG = "erechnung"


class Mitteilungsart(StrEnum):
    FRAGE = "frage"
    AENDERUNG = "aenderung"
    FRISTVERLAENGERUNG = "fristverlaengerung"
    NOTIZ = "notiz"


class Erinnerungsstufe(StrEnum):
    """Which of the reminders about a due date a mail is, in the order they go out."""

    VORHER_LANG = "vorher_lang"
    VORHER_KURZ = "vorher_kurz"
    NACHHER_KURZ = "nachher_kurz"
    NACHHER_LANG = "nachher_lang"


class Linkzweck(StrEnum):
    """What a link that was sent to a Person opens."""

    EINLADUNG = "einladung"
    NEUES_KENNWORT = "neues_kennwort"
    NEUE_ADRESSE = "neue_adresse"


class Versuchsart(StrEnum):
    """What somebody tried and failed; each is counted for itself."""

    KENNWORT = "kennwort"
    ZWEITER_FAKTOR = "zweiter_faktor"
    LINK = "link"
    VERGESSEN = "vergessen"


class Nachrichtstatus(StrEnum):
    """How far a mail of the outbox has come."""

    WARTET = "wartet"
    VERSANDT = "versandt"
    NICHT_ZUGESTELLT = "nicht_zugestellt"
    # No longer needed: its link was replaced or the person got it another way.
    ERLEDIGT = "erledigt"


class Einlesungsart(StrEnum):
    """What an uploaded file is read as."""

    MASSNAHMENLISTE = "massnahmenliste"
    JAHRESMAPPE = "jahresmappe"


class EinlesungStatus(StrEnum):
    OFFEN = "offen"
    UEBERNOMMEN = "uebernommen"
    VERWORFEN = "verworfen"


class Kuerzungsgrund(StrEnum):
    """Why an expenditure is not recognised; the catalogue of the checkers."""

    DOPPELT_ERFASST = "doppelt_erfasst"
    AUSSERHALB_ZEITRAUM = "ausserhalb_zeitraum"
    EINZELANSATZ_UEBERSCHRITTEN = "einzelansatz_ueberschritten"
    NICHT_ZUWENDUNGSFAEHIG = "nicht_zuwendungsfaehig"
    NICHT_BELEGT = "nicht_belegt"
    SKONTO_NICHT_ABGEZOGEN = "skonto_nicht_abgezogen"
    VORSTEUER = "vorsteuer"
    SONSTIGES = "sonstiges"


class Zeichnungsart(StrEnum):
    """What somebody signs about a proof; opening it again takes a request and the word of a second Person."""

    FACHLICH = "fachlich"
    RECHNERISCH = "rechnerisch"
    FREIGABE = "freigabe"
    OEFFNUNG_GEWUENSCHT = "oeffnung_gewuenscht"
    OEFFNUNG = "oeffnung"


class Prueftiefe(StrEnum):
    """How deep the figures are checked: for plausibility alone, or down to Belege of a sample."""

    KURSORISCH = "kursorisch"
    VERTIEFT = "vertieft"


class Stichprobengrund(StrEnum):
    """Why a Beleg is in the sample."""

    SCHWELLE = "schwelle"
    RISIKO = "risiko"
    ZUFALL = "zufall"


class Pruefantwort(StrEnum):
    """Answer to a point of the checklist."""

    JA = "ja"
    NEIN = "nein"
    ENTFAELLT = "entfaellt"


class Testatergebnis(StrEnum):
    """What the Rechnungsprüfung found about the city's Verwendungsnachweis."""

    OHNE_FESTSTELLUNGEN = "ohne_feststellungen"
    MIT_FESTSTELLUNGEN = "mit_feststellungen"
    VERSAGT = "versagt"


class Verstetigungsstand(StrEnum):
    """How far a Maßnahme has come on its way into the city's own budget."""

    IDEE = "idee"
    PILOT = "pilot"
    BEABSICHTIGT = "beabsichtigt"
    HAUSHALTSANMELDUNG = "haushaltsanmeldung"
    IM_ENTWURF = "im_entwurf"
    FACHAUSSCHUSS = "fachausschuss"
    RATSBESCHLUSS = "ratsbeschluss"
    VERSTETIGT = "verstetigt"
    ABGELEHNT = "abgelehnt"
    ZURUECKGESTELLT = "zurueckgestellt"
    AUSGELAUFEN = "ausgelaufen"


# The order of the procedure; a state has come so far as its place in this row.
FOERDERJAHR_FOLGE = tuple(FoerderjahrStatus)
FOERDERJAHR_UEBERGAENGE: dict[FoerderjahrStatus, frozenset[FoerderjahrStatus]] = {
    FoerderjahrStatus.PLANUNG: frozenset({FoerderjahrStatus.BEANTRAGT}),
    FoerderjahrStatus.BEANTRAGT: frozenset({FoerderjahrStatus.BESCHIEDEN, FoerderjahrStatus.PLANUNG}),
    FoerderjahrStatus.BESCHIEDEN: frozenset({FoerderjahrStatus.IN_DURCHFUEHRUNG}),
    FoerderjahrStatus.IN_DURCHFUEHRUNG: frozenset({FoerderjahrStatus.NACHGEWIESEN}),
    FoerderjahrStatus.NACHGEWIESEN: frozenset(
        {FoerderjahrStatus.ABGESCHLOSSEN, FoerderjahrStatus.IN_DURCHFUEHRUNG}
    ),
    FoerderjahrStatus.ABGESCHLOSSEN: frozenset({FoerderjahrStatus.NACHGEWIESEN}),
}
NACHWEIS_UEBERGAENGE: dict[NachweisStatus, frozenset[NachweisStatus]] = {
    NachweisStatus.ENTWURF: frozenset({NachweisStatus.EINGEREICHT}),
    NachweisStatus.EINGEREICHT: frozenset({NachweisStatus.IN_PRUEFUNG, NachweisStatus.ENTWURF}),
    NachweisStatus.IN_PRUEFUNG: frozenset({NachweisStatus.NACHFORDERUNG, NachweisStatus.GEPRUEFT}),
    NachweisStatus.NACHFORDERUNG: frozenset({NachweisStatus.EINGEREICHT}),
    NachweisStatus.GEPRUEFT: frozenset({NachweisStatus.FREIGEGEBEN, NachweisStatus.IN_PRUEFUNG}),
    NachweisStatus.FREIGEGEBEN: frozenset({NachweisStatus.ABGESCHLOSSEN, NachweisStatus.IN_PRUEFUNG}),
    NachweisStatus.ABGESCHLOSSEN: frozenset({NachweisStatus.FREIGEGEBEN}),
}

# Pairs, not a dict: members of two lists with the same value (`pauschale`) are equal as keys.
_LABELS: tuple[tuple[StrEnum, str], ...] = (
    (FoerderjahrStatus.PLANUNG, "Antrag in Arbeit"),
    (FoerderjahrStatus.BEANTRAGT, "Beantragt"),
    (FoerderjahrStatus.BESCHIEDEN, "Beschieden"),
    (FoerderjahrStatus.IN_DURCHFUEHRUNG, "In Durchführung"),
    (FoerderjahrStatus.NACHGEWIESEN, "Nachgewiesen"),
    (FoerderjahrStatus.ABGESCHLOSSEN, "Abgeschlossen"),
    (Ausgang.BEWILLIGT, "bewilligt"),
    (Ausgang.TEILWEISE, "teilweise bewilligt"),
    (Ausgang.ABGELEHNT, "abgelehnt"),
    (Ausgang.ZURUECKGEZOGEN, "zurückgezogen"),
    (Finanzierungsart.FESTBETRAG, "Festbetragsfinanzierung"),
    (Finanzierungsart.ANTEIL, "Anteilfinanzierung"),
    (Finanzierungsart.FEHLBEDARF, "Fehlbedarfsfinanzierung"),
    (Betragsart.LANDESFOERDERUNG, "Landesförderung"),
    (Betragsart.GESAMTAUSGABEN, "Gesamtausgaben"),
    (Betragsart.UNGEKLAERT, "ungeklärt"),
    (Mittelherkunft.LAND, "Land"),
    (Mittelherkunft.STADT, "Stadt"),
    (Mittelherkunft.TRAEGER, "Eigenmittel"),
    (Mittelherkunft.BUND, "Bund"),
    (Mittelherkunft.ANDERE_OEFFENTLICHE, "Andere öffentliche"),
    (Mittelherkunft.KRANKENKASSE, "Krankenkasse"),
    (Mittelherkunft.SPENDE, "Spenden"),
    (Mittelherkunft.TEILNEHMENDE, "Teilnehmende"),
    (TraegerArt.FREIER_TRAEGER, "freier Träger"),
    (TraegerArt.STAEDTISCHE_STELLE, "städtische Stelle"),
    (TraegerArt.ANDERE_OEFFENTLICHE, "andere öffentliche Stelle"),
    (TraegerArt.UNGEKLAERT, "ungeklärt"),
    (Fortsetzung.UNVERAENDERT, "Fortsetzung unverändert"),
    (Fortsetzung.GEAENDERT, "Fortsetzung geändert"),
    (Fortsetzung.NEU, "neu"),
    (Ausgabenart.PERSONAL, "Personalausgaben"),
    (Ausgabenart.HONORAR, "Honorare"),
    (Ausgabenart.SACH, "Sachausgaben"),
    (Ausgabenart.OEFFENTLICHKEITSARBEIT, "Öffentlichkeitsarbeit"),
    (Ausgabenart.FAHRT, "Fahrtkosten"),
    (Ausgabenart.PAUSCHALE, "Pauschale"),
    (Ausgabenart.INVEST, "Investitionen"),
    (Ausgabenart.SONSTIGE, "Sonstige Ausgaben"),
    (Belegart.BELEG, "Beleg"),
    (Belegart.PAUSCHALE, "Pauschale"),
    (Nachweisart.MIT_BELEGLISTE, "mit Belegliste"),
    (Nachweisart.EINFACH, "einfacher Nachweis"),
    (Unterschriftsart.KEINE, "ohne Unterschrift"),
    (Unterschriftsart.SIGNIERTES_PDF, "signiertes PDF"),
    (Unterschriftsart.PAPIER, "Papier mit Unterschrift"),
    (NachweisStatus.ENTWURF, "Entwurf"),
    (NachweisStatus.EINGEREICHT, "eingereicht"),
    (NachweisStatus.IN_PRUEFUNG, "in Prüfung"),
    (NachweisStatus.NACHFORDERUNG, "Nachforderung"),
    (NachweisStatus.GEPRUEFT, "geprüft"),
    (NachweisStatus.FREIGEGEBEN, "freigegeben"),
    (NachweisStatus.ABGESCHLOSSEN, "abgeschlossen"),
    (Zahlungsart.AUSZAHLUNG, "Auszahlung"),
    (Zahlungsart.RUECKZAHLUNG, "Rückzahlung im laufenden Jahr"),
    (Zahlungsart.RESTZAHLUNG, "Restzahlung nach Prüfung"),
    (Zahlungsart.ERSTATTUNG, "Erstattung"),
    (Zahlungsart.MITTELABRUF, "Mittelabruf"),
    (Zahlungsart.RUECKZAHLUNG_LAND, "Rückzahlung an das Land"),
    (Zahlungsart.ZINSEN, "Zinsen"),
    (Rolle.GESCHAEFTSSTELLE, "Geschäftsstelle"),
    (Rolle.TRAEGER, "Träger"),
    (Rolle.STELLE, "Städtische Stelle"),
    (Rolle.FINANZPRUEFUNG, "Finanzprüfung"),
    (Rolle.EINSICHT, "Einsicht"),
    (Rolle.KONTENVERWALTUNG, "Kontenverwaltung"),
    (Befugnis.INHALTLICH, "inhaltlich"),
    (Befugnis.FINANZIELL, "finanziell"),
    (Befugnis.VERTRETUNGSBERECHTIGT, "vertretungsberechtigt"),
    (Dateiart.PDF, "PDF"),
    (Dateiart.BILD, "Bild"),
    (Dateiart.XLSX, "Excel"),
    (Dateiart.CSV, "CSV"),
    (Dateiart.XML, "XML"),
    (Dateizweck.ANLAGE, "Anlage"),
    (Dateizweck.SCAN, "Scan"),
    (Dateizweck.UNTERSCHRIFT, "unterschriebener Nachweis"),
    (Dateizweck.ERECHNUNG, "E-Rechnung"),
    (Mitteilungsart.FRAGE, "Frage"),
    (Mitteilungsart.AENDERUNG, "Änderungsmitteilung"),
    (Mitteilungsart.FRISTVERLAENGERUNG, "Fristverlängerung"),
    (Mitteilungsart.NOTIZ, "Notiz"),
    (Erinnerungsstufe.VORHER_LANG, "erste Erinnerung vor der Frist"),
    (Erinnerungsstufe.VORHER_KURZ, "zweite Erinnerung vor der Frist"),
    (Erinnerungsstufe.NACHHER_KURZ, "erste Erinnerung nach der Frist"),
    (Erinnerungsstufe.NACHHER_LANG, "zweite Erinnerung nach der Frist"),
    (Linkzweck.EINLADUNG, "Einladung"),
    (Linkzweck.NEUES_KENNWORT, "neues Kennwort"),
    (Linkzweck.NEUE_ADRESSE, "neue E-Mail-Adresse"),
    (Versuchsart.KENNWORT, "Anmeldung"),
    (Versuchsart.ZWEITER_FAKTOR, "Zweiter Faktor"),
    (Versuchsart.LINK, "Link"),
    (Versuchsart.VERGESSEN, "Kennwort vergessen"),
    (Nachrichtstatus.WARTET, "wartet"),
    (Nachrichtstatus.VERSANDT, "versandt"),
    (Nachrichtstatus.NICHT_ZUGESTELLT, "nicht zugestellt"),
    (Nachrichtstatus.ERLEDIGT, "erledigt"),
    (Einlesungsart.MASSNAHMENLISTE, "Liste der Maßnahmen"),
    (Einlesungsart.JAHRESMAPPE, "Jahresmappe"),
    (EinlesungStatus.OFFEN, "wartet auf Bestätigung"),
    (EinlesungStatus.UEBERNOMMEN, "übernommen"),
    (EinlesungStatus.VERWORFEN, "verworfen"),
    (Kuerzungsgrund.DOPPELT_ERFASST, "doppelt erfasst"),
    (Kuerzungsgrund.AUSSERHALB_ZEITRAUM, "Leistung außerhalb des Durchführungszeitraums"),
    (Kuerzungsgrund.EINZELANSATZ_UEBERSCHRITTEN, "Einzelansatz überschritten"),
    (Kuerzungsgrund.NICHT_ZUWENDUNGSFAEHIG, "nicht zuwendungsfähig"),
    (Kuerzungsgrund.NICHT_BELEGT, "nicht belegt"),
    (Kuerzungsgrund.SKONTO_NICHT_ABGEZOGEN, "Skonto nicht abgezogen"),
    (Kuerzungsgrund.VORSTEUER, "abziehbare Vorsteuer"),
    (Kuerzungsgrund.SONSTIGES, "sonstiger Grund"),
    (Zeichnungsart.FACHLICH, "fachlich geprüft"),
    (Zeichnungsart.RECHNERISCH, "rechnerisch geprüft"),
    (Zeichnungsart.FREIGABE, "freigegeben"),
    (Zeichnungsart.OEFFNUNG_GEWUENSCHT, "Öffnung beantragt"),
    (Zeichnungsart.OEFFNUNG, "wieder geöffnet"),
    (Prueftiefe.KURSORISCH, "kursorisch"),
    (Prueftiefe.VERTIEFT, "vertieft"),
    (Stichprobengrund.SCHWELLE, "über dem Schwellenwert"),
    (Stichprobengrund.RISIKO, "Risikomerkmal"),
    (Stichprobengrund.ZUFALL, "zufällig"),
    (Pruefantwort.JA, "ja"),
    (Pruefantwort.NEIN, "nein"),
    (Pruefantwort.ENTFAELLT, "entfällt"),
    (Testatergebnis.OHNE_FESTSTELLUNGEN, "ohne Feststellungen"),
    (Testatergebnis.MIT_FESTSTELLUNGEN, "mit Feststellungen"),
    (Testatergebnis.VERSAGT, "versagt"),
    (Verstetigungsstand.IDEE, "Idee"),
    (Verstetigungsstand.PILOT, "Pilot mit Landesmitteln"),
    (Verstetigungsstand.BEABSICHTIGT, "Verstetigung beabsichtigt"),
    (Verstetigungsstand.HAUSHALTSANMELDUNG, "zum Haushalt angemeldet"),
    (Verstetigungsstand.IM_ENTWURF, "im Haushaltsentwurf"),
    (Verstetigungsstand.FACHAUSSCHUSS, "vom Fachausschuss empfohlen"),
    (Verstetigungsstand.RATSBESCHLUSS, "Ratsbeschluss"),
    (Verstetigungsstand.VERSTETIGT, "verstetigt"),
    (Verstetigungsstand.ABGELEHNT, "abgelehnt"),
    (Verstetigungsstand.ZURUECKGESTELLT, "zurückgestellt"),
    (Verstetigungsstand.AUSGELAUFEN, "ausgelaufen"),
)


def label(value: StrEnum) -> str:
    """Return the German word that pages, papers and workbooks print."""
    if isinstance(value, Antragszeile):
        return value.value
    return _BY_KIND[type(value)][value]


_BY_KIND: dict[type[StrEnum], dict[StrEnum, str]] = {}
for _value, _text in _LABELS:
    _BY_KIND.setdefault(type(_value), {})[_value] = _text
