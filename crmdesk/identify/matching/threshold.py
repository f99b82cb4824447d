"""From which probability a pair without a conflict may be merged by itself; learned from what was decided."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from crmdesk.identify.tables.matching import match_pair

#: Where it stands before anybody decided, and the lowest it can come to.
START, LOWEST = 0.999, 0.99
#: The share of right merges that the decisions must make likely, and how sure of it one must be (95 %, two-sided).
TARGET, SURE = 0.99, 1.96


@dataclass(frozen=True)
class Threshold:
    """``decisions``: judged pairs that were fit to merge by themselves; ``contradictions``: those found different."""

    value: float
    decisions: int
    contradictions: int


def auto_threshold(connection: Connection) -> Threshold:
    """The threshold as the decisions so far set it; undoing a decision moves it back."""
    query = select(match_pair.c.probability, match_pair.c.status).where(
        match_pair.c.status.in_(("same", "different")), match_pair.c.is_safe.is_(True)
    )
    return learned_threshold([(row.probability, row.status == "same") for row in connection.execute(query)])


def learned_threshold(decided: list[tuple[float, bool]]) -> Threshold:
    """``decided`` are (probability, were they one client).

    t = min {p ≥ 0.99 : Wilson(right(p), all(p)) ≥ 0.99}, where right(p) and all(p) count decisions from p upward and
    Wilson is the lower bound of the score interval (Wilson 1927), z = 1.96; 0.999 while no p has it. At least 381
    decisions without a contradiction bring it below 0.999. A contradiction at q sets t above q at once.
    """
    wrong = [probability for probability, is_same in decided if not is_same]
    value = _lowest_safe(sorted(decided, reverse=True))
    if wrong and max(wrong) >= value:
        value = _above(max(wrong))
    return Threshold(value, len(decided), len(wrong))


def _lowest_safe(decided: list[tuple[float, bool]]) -> float:
    lowest, right = START, 0
    for count, (probability, is_same) in enumerate(decided, 1):
        right += is_same
        if probability < LOWEST:
            break
        if wilson_bound(right, count) >= TARGET:
            lowest = min(lowest, probability)
    return lowest


def wilson_bound(right: int, count: int) -> float:
    """The lower end of the score interval of a share."""
    share, square = right / count, SURE * SURE
    spread = SURE * (share * (1 - share) / count + square / (4 * count * count)) ** 0.5
    return float((share + square / (2 * count) - spread) / (1 + square / count))


def _above(probability: float) -> float:
    """Half of the rest that was thought wrong: 0.9996 → 0.9998."""
    return 1 - (1 - probability) / 2
