"""Valid rows for any table, parents included: what a constraint test changes by one value."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import Boolean, Column, Date, Enum, Integer, LargeBinary, Table, insert
from sqlalchemy.orm import Session

from grants.domain.money import Betrag, Vomhundert
from grants.models import Base
from grants.models.base import BetragType, Moment

TABLES = Base.registry.metadata.tables
TAG = date(2024, 1, 15)
_NUMBERS = count(1)

# Where a row needs more than any value of the right type.
SPECIAL: dict[str, dict[str, Any]] = {
    "foerderjahr": {"status": "planung"},
    "foerderjahr_parameter": {"betrag": Betrag(1)},
    "nachricht": {"status": "wartet"},
    "konto": {"active": True},
    "zugangslink": {"zweck": "einladung"},
    "anmeldeversuch": {"art": "kennwort"},
    "zwischenstand": {"felder": []},
    "einlesung": {"antworten": {}, "vorschau": {}, "inhalt": b"x"},
    "belegeinlesung": {"antworten": {}, "inhalt": b"x"},
    "jahreswechsel": {"von_jahr": 2023, "nach_jahr": 2024},
    "rollenzuordnung": {"rolle": "geschaeftsstelle"},
    "traeger": {"art": "freier_traeger"},
    "beleg": {"gezahlt": Betrag(100)},
    "verwendungsnachweis": {"status": "entwurf"},
    "erinnerungsvorlage": {"tage": 7},
    "kennzahl": {"quartal": 0, "soll": 1, "ist": 1},
    "kennzahlkatalog": {"zeitraum": "jahr"},
    "zahlung": {"art": "mittelabruf", "betrag": Betrag(100)},
    "pruefung": {"art": "fachlich"},
    "stichprobe": {"nummer": 1, "anteil": Vomhundert(100_000)},
    "pruefpunkt": {"art": "fachlich"},
    "unterlagenzeile": {"rechnung": True},
    "testat": {"ergebnis": "ohne_feststellungen"},
    "haushaltszyklus": {"jahr_von": 2027, "jahr_bis": 2028},
    "verstetigungsschritt": {"schritt": "idee"},
    "zugelassene_abweichung": {"grund": "Beispiel"},
    "ereignis_inhalt": {"inhalt": "{}"},
}


_BY_TYPE: dict[type, Any] = {
    BetragType: Betrag(100),
    LargeBinary: b"x",
    Moment: datetime(2024, 1, 15, tzinfo=UTC),
    Boolean: False,
    Date: TAG,
}


def _value(column: Column[Any]) -> Any:
    number = next(_NUMBERS)
    if type(column.type) in _BY_TYPE:
        return _BY_TYPE[type(column.type)]
    if isinstance(column.type, Enum):
        return column.type.enums[0]
    if isinstance(column.type, Integer):
        # Years and versions are unique beside their parent, which is new each time.
        return 2024 if column.name == "jahr" else number
    is_hash = column.name.endswith("sha256") or column.name in {"hash", "vorheriger_hash"}
    return f"{number:064x}" if is_hash else f"wert{number}"


def add_row(session: Session, table_name: str, **overrides: Any) -> int:
    """Insert a valid row with its parents and return its id; `overrides` break what a test wants broken."""
    table: Table = TABLES[table_name]
    values: dict[str, Any] = {}
    for column in table.columns:
        if column.primary_key or column.name in overrides or column.default is not None:
            continue
        if column.foreign_keys:
            if not column.nullable:
                parent = next(iter(column.foreign_keys)).column.table.name
                values[column.name] = add_row(session, parent)
        elif not column.nullable:
            values[column.name] = _value(column)
    if table_name == "datei" and not set(overrides) & {c.name for c in table.columns if c.nullable}:
        # A file belongs to exactly one thing.
        values["mitteilung_id"] = add_row(session, "mitteilung")
    special = {key: value for key, value in SPECIAL.get(table_name, {}).items() if key not in overrides}
    result = session.execute(insert(table).values({**values, **special, **overrides}))
    return int(result.inserted_primary_key[0])
