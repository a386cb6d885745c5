"""What a year by chance must show on pages, in files and rules: figures of `nachrechnung.py` under their names."""

from __future__ import annotations

from collections.abc import Iterable

from grants.domain.mittelstand import AUSGABEN, LAND, ZUWENDUNG, Mittelstand, Zahl
from grants.domain.pruefregeln import Ergebnis
from tests.nachrechnung import Empfaengerzahlen, Nachrechnung
from tests.zufallsjahre import Zufallsjahr

# In batches, so that processes share them; no two of the largest years are in one.
SEEDS = 200
STAPEL = 20
# (erwartet, gefunden) in cents by (code, Kennung, Kürzel)
Vergleiche = dict[tuple[str, str, str], tuple[int, int]]


def stapel(nummer: int) -> range:
    """Return the seeds of one batch."""
    return range(nummer * SEEDS // STAPEL, (nummer + 1) * SEEDS // STAPEL)


def zahlen_je_ort(jahr: Zufallsjahr) -> dict[tuple[str, str], dict[Zahl, int | None]]:
    """Return every figure in cents by Maßnahme and recipient; ("", "") is the whole year."""
    soll = jahr.soll
    found: dict[tuple[str, str], dict[Zahl, int | None]] = {}
    each = {paar: _of_recipient(jahr, e) for paar, e in soll.empfaenger.items()}
    blank = {paar for paar, e in soll.empfaenger.items() if paar[0] in soll.ohne_land and not e.has_land}
    for kennung in {m.kennung for m in jahr.mappe.massnahmen}:
        mine = {paar: values for paar, values in each.items() if paar[0] == kennung}
        found |= {paar: _sum([values], paar in blank) for paar, values in mine.items()}
        found[kennung, ""] = _sum(mine.values(), all(paar in blank for paar in mine)) | {
            Zahl.BEANTRAGT: soll.beantragt.get(kennung),
            Zahl.BEWILLIGT: soll.bewilligt.get(kennung),
        }
    found["", ""] = _sum([v for p, v in each.items() if p not in blank], nobody=False) | {
        Zahl.BEANTRAGT: sum(soll.beantragt.values()),
        Zahl.BEWILLIGT: sum(soll.bewilligt.values()),
    }
    return found


def _of_recipient(jahr: Zufallsjahr, e: Empfaengerzahlen) -> dict[Zahl, int | None]:
    paid = not e.is_stelle
    decided = e.festgesetzt is not None
    recognised = e.anerkannt if jahr.is_abgerechnet else None
    values: dict[Zahl, int | None] = {
        Zahl.ZUGESAGT: e.zugesagt,
        Zahl.AUSGEZAHLT: e.ausgezahlt if paid and e.zugesagt is not None else None,
        Zahl.FESTGESETZT: e.festgesetzt,
        Zahl.ERSTATTET: e.erstattet if paid and (decided or e.erstattet) else None,
        Zahl.RESTZAHLUNG: e.restzahlung if paid and (decided or e.restzahlung) else None,
    }
    for zahl, track in (
        (Zahl.GEPLANT, e.geplant),
        (Zahl.NACHGEWIESEN, e.nachgewiesen),
        (Zahl.ANERKANNT, recognised),
    ):
        values[zahl] = track[0] if track else None
        values[Zahl(f"{zahl}-zuwendungsfaehig")] = track[1] if track else None
    return values


def _sum(rows: Iterable[dict[Zahl, int | None]], nobody: bool) -> dict[Zahl, int | None]:
    each = [] if nobody else list(rows)
    sums: dict[Zahl, int | None] = {}
    for zahl in (*ZUWENDUNG[2:], *AUSGABEN):
        known = [value for row in each if (value := row[zahl]) is not None]
        sums[zahl] = sum(known) if known else None
    return sums


def zahlen_land(jahr: Zufallsjahr) -> dict[Zahl, int | None]:
    soll = jahr.soll
    stated = jahr.mappe.nachweis_stadt.zuwendung_lt_abrechnung
    return {
        Zahl.LAND_BEWILLIGT: soll.bescheid,
        Zahl.LAND_EINGEGANGEN: soll.eingegangen,
        Zahl.LAND_NACHGEWIESEN: stated.cents if stated is not None else None,
        Zahl.LAND_ZURUECK: soll.zurueckgezahlt,
    }


def shown(stand: Mittelstand) -> dict[tuple[str, str], dict[Zahl, int | None]]:
    """Return what the Stand der Mittel says, in cents; what it does not say of a row is left out."""
    return {
        (row.ort.kennung, row.ort.kuerzel): {
            z: b.cents if b is not None else None for z, b in row.zahlen.items()
        }
        for row in stand.zeilen
    }


def check_mittelstand(stand: Mittelstand, jahr: Zufallsjahr) -> None:
    """Every figure of the Stand der Mittel is the one counted again."""
    expected = zahlen_je_ort(jahr)
    rows = shown(stand)
    assert len(rows) == len(stand.zeilen)
    for ort, figures in rows.items():
        # The only recipient of a Maßnahme stands in its row, with the figures of the Maßnahme.
        wanted = expected[ort] | ({} if ort not in jahr.soll.empfaenger else expected[ort[0], ""])
        if ort in jahr.soll.empfaenger and Zahl.BEANTRAGT not in figures:
            wanted = expected[ort]
        assert figures == {zahl: wanted[zahl] for zahl in figures}, (jahr.seed, ort)
    land = {zahl: betrag.cents if betrag is not None else None for zahl, betrag in stand.land.zahlen.items()}
    assert land == zahlen_land(jahr), jahr.seed
    assert set(LAND) == set(land)


def vergleiche(jahr: Zufallsjahr) -> Vergleiche:
    """Return the two figures that each rule has to compare, counted again."""
    soll = jahr.soll
    found: Vergleiche = {("summe_antrag", "", ""): (soll.genannt or 0, sum(soll.beantragt.values()))}
    found["eingang_land", "", ""] = (soll.bescheid or 0, soll.eingegangen - soll.zurueckgezahlt)
    for kennung, granted in soll.bewilligt.items():
        found["weiterleitung", kennung, ""] = (granted, soll.zugesagt(kennung))
        shares = [e.anteil for (m, _), e in soll.empfaenger.items() if m == kennung]
        if any(share is not None for share in shares):
            found["empfaenger_anteile", kennung, ""] = (granted, sum(share or 0 for share in shares))
    for (kennung, kuerzel), e in soll.empfaenger.items():
        if e.geplant is None:
            continue
        place = (kennung, kuerzel)
        found["plan_ausgeglichen", *place] = (e.geplant[0], e.deckung)
        found["plan_deckt_betrag", *place] = (e.zugesagt or 0, e.deckung_land)
        if not e.is_stelle:
            found["auszahlung", *place] = (e.zugesagt or 0, e.ausgezahlt or 0)
        if jahr.is_abgerechnet:
            found |= _abgerechnet(place, e)
    if soll.festgesetzt is not None and soll.bescheid is not None:
        found["verbleib", "", ""] = (soll.bescheid, verbleib(soll))
    return found


def verbleib(soll: Nachrechnung) -> int:
    """Return festgesetzt + not drawn + returned + open."""
    not_drawn = (soll.bescheid or 0) - soll.eingegangen
    return (soll.festgesetzt or 0) + not_drawn + soll.zurueckgezahlt + soll.noch_zurueck


def _abgerechnet(place: tuple[str, str], e: Empfaengerzahlen) -> Vergleiche:
    assert e.nachgewiesen is not None
    assert e.anerkannt is not None
    found: Vergleiche = {("anerkannt", *place): (e.nachgewiesen[1], e.anerkannt[1])}
    if e.bruecke is not None and e.festgesetzt is not None:
        found["festsetzung", *place] = (e.bruecke, e.festgesetzt)
    if not e.is_stelle:
        back = (e.erstattet or 0) + e.nicht_erhoben + max(0, e.erstattung_offen)
        found["erstattung", *place] = (e.zu_erstatten, back)
        paid = (e.restzahlung or 0) + max(0, e.restzahlung_offen)
        found["restzahlung", *place] = (e.nachzuzahlen, paid)
    return found


def compared(ergebnisse: Iterable[Ergebnis], codes: Iterable[str]) -> Vergleiche:
    """Return what these rules say they compared, of subjects that are no single Beleg."""
    wanted = set(codes)
    found: Vergleiche = {}
    for each in ergebnisse:
        if each.code in wanted and each.erwartet is not None and each.gefunden is not None:
            bezug = each.bezug
            if bezug is not None and bezug.beleg:
                continue
            place = (bezug.massnahme or "", bezug.traeger or "") if bezug else ("", "")
            found[each.code, *place] = (each.erwartet.cents, each.gefunden.cents)
    return found


def red(ergebnisse: Iterable[Ergebnis]) -> set[str]:
    """Return the rules that something is wrong with."""
    return {each.code for each in ergebnisse if each.is_red}
