"""JSON of `grants log verify`."""

from __future__ import annotations

from marshmallow import Schema, fields


class KopfSchema(Schema):
    nummer = fields.Integer()
    hash = fields.String()


class BruchSchema(Schema):
    code = fields.String()
    ereignis = fields.Integer(allow_none=True)
    dokument = fields.String(allow_none=True)
    text = fields.String()


class PruefberichtSchema(Schema):
    """`brueche` is empty where everything is as it was written; `kopf` is what issued papers print."""

    ereignisse = fields.Integer()
    geleert = fields.Integer()
    dokumente = fields.Integer()
    kopf = fields.Nested(KopfSchema)
    brueche = fields.List(fields.Nested(BruchSchema))
