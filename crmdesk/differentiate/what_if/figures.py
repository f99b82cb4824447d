"""The figures of one client that can be tried, as arrays the rules take; built from a standing's evidence.

Names: the five indicators, and ``month``, the month's average assets, by which a bank decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from crmdesk import dates
from crmdesk.differentiate.dormancy import DormancyFacts
from crmdesk.differentiate.queries import Standing
from crmdesk.differentiate.scores import INDICATORS, NEVER, Floats, Indicators, Ints
from crmdesk.differentiate.signals import Features
from crmdesk.differentiate.wording import day_of, days_since

NAMES = (*INDICATORS, "month")

_FIELDS = {"R": "recency", "F": "frequency", "M": "monetary", "A": "assets", "S": "strategy", "month": "month_assets"}


@dataclass(frozen=True)
class Figures:
    """Arrays of one length: days (``NEVER`` = no trade yet), counts, cents; NaN is not known."""

    recency: Ints
    frequency: Ints
    monetary: Ints
    assets: Floats
    strategy: Ints
    month_assets: Floats

    @property
    def size(self) -> int:
        return len(self.recency)

    @property
    def indicators(self) -> Indicators:
        return Indicators(self.recency, self.frequency, self.monetary, self.assets, self.strategy)

    def tried(self, name: str, values: Ints) -> Figures:
        """One alternative per value, the other figures as they are (of the first one here)."""
        field = _FIELDS[name]
        repeated = {key: np.repeat(column[:1], len(values)) for key, column in vars(self).items()}
        return replace(self, **repeated | {field: values.astype(repeated[field].dtype)})

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(np.concatenate([mine, getattr(other, key)]) for key, mine in vars(self).items()))


def by_rules(standing: Standing) -> Standing:
    """The standing as the rules alone give it: what a person set is left out, and the rules go on from their own."""
    return replace(standing, tier=standing.tier_own or standing.tier, stage=standing.stage_own or standing.stage)


def present(standing: Standing) -> dict[str, int | None]:
    """The figures of the run by name; recency None = never traded, the others None = not known."""
    evidence = standing.evidence
    found = {name: evidence[name] for name in INDICATORS if name != "R"}
    recency = days_since(evidence["last_active"], standing.figures_on)
    return {"R": recency, **found, "month": evidence["month_assets"]}


def figures_of(standing: Standing, changes: Mapping[str, int | None]) -> Figures:
    """The figures of the run with some of them changed; arrays of length 1."""
    values = {**present(standing), **changes}
    whole = {name: np.array([values[name] or 0]) for name in ("F", "M", "S")}
    recency = np.array([NEVER if values["R"] is None else values["R"]])
    return Figures(recency, whole["F"], whole["M"], _float(values["A"]), whole["S"], _float(values["month"]))


def _float(value: int | None) -> Floats:
    return np.array([np.nan if value is None else value], dtype=np.float64)


def _day(number: int | None) -> np.datetime64:
    day = day_of(number)
    return np.datetime64("NaT", "D") if day is None else np.datetime64(day)


def dormancy_facts(standing: Standing, figures: Figures) -> DormancyFacts:
    """What the dormancy rule asks for: the last trade is the one tried, money as it lies there."""
    evidence, size = standing.evidence, figures.size
    end, cash = _float(evidence["end_assets"]), _float(evidence["cash"])
    traded = np.datetime64(standing.figures_on) - figures.recency.astype("m8[D]")
    return DormancyFacts(
        last_active=np.where(figures.recency == NEVER, np.datetime64("NaT", "D"), traded),
        opened=np.repeat(_day(evidence["opened"]), size),
        cash=np.repeat(cash, size),
        holdings=np.repeat(end - cash, size),
        assets=np.repeat(end, size),
        is_flagged=np.full(size, bool(evidence["flagged"])),
    )


def features_of(standing: Standing, figures: Figures, *, is_dormant: bool, is_year: bool) -> Features:
    """The inputs of the stage rules, arrays of length 1, from evidence and the figures tried.

    ``is_year``: contribution is counted over twelve months, so that it stands for C12 too. Flows and product lines
    stay as they are.
    """
    evidence, fired = standing.evidence, standing.signals
    plain = {name: _float(evidence[name]) for name in _PLAIN}
    c12 = figures.monetary.astype(np.float64) if is_year else plain["c12"]
    return Features(
        **plain | {"a3": figures.assets, "c12": c12, "peak": np.fmax(plain["peak"], figures.assets)},
        has_account=np.array(["A1" not in fired]),
        is_closed=np.array(["T1" in fired]),
        is_dormant=np.array([is_dormant]),
        has_left=np.array(["T4" in fired]),
        opened_days=_age(evidence["opened"], standing.figures_on),
        tenure_months=_tenure(evidence["opened"], standing.figures_on),
        activated_days=_age(evidence["activated"], standing.figures_on),
        t12q=_float(evidence["trades_before"]) / 4,
        idle=_idle(standing, int(figures.recency[0])),
        matured_unrenewed=_float(evidence["matured_unrenewed"]) / 10_000,
        is_active_now=np.array([_is_active(int(figures.recency[0]), standing.figures_on)]),
    )


_PLAIN = (
    *("a3p", "peak", "nf3", "nf12", "assets_12_ago", "t3", "t3p", "lines_change", "c12", "c12p", "noresp", "nps"),
    *("complaint_days", "end_assets"),
)


def _age(number: int | None, day: date) -> Floats:
    days = days_since(number, day)
    return _float(None if days is None or days < 0 else days)


def _tenure(number: int | None, day: date) -> Floats:
    """Whole months since the opening, as the run counts them."""
    opened = day_of(number)
    if opened is None:
        return _float(None)
    last = dates.month_last(dates.month_index(day)).day
    is_short = day.day < last and opened.day - 1 >= min(day.day, last)
    return _float(dates.month_index(day) - dates.month_index(opened) - is_short)


def _idle(standing: Standing, recency: int) -> Floats:
    """Days without behaviour: a trade tried later than the last movement ends them; where that was the trade itself,
    it moves with it."""
    evidence, day = standing.evidence, standing.figures_on
    moved = evidence["last_moved"]
    idle = days_since(moved if moved is not None else evidence["opened"], day)
    if idle is None or idle < 0:
        return _float(None if recency == NEVER else recency)
    was_trade = moved is not None and moved == evidence["last_active"]
    if recency == NEVER:
        return _float(idle)
    return _float(recency if was_trade else min(idle, recency))


def _is_active(recency: int, day: date) -> bool:
    """Whether the last trade lies in the month of the day."""
    return recency != NEVER and recency < day.day
