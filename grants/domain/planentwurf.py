"""A Finanzierungsplan while it is written: what cannot be saved, what the rules say of it, and where its money goes.

The plan is put into the year as if it were stored; figures and judgements come from `summen.py` and the Prüfregeln.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from grants.domain import summen
from grants.domain.begriffe import Antragszeile, Ausgabenart, label
from grants.domain.errors import DomainError, Violation
from grants.domain.kette import Empfaenger, Finanzierungsplan, Jahr, Massnahme
from grants.domain.money import NULL, Betrag, format_betrag, summe
from grants.domain.pruefregeln import REGISTER, Bezug, Ergebnis, pruefe_regel

# The rules that look at a plan, in the order of the chain.
REGELN = ("plan_ausgeglichen", "plan_zuwendungsfaehig", "plan_deckt_betrag", "foerderquote")
MAX_CODE = 20
# Code of an Ausgabeposition as offices abbreviate its kind (beispiel/: PK, HO, SA, OE, FK).
CODE_VORSCHLAG: Mapping[Ausgabenart, str] = {
    Ausgabenart.PERSONAL: "PK",
    Ausgabenart.HONORAR: "HO",
    Ausgabenart.SACH: "SA",
    Ausgabenart.OEFFENTLICHKEITSARBEIT: "OE",
    Ausgabenart.FAHRT: "FK",
    Ausgabenart.PAUSCHALE: "PA",
    Ausgabenart.INVEST: "IN",
    Ausgabenart.SONSTIGE: "SO",
}


class VzaeUnklar(DomainError):
    """A text that is not a share of full-time posts."""

    code = "vzae_unklar"


def parse_vzae(text: str) -> int:
    """Return hundredths of a full-time post from `1,5`, `0,35` or `2`; raises VzaeUnklar."""
    found = re.fullmatch(r"([0-9]{1,3})(?:,([0-9]{1,2}))?", text.strip(), re.ASCII)
    if not found:
        raise VzaeUnklar(f"„{text.strip()[:20]}“ ist kein Stellenanteil. Bitte wie 1,5 oder 0,35 schreiben.")
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


def format_vzae(hundertstel: int) -> str:
    """Return `1,50`."""
    return f"{hundertstel // 100},{hundertstel % 100:02d}"


# -- the plan in its year ------------------------------------------------------------------------------------


def find_recipient(jahr: Jahr, kennung: str, kuerzel: str) -> tuple[Massnahme, Empfaenger] | None:
    """Return the recipient with its Maßnahme; None where there is none."""
    pairs = ((m, e) for m, e in summen.recipients(jahr) if m.kennung == kennung and e.kuerzel == kuerzel)
    return next(pairs, None)


def draft(jahr: Jahr, kennung: str, kuerzel: str, plan: Finanzierungsplan) -> Jahr:
    """Return the year as if the plan were the valid one of the recipient."""

    def put(empfaenger: Empfaenger) -> Empfaenger:
        # In force at once: whoever writes a plan for later wants to know today whether it adds up.
        older = tuple(each for each in empfaenger.plaene if each.version < plan.version)
        return replace(empfaenger, plaene=(*older, replace(plan, wirksam_ab=None)))

    return replace(
        jahr,
        massnahmen=tuple(
            replace(
                massnahme,
                empfaenger=tuple(put(e) if e.kuerzel == kuerzel else e for e in massnahme.empfaenger),
            )
            if massnahme.kennung == kennung
            else massnahme
            for massnahme in jahr.massnahmen
        ),
    )


def judge(jahr: Jahr, kennung: str, kuerzel: str) -> tuple[Ergebnis, ...]:
    """Return what the rules say of the recipient's plan, and of the year where a rule looks at all plans at once."""
    own = Bezug(kennung, kuerzel)
    return tuple(
        ergebnis
        for code in REGELN
        for ergebnis in pruefe_regel(jahr, REGISTER[code])
        if ergebnis.bezug in (None, own)
    )


@dataclass(frozen=True, slots=True)
class Bilanz:
    """The two sides of a plan; `differenz` is Deckungsmittel less Ausgaben insgesamt."""

    ausgaben: summen.Ausgaben
    deckung: Betrag

    @property
    def differenz(self) -> Betrag:
        return self.deckung - self.ausgaben.insgesamt


def bilanz(plan: Finanzierungsplan) -> Bilanz:
    return Bilanz(summen.geplant(plan), summen.deckung(plan))


def zeilen_of(jahr: Jahr, kennung: str, kuerzel: str) -> summen.Antragszeilen | None:
    """Return what the plan of one recipient puts into the lines 3.1–3.7; None while money has no line."""
    found = find_recipient(jahr, kennung, kuerzel)
    if found is None:
        return None
    massnahme, empfaenger = found
    alone = replace(jahr, massnahmen=(replace(massnahme, empfaenger=(empfaenger,)),))
    return summen.antragszeilen(alone)


def lines(zeilen: summen.Antragszeilen) -> tuple[tuple[str, str, Betrag], ...]:
    """Return number, words and amount of the lines 3.1–3.7."""
    return (
        ("3.1", "Gesamtkosten", zeilen.gesamtkosten),
        ("3.2", "davon grundsätzlich zuwendungsfähig", zeilen.zuwendungsfaehige_kosten),
        (Antragszeile.LEISTUNGEN_DRITTER, "abzüglich Leistungen Dritter", zeilen.leistungen_dritter),
        ("3.4", "Zuwendungsfähige Gesamtausgaben", zeilen.zuwendungsfaehige_gesamtausgaben),
        (Antragszeile.BEANTRAGTE_FOERDERUNG, "Beantragte Förderung", zeilen.beantragte_foerderung),
        (
            Antragszeile.OEFFENTLICHE_FOERDERUNG,
            "Bewilligte oder beantragte öffentliche Förderung",
            zeilen.oeffentliche_foerderung,
        ),
        (Antragszeile.EIGENANTEIL, "Eigenanteil", zeilen.eigenanteil),
    )


# -- cells, to find what changed meanwhile -------------------------------------------------------------------


def zellen_of(plan: Finanzierungsplan | None) -> dict[str, str]:
    """Return the plan as cells, one a row."""
    if plan is None:
        return {"version": "0"}
    found = {"version": str(plan.version), "gilt": plan.wirksam_ab.isoformat() if plan.wirksam_ab else ""}
    for p in plan.positionen:
        figures = f"{format_betrag(p.insgesamt)}, davon zuwendungsfähig {format_betrag(p.zuwendungsfaehig)}"
        found[f"ausgabe/{p.code}"] = " · ".join(
            part for part in (label(p.art), p.bezeichnung, figures) if part
        )
    for number, z in enumerate(plan.personal, start=1):
        months = f"{z.monate} Monate" if z.monate else ""
        amount = format_betrag(z.betrag) if z.betrag is not None else ""
        parts = (
            z.position,
            z.funktion,
            f"{format_vzae(z.vzae_hundertstel)} VZÄ",
            z.entgeltgruppe,
            months,
            amount,
        )
        found[f"personal/{number}"] = " · ".join(part for part in parts if part)
    for number, d in enumerate(plan.deckungsmittel, start=1):
        found[f"deckung/{number}"] = " · ".join(
            part for part in (label(d.herkunft), d.geber, format_betrag(d.betrag)) if part
        )
    return found


_WORT = {
    "version": "Version",
    "gilt": "Gilt ab",
    "ausgabe": "Ausgabe",
    "personal": "Personal",
    "deckung": "Deckung",
}


def describe(feld: str) -> str:
    """Return what a cell of the plan is called: `Ausgabe PK`."""
    art, _, rest = feld.partition("/")
    return f"{_WORT[art]} {rest}".strip()


# -- rules for one input -------------------------------------------------------------------------------------


def check(plan: Finanzierungsplan, *, benutzt: Collection[str]) -> Iterator[Violation]:
    """Yield what cannot be saved; fields are named `ausgabe/2/code` by the place of their row.

    `benutzt`: codes of Ausgabepositionen under which Belege are booked. Whether amounts make sense is judged by the
    Prüfregeln: a plan in work may be wrong.
    """
    codes: set[str] = set()
    for place, position in enumerate(plan.positionen):
        feld = f"ausgabe/{place}/code"
        if not position.code:
            yield Violation("code_fehlt", "Bitte ein Kürzel wie PK oder SA eintragen.", feld)
        elif len(position.code) > MAX_CODE:
            yield Violation("code_zu_lang", f"Ein Kürzel hat höchstens {MAX_CODE} Zeichen.", feld)
        elif position.code in codes:
            yield Violation(
                "code_doppelt",
                f"Das Kürzel „{position.code}“ steht zweimal. Bitte jedes nur einmal vergeben.",
                feld,
            )
        codes.add(position.code)
    for code in sorted(set(benutzt) - codes):
        yield Violation(
            "code_benutzt",
            f"Unter „{code}“ sind schon Belege eingetragen. Bitte die Ausgabeposition mit diesem Kürzel behalten.",
        )
    yield from _check_personal(plan, codes)
    for place, mittel in enumerate(plan.deckungsmittel):
        if mittel.betrag < NULL:
            yield Violation(
                "deckung_negativ", "Deckungsmittel sind nicht negativ.", f"deckung/{place}/betrag"
            )


def _check_personal(plan: Finanzierungsplan, codes: set[str]) -> Iterator[Violation]:
    for place, zeile in enumerate(plan.personal):
        feld = f"personal/{place}"
        if zeile.position not in codes:
            yield Violation(
                "position_unbekannt",
                f"„{zeile.position}“ steht nicht unter den Ausgaben. Bitte das Kürzel der Personalausgabe nennen.",
                f"{feld}/position",
            )
        if not zeile.funktion:
            yield Violation("funktion_fehlt", "Bitte die Funktion nennen, keinen Namen.", f"{feld}/funktion")
        if zeile.vzae_hundertstel <= 0:
            yield Violation("vzae_nicht_positiv", "Der Stellenanteil muss größer als 0 sein.", f"{feld}/vzae")
        if zeile.monate is not None and not 1 <= zeile.monate <= 12:
            yield Violation("monate_ausserhalb", "Bitte 1 bis 12 Monate eintragen.", f"{feld}/monate")


def compare_personal(plan: Finanzierungsplan) -> tuple[tuple[str, Betrag, Betrag], ...]:
    """Return for each Ausgabeposition with costed posts its code, what they add up to, and the position itself.

    Positions whose posts are not all costed are left out: there is nothing to compare yet.
    """
    found = []
    for position in plan.positionen:
        posts = [zeile.betrag for zeile in plan.personal if zeile.position == position.code]
        known = [betrag for betrag in posts if betrag is not None]
        if known and len(known) == len(posts):
            found.append((position.code, summe(known), position.insgesamt))
    return tuple(found)
