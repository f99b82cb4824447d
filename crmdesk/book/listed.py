"""A list in memory: the ids of its rows and, beside them, of the clients they are about."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, select

from crmdesk import dates
from crmdesk.book.filters import TEXT, ClientFilter, Test
from crmdesk.book.filters.conditions import conditions
from crmdesk.errors import CrmError
from crmdesk.identify.search import matching_ids
from crmdesk.identify.tables import client
from crmdesk.progress import Progress

#: Rows fetched at once: what keeps the windows fluent while a thread reads a million ids.
_PARTITION = 2_000
#: Most clients a text may keep.
_FOUND = 20_000


def _ids() -> array[int]:
    return array("q")


@dataclass(frozen=True)
class Listed:
    """Two arrays of 64-bit integers of the same length (16 MB for a million rows)."""

    ids: array[int] = field(default_factory=_ids)
    clients: array[int] = field(default_factory=_ids)


def in_order(
    table: Table, conditions: Sequence[ColumnElement[bool]], keys: Sequence[Any], *, descending: bool, by_client: bool
) -> Select[Any]:
    """(id, client_id) of rows about clients, by ``keys`` and then the id; ``by_client`` when a key is the client's."""
    query = select(table.c.id, table.c.client_id).where(*conditions)
    if by_client:
        query = query.join(client, client.c.id == table.c.client_id)
    return query.order_by(*(key.desc() if descending else key for key in (*keys, table.c.id)))


def read_listed(connection: Connection, query: Select[Any], progress: Progress | None = None) -> Listed:
    """Run a query of (id, client_id); ``progress`` can cancel between two parts."""
    found = Listed()
    for rows in connection.execution_options(yield_per=_PARTITION).execute(query).partitions(_PARTITION):
        ids, clients = zip(*rows, strict=True)
        found.ids.extend(ids)
        found.clients.extend(clients)
        if progress is not None:
            progress.at(len(found.ids))
    return found


def of_manager(client_id: ColumnElement[Any], manager: str) -> ColumnElement[bool]:
    """Rows about the clients of one manager."""
    return client_id.in_(select(client.c.id).where(client.c.manager == manager))


def of_text(connection: Connection, client_id: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Rows about the clients that fit a typed text: name, pinyin, phone or number, or a filter such as ``tier:gold``.

    What cannot be read as a filter, because it is still being typed, is searched as it stands.
    """
    try:
        chosen = ClientFilter.parse(text)
    except CrmError:
        chosen = ClientFilter.of(TEXT, text)
    if isinstance(chosen.root, Test) and chosen == ClientFilter.of(TEXT, *chosen.root.values):
        return client_id.in_(matching_ids(connection, text, limit=_FOUND))
    where = conditions(connection, chosen, on=dates.local_today())
    return client_id.in_(select(client.c.id).where(*where).correlate(None))
