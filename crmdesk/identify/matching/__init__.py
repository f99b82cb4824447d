"""Clients that stand in the store twice: found, explained, decided about. The engine is loaded by who uses it."""

from __future__ import annotations

from crmdesk.identify.matching.hints import Likely, likely_clients
from crmdesk.identify.matching.pairs import (
    Pair,
    decide,
    follow_merge,
    forget_clients,
    note_same,
    open_pairs,
    pair_by_id,
    pair_count,
    safe_pairs,
)
from crmdesk.identify.matching.reasons import Reason, pair_reasons, pairs_reasons
from crmdesk.identify.matching.scans import ScanResult, scan_clients
from crmdesk.identify.matching.threshold import Threshold, auto_threshold

__all__ = [
    "Likely",
    "Pair",
    "Reason",
    "ScanResult",
    "Threshold",
    "auto_threshold",
    "decide",
    "follow_merge",
    "forget_clients",
    "likely_clients",
    "note_same",
    "open_pairs",
    "pair_by_id",
    "pair_count",
    "pair_reasons",
    "pairs_reasons",
    "safe_pairs",
    "scan_clients",
]
