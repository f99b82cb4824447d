"""Clients that were merged into others: their numbers and names go on finding whoever holds them now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import Connection, select

from crmdesk.identify.tables.merging import merge_client

_AT_ONCE = 500


class Former(NamedTuple):
    client_no: str
    name: str


def former_clients(connection: Connection, client_ids: Collection[int]) -> dict[int, list[Former]]:
    """The merged clients that each of these clients holds, oldest first; clients that hold none are absent."""
    m, ids = merge_client.c, sorted(client_ids)
    found: dict[int, list[Former]] = defaultdict(list)
    for start in range(0, len(ids), _AT_ONCE):
        query = select(m.client_id, m.client_no, m.name).where(m.client_id.in_(ids[start : start + _AT_ONCE]))
        for client_id, client_no, name in connection.execute(query.order_by(m.id)):
            found[client_id].append(Former(client_no, name))
    return dict(found)


def holders(connection: Connection, client_nos: Iterable[str]) -> dict[str, int]:
    """Numbers of merged clients and the clients that hold them now; numbers of no merged client are absent."""
    m, numbers = merge_client.c, sorted(set(client_nos))
    found: dict[str, int] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        held = m.client_no.in_(numbers[start : start + _AT_ONCE]) & m.client_id.is_not(None)
        query = select(m.client_no, m.client_id).where(held).order_by(m.id)
        found.update({row[0]: row[1] for row in connection.execute(query)})
    return found
