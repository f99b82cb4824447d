"""The shifted-beta-geometric model of retention (Fader & Hardie 2007, J. Interactive Marketing 21:1).

Each period a client leaves with probability θ, θ ~ Beta(α, β) among clients: those who stay are ever more loyal.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from crmdesk.differentiate.forecast.newton import Derivatives, maximise
from crmdesk.differentiate.scores import Floats

_LOW, _HIGH = np.array([1e-4, 1e-3]), np.array([1e5, 1e7])


@dataclass(frozen=True)
class Leaving:
    """α and β of the probability to leave within a period."""

    alpha: float
    beta: float


@dataclass(frozen=True)
class LeavingFit:
    parameters: Leaving
    log_likelihood: float


def fit(lost: ArrayLike, kept: float) -> LeavingFit:
    """From the number lost in period 1, 2, … of a cohort and the number there after the last of them."""
    found = maximise(_Likelihood(np.asarray(lost, dtype=np.float64), float(kept)), np.ones(2), low=_LOW, high=_HIGH)
    return LeavingFit(Leaving(*found.parameters.tolist()), found.value)


def survival(p: Leaving, periods: ArrayLike) -> Floats:
    """The share of a cohort that is there after so many periods: B(α, β + t) / B(α, β)."""
    from scipy.special import betaln

    t = np.asarray(periods, dtype=np.float64)
    return np.asarray(np.exp(betaln(p.alpha, p.beta + t) - betaln(p.alpha, p.beta)))


def retention(p: Leaving, period: ArrayLike) -> Floats:
    """The share that stays in the period of those who were there at its beginning; periods count from 1."""
    t = np.asarray(period, dtype=np.float64)
    return np.asarray((p.beta + t - 1) / (p.alpha + p.beta + t - 1))


def residual_lifetime(p: Leaving, renewals: ArrayLike, *, discount: float) -> Floats:
    """Discounted expected residual lifetime, in periods, just before the next renewal of a client who renewed
    ``renewals`` − 1 times (Fader & Hardie 2010, Marketing Science 29:1, eq. 6)."""
    from scipy.special import hyp2f1

    n, share = np.asarray(renewals, dtype=np.float64), 1 / (1 + discount)
    stays = (p.beta + n - 1) / (p.alpha + p.beta + n - 1)
    return np.asarray(stays * hyp2f1(1.0, p.beta + n, p.alpha + p.beta + n, share))


class _Likelihood:
    def __init__(self, lost: Floats, kept: float) -> None:
        self._lost, self._kept = lost, kept
        self._period = np.arange(1, len(lost) + 1)

    def __call__(self, parameters: Floats) -> Derivatives:
        """ln P(T = t) = ln B(α + 1, β + t − 1) − ln B(α, β); ln S(n) = ln B(α, β + n) − ln B(α, β)."""
        alpha, beta = parameters
        one, zero = np.ones(len(self._lost)), np.zeros(1)
        more_alpha = np.concatenate([one, zero])
        more_beta = np.concatenate([self._period - 1, [len(self._lost)]]).astype(np.float64)
        weight = np.concatenate([self._lost, [self._kept]])
        return _beta_terms(alpha, beta, (more_alpha, more_beta), weight)


def _beta_terms(alpha: float, beta: float, more: tuple[Floats, Floats], weight: Floats) -> Derivatives:
    """Σ w (ln B(α + m, β + n) − ln B(α, β)) with its derivatives."""
    from scipy.special import betaln, polygamma, psi

    up, down = alpha + more[0], beta + more[1]
    value = weight @ (betaln(up, down) - betaln(alpha, beta))
    both = psi(alpha + beta) - psi(up + down)
    gradient = np.array([weight @ (psi(up) - psi(alpha) + both), weight @ (psi(down) - psi(beta) + both)])
    curve = weight @ (polygamma(1, alpha + beta) - polygamma(1, up + down))
    hessian = np.full((2, 2), curve)
    hessian[0, 0] += weight @ (polygamma(1, up) - polygamma(1, alpha))
    hessian[1, 1] += weight @ (polygamma(1, down) - polygamma(1, beta))
    return float(value), gradient, hessian
