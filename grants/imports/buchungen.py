"""Extracts of a ledger: accounts, Soll and Haben, Storno pairs. City offices prove what they spent with them.

An expenditure stands in Soll, what came back or came in stands in Haben. A booking and its Storno make nothing: both
are left out and told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from grants.domain.begriffe import Belegart
from grants.domain.belegeinlesung import Wortfund, herkunft_in, position_in
from grants.domain.kennung import name_key
from grants.domain.money import NULL, Betrag, Zahlen, format_betrag, summe
from grants.imports.beleg_summen import is_summe
from grants.imports.beleg_werte import Belegliste, Belegzeile, Einnahmezeile
from grants.imports.codes import Code
from grants.imports.datei import Datei, DateiArt, QuelleArt
from grants.imports.leser import Leser
from grants.imports.meldungen import Meldungen
from grants.imports.spalten import Spalte, fold
from grants.imports.tabelle import Tabelle, Zeile, check_anzahl, read_tabellen

BUCHUNGSSPALTEN = (
    Spalte(
        "konto",
        "Sachkonto",
        (
            "Konto",
            "Kontonummer",
            "Konto-Nr.",
            "Konto Nr.",
            "Kto.",
            "Sachkontonummer",
            "Finanzposition",
            "Kostenart",
        ),
    ),
    Spalte(
        "kontoname",
        "Kontobezeichnung",
        ("Sachkontobezeichnung", "Bezeichnung", "Kontoname", "Kontentext"),
        pflicht=False,
    ),
    Spalte(
        "nr",
        "Belegnummer",
        ("Beleg-Nr.", "Belegnr.", "Beleg", "Belegfeld 1", "Buchungsnummer", "Dokumentnummer", "Lfd. Nr."),
        pflicht=False,
    ),
    Spalte("rechnungsnummer", "Rechnungsnummer", ("Externe Belegnummer", "Referenz"), pflicht=False),
    Spalte("rechnungsdatum", "Belegdatum", ("Rechnungsdatum",), pflicht=False),
    Spalte(
        "zahlungsdatum",
        "Buchungsdatum",
        ("Zahlungsdatum", "Wertstellung", "Valuta", "Datum", "Buchungstag", "gezahlt am"),
    ),
    Spalte(
        "zahlungsempfaenger",
        "Kreditor",
        ("Zahlungsempfänger", "Empfänger", "Geschäftspartner", "Zahlungspartner", "Lieferant", "Name"),
        pflicht=False,
    ),
    Spalte("zweck", "Buchungstext", ("Text", "Verwendungszweck", "Zweck", "Beschreibung", "Positionstext")),
    Spalte("soll", "Soll", ("Sollbetrag", "Betrag Soll", "Soll-Betrag"), pflicht=False, ist_betrag=True),
    Spalte("haben", "Haben", ("Habenbetrag", "Betrag Haben", "Haben-Betrag"), pflicht=False, ist_betrag=True),
    Spalte(
        "betrag",
        "Betrag",
        ("Umsatz", "Buchungsbetrag", "Betrag in Hauswährung"),
        pflicht=False,
        ist_betrag=True,
    ),
    Spalte(
        "kennzeichen",
        "S/H",
        ("Soll/Haben", "Soll-/Haben-Kennzeichen", "Soll/Haben-Kennzeichen", "SH", "S/H-Kennzeichen"),
        pflicht=False,
    ),
    Spalte("storno", "Storno", ("Stornokennzeichen", "Storno-Kennzeichen", "Generalumkehr"), pflicht=False),
)
_SOLL, _HABEN = frozenset({"s", "soll", "d"}), frozenset({"h", "haben", "c"})
_STORNO = re.compile(r"\b(?:storno\w*|stornier\w*|rueckbuchung|generalumkehr)\b")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_KEIN_STORNO = frozenset({"", "nein", "0", "n"})
_NR = 60


@dataclass(frozen=True, slots=True)
class Buchung:
    """One booking; positive is expenditure."""

    konto: str
    kontoname: str
    nr: str
    rechnungsnummer: str
    rechnungsdatum: date | None
    datum: date | None
    wer: str
    zweck: str
    betrag: Betrag
    is_storno: bool
    zeile: int
    blatt: str | None

    @property
    def schluessel(self) -> str:
        return name_key(self.konto)


@dataclass(frozen=True, slots=True)
class Buchungsliste:
    """The bookings of a file without Storno pairs, and the accounts they stand on."""

    buchungen: tuple[Buchung, ...]
    konten: tuple[Wortfund, ...]
    hinweise: tuple[str, ...]
    datei: str
    quelle_art: QuelleArt
    sha256: str

    def as_belegliste(self, woerter: Mapping[str, str]) -> Belegliste:
        """Return the bookings as rows of a Belegliste; `woerter` says for every account what it means."""
        belege, einnahmen = [], []
        left: list[Buchung] = []
        numbers: Counter[str] = Counter()
        for place, buchung in enumerate(self.buchungen, start=1):
            meaning = woerter.get(buchung.schluessel, "")
            nr = _number(buchung.nr or f"B-{place}", numbers)
            position, herkunft = position_in(meaning), herkunft_in(meaning)
            if position:
                belege.append(_beleg(buchung, nr, position))
            elif herkunft is not None:
                einnahmen.append(_einnahme(buchung, nr, herkunft.value))
            else:
                left.append(buchung)
        told = list(self.hinweise)
        if left:
            accounts = ", ".join(dict.fromkeys(each.konto for each in left))
            total = format_betrag(summe(each.betrag for each in left))
            many = "1 Buchung gehört" if len(left) == 1 else f"{len(left)} Buchungen gehören"
            told.append(
                f"{many} nach Ihrer Angabe nicht zu dieser Maßnahme (Konto {accounts}, zusammen {total})."
            )
        return Belegliste(
            tuple(belege), tuple(einnahmen), (), tuple(told), self.datei, self.quelle_art, self.sha256
        )


def _number(nr: str, numbers: Counter[str]) -> str:
    """Return a number that stands once; lines of one voucher get `/2`, `/3` in the order of the file."""
    numbers[nr] += 1
    return nr if numbers[nr] == 1 else f"{nr[: _NR - 5]}/{numbers[nr]}"


def _beleg(b: Buchung, nr: str, position: str) -> Belegzeile:
    return Belegzeile(
        nr=nr,
        art=Belegart.BELEG,
        position=position,
        rechnungsnummer=b.rechnungsnummer,
        rechnungsdatum=b.rechnungsdatum,
        zahlungsdatum=b.datum,
        zahlungsempfaenger=b.wer,
        zweck=b.zweck,
        gezahlt=b.betrag,
        betrag=b.betrag,
        zuwendungsfaehig=b.betrag,
        leistung_von=None,
        leistung_bis=None,
        bemerkung=f"Konto {b.konto}",
        zeile=b.zeile,
        blatt=b.blatt,
    )


def _einnahme(b: Buchung, nr: str, herkunft: str) -> Einnahmezeile:
    return Einnahmezeile(
        nr=nr,
        datum=b.datum,
        einzahler=b.wer,
        zweck=b.zweck,
        betrag=-b.betrag,
        herkunft=herkunft,
        bemerkung="",
        zeile=b.zeile,
        blatt=b.blatt,
    )


def is_buchungsliste(gelesen: Iterable[str]) -> bool:
    """Tell whether the columns read with BUCHUNGSSPALTEN are those of a ledger: an account, and Soll or Haben."""
    keys = set(gelesen)
    return "konto" in keys and bool(keys & {"soll", "haben", "kennzeichen"})


def read_buchungen(
    datei: Datei, *, zahlen: Zahlen | None, zuordnung: Mapping[str, str] | None = None
) -> Buchungsliste:
    """Return the bookings of a file. Raises RuleViolation with every problem."""
    meldungen = Meldungen(datei.name)
    reader = _Buchungen(meldungen, zahlen)
    for tabelle in read_tabellen(datei, BUCHUNGSSPALTEN, meldungen, zuordnung=zuordnung):
        reader.read(tabelle)
    check_anzahl(len(reader.buchungen), datei=datei.name)
    if not reader.buchungen and not meldungen.violations:
        text = "In der Tabelle steht keine Buchung. Bitte prüfen Sie, ob Sie die richtige Datei ausgewählt haben."
        meldungen.add(Code.LISTE_FEHLT, text)
    meldungen.raise_if_any()
    buchungen, told = drop_storno(reader.buchungen)
    return Buchungsliste(
        tuple(buchungen),
        _accounts(buchungen),
        (*meldungen.hinweise, *told),
        datei.name,
        QuelleArt.XLSX if datei.art is DateiArt.XLSX else QuelleArt.CSV,
        datei.sha256,
    )


@dataclass(slots=True)
class _Buchungen:
    meldungen: Meldungen
    zahlen: Zahlen | None
    buchungen: list[Buchung] = field(default_factory=list)

    def read(self, tabelle: Tabelle) -> None:
        leser = Leser(tabelle, self.meldungen, zahlen=self.zahlen)
        if not {"soll", "haben", "betrag"} & set(tabelle.spalten):
            text = "Es fehlt eine Spalte mit Beträgen: „Soll“ und „Haben“ oder „Betrag“. Bitte ordnen Sie sie zu."
            self.meldungen.add(Code.SPALTE_FEHLT, text, zeile=tabelle.kopf_zeile, blatt=tabelle.blatt)
            return
        since = NULL
        for zeile in tabelle.zeilen:
            if not leser.has(zeile, "konto") and _is_sum(zeile):
                self._compare(leser, zeile, since)
                continue
            buchung = self._buchung(leser, zeile)
            if buchung is not None:
                since += buchung.betrag
                self.buchungen.append(buchung)

    def _buchung(self, leser: Leser, zeile: Zeile) -> Buchung | None:
        for key in ("konto", "zahlungsdatum", "zweck"):
            if not leser.has(zeile, key):
                titel = leser.tabelle.titel[key]
                leser.add(zeile, key, Code.ANGABE_FEHLT, f"„{titel}“ fehlt. Bitte eintragen.")
        betrag = self._amount(leser, zeile)
        datum, rechnungsdatum = leser.datum(zeile, "zahlungsdatum"), leser.datum(zeile, "rechnungsdatum")
        if betrag is None:
            return None
        zweck = leser.text(zeile, "zweck")
        flag = fold(leser.text(zeile, "storno"))
        return Buchung(
            konto=leser.text(zeile, "konto"),
            kontoname=leser.text(zeile, "kontoname"),
            nr=leser.text(zeile, "nr")[:_NR],
            rechnungsnummer=leser.text(zeile, "rechnungsnummer"),
            rechnungsdatum=rechnungsdatum,
            datum=datum,
            wer=leser.text(zeile, "zahlungsempfaenger"),
            zweck=zweck,
            betrag=betrag,
            is_storno=flag not in _KEIN_STORNO or bool(_STORNO.search(_lower(zweck))),
            zeile=zeile.nr,
            blatt=leser.tabelle.blatt,
        )

    def _amount(self, leser: Leser, zeile: Zeile) -> Betrag | None:
        soll, haben = leser.betrag(zeile, "soll"), leser.betrag(zeile, "haben")
        if soll is not None or haben is not None:
            return (soll or NULL) - (haben or NULL)
        if any(leser.has(zeile, key) for key in ("soll", "haben")):
            return None
        betrag = leser.betrag(zeile, "betrag")
        if betrag is None:
            if not leser.has(zeile, "betrag"):
                key = next(key for key in ("soll", "betrag", "haben") if key in leser.tabelle.spalten)
                leser.add(zeile, key, Code.BETRAG_FEHLT, "Der Betrag fehlt. Bitte eintragen.")
            return None
        sign = fold(leser.text(zeile, "kennzeichen"))
        if not sign or sign in _SOLL:
            return betrag
        if sign in _HABEN:
            return -betrag
        text = f"„{sign}“ ist weder S (Soll) noch H (Haben). Bitte eines davon eintragen."
        leser.add(zeile, "kennzeichen", Code.ART_UNKLAR, text)
        return None

    def _compare(self, leser: Leser, zeile: Zeile, computed: Betrag) -> None:
        """A sum row is compared and not taken; a ledger may state Soll and Haben apart."""
        stated = self._amount_quietly(leser, zeile)
        if stated is not None and stated != computed:
            leser.add_hinweis(
                zeile,
                f"Die Summenzeile ergibt {format_betrag(stated)}, die Buchungen darüber ergeben "
                f"{format_betrag(computed)}.",
            )

    def _amount_quietly(self, leser: Leser, zeile: Zeile) -> Betrag | None:
        if not any(leser.has(zeile, key) for key in ("soll", "haben", "betrag")):
            return None
        return self._amount(leser, zeile)


def _is_sum(zeile: Zeile) -> bool:
    words = [wert for wert in zeile.werte if isinstance(wert, str)]
    return any(is_summe(word) or _lower(word).startswith("saldo") for word in words)


def _lower(text: str) -> str:
    return text.casefold().translate(_UMLAUTS)


def drop_storno(buchungen: Sequence[Buchung]) -> tuple[list[Buchung], list[str]]:
    """Return the bookings without those that a Storno takes back, and what there is to say about it."""
    gone: set[int] = set()
    told = []
    for place, storno in enumerate(buchungen):
        if not storno.is_storno or place in gone:
            continue
        partner = _partner(buchungen, place, gone)
        if partner is None:
            told.append(
                f"Zeile {storno.zeile}: Zu dieser Stornobuchung über {format_betrag(storno.betrag)} steht keine "
                "Gegenbuchung in der Datei. Sie wird mit ihrem Vorzeichen übernommen."
            )
            continue
        gone |= {place, partner}
        told.append(
            f"Zeilen {buchungen[partner].zeile} und {storno.zeile}: Buchung und Storno über "
            f"{format_betrag(abs(storno.betrag))} heben sich auf und werden nicht übernommen."
        )
    return [each for place, each in enumerate(buchungen) if place not in gone], told


def _partner(buchungen: Sequence[Buchung], place: int, gone: set[int]) -> int | None:
    """Return the booking that a Storno takes back: same account, opposite amount; the likeliest, then the nearest."""
    storno = buchungen[place]
    best, found = 0, None
    for other, each in enumerate(buchungen):
        if other == place or other in gone or each.is_storno:
            continue
        if each.schluessel != storno.schluessel or each.betrag != -storno.betrag:
            continue
        likeness = _likeness(storno, each)
        if likeness >= max(best, 1):
            # Later ones win among equals, up to the Storno itself: a voucher is taken back after it was booked.
            if found is not None and likeness == best and other > place:
                break
            best, found = likeness, other
    return found


def _likeness(storno: Buchung, other: Buchung) -> int:
    """Return how sure it is that one takes the other back; 0: only account and amount agree."""
    if storno.nr and storno.nr == other.nr:
        return 3
    if other.nr and re.search(rf"(?<!\w){re.escape(_lower(other.nr))}(?!\w)", _lower(storno.zweck)):
        return 3
    rest = fold(_STORNO.sub("", _lower(storno.zweck)))
    if rest and rest == fold(_lower(other.zweck)):
        return 2
    return 1 if storno.wer and fold(storno.wer) == fold(other.wer) else 0


def _accounts(buchungen: Iterable[Buchung]) -> tuple[Wortfund, ...]:
    found: dict[str, list[Buchung]] = {}
    for each in buchungen:
        found.setdefault(each.schluessel, []).append(each)
    return tuple(
        Wortfund(
            key,
            rows[0].konto,
            next((row.kontoname for row in rows if row.kontoname), ""),
            len(rows),
            summe(row.betrag for row in rows),
        )
        for key, rows in sorted(found.items())
    )
