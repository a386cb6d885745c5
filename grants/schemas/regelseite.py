"""The page of the docs that lists the Prüfregeln, made from the registry."""

from __future__ import annotations

import sys

from grants.domain.pruefregeln import REGISTER, Regel, Schwere, Vorgang
from grants.domain.pruefregeln.regel import STUFE_LABEL, VORGANG_LABEL

_HEAD = """\
# Prüfregeln

Diese Seite wird aus dem Programm erzeugt; Änderungen gehören in `grants/domain/pruefregeln/`.

`grants check JAHR` prüft ein Förderjahr mit {count} Regeln. Jede vergleicht zwei Angaben verschiedener Herkunft.
Eine Abweichung wird gemeldet, nie stillschweigend behoben.

| Ergebnis | Bedeutung |
|---|---|
| `ok` | Die Angaben stimmen überein. |
| `hinweis` | Eine Abweichung, die eine Erläuterung verdient; sie hält nichts auf. |
| `fehler` | Eine Abweichung; sie hält auf, was in der letzten Spalte steht. |
| `noch_nicht_faellig` | Der Stand, ab dem die Regel gilt, ist nicht erreicht. |
| `trifft_nicht_zu` | Die Regel betrifft diesen Fall nicht. |
| `nicht_geprueft` | Der Stand ist erreicht, aber eine Angabe fehlt; hält auf wie ein Fehler. |
| `zugelassen` | Die Abweichung ist von einer Person begründet, eine zweite hat zugestimmt; gilt nur für genau \
diesen Betrag. |

Was vorliegt, wird auch vor dem genannten Stand geprüft. Nebenbestimmungen und Fristen können im Bescheid anders \
geregelt sein: Es gilt der Bescheid.

| Nr. | Code | Was gelten muss | Quelle | Schwere | gilt ab | hält auf |
|---:|---|---|---|---|---|---|
"""
_SCHWERE = {Schwere.FEHLER: "Fehler", Schwere.HINWEIS: "Hinweis"}


def _row(number: int, one: Regel) -> str:
    blocks = ", ".join(VORGANG_LABEL[vorgang] for vorgang in Vorgang if vorgang in one.blockiert)
    cells = [
        str(number),
        f"`{one.code}`",
        one.satz,
        one.quelle,
        _SCHWERE[one.schwere],
        STUFE_LABEL[one.stufe],
        blocks or "–",
    ]
    # A bar inside a cell would begin a new one.
    line = " | ".join(cell.replace("|", r"\|") for cell in cells)
    return f"| {line} |\n"


def render_regelseite() -> str:
    """Return the page in Markdown, one row a rule in the order of the chain."""
    rows = (_row(number, one) for number, one in enumerate(REGISTER.values(), start=1))
    return _HEAD.format(count=len(REGISTER)) + "".join(rows)


if __name__ == "__main__":
    sys.stdout.write(render_regelseite())
