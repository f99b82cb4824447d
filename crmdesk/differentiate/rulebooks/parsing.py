"""From the document of a rulebook to the rules. Amounts are yuan in the document and cents here."""

from __future__ import annotations

from typing import Any

from crmdesk.codes import code_list
from crmdesk.differentiate.dormancy import DormancyRule
from crmdesk.differentiate.forecast.rules import ForecastRules
from crmdesk.differentiate.lifetime_value import ValueRules
from crmdesk.differentiate.market_rules import MarketRules
from crmdesk.differentiate.rulebooks.model import Document, FactRules, Profile, Rulebook
from crmdesk.differentiate.rulebooks.weighing import counted, weights_of
from crmdesk.differentiate.scores import INDICATORS, Breakpoints
from crmdesk.differentiate.signals import StageRules
from crmdesk.differentiate.tiers import TIERS, Hysteresis, Thresholds
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr


def cents(yuan: float) -> int:
    return round(yuan * 100)


def parse(table: Document) -> Rulebook:
    """A rulebook from its table. Raises ``CrmError`` when weights do not sum to 1 or bounds do not ascend."""
    profiles = {name: _profile(name, entry, counted(table)) for name, entry in table["profiles"].items()}
    presets = {name: _hysteresis(entry) for name, entry in table["tiers"]["presets"].items()}
    rules = {name: _dormancy(name, entry) for name, entry in table["dormancy"]["presets"].items()}
    return Rulebook(
        name=table["name"],
        words=Words(table["zh"], table["en"]),
        version=table["version"],
        effective_from=table["effective_from"],
        currency=table["currency"],
        frequency=table["frequency"],
        window_months=table["window_months"],
        high_cut=table["scores"]["high_cut"],
        profile=profiles[table["scores"]["profile"]],
        profiles=profiles,
        breakpoints=_breakpoints(table["scores"]["breakpoints"]),
        thresholds=_thresholds(table["tiers"]),
        near=table["tiers"]["near"],
        hysteresis_name=table["tiers"]["preset"],
        hysteresis=presets[table["tiers"]["preset"]],
        presets=presets,
        dormancy=rules[table["dormancy"]["preset"]],
        dormancy_presets=rules,
        flagged_statuses=frozenset(table["dormancy"]["flagged_statuses"]),
        stages=_stages(table["stages"]),
        facts=_facts(table["facts"]),
        values=_values(table["lifetime"]),
        forecast=ForecastRules(**table.get("forecast", {})),
        market=MarketRules(**table.get("market", {})),
    )


def _profile(name: str, entry: Document, counted: frozenset[str]) -> Profile:
    weights = weights_of(entry, counted)
    stated = sum(round(entry.get(indicator, 0) * 10_000) for indicator in INDICATORS)
    if not any(weights) or ("matrix" not in entry and stated != 10_000):
        raise CrmError(tr("The weights of profile {name} do not sum to 1.", name=name))
    return Profile(name, Words(entry["zh"], entry["en"]), weights)


def _ascending(bounds: tuple[int, ...], name: str) -> tuple[int, ...]:
    if list(bounds) != sorted(set(bounds)):
        raise CrmError(tr("The bounds of {name} must ascend.", name=name))
    return bounds


def _breakpoints(table: Document) -> Breakpoints:
    money = {"M", "A"}
    r, f, m, a, s = (
        _ascending(tuple(cents(x) if name in money else x for x in table[name]), name) for name in INDICATORS
    )
    return Breakpoints((r[0], r[1], r[2], r[3]), f, m, a, s)


def _bounds(table: Document, name: str, unit: int) -> tuple[int, ...]:
    entries = table.get(name, {})
    return _ascending(tuple(round(entries[tier] * unit) for tier in TIERS[1:] if tier in entries), name)


def _thresholds(table: Document) -> Thresholds:
    return Thresholds(
        mode=table["mode"],
        assets=_bounds(table, "assets", 100),
        score=_bounds(table, "score", 10),
        floors=_bounds(table, "floors", 100),
    )


def _hysteresis(table: Document) -> Hysteresis:
    down = (table["down_months"],) * (len(TIERS) - 1) + (table["private_down_months"],)
    return Hysteresis(
        up_months=table["up_months"],
        buffer_percent=round(table["buffer"] * 100),
        down_months=down,
        falls_to=table["falls_to"],
        silent_months=table["silent_months"],
        score_buffer=round(table["score_buffer"] * 10),
    )


def _dormancy(name: str, table: Document) -> DormancyRule:
    limits = {key: cents(table[key]) if key in table else None for key in ("cash_max", "assets_below")}
    return DormancyRule(
        name=name, kind=table["kind"], length=table["length"], holdings_max=cents(table["holdings_max"]), **limits
    )


_MONEY = ("gone_assets", "decline_idle_assets", "win_back_assets")


def _stages(table: Document) -> StageRules:
    values: dict[str, Any] = {key: cents(value) if key in _MONEY else value for key, value in table.items()}
    return StageRules(**values)


def _millionths(table: Document) -> dict[str, int]:
    return {key: round(value * 1_000_000) for key, value in table.items()}


def _facts(table: Document) -> FactRules:
    classes = code_list("asset_class")
    debts = frozenset(name for name, code in classes.items() if code.extra.get("is_debt"))
    return FactRules(
        asset_factor={name: round(100 * table["asset_factor"].get(name, 1)) for name in classes},
        spread=_millionths(table["spread"]),
        product_share=_millionths(table["product_share"]),
        cash_classes=frozenset(table["cash_classes"]),
        debt_classes=debts,
        class_lines={name: code.extra["line"] for name, code in classes.items() if "line" in code.extra},
        account_lines=table["account_lines"],
        wealth_lines=frozenset(table["wealth_lines"]),
        advisory_lines=frozenset(table["advisory_lines"]),
        strategic_lines=frozenset(table["strategic_lines"]),
        strategy=tuple(table["strategy"]),
        exposure={name: round(100 * share) for name, share in table.get("exposure", {}).items()},
    )


def _by_stage(table: Document) -> tuple[float, ...]:
    return tuple(float(table[stage]) for stage in ("acquisition", "growth", "maturity", "decline", "termination"))


def _values(table: Document) -> ValueRules:
    return ValueRules(
        years=table["years"],
        discount=table["discount"],
        growth=_by_stage(table["growth"]),
        retention=_by_stage(table["retention"]),
        retention_by_tier=tuple(float(table["maturity_retention"][tier]) for tier in TIERS),
        risk_growth=float(table["at_risk"]["growth"]),
        risk_retention=float(table["at_risk"]["retention"]),
        acquisition_cost=cents(table["acquisition_cost"]),
    )
