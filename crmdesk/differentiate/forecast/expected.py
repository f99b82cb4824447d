"""What the activity model says of a client: P(alive), events to come, and how they are distributed. Closed forms.

Sources: Fader, Hardie & Lee 2005 (eqs 8–10); Fader, Hardie & Lee 2008, "Computing P(alive) using the BG/NBD model". All
take arrays of equal length (or one number); times are in the periods of the parameters.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from crmdesk.differentiate.forecast.bg_nbd import Parameters
from crmdesk.differentiate.forecast.statistics import Statistics
from crmdesk.differentiate.scores import Floats

#: The closed form has removable poles at a = 1 and a + b + x = 1; so near to one the mean of both sides is taken.
_NEAR = 1e-5
_NODES = 64


def p_alive(p: Parameters, events: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Floats:
    """The probability that the client is still active at the end of observation; 1 without a repeat event."""
    x, seen, until = (np.asarray(one, dtype=np.float64) for one in (events, recency, age))
    again = x > 0
    rest = np.where(again, p.b + x - 1, 1.0)
    d = np.log(p.a) - np.log(rest) + (p.r + x) * (np.log(p.alpha + until) - np.log(p.alpha + seen))
    odds = np.exp(-np.abs(d))
    return np.where(again, np.where(d >= 0, odds, 1.0) / (1 + odds), 1.0)


def expected_events(p: Parameters, ahead: ArrayLike, events: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Floats:
    """E[Y(t)]: events in the ``ahead`` periods after observation.

    The hypergeometric function is Euler-transformed: its first two arguments then do not grow with x, and x = 1000
    overflows nowhere.
    """
    return if_alive(p, ahead, events, age) * p_alive(p, events, recency, age)


def expected_new(p: Parameters, ahead: ArrayLike) -> Floats:
    """E[X(t)]: repeat events of a new client within ``ahead`` periods of the first."""
    return if_alive(p, ahead, 0.0, 0.0)


def if_alive(p: Parameters, ahead: ArrayLike, events: ArrayLike, age: ArrayLike) -> Floats:
    """Events in the periods ahead of a client who is active at the end of observation."""
    x = np.asarray(events, dtype=np.float64)
    if abs(p.a - 1) < _NEAR or bool(np.any(np.abs(p.a + p.b + x - 1) < _NEAR)):
        sides = (_closed(p.a * (1 + shift), p, ahead, events=x, age=age) for shift in (-4 * _NEAR, 4 * _NEAR))
        return np.asarray(sum(sides) / 2)
    return _closed(p.a, p, ahead, events=x, age=age)


def _closed(a: float, p: Parameters, ahead: ArrayLike, *, events: Floats, age: ArrayLike) -> Floats:
    """The closed form; where its parts leave the range of numbers, the integral it stands for."""
    from scipy.special import hyp2f1

    t, held = np.asarray(ahead, dtype=np.float64), p.alpha + np.asarray(age, dtype=np.float64)
    c = a + p.b + events - 1
    share = t / (held + t)
    with np.errstate(all="ignore"):
        rest = np.exp((a - 1) * np.log1p(-share)) * hyp2f1(a - 1, a + p.b - 1 - p.r, c, share)
        found = np.asarray(c / (a - 1) * (1 - rest))
    most = (p.r + events) * t / held
    is_good = (found >= 0) & (found <= most * (1 + 1e-9)) & ((found > 0) | (t <= 0))
    if is_good.all():
        return found
    bad = np.flatnonzero(~is_good)
    t, x, held = (np.broadcast_to(one, found.shape).ravel()[bad] for one in (t, events, held))
    found = np.array(found)
    found.flat[bad] = _integral(a, p.b + x, rate=(p.r + x, held), t=t)
    return found


def _integral(a: float, b: Floats, *, rate: tuple[Floats, Floats], t: Floats) -> Floats:
    """E over p ~ Beta(a, b) of (1 − (1 + p t / h)^−s) / p by its value at evenly spread quantiles of p.

    Of a client who stops with probability p after each event that is what a rate ~ Gamma(s, h) makes in t.
    """
    from scipy.special import betaincinv

    levels = (np.arange(_NODES) + 0.5) / _NODES
    stop = np.maximum(betaincinv(a, b[:, None], levels), 1e-300)
    shape, held = (one[:, None] for one in rate)
    return np.asarray((-np.expm1(-shape * np.log1p(stop * t[:, None] / held)) / stop).mean(axis=1))


def probability(p: Parameters, number: ArrayLike, ahead: ArrayLike) -> Floats:
    """P(X(t) = n): how many repeat events a new client has within ``ahead`` periods.

    Given that a client is alive, her future events follow the same law with (r + x, α + T, a, b + x).
    """
    from scipy.special import betainc, betaln, gammaln

    n, t = np.asarray(number, dtype=np.float64), np.asarray(ahead, dtype=np.float64)
    share = t / (p.alpha + t)
    kept = betaln(p.a, p.b + n) - betaln(p.a, p.b)
    times = gammaln(p.r + n) - gammaln(p.r) - gammaln(n + 1) + p.r * np.log1p(-share)
    with np.errstate(divide="ignore"):
        logs = np.where(n > 0, n * np.log(share), 0.0)
    stays = np.exp(kept + times + logs)
    some = np.maximum(n, 1)
    stops = np.exp(betaln(p.a + 1, p.b + some - 1) - betaln(p.a, p.b)) * betainc(some, p.r, share)
    return np.asarray(stays + np.where(n > 0, stops, 0.0))


def tracked(p: Parameters, statistics: Statistics, ends: Floats) -> Floats:
    """Cumulative repeat events that the model expects of all clients up to each of ``ends``.

    Time counts in periods from the first client's first event; each client begins where her age says.
    """
    ages, clients = np.unique(statistics.age, return_inverse=True)
    count = np.bincount(clients, weights=statistics.count)
    births = (ages.max() - ages) / statistics.unit
    open_for = np.maximum(ends[:, None] - births[None, :], 0.0)
    return expected_new(p, open_for) @ count
