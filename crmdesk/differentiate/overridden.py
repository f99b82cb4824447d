"""The overrides that hold for a slice of clients on a day, as columns: what a person set stands before the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import Connection

from crmdesk.differentiate.evidence import UNKNOWN
from crmdesk.differentiate.lifecycle import STAGES
from crmdesk.differentiate.overrides import Override, overrides_within
from crmdesk.differentiate.scores import Ints
from crmdesk.differentiate.tiers import TIERS, Ranks


@dataclass(frozen=True)
class Overridden:
    """Per client the rank and the stage's number that a person set, and the override's id; ``UNKNOWN`` = none."""

    tier: Ints
    tier_id: Ints
    stage: Ints
    stage_id: Ints

    @classmethod
    def nobody(cls, clients: int) -> Overridden:
        return cls(*(np.full(clients, UNKNOWN, dtype=np.int64) for _ in range(4)))

    def tiers(self, own: Ranks) -> Ranks:
        return _laid_over(own, self.tier)

    def stages(self, own: Ranks) -> Ranks:
        return _laid_over(own, self.stage)


def _laid_over(own: Ranks, given: Ints) -> Ranks:
    return np.where(given == UNKNOWN, own, given).astype(np.int8)


@dataclass(frozen=True)
class SliceOverrides:
    """All overrides of some clients in a span of days; read once, asked month by month."""

    ids: Ints
    found: Sequence[Override]

    def on(self, day: date) -> Overridden:
        columns = Overridden.nobody(len(self.ids))
        for one in self.found:
            at = int(np.searchsorted(self.ids, one.client_id))
            if not one.holds_on(day) or at >= len(self.ids) or self.ids[at] != one.client_id:
                continue
            if one.what == "tier":
                columns.tier[at], columns.tier_id[at] = TIERS.index(one.code), one.id
            else:
                columns.stage[at], columns.stage_id[at] = STAGES.index(one.code), one.id
        return columns


def read_overrides(connection: Connection, ids: Ints, first: date, last: date) -> SliceOverrides:
    """Those of clients with ascending ``ids`` that may hold from ``first`` to ``last``."""
    if not len(ids):
        return SliceOverrides(ids, ())
    return SliceOverrides(ids, overrides_within(connection, (int(ids[0]), int(ids[-1])), first, last))
