"""What taking a list over would change, row by row and in the sums; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from grants.domain.begriffe import label
from grants.domain.belege import Planposition
from grants.domain.belegeinlesung import (
    Belegvorschau,
    Positionsvorschau,
    Zeilenvorschau,
)
from grants.domain.money import NULL, Betrag, format_betrag, summe
from grants.imports.beleg_werte import Belegliste
from grants.queries.anteile import Anteil
from grants.services.belege.lesung import Gelesen
from grants.services.belege.werte import Beleggut, Werte, check_belege, make_beleggut
from grants.services.belegliste import Empfaenger, load_empfaenger
from grants.services.ereignisse import canonical, sha256

# Rows that the preview shows one by one.
GEZEIGT = 50


def preview(
    session: Session, anteil: Anteil, gelesen: Gelesen, plan: Sequence[Planposition]
) -> Belegvorschau:
    """Return what taking the file over would change; nothing is written."""
    if gelesen.liste is None:
        return Belegvorschau(fehler=gelesen.fehler, fragen=gelesen.fragen)
    e = load_empfaenger(session, anteil.id)
    return _compare(e, gelesen.liste, plan)


def _compare(e: Empfaenger, liste: Belegliste, plan: Sequence[Planposition]) -> Belegvorschau:
    gut = make_beleggut(liste, e.plan, traeger_id=e.traeger.id, foerderjahr_id=e.foerderjahr.id)
    shared = {teil.beleg_id for teil in e.teile if teil.empfaengeranteil_id != e.anteil.id}
    fehler = check_belege(liste, gut, [beleg for beleg in e.belege if beleg.id in shared])
    if fehler:
        return Belegvorschau(fehler=tuple(fehler), hinweise=liste.hinweise)
    stand = _Stand(e)
    rows = [
        *(stand.beleg(gut.belege[papier], teil) for papier, teil in zip(gut.papier, gut.teile, strict=True)),
        *(stand.einnahme(values) for values in gut.einnahmen),
    ]
    shown = [row for row in rows if row is not None]
    totals = [each.betrag for each in liste.summen if each.position is None and each.betrag is not None]
    return Belegvorschau(
        hinweise=(*liste.hinweise, *stand.left()),
        zeilen=tuple(shown[:GEZEIGT]),
        neu=sum(row.neu for row in shown),
        geaendert=sum(not row.neu for row in shown),
        unveraendert=len(rows) - len(shown),
        positionen=_positions(e, stand, gut, plan),
        einnahmen_jetzt=summe(row.betrag for row in e.einnahmen),
        einnahmen_danach=summe(stand.einnahmen.values()),
        summe=summe(zeile.betrag for zeile in liste.belege),
        genannt=totals[-1] if totals else None,
        pruefwert=sha256(canonical([_plain(gut), stand.trace])),
    )


def _plain(gut: Beleggut) -> list[list[str]]:
    return [[str(value) for value in each.values()] for each in (*gut.belege, *gut.teile, *gut.einnahmen)]


class _Stand:
    """The rows as they are, and as they would be: each row of the file is laid over them in its turn."""

    def __init__(self, e: Empfaenger) -> None:
        self._belege = {beleg.nr: beleg for beleg in e.belege}
        numbers = {beleg.id: beleg.nr for beleg in e.belege}
        own = sorted(e.eigene_teile, key=lambda teil: teil.id)
        self.teile = {
            (numbers[t.beleg_id], t.position): (t.betrag, t.zuwendungsfaehig)
            for t in own
            if t.beleg_id in numbers
        }
        self._untouched = dict(self.teile)
        self._einnahmen = {row.nr: row for row in e.einnahmen}
        self.einnahmen = {row.nr: row.betrag for row in e.einnahmen}
        self._named: set[str] = set()
        self.trace = [
            sorted(
                (numbers.get(t.beleg_id, ""), t.position, str(t.betrag), str(t.zuwendungsfaehig)) for t in own
            ),
            sorted((row.nr, row.aenderungsstand) for row in e.belege),
            sorted((row.nr, row.aenderungsstand) for row in e.einnahmen),
        ]

    def beleg(self, paper: Werte, teil: Werte) -> Zeilenvorschau | None:
        """Lay a row of the file over what is there; None where it says the same."""
        nr, position = paper["nr"], teil["position"]
        amounts = (teil["betrag"], teil["zuwendungsfaehig"])
        row = self._belege.get(nr)
        key = (nr, position)
        old = self._untouched.pop(key, None)
        if old is None:
            # A part that was moved to another position keeps its place, as the import finds it.
            moved = next((each for each in self._untouched if each[0] == nr), None)
            if moved is not None:
                old = self._untouched.pop(moved)
                del self.teile[moved]
                self.teile[key] = amounts
                return _row(paper, teil, bisher=f"{moved[1]} {format_betrag(old[0])}")
        self.teile[key] = amounts
        if old is None or row is None:
            return _row(paper, teil)
        different = [name for name, value in paper.items() if getattr(row, name) != value]
        if old == amounts and not different:
            return None
        before = format_betrag(old[0]) if old[0] != amounts[0] else "andere Angaben"
        return _row(paper, teil, bisher=before)

    def einnahme(self, values: Werte) -> Zeilenvorschau | None:
        nr = values["nr"]
        self._named.add(nr)
        row = self._einnahmen.get(nr)
        self.einnahmen[nr] = values["betrag"]
        if row is not None and all(getattr(row, name) == value for name, value in values.items()):
            return None
        before = "" if row is None else format_betrag(row.betrag)
        wort = f"Einnahme: {label(values['herkunft'])}"
        return Zeilenvorschau(
            row is None, nr, values["einzahler"], values["zweck"], wort, values["betrag"], before
        )

    def left(self) -> Sequence[str]:
        """Say what stays although the file does not name it."""
        numbers = [
            *dict.fromkeys(nr for nr, _ in self._untouched),
            *(nr for nr in self._einnahmen if nr not in self._named),
        ]
        if not numbers:
            return ()
        shown = ", ".join(numbers[:8]) + (f" und {len(numbers) - 8} weitere" if len(numbers) > 8 else "")
        return (f"Diese Zeilen nennt die Datei nicht; sie bleiben, wie sie sind: {shown}.",)


def _row(paper: Werte, teil: Werte, *, bisher: str = "") -> Zeilenvorschau:
    return Zeilenvorschau(
        not bisher,
        paper["nr"],
        paper["zahlungsempfaenger"],
        paper["zweck"],
        teil["position"],
        teil["betrag"],
        bisher,
    )


def _positions(
    e: Empfaenger, stand: _Stand, gut: Beleggut, plan: Sequence[Planposition]
) -> tuple[Positionsvorschau, ...]:
    now: dict[str, Betrag] = {}
    for teil in e.eigene_teile:
        now[teil.position] = now.get(teil.position, NULL) + teil.betrag
    then: dict[str, tuple[Betrag, Betrag]] = {}
    for (_, position), (betrag, eligible) in stand.teile.items():
        had = then.get(position, (NULL, NULL))
        then[position] = (had[0] + betrag, had[1] + eligible)
    words = {each.code: each.wort for each in plan}
    stated = {each["position"]: each["insgesamt"] for each in gut.summen}
    codes = [each.code for each in plan if each.code in now or each.code in then]
    codes += sorted({*now, *then} - set(codes))
    return tuple(
        Positionsvorschau(
            code,
            words.get(code, code),
            now.get(code, NULL),
            *then.get(code, (NULL, NULL)),
            stated.get(code),
        )
        for code in codes
    )
