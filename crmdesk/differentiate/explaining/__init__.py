"""Why a client stands where they stand: one object per client and run, from stored evidence and its records."""

from __future__ import annotations

from crmdesk.differentiate.explaining.explanation import Explanation, explain, why
from crmdesk.differentiate.explaining.record import Record, Records

__all__ = ["Explanation", "Record", "Records", "explain", "why"]
