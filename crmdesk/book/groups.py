"""A list in groups: how many clients each holds and what they have together, and the ids of those that are open."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, cast, func, select

from crmdesk import dates
from crmdesk.book.client_list import Order, client_ids, in_steps
from crmdesk.book.columns import ListColumn, joined, list_columns
from crmdesk.book.filters import ClientFilter
from crmdesk.book.filters.conditions import conditions
from crmdesk.book.filters.days import stretch
from crmdesk.book.filters.tree import Range, Test, Value
from crmdesk.codes import code_list, code_words
from crmdesk.i18n import Words
from crmdesk.identify.tables import client
from crmdesk.progress import Progress
from crmdesk.store.bulk import driver_parts

NOTHING = Words("未填", "Not filled in")


@dataclass(frozen=True)
class Grouping:
    """What a list can be grouped by. ``words`` say a value, ``value`` is it in a filter on ``field``."""

    key: str
    label: Words
    source: ColumnElement[Any]
    columns: tuple[ListColumn, ...]
    field: str
    codes: str = ""
    value: Callable[[Any], Value] = str

    def words(self, one: Any) -> Words:
        if one in (None, ""):
            return NOTHING
        return code_words(self.codes, str(one)) if self.codes else Words(str(one), str(one))

    def condition(self, one: Any) -> ClientFilter:
        """The clients of a group."""
        return ClientFilter(Test(self.field, (None if one in (None, "") else self.value(one),)))


@dataclass(frozen=True)
class Group:
    """``key`` is the stored value; amounts in cents."""

    key: Any
    words: Words
    clients: int
    assets: int
    contribution: int


def _month(one: Any) -> Value:
    days = stretch(str(one))
    assert days is not None
    return Range(*days)


_BY_COLUMN = ("tier", "stage", "manager", "branch", "kind", "status", "source", "tier_status", "dormancy")


@cache
def groupings() -> dict[str, Grouping]:
    """By key: the standing of clients, months, and every single code of the form."""
    found = {key: _by_column(list_columns()[key]) for key in _BY_COLUMN}
    for key, label, column in (
        ("next_month", Words("下次联系月份", "Month of next contact"), client.c.next_contact_on),
        ("opened_month", Words("开户月份", "Month of opening"), client.c.opened_on),
    ):
        month = func.substr(cast(column, String), 1, 7)
        found[key] = Grouping(key, label, month, (), key.removesuffix("_month"), value=_month)
    codes = [one for one in list_columns().values() if one.field and one.kind == "code"]
    return found | {one.key: _by_column(one) for one in codes}


def _by_column(column: ListColumn) -> Grouping:
    return Grouping(column.key, column.label, column.source, (column,), column.key, column.codes)


def groups(connection: Connection, chosen: ClientFilter, by: str, *, on: date | None = None) -> list[Group]:
    """The groups of the clients a filter keeps: codes as in their list, names in order."""
    how = groupings()[by]
    sums = [func.coalesce(func.sum(column), 0) for column in (client.c.assets, client.c.contribution)]
    where = conditions(connection, chosen, on=on or dates.local_today())
    query = joined(select(how.source, func.count(), *sums).select_from(client), how.columns).where(*where)
    found: dict[Any, Group] = {}
    for key, *figures in connection.execute(query.group_by(how.source)):
        plain = None if key == "" else key
        count, assets, income = (int(one) for one in figures)
        old = found.get(plain, Group(plain, how.words(plain), 0, 0, 0))
        found[plain] = Group(plain, old.words, old.clients + count, old.assets + assets, old.contribution + income)
    return sorted(found.values(), key=lambda group: _place(how, group.key))


def _place(how: Grouping, key: Any) -> tuple[bool, int, str]:
    ranks = {code: rank for rank, code in enumerate(code_list(how.codes))} if how.codes else {}
    return key is None, ranks.get(str(key), len(ranks)), str(key)


def group_ids(
    connection: Connection,
    chosen: ClientFilter,
    by: str,
    *,
    open_keys: Collection[Any],
    orders: Sequence[Order],
    on: date | None = None,
    progress: Progress | None = None,
) -> dict[Any, array[int]]:
    """Ids of the clients of open groups, each in order.

    One open group is a narrower filter; for several the whole list is read once.
    """
    how = groupings()[by]
    if len(open_keys) == 1:
        (key,) = open_keys
        inside = chosen.and_also(how.condition(key))
        return {key: client_ids(connection, inside, sort=orders, on=on, progress=progress)}
    where = conditions(connection, chosen, on=on or dates.local_today())
    query = select(how.source, client.c.id).where(*where).order_by(how.source)
    ids: dict[Any, array[int]] = {key: array("q") for key in open_keys}
    for rows in driver_parts(connection, in_steps(query, orders, beside=how.columns) if open_keys else query.limit(0)):
        for key, one in rows:
            if (plain := key or None) in ids:
                ids[plain].append(one)
        if progress is not None:
            progress.at(sum(map(len, ids.values())))
    return ids
