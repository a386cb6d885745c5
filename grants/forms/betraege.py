"""The table "Maßnahmen und Beträge" as a form: rows as typed, their messages, and what they mean."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField

from grants.domain import betragstabelle as tabelle
from grants.domain.begriffe import Betragsart
from grants.domain.betragstabelle import Anteil, Kopf, Wunsch, Zeile
from grants.domain.errors import DomainError, RuleViolation
from grants.domain.kennung import name_key
from grants.domain.kette import Massnahme
from grants.domain.money import Betrag, euro, format_betrag, parse_betrag
from grants.domain.summen import beantragt_je_massnahme
from grants.domain.zellen import Zellen
from grants.forms.base import Formular
from grants.forms.fields import AuswahlField, DatumField, EuroField, MehrzeiligField, TextField
from grants.forms.raster import Rasterzeile, next_nr, problems, read_rows, renumber
from grants.forms.wahl import dump_zellen, load_zellen
from grants.queries.betraege import Tabellendaten

ART = "zeile"
# Cell of the stated total → field of the form.
KOPF_FELDER = {"genannt": "genannt", "quelle": "quelle", "stand": "quelle_stand", "betragsart": "betragsart"}


def betrag_text(betrag: Betrag | None) -> str:
    """Return an amount as it stands in a cell."""
    return "" if betrag is None else format_betrag(betrag, einheit="")


class TabellenForm(Formular):
    """The stated total, the block from Excel and the row to add; the rows themselves are in `zeilen`."""

    # The cells the page was made from.
    gezeigt = HiddenField()
    genannt = EuroField("Angegebene Antragssumme")
    quelle = TextField("Wo sie steht")
    quelle_stand = DatumField("Stand")
    betragsart = AuswahlField("Die Beträge sind", aus=Betragsart, leer=None)
    block = MehrzeiligField("Block aus Excel einfügen")
    neu_name = TextField("Maßnahme")
    neu_traeger = AuswahlField("Träger", leer="noch offen")
    neu_betrag = EuroField("Betrag")

    def __init__(self, daten: Tabellendaten, formdata: Any = None) -> None:
        kopf = tabelle.kopf_of(daten.jahr)
        stored = {feld: getattr(kopf, name) for name, feld in KOPF_FELDER.items()}
        super().__init__(formdata, data=stored)
        self.daten = daten
        self.neu_traeger.offer([(t.schluessel, t.name) for t in daten.traeger], leer="noch offen")
        self._bekannt = daten.bekannt
        self.stored = {massnahme.kennung: massnahme for massnahme in daten.jahr.massnahmen}
        if formdata is None:
            self.load()
        else:
            self.zeilen = read_rows(formdata, ART)
            renumber(self.zeilen)

    # -- what stands in the rows -----------------------------------------------------------------------------

    def load(self) -> None:
        """Fill the rows with what is stored."""
        self.set_gezeigt(tabelle.zellen_of(self.daten.jahr))
        betraege = beantragt_je_massnahme(self.daten.jahr)
        self.zeilen = [
            self._stored_row(nr, massnahme, betraege.get(massnahme.kennung))
            for nr, massnahme in enumerate(self.daten.jahr.massnahmen)
        ]
        renumber(self.zeilen)

    def _stored_row(self, nr: int, massnahme: Massnahme, betrag: Betrag | None) -> Rasterzeile:
        land = {True: "ja", False: "nein", None: "offen"}[massnahme.land_beantragen]
        texte = {"kennung": massnahme.kennung, "betrag": betrag_text(betrag), "land": land}
        for place, empfaenger in enumerate(tabelle.open_shares(massnahme, betrag)):
            texte[f"traeger-{place}"] = empfaenger.kuerzel
            texte[f"anteil-{place}"] = betrag_text(empfaenger.anteil)
        return Rasterzeile(ART, nr, texte)

    def add_stored(self, kennung: str) -> None:
        """Append the row of a Maßnahme that came into the year since the page was made."""
        betrag = beantragt_je_massnahme(self.daten.jahr).get(kennung)
        self.zeilen.append(self._stored_row(next_nr(self.zeilen), self.stored[kennung], betrag))
        renumber(self.zeilen)

    def add_row(
        self, *, kennung: str = "", name: str = "", traeger: str = "", betrag: str = ""
    ) -> Rasterzeile:
        """Append a row that is not in the year yet."""
        texte = {"kennung": kennung, "name": name, "traeger": traeger, "betrag": betrag}
        zeile = Rasterzeile(ART, next_nr(self.zeilen), texte | {"land": "ja" if betrag else "offen"})
        self.zeilen.append(zeile)
        renumber(self.zeilen)
        return zeile

    def renew(self, daten: Tabellendaten, jetzt: Zellen) -> None:
        """Go on from what is stored now; rows that came into the year meanwhile are appended."""
        self.daten, self._bekannt = daten, daten.bekannt
        self.stored = {massnahme.kennung: massnahme for massnahme in daten.jahr.massnahmen}
        self.set_gezeigt(jetzt)
        for kennung in self.stored:
            if self.row_of(kennung) is None:
                self.add_stored(kennung)

    def row_of(self, kennung: str) -> Rasterzeile | None:
        return next((zeile for zeile in self.zeilen if zeile.text("kennung") == kennung), None)

    def name_of(self, zeile: Rasterzeile) -> str:
        """Return what a row is called: as the register says, for a new one as it was typed."""
        kennung = zeile.text("kennung")
        if kennung:
            return self.daten.namen.get(kennung, kennung)
        return " ".join(zeile.text("name").split())

    def is_stored(self, zeile: Rasterzeile) -> bool:
        return zeile.text("kennung") in self.stored

    # -- what it was made from -------------------------------------------------------------------------------

    def set_gezeigt(self, zellen: Zellen) -> None:
        self.gezeigt.data = dump_zellen(zellen)

    @property
    def zellen(self) -> dict[str, str]:
        """The cells the page was made from."""
        return load_zellen(self.gezeigt.data)

    # -- what it means ---------------------------------------------------------------------------------------

    def wunsch(self) -> Wunsch:
        """Return the table as it is typed; what cannot be read is noted at its cell and counts as empty."""
        kopf = Kopf(
            self.genannt.data,
            self.quelle.data,
            self.quelle_stand.data,
            self.betragsart.data or Betragsart.UNGEKLAERT,
        )
        return Wunsch(tuple(self._zeile(zeile) for zeile in self.zeilen if not self._is_empty(zeile)), kopf)

    def _is_empty(self, zeile: Rasterzeile) -> bool:
        return zeile.is_leer("kennung", "name", "betrag")

    def _zeile(self, zeile: Rasterzeile) -> Zeile:
        if not zeile.text("kennung"):
            # A name that the register knows is that Maßnahme, however it came into the field.
            zeile.texte["kennung"] = self._bekannt.get(name_key(zeile.text("name")), "")
        kennung = zeile.text("kennung")
        anteile = []
        for place in range(len(self.stored[kennung].empfaenger) if kennung in self.stored else 0):
            if kuerzel := zeile.text(f"traeger-{place}"):
                anteile.append(Anteil(kuerzel, zeile.read(f"anteil-{place}", parse_betrag)))
        return Zeile(
            schluessel=kennung if kennung in self.stored else f"#{zeile.nr}",
            kennung=kennung,
            name=self.name_of(zeile),
            betrag=zeile.read("betrag", parse_betrag),
            land=tabelle.LAND.get(zeile.text("land")),
            anteile=tuple(anteile),
            traeger="" if kennung in self.stored else zeile.text("traeger"),
            weg=bool(zeile.text("weg")),
        )

    @property
    def is_readable(self) -> bool:
        """Tell whether every cell could be read; ask after `wunsch()`."""
        return not any(zeile.fehler for zeile in self.zeilen)

    # -- what is wrong ---------------------------------------------------------------------------------------

    def problems(self) -> list[tuple[str, str]]:
        """Return (id, sentence) for the list on top: the rows, then the fields below them."""
        named = [
            (feld, f"{self.name_of(zeile) or 'Neue Zeile'}: {text}" if "„" not in text[:1] else text)
            for zeile in self.zeilen
            for feld, text in problems([zeile])
        ]
        return [*named, *super().problems()]

    def take_over(self, error: DomainError, **kwargs: Any) -> None:
        """Put the sentences of the service at their cells; a cell is called `betrag/babylotsen`."""
        if not isinstance(error, RuleViolation):
            super().take_over(error, **kwargs)
            return
        rest = []
        for violation in error.violations:
            art, _, key = (violation.feld or "").partition("/")
            key, _, traeger = key.partition("/")
            zeile = next((z for z in self.zeilen if self._schluessel(z) == key), None) if key else None
            if zeile is None:
                rest.append(violation)
            else:
                zeile.refuse(self._column(zeile, art, traeger), violation.text)
        if rest:
            super().take_over(RuleViolation(rest), **kwargs)

    def _schluessel(self, zeile: Rasterzeile) -> str:
        return zeile.text("kennung") if self.is_stored(zeile) else f"#{zeile.nr}"

    def _column(self, zeile: Rasterzeile, art: str, traeger: str) -> str:
        if art == "anteil":
            places = (s for s, text in zeile.texte.items() if s.startswith("traeger-") and text == traeger)
            return next((s.replace("traeger", "anteil") for s in places), "betrag")
        # A Maßnahme from the register has no field for its name.
        return "betrag" if art == "name" and zeile.text("kennung") else art

    # -- a choice between what was typed and what is stored --------------------------------------------------

    def set_cell(self, feld: str, text: str) -> None:
        """Set a cell to the value that is stored (`str(Betrag)`, ISO day, word)."""
        art, _, rest = feld.partition("/")
        if not rest:
            self._set_kopf(art, text)
            return
        kennung, _, traeger = rest.partition("/")
        zeile = self.row_of(kennung)
        if zeile is None:
            return
        if art == "betrag":
            zeile.texte["weg"] = "" if text else zeile.text("weg")
        value = text if art == "land" else betrag_text(euro(text)) if text else ""
        zeile.texte[self._column(zeile, art, traeger)] = value

    def _set_kopf(self, art: str, text: str) -> None:
        if art in KOPF_FELDER:
            feld = self[KOPF_FELDER[art]]
            feld.raw_data, feld.data = None, getattr(tabelle.kopf_of(self.daten.jahr), art)
        elif art == "folge":
            order = {key: place for place, key in enumerate(text.split())}
            self.zeilen.sort(key=lambda z: order.get(z.text("kennung"), len(order)))
            renumber(self.zeilen)
