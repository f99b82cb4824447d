"""The discounted value of the events to come: the potential part of a lifetime value by the probabilistic model."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from crmdesk.differentiate.forecast.bg_nbd import Parameters
from crmdesk.differentiate.forecast.expected import if_alive, p_alive
from crmdesk.differentiate.scores import Floats


def discounted_events(
    p: Parameters, ends: ArrayLike, events: ArrayLike, recency: ArrayLike, age: ArrayLike, *, discount: float
) -> Floats:
    """Expected events of each client, those up to the i-th of ``ends`` and after the one before over (1 + discount)^i.

    ``ends`` are the ends of the months (or years) ahead, in periods, and ``discount`` is for one of them. Times the
    expected amount of an event it is the value (Fader, Hardie & Lee 2005, "RFM and CLV", J. Marketing Research 42:4,
    in whole months as lifetimes counts).
    """
    until = np.asarray(ends, dtype=np.float64)
    x, end = np.asarray(events, dtype=np.float64), np.asarray(age, dtype=np.float64)
    reached = if_alive(p, until[:, None], np.atleast_1d(x)[None, :], np.atleast_1d(end)[None, :])
    each = np.diff(reached, axis=0, prepend=0.0)
    weights = (1 + discount) ** -np.arange(1.0, len(until) + 1)
    return np.asarray((weights @ each) * p_alive(p, x, recency, age))
