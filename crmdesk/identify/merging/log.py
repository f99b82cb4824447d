"""The merges that were done: read for the history, and to take them apart in the right order."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, or_, select, union

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.identify.tables import client
from crmdesk.identify.tables.merging import merge, merge_client


@dataclass(frozen=True)
class Merge:
    """``dropped`` are (id, client number, name) of those that went. ``keep_no`` is empty once that client is gone."""

    id: int
    at: datetime
    actor: str
    keep_id: int
    keep_no: str
    dropped: tuple[tuple[int, str, str], ...]
    rule: str
    probability: float | None
    undone_at: datetime | None
    operation_id: int

    @property
    def drop_ids(self) -> frozenset[int]:
        return frozenset(one[0] for one in self.dropped)


def merges(connection: Connection, *, client_id: int | None = None, limit: int = 200) -> list[Merge]:
    """Merges, the newest first; with ``client_id`` those that it was kept or dropped in, or whose clients it holds."""
    query = select(merge).order_by(merge.c.id.desc()).limit(limit)
    if client_id is not None:
        m = merge_client.c
        held = select(m.merge_id).where(or_(m.client_id == client_id, m.dropped_id == client_id))
        query = query.where(or_(merge.c.keep_id == client_id, merge.c.id.in_(held)))
    return _merges(connection, query)


def merge_by_id(connection: Connection, merge_id: int) -> Merge:
    """Raises ``CrmError`` when there is no such merge."""
    found = _merges(connection, select(merge).where(merge.c.id == merge_id))
    if not found:
        raise CrmError(tr("There is no merge number {number}.", number=merge_id))
    return found[0]


def merges_above(connection: Connection, below: Merge) -> list[Merge]:
    """Later merges that stand that built on this one, oldest first: of the kept client, or of the one it went into."""
    found: list[Merge] = []
    holder, since = below.keep_id, below.id
    while True:
        touching = union(select(merge.c.id).where(merge.c.keep_id == holder), _dropping(holder))
        query = select(merge).where(merge.c.id.in_(touching), merge.c.id > since, merge.c.undone_at.is_(None))
        later = _merges(connection, query.order_by(merge.c.id).limit(1))
        if not later:
            return found
        found += later
        since = later[0].id
        holder = later[0].keep_id


def _dropping(client_id: int) -> Select[Any]:
    return select(merge_client.c.merge_id).where(merge_client.c.dropped_id == client_id)


def _merges(connection: Connection, query: Select[Any]) -> list[Merge]:
    rows = connection.execute(query).mappings().all()
    m = merge_client.c
    gone = select(m.merge_id, m.dropped_id, m.client_no, m.name).where(m.merge_id.in_([row["id"] for row in rows]))
    dropped: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    for merge_id, *one in connection.execute(gone.order_by(m.id)):
        dropped[merge_id].append((one[0], one[1], one[2]))
    kept = select(client.c.id, client.c.client_no).where(client.c.id.in_([row["keep_id"] for row in rows]))
    numbers = {row.id: row.client_no for row in connection.execute(kept)}
    return [
        Merge(
            **{name: row[name] for name in ("id", "at", "actor", "keep_id", "rule", "probability", "undone_at")},
            operation_id=row["operation_id"],
            keep_no=numbers.get(row["keep_id"], ""),
            dropped=tuple(dropped[row["id"]]),
        )
        for row in rows
    ]
