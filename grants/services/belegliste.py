"""Taking over the Belegliste of one recipient: expenditure, income and the sums it states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import NachweisStatus, label
from grants.domain.errors import NotFound, RuleViolation
from grants.domain.importergebnis import GeleseneMassnahme, GeleseneSumme, Importergebnis
from grants.domain.money import Betrag, summe
from grants.imports.beleg_werte import Belegliste
from grants.queries import foerderjahre
from grants.services import ereignisse
from grants.services.abgleich import reconcile, says_already
from grants.services.belege.werte import Beleggut, check_belege, make_beleggut
from grants.services.codes import Uebernahmecode

PROGRAMM = "kinderstark"
# In these states the recipient may still change its list.
_OFFEN = frozenset({NachweisStatus.ENTWURF, NachweisStatus.NACHFORDERUNG})


@dataclass(slots=True)
class Empfaenger:
    """Who hands the list in, with what the database holds of it."""

    foerderjahr: m.Foerderjahr
    massnahme: m.Massnahme
    traeger: m.Traeger
    anteil: m.Empfaengeranteil
    nachweis: m.Verwendungsnachweis | None = None
    plan: list[m.Ausgabeposition] = field(default_factory=list)
    # All of the Träger in the year; parts also of other Maßnahmen.
    belege: list[m.Beleg] = field(default_factory=list)
    teile: list[m.Belegteil] = field(default_factory=list)
    einnahmen: list[m.Einnahme] = field(default_factory=list)
    summen: list[m.AngegebeneSumme] = field(default_factory=list)

    @property
    def eigene_teile(self) -> list[m.Belegteil]:
        return [teil for teil in self.teile if teil.empfaengeranteil_id == self.anteil.id]


def import_belege(
    session: Session,
    belegliste: Belegliste,
    *,
    massnahme: str,
    jahr: int,
    traeger: str | None = None,
    programm: str = PROGRAMM,
    person: m.Person,
) -> Importergebnis:
    """Take over a Belegliste and record one Ereignis, unless everything is as it says already.

    `traeger` (Kürzel) chooses where a Maßnahme has several recipients. Belege that the list does not name stay and
    are told. Raises NotFound for an unknown year, Maßnahme or recipient and RuleViolation with every problem;
    nothing is written then.
    """
    e = _find(session, foerderjahre.get(session, programm, jahr), massnahme, traeger)
    load(session, e)
    return take_over(session, e, belegliste, programm=programm, person=person)


def take_over(
    session: Session,
    e: Empfaenger,
    belegliste: Belegliste,
    *,
    programm: str,
    person: m.Person,
    dazu: Mapping[str, Any] | None = None,
) -> Importergebnis:
    """Take a list over for a recipient that was loaded; `dazu` goes into the Ereignis. As `import_belege`."""
    gut = make_beleggut(belegliste, e.plan, traeger_id=e.traeger.id, foerderjahr_id=e.foerderjahr.id)
    shared = {teil.beleg_id for teil in e.teile if teil.empfaengeranteil_id != e.anteil.id}
    violations = check_belege(belegliste, gut, [beleg for beleg in e.belege if beleg.id in shared])
    if violations:
        raise RuleViolation(violations)
    _refuse_handed_in(e, gut)
    changed = _apply(session, e, gut)
    rows = len(gut.teile) + len(gut.einnahmen)
    gerechnet = summe(zeile.betrag for zeile in belegliste.belege)
    ergebnis = Importergebnis(
        uebernommen=sum(changed),
        unveraendert=rows - sum(changed),
        uebergangen=len(belegliste.summen),
        massnahmen=(GeleseneMassnahme(e.massnahme.kennung, e.foerderjahr.jahr, neu=False, betrag=gerechnet),),
        summen=(GeleseneSumme(e.foerderjahr.jahr, _genannt(belegliste), gerechnet),),
        hinweise=(*belegliste.hinweise, *_stays(e, gut)),
    )
    if ergebnis.uebernommen:
        _record(session, e, belegliste, ergebnis, programm=programm, person=person, dazu=dazu or {})
    return ergebnis


def _genannt(belegliste: Belegliste) -> Betrag | None:
    """Return the total of the whole list as it states it; the last one where it states several."""
    totals = [each.betrag for each in belegliste.summen if each.position is None and each.betrag is not None]
    return totals[-1] if totals else None


# -- who it is -----------------------------------------------------------------------------------------------


def _find(session: Session, foerderjahr: m.Foerderjahr, kennung: str, kuerzel: str | None) -> Empfaenger:
    # The outer join leaves both empty where nobody is entered, which the types do not say.
    rows: Sequence[Any] = session.execute(
        select(m.Massnahme, m.Empfaengeranteil, m.Traeger)
        .join(m.Jahresmassnahme, m.Jahresmassnahme.massnahme_id == m.Massnahme.id)
        .outerjoin(m.Empfaengeranteil, m.Empfaengeranteil.jahresmassnahme_id == m.Jahresmassnahme.id)
        .outerjoin(m.Traeger, m.Empfaengeranteil.traeger_id == m.Traeger.id)
        .where(m.Jahresmassnahme.foerderjahr_id == foerderjahr.id)
        .order_by(m.Jahresmassnahme.reihenfolge, m.Jahresmassnahme.id, m.Empfaengeranteil.reihenfolge)
    ).all()
    of_massnahme = [row for row in rows if row[0].kennung == kennung]
    if not of_massnahme:
        known = dict.fromkeys(row[0].kennung for row in rows)
        raise NotFound(
            f"Die Maßnahme „{kennung}“ gibt es im Förderjahr {foerderjahr.jahr} nicht. {_known(known)} „grants liste "
            f"{foerderjahr.jahr}“ zeigt alle Kennungen."
        )
    recipients = [row for row in of_massnahme if row[1] is not None]
    chosen = [row for row in recipients if kuerzel is None or row[2].kuerzel == kuerzel]
    if len(chosen) == 1:
        massnahme, anteil, traeger = chosen[0]
        return Empfaenger(foerderjahr, massnahme, traeger, anteil)
    kuerzel_liste = [row[2].kuerzel for row in recipients]
    if not recipients:
        raise NotFound(
            f"Zu „{kennung}“ ist {foerderjahr.jahr} kein Träger eingetragen. Bitte zuerst eintragen."
        )
    if kuerzel is None:
        raise NotFound(
            f"„{kennung}“ hat mehrere Empfänger. Bitte mit --traeger einen davon angeben: {', '.join(kuerzel_liste)}."
        )
    raise NotFound(f"„{kuerzel}“ ist bei „{kennung}“ kein Empfänger. {_known(kuerzel_liste)}")


def _known(words: Iterable[str]) -> str:
    listed = list(words)
    if not listed:
        return "Es ist noch nichts eingelesen."
    return f"Vorhanden: {', '.join(listed[:10])}{' …' if len(listed) > 10 else ''}."


def load_empfaenger(session: Session, anteil_id: int) -> Empfaenger:
    """Return a recipient by its Empfaengeranteil, with what the database holds of it. Raises NotFound."""
    anteil = session.get(m.Empfaengeranteil, anteil_id)
    if anteil is None:
        raise NotFound("Diesen Empfänger gibt es nicht. Gehen Sie zur Übersicht zurück.")
    jahresmassnahme = anteil.jahresmassnahme
    e = Empfaenger(jahresmassnahme.foerderjahr, jahresmassnahme.massnahme, anteil.traeger, anteil)
    load(session, e)
    return e


def load(session: Session, e: Empfaenger) -> None:
    """Read what the import compares with: one SELECT a table."""
    anteil_id, plan, beleg = e.anteil.id, m.Finanzierungsplan, m.Beleg
    of_traeger = (beleg.traeger_id == e.traeger.id, beleg.foerderjahr_id == e.foerderjahr.id)
    e.nachweis = session.scalars(
        select(m.Verwendungsnachweis).where(m.Verwendungsnachweis.empfaengeranteil_id == anteil_id)
    ).one_or_none()
    position = m.Ausgabeposition
    of_plan = select(position).join(plan).where(plan.empfaengeranteil_id == anteil_id)
    e.plan = list(session.scalars(of_plan.order_by(plan.version, position.reihenfolge, position.id)))
    e.belege = list(session.scalars(select(beleg).where(*of_traeger).order_by(beleg.id)))
    teile = select(m.Belegteil).join(beleg).where(*of_traeger)
    e.teile = list(session.scalars(teile.order_by(m.Belegteil.id)))
    einnahmen = select(m.Einnahme).where(m.Einnahme.empfaengeranteil_id == anteil_id)
    e.einnahmen = list(session.scalars(einnahmen.order_by(m.Einnahme.id)))
    if e.nachweis is not None:
        stated = m.AngegebeneSumme
        of_nachweis = select(stated).where(stated.verwendungsnachweis_id == e.nachweis.id)
        e.summen = list(session.scalars(of_nachweis.order_by(stated.id)))


def _refuse_handed_in(e: Empfaenger, gut: Beleggut) -> None:
    """Raise RuleViolation where a list would change what was handed in already."""
    if e.nachweis is None or e.nachweis.status in _OFFEN:
        return
    ids = {beleg.nr: beleg.id for beleg in e.belege}
    teile = gut.teile_of((ids.get(values["nr"]) for values in gut.belege), e.anteil.id)
    if (
        says_already(e.belege, gut.belege)
        and says_already(e.eigene_teile, teile)
        and says_already(e.einnahmen, gut.einnahmen_of(e.anteil.id))
    ):
        return
    raise RuleViolation(
        [
            gut.violation(
                Uebernahmecode.NACHWEIS_EINGEREICHT,
                f"Der Verwendungsnachweis von „{e.traeger.name}“ ist schon „{label(e.nachweis.status)}“. Belege "
                "ändern sich erst wieder nach einer Nachforderung.",
            )
        ]
    )


# -- writing -------------------------------------------------------------------------------------------------


def _apply(session: Session, e: Empfaenger, gut: Beleggut) -> list[bool]:
    """Write the list; return for each Beleg and then each Einnahme whether it is new or changed."""
    belege = reconcile(session, m.Beleg, e.belege, gut.belege, keys=[("nr",)])
    teile = reconcile(
        session,
        m.Belegteil,
        e.eigene_teile,
        gut.teile_of((row.id for row in belege.rows), e.anteil.id),
        # The looser one finds a part that was moved to another position: it must not stand there twice.
        keys=[("beleg_id", "position"), ("beleg_id",)],
    )
    einnahmen = reconcile(session, m.Einnahme, e.einnahmen, gut.einnahmen_of(e.anteil.id), keys=[("nr",)])
    _apply_summen(session, e, gut)
    session.flush()  # the result is told only of what the database took
    changed = [belege.changed[papier] or b for papier, b in zip(gut.papier, teile.changed, strict=True)]
    return changed + einnahmen.changed


def _apply_summen(session: Session, e: Empfaenger, gut: Beleggut) -> None:
    """Keep the sums of positions as the list states them: the other figure of the rule `belege_summe`."""
    if not gut.summen or (e.nachweis is not None and e.nachweis.status not in _OFFEN):
        return
    if e.nachweis is None:
        e.nachweis = m.Verwendungsnachweis(empfaengeranteil_id=e.anteil.id)
        session.add(e.nachweis)
        session.flush()  # the sums point to it
    wanted = [{"verwendungsnachweis_id": e.nachweis.id, **values} for values in gut.summen]
    reconcile(session, m.AngegebeneSumme, e.summen, wanted, keys=[("position",)])


def _stays(e: Empfaenger, gut: Beleggut) -> Sequence[str]:
    named = {values["nr"] for values in gut.belege}
    numbers = {beleg.id: beleg.nr for beleg in e.belege}
    left = list(
        dict.fromkeys(
            numbers[teil.beleg_id] for teil in e.eigene_teile if numbers[teil.beleg_id] not in named
        )
    )
    left += [row.nr for row in e.einnahmen if row.nr not in {values["nr"] for values in gut.einnahmen}]
    if not left:
        return ()
    shown = ", ".join(left[:8]) + (f" und {len(left) - 8} weitere" if len(left) > 8 else "")
    return (f"Nicht in der Liste und unverändert geblieben: {shown}.",)


def _record(
    session: Session,
    e: Empfaenger,
    belegliste: Belegliste,
    ergebnis: Importergebnis,
    *,
    programm: str,
    person: m.Person,
    dazu: Mapping[str, Any],
) -> None:
    [total] = ergebnis.summen
    ereignisse.record(
        session,
        art="belegliste_eingelesen",
        gegenstand=f"empfaenger/{programm}/{e.foerderjahr.jahr}/{e.massnahme.kennung}/{e.traeger.kuerzel}",
        person=person,
        inhalt={
            "datei": belegliste.datei,
            "sha256": belegliste.sha256,
            "belege": len(belegliste.belege),
            "einnahmen": len(belegliste.einnahmen),
            "uebernommen": ergebnis.uebernommen,
            "unveraendert": ergebnis.unveraendert,
            "genannt": None if total.genannt is None else str(total.genannt),
            "gerechnet": str(total.gerechnet),
            **dazu,
        },
    )
