"""Backup and restore: every row and file of an installation in one archive, whichever database it came from.

The archive is a ZIP: `tabellen/NAME.jsonl` (one row a line), `dateien/…`, and `kopf.json` with the stand of the
tables, the head of the log and the SHA-256 of every part. Tables are read as they are in the database, not as the
program knows them, so that a backup before an upgrade and the restore of an old one work.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    Table,
    column,
    func,
    insert,
    inspect,
    literal,
    select,
    update,
)
from sqlalchemy import table as table_of
from sqlalchemy.schema import ForeignKeyConstraint, sort_tables_and_constraints

from grants.domain.errors import DomainError
from grants.queries.dateien import EINGANG

FORMAT = 1
KOPF = "kopf.json"
_TABELLEN, _DATEIEN = "tabellen/", "dateien/"
_VERSION = "alembic_version"
_BLOCK = 500


class SicherungUnbrauchbar(DomainError):
    """The archive is not one of ours, or not as it was written."""

    code = "sicherung_unbrauchbar"


class NichtLeer(DomainError):
    """The installation to restore into already holds something."""

    code = "nicht_leer"


@dataclass(frozen=True, slots=True)
class Teil:
    """A part of the archive."""

    sha256: str
    groesse: int
    zeilen: int | None = None


@dataclass(frozen=True, slots=True)
class Sicherungskopf:
    """What the archive says about itself; `ereignis` is the head of the log at that moment."""

    format: int
    stand: str
    version: str
    erstellt_am: str
    ereignis_nummer: int
    ereignis_hash: str
    teile: Mapping[str, Teil]

    @property
    def zeilen(self) -> int:
        return sum(teil.zeilen or 0 for teil in self.teile.values())

    @property
    def dateien(self) -> int:
        return sum(name.startswith(_DATEIEN) for name in self.teile)


# -- Writing ------------------------------------------------------------------------------------------


def write_backup(
    connection: Connection, files: Path, target: IO[bytes], *, version: str, jetzt: datetime
) -> Sicherungskopf:
    """Write everything into `target` and return what was written.

    The connection sees one moment (REPEATABLE READ on PostgreSQL). Rows are streamed: memory does not grow with them.
    """
    tables = _reflect(connection)
    teile: dict[str, Teil] = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        for table in sorted(tables.sorted_tables, key=lambda t: t.name):
            if table.name == _VERSION:
                continue
            name = f"{_TABELLEN}{table.name}.jsonl"
            teile[name] = _write_part(archive, name, _lines(connection, table), count=True)
        # After the rows: whatever a row of that moment names lies there, and is never taken away.
        for path in _stored(files):
            name = _DATEIEN + path.relative_to(files).as_posix()
            teile[name] = _write_part(archive, name, _chunks(path))
        kopf = Sicherungskopf(
            FORMAT,
            str(
                connection.execute(select(column("version_num")).select_from(table_of(_VERSION))).scalar_one()
            ),
            version,
            jetzt.isoformat(timespec="seconds"),
            *_head(connection, tables),
            teile,
        )
        archive.writestr(KOPF, json.dumps(asdict(kopf), ensure_ascii=False, indent=1))
    return kopf


def _stored(files: Path) -> list[Path]:
    """Return the files to back up; what waits for its transaction belongs to nobody yet."""
    if not files.is_dir():
        return []
    return sorted(p for p in files.rglob("*") if p.is_file() and EINGANG not in p.relative_to(files).parts)


def _reflect(connection: Connection) -> MetaData:
    tables = MetaData()
    tables.reflect(connection)
    return tables


def _head(connection: Connection, tables: MetaData) -> tuple[int, str]:
    kopf = tables.tables.get("ereignis_kopf")
    row = connection.execute(select(kopf.c.nummer, kopf.c.hash)).first() if kopf is not None else None
    return (row[0], row[1]) if row else (0, "")


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    order = list(table.primary_key.columns) or list(table.columns)
    statement = select(table).order_by(*order).execution_options(yield_per=_BLOCK)
    for row in connection.execute(statement).mappings():
        values = {name: _plain(value) for name, value in row.items()}
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value of a row
    """Return a value as JSON holds it; what JSON does not know carries its kind."""
    match value:
        case None | bool() | int() | str():
            return value
        case datetime():
            moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
            return {"zeit": moment.isoformat()}
        case date():
            return {"tag": value.isoformat()}
        case bytes() | memoryview():
            return {"bytes": base64.b64encode(bytes(value)).decode()}
        case list() | dict():
            return {"json": value}
    raise TypeError(f"a row holds a {type(value).__name__}, which a backup does not know")


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(65536):
            yield chunk


def _write_part(archive: zipfile.ZipFile, name: str, pieces: Iterator[bytes], *, count: bool = False) -> Teil:
    digest, size, rows = hashlib.sha256(), 0, 0
    with archive.open(name, "w", force_zip64=True) as part:
        for piece in pieces:
            part.write(piece)
            digest.update(piece)
            size, rows = size + len(piece), rows + 1
    return Teil(digest.hexdigest(), size, rows if count else None)


# -- Reading ------------------------------------------------------------------------------------------


def read_head(archive: zipfile.ZipFile) -> Sicherungskopf:
    """Return what the archive says about itself; raises SicherungUnbrauchbar where it is none of ours."""
    try:
        given = json.loads(archive.read(KOPF))
        teile = {name: Teil(**teil) for name, teil in given.pop("teile").items()}
        kopf = Sicherungskopf(**given, teile=teile)
    except (KeyError, ValueError, TypeError):
        raise SicherungUnbrauchbar(
            "Diese Datei ist keine Sicherung von Förderkette. Bitte eine Datei angeben, die mit „grants sicherung“ "
            "geschrieben wurde."
        ) from None
    if kopf.format != FORMAT:
        raise SicherungUnbrauchbar(
            "Diese Sicherung hat eine neuere Fassung geschrieben. Bitte zuerst das Programm aktualisieren."
        )
    return kopf


def check_parts(archive: zipfile.ZipFile, kopf: Sicherungskopf) -> None:
    """Raise SicherungUnbrauchbar where a part is missing, changed, added, or would land outside the folder."""
    names = set(archive.namelist()) - {KOPF}
    if names != set(kopf.teile):
        raise SicherungUnbrauchbar(
            "In der Sicherung fehlen Teile, oder es sind welche hinzugekommen. Bitte eine andere nehmen."
        )
    for name, teil in kopf.teile.items():
        parts = PurePosixPath(name).parts
        if ".." in parts or name.startswith("/") or "\\" in name or parts[0] not in {"tabellen", "dateien"}:
            raise SicherungUnbrauchbar(f"Die Sicherung enthält einen unerlaubten Namen: {name!r}.")
        digest, size = hashlib.sha256(), 0
        with archive.open(name) as part:
            while chunk := part.read(65536):
                digest.update(chunk)
                size += len(chunk)
                if size > teil.groesse:
                    break
        if size != teil.groesse or digest.hexdigest() != teil.sha256:
            raise SicherungUnbrauchbar(
                f"Die Sicherung ist beschädigt oder verändert: {name}. Es wurde nichts eingespielt. Bitte eine "
                "andere nehmen."
            )


def check_empty(connection: Connection, files: Path) -> None:
    """Raise NichtLeer where the installation holds anything that somebody did."""
    there = set(inspect(connection).get_table_names())
    for table in ("ereignis", "person", "foerderjahr"):
        probe = select(literal(1)).select_from(table_of(table)).limit(1)
        if table in there and connection.execute(probe).first():
            raise NichtLeer(
                "Diese Installation enthält schon Daten. Eingespielt wird nur in eine leere. Bitte "
                "GRANTS_DATABASE_URL auf eine neue Datenbank setzen."
            )
    if files.is_dir() and any(files.iterdir()):
        raise NichtLeer(
            f"Im Ordner „{files}“ liegen schon Dateien. Bitte GRANTS_FILES auf einen leeren Ordner setzen."
        )


def load_rows(connection: Connection, archive: zipfile.ZipFile, kopf: Sicherungskopf) -> None:
    """Fill the tables, which are on the stand of the archive, in the transaction of the connection."""
    tables = _reflect(connection)
    known = {
        name.removeprefix(_TABELLEN).removesuffix(".jsonl")
        for name in kopf.teile
        if name.startswith(_TABELLEN)
    }
    order = list(sort_tables_and_constraints(tables.tables.values()))  # type: ignore[no-untyped-call]  # not annotated
    later = _later(order)
    sequence = [table for table, _ in order if table is not None and table.name in known]
    # The migrations put a few rows in; the archive holds them too.
    for table in reversed(sequence):
        for spalte in later.get(table.name, ()):
            connection.execute(update(table).values({spalte.name: None}))
    for table in reversed(sequence):
        connection.execute(table.delete())
    for table in sequence:
        _load_table(connection, archive, table, later.get(table.name, ()))
    for table in sequence:
        _reset_sequence(connection, table)


def _later(order: list[Any]) -> dict[str, list[Column[Any]]]:
    """Return the columns that point in a circle: they are filled when everything is there."""
    found: dict[str, list[Column[Any]]] = {}
    for table, constraints in order:
        for constraint in constraints:
            if table is None and isinstance(constraint, ForeignKeyConstraint):
                found.setdefault(constraint.table.name, []).extend(constraint.columns)
    for table, _ in order:
        if table is None:
            continue
        for key in table.foreign_keys:
            if key.column.table is table and key.parent.nullable:
                found.setdefault(table.name, []).append(key.parent)
    return found


def _load_table(
    connection: Connection, archive: zipfile.ZipFile, table: Table, later: list[Column[Any]] | tuple[()]
) -> None:
    read = _readers(connection, table)
    postponed: list[tuple[Any, dict[str, Any]]] = []
    names = {column.name for column in later}
    block: list[dict[str, Any]] = []
    with archive.open(f"{_TABELLEN}{table.name}.jsonl") as part:
        for line in part:
            row = {name: read[name](value) for name, value in json.loads(line).items()}
            pointing = {name: row[name] for name in names if row.get(name) is not None}
            if pointing:
                postponed.append((row["id"], pointing))
                row |= dict.fromkeys(pointing)
            block.append(row)
            if len(block) >= _BLOCK:
                connection.execute(insert(table), block)
                block = []
    if block:
        connection.execute(insert(table), block)
    for key, values in postponed:
        connection.execute(update(table).where(table.c.id == key).values(values))


def _readers(connection: Connection, table: Table) -> dict[str, Callable[[Any], Any]]:
    """Return how each column takes its values on this database."""
    naive = connection.dialect.name == "sqlite"

    def read(value: Any) -> Any:  # noqa: ANN401 - any value of a row
        match value:
            case {"zeit": str(moment)}:
                found = datetime.fromisoformat(moment)
                return found.replace(tzinfo=None) if naive else found
            case {"tag": str(day)}:
                return date.fromisoformat(day)
            case {"bytes": str(coded)}:
                return base64.b64decode(coded)
            case {"json": content}:
                return content
        return value

    return {column.name: read for column in table.columns}


def _reset_sequence(connection: Connection, table: Table) -> None:
    """Let new rows be numbered after the restored ones."""
    if connection.dialect.name != "postgresql" or "id" not in table.c:
        return
    name = connection.execute(select(func.pg_get_serial_sequence(table.name, "id"))).scalar()
    if name:
        highest = connection.execute(select(func.max(table.c.id))).scalar()
        connection.execute(select(func.setval(name, highest or 1, highest is not None)))


def load_files(archive: zipfile.ZipFile, kopf: Sicherungskopf, folder: Path) -> None:
    """Write the files of the archive below a folder."""
    for name in kopf.teile:
        if not name.startswith(_DATEIEN):
            continue
        target = folder / PurePosixPath(name.removeprefix(_DATEIEN))
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as part, target.open("wb") as file:
            while chunk := part.read(65536):
                file.write(chunk)
