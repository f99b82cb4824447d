"""How clients spread over the metric that decides their tier: scores in steps of a point, or assets by magnitude."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from sqlalchemy import Connection, select

from crmdesk.differentiate.cube import current_on
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.scores import Ints
from crmdesk.differentiate.tables import classification
from crmdesk.differentiate.tiers import TIERS
from crmdesk.identify.tables import client
from crmdesk.store.ids import id_array

#: Width of a bar in tenths of a point.
STEP = 20
_TOP = 1_000
#: Bars per power of ten.
_PER_DECADE = 5
_LEAST_ASSETS, _MOST_ASSETS = 2, 12  # powers of ten, in cents


@dataclass(frozen=True)
class Spread:
    """``counts[i]`` clients from ``edges[i]`` up to ``edges[i + 1]``; tenths of a point, or cents by assets.

    ``bounds`` are the tiers' lower bounds on the same scale, with their codes.
    """

    metric: Literal["score", "assets"]
    edges: tuple[int, ...]
    counts: tuple[int, ...]
    bounds: tuple[tuple[str, int], ...]

    @property
    def by_assets(self) -> bool:
        return self.metric == "assets"

    @property
    def clients(self) -> int:
        return sum(self.counts)


def score_spread(connection: Connection, day: date, rules: Rulebook, *, manager: str | None = None) -> Spread:
    """Scored clients by their composite score."""
    c = classification.c
    query = select(c.score).where(*current_on(connection, day), c.score.is_not(None))
    if manager is not None:
        query = query.where(c.client_id.in_(select(client.c.id).where(client.c.manager == manager)))
    scores = np.frombuffer(id_array(connection, query), dtype=np.int64)
    counts = np.bincount(np.minimum(scores, _TOP - 1) // STEP, minlength=_TOP // STEP)
    bounds = tuple(zip(TIERS[1:], rules.thresholds.score, strict=False))
    return Spread("score", tuple(range(0, _TOP + 1, STEP)), tuple(counts.tolist()), bounds)


def asset_spread(assets: Ints, bounds: Sequence[int]) -> Spread:
    """Clients with assets (cents) by magnitude; those without any are in the first bar."""
    powers = np.arange(_LEAST_ASSETS * _PER_DECADE, _MOST_ASSETS * _PER_DECADE + 1) / _PER_DECADE
    edges = np.rint(10**powers).astype(np.int64)
    counts, _edges = np.histogram(np.clip(assets, edges[0], edges[-1]), edges)
    return Spread("assets", tuple(edges.tolist()), tuple(counts.tolist()), tuple(zip(TIERS[1:], bounds, strict=False)))
