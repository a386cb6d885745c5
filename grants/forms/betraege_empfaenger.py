"""Another recipient for a Maßnahme of the year."""

from __future__ import annotations

from grants.domain.errors import NotFound
from grants.forms.base import Formular, pflicht
from grants.forms.fields import AuswahlField, EuroField
from grants.queries.betraege import Tabellendaten


class NurKnopf(Formular):
    """A button that acts and asks for nothing."""


class AnteilForm(Formular):
    """Which Träger takes part, and with how much; offers those that do not yet."""

    traeger = AuswahlField("Träger oder Stelle", [pflicht("Bitte wählen Sie einen Träger.")])
    anteil = EuroField("Anteil an den Landesmitteln")

    def __init__(self, daten: Tabellendaten, kennung: str) -> None:
        super().__init__()
        found = next((m for m in daten.jahr.massnahmen if m.kennung == kennung), None)
        if found is None:
            raise NotFound(f"Die Maßnahme „{kennung}“ steht {daten.jahr.jahr} nicht in der Tabelle.")
        self.massnahme = found
        held = {empfaenger.kuerzel for empfaenger in found.empfaenger}
        self.traeger.offer([(t.schluessel, t.name) for t in daten.traeger if t.schluessel not in held])
