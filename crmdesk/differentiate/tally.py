"""Clients and assets per class of each month-end, added up while a run goes through its slices."""

from __future__ import annotations

from datetime import date

import numpy as np
from sqlalchemy import Connection, delete

from crmdesk.differentiate import dormancy, lifecycle, tiers
from crmdesk.differentiate.rows import points
from crmdesk.differentiate.scores import Ints
from crmdesk.differentiate.segments import CODES as SEGMENTS
from crmdesk.differentiate.slices import MonthResult, State
from crmdesk.differentiate.tables import class_count
from crmdesk.store.bulk import insert_columns

#: Codes by number of every part of a class, in the order in which they are packed; empty = there is none.
_TIERS = ("", "dormant", *tiers.TIERS)
_PARTS: dict[str, tuple[str, ...]] = {
    "tier": _TIERS,
    "stage": lifecycle.STAGES,
    "tier_before": _TIERS,
    "stage_before": lifecycle.STAGES,
    "dormancy": dormancy.CODES,
    "segment": ("", *SEGMENTS),
    "points": ("", *(f"{number:03d}" for number in range(556))),
}
_SIZES = tuple(map(len, _PARTS.values()))


class Tally:
    """The counts of a run, in memory until its end: a few thousand classes per month-end, however many clients."""

    def __init__(self) -> None:
        self._found: dict[date, dict[int, tuple[int, int]]] = {}

    def add(self, before: State, result: MonthResult) -> None:
        """A slice at a month-end, and the state it had a month earlier."""
        here = np.flatnonzero(result.is_present)
        if not len(here):
            return
        packed = np.ravel_multi_index(tuple(_numbers(before, result, here)), _SIZES)
        assets = np.where(np.isnan(result.assets[here]), 0, result.assets[here]).astype(np.int64)
        order = np.argsort(packed, kind="stable")
        keys, starts = np.unique(packed[order], return_index=True)
        counts, sums = np.diff([*starts, len(here)]), np.add.reduceat(assets[order], starts)
        found = self._found.setdefault(result.day, {})
        for key, clients, money in zip(keys.tolist(), counts.tolist(), sums.tolist(), strict=True):
            known = found.get(key, (0, 0))
            found[key] = known[0] + clients, known[1] + money

    def write(self, connection: Connection, first: date, last: date) -> None:
        """In the place of what was counted of the days ``first`` … ``last``."""
        days = class_count.c.as_of
        connection.execute(delete(class_count).where(days >= first, days <= last))
        for day, found in sorted(self._found.items()):
            keys = sorted(found)
            numbers = np.unravel_index(np.array(keys, dtype=np.int64), _SIZES)
            columns = {
                name: [codes[number] for number in part.tolist()]
                for (name, codes), part in zip(_PARTS.items(), numbers, strict=True)
            }
            clients, assets = zip(*(found[key] for key in keys), strict=True)
            insert_columns(
                connection,
                class_count,
                {"as_of": [day] * len(keys), **columns, "clients": list(clients), "assets": list(assets)},
            )


def _numbers(before: State, result: MonthResult, here: Ints) -> list[Ints]:
    """The number of each part, of the clients that are there; a rank is two less than its place."""
    state, is_scored = result.state, result.is_scored[here]
    three = np.array([int(text[:3]) for text in points(result.evidence[here])], dtype=np.int64)
    was_there = before.stage.stage[here] > 0
    parts = (
        state.tier.rank[here] + 2,
        state.stage.stage[here],
        np.where(was_there, before.tier.rank[here] + 2, 0),
        before.stage.stage[here],
        result.dormancy[here],
        np.where(is_scored, result.segment[here] + 1, 0),
        np.where(is_scored, three + 1, 0),
    )
    return [np.asarray(part, dtype=np.int64) for part in parts]
