"""Rulebooks: the dated, versioned rules of a house, read from ``resources/rulebooks/*.toml``.

A file may say ``extends = "name"`` and then states only what differs. Amounts are yuan in the files and cents here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from crmdesk.codes import code_list
from crmdesk.differentiate.dormancy import DormancyRule
from crmdesk.differentiate.lifetime_value import ValueRules
from crmdesk.differentiate.scores import INDICATORS, Breakpoints
from crmdesk.differentiate.signals import StageRules
from crmdesk.differentiate.tiers import TIERS, Hysteresis, Thresholds
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.resources import resource_names, resource_toml

Table = dict[str, Any]


@dataclass(frozen=True)
class Profile:
    """Weights of the five indicators in ten-thousandths; they sum to 10,000."""

    name: str
    words: Words
    weights: tuple[int, ...]


@dataclass(frozen=True)
class FactRules:
    """How monthly facts are made of balances. Per asset class: a factor in percent, yearly spreads in millionths."""

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


def rulebook_names() -> list[str]:
    return [name.removesuffix(".toml") for name in resource_names("rulebooks", ".toml")]


@cache
def load(name: str) -> Rulebook:
    """The shipped rulebook of that name. Raises ``CrmError`` naming the known ones when there is none."""
    return parse(_merged(name))


def _merged(name: str) -> Table:
    if name not in rulebook_names():
        known = ", ".join(rulebook_names())
        raise CrmError(tr("There is no rulebook {name}. Known: {known}.", name=name, known=known), field="rulebook")
    table = resource_toml("rulebooks", f"{name}.toml")
    return _overlaid(_merged(table["extends"]), table) if "extends" in table else table


def _overlaid(base: Table, top: Table) -> Table:
    merged = dict(base)
    for key, value in top.items():
        both = isinstance(value, dict) and isinstance(base.get(key), dict)
        merged[key] = _overlaid(base[key], value) if both else value
    return merged


def cents(yuan: float) -> int:
    return round(yuan * 100)


def parse(table: Table) -> Rulebook:
    """A rulebook from its table. Raises ``CrmError`` when weights do not sum to 1 or bounds do not ascend."""
    profiles = {name: _profile(name, entry) for name, entry in table["profiles"].items()}
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
    )


def _profile(name: str, entry: Table) -> Profile:
    weights = tuple(round(entry[indicator] * 10_000) for indicator in INDICATORS)
    if sum(weights) != 10_000:
        raise CrmError(tr("The weights of profile {name} do not sum to 1.", name=name))
    return Profile(name, Words(entry["zh"], entry["en"]), weights)


def _ascending(bounds: tuple[int, ...], name: str) -> tuple[int, ...]:
    if list(bounds) != sorted(set(bounds)):
        raise CrmError(tr("The bounds of {name} must ascend.", name=name))
    return bounds


def _breakpoints(table: Table) -> Breakpoints:
    money = {"M", "A"}
    r, f, m, a, s = (
        _ascending(tuple(cents(x) if name in money else x for x in table[name]), name) for name in INDICATORS
    )
    return Breakpoints((r[0], r[1], r[2], r[3]), f, m, a, s)


def _bounds(table: Table, name: str, unit: int) -> tuple[int, ...]:
    entries = table.get(name, {})
    return _ascending(tuple(round(entries[tier] * unit) for tier in TIERS[1:] if tier in entries), name)


def _thresholds(table: Table) -> Thresholds:
    return Thresholds(
        mode=table["mode"],
        assets=_bounds(table, "assets", 100),
        score=_bounds(table, "score", 10),
        floors=_bounds(table, "floors", 100),
    )


def _hysteresis(table: Table) -> Hysteresis:
    down = (table["down_months"],) * (len(TIERS) - 1) + (table["private_down_months"],)
    return Hysteresis(
        up_months=table["up_months"],
        buffer_percent=round(table["buffer"] * 100),
        down_months=down,
        falls_to=table["falls_to"],
        silent_months=table["silent_months"],
        score_buffer=round(table["score_buffer"] * 10),
    )


def _dormancy(name: str, table: Table) -> DormancyRule:
    limits = {key: cents(table[key]) if key in table else None for key in ("cash_max", "assets_below")}
    return DormancyRule(
        name=name, kind=table["kind"], length=table["length"], holdings_max=cents(table["holdings_max"]), **limits
    )


_MONEY = ("gone_assets", "decline_idle_assets", "win_back_assets")


def _stages(table: Table) -> StageRules:
    values: dict[str, Any] = {key: cents(value) if key in _MONEY else value for key, value in table.items()}
    return StageRules(**values)


def _millionths(table: Table) -> dict[str, int]:
    return {key: round(value * 1_000_000) for key, value in table.items()}


def _facts(table: Table) -> FactRules:
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
    )


def _by_stage(table: Table) -> tuple[float, ...]:
    return tuple(float(table[stage]) for stage in ("acquisition", "growth", "maturity", "decline", "termination"))


def _values(table: Table) -> ValueRules:
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
