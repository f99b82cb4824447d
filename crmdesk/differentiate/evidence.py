"""What a classification rests on, as stored: whole numbers in a fixed order, null where not known.

Days are counted from 1970-01-01 rather than as ages, so that a row stays true while nothing changes. New fields are
appended: older rows then read as not known.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np

from crmdesk.differentiate.scores import Floats, Ints

#: Money in cents, shares in ten-thousandths.
FIELDS = (
    *("last_active", "F", "M", "A", "S", "score_R", "score_F", "score_M", "score_A", "score_S"),
    *("month_assets", "end_assets", "cash", "opened", "activated", "last_moved"),
    *("a3", "a3p", "a12", "peak", "nf3", "nf12", "assets_12_ago", "t3", "trades_before"),
    *("lines", "lines_change", "c12", "c12p", "noresp", "nps", "complaint_days", "matured_unrenewed"),
    *("first_month", "growth", "retention", "at_risk", "flagged", "t3p"),
    *("tier_override", "stage_override"),  # ids of what a person set
    "matured",  # cents that matured in three months and were due to be invested again
    "flow_estimated",  # 1: transfers are not imported, new money is worked out from assets and the market
    *("neutral_assets", "market_change"),  # assets at the prices before the market's fall, its change (ten-thousandths)
    "retention_measured",  # the day up to which retention was measured; not known: the rulebook's assumption
)

#: Stands for "not known" in arrays of whole numbers.
UNKNOWN = -(1 << 62)
_UNKNOWN_TEXT = str(UNKNOWN)
_BETWEEN = "],["


def whole(values: Floats) -> Ints:
    """Rounded half up, ``UNKNOWN`` where NaN."""
    known = np.where(np.isnan(values), 0.0, values)
    return np.where(np.isnan(values), UNKNOWN, np.floor(known + 0.5).astype(np.int64))


def known(values: Ints) -> Floats:
    """The other way: NaN where ``UNKNOWN``."""
    return np.where(values == UNKNOWN, np.nan, values.astype(np.float64))


def encode(rows: Ints) -> list[str]:
    """One text per row of shape (clients, fields), written as one text and cut: the half of the time."""
    if not len(rows):
        return []
    whole = str(rows.tolist()).replace(_UNKNOWN_TEXT, "null").replace(" ", "")
    return [f"[{row}]" for row in whole[2:-2].split(_BETWEEN)]


def decode(text: str) -> dict[str, int | None]:
    values: Sequence[int | None] = json.loads(text)
    return dict.fromkeys(FIELDS) | dict(zip(FIELDS, values, strict=False))
