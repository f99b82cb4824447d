"""Which clients a piece of work is about: an id range, or those in it whose balances, holdings or accounts are new."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column as SqlColumn
from sqlalchemy import ColumnElement, Connection, MetaData, Select, Table, and_, insert, select, union

from crmdesk.store.schema import Key

#: Clients whose facts are to be made again; lives for one transaction.
touched = Table(
    "fact_touched",
    MetaData(),
    SqlColumn("client_id", Key, primary_key=True, autoincrement=False),
    prefixes=["TEMPORARY"],
)


@dataclass(frozen=True)
class Clients:
    """Clients by id, both ends included; of them only those in ``touched`` if so."""

    first: int
    last: int
    is_touched_only: bool = False

    def among(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        within = column.between(self.first, self.last)
        if not self.is_touched_only:
            return within
        return and_(
            within, column.in_(select(touched.c.client_id).where(touched.c.client_id.between(self.first, self.last)))
        )


@contextmanager
def touched_clients(connection: Connection, news: Sequence[Select[Any]], size: int) -> Iterator[list[Clients]]:
    """The clients that the queries ``news`` name, in parts of ``size``."""
    touched.create(connection)
    try:
        connection.execute(insert(touched).from_select(["client_id"], union(*news)))
        ids = connection.execute(select(touched.c.client_id).order_by(touched.c.client_id)).scalars().all()
        parts = (ids[start : start + size] for start in range(0, len(ids), size))
        yield [Clients(part[0], part[-1], is_touched_only=True) for part in parts]
    finally:
        touched.drop(connection)
