"""The formulas of the eleven drivers (§4.3 of the domain specification) on NumPy arrays; one client is length 1.

Money is cents, time minutes, rates millionths. What cannot be divided is NaN: not known, never zero.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: A driver is judged over the trailing twelve months.
PERIOD = 12
#: Days after a maturity in which its money may be invested again.
RENEWAL_DAYS = 30
#: Days after which the assets of a client handed over are looked at.
HANDOVER_DAYS = 90
#: A figure that misses its target by at most this share is near it.
NEAR = 0.10

Light = Literal["met", "near", "short", "none"]


def share(part: ArrayLike, whole: ArrayLike) -> Floats:
    """``part / whole``; NaN where the whole is not above zero."""
    parts, wholes = np.broadcast_arrays(np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64))
    return np.asarray(np.divide(parts, wholes, out=np.full(parts.shape, np.nan), where=wholes > 0))


def rolling(monthly: ArrayLike, months: int = PERIOD) -> Floats:
    """Sums over each run of ``months``: from n months come n − months + 1."""
    total = np.concatenate([[0.0], np.cumsum(np.asarray(monthly, dtype=np.float64))])
    return np.asarray(total[months:] - total[:-months])


def pipeline(amount: ArrayLike, percent: ArrayLike) -> float:
    """Driver 1: Σ amount × probability of the open opportunities, in cents."""
    return float(np.sum(np.asarray(amount, dtype=np.float64) * np.asarray(percent, dtype=np.float64) / 100))


def time_cost(minutes: ArrayLike, hourly: int) -> Floats:
    """Drivers 2, 4: staff time at the hourly cost (cents). 25 min at ¥80 are ¥33.33."""
    return np.asarray(minutes, dtype=np.float64) / 60 * hourly


def acquisition_cost(money: ArrayLike, minutes: ArrayLike, activated: ArrayLike, hourly: int) -> Floats:
    """Driver 2: campaign cost, channel fees, gifts and staff time per newly activated client.

    (60,000 + 18,000 + 120 h × 80) / 42 = ¥2,085.71.
    """
    return share(np.asarray(money, dtype=np.float64) + time_cost(minutes, hourly), activated)


def given_up(standard: ArrayLike, actual: ArrayLike, base: ArrayLike) -> Floats:
    """Driver 6: (standard − actual rate) × turnover or balance. 5.2 m at 3.0 ‱ instead of 1.8 ‱ cost ¥624."""
    gap = np.asarray(standard, dtype=np.float64) - np.asarray(actual, dtype=np.float64)
    return gap * np.asarray(base, dtype=np.float64) / 1_000_000


def taken_up(matured: tuple[Ints, Ints, Ints], bought: tuple[Ints, Ints, Ints], within: int = RENEWAL_DAYS) -> Floats:
    """Driver 7: how much of each maturity the same client invested again, in cents.

    Both are ``(client, day number, cents)``, maturities in the order of client and day. Purchases up to ``within``
    days after a maturity count, up to what matured. Maturities of a client that lie so close together that a purchase
    could be of either are taken as one, and share what was bought by their amounts: no purchase counts twice.
    """
    client, day, amount = matured
    if not len(client):
        return np.zeros(0)
    starts = np.concatenate([[True], (np.diff(client) != 0) | (np.diff(day) > within)])
    group = np.cumsum(starts) - 1
    first = np.flatnonzero(starts)
    last = np.concatenate([first[1:], [len(client)]]) - 1
    spent = _between(bought, client[first], day[first], day[last] + within)
    total = np.bincount(group, weights=amount.astype(np.float64))
    return np.asarray(amount * share(np.minimum(spent, total), total)[group])


def _between(rows: tuple[Ints, Ints, Ints], client: Ints, first: Ints, last: Ints) -> Floats:
    """Σ cents of each client from ``first`` to ``last``, both included."""
    who, day, cents = rows
    wide = 1 << 22  # more than any day number
    order = np.argsort(who * wide + day, kind="stable")
    keys, total = (who * wide + day)[order], np.concatenate([[0.0], np.cumsum(cents[order].astype(np.float64))])
    low = np.searchsorted(keys, client * wide + first, side="left")
    high = np.searchsorted(keys, client * wide + last, side="right")
    return np.asarray(total[high] - total[low])


def expected_loss(pd: ArrayLike, lgd: ArrayLike, exposure: ArrayLike) -> Floats:
    """Driver 10: PD × LGD × EAD; both probabilities in ten-thousandths. NaN where one is not given."""
    odds = np.asarray(pd, dtype=np.float64) * np.asarray(lgd, dtype=np.float64)
    return odds / 100_000_000 * np.asarray(exposure, dtype=np.float64)


def churn_risk(stage: str, status: str, dormancy: str, *, signals: int) -> int:
    """Driver 9 of one client: 0–100 points. Each signal of decline that hits adds to what the stage says.

    Lost 100 · in decline 60 and 8 per signal · decline warning 45 and 8 · else 8 per signal, at least 50 when asleep.
    """
    if stage == "termination":
        return 100
    start = 60 if stage == "decline" else 45 if status == "warning" else 0
    floor = 50 if dormancy in ("sleeping", "pre_dormant") else 0
    return min(max(start + 8 * signals, floor), 95)


def light(value: float | None, target: float | None, better: str) -> Light:
    """Whether a figure meets its target, comes near it or falls short."""
    if value is None or target is None:
        return "none"
    gap = target - value if better == "up" else value - target
    if gap <= 0:
        return "met"
    return "near" if gap <= NEAR * abs(target) else "short"
