"""One slice of clients through the months: state in, one result per month-end out. NumPy only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from crmdesk.differentiate import dormancy, lifecycle, lifetime_value, tiers
from crmdesk.differentiate.dormancy import CLOSED
from crmdesk.differentiate.dormancy import dormancy as dormancy_of
from crmdesk.differentiate.evidence import FIELDS, UNKNOWN, whole
from crmdesk.differentiate.lifecycle import StageState
from crmdesk.differentiate.month_view import MonthView
from crmdesk.differentiate.neutral import neutral_rank
from crmdesk.differentiate.reading import Days
from crmdesk.differentiate.scores import NEVER, Bools, Floats, Indicators, Ints, composite, score_all
from crmdesk.differentiate.segments import segment_index
from crmdesk.differentiate.signals import Features, signal_mask, signals
from crmdesk.differentiate.tiers import TierState

_YOUNG_DAYS = 90


@dataclass(frozen=True)
class State:
    """What a month-end hands to the next: the class that holds, and where a person set it the rules' own.

    The rules go on from ``own_rank`` and ``own_stage`` as if nobody had set anything.
    """

    tier: TierState
    stage: StageState
    own_rank: tiers.Ranks
    own_stage: lifecycle.Stages
    tier_since: Days
    stage_since: Days
    cycle_on: Days

    @classmethod
    def new(cls, clients: int) -> State:
        none = np.full(clients, "NaT", dtype="M8[D]")
        tier, stage = TierState.new(clients), StageState.new(clients)
        return cls(tier, stage, tier.rank.copy(), stage.stage.copy(), none, none.copy(), none.copy())

    @property
    def own(self) -> tuple[TierState, StageState]:
        return replace(self.tier, rank=self.own_rank), replace(self.stage, stage=self.own_stage)


@dataclass(frozen=True)
class MonthResult:
    """The classification of a slice at one month-end; arrays in client order. Money in cents, scores in tenths."""

    day: date
    is_present: Bools
    state: State
    raw_rank: tiers.Ranks
    signals: Ints
    dormancy: NDArray[np.int8]
    is_scored: Bools
    is_near: Bools
    segment: Ints
    score: Ints
    hv: Ints
    cv: Ints
    pv: Ints
    phase: NDArray[np.int8]
    is_new: Bools
    assets: Floats
    idle_on: Days
    evidence: Ints


@dataclass(frozen=True)
class _Scored:
    """Indicators, their scores and the composite, before the state machines."""

    values: Indicators
    scores: Ints
    total: Ints
    month_assets: Floats


def evaluate(view: MonthView, state: State) -> MonthResult:
    """One month-end of a slice."""
    rules = view.rulebook
    sleep = np.where(view.is_closed(), CLOSED, dormancy_of(view.dormancy_facts(), rules.dormancy, view.day))
    is_dormant = sleep == dormancy.DORMANT
    scored = _scored(view, is_dormant)
    is_scored = view.window.people.has_account & (sleep < dormancy.DORMANT)
    own_tier, own_stage = state.own
    raw, tier = _tier(view, scored, own_tier, is_scored)
    tier = replace(tier, rank=np.where(is_dormant, tiers.DORMANT, tier.rank).astype(np.int8))
    features = view.features(is_dormant)
    fired = signals(features, rules.stages)
    stage = lifecycle.step(own_stage, fired, features, rules.stages)
    following = _followed(state, tier, stage, view)
    return _result(view, scored, features, following, _Marks(raw, signal_mask(fired), sleep.astype(np.int8), is_scored))


@dataclass(frozen=True)
class _Marks:
    raw: tiers.Ranks
    signals: Ints
    dormancy: NDArray[np.int8]
    is_scored: Bools


def _scored(view: MonthView, is_dormant: Bools) -> _Scored:
    values = view.indicators()
    scores = score_all(values, view.rulebook.breakpoints)
    scores[is_dormant] = 0
    total = composite(scores, view.rulebook.profile.weights)
    return _Scored(values, scores, total, view.window.average[:, view.at])


def tier_metric(view: MonthView, scored: _Scored) -> Floats:
    """Assets the tier looks at: the month's average by assets, the quarter's beside a score."""
    return scored.month_assets if view.rulebook.thresholds.mode == "AUM" else scored.values.assets


def _tier(view: MonthView, scored: _Scored, state: TierState, is_scored: Bools) -> tuple[tiers.Ranks, TierState]:
    rules, assets = view.rulebook, tier_metric(view, scored)
    raw = tiers.rank_of(assets, scored.total, rules.thresholds)
    held = tiers.rank_of(assets, scored.total, rules.thresholds, give=rules.hysteresis)
    held = np.maximum(held, neutral_rank(scored.values, assets, view.neutral_assets(assets) - assets, rules))
    needs_assets = rules.thresholds.mode != "SCORE" or view.has_assets()
    is_known = ~np.isnan(scored.month_assets) if needs_assets else np.ones(len(raw), dtype=bool)
    stepped = tiers.step(state, raw, held, is_known, rules.hysteresis)
    fresh = TierState.new(len(raw))
    return raw, TierState(
        rank=np.where(is_scored, stepped.rank, 0).astype(np.int8),
        counter=np.where(is_scored, stepped.counter, fresh.counter),
        mark=np.where(is_scored, stepped.mark, fresh.mark),
        status=np.where(is_scored, stepped.status, tiers.UNSCORED).astype(np.int8),
    )


def _followed(state: State, tier: TierState, stage: StageState, view: MonthView) -> State:
    """The new state with the days since when tier and stage hold. Who is not there yet keeps the old one."""
    day, here = np.datetime64(view.day), view.is_present()
    was_won_back = stage.cycle > state.stage.cycle
    own = tier.rank, stage.stage
    tier = replace(tier, rank=view.overrides.tiers(tier.rank))
    stage = replace(stage, stage=view.overrides.stages(stage.stage))
    moved = (tier.rank != state.tier.rank) | np.isnat(state.tier_since)
    turned = (stage.stage != state.stage.stage) | np.isnat(state.stage_since) | was_won_back
    return State(
        TierState(*(np.where(here, new, old) for new, old in zip(_parts(tier), _parts(state.tier), strict=True))),
        StageState(
            *(np.where(here, new, old) for new, old in zip(_stage_parts(stage), _stage_parts(state.stage), strict=True))
        ),
        np.where(here, own[0], state.own_rank),
        np.where(here, own[1], state.own_stage),
        np.where(here & moved, day, state.tier_since),
        np.where(here & turned, day, state.stage_since),
        np.where(here & was_won_back, day, state.cycle_on),
    )


def _parts(tier: TierState) -> tuple[tiers.Ranks, ...]:
    return tier.rank, tier.counter, tier.mark, tier.status


def _stage_parts(stage: StageState) -> tuple[tiers.Ranks, ...]:
    return stage.stage, stage.status, stage.cycle


def _result(view: MonthView, scored: _Scored, features: Features, state: State, marks: _Marks) -> MonthResult:
    rules, window = view.rulebook.values, view.window
    hv = window.base_contribution + window.contribution[:, : view.at + 1].sum(axis=1)
    cv = features.c12.astype(np.int64)
    stage = np.maximum(state.stage.stage, lifecycle.ACQUISITION)
    growth, retention = lifetime_value.rates(stage, state.tier.rank, rules)
    pv = lifetime_value.potential(cv, growth, retention, discount=rules.discount, years=rules.years)
    at_risk = lifetime_value.value_at_risk(cv, pv, rules)
    c12_before = view.total(window.contribution, 12, 3)
    phase = lifetime_value.phase(
        hv=hv,
        c12=cv,
        c12p=features.c12p,
        was_low=lifetime_value.is_low(c12_before, view.year_before(3)),
        is_young=features.tenure_months < 12,
        rules=rules,
    )
    facts = _evidence(view, scored, features, {"growth": growth, "retention": retention, "at_risk": at_risk})
    return MonthResult(
        day=view.day,
        is_present=view.is_present(),
        state=state,
        raw_rank=marks.raw,
        signals=marks.signals,
        dormancy=marks.dormancy,
        is_scored=marks.is_scored,
        is_near=marks.is_scored
        & tiers.near(
            tier_metric(view, scored), scored.total, state.tier.rank, view.rulebook.thresholds, view.rulebook.near
        ),
        segment=segment_index(scored.scores, view.rulebook.high_cut),
        score=scored.total,
        hv=hv,
        cv=cv,
        pv=pv,
        phase=phase,
        is_new=view.ages(view.started) < _YOUNG_DAYS,
        assets=tier_metric(view, scored),
        idle_on=dormancy.idle_on(view.last_active(), view.window.people.opened, view.rulebook.dormancy),
        evidence=facts,
    )


def _day_numbers(days: Days) -> Ints:
    return np.where(np.isnat(days), UNKNOWN, days.astype("M8[D]").astype(np.int64))


def _day_number(day: date | None) -> int:
    return UNKNOWN if day is None else (day - date(1970, 1, 1)).days


def _evidence(view: MonthView, scored: _Scored, f: Features, values: dict[str, Floats | Ints]) -> Ints:
    """Shape (clients, fields), in the order of ``FIELDS``."""
    window, at, v = view.window, view.at, scored.values
    columns: dict[str, Ints] = {
        "last_active": np.where(v.recency == NEVER, UNKNOWN, _day_numbers(view.last_active())),
        "F": v.frequency,
        "M": v.monetary,
        "A": whole(v.assets),
        "S": v.strategy,
        **{f"score_{name}": scored.scores[:, place] for place, name in enumerate("RFMAS")},
        "month_assets": whole(scored.month_assets),
        "end_assets": whole(window.end[:, at]),
        "cash": whole(window.cash[:, at]),
        "opened": _day_numbers(view.started),
        "activated": _day_numbers(view.activated()),
        "last_moved": _day_numbers(window.last_moved[:, at]),
        **{name: whole(getattr(f, name)) for name in _PLAIN},
        "a12": whole(view.mean(window.average, 12)),
        "trades_before": whole(f.t12q * 4),
        "lines": whole(window.lines[:, at]),
        "noresp": whole(f.noresp),
        "complaint_days": whole(f.complaint_days),
        "matured_unrenewed": whole(f.matured_unrenewed * 10_000),
        "first_month": np.where(window.first_month > view.month, UNKNOWN, window.first_month),
        "growth": whole(np.asarray(values["growth"] * 10_000, dtype=np.float64)),
        "retention": whole(np.asarray(values["retention"] * 10_000, dtype=np.float64)),
        "at_risk": np.asarray(values["at_risk"], dtype=np.int64),
        "flagged": (window.people.is_flagged & view.is_last).astype(np.int64),
        "flow_estimated": np.where(np.isnan(f.nf3) & np.isnan(f.nf12), UNKNOWN, int(view.is_flow_estimated())),
        "neutral_assets": whole(view.neutral_assets(tier_metric(view, scored))),
        "market_change": whole(np.full(len(f.nf3), (view.market_change() or np.nan) * 10_000)),
        "matured": whole(view.matured()[0]),
        "retention_measured": np.full(len(v.frequency), _day_number(view.rulebook.values.measured_on)),
        "tier_override": view.overrides.tier_id,
        "stage_override": view.overrides.stage_id,
    }
    return np.stack([columns[name] for name in FIELDS], axis=1)


_PLAIN = ("a3", "a3p", "peak", "nf3", "nf12", "assets_12_ago", "t3", "lines_change", "c12", "c12p", "nps", "t3p")
