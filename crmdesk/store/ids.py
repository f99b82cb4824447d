"""Ids of many rows as one array: what a list of a million rows holds in memory."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Connection, Select, bindparam, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.types import Text

#: Rows fetched at once from a server.
_PARTITION = 2_000


def id_array(connection: Connection, query: Select[Any]) -> array[int]:
    """The ids that a query of one column finds, in its order, as 64-bit integers (8 MB for a million).

    SQLite puts them into one text by itself: a million steps through the driver take three times as long, and each
    of them the interpreter's lock, which the windows wait for. It keeps the order of a subquery under an aggregate.
    """
    found = array("q")
    if connection.dialect.name != "sqlite":
        # Of the query, not of the connection: there it would hold for every later statement.
        in_parts = query.execution_options(yield_per=_PARTITION)
        for rows in connection.execute(in_parts).scalars().partitions(_PARTITION):
            found.extend(rows)
        return found
    import numpy as np

    ids = query.subquery("ids")
    text = connection.execute(select(func.group_concat(ids.c[0]))).scalar()
    if text:
        found.frombytes(np.fromstring(str(text), dtype=np.int64, sep=",").tobytes())
    return found


class _Among(ColumnElement[bool]):
    """The column is one of the ids in a text such as ``3,17``."""

    inherit_cache = False

    def __init__(self, column: ColumnElement[int], ids: BindParameter[str]) -> None:
        self.type = Boolean()
        self.column, self.ids = column, ids


@compiles(_Among)
def _on_a_server(element: _Among, compiler: SQLCompiler, **given: Any) -> str:
    column, ids = (compiler.process(part, **given) for part in (element.column, element.ids))
    return f"{column} = ANY (CAST(string_to_array({ids}, ',') AS BIGINT[]))"


@compiles(_Among, "sqlite")
def _on_the_desk(element: _Among, compiler: SQLCompiler, **given: Any) -> str:
    column, ids = (compiler.process(part, **given) for part in (element.column, element.ids))
    return f"{column} IN (SELECT value FROM json_each('[' || {ids} || ']'))"


def among(column: ColumnElement[int], ids: Iterable[int]) -> ColumnElement[bool]:
    """The column is one of any number of ids: they travel as one text, because parameters are limited."""
    return _Among(column, bindparam(None, ",".join(map(str, ids)), type_=Text(), unique=True))
