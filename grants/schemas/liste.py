"""JSON of `grants liste`; an amount writes itself with two decimals, as text."""

from __future__ import annotations

from marshmallow import Schema, fields


class ListenzeileSchema(Schema):
    """One Maßnahme; an amount is null where the money has not come so far."""

    kennung = fields.String()
    name = fields.String()
    traeger = fields.List(fields.String())
    beantragt = fields.String(allow_none=True)
    bewilligt = fields.String(allow_none=True)
    zugesagt = fields.String(allow_none=True)
    nachgewiesen = fields.String(allow_none=True)
    anerkannt = fields.String(allow_none=True)
    festgesetzt = fields.String(allow_none=True)
