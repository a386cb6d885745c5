"""Saving the table "Maßnahmen und Beträge": amounts, stated total, shares, order, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from grants import models as m
from grants.domain.begriffe import Betragsart
from grants.domain.betragstabelle import (
    Wunsch,
    check,
    names_of,
    resolve,
    same_order,
    zellen_of,
    zellen_of_wunsch,
)
from grants.domain.errors import RuleViolation
from grants.domain.kette import Jahr
from grants.domain.money import Betrag
from grants.domain.zellen import InzwischenGeaendert, Zellen, find_changes
from grants.queries.betraege import load_bekannte
from grants.queries.kette import load_jahr
from grants.services import ereignisse
from grants.services.abgleich import add_many, change
from grants.services.betraege_zeilen import Zeilen, apply_order, apply_rows, load_zeilen, take_out
from grants.services.liste.antrag import Newest, load_newest


@dataclass(frozen=True, slots=True)
class Gespeichert:
    """What saving did: whether anything, in which version of the Antrag it stands, remarks for the person."""

    changed: bool
    version: int
    neue_version: bool = False
    hinweise: tuple[str, ...] = ()


def save_betraege(
    session: Session,
    foerderjahr: m.Foerderjahr,
    wunsch: Wunsch,
    *,
    gezeigt: Zellen,
    am: date,
    person: m.Person,
) -> Gespeichert:
    """Make the year's newest Antrag and its rows say what is wanted; a sent Antrag gets a new version.

    `gezeigt`: the cells the page was made from. Raises InzwischenGeaendert where some of them were changed
    meanwhile, RuleViolation with everything that cannot be saved; nothing is written then.
    """
    # Two who save at once wait for one another, so that the second compares with what the first wrote.
    session.refresh(foerderjahr, with_for_update=True)
    jahr = load_jahr(session, foerderjahr, am=am, einzelbelege=False)
    bekannte = load_bekannte(session, foerderjahr)
    wunsch = resolve(wunsch, names_of(bekannte))
    meine = zellen_of_wunsch(wunsch, gezeigt)
    _compare(jahr, gezeigt, meine)
    zeilen = load_zeilen(session, foerderjahr, bekannte)
    if violations := list(check(wunsch, jahr=jahr, gezeigt=gezeigt, register=zeilen.massnahmen)):
        raise RuleViolation(violations)
    newest = load_newest(session, foerderjahr.id)
    apply_rows(zeilen, wunsch)
    if meine["folge"] != _shown_order(wunsch, gezeigt) or zeilen.aufgenommen:
        apply_order(zeilen, wunsch)
    done = _Antragsaenderung(session, foerderjahr, newest, wunsch, zeilen)
    target = done.apply()
    take_out(zeilen, [zeile for zeile in wunsch.zeilen if zeile.weg])
    version = target.version if target else newest.antrag.version if newest.antrag else 0
    if target is None and not zeilen.changed:
        return Gespeichert(changed=False, version=version)
    ereignisse.record(
        session,
        art="betraege_geaendert",
        gegenstand=f"foerderjahr/{jahr.programm}/{foerderjahr.jahr}",
        person=person,
        inhalt={"antrag_version": version, **done.protokoll(), **zeilen.protokoll()},
    )
    neu = target is not None and newest.antrag is not None and target is not newest.antrag
    return Gespeichert(changed=True, version=version, neue_version=neu, hinweise=tuple(zeilen.hinweise))


def _compare(jahr: Jahr, gezeigt: Zellen, meine: Zellen) -> None:
    jetzt = zellen_of(jahr)
    found = find_changes(gezeigt, meine, same_order(gezeigt, jetzt))
    # Rows in another order are no loss to whoever did not move any.
    told = tuple(each for each in found if each.feld != "folge" or each.is_streit)
    if told:
        raise InzwischenGeaendert(told, jetzt)


def _shown_order(wunsch: Wunsch, gezeigt: Zellen) -> str:
    wanted = {zeile.kennung for zeile in wunsch.zeilen}
    return " ".join(key for key in gezeigt.get("folge", "").split() if key in wanted)


# -- the Antrag ----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Antragsaenderung:
    """Amounts and stated total on their way into the version they belong to."""

    session: Session
    foerderjahr: m.Foerderjahr
    newest: Newest
    wunsch: Wunsch
    zeilen: Zeilen
    betraege: list[dict[str, str | None]] = field(default_factory=list)
    kopf: dict[str, dict[str, str | None]] = field(default_factory=dict)

    def protokoll(self) -> dict[str, Any]:
        """Return what the Ereignis tells, without what did not change."""
        return ({"betraege": self.betraege} if self.betraege else {}) | self.kopf

    def apply(self) -> m.Antrag | None:
        """Write the figures and return their version; None where nothing changes."""
        wanted = self._wanted()
        self._note(wanted)
        old = self.newest.antrag
        figures = bool(self.betraege) or "genannt" in self.kopf
        if not figures and not self.kopf:
            return None
        # Where a figure stands and what the amounts mean may be added to what was sent; a figure may not change.
        target = old if old and not (old.versandt_am and figures) else self._next_version()
        change(target, **self._kopf_values())
        if {"genannt", "quelle"} & self.kopf.keys():
            # The line of the file said something else.
            target.quelle_datei, target.quelle_zeile = "", None
        self._set_amounts(target, wanted)
        # Amounts are rows of their own: without this the counter of the Antrag would not tell that they moved.
        flag_modified(target, "quelle")
        return target

    def _wanted(self) -> dict[int, Betrag]:
        """Return the amounts by Jahresmassnahme; rows that the page did not show keep theirs."""
        rows = {self.zeilen.of(zeile).id: zeile for zeile in self.wunsch.zeilen if self.zeilen.has(zeile)}
        kept = {key: betrag for key, betrag in self.newest.betraege.items() if key not in rows}
        return kept | {
            key: zeile.betrag for key, zeile in rows.items() if zeile.betrag is not None and not zeile.weg
        }

    def _note(self, wanted: dict[int, Betrag]) -> None:
        before, old = self.newest.betraege, self.newest.antrag
        self.betraege = [
            {
                "massnahme": self.zeilen.kennung(key),
                "alt": _text(before.get(key)),
                "neu": _text(wanted.get(key)),
            }
            for key in dict.fromkeys([*before, *wanted])
            if before.get(key) != wanted.get(key)
        ]
        unset = m.Antrag(genannt=None, quelle="", stand=None, betragsart=Betragsart.UNGEKLAERT)
        for name, value in self._kopf_values().items():
            if (was := getattr(old or unset, name)) != value:
                self.kopf[name] = {"alt": _text(was), "neu": _text(value)}

    def _kopf_values(self) -> dict[str, Any]:
        kopf = self.wunsch.kopf
        return {
            "genannt": kopf.genannt,
            "quelle": kopf.quelle,
            "stand": kopf.stand,
            "betragsart": kopf.betragsart,
        }

    def _next_version(self) -> m.Antrag:
        old = self.newest.antrag
        target = m.Antrag(foerderjahr_id=self.foerderjahr.id, version=old.version + 1 if old else 1)
        if old is not None:
            target.quelle_datei, target.quelle_zeile = old.quelle_datei, old.quelle_zeile
        self.session.add(target)
        self.session.flush()  # its amounts point to it
        return target

    def _set_amounts(self, target: m.Antrag, wanted: dict[int, Betrag]) -> None:
        held = self.newest.positionen if target is self.newest.antrag else {}
        for key in held.keys() - wanted.keys():
            self.session.delete(held[key])
        new = []
        for key, betrag in wanted.items():
            old = self.newest.positionen.get(key)
            same = old is not None and self.newest.betraege[key] == betrag
            if key not in held:
                new.append(
                    m.Antragsposition(
                        antrag_id=target.id,
                        jahresmassnahme_id=key,
                        betrag=betrag,
                        angabe=old.angabe if old else "",
                        quelle_zeile=old.quelle_zeile if old and same else None,
                    )
                )
            elif not same:
                # The amount no longer is that of the line it was read from.
                change(held[key], betrag=betrag, quelle_zeile=None)
        add_many(self.session, m.Antragsposition, new)
        # Amounts that left no longer count when their Maßnahme is looked at.
        self.session.flush()


def _text(value: object) -> str | None:
    return None if value in (None, "") else str(value)
