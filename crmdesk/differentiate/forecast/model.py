"""One model of a branch: fitted to what clients did, and what it expects of each of them and of all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crmdesk.differentiate.forecast import bg_nbd, gamma_gamma
from crmdesk.differentiate.forecast.bg_nbd import Parameters
from crmdesk.differentiate.forecast.bootstrap import REFITS, Refits, refits
from crmdesk.differentiate.forecast.expected import expected_events, if_alive, p_alive
from crmdesk.differentiate.forecast.gamma_gamma import Spending, expected_amount
from crmdesk.differentiate.forecast.panel import YEAR, Panel
from crmdesk.differentiate.forecast.predictive import HIGH, LOW, Ahead, look_ahead
from crmdesk.differentiate.forecast.present_value import discounted_events
from crmdesk.differentiate.forecast.rules import ForecastRules
from crmdesk.differentiate.forecast.statistics import Statistics
from crmdesk.differentiate.scores import Bools, Floats, Ints

#: Draws of the branch's total, of all clients together and at least and at most.
_DRAWS, _FEWEST, _MOST = 20_000_000, 40, 2_000
#: Every run of a data date draws the same numbers.
_SEED = 20_261_122
#: Groups of clients on which the total's doubt about parameters is worked out.
_GROUPS = 10_000


@dataclass(frozen=True)
class Model:
    """``spending`` is None where too few clients' events brought anything: then nothing is said of income."""

    activity: bg_nbd.Fit
    spending: gamma_gamma.SpendingFit | None
    refits: Refits


@dataclass(frozen=True)
class Expectation:
    """Per client of a panel: P(alive); events and cents of the months ahead and the 80 % between; the branch's
    total as (expected, low, high) in cents, and what one event is worth. Money is None without a model of spending."""

    alive: Floats
    events: Floats
    events_low: Floats
    events_high: Floats
    income: Floats | None
    low: Floats | None
    high: Floats | None
    total: tuple[float, float, float] | None
    amount: Floats | None


def spenders(panel: Panel) -> Bools:
    return gamma_gamma.usable(panel.paid_units, panel.mean)


def fit_model(panel: Panel, rules: ForecastRules) -> Model:
    """Activity of all clients, income per event of those whose events brought anything."""
    activity = bg_nbd.fit(panel.grouped().statistics)
    paid = spenders(panel)
    spending = None
    if int(paid.sum()) >= rules.least_clients:
        spending = gamma_gamma.fit(panel.paid_units[paid], panel.mean[paid], least_q=gamma_gamma.FINITE_MEAN)
    drawn = refits(
        activity.parameters,
        None if spending is None else spending.parameters,
        age=panel.age,
        unit=panel.unit,
        paid=panel.paid_units[paid],
        seed=_SEED,
    )
    return Model(activity, spending, drawn)


def expect(model: Model, panel: Panel) -> Expectation:
    """What the model expects of each client of the panel in the months ahead.

    Closed forms once per distinct statistic. A client whose events never brought anything is expected to bring nothing.
    """
    grouped = panel.grouped()
    alive, events = (values[grouped.row] for values in _of_groups(model.activity.parameters, grouped.statistics, panel))
    ahead = look_ahead(panel, model.activity.parameters, model.refits, seed=_SEED + 1)
    between = [ahead.events_at(level, alive) for level in (LOW, HIGH)]
    events_low, events_high = np.floor(between[0]), np.ceil(between[1])
    if model.spending is None:
        return Expectation(alive, events, events_low, events_high, None, None, None, None, None)
    s = model.spending.parameters
    amount = np.where(spenders(panel), expected_amount(s, panel.paid_units, panel.mean), 0.0)
    income = events * amount
    scale = np.where(spenders(panel), (s.gamma + panel.income) * ahead.own, 0.0)
    low, high = (ahead.ratio_at(level, alive) * scale for level in (LOW, HIGH))
    total = _total(model, panel, ahead, alive=alive, scale=scale, income=income)
    return Expectation(alive, events, events_low, events_high, income, low, high, total, amount)


def present_value(model: Model, panel: Panel, told: Expectation, *, discount: float) -> float | None:
    """What the months ahead are worth at the data date, in cents, month by month at a yearly discount.

    It is the potential part of these months: it lies wholly after the data date, what was earned wholly before.
    """
    if told.amount is None:
        return None
    grouped = panel.grouped()
    recency, age = grouped.statistics.times()
    months = np.arange(1, YEAR + 1) * (panel.ahead / YEAR)
    monthly = (1 + discount) ** (1 / YEAR) - 1
    events = discounted_events(
        model.activity.parameters, months, grouped.statistics.events, recency, age, discount=monthly
    )
    return float(events[grouped.row] @ told.amount)


def _of_groups(p: Parameters, s: Statistics, panel: Panel) -> tuple[Floats, Floats]:
    """P(alive) and the expected events of each group; no more events than the year has days or months."""
    recency, age = s.times()
    alive = p_alive(p, s.events, recency, age)
    return alive, alive * np.minimum(if_alive(p, panel.ahead, s.events, age), panel.most)


def _total(
    model: Model, panel: Panel, ahead: Ahead, *, alive: Floats, scale: Floats, income: Floats
) -> tuple[float, float, float]:
    """The branch: clients vary independently of each other, the doubt about the parameters is common to all."""
    paid = np.flatnonzero(scale > 0)
    draws = int(np.clip(_DRAWS // max(len(paid), 1), _FEWEST, _MOST)) // REFITS * REFITS
    rng = np.random.default_rng(_SEED + 2)
    shift = np.tile(_shifts(model, panel.part(paid)), draws // REFITS)
    sums = np.empty(draws)
    for place in range(draws):
        drawn = _any_quantile(ahead.ratio, ahead.row[paid], rng.random(len(paid)), alive=alive[paid])
        sums[place] = (drawn * scale[paid]).sum()
    expected = float(income.sum())
    # Around the closed form: the draws know no month with two active months and would lie a little lower.
    low, high = np.quantile(sums * shift, [LOW, HIGH]) * (expected / max(float(sums.mean()), 1e-300))
    return expected, float(low), float(high)


def _any_quantile(grid: Floats, row: Ints, level: Floats, *, alive: Floats) -> Floats:
    """One draw of each client by inversion; 0 for those who have stopped."""
    place = (level - (1 - alive)) / np.maximum(alive, 1e-300) * (grid.shape[1] - 1)
    return np.where(place <= 0, 0.0, grid[row, np.clip(np.rint(place), 0, grid.shape[1] - 1).astype(np.int64)])


def _shifts(model: Model, panel: Panel) -> Floats:
    """How the expected total moves with each of the bootstrap's parameters."""
    assert model.spending is not None
    assert model.refits.spending is not None
    part = panel.part(np.arange(min(len(panel.ids), _GROUPS)) * len(panel.ids) // max(min(len(panel.ids), _GROUPS), 1))
    base = _sum_expected(model.activity.parameters, model.spending.parameters, part)
    pairs = zip(model.refits.activity, model.refits.spending[1], strict=True)
    sums = [_sum_expected(Parameters(*acts.tolist()), Spending(*worth.tolist()), part) for acts, worth in pairs]
    return np.asarray(sums) / base if base > 0 else np.ones(REFITS)


def _sum_expected(activity: Parameters, spending: Spending, panel: Panel) -> float:
    times = panel.recency / panel.unit, panel.age / panel.unit
    events = expected_events(activity, panel.ahead, panel.events, *times)
    return float(events @ expected_amount(spending, panel.paid_units, panel.mean))
