"""A falling market does not take a tier: what a client would reach at the prices before it (§3.8 d of the domain)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from crmdesk.differentiate import tiers
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.scores import Floats, Indicators, composite, score_all


def neutral_rank(values: Indicators, metric: Floats, gain: Floats, rules: Rulebook) -> tiers.Ranks:
    """The rank that assets and score would reach, within the buffer: it holds a tier, it never raises one.

    ``metric``: the assets the tier looks at; ``gain``: what the fall took off them, in cents; NaN = nobody is shielded.
    """
    if np.isnan(gain).all():
        return np.zeros(len(metric), dtype=np.int8)
    before = replace(values, assets=np.fmax(values.assets, values.assets + gain))
    total = composite(score_all(before, rules.breakpoints), rules.profile.weights)
    return tiers.rank_of(np.fmax(metric, metric + gain), total, rules.thresholds, give=rules.hysteresis)
