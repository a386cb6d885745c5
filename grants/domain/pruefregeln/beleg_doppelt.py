"""Σ shares of one invoice over Maßnahmen, years and Träger ≤ amount paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass

from grants.domain import summen
from grants.domain.begriffe import Belegart, Nachweisart
from grants.domain.kette import Beleg, Jahr
from grants.domain.money import NULL, Betrag, format_betrag, summe
from grants.domain.pruefregeln.gemeinsam import PRUEFEN
from grants.domain.pruefregeln.nachweise import BITTE_ERLAEUTERN, beleg_order, bezug_of, left_out, nachweisart
from grants.domain.pruefregeln.regel import (
    Befund,
    Bezug,
    Schwere,
    Stufe,
    Urteil,
    compare,
    missing,
    not_applicable,
    regel,
)
from grants.domain.rechnung import angaben_key, number_key

_BEHEBEN = "Verwendungsnachweis, Belegliste"


@dataclass(frozen=True, slots=True)
class _Share:
    """A share of a Beleg; `bezug` is empty where it stands in another year's proof (`woanders` says where)."""

    beleg: Beleg
    betrag: Betrag
    bezug: Bezug | None
    woanders: str = ""

    @property
    def paid(self) -> Betrag:
        # Without the amount paid, one row can at least not have cost less than what it claims.
        return self.betrag if self.beleg.gezahlt is None else self.beleg.gezahlt


@regel(
    "beleg_doppelt",
    satz="Von keiner Rechnung wird über alle Maßnahmen, Jahre und Träger mehr angesetzt, als gezahlt wurde.",
    quelle=f"VV Nr. 11.1 zu § 44 LHO{PRUEFEN}",
    stufe=Stufe.EINREICHEN,
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    yield from left_out(jahr)
    doubled: set[Bezug] = set()
    for (kind, *_), shares in _groups(jahr).items():
        owners = {share.beleg.traeger for share in shares}
        for owner in sorted(owners):
            own = [share for share in shares if share.beleg.traeger == owner]
            for befund in _judge(own, by_number=kind == "nummer"):
                if befund.urteil is Urteil.VERLETZT:
                    doubled |= {Bezug(s.bezug.massnahme, owner) for s in own if s.bezug}
                yield befund
        if len(owners) > 1:
            yield from _judge(shares, by_number=kind == "nummer")
    yield from _per_recipient(jahr, doubled)


def _per_recipient(jahr: Jahr, doubled: set[Bezug]) -> Iterator[Befund]:
    for massnahme, empfaenger in summen.funded_recipients(jahr):
        bezug = bezug_of(massnahme, empfaenger)
        if bezug in doubled:
            continue
        if empfaenger.belegteile:
            text = f"In {len(empfaenger.belegteile)} Zeilen ist keine Rechnung mehrfach angesetzt."
            yield Befund(Urteil.OK, text, bezug=bezug)
        elif nachweisart(jahr, empfaenger) is Nachweisart.EINFACH:
            yield not_applicable("Einfacher Nachweis: eine Belegliste ist nicht verlangt.", bezug=bezug)
        else:
            yield missing("Die Belegliste fehlt. Bitte laden Sie sie hoch.", bezug=bezug, beheben=_BEHEBEN)


def _groups(jahr: Jahr) -> dict[tuple[str, Hashable], list[_Share]]:
    """Return the shares of this year's invoices, with those that other years claim of them."""
    groups: defaultdict[tuple[str, Hashable], list[_Share]] = defaultdict(list)
    for massnahme, empfaenger in summen.recipients(jahr):
        for teil in empfaenger.belegteile:
            if teil.beleg.art is not Belegart.PAUSCHALE:
                bezug = bezug_of(massnahme, empfaenger, beleg=teil.beleg.nr)
                groups[_identity(teil.beleg)].append(_Share(teil.beleg, teil.betrag, bezug))
    for fremd in jahr.fremde_belegteile:
        identity = _identity(fremd.beleg)
        if identity in groups:
            woanders = f"{fremd.jahr}, {fremd.massnahme}"
            groups[identity].append(_Share(fremd.beleg, fremd.betrag, None, woanders))
    return dict(groups)


def _identity(beleg: Beleg) -> tuple[str, Hashable]:
    """Return what makes two rows the same invoice: payee and number, else all that the rows tell."""
    if key := number_key(beleg):
        return "nummer", key
    if key := angaben_key(beleg):
        return "angaben", key
    return "beleg", (beleg.traeger, beleg.nr)


def _judge(shares: list[_Share], *, by_number: bool) -> Iterator[Befund]:
    """Yield the finding about one invoice; nothing where a single row of this year claims no more than was paid."""
    claimed = [(beleg_order(s.beleg.nr), s.beleg.traeger, s.bezug) for s in shares if s.bezug]
    belege = {(s.beleg.traeger, s.beleg.nr, s.woanders) for s in shares}
    if not claimed:
        return
    # Money that came back lowers what is claimed and is never claimed twice.
    paid = max(NULL, *(share.paid for share in shares))
    total = summe(share.betrag for share in shares)
    holds = total <= paid
    if holds and len(belege) == 1:
        return
    across = len({share.beleg.traeger for share in shares}) > 1
    unsure = all(s.beleg.gezahlt is None for s in shares) or (len(belege) > 1 and not by_number)
    request = "Bitte bei der Prüfung der Belege klären." if across else BITTE_ERLAEUTERN
    yield compare(
        holds=holds,
        erwartet=paid,
        gefunden=total,
        text=_text(shares, paid, total, by_number=by_number) + ("" if holds else f" {request}"),
        bezug=max(claimed, key=lambda claim: claim[:2])[2],
        schwere=Schwere.HINWEIS if unsure else None,
        beheben="Prüfung der Belege" if across else _BEHEBEN,
        # No Träger may learn what another one has handed in.
        nur_buero=across,
    )


def _text(shares: list[_Share], paid: Betrag, total: Betrag, *, by_number: bool) -> str:
    across = len({share.beleg.traeger for share in shares}) > 1
    names: dict[str, None] = {}
    for share in sorted(shares, key=lambda s: (beleg_order(s.beleg.nr), s.beleg.traeger, s.woanders)):
        where = ", ".join(filter(None, [share.beleg.traeger if across else "", share.woanders]))
        names[f"{share.beleg.nr} ({where})" if where else share.beleg.nr] = None
    *head, last = names
    listed = f"{', '.join(head)} und {last}" if head else last
    beleg = shares[0].beleg
    figures = f"{format_betrag(total)} angesetzt, gezahlt {format_betrag(paid)}"
    if not head:
        return f"Beleg {listed}: {figures}."
    if by_number:
        invoice = f"Rechnung {beleg.rechnungsnummer} ({beleg.zahlungsempfaenger})"
        return f"{invoice}: in den Belegen {listed} zusammen {figures}."
    return (
        f"Die Belege {listed} gleichen sich in Zahlungsempfänger, Datum, Betrag und Leistungszeit: "
        f"zusammen {figures}."
    )
