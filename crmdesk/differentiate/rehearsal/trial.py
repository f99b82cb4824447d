"""A rulebook being tried: the few figures that move clients between tiers, changed one at a time. Documents in and out.

Nothing is changed in place: every function returns a document that shares what it did not touch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmdesk.differentiate.rulebooks import Document
from crmdesk.differentiate.rulebooks.weighing import counted, weights_of
from crmdesk.differentiate.scores import INDICATORS
from crmdesk.differentiate.tiers import TIERS

#: Weights are moved in whole hundredths; they sum to 100.
WHOLE = 100


def replaced(document: Document, path: Sequence[str], value: Any) -> Document:
    """The document with another value at ``path``."""
    if not path:
        raise ValueError("a path has at least one step")
    first, *rest = path
    inner = replaced(document.get(first, {}), rest, value) if rest else value
    return {**document, first: inner}


def weights(document: Document) -> tuple[int, ...]:
    """Weights of the profile in use, in hundredths that sum to 100, in the order of the indicators."""
    profile = document["profiles"][document["scores"]["profile"]]
    return _apportioned(weights_of(profile, counted(document)), WHOLE)


def with_weights(document: Document, parts: Sequence[int]) -> Document:
    """Other weights for the profile in use, in hundredths; pairwise comparisons that gave them are dropped."""
    name = document["scores"]["profile"]
    kept = {key: value for key, value in document["profiles"][name].items() if key != "matrix"}
    new = {indicator: part / WHOLE for indicator, part in zip(INDICATORS, parts, strict=True)}
    return replaced(document, ("profiles", name), {**kept, **new})


def rebalanced(parts: Sequence[int], at: int, value: int) -> tuple[int, ...]:
    """Give one weight a value and share the rest among the others as they stand to each other; the sum stays 100.

    Where the others are all zero they share alike.
    """
    value = min(max(value, 0), WHOLE)
    others = [part if place != at else 0 for place, part in enumerate(parts)]
    if not any(others):
        others = [int(place != at) for place in range(len(parts))]
    return tuple(value if place == at else part for place, part in enumerate(_apportioned(others, WHOLE - value)))


def _apportioned(shares: Sequence[int], whole: int) -> tuple[int, ...]:
    """Whole numbers that sum to ``whole`` in proportion to the shares; the largest remainders get the odd ones."""
    total = sum(shares) or 1
    found = [whole * share // total for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda place: (-(whole * shares[place] % total), place))
    for place in by_remainder[: whole - sum(found)]:
        found[place] += 1
    return tuple(found)


def uses_score(document: Document) -> bool:
    """Whether weights decide tiers; by assets alone they do not."""
    return str(document["tiers"]["mode"]) != "AUM"


def bounds(document: Document, metric: str) -> Mapping[str, float]:
    """Lower bounds by tier: ``assets`` and ``floors`` in yuan, ``score`` in points."""
    found: Mapping[str, float] = document["tiers"].get(metric, {})
    return found


#: Bounds that each way of deciding looks at: assets, a score, and the assets a score asks for.
_METRICS = {"AUM": ("assets",), "SCORE": ("score",), "MAX": ("assets", "score"), "SCORE_FLOOR": ("floors", "score")}


def used_bounds(document: Document) -> dict[tuple[str, str], float]:
    """(metric, tier) → bound of those that decide. A tier without a bound by score is reached by assets alone."""
    metrics = _METRICS[document["tiers"]["mode"]]
    found = {(metric, tier): value for metric in metrics for tier, value in bounds(document, metric).items()}
    by_assets = bounds(document, "assets")
    return found | {
        ("assets", tier): by_assets[tier]
        for tier in TIERS[1:]
        if tier in by_assets and ("score", tier) not in found and "score" in metrics
    }


def with_bound(document: Document, metric: str, tier: str, value: float) -> Document:
    return replaced(document, ("tiers", metric, tier), value)


def with_profile(document: Document, name: str) -> Document:
    return replaced(document, ("scores", "profile"), name)


def with_hysteresis(document: Document, name: str) -> Document:
    return replaced(document, ("tiers", "preset"), name)
