"""The BG/NBD model of how often clients act and when they stop (Fader, Hardie & Lee 2005, Marketing Science 24:2).

While active a client acts at rate λ, after each act she stops with probability p; λ ~ Gamma(r, α), p ~ Beta(a, b).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass

import numpy as np

from crmdesk.differentiate.forecast.newton import EXACT, ROUGH, Derivatives, maximise
from crmdesk.differentiate.forecast.statistics import Statistics
from crmdesk.differentiate.scores import Floats, Ints

#: Rows worked on at once: their columns stay in the processor's cache.
_CHUNK = 16_384
#: Clients on whom the fit of more than twice as many begins.
_SAMPLE = 20_000

#: Where parameters may lie: beyond, the model does not change any more.
_LOW, _HIGH = np.array([1e-5, 1e-5, 1e-7, 1e-3]), np.array([1e4, 1e7, 1e4, 1e5])
_START = np.array([0.5, 1.0, 0.8, 2.5])


@dataclass(frozen=True)
class Parameters:
    """r and α of the rate, a and b of the stopping; α is in periods."""

    r: float
    alpha: float
    a: float
    b: float

    def array(self) -> Floats:
        return np.array(astuple(self))


@dataclass(frozen=True)
class Fit:
    parameters: Parameters
    log_likelihood: float
    clients: int
    passes: int


def fit(statistics: Statistics, *, start: Parameters | None = None) -> Fit:
    """The parameters of the greatest likelihood.

    Above 40,000 clients it begins on a sample of 20,000, so that the whole is looked at a few times only. Without any
    client, or where the likelihood does not depend on a parameter, the starting values come back. With a ``start`` it
    is one of many fits, and ends a little earlier.
    """
    begin = _start(statistics) if start is None else start.array()
    if start is None and statistics.clients > 2 * _SAMPLE:
        rough = maximise(_Likelihood(statistics.sample(_SAMPLE)), begin, low=_LOW, high=_HIGH, tolerance=ROUGH)
        begin = rough.parameters
    tolerance = EXACT if start is None else ROUGH
    found = maximise(_Likelihood(statistics), begin, low=_LOW, high=_HIGH, tolerance=tolerance)
    return Fit(Parameters(*found.parameters.tolist()), found.value, statistics.clients, found.passes)


def log_likelihood(statistics: Statistics, parameters: Parameters) -> float:
    return _Likelihood(statistics)(parameters.array())[0]


def _start(statistics: Statistics) -> Floats:
    """α such that the mean client acts as often as observed, were nobody to stop."""
    start = _START.copy()
    seen = float((statistics.age * statistics.count).sum()) / statistics.unit
    acts = float((statistics.events * statistics.count).sum())
    if seen > 0 and acts > 0:
        start[1] = start[0] * seen / acts
    return start


@dataclass(frozen=True)
class _Sums:
    """Sums of a pass over the rows with repeat events; the weight of a row is its clients times P(gone)."""

    value: float
    weighted: Floats  # of L, D, 1, 1/c, D/(r+x), (r+x)(1/(α+t)² − 1/(α+T)²), 1/c²
    outer: Floats  # of the products of L, D, 1, 1/c, weighted with P(gone) P(alive)


class _Likelihood:
    """Value, gradient and Hessian in r, α, a, b.

    What depends on x alone, or on T alone, is added up once per distinct x or T. A logarithm is taken once per whole
    step of time. With d = ln a − ln(b+x−1) + (r+x)(ln(α+T) − ln(α+t_x)) a row adds ln(1 + e^d); its slope is P(gone).
    """

    def __init__(self, statistics: Statistics) -> None:
        s = statistics
        self._by_events = _totals(s.events, s.count)
        self._by_age = (*_totals(s.age, s.count), _totals(s.age, s.count * s.events, among=s.age)[1])
        self._steps = np.arange(int(s.age.max(initial=0)) + 1) / s.unit
        again = s.events > 0
        self._events, self._recency, self._age, self._count = (
            column[again] for column in (s.events.astype(np.float64), s.recency, s.age, s.count.astype(np.float64))
        )
        self._times = self._steps[self._by_age[0]]

    def __call__(self, parameters: Floats) -> Derivatives:
        value, gradient, hessian = self._plain(parameters)
        r, alpha, a, b = parameters
        logs, inverse = np.log(alpha + self._steps), 1 / (alpha + self._steps)
        for sums in self._passes((r, a, b), logs, inverse):
            value += sums.value
            of_l, of_d, one, of_c, of_gap, of_square, of_c2 = sums.weighted
            gradient += [of_l, of_d, one / a, -of_c]
            turn = np.array([1, 1, 1 / a, -1])
            hessian += sums.outer * np.outer(turn, turn)
            hessian[1, 1] += of_square
            hessian[2, 2] -= one / a**2
            hessian[3, 3] += of_c2
            hessian[0, 1] += of_gap
            hessian[1, 0] += of_gap
        return value, gradient, hessian

    def _passes(self, parameters: tuple[float, float, float], logs: Floats, inverse: Floats) -> Iterator[_Sums]:
        for start in range(0, len(self._events), _CHUNK):
            yield self._pass(slice(start, start + _CHUNK), parameters, logs, inverse)

    def _pass(self, rows: slice, parameters: tuple[float, float, float], logs: Floats, inverse: Floats) -> _Sums:
        r, a, b = parameters
        events, count, age, recency = self._events[rows], self._count[rows], self._age[rows], self._recency[rows]
        shape, c = r + events, 1 / (b + events - 1)
        gap_log = logs[age] - logs[recency]
        early, late = inverse[recency], inverse[age]
        gap = late - early
        d = np.log(a * c) + shape * gap_log
        odds = np.exp(-np.abs(d))
        share = np.where(d >= 0, 1, odds) / (1 + odds)
        weight = count * share
        bend = weight * (1 - share)
        columns = np.stack([gap_log, shape * gap, np.ones_like(c), c])
        value = float(count @ (np.maximum(d, 0) + np.log1p(odds)))
        square = -shape * gap * (late + early)
        weighted = np.array([*(columns @ weight), gap @ weight, square @ weight, (c * c) @ weight])
        return _Sums(value, weighted, (columns * bend) @ columns.T)

    def _plain(self, parameters: Floats) -> Derivatives:
        """The terms of x alone and of T alone."""
        from scipy.special import gammaln, polygamma, psi

        r, alpha, a, b = parameters
        (x, n), (_, n_age, x_age) = self._by_events, self._by_age
        total, held = float(n.sum()), alpha + self._times
        logs, acts = np.log(held), r * n_age + x_age
        value = n @ (gammaln(r + x) - gammaln(r) + gammaln(a + b) - gammaln(a + b + x) + gammaln(b + x) - gammaln(b))
        value += total * r * np.log(alpha) - acts @ logs
        both = n @ (psi(a + b) - psi(a + b + x))
        gradient = np.array(
            [
                n @ (psi(r + x) - psi(r)) + total * np.log(alpha) - n_age @ logs,
                total * r / alpha - acts @ (1 / held),
                both,
                both + n @ (psi(b + x) - psi(b)),
            ]
        )
        hessian = np.zeros((4, 4))
        hessian[0, 0] = n @ (polygamma(1, r + x) - polygamma(1, r))
        hessian[0, 1] = hessian[1, 0] = total / alpha - n_age @ (1 / held)
        hessian[1, 1] = acts @ held**-2 - total * r / alpha**2
        hessian[2:, 2:] = n @ (polygamma(1, a + b) - polygamma(1, a + b + x))
        hessian[3, 3] += n @ (polygamma(1, b + x) - polygamma(1, b))
        return float(value), gradient, hessian


def _totals(keys: Ints, amounts: Ints, *, among: Ints | None = None) -> tuple[Ints, Floats]:
    """The distinct keys that occur (in ``among``), and the sum of the amounts at each."""
    sums = np.bincount(keys, weights=amounts)
    there = np.flatnonzero(np.bincount(keys if among is None else among))
    return there.astype(np.int64), np.asarray(sums[there], dtype=np.float64)
