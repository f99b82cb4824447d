"""What two pairs with a record in common say about the third pair.

Where a is b and b is c, a is c: the pair joins the others although it shares too little by itself. Where a and c
exclude each other, b is one of them only: the weaker link goes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from crmdesk.identify.matching.engine.blocking import Pairs
from crmdesk.identify.matching.engine.columns import Flags, Ints
from crmdesk.identify.matching.engine.comparison import Features, Schema, contradicts, packed
from crmdesk.identify.matching.engine.matched import Matched
from crmdesk.identify.matching.engine.model import pattern_weights, weight_of

#: Links of one record that are looked at, the surest.
_LINKS = 60
#: Bits by which a link must be the weaker one to go; of two alike a person says which is right.
_EVEN = 1e-6


@dataclass(frozen=True)
class _Corners:
    """Two links that meet: the links by place in the pairs, and the records at the far ends."""

    one: Ints
    other: Ints
    ends: Pairs

    def kept(self, mask: Flags) -> _Corners:
        return _Corners(self.one[mask], self.other[mask], self.ends.kept(mask))


def with_triangles(schema: Schema, features: Features, found: Matched, *, least: float) -> Matched:
    """The pairs without links that contradict stronger ones, and with the pairs that follow from two others."""
    corners = _corners(found)
    if not len(corners.one):
        return found
    excluded = contradicts(schema.patterns(features, corners.ends), schema.comparisons)
    weaker = np.where(found.weights[corners.one] < found.weights[corners.other], corners.one, corners.other)
    is_even = np.abs(found.weights[corners.one] - found.weights[corners.other]) < _EVEN
    kept = np.ones(len(found.pairs), bool)
    kept[weaker[excluded & ~is_even]] = False
    standing = corners.kept(~excluded & kept[corners.one] & kept[corners.other])
    return _joined(found, _implied(schema, features, found, standing), kept, least)


def _corners(found: Matched) -> _Corners:
    """Every two links of the same record."""
    count = len(found.pairs)
    hub = np.concatenate([found.pairs.left, found.pairs.right])
    far = np.concatenate([found.pairs.right, found.pairs.left])
    link = np.tile(np.arange(count), 2)
    order = np.lexsort((far, -found.weights[link], hub))
    hub, far, link = hub[order], far[order], link[order]
    first = np.searchsorted(hub, hub)
    end = np.minimum(np.searchsorted(hub, hub, side="right"), first + _LINKS)
    place = np.arange(len(hub))
    counts = np.maximum(end - place - 1, 0)
    one = np.repeat(place, counts)
    other = one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(counts) - counts, counts)
    ends = Pairs(np.minimum(far[one], far[other]), np.maximum(far[one], far[other]))
    return _Corners(link[one], link[other], ends)


def _implied(schema: Schema, features: Features, found: Matched, corners: _Corners) -> Matched:
    """The third sides as pairs, each once; their probability is the product of the two that imply them."""
    chances = found.probabilities[corners.one] * found.probabilities[corners.other]
    joined = corners.ends.joined()
    order = np.lexsort((-chances, joined))
    first = order[np.append(True, joined[order][1:] != joined[order][:-1])] if len(order) else order
    pairs = corners.ends.kept(first)
    patterns = schema.patterns(features, pairs)
    codes = packed(patterns, schema.comparisons)
    own = pattern_weights(patterns, found.model, schema.comparisons)
    return replace(found, pairs=pairs, codes=codes, weights=np.maximum(own, weight_of(chances[first])))


def _joined(found: Matched, more: Matched, kept: Flags, least: float) -> Matched:
    is_new = ~np.isin(more.pairs.joined(), found.pairs.joined()) & (more.probabilities >= least)
    parts = found.kept(kept), more.kept(is_new)
    pairs = Pairs(*(np.concatenate([getattr(one.pairs, side) for one in parts]) for side in ("left", "right")))
    order = np.lexsort((pairs.right, pairs.left))
    codes, weights = (np.concatenate([getattr(one, name) for one in parts])[order] for name in ("codes", "weights"))
    return replace(found, pairs=pairs.kept(order), codes=codes, weights=weights)
