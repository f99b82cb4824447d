"""How the scored clients of the newest run lie on the indicators, to count them against other cut-offs at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from sqlalchemy import Connection, select

from crmdesk.differentiate.evidence import FIELDS
from crmdesk.differentiate.queries import data_date
from crmdesk.differentiate.scores import NEVER, Floats, Ints, score_recency
from crmdesk.differentiate.tables import classification

_ROWS = 2_000
_NEAR_PERCENT = 5
_EPOCH = np.datetime64("1970-01-01", "D")
_COLUMNS = ("last_active", "F", "M", "A", "S", "month_assets")
_PLACES = tuple(FIELDS.index(name) for name in _COLUMNS)


@dataclass(frozen=True)
class StandingFigures:
    """Columns of one length: ``R`` in days (``NEVER`` = no trade), F and S counts, M and A cents, the month's average
    ``assets`` in cents and the ``score`` in tenths; NaN = not known."""

    as_of: date
    columns: dict[str, Floats]

    @property
    def clients(self) -> int:
        return len(self.columns["score"])

    def counts(self, figure: str, cuts: Sequence[float]) -> list[int]:
        """Clients per number of points, 0 to as many as there are cut-offs (``R``: 0 to 5, fewest days most points)."""
        values = self.columns[figure]
        if figure == "R":
            points = score_recency(values.astype(np.int64), [int(cut) for cut in cuts])
            return _counted(points, 6)
        return _counted(
            np.searchsorted(np.asarray(cuts), np.nan_to_num(values, nan=-np.inf), side="right"), len(cuts) + 1
        )

    def on_cut(self, figure: str, cut: float) -> tuple[int, int]:
        """Clients with just this value, and those within 5 % of it on either side."""
        values = self._sorted[figure]
        reach = abs(cut) * _NEAR_PERCENT / 100
        edges = np.searchsorted(values, [cut, cut - reach]), np.searchsorted(values, [cut, cut + reach], side="right")
        exactly, near = (edges[1] - edges[0]).tolist()
        return exactly, near

    @cached_property
    def _sorted(self) -> dict[str, Floats]:
        known = {name: values[~np.isnan(values)] for name, values in self.columns.items()}
        known["R"] = known["R"][known["R"] != NEVER]
        return {name: np.sort(values) for name, values in known.items()}


def _counted(points: Ints, length: int) -> list[int]:
    found: list[int] = np.bincount(points, minlength=length).tolist()
    return found


def standing_figures(connection: Connection) -> StandingFigures | None:
    """The scored clients at the data date of the newest run; None before the first."""
    day = data_date(connection)
    if day is None:
        return None
    c = classification.c
    query = select(c.score, c.evidence).where(c.as_of == day, c.score.is_not(None))
    scores: list[Floats] = []
    parts: list[Floats] = []
    for rows in connection.execute(query).partitions(_ROWS):
        scores.append(np.array([row[0] for row in rows], dtype=np.float64))
        parts.append(_numbers([row[1] for row in rows]))
    every = np.concatenate(parts) if parts else np.zeros((0, len(_COLUMNS)))
    columns = dict(zip(_COLUMNS, every.T, strict=True))
    last = columns.pop("last_active")
    today = float((np.datetime64(day, "D") - _EPOCH).astype(np.int64))
    columns["R"] = np.where(np.isnan(last), float(NEVER), today - last)
    columns["assets"] = columns.pop("month_assets")
    columns["score"] = np.concatenate(scores) if scores else np.zeros(0)
    return StandingFigures(day, columns)


def _numbers(texts: Sequence[str]) -> Floats:
    """The stored columns of several rows, read as one text."""
    rows = json.loads(f"[{','.join(texts)}]")
    return np.array([[row[place] for place in _PLACES] for row in rows], dtype=np.float64)
