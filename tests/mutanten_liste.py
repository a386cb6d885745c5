"""The faults that `make mutanten` builds in: one line each, with the tests that must notice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutant:
    """`alt` stands exactly once in `datei` and becomes `neu`."""

    name: str
    datei: str
    alt: str
    neu: str
    tests: tuple[str, ...]


_REGELN = "grants/domain/pruefregeln"
_TESTS = "tests/domain/pruefregeln"


def _regel(code: str, name: str, alt: str, neu: str) -> Mutant:
    return Mutant(f"{code}: {name}", f"{_REGELN}/{code}.py", alt, neu, (f"{_TESTS}/test_{code}.py",))


def _domain(datei: str, name: str, alt: str, neu: str, *tests: str) -> Mutant:
    return Mutant(f"{datei}: {name}", f"grants/domain/{datei}.py", alt, neu, tests)


def _import(datei: str, name: str, alt: str, neu: str, *tests: str) -> Mutant:
    return Mutant(f"{datei}: {name}", f"grants/imports/{datei}.py", alt, neu, tests)


_MONEY = ("tests/domain/test_money.py", "tests/domain/test_money_shares.py")
_SUMMEN = "tests/domain/test_summen.py"
_REGEL = "tests/domain/test_regel.py"
_ZUFALLSJAHRE = "tests/eigenschaften/test_zufallsjahre_regeln.py"

MUTANTEN: tuple[Mutant, ...] = (
    _domain(
        "summen",
        "was zurückkam, gilt als ausgezahlt",
        "    return summe(zahlung.betrag for zahlung in payments(empfaenger, am, herkunft=herkunft))",
        "    return summe(abs(zahlung.betrag) for zahlung in payments(empfaenger, am, herkunft=herkunft))",
        _ZUFALLSJAHRE,
    ),
    _domain(
        "summen",
        "eine Kürzung zählt doppelt",
        "lost = Ausgaben(-cut if row.mindert_insgesamt else NULL, -cut)",
        "lost = Ausgaben(-cut if row.mindert_insgesamt else NULL, -cut - cut)",
        _ZUFALLSJAHRE,
    ),
    _domain(
        "money",
        "halbe Cent werden abgerundet",
        "return sign * ((2 * abs(dividend) + divisor) // (2 * divisor))",
        "return sign * (abs(dividend) // divisor)",
        *_MONEY,
    ),
    _domain(
        "money",
        "das Minus geht beim Lesen verloren",
        'return Betrag(-cents if found["sign"] else cents)',
        "return Betrag(cents)",
        *_MONEY,
    ),
    _domain(
        "money",
        "0.123 gilt als hundertdreiundzwanzig",
        '_WHOLE_GROUPED = r"[1-9]',
        '_WHOLE_GROUPED = r"[0-9]',
        *_MONEY,
    ),
    _domain(
        "money",
        "ein übriger Cent fällt weg",
        "for i in by_rest[: abs(betrag.cents) - sum(cents)]:",
        "for i in by_rest[:0]:",
        *_MONEY,
    ),
    _domain(
        "festsetzung",
        "der Höchstbetrag begrenzt nicht",
        "betrag = max(NULL, min(hoechstbetrag, computed))",
        "betrag = max(NULL, computed)",
        "tests/domain/test_festsetzung.py",
    ),
    _domain(
        "festsetzung",
        "Leistungen Dritter mindern nicht",
        "base = anerkannt - dritte",
        "base = anerkannt",
        "tests/domain/test_festsetzung.py",
    ),
    _domain(
        "festsetzung",
        "der Eigenanteil fehlt beim Fehlbedarf",
        "computed = base - eigenanteil",
        "computed = base",
        "tests/domain/test_festsetzung.py",
    ),
    _domain(
        "kette",
        "eine Version gilt erst am Tag danach",
        "v.wirksam_ab <= am",
        "v.wirksam_ab < am",
        _SUMMEN,
        _REGEL,
    ),
    _domain(
        "fristen",
        "Feiertage verschieben keine Frist",
        "while tag.weekday() >= _SATURDAY or tag in _FEIERTAGE:",
        "while tag.weekday() >= _SATURDAY:",
        "tests/domain/test_fristen.py",
    ),
    _domain(
        "kennung",
        "lange Kennungen werden nicht gekürzt",
        "if len(kennung) > MAX_KENNUNG:",
        "if len(kennung) > 10 * MAX_KENNUNG:",
        "tests/domain/test_kennung.py",
    ),
    _domain(
        "pruefregeln/regel",
        "eine Abweichung gilt ohne zweite Person",
        "return abweichung.zugestimmt_von not in (None, abweichung.begruendet_von)",
        "return abweichung.zugestimmt_von is not None",
        _REGEL,
    ),
    _domain(
        "pruefregeln/regel",
        "nicht geprüft ist grün",
        "RED = frozenset({Ergebnisart.FEHLER, Ergebnisart.NICHT_GEPRUEFT})",
        "RED = frozenset({Ergebnisart.FEHLER})",
        _REGEL,
    ),
    _domain(
        "pruefregeln/regel",
        "die Differenz ist verkehrt herum",
        "return self.gefunden - self.erwartet",
        "return self.erwartet - self.gefunden",
        _REGEL,
    ),
    _regel("summe_antrag", "ein Cent stört nicht", "holds=not differenz,", "holds=abs(differenz.cents) < 2,"),
    _regel("kontingent", "ein Cent zu viel geht", "holds=beantragt <= zugeteilt,", "holds=True,"),
    _regel(
        "plan_ausgeglichen",
        "zu viel Deckung geht",
        "holds=deckung == ausgaben,",
        "holds=deckung >= ausgaben,",
    ),
    _regel(
        "plan_zuwendungsfaehig",
        "mehr zuwendungsfähig als insgesamt",
        "NULL <= p.zuwendungsfaehig <= p.insgesamt]",
        "NULL <= p.zuwendungsfaehig]",
    ),
    _regel(
        "plan_deckt_betrag",
        "mehr Landesmittel gehen",
        "holds=gefunden == erwartet,",
        "holds=gefunden >= erwartet,",
    ),
    _regel("foerderquote", "der Landesanteil gilt nicht", "holds=beantragt <= hoechstens,", "holds=True,"),
    _regel(
        "massnahmebeginn",
        "der Tag davor geht",
        "too_early = beginn < bescheid_vom if bescheid_vom",
        "too_early = False if bescheid_vom",
    ),
    _regel(
        "summe_bescheid",
        "die Aufteilung wird nicht verglichen",
        "return compare(holds=not differenz,",
        "return compare(holds=True,",
    ),
    _regel(
        "umverteilung",
        "eine Seite darf fehlen",
        "return compare(holds=not rest,",
        "return compare(holds=True,",
    ),
    _regel(
        "weiterleitung",
        "der Rest darf negativ sein",
        "holds=rest >= NULL and not undecided,",
        "holds=not undecided,",
    ),
    _regel(
        "empfaenger_anteile",
        "Anteile müssen nicht aufgehen",
        "not open_shares and gefunden == erwartet",
        "not open_shares",
    ),
    _regel(
        "auszahlung",
        "vor der Bestandskraft gezahlt",
        "and weiterleitung.bestandskraeftig_ab <= am",
        "",
    ),
    _regel("eingang_land", "mehr eingegangen als bewilligt", "holds=eingegangen <= erwartet,", "holds=True,"),
    _regel(
        "bestand", "liegendes Geld fällt nicht auf", "holds=not short and not unused,", "holds=not short,"
    ),
    _regel("belege_summe", "ein Unterschied fällt nicht auf", "if erwartet == gefunden:", "if True:"),
    _regel("einzelansatz", "genau die Toleranz ist zu viel", "holds=ist <= bound,", "holds=ist < bound,"),
    _regel("zeitraum", "ein Tag danach geht", "or max(days) > bis):", "or False):"),
    _regel("beleg_doppelt", "doppelt angesetzt geht", "holds = total <= paid", "holds = True"),
    _regel("anerkannt", "mehr anerkannt als nachgewiesen", "holds=gefunden <= erwartet,", "holds=True,"),
    _regel(
        "festsetzung", "die Brücke wird nicht verglichen", "same = stated == computed.betrag", "same = True"
    ),
    _regel(
        "erstattung",
        "nicht Gefordertes fällt nicht auf",
        "if not problem and gefunden != needed:",
        "if False:",
    ),
    _regel(
        "verbleib",
        "ein Cent darf verschwinden",
        "holds=open_ >= NULL and gefunden == granted,",
        "holds=open_ >= NULL,",
    ),
    _import(
        "tabelle",
        "zu viele Zeilen werden still gelesen",
        "if anzahl > MAX_ZEILEN:",
        "if False:",
        "tests/imports/test_tabelle.py",
        "tests/imports/test_annahme.py",
    ),
    _import(
        "datei",
        "zu große Dateien gehen",
        "if len(inhalt) > MAX_BYTES:",
        "if False:",
        "tests/imports/test_datei.py",
    ),
    _import(
        "archiv",
        "ein Archiv darf sich beliebig entpacken",
        "if total + size > MAX_ENTPACKT:",
        "if False:",
        "tests/imports/test_archiv.py",
    ),
    _import(
        "xlsx",
        "eine Formel ohne Wert gilt als leer",
        "return OHNE_WERT if has_formula and not empty_text else None",
        "return None",
        "tests/imports/test_xlsx.py",
        "tests/imports/test_tabelle.py",
    ),
    _import(
        "mappe_zellen",
        "ein Bruchteil eines Cents wird gerundet",
        "return int(nearest) if abs(exact - nearest) <= _TOLERANZ else None",
        "return int(nearest)",
        "tests/imports/test_jahresmappe_abgelehnt.py",
    ),
    _import(
        "massnahmen_werte",
        "null und negative Beträge gehen",
        "if betrag.cents > 0:",
        "if True:",
        "tests/imports/test_massnahmen_tabelle.py",
        "tests/imports/test_massnahmen_text.py",
    ),
)
