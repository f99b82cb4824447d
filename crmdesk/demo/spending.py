"""What the demo branch spends on winning and serving clients, campaign by campaign, and what it wants to reach."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np

from crmdesk import dates
from crmdesk.demo.people import demo_data

Row = dict[str, Any]

#: Months of the year in which a campaign begins, and its name.
_CAMPAIGNS = {3: "春季开户季", 9: "秋季理财节"}
#: Targets in the smallest unit of each driver's figure.
_TARGETS = {"cross_selling": 150, "renewal": 7_500, "migration": 8_500, "attrition": 400, "acquisition_cost": 8_000_00}
_MONTHS = 36


def campaigns(end: date) -> list[Row]:
    found = []
    for month in _months(end):
        first = dates.month_first(month)
        if first.month in _CAMPAIGNS:
            name = f"{first.year} {_CAMPAIGNS[first.month]}"
            last = dates.month_last(month + 1)
            found.append(
                {"name": name, "begins_on": first, "ends_on": last, "branch": demo_data()["branch"], "note": ""}
            )
    return [{"id": number, **row} for number, row in enumerate(found, start=1)]


def cost_lines(seed: int, end: date, clients: int) -> list[Row]:
    """Lines of no client, month by month, in proportion to the size of the branch."""
    rng, size = np.random.default_rng([seed, 17]), max(clients / 1_200, 0.05)
    running = {row["begins_on"]: row["id"] for row in campaigns(end)}
    rows = []
    for month in _months(end):
        first = dates.month_first(month)
        rows += [_line(rng, first, kind, purpose, high * size) for kind, purpose, high in _EVERY_MONTH]
        if first in running:
            rows.append(_line(rng, first, "campaign", "acquisition", 24_000 * size) | {"campaign_id": running[first]})
    return rows


_EVERY_MONTH = (
    *(("channel_fee", "acquisition", 9_000), ("hours", "acquisition", 60), ("gift", "acquisition", 2_400)),
    *(("postage", "service", 600), ("event", "service", 4_000), ("travel", "win_back", 500)),
)


def _line(rng: np.random.Generator, first: date, kind: str, purpose: str, high: float) -> Row:
    """``high`` yuan or hours at most."""
    much = rng.uniform(0.5, 1.0) * high
    return {
        "day": first + timedelta(days=int(rng.integers(0, 27))),
        "kind": kind,
        "purpose": purpose,
        "amount": 0 if kind == "hours" else round(much) * 100,
        "minutes": round(much * 60) if kind == "hours" else 0,
        "branch": demo_data()["branch"],
        "staff": "",
        "note": "",
        "campaign_id": None,
        "source": "",
    }


def _months(end: date) -> range:
    last = dates.month_index(end)
    return range(last - _MONTHS + 1, last + 1)


def targets() -> list[Row]:
    return [{"driver": driver, "branch": "", "value": value} for driver, value in _TARGETS.items()]
