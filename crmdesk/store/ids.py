"""Ids of many rows as one array: what a list of a million rows holds in memory."""

from __future__ import annotations

from array import array
from typing import Any

from sqlalchemy import Connection, Select, func, select

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
