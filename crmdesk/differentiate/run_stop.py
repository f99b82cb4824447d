"""The stop before too many clients change tier at once (§3.1 of the domain, stability).

The line is not a figure of a rulebook: a rulebook could lift the stop that guards against it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from crmdesk.codes import code_words
from crmdesk.differentiate.scores import Ints
from crmdesk.differentiate.tiers import DORMANT, TIERS, Ranks, tier_code
from crmdesk.errors import CrmError
from crmdesk.i18n import tr

#: More than so many percent of a tier's clients …
STOP_PERCENT = 15
#: … and at least so many clients: in a tier of three, one client who moves is ordinary life and no fault of a rule.
LEAST_MOVED = 3

#: Ranks in the order of the counts: the dormant first.
RANKS = (DORMANT, *range(len(TIERS)))


class RunStopped(CrmError):
    """A run or a rulebook would move too many clients of a tier; it needs a reason. ``tiers``: (tier, share moved)."""

    def __init__(self, tiers: Sequence[tuple[str, float]]) -> None:
        super().__init__(
            tr(
                "{shares} of the clients would change tier; the line is {line}. "
                "Look at who moves, then approve it with a reason.",
                shares=tr(", ").join(f"{code_words('tier', tier)} {share:.1%}" for tier, share in tiers),
                line=f"{STOP_PERCENT}%",
            ),
            field="approve",
        )
        self.tiers = tuple(tiers)


def moves(before: Ranks, after: Ranks) -> Ints:
    """Clients by old and new tier, shape (7, 7) in the order of ``RANKS``; who had no tier before is left out."""
    had = before >= DORMANT
    size = len(RANKS)
    pairs = (before[had].astype(np.int64) - DORMANT) * size + (after[had].astype(np.int64) - DORMANT)
    return np.bincount(pairs, minlength=size * size).reshape(size, size).astype(np.int64)


def moved_shares(counts: Ints) -> list[tuple[str, float]]:
    """(tier, share of its clients that leave it) of every tier with clients, the largest share first."""
    total, moved = counts.sum(axis=1), _moved(counts)
    shares = [(tier_code(RANKS[at]), float(moved[at] / total[at])) for at in np.flatnonzero(total)]
    return sorted(shares, key=lambda one: -one[1])


def stopped(counts: Ints) -> list[tuple[str, float]]:
    """Those of ``moved_shares`` beyond the line."""
    beyond = (_moved(counts) * 100 > counts.sum(axis=1) * STOP_PERCENT) & (_moved(counts) >= LEAST_MOVED)
    codes = {tier_code(RANKS[at]) for at in np.flatnonzero(beyond)}
    return [one for one in moved_shares(counts) if one[0] in codes]


def stopped_tiers(before: Ranks, after: Ranks) -> list[tuple[str, float]]:
    """(tier, share) of the tiers of which more clients move than pass without approval; ranks per client.

    Who has no tier before (``NO_TIER``) counts nowhere: a first run asks nothing.
    """
    return stopped(moves(before, after))


def demand_approval(counts: Ints, reason: str | None) -> None:
    """Raise ``RunStopped`` when a tier is beyond the line and nobody gave a reason."""
    beyond = stopped(counts)
    if beyond and not (reason or "").strip():
        raise RunStopped(beyond)


def _moved(counts: Ints) -> NDArray[np.int64]:
    return np.asarray(counts.sum(axis=1) - np.diagonal(counts))
