"""The forecast tried on the past: fitted to what was known before the months held out, and compared with them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np

from crmdesk.differentiate.forecast.model import Expectation
from crmdesk.differentiate.forecast.panel import Panels
from crmdesk.differentiate.scores import Bools, Floats

_TENTHS = 10


@dataclass(frozen=True)
class Tenth:
    """A tenth of the clients in the order of what was expected; means in cents (or hundredths of an event)."""

    clients: int
    expected: int
    actual: int
    inside: int  # ten-thousandths of them within their interval


@dataclass(frozen=True)
class BackTest:
    """What was expected at ``since`` of the ``months`` that followed, and what came.

    ``is_income`` false: there is no forecast of income, the figures count events in hundredths. Shares are
    ten-thousandths: ``inside`` of clients within their 80 % interval, ``inside_events`` the same counted by events;
    ``correlation`` between expected and actual, ``gini`` how far ranking by the forecast goes towards the perfect
    ranking. ``error`` is the mean distance, ``plain_error`` that of "as much as in the months before".
    """

    since: date
    months: int
    clients: int
    is_income: bool
    inside: int
    inside_events: int
    expected: int
    low: int
    high: int
    actual: int
    correlation: int
    gini: int
    error: int
    plain_error: int
    tenths: tuple[Tenth, ...]

    @property
    def bias(self) -> float | None:
        """How much too high the total was, as a share of what was expected; None when nothing came."""
        return 1 - self.actual / self.expected if self.actual and self.expected else None

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"since": self.since.isoformat()}

    @classmethod
    def from_text(cls, text: str) -> BackTest:
        told = json.loads(text)
        tenths = tuple(Tenth(**one) for one in told.pop("tenths"))
        return cls(since=date.fromisoformat(told.pop("since")), tenths=tenths, **told)


@dataclass(frozen=True)
class _Compared:
    """Per client: expected, actual and the value of the months before, whether inside; and the total's interval."""

    expected: Floats
    actual: Floats
    plain: Floats
    inside: Bools
    between: tuple[float, float]


def compare(panels: Panels, told: Expectation) -> BackTest:
    """The forecast of then beside what clients did since."""
    units = panels.done_units.astype(np.float64)
    inside_events = (units >= told.events_low) & (units <= told.events_high)
    found = _by_income(panels, told) or _by_events(panels, told, inside_events)
    expected, actual, plain, inside = found.expected, found.actual, found.plain, found.inside
    low, high = found.between
    return BackTest(
        since=panels.before.until,
        months=panels.held_out,
        clients=len(expected),
        is_income=told.income is not None,
        inside=_share(inside),
        inside_events=_share(inside_events),
        expected=round(float(expected.sum())),
        low=round(low),
        high=round(high),
        actual=round(float(actual.sum())),
        correlation=round(_correlation(expected, actual) * 10_000),
        gini=round(gini_ratio(expected, actual) * 10_000),
        error=round(float(np.abs(expected - actual).mean())) if len(actual) else 0,
        plain_error=round(float(np.abs(plain - actual).mean())) if len(actual) else 0,
        tenths=_tenths(expected, actual, inside),
    )


def _by_income(panels: Panels, told: Expectation) -> _Compared | None:
    if told.income is None or told.low is None or told.high is None or told.total is None:
        return None
    actual, plain = (one.astype(np.float64) for one in (panels.done_income, panels.earlier_income))
    inside = (actual >= np.floor(told.low)) & (actual <= np.ceil(told.high))
    return _Compared(told.income, actual, plain, inside, told.total[1:])


def _by_events(panels: Panels, told: Expectation, inside: Bools) -> _Compared:
    """Hundredths of events; their total has no interval."""
    done, plain = (one.astype(np.float64) * 100 for one in (panels.done_units, panels.earlier_units))
    total = float((told.events * 100).sum())
    return _Compared(told.events * 100, done, plain, inside, (total, total))


def _share(flags: Bools) -> int:
    return round(float(flags.mean()) * 10_000) if len(flags) else 0


def _correlation(one: Floats, other: Floats) -> float:
    """Pearson's; 0 where either does not vary."""
    if len(one) < 2 or one.std() == 0 or other.std() == 0:
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])


def gini_ratio(expected: Floats, actual: Floats) -> float:
    """The Gini of actual values ranked by the forecast over that of the perfect ranking; 0 without any."""
    best = _gini(actual, actual)
    return _gini(expected, actual) / best if best > 0 else 0.0


def _gini(rank_by: Floats, actual: Floats) -> float:
    """Twice the area between the concentration curve and the diagonal; equals share their places."""
    total = float(actual.sum())
    if total <= 0:
        return 0.0
    _, groups = np.unique(-rank_by, return_inverse=True)
    sizes, sums = np.bincount(groups).astype(np.float64), np.bincount(groups, weights=actual)
    reached = np.cumsum(sums) / total
    before = np.concatenate([[0.0], reached[:-1]])
    return float((sizes / len(actual)) @ (reached + before)) - 1


def _tenths(expected: Floats, actual: Floats, inside: Bools) -> tuple[Tenth, ...]:
    order = np.argsort(expected, kind="stable")
    parts = [part for part in np.array_split(order, _TENTHS) if len(part)]
    return tuple(
        Tenth(len(part), round(float(expected[part].mean())), round(float(actual[part].mean())), _share(inside[part]))
        for part in parts
    )
