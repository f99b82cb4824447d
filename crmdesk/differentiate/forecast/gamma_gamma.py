"""The Gamma-Gamma model of what an event is worth (Fader & Hardie 2013, note 025).

A client's event is worth Gamma(p, ν), ν differs between clients as Gamma(q, γ): E[Z] = p γ / (q − 1). What an event is
worth does not depend on how often the client acts.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import ArrayLike

from crmdesk.differentiate.forecast.newton import EXACT, ROUGH, Derivatives, maximise
from crmdesk.differentiate.scores import Bools, Floats, Ints

_CHUNK = 16_384
_SAMPLE = 20_000
_LOW, _HIGH = np.array([1e-3, 1e-3, 1e-6]), np.array([1e3, 1e4, 1e9])
#: Without q > 1 the mean of an event would be infinite.
FINITE_MEAN = 1.05


@dataclass(frozen=True)
class Spending:
    """p, q and γ; γ in the unit of the amounts."""

    p: float
    q: float
    gamma: float

    def array(self) -> Floats:
        return np.array(astuple(self))


@dataclass(frozen=True)
class SpendingFit:
    parameters: Spending
    log_likelihood: float
    clients: int


def usable(events: Ints, mean: Floats) -> Bools:
    """Clients that the model can speak of: at least one event, worth something."""
    return (events > 0) & (mean > 0)


def fit(events: Ints, mean: Floats, *, least_q: float = float(_LOW[1]), start: Spending | None = None) -> SpendingFit:
    """Parameters of the greatest likelihood, of clients with ``events`` events worth ``mean`` on average (> 0).

    Amounts are put to a mean of 1 while fitting, so that their unit does not matter. Above 40,000 clients it begins on
    20,000 of them. Nobody: the starting values come back.
    """
    low = np.array([_LOW[0], least_q, _LOW[2]])
    scale = float(mean.mean()) if len(mean) else 1.0
    amounts, begin = mean / scale, np.array([2.0, 3.0, 1.0])
    if start is not None:
        begin = np.array([start.p, start.q, start.gamma / scale])
    elif len(amounts) > 2 * _SAMPLE:
        part = slice(None, None, len(amounts) // _SAMPLE)
        rough = _Likelihood(events[part], amounts[part])
        begin = maximise(rough, begin, low=low, high=_HIGH, tolerance=ROUGH).parameters
    tolerance = EXACT if start is None else ROUGH
    found = maximise(_Likelihood(events, amounts), begin, low=low, high=_HIGH, tolerance=tolerance)
    p, q, gamma = found.parameters.tolist()
    return SpendingFit(Spending(p, q, gamma * scale), found.value - len(mean) * float(np.log(scale)), len(mean))


def expected_amount(s: Spending, events: ArrayLike, mean: ArrayLike) -> Floats:
    """E[M]: what one event of a client is worth, given how often and at what mean she acted; p γ / (q − 1) without."""
    x = np.asarray(events, dtype=np.float64)
    return np.asarray(s.p * (s.gamma + x * np.asarray(mean, dtype=np.float64)) / (s.p * x + s.q - 1))


class _Likelihood:
    def __init__(self, events: Ints, mean: Floats) -> None:
        self._number = np.bincount(events).astype(np.float64)
        self._events = np.flatnonzero(self._number)
        self._number = self._number[self._events]
        self._each, self._sum = events.astype(np.float64), events * mean
        self._logs = float(self._each @ np.log(self._sum)) if len(events) else 0.0
        self._plain_logs = float(np.log(mean).sum())

    def __call__(self, parameters: Floats) -> Derivatives:
        from scipy.special import gammaln, polygamma, psi

        p, q, gamma = parameters
        x, n = self._events, self._number
        total, shape = float(n.sum()), p * x + q
        log, x_log, one, x_one, square, x_square = self._sums(gamma)
        value = n @ (gammaln(shape) - gammaln(p * x) - gammaln(q)) + total * q * np.log(gamma)
        value += p * self._logs - self._plain_logs - p * x_log - q * log
        gradient = np.array(
            [
                n @ (x * (psi(shape) - psi(p * x))) + self._logs - x_log,
                n @ (psi(shape) - psi(q)) + total * np.log(gamma) - log,
                total * q / gamma - p * x_one - q * one,
            ]
        )
        curve = polygamma(1, shape)
        hessian = np.zeros((3, 3))
        hessian[0, 0] = n @ (x * x * (curve - polygamma(1, p * x)))
        hessian[0, 1] = hessian[1, 0] = n @ (x * curve)
        hessian[0, 2] = hessian[2, 0] = -x_one
        hessian[1, 1] = n @ (curve - polygamma(1, q))
        hessian[1, 2] = hessian[2, 1] = total / gamma - one
        hessian[2, 2] = p * x_square + q * square - total * q / gamma**2
        return float(value), gradient, hessian

    def _sums(self, gamma: float) -> Floats:
        """Over all clients: ln(s + γ), 1/(s + γ), 1/(s + γ)², each alone and times x."""
        found = np.zeros(6)
        for start in range(0, len(self._sum), _CHUNK):
            held, events = self._sum[start : start + _CHUNK] + gamma, self._each[start : start + _CHUNK]
            logs, inverse = np.log(held), 1 / held
            square = inverse * inverse
            found += [
                *(logs.sum(), events @ logs, inverse.sum()),
                *(events @ inverse, square.sum(), events @ square),
            ]
        return found
