"""What the buttons of the table do to the form without saving: rows in and out, their order, the block from Excel."""

from __future__ import annotations

import re
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from grants.domain.betragstabelle import names_of
from grants.domain.kennung import name_key
from grants.domain.money import NULL, Betrag, BetragUnklar, parse_betrag, split, summe
from grants.forms.betraege import TabellenForm, betrag_text
from grants.forms.raster import Rasterzeile, move
from grants.services.betraege_block import Blockzeile, match_block, read_block

# Buttons that a click, or Enter in a field, may send; everything else saves nothing.
SPEICHERN, RECHNEN = "speichern", "rechnen"
_MIT_NR = re.compile(r"(?P<tat>hoch|runter|weg|zurueck|verteilen)-(?P<nr>[0-9]{1,4})")


@dataclass(slots=True)
class Vorschau:
    """What a block from Excel would change, line by line."""

    zeilen: tuple[Blockzeile, ...] = ()
    # Where several columns hold amounts: which one is meant.
    spalten: tuple[tuple[str, str], ...] = ()
    spalte: str = ""
    hinweis: str = ""

    @property
    def erkannt(self) -> tuple[Blockzeile, ...]:
        return tuple(z for z in self.zeilen if z.kennung and z.betrag is not None)

    @property
    def unbekannt(self) -> tuple[Blockzeile, ...]:
        return tuple(z for z in self.zeilen if not z.kennung and not z.is_summe and z.betrag is not None)

    @property
    def summen(self) -> tuple[Blockzeile, ...]:
        return tuple(z for z in self.zeilen if z.is_summe and z.betrag is not None)

    @property
    def ausgelassen(self) -> tuple[Blockzeile, ...]:
        return tuple(z for z in self.zeilen if z.betrag is None)

    @property
    def summe(self) -> Betrag:
        """The sum of the recognised lines, to hold against the one the block states."""
        return summe(z.betrag for z in self.erkannt if z.betrag is not None)


@dataclass(slots=True)
class Ergebnis:
    """What a button did: a sentence for the person, the preview of a block, the cell to go on with."""

    meldung: str = ""
    vorschau: Vorschau | None = None
    fokus: str = ""


def act(form: TabellenForm, tat: str, formdata: MultiDict[str, str]) -> Ergebnis:
    """Do what a button says to the form; an unknown one only computes."""
    if found := _MIT_NR.fullmatch(tat):
        zeile = next((z for z in form.zeilen if z.nr == int(found["nr"])), None)
        return _act_on_row(form, found["tat"], zeile) if zeile else Ergebnis()
    name, _, rest = tat.partition("-")
    match name:
        case "dazu":
            return add(form)
        case "aufnehmen":
            return _take_in(form, rest)
        case "block":
            return Ergebnis(vorschau=preview(form, formdata))
        case "uebernehmen":
            return _take_over_block(form, formdata)
        case _:
            return Ergebnis()


def _act_on_row(form: TabellenForm, tat: str, zeile: Rasterzeile) -> Ergebnis:
    match tat:
        case "hoch" | "runter":
            move(form.zeilen, zeile.nr, -1 if tat == "hoch" else 1)
        case "weg" if not form.is_stored(zeile):
            form.zeilen.remove(zeile)
        case "weg" | "zurueck":
            zeile.texte["weg"] = "1" if tat == "weg" else ""
        case _:
            return _share_out(form, zeile)
    return Ergebnis(fokus=zeile.feld("betrag"))


def _share_out(form: TabellenForm, zeile: Rasterzeile) -> Ergebnis:
    """Set the shares so that they add up to the amount, in the proportion they have now."""
    wanted = next(z for z in form.wunsch().zeilen if z.kennung == zeile.text("kennung"))
    known = [anteil.betrag for anteil in wanted.anteile if anteil.betrag is not None]
    if wanted.betrag is None or len(known) < len(wanted.anteile) or not summe(known) > NULL:
        return Ergebnis("Zum Anpassen braucht es den Betrag und alle Anteile.", fokus=zeile.feld("betrag"))
    shares = split(wanted.betrag, [betrag.cents for betrag in known])
    for place, betrag in enumerate(shares):
        zeile.texte[f"anteil-{place}"] = betrag_text(betrag)
    return Ergebnis("Die Anteile sind im selben Verhältnis angepasst.", fokus=zeile.feld("anteil-0"))


def add(form: TabellenForm) -> Ergebnis:
    """Append the row that stands in the fields below the table."""
    name = " ".join(form.neu_name.data.split())
    if not name:
        form.neu_name.errors = ["Bitte die Maßnahme nennen."]
        return Ergebnis(fokus="neu_name")
    if form.neu_betrag.process_errors:
        return Ergebnis(fokus="neu_betrag")
    kennung = names_of(form.daten.bekannte).get(name_key(name), "")
    if _is_there(form, kennung, name):
        form.neu_name.errors = [f"„{name}“ steht schon in der Tabelle."]
        return Ergebnis(fokus="neu_name")
    zeile = form.add_row(
        kennung=kennung,
        name=name,
        traeger=form.neu_traeger.data or "",
        betrag=betrag_text(form.neu_betrag.data),
    )
    for feld in (form.neu_name, form.neu_traeger, form.neu_betrag):
        feld.raw_data, feld.data = None, None
    form.neu_name.data = ""
    return Ergebnis(
        f"„{name}“ steht jetzt in der Tabelle, noch nicht gespeichert.", fokus=zeile.feld("betrag")
    )


def _is_there(form: TabellenForm, kennung: str, name: str) -> bool:
    if kennung:
        return form.row_of(kennung) is not None
    return any(name_key(form.name_of(zeile)) == name_key(name) for zeile in form.zeilen)


def _take_in(form: TabellenForm, kennung: str) -> Ergebnis:
    if kennung not in form.daten.namen or form.row_of(kennung) is not None:
        return Ergebnis()
    zeile = form.add_row(kennung=kennung)
    name = form.daten.namen[kennung]
    return Ergebnis(
        f"„{name}“ steht jetzt in der Tabelle, noch nicht gespeichert.", fokus=zeile.feld("betrag")
    )


# -- the block from Excel ------------------------------------------------------------------------------------


def preview(form: TabellenForm, formdata: MultiDict[str, str]) -> Vorschau:
    """Return what the block means; nothing is taken over yet."""
    if not form.block.data:
        form.block.errors = [
            "Bitte einen Block aus Excel einfügen: je Zeile Maßnahme oder Kennung und Betrag."
        ]
        return Vorschau()
    block = read_block(form.block.data)
    if block.namensspalte is None or not block.betragsspalten:
        text = "Im Block ist keine Spalte mit Namen oder keine mit Beträgen zu erkennen. Bitte in Excel die Spalten "
        form.block.errors = [f"{text}Maßnahme und Betrag zusammen markieren und kopieren."]
        return Vorschau()
    spalten = tuple((str(spalte), block.titel(spalte)) for spalte in block.betragsspalten)
    chosen = formdata.get("block_spalte", "")
    spalte = int(chosen) if chosen in dict(spalten) else block.spalte(form.daten.jahr.jahr)
    if spalte is None:
        return Vorschau(
            spalten=spalten, hinweis="Mehrere Spalten enthalten Beträge. Bitte wählen Sie, welche gilt."
        )
    daten = form.daten
    zeilen = match_block(block, spalte=spalte, bekannte=daten.bekannte, traeger=daten.traeger_namen)
    return Vorschau(zeilen, spalten if len(spalten) > 1 else (), str(spalte))


def _take_over_block(form: TabellenForm, formdata: MultiDict[str, str]) -> Ergebnis:
    vorschau = preview(form, formdata)
    if not vorschau.zeilen:
        return Ergebnis(vorschau=vorschau)
    wanted = set(formdata.getlist("block_neu"))
    changed = 0
    for zeile in vorschau.erkannt:
        row = form.row_of(zeile.kennung) or form.add_row(kennung=zeile.kennung)
        changed += _set_amount(row, betrag_text(zeile.betrag))
    for zeile in vorschau.unbekannt:
        if str(zeile.nummer) in wanted and not _is_there(form, "", zeile.text):
            form.add_row(name=zeile.text, betrag=betrag_text(zeile.betrag))
            changed += 1
    if vorschau.summen and formdata.get("block_summe"):
        form.genannt.raw_data, form.genannt.data = None, vorschau.summen[-1].betrag
    form.block.raw_data, form.block.data = None, ""
    words = "Ein Betrag" if changed == 1 else f"{changed} Beträge"
    return Ergebnis(f"{words} aus dem Block übernommen, noch nicht gespeichert.")


def _set_amount(zeile: Rasterzeile, text: str) -> bool:
    """Set the amount of a row; return whether it is another one."""
    try:
        same = parse_betrag(zeile.text("betrag")) == parse_betrag(text)
    except BetragUnklar:
        same = False
    zeile.texte |= {"betrag": text, "weg": ""}
    if zeile.text("land") == "nein":
        zeile.texte["land"] = "ja"
    return not same
