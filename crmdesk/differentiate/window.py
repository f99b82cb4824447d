"""Months of facts of a slice of clients as matrices (clients, months): what a classification looks at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import Connection

from crmdesk.differentiate.evidence import UNKNOWN, known
from crmdesk.differentiate.reading import (
    ACTIVATING,
    Days,
    People,
    Scope,
    read_base,
    read_carried,
    read_months,
    read_people,
)
from crmdesk.differentiate.scores import Bools, Floats, Ints

#: Months before the first evaluated one: two years of contribution, compared a quarter ago.
BEFORE = 27
#: Before any month.
_NEVER = -1


@dataclass(frozen=True)
class Window:
    """Facts per client and month from ``first`` on; NaN = not known. Money in cents.

    ``base_…`` sum up what lies before: contribution, the last days, the months of the first sign of life.
    """

    first: int
    people: People
    active_days: Ints
    movements: Ints
    last_active: Days
    last_moved: Days
    contribution: Ints
    flow: Ints
    end: Floats
    average: Floats
    cash: Floats
    lines: Floats
    points: Floats
    base_contribution: Ints
    first_month: Ints
    traded: Days
    activated: Days
    store_first: int
    flows_from: int | None
    known_months: frozenset[int]

    @property
    def months(self) -> int:
        return int(self.active_days.shape[1])


#: Columns of ``read_months`` after client and month.
_COUNTS = ("active_days", "movements", "contribution", "flow")
_DAYS = ("first_active", "last_active", "last_moved")
_STOCKS = ("end", "average", "cash", "lines", "points")


def _month_days(month: Ints, day: Ints) -> Days:
    """Dates of (month index, day of the month), NaT where the day is ``UNKNOWN``."""
    start = (month.astype("M8[M]") - np.timedelta64(1970 * 12, "M")).astype("M8[D]")
    found = start + np.where(day == UNKNOWN, 0, day - 1).astype("m8[D]")
    return np.where(day == UNKNOWN, np.datetime64("NaT"), found)


def key_days(keys: Ints) -> Days:
    """Dates of month × 32 + day, NaT where ``UNKNOWN``."""
    return _month_days(keys // 32, np.where(keys == UNKNOWN, UNKNOWN, keys % 32))


def _month_ends(month: Ints) -> Days:
    following = (month.astype("M8[M]") - np.timedelta64(1970 * 12 - 1, "M")).astype("M8[D]")
    return np.where(month == UNKNOWN, np.datetime64("NaT"), following - np.timedelta64(1, "D"))


def earliest(*days: Days) -> Days:
    return np.asarray(np.fmin.reduce(days))


def month_start(month: int) -> np.datetime64:
    return np.datetime64(date(month // 12, month % 12 + 1, 1))


@dataclass(frozen=True)
class FactRows:
    """Facts of a slice, each in the columns of its function in ``reading``."""

    months: Ints
    carried: Ints
    base: Ints


def load_window(connection: Connection, clients: tuple[int, int], scope: Scope) -> Window:
    """Read a slice: clients by id range, months by the scope."""
    people = read_people(connection, clients, scope.flagged_statuses)
    rows = FactRows(
        read_months(connection, clients, scope),
        read_carried(connection, clients, scope.first),
        read_base(connection, clients, scope.first),
    )
    return lay_out(people, scope, rows)


def lay_out(people: People, scope: Scope, facts: FactRows) -> Window:
    """Facts as matrices. A rehearsal of other rules for facts lays out rows that no table holds."""
    rows = facts.months
    shape = (len(people.ids), scope.last - scope.first + 1)
    at = (np.searchsorted(people.ids, rows[:, 0]), rows[:, 1] - scope.first)
    counts = {name: _laid(shape, at, rows[:, 2 + place], 0) for place, name in enumerate(_COUNTS)}
    days = {name: _laid(shape, at, rows[:, 6 + place], UNKNOWN) for place, name in enumerate(_DAYS)}
    stocks = {name: known(_laid(shape, at, rows[:, 9 + place], UNKNOWN)) for place, name in enumerate(_STOCKS)}
    counts["seen"] = _laid(shape, at, np.ones(len(rows), dtype=np.int64), 0)
    _carry(stocks, people, facts.carried)
    _complete(stocks, people, scope)
    return _window(people, scope, counts, days, stocks, facts.base)


def _laid(shape: tuple[int, int], at: tuple[Ints, Ints], values: Ints, empty: int) -> Ints:
    matrix = np.full(shape, empty, dtype=np.int64)
    matrix[at] = values
    return matrix


def _carry(stocks: dict[str, Floats], people: People, carried: Ints) -> None:
    """Fill each gap of ``end``, ``cash``, ``lines``, ``points`` with the last known month."""
    row = np.searchsorted(people.ids, carried[:, 0])
    for place, name in enumerate(("end", "cash", "lines", "points")):
        matrix = stocks[name]
        before = np.full(len(people.ids), np.nan)
        before[row] = known(carried[:, 1 + place])
        for month in range(matrix.shape[1]):
            gap = np.isnan(matrix[:, month])
            matrix[gap, month] = before[gap]
            before = matrix[:, month]


def _complete(stocks: dict[str, Floats], people: People, scope: Scope) -> None:
    """From a month whose assets the store knows on, a client without a balance has none until the next one.

    An export of balances leaves out empty accounts; and a month without any export changes nobody's assets.
    """
    months, known_ones = np.arange(scope.first, scope.last + 1), np.array(sorted(scope.known_months), dtype=np.int64)
    place = np.searchsorted(known_ones, months, side="right") - 1
    newest = np.append(known_ones, _NEVER)[place]
    opened = people.opened.astype("M8[M]").astype(np.int64) + 1970 * 12
    was_open = people.has_account[:, None] & (newest > _NEVER)
    was_open &= np.isnat(people.opened)[:, None] | (opened[:, None] <= newest)
    for name in ("end", "cash", "lines", "points"):
        stocks[name][was_open & np.isnan(stocks[name])] = 0.0
    gaps = np.isnan(stocks["average"]) & (newest == months) & was_open
    stocks["average"][gaps] = stocks["end"][gaps]


def _window(
    people: People,
    scope: Scope,
    counts: dict[str, Ints],
    days: dict[str, Ints],
    stocks: dict[str, Floats],
    base: Ints,
) -> Window:
    months = np.arange(scope.first, scope.last + 1)[None, :]
    row = np.searchsorted(people.ids, base[:, 0])
    whole = np.full((len(people.ids), 8), UNKNOWN, dtype=np.int64)
    whole[row] = base[:, 1:]
    dated = {name: _month_days(months, matrix) for name, matrix in days.items()}
    for name, column in (("last_active", 2), ("last_moved", 3)):
        dated[name] = np.fmax.accumulate(np.column_stack([key_days(whole[:, column]), dated[name]]), axis=1)[:, 1:]
    traded, activated = _activation(scope, dated["first_active"], stocks, whole)
    return Window(
        first=scope.first,
        people=people,
        active_days=counts["active_days"],
        movements=counts["movements"],
        contribution=counts["contribution"],
        flow=counts["flow"],
        last_active=dated["last_active"],
        last_moved=dated["last_moved"],
        end=stocks["end"],
        average=stocks["average"],
        cash=stocks["cash"],
        lines=stocks["lines"],
        points=stocks["points"],
        base_contribution=np.where(whole[:, 0] == UNKNOWN, 0, whole[:, 0]),
        first_month=_first_true(counts["seen"] > 0, scope.first, whole[:, 1]),
        traded=traded,
        activated=activated,
        store_first=scope.store_first,
        flows_from=scope.flows_from,
        known_months=scope.known_months,
    )


def _first_true(matrix: Bools, first: int, before: Ints) -> Ints:
    """Month of a row's first True, ``before`` winning where known, ``UNKNOWN`` where there is none."""
    found = np.where(matrix.any(axis=1), matrix.argmax(axis=1) + first, UNKNOWN)
    return np.where(before != UNKNOWN, before, found)


def _activation(scope: Scope, active: Days, stocks: dict[str, Floats], base: Ints) -> tuple[Days, Days]:
    """The first day with a trade, and the first with assets of ¥1,000 and a trade or a product; NaT = never.

    Assets are known by month: the later of the first trade (or product month's end) and the assets month's begin.
    Assets there in the first month that the store knows any of were there before.
    """
    end, cash = stocks["end"], stocks["cash"]
    traded = earliest(key_days(base[:, 4]), np.fmin.reduce(active, axis=1))
    held = _month_ends(_first_true((end - cash) > 0, scope.first, base[:, 6]))
    rich = _first_true(end >= ACTIVATING, scope.first, base[:, 5])
    start = _month_days(rich, np.where(rich == UNKNOWN, UNKNOWN, 1))
    first = earliest(traded, held)
    was_rich = (rich != UNKNOWN) & (rich <= min(scope.known_months, default=0))
    return traded, np.where(np.isnat(start), start, np.where(was_rich, first, np.maximum(first, start)))
