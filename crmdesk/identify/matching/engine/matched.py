"""What a matching found."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crmdesk.identify.matching.engine.blocking import Pairs
from crmdesk.identify.matching.engine.columns import Flags, Ints
from crmdesk.identify.matching.engine.model import Floats, Model, probability


@dataclass(frozen=True)
class Matched:
    """Pairs that may be one client, and the model that weighs them. ``codes`` are packed patterns."""

    pairs: Pairs
    codes: Ints
    weights: Floats
    model: Model
    compared: int

    @property
    def probabilities(self) -> Floats:
        return probability(self.weights)

    def kept(self, mask: Flags) -> Matched:
        return replace(self, pairs=self.pairs.kept(mask), codes=self.codes[mask], weights=self.weights[mask])
