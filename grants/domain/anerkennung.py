"""Input rules for what the check recognises of a Beleg or of a whole Ausgabeposition."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from grants.domain.begriffe import Kuerzungsgrund
from grants.domain.errors import Violation
from grants.domain.money import NULL, Betrag, format_betrag

# Whether what is cut is no Ausgabe of the Maßnahme at all and leaves the Ausgaben insgesamt too. What was truly spent
# on it and only exceeds what may be funded stays in. None: the checker has to say.
MINDERT_INSGESAMT: Mapping[Kuerzungsgrund, bool | None] = {
    Kuerzungsgrund.DOPPELT_ERFASST: True,
    Kuerzungsgrund.AUSSERHALB_ZEITRAUM: True,
    Kuerzungsgrund.EINZELANSATZ_UEBERSCHRITTEN: False,
    Kuerzungsgrund.NICHT_ZUWENDUNGSFAEHIG: False,
    Kuerzungsgrund.NICHT_BELEGT: True,
    Kuerzungsgrund.SKONTO_NICHT_ABGEZOGEN: True,
    Kuerzungsgrund.VORSTEUER: True,
    Kuerzungsgrund.SONSTIGES: None,
}


@dataclass(frozen=True, slots=True)
class Urteil:
    """What a checker decides about one row; `mindert_insgesamt` None: as the catalogue says."""

    anerkannt: Betrag | None
    grund: Kuerzungsgrund | None = None
    mindert_insgesamt: bool | None = None
    erlaeuterung: str = ""
    umgeordnet_nach: str = ""


def lowers_total(urteil: Urteil) -> bool | None:
    """Return whether the cut leaves the Ausgaben insgesamt too; None where nobody has said."""
    if urteil.mindert_insgesamt is not None or urteil.grund is None:
        return urteil.mindert_insgesamt
    return MINDERT_INSGESAMT[urteil.grund]


def check_urteil(
    urteil: Urteil, *, nachgewiesen: Betrag, position: str, positionen: Collection[str]
) -> list[Violation]:
    """Return everything that is wrong with a decision about a row that proved `nachgewiesen`."""
    wrong = _check_move(urteil, position, positionen)
    if urteil.anerkannt is None:
        text = "Bitte geben Sie an, wie viel Sie anerkennen; 0,00, wenn es nichts ist."
        return [Violation("betrag_fehlt", text, "anerkannt"), *wrong]
    # What came back is a negative row: between 0,00 and the row lies what may be recognised of it.
    if not min(NULL, nachgewiesen) <= urteil.anerkannt <= max(NULL, nachgewiesen):
        low, high = min(NULL, nachgewiesen), max(NULL, nachgewiesen)
        text = (
            f"Hier lassen sich {format_betrag(low)} bis {format_betrag(high)} anerkennen. "
            "Bitte geben Sie einen Betrag dazwischen an."
        )
        wrong.append(Violation("mehr_als_nachgewiesen", text, "anerkannt"))
    elif urteil.anerkannt != nachgewiesen:
        wrong += _check_cut(urteil)
    elif urteil.grund is not None:
        text = "Der ganze Betrag ist anerkannt. Bitte kürzen Sie den Betrag oder lassen Sie den Grund leer."
        wrong.append(Violation("grund_ohne_kuerzung", text, "grund"))
    return wrong


def _check_move(urteil: Urteil, position: str, positionen: Collection[str]) -> list[Violation]:
    target = urteil.umgeordnet_nach
    if not target:
        return []
    if target == position:
        text = "Der Beleg steht schon bei dieser Ausgabeposition. Bitte wählen Sie eine andere oder keine."
        return [Violation("position_gleich", text, "umgeordnet_nach")]
    if target not in positionen:
        text = "Diese Ausgabeposition steht nicht im Finanzierungsplan. Bitte wählen Sie eine aus der Liste."
        return [Violation("position_unbekannt", text, "umgeordnet_nach")]
    return []


def _check_cut(urteil: Urteil) -> list[Violation]:
    if urteil.grund is None:
        return [Violation("grund_fehlt", "Bitte wählen Sie den Grund der Kürzung.", "grund")]
    wrong = []
    if lowers_total(urteil) is None:
        text = "Bitte sagen Sie, ob die Kürzung auch die Ausgaben insgesamt mindert."
        wrong.append(Violation("mindert_fehlt", text, "mindert_insgesamt"))
    differs = urteil.mindert_insgesamt not in {None, MINDERT_INSGESAMT[urteil.grund]}
    if (urteil.grund is Kuerzungsgrund.SONSTIGES or differs) and not urteil.erlaeuterung.strip():
        text = (
            "Bitte erläutern Sie den sonstigen Grund in einem Satz."
            if urteil.grund is Kuerzungsgrund.SONSTIGES
            else "Bei diesem Grund ist es sonst anders. Bitte erläutern Sie es in einem Satz."
        )
        wrong.append(Violation("erlaeuterung_fehlt", text, "erlaeuterung"))
    return wrong
