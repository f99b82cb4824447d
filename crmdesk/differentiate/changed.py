"""The first month whose facts changed since they were last classified: how far back an incremental run has to go.

A late balance or a corrected movement changes a month that was classified already. From that month on the states of
its client may differ, so the next run begins there. Then it leaves what a run over all months would leave.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, func, literal, select

from crmdesk.differentiate.tables import client_month
from crmdesk.store.meta import read_meta, write_meta

_META = "facts.changed_from"
_NOTHING = ""


def note_changed(connection: Connection, month: int | None) -> None:
    """Facts of this month are new or different."""
    if month is None:
        return
    known = read_meta(connection, _META) or _NOTHING
    if known == _NOTHING or month < int(known):
        write_meta(connection, _META, str(month))


def changed_from(connection: Connection) -> int | None:
    """The first month that changed; None when none did."""
    known = read_meta(connection, _META) or _NOTHING
    return int(known) if known != _NOTHING else None


def note_seen(connection: Connection, first_month: int, classified_from: int) -> None:
    """The newest run began with this month."""
    known = read_meta(connection, _META) or _NOTHING
    if known != _NOTHING and first_month <= max(int(known), classified_from):
        write_meta(connection, _META, _NOTHING)


@dataclass(frozen=True)
class MonthSums:
    """What a month of all clients adds up to: enough to tell whether anything in it differs."""

    rows: int
    flows: int
    mark: int

    def __add__(self, other: MonthSums | None) -> MonthSums:
        if other is None:
            return self
        return MonthSums(self.rows + other.rows, self.flows + other.flows, self.mark + other.mark)


#: The mark is a sum of products of two remainders, so that a value that moves to another client shows, too. The modulus
#: says its type: beside a small column PostgreSQL would take it for a small number.
_CLIENTS, _VALUES = 9_973, literal(1_000_003, BigInteger)


#: Clients summed up by one statement: grouping by month sorts, and all months of a million clients are a gigabyte.
_TOGETHER = 20_000


def month_sums(connection: Connection) -> dict[int, MonthSums]:
    """Per month of ``client_month``."""
    m = client_month.c
    values = [column for column in m if column.name not in ("client_id", "month")]
    mixed = sum((func.coalesce(one, 7) % _VALUES * (2 * place + 3) for place, one in enumerate(values)), 0 * m.month)
    mark = func.sum((m.client_id % _CLIENTS + 1) * (mixed % _VALUES))
    query = select(m.month, func.count(), func.sum(m.inflow + m.outflow), mark).group_by(m.month)
    found: dict[int, MonthSums] = {}
    first, last = connection.execute(select(func.min(m.client_id), func.max(m.client_id))).one()
    for start in range(first or 0, (last or -1) + 1, _TOGETHER):
        among = query.where(m.client_id.between(start, start + _TOGETHER - 1))
        for month, *sums in connection.execute(among):
            found[month] = MonthSums(*map(int, sums)) + found.get(month)
    return found


def first_difference(before: Mapping[int, MonthSums], after: Mapping[int, MonthSums]) -> int | None:
    return min((month for month in {*before, *after} if before.get(month) != after.get(month)), default=None)
