"""Many rows at once. What differs between the engines in bulk loading sits here."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, Connection, Select, Table, bindparam, func, insert, inspect, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from crmdesk.store.numbering import next_id

#: Keys per query: both engines take far more parameters than this in one statement.
_KEYS_AT_ONCE = 5_000
#: Values in one INSERT of many rows: twice as fast as a statement for each, which would also count the ids each time.
_VALUES_AT_ONCE = 800
#: Rows a query of millions hands over at once: some MiB.
_ROWS_AT_ONCE = 20_000


def insert_columns(
    connection: Connection, table: Table, columns: Mapping[str, Sequence[Any]], *, along: str = ""
) -> int:
    """Insert rows given as columns of equal length; the number of rows. Columns left out must allow null.

    On SQLite the rows go to the driver as tuples, which is several times faster than one mapping per row. They
    go in the order of the column ``along``: neighbours in an index that begins with it share its pages.
    """
    if not columns:
        return 0
    count = len(next(iter(columns.values())))
    if not count:
        return 0
    if connection.dialect.name != "sqlite":
        names = list(columns)
        connection.execute(
            insert(table), [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        )
        return count
    filled = [name for name, values in columns.items() if values[0] is not None or values.count(None) < count]
    bound = [_bound(connection, table.c[name], columns[name]) for name in filled]
    rows = list(zip(*bound, strict=True))
    if along:
        rows.sort(key=itemgetter(filled.index(along)))
    _insert_tuples(connection, table, filled, rows)
    return count


def _insert_tuples(connection: Connection, table: Table, names: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    names_sql = ", ".join(f'"{name}"' for name in names)
    places = f"({', '.join('?' * len(names))})"
    start = f'INSERT INTO "{table.name}" ({names_sql}) VALUES '
    together = max(1, _VALUES_AT_ONCE // len(names))
    whole = len(rows) - len(rows) % together
    if whole:
        parts = (chain.from_iterable(rows[at : at + together]) for at in range(0, whole, together))
        connection.exec_driver_sql(start + ", ".join([places] * together), list(map(tuple, parts)))
    if rows[whole:]:
        connection.exec_driver_sql(start + places, rows[whole:])


def insert_new(connection: Connection, table: Table, columns: Mapping[str, Sequence[Any]]) -> list[int]:
    """Insert rows into a table numbered by ``id``; their ids, in the order given. Inside a write only."""
    count = len(next(iter(columns.values())))
    if connection.dialect.name != "sqlite":
        rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        inserting = insert(table).returning(table.c.id, sort_by_parameter_order=True)
        return list(connection.execute(inserting, rows).scalars()) if rows else []
    # The one writer holds the lock since its beginning, so that the next ids are its own.
    first = next_id(connection, table)
    ids = list(range(first, first + count))
    insert_columns(connection, table, {"id": ids, **columns})
    return ids


def update_columns(connection: Connection, table: Table, key: str, columns: Mapping[str, Sequence[Any]]) -> None:
    """Set columns of the rows whose ``key`` is given among them, one row per position.

    On SQLite the rows go to the driver as tuples, as in ``insert_columns``.
    """
    names = [name for name in columns if name != key]
    if not len(columns[key]):
        return
    if connection.dialect.name != "sqlite":
        update_rows(
            connection,
            table,
            [key],
            (
                ((key_value,), dict(zip(names, row, strict=True)))
                for key_value, row in zip(
                    columns[key], zip(*(columns[name] for name in names), strict=True), strict=True
                )
            ),
        )
        return
    bound = [_bound(connection, table.c[name], columns[name]) for name in (*names, key)]
    places = ", ".join(f'"{name}" = ?' for name in names)
    connection.exec_driver_sql(f'UPDATE "{table.name}" SET {places} WHERE "{key}" = ?', list(zip(*bound, strict=True)))


def _bound(connection: Connection, column: Column[Any], values: Sequence[Any]) -> Iterable[Any]:
    """Values as the driver takes them, each distinct value converted once."""
    process = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    if process is None:
        return values
    try:
        converted = {value: process(value) for value in set(values)}
    except TypeError:  # lists and mappings of a JSON column
        return map(process, values)
    return map(converted.__getitem__, values)


@contextmanager
def indexes_rebuilt(connection: Connection, table: Table, columns: Collection[str]) -> Iterator[None]:
    """For writing nearly every row: the indexes that hold any of ``columns`` are made anew at the end.

    Sorting an index once costs a fraction of moving a million entries in it one by one. All in the transaction of the
    caller: readers keep the old indexes, and so does everybody when it fails. PostgreSQL would lock them out instead.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    there = {index["name"] for index in inspect(connection).get_indexes(table.name)}
    touched = [index for index in table.indexes if index.name in there and set(columns) & set(index.columns.keys())]
    for index in touched:
        index.drop(connection)
    yield
    for index in sorted(touched, key=lambda index: str(index.name)):
        index.create(connection)


def driver_parts(connection: Connection, query: Select[Any]) -> Iterator[Sequence[tuple[Any, ...]]]:
    """The rows of a query in parts as the driver gives them: on SQLite dates are ISO text and flags are 0 and 1.

    A ``Row`` object for each of a million rows would double the time, all tuples at once the memory.
    """
    result = connection.execute(query)
    try:
        while result.cursor is not None and (rows := result.cursor.fetchmany(_ROWS_AT_ONCE)):
            yield rows
    finally:
        result.close()


def driver_rows(connection: Connection, query: Select[Any]) -> list[tuple[Any, ...]]:
    """All rows of a query as ``driver_parts`` gives them."""
    return list(chain.from_iterable(driver_parts(connection, query)))


def insert_if_new(
    connection: Connection, table: Table, columns: Mapping[str, Sequence[Any]], *, along: str = ""
) -> bool:
    """Insert all rows, or none and return False when one is already there; ``along`` as for ``insert_columns``."""
    try:
        with _or_nothing(connection):
            insert_columns(connection, table, columns, along=along)
    except IntegrityError:
        return False
    return True


@contextmanager
def _or_nothing(connection: Connection) -> Iterator[None]:
    """What fails inside leaves the transaction as it was.

    A savepoint that is rolled back stays open on SQLite unless it is released, too: each later statement would then
    keep copies of the pages that it changes until the end, hundreds of MiB in a large import.
    """
    if connection.dialect.name != "sqlite":
        with connection.begin_nested():
            yield
        return
    connection.exec_driver_sql("SAVEPOINT or_nothing")
    try:
        yield
    except BaseException:
        connection.exec_driver_sql("ROLLBACK TO or_nothing")
        raise
    finally:
        connection.exec_driver_sql("RELEASE or_nothing")


def rows_by_key(
    connection: Connection, table: Table, key: Sequence[str], keys: Iterable[tuple[Any, ...]], names: Sequence[str]
) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """``{key: values of the named columns}`` of the rows whose key columns equal one of ``keys``."""
    found = _found_by_key(connection, table, key, keys, names)
    return {row[: len(key)]: row[len(key) :] for row in found}


def all_by_key(
    connection: Connection, table: Table, key: Sequence[str], keys: Iterable[tuple[Any, ...]], names: Sequence[str]
) -> dict[tuple[Any, ...], list[tuple[Any, ...]]]:
    """As ``rows_by_key`` for columns that tell no rows apart: all rows of each key that has any."""
    rows: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    for row in _found_by_key(connection, table, key, keys, names):
        rows.setdefault(tuple(row[: len(key)]), []).append(tuple(row[len(key) :]))
    return rows


def _found_by_key(
    connection: Connection, table: Table, key: Sequence[str], keys: Iterable[tuple[Any, ...]], names: Sequence[str]
) -> Iterator[Any]:
    key_columns = [table.c[name] for name in key]
    query = select(*key_columns, *(table.c[name] for name in names))
    for part in _parts(keys, _KEYS_AT_ONCE):
        yield from connection.execute(*_among(connection, query, key_columns, part)).all()


def _among(
    connection: Connection, query: Select[Any], columns: Sequence[Column[Any]], keys: list[tuple[Any, ...]]
) -> tuple[Select[Any], dict[str, Any]]:
    """The query narrowed to rows whose columns equal one of the keys, and its parameters.

    SQLite gets all keys as one JSON text: the statement stays the same, so it is prepared once.
    """
    wanted = columns[0] if len(columns) == 1 else tuple_(*columns)
    if connection.dialect.name != "sqlite":
        listed = [key[0] for key in keys] if len(columns) == 1 else keys
        return query.where(wanted.in_(listed)), {}
    given = func.json_each(bindparam("keys_as_json")).table_valued("value")
    parts = [func.json_extract(given.c.value, f"$[{place}]") for place in range(len(columns))]
    return query.where(wanted.in_(select(*parts))), {"keys_as_json": json.dumps(keys, default=str)}


def update_rows(
    connection: Connection, table: Table, key: Sequence[str], changes: Iterable[tuple[tuple[Any, ...], dict[str, Any]]]
) -> None:
    """Set columns of single rows: ``(key values, {column: value})``; rows with equal columns go together."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for key_values, values in changes:
        row = {f"key_{name}": value for name, value in zip(key, key_values, strict=True)}
        row.update({f"new_{name}": value for name, value in values.items()})
        groups.setdefault(tuple(values), []).append(row)
    for names, rows in groups.items():
        statement = update(table).where(*(table.c[name] == bindparam(f"key_{name}") for name in key))
        connection.execute(statement.values({name: bindparam(f"new_{name}") for name in names}), rows)


def _parts(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    part: list[Any] = []
    for item in items:
        part.append(item)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part
