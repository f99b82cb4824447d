"""What is stored about classes: what runs write, and what people decide."""

from __future__ import annotations

from crmdesk.differentiate.tables.drivers import (
    campaign,
    concession,
    cost_line,
    driver_target,
    handover,
    opportunity,
    opportunity_step,
    overdue,
    service_contract,
)
from crmdesk.differentiate.tables.forecasts import forecast, forecast_run
from crmdesk.differentiate.tables.market import index_level
from crmdesk.differentiate.tables.overrides import OVERRIDES, stage_override, tier_override
from crmdesk.differentiate.tables.rulebooks import rulebook_version
from crmdesk.differentiate.tables.runs import class_count, classification, client_month, run

__all__ = [
    "OVERRIDES",
    "campaign",
    "class_count",
    "classification",
    "client_month",
    "concession",
    "cost_line",
    "driver_target",
    "forecast",
    "forecast_run",
    "handover",
    "index_level",
    "opportunity",
    "opportunity_step",
    "overdue",
    "rulebook_version",
    "run",
    "service_contract",
    "stage_override",
    "tier_override",
]
