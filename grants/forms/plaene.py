"""A Finanzierungsplan as a form: three grids, rows as typed, and the plan they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from wtforms import HiddenField

from grants.domain.begriffe import Ausgabenart, Mittelherkunft
from grants.domain.errors import DomainError, RuleViolation
from grants.domain.kette import Ausgabeposition, Deckungsmittel, Finanzierungsplan, Personalzeile
from grants.domain.money import NULL, parse_betrag
from grants.domain.planentwurf import CODE_VORSCHLAG, format_vzae, parse_vzae, zellen_of
from grants.domain.zellen import Zellen
from grants.forms.base import Formular
from grants.forms.betraege import betrag_text
from grants.forms.fields import DatumField
from grants.forms.raster import Rasterzeile, next_nr, read_rows, renumber
from grants.forms.wahl import dump_zellen, load_zellen

E = TypeVar("E", Ausgabenart, Mittelherkunft)
AUSGABE, PERSONAL, DECKUNG = "ausgabe", "personal", "deckung"
ARTEN = (AUSGABE, PERSONAL, DECKUNG)
# What a row must hold to count as one; its kind alone is only a choice.
_INHALT = {
    AUSGABE: ("code", "bezeichnung", "insgesamt", "zuwendungsfaehig"),
    PERSONAL: ("funktion", "vzae", "entgeltgruppe", "monate", "betrag"),
    DECKUNG: ("geber", "betrag"),
}
WORT = {AUSGABE: "Ausgabe", PERSONAL: "Personal", DECKUNG: "Deckungsmittel"}


@dataclass(slots=True)
class Raster:
    """One of the three grids."""

    art: str
    zeilen: list[Rasterzeile] = field(default_factory=list)

    @property
    def gefuellt(self) -> list[Rasterzeile]:
        """Rows that say something and stay."""
        return [z for z in self.zeilen if not z.text("weg") and not z.is_leer(*_INHALT[self.art])]

    def add(self, **texte: str) -> Rasterzeile:
        zeile = Rasterzeile(self.art, next_nr(self.zeilen), texte)
        self.zeilen.append(zeile)
        renumber(self.zeilen)
        return zeile

    def keep_blank(self) -> None:
        """Keep one empty row at the end, to write in."""
        if not self.zeilen or not self.zeilen[-1].is_leer(*_INHALT[self.art]):
            self.add()


class PlanForm(Formular):
    """The day from which the plan holds, and its grids."""

    gezeigt = HiddenField()
    wirksam_ab = DatumField("Gilt ab")

    def __init__(
        self, formdata: Any = None, *, plan: Finanzierungsplan | None = None, ab: date | None = None
    ) -> None:
        super().__init__(formdata, data={"wirksam_ab": ab})
        # Read once, so that messages of the service stay at their cells.
        self._gelesen: Finanzierungsplan | None = None
        self.raster = {art: Raster(art) for art in ARTEN}
        if formdata is None:
            self.fill(plan)
        else:
            for art in ARTEN:
                self.raster[art].zeilen = read_rows(formdata, art)
                renumber(self.raster[art].zeilen)

    def set_gezeigt(self, plan: Finanzierungsplan | None) -> None:
        self.set_zellen(zellen_of(plan))

    def set_zellen(self, zellen: Zellen) -> None:
        self.gezeigt.data = dump_zellen(zellen)

    @property
    def zellen(self) -> dict[str, str]:
        """The cells the page was made from."""
        return load_zellen(self.gezeigt.data)

    def fill(self, plan: Finanzierungsplan | None) -> None:
        """Put a plan into the grids; without one they are empty."""
        for raster in self.raster.values():
            raster.zeilen = []
        for p in plan.positionen if plan else ():
            self.raster[AUSGABE].add(
                code=p.code,
                bezeichnung=p.bezeichnung,
                art=p.art.value,
                insgesamt=betrag_text(p.insgesamt),
                zuwendungsfaehig=betrag_text(p.zuwendungsfaehig),
            )
        for z in plan.personal if plan else ():
            self.raster[PERSONAL].add(
                position=z.position,
                funktion=z.funktion,
                vzae=format_vzae(z.vzae_hundertstel),
                entgeltgruppe=z.entgeltgruppe,
                monate="" if z.monate is None else str(z.monate),
                betrag=betrag_text(z.betrag),
            )
        for d in plan.deckungsmittel if plan else ():
            self.raster[DECKUNG].add(herkunft=d.herkunft.value, geber=d.geber, betrag=betrag_text(d.betrag))

    # -- what it means ---------------------------------------------------------------------------------------

    def plan(self, version: int) -> Finanzierungsplan:
        """Return the plan as it is typed; what cannot be read or is missing is noted at its cell, once."""
        if self._gelesen is None:
            self._propose_codes()
            self._gelesen = Finanzierungsplan(
                version,
                self.wirksam_ab.data,
                tuple(self._position(z) for z in self.raster[AUSGABE].gefuellt),
                tuple(self._mittel(z) for z in self.raster[DECKUNG].gefuellt),
                tuple(self._personal(z) for z in self.raster[PERSONAL].gefuellt),
            )
        return self._gelesen

    def forget_gaps(self) -> None:
        """Take back what is said of empty cells: while somebody only computes, they are not missing yet."""
        for raster in self.raster.values():
            for z in raster.zeilen:
                z.fehler = {spalte: text for spalte, text in z.fehler.items() if z.text(spalte)}

    def _propose_codes(self) -> None:
        """Give a position without a Kürzel the one of its kind; it is a name, not a figure."""
        rows = self.raster[AUSGABE].gefuellt
        taken = {z.text("code") for z in rows}
        for z in rows:
            if not z.text("code") and (art := _member(Ausgabenart, z.text("art"))):
                base = CODE_VORSCHLAG[art]
                number = 2
                code = base
                while code in taken:
                    code, number = f"{base}{number}", number + 1
                z.texte["code"] = code
                taken.add(code)

    def _position(self, z: Rasterzeile) -> Ausgabeposition:
        insgesamt, faehig = z.read("insgesamt", parse_betrag), z.read("zuwendungsfaehig", parse_betrag)
        _ask(z, "insgesamt", "Bitte den Betrag eintragen.")
        _ask(
            z, "zuwendungsfaehig", "Bitte eintragen, wie viel davon zuwendungsfähig ist (0,00, wenn nichts)."
        )
        art = _member(Ausgabenart, z.text("art"))
        if art is None:
            z.refuse("art", "Bitte die Art wählen.")
        return Ausgabeposition(
            z.text("code"),
            z.text("bezeichnung"),
            art or Ausgabenart.SONSTIGE,
            insgesamt or NULL,
            faehig or NULL,
        )

    def _mittel(self, z: Rasterzeile) -> Deckungsmittel:
        betrag = z.read("betrag", parse_betrag)
        _ask(z, "betrag", "Bitte den Betrag eintragen.")
        herkunft = _member(Mittelherkunft, z.text("herkunft"))
        if herkunft is None:
            z.refuse("herkunft", "Bitte wählen, wer zahlt.")
        return Deckungsmittel(herkunft or Mittelherkunft.TRAEGER, betrag or NULL, z.text("geber"))

    def _personal(self, z: Rasterzeile) -> Personalzeile:
        vzae = z.read("vzae", parse_vzae)
        _ask(z, "vzae", "Bitte den Stellenanteil eintragen, zum Beispiel 0,5.")
        monate = z.text("monate")
        if monate and not (monate.isascii() and monate.isdigit() and len(monate) <= 2):
            z.refuse("monate", "Bitte eine ganze Zahl von 1 bis 12 eintragen.")
            monate = ""
        return Personalzeile(
            z.text("position"),
            z.text("funktion"),
            # One that cannot be read is refused at its cell; the rule about it shall not speak, too.
            1 if vzae is None else vzae,
            z.text("entgeltgruppe"),
            int(monate) if monate else None,
            z.read("betrag", parse_betrag),
        )

    @property
    def is_readable(self) -> bool:
        """Tell whether every cell could be read; ask after `plan()`."""
        return not any(z.fehler for raster in self.raster.values() for z in raster.zeilen)

    # -- what is wrong ---------------------------------------------------------------------------------------

    def problems(self) -> list[tuple[str, str]]:
        """Return (id, sentence) for the list on top: the grids, then the fields."""
        named = [
            (z.feld(spalte), f"{WORT[raster.art]}, Zeile {place}: {text}")
            for raster in self.raster.values()
            for place, z in enumerate(raster.zeilen, start=1)
            for spalte, text in z.fehler.items()
        ]
        return [*named, *super().problems()]

    def take_over(self, error: DomainError, **kwargs: Any) -> None:
        """Put the sentences of the service at their cells; a cell is called `ausgabe/2/code`."""
        if not isinstance(error, RuleViolation):
            super().take_over(error, **kwargs)
            return
        rest = []
        for violation in error.violations:
            parts = (violation.feld or "").split("/")
            if len(parts) == len(("art", "place", "spalte")) and parts[0] in self.raster:
                self.raster[parts[0]].gefuellt[int(parts[1])].refuse(parts[2], violation.text)
            else:
                rest.append(violation)
        if rest:
            super().take_over(RuleViolation(rest), **kwargs)

    # -- buttons that save nothing ---------------------------------------------------------------------------

    def act(self, tat: str) -> str:
        """Do what a button says to the grids and return the cell to go on with; an unknown one only computes."""
        parts = tat.split("-")
        if parts[0] == "dazu" and parts[-1] in self.raster:
            return self.raster[parts[-1]].add().feld(_INHALT[parts[-1]][0])
        if len(parts) != len(("tat", "art", "nr")) or parts[1] not in self.raster:
            return ""
        raster = self.raster[parts[1]]
        zeile = next((z for z in raster.zeilen if str(z.nr) == parts[2]), None)
        if zeile is None:
            return ""
        if parts[0] in {"weg", "zurueck"}:
            zeile.texte["weg"] = "1" if parts[0] == "weg" else ""
        return zeile.feld(_INHALT[parts[1]][0])


def _ask(z: Rasterzeile, spalte: str, text: str) -> None:
    if not z.text(spalte):
        z.refuse(spalte, text)


def _member(kind: type[E], text: str) -> E | None:
    known: Sequence[E] = list(kind)
    return next((each for each in known if each.value == text), None)
