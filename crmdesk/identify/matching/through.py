"""Pairs that weigh more than their own fields do: both clients are one with a third."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import Connection, or_, select

from crmdesk.identify.tables import client
from crmdesk.identify.tables.matching import match_pair
from crmdesk.store.bulk import rows_by_key

#: Bits by which the stored weight must be above that of the fields: less is rounding.
_MORE = 0.01


@dataclass(frozen=True)
class Through:
    """``bits`` that a third client adds, by number and name."""

    bits: float
    client_no: str
    name: str


def added_through(
    connection: Connection, pairs: Sequence[tuple[int, int]], weights: Sequence[float]
) -> dict[tuple[int, int], Through]:
    """Of pairs and the weights of their fields those that a third client makes surer, and by how much."""
    ordered = [(min(pair), max(pair)) for pair in pairs]
    stored = rows_by_key(connection, match_pair, ["a", "b"], ordered, ["weight"])
    more = {
        pair: stored[key][0] - own
        for pair, key, own in zip(pairs, ordered, weights, strict=True)
        if key in stored and stored[key][0] - own > _MORE
    }
    links = _links(connection, set(chain.from_iterable(more)))
    thirds = {pair: _third(links, *pair) for pair in more}
    names = rows_by_key(connection, client, ["id"], {(one,) for one in thirds.values() if one}, ["client_no", "name"])
    return {pair: Through(more[pair], *names[third,]) for pair, third in thirds.items() if third and (third,) in names}


def _links(connection: Connection, ids: set[int]) -> dict[int, dict[int, float]]:
    """Client → the clients it is a pair with, and the weights."""
    links: dict[int, dict[int, float]] = {key: {} for key in ids}
    wanted = sorted(ids)
    c = match_pair.c
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        found = select(c.a, c.b, c.weight).where(or_(c.a.in_(part), c.b.in_(part)), c.status != "different")
        for a, b, weight in connection.execute(found):
            links.setdefault(a, {})[b] = weight
            links.setdefault(b, {})[a] = weight
    return links


def _third(links: dict[int, dict[int, float]], a: int, b: int) -> int:
    """The client that joins two most surely, 0 when there is none."""
    shared = {third: min(links[a][third], links[b][third]) for third in links[a].keys() & links[b].keys()}
    return max(shared, key=lambda third: (shared[third], -third)) if shared else 0
