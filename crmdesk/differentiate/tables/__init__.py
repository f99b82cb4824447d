"""What is stored about classes: what runs write, and what people decide."""

from __future__ import annotations

from crmdesk.differentiate.tables.overrides import OVERRIDES, stage_override, tier_override
from crmdesk.differentiate.tables.runs import classification, client_month, run

__all__ = ["OVERRIDES", "classification", "client_month", "run", "stage_override", "tier_override"]
