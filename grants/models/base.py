"""What all tables share: names of constraints, money in cents, kinds as checked text, moments in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Enum, Integer, MetaData, String, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, registry

from grants.domain import begriffe
from grants.domain.money import Betrag, Vomhundert

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class BetragType(TypeDecorator[Betrag]):
    """Whole cents as BIGINT. SQL sums and compares them; products and averages are refused, they round."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if not isinstance(value, Betrag):
            raise TypeError(f"an amount is a Betrag, not {type(value).__name__}")
        return value.cents

    def process_result_value(self, value: Any, dialect: Dialect) -> Betrag | None:
        # PostgreSQL sums BIGINT to NUMERIC.
        return None if value is None else Betrag(int(value))

    def coerce_compared_value(self, op: Any, value: Any) -> BetragType:
        if getattr(op, "__name__", "") in {"mul", "truediv", "floordiv", "mod"}:
            raise TypeError("amounts are multiplied and divided in grants.domain.money only")
        return self


class VomhundertType(TypeDecorator[Vomhundert]):
    """A share in millionths."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        return None if value is None else value.teile

    def process_result_value(self, value: Any, dialect: Dialect) -> Vomhundert | None:
        return None if value is None else Vomhundert(int(value))


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; refuses a naive one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a moment carries its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _checked(kind: type[StrEnum]) -> Enum:
    """Return text with a CHECK of the closed list, the same on both databases."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
        name=kind.__name__.lower(),
    )


_KINDS = [
    kind
    for kind in vars(begriffe).values()
    if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum
]
_TYPES: dict[Any, Any] = {
    Betrag: BetragType(),
    Vomhundert: VomhundertType(),
    datetime: Moment(),
    str: Text(),
    **{kind: _checked(kind) for kind in _KINDS},
}


class Base(DeclarativeBase):
    # In the registry, not on the class: Flask-SQLAlchemy copies the class and refuses a map there.
    registry = registry(metadata=MetaData(naming_convention=NAMES), type_annotation_map=_TYPES)

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}>"


class Versioned:
    """Rows that two people may edit: the counter finds the second one, who is told and loses nothing."""

    aenderungsstand: Mapped[int] = mapped_column(default=1, sort_order=99)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.aenderungsstand}


def short(length: int = 200) -> String:
    """Return text of limited length, for what is searched or unique."""
    return String(length)
