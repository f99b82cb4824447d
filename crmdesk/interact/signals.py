"""What the contact log tells the lifecycle (§4.1): clients out of reach, open complaints, confirmed losses.

Read once, told of any day: a month that is classified again later sees the contacts it saw then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from crmdesk import dates
from crmdesk.codes import code_list
from crmdesk.differentiate.told import Told
from crmdesk.interact.contact_log import not_corrected
from crmdesk.interact.tables import contact, follow_up
from crmdesk.store.bulk import driver_rows

_Moments = NDArray[np.datetime64]
_Numbers = NDArray[np.int64]
_Flags = NDArray[np.bool_]

_LOST = "70"
#: An older grade tells nothing any more (§4.1).
_NPS_MONTHS = 12


@dataclass(frozen=True)
class ContactSignals:
    """As of a day: unsuccessful attempts in a row, age in days of the oldest open complaint, lost by own word.

    ``nps`` is the last one given in twelve months.
    """

    no_response: int = 0
    complaint_days: int | None = None
    has_left: bool = False
    nps: int | None = None


def contact_signals(connection: Connection, as_of: date) -> dict[int, ContactSignals]:
    """Per client, those with anything to tell; contacts after ``as_of`` do not count."""
    told = signals_by_day(connection)(as_of)
    rows = zip(told.ids.tolist(), *(told.columns[name].tolist() for name in _NAMES), strict=True)
    return {
        client_id: ContactSignals(int(missed), _or_none(days), left > 0, _or_none(nps))
        for client_id, missed, days, left, nps in rows
    }


def _or_none(value: float) -> int | None:
    return None if isnan(value) else int(value)


_NAMES = ("no_response", "complaint_days", "has_left", "nps")


def signals_by_day(connection: Connection) -> Callable[[date], Told]:
    """The whole log, read now, as a function of the day; what was corrected since counts as corrected."""
    attempts, complaints, grades = _attempts(connection), _complaints(connection), _grades(connection)

    def told(day: date) -> Told:
        end = _end_of(day)
        missed, left = attempts.until(end)
        open_since = complaints.open_at(end)
        given = grades.between(_end_of(dates.add_months(day, -_NPS_MONTHS)), end)
        ids = np.unique(np.concatenate([missed[0], left, open_since[0], given[0]]))
        ages = _days_between(open_since[1], day)
        return Told(
            ids,
            {
                "no_response": _spread(ids, *missed, empty=0.0),
                "complaint_days": _spread(ids, open_since[0], ages, empty=np.nan),
                "nps": _spread(ids, *given, empty=np.nan),
                "has_left": _spread(ids, left, np.ones(len(left)), empty=0.0),
            },
        )

    return told


def _spread(ids: _Numbers, some: _Numbers, values: NDArray[Any], *, empty: float) -> NDArray[np.float64]:
    found = np.full(len(ids), empty)
    found[np.searchsorted(ids, some)] = values
    return found


def _end_of(day: date) -> np.datetime64:
    """The moment (UTC) a day of the branch is over."""
    end = datetime.combine(day + timedelta(days=1), time(), dates.CHINA).astimezone(UTC)
    return np.datetime64(end.replace(tzinfo=None), "us")


def _days_between(moments: _Moments, day: date) -> NDArray[np.float64]:
    """Days from the branch's day of a moment to a day."""
    local = (moments + np.timedelta64(8, "h")).astype("M8[D]")
    return np.asarray((np.datetime64(day) - local).astype(np.float64))


def _moments(column: Sequence[Any]) -> _Moments:
    """Moments as the driver gives them, ISO text or aware, as UTC; NaT for null."""
    plain = [one.astimezone(UTC).replace(tzinfo=None) if isinstance(one, datetime) else one or "NaT" for one in column]
    return np.array(plain, dtype="M8[us]")


@dataclass(frozen=True)
class _Attempts:
    """Contacts that reached the client or tried to, by client and moment.

    ``in_a_row``: attempts in vain up to and with this one since the client was last reached. ``is_lost``: the last
    time the client was reached it was to say that they leave.
    """

    client: _Numbers
    at: _Moments
    in_a_row: _Numbers
    is_lost: _Flags
    starts: _Numbers

    def until(self, end: np.datetime64) -> tuple[tuple[_Numbers, _Numbers], _Numbers]:
        """((clients, attempts in vain in a row), clients lost) as of a moment."""
        if not len(self.client):
            return (self.client, self.in_a_row), self.client
        counts = np.add.reduceat((self.at < end).astype(np.int64), self.starts)
        newest = (self.starts + counts - 1)[counts > 0]
        tried, lost = newest[self.in_a_row[newest] > 0], newest[self.is_lost[newest]]
        return (self.client[tried], self.in_a_row[tried]), self.client[lost]


def _outcomes(group: str) -> tuple[str, ...]:
    return tuple(code.value for code in code_list("contact_outcome").values() if code.extra["group"] == group)


def _attempts(connection: Connection) -> _Attempts:
    """Of contacts at one moment the one that reached the client counts as the last."""
    c, success = contact.c, _outcomes("success")
    query = select(c.client_id, c.at, c.outcome).where(c.outcome.in_((*success, *_outcomes("missed"))), not_corrected())
    columns = list(zip(*driver_rows(connection, query), strict=True)) or [(), (), ()]
    client, at = np.array(columns[0], dtype=np.int64), _moments(columns[1])
    reached = np.isin(np.array(columns[2], dtype="U2"), success)
    lost = np.array(columns[2], dtype="U2") == _LOST
    order = np.lexsort((lost, reached, at, client))
    return _counted(client[order], at[order], reached[order], lost[order])


def _counted(client: _Numbers, at: _Moments, reached: _Flags, lost: _Flags) -> _Attempts:
    is_first = np.append(True, client[1:] != client[:-1])[: len(client)]
    place = np.arange(len(client))
    total = np.cumsum(~reached)
    since = np.maximum.accumulate(np.where(reached | is_first, place, 0))
    in_a_row = total - total[since] + (~reached[since]).astype(np.int64)
    last = np.maximum.accumulate(np.where(reached, place, -1))
    start = np.maximum.accumulate(np.where(is_first, place, 0))
    is_lost = (last >= start) & lost[np.maximum(last, 0)]
    return _Attempts(client, at, in_a_row, np.asarray(is_lost), np.flatnonzero(is_first))


@dataclass(frozen=True)
class _Complaints:
    """Complaints by client: when they came, and when they were settled (NaT = open still)."""

    client: _Numbers
    at: _Moments
    done: _Moments

    def open_at(self, end: np.datetime64) -> tuple[_Numbers, _Moments]:
        """Clients with an open complaint at a moment, and the oldest one's."""
        is_open = (self.at < end) & (np.isnat(self.done) | (self.done >= end))
        client, at = self.client[is_open], self.at[is_open]
        found, first = np.unique(client, return_index=True)
        return found, at[first]


def _complaints(connection: Connection) -> _Complaints:
    f = follow_up.c
    is_over = (f.status != "open") & f.done_at.is_(None)
    query = (
        select(f.client_id, contact.c.at, f.done_at, f.status)
        .join(contact, contact.c.id == f.contact_id)
        .where(f.kind == "complaint", ~is_over)
    )
    columns = list(zip(*driver_rows(connection, query), strict=True)) or [(), (), (), ()]
    client, at, done = np.array(columns[0], dtype=np.int64), _moments(columns[1]), _moments(columns[2])
    done[np.array(columns[3], dtype="U10") == "open"] = np.datetime64("NaT")
    order = np.lexsort((at, client))
    return _Complaints(client[order], at[order], done[order])


@dataclass(frozen=True)
class _Grades:
    """Recommendations 0–10 by client and moment."""

    client: _Numbers
    at: _Moments
    value: _Numbers

    def between(self, first: np.datetime64, end: np.datetime64) -> tuple[_Numbers, _Numbers]:
        """(clients, the last grade of each) of those given in a span."""
        inside = np.flatnonzero((self.at >= first) & (self.at < end))
        client = self.client[inside]
        is_last = np.append(client[1:] != client[:-1], True)[: len(client)]
        return client[is_last], self.value[inside][is_last]


def _grades(connection: Connection) -> _Grades:
    c = contact.c
    query = select(c.client_id, c.at, c.nps).where(c.nps.is_not(None), not_corrected())
    columns = list(zip(*driver_rows(connection, query), strict=True)) or [(), (), ()]
    client, at, value = np.array(columns[0], dtype=np.int64), _moments(columns[1]), np.array(columns[2], dtype=np.int64)
    order = np.lexsort((at, client))
    return _Grades(client[order], at[order], value[order])
