"""What a rulebook is to whoever evaluates clients: parsed, in cents, tenths and ten-thousandths."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from crmdesk.differentiate.dormancy import DormancyRule
from crmdesk.differentiate.forecast.rules import ForecastRules
from crmdesk.differentiate.lifetime_value import ValueRules
from crmdesk.differentiate.market_rules import MarketRules
from crmdesk.differentiate.scores import Breakpoints
from crmdesk.differentiate.signals import StageRules
from crmdesk.differentiate.tiers import Hysteresis, Thresholds
from crmdesk.i18n import Words

#: A rulebook as its file says it: nested tables, amounts in yuan, shares as fractions.
Document = dict[str, Any]


@dataclass(frozen=True)
class Profile:
    """Weights of the five indicators in ten-thousandths; they sum to 10,000."""

    name: str
    words: Words
    weights: tuple[int, ...]


@dataclass(frozen=True)
class FactRules:
    """How monthly facts are made of balances. Per asset class: a factor and a share that moves with the index,
    in percent, yearly spreads in millionths."""

    asset_factor: Mapping[str, int]
    spread: Mapping[str, int]
    product_share: Mapping[str, int]
    cash_classes: frozenset[str]
    debt_classes: frozenset[str]
    class_lines: Mapping[str, str]
    account_lines: Mapping[str, str]
    wealth_lines: frozenset[str]
    advisory_lines: frozenset[str]
    strategic_lines: frozenset[str]
    strategy: tuple[str, ...]
    exposure: Mapping[str, int]

    @property
    def digest(self) -> str:
        """Changes whenever stored facts would: then they are made anew."""
        plain = {k: sorted(v) if isinstance(v, frozenset) else v for k, v in vars(self).items()}
        return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Rulebook:
    name: str
    words: Words
    version: str
    effective_from: date
    currency: str
    frequency: str
    window_months: int
    high_cut: int
    profile: Profile
    profiles: Mapping[str, Profile]
    breakpoints: Breakpoints
    thresholds: Thresholds
    near: float
    hysteresis_name: str
    hysteresis: Hysteresis
    presets: Mapping[str, Hysteresis]
    dormancy: DormancyRule
    dormancy_presets: Mapping[str, DormancyRule]
    flagged_statuses: frozenset[str]
    stages: StageRules
    facts: FactRules
    values: ValueRules
    forecast: ForecastRules
    market: MarketRules
