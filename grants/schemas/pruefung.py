"""JSON of `grants check`; amounts, shares and words of closed lists write themselves, as text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from marshmallow import Schema, fields

from grants.domain.kette import Jahr
from grants.domain.pruefregeln import Ergebnis


class BezugSchema(Schema):
    massnahme = fields.String(allow_none=True)
    traeger = fields.String(allow_none=True)
    beleg = fields.String(allow_none=True)


class ErgebnisSchema(Schema):
    """One result; `differenz` is gefunden − erwartet."""

    code = fields.String()
    ergebnis = fields.String(allow_none=True)
    schwere = fields.String(allow_none=True)
    erwartet = fields.String(allow_none=True)
    gefunden = fields.String(allow_none=True)
    differenz = fields.String(allow_none=True)
    differenz_vh = fields.String(allow_none=True)
    bezug = fields.Nested(BezugSchema, allow_none=True)
    text = fields.String()
    quelle = fields.String()


class PruefungSchema(Schema):
    jahr = fields.Integer()
    programm = fields.String()
    am = fields.Date()
    ergebnisse = fields.List(fields.Nested(ErgebnisSchema))


def dump_pruefung(jahr: Jahr, ergebnisse: Iterable[Ergebnis]) -> dict[str, Any]:
    """Return the results of a year as JSON holds them."""
    values = {"jahr": jahr.jahr, "programm": jahr.programm, "am": jahr.am, "ergebnisse": list(ergebnisse)}
    dumped: dict[str, Any] = PruefungSchema().dump(values)
    return dumped
