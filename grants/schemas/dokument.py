"""JSON of `grants dokument`: what was written where. The paper's own JSON comes from reports."""

from __future__ import annotations

from marshmallow import Schema, fields


class DateiSchema(Schema):
    datei = fields.String()
    sha256 = fields.String()


class HindernisSchema(Schema):
    code = fields.String()
    text = fields.String()


class DokumentSchema(Schema):
    """`nummer` and `version` are null for a draft; `hindernisse` says what stands in the way of issuing it."""

    dokument = fields.String()
    jahr = fields.Integer()
    programm = fields.String()
    entwurf = fields.Boolean()
    nummer = fields.String(allow_none=True)
    version = fields.Integer(allow_none=True)
    dateien = fields.List(fields.Nested(DateiSchema))
    hindernisse = fields.List(fields.Nested(HindernisSchema))
