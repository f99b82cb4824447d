"""The signals of the lifecycle (§4.1, §4.2 of the domain): features of a client at a month-end,
and which rules they meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crmdesk.differentiate.scores import Bools, Floats

#: Every signal in rule order; its index is its bit in a client's signal mask.
SIGNALS = (
    *("T1", "T2", "T3", "T4", "T5", "A1", "A2", "A3"),
    *("D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8"),
    *("G1", "G2", "G3", "G4", "G5"),
    *("F1", "F2", "F3", "F4", "F5"),
)
AT_LEAST_PERIODS = 3


@dataclass(frozen=True)
class StageRules:
    """Cut-offs of the rulebook. Shares are fractions, amounts cents, ages days or months."""

    preset: str
    activation_days: int
    max_unactivated: int
    gone_assets: int
    gone_idle: int
    decline_nf3: float
    decline_peak: float
    decline_idle: int
    decline_idle_assets: int
    decline_trades: float
    decline_matured: float
    decline_complaint_days: int
    decline_nps: int
    decline_noresp: int
    decline_lines: int
    growth_g12: float
    growth_nf3: float
    growth_lines: int
    growth_contribution: float
    growth_months: int
    win_back_assets: int
    confirm_months: int
    fast_new_days: int
    fast_growth_days: int
    fast_frequency: float
    fast_gone_idle: int


@dataclass(frozen=True)
class Features:
    """The inputs of §4.1 per client at a month-end. Money in cents, ages in days; NaN = not known."""

    has_account: Bools
    is_closed: Bools
    is_dormant: Bools
    has_left: Bools
    opened_days: Floats
    tenure_months: Floats
    activated_days: Floats
    a3: Floats
    a3p: Floats
    peak: Floats
    nf3: Floats
    nf12: Floats
    assets_12_ago: Floats
    t3: Floats
    t3p: Floats
    t12q: Floats
    idle: Floats
    lines_change: Floats
    c12: Floats
    c12p: Floats
    noresp: Floats
    matured_unrenewed: Floats
    nps: Floats
    complaint_days: Floats
    is_active_now: Bools
    end_assets: Floats

    @property
    def size(self) -> int:
        return len(self.has_account)


#: Bases below ¥10,000 would turn small change into large percentages.
_SMALL_BASE = 10_000_00


def flow_share(flow: Floats, base: Floats) -> Floats:
    """Net flow as a share of the assets before it; not known when the base is not."""
    return np.asarray(flow / np.maximum(base, _SMALL_BASE))


def signals(f: Features, rules: StageRules) -> dict[str, Bools]:
    """Which rules of §4.2 hold, by code. A comparison with what is not known does not hold."""
    if rules.preset == "fast":
        return _fast(f, rules)
    return {**_termination(f, rules), **_acquisition(f, rules), **_decline(f, rules), **_growth(f, rules)}


def _termination(f: Features, rules: StageRules) -> dict[str, Bools]:
    never = np.isnan(f.activated_days)
    return {
        "T1": f.is_closed,
        "T2": f.is_dormant,
        "T3": (f.a3 < rules.gone_assets) & (f.idle >= rules.gone_idle),
        "T4": f.has_left,
        "T5": f.has_account & (f.opened_days > rules.max_unactivated) & never,
    }


def _acquisition(f: Features, rules: StageRules) -> dict[str, Bools]:
    never = np.isnan(f.activated_days)
    return {
        "A1": ~f.has_account & ~f.is_closed,
        "A2": f.has_account & (f.opened_days <= rules.max_unactivated) & never,
        "A3": f.activated_days < rules.activation_days,
    }


def _decline(f: Features, rules: StageRules) -> dict[str, Bools]:
    complaint = f.complaint_days > rules.decline_complaint_days
    return {
        "D1": flow_share(f.nf3, f.a3p) <= rules.decline_nf3,
        "D2": (f.a3 <= rules.decline_peak * f.peak) & (f.nf12 < 0),
        "D3": (f.idle >= rules.decline_idle) & (f.a3 >= rules.decline_idle_assets),
        "D4": (f.t12q >= AT_LEAST_PERIODS) & (f.t3 <= rules.decline_trades * f.t12q),
        "D5": f.matured_unrenewed >= rules.decline_matured,
        "D6": complaint | (f.nps <= rules.decline_nps),
        "D7": f.noresp >= rules.decline_noresp,
        "D8": f.lines_change <= -rules.decline_lines,
    }


def _growth(f: Features, rules: StageRules) -> dict[str, Bools]:
    return {
        "G1": flow_share(f.nf12, f.assets_12_ago) >= rules.growth_g12,
        "G2": flow_share(f.nf3, f.a3p) >= rules.growth_nf3,
        "G3": f.lines_change >= rules.growth_lines,
        "G4": (f.c12p > 0) & (f.c12 >= rules.growth_contribution * f.c12p),
        "G5": f.tenure_months < rules.growth_months,
    }


def _fast(f: Features, rules: StageRules) -> dict[str, Bools]:
    """The second preset: ages and activity alone; see the rulebook."""
    opened = np.where(f.has_account, f.opened_days, np.nan)
    return {
        "T1": f.is_closed,
        "A1": ~f.has_account & ~f.is_closed,
        "F1": opened <= rules.fast_new_days,
        "F2": (opened > rules.fast_new_days) & (opened <= rules.fast_growth_days),
        "F3": opened > rules.fast_growth_days,
        "F4": (f.t3p > 0) & (f.t3 <= rules.fast_frequency * f.t3p),
        "F5": f.idle >= rules.fast_gone_idle,
    }


def preset_codes(rules: StageRules) -> tuple[str, ...]:
    """The signals a preset asks for, in rule order."""
    fast = ("T1", "A1", *SIGNALS[-5:])
    return fast if rules.preset == "fast" else SIGNALS[:-5]


def signal_mask(fired: Mapping[str, Bools]) -> NDArray[np.int64]:
    """All fired signals of a client in one number; bit = index in ``SIGNALS``."""
    mask = np.zeros(len(next(iter(fired.values()))), dtype=np.int64)
    for code, hit in fired.items():
        mask |= hit.astype(np.int64) << SIGNALS.index(code)
    return mask


def mask_codes(mask: int) -> tuple[str, ...]:
    return tuple(code for bit, code in enumerate(SIGNALS) if mask >> bit & 1)
