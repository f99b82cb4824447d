"""The list of clients: ids in memory, rows on demand (see README: why an array of ids)."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, select

from crmdesk import dates
from crmdesk.book.columns import ListColumn, joined, list_columns, sort_expression
from crmdesk.book.filters import ClientFilter
from crmdesk.book.filters.conditions import conditions, sorts_after
from crmdesk.identify.tables import client
from crmdesk.progress import Progress
from crmdesk.store.ids import among, id_array

__all__ = ["ClientFilter", "ClientRow", "Totals", "client_ids", "client_rows", "managers", "selection_totals", "totals"]

#: Selected clients added up at once.
_PARTITION = 2_000


@dataclass(frozen=True)
class ClientRow:
    """One line of the list; amounts in cents. ``trend`` holds the assets of the last 13 months, scaled 0–99."""

    id: int
    client_no: str
    kind: str
    name: str
    status: str
    manager: str
    tier: str | None
    tier_status: str | None
    stage: str | None
    stage_status: str | None
    assets: int | None
    contribution: int | None
    score: int | None
    last_contact_on: date | None
    next_contact_on: date | None
    trend: tuple[int, ...]


@dataclass(frozen=True)
class Totals:
    """``assets`` and ``contribution`` in cents; clients that were never classified add nothing."""

    clients: int
    assets: int
    contribution: int


#: Sort keys and the columns that carry them; where a value is missing the client stands last either way.
SORTS: dict[str, tuple[ColumnElement[Any], ...]] = {
    "next_contact": (client.c.next_contact_on,),
    "last_contact": (client.c.last_contact_on,),
    "name": (client.c.name_key,),
    "tier": (client.c.tier_rank, client.c.assets),
    "stage": (client.c.stage_rank, client.c.assets),
    "assets": (client.c.assets,),
    "contribution": (client.c.contribution,),
    "manager": (client.c.manager, client.c.name_key),
}


@dataclass(frozen=True)
class Order:
    """One step of an order: ``key`` of ``SORTS`` or of ``list_columns()``; missing values stand last either way."""

    key: str
    descending: bool = False


def client_ids(
    connection: Connection,
    chosen: ClientFilter,
    *,
    sort: str | Sequence[Order] = "next_contact",
    descending: bool = False,
    on: date | None = None,
    progress: Progress | None = None,
) -> array[int]:
    """Ids of the clients a filter keeps, in order, as 64-bit integers (8 MB for a million).

    ``sort`` is a key of ``SORTS``, with ``descending``, or several steps; ascending by next contact puts the longest
    overdue on top. ``on`` is the day that "overdue" and "within 14 days" count from (default today). ``progress``
    can cancel.
    """
    orders = (Order(sort, descending),) if isinstance(sort, str) else tuple(sort) or (Order("name"),)
    found: array[int] = array("q")
    where = conditions(connection, chosen, on=on or dates.local_today(), sort=orders[0].key)
    for query in _queries(where, orders, is_narrow=sorts_after(chosen, orders[0].key)):
        found.extend(id_array(connection, query))
        if progress is not None:
            progress.at(len(found))
    return found


def _queries(where: list[ColumnElement[bool]], orders: Sequence[Order], *, is_narrow: bool) -> Iterable[Select[Any]]:
    if len(orders) == 1 and orders[0].key in SORTS:
        return _ordered(where, orders[0].key, is_descending=orders[0].descending, is_narrow=is_narrow)
    return [in_steps(select(client.c.id).where(*where), orders)]


def in_steps(query: Select[Any], orders: Sequence[Order], *, beside: Sequence[ListColumn] = ()) -> Select[Any]:
    """A query on clients, ordered (further) by several columns and at last by the id.

    ``beside`` are columns that it names besides.
    """
    columns = [list_columns()[order.key] for order in orders]
    steps: list[ColumnElement[Any]] = []
    for column, order in zip(columns, orders, strict=True):
        key = sort_expression(column)
        steps += [key.is_(None), key.desc() if order.descending else key.asc()]
    return joined(query, [*columns, *beside]).order_by(*steps, client.c.id)


def _ordered(
    where: list[ColumnElement[bool]], sort: str, *, is_descending: bool, is_narrow: bool
) -> Iterable[Select[Any]]:
    """Clients with a value in order, then those without: the same on both engines.

    A condition that picks few clients out is answered first and the rest sorted; only the list of nearly all
    clients reads the index of its order, in two parts, because an index is of no use to "missing values last".
    """
    first, *others = SORTS[sort]
    keys = [first, *others, client.c.id]
    order = [key.desc() if is_descending else key.asc() for key in keys]
    base = select(client.c.id).where(*where)
    if not first.nullable:
        yield base.order_by(*order)
    elif is_narrow:
        yield base.order_by(first.is_(None), *order)
    else:
        yield base.where(first.is_not(None)).order_by(*order)
        yield base.where(first.is_(None)).order_by(client.c.id)


_ROW_COLUMNS = [client.c[field.name] for field in fields(ClientRow)]
_ROWS = select(*_ROW_COLUMNS).where(client.c.id.in_(bindparam("ids", expanding=True)))


def client_rows(connection: Connection, ids: Sequence[int]) -> list[ClientRow]:
    """The rows of a block of ids (200 or so), in the order of the ids; an id that is gone is left out."""
    if not ids:
        return []
    rows = {row[0]: _row(row) for row in connection.execute(_ROWS, {"ids": list(ids)})}
    return [rows[one] for one in ids if one in rows]


def _row(row: Any) -> ClientRow:
    trend = tuple(int(part) for part in row.trend.split(",")) if row.trend else ()
    return ClientRow(*(*row[:-1], trend))


_SUMS: tuple[ColumnElement[Any], ...] = (
    func.count(),
    func.coalesce(func.sum(client.c.assets), 0),
    func.coalesce(func.sum(client.c.contribution), 0),
)


def totals(connection: Connection, chosen: ClientFilter, *, on: date | None = None) -> Totals:
    """Number and sums of the clients a filter keeps."""
    where = conditions(connection, chosen, on=on or dates.local_today())
    if not where:
        # Each sum of all clients by itself: it has a narrow index, both together only a wide one.
        sums = [connection.execute(select(one).select_from(client)).scalar_one() for one in _SUMS]
        return _totals(sums)
    return _totals(connection.execute(select(*_SUMS).select_from(client).where(*where)).one())


def count(connection: Connection, chosen: ClientFilter, *, on: date | None = None) -> int:
    query = select(func.count()).select_from(client)
    where = conditions(connection, chosen, on=on or dates.local_today(), sort="stage")
    return int(connection.execute(query.where(*where)).scalar_one())


def selection_totals(connection: Connection, ids: Sequence[int]) -> Totals:
    """Number and sums of selected clients."""
    query = select(*_SUMS).select_from(client).where(client.c.id.in_(bindparam("ids", expanding=True)))
    parts = [
        _totals(connection.execute(query, {"ids": list(ids[start : start + _PARTITION])}).one())
        for start in range(0, len(ids), _PARTITION)
    ]
    return Totals(*(sum(getattr(part, field.name) for part in parts) for field in fields(Totals)))


def _totals(row: Any) -> Totals:
    return Totals(*(int(value) for value in row))


def richest_of(connection: Connection, ids: Iterable[int], count: int) -> list[int]:
    """Those of the ids with the most assets, the richest first."""
    query = select(client.c.id).where(among(client.c.id, ids), client.c.assets.is_not(None))
    return list(id_array(connection, query.order_by(client.c.assets.desc(), client.c.id).limit(count)))


def managers(connection: Connection) -> list[str]:
    """Names of all managers in order."""
    return _names(connection, client.c.manager)


def known_names(connection: Connection) -> dict[str, list[str]]:
    """Every manager, branch and source system, in order."""
    sources = select(client.c.source).distinct().where(client.c.source != "").order_by(client.c.source)
    found = {name: _names(connection, client.c[name]) for name in ("manager", "branch")}
    return {**found, "source": list(connection.execute(sources).scalars())}


def _names(connection: Connection, column: ColumnElement[str]) -> list[str]:
    """One index step per name, however many clients there are."""
    following = select(func.min(column)).where(column > bindparam("last"))
    found: list[str] = []
    while name := connection.execute(following, {"last": found[-1] if found else ""}).scalar():
        found.append(name)
    return found
