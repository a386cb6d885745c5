"""What all forms share: German messages, a key that acts once, and the sentences of the services at their fields."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, Self

from flask_wtf import FlaskForm
from wtforms import Field, FieldList, FormField, HiddenField
from wtforms.validators import ValidationError

from grants.domain.errors import DomainError, RuleViolation

# Only what WTForms says by itself; our own validators speak German anyway.
_DEUTSCH = {
    "This field is required.": "Bitte füllen Sie dieses Feld aus.",
    "Not a valid choice.": "Bitte wählen Sie einen der Einträge aus.",
    "Not a valid integer value.": "Bitte geben Sie eine ganze Zahl ein.",
    "Invalid email address.": "Bitte geben Sie eine E-Mail-Adresse wie name@stadt.de ein.",
    "'%(value)s' is not a valid choice for this field.": "Bitte wählen Sie einen der Einträge aus.",
}


class Uebersetzung:
    """Translates the few sentences that WTForms brings along."""

    def gettext(self, text: str) -> str:
        return _DEUTSCH.get(text, text)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        text = singular if n == 1 else plural
        if text.startswith("Field must be at least"):
            return "Bitte geben Sie mindestens %(min)d Zeichen ein."
        if text.startswith("Field cannot be longer"):
            return "Bitte geben Sie höchstens %(max)d Zeichen ein."
        return text


class Formular(FlaskForm):
    """A form that changes something. `einmal` is new with every page, so that sending it twice acts once."""

    einmal = HiddenField(default=lambda: secrets.token_urlsafe(24))
    # The counter of the row that was shown; the service compares it with the one that stands there now.
    aenderungsstand = HiddenField()

    class Meta(FlaskForm.Meta):
        """Our own sentences; Flask-WTF would ask a translation package."""

        def get_translations(self, form: Any) -> Uebersetzung:
            return Uebersetzung()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.allgemein: list[str] = []

    @property
    def stand(self) -> int | None:
        """The counter that the page was made from; None where it carries none or nonsense."""
        text = self.aenderungsstand.data or ""
        return int(text) if text.isascii() and text.isdigit() else None

    def renew_key(self) -> None:
        """Give the page a new one-time key: what it showed has changed, so sending it again is another act."""
        self.einmal.data = secrets.token_urlsafe(24)

    def number_ids(self, key: int) -> Self:
        """Give the fields ids of their own, since the page holds several of these forms; return the form."""
        for field in self:
            field.id = field.label.field_id = f"{field.name}-{key}"
        return self

    def take_over(self, error: DomainError, *, felder: Mapping[str, str] | None = None) -> None:
        """Show what a service refused: Violations at their field (`felder` maps other names), the rest on top."""
        if not isinstance(error, RuleViolation):
            self.allgemein.append(str(error))
            return
        for violation in error.violations:
            name = (felder or {}).get(violation.feld or "", violation.feld or "")
            field = self._fields.get(name)
            if field is None:
                self.allgemein.append(violation.text)
            else:
                field.errors = [*field.errors, violation.text]

    def problems(self) -> list[tuple[str, str]]:
        """Return (id of the field, sentence) for the list on top of the page; an empty id for the form itself."""
        found = [("", text) for text in self.allgemein]
        for field in self:
            if field.type in {"HiddenField", "CSRFTokenField"}:
                found += [("", str(text)) for text in field.errors]
            else:
                found += [(key, text) for key, text in _errors(field)]
        return found


def _errors(field: Field) -> list[tuple[str, str]]:
    """Return the sentences of a field, for lists and groups of fields those of their parts."""
    found: list[tuple[str, str]] = []
    for inner in _parts(field):
        found += _errors(inner)
    if found:
        return found
    return [(field.id, str(text)) for text in field.errors]


def _parts(field: Field) -> list[Field]:
    """Return the fields within a list or a group of fields."""
    match field:
        case FieldList():
            return list(field.entries)
        case FormField():
            return list(field.form)
        case _:
            return []


def pflicht(text: str) -> Any:
    """Return a validator that asks for a value with this sentence."""

    def check(_form: Any, field: Field) -> None:
        raw = field.raw_data
        if not raw or not str(raw[0]).strip():
            field.errors = []
            raise ValidationError(text)

    # WTForms writes the attribute only for flags it knows; ours goes to aria-required and the label.
    check.field_flags = {"pflicht": True}  # type: ignore[attr-defined]  # read by wtforms
    return check
