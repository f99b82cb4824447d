"""How the scored clients of the newest run lie on the indicators, to count them against other cut-offs at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
from sqlalchemy import Connection, select

from crmdesk.differentiate.evidence import FIELDS
from crmdesk.differentiate.queries import data_date
from crmdesk.differentiate.scores import NEVER, Floats
from crmdesk.differentiate.tables import classification

_ROWS = 2_000
_NEAR_PERCENT = 5
_EPOCH = np.datetime64("1970-01-01", "D")
_COLUMNS = ("last_active", "F", "M", "A", "S", "month_assets")
_PLACES = tuple(FIELDS.index(name) for name in _COLUMNS)


@dataclass(frozen=True)
class StandingFigures:
    """Ascending known values by figure: ``R`` days of those who ever traded, F and S counts, M and A cents, the month's
    average ``assets`` in cents, the ``score`` in tenths. Sorted once, so that counting takes no time while one types.
    """

    as_of: date
    clients: int
    ever_traded: int
    values: dict[str, Floats]

    @classmethod
    def of(cls, as_of: date, columns: Mapping[str, Floats]) -> StandingFigures:
        """From columns of one length; NaN = not known, ``NEVER`` in ``R`` = no trade."""
        known = {name: values[~np.isnan(values)] for name, values in columns.items()}
        known["R"] = known["R"][known["R"] != NEVER]
        ascending = {name: np.sort(values) for name, values in known.items()}
        return cls(as_of, len(columns["score"]), len(known["R"]), ascending)

    def counts(self, figure: str, cuts: Sequence[float]) -> list[int]:
        """Clients per number of points, 0 to as many as there are cut-offs (``R``: 0 to 5, fewest days most points)."""
        values = self.values[figure]
        if figure == "R":
            within = np.searchsorted(values, cuts, side="right").tolist()
            steps = [high - low for low, high in pairwise([0, *within, self.ever_traded])]
            return [self.clients - self.ever_traded, *reversed(steps)]
        below = np.searchsorted(values, cuts, side="left").tolist()
        reached = [len(values) - count for count in below]
        return [self.clients - reached[0], *(low - high for low, high in pairwise([*reached, 0]))]

    def on_cut(self, figure: str, cut: float) -> tuple[int, int]:
        """Clients with just this value, and those within 5 % of it on either side."""
        values = self.values[figure]
        reach = abs(cut) * _NEAR_PERCENT / 100
        low = np.searchsorted(values, [cut, cut - reach])
        high = np.searchsorted(values, [cut, cut + reach], side="right")
        exactly, near = (high - low).tolist()
        return exactly, near


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
    return StandingFigures.of(day, columns)


def _numbers(texts: Sequence[str]) -> Floats:
    """The stored columns of several rows, read as one text."""
    rows = json.loads(f"[{','.join(texts)}]")
    return np.array([[row[place] for place in _PLACES] for row in rows], dtype=np.float64)
