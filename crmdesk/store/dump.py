"""All content of a store as JSON Lines, in an order that never changes: what was before and after can be compared.

The first line says what the file is; every other is one row, ``{"table": {column: value, …}}``: table after table, a
table after those it refers to, rows by primary key, columns by name. Money is whole cents, days are ``2026-11-21``,
moments UTC; a column without a value is left out. Stores with the same content give the same bytes on either engine.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import JSON, Boolean, Column, Connection, Date, DateTime, Select, String, Table, Text, select

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.progress import Progress
from crmdesk.store import faults, files, keys
from crmdesk.store.bulk import driver_parts
from crmdesk.store.keeping import part_of
from crmdesk.store.meta import read_meta
from crmdesk.store.schema import load_tables, metadata
from crmdesk.store.store import Store

_encode = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": ")).encode
Converter = Callable[[Any], Any]
_ROWS_AT_ONCE = 5_000


def dump_store(store: Store, path: Path, *, has_derived: bool = False, progress: Progress | None = None) -> int:
    """Write every row of content to ``path`` and return the lines; with ``has_derived`` what can be worked out too.

    The diary (operations, audit, drafts, import log, caches) stays out. The file appears when it is whole, readable by
    its owner alone; the audit says who took it. Raises ``CrmError`` when it cannot stand there.
    """
    told = progress or Progress()
    with store.read() as connection:
        in_one_view(connection)
        lines = _lines(connection, has_derived=has_derived, told=told)
        count = write_lines(store, path, lines)
    store.audit("export", kind="dump", file=path.name, rows=count, derived=has_derived)
    return count


def write_lines(store: Store, path: Path, lines: Iterator[bytes]) -> int:
    """Write lines to a new file of the owner alone and put it in place whole; how many there were."""
    _require_place(store, path)
    part = files.beside(path, ".part")
    count = 0
    try:
        with faults.in_plain_words(), _own_file(part) as file:
            for line in lines:
                file.write(line)
                count += 1
        files.move_into_place(part, path)
    finally:
        part.unlink(missing_ok=True)
    return count


def _require_place(store: Store, path: Path) -> None:
    if not path.parent.is_dir():
        raise CrmError(tr("The folder {path} does not exist.", path=path.parent))
    own = () if store.path is None else (store.path.resolve(), keys.keys_path(store.path).resolve())
    if path.resolve() in own or path.is_dir():
        raise CrmError(tr("{path} is the store itself or a folder. Choose another name.", path=path))


def _own_file(part: Path) -> BinaryIO:
    part.unlink(missing_ok=True)
    return os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", buffering=1 << 20)


def in_one_view(connection: Connection) -> None:
    """Everything read from here on is of one moment, also on a server. For a connection that has read nothing yet."""
    if connection.dialect.name != "sqlite":
        connection.execution_options(isolation_level="REPEATABLE READ")


def _lines(connection: Connection, *, has_derived: bool, told: Progress) -> Iterator[bytes]:
    profile = read_meta(connection, "profile") or ""
    yield line_of("crmdesk dump", {"format": 1, "has_derived": has_derived, "profile": profile})
    tables = shown_tables(has_derived=has_derived)
    for place, table in enumerate(tables):
        told.at(place, len(tables), table.name)
        yield from table_lines(connection, table, _shown_rows(table, has_derived=has_derived), has_derived=has_derived)
    told.at(len(tables), len(tables))


def shown_tables(*, has_derived: bool) -> list[Table]:
    """The tables of a dump: each after the ones it refers to, by name among equals."""
    load_tables()
    parts = ("content", "derived") if has_derived else ("content",)
    return [table for table in metadata.sorted_tables if part_of(table) in parts]


def _shown_rows(table: Table, *, has_derived: bool) -> Select[Any]:
    if has_derived or "content_rows" not in table.info:
        return select(table)
    column, values = table.info["content_rows"]
    return select(table).where(table.c[column].in_(values))


def shown_columns(table: Table, *, has_derived: bool) -> list[Column[Any]]:
    """The columns of a table that a dump shows, by name."""
    left_out = ("diary",) if has_derived else ("diary", "derived")
    own = part_of(table)
    return sorted((c for c in table.columns if part_of(c) in (None, own) or part_of(c) not in left_out), key=_name)


def _name(column: Column[Any]) -> str:
    return str(column.name)


def table_lines(
    connection: Connection, table: Table, query: Select[Any], *, has_derived: bool = False
) -> Iterator[bytes]:
    """The rows of a query over one table, a line each, in the order of the primary key."""
    return (line_of(table.name, row) for row in table_rows(connection, table, query, has_derived=has_derived))


def table_rows(
    connection: Connection, table: Table, query: Select[Any], *, has_derived: bool = False
) -> Iterator[dict[str, Any]]:
    """The rows as JSON takes them, columns by name, in the order of the primary key."""
    columns = shown_columns(table, has_derived=has_derived)
    names = [_name(column) for column in columns]
    plain = [(place, convert) for place, c in enumerate(columns) if (convert := _converter(connection, c))]
    query = query.with_only_columns(*columns).order_by(*_order(connection, table))
    for rows in _parts(connection, query):
        for row in rows:
            values = zip(names, _converted(row, plain), strict=True)
            yield {name: value for name, value in values if value is not None}


def _parts(connection: Connection, query: Select[Any]) -> Iterator[Sequence[Sequence[Any]]]:
    """The rows in parts; a server hands over all at once unless it is asked not to."""
    if connection.dialect.name == "sqlite":
        return driver_parts(connection, query)
    return connection.execute(query.execution_options(yield_per=_ROWS_AT_ONCE)).partitions()


def line_of(name: str, content: dict[str, Any]) -> bytes:
    return (_encode({name: content}) + "\n").encode()


def _converted(row: Sequence[Any], plain: list[tuple[int, Converter]]) -> Sequence[Any]:
    values = list(row)
    for place, convert in plain:
        if values[place] is not None:
            values[place] = convert(values[place])
    return values


def _order(connection: Connection, table: Table) -> list[Any]:
    """The primary key; texts byte by byte on either engine."""
    key = list(table.primary_key.columns)
    if connection.dialect.name == "sqlite":
        return key
    return [column.collate("C") if isinstance(column.type, String | Text) else column for column in key]


def _converter(connection: Connection, column: Column[Any]) -> Converter | None:
    """From what the driver gives to what JSON takes; None where they are the same.

    SQLite keeps days as ISO text, flags as 0 and 1, moments as text without a zone.
    """
    kind = column.type
    if isinstance(kind, JSON):
        return _sorted_json
    if isinstance(kind, Boolean):
        return bool
    if isinstance(kind, DateTime):
        process = kind.dialect_impl(connection.dialect).result_processor(connection.dialect, None)
        return _moment if process is None else lambda value: _moment(process(value))
    if isinstance(kind, Date) and connection.dialect.name != "sqlite":
        return date.isoformat
    return None


def _moment(value: Any) -> str:
    moment: datetime = value
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _sorted_json(value: Any) -> Any:
    """The content of a JSON column with its keys in order, however the engine keeps them."""
    content = json.loads(value) if isinstance(value, str | bytes) else value
    return json.loads(json.dumps(content, sort_keys=True))
