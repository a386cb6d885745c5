"""Taking a letter back that went wrong: it stays with day and reason, and the next one gets the next version.

One Person may do so while nothing came of it. What was announced or paid is opened by two Persons instead; then all
letters of the outcome fall away with it (services.pruefoeffnung).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.errors import Conflict, RuleViolation, Violation
from grants.domain.schreiben import ANHOERUNG, SCHLUSSMITTEILUNG
from grants.queries.anteile import Anteil
from grants.services.akten import PRUEFVERMERK
from grants.services.ergebnisse import Geldstand, begin, record_outcome

# Written to the Träger, so nothing of what the house said to itself.
GEOEFFNET = "Die Prüfung wurde wieder aufgenommen. Sie erhalten ein neues Schreiben."
_ZU_ZWEIT = (
    "Dafür öffnen zwei Personen den Nachweis auf der Seite „Prüfung“: eine beantragt, eine zweite stimmt zu."
)


def take_back_hearing(
    session: Session, anteil_id: int, *, grund: str, stand: int | None, heute: date, person: m.Person
) -> m.Erstattung:
    """Take the hearing back, with the answer to it and the decision that rests on it; all stay readable.

    Raises RuleViolation without a reason, Conflict where there is none or more came of it.
    """
    nachweis, anteil, _, geld = begin(
        session, anteil_id, stand=stand, heute=heute, person=person, takes_back=True
    )
    claim = nachweis.erstattung
    if claim is None or claim.anhoerung_am is None:
        raise Conflict("Es läuft keine Anhörung. Bitte sehen Sie sich die Seite neu an.")
    if nachweis.schlussmitteilung_am is not None:
        raise Conflict("Die Schlussmitteilung ist ausgestellt. Bitte nehmen Sie zuerst sie zurück.")
    _nothing_came_of_it(claim, geld)
    _require_reason(grund)
    _withdraw(session, nachweis, claim, grund=grund, heute=heute)
    papers = _mark(session, anteil, (ANHOERUNG,), grund=grund, heute=heute)
    record_outcome(
        session,
        "anhoerung_zurueckgenommen",
        anteil,
        person,
        grund=grund.strip(),
        dokumente=papers,
        alt=_said(claim),
    )
    return claim


def take_back_conclusion(
    session: Session, anteil_id: int, *, grund: str, stand: int | None, heute: date, person: m.Person
) -> None:
    """Take the Schlussmitteilung back; a decision stays and can be changed. Raises as `take_back_hearing`."""
    nachweis, anteil, _, geld = begin(
        session, anteil_id, stand=stand, heute=heute, person=person, takes_back=True
    )
    if nachweis.schlussmitteilung_am is None:
        raise Conflict("Es ist keine Schlussmitteilung ausgestellt. Bitte sehen Sie sich die Seite neu an.")
    _nothing_came_of_it(nachweis.erstattung, geld)
    _require_reason(grund)
    old = {
        "schlussmitteilung_am": nachweis.schlussmitteilung_am.isoformat(),
        "restzahlung": str(nachweis.restzahlung) if nachweis.restzahlung else None,
    }
    nachweis.schlussmitteilung_am = nachweis.restzahlung = None
    papers = _mark(session, anteil, (SCHLUSSMITTEILUNG,), grund=grund, heute=heute)
    record_outcome(
        session,
        "schlussmitteilung_zurueckgenommen",
        anteil,
        person,
        grund=grund.strip(),
        dokumente=papers,
        alt=old,
    )


def withdraw_outcome(
    session: Session, nachweis: m.Verwendungsnachweis, anteil: Anteil, *, heute: date
) -> dict[str, object]:
    """Take back all that was told of an outcome that two Persons opened; return what it was, for the log."""
    claim = nachweis.erstattung
    told = nachweis.schlussmitteilung_am
    old = {
        "schlussmitteilung_am": told.isoformat() if told else None,
        "restzahlung": str(nachweis.restzahlung) if nachweis.restzahlung else None,
        "erstattung": _said(claim) if claim else None,
    }
    nachweis.schlussmitteilung_am = nachweis.restzahlung = None
    if claim is not None:
        _withdraw(session, nachweis, claim, grund=GEOEFFNET, heute=heute)
    papers = _mark(
        session, anteil, (PRUEFVERMERK, ANHOERUNG, SCHLUSSMITTEILUNG), grund=GEOEFFNET, heute=heute
    )
    return {**old, "dokumente": papers}


# -- parts -----------------------------------------------------------------------------------------------------


def _nothing_came_of_it(claim: m.Erstattung | None, geld: Geldstand) -> None:
    if claim is not None and claim.bekannt_gegeben_am is not None:
        raise Conflict(
            f"Die Entscheidung ist bekannt gegeben und wird nicht mehr zurückgenommen. {_ZU_ZWEIT}"
        )
    if geld.erstattet or geld.rest_gezahlt:
        raise Conflict(f"Es ist schon gezahlt worden. {_ZU_ZWEIT}")


def _require_reason(grund: str) -> None:
    if not grund.strip():
        text = "Bitte schreiben Sie, warum Sie das Schreiben zurücknehmen. Der Träger liest es."
        raise RuleViolation([Violation("grund_fehlt", text, "grund")])


def _withdraw(
    session: Session, nachweis: m.Verwendungsnachweis, claim: m.Erstattung, *, grund: str, heute: date
) -> None:
    claim.zurueckgenommen_am, claim.zurueckgenommen_grund = heute, grund.strip()
    session.flush()
    # Else the next one would push this row out of the table.
    session.expire(nachweis, ["erstattung"])


def _mark(session: Session, anteil: Anteil, arten: Collection[str], *, grund: str, heute: date) -> list[str]:
    """Mark the papers of these kinds that still hold, and return their numbers."""
    d = m.Dokument
    statement = (
        select(d)
        .where(
            d.empfaengeranteil_id == anteil.id,
            d.art.in_([f"{art}-{anteil.id}" for art in arten]),
            d.zurueckgenommen_am.is_(None),
        )
        .order_by(d.id)
    )
    found = list(session.scalars(statement))
    for paper in found:
        paper.zurueckgenommen_am, paper.zurueckgenommen_grund = heute, grund.strip()
    return [paper.nummer for paper in found]


def _said(claim: m.Erstattung) -> dict[str, str | None]:
    """Return what was told, answered and decided about an Erstattung."""
    days = {
        name: getattr(claim, name)
        for name in ("anhoerung_am", "anhoerung_bis", "antwort_am", "entschieden_am", "faellig_am")
    }
    return {
        "gefordert": str(claim.gefordert),
        "begruendung": claim.begruendung or None,
        "nicht_erhoben": str(claim.nicht_erhoben) if claim.nicht_erhoben else None,
        **{name: day.isoformat() if day else None for name, day in days.items()},
    }
