"""Fields that read German input and keep what was typed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from wtforms import (
    BooleanField,
    FileField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import ValidationError

from grants.domain.begriffe import label as word
from grants.domain.errors import DomainError
from grants.domain.fristen import format_datum
from grants.domain.kennzahlen import parse_anzahl
from grants.domain.money import (
    Betrag,
    Vomhundert,
    format_betrag,
    format_vomhundert,
    parse_betrag,
    parse_vomhundert,
)


def _strip(value: str | None) -> str:
    # Blanks around a text are nobody's intention.
    return (value or "").strip()


def _line_feeds(value: str) -> str:
    return value.replace("\r\n", "\n")


class TextField(StringField):
    """A line of text; `data` is never None and has no blanks around it."""

    data: Any

    def __init__(self, label: str = "", validators: list[Any] | None = None, **kwargs: Any) -> None:
        super().__init__(label, validators, [_strip, *kwargs.pop("filters", [])], **kwargs)


class MehrzeiligField(TextAreaField):
    """Several lines; `data` is never None, lines end with a line feed alone."""

    data: Any

    def __init__(self, label: str = "", validators: list[Any] | None = None, **kwargs: Any) -> None:
        super().__init__(label, validators, [_strip, _line_feeds, *kwargs.pop("filters", [])], **kwargs)


class _Gelesen(StringField):
    """A field whose text is read by one parser of the domain; the text stays as typed."""

    data: Any

    def __init__(self, label: str = "", validators: list[Any] | None = None, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)

    def _read(self, text: str) -> Any:
        raise NotImplementedError

    def _write(self, value: Any) -> str:
        raise NotImplementedError

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self._write(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the text; raises ValueError with the sentence of the parser."""
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            return
        try:
            self.data = self._read(text)
        except DomainError as error:
            raise ValueError(str(error)) from None


class EuroField(_Gelesen):
    """An amount; `data` is a Betrag or None."""

    def _read(self, text: str) -> Betrag:
        return parse_betrag(text)

    def _write(self, value: Betrag) -> str:
        return format_betrag(value, einheit="").strip()


class VomhundertField(_Gelesen):
    """A share in v. H.; `data` is a Vomhundert or None."""

    def _read(self, text: str) -> Vomhundert:
        return parse_vomhundert(text)

    def _write(self, value: Vomhundert) -> str:
        return format_vomhundert(value).partition("\N{NO-BREAK SPACE}")[0]


class AnzahlField(_Gelesen):
    """A whole number; `data` is an int or None."""

    def _read(self, text: str) -> int:
        return parse_anzahl(text)

    def _write(self, value: Any) -> str:
        return str(value)


class DatumField(_Gelesen):
    """A day as TT.MM.JJJJ, also 1.2.2024, 1.2.24 and 2024-02-01; `data` is a date or None."""

    def _read(self, text: str) -> date:
        return parse_datum(text)

    def _write(self, value: date) -> str:
        return format_datum(value)


class DatumUnklar(DomainError):
    """A text that is not a day."""

    code = "datum_unklar"


def parse_datum(text: str) -> date:
    """Return the day a person wrote; raises DatumUnklar."""
    for form in ("%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"):
        try:
            found = datetime.strptime(text.strip().replace(" ", ""), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if 1990 <= found.year <= 2100:
            return found
        raise DatumUnklar(f"Das Jahr {found.year} kann nicht stimmen. Bitte prüfen Sie das Datum.")
    raise DatumUnklar(f"„{text.strip()[:30]}“ ist kein Datum. Bitte wie 31.08.2024 schreiben.")


def _choices(pairs: Iterable[tuple[str, str]], *, leer: str | None = None) -> list[SelectChoice]:
    return [SelectChoice(*pair) for pair in ([] if leer is None else [("", leer)]) + list(pairs)]


class AuswahlField(SelectField):
    """One of a closed list: an enum of the domain or pairs of value and label.

    `data` is the member of the enum, the value of the pair, or None for "Bitte wählen".
    """

    data: Any

    def __init__(
        self,
        label: str = "",
        validators: list[Any] | None = None,
        *,
        aus: type[StrEnum] | Iterable[tuple[str, str]] = (),
        leer: str | None = "Bitte wählen",
        **kwargs: Any,
    ) -> None:
        self._enum = aus if isinstance(aus, type) else None
        pairs = [(str(each), word(each)) for each in aus] if isinstance(aus, type) else list(aus)
        kwargs.setdefault("choices", _choices(pairs, leer=leer))
        kwargs |= {"coerce": self._coerce_value, "validate_choice": False}
        super().__init__(label, validators, **kwargs)

    def offer(self, pairs: Iterable[tuple[str, str]], *, leer: str | None = "Bitte wählen") -> None:
        """Set the choices of this page."""
        self.choices = _choices(pairs, leer=leer)

    def _coerce_value(self, value: Any) -> Any:
        if value in (None, ""):
            return None
        return self._enum(value) if self._enum else str(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the value; one that is not in the list is refused by pre_validate."""
        self.data = None
        if valuelist and valuelist[0]:
            try:
                self.data = self._coerce_value(valuelist[0])
            except ValueError:
                raise ValueError("Bitte wählen Sie einen der Einträge aus.") from None

    def pre_validate(self, form: Any) -> None:
        """Refuse a value that was not offered."""
        offered = {str(value) for value, *_ in self.iter_choices()}
        if self.data is not None and str(self.data) not in offered:
            raise ValidationError("Bitte wählen Sie einen der Einträge aus.")


class JaNeinField(BooleanField):
    """A box to tick; `data` is a bool."""


class MehrfachField(SelectMultipleField):
    """Several of a list, as boxes to tick; `data` is a list of values."""

    data: Any

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()

    def __init__(
        self,
        label: str = "",
        validators: list[Any] | None = None,
        *,
        aus: Iterable[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        kwargs |= {"choices": _choices(aus), "validate_choice": False}
        super().__init__(label, validators, **kwargs)

    def offer(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Set the choices of this page."""
        self.choices = _choices(pairs)

    def pre_validate(self, form: Any) -> None:
        """Refuse a value that was not offered."""
        offered = {str(value) for value, *_ in self.iter_choices()}
        if any(str(value) not in offered for value in self.data or ()):
            raise ValidationError("Bitte wählen Sie nur Einträge aus der Liste.")


class DateiField(FileField):
    """A file of the person's; `data` is the upload or None."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the upload; an empty field of a browser has a name without text."""
        self.data = next((each for each in valuelist if getattr(each, "filename", "")), None)
