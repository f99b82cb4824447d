"""What the queue of possible duplicates reads at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crmdesk.identify.matching import Pair, Threshold

#: Pairs in the list at a time; the next ones follow when these are decided.
_SHOWN = 500


@dataclass(frozen=True)
class Queue:
    """``waiting`` counts all pairs of the status shown, ``safe`` those that need nobody's eye."""

    pairs: list[Pair]
    waiting: int
    safe: int
    threshold: Threshold
    was_scanned: bool


def read_queue(connection: Any, status: str) -> Queue:
    from crmdesk.identify.matching import auto_threshold, open_pairs, pair_count, safe_pairs
    from crmdesk.identify.matching.changes import newest

    return Queue(
        open_pairs(connection, limit=_SHOWN, status=status),
        pair_count(connection, status=status),
        len(safe_pairs(connection)),
        auto_threshold(connection),
        newest(connection) is not None,
    )
