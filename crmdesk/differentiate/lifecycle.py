"""Lifecycle stages (§4.2 of the domain): the stage that signals ask for, and its confirmation by months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crmdesk.differentiate.scores import Bools
from crmdesk.differentiate.signals import Features, StageRules

Stages = NDArray[np.int8]

NO_STAGE, ACQUISITION, GROWTH, MATURITY, DECLINE, TERMINATION = range(6)
#: Codes by number.
STAGES = ("", "acquisition", "growth", "maturity", "decline", "termination")

#: Status: normal, decline signalled once, clear once while in decline, back once after termination.
NORMAL, WARNING, RECOVERING, RETURNING = range(4)
STATUSES = ("normal", "warning", "recovering", "returning")

STRONG = ("D1", "D2", "D3")
WEAK = ("D4", "D5", "D6", "D7", "D8")


def is_strong(fired: Mapping[str, Bools]) -> Bools:
    return _any(fired, (*STRONG, "F4"))


def is_declining(fired: Mapping[str, Bools]) -> Bools:
    """One strong signal or two weak ones."""
    weak = sum((fired[code].astype(np.int8) for code in WEAK if code in fired), np.int8(0))
    return np.asarray(is_strong(fired) | (weak >= 2))


def _any(fired: Mapping[str, Bools], codes: tuple[str, ...]) -> Bools:
    size = len(next(iter(fired.values())))
    hits = [fired[code] for code in codes if code in fired] or [np.zeros(size, dtype=bool)]
    return np.asarray(np.logical_or.reduce(hits))


def growing(fired: Mapping[str, Bools]) -> Bools:
    return _any(fired, ("G1", "G2", "G3", "G4", "G5", "F2"))


def terminated(fired: Mapping[str, Bools]) -> Bools:
    return _any(fired, ("T1", "T2", "T3", "T4", "T5", "F5"))


def raw_stage(fired: Mapping[str, Bools]) -> Stages:
    """The stage this month's evidence asks for, first match wins; no history."""
    acquiring = _any(fired, ("A1", "A2", "A3", "F1"))
    cases = [terminated(fired), acquiring, is_declining(fired), growing(fired)]
    return np.select(cases, [TERMINATION, ACQUISITION, DECLINE, GROWTH], MATURITY).astype(np.int8)


@dataclass(frozen=True)
class StageState:
    """Between months: stage (0 = new), status, and the number of the relationship's cycle (2 = won back once)."""

    stage: Stages
    status: Stages
    cycle: Stages

    @classmethod
    def new(cls, clients: int) -> StageState:
        zero = np.zeros(clients, dtype=np.int8)
        return cls(zero, zero.copy(), np.ones(clients, dtype=np.int8))


def step(state: StageState, fired: Mapping[str, Bools], f: Features, rules: StageRules) -> StageState:
    """The state after one month-end: the transitions of §4.2 with their confirmations."""
    ended = terminated(fired)
    enters, falls = _decline_entry(state, fired, rules)
    leaves, recovers = _recovery(state, fired, f, rules)
    back, returns = _win_back(state, f, rules)
    calm = np.where(growing(fired), GROWTH, MATURITY)
    raw = raw_stage(fired)
    fresh = np.where(raw == DECLINE, calm, raw)
    open_stage = np.where(raw == ACQUISITION, np.where(state.stage <= ACQUISITION, ACQUISITION, state.stage), calm)
    in_termination = state.stage == TERMINATION
    stage = np.select(
        [back, in_termination | ended, falls, enters & (state.stage > NO_STAGE), leaves, state.stage == DECLINE,
         state.stage == NO_STAGE],
        [ACQUISITION, TERMINATION, DECLINE, state.stage, calm, DECLINE, fresh],
        open_stage,
    )  # fmt: skip
    status = np.select([back | falls | leaves, returns, ended | in_termination, enters, recovers],
                       [NORMAL, RETURNING, NORMAL, WARNING, RECOVERING], NORMAL)  # fmt: skip
    return StageState(stage.astype(np.int8), status.astype(np.int8), (state.cycle + back).astype(np.int8))


def _decline_entry(state: StageState, fired: Mapping[str, Bools], rules: StageRules) -> tuple[Bools, Bools]:
    """(signalled and waiting for confirmation, confirmed now). From acquisition only a strong signal counts."""
    asked = raw_stage(fired) == DECLINE
    asked &= (state.stage != ACQUISITION) | is_strong(fired)
    asked &= (state.stage != DECLINE) & (state.stage != TERMINATION)
    confirmed = asked & ((state.status == WARNING) | (rules.confirm_months <= 1))
    return asked & ~confirmed, confirmed


def _recovery(state: StageState, fired: Mapping[str, Bools], f: Features, rules: StageRules) -> tuple[Bools, Bools]:
    """(leaves decline now, first clear month): no signal at all and no net outflow over three months."""
    clear = ~_any(fired, (*STRONG, *WEAK, "F4")) & ~(f.nf3 < 0) & (state.stage == DECLINE) & ~terminated(fired)
    confirmed = clear & ((state.status == RECOVERING) | (rules.confirm_months <= 1))
    return confirmed, clear & ~confirmed


def _win_back(state: StageState, f: Features, rules: StageRules) -> tuple[Bools, Bools]:
    """(won back now, first month back): active with enough assets at consecutive month-ends."""
    here = (state.stage == TERMINATION) & f.is_active_now & (f.end_assets >= rules.win_back_assets)
    here &= ~f.is_closed & ~f.is_dormant & ~f.has_left
    confirmed = here & ((state.status == RETURNING) | (rules.confirm_months <= 1))
    return confirmed, here & ~confirmed
